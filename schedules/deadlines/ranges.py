"""Claims made of two moments or more: a range, a list, and `9-11月`, where the first borrows from the second."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from schedules.deadlines.bounds import Bound, Meaning, bound_at, meaning
from schedules.deadlines.claim import Claim, Question
from schedules.deadlines.moments import Moment
from schedules.deadlines.noted import noted_moment_at
from schedules.deadlines.numerals import CHINESE, NUMBER, whole
from schedules.deadlines.spans import span_of

LIST = re.compile(r"[、和及与或]|以及")
_SHORT = re.compile(
    rf"(?:(?P<y>(?:19|20)\d\d|\d\d|[二一][〇零九一二三四五六七八]{{3}})(?P<yj>-{{1,2}}|~|至|到|、|和)(?=(?:19|20)?\d\d年|[二一][〇零九一二三四五六七八]{{3}}年)"
    rf"|(?P<a>\d{{1,2}}|{CHINESE}{{1,3}})(?P<aj>-{{1,2}}|~|至|到|、|和)(?:(?:\d{{1,2}}|{CHINESE}{{1,3}})[、和]){{0,10}}"
    rf"(?P<b>\d{{1,2}}|{CHINESE}{{1,3}})(?P<u>月(?!饼)|日|号|点|时(?!期)|季度))"
)
_SHORT_MORE = re.compile(rf"{NUMBER}[、和]")


def second_of(text: str, at: int, first: Moment) -> tuple[Moment, int] | None:
    found = noted_moment_at(text, at)
    if found is not None:
        return found.moment, found.end
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


def range_claim(
    text: str, at: int, first: Moment, second: tuple[Moment, int], question: Question
) -> Claim | None:
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
    if a.since is None and b.until is not None and b.grain == "instant":
        start = datetime.combine(a.start, time.min)  # `8月16日至20日17:00`
    elif (a.since is None) != (b.until is None):
        start, due = a.start, b.end
    if due < start:
        return Claim(at, end, Meaning("none", "range-backwards"))
    kept: Bound = bound if bound in ("before", "until", "within") else ""
    dated = first.month is not None and first.day is not None and text[second[1] - 1] in "日号"
    loose = first.loose and last.loose and not dated  # `11月9至17日`
    return Claim(at, end, Meaning("period", "range", start=start, due=due), kept, loose, a.grain, joined=True)


def list_claim(text: str, at: int, moments: list[Moment], position: int, question: Question) -> Claim | None:
    """`10月、11月底前`: the edge and the bound at the end hold for each."""
    while (found := noted_moment_at(text, position)) is not None:
        moments.append(_inherit(found.moment, moments[-1]))
        end = found.end
        join = LIST.match(text, end)
        bound, _ = bound_at(text, end)
        if bound or join is None:
            break
        position = join.end()
    else:
        return None if len(moments) == 1 else _listed(text, at, moments, position - 1, question)
    return _listed(text, at, moments, end, question)


def _listed(text: str, at: int, moments: list[Moment], end: int, question: Question) -> Claim | None:
    bound, end = bound_at(text, end)
    if bound == "after":
        return None  # `元旦、春节假期后首个工作日`: after the last of them
    tail = moments[-1]
    if tail.edge is not None:
        moments = [
            replace(m, edge=tail.edge) if m.month is not None and m.day is None and m.edge is None else m
            for m in moments
        ]
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


def short_range(text: str, at: int, question: Question, inside: Moment | None = None) -> Claim | None:
    """`9-11月`, `10、11月底前`, `2021-2023年`: the first number borrows the unit of the second."""
    found = _SHORT.match(text, at)
    if found is None:
        return None
    number = found["y"] or found["a"]
    join = found["yj"] or found["aj"]
    position = found.end("yj") if found["y"] else found.end("aj")
    listed = join in "、和"
    numbers = [number]
    while (
        listed
        and found["a"]
        and len(numbers) < 12
        and (more := _SHORT_MORE.match(text, position)) is not None
    ):
        numbers.append(more[0][:-1])
        position = more.end()
    noted = noted_moment_at(text, position)
    if noted is None:
        return None
    second = noted.moment, noted.end
    last = second[0] if inside is None else _inherit(second[0], inside)
    firsts = [_with_number(last, n, found["u"] or "年") for n in numbers]
    if any(first is None for first in firsts):
        return None
    known = [first for first in firsts if first is not None]
    if listed:
        return _listed(text, at, [*known, last], second[1], question)
    return range_claim(text, at, known[0], (last, second[1]), question)


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
