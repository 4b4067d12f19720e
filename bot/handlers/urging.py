"""催办: numbered pushes that climb from the contact to the unit's leader to the desk's telephone."""

from collections import defaultdict
from collections.abc import Iterable

from bot.pushes import ANSWER_WITHIN, TO_LEADER, phone_calls
from bot.scheduling import obligation
from bot.turn import Turn
from db import account as ledger
from db import people, post
from db.account import Account
from db.people import Seat
from db.post import Rung
from messages.catalogue import Message, PhoneList, Urged, UrgeReceipt
from messages.lines import item_line
from schedules.owed import owed

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
    ledger.set_urged(turn.tx, numbers, {a.id: a.next_at for a in owing}, turn.today)
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


def _by_unit(accounts: Iterable[Account]) -> dict[int, list[Account]]:
    found: dict[int, list[Account]] = defaultdict(list)
    for account in accounts:
        found[account.unit_id].append(account)
    return found
