"""A plan as a value: what a notice asks of whom by when, with every date already settled.

Pure and frozen. Where it comes from (a file, a notice, the database) and
where it goes are other modules' business.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from schedules.deadlines import Target

Measure = Literal["deliver", "count", "rate", "ongoing"]
Role = Literal["contact", "leader", "lead", "coordinator", "admin"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that can owe something. `also` are the other names it goes by (市政府办)."""

    name: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """各区政府: stands for its members, which may be groups themselves."""

    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A post, never a person: 龙华区政府联系人. What hears and answers for a unit.

    wecom: the userid of the member who sits there, where the office binds by the plan; else by a code.
    """

    title: str
    unit: str
    role: Role
    wecom: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A stage on the way (征求意见), to be through with so many working days before the next, the last before the due day."""

    name: str
    before: int


@dataclass(frozen=True, slots=True)
class Item:
    """What can be tracked. `assignments` are the units that owe it, one account each.

    phrase: the notice's own wording of the date, None where it names none and the
    plan's end holds. due: 时限, the last day on which it is on time. internal_due:
    内控日, the last working day on or before it. rule: how the phrase was settled.
    leads, responsible: as the notice writes them, groups unexpanded. source: where
    `sentence` stands in the plan's notice text, start and end in characters.
    needed: how many of the assignments close the item (None: all). steps: the
    stages on the way to `due`, in order. Where `phrase` comes back every so often
    (每季度末), `due` is the first period's. superior: number of the item of the
    level above that this one serves.
    """

    code: str
    task: str
    title: str
    measure: Measure
    target: Target | None
    phrase: str | None
    due: date
    internal_due: date
    rule: str
    leads: tuple[str, ...]
    responsible: tuple[str, ...]
    assignments: tuple[str, ...]
    sentence: str
    source: tuple[int, int] | None
    aliases: tuple[str, ...] = ()
    ladder: tuple[int, ...] | None = None
    needed: int | None = None
    steps: tuple[Step, ...] = ()
    superior: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One of the notice's numbered tasks: 一 … 十."""

    no: str
    title: str
    leads: tuple[str, ...]
    responsible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One notice under supervision. `period` is inclusive; `key` names the plan for good.

    superior: number of the notice of the level above that it breaks down; empty where there is none.
    """

    key: str
    title: str
    number: str
    issued: date
    period: tuple[date, date]
    notice: str
    units: tuple[Unit, ...]
    groups: tuple[Group, ...]
    seats: tuple[Seat, ...]
    tasks: tuple[Task, ...]
    items: tuple[Item, ...]
    superior: str = ""
