"""A moment in words, placed on the calendar: the first and the last day it covers, or the instant.

The year comes from the reference (the notice's own date) and is never moved to make a date fit.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from schedules.deadlines.clocks import AFTERNOON, HOURS, hour_of
from schedules.deadlines.festivals import FESTIVALS, LUNAR_YEAR_END, TURN_OF_YEAR, WITH_DAYS_OFF
from schedules.deadlines.lunar import lunar_day
from schedules.deadlines.moments import Clock, Moment, Nth
from schedules.workdays import WorkCalendar

Grain = Literal[
    "instant",
    "part-of-day",
    "day",
    "festival",
    "week",
    "ten-days",
    "month",
    "quarter",
    "half-year",
    "season",
    "year",
    "plan",
]
Direction = Literal["past", "future"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when one reads: the reference moment, the office's calendar, and which way to look."""

    day: date
    moment: datetime | None
    calendar: WorkCalendar
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """From its first day to its last, both inclusive. With a clock, from instant to instant."""

    start: date
    end: date
    grain: Grain
    edge: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    closing: bool = False


def span_of(moment: Moment, place: Place, *, before: bool = False) -> Span | None:
    """The span a moment covers; None when there is no such day. `before`: a 前 follows it."""
    try:
        span = _days(moment, place, before)
        if span is None:
            return None
        if moment.nth is not None:
            span = _nth_of(span, moment.nth, place.calendar)
        if span is not None and moment.clock is not None:
            span = _timed(span, moment.clock, before)
    except (ValueError, OverflowError):
        return None
    if span is not None and moment.closing:
        return Span(span.start, span.end, span.grain, closing=True)
    return span


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def months_on(day: date, months: int) -> date:
    """The same day so many months on, or the month's last when it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _days(moment: Moment, place: Place, before: bool) -> Span | None:
    today = place.day
    if moment.day_shift is not None:
        day = today + timedelta(days=moment.day_shift, weeks=moment.week_shift or 0)
        day = months_on(day, moment.month_shift or 0)  # `上个月的今天`
        if moment.year is not None or moment.year_shift is not None:
            day = months_on(day, 12 * (_year(moment, today) - today.year))  # `去年今天`
        return _one_day(day)
    if moment.workday_shift is not None:
        return _one_day(place.calendar.add(today, moment.workday_shift))
    if moment.now:
        at = place.moment
        return Span(today, today, "day") if at is None else Span(today, today, "instant", since=at, until=at)
    if moment.week_shift is not None:
        return _week(moment, place, before)
    if moment.plan is not None:
        first = 1951 + 5 * moment.plan
        return _edged(Span(date(first, 1, 1), date(first + 4, 12, 31), "plan"), moment.edge)
    if moment.decade is not None:
        century, decade = moment.decade
        if decade is None:
            first = century or 2000
            return Span(date(first + 1, 1, 1), date(first + 100, 12, 31), "plan")
        first = (century if century is not None else 1900 if decade >= 30 else 2000) + decade
        return Span(date(first, 1, 1), date(first + 9, 12, 31), "plan")
    year = _year(moment, today)
    if moment.festival is not None:
        return _festival(moment, year, place, before)
    if moment.lunar is not None:
        return _lunar(year, *moment.lunar)
    if moment.month is not None or moment.month_shift is not None or moment.day is not None:
        return _month(moment, year, place, before)
    return _year_part(moment, year, today)


def _one_day(day: date) -> Span:
    return Span(day, day, "day")


def _lunar(year: int, month: int, number: int) -> Span | None:
    if number:
        day = lunar_day(year, month, number)
        return None if day is None else _one_day(day)
    first, last = lunar_day(year, month, 1), lunar_day(year, month, 30) or lunar_day(year, month, 29)
    return None if first is None or last is None else Span(first, last, "month")


def _year(moment: Moment, today: date) -> int:
    if moment.year is not None:
        return moment.year
    return today.year + (moment.year_shift or 0)


def _week(moment: Moment, place: Place, before: bool) -> Span:
    monday = place.day - timedelta(days=place.day.weekday()) + timedelta(weeks=moment.week_shift or 0)
    if moment.weekend:
        return Span(monday + timedelta(days=5), monday + timedelta(days=6), "week", edge="end")
    if moment.weekday is None:
        return Span(monday, monday + timedelta(days=6), "week")
    day = monday + timedelta(days=moment.weekday)
    if moment.loose:  # 周五, without saying which: this week's, unless only another can be meant
        if day < place.day and (before or place.direction == "future"):
            day += timedelta(weeks=1)
        elif day > place.day and place.direction == "past":
            day -= timedelta(weeks=1)
    return _one_day(day)


def _month(moment: Moment, year: int, place: Place, before: bool) -> Span | None:
    today = place.day
    if moment.month is not None:
        month = moment.month
    else:
        index = year * 12 + today.month - 1 + (moment.month_shift or 0)
        year, month = divmod(index, 12)
        month += 1
    if moment.day is not None:
        day = date(year, month, moment.day)
        if (
            moment.month is None
            and moment.month_shift is None
            and moment.year is None
            and moment.year_shift is None
        ):
            day = _bare_day(day, moment.day, place, before)
        return _one_day(day)
    if moment.ten_days is not None:
        first, last = moment.ten_days
        end = month_end(year, month) if last == 2 else date(year, month, 10 * last + 10)
        return Span(date(year, month, 1 + 10 * first), end, "ten-days")
    return _edged(Span(date(year, month, 1), month_end(year, month), "month"), moment.edge)


def _bare_day(day: date, number: int, place: Place, before: bool) -> date:
    """`15号`: this month's, unless a deadline has passed or what has happened lies ahead."""
    if day < place.day and (before or place.direction == "future"):
        following = months_on(day.replace(day=1), 1)
        return following.replace(day=number)
    if day > place.day and place.direction == "past":
        return months_on(day.replace(day=1), -1).replace(day=number)
    return day


def _festival(moment: Moment, year: int, place: Place, before: bool) -> Span | None:
    name = moment.festival or ""
    said = moment.year is not None or moment.year_shift is not None
    if name == "节":
        days = (
            _festival_day(n, y)
            for n in ("元旦", "春节", "清明", "五一", "端午", "中秋", "国庆")
            for y in (year, year + 1)
        )
        ahead = sorted(day for day in days if day is not None and day > place.day)
        day: date | None = ahead[0] if ahead else None
    else:
        day = _festival_day(name, year)
        ahead_only = (
            before or place.direction == "future" or (name in LUNAR_YEAR_END and place.direction is None)
        )
        if day is not None and not said and ahead_only and name in TURN_OF_YEAR:
            day = _festival_day(name, year + 1) if day < place.day else day
        if day is not None and place.direction == "past" and not said and day > place.day:
            day = _festival_day(name, year - 1)
    if day is None:
        return None
    if name in WITH_DAYS_OFF or name == "节":
        first, last = place.calendar.break_around(day)
        return Span(first if moment.holiday else day, last if moment.holiday else day, "festival")
    return Span(day, day, "festival")


def _festival_day(name: str, year: int) -> date | None:
    return FESTIVALS[name](year)


def _year_part(moment: Moment, year: int, today: date) -> Span | None:
    if moment.week is not None:
        monday = date.fromisocalendar(year, moment.week, 1)
        return Span(monday, monday + timedelta(days=6), "week")
    if moment.first is not None:
        n, unit = moment.first
        months = n if unit == "month" else 3 * n
        if months < 0:
            return Span(date(year, 13 + months, 1), date(year, 12, 31), "quarter")
        return Span(date(year, 1, 1), month_end(year, months), "quarter")
    if moment.half is not None:
        first = 6 * moment.half - 5
        return _edged(Span(date(year, first, 1), month_end(year, first + 5), "half-year"), moment.edge)
    if moment.quarter is not None or moment.quarter_shift is not None:
        quarter = moment.quarter or (today.month - 1) // 3 + 1
        index = year * 4 + quarter - 1 + (moment.quarter_shift or 0)
        year, quarter = divmod(index, 4)
        return _edged(
            Span(date(year, 3 * quarter + 1, 1), month_end(year, 3 * quarter + 3), "quarter"), moment.edge
        )
    if moment.season is not None:
        first = 3 + 3 * moment.season
        start = date(year, first, 1)
        return Span(start, months_on(start, 3) - timedelta(days=1), "season")
    if moment.clock is not None and moment.year is None and moment.year_shift is None and moment.edge is None:
        return _one_day(today)
    if moment.closing and moment.year is None:
        return _one_day(today)
    return _edged(Span(date(year, 1, 1), date(year, 12, 31), "year"), moment.edge)


def _edged(span: Span, edge: str | None) -> Span:
    """The beginning, middle or end of a span, as far as an official would stretch it."""
    if edge is None:
        return span
    if edge == "end":
        return Span(span.end, span.end, span.grain, edge)
    start, year = span.start, span.start.year
    if span.grain == "month":
        days = (1, 5) if edge == "start" else (10, 15)
        return Span(start.replace(day=days[0]), start.replace(day=days[1]), span.grain, edge)
    if span.grain == "year":
        if edge == "start":
            return Span(start, month_end(year, 2), span.grain, edge)
        return Span(date(year, 6, 1), date(year, 6, 30), span.grain, edge)
    if edge == "start":
        return Span(start, month_end(year, start.month), span.grain, edge)
    middle = months_on(start, 1 if span.grain == "quarter" else 3)
    return Span(middle, month_end(middle.year, middle.month), span.grain, edge)


def _nth_of(span: Span, nth: Nth, calendar: WorkCalendar) -> Span | None:
    if nth.what == "day":
        return _one_day(span.end if nth.n == -1 else span.start + timedelta(days=nth.n - 1))
    if nth.what == "workday":
        outside = span.start - timedelta(days=1) if nth.n > 0 else span.end + timedelta(days=1)
        return _one_day(calendar.add(outside, nth.n))
    if nth.what in ("month", "quarter"):
        months = 1 if nth.what == "month" else 3
        start = span.end.replace(day=1) if nth.n == -1 else months_on(span.start, months * (nth.n - 1))
        start = months_on(start, 1 - months) if nth.n == -1 else start
        return Span(start, months_on(start, months) - timedelta(days=1), nth.what)
    if nth.what == "week":
        monday = span.end if nth.n == -1 else span.start + timedelta(weeks=nth.n - 1)
        monday -= timedelta(days=monday.weekday())
        return Span(monday, monday + timedelta(days=6), "week")
    if nth.n == -1:
        return _one_day(span.end - timedelta(days=(span.end.weekday() - nth.weekday) % 7))
    day = span.start + timedelta(days=(nth.weekday - span.start.weekday()) % 7, weeks=nth.n - 1)
    return _one_day(day) if day <= span.end else None


def _timed(span: Span, clock: Clock, before: bool) -> Span | None:
    if span.start != span.end:
        return None  # `10月下午3点`: of which day?
    if clock.hour is None:
        first, last = HOURS[clock.part or "上午"]
        since = datetime.combine(span.start, time(first))
        return Span(
            span.start,
            span.end,
            "part-of-day",
            since=since,
            until=since + timedelta(hours=last - first, seconds=-1),
        )
    hour = hour_of(clock, clock.hour, before)
    if hour == 24 or (hour == 0 and clock.part in AFTERNOON):
        # Midnight ends this day; a deadline at 24时 is still on it.
        at = datetime.combine(span.end, time(23, 59, 59))
        if not before and clock.part is not None and clock.hour != 24:
            at += timedelta(seconds=1)
    else:
        at = datetime.combine(span.end, time(hour, clock.minute, clock.second))
    return Span(at.date(), at.date(), "instant", since=at, until=at)
