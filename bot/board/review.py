"""The queue: what waits for the desk's word, and the ruling on it, with a look at whether it is still what was shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from sqlalchemy import Connection

from bot.board.acting import Asked, Done, Form, run
from bot.board.frame import shown
from bot.board.look import Look
from bot.board.notes import Note
from bot.board.stories import Line, line
from bot.commands import Approve, Command, Grant, Refuse, Return, Urge
from bot.permissions import may
from db import account as ledger
from db import board, desk, evidence
from db.account import Account, ExtensionRow
from db.desk import Deed
from db.engine import reading
from db.evidence import Shown
from db.states import DESKS_TURN
from messages.catalogue import Message, Refused
from messages.words import STATE_WORDS, brief, day

MOST = 40  # cards on one page; the rest comes up as these are ruled on
WORDS = {"approve": "通过", "return": "退回", "grant": "同意延期", "refuse": "不同意延期"}
DEEDS = {
    "accept": "签收", "progress": "报进展", "count": "报次数", "figure": "报指标", "done": "报办结", "evidence": "补佐证",
    "extension": "申请延期", "obstacle": "报困难", "reassign": "申请改派", "approve": "审核通过", "return": "退回",
    "grant": "同意延期", "refuse": "不同意延期",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One account in the queue. seen: the last report it shows; acts: what may be ruled."""

    line: Line
    deed: Deed | None
    extension: ExtensionRow | None
    pieces: list[Shown]
    seen: int
    acts: tuple[str, ...]


def queue(look: Look) -> str:
    """Cards by what they wait for, the longest due first. Nobody rules on his own unit's work."""
    everything = ledger.accounts_in(look.tx, DESKS_TURN, led_by=look.led_by)
    narrowed = _narrowed(look.asked)
    waiting = [account for account in everything if _is_wanted(account, narrowed)]
    plans = [plan for plan in board.plan_heads(look.tx) if any(one.plan_id == plan.id for one in everything)]
    last = desk.last_report_ids(look.tx, [account.id for account in waiting[:MOST]])
    cards = [_card(look, account, last.get(account.id, 0)) for account in waiting[:MOST]]
    return shown(
        "review.html", look, "审核", cards=cards, left=len(waiting) - len(cards), WORDS=WORDS, plans=plans,
        narrowed=narrowed, total=len(everything),
        states=[state for state in DESKS_TURN if any(one.state == state for one in everything)],
    )  # fmt: skip


def _narrowed(asked: Mapping[str, str]) -> dict[str, str]:
    """What of the queue is looked at, as typed; kept through every ruling."""
    return {name: asked.get(name, "").strip()[:80] for name in ("plan", "unit", "waits")}


def _is_wanted(account: Account, narrowed: dict[str, str]) -> bool:
    return (
        narrowed["plan"] in ("", str(account.plan_id))
        and narrowed["unit"] in account.unit
        and narrowed["waits"] in ("", account.state)
    )


def _card(look: Look, account: Account, seen: int) -> Card:
    deeds = desk.deeds(look.tx, account.item_id, unit_id=account.unit_id, most=5)
    said = next((deed for deed in deeds if deed.report_id is not None and not deed.withdrawn), None)
    extension = ledger.open_extension(look.tx, account.id) if account.state == "extension" else None
    return Card(
        line(look, account), said, extension, evidence.of_account(look.tx, account.id), seen, _acts(look, account)
    )  # fmt: skip


def _acts(look: Look, account: Account) -> tuple[str, ...]:
    own = look.seat.role == "lead" and account.unit_id == look.seat.unit_id
    if own or not may(look.seat.role, "approve"):
        return ()
    acts = {
        "submitted": ("approve", "return"), "extension": ("grant", "refuse"), "misassigned": ("return",),
    }  # fmt: skip
    return acts.get(account.state, ())


# ---------------------------------------------------------------- ruling


def rule(asked: Asked) -> Done:
    """Approve, return, grant or refuse one account, if it is still as it was shown."""
    form = asked.form
    back = _back(form)
    account_id = form.whole("account") or 0
    account = _account(asked, account_id)
    if account is None:
        return Done(back, Note("没有受理：没有这个责任账目。", good=False))
    command, words = _command(asked, account)
    if command is None:
        return Done(back, Note(words, good=False))

    def still_so(tx: Connection) -> Message | None:
        return changed_since(tx, account_id, form.text("state"), form.whole("seen") or 0, asked)

    return Done(back, run(asked, words, command, check=still_so, pinned=account.item_id).note)


def _back(form: Form) -> str:
    """The page it was ruled on, narrowed as it was."""
    if form.text("back") == "item":
        return f"/item/{form.whole('item') or 0}"
    sent = _narrowed({name: form.text(name) for name in ("plan", "unit", "waits")})
    kept = {name: value for name, value in sent.items() if value}
    return f"/review?{urlencode(kept)}" if kept else "/review"


def urge(asked: Asked) -> Done:
    """催办: push the units that still owe the item, or the one named; who was pushed today is not pushed again."""
    item_id, unit = asked.form.whole("item") or 0, asked.form.text("unit")[:200]
    with reading(asked.board.office.engine) as tx:
        found = ledger.accounts_of_item(tx, item_id)
    if not found:
        return Done("/", Note("没有受理：没有这一项。", good=False))
    chosen = next((one for one in found if one.unit == unit), None)
    back = f"/item/{item_id}" + (f"?unit={chosen.unit_id}" if chosen else "")
    words = f"催办 {found[0].code} {unit}".strip()
    return Done(back, run(asked, words, Urge(found[0].code, unit), pinned=item_id).note)


def _account(asked: Asked, account_id: int) -> Account | None:
    with reading(asked.board.office.engine) as tx:
        return next(iter(ledger.accounts(tx, [account_id])), None)


def _command(asked: Asked, account: Account) -> tuple[Command | None, str]:
    """The command and its words, or None and what is missing."""
    act, reason = asked.form.text("act"), " ".join(asked.form.text("reason").split())
    about = f"{account.code} {account.unit}"
    match act:
        case "approve":
            return Approve(account.code, account.unit, reason), f"通过 {about} {reason}".strip()
        case "return" if reason:
            return Return(account.code, account.unit, reason), f"退回 {about} {reason}"
        case "refuse" if reason:
            return Refuse(account.code, account.unit, reason), f"不同意延期 {about} {reason}"
        case "grant":
            until = _day(asked.form.text("until"))
            words = f"同意延期 {about}" + (f" 至{until.year}年{until.month}月{until.day}日" if until else "")
            return Grant(account.code, account.unit, until, reason), f"{words} {reason}".strip()
        case "return" | "refuse":
            return None, f"没有受理：{WORDS[act]} {about} 要写明原因。"
        case _:
            return None, "没有受理：没有写明怎样处理。"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def changed_since(tx: Connection, account_id: int, state: str, seen: int, asked: Asked) -> Message | None:
    """What happened after the page was drawn, if it is no longer what was ruled on."""
    (account,) = ledger.accounts(tx, [account_id])
    last = desk.last_report_ids(tx, [account_id]).get(account_id, 0)
    if account.state == state and last == seen:
        return None
    deeds = desk.deeds(tx, account.item_id, unit_id=account.unit_id, most=1)
    return Refused(
        f"{account.code} {account.unit}在打开本页之后有了变化：{_told(deeds, asked)}现为{STATE_WORDS[account.state]}",
        "请看过新的情况再审。",
    )


def _told(deeds: list[Deed], asked: Asked) -> str:
    if not deeds:
        return ""
    (deed,) = deeds
    at = deed.at.astimezone(asked.board.office.zone)
    what = "撤回了" + DEEDS[deed.what] if deed.withdrawn else DEEDS[deed.what]
    said = f"（{brief(deed.text, 40)}）" if deed.text else ""
    return f"{deed.who}于{day(at.date())}{at:%H:%M}{what}{said}，"
