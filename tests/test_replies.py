"""The line to type: one for every item in every state, canonical, and never dated ahead."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.commands import Context, ItemName
from bot.grammar import understand
from messages.replies import examples, not_yet, reply_to_type
from messages.words import ROLE_WORDS, STATE_WORDS

MEASURES = ("deliver", "count", "rate", "ongoing")
INTENTS = {
    "签收": "accept",
    "进展": "progress",
    "完成": "done",
    "次数": "count",
    "指标": "figure",
    "佐证": "evidence",
    "困难": "obstacle",
    "详情": "detail",
}
VERBS = tuple(f"{verb} " for verb in INTENTS)


@pytest.mark.parametrize(
    ("measure", "state", "line"),
    [
        ("deliver", "assigned", "签收 3.1"),
        ("rate", "assigned", "签收 3.1"),
        ("deliver", "accepted", "完成 3.1 办理结果"),
        ("deliver", "returned", "完成 3.1 补正情况"),
        ("deliver", "stuck", "进展 3.1 60% 最新情况"),
        ("deliver", "extension", "进展 3.1 60% 最新情况"),
        ("deliver", "submitted", "佐证 3.1 网址或材料说明"),
        ("deliver", "closed", "详情 3.1"),
        ("count", "accepted", "次数 3.1 +1 今天 活动名称"),
        ("count", "returned", "次数 3.1 +1 今天 活动名称"),
        ("rate", "accepted", "指标 3.1 7/12"),
        ("ongoing", "standing", "进展 3.1 已开展工作和下步安排"),
    ],
)
def test_the_line_fits_the_item_and_its_state(measure: str, state: str, line: str) -> None:
    assert reply_to_type("3.1", measure, state) == line


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("state", STATE_WORDS)
def test_every_state_has_one_line_that_names_the_item(measure: str, state: str) -> None:
    line = reply_to_type("10.2", measure, state)
    assert line.startswith(VERBS)
    assert line.split(" ")[1] == "10.2"
    assert "\n" not in line


def test_a_count_shows_the_day_it_is_given_and_names_what_is_counted() -> None:
    assert (
        reply_to_type("1.1", "count", "accepted", "次", date(2021, 9, 15)) == "次数 1.1 +1 9月15日 活动名称"
    )
    assert reply_to_type("2.1", "count", "accepted", "件") == "次数 2.1 +1 今天 事项名称"


@pytest.mark.parametrize("measure", MEASURES)
def test_examples_are_distinct_lines_for_that_item(measure: str) -> None:
    lines = examples("8.1", measure)
    assert 3 <= len(lines) <= 4
    assert len(set(lines)) == len(lines)
    assert all(line.startswith(VERBS) and line.split(" ")[1] == "8.1" for line in lines)


def test_only_what_is_handed_in_once_can_be_on_its_way() -> None:
    assert not_yet("3.1", "deliver") == "进展 3.1 60% 目前情况"
    assert not_yet("1.1", "count") == ""
    assert not_yet("3.1", "deliver", "done") == ""


def test_every_role_and_state_has_a_word() -> None:
    assert set(ROLE_WORDS) == {"contact", "leader", "lead", "coordinator", "admin"}
    assert len(set(STATE_WORDS.values())) == len(STATE_WORDS)


@pytest.mark.parametrize("measure", MEASURES)
def test_every_line_we_ask_for_is_understood_as_meant(measure: str) -> None:
    item = ItemName("8.1", "行政机关负责人出庭应诉率", measure)
    now = datetime(2021, 10, 22, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    context = Context("contact", now, (item,), ("8.1",))
    lines = {reply_to_type("8.1", measure, state) for state in STATE_WORDS}
    lines |= {*examples("8.1", measure), not_yet("8.1", measure)} - {""}
    for line in lines:
        (command,) = understand(line, context)
        assert (command.intent, getattr(command, "item", None)) == (INTENTS[line[:2]], "8.1"), line
