"""A moment of a year, month or week so far away: `两年前的五月`, `两周后的周五`, `三天后下午3点`."""

from __future__ import annotations

from dataclasses import replace

from schedules.deadlines.bounds import bound_at, meaning
from schedules.deadlines.claim import Claim
from schedules.deadlines.lengths import Length
from schedules.deadlines.moments import Moment
from schedules.deadlines.noted import hour_only, noted_moment_at
from schedules.deadlines.spans import Place, span_of


def shifted_claim(text: str, at: int, found: tuple[Length, int], place: Place) -> Claim | None:
    """The moment written behind a length with 前 or 后, moved by it; None when it has no such company."""
    length, end = found
    if length.turn not in ("before", "after") or length.workdays or length.seconds:
        return None
    noted = noted_moment_at(text, end + text.startswith("的", end))
    moment = None if noted is None else _moved(noted.moment, length, -1 if length.turn == "before" else 1)
    if noted is None or moment is None:
        return None
    bound, after = bound_at(text, noted.end)
    span = span_of(moment, place, before=bound in ("before", "until"))
    if span is None:
        return None
    return Claim(at, after, meaning(span, moment, bound, place), bound, grain=span.grain)


def _moved(moment: Moment, length: Length, sign: int) -> Moment | None:
    years, months = divmod(length.months, 12)
    if moment.year is not None or moment.year_shift is not None:
        return None
    if length.days == 0 and years and not months:
        return _in_year(moment, sign * years)
    if length.days == 0 and length.months and (moment.day is not None or moment.day_shift == 0):
        named = moment.month is not None or moment.month_shift is not None
        return None if named else replace(moment, month_shift=sign * length.months, loose=False)
    if length.months == 0 and length.days % 7 == 0 and moment.week_shift == 0:
        return replace(moment, week_shift=sign * length.days // 7, loose=False)
    if length.months == 0 and hour_only(moment):
        return replace(moment, day_shift=sign * length.days, loose=False)
    return None


def _in_year(moment: Moment, years: int) -> Moment | None:
    part = (moment.month, moment.half, moment.quarter, moment.season, moment.lunar, moment.festival)
    if any(value is not None for value in part) or moment.day_shift == 0:
        return replace(moment, year_shift=years, loose=False)
    return None
