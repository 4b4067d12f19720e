"""What only one of several servers may do at a time: whoever holds the database's lock for it does it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from zlib import crc32

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger()

TRY_AGAIN = 3.0  # seconds until the lock is asked for again, and between two looks whether it is still held
PLACES = 1_000_000  # our locks of this kind are numbered from here


async def in_one_place(
    engine: Engine, name: str, work: Callable[[], Awaitable[None]], again: float = TRY_AGAIN
) -> None:
    """Do the work while no other server does; begin when the one that did is gone. Until cancelled, or the work ends."""
    while True:
        try:
            if await _while_held(engine, PLACES + crc32(name.encode()) % PLACES, work, again):
                return
        except SQLAlchemyError as error:
            log.error("no word from the database", channel=name, reason=str(error.__cause__ or error))
        await asyncio.sleep(again)


async def _while_held(engine: Engine, key: int, work: Callable[[], Awaitable[None]], again: float) -> bool:
    """Whether the work came to its own end; False where another holds the lock, or it was lost."""
    from db.postgresql import held, still_there

    with ExitStack() as stack:
        session = await asyncio.to_thread(stack.enter_context, held(engine, key))
        if session is None:
            return False
        task = asyncio.ensure_future(work())
        try:
            while not task.done():
                await asyncio.wait([task], timeout=again)
                await asyncio.to_thread(still_there, session)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    return True
