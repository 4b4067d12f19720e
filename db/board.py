"""Where everything stands, for the board and the pictures: by item, by unit, by day.

Sums are made by the database; single accounts are fetched only for the few
units on the page. near_until: the last day that counts as 临期.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal_column, select

from db.models import Assignment, Item, Plan, Task, TaskLead, Unit
from db.numbers import bare
from db.states import DESKS_TURN, OPEN

Rows = Select[*tuple[Any, ...]]  # what a named query selects; the dataclass it fills says the types


@dataclass(frozen=True, slots=True)
class Day:
    """The day by which lights are told."""

    today: date
    near_until: date


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which accounts are asked about. light: one of the five kinds. led_by: a unit whose tasks alone are meant."""

    plan_id: int | None = None
    task_id: int | None = None
    unit: str = ""
    unit_id: int | None = None
    light: str = ""
    state: str = ""
    led_by: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Accounts by light; the five are disjoint."""

    overdue: int
    near: int
    pending: int
    on_time: int
    done: int

    @property
    def total(self) -> int:
        return self.overdue + self.near + self.pending + self.on_time + self.done


@dataclass(frozen=True, slots=True)
class ItemCounts:
    item_id: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """items: how many of its items have such accounts."""

    plan_id: int
    items: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class UnitCounts:
    unit_id: int
    unit: str
    counts: Counts


class Cell(NamedTuple):
    """One account in the matrix. A plain tuple: a page has a thousand of them."""

    unit_id: int
    item_id: int
    state: str
    due: date


def _lights(day: Day) -> dict[str, ColumnElement[bool]]:
    """The five kinds as conditions; `messages.picture.lights.light_of` says the same of one account."""
    owes = Assignment.state.in_(OPEN)
    done = Assignment.state.in_(("done", "closed"))
    return {
        "overdue": owes & (Assignment.due < day.today),
        "near": owes & (Assignment.due >= day.today) & (Assignment.due <= day.near_until),
        "pending": Assignment.state == "submitted",
        "on_time": (owes & (Assignment.due > day.near_until)) | (Assignment.state == "standing"),
        "done": done,
    }


def _sums(day: Day) -> list[ColumnElement[int]]:
    return [
        func.sum(case((condition, literal_column("1")), else_=literal_column("0")))
        for condition in _lights(day).values()
    ]


def _where(wanted: Narrowed, day: Day) -> list[ColumnElement[bool]]:
    """What an account must be; Item and Unit stand in the query."""
    found: list[ColumnElement[bool]] = [Assignment.state != "cancelled"]
    if wanted.plan_id is not None:
        found.append(Assignment.plan_id == wanted.plan_id)
    if wanted.task_id is not None:
        found.append(Assignment.item_id.in_(select(Item.id).where(Item.task_id == wanted.task_id)))
    if wanted.led_by is not None:
        led = select(TaskLead.task_id).where(TaskLead.unit_id == wanted.led_by)
        found.append(Assignment.item_id.in_(select(Item.id).where(Item.task_id.in_(led))))
    if wanted.unit_id is not None:
        found.append(Assignment.unit_id == wanted.unit_id)
    if wanted.unit:
        named = select(Unit.id).where(Unit.name.contains(wanted.unit, autoescape=True))
        found.append(Assignment.unit_id.in_(named))
    if wanted.light:
        found.append(_lights(day)[wanted.light])
    if wanted.state:
        found.append(Assignment.state == wanted.state)
    return found


def by_item(tx: Connection, wanted: Narrowed, day: Day) -> list[ItemCounts]:
    """Every item that has such accounts, and how many of which light."""
    query: Rows = (
        select(Assignment.item_id, *_sums(day)).where(*_where(wanted, day)).group_by(Assignment.item_id)
    )
    return [ItemCounts(item_id, Counts(*map(int, sums))) for item_id, *sums in tx.execute(query)]


def by_plan(tx: Connection, wanted: Narrowed, day: Day) -> list[PlanCounts]:
    """Every plan that has such accounts, those with most overdue first."""
    query: Rows = select(Assignment.plan_id, func.count(Assignment.item_id.distinct()), *_sums(day))
    rows = tx.execute(query.where(*_where(wanted, day)).group_by(Assignment.plan_id)).all()
    found = [PlanCounts(plan_id, items, Counts(*map(int, sums))) for plan_id, items, *sums in rows]
    return sorted(found, key=lambda one: (-one.counts.overdue, -one.counts.near, one.plan_id))


def by_unit(
    tx: Connection, wanted: Narrowed, day: Day, *, most: int, after: int = 0
) -> tuple[list[UnitCounts], int]:
    """A page of the units that have such accounts, those with most overdue first; and how many such units there are."""
    sums = [one.label(name) for one, name in zip(_sums(day), _lights(day), strict=True)]
    inner = (
        select(Assignment.unit_id, *sums).where(*_where(wanted, day)).group_by(Assignment.unit_id)
    ).subquery()
    c = inner.c
    query: Rows = (
        select(c.unit_id, Unit.name, c.overdue, c.near, c.pending, c.on_time, c.done, func.count().over())
        .join(Unit, Unit.id == c.unit_id)
        .order_by(c.overdue.desc(), c.pending.desc(), c.near.desc(), c.unit_id)
        .limit(most)
        .offset(after)
    )
    rows = tx.execute(query).all()
    found = [UnitCounts(row[0], row[1], Counts(*map(int, row[2:7]))) for row in rows]
    return found, rows[0][7] if rows else 0


def cells(
    tx: Connection, unit_ids: Sequence[int] | None, wanted: Narrowed, day: Day, *, most: int | None = None
) -> list[Cell]:
    """The accounts that are such: of these units, or of all; no more than that many, in no order."""
    query: Rows = select(Assignment.unit_id, Assignment.item_id, Assignment.state, Assignment.due)
    query = query.where(*_where(wanted, day)).limit(most)
    if unit_ids is not None:
        query = query.where(Assignment.unit_id.in_(unit_ids))
    return [Cell._make(row) for row in tx.execute(query).all()]


def unit_names(tx: Connection, unit_ids: Sequence[int]) -> dict[int, str]:
    query: Rows = select(Unit.id, Unit.name).where(Unit.id.in_(unit_ids))
    return {row[0]: row[1] for row in tx.execute(query)}


def waiting(tx: Connection, wanted: Narrowed, day: Day) -> int:
    """How many accounts wait for the desk's word."""
    query = select(func.count()).select_from(Assignment).where(*_where(wanted, day))
    return tx.scalar(query.where(Assignment.state.in_(DESKS_TURN))) or 0


# ---------------------------------------------------------------- the frame


@dataclass(frozen=True, slots=True)
class ItemHead:
    """An item as a column head."""

    id: int
    task_id: int
    task: str
    code: str
    title: str
    due: date


def heads(tx: Connection, wanted: Narrowed) -> list[ItemHead]:
    """The items of the plan (and task), in its own order, those cancelled left out; of one plan, with its notice's numbers."""
    query: Rows = (
        select(Item.id, Item.task_id, Task.no, Item.code, Item.title, Item.due)
        .join(Task, Task.id == Item.task_id)
        .where(Item.cancelled_at.is_(None))
        .order_by(Item.plan_id.desc(), Item.position)
    )
    if wanted.plan_id is not None:
        query = query.where(Item.plan_id == wanted.plan_id)
    if wanted.task_id is not None:
        query = query.where(Item.task_id == wanted.task_id)
    if wanted.led_by is not None:
        query = query.where(
            Item.task_id.in_(select(TaskLead.task_id).where(TaskLead.unit_id == wanted.led_by))
        )
    found = [ItemHead(*row) for row in tx.execute(query)]
    return found if wanted.plan_id is None else [replace(head, code=bare(head.code)) for head in found]


@dataclass(frozen=True, slots=True)
class PlanHead:
    """A plan as a choice: without the notice's text."""

    id: int
    title: str
    number: str
    period_start: date
    period_end: date


def plan_heads(tx: Connection) -> list[PlanHead]:
    """Every plan, the one loaded last first."""
    query: Rows = select(Plan.id, Plan.title, Plan.number, Plan.period_start, Plan.period_end)
    return [PlanHead(*row) for row in tx.execute(query.order_by(Plan.id.desc()))]


def task_heads(tx: Connection, plan_id: int, *, led_by: int | None = None) -> list[tuple[int, str, str]]:
    """(id, number, title) of the plan's tasks."""
    query: Rows = select(Task.id, Task.no, Task.title).where(Task.plan_id == plan_id).order_by(Task.position)
    if led_by is not None:
        query = query.where(Task.id.in_(select(TaskLead.task_id).where(TaskLead.unit_id == led_by)))
    return [(row[0], row[1], row[2]) for row in tx.execute(query)]


def unit_name(tx: Connection, unit_id: int) -> str | None:
    return tx.scalar(select(Unit.name).where(Unit.id == unit_id))


def item_known(tx: Connection, item_id: int) -> bool:
    return tx.scalar(select(Item.id).where(Item.id == item_id)) is not None


# ---------------------------------------------------------------- what pushes did not bring about


@dataclass(frozen=True, slots=True)
class Unmoved:
    """A unit that so many pushes did not move. owed: how many accounts; since: the oldest due day among them."""

    unit_id: int
    unit: str
    owed: int
    since: date


def unmoved(tx: Connection, pushes: int, *, led_by: int | None = None) -> list[Unmoved]:
    """The units that still owe what they were pushed for so often, the longest due first."""
    query: Rows = (
        select(Unit.id, Unit.name, func.count(), func.min(Assignment.due))
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(Assignment.urged >= pushes, Assignment.state.in_(OPEN))
        .group_by(Unit.id, Unit.name)
        .order_by(func.min(Assignment.due), Unit.id)
    )
    if led_by is not None:
        led = select(TaskLead.task_id).where(TaskLead.unit_id == led_by)
        query = query.where(Assignment.item_id.in_(select(Item.id).where(Item.task_id.in_(led))))
    return [Unmoved(*row) for row in tx.execute(query)]


# ---------------------------------------------------------------- growth


def grown(
    tx: Connection, wanted: Narrowed, day: Day
) -> tuple[list[tuple[datetime, int]], list[tuple[date, int]]]:
    """Accounts done by moment, and accounts by first due day; each with how many."""
    what = _where(wanted, day)
    done: Rows = (
        select(Assignment.done_at, func.count())
        .where(*what, Assignment.done_at.is_not(None), Assignment.state.in_(("done", "closed")))
        .group_by(Assignment.done_at)
    )
    owed: Rows = (
        select(Assignment.first_due, func.count())
        .where(*what, Assignment.state != "standing")
        .group_by(Assignment.first_due)
        .order_by(Assignment.first_due)
    )
    return [(row[0], row[1]) for row in tx.execute(done)], [(row[0], row[1]) for row in tx.execute(owed)]


# ---------------------------------------------------------------- what is coming


@dataclass(frozen=True, slots=True)
class Coming:
    """An item that falls due on a day for some units. open: of them, those who still owe it."""

    due: date
    internal_due: date
    item_id: int
    code: str
    title: str
    total: int
    open: int


def coming(tx: Connection, wanted: Narrowed, day: Day, until: date) -> list[Coming]:
    """Everything due from today to that day, by day."""
    owes = func.sum(case((Assignment.state.in_(OPEN), literal_column("1")), else_=literal_column("0")))
    query: Rows = (
        select(Assignment.due, Assignment.internal_due, Item.id, Item.code, Item.title, func.count(), owes)
        .join(Item, Item.id == Assignment.item_id)
        .where(*_where(wanted, day), Assignment.due >= day.today, Assignment.due <= until)
        .group_by(Assignment.due, Assignment.internal_due, Item.id, Item.code, Item.title, Item.position)
        .order_by(Assignment.due, Item.position)
    )
    return [Coming(*row) for row in tx.execute(query)]
