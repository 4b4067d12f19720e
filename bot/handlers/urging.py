"""催办: numbered pushes that climb from the contact to the unit's leader to the desk's telephone."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection

from bot.turn import Turn
from db import account as ledger
from db import people
from db.account import Account
from db.people import Seat
from messages.catalogue import ItemLine, Message, PhoneList, Urged, UrgeReceipt
from messages.words import day_short

TO_LEADER, TO_TELEPHONE = 2, 3
ANSWER_WITHIN = 3  # working days
MOST_NAMED = 3

WHY_SPARED = {
    "submitted": "已报办结，待审核",
    "extension": "延期待批",
    "misassigned": "改派待答复",
    "done": "已办结",
    "closed": "已销号",
    "cancelled": "已撤销",
}


def push(turn: Turn, accounts: list[Account], note: str = "") -> tuple[Message, ...]:
    """Afterwards each unit that owes has one numbered push under way for all of these together."""
    owing = [a for a in accounts if a.state not in WHY_SPARED and a.urged_on != turn.today]
    spared = tuple(
        (a.code, a.unit, WHY_SPARED.get(a.state, "今天已催办"))
        for a in accounts
        if a.state in WHY_SPARED or a.urged_on == turn.today
    )
    numbers = {a.id: a.urged + 1 for a in owing}
    ledger.set_urged(turn.tx, numbers, turn.today)
    for unit_id, of_unit in _by_unit(owing).items():
        _say(turn, unit_id, of_unit, numbers, note)
    for account in owing:
        turn.remember("urge", account, number=numbers[account.id])
    not_before = turn.rules.policy.next_speaking(turn.now)
    receipt = UrgeReceipt(
        tuple((a.code, a.unit, numbers[a.id]) for a in owing),
        spared,
        not_before if not_before > turn.now and owing else None,
    )
    calls = phone_calls([(turn.line(a), numbers[a.id]) for a in owing])
    return (receipt, PhoneList(turn.today, calls)) if calls else (receipt,)


def _say(turn: Turn, unit_id: int, accounts: list[Account], numbers: dict[int, int], note: str) -> None:
    codes = [a.code for a in accounts]
    lines = tuple(turn.line(a) for a in accounts)
    answer_by = turn.rules.policy.calendar.add(turn.today, ANSWER_WITHIN)
    for seat in seats_to_push(turn.tx, unit_id, max(numbers[a.id] for a in accounts)):
        message = Urged(
            unit=seat.unit,
            by=turn.sender.unit,
            answer_by=answer_by,
            numbers=tuple(numbers[a.id] for a in accounts),
            lines=lines,
            to_leader=seat.role == "leader",
            note=note,
        )
        turn.tell([seat], message, *codes)


def seats_to_push(tx: Connection, unit_id: int, number: int) -> list[Seat]:
    """Who hears the n-th push: the contact; from the second on the leader too."""
    roles = ("contact", "leader") if number >= TO_LEADER else ("contact",)
    return people.seats_of_units(tx, [unit_id], roles)


def phone_calls(lines: Iterable[tuple[ItemLine, int]]) -> tuple[tuple[str, str, int, str], ...]:
    """Where the third push is out: one call a unit, the longest overdue first, with what to say."""
    by_unit: dict[str, list[tuple[ItemLine, int]]] = defaultdict(list)
    for line, number in lines:
        if number >= TO_TELEPHONE:
            by_unit[line.unit].append((line, number))
    calls = [_call(unit, found) for unit, found in by_unit.items()]
    return tuple(sorted(calls, key=lambda call: (-call[2], call[0])))


def _call(unit: str, found: list[tuple[ItemLine, int]]) -> tuple[str, str, int, str]:
    """(unit, items, working days overdue, what to say)."""
    worst, number = min(found, key=lambda pair: pair[0].days_left)
    what = "、".join(f"{line.code} {line.title}" for line, _ in found[:MOST_NAMED])
    if len(found) > MOST_NAMED:
        what += f"等{len(found)}项"
    codes = "、".join(line.code for line, _ in found)
    say = (
        f"你单位负责的第{codes}项{_over(worst)}，已催办{number}次，请今天报送进展、未完成的原因和预计完成日。"
    )
    return unit, what, max(-worst.days_left, 0), say


def _over(line: ItemLine) -> str:
    return f"已逾期{-line.days_left}个工作日" if line.days_left < 0 else f"{day_short(line.due)}到期"


def _by_unit(accounts: Iterable[Account]) -> dict[int, list[Account]]:
    found: dict[int, list[Account]] = defaultdict(list)
    for account in accounts:
        found[account.unit_id].append(account)
    return found
