"""Work nobody waits for: fetching a file, showing what was pressed. It ends with the channel."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog

log = structlog.get_logger()


class Errands:
    """Each runs by itself; a fault in one is logged and touches no other."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._run(errand))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def done(self) -> None:
        """Wait for all that run now."""
        await asyncio.gather(*self._running)

    async def close(self) -> None:
        """What still runs is dropped; whatever matters has been set aside before."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    @staticmethod
    async def _run(errand: Coroutine[Any, Any, None]) -> None:
        try:
            await errand
        except Exception:
            log.exception("errand failed")


class Turns:
    """One after another within a chat, in the order they came; different chats at once."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of(self, chat: str) -> AsyncIterator[None]:
        lock, waiting = self._locks.get(chat) or (asyncio.Lock(), 0)
        self._locks[chat] = lock, waiting + 1
        try:
            async with lock:
                yield
        finally:
            _, waiting = self._locks.pop(chat)
            if waiting > 1:
                self._locks[chat] = lock, waiting - 1
