"""The clock of a server just started asks at once what is owed, and then regularly."""

import asyncio

from schedules.clockwork import start_clock


async def test_a_server_just_started_asks_at_once_and_then_regularly() -> None:
    asked = 0
    twice = asyncio.Event()

    async def tick() -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            twice.set()

    clock = start_clock(tick, seconds=3)
    await asyncio.sleep(1.5)
    assert asked == 1
    await asyncio.wait_for(twice.wait(), 10)
    clock.shutdown(wait=False)
