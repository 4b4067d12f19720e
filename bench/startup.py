"""Starting: the command line's help, and an office that comes back with many assignments.

    uv run python bench/startup.py

help     `duban --help` beside `python -c 'import typer'`: the environment's own files, run in turn.
restart  what a restarted service does before it can serve: open the database, put what was in flight back into
         the queue, run the first round with nothing due. 100,000 open assignments beside 100, each with as many
         sent letters; a fresh process each time, imports left out of the ratio and shown in a line of their own.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import loaded
from loaded import NOW, ZONE, Mix
from side import Row, apart, median, milliseconds, report

REPEATS = 11
SMALL, LARGE = 100, 100_000


def main() -> int:
    with TemporaryDirectory(prefix="duban-bench-") as name:
        return report("startup", [help_(), *restart(Path(name))])


def help_() -> Row:
    here = Path(sys.executable).parent
    ours, theirs = in_turn([str(here / "duban"), "--help"], [sys.executable, "-c", "import typer"])
    what = "duban --help : python -c 'import typer'"
    return Row(what, milliseconds(ours), milliseconds(theirs), ours / theirs, 1.5)


def in_turn(*commands: list[str]) -> list[float]:
    """The median seconds of each command, run one after the other, round by round."""
    seconds: list[list[float]] = [[] for _ in commands]
    for _ in range(REPEATS + 1):
        for command, taken in zip(commands, seconds, strict=True):
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            taken.append(time.perf_counter() - start)
    return [median(taken[1:]) for taken in seconds]  # the first run writes the byte code


def restart(folder: Path) -> list[Row]:
    offices = {size: folder / f"{size}.db" for size in (SMALL, LARGE)}
    for size, file in offices.items():
        loaded.build(file, Mix(size, 0), letters=size)
    found: dict[int, list[dict[str, float]]] = {size: [] for size in offices}
    for _ in range(REPEATS):
        for size, file in offices.items():
            start = time.perf_counter()
            figures = apart(__file__, "--restart", file)
            found[size].append({**figures, "process": time.perf_counter() - start})
    rows = []
    for part, what, bound in (
        ("ready", "restart until the first round is done", 1.5),
        ("process", "the same with the whole process", None),
    ):
        large, small = (median([one[part] for one in found[size]]) for size in (LARGE, SMALL))
        row = f"{what}, {LARGE:,} : {SMALL:,}"
        rows.append(Row(row, milliseconds(large), milliseconds(small), large / small, bound))
    return rows


def run_restart(file: str) -> dict[str, float]:
    from bot.office import open_office
    from bot.rounds import round_
    from db import post

    start = time.perf_counter()
    office = open_office(f"sqlite:///{file}", ZONE)
    office.writer.run(post.release_interrupted)
    assert round_(office, NOW) == 0
    ready = time.perf_counter() - start
    office.close()
    return {"ready": ready}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--restart"]:
        print(json.dumps(run_restart(sys.argv[2])))
    else:
        sys.exit(main())
