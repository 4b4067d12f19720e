"""What a unit asks of the desk: a later day, help, or another owner."""

from typing import Any

from bot.commands import AskExtension, Obstacle, Reassign
from bot.handlers.recording import record, refuse_closed, tell_of_report
from bot.turn import Turn, desk_of, mine
from db import account as ledger
from db import people
from db.account import Account
from messages.catalogue import ExtensionWanted, HelpWanted, Message, Recorded, Refused
from messages.words import day


def ask_extension(command: AskExtension, turn: Turn) -> Message:
    """Afterwards the desk is asked for a later day; until it rules, the old day stands."""
    account = mine(turn, command.item, "延期", command.note)
    if not isinstance(account, Account):
        return account
    if (wrong := refuse_closed(account) or _refuse_extension(turn, account, command)) is not None:
        return wrong
    assert command.date is not None  # noqa: S101  _refuse_extension saw to it
    # The note stays what was last reported: a request is not a report on the work.
    record(turn, account, "extension", command.note, state="extension")
    ledger.ask_extension(
        turn.tx, assignment_id=account.id, contact_id=turn.sender.id, wanted=command.date,
        reason=command.note, now=turn.now,
        # Whoever asks for more time has taken the item on.
        state_before="accepted" if account.state == "assigned" else account.state,
    )  # fmt: skip
    message = ExtensionWanted(turn.line(account), command.date, command.note)
    tell_of_report(turn, account, desk_of(turn.tx, account), message)
    what = f"申请延期至{day(command.date)}，已报牵头单位批复；批复前仍以{day(account.due)}为准。"
    return Recorded(account.code, account.title, what)


def _refuse_extension(turn: Turn, account: Account, command: AskExtension) -> Refused | None:
    right = f"请回复：延期 {account.code} 至{_later_example(turn, account)} 原因"
    if account.state == "extension":
        return Refused(
            f"{account.code} 的延期申请正在批复，不必重复", f"如要改日期，请先回复：撤回 {account.code}"
        )
    if account.state == "submitted":
        return Refused(
            f"{account.code} 已报办结，正在审核，不用延期", f"如要撤回报结，请回复：撤回 {account.code}"
        )
    if turn.today > account.due:
        return Refused(
            f"{account.code} 已于{day(account.due)}到期，延期须在到期前申请",
            f"请报送进展和未按期完成的原因：进展 {account.code} 60% 原因和下步安排",
        )
    if command.date is None:
        return Refused("没有写明延到哪一天", right)
    if command.date <= account.due:
        return Refused(f"{day(command.date)}不晚于现时限{day(account.due)}", right)
    if not command.note:
        return Refused("没有写明延期原因", right)
    return None


def _later_example(turn: Turn, account: Account) -> str:
    later = turn.rules.policy.calendar.add(max(account.due, turn.today), 10)
    return f"{later.month}月{later.day}日"


def obstacle(command: Obstacle, turn: Turn) -> Message:
    """Afterwards the desk knows where it sticks."""
    account = mine(turn, command.item, "困难", command.note)
    if not isinstance(account, Account):
        return account
    if (wrong := refuse_closed(account)) is not None:
        return wrong
    if not command.note:
        return Refused("没有写明困难", f"请回复：困难 {account.code} 难点、已做工作、需要谁协调")
    values: dict[str, Any] = (
        {"state": "stuck"} if account.state in ("assigned", "accepted", "returned") else {}
    )
    after = record(
        turn, account, "obstacle", command.note, note=command.note, reported_on=turn.today, **values
    )
    message = HelpWanted("obstacle", turn.line(after), command.note)
    tell_of_report(turn, account, desk_of(turn.tx, account), message)
    return Recorded(account.code, account.title, f"困难已报牵头单位协调：{command.note}")


def reassign(command: Reassign, turn: Turn) -> Message:
    """Afterwards the coordinator is to say whose it is."""
    account = mine(turn, command.item, "改派", command.note)
    if not isinstance(account, Account):
        return account
    if (wrong := refuse_closed(account)) is not None:
        return wrong
    if not command.note:
        return Refused("没有写明理由", f"请回复：改派 {account.code} 理由、建议由哪个单位办理")
    if account.state in ("submitted", "extension"):
        waits = "正在审核" if account.state == "submitted" else "正在批复延期"
        return Refused(f"{account.code} {waits}", f"请先回复：撤回 {account.code}")
    after = record(turn, account, "reassign", command.note, state="misassigned")
    message = HelpWanted("reassign", turn.line(after), command.note)
    tell_of_report(turn, account, people.seats_in_role(turn.tx, "coordinator"), message)
    return Recorded(account.code, account.title, "改派申请已报协调员；答复前仍由你单位负责。")
