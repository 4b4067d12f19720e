"""A recurrence and the time it runs: `自10月起，每周五`, `9月至12月，每月5日前`, `周一到周五每天9点`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

from schedules.deadlines.bounds import Meaning
from schedules.deadlines.claim import Claim
from schedules.deadlines.numerals import NUMBER, whole
from schedules.deadlines.recurrence import Recurrence
from schedules.deadlines.spans import Place

_SENTENCE_END = re.compile("[。;!?\n]")
FAR = 40  # characters between the two
_WEEKDAYS = re.compile(
    "(?:周|星期|礼拜)([一二三四五六日天])(?:至|到|-|~)(?:周|星期|礼拜)?([一二三四五六日天])"
)
# `每月25日前报送，12月的于12月20日前`: one month's own day changes nothing for the others.
_EXCEPTION = re.compile(
    "[,;](?:其中|但)?[^,;]{0,3}月份?的?(?:情况|进展|数据|报表|月报)?(?:应|须|则|请)?[于在]?$"
)
_NEXT_MONTH = re.compile(rf"(?:次|下|翌)个?月的?({NUMBER})[日号]")
_LONG_GRAINS = frozenset({"month", "quarter", "half-year", "year", "plan"})


def recurring(recurrence: Recurrence, place: Place) -> Meaning:
    """What a recurrence means here: its next occurrence, never one that is past."""
    due: date | datetime | None = recurrence.next_after(place.moment or place.day, place.calendar)
    return Meaning("recurrence", f"every-{recurrence.every}", due=due, recurrence=recurrence)


def joined_with_term(text: str, first: Claim, second: Claim, place: Place) -> Claim | None:
    """The two claims as one, when one of them is a recurrence and the other says which days, from when or how long."""
    if second.at - first.end > FAR or _SENTENCE_END.search(text, first.end, second.at):
        return None
    if second.means.recurrence is not None and first.means.recurrence is None:
        framed = _on_weekdays(text, first, second) or _framed(first, second.means.recurrence, place)
    elif first.means.recurrence is not None and second.means.recurrence is None:
        recurrence = first.means.recurrence
        framed = _ended(text, recurrence, second) or _month_after(text, recurrence, second)
        if framed is None and _EXCEPTION.search(text, first.end, second.at):
            framed = recurrence
    else:
        framed = None
    if framed is None:
        return None
    bound = first.bound or second.bound if first.means.recurrence is not None else second.bound
    return Claim(first.at, second.end, recurring(framed, place), bound, grain="recurrence")


def _on_weekdays(text: str, first: Claim, second: Claim) -> Recurrence | None:
    """`周一到周五每天上午9点`: every week on those days."""
    daily = second.means.recurrence
    found = _WEEKDAYS.fullmatch(text, first.at, first.end)
    if daily is None or daily.every != "day" or found is None or text[first.end : second.at].strip(",的、("):
        return None
    a, b = ("一二三四五六日".index(day.replace("天", "日")) for day in found.groups())
    return replace(daily, every="week", weekdays=tuple(range(a, b + 1))) if a < b else None


def _framed(first: Claim, recurrence: Recurrence, place: Place) -> Recurrence | None:
    """`自…起` gives the first day; a range the last one too; a year still to come only the first."""
    means = first.means
    start = _day(means.start)
    if start is None or means.kind != "period" or first.grain == "instant":
        return None
    if first.bound == "since":
        return replace(recurrence, since=start)
    if means.rule == "range" or (first.grain == "festival" and first.bound in ("within", "during")):
        return replace(recurrence, since=start, until=means.due_day)
    if first.bound in ("", "within", "during") and first.grain in _LONG_GRAINS and start > place.day:
        return replace(recurrence, since=start)
    return None


def _ended(text: str, recurrence: Recurrence, second: Claim) -> Recurrence | None:
    """`每月10日前报送，直至12月底`."""
    last = second.means.due_day
    if last is None or second.means.kind == "event" or text[second.at - 1] not in "至到":
        return None
    return replace(recurrence, until=last)


def _month_after(text: str, recurrence: Recurrence, second: Claim) -> Recurrence | None:
    """`每月情况于次月5日前报送`: the month that ends is reported on in the next."""
    found = _NEXT_MONTH.match(text, second.at)
    number = whole(found[1]) if found is not None else None
    ends = (
        recurrence.every == "month" and recurrence.nth is None and all(day == -1 for _, day in recurrence.on)
    )
    if number is None or not ends or not 1 <= number <= 31:
        return None
    return replace(
        recurrence, on=tuple((month % 12 + 1 if month else 0, number) for month, _ in recurrence.on)
    )


def _day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment
