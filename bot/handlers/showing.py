"""What can be looked up of one item: how it stands, its sentence in the notice, how it is reported; and help."""

from dataclasses import replace

from bot.commands import Basis, Detail, Help
from bot.handlers.recording import KIND_WORDS, VERDICT_WORDS
from bot.handlers.units import of_unit
from bot.permissions import may
from bot.turn import MOST_CHOICES, Turn, mine, no_such_item, owners_of
from db import account as ledger
from db import evidence, plans
from db.account import Account
from db.states import CLOSED, OPEN
from messages.catalogue import (
    Button,
    DeskLine,
    HelpCard,
    HowToReport,
    ItemBasis,
    ItemDesk,
    ItemDetail,
    Message,
    Proof,
    Refused,
    Said,
    WhichOne,
)  # fmt: skip
from messages.lines import state_words
from messages.replies import examples
from messages.words import number, target_words
from schedules.deadlines.words import rule_in_words
from schedules.plan import Step
from schedules.steps import Stage, worked_back

MOST_HISTORY = 6


def detail(command: Detail, turn: Turn) -> Message:
    """详情: one item as the sender stands to it."""
    if turn.sender.role in ("contact", "leader"):
        account = mine(turn, command.item, "详情")
        return _detail(turn, account) if isinstance(account, Account) else account
    if command.item is None:
        return Refused("没有写明哪一项", "请回复：详情 3.1")
    accounts = owners_of(turn, command.item)
    if not accounts:
        return no_such_item(turn, command.item)
    return _of_one_unit(turn, accounts, command.unit) if command.unit else _desk_detail(turn, accounts)


def _of_one_unit(turn: Turn, accounts: list[Account], words: str) -> Message:
    """One unit's account as the desk sees it, with what the desk may say to it."""
    code, his = accounts[0].code, of_unit(turn, accounts, words)
    if not his:
        return Refused(f"{code} 的责任单位中没有“{words[:30]}”", f"查看各单位请回复：详情 {code}")
    if len(his) > 1:
        return WhichOne("unit", tuple(Button(a.unit, f"详情 {code} {a.unit}") for a in his[:MOST_CHOICES]))
    return replace(
        _detail(turn, his[0]), looked_up=True, urged=his[0].urged, desk_replies=_desk_replies(turn, his[0])
    )


def _desk_replies(turn: Turn, account: Account) -> tuple[str, ...]:
    """What the sender may rule on the account as it stands."""
    own = turn.sender.role == "lead" and account.unit_id == turn.sender.unit_id
    if own or not may(turn.sender.role, "approve"):
        return ()
    at = f"{account.code} {account.unit}"
    if account.state == "submitted":
        return (f"通过 {at}", f"退回 {at} 退回原因")
    if account.state == "extension":
        return (f"同意延期 {at}", f"不同意延期 {at} 理由")
    return (f"催办 {at}",) if account.state in OPEN else ()


def _detail(turn: Turn, account: Account) -> ItemDetail:
    item = plans.item(turn.tx, account.item_id)
    no, title = ledger.task_of_item(turn.tx, account.item_id)
    speaks = account.next_at
    return ItemDetail(
        line=turn.line(account),
        plan=plans.name(turn.tx, item.plan_id)[0],
        task=f"{no}、{title}",
        leads=item.leads,
        phrase=item.phrase or "",
        target=target_words(item.measure, item.op or "", item.value, item.counted),
        history=_history(turn, account),
        speaks_again=turn.rules.policy.today(speaks) if speaks else None,
        today=turn.today,
        steps=tuple((stage.name, stage.day) for stage in _stages(turn, account)),
        since=account.since,
        evidence=tuple(
            Proof(one.happened_on, one.name, one.url or "")
            for one in evidence.of_account(turn.tx, account.id)
        ),
    )


def _stages(turn: Turn, account: Account) -> tuple[Stage, ...]:
    """The steps on the way, worked back from the day that binds this unit."""
    steps = tuple(Step(*step) for step in account.steps)
    return worked_back(steps, account.internal_due, turn.rules.policy.calendar)


def _history(turn: Turn, account: Account) -> tuple[Said, ...]:
    """The last words on it, reports and rulings together, oldest first."""
    said = [
        (r.reported_at, Said(r.happened_on, r.contact, f"{KIND_WORDS[r.kind]}{_figures(r)} {r.text}".strip()))
        for r in ledger.reports(turn.tx, account.id)
    ]
    said += [
        (
            one.at,
            Said(
                turn.rules.policy.today(one.at),
                one.contact,
                f"{VERDICT_WORDS[one.verdict]} {one.reason}".strip(),
            ),
        )
        for one in ledger.reviews(turn.tx, account.id)
    ]
    return tuple(one for _, one in sorted(said, key=lambda pair: pair[0])[-MOST_HISTORY:])


def _figures(report: ledger.ReportRow) -> str:
    if report.numerator is not None and report.denominator is not None:
        return f"{number(report.numerator)}/{number(report.denominator)}"
    if report.count is not None:
        return f"+{report.count}"
    return f"{number(report.percent)}%" if report.percent is not None else ""


def _desk_detail(turn: Turn, accounts: list[Account]) -> ItemDesk:
    first = accounts[0]
    item = plans.item(turn.tx, first.item_id)
    no, title = ledger.task_of_item(turn.tx, first.item_id)
    finished, total = ledger.done_of(turn.tx, first.item_id)
    worst_first = sorted(
        accounts, key=lambda a: (a.state in CLOSED, a.state != "submitted", a.due, a.unit_id)
    )
    line = turn.line(worst_first[0])
    pieces = evidence.count_of_accounts(turn.tx, [a.id for a in accounts])
    return ItemDesk(
        line=DeskLine(
            first.code,
            first.title,
            line.due,
            line.days_left,
            finished,
            total,
            tuple(a.unit for a in worst_first),
        ),
        plan=plans.name(turn.tx, item.plan_id)[0],
        task=f"{no}、{title}",
        phrase=item.phrase or "",
        target=target_words(item.measure, item.op or "", item.value, item.counted),
        units=tuple((a.unit, _desk_state(turn, a, pieces.get(a.id, 0))) for a in worst_first),
        today=turn.today,
    )


def _desk_state(turn: Turn, account: Account, pieces: int) -> str:
    overdue = account.state in OPEN and account.due < turn.today
    state = f"逾期，{state_words(account)}" if overdue else state_words(account)
    state += f"，已催办{account.urged}次" if account.urged and account.state in OPEN else ""
    return f"{state}｜佐证{pieces}件" if pieces else state


def basis(command: Basis, turn: Turn) -> Message:
    """依据: the notice's own sentence, for anyone who may see the item."""
    code = command.item
    if turn.sender.role in ("contact", "leader"):
        account = mine(turn, code, "依据")
        if not isinstance(account, Account):
            return account
        item = plans.item(turn.tx, account.item_id)
    else:
        found = next((i for i in plans.items(turn.tx) if i.code == code), None)
        if found is None:
            return no_such_item(turn, code) if code else Refused("没有写明哪一项", "请回复：依据 3.1")
        item = found
    plan, number = plans.name(turn.tx, item.plan_id)
    no, title = ledger.task_of_item(turn.tx, item.id)
    return ItemBasis(
        code=item.code, title=item.title, plan=plan, number=number, task=f"{no}、{title}",
        sentence=item.sentence, phrase=item.phrase or "", due=item.due, internal_due=item.internal_due,
        rule="通知未写时限，按计划期末" if item.rule == "plan-end" else rule_in_words(item.rule),
    )  # fmt: skip


def help_(command: Help, turn: Turn) -> Message:
    """帮助 for this seat now; with an item, the lines to type for it."""
    if command.item is not None and turn.sender.role in ("contact", "leader"):
        account = mine(turn, command.item, "怎么报")
        if not isinstance(account, Account):
            return account
        return HowToReport(turn.line(account), examples(account.code, account.measure, account.counted))
    accounts = ledger.accounts_of_unit(turn.tx, turn.sender.unit_id)
    still_open = [a for a in accounts if a.state not in CLOSED]
    return HelpCard(turn.sender.title, turn.sender.role, len(still_open), _examples(turn, still_open))


def _examples(turn: Turn, still_open: list[Account]) -> tuple[tuple[str, str], ...]:
    if turn.sender.role in ("contact", "leader"):
        urgent = min(still_open, key=lambda a: (a.due, a.id), default=None)
        code = urgent.code if urgent else "3.1"
        report = turn.line(urgent).reply if urgent else f"进展 {code} 60% 办理情况"
        return (
            ("待办", "看全部未办结事项"),
            (report, "报这一项" if urgent else "报进展"),
            (f"详情 {code}", "看要求和往来"),
            (f"依据 {code}", "看通知原句"),
            (f"怎么报 {code}", "看这一项怎么报"),
            (f"困难 {code} 难点和需要谁协调", "报困难"),
            (f"延期 {code} 至某月某日 原因", "到期前申请延期"),
            ("撤回", "收回刚才的反馈"),
        )
    seeing = (
        ("汇总", "总体情况"),
        ("逾期", "逾期清单"),
        ("待审", "待处理的申请"),
        ("详情 3.1", "一项各单位的情况"),
    )
    if turn.sender.role == "admin":
        return (
            *seeing,
            ("邀请 单位联系人", "发绑定码"),
            ("交接 单位联系人", "换人时发交接码"),
            ("提醒", "看或改提醒日"),
            ("停办日", "看或改停办日"),
        )
    return (
        *seeing,
        ("通过 3.1 单位", "同意办结"),
        ("退回 3.1 单位 原因", "退回补正"),
        ("催办 3.1", "催未报的单位"),
        ("同意延期 3.1 单位", "批复延期"),
    )
