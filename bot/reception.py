"""The listening side of every channel: what it hears has happened, or is durably set aside, when the call returns.

It knows nothing of tasks and nothing of networks: conversations are `bot.conversation`'s,
files the store's, and what must survive a restart is a row.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.brought import concerns, words_of, work_out
from bot.channels import Attachment, Busy, FileRefused, Incoming
from bot.clocks import Clock
from bot.conversation import DatabaseBusy, hearing, pressing
from bot.handing_in import GATHERING, gathers
from bot.handlers.enclosing import WAIT_FOR
from bot.office import Office
from db import evidence, history, people, post
from db.engine import reading, refusal_of
from db.files import Files, Stored
from db.filetypes import NotTaken

log = structlog.get_logger()

T = TypeVar("T")

SWEEP_EVERY = timedelta(days=1)
REPEATED_WITHIN = timedelta(days=7)  # networks keep what was not taken for a day or two
STOPPING = "服务正在重新启动，请稍后再试。"
BUSY = "数据库暂时不能用，请稍后再试。"
NO_ROOM = "文件没有存下（磁盘不能写），请稍后再发一次。"


class Reception:
    """`bot.channels.Listener` over the office. kick: the courier may have something to carry."""

    def __init__(self, office: Office, store: Files, clock: Clock, kick: Callable[[], None]) -> None:
        self._office = office
        self._store = store
        self._clock = clock
        self._kick = kick
        self._swept: datetime | None = None
        # One notice is read at a time, beside the conversations.
        self._reading = ThreadPoolExecutor(1, "notice")

    async def hear(self, incoming: Incoming) -> None:
        """The message is noted with its effect and its answer. Raises Busy."""
        await self._told(lambda: self.hearing(incoming))
        if gathers(incoming):  # its answer waits for the rest of the album
            loop = asyncio.get_running_loop()
            loop.call_later(GATHERING.total_seconds() + 0.05, self._kick)

    async def press(self, incoming: Incoming, index: int) -> str | None:
        """Button `index` of `incoming.pressed` says its text, which is returned; None if it is not the presser's. Raises Busy."""
        return await self._told(lambda: self.pressing(incoming, index))

    def hearing(self, incoming: Incoming) -> Future[None]:
        """`hear` for who does not wait: done when it would return, or failed with DatabaseBusy."""
        if not concerns(incoming):
            return hearing(self._office, incoming, self._clock())
        return self._reading.submit(self._hear_out, incoming)

    def pressing(self, press: Incoming, index: int) -> Future[str | None]:
        """`press` for who does not wait."""
        said = words_of(self._office, press, index)
        if said is None or not concerns(said):
            return pressing(self._office, press, index, self._clock())
        return self._reading.submit(self._press_out, press, said, index)

    def _hear_out(self, incoming: Incoming) -> None:
        brought = work_out(self._office, self._store, incoming, self._clock())
        hearing(self._office, incoming, self._clock(), brought).result()

    def _press_out(self, press: Incoming, said: Incoming, index: int) -> str | None:
        brought = work_out(self._office, self._store, said, self._clock())
        return pressing(self._office, press, index, self._clock(), brought).result()

    async def keep_file(self, name: str, content: AsyncIterator[bytes]) -> Attachment:
        """Streamed to disk, one copy however often it comes. Raises FileRefused, and Busy where the disk takes nothing."""
        try:
            stored = await self._store_away(name, content)
        except NotTaken as refused:
            raise FileRefused(str(refused)) from refused
        except OSError as error:
            log.error("file not kept", reason=str(error))
            raise Busy(NO_ROOM) from error
        await self._sweep_now_and_then()
        return Attachment(stored.sha256, stored.name, stored.media, stored.size)

    async def _store_away(self, name: str, content: AsyncIterator[bytes]) -> Stored:
        with self._store.receiving() as coming:
            async for chunk in content:
                await asyncio.to_thread(coming.write, chunk)
            return await asyncio.to_thread(coming.keep, name)

    def kept(self, files: Iterable[tuple[str, str]]) -> tuple[Attachment, ...]:
        """Files that came before the words they go with, by (hash, name); what is not here any more is left out."""
        found = (self._store.again(sha256, name) for sha256, name in files)
        return tuple(Attachment(one.sha256, one.name, one.media, one.size) for one in found if one)

    async def set_aside(self, channel: str, update_id: str, body: Mapping[str, Any]) -> bool:
        """Noted until `finish`. False if it was noted or heard before. Raises Busy."""
        now = self._clock()
        return await self._write(lambda tx: evidence.set_aside(tx, channel, update_id, dict(body), now))

    async def unfinished(self, channel: str) -> list[tuple[str, Mapping[str, Any]]]:
        """What was set aside and not finished, oldest first."""

        def look() -> list[tuple[str, Mapping[str, Any]]]:
            with reading(self._office.engine) as tx:
                return list(evidence.unfinished(tx, channel))

        return await asyncio.to_thread(look)

    async def finish(self, channel: str, update_id: str) -> None:
        """It was heard; nothing is left to do."""
        now = self._clock()
        await self._write(lambda tx: evidence.finish(tx, channel, update_id, now))

    async def moved(self, channel: str, old: str, new: str) -> None:
        """That chat has a new address; what waits for it goes there."""
        await self._write(partial(_move, channel, old, new, self._clock()))
        self._kick()

    # ------------------------------------------------------------ committing

    async def _told(self, submit: Callable[[], Future[T]]) -> T:
        """What was heard, committed; the courier knows."""
        try:
            result = await asyncio.wrap_future(_submitted(submit))
        except DatabaseBusy as busy:
            raise Busy(str(busy)) from busy
        self._kick()
        return result

    async def _write(self, job: Callable[[Connection], T]) -> T:
        try:
            return await asyncio.wrap_future(_submitted(lambda: self._office.writer.submit(job)))
        except OperationalError as error:
            raise Busy(refusal_of(error) or BUSY) from error

    # ------------------------------------------------------------ what nobody needs any more

    async def _sweep_now_and_then(self) -> None:
        now = self._clock()
        if self._swept is not None and now - self._swept < SWEEP_EVERY:
            return
        self._swept = now
        try:
            await self.sweep()
        except Exception:  # housekeeping: the file that was just handed in is kept all the same
            log.exception("files not swept")

    async def sweep(self) -> int:
        """Afterwards no file is kept that was refused, or that nobody said within a day what it is for; how many went."""
        now = self._clock()
        await self._write(partial(_forget, now))
        return await asyncio.to_thread(self._store.sweep, (now - WAIT_FOR).timestamp(), self._needed)

    def _needed(self, hashes: Any) -> set[str]:
        with reading(self._office.engine) as tx:
            return evidence.needed(tx, hashes)


def _submitted(submit: Callable[[], Future[T]]) -> Future[T]:
    try:
        return submit()
    except RuntimeError as closed:  # the writer takes nothing more: the process is about to end
        raise Busy(STOPPING) from closed


def _forget(now: datetime, tx: Connection) -> None:
    evidence.forget_waiting(tx, now - WAIT_FOR)
    evidence.forget_arrivals(tx, now - REPEATED_WITHIN)


def _move(channel: str, old: str, new: str, now: datetime, tx: Connection) -> None:
    seat = people.who_is(tx, channel, old)
    if people.readdress(tx, channel, old, new, now) and seat is not None:
        history.append(tx, now, seat.title, "moved", seat.title, {"channel": channel})
    post.readdress(tx, channel, old, new)
