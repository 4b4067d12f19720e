"""Which stretch of a notice is one task, and whose: sections, tables' rows and the units named among them put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schedules.notice.charges import in_charge
from schedules.notice.ground import PHASE, Ground, Span
from schedules.notice.marks import counted
from schedules.notice.mentions import Mention
from schedules.notice.names import once
from schedules.notice.outline import Section, title_of
from schedules.notice.subjects import subject_of
from schedules.notice.tables import Row, Table
from schedules.notice.units import Parties

# Sections of aims and principles hand out no work of their own; a date or number in them still counts.
_GENERAL = re.compile(
    "^(?:总体(?:要求|思路|目标)|指导思想|基本原则|工作(?:原则|思路|要求|目标)|主要目标|发展目标|目标任务$|有关要求|组织(?:领导|保障|实施)|保障措施|加强(?:组织领导|组织保障|宣传|督[查导促])|强化(?:组织|责任|督[查导])|工作保障|基本要求|压实责任|附则|背景|总体目标|重要意义|提高(?:思想|政治)?(?:认识|站位))"
)


_LONGEST_POINT = 500
# Who of them all is told to do something is said in the sentence itself.
_UPKEEP = re.compile("组织|保障|强化|压实|加强|有关要求|工作要求")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of running text under the same units; `times` are date words said beside the units.

    trailing: it stands behind the units on a line of its own, and may speak of others.
    """

    start: int
    end: int
    parties: Parties
    times: tuple[Span, ...] = ()
    holes: tuple[Span, ...] = ()
    trailing: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """What becomes one task: its name, its number in the notice, its stretches and what in them is no text.

    whole: all of it is one matter. spoken: only what a sentence asks of somebody by name is a matter.
    """

    title: str
    label: str
    value: int | None
    start: int
    end: int
    segments: tuple[Segment, ...]
    holes: tuple[Span, ...] = ()
    only_marked: bool = False
    row: bool = False
    phase: tuple[Span, ...] = ()
    whole: bool = False
    spoken: bool = False
    notes: tuple[str, ...] = ()

    @property
    def parties(self) -> Parties:
        said = {segment.parties: None for segment in self.segments}
        return Parties(
            once([name for parties in said for name in parties.leads]),
            once([name for parties in said for name in parties.responsible]),
            once([name for parties in said for name in parties.assisting]),
        )


def blocks(ground: Ground) -> list[Block]:
    """Every task of the notice, sections first, then the rows of its tables."""
    found: list[Block] = []
    if ground.root.end > 0:
        found.append(_preface(ground))
    charges = in_charge(ground.text, ground.root.children)
    for section, charged in zip(ground.root.children, charges, strict=True):
        found.extend(_gather(ground, section, charged or Parties()))
    return found + [block for table in ground.tables for block in _rows(ground.text, table)]


def _preface(ground: Ground) -> Block:
    block = _block(ground, ground.root, 0, ground.root.end, Parties())
    return replace(block, title="通知正文", label="", value=None, only_marked=not block.parties.named)


def _gather(ground: Ground, section: Section, inherited: Parties) -> Iterator[Block]:
    """The tasks of a section: itself, or where its points have units of their own, each of them."""
    own = ground.named(section.start, section.end)
    below = ground.named(section.end, section.far_end) if section.children else []
    if _dated_by_point(ground, section):
        yield _as_one(_block(ground, section, section.start, section.far_end, inherited))
        return
    charged = any(in_charge(ground.text, section.children))
    if not section.children and len([m for m in own if m.apart and m.parties.named]) > 1:
        yield from _paragraphs(ground, section, own, inherited)
        return
    if not below and not charged and not _in_parts(ground, section):
        yield _block(ground, section, section.start, section.far_end, inherited)
        return
    if not own and not charged and _closes_all(ground, section, below):
        yield _block(ground, section, section.start, section.far_end, inherited)
        return
    parties = own[-1].parties if own else inherited
    yield _block(ground, section, section.start, section.end, inherited, part=True)
    charges = in_charge(ground.text, section.children)
    for n, child in enumerate(section.children):
        given = charges[n] or parties
        if charges[n] is None and not ground.named(child.start, child.far_end):
            given = _spoken_after(ground, section.children[n + 1 :]) or parties
        yield from _gather(ground, child, given)


def _dated_by_point(ground: Ground, section: Section) -> bool:
    """Whether one of a section's points is nothing but its date: `1．活动时间：3月5日`, `2．活动地点：……`."""
    if any(child.children for child in section.children) or section.far_end - section.start > _LONGEST_POINT:
        return False
    dates = [
        mention
        for child in section.children
        for mention in ground.named(child.body, child.body + 1)
        if mention.parties.times and not mention.parties.named and mention.end >= child.end - 2
    ]
    return len(dates) == 1 and len(ground.named(section.start, section.far_end)) == 1


def _as_one(block: Block) -> Block:
    """The block with all its stretches as one, its numbers and units part of the text."""
    first, last = block.segments[0], block.segments[-1]
    times = tuple(time for segment in block.segments for time in segment.times)
    return replace(
        block, segments=(Segment(first.start, last.end, block.parties, times),), holes=(), whole=True
    )


def _paragraphs(
    ground: Ground, section: Section, own: Sequence[Mention], inherited: Parties
) -> Iterator[Block]:
    """The tasks of a section that only lists them, each closed by a line with its units."""
    begun = section.body
    if ground.headed(section):
        begun = title_of(ground.text, section)[1]
        begun += len(ground.text[begun:]) - len(ground.text[begun:].lstrip("。：: \n"))
    for mention in (m for m in own if m.apart and m.parties.named):
        part = Section(section.kind, 0, "", begun, begun, mention.end)
        if ground.text[begun : mention.start].strip(" 。\n；;"):
            yield _block(ground, part, begun, mention.end, inherited)
        begun = (
            mention.end + len(ground.text[mention.end :]) - len(ground.text[mention.end :].lstrip("。 \n；;"))
        )
    if ground.text[begun : section.end].strip(" 。\n；;"):
        rest = Section(section.kind, 0, "", begun, begun, section.end)
        yield _block(ground, rest, begun, section.end, inherited, part=True)


def _in_parts(ground: Ground, section: Section) -> bool:
    """Whether a section without units falls into points with names of their own, or into dated stages."""
    if not section.children or not all(ground.headed(child) for child in section.children):
        return False
    staged = any(
        PHASE.search(ground.text[slice(*title_of(ground.text, child))]) for child in section.children
    )
    return staged or not ground.mentions


def _closes_all(ground: Ground, section: Section, below: Sequence[Mention]) -> bool:
    """Whether the only units of a section stand at the end of its last point and so speak for all of them."""
    last = section.children[-1]
    if len(section.children) < 2 or last.children or len(below) != 1 or below[0].start < last.start:
        return False
    if not below[0].apart and any(subject_of(ground.text[s.body : s.far_end]) for s in section.children[:-1]):
        return False  # those before say themselves who
    return not ground.text[below[0].end : last.end].strip(" 。\n；;")


def _spoken_after(ground: Ground, later: Sequence[Section]) -> Parties | None:
    """The units on a line of their own after a later point, where the points between have none."""
    for child in later:
        named = ground.named(child.start, child.far_end)
        if not named:
            continue
        alone = len(named) == 1 and named[0].apart and not child.children
        return (
            named[0].parties
            if alone and not ground.text[named[0].end : child.end].strip(" 。\n；;")
            else None
        )
    return None


def _block(
    ground: Ground, section: Section, start: int, end: int, inherited: Parties, *, part: bool = False
) -> Block:
    text = ground.text
    begin, stop = title_of(text, section) if section.kind != "root" else (start, start)
    title = re.sub(r"(?<![A-Za-z]) | (?![A-Za-z])", "", text[begin:stop]).strip(" 。：:")
    named = ground.named(start, end)
    body = section.body if section.kind != "root" else start
    segments = tuple(_segments(text, body, end, named, inherited))
    has = any(segment.parties.named for segment in segments)
    general = _GENERAL.match(title) is not None and not named
    only_marked = general or (bool(ground.mentions or ground.tables) and not has) or (part and not named)
    only_marked = only_marked and not PHASE.search(title)
    spoken = general and _UPKEEP.search(title) is not None and not (ground.mentions or ground.tables)
    only_marked = only_marked and not spoken
    notes = ("本条没有写单位，沿用上文或下文的写法，推定",) if has and not named else ()
    stage = PHASE.search(text[begin:stop])
    phase = ((begin + stage.start() + 1, begin + stage.end() - 1),) if stage else ()
    return Block(
        title,
        section.label,
        section.value or None,
        start,
        end,
        segments,
        tuple(ground.holes(start, end)),
        only_marked,
        phase=phase,
        spoken=spoken,
        notes=notes,
    )


def _segments(
    text: str, start: int, end: int, named: Sequence[Mention], inherited: Parties
) -> Iterator[Segment]:
    """The stretches each mention of units speaks for: what stands before it, and after the last what is left."""
    at = start
    last = inherited
    for n, mention in enumerate(named):
        parties = mention.parties
        if not parties.named:
            parties = parties.plus(named[n + 1].parties) if n + 1 < len(named) and not last.named else last
            parties = replace(parties, times=mention.parties.times)
        yield Segment(at, mention.start, replace(parties, times=()), mention.parties.times)
        last, at = replace(parties, times=()), mention.end
    if at < end:
        before = named and not named[0].start > start + 4
        times = named[-1].parties.times if before and len(named) == 1 else ()
        trailing = not before and bool(named) and text[at:end].lstrip(" 。；;）)").startswith("\n")
        yield Segment(at, end, last, times, trailing=trailing)


def _rows(text: str, table: Table) -> Iterator[Block]:
    """The rows of a table as tasks; neighbouring rows of one merged number and name are one."""
    group: list[Row] = []
    for row in (*table.rows, None):
        if group and (row is None or not _same(text, group[-1], row)):
            yield _of_rows(text, group)
            group = []
        if row is not None:
            group.append(row)


def _same(text: str, a: Row, b: Row) -> bool:
    names = [re.sub(r"\s+", "", text[slice(*row.parts[0])]) for row in (a, b)]
    return names[0] == names[1] and a.no == b.no and bool(a.no or names[0])


def _of_rows(text: str, rows: Sequence[Row]) -> Block:
    first = rows[0]
    segments = []
    for row in rows:
        parts = row.parts[1:] if len(row.parts) > 1 else row.parts
        start, end = parts[0][0], parts[-1][1]
        holes = tuple((n, n + 1) for n in range(start, end) if text[n] == "|")
        segments.append(Segment(start, end, row.parties, row.times, holes))
    name = re.sub(r"\s+", "", text[slice(*first.parts[0])]).strip("。；; ")
    name = re.sub(
        r"^(?:\d{1,3}[.．、]|[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、)", "", name
    )
    title = re.split("[。；;：:]", name)[0]
    if len(title) > 46:
        title = title[: max(title.rfind("，", 6, 46), 0) or 45]
    value = counted(first.no) if first.no else None
    return Block(title, first.no, value, first.start, rows[-1].end, tuple(segments), row=True)
