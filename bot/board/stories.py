"""One item and one unit: the notice's sentence, who owes it, what happened, what shows it."""

from dataclasses import dataclass
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from bot.board.frame import shown
from bot.board.look import UNIT_ROLES, Look
from bot.permissions import may
from db import account as ledger
from db import board, desk, evidence, plans
from db.account import Account
from db.plans import ItemRow
from db.states import CLOSED, OPEN, UNITS_TURN
from messages.lines import days_left, state_words
from messages.picture import light_of
from messages.words import days_left_words, target_words
from schedules.deadlines.words import rule_in_words

AROUND = 120  # characters of the notice shown before and after the item's own sentence
NO_ITEM = "没有这一项，或不归本岗位查看。"


@dataclass(frozen=True, slots=True)
class Line:
    """One account on a page. left: how long still, in words, while it is owed."""

    account: Account
    light: str
    state: str
    left: str
    files: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """The item's sentence with the wording of its deadline apart, amid what stands around it in the notice."""

    before: str
    head: str
    phrase: str
    tail: str
    after: str


def line(look: Look, account: Account, files: int = 0) -> Line:
    light = light_of(account.state, account.due, look.today, look.day.near_until)
    return Line(account, light, state_words(account), _left(look, account), files)


def _left(look: Look, account: Account) -> str:
    if account.state not in OPEN:
        return ""
    if look.today == account.internal_due != account.due:
        return "请于今天报送"
    left = days_left(account.due, account.internal_due, look.today, look.rules.policy.calendar)
    return days_left_words(left, due=account.due, today=look.today)


# ---------------------------------------------------------------- an item


def item(look: Look) -> str:
    """As the looker stands to it: the whole of it, one unit's part of it, or its own."""
    own = look.seat.role in UNIT_ROLES
    accounts = accounts_seen(look, look.number)
    chosen = look.seat.unit_id if own else look.whole("unit")
    if chosen is not None:
        accounts = [account for account in accounts if account.unit_id == chosen]
    if not accounts:
        raise HTTPException(404, NO_ITEM)
    found = plans.item(look.tx, look.number)
    plan = next(plan for plan in plans.plans(look.tx) if plan.id == found.plan_id)
    task_no, task = ledger.task_of_item(look.tx, found.id)
    pieces = evidence.of_accounts(look.tx, [account.id for account in accounts])
    counts = evidence.count_of_accounts(look.tx, [account.id for account in accounts])
    lines = [line(look, account, counts.get(account.id, 0)) for account in accounts]
    single = lines[0] if chosen is not None else None
    return shown(
        "item.html",
        look,
        f"{found.code} {found.title}",
        item=found,
        plan=plan,
        task=f"{task_no}、{task}",
        target=target_words(found.measure, found.op or "", found.value, found.counted),
        rule="通知未写时限，按计划期末" if found.rule == "plan-end" else rule_in_words(found.rule),
        passage=_passage(plan.notice, found),
        lines=sorted(
            lines, key=lambda one: (one.account.state in CLOSED, one.account.due, one.account.unit_id)
        ),
        finished=sum(one.light == "done" for one in lines),
        single=single,
        deeds=desk.deeds(look.tx, found.id, unit_id=chosen, most=200),
        pieces=pieces,
        own=own,
        may_report=own and single is not None and single.account.state not in CLOSED,
        may_urge=may(look.seat.role, "urge") and any(one.account.state in UNITS_TURN for one in lines),
    )


def accounts_seen(look: Look, item_id: int) -> list[Account]:
    """The item's accounts that this seat may see."""
    if not board.item_known(look.tx, item_id):
        return []
    accounts = ledger.accounts_of_item(look.tx, item_id, cancelled=True)
    if look.seat.role in UNIT_ROLES:
        return [account for account in accounts if account.unit_id == look.seat.unit_id]
    if look.led_by is not None and accounts and not ledger.leads(look.tx, accounts[0].task_id, look.led_by):
        return []
    return accounts


def _passage(notice: str, found: ItemRow) -> Passage:
    start, end = found.source_start, found.source_end
    sentence, before, after = found.sentence, "", ""
    if start is not None and end is not None and notice:
        sentence = notice[start:end]
        before, after = notice[max(start - AROUND, 0) : start], notice[end : end + AROUND]
    head, phrase, tail = (
        sentence.partition(found.phrase) if found.phrase and found.phrase in sentence else (sentence, "", "")
    )
    return Passage(before.lstrip(), head, phrase, tail, after.rstrip())


# ---------------------------------------------------------------- a unit


def unit(look: Look) -> str:
    name = board.unit_name(look.tx, look.number)
    own = look.seat.role in UNIT_ROLES
    if name is None or (own and look.number != look.seat.unit_id):
        raise HTTPException(404, "没有这个单位，或不归本岗位查看。")
    return _unit(look, look.number, name, own=own)


def own_unit(look: Look) -> str:
    return _unit(look, look.seat.unit_id, look.seat.unit, own=True)


def _unit(look: Look, unit_id: int, name: str, *, own: bool) -> str:
    led = ledger.led_tasks(look.tx).get(look.led_by, set()) if look.led_by is not None else None
    accounts = [a for a in ledger.accounts_of_unit(look.tx, unit_id) if led is None or a.task_id in led]
    counts = evidence.count_of_accounts(look.tx, [account.id for account in accounts])
    lines = [line(look, account, counts.get(account.id, 0)) for account in accounts]
    order = {"overdue": 0, "near": 1, "on_time": 2, "pending": 3, "done": 4}
    lines.sort(key=lambda one: (order[one.light], one.account.due))
    return shown(
        "unit.html",
        look,
        name,
        unit=name,
        lines=lines,
        by_plan=_by_plan(look, lines),
        totals={kind: sum(one.light == kind for one in lines) for kind in order},
        unsigned=[one for one in lines if one.account.state == "assigned"],
        bindings=desk.bindings(look.tx, unit_id=unit_id),
        own=own,
    )


def _by_plan(look: Look, lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """The lines under their plans' titles, the plan with the worst first; nothing where they are of one plan."""
    found: dict[int, list[Line]] = {}
    for one in lines:
        found.setdefault(one.account.plan_id, []).append(one)
    titles = {plan.id: plan.title for plan in board.plan_heads(look.tx)}
    return [(titles[plan_id], of_plan) for plan_id, of_plan in found.items()] if len(found) > 1 else []


# ---------------------------------------------------------------- what shows it


def file(look: Look) -> Response:
    """A file handed in for that account, to whoever may see the account. Only pictures open in the browser."""
    accounts = ledger.accounts(look.tx, [look.number])
    seen = accounts and any(one.id == look.number for one in accounts_seen(look, accounts[0].item_id))
    wanted = look.asked.get("sha", "")
    pieces = evidence.of_account(look.tx, look.number) if seen else []
    piece = next((one for one in pieces if one.sha256 is not None and one.sha256 == wanted), None)
    path = look.board.files.path(piece.sha256) if piece and piece.sha256 and look.board.files else None
    if piece is None or path is None:
        raise HTTPException(404, "没有这个文件，或不归本岗位查看。")
    kind = "inline" if piece.media in ("image/png", "image/jpeg", "image/gif", "image/webp") else "attachment"
    headers = {"content-disposition": f"{kind}; filename*=UTF-8''{quote(piece.name)}"}
    return FileResponse(path, media_type=piece.media, headers=headers)
