"""Files handed in: noted before they are fetched, fetched at leisure, heard once they are kept.

Several files sent together (an album) are one saying: heard once, with the words of whichever carries them.
What a stop interrupted is taken up at the next start.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import structlog
from telegram.error import BadRequest, TelegramError

from bot.channels import Attachment, Busy, FileRefused, Listener
from bot.channels.telegram import wording
from bot.channels.telegram.api import Api
from bot.channels.telegram.asides import Asides
from bot.channels.telegram.errands import Errands
from bot.channels.telegram.reading import Heard, Offered
from bot.channels.telegram.request import SlowDown
from bot.channels.telegram.speaking import NAME
from bot.channels.telegram.waits import Waits

log = structlog.get_logger()

LARGEST = 20 * 1024 * 1024  # what `getFile` gives a bot
_AT_ONCE = 4
_REMEMBERED = 1000


class Evidence:
    """Messages that carry a file."""

    def __init__(self, api: Api, listener: Listener, asides: Asides, errands: Errands, waits: Waits) -> None:
        self._api = api
        self._listener = listener
        self._asides = asides
        self._errands = errands
        self._waits = waits
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._gathering: dict[str, list[Heard]] = {}
        self._seen: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, album: object) -> bool:
        """Whether a piece of that album was addressed to us."""
        return album in self._seen

    async def take(self, heard: Heard, raw: Mapping[str, Any]) -> None:
        """It is noted when this returns, and heard when its file is here. Raises Busy."""
        if heard.album is not None:
            self._note(heard.album)
        if not await self._listener.set_aside(NAME, heard.incoming.update_id, raw):
            return
        if heard.album is None:
            self._errands.start(self._hear([heard]))
        elif heard.album in self._gathering:
            self._gathering[heard.album].append(heard)
        else:
            self._gathering[heard.album] = [heard]
            self._errands.start(self._gather(heard.album))

    def take_up(self, unfinished: Iterable[Heard]) -> None:
        """What was noted before a stop: all of an album is here already."""
        sayings: dict[str, list[Heard]] = {}
        for heard in unfinished:
            sayings.setdefault(heard.album or heard.incoming.update_id, []).append(heard)
        for pieces in sayings.values():
            self._errands.start(self._hear(pieces))

    def _note(self, album: str) -> None:
        self._seen[album] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    async def _gather(self, album: str) -> None:
        pieces, known = self._gathering[album], 0
        while known < len(pieces):
            known = len(pieces)
            await asyncio.sleep(self._waits.album)
        del self._gathering[album]
        await self._hear(pieces)

    async def _hear(self, pieces: list[Heard]) -> None:
        async with self._slots:
            files = [kept for piece in pieces if (kept := await self._fetch(piece)) is not None]
        first = pieces[0].incoming
        text = next((piece.incoming.text for piece in pieces if piece.incoming.text), "")
        whole = tuple(dict.fromkeys(files))
        if whole or text:
            await self._insist(self._listener.hear, replace(first, text=text, files=whole))
        # The first last: while it is unfinished, hearing the rest again changes nothing.
        for piece in reversed(pieces):
            await self._insist(self._listener.finish, NAME, piece.incoming.update_id)

    async def _insist(self, act: Any, *about: Any) -> None:
        while True:
            try:
                await act(*about)
            except Busy:
                await asyncio.sleep(self._waits.busy)
            else:
                return

    async def _fetch(self, piece: Heard) -> Attachment | None:
        """The file, kept; None once its sender has been told why not."""
        assert piece.file is not None  # noqa: S101  only messages with a file come here
        try:
            return await self._keep(piece.file)
        except (FileRefused, Busy) as refusal:
            why = wording.FILE_NOT_KEPT.format(reason=refusal)
        except TelegramError as error:
            log.warning(
                "a file could not be fetched", update=piece.incoming.update_id, reason=str(error)[:200]
            )
            why = wording.FILE_NOT_FETCHED.format(name=piece.file.name[:60])
        await self._asides.say(piece.chat, why, piece.message_id)
        return None

    async def _keep(self, file: Offered) -> Attachment:
        """Fetched, again after a pause where the network or the disk failed. Raises FileRefused, TelegramError, Busy."""
        for wait in (*self._waits.fetch, None):
            try:
                return await self._keep_now(file)
            except BadRequest as error:
                if "too big" in str(error).lower():
                    raise FileRefused(wording.FILE_TOO_BIG) from None
                raise
            except (TelegramError, Busy) as error:
                if wait is None:
                    raise
                await asyncio.sleep(max(wait, error.after) if isinstance(error, SlowDown) else wait)
        raise AssertionError("unreachable")

    async def _keep_now(self, file: Offered) -> Attachment:
        if file.size is not None and file.size > LARGEST:
            raise FileRefused(wording.FILE_TOO_BIG)
        found = await self._api.call("getFile", file_id=file.file_id)
        path = found.get("file_path")
        if not path:
            raise FileRefused(wording.FILE_TOO_BIG)
        async with aclosing(self._measured(path)) as content:
            return await self._listener.keep_file(file.name, content)

    async def _measured(self, path: str) -> AsyncGenerator[bytes, None]:
        size = 0
        async with aclosing(self._api.download(path)) as chunks:
            async for chunk in chunks:
                size += len(chunk)
                if size > LARGEST:
                    raise FileRefused(wording.FILE_TOO_BIG)
                yield chunk
