"""The district's side: from its account to the file that is handed up. Nothing is changed by it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.levels.sealing import sealed
from bot.levels.statement import Entry, HandupRefused, Occurrence, Proof, Statement, write
from bot.office import Rules
from db import account as ledger
from db import evidence, history, people, plans
from db.account import Account, ReportRow
from db.files import Files
from db.plans import ItemRow, PlanRow

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

# Bytes of evidence that go along: in base64, with the statement, they stay below what a chat carries.
ROOM = 12 * 1024 * 1024
TEXT = "text/plain"  # line by line; every chat and every telephone knows what to do with it
AGREED = ("done", "closed")
FACTS = ("progress", "count", "figure", "done", "evidence")


@dataclass(frozen=True, slots=True)
class Made:
    """A file ready to be handed up. items: of the level above; left: names of evidence that had no room."""

    content: bytes
    items: int
    accounts: int
    evidence: int
    left: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def about(self) -> str:
        """What it holds, in a sentence."""
        more = f"；{len(self.left)}个佐证放不下，只列校验值" if self.left else ""
        return f"上级{self.items}个事项，本级{self.accounts}条责任账目，佐证文件{self.evidence}个{more}"


def made(statement: Statement, store: Files, key: "Ed25519PrivateKey") -> Made:
    """The statement with as much of its evidence as there is room for, the newest first, signed."""
    contents, left = _with_room(statement, store)
    return Made(
        content=sealed(write(statement), contents, key),
        items=len({(entry.notice, entry.superior) for entry in statement.entries}),
        accounts=len(statement.entries),
        evidence=len(contents),
        left=left,
    )


def _with_room(statement: Statement, store: Files) -> tuple[list[bytes], tuple[str, ...]]:
    latest = sorted(statement.entries, key=lambda entry: entry.on or entry.since or _NEVER, reverse=True)
    wanted = {
        proof.sha256: proof.name for entry in latest for proof in reversed(entry.proofs) if proof.sha256
    }
    contents: list[bytes] = []
    left: list[str] = []
    room = ROOM
    for sha256, name in wanted.items():
        path = store.path(sha256)
        if path is None or path.stat().st_size > room:
            left.append(name)
            continue
        contents.append(path.read_bytes())
        room -= len(contents[-1])
    return contents, tuple(left)


_NEVER = date.min


def statement_of(tx: Connection, rules: Rules, now: datetime) -> Statement:
    """Everything that serves the level above, as it stands now. Raises HandupRefused where nothing does."""
    found = tuple(entry for plan in plans.plans(tx) if plan.superior for entry in _entries(tx, plan))
    if not found:
        raise HandupRefused(
            "计划里没有写上级事项，没有可上报的内容",
            "请在计划文件的 plan 里写上级文号（superior），在事项里写上级编号（superior: 3.1），再加载。",
        )
    seq, head = history.head(tx)
    return Statement(_office(tx, rules), now, seq, head, found)


def _office(tx: Connection, rules: Rules) -> str:
    """How the office signs its papers; else the unit of its coordinator."""
    desk = people.seats_in_role(tx, "coordinator")
    return (rules.policy.issuer or (desk[0].unit if desk else "") or "本级督办")[:200]


def _entries(tx: Connection, plan: PlanRow) -> Iterator[Entry]:
    for item in plans.items(tx, plan.id):
        if item.superior:
            for account in ledger.accounts_of_item(tx, item.id):
                yield _entry(tx, plan, item, account)


def _entry(tx: Connection, plan: PlanRow, item: ItemRow, account: Account) -> Entry:
    reports = [one for one in ledger.reports(tx, account.id) if one.kind in FACTS]
    return Entry(
        notice=plan.superior, superior=item.superior or "", plan=plan.key, code=item.code, title=item.title,
        unit=account.unit, done=account.state in AGREED, since=account.since,
        on=max((one.happened_on for one in reports), default=None), percent=account.percent,
        numerator=account.numerator, denominator=account.denominator, note=account.note,
        occurrences=tuple(_occurrence(one) for one in reports if one.kind == "count"),
        proofs=tuple(
            Proof(shown.name, sha256=shown.sha256) if shown.sha256 else Proof(shown.name, url=shown.url)
            for shown in evidence.of_account(tx, account.id)
        ),
    )  # fmt: skip


def _occurrence(report: ReportRow) -> Occurrence:
    return Occurrence(report.id, report.happened_on, report.count or 1, report.text)
