"""The heat map: units down, items across, one light in each cell."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise

from messages.picture.lights import COLOURS, KINDS, LIGHT_MARKS, LIGHT_WORDS, PALETTE, Palette
from messages.picture.sheet import WIDE, Sheet
from messages.picture.svg import drawn
from messages.picture.words import cut, ems
from messages.words import full_day

MARGIN = 10
TOTALS = 44  # the width of the last column: how many are done
UPRIGHT = 8  # characters of an item's title, written downwards
GAP = 1


@dataclass(frozen=True, slots=True)
class Column:
    """An item. task: its task's number, 一."""

    code: str
    title: str
    task: str


@dataclass(frozen=True, slots=True)
class Row:
    """A unit and the kind of its account under each column, None where it has none.

    done, owed: of all its accounts, shown here or not.
    """

    unit: str
    cells: tuple[str | None, ...]
    done: int
    owed: int


def row(unit: str, cells: Sequence[str | None]) -> Row:
    """The row of a unit all of whose accounts are shown."""
    return Row(unit, tuple(cells), cells.count("done"), sum(kind is not None for kind in cells))


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Where everything stands on a day.

    counts: accounts by kind, of the whole and not only of what is shown. note: what this picture leaves out, or
    which of several it is.
    """

    title: str
    today: date
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    counts: tuple[tuple[str, int], ...]
    note: str = ""


def heat_map(title: str, today: date, columns: Sequence[Column], rows: Sequence[Row]) -> HeatMap:
    """The chart of all units and items, counted."""
    found = Counter(kind for row in rows for kind in row.cells if kind)
    counts = tuple((kind, found[kind]) for kind in KINDS)
    return HeatMap(title, today, tuple(columns), tuple(rows), counts)


def worst_first(chart: HeatMap, most: int) -> HeatMap:
    """At most so many rows, those with most overdue first; what all is well with is left out, and counted in the note."""

    def badness(row: Row) -> tuple[int, ...]:
        return tuple(-row.cells.count(kind) for kind in KINDS[:3])

    wanted = sorted((row for row in chart.rows if any(badness(row))), key=badness)[:most]
    left = len(chart.rows) - len(wanted)
    note = f"另有{left}个单位未列出" if len(wanted) == most else f"其余{left}个单位均按期或已办结"
    return replace(chart, rows=tuple(wanted), note=note if left else "")


def pages(chart: HeatMap, sheet: Sheet) -> tuple[HeatMap, ...]:
    """The chart in pictures that each fit the sheet, evenly filled, columns first."""
    blocks = [
        (columns, rows)
        for rows in _evenly(len(chart.rows), sheet.rows)
        for columns in _evenly(len(chart.columns), sheet.columns)
    ]
    if len(blocks) == 1:
        return (chart,)
    return tuple(_block(chart, columns, rows, n, len(blocks)) for n, (columns, rows) in enumerate(blocks, 1))


def _block(chart: HeatMap, columns: slice, rows: slice, n: int, total: int) -> HeatMap:
    items = chart.columns[columns]
    note = f"第{n}/{total}张：事项 {items[0].code}—{items[-1].code}"
    return replace(
        chart,
        columns=items,
        rows=tuple(replace(row, cells=row.cells[columns]) for row in chart.rows[rows]),
        note="；".join(filter(None, (note, chart.note))),
    )


def _evenly(count: int, most: int) -> list[slice]:
    """At least one part, none larger than `most`, as alike as they can be."""
    parts = max(-(-count // most), 1)
    edges = [round(n * count / parts) for n in range(parts + 1)]
    return [slice(*edge) for edge in pairwise(edges)]


# ---------------------------------------------------------------- geometry


@dataclass(frozen=True, slots=True)
class Words:
    """A text in its place; full: all of it, where it was cut."""

    x: float
    y: float
    text: str
    full: str = ""


@dataclass(frozen=True, slots=True)
class Upright:
    """An item's head: its number, and its title downwards, one y for each character."""

    x: float
    code: str
    text: str
    ys: str
    full: str


@dataclass(frozen=True, slots=True)
class Ink:
    """All cells of one kind: their outline as one path, their marks as one text."""

    fill: str
    ink: str
    path: str
    marks: str
    xs: str
    ys: str


@dataclass(frozen=True, slots=True)
class Span:
    """The columns of one task."""

    x: float
    width: float
    middle: float
    text: str


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the legend."""

    x: float
    y: float
    fill: str
    ink: str
    mark: str
    text: str


def heat_map_svg(chart: HeatMap, sheet: Sheet = WIDE, palette: Palette = PALETTE) -> str:
    """The whole chart as one SVG; `pages` first where it may not fit the sheet."""
    cell = (sheet.width - 2 * MARGIN - sheet.names - TOTALS) / max(len(chart.columns), sheet.columns // 2)
    left = MARGIN + sheet.names
    captions = _captions(chart, sheet)
    keys, after_keys = _legend(chart, sheet, palette, 36 + 17 * len(captions))
    top = after_keys + 42 + UPRIGHT * sheet.letter
    row_ys = [top + n * sheet.height_of_row for n in range(len(chart.rows))]
    middle = sheet.height_of_row / 2 + sheet.letter * 0.36
    return drawn(
        "heat.svg",
        sheet=sheet,
        title=cut(chart.title, sheet.width - 2 * MARGIN, 15),
        full_title=chart.title,
        captions=captions,
        told="，".join(f"{LIGHT_WORDS[kind]}{n}" for kind, n in chart.counts),
        keys=keys,
        heads_y=after_keys + 30,
        spans=_spans(chart.columns, left, cell),
        spans_y=after_keys + 12,
        heads=_heads(chart.columns, left, cell, after_keys + 44, sheet),
        names=[_name(row.unit, y + middle, sheet) for row, y in zip(chart.rows, row_ys, strict=True)],
        totals=_totals(chart.rows, row_ys, middle),
        totals_x=_r(left + cell * len(chart.columns) + TOTALS - 4),
        stripes=row_ys[1::2],
        inks=_inks(chart, left, row_ys, cell, sheet, palette),
        left=left,
        top=top,
        right=_r(left + cell * len(chart.columns)),
        bottom=(row_ys[-1] + sheet.height_of_row) if row_ys else top + 40,
    )


def _captions(chart: HeatMap, sheet: Sheet) -> list[Words]:
    """The day and the note, on one line where both fit."""
    said = [part for part in (f"截至{full_day(chart.today)}", chart.note) if part]
    room = sheet.width - 2 * MARGIN
    lines = ["；".join(said)] if ems("；".join(said)) * 12 <= room else said
    return [Words(MARGIN, 47 + 17 * n, cut(line, room, 12)) for n, line in enumerate(lines)]


def _legend(chart: HeatMap, sheet: Sheet, palette: Palette, y: float) -> tuple[list[Key], float]:
    """The keys, and where the next thing may begin."""
    keys: list[Key] = []
    x, y = float(MARGIN), y + 15
    for kind, count in chart.counts:
        text = f"{LIGHT_WORDS[kind]} {count}"
        wide = 24 + ems(text) * 13 + 14
        if x + wide - 14 > sheet.width - MARGIN:
            x, y = float(MARGIN), y + 24
        fill, ink = COLOURS[palette[kind]]
        keys.append(Key(x, y, fill, ink, LIGHT_MARKS[kind], text))
        x += wide
    return keys, y + 18


def _heads(columns: Sequence[Column], left: float, cell: float, y: float, sheet: Sheet) -> list[Upright]:
    heads = []
    for n, column in enumerate(columns):
        title = column.title if len(column.title) <= UPRIGHT else column.title[: UPRIGHT - 1] + "︙"
        ys = " ".join(f"{y + k * sheet.letter:g}" for k in range(len(title)))
        heads.append(
            Upright(_r(left + (n + 0.5) * cell), column.code, title, ys, f"{column.code} {column.title}")
        )
    return heads


def _spans(columns: Iterable[Column], left: float, cell: float) -> list[Span]:
    found, n = [], 0
    for task, members in groupby(columns, key=lambda column: column.task):
        count = len(list(members))
        x, width = left + n * cell, count * cell
        found.append(Span(_r(x), _r(width - 3), _r(x + width / 2), cut(task, width, 12)))
        n += count
    return found


def _name(unit: str, y: float, sheet: Sheet) -> Words:
    shown = cut(unit, sheet.names - 8, sheet.letter)
    return Words(MARGIN, _r(y), shown, unit if shown != unit else "")


def _totals(rows: Sequence[Row], ys: Sequence[float], middle: float) -> list[Words]:
    return [Words(0, _r(y + middle), f"{row.done}/{row.owed}") for row, y in zip(rows, ys, strict=True)]


def _inks(
    chart: HeatMap, left: float, ys: Sequence[float], cell: float, sheet: Sheet, palette: Palette
) -> list[Ink]:
    """Five shapes instead of thousands: what draws them has a tenth of the work."""
    places: dict[str, list[tuple[float, float]]] = {kind: [] for kind in KINDS}
    for row, y in zip(chart.rows, ys, strict=True):
        for n, kind in enumerate(row.cells):
            if kind is not None:
                places[kind].append((left + n * cell, y))
    width, height = _r(cell - GAP), _r(sheet.height_of_row - GAP)
    dx, dy = (cell - GAP - sheet.letter) / 2, sheet.height_of_row / 2 + sheet.letter * 0.36 - GAP / 2
    inks = []
    for kind, found in places.items():
        if found:
            fill, ink = COLOURS[palette[kind]]
            path = "".join(f"M{_r(x)} {_r(y)}h{width}v{height}h-{width}z" for x, y in found)
            xs, ys_ = (
                " ".join(f"{_r(x + dx)}" for x, _ in found),
                " ".join(f"{_r(y + dy)}" for _, y in found),
            )
            inks.append(Ink(fill, ink, path, LIGHT_MARKS[kind] * len(found), xs, ys_))
    return inks


def _r(length: float) -> float | int:
    """Short in the file: a tenth of a pixel is seen by nobody."""
    rounded = round(length, 1)
    return int(rounded) if rounded == int(rounded) else rounded
