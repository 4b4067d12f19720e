"""Loading a plan: the difference only, every report kept, and nobody told who is not concerned."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.commands import Accept, Approve, AskExtension, Done, Grant, Progress, Return
from bot.loading import compare, stored
from db import account as ledger
from db import people
from db.engine import reading
from db.numbers import bare
from schedules.deadlines import Target
from schedules.plan import Plan, Seat, Task, Unit
from schedules.plandiff import describe
from tests.small_plan import (
    ADMIN,
    COORDINATOR,
    DISTRICTS,
    ITEMS,
    JUSTICE,
    LEADER,
    LONGHUA,
    PLAN,
    WATER,
    XIUYING,
    SmallOffice,
    item,
    moment,
    with_items,
)

LECTURES, STANDING, CATALOGUE, RULES, DRAINS, COURTS = ITEMS
NOVEMBER = replace(
    CATALOGUE, phrase="11月底前", due=date(2021, 11, 30), internal_due=date(2021, 11, 30), rule="月底"
)


def told(small: SmallOffice, kind: str = "plan_changed") -> set[str]:
    return {one.to for one in small.letters(kind=kind)}


# ---------------------------------------------------------------- the first time


def test_every_unit_that_owes_something_is_handed_it_once(small: SmallOffice) -> None:
    assert told(small, "assigned") == {
        *(f"{name}联系人" for name in DISTRICTS), "市司法局联系人", WATER, "市水务局排水中心联系人",
    }  # fmt: skip
    assert told(small, "plan_loaded") == {ADMIN}
    (letter,) = small.letters(LONGHUA)
    assert all(code in letter.text for code in ("1.1", "1.2", "3.1", "3.2", "8.1"))
    assert "3.3" not in letter.text
    assert "8月12日" in letter.text  # three working days to sign


def test_the_whole_year_counts_from_january_and_the_rest_from_the_periods_first_day(
    small: SmallOffice,
) -> None:
    assert small.account("1.1").starts == date(2021, 1, 1)
    assert small.account("3.1").starts == date(2021, 7, 1)


def test_a_plan_loaded_at_night_is_handed_out_in_the_morning(empty_office: SmallOffice) -> None:
    empty_office.at("2021-08-09 22:00").loads(PLAN)
    assert {one.not_before for one in empty_office.letters()} == {moment("2021-08-10 08:30")}


def test_the_day_to_sign_by_is_the_one_that_was_told(empty_office: SmallOffice) -> None:
    empty_office.at("2021-08-14 10:00").loads(PLAN)  # a Saturday
    (letter,) = empty_office.letters(LONGHUA)
    day = empty_office.account("3.1").accept_by
    assert f"{day.month}月{day.day}日" in letter.text


def test_what_is_stored_is_the_plan_that_was_loaded(small: SmallOffice) -> None:
    with reading(small.office.engine) as tx:
        assert stored(tx, PLAN.key) == PLAN
        assert stored(tx, "another") is None


# ---------------------------------------------------------------- again


def everything(small: SmallOffice) -> list[object]:
    codes = [(one.code, unit) for one in ITEMS for unit in one.assignments]
    return [small.row(code, unit) for code, unit in codes]


def test_loading_it_again_changes_nothing_and_tells_nobody(small: SmallOffice) -> None:
    small.act(LONGHUA, Accept("3.1"), Progress("1.2", note="已开展"))
    before, letters = everything(small), len(small.letters())
    small.now += timedelta(days=3)
    assert not small.loads(PLAN)
    assert everything(small) == before
    assert len(small.letters()) == letters


def test_an_items_own_ladder_holds_and_is_stored(small: SmallOffice) -> None:
    plan = with_items(replace(CATALOGUE, ladder=(2, 0)))
    small.act(LONGHUA, Accept("3.1"))
    assert small.loads(plan)
    assert not small.loads(plan)
    small.round("2021-10-26 09:07")
    assert not any("3.1" in one.text for one in small.letters(LONGHUA, "morning"))
    small.round("2021-10-27 09:07")
    assert any("3.1" in one.text for one in small.letters(LONGHUA, "morning"))


@pytest.mark.parametrize("gone", ["seat", "unit", "task"])
def test_what_left_the_plan_is_gone_and_not_taken_out_again_every_time(small: SmallOffice, gone: str) -> None:
    plan: Plan = {
        "seat": replace(PLAN, seats=tuple(seat for seat in PLAN.seats if seat.title != LEADER)),
        "unit": replace(
            with_items(replace(DRAINS, assignments=("市水务局",))),
            units=tuple(unit for unit in PLAN.units if unit.name != "市水务局排水中心"),
            seats=tuple(seat for seat in PLAN.seats if seat.unit != "市水务局排水中心"),
        ),
        "task": replace(with_items(without=("8.1",)), tasks=PLAN.tasks[:2]),
    }[gone]
    assert small.loads(plan)
    assert not small.loads(plan)


def test_a_seat_that_was_taken_out_hears_nothing_more(small: SmallOffice) -> None:
    plan = replace(PLAN, seats=tuple(seat for seat in PLAN.seats if seat.title != LEADER))
    small.loads(plan)
    small.forget_letters()
    small.at("2021-11-03 09:07").set_columns("3.1", urged=1)
    small.round()
    with reading(small.office.engine) as tx:
        assert LEADER not in {seat.title for seat in people.seats(tx)}


def test_two_plans_stand_side_by_side(small: SmallOffice) -> None:
    other = Plan(
        key="other-2021", title="另一份要点", number="", issued=PLAN.issued, period=PLAN.period, notice="",
        units=(Unit("市审计局"),), groups=(), seats=(Seat("市审计局联系人", "市审计局", "contact"),),
        tasks=(Task("一", "审计", ("市审计局",), ("市审计局",)),),
        items=(item("1.1", "一", "审计整改", leads=("市审计局",), responsible=("市审计局",), assignments=("市审计局",)),),
    )  # fmt: skip
    assert small.loads(other)
    assert not small.loads(other)
    assert not small.loads(PLAN)


def test_a_second_plan_leaves_the_first_ones_accounts_alone(small: SmallOffice) -> None:
    first = small.account("3.1").plan_id
    before = of_plan(small, first)
    small.loads(replace(PLAN, key="copy-2021", title="测试市2021年另一份工作要点"))
    after = [one._replace(code=bare(one.code)) for one in of_plan(small, first)]
    assert after == before


def of_plan(small: SmallOffice, plan_id: int) -> list[ledger.Account]:
    with reading(small.office.engine) as tx:
        return ledger.accounts_of_plan(tx, plan_id)


def test_a_moved_date_moves_what_is_open_and_tells_only_those_who_owe_it(small: SmallOffice) -> None:
    assert small.loads(with_items(NOVEMBER))
    for unit in DISTRICTS:
        account = small.account("3.1", unit)
        assert (account.due, account.internal_due, account.first_due) == (
            NOVEMBER.due,
            NOVEMBER.internal_due,
            NOVEMBER.due,
        )
    assert told(small) == {f"{name}联系人" for name in DISTRICTS}
    assert "11月30日" in small.letters(LONGHUA, "plan_changed")[0].text
    small.act(LONGHUA, Accept("3.1"))
    small.round("2021-10-26 09:07")
    assert not any("3.1" in one.text for one in small.letters(LONGHUA, "morning"))
    small.round("2021-11-19 09:07")
    assert any("3.1" in one.text for one in small.letters(LONGHUA, "morning"))


def test_an_extension_that_was_granted_is_not_taken_away_by_an_earlier_day(small: SmallOffice) -> None:
    small.act(LONGHUA, AskExtension("3.1", date=date(2021, 12, 20), note="忙"))
    small.act(JUSTICE, Grant("3.1"))
    small.loads(with_items(NOVEMBER))
    assert small.account("3.1").due == date(2021, 12, 20)
    assert small.account("3.1", "秀英区政府").due == NOVEMBER.due


def test_a_removed_unit_owes_no_more_and_the_others_go_on(small: SmallOffice) -> None:
    small.act(LONGHUA, Progress("3.1", percent=60, note="起草"))
    small.loads(with_items(replace(CATALOGUE, assignments=DISTRICTS[1:])))
    assert (small.account("3.1").state, small.account("3.1").next_at) == ("cancelled", None)
    assert small.account("3.1", "秀英区政府").state == "assigned"
    assert told(small) == {LONGHUA}
    small.forget_letters()
    small.round("2021-10-29 09:07")
    assert not any("3.1" in one.text for one in small.letters(LONGHUA, "morning"))


def test_a_unit_that_comes_back_finds_what_it_had_reported(small: SmallOffice) -> None:
    small.act(LONGHUA, Progress("3.1", percent=60, note="起草"))
    small.loads(with_items(replace(CATALOGUE, assignments=DISTRICTS[1:])))
    small.at("2021-08-20 10:00").loads(PLAN)
    account = small.account("3.1")
    assert (account.state, account.percent, account.note) == ("assigned", 60, "起草")
    assert account.accept_by == date(2021, 8, 25)
    assert account.next_at is not None


def test_an_added_item_is_handed_out_to_its_units_only(small: SmallOffice) -> None:
    small.loads(with_items(item("3.4", "三", "清理规范性文件", assignments=("市水务局",))))
    assert told(small) == {WATER}
    text = small.letters(WATER, "plan_changed")[0].text
    assert "3.4" in text
    assert small.account("3.4", "市水务局").state == "assigned"


def test_a_unit_reads_only_the_changes_that_concern_it(small: SmallOffice) -> None:
    small.loads(with_items(NOVEMBER, item("3.4", "三", "清理规范性文件", assignments=("市水务局",))))
    assert "清理规范性文件" not in small.letters(LONGHUA, "plan_changed")[0].text
    assert "11月30日" not in small.letters(WATER, "plan_changed")[0].text


def test_a_removed_item_is_asked_of_nobody_and_its_reports_stay(small: SmallOffice) -> None:
    small.act(LONGHUA, Progress("3.1", percent=60, note="起草"))
    key = small.account("3.1").id
    small.loads(with_items(without=("3.1",)))
    with reading(small.office.engine) as tx:
        assert [report.text for report in ledger.reports(tx, key)] == ["起草"]
    small.forget_letters()
    small.round("2021-10-29 09:07")
    assert not any("3.1" in one.text for one in small.letters(kind="morning"))


def test_reports_survive_whatever_is_loaded(small: SmallOffice) -> None:
    small.at("2021-10-20 10:00")
    small.act(LONGHUA, Done("3.1", note="已公布"))
    small.act(XIUYING, Done("3.1", note="已公布"))
    small.act(JUSTICE, Return("3.1", unit="秀英", note="缺网址"))
    small.act(JUSTICE, Approve("3.1", unit="龙华"))
    for plan in (
        with_items(NOVEMBER),
        with_items(replace(CATALOGUE, title="决策事项目录", target=Target(">=", 1, "个"))),
        with_items(replace(CATALOGUE, task="一")),
        with_items(without=("3.1",)),
        PLAN,
    ):
        small.loads(plan)
    assert (small.account("3.1").state, small.account("3.1").note) == ("done", "已公布")
    with reading(small.office.engine) as tx:
        assert len(ledger.reports(tx, small.account("3.1").id)) == 1
        assert [one.verdict for one in ledger.reviews(tx, small.account("3.1", "秀英区政府").id)] == [
            "return"
        ]


def test_a_new_unit_and_its_seat_are_reachable_at_once(small: SmallOffice) -> None:
    plan = replace(
        with_items(replace(CATALOGUE, assignments=(*DISTRICTS, "高新区管委会"))),
        units=(*PLAN.units, Unit("高新区管委会")),
        seats=(*PLAN.seats, Seat("高新区管委会联系人", "高新区管委会", "contact")),
    )
    small.loads(plan)
    assert told(small) == {"高新区管委会联系人"}
    assert "3.1" in small.says("高新区管委会联系人", "待办")


def test_a_seat_that_changes_its_unit_answers_for_the_new_one(small: SmallOffice) -> None:
    seats = tuple(replace(s, unit="秀英区政府") if s.title == LONGHUA else s for s in PLAN.seats)
    small.loads(replace(PLAN, seats=seats))
    assert small.seat(LONGHUA).unit == "秀英区政府"


def test_a_seat_that_leaves_the_desk_gets_no_more_digests(small: SmallOffice) -> None:
    seats = tuple(replace(s, role="contact") if s.title == COORDINATOR else s for s in PLAN.seats)
    small.loads(replace(PLAN, seats=seats))
    small.act(LONGHUA, Done("3.1", note="已公布"))
    small.round("2021-08-10 08:57")
    assert small.letters(COORDINATOR, "digest") == []


def test_a_plan_changed_early_in_the_morning_silences_nobody(small: SmallOffice) -> None:
    small.act(LONGHUA, Accept("3.1"))
    small.set_columns("3.1", next_at=moment("2021-10-29 09:07"))
    small.at("2021-10-29 08:40").loads(with_items(replace(STANDING, title="依法行政")))
    small.round("2021-10-29 09:07")
    assert any("3.1" in one.text for one in small.letters(LONGHUA, "morning"))


def test_a_loading_that_fails_leaves_everything_as_it_was(small: SmallOffice) -> None:
    before, letters = everything(small), len(small.letters())
    nobody = with_items(replace(CATALOGUE, assignments=("没有的单位",)))
    with pytest.raises(KeyError):
        small.loads(nobody)
    assert everything(small) == before
    assert len(small.letters()) == letters


def test_a_supplementary_notice_is_explained_in_words_and_told_only_to_those_it_concerns(
    small: SmallOffice,
) -> None:
    """One added, one date moved, one unit left out, one cancelled: each unit reads its own lines, nobody else anything."""
    added = item("3.4", "三", "清理规范性文件", assignments=("市水务局",))
    fewer = replace(LECTURES, assignments=LECTURES.assignments[1:])
    plan = with_items(NOVEMBER, fewer, added, without=(COURTS.code,))
    with reading(small.office.engine) as tx:
        words = "\n".join(describe(compare(tx, plan)))
    for told_so in (
        "新增事项 1 项：3.4 清理规范性文件",
        "时限调整：3.1 10月31日→11月30日",
        f"责任单位调整：1.1 减少 {LECTURES.assignments[0]}",
        f"取消事项 1 项：{COURTS.code} {COURTS.title}",
    ):
        assert told_so in words
    small.loads(plan)
    concerned = {*CATALOGUE.assignments, LECTURES.assignments[0], "市水务局", *COURTS.assignments}
    assert told(small) == {f"{unit}联系人" for unit in concerned}
    assert "3.1" not in small.letters(WATER, "plan_changed")[0].text
    assert "3.4" not in small.letters(XIUYING, "plan_changed")[0].text


def test_a_second_plan_hands_out_its_own_items_alone(small: SmallOffice) -> None:
    before = len(small.letters(LONGHUA, "assigned"))
    second = replace(
        PLAN, key="second", title="另一份工作要点", number="", items=(replace(CATALOGUE, title="另一份目录"),)
    )
    small.loads(second)
    (letter,) = small.letters(LONGHUA, "assigned")[before:]
    assert "另一份目录" in letter.text
    assert "1项" in letter.text
    assert "8.1" not in letter.text
