"""The burn-up: how many accounts are done, beside the pace line: how many should be by then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from messages.picture.sheet import WIDE, Sheet
from messages.picture.svg import drawn
from messages.picture.words import cut
from messages.words import full_day

Steps = Sequence[tuple[date, int]]

MARGIN, AXIS, TOP = 10, 36, 110


@dataclass(frozen=True, slots=True)
class BurnUp:
    """first, last: the period. done, pace: (day, how many by the end of it), by day, only where it grows.

    pace counts the accounts whose first due day has come: an extension moves no pace line.
    """

    title: str
    first: date
    last: date
    today: date
    total: int
    done: tuple[tuple[date, int], ...]
    pace: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class _Scale:
    """From a day and a number to a place on the sheet."""

    chart: BurnUp
    left: float
    right: float
    top: float
    bottom: float

    def x(self, on: date) -> float:
        whole = max((self.chart.last - self.chart.first).days, 1)
        part = min(max((on - self.chart.first).days / whole, 0), 1)
        return round(self.left + (self.right - self.left) * part, 1)

    def y(self, n: float) -> float:
        return round(self.bottom - (self.bottom - self.top) * n / max(self.chart.total, 1), 1)


def burn_up_svg(chart: BurnUp, sheet: Sheet = WIDE) -> str:
    height = min(int(sheet.width * 0.68), 420)
    scale = _Scale(chart, MARGIN + AXIS, sheet.width - MARGIN - 14, TOP, height - 34)
    today = min(max(chart.today, chart.first), chart.last)
    done, owed = reached(chart.done, today), reached(chart.pace, today)
    return drawn(
        "burn.svg",
        width=sheet.width,
        height=height,
        title=cut(chart.title, sheet.width - 2 * MARGIN, 15),
        full_title=chart.title,
        day=f"截至{full_day(chart.today)}",
        words=pace_words(done, owed),
        scale=scale,
        numbers=[Tick(scale.y(n), str(n)) for n in _round_numbers(chart.total)],
        months=_months(chart, scale, 1 if sheet.width > 500 else 2),
        pace=_steps(chart.pace, chart.last, scale),
        done=_steps(chart.done, today, scale),
        today_x=scale.x(today),
        today_word="今天" if chart.first <= chart.today <= chart.last else "",
        done_dot=scale.y(done),
        owed_dot=scale.y(owed),
    )


def pace_words(done: int, owed: int) -> str:
    """已办结17，按序时应办结20，少3"""
    said = f"已办结{done}，按序时应办结{owed}"
    if done == owed:
        return f"{said}，与序时一致"
    return f"{said}，{'多' if done > owed else '少'}{abs(done - owed)}"


def reached(steps: Steps, today: date) -> int:
    """How many by the end of that day."""
    return max((n for on, n in steps if on <= today), default=0)


def _steps(steps: Steps, until: date, scale: _Scale) -> str:
    """A staircase from the period's first day to `until`, as a path."""
    path = [f"M{scale.x(scale.chart.first)} {scale.y(0)}"]
    path += [f"H{scale.x(on)}V{scale.y(n)}" for on, n in steps if on <= until]
    return "".join((*path, f"H{scale.x(until)}"))


def _round_numbers(total: int) -> list[int]:
    """Four or five lines at round numbers, the total always among them."""
    if total <= 0:
        return [0]
    step = next(s * 10**p for p in range(9) for s in (1, 2, 5) if total / (s * 10**p) <= 5)
    return [n for n in range(0, total, step) if total - n > step * 0.45] + [total]


def _months(chart: BurnUp, scale: _Scale, every: int) -> list[Tick]:
    ticks, day, n = [], chart.first.replace(day=1), 0
    months = (chart.last.year - chart.first.year) * 12 + chart.last.month - chart.first.month + 1
    every = max(every, -(-months // 12))
    while day <= chart.last:
        if day >= chart.first and n % every == 0:
            ticks.append(Tick(scale.x(day), f"{day.month}月"))
        day = (day + timedelta(days=32)).replace(day=1)
        n += 1
    return ticks
