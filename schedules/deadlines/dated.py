"""Claims made of moments: a single one under its bound, a range, a list, a day something is counted from."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from schedules.deadlines.bounds import Bound, Meaning, bound_at, meaning
from schedules.deadlines.claim import Claim, Question
from schedules.deadlines.lengths import counted, length_at
from schedules.deadlines.moments import Moment, moment_at
from schedules.deadlines.numerals import CHINESE, NUMBER, whole
from schedules.deadlines.spans import Place, Span, span_of

_RANGE = re.compile(r"(?:起|开始)?(?:至|到|-{1,2}|~)(?![\-~])")
_LIST = re.compile(r"[、和及与或]|以及")
_UNTIL_NOW = re.compile(r"(?:起|开始)?(?:至今|到现在|到目前|迄今)(?:为止)?")
_SHORT = re.compile(
    rf"(?:(?P<y>(?:19|20)\d\d|\d\d|[二一][〇零九一二三四五六七八]{{3}})(?P<yj>-{{1,2}}|~|至|到|、|和)(?=(?:19|20)?\d\d年|[二一][〇零九一二三四五六七八]{{3}}年)"
    rf"|(?P<a>\d{{1,2}}|{CHINESE}{{1,3}})(?P<aj>-{{1,2}}|~|至|到|、|和)(?:(?:\d{{1,2}}|{CHINESE}{{1,3}})[、和]){{0,10}}"
    rf"(?P<b>\d{{1,2}}|{CHINESE}{{1,3}})(?P<u>月(?!饼)|日|号|点|时(?!期)|季度))"
)
_SHORT_MORE = re.compile(rf"{NUMBER}[、和]")
_POSTPONED_TO = re.compile(
    r"(?:延期|延长|延后|延迟|顺延|推迟|推后|宽限|缓|改期|展期|延|改|调整|推|放宽|拖|变更|提前|挪)(?:办理|完成|上报|报送|提交|时间|期限|时限)?(?:到|至|为)$"
)


def moment_claim(text: str, at: int, question: Question) -> Claim | None:
    found = moment_at(text, at)
    if found is None:
        return None
    first, end = found
    now = _UNTIL_NOW.match(text, end)
    if now is not None and (span := span_of(first, question.place)) is not None:
        means = Meaning(
            "period",
            "until-now",
            start=span.since or span.start,
            due=question.place.moment or question.place.day,
        )
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


def _range_claim(
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


def _single_claim(
    text: str, at: int, moment: Moment, end: int, bound: Bound, after: int, question: Question
) -> Claim | None:
    place = question.place
    if (
        _POSTPONED_TO.search(text, max(0, at - 12), at)
        and place.direction is None
        and question.base is not None
    ):
        place = replace(place, direction="future")
    span = span_of(moment, place, before=bound in ("before", "until"))
    if span is None:
        return Claim(at, after, Meaning("none", "no-such-day"))
    span = _right_year(span, moment, place, question)
    if bound in ("after", "since"):
        counted_from = _after_moment(text, at, moment, span, after, question)
        if counted_from is not None:
            return counted_from
    if span.grain == "part-of-day" and (short := short_range(text, end, question, moment)) is not None:
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
    if text[position - 1] in "起始" and span.grain in ("year", "month", "quarter", "half-year"):
        anchor = span.start - timedelta(days=1)  # `2012年起5年内`: the first year counts
    if span.grain == "festival":
        anchor = question.place.calendar.break_around(span.end)[1]
    due = counted(anchor, found[0], question.place.calendar)
    if due is None:
        return None
    means = Meaning(
        "period" if found[0].turn == "within" else "date", "counted-from-day", start=anchor, due=due
    )
    return Claim(at, found[1], means, "within", grain="counted", joined=True)


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
