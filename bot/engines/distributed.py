"""The engine of many processes on many machines: rounds and deliveries are Procrastinate's jobs.

A job is a wake-up: what is owed, and which letters wait, is always asked of our own tables. It is deferred in the
transaction that wrote the letters, so that none waits for a look by chance; its lock keeps a lane with one worker
and lets one round happen at a time; and a job lost with its worker is made good by the next look at what waits.
"""

import asyncio
import logging
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

import structlog
from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.jobs import Status
from sqlalchemy import Connection

from bot.channels import Channel
from bot.clocks import Clock
from bot.courier import Courier
from bot.engines.embedded import round_by_now
from bot.engines.lanes import LaneKey, lanes_for, lanes_of
from bot.engines.shift import Shift
from bot.lane import LaneState
from bot.office import Office
from bot.parcels import Shelf
from db import jobs, shares
from db.engine import reading

log = structlog.get_logger()

ROUNDS = "rounds"
LANES_AT_ONCE = 4  # of one channel in one process, so that another process finds some too
HEARTBEAT, SILENT = (
    2.0,
    10.0,
)  # seconds between a worker's signs of life, and without one until it is given up
POLL = 0.5  # seconds after which a job is found of which no word came
AFTER_TROUBLE = 2.0  # seconds until the database is tried again
EVERY_HALF_MINUTE, EVERY_TEN_SECONDS = "* * * * * */30", "* * * * * */10"


class Distributed:
    """This process's part of the work. Any number of them, each with the same settings."""

    def __init__(self, office: Office, channels: Mapping[str, Channel], clock: Clock, shelf: Shelf) -> None:
        self._office = office
        self._channels = channels
        self._clock = clock
        self._shelf = shelf
        self._courier = Courier(office, channels, clock, shelf)
        self._shifts: dict[str, Shift] = {}
        self._away: dict[str, LaneState] = {}

    def kick(self) -> None:
        """Nothing to do: the job was deferred together with the letter."""

    def states(self) -> list[LaneState]:
        return [shift.state for shift in self._shifts.values()] + list(self._away.values())

    async def run(self) -> None:
        # One line a job is for whoever debugs the library.
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        while True:
            try:
                await self._work()
            except Exception as error:
                log.error("engine interrupted", reason=str(error.__cause__ or error))
            await asyncio.sleep(AFTER_TROUBLE)

    async def _work(self) -> None:
        """One life of the workers: until cancelled, or until one of them lost its database."""
        await asyncio.wrap_future(self._office.writer.submit(jobs.make_tables))
        self._office.writer.announce = partial(_defer, self._deferring(), tuple(self._channels))
        app = self._app()
        async with app.open_async():
            await self._watch(app)
            queues = dict.fromkeys(self._channels, LANES_AT_ONCE) | {ROUNDS: 2}
            workers = [asyncio.create_task(_worker(app, queue, width)) for queue, width in queues.items()]
            try:
                await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for worker in workers:
                    worker.cancel()
                ended = await asyncio.gather(*workers, return_exceptions=True)
        for one in ended:
            if isinstance(one, Exception):
                raise one

    def _deferring(self) -> App:
        """For the writer, on its own connection."""
        return App(connector=SyncPsycopgConnector())

    def _app(self) -> App:
        address = self._office.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        # A worker keeps none while it waits; three may be busy of each at once.
        most = 4 + 2 * len(self._channels)
        app = App(connector=PsycopgConnector(conninfo=address, min_size=1, max_size=most, timeout=10.0))

        @app.task(name="carry", queue=ROUNDS)
        async def carry(channel: str, number: int) -> None:
            await self._carry(LaneKey(channel, number))

        @app.periodic(cron=EVERY_HALF_MINUTE)
        @app.task(name="round", queue=ROUNDS, lock="round", queueing_lock="round")
        async def one_round(timestamp: int) -> None:
            await asyncio.to_thread(round_by_now, self._office, self._clock)

        @app.periodic(cron=EVERY_TEN_SECONDS)
        @app.task(name="watch", queue=ROUNDS, queueing_lock="watch")
        async def watch(timestamp: int) -> None:
            await self._watch(app)

        return app

    async def _carry(self, key: LaneKey) -> None:
        channel = self._channels.get(key.channel)
        if channel is None:
            return
        shift = Shift(self._office, channel, tuple(self._channels), self._clock, self._shelf, key)
        self._shifts[key.lock] = shift
        self._away.pop(key.channel, None)
        try:
            await shift.run()
        except Exception as error:
            log.error("delivery put off", lane=key.lock, reason=str(error))
            await asyncio.sleep(AFTER_TROUBLE)
        finally:
            del self._shifts[key.lock]
            if shift.state.until is not None:
                self._away[key.channel] = shift.state

    # ------------------------------------------------------------ the watch

    async def _watch(self, app: App) -> None:
        """Afterwards jobs of workers that are gone are gone too, and whatever waits has its job."""
        for lost in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
            if lost.id is not None:
                await app.job_manager.finish_job_by_id_async(lost.id, Status.FAILED, delete_job=True)
                log.warning("worker lost", job=lost.task_name, lock=lost.lock)
        await self._courier.strays()
        for key in await asyncio.to_thread(self._waiting):
            await _wake(app, key).defer_async(channel=key.channel, number=key.number)

    def _waiting(self) -> list[LaneKey]:
        """Lanes in which a letter is due or was left in flight, and that nobody was told to carry."""
        many = {name: lanes_of(name) for name in self._channels}
        with reading(self._office.engine) as tx:
            found = [LaneKey(*one) for one in shares.waiting(tx, self._clock(), many)] if many else []
            told = jobs.known(tx, [key.lock for key in found])
        return [key for key in found if key.lock not in told]


def _wake(app: App, key: LaneKey, connection: Any = None) -> Any:
    return app.configure_task(
        "carry", queue=key.channel, lock=key.lock, connection=connection, allow_unknown=True
    )


def _defer(app: App, channels: Collection[str], tx: Connection, kept: Collection[tuple[str, str]]) -> None:
    """In the transaction that wrote these letters: each lane they belong to is carried once it is committed."""
    driver = tx.connection.driver_connection
    for key in lanes_for(kept, channels):
        _wake(app, key, driver).defer(channel=key.channel, number=key.number)


async def _worker(app: App, queue: str, width: int) -> None:
    await app.run_worker_async(
        queues=[queue], concurrency=width, delete_jobs="always", install_signal_handlers=False,
        fetch_job_polling_interval=POLL, update_heartbeat_interval=HEARTBEAT, stalled_worker_timeout=SILENT,
        shutdown_graceful_timeout=0.01,
    )  # fmt: skip
