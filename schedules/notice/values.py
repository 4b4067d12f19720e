"""A draft as a value: what was read from a notice, each guess with its place, its rule and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from schedules.deadlines import Target
from schedules.plan import Measure, Seat, Unit

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DraftItem:
    """What can be tracked under a task. `text` is the notice's wording at `source`; no `phrase`, no date in it.

    rule, sure: how the phrase was settled and how sure that is. notes: what is guessed or open, in Chinese.
    """

    title: str
    text: str
    source: Span
    measure: Measure
    target: Target | None = None
    phrase: str | None = None
    due: date | None = None
    internal_due: date | None = None
    recurrence: str | None = None
    rule: str = ""
    sure: float = 1.0
    leads: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    assisting: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftTask:
    """One task. `no` is free to use in a plan; `label` is how the notice itself counts it."""

    no: str
    label: str
    title: str
    source: Span
    leads: tuple[str, ...]
    responsible: tuple[str, ...]
    assisting: tuple[str, ...]
    items: tuple[DraftItem, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aside:
    """A sentence with a date that binds none of the units: the issuer's own intention."""

    text: str
    source: Span
    why: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What an office knows already and no notice has to say again: its units, its groups, the seats of its desk."""

    units: tuple[Unit, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    desk: tuple[Seat, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan drafted from a notice, for a coordinator to settle. groups: members a coordinator gave to 各区政府 and its like."""

    title: str
    number: str
    issued: date | None
    period: tuple[date, date] | None
    tasks: tuple[DraftTask, ...]
    asides: tuple[Aside, ...] = ()
    notes: tuple[str, ...] = ()
    text: str = ""
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
