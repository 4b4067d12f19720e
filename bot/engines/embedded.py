"""The engine of one process: APScheduler says now, the courier carries."""

import asyncio
from collections.abc import Mapping

import structlog
from sqlalchemy.exc import OperationalError

from bot.channels import Channel
from bot.clocks import Clock
from bot.courier import Courier
from bot.lane import LaneState
from bot.office import Office
from bot.parcels import Shelf
from bot.rounds import round_
from schedules.clockwork import start_clock

log = structlog.get_logger()


class Embedded:
    """ticking: whether time moves by itself; in a demonstration only the visitor moves it."""

    def __init__(
        self, office: Office, channels: Mapping[str, Channel], clock: Clock, shelf: Shelf, *, ticking: bool
    ) -> None:
        self._office = office
        self._clock = clock
        self._ticking = ticking
        self._courier = Courier(office, channels, clock, shelf)
        self._wanted = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def kick(self) -> None:
        self._loop.call_soon_threadsafe(self._wanted.set)

    def states(self) -> list[LaneState]:
        return self._courier.states()

    async def run(self) -> None:
        scheduler = start_clock(self._tick) if self._ticking else None
        self._wanted.set()
        try:
            await self._courier.run(self._wanted)
        finally:
            if scheduler is not None:
                scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        await asyncio.to_thread(round_by_now, self._office, self._clock)
        self._wanted.set()


def round_by_now(office: Office, clock: Clock) -> None:
    """A round that fails is logged and made good by the next: nothing it owed is forgotten."""
    try:
        round_(office, clock())
    except OperationalError as error:
        log.error("round put off", reason=str(error.orig))
    except Exception:
        log.exception("round failed")
