"""Claims made of a moment: under its bound, as the hour of a day named before, as a day something is counted from."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from schedules.deadlines.bounds import Bound, Meaning, bound_at, meaning
from schedules.deadlines.claim import Claim, Question
from schedules.deadlines.festivals import TURN_OF_YEAR
from schedules.deadlines.lengths import counted, length_at
from schedules.deadlines.moments import Moment
from schedules.deadlines.noted import day_in_remark, hour_only, neighbour, noted_moment_at
from schedules.deadlines.ordinals import ordinal_at
from schedules.deadlines.ranges import LIST, list_claim, range_claim, second_of, short_range
from schedules.deadlines.reading import GUESS
from schedules.deadlines.spans import Place, Span, span_of

_RANGE = re.compile(r"(?:起|开始)?(?:至|到|-{1,2}|~)(?![\-~])")
_UNTIL_NOW = re.compile(r"(?:起|开始)?(?:至今|到现在|到目前|迄今)(?:为止)?")
_POSTPONED_TO = re.compile(
    r"(?:延期|延长|延后|延迟|顺延|推迟|推后|宽限|缓|改期|展期|延|改|调整|推|放宽|拖|变更|提前|挪)(?:办理|完成|上报|报送|提交|时间|期限|时限)?(?:到|至|为)$"
)


def moment_claim(text: str, at: int, question: Question, last: Claim | None = None) -> Claim | None:
    """The claim of the moment written here; `last` is the claim before it, whose day an hour may belong to."""
    noted = noted_moment_at(text, at)
    if noted is None:
        return None
    first, end = noted.moment, noted.end
    if last is not None and first.day is not None and first.month is None:
        first = _same_month(text, at, first, last)
    if hour_only(first) and (beside := neighbour(text, at, last, question.place)) is not None:
        return _hour_claim(text, at, (first, end), question, beside)
    claim = _claim_of(text, at, first, end, question)
    if claim is None or noted.twin is None:
        return claim
    return _agreed(claim, noted.twin, question.place)


def _hour_claim(
    text: str, at: int, hour: tuple[Moment, int], question: Question, beside: Claim
) -> Claim | None:
    """`9月6日送达，17:00前`: the hour is of the day named before; unbounded it says nothing of its own."""
    day = beside.means.due_day
    if day is None or beside.means.recurrence is not None:
        return Claim(at, hour[1], Meaning("none", "hour-of-another-day"))
    there = replace(question, place=replace(question.place, day=day))
    claim = _claim_of(text, at, *hour, there)
    return claim if claim is None or claim.bound in ("before", "until") else replace(claim, loose=True)


def _same_month(text: str, at: int, moment: Moment, last: Claim) -> Moment:
    """`9月17日、18日举行，18日16:00前撤展`: a bare day after one with its month is of that month."""
    day, number = last.means.due_day, moment.day or 0
    ahead = day is not None and last.means.recurrence is None and day.day <= number
    bare = moment.year is None and moment.year_shift is None and moment.month_shift is None
    near = text[at - 1] in ",、;于在" and neighbour(text, at, last, None) is not None
    if day is None or not (ahead and bare and near):
        return moment
    return replace(moment, year=day.year, month=day.month, loose=False)


def _agreed(claim: Claim, twin: Moment, place: Place) -> Claim:
    """A day said twice in words that contradict each other is a guess."""
    other = span_of(twin, place)
    due = claim.means.due_day
    if other is None or due is None or other.start <= due <= other.end:
        return claim
    return replace(claim, means=replace(claim.means, sure=GUESS))


def _claim_of(text: str, at: int, first: Moment, end: int, question: Question) -> Claim | None:
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
        second = second_of(text, join.end(), first)
        if second is not None:
            return range_claim(text, at, first, second, question)
    bound, after = bound_at(text, end)
    if bound == "since" and first.clock is not None and text.endswith("开始", end, after):
        bound, after = "", end  # `9月29日15:00开始`: the hour of one event
    if bound and hour_only(first) and (named := day_in_remark(text, after)) is not None:
        first, after = replace(named[0], clock=first.clock, closing=first.closing, loose=False), named[1]
    if not bound and (join := LIST.match(text, end)) is not None:
        listed = list_claim(text, at, [first], join.end(), question)
        if listed is not None:
            return listed
    return _single_claim(text, at, first, end, bound, after, question)


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
    if _next_years(moment, span, question.place):
        span = span_of(replace(moment, year_shift=1), question.place) or span
    if (counted_by_place := _nth_after(text, at, span, position, question)) is not None:
        return counted_by_place
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


def _next_years(moment: Moment, span: Span, place: Place) -> bool:
    """What is to be done after 元旦 or 春节 is not done after the one gone by."""
    unsaid = moment.year is None and moment.year_shift is None
    return unsaid and moment.festival in TURN_OF_YEAR and span.end < place.day and place.direction != "past"


def _nth_after(text: str, at: int, span: Span, position: int, question: Question) -> Claim | None:
    """`国庆节后第一个工作日（下午5点）前`: due on that very day."""
    found = ordinal_at(text, position)
    day = None if found is None else found[0].after(span, question.place)
    if found is None or day is None:
        return None
    hour = noted_moment_at(text, found[1])
    if hour is not None and hour_only(hour.moment):
        there = replace(question, place=replace(question.place, day=day))
        claim = _claim_of(text, found[1], hour.moment, hour.end, there)
        return None if claim is None else replace(claim, at=at)
    bound, end = bound_at(text, found[1])
    means = Meaning("date", "counted-from-day", start=day, due=day)
    kept: Bound = bound if bound in ("before", "until", "within") else ""
    return Claim(at, end, means, kept, grain="counted")
