"""A notice drafted into a plan: every trackable item with its date, number and units, each guess marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from schedules.deadlines import Reading, scan
from schedules.notice.blocks import Block, Segment, blocks
from schedules.notice.flow import Flow, flow_of
from schedules.notice.ground import Ground
from schedules.notice.head import Day, read_day, read_head
from schedules.notice.horizons import horizons
from schedules.notice.items import WHOLE_PERIODS, Marks, Piece, pieces_in
from schedules.notice.marks import MARKER
from schedules.notice.matching import matched
from schedules.notice.mentions import mentions
from schedules.notice.names import is_unsettled, once
from schedules.notice.numbering import numbered
from schedules.notice.outline import outline
from schedules.notice.rhythms import rhythms
from schedules.notice.sentences import running_end
from schedules.notice.settling import FROM_SUBJECT, Desk, settle, tight
from schedules.notice.source import Notice, NoticeRefused
from schedules.notice.subjects import agreed_in, is_issuers_own, subject_of
from schedules.notice.tables import tables
from schedules.notice.units import Parties
from schedules.notice.values import Aside, Draft, DraftItem, DraftTask
from schedules.notice.written import as_written
from schedules.workdays import DEFAULT, WorkCalendar

_LONGEST_NAME = 24  # characters; what is longer is a sentence, and work itself
_LEAST_STAGE = 8  # characters; `6月底前` alone is a date, no matter
_NO_YEAR = date(2000, 1, 1)
_HEADED = ("通知", "方案", "计划", "要点", "清单", "表", "任务", "工作")
# `每生每年8000元` is what each is given, `同一学年内` when a rule holds.
_PER_HEAD = re.compile("(?:每[生人名户家个项亩]|连续[一二三四五两\\d]年)$")
# What is attached, by name: one a line.
_ATTACHED = re.compile(r"(?<=\n)附\s*件\s*[:：][^\n]*(?:\n\s*\d{1,2}[.．、][^\n。；]{2,60}(?=\n|$))*")
# When there are no lessons or no work is nobody's duty.
_OFF_WORK = re.compile(
    "(?:[（(][^（）()]{1,6}[）)])?(?:开始|为|起)?(?:放|正式上[课班]|上[课班]|报到|开学|休)(?!送)"
)
_PER_PUPIL = re.compile("每[生人]每[年月][^，。；]{0,8}$")
# `学校定于4月开展……活动，现将有关事项通知如下`: what it is all about.
_OPENS = re.compile("(?:定于|决定[于在]|将于|拟于)$")
_OWN = "发文机关自己的安排，不是各单位的事项"
# `覆盖率不足60%` tells what is wrong, not what is wanted.
_SHORTFALL = re.compile("不足|不到|不满")


def draft(notice: Notice, calendar: WorkCalendar = DEFAULT) -> Draft:
    """The plan this notice describes, as far as it says; raises NoticeRefused when it hands out no work."""
    flow = flow_of(notice.text)
    ground = _ground(flow.text)
    day = read_day(flow.text)
    desk = _desk(ground, flow, day, calendar)
    ground.marked = desk.marks.starts
    laid = matched(blocks(ground))
    head = read_head(flow.text, _first_task(ground, laid), day)
    asides: list[Aside] = []
    drafted = [(block, _task(desk, block, asides)) for block in laid]
    tasks = numbered([(block, task) for block, task in drafted if task.items])
    if not tasks:
        raise NoticeRefused(f"“{notice.name}”里没有找到布置的任务（编号、单位、时限都没有），未起草。")
    return as_written(flow, Draft(
        head.title, head.number, head.issued, _stretched(head.period, tasks), tuple(tasks),
        tuple(asides), head.notes, notice.text,
    ))  # fmt: skip


def _ground(text: str) -> Ground:
    found = tables(text)
    listed = [match.span() for match in _ATTACHED.finditer(text)]
    within = [*((table.start, table.end) for table in found), *listed]
    named = [m for m in mentions(text) if not any(a <= m.start < b for a, b in within)]
    return Ground(text, outline(text, within), named, found, attached=listed)


def _first_task(ground: Ground, laid: Sequence[Block]) -> int:
    """Where the tasks begin: the head of the list in which units are first named, or the first table."""
    first = next((block.start for block in laid if block.value and block.parties.named), None)
    if first is None:
        first = ground.root.children[0].start if ground.root.children else len(ground.text)
    siblings = [section for section in ground.root.children if section.start <= first]
    while len(siblings) > 1 and siblings[-1].value == siblings[-2].value + 1:
        siblings.pop()
    inside = (
        siblings and siblings[-1].start <= first and not any(t.start <= first < t.end for t in ground.tables)
    )
    return siblings[-1].start if inside else first


def _desk(ground: Ground, flow: Flow, day: Day, calendar: WorkCalendar) -> Desk:
    since, issued = day.reference or _NO_YEAR, day.issued is not None
    text = flow.text
    for section in ground.root.walk():
        # `1．2022年6月底前`: the section's number is no part of the year.
        text = text[: section.start] + "。" * (section.body - section.start) + text[section.body :]
    readings = [replace(r, phrase=flow.text[slice(*r.span)]) for r in scan(text, since, calendar)]
    kept = [r for r in horizons(text, readings, dated=issued) if _ahead(r, since) and _asked(r, text)]
    return Desk(flow, Marks(rhythms(text, kept, since, calendar)), since, day.reference is not None, calendar)


def _asked(reading: Reading, text: str) -> bool:
    """Whether it is something asked for, not what is wrong (`未达每月40批次`) or how a service works (`20个工作日内答复`)."""
    start, end = reading.span
    before = text[max(0, start - 10) : start]
    if _SHORTFALL.match(reading.phrase) or before.endswith("未达"):
        return False
    if reading.rule == "target" and _PER_PUPIL.search(before):
        return False
    if (reading.recurrence and _PER_HEAD.search(before)) or before.endswith(("同一学", "同一财")):
        return False
    if _OFF_WORK.match(text, end) or before.endswith("放假时间为"):
        return False
    if re.search("顺延(?:至|到)?[^，。；]{0,20}$", text[max(0, start - 24) : start]):
        return False  # what happens should the day be a holiday
    if re.match("前?结束[，。；]", text[end : end + 4]) and re.search("[至到]$", before):
        return False  # how long it all lasts is nobody's duty
    return (
        reading.rule != "within-length"
        or re.search("年(?:之|以)?内$", reading.phrase) is not None
        or re.search("(?:请|务必|须|必须|应)(?:于|在)?$|起$", before) is not None
    )


def _ahead(reading: Reading, reference: date) -> bool:
    """Not a date that had passed when the notice was written, unless it is written as a limit of that year."""
    due = reading.due_day
    if due is None or due >= reference:
        return True
    return due.year == reference.year and reading.phrase[-1] in "前内底末"


def _stretched(period: tuple[date, date] | None, tasks: Sequence[DraftTask]) -> tuple[date, date] | None:
    """The plan's period, no shorter than its last date."""
    if period is None:
        return None
    last = max((item.due for task in tasks for item in task.items if item.due), default=period[1])
    return period[0], max(period[1], last)


# ---------------------------------------------------------------- a task


def _task(desk: Desk, block: Block, asides: list[Aside]) -> DraftTask:
    parties = block.parties
    items = tuple(
        item for segment in block.segments for item in _items(desk, block, parties, segment, asides)
    )
    spoken_for = parties.named or block.phase or any(segment.times for segment in block.segments)
    if not items and spoken_for and block.segments and not block.only_marked:
        # Units or a date, and no verb known: the words before them are the matter all the same.
        first = block.segments[0]
        whole = Piece(first.start, _trimmed(desk.flow.text, first.start, first.end))
        items = (settle(desk, block, first, whole),) if whole.end - whole.start > 1 else ()
    if not parties.named:
        for item in items:
            parties = parties.plus(Parties(item.leads, item.responsible, item.assisting))
    return DraftTask(
        "", block.label, block.title or (items[0].title if items else ""), desk.flow.span(block.start, block.end),
        parties.leads, parties.responsible, parties.assisting, items, (*block.notes, *_open(parties)),
    )  # fmt: skip


def _open(parties: Parties) -> Iterator[str]:
    """What of a task's units the coordinator has to settle."""
    if not parties.leads and parties.responsible:
        yield "通知没有写牵头单位，待协调员确认"
    if not parties.named:
        yield "通知没有写单位，待协调员补上"
    if unsettled := [name for name in once((*parties.leads, *parties.owing)) if is_unsettled(name)]:
        yield f"“{'、'.join(unsettled)}”范围未定，待协调员确定"
    if parties.assisting:
        yield f"配合单位：{'、'.join(parties.assisting)}"


def _items(
    desk: Desk, block: Block, parties: Parties, segment: Segment, asides: list[Aside]
) -> Iterator[DraftItem]:
    text = desk.flow.text
    told, until = Parties(), segment.start  # whom the paragraph spoke of last
    for piece in _pieces(desk, block, segment):
        said = text[piece.start : _told_by(text, piece)]
        if "\n" in text[until : piece.start]:
            told = Parties()
        until = piece.end
        if block.spoken and not (piece.marked or subject_of(said) or (told.named and said.startswith("要"))):
            continue
        so_far = _so_far(text, segment.start, piece.start)
        known = Parties() if segment.trailing else parties
        if is_issuers_own(said, known) or (is_issuers_own(so_far, known) and not subject_of(said)):
            if piece.marked:
                asides.append(
                    Aside(tight(text[piece.start : piece.end]), desk.flow.span(piece.start, piece.end), _OWN)
                )
            continue
        item = settle(desk, block, segment, piece)
        if not (item.leads or item.responsible) or (segment.trailing and FROM_SUBJECT not in item.notes):
            spoken = agreed_in(so_far) or Parties(responsible=subject_of(so_far))
            if not spoken.named and not segment.trailing:
                spoken = told
            if spoken.named:
                item = replace(
                    item, leads=spoken.leads, responsible=spoken.responsible, assisting=spoken.assisting,
                    notes=(*item.notes, FROM_SUBJECT),
                )  # fmt: skip
        if FROM_SUBJECT in item.notes:
            told = Parties(item.leads, item.responsible, item.assisting)
        yield item


def _pieces(desk: Desk, block: Block, segment: Segment) -> list[Piece]:
    """What can be tracked in a segment; a row is one matter, and what only repeats or introduces is left out."""
    text = desk.flow.text
    span = (segment.start, running_end(text, segment.start, segment.end))
    holes = segment.holes or block.holes
    pieces = list(pieces_in(text, span, holes, desk.marks, only_marked=block.only_marked))
    bound = any(piece.date.rule not in WHOLE_PERIODS for piece in pieces if piece.dates and piece.date)
    stages = [] if bound else _stages(desk, segment)
    if block.row or block.whole:
        return _of_row(pieces, segment) + stages
    if not block.label:
        pieces = [_without_address(text, piece) for piece in pieces]
        return [piece for piece in pieces if not _only_heads(text[piece.start : piece.end], piece)]
    name = re.sub(r"\W", "", block.title)
    return [
        piece
        for piece in pieces
        if piece.marked
        or len(pieces) == 1
        or len(name) > _LONGEST_NAME
        or re.sub(r"\W", "", text[piece.start : piece.end]) != name
    ] + stages


def _stages(desk: Desk, segment: Segment) -> list[Piece]:
    """The steps of a date column that names several (`3月底前完成招标；11月底前全面完工`) but the last, which is the whole's."""
    found = [
        piece
        for time in segment.times
        for piece in pieces_in(desk.flow.text, time, (), desk.marks, only_marked=True)
        if piece.dates and piece.dates[0].recurrence is None
    ]
    in_time = sorted(found, key=lambda piece: str(piece.date and piece.date.due_day))
    return [piece for piece in in_time[:-1] if piece.end - piece.start >= _LEAST_STAGE]


def _told_by(text: str, piece: Piece) -> int:
    """Where the clause with the piece's last date or number ends: what is said after it may be of somebody else."""
    last = max((r.span[1] for r in (*piece.dates, *piece.targets)), default=piece.end)
    stop = re.compile("[，。；]").search(text, last, piece.end)
    return stop.start() if stop else piece.end


def _so_far(text: str, start: int, at: int) -> str:
    """What the sentence has said before this place, its number left off."""
    said = re.split(r"[。！\n|]", text[max(start, at - 200) : at])[-1]
    found = MARKER.match(said)
    return said[found.end() :] if found else said


def _only_heads(said: str, piece: Piece) -> bool:
    """Whether a sentence above the tasks only introduces them: a title line, `为做好全年工作，……`."""
    general = piece.date is not None and piece.date.rule in WHOLE_PERIODS and not piece.targets
    if piece.dates and _OPENS.search(said[: max(0, said.find(piece.dates[0].phrase))]):
        return True
    bound = any(reading.due or reading.event for reading in piece.dates) and not re.sub(
        "（[^（）]*）$", "", said
    ).endswith(_HEADED)
    return general or not (bound or re.search("[，。；]", said))


def _without_address(text: str, piece: Piece) -> Piece:
    """The piece without the title and address run together before it (`……各有关单位：现将……`)."""
    marks = [reading.span[0] for reading in (*piece.dates, *piece.targets)]
    colon = text.rfind("：", piece.start, min(marks, default=piece.end))
    if colon >= 0:
        piece.start = colon + 1
    return piece


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" \n（(【"))


def _of_row(pieces: list[Piece], segment: Segment) -> list[Piece]:
    """A row is one matter unless its text names several dates or numbers."""
    marked = [piece for piece in pieces if piece.marked]
    if len(marked) > 1:
        return pieces
    whole = Piece(segment.start, segment.end)
    if marked:
        whole.dates, whole.targets, whole.inherited = marked[0].dates, marked[0].targets, marked[0].inherited
    return [whole]
