"""The courier: every letter sent, put off, or given up with its reason; what went stale is said anew."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from bot.channels import Channel, DeliveryError, Pace, Parcel
from bot.commands import Accept, Done, ListOwed, Urge
from bot.courier import deliver
from bot.lane import KNOWN
from bot.settling import FIRST_WAIT, LONGEST_WAIT, MOST_ATTEMPTS, SHORTEST_WAIT
from db import post
from db.dispatch import NOBODY_THERE
from db.engine import reading
from db.models import Account, Outbox
from tests.small_plan import JUSTICE, LEADER, LONGHUA, XIUYING, Letter, SmallOffice

Fault = Callable[[Parcel], Exception | None]


def no_fault(_parcel: Parcel) -> None:
    return None


@dataclass
class Wire:
    """A channel with behaviour: it takes what it is given, or does not."""

    fault: Fault = no_fault
    name: str = "web"
    taken: list[Parcel] = field(default_factory=list)
    tries: int = 0
    pace: Pace = field(default_factory=Pace)

    def is_group(self, address: str) -> bool:
        return False

    async def send(self, parcel: Parcel) -> str | None:
        self.tries += 1
        if (error := self.fault(parcel)) is not None:
            raise error
        self.taken.append(parcel)
        return f"m{parcel.outbox_id}"


def carry(small: SmallOffice, wire: Wire) -> int:
    channels: dict[str, Channel] = {wire.name: wire}
    return asyncio.run(deliver(small.office, channels, small.now))


def fails(error: Exception, to: str | None = None) -> Fault:
    return lambda parcel: error if to is None or parcel.address == to else None


BUSY = DeliveryError("对方忙")


def states(small: SmallOffice, title: str) -> list[str]:
    return [one.state for one in small.letters(title)]


def one(small: SmallOffice, title: str = LONGHUA) -> Letter:
    (found,) = small.letters(title)
    return found


def test_what_waits_is_sent_once_under_the_networks_own_number(small: SmallOffice) -> None:
    wire = Wire()
    assert carry(small, wire) == 8
    assert carry(small, wire) == 0
    assert len(wire.taken) == 8
    with reading(small.office.engine) as tx:
        rows = tx.execute(select(Outbox.id, Outbox.state, Outbox.platform_id, Outbox.attempts)).all()
    assert all((row.state, row.platform_id, row.attempts) == ("sent", f"m{row.id}", 1) for row in rows)


def test_an_answer_goes_before_what_was_written_earlier(small: SmallOffice) -> None:
    small.says(LONGHUA, "待办")
    wire = Wire()
    carry(small, wire)
    assert wire.taken[0].kind == "owed"


def test_more_letters_than_a_batch_all_leave_in_order(small: SmallOffice) -> None:
    for _ in range(KNOWN + 5):
        small.says(LONGHUA, "待办")
    wire = Wire()
    assert carry(small, wire) == KNOWN + 5 + 8
    ids = [parcel.outbox_id for parcel in wire.taken if parcel.kind == "owed"]
    assert ids == sorted(ids)


def test_a_passing_fault_is_tried_again_ever_more_slowly(small: SmallOffice) -> None:
    wire = Wire(fails(BUSY))
    for tries in range(8):
        carry(small, wire)
        waits = [letter.not_before - small.now for letter in small.letters()]
        assert {(letter.state, letter.reason) for letter in small.letters()} == {("queued", "对方忙")}
        most = min(FIRST_WAIT * 2**tries, LONGEST_WAIT)
        assert all(SHORTEST_WAIT <= wait <= most for wait in waits)
        if tries > 2:
            assert len(set(waits)) > 1, "retries march in step"
        small.now = max(each.not_before for each in small.letters())
    wire.fault = no_fault
    assert carry(small, wire) == 8
    assert one(small).state == "sent"


def test_a_fault_of_the_address_is_left_to_a_person_at_once(small: SmallOffice) -> None:
    wire = Wire(fails(DeliveryError("没有这个人", permanent=True), to=str(small.seat(LONGHUA).id)))
    assert carry(small, wire) == 7
    assert (one(small).state, one(small).reason) == ("failed", NOBODY_THERE + "没有这个人")
    small.now += timedelta(days=1)
    assert carry(small, wire) == 0
    assert wire.tries == 8


def test_a_bug_in_a_channel_stops_neither_the_letter_nor_the_others(small: SmallOffice) -> None:
    wire = Wire(fails(KeyError("token"), to=str(small.seat(LONGHUA).id)))
    assert carry(small, wire) == 7
    assert (one(small).state, one(small).reason) == ("queued", "KeyError")
    wire.fault = no_fault
    small.now += timedelta(minutes=1)
    assert carry(small, wire) == 1


def test_what_is_tried_in_vain_again_and_again_is_given_up_with_its_reason(small: SmallOffice) -> None:
    wire = Wire(fails(BUSY))
    for _ in range(MOST_ATTEMPTS + 3):
        carry(small, wire)
        small.now = max([small.now, *(each.not_before for each in small.letters())])
    assert (one(small).state, one(small).reason) == ("failed", "对方忙")
    assert wire.tries == 8 * MOST_ATTEMPTS


def test_a_network_away_for_an_hour_costs_no_reminder(small: SmallOffice) -> None:
    small.forget_letters()
    small.at("2021-08-12 09:07").round()
    wire = Wire(fails(BUSY))
    for _ in range(120):
        carry(small, wire)
        small.now += timedelta(seconds=30)
    wire.fault = no_fault
    small.now += timedelta(minutes=31)
    carry(small, wire)
    assert [letter.state for letter in small.letters(LONGHUA, "morning")] == ["sent"]


def test_a_letter_that_went_stale_is_dropped_and_said_anew_next_day(small: SmallOffice) -> None:
    small.forget_letters()
    small.at("2021-08-12 09:07").round()
    small.at("2021-08-13 09:30")
    wire = Wire()
    carry(small, wire)
    (stale,) = small.letters(LONGHUA, "morning")
    assert stale.state == "dropped"
    assert stale.reason
    small.round()
    carry(small, wire)
    again = small.letters(LONGHUA, "morning")[-1]
    assert again.state == "sent"
    assert again.id != stale.id


def test_a_push_that_never_left_is_not_counted(small: SmallOffice) -> None:
    for code in ("1.1", "1.2", "3.1", "3.2", "8.1"):
        small.act(LONGHUA, Accept(code))
    small.forget_letters()
    small.at("2021-11-01 09:07").round()
    small.at("2021-11-02 09:07")
    wire = Wire()
    carry(small, wire)  # the first push had lost its day
    small.round()
    assert "第1次" in small.letters(LONGHUA, "morning")[-1].text
    assert small.letters(LEADER, "urged") == []


@pytest.mark.parametrize("push", [False, True], ids=["reminder", "push by hand at night"])
def test_who_answered_before_the_letter_left_is_not_bothered(small: SmallOffice, push: bool) -> None:
    small.act(LONGHUA, Accept("3.1"), Accept("1.1"))
    small.forget_letters()
    for code in ("1.1", "1.2", "3.2", "8.1"):
        small.set_columns(code, next_at=None)
    if push:
        small.at("2021-10-26 22:00").act(JUSTICE, Urge("3.1", unit="龙华区"))
        small.act(LONGHUA, Done("3.1", note="已公布"))
        small.at("2021-10-27 08:30")
    else:
        small.at("2021-10-26 09:07").round()
        small.act(LONGHUA, Done("3.1", note="已公布"))
    wire = Wire()
    carry(small, wire)
    assert [parcel.kind for parcel in wire.taken if parcel.address == str(small.seat(LONGHUA).id)] == []


def test_a_seat_without_an_account_keeps_its_letter_and_the_reason(small: SmallOffice) -> None:
    key = small.seat(LONGHUA).id
    small.office.writer.run(lambda tx: tx.execute(delete(Account).where(Account.contact_id == key)).rowcount)
    small.act(LONGHUA, ListOwed())
    small.forget_letters()
    small.at("2021-08-12 09:07").round()
    carry(small, Wire())
    (letter,) = small.letters(LONGHUA, "morning")
    assert (letter.state, letter.reason) == ("failed", "岗位还没有绑定账号")


def test_a_channel_that_is_not_switched_on_is_named(small: SmallOffice) -> None:
    assert carry(small, Wire(name="telegram")) == 0
    assert one(small).reason == "没有启用通道 web"


def test_whatever_ends_a_courier_in_the_middle_what_was_sent_is_settled_and_not_repeated(
    small: SmallOffice,
) -> None:
    class Dies(BaseException):
        pass

    def dies_at_third(parcel: Parcel) -> None:
        if len(wire.taken) == 2:
            raise Dies

    wire = Wire(dies_at_third)
    with pytest.raises(Dies):
        carry(small, wire)
    assert len(wire.taken) == 2
    # The next start.
    wire.fault = no_fault
    small.office.writer.run(post.release_interrupted)
    carry(small, wire)
    sent = [parcel.outbox_id for parcel in wire.taken]
    assert len(sent) == len(set(sent)) == 8
    assert {letter.state for letter in small.letters()} == {"sent"}


async def test_two_couriers_at_once_send_each_letter_once(small: SmallOffice) -> None:
    wire = Wire()
    channels: dict[str, Channel] = {"web": wire}
    await asyncio.gather(*(deliver(small.office, channels, small.now) for _ in range(4)))
    assert sorted(parcel.outbox_id for parcel in wire.taken) == [letter.id for letter in small.letters()]


def test_nothing_is_sent_that_is_not_committed(small: SmallOffice) -> None:
    """At the moment of sending, another connection already sees the letter as on its way."""
    seen: list[str] = []

    def look(parcel: Parcel) -> None:
        with reading(small.office.engine) as tx:
            seen.append(tx.scalar(select(Outbox.state).where(Outbox.id == parcel.outbox_id)) or "")

    carry(small, Wire(look))
    assert set(seen) == {"sending"}


def test_the_night_holds_letters_back_but_not_answers(small: SmallOffice) -> None:
    carry(small, Wire())
    small.at("2021-08-09 23:00").says(LONGHUA, "完成 3.1 已公布")
    wire = Wire()
    carry(small, wire)
    assert [(parcel.kind, parcel.contact_id) for parcel in wire.taken] == [
        ("recorded", small.seat(LONGHUA).id)
    ]
    small.at("2021-08-10 08:30")
    carry(small, wire)
    assert wire.taken[-1].kind == "review_wanted"
    assert states(small, XIUYING) == ["sent"]
