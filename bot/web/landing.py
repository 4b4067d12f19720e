"""Where what other threads finish comes back into the server's loop."""

import asyncio
from collections import deque
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


class Landing:
    """One wake-up of the loop for everything that is finished by then: a commit often answers a dozen requests.

    Who stops waiting stops nothing.
    """

    def __init__(self) -> None:
        self._landed: deque[tuple[asyncio.Future[Any], Future[Any]]] = deque()
        self._woken = False

    async def of(self, promise: Future[T]) -> T:
        """The promise's result, or what it failed with."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[T] = loop.create_future()
        promise.add_done_callback(partial(self._land, loop, waiter))
        return await waiter

    def _land(self, loop: asyncio.AbstractEventLoop, waiter: asyncio.Future[Any], done: Future[Any]) -> None:
        # First put there, then looked whether the loop knows; `_bring` forgets it, then looks what is there.
        self._landed.append((waiter, done))
        if not self._woken and not loop.is_closed():
            self._woken = True
            loop.call_soon_threadsafe(self._bring)

    def _bring(self) -> None:
        self._woken = False
        while self._landed:
            waiter, done = self._landed.popleft()
            if not waiter.done():
                _pass_on(done, waiter)


def _pass_on(done: Future[Any], waiter: asyncio.Future[Any]) -> None:
    try:
        waiter.set_result(done.result())
    except CancelledError:
        waiter.cancel()
    except Exception as error:
        waiter.set_exception(error)
