"""The courier: carries letters from the outbox to their channels, each channel in a lane of its own.

What concerns one channel's letters is in `bot.lane`; here stands what concerns all:
letters that no channel takes, and word to the desk when a seat is out of reach.
"""

import asyncio
from collections.abc import Collection, Coroutine, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot import reach
from bot.channels import Channel
from bot.clocks import Clock
from bot.engines.lanes import memory
from bot.lane import Lane, LaneState
from bot.office import Office
from bot.parcels import Shelf
from bot.telling import NOWHERE
from db import dispatch, shares
from db.engine import reading

log = structlog.get_logger()

T = TypeVar("T")

TOGETHER = 200  # letters without a channel in one transaction
AFTER_TROUBLE = 5.0  # seconds until the database is tried again
LONGEST_SLEEP = 60.0  # seconds: the machine's clock may be put right meanwhile


def no_files(_sha256: str) -> Path | None:
    """An office that keeps no files."""
    return None


async def deliver(
    office: Office, channels: Mapping[str, Channel], now: datetime, shelf: Shelf = no_files
) -> int:
    """Every letter due by now is sent, put off, or given up with its reason; return how many went."""
    return await Courier(office, channels, lambda: now, shelf).deliver()


async def run(
    office: Office,
    channels: Mapping[str, Channel],
    clock: Clock,
    wanted: asyncio.Event,
    shelf: Shelf = no_files,
) -> None:
    """Carry letters until cancelled: at once when `wanted` is set, and whenever one's time comes."""
    await Courier(office, channels, clock, shelf).run(wanted)


class Courier:
    """One lane a channel; no lane waits for another. shelf: where an enclosed file lies."""

    def __init__(
        self, office: Office, channels: Mapping[str, Channel], clock: Clock, shelf: Shelf = no_files
    ) -> None:
        self._office = office
        self._clock = clock
        self._names = tuple(channels)
        self._lanes = [Lane(office, channel, self._names, clock, shelf) for channel in channels.values()]
        self._paces = {channel.name: channel.pace for channel in channels.values()}
        self._kicks = [asyncio.Event() for _ in self._lanes]

    def states(self) -> list[LaneState]:
        """How each channel does just now."""
        return [lane.state for lane in self._lanes]

    async def deliver(self) -> int:
        """Every letter due by now is sent, put off, or given up with its reason; return how many went."""
        await self.strays()
        total, lost = 0, False
        while True:
            total += sum(await asyncio.gather(*(lane.carry() for lane in self._lanes)))
            if any(lane.lost_somebody for lane in self._lanes):
                lost = True  # one lane may have given letters to another
            elif not lost or not await self.tell_desk():
                return total
            else:
                lost = False

    async def run(self, wanted: asyncio.Event) -> None:
        """Until cancelled. What is in flight then is waited for a moment, and settled."""
        tasks = [
            asyncio.create_task(self._keep(lane, kick))
            for lane, kick in zip(self._lanes, self._kicks, strict=True)
        ]
        try:
            await self._safely(self.tell_desk())  # a crash may have come between
            while True:
                if await self._safely(self.strays()):
                    self._stir()
                await wanted.wait()
                wanted.clear()
                self._stir()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _stir(self) -> None:
        for lane, kick in zip(self._lanes, self._kicks, strict=True):
            lane.look_again()
            kick.set()

    async def _keep(self, lane: Lane, kick: asyncio.Event) -> None:
        """One lane's life: work, then sleep until something is due or somebody says so."""
        # What left before a restart counts with the network; WeCom drops without a word what is above its limit.
        lane.remember(await self._safely(asyncio.to_thread(self._sent_lately, lane.state.channel)) or ())
        while True:
            kick.clear()
            calm = await self._safely(lane.carry()) is not None
            if lane.lost_somebody and await self._safely(self.tell_desk()) is not None:
                self._stir()
            seconds = await self._safely(asyncio.to_thread(self._until_next, lane)) if calm else None
            try:
                async with asyncio.timeout(AFTER_TROUBLE if seconds is None else seconds):
                    await kick.wait()
            except TimeoutError:
                pass

    def _sent_lately(self, channel: str) -> list[tuple[str, float]]:
        with reading(self._office.engine) as tx:
            return shares.sent_lately(tx, channel, None, self._clock(), memory(self._paces[channel]))

    def _until_next(self, lane: Lane) -> float:
        """Seconds until something of that lane may be due; at most LONGEST_SLEEP."""
        now = self._clock()
        at = lane.opens_at
        if at is None or at <= now:
            with reading(self._office.engine) as tx:
                at = dispatch.next_due(tx, lane.state.channel, now)
        return LONGEST_SLEEP if at is None else min((at - now).total_seconds() + 0.01, LONGEST_SLEEP)

    async def _safely(self, work: Coroutine[Any, Any, T]) -> T | None:
        """A fault is logged and made good by the next try: no letter is forgotten for it."""
        try:
            return await work
        except OperationalError as error:
            log.error("delivery put off", reason=str(error.orig))
        except Exception:
            log.exception("delivery failed")
        return None

    # ------------------------------------------------------------ what concerns all channels

    async def strays(self) -> int:
        """Afterwards no due letter waits for a channel that is not there; how many did."""
        found = 0
        now = self._clock()
        while stray := await asyncio.to_thread(self._elsewhere, now):
            job = partial(_without_channel, stray, self._names, now)
            await asyncio.wrap_future(self._office.writer.submit(job))
            found += len(stray)
        return found

    def _elsewhere(self, now: datetime) -> list[int]:
        with reading(self._office.engine) as tx:
            return dispatch.elsewhere(tx, self._names, now, TOGETHER)

    async def tell_desk(self) -> int:
        """Afterwards the desk has word of every seat that cannot be reached; how many letters that took."""
        job = partial(reach.tell_desk, zone=self._office.zone, now=self._clock())
        return await asyncio.wrap_future(self._office.writer.submit(job))


def _without_channel(outbox_ids: list[int], channels: Collection[str], now: datetime, tx: Connection) -> None:
    for one in dispatch.claim(tx, outbox_ids):
        reason = "岗位还没有绑定账号" if one.channel == NOWHERE else f"没有启用通道 {one.channel}"
        reach.not_carried(tx, one, reason, channels, now)
