"""How seats, bubbles and times are put on the page."""

from datetime import datetime, timedelta

import pytest

from bot.web import pages
from bot.web.backend import Bubble
from tests.fake_backend import START, FakeBackend


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend()


def test_the_time_stands_once_for_each_day_and_after_a_pause() -> None:
    minutes = (0, 3, 9, 60 * 24, 60 * 24 * 150)
    bubbles = [
        Bubble(str(n), n, False, "一<br>二<br />\n三", START + timedelta(minutes=gap), "morning")
        for n, gap in enumerate(minutes)
    ]
    rows = pages.rows(bubbles, START.tzinfo)
    assert [row.when for row in rows] == [
        "2021年8月9日 周一 09:07",
        "",
        "09:16",
        "8月10日 周二 09:07",
        "2022年1月6日 周四 09:07",
    ]
    assert rows[0].text == "一\n二\n三"


def test_a_bubble_shows_the_office_time_whatever_zone_it_was_kept_in() -> None:
    at = datetime.fromisoformat("2021-08-09T01:07:00+00:00")
    [row] = pages.rows([Bubble("1", 1, True, "好", at, "")], START.tzinfo)
    assert row.when.endswith("周一 09:07")


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        ("市司法局", "司"),
        ("龙华区政府", "龙"),
        ("市委依法治市办", "依"),
        ("市政府办公室", "办"),
        ("市", "市"),
        ("", ""),
    ],
)
def test_an_avatar_shows_what_tells_a_unit_apart(unit: str, shown: str) -> None:
    assert pages.initial(unit) == shown


def test_the_picker_puts_the_desk_first_and_divides_the_contacts(backend: FakeBackend) -> None:
    words = [group.word for group in pages.seat_groups(backend.seats())]
    assert words == ["协调员", "管理员", "牵头单位", "联系人 · 各区政府", "联系人 · 市直单位", "分管负责人"]


def test_a_small_office_still_opens_a_phone(backend: FakeBackend) -> None:
    assert pages.first_seats([]) == []
    leader = next(seat for seat in backend.seats() if seat.role == "leader")
    assert pages.first_seats([leader]) == [leader.id]
