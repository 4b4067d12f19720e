"""One long life of a server under load, ended again and again, and reckoned up at its end."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot.office import Office
from tests.crash import reckoning, town
from tests.crash.crowd import Crowd
from tests.crash.reckoning import Reckoning
from tests.crash.served import Served, environment, free_port
from tests.fake_bot_api import FakeBotApi
from tests.fake_wecom import FakeWeCom

Tell = Callable[[str], None]
# What happens to the server in one of its lives; how many seconds it took to stop, where it was asked to.
Chapter = Callable[[Served, Office, random.Random], Awaitable[float]]
Disturbance = Callable[[Served, Path], AbstractAsyncContextManager[None]]

LIVES_FOR = 1.5  # seconds at most, once it answers
IN_ITS_START = 0.2  # share of kills that come before it answers
SETTLED_WITHIN = 240.0  # seconds


@dataclass(frozen=True, slots=True)
class Life:
    """What it came to. in_flight: how many letters of Telegram were on their way, over all kills."""

    ends: int
    in_flight: int
    found: Reckoning
    seconds: float
    slowest_stop: float

    @property
    def faults(self) -> tuple[str, ...]:
        found = self.found
        faults = list(found.faults)
        if found.wecom_repeats:
            faults.append(f"WeCom repeats {found.wecom_repeats}")
        if found.telegram_repeats > self.in_flight:
            faults.append(f"Telegram repeats {found.telegram_repeats} of {self.in_flight} in flight")
        return tuple(faults)


async def killed(folder: Path, kills: int, seed: int, *, every: float = 3.0, tell: Tell) -> Life:
    """SIGKILL so often, at instants that follow from the seed; then a last start, and peace."""
    return await _live(folder, seed, every, tell, [_killed] * kills)


async def stopped(folder: Path, stops: int, seed: int, *, every: float = 3.0, tell: Tell) -> Life:
    """SIGTERM so often: it drains, and nothing is in flight when it is gone."""
    return await _live(folder, seed, every, tell, [_stopped] * stops)


async def disturbed(
    folder: Path, seed: int, disturbance: Disturbance, *, every: float = 3.0, tell: Tell
) -> Life:
    """One process throughout; something is wrong with its machine for a while, and then no more."""

    async def meanwhile(served: Served, office: Office, dice: random.Random) -> float:
        await served.start()
        await served.ready()
        await asyncio.sleep(1)
        async with disturbance(served, folder):
            tell("disturbed")
        tell("no more")
        await asyncio.sleep(1)
        await served.ready()
        return 0.0

    return await _live(folder, seed, every, tell, [meanwhile], restart=False)


async def _live(
    folder: Path, seed: int, every: float, tell: Tell, chapters: Sequence[Chapter], *, restart: bool = True
) -> Life:
    begun, dice = time.monotonic(), random.Random(seed)
    zone = town.working_zone(datetime.now(UTC))
    office = town.open_town(folder, zone, datetime.now(UTC))
    in_flight, slowest = 0, 0.0
    try:
        async with platforms() as (telegram, wecom, wecom_url):
            served = Served(folder, environment(folder, zone, telegram.base_url, wecom_url, free_port()))
            crowd = Crowd(telegram, served.address, office, dice, every)
            living = asyncio.create_task(crowd.live())
            try:
                for n, chapter in enumerate(chapters, 1):
                    slowest = max(slowest, await chapter(served, office, dice))
                    if restart:
                        in_flight += reckoning.in_flight(office, "telegram")
                    if n % 10 == 0:
                        tell(
                            f"{n} of {len(chapters)}, {time.monotonic() - begun:.0f} s, {len(crowd.said)} commands"
                        )
                if restart:
                    await served.start()
                await served.ready()
                await asyncio.sleep(1)
                crowd.be_still()
                await living
                await _peace(office, telegram)
                crowd.settle()
                slowest = max(slowest, await _stop(served))
            finally:
                living.cancel()
                await served.kill()
            found = reckoning.reckon(office, crowd.said, telegram, wecom)
    finally:
        office.close()
    return Life(len(chapters), in_flight, found, time.monotonic() - begun, slowest)


@asynccontextmanager
async def platforms() -> AsyncIterator[tuple[FakeBotApi, FakeWeCom, str]]:
    """Both strict fakes on loopback, every seat known to them."""
    phones = town.phones()
    wecom = FakeWeCom(members={one.address for one in phones if one.channel == "wecom"})
    telegram = FakeBotApi(limits=True)
    for one in phones:
        if one.channel == "telegram":
            telegram.chat(one.address)
    runner = web.AppRunner(wecom.app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with telegram.running():
            yield telegram, wecom, f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _killed(served: Served, _office: Office, dice: random.Random) -> float:
    await served.start()
    if dice.random() < IN_ITS_START:
        await asyncio.sleep(dice.uniform(0.0, 2.0))
    else:
        await served.ready()
        await asyncio.sleep(dice.uniform(0.0, LIVES_FOR))
    await served.kill()
    return 0.0


async def _stopped(served: Served, _office: Office, dice: random.Random) -> float:
    await served.start()
    await served.ready()
    await asyncio.sleep(dice.uniform(0.0, LIVES_FOR))
    return await _stop(served)


async def _stop(served: Served) -> float:
    """How many seconds its end took."""
    asked = time.monotonic()
    assert await served.stop() == 0, served.log.read_text("utf-8")[-2000:]
    return time.monotonic() - asked


async def _peace(office: Office, telegram: FakeBotApi) -> None:
    """Everything brought was taken, everything owed has left."""
    async with asyncio.timeout(SETTLED_WITHIN):
        # Another process's doing: nothing here can say when.
        left = 1
        while left:
            left = await asyncio.to_thread(reckoning.waiting, office) + len(telegram.updates)
            await asyncio.sleep(0.2)
        # A round that the last thing said may still owe.
        await asyncio.sleep(0.5)
