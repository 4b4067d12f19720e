"""`duban worker`: one more process that does an office's work, without its pages and without listening."""

import asyncio
import signal
import sys
from collections.abc import Callable

import structlog

from bot.clocks import Clock, real_clock
from bot.engines import why_alone
from bot.office import Office
from bot.platforms import open_platforms
from bot.reception import Reception
from bot.settings import Settings
from db.engine import DatabaseRefused, only_server
from db.files import Files

log = structlog.get_logger()

FILES = "files"


def work(office: Office, settings: Settings, ready: Callable[[], None], clock: Clock = real_clock) -> None:
    """Until interrupted. Raises DatabaseRefused where this office's work cannot be shared, or one server has it for itself."""
    reason = why_alone(office.engine, settings)
    if reason is not None:
        raise DatabaseRefused(reason)
    sys.setswitchinterval(0.0002)
    with only_server(office.engine, with_others=True):
        asyncio.run(_work(office, settings, ready, clock))


async def _work(office: Office, settings: Settings, ready: Callable[[], None], clock: Clock) -> None:
    from bot.engines.distributed import Distributed  # the extra `scale`

    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    files = Files(settings.home / FILES)
    # It hears nothing, but a network may say while it is written to that a chat has moved.
    reception = Reception(office, files, clock, lambda: None)
    async with open_platforms(settings, reception, clock, lambda notice: log.warning(notice)) as platforms:
        engine = asyncio.create_task(Distributed(office, platforms.channels, clock, files.path).run())
        ready()
        await ended.wait()
        engine.cancel()
        await asyncio.gather(engine, return_exceptions=True)
