"""Where in a clause a day is spoken of, and which day it is.

Finding the stretch is the grammar's business, because a chat is full of
numbers that are no days; what the stretch means is `schedules.deadlines`'.
"""

import re
from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime, time, timedelta

from schedules import deadlines
from schedules.deadlines.numerals import whole
from schedules.workdays import DEFAULT

_D = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"
_YEAR = r"(?:(?:\d{4}|[二〇零一三四五六七八九]{4}|今|去|明|本)年)"
_FEAST = "国庆|中秋|春节|元旦|端午|清明|五一|劳动节|过年|放假|十一假期|长假"
_SPAN = re.compile(
    rf"{_YEAR}?{_D}月(?:份)?{_D}(?:[日号]|(?![\d件起宗个份家次期场条项%]))(?:[到至~-]{_D}月?{_D}[日号]?)?"
    rf"|{_YEAR}?{_D}月(?:份)?(?:上旬|中旬|下旬|初|中|底|末)?"
    rf"|(?:(?<!不)上个?|下个?|本|这个?|当)月(?:{_D}[日号]|上旬|中旬|下旬|初|中|底|末)?"
    rf"|(?<![\d.])\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}(?!\d)"
    rf"|(?<![\d.+-])(?:1[0-2]|0?[1-9])[./-](?:3[01]|[12]\d|0?[1-9])(?![\d.%万亿月/-])[日号]?"
    rf"|(?<![\d第.〕】一二三四五六七八九十])(?:3[01]|[12]?\d|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号](?![线楼院厅文期机])"
    r"|大?[前昨今明后](?:天|日|儿|晚|早|晨|夜)(?:上午|下午|晚上|早上|中午)?|大[前后]天|明后天|这两天"
    r"|(?:上上|下下|(?<!不)上个?|下个?|这个?|本)(?:周|星期|礼拜)(?:[一二三四五六日天末])?|(?:周|星期|"
    r"礼拜)[一二三四五六日天末]"
    rf"|(?:{_FEAST})节?(?:假期)?(?:之?前|之?后|期间)?"
    r"|(?:月|年|季度|季|周)(?:底|末|初|中)(?!间|断|标|选|心)|年内|年终|上半年|下半年|[一二三四]季度末?"
    r"|(?<!哪)(?:\d{1,3}|[一二两三四五六七八九十]{1,3}|半)(?:个?(?:工作日|星期|礼拜|小时|月(?!\d)|"
    r"天|周)(?:以后|之后|之前|以前|后|前|内)?|日(?:以?后|内))"
    r"|(?<![差早晚快有大小多少第])(?:\d{1,2}|[一二两三四五六七八九十]{1,3})[点时](?:半|\d{1,2}分?|一刻|三刻)?(?:前|之前)?|\d{1,2}:\d{2}"
    r"|上午|下午|晚上|中午|早上|傍晚"
)
_CLOCK = re.compile(r"^(?:\d{1,2}:\d{2}|.{1,3}[点时].*|上午|下午|晚上|中午|早上|傍晚)$")
_LENGTH = re.compile(
    r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3}|半)个?(?:工作日|星期|礼拜|小时|月|天|周)(?:以?后|"
    r"之后|内)?$"
)
_COLLOQUIAL = re.compile(r"(?<=^)(大?[前昨今明后])[儿晚早晨夜]")
_YEARED = re.compile(r"年|^\d{4}")
_MONTHED = re.compile(r"[\d一二三四五六七八九十]月|\d[./-]\d")
_FROM_TO = re.compile(r"(.+?[日号])\s*[到至~-]\s*(.+)")
_TO = re.compile(r"\s*(?:[到至~-]|—+)\s*")
HALF_A_YEAR = timedelta(days=183)
_PARTS_OF_DAY = (("早", 9), ("上午", 9), ("中午", 12), ("下午", 15), ("傍晚", 17), ("晚", 18))
_PART_OF_DAY = re.compile(r"(?<=.)(?:上午|下午|晚上|中午|早上|傍晚)")
_OFFICES_OPEN = 7  # 三点再提醒 is said of the afternoon
_HOURS = re.compile(r"(\d{1,2}|[一二两三四五六七八九十]{1,2}|半)个?小时")
_HOUR = re.compile(r"(\d{1,2}|[一二两三四五六七八九十]{1,3})[点时:](半|\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch that speaks of a day. length: only so long (两周), from a day still to be told."""

    text: str
    start: int
    end: int
    clock: bool = False
    length: bool = False


def spans(text: str) -> list[Span]:
    """Return the stretches that may be days, in order."""
    found = []
    for match in _SPAN.finditer(text):
        said = match.group()
        found.append(Span(said, *match.span(), bool(_CLOCK.match(said)), bool(_LENGTH.search(said))))
    return found


def _plain(said: str) -> str:
    """今早, 昨晚, 前儿: the day, without the part of it."""
    return _COLLOQUIAL.sub(r"\1天", said)


def happened(said: str, now: datetime) -> Day | None:
    """Return the day something took place, in the year that fits; a day ahead stays ahead, as typed."""
    day = deadlines.read(_plain(said), now, direction="past").due_day
    return _in_its_year(said, day, now, HALF_A_YEAR, ahead=True)


def wished(said: str, now: datetime, base: Day | None = None) -> Day | None:
    """Return the day asked for; a mere length is counted from `base`, the day due now."""
    length = _LENGTH.search(said)
    if length:
        said = f"推迟{length.group().rstrip('以之后内')}"
    day = deadlines.read(_plain(said), now, base=base, direction="future").due_day
    return day if length else _in_its_year(said, day, now, HALF_A_YEAR, ahead=False)


def _in_its_year(said: str, day: Day | None, now: datetime, far: timedelta, *, ahead: bool) -> Day | None:
    """A month without a year is of this year, unless that is half a year off on the wrong side.

    In August `10月20日` is this October even where something is said to have
    happened: better told that it lies ahead than put into last year.
    """
    if day is None or _YEARED.search(said) or not _MONTHED.search(said):
        return day
    this = _in_year(day, now.year)
    if this is None:
        return day
    today = now.date()
    if ahead and this - today > far:
        return _in_year(day, now.year - 1)
    if not ahead and today - this > far:
        return _in_year(day, now.year + 1)
    return this


def between(text: str, now: datetime) -> tuple[Day | None, Day | None]:
    """Return the first and the last day of a stretch of days: 9月6日至10日, 到周五, 下周."""
    found = [span for span in spans(text) if not span.clock]
    if not found:
        return None, None
    linked = [n for n, span in enumerate(found[:-1]) if _TO.fullmatch(text, span.end, found[n + 1].start)]
    if linked:
        found = found[linked[0] :]  # 国庆休假，10月1日到7日
    first = found[0]
    if (two := _FROM_TO.match(first.text)) is not None:
        start, end = two[1], two[2]
        if "月" not in end:
            end = start[: start.index("月") + 1] + end
        return wished(start, now), wished(end, now)
    if len(found) > 1:
        start = wished(first.text, now)
        if found[1].length and start is not None:  # 明天开始三天
            after = wished(found[1].text, now, start)
            return start, after - timedelta(days=1) if after else None
        return start, _end_after(start, first.text, found[1].text, now)
    if re.search(r"[至到]\s*$", text[: first.start]):
        return None, wished(first.text, now)
    if re.match(r"\s*(?:起|开始|以后|之后)", text[first.end :]):
        return wished(first.text, now), None
    if re.match(r"\s*(?:回|返)", text[first.end :]):
        return None, wished(first.text, now)
    if first.length:
        return now.date(), wished(first.text, now, now.date())
    reading = deadlines.read(first.text, now, direction="future")
    start_day = reading.start.date() if isinstance(reading.start, datetime) else reading.start
    return start_day or reading.due_day, reading.due_day


def _end_after(start: Day | None, first: str, last: str, now: datetime) -> Day | None:
    """`下周一到周三`, `下月3号到5号`: the second day is of the week or month of the first."""
    week = re.match(r"(?:上上|下下|上个?|下个?)(?=周|星期|礼拜)", first)
    if week and re.match(r"周|星期|礼拜", last):
        return wished(f"{week.group()}{last}", now)
    end = wished(last, now)
    if start is not None and end is not None and end < start and re.fullmatch(r"\D{0,3}\d{1,2}[日号]", last):
        return next((day for n in range(31) if (day := start + timedelta(days=n)).day == end.day), end)
    return end


def due_moment(said: str, now: datetime) -> datetime | None:
    """Return when to speak again: the day named, in the morning unless an hour or part of the day is."""
    if (hours := _HOURS.search(said)) is not None:
        n = 0.5 if hours[1] == "半" else whole(hours[1])
        return now + timedelta(hours=n) if n else None
    bare = _PART_OF_DAY.sub("", said).strip() or said  # 周一早上
    reading = deadlines.read(bare, now, direction="future")
    day = wished(bare, now)
    if reading.kind == "period" and reading.start is not None and not re.search(r"[底末]", said):
        day = reading.start.date() if isinstance(reading.start, datetime) else reading.start
    if day is not None and day < now.date():
        return None
    at = _hour(said)
    if day is None:
        if at is None:
            return None
        moment = datetime.combine(now.date(), at, now.tzinfo)
        return moment if moment > now else _morning(_next_workday(now.date()), now)
    moment = datetime.combine(day, at or time(9), now.tzinfo)
    return moment if moment > now else _morning(_next_workday(now.date()), now)


def _hour(said: str) -> time | None:
    part = next((hour for word, hour in _PARTS_OF_DAY if word in said), None)
    match = _HOUR.search(said)
    if not match:
        return None if part is None else time(part)
    hour = whole(match[1])
    if hour is None or hour > 23:
        return None
    if hour < 12 and (part >= 12 if part is not None else 0 < hour < _OFFICES_OPEN):
        hour += 12
    minute = 30 if match[2] == "半" else int(match[2]) if match[2] else 0
    return time(hour, minute if minute < 60 else 0)


def _morning(day: Day, now: datetime) -> datetime:
    return datetime.combine(day, time(9), now.tzinfo)


def _next_workday(day: Day) -> Day:
    day += timedelta(days=1)
    while not DEFAULT.is_workday(day):
        day += timedelta(days=1)
    return day


def _in_year(day: Day, year: int) -> Day | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return None
