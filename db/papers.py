"""What the papers are written from: every account with its last word, its ruling and its counts, by set statements.

Each question is a handful of statements however many accounts there are. A
moment may be given: then everything is as it stood at that moment (`db.past`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, func, select

from db.models import (
    Assignment,
    Contact,
    Evidence,
    Extension,
    Item,
    Plan,
    Report,
    Review,
    Task,
    TaskLead,
    Unit,
    UnitGroup,
)  # fmt: skip
from db.numbers import bare
from db.past import before_changes, pushes_after

T = TypeVar("T")
Rows = Select[*tuple[Any, ...]]  # what a named query selects; the dataclass it fills says the types


@dataclass(frozen=True, slots=True)
class PaperPlan:
    id: int
    key: str
    title: str
    number: str
    issued: date
    period_start: date
    period_end: date
    notice: str


@dataclass(frozen=True, slots=True)
class PaperTask:
    """leads, responsible: as the notice writes them."""

    id: int
    plan: PaperPlan
    no: str
    title: str
    leads: tuple[str, ...]
    responsible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperItem:
    id: int
    task: PaperTask
    code: str
    title: str
    measure: str
    op: str | None
    value: float | None
    counted: str
    phrase: str | None
    starts: date
    leads: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Said:
    """The last report that stands, 签收 left aside; percent and the like: what was said with it."""

    kind: str
    happened_on: date
    reported_at: datetime
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Ruled:
    """The last ruling that stands."""

    verdict: str
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One account with everything a paper says of it. granted: extensions agreed to; evidence: how often it was handed in."""

    id: int
    item: PaperItem
    unit_id: int
    unit: str
    state: str
    due: date
    internal_due: date
    first_due: date
    accept_by: date
    percent: float | None
    count: int
    numerator: float | None
    denominator: float | None
    accepted_at: datetime | None
    submitted_at: datetime | None
    done_at: datetime | None
    reported_on: date | None
    urged: int
    urged_on: date | None
    said: Said | None
    ruled: Ruled | None
    granted: int
    evidence: int


def plans(tx: Connection) -> list[PaperPlan]:
    """Every plan, the one loaded first first."""
    return [PaperPlan(*row) for row in tx.execute(_PLANS)]


_PLANS: Rows = select(
    Plan.id, Plan.key, Plan.title, Plan.number, Plan.issued, Plan.period_start, Plan.period_end, Plan.notice
).order_by(Plan.id)


def rows(
    tx: Connection, *, led_by: int | None = None, plan_id: int | None = None, at: datetime | None = None
) -> list[PaperRow]:
    """Every account (of that plan, of the tasks that unit leads), cancelled ones too, in the plans' order.

    at: as it stood at that moment. Of one plan the numbers are the notice's own.
    """
    mine = [*_mine(led_by), *([Assignment.plan_id == plan_id] if plan_id is not None else [])]
    items = _items(tx)
    if plan_id is not None:
        items = {key: replace(item, code=bare(item.code)) for key, item in items.items()}
    units = {row[0]: row[1] for row in tx.execute(select(Unit.id, Unit.name))}
    said, ruled = _last_said(tx, at), _last_ruled(tx, at)
    granted, evidence = _granted(tx, at), _evidence(tx, at)
    found = [
        _filled(
            PaperRow, key, items[item_id], unit_id, units[unit_id], *values,
            said.get(key), ruled.get(key), granted.get(key, 0), evidence.get(key, 0),
        )
        for key, item_id, unit_id, *values in _rows(tx, _ACCOUNTS.where(*mine))
    ]  # fmt: skip
    return found if at is None else _put_back(tx, found, at)


def _filled(value: Callable[..., T], *parts: Any) -> T:
    """The value of these parts, in its fields' order."""
    return value(*parts)


def _rows(tx: Connection, query: Rows) -> Iterable[Any]:
    """Rows to be taken apart; the values they fill say the types."""
    return tx.execute(query)


_ACCOUNTS: Rows = (
    select(
        Assignment.id, Assignment.item_id, Assignment.unit_id, Assignment.state, Assignment.due,
        Assignment.internal_due, Assignment.first_due, Assignment.accept_by, Assignment.percent, Assignment.count,
        Assignment.numerator, Assignment.denominator, Assignment.accepted_at, Assignment.submitted_at,
        Assignment.done_at, Assignment.reported_on, Assignment.urged, Assignment.urged_on,
    )
    .join(Item, Item.id == Assignment.item_id)
    .order_by(Assignment.plan_id, Item.position, Assignment.unit_id)
)  # fmt: skip


def _mine(led_by: int | None) -> list[ColumnElement[bool]]:
    if led_by is None:
        return []
    return [Item.task_id.in_(select(TaskLead.task_id).where(TaskLead.unit_id == led_by))]


def _items(tx: Connection) -> dict[int, PaperItem]:
    plan_of = {plan.id: plan for plan in plans(tx)}
    tasks = {
        row.id: PaperTask(
            row.id, plan_of[row.plan_id], row.no, row.title, tuple(row.leads), tuple(row.responsible)
        )
        for row in tx.execute(
            select(Task.id, Task.plan_id, Task.no, Task.title, Task.leads, Task.responsible)
        )
    }
    return {
        key: _filled(PaperItem, key, tasks[task_id], *values, tuple(leads), sentence)
        for key, task_id, *values, leads, sentence in _rows(tx, _ITEMS)
    }


_ITEMS: Rows = select(
    Item.id, Item.task_id, Item.code, Item.title, Item.measure, Item.op, Item.value, Item.counted, Item.phrase,
    Item.starts, Item.leads, Item.sentence,
)  # fmt: skip


def _last_said(tx: Connection, at: datetime | None) -> dict[int, Said]:
    stands: list[ColumnElement[bool]] = [Report.withdrawn_at.is_(None), Report.kind != "accept"]
    if at is not None:
        stands.append(Report.reported_at <= at)
    last = select(func.max(Report.id)).where(*stands).group_by(Report.assignment_id)
    query: Rows = (
        select(
            Report.assignment_id,
            Report.kind,
            Report.happened_on,
            Report.reported_at,
            Report.text,
            Contact.title,
        )
        .join(Contact, Contact.id == Report.contact_id)
        .where(Report.id.in_(last))
    )
    return {key: Said(*values) for key, *values in tx.execute(query)}


def _last_ruled(tx: Connection, at: datetime | None) -> dict[int, Ruled]:
    stands: list[ColumnElement[bool]] = [Review.withdrawn_at.is_(None)]
    if at is not None:
        stands.append(Review.at <= at)
    last = select(func.max(Review.id)).where(*stands).group_by(Review.assignment_id)
    query: Rows = (
        select(Review.assignment_id, Review.verdict, Review.reason, Review.at, Contact.title)
        .join(Contact, Contact.id == Review.contact_id)
        .where(Review.id.in_(last))
    )
    return {key: Ruled(*values) for key, *values in tx.execute(query)}


def _granted(tx: Connection, at: datetime | None) -> dict[int, int]:
    query: Rows = select(Extension.assignment_id, func.count()).where(Extension.verdict == "grant")
    if at is not None:
        query = query.where(Extension.ruled_at <= at)
    return {row[0]: row[1] for row in tx.execute(query.group_by(Extension.assignment_id))}


def _evidence(tx: Connection, at: datetime | None) -> dict[int, int]:
    """Files and links by account; a 佐证 of words alone counts as one."""
    query: Rows = (
        select(Report.assignment_id, func.count())
        .outerjoin(Evidence, Evidence.report_id == Report.id)
        .where(Report.withdrawn_at.is_(None), (Report.kind == "evidence") | Evidence.id.is_not(None))
    )
    if at is not None:
        query = query.where(Report.reported_at <= at)
    return {row[0]: row[1] for row in tx.execute(query.group_by(Report.assignment_id))}


def _put_back(tx: Connection, found: Iterable[PaperRow], at: datetime) -> list[PaperRow]:
    """The accounts as they stood at that moment."""
    before = before_changes(tx, at)
    pushes = pushes_after(tx, at)
    return [
        replace(row, **before.get(row.id, {}), urged=max(row.urged - pushes[row.id], 0))
        if row.id in before or row.id in pushes
        else row
        for row in found
    ]


# ---------------------------------------------------------------- what happened meanwhile


@dataclass(frozen=True, slots=True)
class Act:
    """A report or a ruling that stands. kind: the report's kind, or the ruling's verdict."""

    assignment_id: int
    kind: str
    at: datetime
    happened_on: date | None
    count: int | None
    text: str


def acts(tx: Connection, after: datetime, until: datetime) -> list[Act]:
    """Everything reported and ruled after the one moment up to the other, and not taken back, in order."""
    reports: Rows = select(
        Report.assignment_id, Report.kind, Report.reported_at, Report.happened_on, Report.count, Report.text
    ).where(Report.reported_at > after, Report.reported_at <= until, Report.withdrawn_at.is_(None))
    reviews: Rows = select(Review.assignment_id, Review.verdict, Review.at, Review.reason).where(
        Review.at > after, Review.at <= until, Review.withdrawn_at.is_(None)
    )
    found = [Act(*row) for row in tx.execute(reports)]
    found += [
        Act(key, verdict, moment, None, None, reason) for key, verdict, moment, reason in tx.execute(reviews)
    ]
    return sorted(found, key=lambda act: (act.at, act.assignment_id))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One report of a count: 8月20日 民法典专题."""

    happened_on: date
    count: int
    text: str


def occurrences(tx: Connection) -> dict[int, list[Occurrence]]:
    """What each count was made of, by account, in the order it happened."""
    query: Rows = (
        select(Report.assignment_id, Report.happened_on, Report.count, Report.text)
        .where(Report.kind == "count", Report.withdrawn_at.is_(None))
        .order_by(Report.happened_on, Report.id)
    )
    found: dict[int, list[Occurrence]] = defaultdict(list)
    for key, day, count, text in tx.execute(query):
        found[key].append(Occurrence(day, count or 0, text))
    return found


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One piece of evidence: a file by its hash, or a link."""

    id: int
    code: str
    unit: str
    by: str
    happened_on: date
    handed_in_at: datetime
    name: str
    media: str
    size: int
    sha256: str | None
    url: str | None


def handed_in(tx: Connection) -> list[HandedIn]:
    """Every piece that stands with a report not taken back, oldest first."""
    return [HandedIn(*row) for row in tx.execute(_HANDED_IN)]


_HANDED_IN: Rows = (
    select(
        Evidence.id, Item.code, Unit.name, Contact.title, Report.happened_on, Evidence.handed_in_at, Evidence.name,
        Evidence.media, Evidence.size, Evidence.sha256, Evidence.url,
    )
    .join(Report, Report.id == Evidence.report_id)
    .join(Assignment, Assignment.id == Report.assignment_id)
    .join(Item, Item.id == Assignment.item_id)
    .join(Unit, Unit.id == Assignment.unit_id)
    .join(Contact, Contact.id == Evidence.contact_id)
    .where(Report.withdrawn_at.is_(None))
    .order_by(Evidence.id)
)  # fmt: skip


def groups_named(tx: Connection) -> dict[str, frozenset[str]]:
    """Every group by its name, with the units it comes to: a group may name another."""
    members = {name: list(units) for name, units in tx.execute(select(UnitGroup.name, UnitGroup.members))}

    def units(name: str, above: frozenset[str]) -> frozenset[str]:
        if name not in members or name in above:
            return frozenset((name,))
        return frozenset(unit for one in members[name] for unit in units(one, above | {name}))

    return {name: units(name, frozenset()) for name in members}
