"""What can be wrong with a machine for a while: no room on its disk, its database held by another program."""

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from tests.crash.served import Served

A_WHILE = 4.0  # seconds


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
    with closing(
        sqlite3.connect(folder / "duban.db", timeout=30, isolation_level=None, check_same_thread=False)
    ) as other:
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        yield
        await asyncio.sleep(seconds)
        other.execute("ROLLBACK")
