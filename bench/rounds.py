"""Rounds: what a morning costs, beside plain SQL and beside one scheduler job per reminder.

    uv run python bench/rounds.py [--quick]

idle    `bot.rounds.round_` with nothing due, at 1,000 and at 1,000,000 open assignments, called in turn.
due     `round_` with 1 % due (decide, claim, render, merge per seat, outbox, commit), beside its bound in
        plain sqlite3: one transaction that selects the due by the same index, moves `next_at` of each, and
        inserts as many outbox rows with the very same texts; same file, WAL, synchronous FULL. The bound
        claims nothing and commits once. What is due and for whom: `bench/loaded.py`. A second figure,
        without a bound of its own, gives every due seat one due assignment, so nothing can be merged.
jobs    one APScheduler job per reminder in its SQLAlchemyJobStore on SQLite: store 10,000, and fire 1 % of
        them and all of them (the job does nothing; ours writes the letters). Ours stores with `open_accounts`.
memory  the peak of a process that runs one round with 1 % due, at 1,000,000 beside 1,000.

Every measurement runs in a process of its own. A round with something due is timed as a running service meets it:
the same process has said yesterday's few reminders before, so that imports, templates and statements are there; each
repeat has a fresh copy of the file. Medians, ours and the bound in turn.
"""

import argparse
import json
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import loaded
from loaded import NOW, ZONE, Mix
from side import Row, apart, copy, median, milliseconds, remove, report

from bot.office import Office, open_office
from bot.rounds import round_
from db.account import open_accounts

IDLE_CALLS = 400
JOBS = 10_000
fired = 0


def main() -> int:
    options = argparse.ArgumentParser(description="Rounds beside plain SQL and APScheduler.")
    options.add_argument("--quick", action="store_true", help="a tenth of every size, fewer repeats")
    chosen = options.parse_args()
    small, large = (1_000, 100_000) if chosen.quick else (1_000, 1_000_000)
    with TemporaryDirectory(prefix="duban-bench-") as name:
        folder = Path(name)
        rows = idle(folder, small, large)
        for size, repeats in ((large // 10, 9), (large, 5)):
            rows += due(folder, size, repeats)
        rows += jobs(folder)
        rows.append(memory(folder, small, large))
    return report("rounds", rows)


# ---------------------------------------------------------------- nothing due


def idle(folder: Path, small: int, large: int) -> list[Row]:
    for size in (small, large):
        loaded.build(folder / f"idle-{size}.db", Mix(size, 0))
    found = apart(__file__, "--idle", folder / f"idle-{small}.db", folder / f"idle-{large}.db")
    for size in (small, large):
        remove(folder / f"idle-{size}.db")
    ours, beside = found["large"], found["small"]
    what = f"idle round, {large:,} open : {small:,} open"
    return [Row(what, milliseconds(ours), milliseconds(beside), ours / beside, 1.5)]


def run_idle(small: str, large: str) -> dict[str, Any]:
    """The two offices are asked in turn, so that whatever disturbs one disturbs the other."""
    offices = {"small": _open(small), "large": _open(large)}
    seconds: dict[str, list[float]] = {name: [] for name in offices}
    for _ in range(IDLE_CALLS):
        for name, office in offices.items():
            start = time.perf_counter()
            assert round_(office, NOW) == 0
            seconds[name].append(time.perf_counter() - start)
    return {name: median(found) for name, found in seconds.items()}


# ---------------------------------------------------------------- 1 % due


def due(folder: Path, size: int, repeats: int) -> list[Row]:
    rows = []
    for a_seat, bound in ((loaded.DUE_A_SEAT, 4.0), (1, None)):
        base = folder / f"due-{size}-{a_seat}.db"
        loaded.build(base, Mix(size, size // 100, a_seat))
        found = apart(__file__, "--due", base, repeats)
        remove(base)
        what = f"{size // 100:,} of {size:,} due, {a_seat} a seat, {found['letters']:,} letters : plain SQL"
        ours, beside = found["ours"], found["bound"]
        rows.append(Row(what, milliseconds(ours), milliseconds(beside), ours / beside, bound))
    return rows


def run_due(base: str, repeats: str) -> dict[str, Any]:
    file = Path(base).with_suffix(".copy")
    ours, bound = [], []
    for _ in range(int(repeats)):
        office = _open(str(copy(Path(base), file)))
        round_(office, loaded.YESTERDAY)
        start = time.perf_counter()
        written = round_(office, NOW)
        ours.append(time.perf_counter() - start)
        office.close()
        letters = _letters(file)[-written:]
        copy(Path(base), file)
        bound.append(plain_sql(file, letters))
    remove(file)
    return {"letters": written, "ours": median(ours), "bound": median(bound)}


def plain_sql(file: Path, letters: list[dict[str, Any]]) -> float:
    """The bound: what the database itself needs for the same rows."""
    tx = _plain(file)
    now, later = loaded.moment(NOW), loaded.moment(NOW + timedelta(days=1))
    tx.execute(
        "UPDATE assignment SET next_at = ? WHERE next_at <= ?", (later, loaded.moment(loaded.YESTERDAY))
    )
    insert = f"INSERT INTO outbox ({', '.join(letters[0])}) VALUES ({', '.join(':' + k for k in letters[0])})"
    start = time.perf_counter()
    tx.execute("BEGIN IMMEDIATE")
    found = tx.execute("SELECT id, unit_id FROM assignment WHERE next_at <= ?", (now,)).fetchall()
    tx.executemany("UPDATE assignment SET next_at = ? WHERE id = ?", ((later, id_) for id_, _ in found))
    tx.executemany(insert, letters)
    tx.execute("COMMIT")
    took = time.perf_counter() - start
    tx.close()
    return took


def _letters(file: Path) -> list[dict[str, Any]]:
    """The letters the round wrote, to be written again as they are."""
    tx = _plain(file)
    tx.row_factory = sqlite3.Row
    rows = [dict(row) for row in tx.execute("SELECT * FROM outbox ORDER BY id")]
    tx.close()
    return rows


def _plain(file: Path) -> sqlite3.Connection:
    tx = sqlite3.connect(file, isolation_level=None)
    tx.execute("PRAGMA journal_mode = WAL")
    tx.execute("PRAGMA synchronous = FULL")
    return tx


# ---------------------------------------------------------------- one job per reminder


def jobs(folder: Path) -> list[Row]:
    store, rows, stored = folder / "jobs.db", [], []
    loaded.build(folder / "empty.db", Mix(JOBS, 0), opened=False)
    ours = apart(__file__, "--store", folder / "empty.db")["store"]
    for count in (JOBS // 100, JOBS):
        remove(store)
        stored.append(apart(__file__, "--store-jobs", store, count)["store"])
        theirs = apart(__file__, "--fire-jobs", store, count)["fire"]
        base = folder / "fire.db"
        loaded.build(base, Mix(JOBS, count, loaded.DUE_A_SEAT if count < JOBS else len(loaded.items())))
        mine = apart(__file__, "--due", base, 5)["ours"]
        remove(base)
        rows.append(faster(f"fire {count:,} of {JOBS:,} : APScheduler", mine, theirs, 10))
    return [faster(f"store {JOBS:,} : one APScheduler job each", ours, min(stored), 100), *rows]


def faster(what: str, ours: float, theirs: float, bound: float) -> Row:
    """How many times as fast ours is."""
    return Row(what, milliseconds(ours), milliseconds(theirs), theirs / ours, bound, at_least=True)


def run_store(file: str) -> dict[str, Any]:
    """Our side: item by item through the office's writer, as a plan is loaded, one transaction."""
    office = _open(file)
    start = time.perf_counter()
    office.writer.run(partial(_open_all, loaded.new_accounts(JOBS, NOW)))
    took = time.perf_counter() - start
    office.close()
    return {"store": took}


def _open_all(items: list[tuple[list[int], dict[str, Any]]], tx: Any) -> None:
    for unit_ids, alike in items:
        open_accounts(tx, unit_ids, alike)


def nothing(number: int) -> None:
    """The job: it neither decides nor renders nor writes."""
    global fired
    fired += 1


def run_store_jobs(file: str, due_now: str) -> dict[str, Any]:
    """`due_now` of the jobs are due at once, spread evenly; the others in the coming year."""
    scheduler = _scheduler(file)
    scheduler.start(paused=True)
    now = datetime.now(UTC)
    step = JOBS // int(due_now)
    start = time.perf_counter()
    for n in range(JOBS):
        at = now - timedelta(seconds=30) if n % step == 0 else now + timedelta(days=1 + n % 364)
        scheduler.add_job("rounds:nothing", "date", run_date=at, args=[n], id=f"o{n}")
    # Not shut down: that would run what is due once more. Every job is committed already.
    return {"store": time.perf_counter() - start}


def run_fire_jobs(file: str, due_now: str) -> dict[str, Any]:
    """Until every due job has run and is gone from the store."""
    import rounds  # the jobs run in the module of that name, not in __main__

    scheduler = _scheduler(file)
    scheduler.start(paused=True)
    start = time.perf_counter()
    scheduler.resume()
    while rounds.fired < int(due_now):
        time.sleep(0.001)
    while scheduler._jobstores["default"].get_due_jobs(datetime.now(UTC)):
        time.sleep(0.001)
    took = time.perf_counter() - start
    scheduler.shutdown()
    return {"fire": took}


def _scheduler(file: str) -> Any:
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.background import BackgroundScheduler

    store = SQLAlchemyJobStore(url=f"sqlite:///{file}")
    # A job more than a second late would otherwise be dropped.
    never_drop = {"misfire_grace_time": None, "coalesce": True}
    return BackgroundScheduler(jobstores={"default": store}, timezone=UTC, job_defaults=never_drop)


# ---------------------------------------------------------------- memory


def memory(folder: Path, small: int, large: int) -> Row:
    peak = {}
    for size in (small, large):
        base = folder / f"memory-{size}.db"
        loaded.build(base, Mix(size, size // 100))
        peak[size] = apart(__file__, "--memory", base)["peak"]
        remove(base)
    what = f"peak memory of a round, {large:,} : {small:,}"
    shown = [f"{peak[size] / 1024:.1f} MB" for size in (large, small)]
    return Row(what, shown[0], shown[1], peak[large] / peak[small], 1.5)


def run_memory(base: str) -> dict[str, Any]:
    office = _open(base)
    round_(office, NOW)
    office.close()
    return {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}


def _open(file: str) -> Office:
    return open_office(f"sqlite:///{file}", ZONE)


PARTS: dict[str, Callable[..., dict[str, Any]]] = {
    "--idle": run_idle,
    "--due": run_due,
    "--store": run_store,
    "--store-jobs": run_store_jobs,
    "--fire-jobs": run_fire_jobs,
    "--memory": run_memory,
}

if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in PARTS:
        print(json.dumps(PARTS[sys.argv[1]](*sys.argv[2:])))
    else:
        sys.exit(main())
