"""The account: what every unit owes, what it reported, what was ruled. Every question by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    select,
    update,
)  # fmt: skip
from sqlalchemy.orm import aliased

from db.engine import new_id
from db.models import Assignment, Contact, Extension, Item, Report, Review, Task, TaskLead, Unit
from db.prepared import Prepared
from db.sets import ForMany, among
from db.states import DESKS_TURN, OPEN

Rows = Select[*tuple[Any, ...]]  # what a named query selects; the dataclass it fills says the types


class Account(NamedTuple):
    """One assignment with what its item and unit say of it."""

    id: int
    plan_id: int
    item_id: int
    task_id: int
    unit_id: int
    code: str
    title: str
    unit: str
    measure: str
    op: str | None
    value: float | None
    counted: str
    starts: date
    state: str
    due: date
    internal_due: date
    first_due: date
    accept_by: date
    asked_on: date
    percent: float | None
    count: int  # type: ignore[assignment]  # a tuple's own `count` means nothing here
    numerator: float | None
    denominator: float | None
    note: str
    reported_on: date | None
    urged: int
    urged_on: date | None
    next_at: datetime | None
    accepted_at: datetime | None
    submitted_at: datetime | None
    done_at: datetime | None
    since: date | None = None
    steps: Sequence[Sequence[Any]] = ()


_ACCOUNT: Rows = (
    select(
        Assignment.id, Assignment.plan_id, Assignment.item_id, Item.task_id, Assignment.unit_id,
        Item.code, Item.title, Unit.name, Item.measure, Item.op, Item.value, Item.counted,
        func.coalesce(Assignment.since, Item.starts), Assignment.state, Assignment.due, Assignment.internal_due,
        Assignment.first_due, Assignment.accept_by,
        Assignment.asked_on, Assignment.percent, Assignment.count, Assignment.numerator, Assignment.denominator,
        Assignment.note, Assignment.reported_on, Assignment.urged, Assignment.urged_on, Assignment.next_at,
        Assignment.accepted_at, Assignment.submitted_at, Assignment.done_at, Assignment.since, Item.steps,
    )
    .join(Item, Item.id == Assignment.item_id)
    .join(Unit, Unit.id == Assignment.unit_id)
)  # fmt: skip
_IN_ORDER = (Assignment.plan_id.desc(), Item.position, Assignment.unit_id)


def _accounts(tx: Connection, query: Rows, **values: Any) -> list[Account]:
    return [Account(*row) for row in tx.execute(query, values)]


def _known(tx: Connection, query: Prepared, **values: Any) -> list[Account]:
    return [Account(*row) for row in query.rows(tx, **values)]


def account(tx: Connection, item_id: int, unit_id: int) -> Account | None:
    """What that unit owes under that item, cancelled or not."""
    found = _accounts(tx, _ACCOUNT.where(Assignment.item_id == item_id, Assignment.unit_id == unit_id))
    return found[0] if found else None


def accounts_of_unit(tx: Connection, unit_id: int) -> list[Account]:
    """Everything the unit has ever owed and was not cancelled, in the plan's order."""
    return _known(tx, _OF_UNIT, unit=unit_id)


_OF_UNIT = Prepared(
    _ACCOUNT.where(Assignment.unit_id == bindparam("unit"), Assignment.state != "cancelled").order_by(
        *_IN_ORDER
    )
)


def accounts_numbered(tx: Connection, unit_id: int, code: str) -> list[Account]:
    """What the unit owes or owed under that number: one account for each plan that uses it, the newest plan's first."""
    return _known(tx, _NUMBERED, unit=unit_id, number=code)


# By the item first: a unit owes dozens of items, but few items bear one number.
_NUMBERED = Prepared(
    _ACCOUNT.where(
        Assignment.unit_id == bindparam("unit"),
        Assignment.item_id.in_(select(Item.id).where(Item.code == bindparam("number"))),
    ).order_by(*_IN_ORDER)
)


def owing(tx: Connection, unit_id: int) -> dict[int, tuple[str, date]]:
    """Everything the unit owes or has done, by item: where it stands, and its day."""
    return {item_id: (state, due) for item_id, state, due in _OWING.rows(tx, unit=unit_id)}


_OWING = Prepared(
    select(Assignment.item_id, Assignment.state, Assignment.due).where(
        Assignment.unit_id == bindparam("unit"), Assignment.state != "cancelled"
    )
)


def accounts_of_plan(tx: Connection, plan_id: int) -> list[Account]:
    """Every unit's account under the plan that was not cancelled."""
    query = _ACCOUNT.where(Assignment.plan_id == plan_id, Assignment.state != "cancelled")
    return _accounts(tx, query.order_by(*_IN_ORDER))


def accounts_of_item(tx: Connection, item_id: int, *, cancelled: bool = False) -> list[Account]:
    """Every unit's account of the item, the cancelled ones too where asked for."""
    query = _ACCOUNT.where(Assignment.item_id == item_id)
    if not cancelled:
        query = query.where(Assignment.state != "cancelled")
    return _accounts(tx, query.order_by(*_IN_ORDER))


def accounts(tx: Connection, ids: Sequence[int]) -> list[Account]:
    return _known(tx, _BY_IDS, ids=ids)


_BY_IDS = Prepared(_ACCOUNT.where(among(Assignment.id, "ids")).order_by(*_IN_ORDER))


def accounts_in(
    tx: Connection, states: Sequence[str], *, led_by: int | None = None, due_before: date | None = None
) -> list[Account]:
    """Accounts in these states (of the tasks a unit leads; past due on that day), longest overdue first."""
    query = _ACCOUNT.where(Assignment.state.in_(states), *_led_by(led_by))
    if due_before is not None:
        query = query.where(Assignment.due < due_before)
    return _accounts(tx, query.order_by(Assignment.due, *_IN_ORDER))


def _led_by(unit_id: int | None) -> list[ColumnElement[bool]]:
    if unit_id is None:
        return []
    return [Item.task_id.in_(select(TaskLead.task_id).where(TaskLead.unit_id == unit_id))]


def led_tasks(tx: Connection) -> dict[int, set[int]]:
    """Which tasks each lead unit leads."""
    found: dict[int, set[int]] = {}
    for unit_id, task_id in tx.execute(select(TaskLead.unit_id, TaskLead.task_id)):
        found.setdefault(unit_id, set()).add(task_id)
    return found


def leads(tx: Connection, task_id: int, unit_id: int) -> bool:
    """Whether that unit leads the task."""
    query = select(TaskLead.task_id).where(TaskLead.task_id == task_id, TaskLead.unit_id == unit_id)
    return tx.scalar(query) is not None


def open_by_unit(tx: Connection) -> dict[int, int]:
    """How many open accounts each unit has."""
    query = (
        select(Assignment.unit_id, func.count())
        .where(Assignment.state.in_(OPEN))
        .group_by(Assignment.unit_id)
    )
    return {row[0]: row[1] for row in tx.execute(query)}


# ---------------------------------------------------------------- what may be owed


def anything_due(tx: Connection, now: datetime) -> bool:
    """One probe of the index, however many assignments there are."""
    return tx.scalar(_FIRST_DUE, {"now": now}) is not None


_FIRST_DUE = select(Assignment.id).where(Assignment.next_at <= bindparam("now")).limit(1)


def due_by(tx: Connection, now: datetime) -> list[tuple[int, int]]:
    """(unit, assignment) of everything whose next moment has come, unit by unit."""
    # Sorted here: asked for this order, SQLite walks every assignment by its unit instead of the due ones.
    return sorted((unit_id, assignment_id) for unit_id, assignment_id in tx.execute(_DUE, {"now": now}))


_DUE = select(Assignment.unit_id, Assignment.id).where(Assignment.next_at <= bindparam("now"))


def next_due(tx: Connection) -> datetime | None:
    # Said so, the partial index answers; without it every assignment is read.
    return tx.scalar(select(func.min(Assignment.next_at)).where(Assignment.next_at.is_not(None)))


def to_telephone(tx: Connection, today: date) -> list[Account]:
    """What was pushed today for the third time or more, and is still owed."""
    query = _ACCOUNT.where(
        Assignment.urged_on == today, Assignment.urged >= literal_column("3"), Assignment.state.in_(OPEN)
    )
    return _accounts(tx, query.order_by(*_IN_ORDER))


def set_next(tx: Connection, moments: Mapping[int, datetime | None]) -> None:
    """Afterwards each of these assignments comes up again at its moment (never, for None)."""
    _SET_NEXT.run(tx, [{"key": key, "moment": moment} for key, moment in moments.items()])


_SET_NEXT = ForMany(
    update(Assignment).where(Assignment.id == bindparam("key")).values(next_at=bindparam("moment")),
    {"key": "bigint", "moment": "timestamptz"},
    "UPDATE assignment SET next_at = moment FROM given WHERE id = key",
)


def set_urged(
    tx: Connection, pushes: Mapping[int, int], moments: Mapping[int, datetime | None], today: date
) -> None:
    """Afterwards these assignments carry that number of pushes, the last one today, and come up again at their moment."""
    rows = [
        {"key": key, "pushes": so_far, "day": today, "moment": moments[key]} for key, so_far in pushes.items()
    ]
    _SET_URGED.run(tx, rows)


# Both at once: a second change of a row in one transaction costs PostgreSQL more than the first.
_SET_URGED = ForMany(
    update(Assignment)
    .where(Assignment.id == bindparam("key"))
    .values(urged=bindparam("pushes"), urged_on=bindparam("day"), next_at=bindparam("moment")),
    {"key": "bigint", "pushes": "integer", "day": "date", "moment": "timestamptz"},
    "UPDATE assignment SET urged = pushes, urged_on = day, next_at = moment FROM given WHERE id = key",
)


# ---------------------------------------------------------------- changing it


AT_ONCE = 5000  # units in one statement; SQLite takes no more than some thirty thousand values


def open_accounts(tx: Connection, unit_ids: Sequence[int], values: Mapping[str, Any]) -> None:
    """Afterwards each of these units has one new account, alike in everything else: the database writes the rows itself."""
    columns = Assignment.__table__.columns
    alike = [bindparam(f"new_{name}", value, type_=columns[name].type) for name, value in values.items()]
    for first in range(0, len(unit_ids), AT_ONCE):
        units = (
            select(*alike, Unit.id).where(Unit.id.in_(unit_ids[first : first + AT_ONCE])).order_by(Unit.id)
        )
        tx.execute(insert(Assignment).from_select([*values, "unit_id"], units))


def change(tx: Connection, assignment_id: int, **values: Any) -> None:
    """Afterwards the assignment's columns have these values."""
    _change(tuple(values)).run(tx, key=assignment_id, **{f"new_{n}": v for n, v in values.items()})


@lru_cache(maxsize=64)
def _change(names: tuple[str, ...]) -> Prepared:
    """The statement that sets these columns; the same few sets come again and again."""
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return Prepared(update(Assignment).where(Assignment.id == bindparam("key")).values(values))


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as it was made. before: the assignment's changed columns as they were, JSON-able."""

    id: int
    assignment_id: int
    contact_id: int
    contact: str
    kind: str
    happened_on: date
    reported_at: datetime
    percent: float | None
    count: int | None
    numerator: float | None
    denominator: float | None
    text: str
    before: dict[str, Any]
    withdrawn_at: datetime | None


_REPORT: Rows = select(
    Report.id, Report.assignment_id, Report.contact_id, Contact.title, Report.kind, Report.happened_on,
    Report.reported_at, Report.percent, Report.count, Report.numerator, Report.denominator, Report.text,
    Report.before, Report.withdrawn_at,
).join(Contact, Contact.id == Report.contact_id)  # fmt: skip


def add_report(tx: Connection, values: Mapping[str, Any]) -> int:
    return _add_report(tuple(values)).key(tx, **values)


@lru_cache(maxsize=64)
def _add_report(_names: tuple[str, ...]) -> Prepared:
    """One for each set of columns given; the others stay empty."""
    return Prepared(insert(Report))


def reports(tx: Connection, assignment_id: int) -> list[ReportRow]:
    """Everything reported and not taken back, oldest first."""
    return [ReportRow(*row) for row in _REPORTS.rows(tx, account=assignment_id)]


_REPORTS = Prepared(
    _REPORT.where(Report.assignment_id == bindparam("account"), Report.withdrawn_at.is_(None)).order_by(
        Report.id
    )
)


class Earlier(NamedTuple):
    """Whose report it was, of what kind, and when it was made."""

    contact_id: int
    contact: str
    kind: str
    reported_at: datetime


def report_before(tx: Connection, contact_id: int, code: str, now: datetime) -> Earlier | None:
    """What stands just before the report that seat has made now, as its last, on its item of that number."""
    row = _BEFORE_LAST.first(tx, seat=contact_id, number=code, now=now)
    return Earlier(*row) if row else None


_Own = aliased(Report)
_NEWEST_OF_SEAT = (
    select(func.max(Report.id))
    .where(Report.contact_id == bindparam("seat"))
    .correlate(None)
    .scalar_subquery()
)
_BEFORE_LAST = Prepared(
    _REPORT.with_only_columns(Report.contact_id, Contact.title, Report.kind, Report.reported_at)
    .join(_Own, _Own.assignment_id == Report.assignment_id)
    .join(Assignment, Assignment.id == _Own.assignment_id)
    .join(Item, Item.id == Assignment.item_id)
    .where(
        _Own.id == _NEWEST_OF_SEAT,
        _Own.reported_at == bindparam("now"),
        _Own.withdrawn_at.is_(None),
        Item.code == bindparam("number"),
        Report.id < _Own.id,
        Report.withdrawn_at.is_(None),
    )
    .order_by(Report.id.desc())
    .limit(1)
)


def last_report(
    tx: Connection, *, contact_id: int | None = None, assignment_id: int | None = None
) -> ReportRow | None:
    """The latest report not taken back, of that seat and/or assignment."""
    given = {"seat": contact_id, "account": assignment_id}
    given = {name: value for name, value in given.items() if value is not None}
    row = _last_report(tuple(given)).first(tx, **given)
    return ReportRow(*row) if row else None


@lru_cache
def _last_report(asked: tuple[str, ...]) -> Prepared:
    columns = {"seat": Report.contact_id, "account": Report.assignment_id}
    of = [columns[name] == bindparam(name) for name in asked]
    return Prepared(_REPORT.where(Report.withdrawn_at.is_(None), *of).order_by(Report.id.desc()).limit(1))


def keep_with_last_report(tx: Connection, assignment_id: int, facts: Mapping[str, Any]) -> None:
    """Afterwards these facts stand beside what the last report of that assignment changed."""
    last = last_report(tx, assignment_id=assignment_id)
    if last is not None:
        _KEEP_BESIDE.run(tx, key=last.id, facts={**last.before, **facts})


_KEEP_BESIDE = Prepared(update(Report).where(Report.id == bindparam("key")).values(before=bindparam("facts")))


def withdraw_report(tx: Connection, report_id: int, now: datetime) -> None:
    tx.execute(update(Report).where(Report.id == report_id).values(withdrawn_at=now))


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A ruling: approve, return, grant or refuse. before: the changed columns as they were, JSON-able."""

    id: int
    assignment_id: int
    contact_id: int
    contact: str
    verdict: str
    reason: str
    at: datetime
    report_id: int | None
    before: dict[str, Any]


_REVIEW: Rows = (
    select(
        Review.id, Review.assignment_id, Review.contact_id, Contact.title, Review.verdict, Review.reason, Review.at,
        Review.report_id, Review.before,
    )
    .join(Contact, Contact.id == Review.contact_id)
    .where(Review.withdrawn_at.is_(None))
)  # fmt: skip


def add_review(tx: Connection, values: Mapping[str, Any]) -> None:
    tx.execute(insert(Review), dict(values))


def reviews(tx: Connection, assignment_id: int) -> list[ReviewRow]:
    """Every ruling that stands, oldest first."""
    return [ReviewRow(*row) for row in _REVIEWS.rows(tx, account=assignment_id)]


_REVIEWS = Prepared(_REVIEW.where(Review.assignment_id == bindparam("account")).order_by(Review.id))


def last_review(tx: Connection, contact_id: int, item_id: int | None = None) -> ReviewRow | None:
    """The seat's latest ruling that stands (on that item)."""
    query = _REVIEW.where(Review.contact_id == contact_id)
    if item_id is not None:
        query = query.join(Assignment, Assignment.id == Review.assignment_id).where(
            Assignment.item_id == item_id
        )
    row = tx.execute(query.order_by(Review.id.desc()).limit(1)).first()
    return ReviewRow(*row) if row else None


def withdraw_review(tx: Connection, review_id: int, now: datetime) -> None:
    tx.execute(update(Review).where(Review.id == review_id).values(withdrawn_at=now))


def reopen_extension(tx: Connection, assignment_id: int) -> None:
    """Afterwards the last request waits for its ruling again."""
    last = select(func.max(Extension.id)).where(Extension.assignment_id == assignment_id).scalar_subquery()
    tx.execute(
        update(Extension)
        .where(Extension.id == last)
        .values(verdict=None, granted=None, ruled_by=None, ruled_at=None, ruling="")
    )


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    id: int
    assignment_id: int
    asked_at: datetime
    wanted: date
    reason: str
    state_before: str


def ask_extension(
    tx: Connection,
    *,
    assignment_id: int,
    contact_id: int,
    wanted: date,
    reason: str,
    state_before: str,
    now: datetime,
) -> int:
    values = {
        "assignment_id": assignment_id, "contact_id": contact_id, "asked_at": now, "wanted": wanted,
        "reason": reason, "state_before": state_before,
    }  # fmt: skip
    return new_id(tx.execute(insert(Extension), values))


def open_extension(tx: Connection, assignment_id: int) -> ExtensionRow | None:
    """The request not yet ruled on."""
    row = tx.execute(
        select(
            Extension.id, Extension.assignment_id, Extension.asked_at, Extension.wanted, Extension.reason,
            Extension.state_before,
        )
        .where(Extension.assignment_id == assignment_id, Extension.verdict.is_(None))
        .order_by(Extension.id.desc())
        .limit(1)
    ).first()  # fmt: skip
    return ExtensionRow(*row) if row else None


def rule_extension(
    tx: Connection,
    extension_id: int,
    *,
    verdict: str,
    granted: date | None,
    by: int,
    ruling: str,
    now: datetime,
) -> None:
    """verdict: grant, refuse, or withdraw (by the unit itself)."""
    tx.execute(
        update(Extension)
        .where(Extension.id == extension_id)
        .values(verdict=verdict, granted=granted, ruled_by=by, ruled_at=now, ruling=ruling)
    )


# ---------------------------------------------------------------- where everything stands


@dataclass(frozen=True, slots=True)
class Place:
    """One account as the desk lists it."""

    item_id: int
    task_id: int
    code: str
    title: str
    unit: str
    state: str
    due: date
    internal_due: date
    accept_by: date


def places(tx: Connection, today: date, near_until: date, *, led_by: int | None = None) -> list[Place]:
    """The accounts a digest names: overdue, near, not taken on in time, or waiting for the desk; earliest due first."""
    owes = Assignment.state.in_(OPEN)
    late_to_accept = (Assignment.state == "assigned") & (Assignment.accept_by < today)
    query: Rows = (
        select(
            Item.id, Item.task_id, Item.code, Item.title, Unit.name, Assignment.state, Assignment.due, Assignment.internal_due,
            Assignment.accept_by,
        )
        .join(Item, Item.id == Assignment.item_id)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(
            Assignment.state.in_(DESKS_TURN) | (owes & (Assignment.due <= near_until)) | late_to_accept,
        )
        .order_by(Assignment.due, *_IN_ORDER)
    )  # fmt: skip
    return [Place(*row) for row in tx.execute(query)]


@dataclass(frozen=True, slots=True)
class ItemTally:
    """One item: how many of its units are where. near: open and due within the days asked for."""

    item_id: int
    task_id: int
    code: str
    title: str
    due: date
    total: int
    done: int
    pending: int
    overdue: int
    near: int
    plan_id: int = 0


def tally(tx: Connection, today: date, near_until: date) -> list[ItemTally]:
    """Every item with its units counted by what they mean today. The four kinds are disjoint; the rest is on time."""
    owes = Assignment.state.in_(OPEN)
    query: Rows = (
        select(
            Item.id, Item.task_id, Item.code, Item.title, func.min(Assignment.due), func.count(),
            _count(Assignment.state.in_(("done", "closed"))), _count(Assignment.state == "submitted"),
            _count(owes & (Assignment.due < today)),
            _count(owes & (Assignment.due >= today) & (Assignment.due <= near_until)), Item.plan_id,
        )
        .join(Item, Item.id == Assignment.item_id)
        .where(Assignment.state != "cancelled")
        .group_by(Item.id, Item.task_id, Item.code, Item.title, Item.plan_id, Item.position)
        .order_by(Item.plan_id.desc(), Item.position)
    )  # fmt: skip
    return [ItemTally(*row) for row in tx.execute(query)]


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, literal_column("1")), else_=literal_column("0")))


def done_of(tx: Connection, item_id: int) -> tuple[int, int]:
    """(done, total) of the item's units."""
    done, total = _DONE_OF.one(tx, item=item_id)
    return int(done or 0), total


_DONE_OF = Prepared(
    select(_count(Assignment.state.in_(("done", "closed"))), func.count()).where(
        Assignment.item_id == bindparam("item"), Assignment.state != "cancelled"
    )
)


def task_of_item(tx: Connection, item_id: int) -> tuple[str, str]:
    """The task's number and title."""
    no, title = _TASK_OF_ITEM.one(tx, item=item_id)
    return no, title


_TASK_OF_ITEM = Prepared(
    select(Task.no, Task.title).join(Item, Item.task_id == Task.id).where(Item.id == bindparam("item"))
)
