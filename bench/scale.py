"""Beyond one machine: rounds over ten million assignments on PostgreSQL, deliveries through the distributed engine.

    uv run python bench/scale.py [--size N] [--letters N] [rounds | deliveries]

idle        `round_` with nothing due, in an office of N assignments (10,000,000) beside one of 10,000, asked in turn.
due         `round_` with 0.1 % due beside its bound in set-based SQL on the same rows of the same database: one transaction
            with one UPDATE that moves what is due, and INSERT ... SELECT of the very letters and claims our round wrote.
            Durable on both sides; after each repeat everything is put back, and a checkpoint made.
deliveries  letters from the outbox row to the settled row through one `duban worker`'s engine, beside a no-op job of
            Procrastinate's in the same kind of worker, as wide; then two workers beside one, to a network that takes a while.

Each worker is a process of its own. The server (bench/postgres.py) is the wheel's, fsync and synchronous_commit on.
"""

import argparse
import asyncio
import json
import logging
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from subprocess import PIPE, Popen
from typing import Any

import loaded
import postgres
import psycopg
from loaded import NOW, Mix
from side import Row, median, milliseconds, report

from bot.channels import Pace, Parcel
from bot.office import Office
from bot.rounds import round_
from db import jobs, post
from db.post import Letter

IDLE_CALLS, REPEATS = 200, 5
CHATS = 500
WIDTH = 50  # of the worker with the no-op job: its best, by Procrastinate's own advice
SLOW = 0.5  # seconds a far network takes for a letter
NAME = "wecom"  # a channel whose network counts each chat by itself, so that several may carry it


def main() -> int:
    options = argparse.ArgumentParser(description="Beyond one machine.")
    options.add_argument("what", nargs="?", choices=["rounds", "deliveries"])
    options.add_argument("--size", type=int, default=10_000_000)
    options.add_argument("--letters", type=int, default=4_000)
    options.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.work:
        asyncio.run(work(*chosen.work))
        return 0
    server = postgres.start()
    rows = []
    if chosen.what != "deliveries":
        rows += rounds(server, chosen.size)
    if chosen.what != "rounds":
        rows += deliveries(server, chosen.letters)
    return report("scale", rows)


# ---------------------------------------------------------------- rounds


def rounds(server: Any, size: int) -> list[Row]:
    small, large = postgres.make(server, "small"), postgres.make(server, "large")
    postgres.load(small, Mix(10_000, 0))
    begun = time.perf_counter()
    postgres.load(large, Mix(size, size // 1000))
    print(f"{size:,} assignments loaded in {time.perf_counter() - begun:.0f} s", flush=True)
    offices = {"small": postgres.opened(small), "large": postgres.opened(large)}
    rows = due(offices["large"], large, size)
    with psycopg.connect(postgres.plain(large)) as tx:
        tx.execute("UPDATE assignment SET next_at = '2022-01-10' WHERE next_at < '2022-01-01'")
    rows.append(idle(offices, size))
    for office in offices.values():
        office.close()
    return rows


def idle(offices: dict[str, Office], size: int) -> Row:
    seconds: dict[str, list[float]] = {name: [] for name in offices}
    for _ in range(IDLE_CALLS):
        for name, office in offices.items():
            begun = time.perf_counter()
            assert round_(office, NOW) == 0
            seconds[name].append(time.perf_counter() - begun)
    ours, beside = median(seconds["large"]), median(seconds["small"])
    return Row(f"idle round, {size:,} : 10,000", milliseconds(ours), milliseconds(beside), ours / beside, 1.5)


KEEP = (
    "CREATE TABLE kept AS SELECT id, next_at, urged, urged_on FROM assignment WHERE next_at <= %s",
    "CREATE TABLE mark AS SELECT coalesce(max(id), 0) AS letters,"
    " (SELECT coalesce(max(id), 0) FROM reminder) AS claims FROM outbox",
)
SAVE = (
    "CREATE TABLE said AS SELECT * FROM outbox WHERE id > (SELECT letters FROM mark)",
    "CREATE TABLE claimed AS SELECT * FROM reminder WHERE id > (SELECT claims FROM mark)",
)
UNDO = (
    "DELETE FROM reminder WHERE id > (SELECT claims FROM mark)",
    "DELETE FROM outbox WHERE id > (SELECT letters FROM mark)",
    "UPDATE assignment a SET next_at = k.next_at, urged = k.urged, urged_on = k.urged_on FROM kept k WHERE k.id = a.id",
)
BARE = (
    "UPDATE assignment SET next_at = %(later)s WHERE next_at <= %(now)s",
    "INSERT INTO outbox SELECT * FROM said",
    "INSERT INTO reminder SELECT * FROM claimed",
)


def due(office: Office, address: str, size: int) -> list[Row]:
    round_(office, loaded.YESTERDAY)
    ours, bare = [], []
    with psycopg.connect(postgres.plain(address), autocommit=True) as tx:
        for statement in KEEP:
            tx.execute(statement.replace("%s", f"'{NOW.isoformat()}'").encode())
        for turn in range(REPEATS):
            written = _timed(ours, lambda: round_(office, NOW))
            for statement in SAVE if turn == 0 else ():
                tx.execute(statement.encode())
            _put_back(tx)
            _timed(bare, lambda: _bare(tx))
            _put_back(tx)
    what = f"{size // 1000:,} of {size:,} due, {written:,} letters : set-based SQL"
    return [
        Row(what, milliseconds(median(ours)), milliseconds(median(bare)), median(ours) / median(bare), 4.0)
    ]


def _timed(into: list[float], work: Callable[[], Any]) -> Any:
    begun = time.perf_counter()
    found = work()
    into.append(time.perf_counter() - begun)
    return found


def _bare(tx: "psycopg.Connection[Any]") -> None:
    with tx.transaction():
        for statement in BARE:
            tx.execute(
                statement.encode(),
                {"now": NOW, "later": NOW + timedelta(days=1)} if "%" in statement else None,
            )


def _put_back(tx: "psycopg.Connection[Any]") -> None:
    for statement in (*UNDO, "VACUUM outbox, reminder", "CHECKPOINT"):
        tx.execute(statement.encode())


# ---------------------------------------------------------------- deliveries


def deliveries(server: Any, count: int) -> list[Row]:
    bare, ours, one, two = [], [], [], []
    for turn in range(3):
        bare.append(count / run_workers(prepared(server, f"noop{turn}", 0, count), 1, "noop"))
        ours.append(count / run_workers(prepared(server, f"ours{turn}", count, 0), 1, "0"))
        one.append(count / run_workers(prepared(server, f"one{turn}", count, 0), 1, str(SLOW)))
        two.append(count / run_workers(prepared(server, f"two{turn}", count, 0), 2, str(SLOW)))
    rate, beside, single, double = map(median, (ours, bare, one, two))
    return [
        Row("letters through one worker : its no-op jobs", f"{rate:,.0f}/s", f"{beside:,.0f}/s", rate / beside, 0.8, True),
        Row(f"two workers : one, {SLOW} s a letter", f"{double:,.0f}/s", f"{single:,.0f}/s", double / single, 1.7, True),
    ]  # fmt: skip


def prepared(server: Any, name: str, letters: int, noops: int) -> str:
    """The address of a database with so many letters due, or so many no-op jobs."""
    address = postgres.make(server, name)
    office = postgres.opened(address)
    office.writer.run(jobs.make_tables)
    now = datetime.now(UTC)
    due_now = [
        Letter(None, NAME, f"chat-{n % CHATS}", "answer", (f"第{n}条，已记录。" * 5,), (), (), 0, now)
        for n in range(letters)
    ]
    office.writer.run(lambda tx: post.keep(tx, due_now, now))
    office.close()
    with psycopg.connect(postgres.plain(address)) as tx:
        tx.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name) SELECT 'noop', 'noop' FROM generate_series(1, %s)",
            (noops,),
        )
    return address


def run_workers(address: str, count: int, kind: str) -> float:
    """Seconds from the word to begin until nothing is left; starting a process is not counted."""
    workers = [
        Popen([sys.executable, __file__, "--work", address, kind, str(n)], stdin=PIPE, stdout=PIPE, text=True)
        for n in range(count)
    ]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    begun = time.perf_counter()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    with psycopg.connect(postgres.plain(address), autocommit=True) as tx:
        left = (
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'noop' AND status IN ('todo', 'doing')"
        )
        if kind != "noop":
            left = "SELECT count(*) FROM outbox WHERE state <> 'sent'"
        while (found := tx.execute(left.encode()).fetchone()) and found[0]:
            time.sleep(0.05)
    took = time.perf_counter() - begun
    for worker in workers:
        worker.terminate()
        worker.communicate()
    return took


async def work(address: str, kind: str, _number: str) -> None:
    """One worker, until it is terminated."""
    from bot.engines.distributed import Distributed

    office = postgres.opened(address)
    print(json.dumps("ready"), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    if kind == "noop":
        await _noop(address)
    else:
        channel = Far(float(kind))
        with suppress(asyncio.CancelledError):
            await Distributed(office, {NAME: channel}, lambda: datetime.now(UTC), lambda _: None).run()


async def _noop(address: str) -> None:
    from procrastinate import App, PsycopgConnector

    logging.getLogger("procrastinate").setLevel(logging.ERROR)
    app = App(connector=PsycopgConnector(conninfo=postgres.plain(address), max_size=10))

    @app.task(name="noop", queue="noop")
    async def noop() -> None:
        pass

    async with app.open_async():
        await app.run_worker_async(queues=["noop"], concurrency=WIDTH, delete_jobs="always")


class Far:
    """A network that takes everything, after a while."""

    name = NAME
    pace = Pace()

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def is_group(self, address: str) -> bool:
        return False

    async def send(self, parcel: Parcel) -> str | None:
        if self._seconds:
            await asyncio.sleep(self._seconds)
        return str(parcel.outbox_id)


if __name__ == "__main__":
    raise SystemExit(main())
