"""The office's words for days, states and figures."""

from datetime import date

import pytest

from messages.words import (
    day,
    days_left_words,
    due_words,
    full_day,
    left_words,
    listed,
    measure_state,
    moment,
    stop,
    target_words,
)
from tests import gallery


def test_days_are_written_in_full() -> None:
    assert day(date(2021, 10, 31)) == "10月31日（周日）"
    assert full_day(date(2021, 8, 9)) == "2021年8月9日（周一）"
    assert moment(gallery.at(date(2021, 10, 29), 9, 7)) == "10月29日（周五）9时07分"
    assert moment(gallery.at(date(2021, 10, 29), 18)) == "10月29日（周五）18时"


@pytest.mark.parametrize(
    ("n", "today", "words"),
    [
        (5, None, "还有5个工作日"),
        (0, None, "今天到期"),
        (-3, None, "已逾期3个工作日"),
        (0, date(2021, 10, 31), "今天到期"),
        (0, date(2021, 10, 29), "到期前已无其他工作日"),
        (0, date(2021, 11, 1), "已逾期"),
    ],
)
def test_days_left_in_words(n: int, today: date | None, words: str) -> None:
    assert days_left_words(n, due=gallery.OCTOBER, today=today) == words


@pytest.mark.parametrize(
    ("n", "today", "words"),
    [
        (5, gallery.TODAY, "10月31日（周日）到期，请于10月29日（周五）前报送，还有5个工作日"),
        (0, gallery.INTERNAL, "10月31日（周日）到期，请于今天报送"),
        (0, date(2021, 10, 30), "10月31日（周日）到期，到期前已无其他工作日，请尽快报送"),
        (0, None, "10月31日（周日）到期，到期前已无其他工作日，请尽快报送"),
        (-2, None, "10月31日（周日）到期，已逾期2个工作日"),
        (0, date(2021, 11, 6), "10月31日（周日）到期，已逾期"),
    ],
)
def test_a_due_day_on_a_sunday_is_never_called_today_on_friday(
    n: int, today: date | None, words: str
) -> None:
    assert due_words(gallery.OCTOBER, gallery.INTERNAL, n, today) == words


def test_a_due_day_that_is_worked_is_spoken_of_once() -> None:
    assert due_words(gallery.YEAR_END, gallery.YEAR_END, 3, None) == "12月31日（周五）到期，还有3个工作日"
    assert due_words(gallery.YEAR_END, gallery.YEAR_END, 0, gallery.YEAR_END) == "12月31日（周五），今天到期"
    assert left_words(gallery.OCTOBER, gallery.INTERNAL, 0) == "到期前已无其他工作日"


STATES = [
    ("deliver", "assigned", {}, "待签收"),
    ("deliver", "accepted", {}, "办理中"),
    ("deliver", "accepted", {"percent": 60.0}, "办理中 60%"),
    ("deliver", "accepted", {"percent": 0}, "办理中 0%"),
    ("deliver", "stuck", {"percent": 33.33}, "需协调 33.3%"),
    ("deliver", "submitted", {"percent": 60}, "待审核"),
    ("deliver", "returned", {"percent": 60}, "退回补办"),
    ("deliver", "extension", {}, "延期待批"),
    ("deliver", "closed", {}, "已销号"),
    ("deliver", "cancelled", {}, "已撤销"),
    ("ongoing", "standing", {"percent": 50}, "长期坚持"),
    ("count", "accepted", {"count": 2, "op": ">=", "value": 3, "unit": "次"}, "已办2次（至少3次）"),
    ("count", "accepted", {"op": ">=", "value": 1, "unit": "期"}, "已办0期（至少1期）"),
    ("count", "submitted", {"count": 3, "op": ">=", "value": 3}, "待审核，已办3次（至少3次）"),
    ("count", "assigned", {"op": ">=", "value": 3}, "待签收"),
    ("count", "accepted", {"count": 1}, "已办1次"),
    ("rate", "accepted", {}, "办理中"),
    ("rate", "done", {}, "已办结"),
    (
        "rate",
        "accepted",
        {"numerator": 7, "denominator": 12, "op": ">", "value": 50},
        "58.3%（7/12），目标>50%，达标",
    ),
    (
        "rate",
        "accepted",
        {"numerator": 6, "denominator": 12, "op": ">", "value": 50},
        "50%（6/12），目标>50%，未达标",
    ),
    (
        "rate",
        "accepted",
        {"numerator": 999, "denominator": 1000, "op": "=", "value": 100},
        "99.9%（999/1000），目标100%，未达标",
    ),
    ("rate", "accepted", {"percent": 12.0, "op": "<=", "value": 15}, "12%，目标≤15%，达标"),
    ("rate", "accepted", {"numerator": 0, "denominator": 0, "op": "=", "value": 100}, "本期无此类事项"),
    ("rate", "submitted", {"percent": 90.0, "op": ">", "value": 85}, "待审核，90%，目标>85%，达标"),
]


@pytest.mark.parametrize(("measure", "state", "facts", "words"), STATES)
def test_a_state_is_said_with_its_figure(
    measure: str, state: str, facts: dict[str, float], words: str
) -> None:
    assert measure_state(measure, state, **facts) == words  # type: ignore[arg-type]


def test_a_figure_is_not_rounded_over_its_target() -> None:
    words = measure_state("rate", "accepted", numerator=99_999, denominator=100_000, op="=", value=100)
    assert words == "99.999%（99999/100000），目标100%，未达标"
    words = measure_state("rate", "accepted", numerator=5_004, denominator=10_000, op=">", value=50)
    assert words == "50.04%（5004/10000），目标>50%，达标"


def test_targets_in_words() -> None:
    assert target_words("count", ">=", 3, "次") == "至少3次"
    assert target_words("rate", ">", 50) == ">50%"
    assert target_words("rate", "<=", 15, "%") == "≤15%"
    assert target_words("deliver", "", None) == ""


def test_lists_and_sentences() -> None:
    assert listed(("甲", "乙"), 2) == "甲、乙"
    assert listed(("甲", "乙", "丙"), 2) == "甲、乙等3家"
    assert stop("缺公布网址") == "缺公布网址。"
    assert stop("缺公布网址。 ") == "缺公布网址。"
    assert stop("缺公布网址，") == "缺公布网址。"
