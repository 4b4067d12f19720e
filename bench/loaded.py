"""An office loaded in bulk, for the measurements: as many assignments as wanted, a known share of them due.

The shape is the real notice's: its 34 items, their measures, titles and tasks; one assignment
for every item and unit, so units = assignments / 34. Every unit has a contact and every third a leader,
each bound to a web account. Rows lie as a loaded plan leaves them, item after item, so that a unit's
own rows are scattered.

It is 2021-12-28, 09:07 in Shanghai, a working Tuesday. A unit that must hear something has
DUE_A_SEAT due assignments, the mean of the demonstration's half-year when nobody reports (most items share
one due day): ten on the third working day before the year's end, two past due on their first push;
in every fourth such unit on the second (the leader hears as well), in every twelfth on the third (the
desk gets a list for the telephone). A quarter of all assignments has not been signed for. All other assignments are
open too and fall due on working days of 2022; when each is next spoken of is `schedules.owed`'s word.
Three of the last unit's were owed on the morning before, so that a measurement can let yesterday's round happen first.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from db.engine import open_database
from db.schema import migrate
from schedules.owed import Obligation, next_day, owed
from schedules.plan import Item
from schedules.planfile import read_plan
from schedules.policy import Policy

Put = Callable[[str, Iterable[dict[str, Any]]], None]
PLAN = Path(__file__).parent.parent / "plans" / "haikou-2021h2.yaml"
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2021, 12, 28, 9, 7, tzinfo=ZONE)
TODAY = NOW.date()
YESTERDAY = NOW - timedelta(days=1)
ISSUED, ACCEPT_BY, YEAR_END = date(2021, 8, 9), date(2021, 8, 12), date(2021, 12, 31)
DUE_A_SEAT = 12
LATE = 2  # of them past due
PUSHED_AFTER = (1, 3, 7)  # working days
NOTE = "已印发工作方案，正在征求意见。"
POLICY = Policy(ZONE)
CALENDAR = POLICY.calendar


@dataclass(frozen=True, slots=True)
class Mix:
    """How many assignments there are, how many of them are due now, and how many due ones one seat has."""

    assignments: int
    due: int
    a_seat: int = DUE_A_SEAT


def build(path: Path, mix: Mix, *, letters: int = 0, opened: bool = True) -> None:
    """Afterwards the file holds such an office, with so many letters already sent; not opened: no assignment yet."""
    engine = open_database(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    with sqlite3.connect(path) as tx:
        tx.execute("PRAGMA synchronous = OFF")
        units = put_frame(partial(_many, tx), mix)
        if opened:
            _many(tx, "assignment", assignments(mix, units))
        _many(tx, "outbox", _letters(units, letters))
    tx.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    tx.close()


def moment(at: datetime) -> str:
    """A moment as the tables hold it."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


@cache
def items() -> tuple[Item, ...]:
    """The real notice's items."""
    return read_plan(PLAN).items


def new_accounts(count: int, next_at: datetime) -> list[tuple[list[int], dict[str, Any]]]:
    """New assignments, item after item, as `db.account.open_accounts` takes them: the units, and what they share."""
    units = -(-count // len(items()))
    left = count
    found = []
    for item_id in range(1, len(items()) + 1):
        alike = {
            "plan_id": 1, "item_id": item_id, "state": "accepted", "due": YEAR_END, "internal_due": YEAR_END,
            "first_due": YEAR_END, "accept_by": ACCEPT_BY, "asked_on": ISSUED, "count": 0, "note": "", "urged": 0,
            "next_at": next_at,
        }  # fmt: skip
        found.append((list(range(1, min(units, left) + 1)), alike))
        left -= min(units, left)
    return found


# ---------------------------------------------------------------- the frame


def put_frame(put: Put, mix: Mix) -> int:
    """The plan, its tasks and items, the units and their seats; return how many units."""
    plan = read_plan(PLAN)
    units = -(-mix.assignments // len(plan.items))
    at = moment(NOW - timedelta(days=140))
    put("plan", [{
        "id": 1, "key": plan.key, "title": plan.title, "number": plan.number, "issued": str(plan.issued),
        "period_start": str(plan.period[0]), "period_end": str(plan.period[1]), "notice": plan.notice, "roster": "{}",
        "loaded_at": at,
    }])  # fmt: skip
    put("unit", ({"id": n, "name": f"第{n}责任单位办公室", "also": "[]"} for n in range(1, units + 1)))
    task_ids = {task.no: n for n, task in enumerate(plan.tasks, 1)}
    put("task", (
        {"id": task_ids[task.no], "plan_id": 1, "no": task.no, "position": task_ids[task.no], "title": task.title,
         "leads": "[]", "responsible": "[]"}
        for task in plan.tasks
    ))  # fmt: skip
    put("item", (_item(n, item, task_ids[item.task]) for n, item in enumerate(plan.items, 1)))
    put("contact", _seats(units))
    put("account", (
        {"contact_id": seat["id"], "channel": "web", "address": str(seat["id"]), "bound_at": at}
        for seat in _seats(units)
    ))  # fmt: skip
    put("task_lead", ({"task_id": n, "unit_id": n % units + 1} for n in task_ids.values()))
    desk = [seat for seat in _seats(units) if seat["role"] in ("lead", "coordinator")]
    put("subscription", (
        {"contact_id": seat["id"], "period": "day", "next_at": moment(POLICY.next_digest("day", NOW)), "said": ""}
        for seat in desk
    ))  # fmt: skip
    return units


def _item(n: int, item: Item, task_id: int) -> dict[str, Any]:
    return {
        "id": n, "plan_id": 1, "task_id": task_id, "code": item.code, "position": n, "title": item.title,
        "measure": item.measure, "op": item.target.op if item.target else None,
        "value": item.target.value if item.target else None, "counted": item.target.unit if item.target else "",
        "phrase": item.phrase, "starts": _starts(item), "due": str(item.due), "internal_due": str(item.internal_due),
        "rule": item.rule, "leads": "[]", "responsible": "[]", "sentence": item.sentence, "aliases": "[]",
    }  # fmt: skip


def _starts(item: Item) -> str:
    return "2021-01-01" if "年" in (item.phrase or "") else "2021-07-01"


def _seats(units: int) -> Iterator[dict[str, Any]]:
    for n in range(1, units + 1):
        yield {"id": n, "unit_id": n, "title": f"第{n}责任单位联系人", "role": "contact"}
    for n in range(1, units + 1, 3):
        yield {"id": units + n, "unit_id": n, "title": f"第{n}责任单位负责人", "role": "leader"}
    for n in range(1, 12):
        yield {"id": 2 * units + n, "unit_id": n % units + 1, "title": f"第{n}牵头席", "role": "lead"}
    yield {"id": 2 * units + 12, "unit_id": 1, "title": "依法治市办协调员", "role": "coordinator"}


# ---------------------------------------------------------------- the account


def assignments(mix: Mix, units: int) -> Iterator[dict[str, Any]]:
    hears = _who_hears(mix, units)
    at_rest = _days_of_next_year()
    for position, item in enumerate(items()):
        for unit in range(1, units + 1):
            n = position * units + unit
            if n > mix.assignments:
                return
            state = "assigned" if (n * 7) % 4 == 0 else "accepted"
            if position < hears.get(unit, 0):
                due, urged = _due_now(position, mix.a_seat, unit)
                next_at = moment(POLICY.morning_of(TODAY))
            elif mix.due and unit == units and position < len(PUSHED_AFTER):
                due, urged = CALENDAR.add(YESTERDAY.date(), -PUSHED_AFTER[position]), position
                next_at = moment(YESTERDAY)
            else:
                due, urged = at_rest[(n * 7919) % len(at_rest)], 0
                next_at = _later(state, item, due)
            yield {
                "plan_id": 1, "item_id": position + 1, "unit_id": unit, "state": state, "due": str(due),
                "internal_due": str(due), "first_due": str(due), "accept_by": str(ACCEPT_BY), "asked_on": str(ISSUED),
                "count": 0, "note": NOTE if n % 2 else "", "urged": urged, "next_at": next_at,
            }  # fmt: skip


def _who_hears(mix: Mix, units: int) -> dict[int, int]:
    """How many of each unit's assignments are due: full hands, spread evenly over all units."""
    hands = [min(mix.a_seat, mix.due - n) for n in range(0, mix.due, mix.a_seat)]
    step = max(units // max(len(hands), 1), 1)
    return {1 + n * step: hand for n, hand in enumerate(hands)}


def _due_now(position: int, a_seat: int, unit: int) -> tuple[date, int]:
    """The due day that puts this one on a rung this morning, and how often it was pushed before."""
    if position < a_seat - min(LATE, a_seat - 1):
        return _checked(YEAR_END, "near"), 0
    pushes = 2 if unit % 12 == 0 else 1 if unit % 4 == 0 else 0
    return _checked(CALENDAR.add(TODAY, -PUSHED_AFTER[pushes]), "overdue"), pushes


@cache
def _checked(due: date, kind: str) -> date:
    found = owed(_obligation("accepted", "deliver", date(2021, 7, 1), due), TODAY, POLICY.ladder, CALENDAR)
    assert found is not None, due
    assert found.kind == kind, found
    return due


@cache
def _later(state: str, item: Item, due: date) -> str:
    obligation = _obligation(state, item.measure, date.fromisoformat(_starts(item)), due)
    day = next_day(obligation, TODAY, POLICY.ladder, CALENDAR)
    assert day is not None, due
    return moment(POLICY.morning_of(day))


def _obligation(state: str, measure: str, starts: date, due: date) -> Obligation:
    return Obligation(
        state=state, measure=measure, due=due, internal_due=due, accept_by=ACCEPT_BY, asked_on=ISSUED, starts=starts
    )  # fmt: skip


def _days_of_next_year() -> list[date]:
    days = (date(2022, 1, 20) + timedelta(days=n) for n in range(340))
    return [day for day in days if CALENDAR.is_workday(day)]


def _letters(units: int, count: int) -> Iterator[dict[str, Any]]:
    """Letters of the past months, sent: about as long as a real morning's."""
    at = moment(NOW - timedelta(days=30))
    parts = json.dumps(["【督办提醒】今日需办12项：" + "进展已开展工作和下步安排。" * 30])
    for n in range(count):
        yield {
            "contact_id": n % units + 1, "channel": "web", "address": str(n % units + 1), "kind": "morning",
            "parts": parts, "buttons": "[]", "about": '["3.1"]', "priority": 1, "created_at": at, "not_before": at,
            "state": "sent", "sent_at": at, "reason": "", "attempts": 1,
        }  # fmt: skip


def _many(tx: sqlite3.Connection, table: str, rows: Any) -> None:
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    names = ", ".join(f'"{name}"' for name in first)
    marks = ", ".join(f":{name}" for name in first)
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"
    tx.execute(statement, first)
    tx.executemany(statement, rows)
