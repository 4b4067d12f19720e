"""The child of `test_distributed`: one worker's part of an office's work, every letter it sends written to a file for good."""

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime

from bot.channels import Pace, Parcel
from bot.engines.distributed import Distributed
from bot.office import open_office
from tests.office import ZONE


class Paper:
    """A network that takes a moment, and keeps what it took whatever becomes of the sender."""

    name = "wecom"
    pace = Pace()

    def __init__(self, file: str) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def is_group(self, address: str) -> bool:
        return False

    async def send(self, parcel: Parcel) -> str | None:
        await asyncio.sleep(0.02)
        os.write(self._file, (json.dumps([parcel.address, parcel.outbox_id]) + "\n").encode())
        await asyncio.sleep(0.02)
        return str(parcel.outbox_id)


async def live(address: str, file: str) -> None:
    office = open_office(address, ZONE)
    engine = Distributed(office, {Paper.name: Paper(file)}, lambda: datetime.now(UTC), lambda _: None)
    work = asyncio.create_task(engine.run())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
    print("ready", flush=True)
    with suppress(asyncio.CancelledError):
        await work


if __name__ == "__main__":
    asyncio.run(live(*sys.argv[1:]))
