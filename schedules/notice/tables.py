"""Tables of 分工 in a flow: written with bars, one cell a line, or run together in one line.

A row is what the columns say: its number, its text, its units, its date words, each with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from schedules.notice.columns import Column, by_content, heading, roles, suits
from schedules.notice.flattened import fitted, flattened
from schedules.notice.marks import MARKER
from schedules.notice.names import once, split_names
from schedules.notice.units import Parties, read_parties

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `parts` are the places of its text, the first one naming it."""

    no: str
    parts: tuple[Span, ...]
    parties: Parties
    times: tuple[Span, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table and where it stands."""

    start: int
    end: int
    rows: tuple[Row, ...]


def tables(text: str) -> list[Table]:
    """Every table of duties in the flow, in order."""
    found = [table for block in _barred(text) if (table := _table(text, block))]
    found += [
        Table(start, end, tuple(_rows(text, cells, columns)))
        for start, end, columns, cells in flattened(text)
        if not any(table.start <= start < table.end for table in found)
    ]
    return sorted((table for table in found if table.rows), key=lambda table: table.start)


def _barred(text: str) -> Iterator[list[list[Span]]]:
    """Blocks of neighbouring rows written with bars, each row as the places of its cells."""
    block: list[list[Span]] = []
    at = 0
    for line in text.split("\n"):
        if line.startswith("|"):
            if re.sub(r"[|:\-\s—]", "", line):
                block.append(_cells(line, at))
        elif block:
            yield block
            block = []
        at += len(line) + 1
    if block:
        yield block


def _cells(line: str, at: int) -> list[Span]:
    edges = [n for n, c in enumerate(line) if c == "|"]
    if edges[-1] != len(line) - 1:
        edges.append(len(line))
    return [(at + a + 1, at + b) for a, b in pairwise(edges)]


def _table(text: str, block: list[list[Span]]) -> Table | None:
    words = [[text[a:b].strip() for a, b in row] for row in block]
    columns: list[Column] | None = None
    first = 0
    for n, row in enumerate(words[:4]):
        if columns := roles(row):
            first = n + 1
            break
    if columns is None and (columns := by_content(words)) is None:
        return None
    if first < len(words) and (under := roles(words[first])) is not None and len(under) == len(columns):
        # A heading of two rows: 责任分工 above 牵头单位, 配合单位.
        columns = [
            b if words[first][n].strip() else a for n, (a, b) in enumerate(zip(columns, under, strict=True))
        ]
        first += 1
    return Table(block[0][0][0] - 1, block[-1][-1][1], tuple(_rows(text, block[first:], columns)))


def _rows(text: str, rows: Sequence[Sequence[Span]], columns: Sequence[Column]) -> Iterator[Row]:
    """The rows under a heading; a repeated heading and a line that only names a category are passed over."""
    previous: Row | None = None
    for cells in rows:
        if columns[0] == "no" and 2 < len(cells) < len(columns):
            cells = fitted(text, cells, columns)
        elif len(cells) == len(columns) and any(_said(text, cells[_named(columns) :])):
            cells = _moved_up(text, cells, columns)
        elif len(cells) == len(columns):
            cells = _moved_back(text, cells, columns)
        said = [text[a:b].strip() for a, b in cells]
        if (
            sum(heading(cell) is not None for cell in said) * 2 > sum(map(bool, said))
            or sum(map(bool, said)) < 2
        ):
            continue
        row = _row(text, cells, columns, previous)
        if row is not None:
            previous = row
            yield row


def _said(text: str, cells: Sequence[Span]) -> list[str]:
    return [text[a:b].strip() for a, b in cells]


def _named(columns: Sequence[Column]) -> int:
    """How many columns there are up to the last that has a use."""
    return max((n + 1 for n, column in enumerate(columns) if column not in ("ignore", "category")), default=0)


def _moved_up(text: str, cells: Sequence[Span], columns: Sequence[Column]) -> Sequence[Span]:
    """A row longer than its heading: merged cells before it have names for groups, and its own begin behind them."""
    said = _said(text, cells)
    over = max(n + 1 for n, cell in enumerate(said) if cell) - _named(columns)

    def fitting(shift: int) -> int:
        named = columns[: _named(columns)]
        return sum(suits(cell, column) for cell, column in zip(said[shift:], named, strict=False) if cell)

    best = max(range(over + 1), key=lambda shift: (fitting(shift), shift))
    end = cells[-1][1]
    return [*cells[best:], *((end, end) for _ in range(best))]


def _moved_back(text: str, cells: Sequence[Span], columns: Sequence[Column]) -> Sequence[Span]:
    """A row whose first cells were merged with those above, and the others moved left for it, put right again."""
    said = [text[a:b].strip() for a, b in cells]
    blank = next((n for n, cell in enumerate(reversed(said)) if cell), len(said))

    def fitting(shift: int) -> int:
        placed = zip(said, columns[shift:], strict=False)
        return sum(suits(cell, column) for cell, column in placed if cell)

    best = max(range(blank + 1), key=lambda shift: (fitting(shift), -shift))
    start = cells[0][0]
    return [*((start, start) for _ in range(best)), *cells[: len(cells) - best]] if best else cells


def _row(text: str, cells: Sequence[Span], columns: Sequence[Column], previous: Row | None) -> Row | None:
    no, task, content, times = "", [], [], []
    parties = Parties()
    for span, column in zip(cells, columns, strict=False):
        said = text[slice(*span)].strip()
        if not said:
            continue
        match column:
            case "no":
                no = said.strip("（）()、.． ")
            case "task" if said.isdigit():
                no = said  # a number under the heading of what it counts
            case "task":
                task.append(_unnumbered(text, span))
            case "content":
                content.append(_unnumbered(text, span))
            case "time":
                times.append(span)
            case "lead" | "responsible" | "assist":
                parties = parties.plus(cell_parties(said, column))
    merged = previous is not None and (not no or no == previous.no)
    if merged and previous is not None and not parties.named:
        parties = previous.parties
    if not task and not content:
        if not merged or previous is None or not (times or parties.named):
            return None
        return Row(no or previous.no, previous.parts, parties, tuple(times), cells[0][0], cells[-1][1])
    if not task and previous is not None:
        task, no = list(previous.parts[:1]), no or previous.no  # a merged cell, written once
    return Row(no, (*task, *content), parties, tuple(times), cells[0][0], cells[-1][1])


def _unnumbered(text: str, span: Span) -> Span:
    """The cell without a number at its head, where it is the only one."""
    start = span[0] + len(text[slice(*span)]) - len(text[slice(*span)].lstrip())
    found = MARKER.match(text, start, span[1])
    return (found.end(), span[1]) if found else span


def cell_parties(said: str, column: Column) -> Parties:
    """The units of a cell, which may itself say who leads (`A局牵头，B局、C局`)."""
    if (verbs := read_parties(said)) is not None and verbs.named:
        return verbs if column != "lead" or verbs.leads else Parties(leads=verbs.owing)
    names = once(split_names(said))
    match column:
        case "lead":
            return Parties(leads=names)
        case "assist":
            return Parties(assisting=names)
    return Parties(responsible=names)
