"""What a responsible unit reports of its work: taken on, how far, how often, done, and what shows it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.commands import Accept, Count, Done, Evidence, Progress
from bot.handlers import enclosing
from bot.handlers.recording import is_final, receipt, record, refuse_closed, refuse_day, working_state
from bot.turn import Turn, mine
from db import account as ledger
from db.account import Account
from messages.catalogue import AllAccepted, Message, Recorded, Refused, SmallTalk
from messages.words import day, number, target_words


def accept(command: Accept, turn: Turn) -> Message:
    """Afterwards the unit has the item; said of none in particular, whatever waits for it."""
    if command.item is None:
        return _accept_what_waits(command, turn)
    account = mine(turn, command.item, "签收", command.note)
    if not isinstance(account, Account):
        return account
    if (closed := refuse_closed(account)) is not None:
        return closed
    if account.state != "assigned":
        return Recorded(account.code, account.title, "此前已签收，不必重复。", can_withdraw=False)
    record(turn, account, "accept", command.note, state="accepted", accepted_at=turn.now)
    hint = f"请于{day(account.internal_due)}前报送办理情况。"
    return Recorded(account.code, account.title, "已签收。", (hint,))


def _accept_what_waits(command: Accept, turn: Turn) -> Message:
    """`收到`: takes on what was sent and not yet signed for, and nothing else; where nothing waits it is only a nod."""
    owed = ledger.accounts_of_unit(turn.tx, turn.sender.unit_id)
    waiting = [replace(command, item=account.code) for account in owed if account.state == "assigned"]
    if not waiting:
        return SmallTalk("chat")
    return accept(waiting[0], turn) if len(waiting) == 1 else accept_all(waiting, turn)[0]


def accept_all(commands: Sequence[Accept], turn: Turn) -> tuple[Message, ...]:
    """Several at once (全部签收): those of them that still wait for it, in one receipt; those that are not ours, named."""
    codes = list(dict.fromkeys(command.item for command in commands if command.item is not None))
    owed = ledger.accounts_of_unit(turn.tx, turn.sender.unit_id)
    waiting = [account for account in owed if account.state == "assigned" and account.code in codes]
    for account in waiting:  # a file that came along is not evidence of all of them
        record(replace(turn, files=()), account, "accept", "", state="accepted", accepted_at=turn.now)
    known = {account.code for account in owed}
    strange = tuple(
        answer
        for code in codes
        if code not in known and not isinstance(answer := mine(turn, code, "签收"), Account)
    )
    if waiting:
        return (AllAccepted(tuple(account.code for account in waiting)), *strange)
    return strange or (Refused("没有待签收的事项", "回复“待办”可查看全部事项。"),)


def progress(command: Progress, turn: Turn) -> Message:
    """Afterwards the account says how far it is. It counts as taking the item on."""
    typed = f"{number(command.percent)}% {command.note}" if command.percent is not None else command.note
    account = mine(turn, command.item, "进展", typed.strip())
    if not isinstance(account, Account):
        return account
    if (wrong := refuse_closed(account) or refuse_day(turn, account, command.date)) is not None:
        return wrong
    if command.percent is not None and not 0 <= command.percent <= 100:
        return Refused(
            f"进度{number(command.percent)}%不在0%到100%之间", f"请回复：进展 {account.code} 60% 办理情况"
        )
    if command.percent is None and not command.note:
        return Refused("没有写明办理情况", f"请回复：进展 {account.code} 60% 办理情况")
    values: dict[str, Any] = working_state(account)
    if command.percent is not None:
        values["percent"] = command.percent
    final = account.measure == "ongoing" and is_final(turn, account)
    if final:
        values |= {"state": "submitted", "submitted_at": turn.now}
    facts = {"percent": command.percent}
    after = record(turn, account, "progress", command.note, command.date, facts, **values)
    said = f"进展{number(command.percent)}%" if command.percent is not None else "进展"
    return receipt(turn, after, said, command.note, submitted=final, happened=command.date)


def count(command: Count, turn: Turn) -> Message:
    """Afterwards so many more occurrences are counted, the same one never twice."""
    account = mine(turn, command.item, "次数", f"+{command.count} {command.note}".strip())
    if not isinstance(account, Account):
        return account
    if account.measure != "count":
        return Refused(f"{account.code} 不按次数统计", f"请回复：{turn.line(account).reply}")
    if (wrong := refuse_closed(account) or refuse_day(turn, account, command.date)) is not None:
        return wrong
    more = command.count - account.count if command.total else command.count
    if not 0 < more <= 100:
        return _odd_count(account, command)
    if (same := _same_occurrence(turn, account, command)) is not None:
        return same
    reached = account.count + more
    met = _reached(account, reached)
    values: dict[str, Any] = working_state(account) | {"count": reached}
    if met and account.state != "submitted":
        values |= {"state": "submitted", "submitted_at": turn.now}
    after = record(turn, account, "count", command.note, command.date, {"count": more}, **values)
    when = f"{day(command.date)} " if command.date else ""
    said = f"{when}办{more}{account.counted or '次'}，累计{reached}{account.counted or '次'}"
    return receipt(turn, after, said, command.note, submitted=met and account.state != "submitted")


def _reached(account: Account, count: int) -> bool:
    """Whether so many are enough. A ceiling (每年不超过8场) is never reached: it is kept to."""
    if account.value is None or account.op not in (">=", ">", "="):
        return False
    return count > account.value if account.op == ">" else count >= account.value


def _odd_count(account: Account, command: Count) -> Refused:
    wrong = f"一次报{command.count}次，不在1到100之间"
    if command.total:
        wrong = f"累计{command.count}次不多于已记的{account.count}次"
    return Refused(
        wrong, f"请回复：次数 {account.code} +1 日期 名称；如需改数，请先回复：撤回 {account.code}"
    )


def _same_occurrence(turn: Turn, account: Account, command: Count) -> Refused | None:
    """One lecture is never counted twice: the same day and the same name is the same lecture."""
    if command.date is None:
        return None
    for report in ledger.reports(turn.tx, account.id):
        if report.kind == "count" and report.happened_on == command.date and report.text == command.note:
            return Refused(
                f"{day(command.date)}的这一次已于{day(turn.rules.policy.today(report.reported_at))}记过",
                f"如是同日另一次，请写明名称：次数 {account.code} +1 {command.date.month}月{command.date.day}日 名称",
            )
    return None


def done(command: Done, turn: Turn) -> Message:
    """Afterwards the unit has reported it done; the item is done when the desk agrees."""
    account = mine(turn, command.item, "完成", command.note)
    if not isinstance(account, Account):
        return account
    if (wrong := refuse_closed(account) or refuse_day(turn, account, command.date)) is not None:
        return wrong
    if account.state == "submitted":
        return Recorded(account.code, account.title, "此前已报办结，正在审核，不必重复。", can_withdraw=False)
    if (short := _refuse_short(turn, account)) is not None:
        return short
    values = working_state(account) | {"state": "submitted", "submitted_at": turn.now}
    if account.measure == "deliver":
        values["percent"] = 100.0
    after = record(turn, account, "done", command.note, command.date, **values)
    hints = enclosing.asked_for(turn, after)
    return receipt(turn, after, "办结", command.note, submitted=True, happened=command.date, hints=hints)


def _refuse_short(turn: Turn, account: Account) -> Refused | None:
    """A count below its target, or a rate without a figure, is not done."""
    floor = account.measure == "count" and account.op in (">=", ">", "=")
    if floor and account.value is not None and not _reached(account, account.count):
        short = f"还差{number(account.value - account.count)}{account.counted or '次'}"
        words = target_words("count", account.op or "", account.value, account.counted)
        return Refused(
            f"{account.code} 要求{words}，已报{account.count}次，{short}", turn.line(account).reply
        )
    if account.measure == "rate" and account.percent is None and account.denominator is None:
        return Refused(f"{account.code} 尚未报过数字", f"请回复：{turn.line(account).reply}")
    return None


def evidence(command: Evidence, turn: Turn) -> Message:
    """Afterwards the files, the links or the words stand beside the account."""
    account = mine(turn, command.item, "佐证", command.note)
    if not isinstance(account, Account):
        return account
    if (wrong := refuse_closed(account) or refuse_day(turn, account, command.date)) is not None:
        return wrong
    if not command.note and (nothing := _refuse_nothing_new(turn, account)) is not None:
        return nothing
    after = record(turn, account, "evidence", command.note, command.date, **working_state(account))
    return receipt(turn, after, "佐证", command.note, happened=command.date)


def _refuse_nothing_new(turn: Turn, account: Account) -> Refused | None:
    """Without words there must be a file, and one that is not here yet."""
    pieces = enclosing.offered(turn, "evidence", "")
    if not pieces:
        return Refused("没有附上内容", f"请直接发送文件或照片，或回复：佐证 {account.code} 网址或说明")
    if enclosing.new_on(turn, account, pieces):
        return None
    return enclosing.all_there(account, pieces)
