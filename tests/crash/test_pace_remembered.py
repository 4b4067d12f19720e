"""What left before a restart still counts with a network that drops without a word what is above its limit."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from bot.channels import Pace, Rate
from bot.courier import run
from db import post
from tests.small_plan import SmallOffice
from tests.test_courier_lanes import Wire, keep


async def test_letters_sent_before_a_restart_count_after_it(small: SmallOffice) -> None:
    small.forget_letters()
    sent = keep(small, "7", "7", "8")
    small.office.writer.run(lambda tx: post.sent(tx, dict.fromkeys(sent, "m"), small.now))
    keep(small, "7", "8")
    small.now += timedelta(seconds=5)
    wire = Wire(pace=Pace(each=(Rate(2, 60.0),)))
    running = asyncio.create_task(run(small.office, {wire.name: wire}, lambda: small.now, asyncio.Event()))
    await asyncio.sleep(0.5)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert wire.addresses == ["8"]
