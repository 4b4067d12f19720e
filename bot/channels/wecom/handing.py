"""A file sent to us: set aside before WeCom is answered, then fetched, kept, heard, finished. A restart takes it up again."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import structlog

from bot.channels import Attachment, Busy, DeliveryError, FileRefused, Incoming, Listener
from bot.channels.wecom.chores import Chore, Chores
from bot.channels.wecom.downloads import Download

log = structlog.get_logger()

NOT_FETCHED = "刚才的文件没有取到，没有记下。请重新发一次。"

# body: what was set aside, with "address" and whatever the network needs to find the file.
Open = Callable[[Mapping[str, Any]], AbstractAsyncContextManager[Download]]
Say = Callable[[str, str], Awaitable[None]]


class Handing:
    """One channel's incoming files. open_: how it gets one; say: how it tells the sender that one was not taken."""

    def __init__(self, channel: str, listener: Listener, chores: Chores, open_: Open, say: Say) -> None:
        self._channel = channel
        self._listener = listener
        self._chores = chores
        self._open = open_
        self._say = say
        self._in_hand: set[str] = set()

    async def take(self, update_id: str, body: Mapping[str, Any]) -> None:
        """It is set aside, and will be fetched. Raises Busy."""
        if await self._listener.set_aside(self._channel, update_id, body):
            self._fetch_later(update_id, body)

    async def resume(self) -> None:
        """What an earlier process left is fetched now."""
        for update_id, body in await self._listener.unfinished(self._channel):
            self._fetch_later(update_id, body)

    def _fetch_later(self, update_id: str, body: Mapping[str, Any]) -> None:
        if update_id not in self._in_hand:
            self._in_hand.add(update_id)
            self._chores.add(self._chore(update_id, body))

    def _chore(self, update_id: str, body: Mapping[str, Any]) -> Chore:
        async def fetch(tried: int) -> bool:
            try:
                done = await self._fetch(update_id, body, last=self._chores.is_last(tried))
            except Busy:
                done = False  # still set aside: if this was the last time, the next start tries again
            if done or self._chores.is_last(tried):
                self._in_hand.discard(update_id)
            return done

        return fetch

    async def _fetch(self, update_id: str, body: Mapping[str, Any], *, last: bool) -> bool:
        address = str(body["address"])
        try:
            async with self._open(body) as found:
                kept = await self._listener.keep_file(
                    str(body.get("name") or found.name or body["kind"]), found.content
                )
        except FileRefused as refusal:
            await self._say(address, str(refusal))
        except DeliveryError as error:
            if not error.permanent and not last:
                return False
            log.warning("file not fetched", channel=self._channel, update=update_id, reason=str(error))
            await self._say(address, NOT_FETCHED)
        else:
            await self._listener.hear(self._message(update_id, body, address, (kept,)))
        await self._listener.finish(self._channel, update_id)
        return True

    def _message(
        self, update_id: str, body: Mapping[str, Any], address: str, files: tuple[Attachment, ...]
    ) -> Incoming:
        text, answer_at = str(body.get("text", "")), body.get("answer_at")
        return Incoming(self._channel, update_id, address, text, files=files, answer_at=answer_at)
