"""A length of time in words (`5个工作日`, `一个半月`, `48小时`) to a typed value, and the day it leads to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from schedules.deadlines.numerals import CHINESE, whole
from schedules.deadlines.reading import Offset, OffsetUnit
from schedules.deadlines.spans import months_on
from schedules.workdays import WorkCalendar

# What the words around a length make of it.
Turn = Literal["within", "after", "before", "past", "coming", ""]


@dataclass(frozen=True, slots=True)
class Length:
    """So many months, days, working days and seconds, and which way from when."""

    months: int = 0
    days: int = 0
    workdays: int = 0
    seconds: int = 0
    turn: Turn = ""
    by_day: bool = False  # written with 日: `15日` may be the fifteenth

    def offset(self, sign: int = 1) -> Offset:
        """As one number of one unit, the way an event's offset is kept."""
        unit: OffsetUnit
        if self.seconds:
            unit, n = "hour", -(-(self.seconds + 86_400 * self.days) // 3600)
        elif self.workdays:
            unit, n = "workday", self.workdays
        elif self.months and not self.days:
            unit, n = ("year", self.months // 12) if self.months % 12 == 0 else ("month", self.months)
        else:
            unit, n = "day", self.days + 30 * self.months
        return Offset(sign * n, unit)


_ONE = rf"(?:\d{{1,4}}(?:\.5)?|{CHINESE}{{1,5}}|半)"
_UNITS = "工作日|交易日|自然日|日历日|日历天|季度|小时|钟头|刻钟|分钟|星期|礼拜|周年|周|年|月|天|日|分|秒钟?"
_PIECE = rf"({_ONE})(个)?(半)?(?:多)?({_UNITS})(半)?"
_LENGTH = re.compile(
    rf"""
    (?P<lead>近|最近|过去|以往|未来|今后|接下来|往后|再过|(?<![\u4e00-\u9fff])(?:头|前|后|过))?的?(?:{_ONE}(?:-|~|至|到))?(?P<body>{_PIECE}(?:零?{_PIECE}){{0,2}})(?:的?时间)?(?:左右)?
    (?P<tail>之内|以内|内|之后|以后|过后|后(?![天年勤期续]|半年)|之前|以前|前(?![天年期后往台]))?
    """,
    re.VERBOSE,
)
_PIECES = re.compile(_PIECE)
_PAST = frozenset({"近", "最近", "过去", "以往", "前"})
_COMING = frozenset({"未来", "今后", "接下来", "往后", "后"})
_SECONDS = {"小时": 3600, "钟头": 3600, "刻钟": 900, "分钟": 60, "分": 60, "秒": 1, "秒钟": 1}
_LONG = {"年": 12, "周年": 12, "季度": 3, "月": 1}


def length_at(text: str, at: int) -> tuple[Length, int] | None:
    """The length of time written at this place, and where it ends."""
    found = _LENGTH.match(text, at)
    if found is None:
        return None
    months = days = workdays = seconds = 0.0
    for written, ge, half, unit, plus in _PIECES.findall(found["body"]):
        n = _count(written)
        if (
            n is None
            or (unit in ("月", "季度") and not ge and written != "半")
            or (unit == "分" and found["tail"] is None)
        ):
            return None
        if unit == "年" and n > 200:
            return None  # `2022年内` names a year
        if half or plus:
            n += 0.5
        if unit in _LONG:
            n *= _LONG[unit]
            months, days = months + int(n), days + (n % 1) * 30
        elif unit in _SECONDS:
            seconds += n * _SECONDS[unit]
        elif unit in ("周", "星期", "礼拜"):
            days += 7 * n
        elif unit in ("工作日", "交易日"):
            workdays += n
        else:
            days, seconds = days + int(n), seconds + (n % 1) * 86_400
    by_day = found["body"].endswith("日") and not found["body"].endswith(
        ("工作日", "交易日", "自然日", "日历日")
    )
    if workdays and (months or days or seconds):
        return None  # `3天2个工作日`: nobody counts so
    turn = _turn(found["lead"], found["tail"])
    return Length(int(months), int(days), int(-(-workdays // 1)), int(seconds), turn, by_day), found.end()


def _count(written: str) -> float | None:
    if written == "半":
        return 0.5
    if written.endswith(".5"):
        return float(written)
    return whole(written)


def _turn(lead: str | None, tail: str | None) -> Turn:
    if tail is not None:
        return "within" if "内" in tail else "after" if "后" in tail else "before"
    if lead in _PAST:
        return "past"
    if lead in _COMING:
        return "coming"
    return "after" if lead in ("再过", "过") else ""


def counted(day: date, length: Length, calendar: WorkCalendar, sign: int = 1) -> date | None:
    """The day so long after (or before, sign -1); the day itself is not counted. None off the calendar."""
    try:
        if length.workdays:
            return calendar.add(day, sign * length.workdays)
        whole_days = length.days + -(-length.seconds // 86_400)
        return months_on(day, sign * length.months) + timedelta(days=sign * whole_days)
    except (ValueError, OverflowError):
        return None


def clocked(moment: datetime, length: Length, sign: int = 1) -> datetime | None:
    """The instant so many hours, minutes and seconds away."""
    try:
        shifted = datetime.combine(
            months_on(moment.date(), sign * length.months), moment.time(), moment.tzinfo
        )
        return shifted + sign * timedelta(days=length.days, seconds=length.seconds)
    except (ValueError, OverflowError):
        return None


def offset_length(offset: Offset) -> tuple[Length, int]:
    """An event's offset as a length and a sign."""
    n, sign = abs(offset.n), 1 if offset.n >= 0 else -1
    match offset.unit:
        case "hour":
            return Length(seconds=3600 * n), sign
        case "workday":
            return Length(workdays=n), sign
        case "week":
            return Length(days=7 * n), sign
        case "month":
            return Length(months=n), sign
        case "year":
            return Length(months=12 * n), sign
        case "day":
            return Length(days=n), sign
