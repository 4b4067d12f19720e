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
from bot.charts import heat_chart, palette_of
from bot.commands import Command, MakeArchive, MakeBulletin, MakeLedger, MakeLetter
from bot.context import context_of
from bot.grammar import understand
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
from db import people
from db.engine import reading
from db.files import LARGEST, Files
from db.people import Seat
from db.post import Enclosed
from messages.catalogue import Message, PaperReady, Refused
from messages.papers.bulletin import compose, write_bulletin
from messages.papers.ledger import one_line, write_ledger
from messages.papers.letters import write_letter
from messages.papers.periods import period_named
from messages.picture import PAPER, heat_map_svg, pages, png

# Whatever asks for a paper has one of these words in it; most messages have none and cost nothing here.
_ASKS = re.compile(r"台账|导出|excel|xlsx|下载表|导表|总表|明细表|通报|归档|督办单|催办函", re.I)
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
        commands = understand(incoming.text, context_of(tx, rules, seat, now))
    wanted = next((one for one in commands if type(one) in _MAKERS and may(seat.role, one.intent)), None)
    if wanted is None:
        return None
    try:
        return _MAKERS[type(wanted)](_Asked(office, store, seat, rules, now), wanted)
    except PaperRefused as refusal:
        return MadePaper(wanted, Refused(refusal.wrong, refusal.right))


def _ledger(asked: _Asked, wanted: MakeLedger) -> MadePaper:
    with reading(asked.office.engine) as tx:
        found = ledger_of(tx, asked.rules, asked.now, led_by=asked.led_by)
    if not found.lines:
        raise PaperRefused("还没有责任账目，没有可写的台账", "加载计划后再发：台账")
    enclosed = asked.keep(write_ledger(found), "台账", "", "xlsx", XLSX)
    return MadePaper(wanted, PaperReady("台账", one_line(found.lines), BELOW), enclosed)


def _bulletin(asked: _Asked, wanted: MakeBulletin) -> MadePaper:
    rules, today = asked.rules, asked.rules.policy.today(asked.now)
    period = period_named(wanted.note, today)
    if period is None:
        raise PaperRefused(f"时段读不懂：{wanted.note[:20]}", f"请回复：出通报 {today.month}月")
    with reading(asked.office.engine) as tx:
        value = bulletin_of(tx, rules, period, asked.now, led_by=asked.led_by)
        chart = pages(heat_chart(tx, rules, today, led_by=asked.led_by), PAPER)[0]
    picture = png(heat_map_svg(chart, PAPER, palette_of(rules)), PAPER.zoom)
    written = write_bulletin(replace(value, picture=picture))
    enclosed = asked.keep(written, "通报", period.words, "docx", DOCX)
    about = compose(value).sections[0].paragraphs[0].text
    return MadePaper(wanted, PaperReady(f"{period.words}通报", about, BELOW), enclosed)


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


_MAKERS: dict[type, Callable[[_Asked, Any], MadePaper]] = {
    MakeLedger: _ledger,
    MakeBulletin: _bulletin,
    MakeLetter: _letter,
    MakeArchive: _archive,
}
