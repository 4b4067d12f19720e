"""Loading a plan again: what is different, in words, and for whom."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from schedules.deadlines import Target
from schedules.plan import Group, Item, Plan, Seat, Task, Unit
from schedules.plandiff import Assigned, Change, describe, difference, lines

DISTRICTS = ("龙华区政府", "美兰区政府")


def item(code: str = "3.1", **other: Any) -> Item:
    plain = Item(
        code=code,
        task="三",
        title="公布决策目录",
        measure="deliver",
        target=None,
        phrase="10月底前",
        due=date(2021, 10, 31),
        internal_due=date(2021, 10, 29),
        rule="月底前",
        leads=("市司法局",),
        responsible=("各区政府",),
        assignments=DISTRICTS,
        sentence="于10月底前公布决策目录",
        source=(10, 21),
    )
    return replace(plain, **other)


PLAN = Plan(
    key="test-2021",
    title="测试计划",
    number="测〔2021〕1号",
    issued=date(2021, 8, 9),
    period=(date(2021, 7, 1), date(2021, 12, 31)),
    notice="原文",
    units=(Unit("市司法局", ("司法局",)), Unit("市审计局"), *map(Unit, DISTRICTS)),
    groups=(Group("各区政府", DISTRICTS),),
    seats=(Seat("龙华区政府联系人", "龙华区政府", "contact"), Seat("总协调员", "市司法局", "coordinator")),
    tasks=(Task("三", "推进依法科学决策", ("司法局",), ("各区政府",)),),
    items=(item(), item("3.2", title="审查率", measure="rate", target=Target("=", 100, "%"))),
)


def with_item(**other: Any) -> Plan:
    """The plan with its first item changed."""
    return replace(PLAN, items=(replace(PLAN.items[0], **other), PLAN.items[1]))


def test_a_plan_does_not_differ_from_itself() -> None:
    found = difference(PLAN, replace(PLAN))
    assert found.empty
    assert describe(found) == []
    assert found.concerned == frozenset()


def test_against_nothing_everything_is_new_and_told_in_one_line() -> None:
    found = difference(None, PLAN)
    assert not found.empty
    assert found.items.added == PLAN.items
    assert len(found.assignments.added) == 4
    assert describe(found) == [
        "新计划“测试计划”：任务 1 项、事项 2 项、责任账目 4 条，涉及单位 2 个，岗位 2 个"
    ]
    assert found.concerned == frozenset(DISTRICTS)


def test_two_plans_of_different_keys_are_never_compared() -> None:
    with pytest.raises(ValueError, match="two plans"):
        difference(replace(PLAN, key="other"), PLAN)


def test_a_moved_date_is_told_once_with_its_units() -> None:
    new = with_item(phrase="11月15日前", due=date(2021, 11, 15), internal_due=date(2021, 11, 15), rule="日期")
    found = difference(PLAN, new)
    assert [change.field for change in found.items.changed] == ["phrase", "due", "internal_due", "rule"]
    assert (
        Change("3.1", "due", date(2021, 10, 31), date(2021, 11, 15), frozenset(DISTRICTS))
        in found.items.changed
    )
    assert describe(found) == ["时限调整：3.1 10月31日→11月15日"]
    assert found.concerned == frozenset(DISTRICTS)


def test_a_date_moved_into_another_year_is_told_with_both_years() -> None:
    found = difference(PLAN, with_item(due=date(2022, 3, 31)))
    assert describe(found) == ["时限调整：3.1 2021年10月31日→2022年3月31日"]


def test_an_internal_date_that_moves_alone_is_told() -> None:
    found = difference(PLAN, with_item(internal_due=date(2021, 10, 28)))
    assert describe(found) == ["内控日调整：3.1 10月29日→10月28日"]


def test_new_and_cancelled_items_are_told_and_their_accounts_counted() -> None:
    new = replace(PLAN, items=(PLAN.items[0], item("3.3", title="备案率", assignments=("市审计局",))))
    found = difference(PLAN, new)
    assert [i.code for i in found.items.added] == ["3.3"]
    assert [i.code for i in found.items.removed] == ["3.2"]
    assert found.assignments.added == (Assigned("3.3", "市审计局"),)
    assert found.assignments.removed == (Assigned("3.2", "龙华区政府"), Assigned("3.2", "美兰区政府"))
    assert describe(found) == ["新增事项 1 项：3.3 备案率", "取消事项 1 项：3.2 审查率"]
    assert [line.concerned for line in lines(found)] == [frozenset({"市审计局"}), frozenset(DISTRICTS)]


def test_only_the_units_that_come_or_go_are_concerned_by_a_reassignment() -> None:
    found = difference(PLAN, with_item(assignments=("龙华区政府", "市审计局")))
    assert found.items.changed == ()
    assert found.assignments.added == (Assigned("3.1", "市审计局"),)
    assert found.assignments.removed == (Assigned("3.1", "美兰区政府"),)
    assert describe(found) == ["责任单位调整：3.1 增加 市审计局，减少 美兰区政府"]
    assert found.concerned == frozenset({"市审计局", "美兰区政府"})


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"title": "公布目录"}, "名称调整：3.1 公布决策目录→公布目录"),
        ({"target": Target(">=", 3, "次")}, "目标调整：3.1 （无）→>= 3"),
        ({"aliases": ("目录", "决策目录")}, "俗称调整：3.1 （无）→目录、决策目录"),
        ({"ladder": (7, 0)}, "提醒阶梯调整：3.1 （无）→7、0"),
        ({"needed": 1}, "办结门槛调整：3.1 （无）→1"),
        ({"phrase": None}, "时限措辞调整：3.1 10月底前→（无）"),
        ({"sentence": "另一句"}, "依据原句调整：3.1 于10月底前公布决策目录→另一句"),
    ],
)
def test_each_field_of_an_item_has_its_word(other: dict[str, Any], told: str) -> None:
    assert describe(difference(PLAN, with_item(**other))) == [told]


def test_a_sentence_that_only_moved_in_the_notice_concerns_nobody() -> None:
    found = difference(PLAN, replace(with_item(source=(20, 31)), notice="新的原文"))
    assert not found.empty
    assert describe(found) == ["通知原文已更新", "依据位置或推定规则更新 1 项（时限不变）"]
    assert found.concerned == frozenset()


def test_a_task_concerns_the_units_behind_its_names() -> None:
    task = replace(PLAN.tasks[0], leads=("市审计局",))
    found = difference(PLAN, replace(PLAN, tasks=(task,)))
    assert describe(found) == ["牵头单位调整：任务三 司法局→市审计局"]
    assert found.concerned == frozenset({"市司法局", "市审计局", *DISTRICTS})


def test_units_groups_and_seats_come_and_go_by_name() -> None:
    seats = (PLAN.seats[1], Seat("市审计局联系人", "市审计局", "contact"))
    new = replace(
        PLAN,
        units=(*PLAN.units, Unit("市水务局")),
        groups=(Group("各区政府", ("龙华区政府",)), Group("甲组", ("市水务局",))),
        seats=seats,
    )
    assert describe(difference(PLAN, new)) == [
        "新增单位 1 个：市水务局",
        "新增单位组 1 个：甲组",
        "新增岗位 1 个：市审计局联系人",
        "取消岗位 1 个：龙华区政府联系人",
        "成员调整：单位组 各区政府 龙华区政府、美兰区政府→龙华区政府",
    ]


def test_a_seat_that_moves_concerns_both_units() -> None:
    moved = replace(PLAN.seats[0], unit="美兰区政府")
    found = difference(PLAN, replace(PLAN, seats=(moved, PLAN.seats[1])))
    assert found.concerned == frozenset(DISTRICTS)
    assert describe(found) == ["所在单位调整：岗位 龙华区政府联系人 龙华区政府→美兰区政府"]


def test_a_roster_of_many_is_cut_short_in_the_telling() -> None:
    units = tuple(Unit(f"第{n}局") for n in range(1, 28))
    (line,) = describe(difference(PLAN, replace(PLAN, units=(*PLAN.units, *units))))
    assert line.startswith("新增单位 27 个：第1局、")
    assert line.endswith("第8局等 27 个")


def test_a_new_head_is_told_and_touches_nobody_by_itself() -> None:
    found = difference(PLAN, replace(PLAN, number="测〔2021〕2号", issued=date(2021, 8, 10)))
    assert describe(found) == [
        "文号调整：计划 测〔2021〕1号→测〔2021〕2号",
        "印发日期调整：计划 2021年8月9日→2021年8月10日",
    ]
    assert found.concerned == frozenset()
