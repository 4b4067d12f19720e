"""The pictures' values from the account: for the chat, the papers and the board the same."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from bot.digests import NEAR_DAYS
from bot.office import Rules
from db import board
from db.board import Day, Narrowed, PlanHead
from messages.picture import (
    PALETTE,
    PAPER,
    WIDE,
    BurnUp,
    Column,
    HeatMap,
    Palette,
    Sheet,
    heat_map,
    heat_map_svg,
    light_of,
    pages,
    png,
    row,
    worst_first,
)

MOST_UNITS = (
    500  # in one chart; beyond that nobody reads it, and `worst_first` or the board's pages serve better
)


def heat_chart(
    tx: Connection, rules: Rules, today: date, *, plan_id: int | None = None, led_by: int | None = None
) -> HeatMap:
    """The heat map of a plan (the one loaded last), of the tasks that unit leads where one is named; units in their order."""
    plan = _plan(tx, plan_id)
    day = Day(today, rules.policy.calendar.add(today, NEAR_DAYS))
    if plan is None:
        return heat_map("还没有加载工作要点", today, (), ())
    wanted = Narrowed(plan_id=plan.id, led_by=led_by)
    heads = board.heads(tx, wanted)
    units, _ = board.by_unit(tx, wanted, day, most=MOST_UNITS)
    units.sort(key=lambda unit: unit.unit_id)
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for cell in board.cells(tx, [unit.unit_id for unit in units], wanted, day):
        found[cell.unit_id][cell.item_id] = light_of(cell.state, cell.due, today, day.near_until)
    rows = [row(unit.unit, [found[unit.unit_id].get(head.id) for head in heads]) for unit in units]
    columns = [Column(head.code, head.title, head.task) for head in heads]
    return heat_map(f"{plan.title}落实情况", today, columns, rows)


def burn_chart(
    tx: Connection, rules: Rules, today: date, *, plan_id: int | None = None, led_by: int | None = None
) -> BurnUp:
    """How a plan (the one loaded last) has grown, beside its pace by first due days."""
    plan = _plan(tx, plan_id)
    if plan is None:
        return BurnUp("还没有加载工作要点", today, today + timedelta(days=1), today, 0, (), ())
    day = Day(today, rules.policy.calendar.add(today, NEAR_DAYS))
    done, owed = board.grown(tx, Narrowed(plan_id=plan.id, led_by=led_by), day)
    by_day: Counter[date] = Counter()
    for moment, count in done:
        by_day[rules.policy.today(moment)] += count
    first = min([plan.period_start, *by_day])
    last = max([plan.period_end, *(on for on, _ in owed)])
    return BurnUp(
        f"{plan.title}办结进度", first, last, today, sum(count for _, count in owed), _summed(sorted(by_day.items())),
        _summed(owed),
    )  # fmt: skip


def draw(chart: HeatMap, palette: Palette) -> bytes:
    """The heat map as one PNG to look at in a chat: every unit where they fit, else those where most is overdue."""
    return png(heat_map_svg(fitted(chart, WIDE), WIDE, palette), WIDE.zoom)


def draw_for_paper(chart: HeatMap, palette: Palette) -> bytes:
    """The same for a page of a paper."""
    return png(heat_map_svg(fitted(chart, PAPER), PAPER, palette), PAPER.zoom)


def draw_whole(chart: HeatMap, palette: Palette) -> bytes:
    """Every unit and every item in one PNG to keep, as tall and wide as that takes."""
    columns = max(len(chart.columns), WIDE.columns)
    whole = replace(WIDE, columns=columns, rows=len(chart.rows), width=WIDE.width * columns // WIDE.columns)
    return png(heat_map_svg(chart, whole, palette), WIDE.zoom if len(chart.rows) <= WIDE.rows else 1)


def fitted(chart: HeatMap, sheet: Sheet) -> HeatMap:
    """One picture that fits the sheet: all units, or those where most is overdue, and how many were left out."""
    shown = chart if len(chart.rows) <= sheet.rows else worst_first(chart, sheet.rows)
    return pages(shown, sheet)[0]


def palette_of(rules: Rules) -> Palette:
    """The colours as the office has set them, the default ones where it has not."""
    return {**PALETTE, **dict(rules.policy.lights)}


def _plan(tx: Connection, plan_id: int | None) -> PlanHead | None:
    plans = board.plan_heads(tx)
    return next((plan for plan in plans if plan_id in (None, plan.id)), None)


def _summed(counts: list[tuple[date, int]]) -> tuple[tuple[date, int], ...]:
    total, steps = 0, []
    for on, count in counts:
        total += count
        steps.append((on, total))
    return tuple(steps)
