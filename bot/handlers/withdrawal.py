"""撤回 and 更正: taking one's own last word back."""

from collections.abc import Sequence

from bot.channels import Attachment
from bot.commands import (
    Accept,
    Command,
    Correct,
    Count,
    Done,
    Evidence,
    Figure,
    Obstacle,
    Progress,
    Withdraw,
)  # fmt: skip
from bot.handlers.recording import KIND_WORDS, RELEASED, TOLD, VERDICT_WORDS, thawed
from bot.turn import Turn, mine, no_such_item, owners_of, unit_seats
from db import account as ledger
from db import evidence, people, post
from db.account import Account, ReportRow, ReviewRow
from db.people import Seat
from db.states import CLOSED
from messages.catalogue import CorrectHow, Message, Refused, RulingTakenBack, TakenBack, Withdrawn
from messages.lines import state_words


def withdraw(command: Withdraw, turn: Turn) -> Message:
    """Afterwards the account is exactly as before the sender's last act on it, and who was told knows."""
    if _ruled_last(turn, command.item):
        return _withdraw_ruling(command, turn)
    last = _last_act(turn, command.item)
    if not isinstance(last, ReportRow):
        return last
    (account,) = ledger.accounts(turn.tx, [last.assignment_id])
    latest = ledger.last_report(turn.tx, assignment_id=account.id)
    if latest is None or latest.id != last.id:
        return Refused(f"{account.code} 之后又有新的反馈，不能再撤回这一条", f"请回复：详情 {account.code}")
    if account.state in CLOSED or _ruled_since(turn, account, last):
        return Refused(f"{account.code} 已经审核，不能撤回", "如有出入，请与牵头单位联系。")
    after = _undo(turn, account, last)
    return Withdrawn(account.code, account.title, KIND_WORDS[last.kind], state_words(after))


def _ruled_last(turn: Turn, code: str | None) -> bool:
    """Whether the sender's last act (on the item) was a ruling. A lead reports for its own unit too."""
    if turn.sender.role != "lead":
        return turn.sender.role not in ("contact", "leader")
    last = _last_act(turn, code) if code is None or _owes(turn, code) else None
    if not isinstance(last, ReportRow):
        return True
    owners = owners_of(turn, code) if code is not None else []
    ruling = ledger.last_review(turn.tx, turn.sender.id, owners[0].item_id if owners else None)
    return ruling is not None and ruling.at >= last.reported_at


def _owes(turn: Turn, code: str) -> bool:
    return bool(ledger.accounts_numbered(turn.tx, turn.sender.unit_id, code))


def _last_act(turn: Turn, code: str | None) -> ReportRow | Message:
    nothing = Refused("没有可撤回的反馈", "回复“待办”可查看全部事项。")
    if code is None:
        return ledger.last_report(turn.tx, contact_id=turn.sender.id) or nothing
    account = mine(turn, code, "撤回")
    if not isinstance(account, Account):
        return account
    return ledger.last_report(turn.tx, contact_id=turn.sender.id, assignment_id=account.id) or nothing


def _ruled_since(turn: Turn, account: Account, report: ReportRow) -> bool:
    return any((one.report_id or 0) >= report.id for one in ledger.reviews(turn.tx, account.id))


def _undo(turn: Turn, account: Account, report: ReportRow) -> Account:
    ledger.withdraw_report(turn.tx, report.id, turn.now)
    before = dict(report.before)
    told: list[int] = before.pop(TOLD, [])
    after = turn.change(account, **thawed(before))
    if report.kind == "extension" and (request := ledger.open_extension(turn.tx, account.id)) is not None:
        ledger.rule_extension(
            turn.tx, request.id, verdict="withdraw", granted=None, by=turn.sender.id, ruling="", now=turn.now
        )
    turn.remember("withdraw", account, report=report.id, kind=report.kind)
    message = TakenBack(account.unit, account.code, account.title, KIND_WORDS[report.kind])
    turn.tell(_reached(turn, told), message, account.code)
    return after


def _reached(turn: Turn, letters: Sequence[int]) -> list[Seat]:
    """Exactly those who got one of these letters; what still waited to be sent never is."""
    reached = dict.fromkeys(post.take_back(turn.tx, letters, "单位已撤回"))
    return [seat for one in reached if (seat := people.seat(turn.tx, one)) is not None]


def _withdraw_ruling(command: Withdraw, turn: Turn) -> Message:
    """The desk takes its last ruling back, unless the unit has acted on it since."""
    item_id = None
    if command.item is not None:
        owners = owners_of(turn, command.item)
        if not owners:
            return no_such_item(turn, command.item)
        item_id = owners[0].item_id
    last = ledger.last_review(turn.tx, turn.sender.id, item_id)
    if last is None:
        return Refused("没有可撤回的审核或批复", "回复“待审”可查看待处理的申请。")
    (account,) = ledger.accounts(turn.tx, [last.assignment_id])
    report = ledger.last_report(turn.tx, assignment_id=account.id)
    standing = ledger.reviews(turn.tx, account.id)[-1]
    if standing.id != last.id or (report is not None and report.id > (last.report_id or 0)):
        return Refused(
            f"{account.code} {account.unit}之后又有新的情况，不能再撤回", f"请回复：详情 {account.code}"
        )
    after = _undo_ruling(turn, account, last)
    what = f"{account.unit}：{VERDICT_WORDS[last.verdict]}"
    return Withdrawn(account.code, account.title, what, state_words(after))


def _undo_ruling(turn: Turn, account: Account, ruling: ReviewRow) -> Account:
    ledger.withdraw_review(turn.tx, ruling.id, turn.now)
    before = dict(ruling.before)
    released: dict[str, str] = before.pop(RELEASED, {})
    for other in ledger.accounts(turn.tx, [int(key) for key in released]):
        turn.change(other, state=released[str(other.id)])
    after = turn.change(account, **thawed(before))
    if ruling.verdict in ("grant", "refuse"):
        ledger.reopen_extension(turn.tx, account.id)
    turn.remember("withdraw", account, review=ruling.id, verdict=ruling.verdict)
    words = VERDICT_WORDS[ruling.verdict]
    message = RulingTakenBack(account.code, account.title, words, state_words(after), turn.sender.unit)
    turn.tell(unit_seats(turn, account), message, account.code)
    return after


def last_words(wrong: str | None, right: str | None, turn: Turn) -> Command | None:
    """The sender's last report on one item, as it would have been said of another; None where there is none to move."""
    last = _last_act(turn, wrong)
    if not isinstance(last, ReportRow):
        return None
    happened = last.happened_on if last.happened_on != turn.rules.policy.today(last.reported_at) else None
    match last.kind:
        case "accept":
            return Accept(right)
        case "progress":
            return Progress(right, last.percent, last.text, happened)
        case "count":
            return Count(right, last.count or 1, date=happened, note=last.text)
        case "figure":
            value = last.percent if last.denominator is None else None
            return Figure(right, last.numerator, last.denominator, value, happened, last.text)
        case "done":
            return Done(right, happened, last.text)
        case "evidence":
            return Evidence(right, last.text, happened)
        case "obstacle":
            return Obstacle(right, last.text)
        case _:
            return None


def last_files(item: str | None, turn: Turn) -> tuple[Attachment, ...]:
    """What came with the sender's last report: put right, it is not sent again."""
    last = _last_act(turn, item)
    if not isinstance(last, ReportRow):
        return ()
    shown = evidence.of_report(turn.tx, last.id)
    return tuple(Attachment(one.sha256, one.name, one.media, one.size) for one in shown if one.sha256)


def correct(command: Correct, turn: Turn) -> Message:
    """更正 without the right words: what was recorded, and the line to type. With them, `HANDLERS` acts on both."""
    if _ruled_last(turn, command.item):
        return _withdraw_ruling(Withdraw(command.item), turn)
    last = _last_act(turn, command.item)
    if not isinstance(last, ReportRow):
        return last
    (account,) = ledger.accounts(turn.tx, [last.assignment_id])
    what = f"{KIND_WORDS[last.kind]}：{last.text}" if last.text else KIND_WORDS[last.kind]
    return CorrectHow(account.code, account.title, what, f"更正 {turn.line(account).reply}")
