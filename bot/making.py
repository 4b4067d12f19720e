"""A paper asked for in chat, made before the conversation's transaction: a ledger takes longer than one may.

The same words are understood again inside the transaction, where it is decided who may
have it; what was made for nobody is swept out of the store.
"""

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, BinaryIO, cast

from bot.channels import Incoming
from bot.charts import draw_for_paper, heat_chart, palette_of
from bot.commands import Command, MakeArchive, MakeBulletin, MakeHandup, MakeLedger, MakeLetter
from bot.context import context_of
from bot.levels.gathering import TEXT, made, statement_of
from bot.levels.sealing import make_key
from bot.levels.statement import HandupRefused
from bot.office import Office, Rules
from bot.papers import (
    DOCX,
    XLSX,
    ZIP,
    PaperRefused,
    archived,
    bulletin_of,
    ledger_of,
    letter_of,
    paper_name,
)
from bot.permissions import may
from bot.plan_meant import plan_in, understood
from db import people
from db.board import PlanHead, plan_heads
from db.engine import reading
from db.files import LARGEST, Files
from db.people import Seat
from db.post import Enclosed
from messages.catalogue import Message, PaperReady, Refused
from messages.papers.bulletin import compose, write_bulletin
from messages.papers.ledger import one_line, write_ledger
from messages.papers.letters import write_letter
from messages.papers.periods import period_named

# Whatever asks for a paper has one of these words in it; most messages have none and cost nothing here.
_ASKS = re.compile(r"台账|导出|excel|xlsx|下载表|导表|总表|明细表|通报|归档|督办单|催办函|上报", re.I)
_LONGEST = 200  # characters; what is longer is a report that mentions a paper
BELOW = "文件随附。"


@dataclass(frozen=True, slots=True)
class MadePaper:
    """What a command came to. entered: what the history says of it; nothing where empty."""

    wanted: Command
    answer: Message
    enclosed: Enclosed | None = None
    entered: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Asked:
    office: Office
    store: Files
    seat: Seat
    rules: Rules
    now: datetime
    plan: PlanHead | None = None

    @property
    def plan_id(self) -> int | None:
        """The plan named, where there are several."""
        return self.plan.id if self.plan is not None else None

    @property
    def of_plan(self) -> str:
        return f"《{self.plan.title}》" if self.plan is not None else ""

    @property
    def led_by(self) -> int | None:
        """A lead gets the tasks its unit leads."""
        return self.seat.unit_id if self.seat.role == "lead" else None

    def keep(self, content: bytes, what: str, about: str, ending: str, media: str) -> Enclosed:
        name = paper_name(what, about, self.now, self.rules, ending)
        kept = self.store.put(content, name, media)
        return Enclosed(kept.sha256, kept.name, kept.media)


def asks(text: str) -> bool:
    """Whether these words may ask for a paper."""
    return len(text) <= _LONGEST and _ASKS.search(text) is not None


def made_paper(office: Office, store: Files, incoming: Incoming, now: datetime) -> MadePaper | None:
    """The first paper these words ask for, in the store; None where they ask for none the speaker may have."""
    with reading(office.engine) as tx:
        seat = people.who_is(tx, incoming.channel, incoming.address)
        if seat is None:
            return None
        rules = office.rules(tx)
        plans = {plan.id: plan for plan in plan_heads(tx)}
        plan = plan_in(incoming.text, {key: one.title for key, one in plans.items()})
        commands = understood(incoming.text, context_of(tx, rules, seat, now))
    wanted = next((one for one in commands if type(one) in _MAKERS and may(seat.role, one.intent)), None)
    if wanted is None:
        return None
    try:
        return _MAKERS[type(wanted)](
            _Asked(office, store, seat, rules, now, plans[plan] if plan else None), wanted
        )
    except (PaperRefused, HandupRefused) as refusal:
        return MadePaper(wanted, Refused(refusal.wrong, refusal.right))


def _ledger(asked: _Asked, wanted: MakeLedger) -> MadePaper:
    with reading(asked.office.engine) as tx:
        found = ledger_of(tx, asked.rules, asked.now, led_by=asked.led_by, plan_id=asked.plan_id)
    if not found.lines:
        raise PaperRefused("还没有责任账目，没有可写的台账", "加载计划后再发：台账")
    enclosed = asked.keep(write_ledger(found), "台账", "", "xlsx", XLSX)
    return MadePaper(wanted, PaperReady(f"{asked.of_plan}台账", one_line(found.lines), BELOW), enclosed)


def _bulletin(asked: _Asked, wanted: MakeBulletin) -> MadePaper:
    rules, today = asked.rules, asked.rules.policy.today(asked.now)
    period = period_named(wanted.note, today)
    if period is None:
        raise PaperRefused(f"时段读不懂：{wanted.note[:20]}", f"请回复：出通报 {today.month}月")
    with reading(asked.office.engine) as tx:
        value = bulletin_of(tx, rules, period, asked.now, led_by=asked.led_by, plan_id=asked.plan_id)
        chart = (
            None
            if value.several
            else heat_chart(tx, rules, today, plan_id=value.plans[0].id, led_by=asked.led_by)
        )
    if chart is not None:  # one picture holds one plan
        value = replace(value, picture=draw_for_paper(chart, palette_of(rules)))
    written = write_bulletin(value)
    enclosed = asked.keep(written, "通报", period.words, "docx", DOCX)
    about = compose(value).sections[0].paragraphs[0].text
    return MadePaper(wanted, PaperReady(f"{asked.of_plan}{period.words}通报", about, BELOW), enclosed)


def _letter(asked: _Asked, wanted: MakeLetter) -> MadePaper:
    if not wanted.unit:
        number = wanted.item or "3.1"
        raise PaperRefused("没有写给哪个单位", f"请回复：督办单 {number} 龙华区")
    with reading(asked.office.engine) as tx:
        value = letter_of(tx, asked.rules, wanted.unit, asked.now, item=wanted.item)
    enclosed = asked.keep(write_letter(value), "督办单", value.unit, "docx", DOCX)
    items = "、".join(f"{line.code} {line.row.item.title}" for line in value.lines[:5])
    more = f"等{len(value.lines)}项" if len(value.lines) > 5 else ""
    return MadePaper(wanted, PaperReady("督办单", f"致{value.unit}：{items}{more}", BELOW), enclosed)


def _archive(asked: _Asked, wanted: MakeArchive) -> MadePaper:
    with tempfile.TemporaryFile() as file:
        written = archived(asked.office, cast(BinaryIO, file), asked.now, asked.store)
        size = file.tell()
        if size > LARGEST:
            wrong = f"归档包有{size / 1024 / 1024:.0f}MB，聊天里最多发{LARGEST // 1024 // 1024}MB"
            raise PaperRefused(wrong, "请管理员在服务器上运行：duban archive 归档.zip")
        file.seek(0)
        enclosed = asked.keep(file.read(), "归档", "", "zip", ZIP)
    about = f"{written.files}个文件，历史记录{written.entries}条，目录校验值 {written.fingerprint}"
    facts: dict[str, object] = {
        "fingerprint": written.fingerprint, "files": written.files, "entries": written.entries,
    }  # fmt: skip
    return MadePaper(wanted, PaperReady("归档包", about, f"{BELOW}请另行记下校验值。"), enclosed, facts)


def _handup(asked: _Asked, wanted: MakeHandup) -> MadePaper:
    with reading(asked.office.engine) as tx:
        statement = statement_of(tx, asked.rules, asked.now)
    file = made(statement, asked.store, make_key(asked.store.home))
    about = f"{statement.office}-{asked.rules.policy.today(asked.now):%Y%m%d}"
    enclosed = asked.keep(file.content, "上报", about, "txt", TEXT)
    where = f"{BELOW}请原样转给本单位在上级的联系人，由其发给上级的督办；不要打开另存。"
    return MadePaper(wanted, PaperReady("上报文件", file.about, where), enclosed, {"file": enclosed.sha256})


_MAKERS: dict[type, Callable[[_Asked, Any], MadePaper]] = {
    MakeLedger: _ledger,
    MakeBulletin: _bulletin,
    MakeLetter: _letter,
    MakeArchive: _archive,
    MakeHandup: _handup,
}
