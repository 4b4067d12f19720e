"""What a table of single messages cannot show: free answers, moved corrections, long lists and long reports."""

from dataclasses import replace
from datetime import date

import pytest

from bot.commands import (
    Approve,
    Ask,
    AskExtension,
    Command,
    Context,
    Correct,
    Count,
    Delegate,
    Done,
    Figure,
    Nothing,
    Obstacle,
    Progress,
    Reassign,
    Refuse,
    Return,
)
from bot.grammar import understand
from tests.grammar_table import ITEMS, NOW, OPEN, UNITS

CONTACT = Context(role="contact", now=NOW, items=ITEMS, open_items=OPEN)
DESK = replace(CONTACT, role="coordinator", units=UNITS)
WHICH_DAY = Ask("date", AskExtension("3.1", None, "人手不够"))
WHY_LATER = Ask("reason", AskExtension("3.1", date(2021, 11, 15)))
HOW_MANY = Ask("figure", Figure("8.1"))
NOV_15 = date(2021, 11, 15)


@pytest.mark.parametrize(
    ("asked", "text", "wanted"),
    [
        (WHICH_DAY, "11月15日", AskExtension("3.1", NOV_15, "人手不够", "11月15日")),
        (
            WHICH_DAY,
            "到11月15号吧，常务会排在12号",
            AskExtension("3.1", NOV_15, "常务会排在12号", "11月15号"),
        ),
        (WHICH_DAY, "算了", Nothing("chat")),
        (WHICH_DAY, "完成 5.4", Done("5.4")),
        (WHY_LATER, "常务会排不上", AskExtension("3.1", NOV_15, "常务会排不上")),
        (
            WHY_LATER,
            "因为人手不够，司法局还没反馈",
            AskExtension("3.1", NOV_15, "因为人手不够，司法局还没反馈"),
        ),
        (WHY_LATER, "疫情", AskExtension("3.1", NOV_15, "疫情")),
        (WHY_LATER, "8.1 7/12", Figure("8.1", 7, 12)),
        (HOW_MANY, "7/12", Figure("8.1", 7, 12)),
        (HOW_MANY, "12件出庭7件", Figure("8.1", 7, 12)),
        (HOW_MANY, "7 12", Figure("8.1", 7, 12)),
        (HOW_MANY, "58.3", Figure("8.1", value=58.3)),
        (HOW_MANY, "百分之六十", Figure("8.1", value=60)),
        (HOW_MANY, "还没统计好", Progress("8.1", None, "还没统计好")),
        (Ask("number", Count("1.1")), "2次", Count("1.1", 2)),
        (Ask("number", Progress("3.1", None, "在办")), "70", Progress("3.1", 70, "在办")),
        (Ask("reason", Obstacle("3.1")), "资规局不给数据", Obstacle("3.1", "资规局不给数据")),
        (Ask("reason", Reassign("3.1")), "属市资规局职责", Reassign("3.1", "属市资规局职责")),
        (Ask("item", Done(note="已公布")), "目录", Done("3.1", None, "已公布")),
        (Ask("item", Done()), "5.4的", Done("5.4")),
        (Ask("unit", Delegate("", NOV_15, NOV_15)), "张某", Delegate("张某", NOV_15, NOV_15)),
    ],
    ids=str,
)
def test_a_free_answer_finishes_the_act(asked: Ask, text: str, wanted: Command) -> None:
    assert understand(text, replace(CONTACT, asked=asked)) == (wanted,)


@pytest.mark.parametrize(
    ("asked", "text", "wanted"),
    [
        (Ask("reason", Return("3.1", "龙华区")), "缺公布网址", Return("3.1", "龙华区", "缺公布网址")),
        (Ask("reason", Refuse("3.1", "龙华区")), "理由不充分", Refuse("3.1", "龙华区", "理由不充分")),
        (Ask("reason", Return("3.1", "龙华区")), "通过 3.1 秀英区", Approve("3.1", "秀英区")),
        (Ask("unit", Approve("3.1")), "龙华区", Approve("3.1", "龙华区")),
    ],
    ids=str,
)
def test_the_desk_answers_freely_too(asked: Ask, text: str, wanted: Command) -> None:
    assert understand(text, replace(DESK, asked=asked)) == (wanted,)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("是5.4不是3.1", Correct("3.1", Correct("5.4"))),
        ("不是3.1，应该是5.4", Correct("3.1", Correct("5.4"))),
        ("报错了，应该是5.4", Correct("3.1", Correct("5.4"))),
        ("说错了，是5.4完成，不是3.1", Correct("3.1", Done("5.4"))),
        ("报成3.1了，是5.4，60%", Correct("3.1", Progress("5.4", 60))),
    ],
)
def test_a_correction_may_move_the_report_to_another_item(text: str, wanted: Command) -> None:
    assert understand(text, replace(CONTACT, last_item="3.1")) == (wanted,)


def test_a_list_of_every_item_of_the_plan_is_read_to_its_end() -> None:
    tail = "正在推进，已开会研究并征求了各部门意见，下一步按计划落实"
    found = understand("\n".join(f"{item.code} {item.title[:8]}{tail}" for item in ITEMS), CONTACT)
    assert [command.item for command in found] == [item.code for item in ITEMS]  # type: ignore[union-attr]
    assert all(isinstance(command, Progress) and command.note.endswith("落实") for command in found)


def test_a_list_too_long_to_be_read_says_so() -> None:
    found = understand("\n".join(f"{n % 9 + 1}.{n % 7 + 1} 已完成征求意见" for n in range(300)), CONTACT)
    assert isinstance(found[-1], Ask)
    assert "太多" in found[-1].note


@pytest.mark.parametrize("head", ["3.1 ", "进展 3.1 70% ", "3.1"])
def test_a_long_report_is_kept_whole(head: str) -> None:
    report = (
        "今年以来，我局高度重视目录管理工作；先后于8月3日、9月2日召开2次协调会，征求了12个单位意见。" * 40
    )
    (command,) = understand(head + report, CONTACT)
    assert isinstance(command, Progress)
    assert command.item == "3.1"
    assert command.note == report
