"""Reading one phrase or clause, and finding every date and target in a long text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from schedules.deadlines.reading import Reading
from schedules.workdays import DEFAULT, WorkCalendar

Direction = Literal["past", "future"]


def read(
    text: str,
    reference: date | datetime,
    calendar: WorkCalendar = DEFAULT,
    *,
    events: Mapping[str, date] | None = None,
    base: date | None = None,
    direction: Direction | None = None,
) -> Reading:
    """The date that binds in a phrase or clause; never raises, and answers `none` rather than half."""
    return Reading(text, (0, len(text)), "none", "nothing")


def scan(
    text: str, reference: date | datetime, calendar: WorkCalendar = DEFAULT
) -> tuple[Reading, ...]:
    """Every date and target found in a long text, in order, with spans into the text as given."""
    return ()


def resolve(reading: Reading, event_day: date, calendar: WorkCalendar = DEFAULT) -> Reading:
    """The reading with its due day worked out, once the day of its event is known."""
    return reading


def day_mentioned(
    text: str, reference: date | datetime, direction: Direction = "past"
) -> date | None:
    """The day a chat message speaks of: `昨天`, `上周五`, `9月15日`; None when it names none."""
    return None
