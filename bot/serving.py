"""One office at work: the clock says now, rounds decide, the courier carries, the chat listens. One process."""

import asyncio
import sys
from collections.abc import Callable

import structlog
from sqlalchemy.exc import OperationalError

from bot.channels.web import WebChannel
from bot.chat import Chat
from bot.clocks import Clock, real_clock
from bot.courier import deliver
from bot.office import Office
from bot.rounds import round_
from bot.web.app import create_app
from bot.web.server import loopback_server
from db import post
from db.engine import only_server
from schedules.clockwork import start_clock

log = structlog.get_logger()


def serve(office: Office, port: int, ready: Callable[[str], None], clock: Clock = real_clock) -> None:
    """Run until interrupted. Raises DatabaseRefused where another server has this database."""
    # The pages' thread and the writer's hand the interpreter over a dozen times a command; by default each waits 5 ms.
    sys.setswitchinterval(0.0002)
    with only_server(office.engine):
        office.writer.run(post.release_interrupted)
        asyncio.run(_serve(office, port, ready, clock))


async def _serve(office: Office, port: int, ready: Callable[[str], None], clock: Clock) -> None:
    loop = asyncio.get_running_loop()
    wanted = asyncio.Event()
    channel = WebChannel()

    def kick() -> None:
        loop.call_soon_threadsafe(wanted.set)

    chat = Chat(office, channel, clock, kick)
    courier = asyncio.create_task(_carry(office, channel, clock, wanted))

    async def tick() -> None:
        await asyncio.to_thread(_round, office, clock)
        wanted.set()

    # In a demonstration time moves only when the visitor moves it.
    scheduler = None if chat.movable else start_clock(tick)
    wanted.set()
    try:
        await loopback_server(create_app(chat), port, ready=ready).serve()
    finally:
        if scheduler is not None:
            scheduler.shutdown(wait=False)
        courier.cancel()
        await asyncio.gather(courier, return_exceptions=True)


def _round(office: Office, clock: Clock) -> None:
    """A round that fails is logged and made good by the next: nothing it owed is forgotten."""
    try:
        round_(office, clock())
    except OperationalError as error:
        log.error("round put off", reason=str(error.orig))
    except Exception:
        log.exception("round failed")


async def _carry(office: Office, channel: WebChannel, clock: Clock, wanted: asyncio.Event) -> None:
    """Deliver whenever somebody says there may be something to deliver."""
    while True:
        await wanted.wait()
        wanted.clear()
        try:
            await deliver(office, {channel.name: channel}, clock())
        except Exception:
            log.exception("delivery failed")
