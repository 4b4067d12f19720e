"""The outgoing heartbeat: somebody elsewhere is told that all is well, and raises the alarm when he is not told.

Any Healthchecks-compatible address: a GET while what is owed is said on time, silence
otherwise. The address is a secret: whoever has it can say that all is well.
"""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import structlog
from sqlalchemy.exc import OperationalError

from bot.clocks import Clock
from bot.health import examine
from bot.office import Office

log = structlog.get_logger()

EVERY = 60.0  # seconds
PATIENCE = aiohttp.ClientTimeout(total=10)


class Heartbeat:
    """One address told, again and again. pause: how a test waits."""

    def __init__(
        self,
        url: str,
        office: Office,
        clock: Clock,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._url = url
        self._office = office
        self._clock = clock
        self._pause = pause
        self._silent = ""  # why it was not told the last time

    async def run(self) -> None:
        """Until cancelled."""
        async with aiohttp.ClientSession(trust_env=True) as session:
            while True:
                self._note(await self._beat(session))
                await self._pause(EVERY)

    async def _beat(self, session: aiohttp.ClientSession) -> str:
        """Tell that all is well, if it is; why it was not told, or nothing."""
        try:
            found = await asyncio.to_thread(examine, self._office, self._clock(), ())
        except OperationalError:
            return "the database is away"
        if not found.on_time:
            return "work is late"
        try:
            async with session.get(self._url, timeout=PATIENCE, allow_redirects=False) as answer:
                return "" if answer.status < 300 else f"HTTP {answer.status}"
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return type(error).__name__  # its own words hold the address

    def _note(self, why: str) -> None:
        """Said when it changes, not every minute."""
        if why and why != self._silent:
            log.warning("no heartbeat", reason=why)
        elif self._silent and not why:
            log.info("heartbeat again")
        self._silent = why
