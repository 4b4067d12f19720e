"""Plans, tasks, items and units as they were loaded: rows in, rows out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, update

from db.engine import new_id
from db.models import Contact, Item, Plan, Task, TaskLead, Unit, UnitGroup
from db.prepared import Prepared
from db.remembered import forget, remembered


@dataclass(frozen=True, slots=True)
class PlanRow:
    id: int
    key: str
    title: str
    number: str
    issued: date
    period_start: date
    period_end: date
    notice: str
    roster: dict[str, Any]
    superior: str = ""


@dataclass(frozen=True, slots=True)
class TaskRow:
    id: int
    no: str
    title: str
    leads: tuple[str, ...]
    responsible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with the plan and the task it belongs to."""

    id: int
    plan_id: int
    task_id: int
    code: str
    title: str
    measure: str
    op: str | None
    value: float | None
    counted: str
    phrase: str | None
    starts: date
    due: date
    internal_due: date
    rule: str
    leads: tuple[str, ...]
    responsible: tuple[str, ...]
    sentence: str
    source_start: int | None
    source_end: int | None
    aliases: tuple[str, ...]
    needed: int | None
    cancelled_at: datetime | None
    steps: tuple[tuple[str, int], ...] = ()
    superior: str | None = None


def plans(tx: Connection) -> list[PlanRow]:
    """Every plan, the one loaded last first."""
    return [PlanRow(*row) for row in tx.execute(_PLANS)]


_PLAN: Select[*tuple[Any, ...]] = select(
    Plan.id, Plan.key, Plan.title, Plan.number, Plan.issued, Plan.period_start, Plan.period_end, Plan.notice,
    Plan.roster, Plan.superior,
)  # fmt: skip
_PLANS = _PLAN.order_by(Plan.id.desc())


def name(tx: Connection, plan_id: int) -> tuple[str, str]:
    """The notice's title and number, without its text."""
    title, number = _NAME.one(tx, plan=plan_id)
    return title, number


_NAME = Prepared(select(Plan.title, Plan.number).where(Plan.id == bindparam("plan")))


def edition(tx: Connection) -> tuple[object, ...]:
    """Changes whenever any plan is loaded or changed, in any database."""
    return remembered(tx, "edition", _edition)


def _edition(tx: Connection) -> tuple[object, ...]:
    return (str(tx.engine.url), *map(tuple, _EDITION.rows(tx)))


_EDITION = Prepared(select(Plan.id, Plan.loaded_at).order_by(Plan.id))


def tasks(tx: Connection, plan_id: int) -> list[TaskRow]:
    rows = tx.execute(
        select(Task.id, Task.no, Task.title, Task.leads, Task.responsible)
        .where(Task.plan_id == plan_id)
        .order_by(Task.position)
    )
    return [TaskRow(r.id, r.no, r.title, tuple(r.leads), tuple(r.responsible)) for r in rows]


_ITEM = select(
    Item.id, Item.plan_id, Item.task_id, Item.code, Item.title, Item.measure, Item.op, Item.value, Item.counted,
    Item.phrase, Item.starts, Item.due, Item.internal_due, Item.rule, Item.leads, Item.responsible, Item.sentence,
    Item.source_start, Item.source_end, Item.aliases, Item.needed, Item.cancelled_at, Item.steps,
    Item.superior,
)  # fmt: skip


def item(tx: Connection, item_id: int) -> ItemRow:
    return _item(_ITEM_BY_ID.one(tx, key=item_id))


_ITEM_BY_ID = Prepared(_ITEM.where(Item.id == bindparam("key")))


def items(tx: Connection, plan_id: int | None = None) -> list[ItemRow]:
    """The items of one plan, or of all, in the plan's own order, those cancelled left out."""
    query = _ITEM.where(Item.cancelled_at.is_(None)).order_by(Item.plan_id.desc(), Item.position)
    if plan_id is not None:
        query = query.where(Item.plan_id == plan_id)
    return [_item(row) for row in tx.execute(query)]


def _item(row: Sequence[Any]) -> ItemRow:
    """JSON knows only lists; what leaves here is never changed."""
    return ItemRow(*(_frozen(value) for value in row))


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def groups(tx: Connection) -> list[tuple[str, tuple[str, ...]]]:
    rows = tx.execute(select(UnitGroup.name, UnitGroup.members).order_by(UnitGroup.id))
    return [(row.name, tuple(row.members)) for row in rows]


# ---------------------------------------------------------------- writing


def save_plan(tx: Connection, values: Mapping[str, Any]) -> int:
    """Afterwards the plan of that key has these values; its id."""
    forget(tx)
    known = tx.scalar(select(Plan.id).where(Plan.key == values["key"]))
    if known is None:
        return new_id(tx.execute(insert(Plan), dict(values)))
    tx.execute(update(Plan).where(Plan.id == known).values(**values))
    return known


def save_task(tx: Connection, values: Mapping[str, Any], lead_ids: Sequence[int]) -> int:
    """Afterwards the task of that number has these values and exactly these lead units; its id."""
    known = tx.scalar(select(Task.id).where(Task.plan_id == values["plan_id"], Task.no == values["no"]))
    if known is None:
        known = new_id(tx.execute(insert(Task), dict(values)))
    else:
        tx.execute(update(Task).where(Task.id == known).values(**values))
        tx.execute(delete(TaskLead).where(TaskLead.task_id == known))
    for unit_id in dict.fromkeys(lead_ids):
        tx.execute(insert(TaskLead), {"task_id": known, "unit_id": unit_id})
    return known


def save_item(tx: Connection, values: Mapping[str, Any]) -> int:
    """Afterwards the item of that number has these values and is not cancelled; its id."""
    known = tx.scalar(select(Item.id).where(Item.plan_id == values["plan_id"], Item.code == values["code"]))
    if known is None:
        return new_id(tx.execute(insert(Item), dict(values)))
    tx.execute(update(Item).where(Item.id == known).values(cancelled_at=None, **values))
    return known


def cancel_item(tx: Connection, item_id: int, now: datetime) -> None:
    """Afterwards nobody is asked about it; everything reported stays."""
    tx.execute(update(Item).where(Item.id == item_id).values(cancelled_at=now))


def save_unit(tx: Connection, name: str, also: Sequence[str]) -> int:
    known = tx.scalar(select(Unit.id).where(Unit.name == name))
    if known is None:
        return new_id(tx.execute(insert(Unit), {"name": name, "also": list(also)}))
    tx.execute(update(Unit).where(Unit.id == known).values(also=list(also)))
    return known


def save_group(tx: Connection, name: str, members: Sequence[str]) -> None:
    if not tx.execute(update(UnitGroup).where(UnitGroup.name == name).values(members=list(members))).rowcount:
        tx.execute(insert(UnitGroup), {"name": name, "members": list(members)})


def save_seat(tx: Connection, title: str, unit_id: int, role: str) -> tuple[int, bool]:
    """Afterwards the seat is in office with that unit and role; its id, and whether it is new."""
    known = tx.scalar(select(Contact.id).where(Contact.title == title))
    if known is None:
        return new_id(tx.execute(insert(Contact), {"title": title, "unit_id": unit_id, "role": role})), True
    tx.execute(update(Contact).where(Contact.id == known).values(unit_id=unit_id, role=role, ended_at=None))
    return known, False


def end_seat(tx: Connection, title: str, now: datetime) -> None:
    """Afterwards the seat hears nothing more; what it said stays."""
    tx.execute(update(Contact).where(Contact.title == title).values(ended_at=now))
