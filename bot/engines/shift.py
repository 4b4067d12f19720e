"""One shift: a lane is carried until nothing is due in it, by whoever holds its lock."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from bot import reach
from bot.channels import Channel
from bot.clocks import Clock
from bot.engines.lanes import LaneKey, memory
from bot.lane import Lane, LaneState
from bot.office import Office
from bot.parcels import Shelf
from db import dispatch, jobs, shares
from db.engine import reading

T = TypeVar("T")

LOOK = 0.2  # seconds after which a letter that was written meanwhile is noticed
STAY = 10.0  # seconds for which a shift waits for a letter that is put off; later ones are found by the watch


class Shift:
    """A lane at work. What went before it counts: what was left in flight, and what was sent a moment ago."""

    def __init__(
        self,
        office: Office,
        channel: Channel,
        names: Collection[str],
        clock: Clock,
        shelf: Shelf,
        key: LaneKey,
    ) -> None:
        self._office = office
        self._channel = channel
        self._clock = clock
        self._key = key
        self._lane = Lane(office, channel, names, clock, shelf, key.share)

    @property
    def state(self) -> LaneState:
        return self._lane.state

    async def run(self) -> None:
        """Until nothing is due in the lane and nothing will be in a moment."""
        # Who carried it before has lost the lock, and with it the right to settle what it left.
        await self._write(partial(shares.release, self._key.channel, self._key.share))
        self._lane.remember(await asyncio.to_thread(self._sent_lately))
        await self._write(partial(jobs.absorb, self._key.lock))
        watching = asyncio.create_task(self._notice())
        try:
            while True:
                await self._lane.carry()
                if self._lane.lost_somebody:
                    await self._write(partial(reach.tell_desk, zone=self._office.zone, now=self._clock()))
                seconds = await asyncio.to_thread(self._until_next)
                if seconds is None or seconds > STAY:
                    return
                await asyncio.sleep(seconds)
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def _notice(self) -> None:
        """Letters written meanwhile brought jobs that wait for our lock: they are ours."""
        while True:
            await asyncio.sleep(LOOK)
            if await asyncio.to_thread(self._asked):
                await self._write(partial(jobs.absorb, self._key.lock))
                self._lane.look_again()

    def _asked(self) -> bool:
        with reading(self._office.engine) as tx:
            return jobs.waits(tx, self._key.lock)

    def _sent_lately(self) -> list[tuple[str, float]]:
        seconds = memory(self._channel.pace)
        if not seconds:
            return []
        with reading(self._office.engine) as tx:
            return shares.sent_lately(tx, self._key.channel, self._key.share, self._clock(), seconds)

    def _until_next(self) -> float | None:
        """Seconds until something more is due; None when nothing is known to be."""
        now = self._clock()
        if self._lane.opens_at is not None and self._lane.opens_at > now:
            return (self._lane.opens_at - now).total_seconds()
        with reading(self._office.engine) as tx:
            at = dispatch.next_due(tx, self._key.channel, now)
        return None if at is None else (at - now).total_seconds() + 0.01

    async def _write(self, job: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self._office.writer.submit(job))
