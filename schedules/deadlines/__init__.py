"""The deadline language: from an official's wording to dates, working days, recurrences and targets.

    read("10月底前", date(2021, 8, 9)).due      -> 2021-10-31, internal_due 2021-10-29
    scan(notice, issued)                        -> every date and target in it, with spans

Pure: no clock, no I/O. The reference day is the notice's own date, so the year comes from there.
"""

from schedules.deadlines.lines import answer_lines
from schedules.deadlines.reader import day_mentioned, read, resolve, scan
from schedules.deadlines.reading import (
    GUESS,
    LIKELY,
    SURE,
    Event,
    Kind,
    Offset,
    Op,
    Reading,
    Recurrence,
    Target,
    to_json,
)
from schedules.deadlines.words import describe

__all__ = [
    "GUESS",
    "LIKELY",
    "SURE",
    "Event",
    "Kind",
    "Offset",
    "Op",
    "Reading",
    "Recurrence",
    "Target",
    "answer_lines",
    "day_mentioned",
    "describe",
    "read",
    "resolve",
    "scan",
    "to_json",
]
