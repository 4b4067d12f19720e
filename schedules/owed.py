"""Who must hear what by now: a pure decision about one assignment, and when to decide again.

An assignment has *occasions*: days on which it is spoken of, each on a rung of
some ladder. What is owed today is the last occasion reached, once; after an
outage the earlier ones have lost their meaning. Rungs count working days,
positive before the day they lead to, negative after it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from db.states import UNITS_TURN
from schedules.plan import Step
from schedules.steps import worked_back
from schedules.workdays import WorkCalendar

# `later` is what a seat itself put off; the others follow from dates.
Kind = Literal["overdue", "returned", "near", "accept", "behind", "ask", "step", "later"]

ACCEPT_RUNGS = (0, -2, -5)
RETURNED_RUNGS = (-3, -6, -10)
# A standing duty or a rate is asked for a week before each quarter ends, and on its last working day.
CADENCE_RUNGS = (5, 0)
# A step on the way is spoken of once, so many working days before its last day.
STEP_RUNG = 3
# Who reported within this many working days before the question is not asked it again.
FRESH_DAYS = 10


@dataclass(frozen=True, slots=True)
class Obligation:
    """What the decision needs to know of one assignment. Days are of the office's zone."""

    state: str
    measure: str
    due: date
    internal_due: date
    accept_by: date
    asked_on: date
    starts: date
    reported_on: date | None = None
    count: int = 0
    least: float | None = None  # a count's target
    steps: tuple[Step, ...] = ()  # still to come


@dataclass(frozen=True, slots=True)
class Owed:
    """Something to say today. `due` and `rung` make it the same thing when it is decided again."""

    kind: Kind
    due: date
    rung: int


@dataclass(frozen=True, slots=True)
class Occasion:
    day: date
    owed: Owed


# Thousands of units owe the same thing in the same state: each case is decided once a morning.
@lru_cache(maxsize=8192)
def owed(obligation: Obligation, today: date, ladder: tuple[int, ...], calendar: WorkCalendar) -> Owed | None:
    """The one thing to say of it today, the most urgent; None for nothing.

    Whether it was said before is the ledger's question.
    """
    if obligation.state not in UNITS_TURN:
        return None
    for ladder_of_occasions in _occasions(obligation, ladder, calendar):
        reached = None
        for occasion in ladder_of_occasions:
            if obligation.asked_on < occasion.day <= today and _holds(obligation, occasion, today, calendar):
                reached = occasion.owed
        if reached is not None:
            return reached
    return None


@lru_cache(maxsize=8192)
def step_owed(obligation: Obligation, today: date, calendar: WorkCalendar) -> Owed | None:
    """The step on the way that is to be spoken of today, beside whatever else is owed; None for none.

    A step is no deadline: it is spoken of once, while there is time for it, and never pushed.
    """
    if not obligation.steps or obligation.state not in UNITS_TURN:
        return None
    reached = None
    for occasion in _steps(obligation, calendar):
        if obligation.asked_on < occasion.day <= today <= occasion.owed.due:
            reached = occasion.owed
    return reached


@lru_cache(maxsize=8192)
def next_day(
    obligation: Obligation, today: date, ladder: tuple[int, ...], calendar: WorkCalendar
) -> date | None:
    """The first day after today on which something may be owed; None when nothing can be."""
    if obligation.state not in UNITS_TURN:
        return None
    since = max(today, obligation.asked_on)
    days = [
        occasion.day
        for occasions in _every(obligation, ladder, calendar)
        for occasion in occasions
        if occasion.day > since
    ]
    return min(days, default=None)


def days_spoken(
    obligation: Obligation, first: date, last: date, ladder: tuple[int, ...], calendar: WorkCalendar
) -> set[date]:
    """The days from `first` to `last` on which it would be spoken of if nothing were reported meanwhile."""
    if obligation.state not in UNITS_TURN:
        return set()
    return {
        occasion.day
        for occasions in _every(obligation, ladder, calendar)
        for occasion in occasions
        if max(first, obligation.asked_on) < occasion.day <= last
    }


def pace(obligation: Obligation, today: date) -> int:
    """How many occurrences there should have been by now, spread evenly (全年3次: two by the third quarter's end)."""
    if obligation.least is None or today <= obligation.starts:
        return 0
    whole = (obligation.due - obligation.starts).days + 1
    passed = min((today - obligation.starts).days, whole)
    return int(obligation.least * passed / whole + 1e-9)


def in_final_stretch(
    obligation: Obligation, today: date, ladder: tuple[int, ...], calendar: WorkCalendar
) -> bool:
    """Whether the last reminders before the due day have begun: a figure given now is the period's figure."""
    first = max((rung for rung in ladder if rung >= 0), default=0)
    return today >= calendar.add(obligation.internal_due, -max(first, 1))


# ---------------------------------------------------------------- occasions


def _occasions(
    o: Obligation, ladder: tuple[int, ...], calendar: WorkCalendar
) -> Iterator[tuple[Occasion, ...]]:
    """The ladders that apply, the most urgent first, each in order of days."""
    yield _after("overdue", o.due, tuple(r for r in ladder if r < 0), calendar)
    if o.state == "returned":
        yield _after("returned", o.asked_on, RETURNED_RUNGS, calendar)
    yield _before("near", o.internal_due, o.due, tuple(r for r in ladder if r >= 0), calendar)
    if o.state == "assigned":
        yield _after("accept", o.accept_by, ACCEPT_RUNGS, calendar)
    if o.measure == "count":
        yield _month_starts(o.starts, o.due, calendar)
    elif o.measure in ("rate", "ongoing"):
        yield _quarter_ends(o.starts, o.due, calendar)


def _every(o: Obligation, ladder: tuple[int, ...], calendar: WorkCalendar) -> Iterator[tuple[Occasion, ...]]:
    """Everything that may be a reason to look at it: the ladders, and the steps beside them."""
    yield from _occasions(o, ladder, calendar)
    if o.steps:
        yield _steps(o, calendar)


def _steps(o: Obligation, calendar: WorkCalendar) -> tuple[Occasion, ...]:
    """Each step on its own rung, numbered from the end so that a step passed does not renumber the others.

    A last step on the due day itself is the item's end, of which `near` speaks.
    """
    stages = worked_back(o.steps, o.internal_due, calendar)
    return tuple(
        Occasion(calendar.add(stage.day, -STEP_RUNG), Owed("step", stage.day, len(stages) - n))
        for n, stage in enumerate(stages)
        if stage.day < o.internal_due
    )


def _holds(o: Obligation, occasion: Occasion, today: date, calendar: WorkCalendar) -> bool:
    """Whether an occasion that was reached still has a meaning today."""
    match occasion.owed.kind:
        case "near" | "accept":
            return today <= o.due
        case "behind":
            return today <= o.due and o.count < pace(o, occasion.day)
        case "ask":
            asked_from = calendar.add(occasion.owed.due, -FRESH_DAYS)
            unanswered = o.reported_on is None or o.reported_on < asked_from
            return unanswered and today <= occasion.owed.due
        case _:
            return True


@lru_cache(maxsize=4096)
def _after(kind: Kind, due: date, rungs: tuple[int, ...], calendar: WorkCalendar) -> tuple[Occasion, ...]:
    days = ((calendar.add(due, -rung) if rung else calendar.on_or_before(due), rung) for rung in rungs)
    return tuple(sorted((Occasion(day, Owed(kind, due, rung)) for day, rung in days), key=_by_day))


@lru_cache(maxsize=4096)
def _before(
    kind: Kind, internal_due: date, due: date, rungs: tuple[int, ...], calendar: WorkCalendar
) -> tuple[Occasion, ...]:
    days = ((calendar.add(internal_due, -rung) if rung else internal_due, rung) for rung in rungs)
    return tuple(sorted((Occasion(day, Owed(kind, due, rung)) for day, rung in days), key=_by_day))


@lru_cache(maxsize=1024)
def _month_starts(starts: date, due: date, calendar: WorkCalendar) -> tuple[Occasion, ...]:
    """The first working day of every month in the period: when a count's pace is looked at."""
    found = []
    day = (starts.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day <= due:
        found.append(Occasion(calendar.on_or_after(day), Owed("behind", day, 0)))
        day = (day + timedelta(days=32)).replace(day=1)
    return tuple(found)


@lru_cache(maxsize=1024)
def _quarter_ends(starts: date, due: date, calendar: WorkCalendar) -> tuple[Occasion, ...]:
    """The asking days of every quarter that ends before the due day; the due day has a ladder of its own."""
    found: list[Occasion] = []
    first = date(starts.year, (starts.month - 1) // 3 * 3 + 1, 1)
    while True:
        after = (first + timedelta(days=95)).replace(day=1)
        end = after - timedelta(days=1)
        if end >= due:
            return tuple(found)
        last = calendar.on_or_before(end)
        for rung in CADENCE_RUNGS:
            day = calendar.add(last, -rung) if rung else last
            found.append(Occasion(day, Owed("ask", end, rung)))
        first = after


def _by_day(occasion: Occasion) -> date:
    return occasion.day
