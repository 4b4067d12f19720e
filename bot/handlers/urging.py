"""催办: numbered pushes that climb from the contact to the unit's leader to the desk's telephone."""

from collections import defaultdict
from collections.abc import Iterable

from bot.scheduling import obligation
from bot.turn import Turn
from db import account as ledger
from db import people, post
from db.account import Account
from db.people import Seat
from db.post import Rung
from messages.catalogue import ItemLine, Message, PhoneList, Urged, UrgeReceipt
from messages.lines import item_line
from messages.words import day_short
from schedules.owed import owed

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
    answer_by = turn.rules.policy.calendar.add(turn.today, ANSWER_WITHIN)
    for seat in people.seats_of_units(turn.tx, [unit_id], ("contact", "leader")):
        his = [a for a in accounts if seat.role == "contact" or numbers[a.id] >= TO_LEADER]
        if not his:
            continue
        message = Urged(
            unit=seat.unit,
            by=turn.sender.unit,
            answer_by=answer_by,
            numbers=tuple(numbers[a.id] for a in his),
            lines=tuple(item_line(a, turn.today, turn.rules.policy.calendar, to_report=True) for a in his),
            to_leader=seat.role == "leader",
            note=note,
        )
        (letter,) = turn.tell([seat], message, *(a.code for a in his))
        post.say_once(turn.tx, [(rung, letter) for a in his if (rung := _rung(turn, a, seat)) is not None])


def _rung(turn: Turn, account: Account, seat: Seat) -> Rung | None:
    """The rung of the automatic push that this one stands for: nobody is pushed twice for one day."""
    ladder = turn.rules.ladder(account.plan_id, account.item_id)
    found = owed(obligation(account), turn.today, ladder, turn.rules.policy.calendar)
    if found is None or found.kind != "overdue":
        return None
    rung = Rung(account.id, seat.id, found.kind, found.due, found.rung)
    return None if rung in post.already_said(turn.tx, [account.id]) else rung


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
