"""The clock: APScheduler, and nothing else of it. It says “now” once a minute; what is owed is decided elsewhere."""

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.date import DateTrigger
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
    # An interval alone begins with a wait: a server restarted oftener would never be asked.
    clock.add_job(tick, OrTrigger([DateTrigger(timezone="UTC"), IntervalTrigger(seconds=seconds)]))
    clock.start()
    return clock
