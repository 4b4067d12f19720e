"""What every report shares: the checks before it, the writing down, the receipt after it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from bot.handlers import enclosing
from bot.scheduling import obligation
from bot.turn import Turn, desk_of
from db import account as ledger
from db import evidence, quiet
from db.account import Account
from db.people import Seat
from db.states import CLOSED
from messages.catalogue import Message, Recorded, Refused, ReviewWanted
from messages.words import day, day_short
from schedules.owed import in_final_stretch

# What an act may change; kept with each report so that 撤回 puts exactly this back.
SNAPSHOT = (
    "state", "percent", "count", "numerator", "denominator", "note", "accepted_at", "submitted_at", "reported_on",
    "asked_on", "done_at", "due", "internal_due", "next_at",
)  # fmt: skip
# What besides moves on with the period, where an approval begins the next one.
PERIOD = ("since", "first_due", "urged", "urged_on")
LONGEST_TEXT = 4000
# Beside an approval's snapshot: the states of the accounts that were written off with it.
RELEASED = "released"
# Beside a report's snapshot: the letters by which the desk heard of it.
TOLD = "told"


KIND_WORDS = {
    "accept": "签收",
    "progress": "进展",
    "count": "次数",
    "figure": "指标",
    "done": "办结",
    "evidence": "佐证",
    "extension": "延期申请",
    "obstacle": "困难",
    "reassign": "改派申请",
}


VERDICT_WORDS = {"approve": "审核通过", "return": "退回", "grant": "同意延期", "refuse": "不同意延期"}


def refuse_closed(account: Account) -> Refused | None:
    if account.state in CLOSED and account.state != "cancelled":
        return Refused(
            f"{account.code} 已办结，不用再报", f"如有出入，请与牵头单位联系；查看请回复：详情 {account.code}"
        )
    if account.state == "cancelled":
        return Refused(f"{account.code} 已撤销，不用再报", "回复“待办”可查看现有事项。")
    return None


def refuse_day(turn: Turn, account: Account, happened: date | None) -> Refused | None:
    if happened is None:
        return None
    if happened > turn.today:
        return Refused(f"{day(happened)}还没有到", "请报已经发生的事；计划可写在进展里。")
    if happened < account.starts:
        return Refused(f"{day(happened)}早于统计起始日{day(account.starts)}", "请核对日期后重报。")
    return None


def working_state(account: Account) -> dict[str, Any]:
    """A report means the unit is at it: 待签收 and 需协调 become 办理中; what waits for the desk goes on waiting."""
    return {"state": "accepted"} if account.state in ("assigned", "stuck") else {}


def is_final(turn: Turn, account: Account) -> bool:
    """Whether what is reported now is the period's own figure, so that nobody has to report it again as done."""
    ladder = turn.rules.ladder(account.plan_id, account.item_id)
    open_to_it = account.state in ("assigned", "accepted", "returned", "stuck")
    return open_to_it and in_final_stretch(
        obligation(account), turn.today, ladder, turn.rules.policy.calendar
    )


def record(
    turn: Turn,
    account: Account,
    kind: str,
    text: str,
    happened: date | None = None,
    facts: dict[str, Any] | None = None,
    **values: Any,
) -> Account:
    """Write the report down with the state before it, change the account, enter it in the history; the account after it."""
    text = text[:LONGEST_TEXT]
    pieces = enclosing.enclose(turn, account, kind, text) if kind != "accept" or turn.files else []
    if values.get("state") == "accepted" and account.state == "assigned":
        values.setdefault("accepted_at", turn.now)
    if kind in ("progress", "count", "figure", "done", "evidence"):
        values["reported_on"] = turn.today
        if text:
            values["note"] = text
    report_id = ledger.add_report(
        turn.tx,
        {
            "assignment_id": account.id, "contact_id": turn.sender.id, "inbox_id": turn.inbox_id, "kind": kind,
            "happened_on": happened or turn.today, "reported_at": turn.now, "text": text,
            "before": frozen(account), **(facts or {}),
        },
    )  # fmt: skip
    quiet.end_all_snoozes(turn.tx, account.id)
    enclosing.keep(turn, report_id, pieces)
    entered = enclosing.entered(pieces)
    turn.remember(kind, account, report=report_id, text=text, happened=happened, **(facts or {}), **entered)
    return turn.change(account, **values)


def frozen(account: Account, also: tuple[str, ...] = ()) -> dict[str, Any]:
    """What an act may change, as it is now, fit to be kept."""
    now = {name: getattr(account, name) for name in (*SNAPSHOT, *also)}
    return {name: v.isoformat() if isinstance(v, date) else v for name, v in now.items()}


def thawed(before: dict[str, Any]) -> dict[str, Any]:
    """The values `frozen` kept, ready to be put back."""
    read = {
        "accepted_at": datetime.fromisoformat,
        "submitted_at": datetime.fromisoformat,
        "done_at": datetime.fromisoformat,
        "next_at": datetime.fromisoformat,
        "due": date.fromisoformat,
        "internal_due": date.fromisoformat,
        "reported_on": date.fromisoformat,
        "asked_on": date.fromisoformat,
        "since": date.fromisoformat,
        "first_due": date.fromisoformat,
        "urged_on": date.fromisoformat,
    }
    return {
        name: read[name](value) if name in read and value is not None else value
        for name, value in before.items()
    }


def tell_of_report(turn: Turn, account: Account, seats: Iterable[Seat], message: Message) -> None:
    """Let them hear of the report just recorded. Who did is kept with it: whoever was told hears that it was taken back."""
    told = turn.tell(seats, message, account.code)
    ledger.keep_with_last_report(turn.tx, account.id, {TOLD: told})


def receipt(
    turn: Turn,
    account: Account,
    said: str,
    note: str,
    *,
    submitted: bool = False,
    happened: date | None = None,
    hints: tuple[str, ...] = (),
) -> Recorded:
    """The one line that says what was understood; the desk hears of what it must rule on."""
    if submitted:
        done_units, total = ledger.done_of(turn.tx, account.item_id)
        shown = tuple(piece.name for piece in evidence.of_account(turn.tx, account.id))
        message = ReviewWanted(turn.line(account), happened, done_units, total, shown)
        tell_of_report(turn, account, desk_of(turn.tx, account), message)
        hints = (*hints, "已报牵头单位审核，审核通过前不再提醒。")
    if happened is not None and happened != turn.today:
        said = f"{said}（{day_short(happened)}）"
    what = f"{said}：{note}" if note else said
    return Recorded(account.code, account.title, what, hints)
