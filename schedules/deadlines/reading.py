"""What was read from a phrase: plain frozen values, and their JSON form. It reads nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from schedules.deadlines.recurrence import Recurrence as Recurrence

Kind = Literal["date", "datetime", "period", "recurrence", "duration", "event", "standing", "none"]
Op = Literal[">=", ">", "<=", "<", "="]
OffsetUnit = Literal["hour", "day", "workday", "week", "month", "year"]

# How sure a reading is. Below LIKELY the coordinator is asked before anything relies on it.
SURE, LIKELY, GUESS = 1.0, 0.7, 0.4


@dataclass(frozen=True, slots=True)
class Target:
    """A count or rate to be reached: `>= 3 次`, `> 50 %`."""

    op: Op
    value: float
    unit: str

    def holds(self, value: float) -> bool:
        """Whether a reported value meets the target."""
        match self.op:
            case ">=":
                return value >= self.value
            case ">":
                return value > self.value
            case "<=":
                return value <= self.value
            case "<":
                return value < self.value
            case "=":
                return value == self.value

    def __str__(self) -> str:
        unit = "%" if self.unit == "%" else ""
        return f"{self.op} {self.value:g}{unit}"


@dataclass(frozen=True, slots=True)
class Offset:
    """So much time after (n > 0) or before (n < 0) a day that may not be known yet."""

    n: int
    unit: OffsetUnit


@dataclass(frozen=True, slots=True)
class Event:
    """What a deadline is counted from: `会` (会后), `收到通知`, `印发`."""

    name: str
    offset: Offset


@dataclass(frozen=True, slots=True)
class Reading:
    """What one phrase means. `due` is the 时限, `internal_due` the last working day on or before it."""

    phrase: str
    span: tuple[int, int]
    kind: Kind
    rule: str
    start: date | datetime | None = None
    due: date | datetime | None = None
    internal_due: date | None = None
    recurrence: Recurrence | None = None
    targets: tuple[Target, ...] = ()
    event: Event | None = None
    # Every due day of a list (`10月、11月底前`), in the order written; empty for a single one.
    listed: tuple[date | datetime, ...] = ()
    sure: float = SURE
    # True when the phrase is all there was to read; False when it stood inside a clause.
    whole: bool = False

    @property
    def due_day(self) -> date | None:
        """The calendar day of the deadline, whatever its hour."""
        return self.due.date() if isinstance(self.due, datetime) else self.due


def to_json(reading: Reading) -> dict[str, Any]:
    """The reading as programs see it: ISO dates, the recurrence as an RFC 5545 rule."""
    return {
        "start": reading.start.isoformat() if reading.start else None,
        "due": reading.due.isoformat() if reading.due else None,
        "kind": reading.kind,
        "rule": reading.rule,
        "recurrence": str(reading.recurrence) if reading.recurrence else None,
        "targets": [{"op": t.op, "value": t.value, "unit": t.unit} for t in reading.targets],
    }
