"""The demonstration: the half-year of a real notice in a browser, on a clock one can move."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bot.channels.web import WebChannel
from bot.clocks import MovableClock
from bot.courier import deliver
from bot.loading import SYSTEM, load
from bot.office import Office, open_office
from bot.serving import serve
from bot.settings import Settings, load_settings
from db.engine import reading
from schedules.planfile import read_plan

PLAN = Path(__file__).parent.parent / "plans" / "haikou-2021h2.yaml"
ZONE = ZoneInfo("Asia/Shanghai")
# The day of the notice, when offices have opened.
START = datetime(2021, 8, 9, 9, 0, tzinfo=ZONE)


def demo(port: int, ready: Callable[[str], None]) -> None:
    """Serve a fresh office until interrupted; nothing of it is kept afterwards."""
    with TemporaryDirectory(prefix="duban-demo-", ignore_cleanup_errors=True) as folder:
        office = fresh_office(Path(folder), START)
        try:
            serve(office, demo_settings(Path(folder), port), ready, MovableClock(START))
        finally:
            office.close()


def demo_settings(folder: Path, port: int) -> Settings:
    """Nothing of the visitor's own surroundings: no platform, no other database."""
    return load_settings({}, folder / "none.toml", home=folder, port=port)


def fresh_office(folder: Path, now: datetime) -> Office:
    """A new office in that folder with the notice's plan in force and handed out."""
    office = open_office(f"sqlite:///{folder / 'duban.db'}", ZONE)
    with reading(office.engine) as tx:
        rules = office.rules(tx)
    plan = read_plan(PLAN, rules.policy.calendar)
    office.writer.run(lambda tx: load(rules, plan, SYSTEM, now, tx))
    channel = WebChannel()
    asyncio.run(deliver(office, {channel.name: channel}, now))
    return office
