"""Where everything stands, or one unit: 汇总, 逾期, 待审, and a unit's own list as the desk sees it."""

from bot.commands import ListOwed, ShowDigest, ShowOverdue, ShowPending
from bot.digests import digest, period_of, picture
from bot.handlers.units import unit_called
from bot.permissions import may
from bot.turn import Turn
from db import account as ledger
from db.account import Account
from db.people import UnitName
from db.states import CLOSED, OPEN
from messages.catalogue import DeskLine, ItemLine, Message, OverdueList, Owed, PendingList
from messages.lines import desk_lines

_WAITING = ("submitted", "extension", "stuck", "misassigned")


def list_owed(command: ListOwed, turn: Turn) -> Message:
    """待办: a unit's open items, the most urgent first; for the desk, what waits for it, or what lies with the unit named."""
    if turn.sender.role not in ("contact", "leader"):
        return _of_unit(turn, command.unit, "待办") if command.unit else show_pending(ShowPending(), turn)
    accounts = ledger.accounts_of_unit(turn.tx, turn.sender.unit_id)
    return Owed(turn.sender.unit, turn.today, *_open_and_closed(turn, accounts))


def _open_and_closed(turn: Turn, accounts: list[Account]) -> tuple[tuple[ItemLine, ...], int]:
    still_open = sorted((a for a in accounts if a.state not in CLOSED), key=lambda a: (a.due, a.id))
    return turn.lines(still_open), len(accounts) - len(still_open)


def _of_unit(turn: Turn, words: str, word: str) -> Message:
    """How one unit stands: what is open there, worst first, and how much is done."""
    unit = unit_called(turn, words, word)
    if not isinstance(unit, UnitName):
        return unit
    lines, closed = _open_and_closed(turn, _accounts(turn, unit))
    late = any(line.due < turn.today for line in lines)
    push = f"催办 {unit.name}" if late and may(turn.sender.role, "urge") else ""
    return Owed(unit.name, turn.today, lines, closed, looked_up=True, push=push)


def _accounts(turn: Turn, unit: UnitName) -> list[Account]:
    """The unit's accounts as far as they are the sender's business: a lead's are those of the tasks it leads."""
    accounts = ledger.accounts_of_unit(turn.tx, unit.id)
    if turn.sender.role != "lead":
        return accounts
    led = ledger.led_tasks(turn.tx).get(turn.sender.unit_id, set())
    return [account for account in accounts if account.task_id in led]


def show_digest(command: ShowDigest, turn: Turn) -> Message:
    """汇总; of one unit, its list."""
    if command.unit:
        return _of_unit(turn, command.unit, "汇总")
    return digest(picture(turn.tx, turn.rules, turn.today), turn.sender, period_of(command.note))


def show_overdue(command: ShowOverdue, turn: Turn) -> Message:
    """逾期: by item, the longest overdue first."""
    if turn.sender.role in ("contact", "leader"):
        return list_owed(ListOwed(), turn)
    if command.unit:
        return _overdue_of(turn, command.unit)
    accounts = ledger.accounts_in(turn.tx, OPEN, led_by=_led_by(turn), due_before=turn.today)
    tallies = ledger.tally(turn.tx, turn.today, turn.today)
    return OverdueList(turn.today, desk_lines(accounts, tallies, turn.today, turn.rules.policy.calendar))


def _overdue_of(turn: Turn, words: str) -> Message:
    unit = unit_called(turn, words, "逾期")
    if not isinstance(unit, UnitName):
        return unit
    owing = [account for account in _accounts(turn, unit) if account.state in OPEN]
    late = sorted((a for a in owing if a.due < turn.today), key=lambda a: (a.due, a.id))
    return OverdueList(
        turn.today, tuple(_desk_line(turn, a) for a in late), unit=unit.name, on_time=len(owing) - len(late)
    )


def _desk_line(turn: Turn, account: Account) -> DeskLine:
    line, (done, total) = turn.line(account), ledger.done_of(turn.tx, account.item_id)
    return DeskLine(account.code, account.title, account.due, line.days_left, done, total, (account.unit,))


def show_pending(command: ShowPending, turn: Turn) -> Message:
    """待审: what waits for the desk's word."""
    unit = unit_called(turn, command.unit, "待审") if command.unit else None
    if unit is not None and not isinstance(unit, UnitName):
        return unit
    if unit is None:
        waiting = ledger.accounts_in(turn.tx, _WAITING, led_by=_led_by(turn))
    else:
        waiting = [account for account in _accounts(turn, unit) if account.state in _WAITING]
    extensions = []
    for account in waiting:
        if account.state == "extension" and (request := ledger.open_extension(turn.tx, account.id)):
            extensions.append((turn.line(account), request.wanted, request.reason))
    return PendingList(
        turn.today,
        tuple(turn.line(a) for a in waiting if a.state == "submitted"),
        tuple(extensions),
        tuple(turn.line(a) for a in waiting if a.state in ("stuck", "misassigned")),
        unit=unit.name if unit else "",
    )


def _led_by(turn: Turn) -> int | None:
    return turn.sender.unit_id if turn.sender.role == "lead" else None
