"""The post: heard once, claimed once, said once; and what was not said is owed again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import IntegrityError

from bot.commands import Accept, Done
from db import dispatch, post
from db.engine import reading, writing
from db.models import Inbox, Outbox, Reminder
from db.post import Letter, Rung
from tests.small_plan import LONGHUA, XIUYING, SmallOffice, moment

NOW = datetime(2021, 8, 9, 1, 7, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
LETTER = Letter(
    contact_id=None, channel="web", address="1", kind="morning", parts=("早",), buttons=(("待办", "待办"),),
    about=("3.1",), priority=1, not_before=NOW,
)  # fmt: skip


@pytest.fixture
def tx(engine: Engine) -> Iterator[Connection]:
    with writing(engine) as connection:
        yield connection


def note(tx: Connection, update_id: str = "u1", channel: str = "web", outcome: str = "") -> int | None:
    return post.note(
        tx, channel=channel, update_id=update_id, address="1", contact_id=None, text="签收 3.1", pressed=None,
        outcome=outcome, now=NOW,
    )  # fmt: skip


# ---------------------------------------------------------------- heard


def test_an_update_is_noted_once(tx: Connection) -> None:
    assert note(tx) is not None
    assert note(tx) is None
    assert len(tx.scalars(select(Inbox.id)).all()) == 1


def test_the_same_number_on_another_channel_is_another_update(tx: Connection) -> None:
    assert note(tx) is not None
    assert note(tx, channel="telegram") is not None


def test_the_rule_holds_in_the_schema_too(tx: Connection) -> None:
    note(tx)
    values = {"channel": "web", "update_id": "u1", "address": "1", "text": "", "at": NOW, "outcome": ""}
    with pytest.raises(IntegrityError), tx.begin_nested():
        tx.execute(insert(Inbox), values)


def test_what_an_address_said_is_counted_by_what_it_came_to(tx: Connection) -> None:
    for number, outcome in enumerate(["wrong code", "wrong code", "accept"]):
        note(tx, f"u{number}", outcome=outcome)
    assert post.times_heard(tx, "web", "1", NOW) == 3
    assert post.times_heard(tx, "web", "1", NOW, "wrong code") == 2
    assert post.times_heard(tx, "web", "1", LATER) == 0
    assert post.times_heard(tx, "telegram", "1", NOW) == 0


# ---------------------------------------------------------------- to be said


def keep(tx: Connection, *letters: Letter) -> list[int]:
    return post.keep(tx, letters, NOW)


def waiting(tx: Connection, now: datetime = NOW) -> list[int]:
    return [one.id for one in dispatch.due(tx, "web", now, 100, 100)]


def state(tx: Connection, outbox_id: int) -> str:
    return tx.scalar(select(Outbox.state).where(Outbox.id == outbox_id)) or ""


def test_letters_leave_answers_first_then_as_they_were_written(tx: Connection) -> None:
    digest, first, answer, second = keep(
        tx, replace(LETTER, priority=2), LETTER, replace(LETTER, priority=0), LETTER
    )
    assert waiting(tx) == [answer, first, second, digest]


def test_the_numbers_come_back_in_the_order_of_the_letters(tx: Connection) -> None:
    ids = keep(tx, *(replace(LETTER, address=str(n)) for n in range(30)))
    kept = {one.id: one.address for one in dispatch.due(tx, "web", NOW, 100, 100)}
    assert [kept[one] for one in ids] == [str(n) for n in range(30)]


def test_no_letters_are_no_rows(tx: Connection) -> None:
    assert keep(tx) == []
    assert waiting(tx) == []


def test_a_letter_does_not_leave_before_its_hour(tx: Connection) -> None:
    (one,) = keep(tx, replace(LETTER, not_before=LATER))
    assert waiting(tx) == []
    assert post.next_departure(tx) == LATER
    assert waiting(tx, LATER) == [one]


def test_a_letter_is_given_to_one_carrier_only(tx: Connection) -> None:
    ids = keep(tx, LETTER, LETTER)
    assert [one.id for one in dispatch.claim(tx, ids)] == ids
    assert dispatch.claim(tx, ids) == []
    assert waiting(tx) == []


def test_what_was_in_flight_when_the_process_ended_waits_again(tx: Connection) -> None:
    one, two, three = keep(tx, LETTER, LETTER, LETTER)
    dispatch.claim(tx, [one, two])
    post.sent(tx, {one: "p1"}, NOW)
    assert post.release_interrupted(tx) == 1
    assert waiting(tx) == [two, three]


def test_only_a_letter_that_has_left_is_sent(tx: Connection) -> None:
    one, two, three = keep(tx, LETTER, LETTER, LETTER)
    dispatch.claim(tx, [one, two, three])
    post.sent(tx, {one: "p1"}, LATER)
    post.put_off(tx, two, LATER, "对方忙")
    post.failed(tx, three, "没有这个人")
    assert [state(tx, n) for n in (one, two, three)] == ["sent", "queued", "failed"]
    assert waiting(tx) == []
    assert waiting(tx, LATER) == [two]


def test_a_letter_counts_how_often_it_was_tried(tx: Connection) -> None:
    (one,) = keep(tx, LETTER)
    for tries in (1, 2, 3):
        (claimed,) = dispatch.claim(tx, [one])
        post.put_off(tx, one, NOW, "对方忙")
        assert claimed.attempts == tries


# ---------------------------------------------------------------- said


def test_a_seat_has_read_only_what_could_reach_it_by_now(small: SmallOffice) -> None:
    seat = small.seat(LONGHUA).id
    with writing(small.office.engine) as tx:
        now, letter = small.now, replace(LETTER, contact_id=seat, not_before=small.now)
        read, failed, night = post.keep(
            tx, [letter, letter, replace(letter, not_before=now + timedelta(hours=9))], now
        )
        post.failed(tx, failed, "没有这个人")
        assert post.last_said(tx, seat, now, 2)[0].id == read
        assert [one.id for one in post.last_said(tx, seat, now + timedelta(hours=9), 2)] == [night, read]


def test_an_answer_is_found_by_what_it_answers(tx: Connection) -> None:
    inbox_id = note(tx)
    (one,) = keep(tx, replace(LETTER, answers=inbox_id))
    found = post.answer_to(tx, "web", "u1")
    assert found is not None
    assert (found.id, found.parts, found.buttons, found.about) == (
        one,
        ("早",),
        (("待办", "待办"),),
        ("3.1",),
    )
    assert post.answer_to(tx, "web", "u2") is None


# ---------------------------------------------------------------- once


def rung(small: SmallOffice, kind: str = "near", rung: int = 3, due: date = date(2021, 10, 31)) -> Rung:
    return Rung(small.account("3.1").id, small.seat(LONGHUA).id, kind, due, rung)


def test_the_same_thing_is_never_said_twice(small: SmallOffice) -> None:
    same = rung(small)
    with writing(small.office.engine) as tx:
        one, two = keep(tx, LETTER, LETTER)
        post.say_once(tx, [(same, one)])
        with pytest.raises(IntegrityError), tx.begin_nested():
            post.say_once(tx, [(same, two)])
        assert post.already_said(tx, [same.assignment_id]) == {same}


@pytest.mark.parametrize("other", ["seat", "kind", "rung", "due"])
def test_another_seat_kind_rung_or_due_day_is_another_thing(small: SmallOffice, other: str) -> None:
    first = rung(small)
    second = {
        "seat": replace(first, contact_id=small.seat(XIUYING).id),
        "kind": replace(first, kind="overdue"),
        "rung": replace(first, rung=1),
        "due": replace(first, due=date(2021, 11, 30)),
    }[other]
    with writing(small.office.engine) as tx:
        one, two = keep(tx, LETTER, LETTER)
        post.say_once(tx, [(first, one), (second, two)])
        assert post.already_said(tx, [first.assignment_id]) == {first, second}


def test_a_claim_that_breaks_takes_its_letter_with_it(small: SmallOffice) -> None:
    before, same = len(small.letters()), rung(small)

    def twice(tx: Connection) -> None:
        (one,) = post.keep(tx, [LETTER], small.now)
        post.say_once(tx, [(same, one), (same, one)])

    with pytest.raises(IntegrityError):
        small.office.writer.run(twice)
    assert len(small.letters()) == before


def dropped_on(small: SmallOffice, reminded: str, again: str) -> None:
    """A round's letter to 龙华区 that never left."""
    small.forget_letters()
    small.round(reminded)
    (letter,) = [one for one in small.letters(LONGHUA) if one.state == "queued"]
    small.office.writer.run(lambda tx: post.drop(tx, letter.id, "过了当天", moment(again)))


def test_what_was_dropped_is_owed_again_and_can_be_said_again(small: SmallOffice) -> None:
    small.act(LONGHUA, *accepting())
    dropped_on(small, "2021-10-26 09:07", "2021-10-27 00:00")
    assert small.account("3.1").next_at == moment("2021-10-27 00:00")
    key = small.account("3.1").id
    with reading(small.office.engine) as tx:
        assert tx.scalars(select(Reminder.id)).all() != []
        assert post.already_said(tx, [key]) == set()
    assert small.round("2021-10-27 09:07") >= 1
    assert "3.1" in small.letters(LONGHUA)[-1].text


def test_the_last_push_of_all_is_said_again_too(small: SmallOffice) -> None:
    small.act(LONGHUA, *accepting())
    small.set_columns("3.1", next_at=moment("2021-11-09 09:07"))
    dropped_on(small, "2021-11-09 09:07", "2021-11-10 00:00")
    assert small.account("3.1").next_at == moment("2021-11-10 00:00")


def test_what_was_dropped_is_not_owed_again_once_it_is_done(small: SmallOffice) -> None:
    small.act(LONGHUA, *accepting())
    small.forget_letters()
    small.round("2021-10-26 09:07")
    letter = small.letters(LONGHUA)[-1]
    small.act(LONGHUA, Done("3.1", note="已公布"))
    small.office.writer.run(lambda tx: post.drop(tx, letter.id, "过了当天", moment("2021-10-27 00:00")))
    assert small.account("3.1").next_at is None


def accepting() -> tuple[Accept, ...]:
    """Everything 龙华区 owes is signed for, so that only dates speak."""
    return tuple(Accept(code) for code in ("1.1", "1.2", "3.1", "3.2", "8.1"))
