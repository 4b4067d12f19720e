"""A table that lists again what the text says at length: its rows joined to the sections they belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from schedules.notice.blocks import Block, Segment

_LEAST_ALIKE = 6


def matched(laid: Sequence[Block]) -> list[Block]:
    """The blocks, a row that repeats a section merged into it: the row's units fill in, its date stands beside."""
    sections = [block for block in laid if not block.row]
    rest: list[Block] = []
    for row in (block for block in laid if block.row):
        n = next((n for n, section in enumerate(sections) if _alike(section, row)), None)
        if n is None:
            rest.append(row)
        else:
            sections[n] = _joined(sections[n], row)
    return sections + rest


def _alike(section: Block, row: Block) -> bool:
    a, b = (re.sub(r"[\W的]", "", block.title) for block in (section, row))
    if min(len(a), len(b)) < _LEAST_ALIKE or section.row:
        return False
    return a == b or ((a in b or b in a) and min(len(a), len(b)) * 2 >= max(len(a), len(b)))


def _joined(section: Block, row: Block) -> Block:
    said = row.segments[0]
    segments = tuple(
        Segment(s.start, s.end, s.parties if s.parties.named else said.parties, s.times or said.times)
        for s in section.segments
    )
    notes = section.notes
    if any(s.parties.named and said.parties.named and _units(s) != _units(said) for s in section.segments):
        notes = (*notes, "正文与表中的单位不一致，取正文，请核对")
    only = section.only_marked and not said.parties.named
    return replace(section, segments=segments, notes=notes, only_marked=only)


def _units(segment: Segment) -> set[str]:
    return {*segment.parties.leads, *segment.parties.owing}
