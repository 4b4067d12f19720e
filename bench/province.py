"""A morning of a province, simulated with measured constants: when the last reminder has left, how long answers take.

    uv run python bench/province.py [--platform telegram | wecom] [--workers N]

Share-nothing: every county, city and the province itself has a deployment of its own, so a province is many small
mornings at once, and the slowest office is the province's. One office: at 09:07 the round writes the morning messages;
they leave at the platform's pace or the workers', whichever is slower; contacts read theirs and answer, most within the
hour; every answer is one transaction, one after another, and leaves before any reminder.

No measurement happens here: the constants are those of docs/scale.md, on two busy virtual cores.
"""

import argparse
import random
from dataclasses import dataclass

# What this kind of machine does (bench/scale.py, bench/commands.py).
A_DUE = 0.0007  # seconds of a round for one due assignment, PostgreSQL on a busy machine
LETTERS = 1500.0  # a worker's letters a second, settled
COMMANDS = 386.0  # commands a second, committed, one office (measured on SQLite)
NOTICED = 0.2  # seconds at most until who carries a lane sees what was written meanwhile
# What the platforms let through (shared by all workers of one bot).
PACE = {"telegram": 30.0, "wecom": float("inf")}
# What people do: how many of the units hear something on a busy morning, how many answer, and after how long.
HEARING, ANSWERING, AFTER = 0.6, 0.7, 1800.0  # shares, and mean seconds
DUE_A_LETTER = 12


@dataclass(frozen=True, slots=True)
class Level:
    """Offices of one kind. units: responsible units of each; items: tracked by each unit."""

    name: str
    offices: int
    units: int
    items: int


PROVINCE = (
    Level("county", 120, 80, 34),
    Level("city", 14, 400, 34),
    Level("province", 1, 1500, 60),
    # Nobody should build it so; here to show what breaks.
    Level("one for all", 1, 120 * 80 + 14 * 400 + 1500, 34),
)


@dataclass(frozen=True, slots=True)
class Morning:
    """Seconds after 09:07: the round's end, the last reminder's leaving; the answers' waits; how busy the writer was."""

    letters: int
    round_took: float
    last_left: float
    answer_p99: float
    busiest: float


def morning(level: Level, pace: float, workers: int, chance: random.Random) -> Morning:
    """One office's. An answer goes before every reminder that still waits."""
    letters = round(level.units * HEARING)
    round_took = letters * DUE_A_LETTER * A_DUE
    speed = min(pace, LETTERS * workers)
    asked = sorted(
        round_took + (n + 1) / speed + chance.expovariate(1 / AFTER)
        for n in range(letters)
        if chance.random() < ANSWERING
    )
    waits, free = [], 0.0
    for at in asked:
        free = max(free, at) + 1 / COMMANDS
        waits.append(free + chance.uniform(0, NOTICED) + 1 / speed - at)
    waits.sort()
    minutes: dict[int, int] = {}
    for at in asked:
        minutes[int(at // 60)] = minutes.get(int(at // 60), 0) + 1
    busiest = max(minutes.values(), default=0) / 60 / COMMANDS
    last = _last_left(letters, round_took, speed, asked)
    return Morning(letters, round_took, last, _at(waits, 0.99), busiest)


def _last_left(letters: int, begun: float, speed: float, asked: list[float]) -> float:
    """The reminders leave one after another, and every answer asked for meanwhile goes before one of them."""
    last = begun + letters / speed
    for at in asked:
        if at >= last:
            break
        last += 1 / speed
    return last


def _at(waits: list[float], share: float) -> float:
    return waits[min(int(len(waits) * share), len(waits) - 1)] if waits else 0.0


def main() -> None:
    options = argparse.ArgumentParser(description="A morning of a province.")
    options.add_argument("--platform", choices=PACE, default="telegram")
    options.add_argument("--workers", type=int, default=1)
    chosen = options.parse_args()
    chance = random.Random(20211029)
    print(f"{chosen.platform}, {chosen.workers} worker(s) an office")
    heads = ("accounts", "letters", "round s", "last left s", "answer p99 ms", "writer busy")
    print(f"{'office':12}{'many':>6}" + "".join(f"{head:>15}" for head in heads))
    for level in PROVINCE:
        found = morning(level, PACE[chosen.platform], chosen.workers, chance)
        cells = (
            f"{level.units * level.items:,}", f"{found.letters:,}", f"{found.round_took:.1f}", f"{found.last_left:.1f}",
            f"{found.answer_p99 * 1e3:.1f}", f"{found.busiest:.2%}",
        )  # fmt: skip
        print(f"{level.name:12}{level.offices:6}" + "".join(f"{cell:>15}" for cell in cells))


if __name__ == "__main__":
    main()
