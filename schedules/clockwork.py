"""The clock: APScheduler, and nothing else of it. It says “now” once a minute; what is owed is decided elsewhere."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

SECONDS = 30


def start_clock(tick: Callable[[], Awaitable[None]], seconds: int = SECONDS) -> AsyncIOScheduler:
    """Call `tick` at once and from then on regularly, never twice at a time. The caller shuts it down.

    A tick that comes late is never dropped (the library's default drops what is a
    second late), and many missed ones are made good by one: a tick asks what is
    owed *by now*.
    """
    clock = AsyncIOScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    # The library would wait one interval before the first: whoever is restarted oftener would never be asked.
    clock.add_job(tick, IntervalTrigger(seconds=seconds), next_run_time=datetime.now(UTC))
    clock.start()
    return clock
