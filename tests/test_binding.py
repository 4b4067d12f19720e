"""Seats and accounts: a code binds once, guesses are limited, strangers get one line, the admin is told once."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.binding import ALPHABET, GUESSES, LENGTH, VALID_FOR, announce_bot, code_in
from bot.commands import Configure, MakeInvite, Reassign
from db import people
from db.engine import reading
from db.models import History, Invite, Outbox
from messages.catalogue import InviteMade
from tests.postgres import sqlite_only
from tests.small_plan import ADMIN, COORDINATOR, LONGHUA, PLAN, XIUYING, SmallOffice

WRONG = "ACDEFGHJ"


def invited(small: SmallOffice, title: str = LONGHUA) -> str:
    answer = small.asks(ADMIN, MakeInvite(title))
    assert isinstance(answer, InviteMade)
    assert answer.expires == small.now + VALID_FOR
    return answer.code


def bound(small: SmallOffice, address: str, channel: str = "telegram") -> str | None:
    with reading(small.office.engine) as tx:
        found = people.who_is(tx, channel, address)
    return found.title if found else None


def test_a_code_binds_the_account_that_sent_it(small: SmallOffice) -> None:
    answer = small.hears("telegram", "7001", invited(small))
    assert LONGHUA in answer
    assert "3.1" in answer  # the newcomer hears at once what is open
    assert bound(small, "7001") == LONGHUA
    assert "3.1" in small.hears("telegram", "7001", "待办")


def test_a_code_works_once(small: SmallOffice) -> None:
    code = invited(small)
    small.hears("telegram", "7001", code)
    assert "已" in small.hears("telegram", "7002", code)
    assert bound(small, "7002") is None
    assert bound(small, "7001") == LONGHUA


def test_the_same_update_twice_binds_once_and_answers_once(small: SmallOffice) -> None:
    code = invited(small)
    first = small.hears("telegram", "7001", code, "u1")
    letters = len(small.letters())
    assert small.hears("telegram", "7001", code, "u1") == first
    assert len(small.letters()) == letters


def test_a_code_lapses(small: SmallOffice) -> None:
    code = invited(small)
    small.now += VALID_FOR
    assert "过期" in small.hears("telegram", "7001", code)
    assert bound(small, "7001") is None


def test_a_code_is_good_to_its_last_second(small: SmallOffice) -> None:
    code = invited(small)
    small.now += VALID_FOR - timedelta(seconds=1)
    small.hears("telegram", "7001", code)
    assert bound(small, "7001") == LONGHUA


def test_a_new_code_makes_the_old_one_lapse(small: SmallOffice) -> None:
    old, new = invited(small), invited(small)
    small.hears("telegram", "7001", old)
    assert bound(small, "7001") is None
    small.hears("telegram", "7001", new)
    assert bound(small, "7001") == LONGHUA


def test_a_new_code_for_one_seat_leaves_the_others_alone(small: SmallOffice) -> None:
    other = invited(small, XIUYING)
    invited(small)
    small.hears("telegram", "7001", other)
    assert bound(small, "7001") == XIUYING


def test_only_a_hash_of_the_code_is_kept(small: SmallOffice) -> None:
    code = invited(small)
    with reading(small.office.engine) as tx:
        kept = str(tx.execute(select(*Invite.__table__.columns)).all())
        kept += str(tx.execute(select(*History.__table__.columns)).all())
    assert code not in kept


def test_five_wrong_guesses_lock_even_the_right_code(small: SmallOffice) -> None:
    code = invited(small)
    assert GUESSES == 5
    for _ in range(GUESSES):
        assert small.hears("telegram", "7001", WRONG)
    small.hears("telegram", "7001", code)
    assert bound(small, "7001") is None
    small.hears("telegram", "7002", code)
    assert bound(small, "7002") == LONGHUA


def test_the_lock_is_for_an_hour(small: SmallOffice) -> None:
    code = invited(small)
    for _ in range(GUESSES):
        small.hears("telegram", "7001", WRONG)
    small.now += timedelta(hours=1, seconds=1)
    small.hears("telegram", "7001", code)
    assert bound(small, "7001") == LONGHUA


def test_who_goes_on_guessing_is_not_answered_for_ever(small: SmallOffice) -> None:
    answers = [small.hears("telegram", "7001", WRONG) for _ in range(GUESSES + 5)]
    assert [bool(answer) for answer in answers[-3:]] == [False, False, False]


def test_the_admin_is_told_of_a_stranger_who_guesses(small: SmallOffice) -> None:
    for _ in range(GUESSES + 1):
        small.hears("telegram", "7001", WRONG)
    small.hears("telegram", "7001", "你好")
    assert len(small.letters(ADMIN, "stranger_wrote")) == 1


def test_a_stranger_gets_one_line_and_then_silence(small: SmallOffice) -> None:
    assert small.hears("telegram", "7001", "你好").strip()
    for text in ("在吗", "待办", "", "完成 3.1"):
        assert small.hears("telegram", "7001", text) == ""
    small.now += timedelta(days=90)
    assert small.hears("telegram", "7001", "还在吗") == ""


def test_the_admin_is_told_of_each_stranger_once(small: SmallOffice) -> None:
    for address in ("7001", "7002", "7001"):
        small.hears("telegram", address, "你好")
    told = small.letters(ADMIN, "stranger_wrote")
    assert [address in one.text for one, address in zip(told, ("7001", "7002"), strict=True)] == [True, True]


def test_a_stranger_at_night_does_not_wake_the_admin(small: SmallOffice) -> None:
    small.at("2021-08-09 23:00").hears("telegram", "7001", "你好")
    assert small.letters(ADMIN, "stranger_wrote")[0].not_before == small.at("2021-08-10 08:30").now


def test_a_stranger_learns_nothing_of_the_plan_but_its_title(small: SmallOffice) -> None:
    answer = small.hears("telegram", "7001", "待办")
    assert PLAN.title in answer
    assert not re.search(r"\d\.\d|区政府", answer)


def test_a_stranger_who_has_a_code_is_let_in_after_the_one_line(small: SmallOffice) -> None:
    small.hears("telegram", "7001", "你好")
    small.hears("telegram", "7001", invited(small))
    assert bound(small, "7001") == LONGHUA


def test_who_takes_a_seat_over_takes_it_from_the_one_before(small: SmallOffice) -> None:
    small.hears("telegram", "7001", invited(small))
    handed = small.asks(ADMIN, Configure("交接", note=LONGHUA))
    assert isinstance(handed, InviteMade)
    small.hears("telegram", "7002", handed.code)
    assert (bound(small, "7001"), bound(small, "7002")) == (None, LONGHUA)


@sqlite_only
def test_a_bound_phone_hears_what_is_said_to_the_seat(small: SmallOffice) -> None:
    small.hears("telegram", "7001", invited(small))
    small.round("2021-08-12 09:07")
    with reading(small.office.engine) as tx:
        channels = set(tx.scalars(select(Outbox.channel).where(Outbox.kind == "morning", Outbox.about != [])))
    assert "telegram" in channels


def test_two_accounts_of_one_seat_hear_one_letter(small: SmallOffice) -> None:
    small.hears("telegram", "7001", invited(small, COORDINATOR))
    small.act(LONGHUA, Reassign("3.1", note="不归我们"))
    assert len(small.letters(COORDINATOR, "help_wanted")) == 1


def test_a_code_already_sent_by_a_bound_seat_changes_nothing(small: SmallOffice) -> None:
    small.says(XIUYING, invited(small, LONGHUA))
    assert bound(small, str(small.seat(XIUYING).id), "web") == XIUYING


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ACDEFGHJ", "ACDEFGHJ"), ("acdefghj", "ACDEFGHJ"), (" ACDEFGHJ\n", "ACDEFGHJ"), ("绑定 ACDEFGHJ", "ACDEFGHJ"),
        ("绑定ACDEFGHJ", "ACDEFGHJ"), ("/start ACDEFGHJ", "ACDEFGHJ"), ("ACDEFGH", None), ("ACDEFGHJK", None),
        ("ACDEFGH0", None), ("你好 ACDEFGHJ", None), ("", None), ("待办", None),
    ],
)  # fmt: skip
def test_a_code_is_known_by_its_form(text: str, code: str | None) -> None:
    assert code_in(text) == code


def test_no_sign_of_a_code_can_be_taken_for_another_on_the_telephone() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) >= 24
    assert not set(ALPHABET) & set("OIL015S8B2Z")
    assert len(ALPHABET) ** LENGTH > 10**11


def test_an_invitation_opens_the_bot_by_a_link_where_the_office_has_one(small: SmallOffice) -> None:
    assert "t.me" not in small.says(ADMIN, f"邀请 {LONGHUA}")
    small.office.writer.run(lambda tx: announce_bot(tx, "https://t.me/example_bot?start=", small.now))
    said = small.says(ADMIN, f"邀请 {LONGHUA}")
    code = said.split("?start=")[1].split()[0]
    small.hears("telegram", "4711", f"/start {code}")
    assert "7/12" in small.hears("telegram", "4711", "指标 8.1 7/12")
