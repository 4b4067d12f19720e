"""A listener that is there before what answers is loaded: whoever brings something waits for that, letters do not.

What understands a message takes longer to load than everything that sends; after a crash the letters that wait are to
leave at once.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Generic, TypeVar

from bot.channels import Attachment, Incoming, Listener

L = TypeVar("L", bound=Listener)


class LateListener(Generic[L]):
    """`bot.channels.Listener`. load: makes the one that answers, in a thread, when first asked for."""

    def __init__(self, load: Callable[[], L]) -> None:
        self._load = load
        self._loading: asyncio.Task[L] | None = None

    async def loaded(self) -> L:
        """The one that answers."""
        if self._loading is None:
            self._loading = asyncio.create_task(asyncio.to_thread(self._load))
        return await asyncio.shield(self._loading)  # who gives up waiting does not stop it for the others

    async def hear(self, incoming: Incoming) -> None:
        await (await self.loaded()).hear(incoming)

    async def press(self, incoming: Incoming, index: int) -> str | None:
        return await (await self.loaded()).press(incoming, index)

    async def keep_file(self, name: str, content: AsyncIterator[bytes]) -> Attachment:
        return await (await self.loaded()).keep_file(name, content)

    async def set_aside(self, channel: str, update_id: str, body: Mapping[str, Any]) -> bool:
        return await (await self.loaded()).set_aside(channel, update_id, body)

    async def unfinished(self, channel: str) -> list[tuple[str, Mapping[str, Any]]]:
        return await (await self.loaded()).unfinished(channel)

    async def finish(self, channel: str, update_id: str) -> None:
        await (await self.loaded()).finish(channel, update_id)

    async def moved(self, channel: str, old: str, new: str) -> None:
        await (await self.loaded()).moved(channel, old, new)
