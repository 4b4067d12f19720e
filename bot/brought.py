"""A notice or a corrected 时限推定单 sent in chat, or a paper asked for, worked out before the conversation's transaction.

Reading a notice or writing a ledger takes longer than a transaction may: it is done here, from the kept
file, and the handlers only answer with it or put it in force. Doing it twice changes nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.channels import Attachment, Incoming
from bot.commands import Command
from bot.drafting import Paper, open_points, paper_in, plan_of, sheet_of
from bot.grammar.handups import confirmed
from bot.levels.arriving import arrived
from bot.levels.taking import Opened
from bot.loading import compare, same_notice
from bot.making import MadePaper, asks, made_paper
from bot.office import Office, Rules
from bot.permissions import may
from db import people, plans, post
from db.engine import reading
from db.files import Files
from db.people import Seat
from db.post import Enclosed
from messages.catalogue import Message, NoticeDrafted, PlanProposed, Refused
from schedules.deadlines import LIKELY
from schedules.notice import Draft, NoticeRefused, Settled
from schedules.plan import Plan, Unit
from schedules.plan import Seat as PlanSeat
from schedules.plandiff import describe
from schedules.planfile import PlanFaults

log = structlog.get_logger()

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ADOPT = "启用"
_ADOPT = re.compile(rf"\s*{ADOPT}\s*(?:计划|这个?计划|它)?\s*(?P<sha>[0-9a-f]{{64}})?\s*[。!！]?\s*")
_PAPERS = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", XLSX, "application/pdf",
    "text/plain",
)  # fmt: skip
_ANEW = "请发 .docx、.pdf、.txt 的通知，或改好的时限推定单（.xlsx）。"
_LAST_SAID = 30


@dataclass(frozen=True, slots=True)
class Brought:
    """What a message came to: an answer and the file that goes along, the plan to be put in force, the paper asked for,
    or a lower office's file. meant: what is asked, where that is not for the words alone to say.
    """

    answer: Message | None = None
    enclosure: Enclosed | None = None
    plan: Plan | None = None
    paper: MadePaper | None = None
    handup: Opened | None = None
    meant: tuple[Command, ...] = ()


def concerns(incoming: Incoming) -> bool:
    """Whether it is worth a look: a file, 启用, 确认上报, or words that may ask for a paper."""
    said = incoming.text
    return bool(incoming.files) or bool(_ADOPT.fullmatch(said)) or confirmed(said)[0] or asks(said)


def work_out(office: Office, store: Files, incoming: Incoming, now: datetime) -> Brought | None:
    """What the desk's file or its 启用 comes to; None for every other message. Takes its time; never call it in the loop."""
    try:
        return _work_out(office, store, incoming, now)
    except Exception:
        log.exception("file not worked out", names=[file.name for file in incoming.files])
        if not incoming.files:
            return Brought(Refused("文件没有做出来", "请稍后再发一次；仍不行，请告知管理员看日志。"))
        return Brought(Refused("这个文件读不出来", "请另存为 .docx 或 .txt 再发。"))


def enclosed_with(brought: Brought | None, commands: Sequence[Command]) -> Enclosed | None:
    """The file that goes with the answer to these commands; a paper only where it is still what is asked for."""
    if brought is None or (brought.paper is not None and brought.paper.wanted not in commands):
        return None
    return brought.enclosure


def words_of(office: Office, press: Incoming, index: int) -> Incoming | None:
    """A pressed button as the words it says, which stand in our own message."""
    with reading(office.engine) as tx:
        message = post.kept(tx, press.pressed) if press.pressed is not None else None
    if message is None or not 0 <= index < len(message.buttons):
        return None
    return replace(press, text=message.buttons[index][1])


def _work_out(office: Office, store: Files, incoming: Incoming, now: datetime) -> Brought | None:
    if (handup := arrived(office, store, incoming, now)) is not None:
        return Brought(handup.refused, handup=handup.file, meant=handup.meant)
    wants = _ADOPT.fullmatch(incoming.text) if not incoming.files else None
    if wants is None and not incoming.files:
        made = made_paper(office, store, incoming, now)
        return Brought(enclosure=made.enclosed, paper=made) if made is not None else None
    with reading(office.engine) as tx:
        seat = people.who_is(tx, incoming.channel, incoming.address)
        if seat is None or not may(seat.role, "draft"):
            return None
        rules, settled = office.rules(tx), settled_in(tx)
        sha = wants["sha"] or _last_offered(tx, seat, now) if wants else None
    if wants is not None:
        return _to_adopt(office, store, sha, rules, settled)
    return _of_file(office, store, incoming.files[-1], rules, settled)


def settled_in(tx: Connection) -> Settled:
    """What the office knows already: its units, its groups, and who sits at the desk."""
    return Settled(
        units=tuple(Unit(unit.name, unit.also) for unit in people.units(tx)),
        groups=dict(plans.groups(tx)),
        desk=tuple(
            PlanSeat(seat.title, seat.unit, seat.role)  # type: ignore[arg-type]  # of the two roles
            for role in ("coordinator", "admin")
            for seat in people.seats_in_role(tx, role)
        ),
    )


def _last_offered(tx: Connection, seat: Seat, now: datetime) -> str | None:
    """The file under the last 启用 button that seat was shown."""
    said = (text for one in post.last_mentions(tx, seat.id, now, _LAST_SAID) for _, text in one.buttons)
    return next((found["sha"] for text in said if (found := _ADOPT.fullmatch(text)) and found["sha"]), None)


def _to_adopt(office: Office, store: Files, sha: str | None, rules: Rules, settled: Settled) -> Brought:
    path = store.path(sha) if sha else None
    if path is None:
        return Brought(Refused("没有待启用的计划", "请先发来通知，或改好的时限推定单。"))
    try:
        paper = paper_in(path.read_bytes(), "时限推定单", rules.policy.calendar)
        return Brought(plan=_as_in_force(office, plan_of(paper.draft, settled, rules.policy.calendar)))
    except NoticeRefused as refused:
        return Brought(Refused(str(refused).rstrip("。"), _ANEW))
    except PlanFaults as faults:
        return Brought(_proposed(paper, open_points(faults), (), ""))


def _of_file(office: Office, store: Files, file: Attachment, rules: Rules, settled: Settled) -> Brought:
    path = store.path(file.sha256)
    if path is None or file.media not in _PAPERS:
        return Brought(Refused(f"“{file.name}”不是通知", _ANEW))
    try:
        paper = paper_in(path.read_bytes(), file.name, rules.policy.calendar)
    except NoticeRefused as refused:
        return Brought(Refused(str(refused).rstrip("。"), _ANEW))
    plan, gaps = _plan_or_gaps(office, paper.draft, settled, rules)
    known, changes = _changes(office, plan)
    if paper.corrected:
        return Brought(_proposed(paper, gaps, changes, file.sha256))
    name = f"时限推定单-{paper.draft.title[:40] or '通知'}.xlsx"
    kept = store.put(sheet_of(paper.draft, settled), name, XLSX)
    offered = kept.sha256 if changes else ""
    answer = _drafted(paper.draft, gaps, offered, changes if known else None)
    return Brought(answer, Enclosed(kept.sha256, kept.name, kept.media))


def _plan_or_gaps(
    office: Office, drafted: Draft, settled: Settled, rules: Rules
) -> tuple[Plan | None, tuple[str, ...]]:
    try:
        return _as_in_force(office, plan_of(drafted, settled, rules.policy.calendar)), ()
    except PlanFaults as faults:
        return None, open_points(faults)


def _as_in_force(office: Office, plan: Plan) -> Plan:
    """One notice is one plan: what has the 文号 of a plan in force changes that plan, and hands nothing out twice."""
    with reading(office.engine) as tx:
        key = same_notice(tx, plan)
    return replace(plan, key=key) if key is not None else plan


def _changes(office: Office, plan: Plan | None) -> tuple[bool, tuple[str, ...]]:
    """Whether the plan is in force already, and what it would change."""
    if plan is None:
        return False, ()
    with reading(office.engine) as tx:
        change = compare(tx, plan)
    return change.old is not None, tuple(describe(change))


def _drafted(
    drafted: Draft, gaps: tuple[str, ...], offered: str, changes: tuple[str, ...] | None
) -> NoticeDrafted:
    items = [item for task in drafted.tasks for item in task.items]
    return NoticeDrafted(
        title=drafted.title,
        number=drafted.number,
        issued=drafted.issued,
        tasks=len(drafted.tasks),
        items=len(items),
        dated=sum(item.due is not None for item in items),
        numbered=sum(item.target is not None for item in items),
        guessed=sum(item.phrase is not None and item.sure <= LIKELY for item in items),
        gaps=gaps,
        notes=drafted.notes,
        changes=changes,
        adopt=f"{ADOPT} {offered}" if offered else "",
    )


def _proposed(paper: Paper, gaps: tuple[str, ...], changes: tuple[str, ...], sha: str) -> PlanProposed:
    return PlanProposed(
        title=paper.draft.title,
        changes=changes,
        gaps=gaps,
        ignored=paper.complaints,
        adopt=f"{ADOPT} {sha}" if sha and not gaps and changes else "",
    )
