"""Everything in a text that could be a date: moments, ranges, lists, lengths, events, recurrences, each resolved.

Whether it binds is judged elsewhere; here only what it would mean. Text comes in normalised and blotted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from schedules.deadlines.bounds import Bound, Meaning, bound_at, meaning
from schedules.deadlines.festivals import FESTIVALS
from schedules.deadlines.lengths import Length, clocked, counted, length_at
from schedules.deadlines.moments import Moment, moment_at
from schedules.deadlines.numerals import CHINESE, NUMBER, whole
from schedules.deadlines.reading import GUESS, LIKELY, SURE, Event
from schedules.deadlines.recurrence import Recurrence
from schedules.deadlines.repeats import repeat_at
from schedules.deadlines.spans import Place, Span, span_of


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch of the text and what it would mean as a deadline."""

    at: int
    end: int
    means: Meaning
    bound: Bound = ""
    # A writing that is a date only in the right company (10.29, 3号, 三天).
    loose: bool = False
    grain: str = ""
    joined: bool = False  # a range or a list: said on purpose, never in passing


@dataclass(frozen=True, slots=True)
class Question:
    """What a text is read against, beside the place: known events, the present due day, bare phrase or not."""

    place: Place
    events: Mapping[str, date]
    base: date | None = None


_NUMERALS = frozenset("0123456789")
_CHINESE_NUMERALS = frozenset("〇零一二两三四五六七八九十百千廿卅")
_REPEAT_STARTS = frozenset("每按逐隔双一半两二三")
_LENGTH_STARTS = _NUMERALS | _CHINESE_NUMERALS | frozenset("半近最过以未今接往头前后再")
_START = re.compile(
    "["
    + "".join(sorted({*(name[0] for name in FESTIVALS), *"0123456789〇零一二两三四五六七八九十廿卅半今明昨前后大本当上下这去来次同翌每按逐隔双年月季"}))
    + "周星礼早中晚凌清傍夜黄正午腊冬元春夏秋农阴旧首末全岁节第Qq现此目刚眼近最过以未接往头再深即隔新端“\"]"
)
_RANGE = re.compile(r"(?:起|开始)?(?:至|到|-{1,2}|~)(?![\-~])")
_LIST = re.compile(r"[、和及与或]|以及")
_UNTIL_NOW = re.compile(r"(?:起|开始)?(?:至今|到现在|到目前|迄今)(?:为止)?")
_SHORT = re.compile(
    rf"(?:(?P<y>(?:19|20)\d\d|\d\d|[二一][〇零九一二三四五六七八]{{3}})(?P<yj>-{{1,2}}|~|至|到|、|和)(?=(?:19|20)?\d\d年|[二一][〇零九一二三四五六七八]{{3}}年)"
    rf"|(?P<a>\d{{1,2}}|{CHINESE}{{1,3}})(?P<aj>-{{1,2}}|~|至|到|、|和)(?:(?:\d{{1,2}}|{CHINESE}{{1,3}})[、和])*"
    rf"(?P<b>\d{{1,2}}|{CHINESE}{{1,3}})(?P<u>月(?!饼)|日|号|点|时(?!期)|季度))"
)
_SHORT_MORE = re.compile(rf"{NUMBER}[、和]")
_EVENT = re.compile(
    r"(?P<name>[\u4e00-\u9fffA-Za-z“”]{1,24}?)(?:之日|之时|当日|次日|的次日)?(?P<turn>起|(?<!最)后|之后|以后|以前|之前|前)(?:的|,)?$"
)
_EVENT_BEFORE = re.compile(
    r"(?P<name>[\u4e00-\u9fff“”]{0,14}(?:召开|举行|举办|开会|届满|到期|开工|开标|施行|实施|启动|投产|登记|开庭|活动|会议|期满|发布|截止|验收|开始))$"
)
_EVENT_LEAD = re.compile(r".*(?:自从|应当|务必|自|从|在|于|应|须|请|各单位|并|要(?!求))(?=.)")
_POSTPONED = re.compile(
    r"(?:(?P<ahead>提前)|延期|延长|延后|延迟|延缓|顺延|推迟|推后|推延|宽限|暂缓|缓期|缓|后延|再给|给|改期|展期|延|晚|往后推|后推|推|放宽)"
    r"(?:办理|完成|上报|报送|提交|时间|期限|时限)?(?:我们?|我局|我单位|一下)?(?:到|至|为)?再?$"
)
_POSTPONED_TO = re.compile(
    r"(?:延期|延长|延后|延迟|顺延|推迟|推后|宽限|缓|改期|展期|延|改|调整|推|放宽|拖|变更|提前|挪)(?:办理|完成|上报|报送|提交|时间|期限|时限)?(?:到|至|为)$"
)
_CLAUSE_BREAK = re.compile(r"[,。;:!?、()\n\x00]")
# A day of the notice itself: what is counted from it is counted from the reference.
_OWN_DAY = re.compile(
    r"^(?:本(?:通知|意见|方案|办法|规定|文件|公告|通告|决定|细则|计划|文|函)?|通知|文件|方案|意见|办法|公告)?"
    r"(?:印发|发布|公布|下发|发文|发出|施行|实施|印制|即日|颁布|执行|今日|今天|即)$"
)


def claims_in(text: str, question: Question) -> Iterator[Claim]:
    """Every claim of the text, left to right, none overlapping."""
    position, last = 0, None
    while (found := _START.search(text, position)) is not None:
        at = found.start()
        claim = None if _inside_number(text, at) else _claim_at(text, at, question, last)
        if claim is None:
            position = at + 1
            continue
        position = max(claim.end, at + 1)
        if claim.means.kind != "none" and not _halved(text, claim):
            last = claim
            yield claim


def _inside_number(text: str, at: int) -> bool:
    """Whether this place is the middle of a number begun earlier."""
    if at == 0:
        return False
    c, before = text[at], text[at - 1]
    if c in _NUMERALS:
        if before in ".-/:" and at > 1 and text[at - 2] in _NUMERALS:
            return re.match(r"\d{1,2}月", text[at : at + 3]) is None
        return before in _NUMERALS or before == "第"
    return c in _CHINESE_NUMERALS and (before in _CHINESE_NUMERALS or before == "第")


def _halved(text: str, claim: Claim) -> bool:
    """Whether more of a date follows than was understood: `2021年13月`, `10月32日`."""
    if claim.bound or claim.end >= len(text) or claim.means.recurrence is not None:
        return False
    tail, following = text[claim.end - 1], text[claim.end]
    if following in "年月日号" and tail not in "底末初" and claim.grain != "":
        return True
    if tail not in "年月" and tail not in _NUMERALS and tail not in _CHINESE_NUMERALS:
        return False
    if following not in _NUMERALS and following not in _CHINESE_NUMERALS:
        return False
    return re.match(r"\d+(?:\.\d+)?(?:[项个家次件名%万亿条期场]|$)|[一二三四五六七八九十]+[项个家次件名批大类条]", text[claim.end :]) is None


def _claim_at(text: str, at: int, question: Question, last: Claim | None) -> Claim | None:
    c = text[at]
    if c in _REPEAT_STARTS and (repeat := repeat_at(text, at)) is not None:
        return _repeated(text, at, repeat, question)
    length = length_at(text, at) if c in _LENGTH_STARTS else None
    joined = _short_range(text, at, question) if c in _NUMERALS or c in _CHINESE_NUMERALS else None
    found = joined or _moment_claim(text, at, question)
    if length is None:
        return found
    counted_claim = _length_claim(text, at, length, question, last)
    if found is not None and length[0].by_day and length[0].turn == "before" and not (counted_claim and counted_claim.bound):
        return found  # `25日前` is by the 25th
    if found is None or counted_claim is None:
        return counted_claim or found
    if found.end != counted_claim.end:
        return found if found.end > counted_claim.end else counted_claim
    # `3日内` is three days, `15日` the fifteenth.
    return found if length[0].turn == "" and not counted_claim.bound else counted_claim


def _repeated(text: str, at: int, repeat: tuple[Recurrence, int], question: Question) -> Claim:
    recurrence, end = repeat
    bound, end = bound_at(text, end + 2 if text.startswith("下班", end) else end)
    place = question.place
    day = recurrence.next_on(place.day, place.calendar)
    due: date | datetime | None = day
    if day is not None and recurrence.at is not None:
        due = datetime.combine(day, recurrence.at)
    means = Meaning("recurrence", f"every-{recurrence.every}", due=due, recurrence=recurrence)
    return Claim(at, end, means, bound if bound in ("before", "within", "until") else "", grain="recurrence")


# --- moments, ranges and lists -------------------------------------------------------------------


def _moment_claim(text: str, at: int, question: Question) -> Claim | None:
    found = moment_at(text, at)
    if found is None:
        return None
    first, end = found
    now = _UNTIL_NOW.match(text, end)
    if now is not None and (span := span_of(first, question.place)) is not None:
        means = Meaning("period", "until-now", start=span.since or span.start, due=question.place.moment or question.place.day)
        return Claim(at, now.end(), means, grain=span.grain, joined=True)
    if (join := _RANGE.match(text, end)) is not None:
        second = _second(text, join.end(), first)
        if second is not None:
            return _range_claim(text, at, first, second, question)
    bound, after = bound_at(text, end)
    if not bound and (join := _LIST.match(text, end)) is not None:
        listed = _list_claim(text, at, [first], join.end(), question)
        if listed is not None:
            return listed
    return _single_claim(text, at, first, end, bound, after, question)


def _second(text: str, at: int, first: Moment) -> tuple[Moment, int] | None:
    found = moment_at(text, at)
    if found is not None:
        return found
    if first.weekday is not None and (day := re.compile("[一二三四五六日天](?![月年日号])").match(text, at)):
        return Moment(week_shift=first.week_shift, weekday="一二三四五六日天".index(day[0]) % 7), day.end()
    bare = re.compile(r"(\d{1,2})(?![\d.%年月日号点时:次个项期场])").match(text, at)
    if bare is not None and first.month is not None and first.day is not None:
        return Moment(day=int(bare[1])), bare.end()
    return None


def _inherit(moment: Moment, first: Moment) -> Moment:
    """The second of two takes from the first whatever larger part it does not name."""
    if moment.day_shift is not None or moment.plan is not None or moment.now or moment.festival is not None:
        return moment
    small_year = moment.year is None and moment.year_shift in (None, 0) and moment.week_shift is None
    changes: dict[str, Any] = {}
    if moment.clock is not None and replace(moment, clock=None, loose=False) == Moment():
        clock = moment.clock
        if clock.part is None and first.clock is not None and first.clock.part is not None:
            clock = replace(clock, part=first.clock.part)
        return replace(first, clock=clock)
    if moment.week_shift is not None and moment.loose and first.week_shift is not None:
        return replace(moment, week_shift=first.week_shift, loose=first.loose)
    if small_year and (first.year is not None or first.year_shift is not None):
        changes |= {"year": first.year, "year_shift": first.year_shift}
    bare_day = moment.day is not None and moment.month is None and moment.month_shift is None
    if bare_day and moment.year is None:
        changes |= {"month": first.month, "month_shift": first.month_shift, "loose": first.loose}
    return replace(moment, **changes) if changes else moment


def _range_claim(text: str, at: int, first: Moment, second: tuple[Moment, int], question: Question) -> Claim | None:
    place, (last, end) = question.place, second
    last = _inherit(last, first)
    bound, end = bound_at(text, end)
    a, b = span_of(first, place), span_of(last, place)
    if a is None or b is None:
        return Claim(at, end, Meaning("none", "no-such-day"))
    if b.end < a.start and last.year is None and last.year_shift in (None, 0) and last.day_shift is None:
        # `11月至3月` runs over the turn of the year; both ends are in the words.
        later = replace(last, year=a.start.year + 1, year_shift=None)
        b = span_of(later, place) or b
    start: date | datetime = a.since or a.start
    due: date | datetime = b.until or b.end
    if (a.since is None) != (b.until is None):
        start, due = a.start, b.end
    if due < start:
        return Claim(at, end, Meaning("none", "range-backwards"))
    kept: Bound = bound if bound in ("before", "until", "within") else ""
    loose = first.loose and last.loose
    return Claim(at, end, Meaning("period", "range", start=start, due=due), kept, loose, a.grain, joined=True)


def _list_claim(text: str, at: int, moments: list[Moment], position: int, question: Question) -> Claim | None:
    """`10月、11月底前`: the edge and the bound at the end hold for each."""
    while (found := moment_at(text, position)) is not None:
        moments.append(_inherit(found[0], moments[-1]))
        end = found[1]
        join = _LIST.match(text, end)
        bound, _ = bound_at(text, end)
        if bound or join is None:
            break
        position = join.end()
    else:
        return None if len(moments) == 1 else _listed(text, at, moments, position - 1, question)
    return _listed(text, at, moments, end, question)


def _listed(text: str, at: int, moments: list[Moment], end: int, question: Question) -> Claim | None:
    bound, end = bound_at(text, end)
    tail = moments[-1]
    if tail.edge is not None:
        moments = [replace(m, edge=tail.edge) if m.month is not None and m.day is None and m.edge is None else m for m in moments]
    meanings = []
    for moment in moments:
        span = span_of(moment, question.place, before=bound == "before")
        means = None if span is None else meaning(span, moment, bound, question.place)
        if means is None or means.due is None:
            return Claim(at, end, Meaning("none", "no-such-day"))
        meanings.append(means)
    dues = tuple(means.due for means in meanings if means.due is not None)
    latest = max(meanings, key=lambda means: _day(means.due))
    means = replace(latest, start=meanings[0].start, rule=f"{latest.rule}-list", listed=dues)
    return Claim(at, end, means, bound, all(m.loose for m in moments), latest.rule, joined=True)


def _day(moment: date | datetime | None) -> date:
    if isinstance(moment, datetime):
        return moment.date()
    return moment or date.min


def _single_claim(
    text: str, at: int, moment: Moment, end: int, bound: Bound, after: int, question: Question
) -> Claim | None:
    place = question.place
    if _POSTPONED_TO.search(text, max(0, at - 12), at) and place.direction is None and question.base is not None:
        place = replace(place, direction="future")
    span = span_of(moment, place, before=bound in ("before", "until"))
    if span is None:
        return Claim(at, after, Meaning("none", "no-such-day"))
    span = _right_year(span, moment, place, question)
    if bound in ("after", "since"):
        counted_from = _after_moment(text, at, moment, span, after, question)
        if counted_from is not None:
            return counted_from
    if span.grain == "part-of-day" and (short := _short_range(text, end, question, moment)) is not None:
        return replace(short, at=at)
    means = meaning(span, moment, bound, place)
    return Claim(at, after, means, bound, moment.loose, span.grain)


def _right_year(span: Span, moment: Moment, place: Place, question: Question) -> Span:
    """In chat, `1月15日` asked for in December is next year's; in a notice the year is never moved."""
    said = moment.year is not None or moment.year_shift is not None
    if place.direction is None or said or moment.month is None:
        return span
    year = place.day.year
    if place.direction == "future" and span.end < (question.base or place.day):
        return span_of(replace(moment, year=year + 1), place) or span
    if place.direction == "past" and span.start > place.day:
        return span_of(replace(moment, year=year - 1), place) or span
    return span


def _after_moment(
    text: str, at: int, moment: Moment, span: Span, position: int, question: Question
) -> Claim | None:
    """`国庆节后5个工作日内`, `10月1日起三个月内`: a length counted from a day that is written."""
    if position < len(text) and text[position] in "的,":
        position += 1
    found = length_at(text, position)
    if found is None or found[0].turn not in ("within", "after", ""):
        return None
    anchor = span.end
    if span.grain == "festival":
        anchor = question.place.calendar.break_around(span.end)[1]
    due = counted(anchor, found[0], question.place.calendar)
    if due is None:
        return None
    means = Meaning("period" if found[0].turn == "within" else "date", "counted-from-day", start=anchor, due=due)
    return Claim(at, found[1], means, "within", grain="counted", joined=True)


def _short_range(text: str, at: int, question: Question, inside: Moment | None = None) -> Claim | None:
    """`9-11月`, `10、11月底前`, `2021-2023年`: the first number borrows the unit of the second."""
    found = _SHORT.match(text, at)
    if found is None:
        return None
    number = found["y"] or found["a"]
    join = found["yj"] or found["aj"]
    position = found.end("yj") if found["y"] else found.end("aj")
    listed = join in "、和"
    numbers = [number]
    while listed and found["a"] and (more := _SHORT_MORE.match(text, position)) is not None:
        numbers.append(more[0][:-1])
        position = more.end()
    second = moment_at(text, position)
    if second is None:
        return None
    last = second[0] if inside is None else _inherit(second[0], inside)
    firsts = [_with_number(last, n, found["u"] or "年") for n in numbers]
    if any(first is None for first in firsts):
        return None
    known = [first for first in firsts if first is not None]
    if listed:
        return _listed(text, at, [*known, last], second[1], question)
    return _range_claim(text, at, known[0], (last, second[1]), question)


def _with_number(moment: Moment, written: str, unit: str) -> Moment | None:
    n = whole(written)
    if n is None:
        return None
    if unit == "月" and moment.month is not None and 1 <= n <= 12:
        return replace(moment, month=n, day=None, edge=None, ten_days=None)
    if unit in "日号" and moment.day is not None:
        return replace(moment, day=n)
    if unit == "季度" and moment.quarter is not None and 1 <= n <= 4:
        return replace(moment, quarter=n, edge=None)
    if unit in "点时" and moment.clock is not None and n <= 24:
        return replace(moment, clock=replace(moment.clock, hour=n, minute=0))
    if unit == "年" and moment.year is not None:
        return Moment(year=n if n > 99 else 2000 + n)
    return None


# --- lengths and events --------------------------------------------------------------------------


def _length_claim(
    text: str, at: int, found: tuple[Length, int], question: Question, last: Claim | None
) -> Claim | None:
    length, end = found
    postponed = _POSTPONED.search(text, max(0, at - 14), at)
    if postponed is not None and length.turn in ("", "within", "after"):
        return _postponed_claim(at, end, length, bool(postponed["ahead"]), question)
    if length.turn in ("within", "after", "", "before"):
        event = _event_before(text, at, length)
        if event is not None and event[2] != at:
            return _event_claim(text, end, length, event, question)
    return _plain_length(at, end, length, question.place)


def _postponed_claim(at: int, end: int, length: Length, ahead: bool, question: Question) -> Claim:
    sign = -1 if ahead else 1
    if ahead and question.base is None:
        means = Meaning("event", "ahead-of-deadline", event=Event("时限", length.offset(-1)))
        return Claim(at, end, means, "within", grain="event")
    due = counted(question.base or question.place.day, length, question.place.calendar, sign)
    rule = "postponed-by" if question.base is not None else "postponed-from-today"
    means = Meaning("date" if due else "none", rule, due=due, sure=SURE if question.base else GUESS)
    return Claim(at, end, means, "within", grain="counted", joined=True)


def _event_before(text: str, at: int, length: Length) -> tuple[str, int, int] | None:
    """The event a length is counted from: its name, the sign, and where it begins."""
    window = text[max(0, at - 30) : at]
    cut = max((m.end() for m in _CLAUSE_BREAK.finditer(window, 0, max(0, len(window) - 1))), default=0)
    window = window[cut:]
    if length.turn == "before":
        ahead = _EVENT_BEFORE.search(window)
        return None if ahead is None else (_event_name(ahead["name"]), -1, at - len(ahead["name"]))
    found = _EVENT.search(window)
    if found is None:
        return None
    name = _event_name(found["name"])
    sign = -1 if "前" in found["turn"] else 1
    begin = at - len(window) + found.start("name") + found["name"].rfind(name)
    return (name, sign, begin) if name else None


def _event_name(said: str) -> str:
    lead = _EVENT_LEAD.match(said)
    return said[lead.end() :] if lead is not None else said


def _event_claim(text: str, end: int, length: Length, event: tuple[str, int, int], question: Question) -> Claim:
    name, sign, begin = event
    own = _OWN_DAY.match(name) is not None or name == ""
    day = _known_event(name, question.events)
    if day is None and own:
        day = question.place.day
    if day is None:
        means = Meaning("event", "counted-from-event", event=Event(name, length.offset(sign)))
        return Claim(begin, end, means, "within", grain="event")
    means = count_from(day, length, sign, question.place)
    if not own:
        means = replace(means, event=Event(name, length.offset(sign)), kind="event")
    rule = "counted-from-notice" if own else "counted-from-event"
    return Claim(begin, end, replace(means, rule=rule), "within", grain="event", joined=True)


def count_from(day: date, length: Length, sign: int, place: Place) -> Meaning:
    due = counted(day, length, place.calendar, sign)
    if due is None:
        return Meaning("none", "off-the-calendar")
    start = day if sign > 0 else None
    return Meaning("date", "counted-from-event", start=start, due=due)


def _known_event(name: str, events: Mapping[str, date]) -> date | None:
    if name in events:
        return events[name]
    if "签收" in events and re.search("收到|接到|接收|签收", name):
        return events["签收"]
    return next((day for key, day in events.items() if key and (key in name or name in key)), None)


def _plain_length(at: int, end: int, length: Length, place: Place) -> Claim:
    """A length with nothing to count from but the reference itself."""
    match length.turn:
        case "":
            return Claim(at, end, Meaning("duration", "length"), loose=True, grain="length")
        case "within" | "coming":
            means = _away(length, 1, place, "within-length", spanning=True)
        case "after":
            means = _away(length, 1, place, "after-length", spanning=False)
        case "before":
            means = _away(length, -1, place, "before-length", spanning=False)
        case "past":
            means = _back(length, place)
    bound: Bound = "within" if length.turn == "within" else ""
    return Claim(at, end, means, bound, loose=length.turn != "within", grain="length")


def _away(length: Length, sign: int, place: Place, rule: str, *, spanning: bool) -> Meaning:
    if length.seconds and place.moment is not None:
        at = clocked(place.moment, length, sign)
        if at is None:
            return Meaning("none", "off-the-calendar")
        return Meaning("datetime", rule, start=place.moment if spanning else at, due=at)
    day = counted(place.day, length, place.calendar, sign)
    if day is None:
        return Meaning("none", "off-the-calendar")
    if spanning:
        return Meaning("period", rule, start=place.day, due=day)
    return Meaning("date", rule, start=day, due=day, sure=SURE if sign > 0 else LIKELY)


def _back(length: Length, place: Place) -> Meaning:
    if length.seconds and place.moment is not None:
        at = clocked(place.moment, length, -1)
        return Meaning("none", "off-the-calendar") if at is None else Meaning("period", "past-length", start=at, due=place.moment)
    day = counted(place.day, length, place.calendar, -1)
    if day is None:
        return Meaning("none", "off-the-calendar")
    return Meaning("period", "past-length", start=day, due=place.day)

