"""Clocks and calendars as they are: put back, put forward, leap days, year's ends, summer time, holidays published late."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.commands import Configure
from bot.holidays import follow_tables
from bot.office import open_office
from bot.rounds import next_moment, round_
from db import history
from db.engine import reading
from db.models import Assignment
from schedules.policy import Policy
from tests.conftest import url
from tests.small_plan import (
    ADMIN,
    LONGHUA,
    PLAN,
    SmallOffice,
    item,
    moment,
    with_items,
)

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def quiet(small: SmallOffice) -> SmallOffice:
    """The office, with 交办 read and everything signed for."""
    for title in sorted({seat.title for seat in PLAN.seats if seat.role == "contact"}):
        small.says(title, "全部签收")
    small.forget_letters()
    return small


def mornings(small: SmallOffice) -> list[str]:
    return [one.text for one in small.letters(LONGHUA, "morning")]


# ---------------------------------------------------------------- the machine's clock


def test_a_clock_stepped_back_an_hour_says_nothing_twice(quiet: SmallOffice) -> None:
    quiet.round("2021-10-20 09:30")
    said = len(quiet.letters())
    assert mornings(quiet)
    quiet.round("2021-10-20 08:30")
    quiet.round("2021-10-20 09:07")
    quiet.round("2021-10-20 09:31")
    assert len(quiet.letters()) == said


def test_what_was_said_before_the_clock_was_stepped_back_still_counts(quiet: SmallOffice) -> None:
    quiet.at("2021-10-20 15:00")
    quiet.says(LONGHUA, "进展 3.1 30% 甲")
    quiet.at("2021-10-20 14:00")
    quiet.says(LONGHUA, "进展 3.1 40% 乙")
    assert quiet.account("3.1").percent == 40
    with reading(quiet.office.engine) as tx:
        assert history.verify(history.entries(tx))[1] is None


def test_a_clock_put_forward_three_days_brings_one_message_of_today(quiet: SmallOffice) -> None:
    quiet.round("2021-10-19 09:07")
    before = len(mornings(quiet))
    quiet.round("2021-10-26 09:07")
    (today,) = mornings(quiet)[before:]
    assert "还有3个工作日" in today


def test_put_forward_by_mistake_and_back_again_the_right_days_are_still_spoken_of(quiet: SmallOffice) -> None:
    quiet.round("2021-10-20 09:07")
    quiet.round("2021-10-28 09:07")  # a wrong clock: a week ahead
    there = len(mornings(quiet))
    for day in (21, 22, 25, 26, 27, 28, 29):
        quiet.round(f"2021-10-{day} 09:07")
    said = mornings(quiet)[there:]
    assert any("今天" in text for text in said), "the last day is spoken of"
    assert len(said) == len(set(said))


# ---------------------------------------------------------------- the calendar


@pytest.mark.parametrize(
    ("due", "day", "word"),
    [
        (date(2024, 2, 29), "2024-02-28 09:07", "还有1个工作日"),
        (date(2024, 2, 29), "2024-02-29 09:07", "今天"),
        (date(2021, 12, 31), "2021-12-30 09:07", "还有1个工作日"),
        (date(2021, 12, 31), "2022-01-04 09:07", "逾期"),
    ],
)
def test_leap_days_and_years_ends_are_days_like_others(
    quiet: SmallOffice, due: date, day: str, word: str
) -> None:
    quiet.loads(
        with_items(item("3.1", "三", "公布决策目录", due=due, internal_due=due), without=("1.1", "8.1"))
    )
    quiet.forget_letters()
    quiet.round(day)
    assert word in mornings(quiet)[-1]


@pytest.fixture
def berlin(tmp_path: Path) -> Iterator[SmallOffice]:
    """The same office in a zone with summer time; no Chinese holidays there, but the tables are what they are."""
    found = SmallOffice(open_office(url(tmp_path / "berlin.db"), BERLIN))
    found.now = datetime(2021, 8, 9, 9, 0, tzinfo=BERLIN)
    found.loads(PLAN)
    found.forget_letters()
    yield found
    found.close()


def test_summer_time_moves_no_morning_and_doubles_none(berlin: SmallOffice) -> None:
    """Clocks go back on 31 October 2021: nine in the morning is nine before and after, once a day."""
    berlin.now = datetime(2021, 10, 25, 0, 0, tzinfo=UTC)
    until, heard = datetime(2021, 11, 6, tzinfo=UTC), []
    while (at := next_moment(berlin.office, berlin.now)) is not None and at < until:
        berlin.now = max(at, berlin.now + timedelta(minutes=1))
        if round_(berlin.office, berlin.now):
            heard.append(berlin.now.astimezone(BERLIN))
        berlin.forget_letters()
    texts = [one.not_before.astimezone(BERLIN) for one in berlin.letters(LONGHUA, "morning")]
    assert heard
    assert {one.time() for one in texts} == {time(9, 7)}
    assert len({one.date() for one in texts}) == len(texts)
    assert {one.utcoffset() for one in texts} == {timedelta(hours=2), timedelta(hours=1)}


@pytest.mark.parametrize("day", [date(2021, 3, 29), date(2021, 11, 1)])
def test_the_hour_that_is_skipped_or_comes_twice_is_never_a_working_one(day: date) -> None:
    policy = Policy(BERLIN)
    sunday = datetime.combine(day - timedelta(days=1), time(1, 30), BERLIN)
    moments = [sunday.astimezone(UTC) + timedelta(minutes=10 * n) for n in range(30)]
    assert not any(policy.speaking(one) for one in moments)
    assert {policy.next_morning(one) for one in moments} == {policy.morning_of(day)}


# ---------------------------------------------------------------- 调休 published late


def test_make_up_days_published_late_move_the_inner_day_and_show_in_numbers(quiet: SmallOffice) -> None:
    """29 October becomes a day off: what was to be in by then is to be in a day earlier."""
    proposed = quiet.asks(ADMIN, Configure("停办日", note="2021-10-29"))
    assert "今后30天" in str(proposed)
    assert quiet.account("3.1").internal_due == date(2021, 10, 29)
    quiet.act(ADMIN, Configure("停办日", note="2021-10-29 确认"))
    assert quiet.account("3.1").internal_due == date(2021, 10, 28)
    assert quiet.account("3.2").internal_due == date(2021, 12, 31)
    quiet.round("2021-10-28 09:07")
    assert "请于今天报送" in mornings(quiet)[-1]


def test_a_plan_resolved_anew_tells_only_whom_it_concerns(quiet: SmallOffice) -> None:
    """The tables moved one item of two units by a day; the others hear nothing of it."""
    earlier = date(2021, 12, 30)
    units = ("龙华区政府", "市司法局")
    moved = item("3.2", "三", "修订议事规则", assignments=units, due=earlier, internal_due=earlier)
    quiet.at("2021-10-12 10:00").loads(with_items(moved))
    told = {one.to for one in quiet.letters(kind="plan_changed") if one.state == "queued"}
    assert LONGHUA in told
    assert not told & {"秀英区政府联系人", "琼山区政府联系人", "美兰区政府联系人", "市水务局联系人"}
    assert "12月30日" in quiet.letters(LONGHUA, "plan_changed")[-1].text


def test_new_tables_are_followed_at_the_next_start_and_the_administrator_is_told(quiet: SmallOffice) -> None:
    write, zone = quiet.office.writer.run, quiet.office.zone
    assert write(lambda tx: follow_tables(tx, zone=zone, now=quiet.now, edition="first")) == 0
    # As an older table had settled it.
    old = {"internal_due": date(2021, 10, 22), "next_at": moment("2021-10-11 09:07")}
    write(lambda tx: tx.execute(update(Assignment).where(Assignment.due == date(2021, 10, 31)).values(old)))
    assert write(lambda tx: follow_tables(tx, zone=zone, now=quiet.now, edition="first")) == 0
    assert quiet.account("3.1").internal_due == date(2021, 10, 22)
    assert write(lambda tx: follow_tables(tx, zone=zone, now=quiet.now, edition="second")) == 4
    assert quiet.account("3.1").internal_due == date(2021, 10, 29)
    assert "节假日表有更新" in quiet.letters(ADMIN, "advice")[-1].text
    assert quiet.letters(LONGHUA)[-1].kind != "advice"
