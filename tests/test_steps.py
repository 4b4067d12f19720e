"""倒排节点: steps worked back from the end, spoken of once each, and never as a deadline."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.preview import preview, standing
from db.engine import reading
from schedules.owed import Obligation, Owed, next_day, step_owed
from schedules.plan import Plan, Step
from schedules.planfile import PlanFaults, as_json, parse_plan
from schedules.procedures import PROCEDURES
from schedules.steps import still_to_come, worked_back
from schedules.workdays import DEFAULT
from tests.office import ZONE, StoryOffice, story_office

STEPS = (Step("征求意见", 10), Step("合法性审查", 5), Step("集体审议", 3), Step("公布", 0))
DUE = date(2021, 10, 29)
TEXT = """
plan: {key: stepped, title: 目录要点, issued: 2021-08-09, period: [2021-07-01, 2021-12-31]}
units: [市司法局, 龙华区政府]
seats: [auto, {title: 协调员, unit: 市司法局, role: coordinator}]
tasks:
- no: 一
  title: 依法决策
  leads: [市司法局]
  responsible: [龙华区政府]
  items:
  - id: 1.1
    title: 公布重大行政决策目录
    measure: deliver
    due: 10月底前
    who: all
    sentence: 10月底前公布。
    steps:
    - 征求意见 10个工作日
    - 合法性审查: 5个工作日
    - 集体审议（三个工作日）
    - 公布
"""


def plan_of(text: str = TEXT) -> Plan:
    return parse_plan(text, DEFAULT, lambda name: "")


def stepped(today: date, **other: object) -> Owed | None:
    plain = Obligation(
        state="accepted", measure="deliver", due=date(2021, 10, 31), internal_due=DUE, accept_by=date(2021, 8, 12),
        asked_on=date(2021, 8, 9), starts=date(2021, 7, 1), steps=STEPS,
    )  # fmt: skip
    return step_owed(replace(plain, **other), today, DEFAULT)  # type: ignore[arg-type]


def test_each_step_is_worked_back_in_working_days_over_the_holiday() -> None:
    """国庆 1 to 7 October is off; 26 September and 9 October are worked."""
    assert [(stage.name, stage.day) for stage in worked_back(STEPS, DUE, DEFAULT)] == [
        ("征求意见", date(2021, 9, 29)),
        ("合法性审查", date(2021, 10, 19)),
        ("集体审议", date(2021, 10, 26)),
        ("公布", DUE),
    ]


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2021, 9, 23), None),
        (date(2021, 9, 26), date(2021, 9, 29)),
        (date(2021, 9, 29), date(2021, 9, 29)),
        (date(2021, 9, 30), None),
        (date(2021, 10, 14), date(2021, 10, 19)),
        (date(2021, 10, 21), date(2021, 10, 26)),
        (date(2021, 10, 27), None),
    ],
)
def test_a_step_is_spoken_of_three_working_days_before_and_not_after(today: date, due: date | None) -> None:
    found = stepped(today)
    assert (found.due if found else None) == due
    assert stepped(today, state="submitted") is None
    assert stepped(today, asked_on=today) is None


def test_a_step_is_a_reason_to_look_again() -> None:
    what = Obligation(
        state="accepted", measure="deliver", due=date(2021, 10, 31), internal_due=DUE, accept_by=date(2021, 8, 12),
        asked_on=date(2021, 8, 9), starts=date(2021, 7, 1), steps=STEPS,
    )  # fmt: skip
    assert next_day(what, date(2021, 9, 1), (7, 3, 1, 0), DEFAULT) == date(2021, 9, 26)
    assert next_day(replace(what, steps=()), date(2021, 9, 1), (7, 3, 1, 0), DEFAULT) == date(2021, 10, 20)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("", 4),
        ("征求意见已完成", 3),
        ("已通过合法性审查", 2),
        ("合法性审查尚未完成", 4),
        ("正在征求意见，已收到部分反馈", 4),
        ("已成立专班", 4),
        ("集体审议拟于下周完成", 4),
    ],
)
def test_what_a_unit_says_is_passed_is_not_asked_again(said: str, left: int) -> None:
    steps = [(step.name, step.before) for step in STEPS]
    assert len(still_to_come(steps, said)) == left


def test_the_plan_file_takes_steps_written_out_and_usual_procedures() -> None:
    (item,) = as_json(plan_of())["items"]
    assert item["steps"][0] == {"name": "征求意见", "due": "2021-09-29"}
    for name, procedure in PROCEDURES.items():
        written = TEXT[: TEXT.index("    steps:")] + f"    steps: {name}\n"
        assert plan_of(written).items[0].steps == procedure.steps
        assert len(procedure.basis) == len(procedure.steps)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("steps: 重大行政决策", "应改为“重大行政决策目录”"),
        ("steps: 烤鱼", "现成的有"),
        ("steps: [征求意见, 公布]", "读不懂步骤“征求意见”"),
        ("steps: [征求意见 0个工作日, 公布]", "读不懂步骤"),
        ("steps: [征求意见 5个工作日, 征求意见 3个工作日]", "步骤重名"),
        ("steps: [征求意见 200个工作日, 公布]", "排不下"),
        ("steps: {征求意见: 5}", "应写成 - 征求意见"),
    ],
)
def test_a_slip_in_the_steps_is_told_with_what_would_be_right(written: str, told: str) -> None:
    with pytest.raises(PlanFaults) as refused:
        plan_of(TEXT[: TEXT.index("    steps:")] + f"    {written}\n")
    assert told in str(refused.value)
    assert len(refused.value.faults) == 1


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[StoryOffice]:
    office = story_office(tmp_path, "2021-08-09 09:00")
    await office.adopts(plan_of())
    yield office
    office.close()


async def test_a_step_comes_once_in_the_morning_message_with_its_own_reply(office: StoryOffice) -> None:
    longhua = office.phone("龙华区政府联系人")
    await longhua.says("全部签收")
    longhua.forgets()
    await office.wait_until("2021-10-08 18:00")
    (shown,) = [s for s in longhua.forgets() if s.kind == "morning"]
    assert shown.at.astimezone(ZONE).date() == date(2021, 9, 26)
    assert "（节点）：1.1 公布重大行政决策目录：征求意见" in shown.text
    assert "9月29日（周三）" in shown.text
    assert "请回复：进展 1.1 征求意见已完成" in shown.text
    await longhua.says("进展 1.1 合法性审查已完成")
    longhua.expects("已记录")
    await office.wait_until("2021-10-19 18:00")
    assert not [s for s in longhua.forgets() if s.kind == "morning"]
    await office.wait_until("2021-10-21 18:00")
    (near, stepped_on) = [s for s in longhua.forgets() if s.kind == "morning"]
    assert "临期" in near.text
    assert "集体审议" in stepped_on.text


async def test_the_detail_shows_the_steps_with_their_days(office: StoryOffice) -> None:
    longhua = office.phone("龙华区政府联系人")
    await longhua.says("详情 1.1")
    longhua.expects(
        "节点：征求意见 9月29日（周三）前；合法性审查 10月19日（周二）前；集体审议 10月26日（周二）前；公布"
    )


async def test_an_extension_moves_the_steps_along(office: StoryOffice) -> None:
    longhua, lead = office.phone("龙华区政府联系人"), office.phone("市司法局牵头联系人")
    await longhua.says("全部签收")
    await longhua.says("延期 1.1 至11月30日 材料多")
    await lead.presses("同意延期")
    await longhua.says("详情 1.1")
    longhua.expects("节点：征求意见 11月4日")


async def test_steps_are_foreseen(office: StoryOffice) -> None:
    await office.phone("龙华区政府联系人").says("全部签收")
    with reading(office.office.engine) as tx:
        rules = office.office.rules(tx)
        found = preview(standing(tx, rules, office.now), rules, date(2021, 9, 1), date(2021, 9, 30))
    assert [(one.day, one.about) for one in found.heard if one.kind == "morning"] == [
        (date(2021, 9, 26), (("1.1", "step"),))
    ]
    assert isinstance(found.heard[0].at, datetime)
