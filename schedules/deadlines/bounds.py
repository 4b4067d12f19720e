"""What 前, 内, 止, 起, 后 make of a span of days: a deadline, a period, a beginning.

Where a word leaves two readings (`11月前`) the earlier holds, and the reading says that it is a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from schedules.deadlines.festivals import WITH_DAYS_OFF
from schedules.deadlines.moments import Moment
from schedules.deadlines.reading import GUESS, LIKELY, SURE, Event, Kind
from schedules.deadlines.recurrence import Recurrence
from schedules.deadlines.spans import Place, Span

Bound = Literal["before", "within", "until", "since", "after", "during", ""]

_BOUND = re.compile(
    r"""
    (?:\(含(?:当日|本日|当天)?\))?的?(?:(?P<before>之前|以前|前夕
        |前(?![后期往台景提列沿])) | (?P<within>之内|以内|内(?![容部外地蒙设需生])|期内)
      | (?P<until>为止|止(?!跌)|截止|24时止) | (?P<since>以来|之日起|起(?![草点因来步用诉到义]|实施方案)|开始)
      | (?P<after>(?:结束|收假|期满)?(?:之后|以后)|(?:结束|收假|期满)?后(?![勤续期天年台者果日备])) | (?P<during>期间|这段时间))
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a stretch of text comes to."""

    kind: Kind
    rule: str
    start: date | datetime | None = None
    due: date | datetime | None = None
    recurrence: Recurrence | None = None
    event: Event | None = None
    listed: tuple[date | datetime, ...] = ()
    sure: float = SURE

    @property
    def due_day(self) -> date | None:
        return self.due.date() if isinstance(self.due, datetime) else self.due


def bound_at(text: str, at: int) -> tuple[Bound, int]:
    """The bound written at this place, and where it ends."""
    found = _BOUND.match(text, at)
    if found is None:
        return "", at
    name = found.lastgroup
    bounds: tuple[Bound, ...] = ("before", "within", "until", "since", "after", "during")
    return next((bound for bound in bounds if bound == name), ""), found.end()


def meaning(span: Span, moment: Moment, bound: Bound, place: Place) -> Meaning:
    """What a span means under its bound."""
    try:
        match bound:
            case "before":
                return _before(span, moment, place)
            case "within" | "during":
                return _within(span, moment, place)
            case "until":
                return _until(span)
            case "since":
                return Meaning("period", f"since-{span.grain}", start=span.since or span.start)
            case "after":
                return _after(span, moment, place)
            case _:
                return _plain(span)
    except OverflowError:
        return Meaning("none", "off-the-calendar")


def _until(span: Span) -> Meaning:
    if span.until is not None:
        return Meaning("datetime", "instant", due=span.until)
    return Meaning("date", _name(span), due=span.end)


def _name(span: Span) -> str:
    return f"{span.grain}-{span.edge}" if span.edge else span.grain


def _before(span: Span, moment: Moment, place: Place) -> Meaning:
    if span.closing:
        return Meaning("date", "end-of-working-day", due=span.end)
    match span.grain:
        case "instant":
            return Meaning("datetime", "instant", due=span.until)
        case "part-of-day":
            late = moment.clock is not None and moment.clock.part in ("上午", "下午", "晚上", "晚", "晚间")
            return Meaning("datetime", "part-of-day", due=span.until if late else span.since, sure=LIKELY)
        case "day":
            return Meaning("date", "day", due=span.end)
        case "festival":
            return _before_festival(span, moment, place)
        case "ten-days":
            return Meaning("date", "ten-days", due=span.end, sure=LIKELY)
    if span.edge == "end" and span.grain == "week":
        return Meaning("date", "before-weekend", due=span.start - timedelta(days=1), sure=LIKELY)
    if span.edge is not None:
        return Meaning("date", _name(span), due=span.end, sure=SURE if span.edge == "end" else LIKELY)
    earlier = span.start - timedelta(days=1)
    if earlier < place.day:  # the earlier reading has passed already: only the later one can be meant
        return Meaning("date", f"{span.grain}-end", due=span.end, sure=LIKELY)
    return Meaning("date", f"before-{span.grain}", due=earlier, sure=GUESS)


def _before_festival(span: Span, moment: Moment, place: Place) -> Meaning:
    first = span.start
    if moment.festival in WITH_DAYS_OFF or moment.festival == "节":
        first = place.calendar.break_around(span.start)[0]
    return Meaning("date", "before-festival", due=place.calendar.on_or_before(first - timedelta(days=1)))


def _within(span: Span, moment: Moment, place: Place) -> Meaning:
    start, end = span.start, span.end
    if moment.festival in WITH_DAYS_OFF:
        start, end = place.calendar.break_around(span.start)
    return Meaning("period", f"within-{span.grain}", start=span.since or start, due=span.until or end)


def _after(span: Span, moment: Moment, place: Place) -> Meaning:
    if span.grain == "festival":
        last = place.calendar.break_around(span.end)[1]
        day = place.calendar.on_or_after(last + timedelta(days=1))
        return Meaning("date", "after-festival", start=day, due=day, sure=LIKELY)
    day_itself = span.grain in ("day", "instant")
    start = span.until or (span.end if day_itself else span.end + timedelta(days=1))
    return Meaning("period", f"after-{span.grain}", start=start)


def _plain(span: Span) -> Meaning:
    match span.grain:
        case "instant":
            return Meaning("datetime", "instant", start=span.since, due=span.until)
        case "part-of-day":
            return Meaning("datetime", "part-of-day", start=span.since, due=span.until)
    if span.start == span.end and span.edge is None:
        return Meaning("date", span.grain, start=span.start, due=span.end)
    if span.edge == "end" and span.grain != "week":
        return Meaning("date", _name(span), start=_blurred(span), due=span.end)
    sure = GUESS if span.edge in ("start", "middle") else SURE
    return Meaning("period", _name(span), start=span.start, due=span.end, sure=sure)


def _blurred(span: Span) -> date | None:
    """Where an end begins when one speaks loosely: the last week of a month, the last two months of a year."""
    if span.grain == "month":
        return span.end.replace(day=25)
    if span.grain == "year":
        return span.end.replace(month=11, day=1)
    return None
