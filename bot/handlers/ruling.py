"""What the desk rules: approve, return, extensions, pushes. A lead rules on its tasks, never on its own unit."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.commands import Approve, Grant, Refuse, Return, Urge
from bot.grammar import dates
from bot.handlers.recording import PERIOD, RELEASED, frozen
from bot.handlers.units import of_unit
from bot.handlers.urging import push
from bot.periods import next_period
from bot.turn import MOST_CHOICES, Turn, no_such_item, owners_of, unit_seats
from db import account as ledger
from db import plans
from db.account import Account
from db.states import OPEN
from messages.catalogue import (
    Approved,
    Button,
    ExtensionRuled,
    Message,
    NotAllowed,
    Refused,
    Returned,
    RuledReceipt,
    WhichOne,
)  # fmt: skip
from messages.words import day, day_short


def approve(command: Approve, turn: Turn) -> Message:
    """Afterwards the unit's account is done; once enough of the item's units are, all of them are written off."""
    account = _to_rule(turn, command.item, command.unit, ("submitted",), "通过", "")
    if not isinstance(account, Account):
        return account
    if (following := next_period(turn.tx, turn.rules, account, turn.today)) is not None:
        return _move_on(turn, account, following, command.note)
    through = _through_with(turn, account)
    _rule(turn, account, "approve", command.note, through)
    turn.change(account, state="closed" if through else "done", done_at=turn.now)
    for other in through:
        turn.change(other, state="closed")
    message = Approved(account.code, account.title, turn.sender.unit)
    turn.tell(unit_seats(turn, account), message, account.code)
    return _receipt(turn, account, "已通过，予以办结")


def _move_on(turn: Turn, account: Account, following: Mapping[str, Any], reason: str) -> Message:
    """This period of the account is done, and the next one begins; the unit hears by when."""
    _rule(turn, account, "approve", reason, period_from=account.since, period_to=account.first_due)
    after = turn.change(account, **following)
    message = Approved(account.code, account.title, turn.sender.unit, after.due)
    turn.tell(unit_seats(turn, account), message, account.code)
    return _receipt(turn, account, f"本期已通过，予以办结；下一期时限{day(after.due)}")


def _through_with(turn: Turn, account: Account) -> list[Account]:
    """The item's other accounts, if with this one it is through (all its units, or as many as it needs); else none."""
    finished, total = ledger.done_of(turn.tx, account.item_id)
    if finished + 1 < (plans.item(turn.tx, account.item_id).needed or total):
        return []
    return [other for other in ledger.accounts_of_item(turn.tx, account.item_id) if other.id != account.id]


def _rule(
    turn: Turn, account: Account, verdict: str, reason: str, released: Sequence[Account] = (), **facts: object
) -> None:
    """Write the ruling down with the state before it, its own and that of those released by it, and enter it in the history."""
    others = {str(other.id): other.state for other in released}
    report = ledger.last_report(turn.tx, assignment_id=account.id)
    also = PERIOD if verdict == "approve" and account.since is not None else ()
    values = {
        "assignment_id": account.id, "contact_id": turn.sender.id, "verdict": verdict, "reason": reason,
        "report_id": report.id if report else None, "at": turn.now,
        "before": frozen(account, also) | {RELEASED: others},
    }  # fmt: skip
    ledger.add_review(turn.tx, values)
    turn.remember(verdict, account, reason=reason, written_off=len(others), **facts)


def send_back(command: Return, turn: Turn) -> Message:
    """退回: afterwards it is the unit's turn again, with the reason: a done that is not, or an item that is its own after all."""
    account = _to_rule(turn, command.item, command.unit, ("submitted", "misassigned"), "退回", command.note)
    if not isinstance(account, Account):
        return account
    if not command.note:
        return Refused("没有写明退回原因", f"请回复：退回 {account.code} {account.unit} 原因")
    _rule(turn, account, "return", command.note)
    after = turn.change(account, state="returned", asked_on=turn.today, submitted_at=None)
    message = Returned(turn.line(after), command.note, turn.sender.unit)
    turn.tell(unit_seats(turn, account), message, account.code)
    return _receipt(turn, account, f"已退回：{command.note}")


def grant(command: Grant, turn: Turn) -> Message:
    """同意延期: afterwards the unit is bound by the later day; the first one stays beside it."""
    account = _to_rule(turn, command.item, command.unit, ("extension",), "同意延期", "")
    if not isinstance(account, Account):
        return account
    request = ledger.open_extension(turn.tx, account.id)
    if request is None:
        return Refused(f"{account.code} {account.unit}没有待批的延期申请", "回复“待审”可查看。")
    until = command.date or _so_much_later(command.phrase, account, turn) or request.wanted
    if until <= account.due:
        return Refused(
            f"{day(until)}不晚于现时限{day(account.due)}",
            f"请回复：同意延期 {account.code} {account.unit} 至{day_short(request.wanted)}",
        )
    _rule(turn, account, "grant", command.note, until=until, first_due=account.first_due)
    ledger.rule_extension(
        turn.tx,
        request.id,
        verdict="grant",
        granted=until,
        by=turn.sender.id,
        ruling=command.note,
        now=turn.now,
    )
    after = turn.change(account, state=request.state_before, due=until, asked_on=turn.today,
        internal_due=turn.rules.policy.calendar.on_or_before(until),
    )  # fmt: skip
    _tell_ruling(turn, after, until, command.note)
    return _receipt(turn, account, f"已同意延期至{day(until)}")


def _so_much_later(phrase: str, account: Account, turn: Turn) -> date | None:
    """`再给一周` counts from the day that binds the unit now."""
    return dates.wished(phrase, turn.now, account.due) if phrase else None


def refuse(command: Refuse, turn: Turn) -> Message:
    """不同意延期: afterwards the old day stands, and the unit knows."""
    account = _to_rule(turn, command.item, command.unit, ("extension",), "不同意延期", command.note)
    if not isinstance(account, Account):
        return account
    request = ledger.open_extension(turn.tx, account.id)
    if request is None:
        return Refused(f"{account.code} {account.unit}没有待批的延期申请", "回复“待审”可查看。")
    _rule(turn, account, "refuse", command.note)
    ledger.rule_extension(
        turn.tx,
        request.id,
        verdict="refuse",
        granted=None,
        by=turn.sender.id,
        ruling=command.note,
        now=turn.now,
    )
    after = turn.change(account, state=request.state_before)
    _tell_ruling(turn, after, None, command.note)
    return _receipt(turn, account, "已答复不同意延期")


def _tell_ruling(turn: Turn, account: Account, until: date | None, reason: str) -> None:
    message = ExtensionRuled(turn.line(account), until, reason, turn.sender.unit)
    turn.tell(unit_seats(turn, account), message, account.code)


def urge(command: Urge, turn: Turn) -> Message | tuple[Message, ...]:
    """催办: only those who owe are pushed, and nobody twice on one day."""
    if command.item is None:
        accounts = _overdue(turn)
        if not accounts:
            return Refused("目前没有逾期事项", "如要催某一项，请回复：催办 3.1")
    else:
        accounts = owners_of(turn, command.item)
        if not accounts:
            return no_such_item(turn, command.item)
        if (barred := _barred(turn, accounts[0])) is not None:
            return barred
    if command.unit:
        accounts = of_unit(turn, accounts, command.unit)
        if not accounts:
            return _no_such_unit(command.unit, command.item or "")
    return push(turn, accounts, command.note)


def _overdue(turn: Turn) -> list[Account]:
    led_by = turn.sender.unit_id if turn.sender.role == "lead" else None
    return ledger.accounts_in(turn.tx, OPEN, led_by=led_by, due_before=turn.today)


# ---------------------------------------------------------------- which account is meant


def _to_rule(
    turn: Turn, code: str | None, unit: str, states: tuple[str, ...], word: str, note: str
) -> Account | Message:
    """The account that waits for this ruling, or one clear answer why there is none."""
    if code is None:
        waiting = _waiting(turn, states)
    else:
        everyone = owners_of(turn, code)
        if not everyone:
            return no_such_item(turn, code)
        if (barred := _barred(turn, everyone[0])) is not None:
            return barred
        waiting = [a for a in everyone if a.state in states]
        if unit and not of_unit(turn, everyone, unit):
            return _no_such_unit(unit, code)
    if unit:
        waiting = of_unit(turn, waiting, unit)
    if not waiting:
        wanted = "延期申请" if "extension" in states else "办结申请"
        return Refused(f"{_named(code, unit)}没有待处理的{wanted}", "回复“待审”可查看全部待处理的申请。")
    if len(waiting) > 1:
        return _which_account(waiting, word, note)
    (account,) = waiting
    if turn.sender.role == "lead" and account.unit_id == turn.sender.unit_id:
        return NotAllowed(f"审核本单位的 {account.code}", "协调员")
    return account


def _named(code: str | None, unit: str) -> str:
    return " ".join(filter(None, (code, unit))) or "目前"


def _waiting(turn: Turn, states: tuple[str, ...]) -> list[Account]:
    led_by = turn.sender.unit_id if turn.sender.role == "lead" else None
    return ledger.accounts_in(turn.tx, states, led_by=led_by)


def _barred(turn: Turn, account: Account) -> NotAllowed | None:
    """A lead has no say in another's task."""
    if turn.sender.role == "lead" and not ledger.leads(turn.tx, account.task_id, turn.sender.unit_id):
        return NotAllowed(f"处理 {account.code} {account.title}", "该任务的牵头单位和协调员")
    return None


def _which_account(waiting: list[Account], word: str, note: str) -> WhichOne:
    choices = tuple(
        Button(f"{a.code} {a.unit}", " ".join(filter(None, (word, a.code, a.unit, note))))
        for a in waiting[:MOST_CHOICES]
    )
    more = f"共{len(waiting)}个，先列{MOST_CHOICES}个" if len(waiting) > MOST_CHOICES else ""
    return WhichOne("unit", choices, more)


def _no_such_unit(unit: str, code: str) -> Refused:
    return Refused(
        f"{code}没有叫“{unit[:30]}”的责任单位".strip(),
        f"请回复：详情 {code}" if code else "回复“逾期”可查看。",
    )


def _receipt(turn: Turn, account: Account, what: str) -> RuledReceipt:
    finished, total = ledger.done_of(turn.tx, account.item_id)
    return RuledReceipt(what, account.code, account.title, account.unit, finished, total)
