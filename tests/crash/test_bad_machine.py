"""The disk is full for a while, or another program holds the database: who writes is asked to come again, and nothing is lost."""

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from tests.crash import life
from tests.crash.served import Served

A_WHILE = 4.0  # seconds; bench/killed.py does it for longer than the server has patience


@asynccontextmanager
async def full_disk(served: Served, _folder: Path, seconds: float = A_WHILE) -> AsyncIterator[None]:
    """No file of the server's can grow, its log among them."""
    _, most = resource.prlimit(served.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(served.pid, resource.RLIMIT_FSIZE, (4096, most))
    yield
    await asyncio.sleep(seconds)
    resource.prlimit(served.pid, resource.RLIMIT_FSIZE, (most, most))


@asynccontextmanager
async def locked(_served: Served, folder: Path, seconds: float = A_WHILE) -> AsyncIterator[None]:
    """Another program is in the middle of a change."""
    with closing(sqlite3.connect(folder / "duban.db", timeout=30, isolation_level=None, check_same_thread=False)) as other:
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        yield
        await asyncio.sleep(seconds)
        other.execute("ROLLBACK")


async def test_a_full_disk_loses_nothing_and_when_there_is_room_again_work_goes_on(tmp_path: Path) -> None:
    found = await life.disturbed(tmp_path, 9, full_disk, every=2.0, tell=print)
    assert found.faults == ()
    assert found.found.telegram_repeats == 0


async def test_a_locked_database_is_waited_for(tmp_path: Path) -> None:
    found = await life.disturbed(tmp_path, 10, locked, every=2.0, tell=print)
    assert found.faults == ()
    assert found.found.telegram_repeats == 0
