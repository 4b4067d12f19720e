"""A stretch of text and what it would mean, and what it is read against: values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from schedules.deadlines.bounds import Bound, Meaning
from schedules.deadlines.spans import Place


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch of the text and what it would mean as a deadline."""

    at: int
    end: int
    means: Meaning
    bound: Bound = ""
    # A writing that is a date only in the right company (10.29, 3号, 三天).
    loose: bool = False
    grain: str = ""
    joined: bool = False  # a range or a list: said on purpose, never in passing


@dataclass(frozen=True, slots=True)
class Question:
    """What a text is read against, beside the place: known events, the present due day, bare phrase or not."""

    place: Place
    events: Mapping[str, date]
    base: date | None = None
