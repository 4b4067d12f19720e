"""The table of permissions, played out: every role, every command, on an own and on another's account, open and closed.

What may happen is written here by hand, apart from the code; what did happen is read from the
tables. Each cell acts on the same office, in a transaction that is undone.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.commands import Command, Done
from bot.handlers import handle
from bot.office import open_office
from bot.permissions import MAY, PLANNING, REPORTING, RULING, SETTING
from bot.turn import Turn
from db import post
from db.engine import writing
from db.models import Base
from messages.catalogue import Message, NotAllowed, NotYours
from tests.conftest import copied
from tests.small_plan import ADMIN, COORDINATOR, JUSTICE, JUSTICE_CONTACT, LEADER, LONGHUA, ZONE, SmallOffice
from tests.test_permissions import BY_INTENT

ROLES = {"contact": LONGHUA, "leader": LEADER, "lead": JUSTICE, "coordinator": COORDINATOR, "admin": ADMIN}
# For a unit's own seats: an item it owes, and one it does not. For a lead: one under its task, and one under another's.
OWN, OTHERS = "3.1", "3.3"
LED, LED_BY_ANOTHER = "3.1", "8.1"
UNIT = {"3.3": "市水务局"}
CLOSED = "closed"
# What acting may touch beside the account itself: one's own quiet, and what follows from the words.
KEPT_APART = {"inbox", "outbox", "history", "snooze", "absence", "sign_in", "subscription", "alembic_version"}


class Undo(Exception):
    """The cell is over."""


@dataclass(frozen=True)
class Cell:
    role: str
    intent: str
    own: bool
    is_open: bool

    @property
    def code(self) -> str:
        if self.role == "lead":
            return LED if self.own else LED_BY_ANOTHER
        return OWN if self.own else OTHERS

    @property
    def unit(self) -> str:
        return UNIT.get(self.code, "龙华区政府")

    def __str__(self) -> str:
        return f"{self.role}-{self.intent}-{'own' if self.own else 'others'}-{'open' if self.is_open else 'closed'}"


def cells() -> Iterator[Cell]:
    for role in ROLES:
        for intent in sorted(BY_INTENT):
            for own in (True, False):
                for is_open in (True, False):
                    yield Cell(role, intent, own, is_open)


def may_change_accounts(cell: Cell) -> bool:
    """The house's promise, in one place: a unit reports on its own, the desk rules, nobody else touches an account."""
    if cell.intent not in MAY[cell.role]:
        return False
    if cell.role in ("contact", "leader"):
        return cell.own and cell.intent in REPORTING
    if cell.role == "lead":
        return cell.own and cell.intent in RULING | {"withdraw", "correct"}
    if cell.role == "coordinator":
        return cell.intent in RULING | PLANNING | {"withdraw", "correct"}
    return cell.intent in SETTING | PLANNING  # an admin's settings move dates, never states


def tables(tx: Connection) -> dict[str, list[tuple[Any, ...]]]:
    return {
        name: [tuple(row) for row in tx.execute(select(table).order_by(*table.primary_key))]
        for name, table in Base.metadata.tables.items()
        if name not in KEPT_APART
    }


def rows_of(found: dict[str, list[tuple[Any, ...]]]) -> dict[int, tuple[Any, ...]]:
    return {row[0]: row for row in found["assignment"]}


@pytest.fixture(scope="module")
def busy(_small_template: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallOffice]:
    """One office for every cell: each account reported on once, so that there is something to rule on and to take back."""
    address = copied(_small_template, tmp_path_factory.mktemp("who") / "who.db")
    small = SmallOffice(open_office(address, ZONE))
    small.says(LONGHUA, "完成 3.1 已公布")
    small.says("市水务局联系人", "完成 3.3 已清理")
    small.says(LONGHUA, "指标 8.1 7/12")
    yield small
    small.close()


def about(command: Any, **fields: str) -> Command:
    """The same command, of that item and unit."""
    changed: Command = replace(command, **fields)
    return changed


def played(small: SmallOffice, cell: Cell) -> tuple[tuple[Message, ...], Any, Any]:
    """The answers, and the tables before and after."""
    seat = small.seat(ROLES[cell.role])
    command = BY_INTENT[cell.intent]
    if hasattr(command, "item") and getattr(command, "item", None):
        command = about(command, item=cell.code)
    if cell.intent in RULING:
        command = about(command, unit=cell.unit)
    out: list[Any] = []
    key = small.account(cell.code, cell.unit).id
    with suppress(Undo), writing(small.office.engine) as tx:
        if not cell.is_open:
            table = Base.metadata.tables["assignment"]
            tx.execute(table.update().where(table.c.id == key).values(state=CLOSED, next_at=None))
        before = tables(tx)
        inbox_id = post.note(
            tx, channel="web", update_id=f"cell-{cell}", address=str(seat.id), contact_id=seat.id, text="",
            pressed=None, outcome=cell.intent, now=small.now,
        )  # fmt: skip
        assert inbox_id is not None
        answers = handle((command,), Turn(tx, small.office.rules(tx), seat, inbox_id, "", small.now))
        out += [answers, before, tables(tx)]
        raise Undo
    return out[0], out[1], out[2]


@pytest.mark.parametrize("cell", list(cells()), ids=str)
def test_nothing_changes_where_it_may_not(busy: SmallOffice, cell: Cell) -> None:
    answers, before, after = played(busy, cell)
    if not may_change_accounts(cell):
        assert after == before
    if cell.intent not in MAY[cell.role]:
        assert all(isinstance(answer, NotAllowed) for answer in answers)
    # Whatever it may change, it changes no other unit's account, and no lead's but those of its tasks.
    touched = {key for key, row in rows_of(after).items() if row != rows_of(before)[key]}
    if cell.role != "admin" and cell.intent not in PLANNING:
        assert touched <= {busy.account(cell.code, cell.unit).id}
    state = list(Base.metadata.tables["assignment"].columns.keys()).index("state")
    if cell.role == "admin":
        assert [row[state] for row in before["assignment"]] == [row[state] for row in after["assignment"]]


@pytest.mark.parametrize("intent", sorted(REPORTING))
@pytest.mark.parametrize("role", ["contact", "leader"])
def test_another_units_account_is_refused_by_its_owners_name(
    busy: SmallOffice, role: str, intent: str
) -> None:
    answers, _, _ = played(busy, Cell(role, intent, own=False, is_open=True))
    assert any(isinstance(answer, NotYours) and "市水务局" in answer.owners for answer in answers) or intent in (
        "withdraw", "correct", "count", "figure",
    )  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_a_closed_account_is_reported_on_by_nobody(busy: SmallOffice, role: str) -> None:
    key = list(Base.metadata.tables["assignment"].columns.keys()).index("state")
    for intent in REPORTING - {"withdraw", "correct", "evidence"}:
        _, before, after = played(busy, Cell(role, intent, own=True, is_open=False))
        assert [row[key] for row in before["assignment"]] == [row[key] for row in after["assignment"]], intent


def test_the_cells_are_all_there() -> None:
    assert len(list(cells())) == len(MAY) * len(BY_INTENT) * 4


@pytest.mark.parametrize("intent", sorted(RULING))
def test_a_lead_does_not_rule_on_its_own_units_report(small: SmallOffice, intent: str) -> None:
    small.act(JUSTICE_CONTACT, Done("3.2"))
    before = small.row("3.2", "市司法局")
    small.act(JUSTICE, about(BY_INTENT[intent], item="3.2", unit="市司法局"))
    assert small.row("3.2", "市司法局") == before
