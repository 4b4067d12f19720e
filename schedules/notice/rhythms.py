"""Duties that come back, told in two places of a sentence: `按月报送……，次月5日前报……`, `每季度末（分别在6月、9月……）`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from schedules.deadlines import Reading, Recurrence
from schedules.workdays import WorkCalendar

# A day said of the month after: it belongs to the rhythm named before it.
_NEXT_MONTH = re.compile(r"(?:次月|下月|下个月)的?(\d{1,2})[日号]之?前?")
_EXPLAINS = re.compile(r"[（(](?:即|分别|具体)?[于在为]?$")
_FIRST = re.compile(r"首次(?:报送|上报|填报|报告)?(?:时间)?[为是于]$")
_SENTENCE = re.compile("[。！？\n]")


def rhythms(text: str, readings: Sequence[Reading], since: date, calendar: WorkCalendar) -> list[Reading]:
    """The readings with such pairs made one: the later place gives the day, the earlier how often."""
    kept: list[Reading] = []
    for reading in readings:
        last = next((r for r in reversed(kept) if r.rule != "target"), None)
        between = text[last.span[1] : reading.span[0]] if last is not None else ""
        if last is None or last.recurrence is None or _SENTENCE.search(between):
            kept.append(reading)
        elif _EXPLAINS.fullmatch(between) or _FIRST.search(between):
            continue
        elif last.recurrence.every == "month" and (day := _NEXT_MONTH.fullmatch(reading.phrase)):
            kept.remove(last)
            kept.append(_monthly(reading, int(day[1]), last.recurrence, since, calendar))
        else:
            kept.append(reading)
    return kept


def _monthly(reading: Reading, day: int, rhythm: Recurrence, since: date, calendar: WorkCalendar) -> Reading:
    months = tuple(month % 12 + 1 if month else 0 for month, _ in rhythm.on) or (0,)
    recurrence = Recurrence("month", rhythm.interval, tuple((month, day) for month in months))
    due = recurrence.next_on(since, calendar)
    return replace(
        reading, kind="recurrence", rule="every-month", recurrence=recurrence, start=None, due=due,
        internal_due=due and calendar.on_or_before(due),
    )  # fmt: skip
