"""Many letters, several networks, bad days: bounded, fair, in order, and nobody waits for another's trouble."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot import lane
from bot.channels import Channel, DeliveryError, Pace, Parcel, Rate
from bot.circuit import LONGEST_PAUSE, OPENS_AFTER, Circuit
from bot.courier import Courier, deliver, run
from bot.lane import WIDTH
from db import deliveries, post
from db.engine import reading
from db.models import Outbox
from db.post import Enclosed, Letter
from tests.small_plan import LONGHUA, PUBLISHED, SmallOffice

OUTAGE = DeliveryError("连不上", scope="channel")
Act = Callable[[Parcel], Awaitable[None]]


async def takes(_parcel: Parcel) -> None:
    """Everything is well."""


@dataclass
class Wire:
    """A network that does what it is told with each parcel, and remembers."""

    name: str = "telegram"
    act: Act = takes
    pace: Pace = field(default_factory=Pace)
    taken: list[Parcel] = field(default_factory=list)
    tries: int = 0
    in_flight: Counter[str] = field(default_factory=Counter)
    widest: int = 0

    def is_group(self, address: str) -> bool:
        return address.startswith("-")

    async def send(self, parcel: Parcel) -> str | None:
        self.tries += 1
        self.in_flight[parcel.address] += 1
        self.widest = max(self.widest, self.in_flight.total())
        assert self.in_flight[parcel.address] == 1, "two letters at once to one chat"
        try:
            await asyncio.sleep(0)
            await self.act(parcel)
        finally:
            self.in_flight[parcel.address] -= 1
        self.taken.append(parcel)
        return f"m{len(self.taken)}"

    @property
    def addresses(self) -> list[str]:
        return [parcel.address for parcel in self.taken]


def refusing(error: DeliveryError, to: str | None = None) -> Act:
    async def act(parcel: Parcel) -> None:
        if to in (None, parcel.address):
            raise error

    return act


@pytest.fixture
def quiet(small: SmallOffice) -> SmallOffice:
    """The office with nothing to say."""
    small.forget_letters()
    return small


def keep(small: SmallOffice, *addresses: str, **other: object) -> list[int]:
    """A notice to each of these addresses, in this order."""
    plain = Letter(
        contact_id=None, channel="telegram", address="", kind="plan_changed", parts=("文",), buttons=(), about=(),
        priority=1, not_before=small.now,
    )  # fmt: skip
    letters = [replace(plain, address=address, **other) for address in addresses]  # type: ignore[arg-type]
    return small.office.writer.run(lambda tx: post.keep(tx, letters, small.now))


def carry(small: SmallOffice, *wires: Wire) -> int:
    channels: dict[str, Channel] = {wire.name: wire for wire in wires}
    return asyncio.run(deliver(small.office, channels, small.now))


def rows(small: SmallOffice, **where: object) -> list[tuple[str, int, datetime, str]]:
    """(state, attempts, not before, reason) of the letters of telegram, oldest first."""
    query = select(Outbox.state, Outbox.attempts, Outbox.not_before, Outbox.reason)
    with reading(small.office.engine) as tx:
        found = tx.execute(query.filter_by(channel="telegram", **where).order_by(Outbox.id)).all()
    return [(row[0], row[1], row[2], row[3]) for row in found]


def states(small: SmallOffice, **where: object) -> set[str]:
    return {state for state, *_ in rows(small, **where)}


# ---------------------------------------------------------------- many


def test_no_more_than_the_width_is_on_its_way_at_once(quiet: SmallOffice) -> None:
    keep(quiet, *(str(n) for n in range(3 * WIDTH)))
    wire = Wire()
    assert carry(quiet, wire) == 3 * WIDTH
    assert WIDTH // 2 < wire.widest <= WIDTH


def test_what_is_claimed_and_not_sent_is_bounded_too(quiet: SmallOffice) -> None:
    keep(quiet, *(str(n) for n in range(4 * WIDTH)))
    most = 0

    async def look(_parcel: Parcel) -> None:
        nonlocal most
        with reading(quiet.office.engine) as tx:
            most = max(most, len(tx.scalars(select(Outbox.id).filter_by(state="sending")).all()))

    carry(quiet, Wire(act=look))
    assert 1 < most <= 2 * WIDTH  # in flight, or answered and not yet settled


def test_they_are_claimed_and_settled_in_groups(quiet: SmallOffice) -> None:
    keep(quiet, *(str(n) for n in range(4 * WIDTH)))
    jobs, submit = 0, quiet.office.writer.submit

    def counted(job):  # type: ignore[no-untyped-def]
        nonlocal jobs
        jobs += 1
        return submit(job)

    quiet.office.writer.submit = counted  # type: ignore[method-assign]
    carry(quiet, Wire())
    assert jobs <= 4 * WIDTH // 8


def test_one_chats_letters_arrive_in_the_order_they_were_written(quiet: SmallOffice) -> None:
    ids = keep(quiet, *["7"] * 30, *["8"] * 30)
    wire = Wire()
    carry(quiet, wire)
    for address in ("7", "8"):
        sent = [parcel.outbox_id for parcel in wire.taken if parcel.address == address]
        assert sent == sorted(sent)
    assert len(wire.taken) == len(ids)


def test_an_answer_overtakes_a_digest_but_never_another_answer(quiet: SmallOffice) -> None:
    digests = keep(quiet, "7", "7", priority=2)
    answers = keep(quiet, "7", "7", priority=0)
    wire = Wire()
    carry(quiet, wire)
    assert [parcel.outbox_id for parcel in wire.taken] == answers + digests


def test_one_chats_hundreds_hide_nobody_elses_letter(quiet: SmallOffice) -> None:
    keep(quiet, *["7"] * 300, "8", "9")
    wire = Wire()
    carry(quiet, wire)
    assert max(wire.addresses.index("8"), wire.addresses.index("9")) < 10
    assert len(wire.taken) == 302


async def test_a_dead_chat_delays_no_other(quiet: SmallOffice) -> None:
    keep(quiet, "dead", *(str(n) for n in range(200)))
    everybody, wakes = asyncio.Event(), asyncio.Event()

    async def act(parcel: Parcel) -> None:
        if parcel.address == "dead":
            await wakes.wait()
        elif len(wire.taken) == 199:
            everybody.set()

    wire = Wire(act=act)
    courier = asyncio.create_task(deliver(quiet.office, {wire.name: wire}, quiet.now))
    await asyncio.wait_for(everybody.wait(), 30)
    assert "dead" not in wire.addresses
    wakes.set()
    assert await courier == 201


async def test_half_the_width_of_dead_chats_does_not_stop_the_rest(quiet: SmallOffice) -> None:
    dead = {f"dead{n}" for n in range(WIDTH - 3)}
    keep(quiet, *sorted(dead), *(str(n) for n in range(150)))
    everybody, wakes = asyncio.Event(), asyncio.Event()

    async def act(parcel: Parcel) -> None:
        if parcel.address in dead:
            await wakes.wait()
        elif len(wire.taken) == 149:
            everybody.set()

    wire = Wire(act=act)
    courier = asyncio.create_task(deliver(quiet.office, {wire.name: wire}, quiet.now))
    await asyncio.wait_for(everybody.wait(), 30)
    wakes.set()
    await courier


def test_a_network_that_says_nothing_has_said_no(quiet: SmallOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane, "LONGEST_SEND", 0.05)
    keep(quiet, "dead", "8")

    async def act(parcel: Parcel) -> None:
        if parcel.address == "dead":
            await asyncio.Event().wait()

    wire = Wire(act=act)
    assert carry(quiet, wire) == 1
    ((state, attempts, until, reason),) = rows(quiet, address="dead")
    assert (state, attempts) == ("queued", 1)
    assert until > quiet.now
    assert "没有回应" in reason


# ---------------------------------------------------------------- tried again


def test_what_stands_behind_a_letter_to_be_tried_again_does_not_overtake_it(quiet: SmallOffice) -> None:
    first, second = keep(quiet, "7", "7")
    wire = Wire(act=refusing(DeliveryError("忙"), to="7"))
    assert carry(quiet, wire) == 0
    assert wire.tries == 1
    (third,) = keep(quiet, "7")
    wire.act = takes
    assert carry(quiet, wire) == 0, "not before the first one's time"
    quiet.now = rows(quiet)[0][2]
    assert carry(quiet, wire) == 3
    assert [parcel.outbox_id for parcel in wire.taken] == [first, second, third]


def test_an_answer_need_not_wait_behind_a_notice_to_be_tried_again(quiet: SmallOffice) -> None:
    keep(quiet, "7")
    wire = Wire(act=refusing(DeliveryError("忙"), to="7"))
    carry(quiet, wire)
    wire.act = takes
    (answer,) = keep(quiet, "7", priority=0)
    assert carry(quiet, wire) == 1
    assert wire.taken[0].outbox_id == answer


def test_what_one_chat_is_asked_to_wait_the_others_need_not(quiet: SmallOffice) -> None:
    keep(quiet, "7", "8")
    wire = Wire(act=refusing(DeliveryError("慢些", after=40), to="7"))
    assert carry(quiet, wire) == 1
    (waiting,) = rows(quiet, address="7")
    assert waiting[2] == quiet.now + timedelta(seconds=40)


def test_what_all_are_asked_to_wait_all_wait(quiet: SmallOffice) -> None:
    keep(quiet, *(str(n) for n in range(100)))
    wire = Wire(act=refusing(DeliveryError("慢些", scope="channel", after=600)))
    assert carry(quiet, wire) == 0
    assert wire.tries <= WIDTH
    assert {until for _, _, until, _ in rows(quiet)} == {quiet.now + timedelta(seconds=600)}


def test_a_message_no_network_can_take_is_given_up_with_its_reason_and_the_next_one_goes(
    quiet: SmallOffice,
) -> None:
    bad, _ = keep(quiet, "7", "7")

    async def act(parcel: Parcel) -> None:
        if parcel.outbox_id == bad:
            raise DeliveryError("太长", permanent=True, scope="message")

    assert carry(quiet, Wire(act=act)) == 1
    assert [(state, reason) for state, _, _, reason in rows(quiet)] == [("failed", "太长"), ("sent", "")]


def test_the_parts_that_arrived_are_not_said_again(quiet: SmallOffice) -> None:
    """Where a pace must be kept, a letter goes part by part."""
    keep(quiet, "7", parts=("一", "二", "三"), buttons=(("好", "好"),))
    lost = [True]

    async def act(parcel: Parcel) -> None:
        if parcel.parts == ("二",) and lost.pop():
            raise DeliveryError("断了")

    wire = Wire(act=act, pace=Pace(overall=(Rate(1000, 1),)))
    assert carry(quiet, wire) == 0
    quiet.now = rows(quiet)[0][2]
    lost.append(False)
    assert carry(quiet, wire) == 1
    assert [parcel.parts for parcel in wire.taken] == [("一",), ("二",), ("三",)]
    assert [bool(parcel.buttons) for parcel in wire.taken] == [False, False, True]
    with reading(quiet.office.engine) as tx:
        ids = tx.scalars(select(Outbox.platform_id).filter_by(address="7", channel="telegram")).all()
    assert ids == ["m1 m2 m3"]


def test_a_file_that_is_gone_is_said_and_the_letter_not_sent_without_it(quiet: SmallOffice) -> None:
    keep(quiet, "7", enclosure=Enclosed("0" * 64, "台账.xlsx", "application/octet-stream"))
    wire = Wire()
    assert carry(quiet, wire) == 0
    ((state, _, _, reason),) = rows(quiet)
    assert (state, "台账.xlsx" in reason) == ("failed", True)
    assert wire.tries == 0


# ---------------------------------------------------------------- outages


def test_an_outage_is_noticed_after_a_few_letters_not_after_all(quiet: SmallOffice) -> None:
    keep(quiet, *(str(n) for n in range(300)))
    wire = Wire(act=refusing(OUTAGE))
    assert carry(quiet, wire) == 0
    assert wire.tries <= WIDTH
    assert states(quiet) == {"queued"}
    assert len({until for _, _, until, _ in rows(quiet)}) == 1
    assert min(until for _, _, until, _ in rows(quiet)) > quiet.now


def test_an_outage_is_not_counted_against_a_letter(quiet: SmallOffice) -> None:
    keep(quiet, "7")
    wire = Wire(act=refusing(OUTAGE))
    for _ in range(100):
        carry(quiet, wire)
        quiet.now = max(quiet.now, rows(quiet)[0][2])
    wire.act = takes
    assert wire.tries > 60
    assert carry(quiet, wire) == 1


async def test_after_an_outage_one_letter_tries_and_then_all_go(quiet: SmallOffice) -> None:
    keep(quiet, *(str(n) for n in range(100)))
    wire = Wire(act=refusing(OUTAGE))
    now = [quiet.now]
    courier = Courier(quiet.office, {wire.name: wire}, lambda: now[0])
    assert await courier.deliver() == 0
    (state,) = courier.states()
    assert state.reason == "连不上"
    assert state.until is not None
    before = wire.tries
    now[0] = state.until
    assert await courier.deliver() == 0
    assert wire.tries == before + 1, "one letter tries"
    (state,) = courier.states()
    assert state.until is not None
    now[0] = state.until
    wire.act = takes
    assert await courier.deliver() == 100
    assert courier.states()[0].until is None
    assert len(wire.addresses) == len(set(wire.addresses)) == 100


async def test_a_wrong_token_stops_everything_at_once_and_loses_nothing(quiet: SmallOffice) -> None:
    keep(quiet, *(str(n) for n in range(100)))
    wire = Wire(act=refusing(DeliveryError("令牌无效", permanent=True, scope="channel")))
    courier = Courier(quiet.office, {wire.name: wire}, lambda: quiet.now)
    assert await courier.deliver() == 0
    assert wire.tries <= WIDTH
    assert {state for state, *_ in rows(quiet)} == {"queued"}
    with reading(quiet.office.engine) as tx:
        (held,) = deliveries.held(tx)
    assert (held.channel, held.letters, held.reason) == ("telegram", 100, "令牌无效")


def test_a_refused_letter_shows_that_the_network_is_there(quiet: SmallOffice) -> None:
    keep(quiet, *(str(n) for n in range(50)))
    wire = Wire(act=refusing(DeliveryError("忙")))
    carry(quiet, wire)
    assert wire.tries == 50, "every chat's own trouble is its own"


async def test_one_networks_outage_delays_no_other(quiet: SmallOffice) -> None:
    keep(quiet, *(str(n) for n in range(20)))
    keep(quiet, *(str(n) for n in range(20)), channel="wecom")
    stuck = asyncio.Event()

    async def act(_parcel: Parcel) -> None:
        await stuck.wait()
        raise OUTAGE

    away, well = Wire(act=act), Wire(name="wecom")
    channels: Mapping[str, Channel] = {"telegram": away, "wecom": well}
    courier = asyncio.create_task(deliver(quiet.office, channels, quiet.now))
    await until(lambda: len(well.taken) == 20)
    assert not away.taken
    stuck.set()
    assert await courier == 20


def test_three_days_without_the_network_end_in_one_message_and_nothing_stale(small: SmallOffice) -> None:
    small.forget_letters()
    wire = Wire(name="web", act=refusing(OUTAGE))
    for day in ("2021-08-12", "2021-08-13", "2021-08-16"):
        small.at(f"{day} 09:07").round()
        carry(small, wire)
    wire.act = takes
    for moment in ("2021-08-17 09:07", "2021-08-17 09:08", "2021-08-17 09:15"):
        small.at(moment).round()
        carry(small, wire)
    mine = [parcel for parcel in wire.taken if parcel.contact_id == small.seat(LONGHUA).id]
    assert [parcel.kind for parcel in mine] == ["morning"]
    assert mine[0].outbox_id == small.letters(LONGHUA, "morning")[-1].id, "written today"
    assert {letter.state for letter in small.letters(LONGHUA, "morning")} == {"dropped", "sent"}


def test_what_an_outage_left_over_is_not_said_at_night(quiet: SmallOffice) -> None:
    quiet.at("2021-08-09 17:50")
    keep(quiet, "7")
    wire = Wire(act=refusing(OUTAGE))
    carry(quiet, wire)
    quiet.at("2021-08-09 21:00")
    (answer,) = keep(quiet, "8", priority=0)
    wire.act = takes
    assert carry(quiet, wire) == 1
    assert wire.taken[0].outbox_id == answer
    quiet.at("2021-08-10 08:30")
    assert carry(quiet, wire) == 1


# ---------------------------------------------------------------- the circuit alone


def test_the_circuit_opens_ever_longer_and_closes_by_itself() -> None:
    circuit, now = Circuit(spread=lambda: 1.0), PUBLISHED
    for _ in range(OPENS_AFTER - 1):
        assert not circuit.refused(now, "连不上")
    pauses = []
    for _ in range(10):
        assert circuit.refused(now, "连不上")
        assert circuit.is_open(now)
        assert circuit.until is not None
        pauses.append(circuit.until - now)
        now = circuit.until
        assert not circuit.is_open(now)
        assert circuit.trying
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
    assert circuit.taken()
    assert not circuit.trying
    assert not circuit.refused(now, "连不上"), "it starts anew"


def test_a_letter_taken_now_and_then_keeps_the_circuit_closed() -> None:
    circuit = Circuit()
    for _ in range(5 * OPENS_AFTER):
        assert not circuit.refused(PUBLISHED, "连不上")
        circuit.taken()


# ---------------------------------------------------------------- running


@contextlib.asynccontextmanager
async def running(small: SmallOffice, clock: Callable[[], datetime], *wires: Wire):  # type: ignore[no-untyped-def]
    wanted = asyncio.Event()
    channels: dict[str, Channel] = {wire.name: wire for wire in wires}
    task = asyncio.create_task(run(small.office, channels, clock, wanted))
    try:
        yield wanted
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not what():  # noqa: ASYNC110  a fake has no bell
            await asyncio.sleep(0.01)


async def test_a_running_courier_carries_what_comes(quiet: SmallOffice) -> None:
    wire = Wire()
    async with running(quiet, lambda: quiet.now, wire) as wanted:
        for address in ("1", "2", "3"):
            keep(quiet, address)
            wanted.set()
            await until(lambda: wire.addresses[-1:] == [address])  # noqa: B023  asked at once
        await until(lambda: states(quiet) == {"sent"})


async def test_a_running_courier_looks_again_when_a_letters_time_comes(quiet: SmallOffice) -> None:
    """Nobody has to say so."""
    loop = asyncio.get_running_loop()
    start, began = quiet.now, loop.time()

    def clock() -> datetime:  # twenty times as fast as ours
        return start + timedelta(seconds=20 * (loop.time() - began))

    keep(quiet, "7")
    wire = Wire(act=refusing(DeliveryError("忙", after=2)))
    async with running(quiet, clock, wire):
        await until(lambda: wire.tries == 1)
        wire.act = takes
        await until(lambda: len(wire.taken) == 1)


async def test_a_courier_that_is_stopped_lets_what_is_on_its_way_arrive(quiet: SmallOffice) -> None:
    keep(quiet, *(str(n) for n in range(200)))
    slow = asyncio.Event()

    async def act(_parcel: Parcel) -> None:
        await slow.wait()

    wire = Wire(act=act)
    async with running(quiet, lambda: quiet.now, wire):
        await until(lambda: wire.in_flight.total() > 0)
        asyncio.get_running_loop().call_later(0.05, slow.set)
    sent = [state for state, *_ in rows(quiet)].count("sent")
    assert sent == len(wire.taken) > 0


async def test_an_answer_written_while_digests_go_out_does_not_wait_for_them(quiet: SmallOffice) -> None:
    keep(quiet, *(str(n) for n in range(100)), priority=2)
    wire = Wire(pace=Pace(overall=(Rate(50, 1),)))
    async with running(quiet, lambda: quiet.now, wire) as wanted:
        await until(lambda: len(wire.taken) >= 3)
        keep(quiet, "answer", priority=0)
        wanted.set()
        await until(lambda: "answer" in wire.addresses)
    assert wire.addresses.index("answer") < 60
