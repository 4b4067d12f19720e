"""Items that come back (每季度末, 每月5日前): which period follows which.

An item is one account for each unit all along: its due day is the present
period's, and moves on to the next when that period is approved. So a unit has
one number, one history and one thing to answer for at a time, instead of a
dozen open accounts for one duty.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from schedules.deadlines import Recurrence, read
from schedules.workdays import WorkCalendar

# What comes back more often than every week is no deadline; it is a standing duty.
KEPT = ("week", "month")


@lru_cache(maxsize=1024)
def recurrence_of(phrase: str | None, issued: date, calendar: WorkCalendar) -> Recurrence | None:
    """How the wording comes back; None where it names one day, or none."""
    found = read(phrase, issued, calendar).recurrence if phrase else None
    return found if found is not None and found.every in KEPT else None


def due_from(phrase: str | None, issued: date, day: date, calendar: WorkCalendar) -> date | None:
    """The due day of the period that day lies in; None where the wording does not come back."""
    found = recurrence_of(phrase, issued, calendar)
    return found.next_on(max(day, issued), calendar) if found is not None else None


def due_after(phrase: str | None, issued: date, due: date, calendar: WorkCalendar) -> date | None:
    """The next period's due day."""
    return due_from(phrase, issued, due + timedelta(days=1), calendar)
