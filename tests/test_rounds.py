"""Rounds: one merged message a seat, once, in working hours; climbing pushes; digests only when there is news."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event

from bot.commands import (
    Accept,
    AskExtension,
    Configure,
    Count,
    Done,
    Figure,
    Grant,
    Progress,
    Return,
    Urge,
)  # fmt: skip
from bot.rounds import BATCH, next_moment, remind
from db import account as ledger
from db.engine import reading
from schedules.plan import Plan, Seat, Unit
from tests.postgres import sqlite_only
from tests.small_plan import (
    ADMIN,
    COORDINATOR,
    COURT,
    DISTRICTS,
    JUSTICE,
    LEADER,
    LONGHUA,
    PLAN,
    XIUYING,
    SmallOffice,
    item,
    moment,
    with_items,
)  # fmt: skip

CODES = ("1.1", "1.2", "3.1", "3.2", "8.1")
NIGHTS = ("2021-10-26 03:00", "2021-10-26 08:29", "2021-10-26 18:00", "2021-10-26 23:59")
DAYS_OFF = ("2021-10-30 10:00", "2021-10-31 10:00", "2021-10-01 10:00")


@pytest.fixture
def signed(small: SmallOffice) -> SmallOffice:
    """龙华区 has signed for everything, and what was written so far has been read."""
    small.act(LONGHUA, *(Accept(code) for code in CODES))
    small.forget_letters()
    return small


def heard(small: SmallOffice, title: str = LONGHUA, kind: str = "morning") -> list[str]:
    return [one.text for one in small.letters(title, kind)]


# ---------------------------------------------------------------- one message, once


def test_everything_a_seat_must_hear_comes_in_one_message_the_most_urgent_first(signed: SmallOffice) -> None:
    signed.set_columns(
        "3.2", due=moment("2021-10-28 00:00").date(), internal_due=moment("2021-10-28 00:00").date()
    )
    for code in ("3.1", "3.2", "1.1"):
        signed.set_columns(code, next_at=moment("2021-10-29 09:07"))
    signed.round("2021-10-29 09:07")
    (text,) = heard(signed)
    assert text.index("3.2") < text.index("3.1") < text.index("1.1")


def test_a_round_held_twice_says_nothing_twice(signed: SmallOffice) -> None:
    assert signed.round("2021-10-26 09:07") > 0
    letters = len(signed.letters())
    assert signed.round() == 0
    assert signed.round("2021-10-26 15:00") == 0
    assert len(signed.letters()) == letters


@pytest.mark.parametrize("at", [*NIGHTS, *DAYS_OFF])
def test_at_night_and_on_days_off_nothing_is_said(signed: SmallOffice, at: str) -> None:
    assert signed.round(at) == 0
    assert heard(signed) == []


def test_what_the_night_kept_back_is_said_in_the_morning(signed: SmallOffice) -> None:
    signed.round("2021-10-26 18:00")
    assert signed.round("2021-10-27 09:07") > 0
    assert "3.1" in heard(signed)[0]


def test_nothing_due_writes_nothing(signed: SmallOffice) -> None:
    """The day after publication nobody owes a word, and nobody's signing day has come."""
    before = len(signed.letters())
    for at in ("2021-08-10 09:07", "2021-08-11 09:07", "2021-08-11 17:59"):
        assert signed.round(at) == 0
    assert len(signed.letters()) == before


def test_after_an_outage_the_morning_still_brings_one_message(signed: SmallOffice) -> None:
    """The 26th was missed; on the 28th the office opens at 08:30, and that day's own reminders are due at 09:07."""
    signed.set_columns("3.1", next_at=moment("2021-10-26 09:07"))
    signed.set_columns(
        "3.2", due=moment("2021-10-29 00:00").date(), internal_due=moment("2021-10-29 00:00").date()
    )
    signed.set_columns("3.2", next_at=moment("2021-10-28 09:07"))
    for at in ("2021-10-28 08:30", "2021-10-28 08:57", "2021-10-28 09:07", "2021-10-28 09:08"):
        signed.round(at)
    assert len(heard(signed)) == 1


def test_after_an_outage_only_the_rung_reached_is_said_and_since_when(signed: SmallOffice) -> None:
    """Nobody wants “7 days left” and “3 days left” on one morning."""
    for code in CODES:
        signed.set_columns(code, next_at=None)
    signed.set_columns("3.1", next_at=moment("2021-10-20 09:07"))
    signed.round("2021-10-26 09:07")
    (text,) = heard(signed)
    assert text.count("3.1 公布决策目录") == 1
    assert "还有3个工作日" in text
    assert "10月20日（周三）以来" in text


def test_what_has_lost_its_meaning_is_not_said_after_an_outage(signed: SmallOffice) -> None:
    for code in CODES:
        signed.set_columns(code, next_at=None)
    signed.set_columns("1.2", next_at=moment("2021-09-24 09:07"))  # the third quarter's question
    signed.round("2021-10-12 09:07")
    assert heard(signed) == []
    assert signed.account("1.2").next_at is not None


def test_an_ordinary_morning_speaks_of_no_outage(signed: SmallOffice) -> None:
    signed.set_columns("3.1", next_at=moment("2021-10-26 09:07"))
    for code in ("1.1", "1.2", "3.2", "8.1"):
        signed.set_columns(code, next_at=None)
    signed.round("2021-10-26 09:07")
    assert "以来" not in heard(signed)[0]


@pytest.mark.parametrize(
    "done",
    [Done("3.1", note="已公布"), AskExtension("3.1", date=moment("2021-11-15 00:00").date(), note="忙")],
)
def test_who_has_answered_is_left_in_peace(signed: SmallOffice, done: Done | AskExtension) -> None:
    signed.at("2021-10-25 10:00").act(LONGHUA, done)
    for day in ("2021-10-26", "2021-10-29", "2021-11-01", "2021-11-09"):
        signed.round(f"{day} 09:07")
    assert not any("3.1" in text for text in heard(signed))


def test_what_was_returned_is_asked_for_again(signed: SmallOffice) -> None:
    signed.at("2021-10-11 10:00").act(LONGHUA, Done("3.1", note="已公布"))
    signed.act(JUSTICE, Return("3.1", note="缺网址"))
    signed.round("2021-10-13 09:07")
    assert not any("3.1" in text for text in heard(signed))
    signed.round("2021-10-14 09:07")
    assert "3.1" in heard(signed)[-1]


def test_a_granted_extension_starts_its_reminders_anew(signed: SmallOffice) -> None:
    signed.at("2021-10-20 10:00")
    signed.round()
    signed.act(LONGHUA, AskExtension("3.1", date=moment("2021-11-15 00:00").date(), note="忙"))
    signed.act(JUSTICE, Grant("3.1"))
    before = len(heard(signed))
    for day in ("2021-10-26", "2021-10-29", "2021-11-01"):
        signed.round(f"{day} 09:07")
    assert not any("3.1" in text for text in heard(signed)[before:])
    signed.round("2021-11-04 09:07")
    assert "3.1" in heard(signed)[-1]
    assert "11月15日" in heard(signed)[-1]


def test_a_count_behind_its_pace_is_spoken_of_and_one_ahead_is_not(signed: SmallOffice) -> None:
    signed.act(LONGHUA, Count("1.1", count=2, note="两场"))
    signed.act(XIUYING, Accept("1.1"))
    signed.round("2021-10-08 09:07")
    assert not any("1.1" in text for text in heard(signed))
    assert any("1.1" in text for text in heard(signed, XIUYING))


def test_a_figure_given_lately_is_not_asked_for_again(signed: SmallOffice) -> None:
    signed.at("2021-09-20 10:00").act(LONGHUA, Figure("8.1", numerator=7, denominator=12))
    signed.round("2021-09-24 09:07")
    text = heard(signed)[-1]
    assert "1.2" in text
    assert "8.1" not in text


def test_a_word_early_in_the_morning_does_not_silence_the_last_days_reminder(signed: SmallOffice) -> None:
    signed.set_columns("3.1", next_at=moment("2021-10-29 09:07"))
    signed.at("2021-10-29 08:40").act(LONGHUA, Progress("3.1", percent=80))
    signed.round("2021-10-29 09:07")
    assert any("3.1" in text for text in heard(signed))


def test_a_word_during_an_outage_does_not_silence_the_last_push(signed: SmallOffice) -> None:
    signed.set_columns("3.1", next_at=moment("2021-11-09 09:07"))
    signed.at("2021-11-09 09:30").act(LONGHUA, Progress("3.1", percent=80))
    signed.round("2021-11-09 10:00")
    assert any("3.1" in text for text in heard(signed))


# ---------------------------------------------------------------- pushes


def test_pushes_climb_contact_leader_telephone(signed: SmallOffice) -> None:
    expected = {"2021-11-01": (1, 0, 0), "2021-11-03": (2, 1, 0), "2021-11-09": (3, 2, 1)}
    for day, (contact, leader, telephone) in expected.items():
        signed.round(f"{day} 09:07")
        pushed = [text for text in heard(signed) if "3.1" in text]
        assert len(pushed) == contact
        assert f"第{contact}次" in pushed[-1]
        assert len(heard(signed, LEADER, "urged")) == leader
        assert len(heard(signed, JUSTICE, "phone_list")) == telephone
    (calls,) = heard(signed, JUSTICE, "phone_list")
    assert all(unit in calls for unit in DISTRICTS)
    assert heard(signed, COURT, "phone_list") == []
    assert heard(signed, LEADER) == []  # a leader hears pushes and nothing else


def test_a_leads_own_unit_is_telephoned_by_the_coordinator(small: SmallOffice) -> None:
    small.act("市司法局联系人", Accept("3.2"))
    small.set_columns("3.2", "市司法局", urged=2)
    small.round("2022-01-05 09:07")
    assert any("市司法局" in text for text in heard(small, COORDINATOR, "phone_list"))
    assert not any("市司法局：" in text and "3.2" in text for text in heard(small, JUSTICE, "phone_list"))


def test_who_was_urged_by_hand_this_morning_is_not_pushed_again(signed: SmallOffice) -> None:
    signed.at("2021-11-01 08:40").act(JUSTICE, Urge("3.1", unit="龙华区"))
    signed.round("2021-11-01 09:07")
    assert signed.account("3.1").urged == 1


# ---------------------------------------------------------------- digests


def test_the_desk_hears_each_morning_only_when_something_changed(signed: SmallOffice) -> None:
    signed.at("2021-08-10 08:57").act(LONGHUA, Done("3.1", note="已公布"))
    assert signed.round("2021-08-10 08:58") > 0
    first = len(heard(signed, COORDINATOR, "digest"))
    assert first == 1
    signed.round("2021-08-11 08:57")
    assert len(heard(signed, COORDINATOR, "digest")) == first
    signed.act(LONGHUA, Done("3.2", note="已修订"))
    signed.round("2021-08-12 08:57")
    assert len(heard(signed, COORDINATOR, "digest")) == first + 1


def test_a_digest_that_has_nothing_to_say_is_not_sent(signed: SmallOffice) -> None:
    signed.round("2021-08-10 08:57")
    assert heard(signed, COORDINATOR, "digest") == []
    assert heard(signed, ADMIN, "digest") == []


def test_a_lead_hears_of_its_own_tasks_only(signed: SmallOffice) -> None:
    signed.act(LONGHUA, Done("3.1", note="已公布"))
    signed.round("2021-08-10 08:57")
    assert len(heard(signed, JUSTICE, "digest")) == 1
    assert heard(signed, COURT, "digest") == []


def test_missed_digests_are_not_made_up_for(signed: SmallOffice) -> None:
    signed.act(LONGHUA, Done("3.1", note="已公布"))
    signed.round("2021-08-13 15:00")
    signed.round("2021-08-13 15:01")
    assert len(heard(signed, JUSTICE, "digest")) == 1


def test_a_change_of_settings_is_no_news_for_the_digest(signed: SmallOffice) -> None:
    signed.act(LONGHUA, Done("3.1", note="已公布"))
    signed.round("2021-08-10 08:57")
    signed.act(ADMIN, Configure("签收期限", note="4 确认"))
    signed.round("2021-08-11 08:57")
    assert len(heard(signed, COORDINATOR, "digest")) == 1


def test_one_morning_brings_the_coordinator_one_digest(signed: SmallOffice) -> None:
    signed.act(LONGHUA, Done("3.1", note="已公布"))
    signed.round("2021-11-01 08:57")  # a Monday, the first of the month
    assert len(heard(signed, COORDINATOR, "digest")) == 1


# ---------------------------------------------------------------- settings


def test_a_new_ladder_holds_from_the_next_morning(signed: SmallOffice) -> None:
    signed.act(ADMIN, Configure("提醒", note="提前5天 确认"))
    signed.round("2021-10-20 09:07")
    assert not any("3.1" in text for text in heard(signed))
    signed.round("2021-10-22 09:07")
    assert "3.1" in heard(signed)[-1]


def test_an_items_own_ladder_is_its_own(signed: SmallOffice) -> None:
    signed.act(ADMIN, Configure("提醒", item="3.1", note="提前5天 确认"))
    signed.round("2021-10-20 09:07")
    assert not any("3.1" in text for text in heard(signed))
    signed.round("2021-12-22 09:07")
    assert "3.2" in heard(signed)[-1]


def test_a_closing_day_moves_the_working_day_before_a_deadline(signed: SmallOffice) -> None:
    signed.act(ADMIN, Configure("停办日", note="2021-10-29 确认"))
    assert signed.account("3.1").internal_due == moment("2021-10-28 00:00").date()
    signed.round("2021-10-28 09:07")
    assert "请于今天报送" in heard(signed)[-1]


def test_a_closing_day_moves_what_waits_for_review_too(signed: SmallOffice) -> None:
    signed.act(LONGHUA, Done("3.1", note="已公布"))
    signed.act(ADMIN, Configure("停办日", note="2021-10-29 确认"))
    assert signed.account("3.1").internal_due == moment("2021-10-28 00:00").date()


def test_an_items_setting_is_shown_as_it_holds(signed: SmallOffice) -> None:
    signed.act(ADMIN, Configure("提醒", note="5 0 确认"))
    answer = signed.asks(ADMIN, Configure("提醒", item="3.1"))
    assert "提前5个工作日" in getattr(answer, "value", "")


# ---------------------------------------------------------------- the round as a whole


def crowd(small: SmallOffice, n: int) -> None:
    """So many units more, each owing one item."""
    names = tuple(f"第{number}街道办" for number in range(n))
    plan: Plan = replace(
        PLAN,
        units=(*PLAN.units, *(Unit(name) for name in names)),
        seats=(*PLAN.seats, *(Seat(f"{name}联系人", name, "contact") for name in names)),
    )
    small.loads(with_items(item("3.4", "三", "公示", assignments=names), plan=plan))


def test_a_crash_between_two_batches_forgets_nothing_and_repeats_nothing(small: SmallOffice) -> None:
    crowd(small, BATCH + 20)
    small.forget_letters()
    small.at("2021-08-12 09:07")
    with reading(small.office.engine) as tx:
        rules = small.office.rules(tx)
        due = [assignment for _, assignment in ledger.due_by(tx, small.now)]
    small.office.writer.run(lambda tx: remind(rules, due[:BATCH], small.now, False, tx))
    first = {one.to for one in small.letters() if one.kind == "morning"}
    # Here the process died. The next one holds the whole round.
    small.round()
    letters = [one.to for one in small.letters() if one.kind == "morning"]
    assert 0 < len(first) < len(letters)
    assert len(letters) == len(set(letters))
    assert len(letters) == BATCH + 20 + 7
    assert small.round() == 0


def test_a_batch_that_fails_keeps_nothing_of_itself(small: SmallOffice) -> None:
    small.forget_letters()
    small.at("2021-08-12 09:07")
    with reading(small.office.engine) as tx:
        rules = small.office.rules(tx)
        due = [assignment for _, assignment in ledger.due_by(tx, small.now)]

    def dies(tx: Connection) -> None:
        remind(rules, due, small.now, True, tx)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        small.office.writer.run(dies)
    assert heard(small) == []
    assert small.round() > 0
    assert len(heard(small)) == 1


def test_the_next_moment_is_always_later_and_always_one_of_speaking(small: SmallOffice) -> None:
    """From publication to the end no round stands still, and there are not too many of them."""
    rounds, end = 0, moment("2022-02-01 00:00")
    while (happens := next_moment(small.office, small.now)) is not None and happens < end:
        small.now = max(small.now, happens)
        small.round()
        small.forget_letters()
        with reading(small.office.engine) as tx:
            assert small.office.rules(tx).policy.speaking(small.now)
        again = next_moment(small.office, small.now)
        assert again is None or again > small.now
        rounds += 1
    assert rounds < 300


@sqlite_only
def test_a_round_in_which_nothing_is_due_is_one_probe_of_an_index(small: SmallOffice) -> None:
    statements: list[str] = []
    small.at("2021-08-10 10:00").round()

    def listen(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(small.office.engine, "before_cursor_execute", listen)
    assert small.round() == 0
    assert not any(word in " ".join(statements) for word in ("UPDATE", "INSERT", "DELETE"))
    assert len(statements) <= 4
    with reading(small.office.engine) as tx:
        probe = next(one for one in statements if "next_at <=" in one)
        plan = str(tx.exec_driver_sql("EXPLAIN QUERY PLAN " + probe, (str(small.now), 1, 0)).all())
    assert "ix_assignment_next_at" in plan


def test_digests_and_reminders_are_settled_an_hour_at_a_time(small: SmallOffice) -> None:
    """However often the clock ticks, what is written is the same."""
    small.at("2021-08-12 08:30")
    while small.now < moment("2021-08-12 18:30"):
        small.round()
        small.now += timedelta(minutes=10)
    often = sorted((one.to, one.kind, one.text) for one in small.letters())
    assert len([one for one in often if one[1] == "morning"]) == 7
