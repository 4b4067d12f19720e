"""The matrix: units down, items across. A small office is counted here from one statement, a large one by the database."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from bot.board.look import Look
from bot.board.pages import COLOUR_CLASS
from db import board
from db.board import Cell, Counts, Day, ItemHead, Narrowed, UnitCounts
from messages.picture import KINDS, LIGHT_MARKS, LIGHT_WORDS, Palette, light_of
from messages.words import STATE_WORDS

ROWS = 60  # units on one page
FEW = 3000  # accounts: so many are sooner fetched and counted than summed up and fetched again

LightOf = Callable[[str, date], str]


class Filled(NamedTuple):
    """One cell of the matrix, as the template writes it; all empty where the unit has no account under the item.

    about: what a pointer resting on it is told.
    """

    colour: str
    item_id: int
    about: str
    mark: str


BLANK = Filled("", 0, "", "")


@dataclass(frozen=True, slots=True)
class MatrixRow:
    unit: UnitCounts
    cells: list[Filled]


@dataclass(frozen=True, slots=True)
class Matrix:
    """One page of it. units: how many there are on all pages. by_item, total: of all pages."""

    heads: list[ItemHead]
    rows: list[MatrixRow]
    units: int
    by_item: dict[int, Counts]
    total: Counts


def matrix(look: Look, wanted: Narrowed, heads: list[ItemHead], after: int, few: int = FEW) -> Matrix:
    """The accounts asked for, the units with most overdue first, from the row `after` on."""
    day = look.day
    # A dozen pairs of state and day come again and again.
    light = cache(lambda state, due: light_of(state, due, day.today, day.near_until))
    cells = board.cells(look.tx, None, wanted, day, most=few + 1)
    if len(cells) <= few:
        units, how_many = _counted_units(look, cells, light, after)
        by_item = _counted(((cell.item_id, cell) for cell in cells), light)
    else:
        units, how_many = board.by_unit(look.tx, wanted, day, most=ROWS, after=after)
        by_item = {one.item_id: one.counts for one in board.by_item(look.tx, wanted, day)}
        cells = board.cells(look.tx, [unit.unit_id for unit in units], wanted, day)
    if wanted.light or wanted.state or wanted.unit:  # a column without a single cell says nothing
        heads = [head for head in heads if head.id in by_item]
    return Matrix(heads, _rows(look, units, heads, cells), how_many, by_item, total(by_item.values()))


def _counted_units(look: Look, cells: list[Cell], light: LightOf, after: int) -> tuple[list[UnitCounts], int]:
    """As `db.board.by_unit` would have it."""
    by_unit = _counted(((cell.unit_id, cell) for cell in cells), light)
    order = sorted(by_unit.items(), key=lambda one: (-one[1].overdue, -one[1].pending, -one[1].near, one[0]))
    here = order[after : after + ROWS]
    names = board.unit_names(look.tx, [unit_id for unit_id, _ in here])
    return [UnitCounts(unit_id, names[unit_id], counts) for unit_id, counts in here], len(order)


def _counted(cells: Iterable[tuple[int, Cell]], light: LightOf) -> dict[int, Counts]:
    """By the number beside each cell, how many of which light."""
    sums: dict[int, Counter[str]] = defaultdict(Counter)
    for number, (_, _, state, due) in cells:
        sums[number][light(state, due)] += 1
    return {number: Counts(*(found[kind] for kind in KINDS)) for number, found in sums.items()}


def _rows(look: Look, units: list[UnitCounts], heads: list[ItemHead], cells: list[Cell]) -> list[MatrixRow]:
    """What a cell shows follows from its state and day alone; a page has a thousand cells and a dozen such pairs."""
    columns = {head.id: n for n, head in enumerate(heads)}
    shown_as: dict[tuple[str, date], tuple[str, str, str]] = {}
    day = look.day
    found: dict[int, list[Filled]] = {unit.unit_id: [BLANK] * len(heads) for unit in units}
    names = {unit.unit_id: unit.unit for unit in units}
    for unit_id, item_id, state, due in cells:
        if unit_id not in found or item_id not in columns:  # on another page, or of an item cancelled since
            continue
        if (state, due) not in shown_as:
            shown_as[state, due] = _shown_as(look.palette, day, state, due)
        colour, mark, words = shown_as[state, due]
        n = columns[item_id]
        found[unit_id][n] = Filled(colour, item_id, f"{names[unit_id]} {heads[n].code} {words}", mark)
    return [MatrixRow(unit, found[unit.unit_id]) for unit in units]


def _shown_as(palette: Palette, day: Day, state: str, due: date) -> tuple[str, str, str]:
    """The colour's class, the mark and the words."""
    light = light_of(state, due, day.today, day.near_until)
    words = f"{LIGHT_WORDS[light]}，{STATE_WORDS[state]}，{due.month}月{due.day}日到期"
    return COLOUR_CLASS[palette[light]], LIGHT_MARKS[light], words


def total(counts: Iterable[Counts]) -> Counts:
    """All of them together."""
    every = list(counts)
    return Counts(*(sum(getattr(one, kind) for one in every) for kind in KINDS))
