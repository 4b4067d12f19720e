"""What is done after WeCom has had its answer: fetching a file, changing a card. Some at a time, each again if need be."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()

AT_ONCE = 4
AGAIN_AFTER = (2.0, 10.0, 60.0, 300.0, 1800.0, 7200.0)  # seconds

# A chore is told how often it was tried before, and says whether it is done.
Chore = Callable[[int], Awaitable[bool]]


class Chores:
    """A queue in memory. What must not be forgotten was set aside before it came here."""

    def __init__(self, again_after: tuple[float, ...] = AGAIN_AFTER) -> None:
        self._queue: asyncio.Queue[tuple[Chore, int]] = asyncio.Queue()
        self._again_after = again_after

    def add(self, chore: Chore) -> None:
        self._queue.put_nowait((chore, 0))

    def is_last(self, tried: int) -> bool:
        """Whether it will not be tried again after this time."""
        return tried >= len(self._again_after)

    async def run(self) -> None:
        """Never ends by itself."""
        async with asyncio.TaskGroup() as hands:
            for _ in range(AT_ONCE):
                hands.create_task(self._work())

    async def _work(self) -> None:
        while True:
            chore, tried = await self._queue.get()
            try:
                done = await chore(tried)
            except Exception:  # a bug in one must not end the others
                log.exception("wecom chore failed")
                done = True
            if not done and not self.is_last(tried):
                wait = self._again_after[tried]
                asyncio.get_running_loop().call_later(wait, self._queue.put_nowait, (chore, tried + 1))
