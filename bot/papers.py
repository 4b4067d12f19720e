"""The papers of an office: each asked for by one function, from the account to the finished file.

Whoever wants one calls it with the office and the moment: the command line, the
chat and the board alike. Reading opens a transaction of its own; nothing is changed.
"""

import os
import re
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO, cast

from sqlalchemy import Connection

from bot.digests import NEAR_DAYS
from bot.office import Office, Rules
from db import history, papers, people
from db.engine import reading
from db.files import Files
from db.numbers import bare
from db.papers import PaperPlan, PaperRow
from db.states import OPEN
from messages.catalogue import ItemLine
from messages.papers.archive import Archive, Written, file_name, write_archive
from messages.papers.bulletin import write_bulletin
from messages.papers.composed import Bulletin
from messages.papers.ledger import Ledger, write_ledger
from messages.papers.letters import Call, CallList, UnitLetter, write_calls, write_letter
from messages.papers.lines import Frame, Line, lines
from messages.papers.periods import Period, period_named
from messages.papers.periods import month as period_of_month

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


ANSWER_WITHIN = 5  # working days a bulletin or a letter gives for what it asks
AFTER_PUSHES = 3  # a unit that so many did not move gets a letter and a telephone call
_INSTANT = timedelta(microseconds=1)


class PaperRefused(Exception):
    """A paper cannot be written. wrong: what stands in the way; right: what would be right."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(f"{wrong}。{right}")
        self.wrong, self.right = wrong, right


def ledger(office: Office, now: datetime, *, led_by: int | None = None, plan_id: int | None = None) -> bytes:
    """台账.xlsx as of now: every account, or those of the tasks that unit leads, or of one plan."""
    with reading(office.engine) as tx:
        found = ledger_of(tx, office.rules(tx), now, led_by=led_by, plan_id=plan_id)
    return write_ledger(found)


def ledger_of(
    tx: Connection, rules: Rules, now: datetime, *, led_by: int | None = None, plan_id: int | None = None
) -> Ledger:
    """What the ledger is written from, as this transaction sees it."""
    frame = frame_of(rules, now)
    found = papers.rows(tx, led_by=led_by, plan_id=plan_id)
    titles = tuple(dict.fromkeys(row.item.task.plan.title for row in found))
    local = now.astimezone(rules.policy.zone)
    return Ledger(titles, local, frame, lines(found, frame), papers.occurrences(tx))


def frame_of(rules: Rules, now: datetime) -> Frame:
    """The day and the calendar the papers of this moment reckon by."""
    policy = rules.policy
    today = policy.today(now)
    return Frame(today, policy.calendar.add(today, NEAR_DAYS), policy.calendar, policy.zone)


# ---------------------------------------------------------------- the bulletin


def bulletin(
    office: Office,
    period: Period,
    now: datetime,
    *,
    led_by: int | None = None,
    plan_id: int | None = None,
    picture: bytes | None = None,
    red_head: bool = False,
) -> bytes:
    """通报.docx of that period, as it stood at its end or stands now. Raises PaperRefused where there is nothing to say."""
    with reading(office.engine) as tx:
        value = bulletin_of(
            tx, office.rules(tx), period, now,
            led_by=led_by, plan_id=plan_id, picture=picture, red_head=red_head,
        )  # fmt: skip
    return write_bulletin(value)


def bulletin_of(
    tx: Connection,
    rules: Rules,
    period: Period,
    now: datetime,
    *,
    led_by: int | None = None,
    plan_id: int | None = None,
    picture: bytes | None = None,
    red_head: bool = False,
) -> Bulletin:
    """What the bulletin is written from. led_by: only the tasks that unit leads; plan_id: only that plan."""
    policy, today = rules.policy, rules.policy.today(now)
    plans = _plans_in(tx, period, today, plan_id)
    over = period.last < today
    frame = frame_of(rules, policy.at(period.last, time(12)) if over else now)
    until = policy.at(period.last + timedelta(days=1), time()) - _INSTANT if over else now
    ids = {plan.id for plan in plans}
    found = papers.rows(tx, led_by=led_by, plan_id=plan_id, at=until if over else None)
    mine = tuple(line for line in lines(found, frame) if line.row.item.task.plan.id in ids)
    if not mine:
        raise PaperRefused("没有可通报的责任账目", "请先加载计划；牵头单位只能出本单位牵头任务的通报。")
    return Bulletin(
        plans=tuple(plans),
        period=period,
        frame=frame,
        lines=mine,
        acts=tuple(papers.acts(tx, policy.at(period.first, time()) - _INSTANT, until)),
        addressed=_addressed(tx, found, ids),
        issuer=rules.policy.issuer,
        written_at=now.astimezone(policy.zone),
        answer_by=policy.calendar.add(today, ANSWER_WITHIN),
        picture=picture,
        red_head=red_head,
    )


def period_typed(month: str | None, first: date | None, last: date | None, today: date) -> Period | None:
    """The period of the command line: 2021-10 or its words, or from day to day (till today); None where it has no meaning."""
    if first is None and last is None:
        year, _, n = (month or "").partition("-")
        if re.fullmatch(r"\d{4}-\d{1,2}", month or "") and 1 <= int(n) <= 12 and 2000 <= int(year) <= 2100:
            return period_of_month(int(year), int(n))
        return period_named(month or "", today)
    last = last or today
    return Period(first, last) if first is not None and first <= last else None


def _plans_in(tx: Connection, period: Period, today: date, plan_id: int | None) -> list[PaperPlan]:
    """The plans (or the one) in force in that period; why there is no bulletin of it, where there are none."""
    if period.first > today:
        raise PaperRefused(
            f"{period.words}还没有到", f"今天是{_day(today)}，请写已经开始的月份，如：出通报 {today.month}月"
        )
    everything = [plan for plan in papers.plans(tx) if plan_id in (None, plan.id)]
    if not everything:
        raise PaperRefused("还没有加载计划，没有可通报的内容", "请先加载计划。")
    found = [plan for plan in everything if plan.issued <= period.last and plan.period_end >= period.first]
    if not found:
        first, last = min(p.issued for p in everything), max(p.period_end for p in everything)
        raise PaperRefused(
            f"{period.words}没有数据：现有计划从{_day(first)}印发，到{_day(last)}为止",
            f"请写其间的月份，如：出通报 {max(first, min(today, last)).month}月",
        )
    return found


def _addressed(tx: Connection, found: Iterable[PaperRow], plan_ids: set[int]) -> str:
    """主送: the groups the notice makes responsible, each once; where it names none, 各责任单位."""
    groups = papers.groups_named(tx)
    named: dict[frozenset[str], str] = {}
    for row in found:
        if row.item.task.plan.id in plan_ids:
            for name in row.item.task.responsible:
                if name in groups:
                    named.setdefault(groups[name], name)
    return "，".join(named.values()) or "各责任单位"


# ---------------------------------------------------------------- what three pushes did not bring about


def letter(office: Office, words: str, now: datetime, *, item: str | None = None) -> bytes:
    """督办单.docx to the unit these words name, about what was pushed three times (and that item). Raises PaperRefused."""
    with reading(office.engine) as tx:
        value = letter_of(tx, office.rules(tx), words, now, item=item)
    return write_letter(value)


def letter_of(
    tx: Connection, rules: Rules, words: str, now: datetime, *, item: str | None = None
) -> UnitLetter:
    """What the letter is written from: open accounts pushed three times or more, the longest overdue first."""
    unit_id, unit = _unit_named(tx, words)
    owed = [
        line
        for line in _pushed(tx, rules, now)
        if line.row.unit_id == unit_id and item in (None, line.code, bare(line.code))
    ]
    if not owed:
        about = f"{item} " if item else ""
        raise PaperRefused(
            f"{unit}没有经{AFTER_PUSHES}次催办仍未办结的事项{about}".rstrip(),
            "督办单在第3次催办之后出具；需要再催，请回复：催办 事项编号 单位",
        )
    policy = rules.policy
    return UnitLetter(
        unit,
        tuple(owed),
        policy.issuer,
        now.astimezone(policy.zone),
        policy.calendar.add(policy.today(now), ANSWER_WITHIN),
    )


def calls(office: Office, now: datetime, *, led_by: int | None = None) -> bytes:
    """电话催办清单.docx: every unit that three pushes did not move (in the tasks that unit leads), with what to say."""
    with reading(office.engine) as tx:
        return write_calls(calls_of(tx, office.rules(tx), now, led_by=led_by))


def calls_of(tx: Connection, rules: Rules, now: datetime, *, led_by: int | None = None) -> CallList:
    from bot.pushes import phone_calls

    pushed = _pushed(tx, rules, now, led_by=led_by)
    most: dict[str, int] = {}
    for line in pushed:
        most[line.unit] = max(most.get(line.unit, 0), line.row.urged)
    said = phone_calls((_item_line(line), line.row.urged) for line in pushed)
    found = tuple(Call(unit, what, over, most[unit], say) for unit, what, over, say in said)
    return CallList(found, rules.policy.issuer, now.astimezone(rules.policy.zone))


def _pushed(tx: Connection, rules: Rules, now: datetime, *, led_by: int | None = None) -> list[Line]:
    """What is still owed after three pushes, the longest overdue first."""
    found = lines(papers.rows(tx, led_by=led_by), frame_of(rules, now))
    owed = [line for line in found if line.row.state in OPEN and line.row.urged >= AFTER_PUSHES]
    return sorted(owed, key=lambda line: (line.row.due, line.no))


def _item_line(line: Line) -> ItemLine:
    row = line.row
    return ItemLine(
        row.item.code, row.item.title, row.unit, row.item.measure, line.state, row.due, row.internal_due,
        line.days_left, "",
    )  # fmt: skip


def _unit_named(tx: Connection, words: str) -> tuple[int, str]:
    """The unit of that name, full, other or in part. Raises PaperRefused for none and for several."""
    units = people.units(tx)
    found = [one for one in units if words == one.name] or [one for one in units if words in one.also]
    found = found or [one for one in units if words and words in one.name]
    if not found:
        raise PaperRefused(f"没有叫“{words[:30]}”的单位", "请写单位全称，如：龙华区政府")
    if len(found) > 1:
        names = "、".join(one.name for one in found[:5])
        raise PaperRefused(f"“{words[:30]}”可指{len(found)}个单位：{names}", "请写全称。")
    return found[0].id, found[0].name


# ---------------------------------------------------------------- the archive


def archive(
    office: Office, out: Path, now: datetime, *, files: Files | None = None, by: str = "命令行"
) -> Written:
    """Write 归档包.zip: papers, notices, evidence, history and their hashes; enter its fingerprint in the history.

    The file is there whole or not at all. Raises PaperRefused where there is nothing to put in, OSError.
    """
    with tempfile.NamedTemporaryFile(dir=out.parent, delete=False) as file:
        whole = Path(file.name)
        try:
            written = archived(office, cast(BinaryIO, file), now, files)
        except BaseException:
            whole.unlink()
            raise
        file.flush()
        os.fsync(file.fileno())
    whole.chmod(0o644)
    whole.replace(out)
    facts = {"fingerprint": written.fingerprint, "files": written.files, "entries": written.entries}
    office.writer.run(lambda tx: history.append(tx, now, by, "archive", out.name, facts))
    return written


def archived(office: Office, file: BinaryIO, now: datetime, files: Files | None) -> Written:
    """The archive in that open file; nothing is entered anywhere. Raises PaperRefused."""
    with reading(office.engine) as tx:
        value = _archive_of(tx, office.rules(tx), now, files)
        return write_archive(file, value, history.entries(tx))


def _archive_of(tx: Connection, rules: Rules, now: datetime, files: Files | None) -> Archive:
    plans = papers.plans(tx)
    if not plans:
        raise PaperRefused("还没有加载计划，没有可归档的内容", "请先加载计划。")
    written = {"台账.xlsx": write_ledger(ledger_of(tx, rules, now))}
    # What is archived is how it stands now, whatever day the plans end on.
    whole = Period(min(plan.period_start for plan in plans), rules.policy.today(now))
    with suppress(PaperRefused):
        written["通报.docx"] = write_bulletin(bulletin_of(tx, rules, whole, now))
    evidence = tuple(papers.handed_in(tx))
    stored = {
        one.sha256: path for one in evidence if files and one.sha256 and (path := files.path(one.sha256))
    }
    return Archive(now.astimezone(rules.policy.zone), tuple(plans), written, evidence, stored)


# ---------------------------------------------------------------- names


def paper_name(what: str, about: str, now: datetime, rules: Rules, ending: str) -> str:
    """台账-20211110.xlsx, 通报-2021年10月.docx"""
    day = rules.policy.today(now)
    return f"{what}-{file_name(about) if about else f'{day:%Y%m%d}'}.{ending}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
