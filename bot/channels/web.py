"""The embedded chat as a channel: a letter is there once it is committed, so sending only tells open pages to look."""

import asyncio
from collections.abc import AsyncIterator

from bot.channels import Pace, Parcel
from bot.web.backend import Change


class WebChannel:
    """Callable from any thread and any loop; each listening page has its own queue in its own loop."""

    name = "web"
    pace = Pace()

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Queue[Change], asyncio.AbstractEventLoop] = {}

    def is_group(self, address: str) -> bool:
        return False

    async def send(self, parcel: Parcel) -> str | None:
        self.publish(Change(parcel.contact_id))
        return None

    def publish(self, change: Change) -> None:
        """Tell every open page."""
        for queue, loop in list(self._listeners.items()):
            loop.call_soon_threadsafe(queue.put_nowait, change)

    async def changes(self) -> AsyncIterator[Change]:
        """Every change from now on, for one page."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self._listeners[queue] = asyncio.get_running_loop()
        try:
            while True:
                yield await queue.get()
        finally:
            del self._listeners[queue]
