"""稍后 and 请假: a seat asks for peace for a while, or for somebody to hear in its place."""

from datetime import timedelta

from bot.commands import Delegate, Later
from bot.handlers import seats
from bot.turn import Turn, mine
from db import account as ledger
from db import history, people, quiet
from db.account import Account
from db.people import Seat
from db.quiet import Away
from db.states import OPEN
from messages.catalogue import BackAtWork, Message, OnLeave, Refused, Snoozed, StandingIn
from messages.words import day

# The grammar's word for taking a leave back.
CALLED_OFF = "取消"
# The grammar's word for giving the seat to a successor.
HANDED_OVER = "交接"
# How a unit calls its leader's seat, whatever its title: 分管副主任, 主管领导.
LEADER_WORDS = ("分管", "主管", "领导", "负责人")


def later(command: Later, turn: Turn) -> Message:
    """Afterwards the seat hears nothing of the item until then, and hears of it then, by itself."""
    accounts = _meant(command, turn)
    if not isinstance(accounts, list):
        return accounts
    policy = turn.rules.policy
    wanted = command.moment or policy.morning_of(policy.calendar.on_or_after(turn.today + timedelta(days=1)))
    if wanted <= turn.now:
        return Refused("这个时间已经过了", "请回复：稍后 明天上午")
    latest = policy.morning_of(min(account.internal_due for account in accounts))
    until = policy.next_speaking(min(wanted, max(latest, turn.now)))
    ids = [account.id for account in accounts]
    quiet.snooze(turn.tx, turn.sender.id, ids, until)
    for account in accounts:
        if account.next_at is None or account.next_at > until:
            ledger.set_next(turn.tx, {account.id: until})
    history.append(
        turn.tx, turn.now, turn.sender.title, "later", " ".join(a.code for a in accounts), {"until": until}
    )
    codes = tuple(account.code for account in accounts)
    return Snoozed(codes, until.astimezone(policy.zone), cut_to_due=wanted > latest)


def _meant(command: Later, turn: Turn) -> list[Account] | Message:
    """The item named, or everything open; what is due already cannot be put off."""
    if command.item is not None:
        account = mine(turn, command.item, "稍后")
        if not isinstance(account, Account):
            return account
        accounts = [account]
    else:
        owed = ledger.accounts_of_unit(turn.tx, turn.sender.unit_id)
        accounts = [account for account in owed if account.state in OPEN]
    if not accounts or all(account.state not in OPEN for account in accounts):
        return Refused("目前没有会提醒的事项", "回复“待办”可查看全部事项。")
    waiting = [account for account in accounts if account.internal_due > turn.today]
    if not waiting:
        first = accounts[0]
        return Refused(f"{first.code} 已到或已过内控日，不能再推后提醒", f"请回复：{turn.line(first).reply}")
    return waiting


def delegate(command: Delegate, turn: Turn) -> Message:
    """Afterwards, for those days, another seat of the same unit hears what is meant for this one."""
    if command.note.startswith(CALLED_OFF):
        return _back(turn)
    if command.note == HANDED_OVER:
        return seats.hand_over_own(turn)
    stand_in = _stand_in(command, turn)
    if not isinstance(stand_in, Seat):
        return stand_in
    first = command.date or turn.today
    if command.until is None or command.until < max(first, turn.today):
        return Refused(
            "没有写明请假到哪一天", f"请回复：请假 {day(first)[:-4]}至某月某日 由{stand_in.title}代办"
        )
    quiet.leave(turn.tx, Away(turn.sender.id, stand_in.id, first, command.until))
    history.append(
        turn.tx, turn.now, turn.sender.title, "leave", stand_in.title, {"first": first, "last": command.until}
    )
    owed = ledger.accounts_of_unit(turn.tx, turn.sender.unit_id)
    lines = tuple(turn.line(account) for account in owed if account.state in OPEN)
    turn.tell([stand_in], StandingIn(turn.sender.title, first, command.until, lines))
    return OnLeave(stand_in.title, first, command.until)


def _stand_in(command: Delegate, turn: Turn) -> Seat | Message:
    """A seat of the same unit: nobody acts for another unit."""
    colleagues = [
        seat
        for seat in people.seats_of_units(turn.tx, [turn.sender.unit_id], ("contact", "leader"))
        if seat.id != turn.sender.id
    ]
    leader = any(word in command.unit for word in LEADER_WORDS)
    named = [s for s in colleagues if command.unit and command.unit in s.title]
    named = named or [s for s in colleagues if leader and s.role == "leader"]
    if len(named) == 1:
        return named[0]
    if not colleagues:
        return Refused("本单位没有别的岗位可以代办", "请管理员先在计划文件中增加岗位。")
    names = "、".join(seat.title for seat in colleagues)
    who = f"“{command.unit[:20]}”不是本单位的岗位" if command.unit else "没有写明由谁代办"
    return Refused(who, f"可由本单位岗位代办：{names}。如：请假 9月6日至9月10日 由{colleagues[0].title}代办")


def _back(turn: Turn) -> Message:
    if not quiet.return_to_work(turn.tx, turn.sender.id):
        return Refused("目前没有请假", "需要时请回复：请假 起止日期 由某岗位代办")
    history.append(turn.tx, turn.now, turn.sender.title, "back", turn.sender.title, {})
    return BackAtWork(turn.sender.title)
