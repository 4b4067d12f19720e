"""The city's side: whether to believe a file, what in it is new, and its entry as the unit's ordinary reports.

Everything goes through the handlers of the unit's own words, with a seat of that unit as the
sender: what they refuse is refused here. An item is entered whole or not at all, and the whole
file in one transaction. What would be taken is found by taking it and taking it back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.channels import Attachment
from bot.commands import Command, Count, Done, Evidence, Figure, Progress
from bot.handlers import figures, reporting
from bot.levels.sealing import fingerprint
from bot.levels.statement import Entry, Statement
from bot.levels.summing import Sum, as_kept, standing_of, sum_up
from bot.turn import Origin, Turn
from db import account as ledger
from db import history, levels, plans
from db.account import Account
from db.levels import Taken, Trusted
from db.states import CLOSED
from messages.catalogue import HandupOffered, HandupTaken, Message, Recorded, Refused, WhichOne
from messages.words import full_day

CLOCKS_APART = timedelta(minutes=10)  # two machines' clocks
TAKE = "确认上报"
_MOST_TOLD = 4

_ACTS = {
    Count: reporting.count, Figure: figures.figure, Progress: reporting.progress, Done: reporting.done,
    Evidence: reporting.evidence,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose signature holds. files: evidence that is here, by its hash; refused: what of it is not kept, and why."""

    sha256: str
    key: str
    statement: Statement
    files: Mapping[str, Attachment] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


@dataclass(slots=True)
class _Entered:
    """What came of a file so far."""

    told: list[tuple[str, str, str]]
    remarks: list[str]
    standing: dict[str, Any]
    closed: list[str]


def offer(turn: Turn, opened: Opened) -> Message:
    """What taking it would enter, and the words that take it; nothing is changed."""
    with turn.tx.begin_nested() as tried:
        found = take(turn, opened)
        tried.rollback()
    if not isinstance(found, HandupTaken):
        return found
    return HandupOffered(
        found.unit, found.office, found.made_at, found.signer, found.entered, found.remarks,
        f"{TAKE} {opened.sha256}",
    )  # fmt: skip


def take(turn: Turn, opened: Opened, by: str = "") -> Message:
    """Afterwards what is new in it stands as reports of the sender's unit, and the file is known; or nothing is changed.

    by: who brought it, where that is not the sender.
    """
    trusted = levels.whose(turn.tx, opened.key)
    last = levels.last_taken(turn.tx, turn.sender.unit_id)
    if (wrong := _why_not(turn, opened, trusted, last)) is not None or trusted is None:
        return wrong or _unknown(turn.tx, opened.key)
    signer = fingerprint(opened.key)
    origin = Origin(opened.sha256, signer, by)
    found = _enter(replace(turn, origin=origin, files=()), opened, last.standing if last else {})
    remarks = tuple(found.remarks)
    if not found.told:
        return Refused("这份文件没有要记入的新内容", "；".join(remarks) or "与上次相比没有变化，不用再报。")
    statement = opened.statement
    taken = Taken(
        opened.sha256, trusted.id, statement.made_at, statement.seq, statement.head, found.standing, turn.now
    )
    levels.take(turn.tx, taken, turn.inbox_id)
    facts = {
        **origin.facts(), "office": statement.office, "made_at": statement.made_at.isoformat(),
        "chain": f"{statement.seq} {statement.head}", "items": [code for code, _, _ in found.told],
    }  # fmt: skip
    history.append(turn.tx, turn.now, by or turn.sender.title, "take", trusted.unit, facts)
    made_at = statement.made_at.astimezone(turn.rules.policy.zone)
    return HandupTaken(trusted.unit, statement.office, made_at, signer, tuple(found.told), remarks)


# ---------------------------------------------------------------- whether to believe it


def _why_not(turn: Turn, opened: Opened, trusted: Trusted | None, last: Taken | None) -> Refused | None:
    """What keeps the file as such from being taken."""
    if trusted is None:
        return _unknown(turn.tx, opened.key)
    if trusted.unit_id != turn.sender.unit_id:
        return Refused(
            f"这份文件由{trusted.unit}签名，{turn.sender.unit}不能代报", f"请由{trusted.unit}的联系人发来。"
        )
    if (same := levels.taken(turn.tx, opened.sha256)) is not None:
        on = full_day(turn.rules.policy.today(same.taken_at))
        return Refused(f"这份文件已于{on}记入，不重复记", "有新的情况，请重新生成后再报。")
    return _not_fresh(turn, opened.statement, trusted, last)


def _not_fresh(turn: Turn, statement: Statement, trusted: Trusted, last: Taken | None) -> Refused | None:
    if statement.made_at > turn.now + CLOCKS_APART:
        at = _moment(statement.made_at, turn)
        return Refused(f"文件的生成时间是{at}，还没有到", "请对方校准时钟后重新生成。")
    if last is None:
        return None
    if statement.made_at <= last.made_at:
        at = _moment(last.made_at, turn)
        return Refused(f"这份文件不比上次记入的新（上次的生成于{at}）", "请发最新生成的文件。")
    back = statement.seq < last.seq or (statement.seq == last.seq and statement.head != last.head)
    if back and trusted.id == last.trust_id:  # a key registered anew begins anew
        return Refused(
            "文件里的历史记录与上次的接不上，对方可能恢复过旧备份",
            "请先与对方核对；核对无误的，由管理员重新登记公钥后再报。",
        )
    return None


def _moment(at: datetime, turn: Turn) -> str:
    return f"{at.astimezone(turn.rules.policy.zone):%Y年%-m月%-d日%H:%M}"


def _unknown(tx: Connection, key: str) -> Refused:
    if levels.was_trusted(tx, key):
        return Refused("签名这份文件的公钥已经停用", "请对方用现在的密钥重新生成，或由管理员重新登记公钥。")
    return Refused("签名这份文件的公钥没有登记", "请管理员与对方核对指纹后登记：duban trust 单位 公钥")


def why_unknown(tx: Connection, key: str) -> Refused | None:
    """The sentence for a key that speaks for nobody now; None where it does."""
    return None if levels.whose(tx, key) is not None else _unknown(tx, key)


# ---------------------------------------------------------------- entering it


def _enter(turn: Turn, opened: Opened, standing: Mapping[str, Any]) -> _Entered:
    found = _Entered([], list(opened.refused), dict(standing), [])
    for account, entries in _meant(turn, opened.statement.entries, found):
        key = str(account.item_id)
        before = standing_of(standing.get(key))
        come = _without_missing(sum_up(account, entries, before), opened, before.proofs, found)
        if account.state in CLOSED:
            found.closed += [account.code] if come.commands else []
            continue
        found.remarks += [f"{account.code}：{remark}" for remark in come.remarks]
        what = _entered(turn, account, come, opened, found)
        if what is not None:
            found.standing[key] = as_kept(come.after)
            found.told += [(account.code, account.title, what)] if what else []
    if found.closed:
        found.remarks.append(f"{'、'.join(found.closed)} 已办结或撤销，不再记入")
    return found


def _meant(
    turn: Turn, entries: Iterable[Entry], found: _Entered
) -> Iterator[tuple[Account, Sequence[Entry]]]:
    """The unit's own account that each group of entries serves; a remark for each group that serves none."""
    grouped: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        grouped.setdefault((entry.notice, entry.superior), []).append(entry)
    known = plans.plans(turn.tx)
    for (notice, code), group in grouped.items():
        plan = next((one for one in known if notice in (one.number, one.key, one.title)), None)
        item = (
            next((one for one in plans.items(turn.tx, plan.id) if one.code == code), None) if plan else None
        )
        account = ledger.account(turn.tx, item.id, turn.sender.unit_id) if item else None
        if account is not None:
            yield account, group
        elif item is not None:
            found.remarks.append(f"{code}：不由{turn.sender.unit}承办")
        else:
            where = f"《{plan.title}》里没有这一项" if plan else f"没有{notice}这份计划"
            found.remarks.append(f"{code}：{where}")


def _without_missing(come: Sum, opened: Opened, before: Sequence[str], found: _Entered) -> Sum:
    """Evidence whose content did not come along waits for a file that has it."""
    missing = {one.sha256: one.name for one in come.proofs if one.sha256 and one.sha256 not in opened.files}
    if not missing:
        return come
    found.remarks.append(f"佐证“{next(iter(missing.values()))}”等{len(missing)}个没有随文件附上")
    here = tuple(one for one in come.proofs if one.sha256 not in missing)
    after = replace(come.after, proofs=tuple(k for k in come.after.proofs if k not in missing or k in before))
    commands = come.commands if here or not _only_evidence(come.commands) else ()
    return replace(come, commands=commands, proofs=here, after=after)


def _only_evidence(commands: tuple[Command, ...]) -> bool:
    return len(commands) == 1 and isinstance(commands[0], Evidence)


def _entered(turn: Turn, account: Account, come: Sum, opened: Opened, found: _Entered) -> str | None:
    """What was entered on that account, in words, empty where nothing had to be; None where it was refused, all of it."""
    said: list[str] = []
    files = tuple(opened.files[one.sha256] for one in come.proofs if one.sha256)
    with turn.tx.begin_nested() as whole:
        for place, command in enumerate(come.commands):
            here = replace(turn, pinned=account.item_id, files=() if place else files)
            act: Any = _ACTS[type(command)]
            answer = act(command, here)
            if not isinstance(answer, Recorded):
                whole.rollback()
                found.remarks.append(f"{account.code}：{_why(answer)}")
                return None
            said += [answer.what.rstrip("。")] if answer.can_withdraw else []
    return _brief(said, len(files))


def _why(answer: Message) -> str:
    if isinstance(answer, Refused):
        return answer.wrong
    return answer.note if isinstance(answer, WhichOne) and answer.note else "这一项不能这样报"


def _brief(said: Sequence[str], files: int) -> str:
    shown = "；".join(said[-_MOST_TOLD:])
    if len(said) > _MOST_TOLD:
        shown = f"{len(said)}条，最近的：{shown}"
    return f"{shown}（附件{files}个）" if files else shown
