"""What a page hears while it is open: which seats' phones have something new, as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator

from bot.web.backend import Change

HEARTBEAT = 15.0  # seconds; keeps proxies and sleeping laptops from dropping a silent stream
_GATHER = 0.03  # seconds in which changes are gathered into one event: a moved clock brings thousands


async def listen(
    changes: AsyncIterator[Change], stopping: asyncio.Event, heartbeat: float = HEARTBEAT
) -> AsyncIterator[str]:
    """Server-sent events: the seats that changed, gathered; a comment in silence; an end when stopping."""
    news: set[int] = set()
    stirred = asyncio.Event()

    async def hear() -> None:
        async for change in changes:
            if change.seat_id is not None:
                news.add(change.seat_id)
            stirred.set()

    tasks = hearing, stop = asyncio.create_task(hear()), asyncio.create_task(stopping.wait())
    try:
        for task in tasks:
            task.add_done_callback(lambda done: stirred.set())
        await asyncio.sleep(0)  # the ear is open before the page is told so: nothing falls in between
        yield "retry: 1000\n\n"
        while not stop.done():
            try:
                await asyncio.wait_for(stirred.wait(), heartbeat)
            except TimeoutError:
                yield ": 在\n\n"
                continue
            if hearing.done():
                hearing.result()  # a fault in the office is logged, and the page connects anew
                break
            await asyncio.sleep(_GATHER)
            seats = sorted(news)
            news.clear()
            stirred.clear()
            yield f"data: {json.dumps({'seats': seats})}\n\n"
    finally:
        for task in tasks:
            task.cancel()
