"""Many processes, one office: jobs beside letters, one lane with one worker, what a lost worker leaves is made good."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic

import pytest
from sqlalchemy import Connection, func, select, text, update

from bot.channels import Channel, Pace, Parcel, Rate
from bot.engines import alone
from bot.engines.distributed import Distributed
from bot.engines.lanes import LaneKey, lanes_for, lanes_of
from bot.office import Office, open_office
from db import jobs, post
from db.engine import reading
from db.models import Outbox
from db.post import Letter
from db.shares import Share, share_of
from tests import postgres
from tests.office import ZONE

FREE = Pace()


@pytest.fixture(scope="module")
def template() -> str:
    try:
        postgres.server()
    except postgres.NoServer as reason:
        pytest.skip(str(reason))
    address = postgres.fresh()
    office = open_office(address, ZONE)
    office.writer.run(jobs.make_tables)
    office.close()
    return postgres.name_of(address)


@pytest.fixture
def address(template: str) -> Iterator[str]:
    found = postgres.fresh(template)
    yield found
    postgres.drop(postgres.name_of(found))


@pytest.fixture
def office(address: str) -> Iterator[Office]:
    found = open_office(address, ZONE)
    yield found
    found.close()


class Wire:
    """A network that takes everything after a moment, and remembers who said what when."""

    def __init__(self, name: str = "wecom", pace: Pace = FREE, seconds: float = 0.0) -> None:
        self.name = name
        self.pace = pace
        self.seconds = seconds
        self.said: list[tuple[str, int, float]] = []
        self.busy = 0
        self.busiest = 0

    def is_group(self, address: str) -> bool:
        return False

    async def send(self, parcel: Parcel) -> str | None:
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await asyncio.sleep(self.seconds)
        self.said.append((parcel.address, parcel.outbox_id, monotonic()))
        self.busy -= 1
        return str(parcel.outbox_id)


def letters(count: int, chats: int, channel: str = "wecom", answers: bool = True) -> list[Letter]:
    return [
        Letter(
            None, channel, f"chat-{n % chats}", "answer", (f"第{n}条",), (), (), 0 if answers else 1, clock()
        )
        for n in range(count)
    ]


def write(office: Office, *written: Letter) -> list[int]:
    return office.writer.run(lambda tx: post.keep(tx, written, datetime.now(UTC)))


def clock() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def at_work(office: Office, *channels: Channel) -> AsyncIterator[None]:
    """One process's part of the work, on its own connections."""
    engine = Distributed(office, {one.name: one for one in channels}, clock, lambda _: None)
    task = asyncio.create_task(engine.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  another process may make it so
            await asyncio.sleep(0.02)


def states(office: Office) -> dict[str, int]:
    with reading(office.engine) as tx:
        rows = tx.execute(select(Outbox.state, func.count()).group_by(Outbox.state))
        return {state: count for state, count in rows.all()}  # noqa: C416  rows are no pairs to mypy


def jobs_left(office: Office) -> int:
    with reading(office.engine) as tx:
        return tx.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'carry'")) or 0


async def test_what_is_written_leaves_at_once_and_leaves_no_job_behind(office: Office) -> None:
    wire = Wire()
    async with at_work(office, wire):
        await until(lambda: office.writer.announce is not None)
        begun = monotonic()
        ids = await asyncio.to_thread(write, office, *letters(40, 10))
        await until(lambda: len(wire.said) == 40)
        assert monotonic() - begun < 5
        await until(lambda: states(office) == {"sent": 40} and jobs_left(office) == 0)
    assert sorted(one for _, one, _ in wire.said) == sorted(ids)


async def test_a_letter_that_is_not_committed_brings_no_job(office: Office) -> None:
    def fails(tx: Connection) -> None:
        post.keep(tx, letters(1, 1), clock())
        raise ValueError("a bug")

    async with at_work(office, Wire()):
        await until(lambda: office.writer.announce is not None)
        with pytest.raises(ValueError, match="a bug"):
            await asyncio.to_thread(office.writer.run, fails)
        assert jobs_left(office) == 0
        assert states(office) == {}


async def test_two_processes_share_the_chats_and_keep_each_in_order(office: Office, address: str) -> None:
    other = open_office(address, ZONE)
    here, there = Wire(seconds=0.01), Wire(seconds=0.01)
    ids = write(office, *letters(600, 60))
    async with at_work(office, here), at_work(other, there):
        await until(lambda: len(here.said) + len(there.said) == 600)
        await until(lambda: states(office) == {"sent": 600})
    other.close()
    assert here.said, "one of two did all the work"
    assert there.said, "one of two did all the work"
    both = sorted((*here.said, *there.said), key=lambda one: one[2])
    assert sorted(one for _, one, _ in both) == sorted(ids)
    for chat in {address for address, _, _ in both}:
        of_chat = [one for address, one, _ in both if address == chat]
        assert of_chat == sorted(of_chat), chat


async def test_one_bots_rate_holds_for_all_processes_together(office: Office, address: str) -> None:
    """Carried first by one process, then by the other: the network never sees more than it allows."""
    pace = Pace(overall=(Rate(5, 1.0),))
    first, second = Wire("telegram", pace), Wire("telegram", pace)
    other = open_office(address, ZONE)
    write(office, *letters(5, 5, "telegram"))
    async with at_work(office, first):
        await until(lambda: states(office) == {"sent": 5})
    write(office, *letters(5, 5, "telegram"))
    async with at_work(other, second):
        await until(lambda: states(office) == {"sent": 10})
    other.close()
    moments = sorted(at for _, _, at in (*first.said, *second.said))
    for n in range(len(moments) - 5):
        assert moments[n + 5] - moments[n] >= 0.98


async def test_a_channel_whose_network_counts_all_letters_has_one_carrier_at_a_time(
    office: Office, address: str
) -> None:
    other = open_office(address, ZONE)
    here, there = Wire("telegram", seconds=0.02), Wire("telegram", seconds=0.02)
    write(office, *letters(200, 40, "telegram"))
    async with at_work(office, here), at_work(other, there):
        await until(lambda: states(office) == {"sent": 200})
    other.close()
    assert not (here.said and there.said)


async def test_what_a_lost_worker_left_in_flight_is_sent_by_another(office: Office) -> None:
    ids = write(office, *letters(3, 3))
    office.writer.run(lambda tx: tx.execute(update(Outbox).values(state="sending")))
    with office.engine.begin() as tx:
        tx.execute(
            text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
        )
        tx.execute(
            text(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args, status, worker_id)"
                " SELECT 'wecom', 'carry', :lock, '{\"channel\": \"wecom\", \"number\": 0}', 'doing', id"
                " FROM procrastinate_workers"
            ),
            {"lock": LaneKey("wecom", 0).lock},
        )
    wire = Wire()
    async with at_work(office, wire):
        await until(lambda: states(office) == {"sent": 3})
    assert sorted(one for _, one, _ in wire.said) == ids


async def test_what_is_put_off_leaves_when_its_time_comes(office: Office) -> None:
    soon = clock() + timedelta(seconds=1.5)
    late = Letter(None, "wecom", "chat-1", "answer", ("稍后",), (), (), 0, soon)
    write(office, late)
    wire = Wire()
    async with at_work(office, wire):
        await until(lambda: len(wire.said) == 1)
    assert clock() >= soon


async def test_a_letter_for_a_channel_that_is_not_there_is_given_up_with_its_reason(office: Office) -> None:
    write(office, *letters(1, 1, "telegram"))
    async with at_work(office, Wire("wecom")):
        await until(lambda: states(office) == {"failed": 1})


def test_the_database_deals_chats_as_the_program_does(office: Office) -> None:
    write(office, *letters(100, 100))
    for number in range(8):
        with reading(office.engine) as tx:
            found = set(tx.scalars(select(Outbox.address).where(Share(number, 8).holds(Outbox.address))))
        assert found == {f"chat-{n}" for n in range(100) if share_of(f"chat-{n}", 8) == number}


def test_only_channels_without_a_rate_for_all_chats_have_several_lanes() -> None:
    from bot.channels.telegram.speaking import PACE
    from bot.channels.wecom.channel import WeComChannel
    from bot.channels.wecom.group import GroupChannel

    assert PACE.overall
    assert lanes_of("telegram") == 1
    for one in (WeComChannel, GroupChannel):
        assert not one.pace.overall
        assert lanes_of(one.name) > 1


def test_a_letter_brings_one_job_for_its_lane_however_many_there_are() -> None:
    wanted = [("wecom", f"chat-{n}") for n in range(100)] + [
        ("telegram", "1"),
        ("telegram", "2"),
        ("none", ""),
    ]
    keys = lanes_for(wanted, ("wecom", "telegram"))
    assert len(keys) == len(set(keys)) == 9


# ---------------------------------------------------------------- in one place only


async def test_what_may_happen_in_one_place_goes_on_in_another_when_the_first_is_gone(
    office: Office, address: str
) -> None:
    other = open_office(address, ZONE)
    listening: list[str] = []

    async def listen(name: str) -> None:
        listening.append(name)
        await asyncio.Event().wait()

    first = asyncio.create_task(alone.in_one_place(office.engine, "telegram", partial(listen, "here"), 0.1))
    await until(lambda: listening == ["here"])
    second = asyncio.create_task(alone.in_one_place(other.engine, "telegram", partial(listen, "there"), 0.1))
    await asyncio.sleep(0.5)
    assert listening == ["here"]
    first.cancel()
    await until(lambda: listening == ["here", "there"])
    second.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    other.close()


async def test_who_lost_the_database_stops_and_begins_again(office: Office) -> None:
    begun: list[int] = []
    ended: list[int] = []

    async def listen() -> None:
        begun.append(1)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(1)

    task = asyncio.create_task(alone.in_one_place(office.engine, "telegram", listen, 0.1))
    await until(lambda: len(begun) == 1)
    with office.engine.connect() as tx:
        tx.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks"
                " WHERE locktype = 'advisory' AND objid >= 1000000 AND mode = 'ExclusiveLock'"
            )
        )
    await until(lambda: len(begun) == 2)
    assert ended == [1]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
