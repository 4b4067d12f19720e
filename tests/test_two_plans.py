"""Plans that share their numbers: what is meant is said back, or asked; nothing lands in another plan."""

from dataclasses import replace
from datetime import date

import pytest

from bot.plan_meant import plans_named
from db.numbers import bare, mark_of, marks
from tests.small_plan import COORDINATOR, LONGHUA, PLAN, XIUYING, SmallOffice, with_items

TRADE = "优化营商环境"
LAW = "法治政府建设"


@pytest.fixture
def two(small: SmallOffice) -> SmallOffice:
    """The small plan under a notice's usual title, and another one with the same numbers, handed out a day later."""
    small.loads(replace(PLAN, title=f"海口市2021年下半年{LAW}重点工作任务"))
    small.at("2021-08-10 09:05")
    small.loads(
        replace(
            PLAN, key="trade-2021", title=f"海口市2021年下半年{TRADE}重点工作任务", number="测〔2021〕2号"
        )
    )
    small.says(LONGHUA, "全部签收")
    return small


def states(office: SmallOffice, number: str, unit: str = "龙华区政府") -> dict[str, str]:
    return {mark: office.account(f"{mark}{number}", unit).state for mark in (LAW, TRADE)}


def test_an_office_with_one_plan_has_the_notices_own_numbers(small: SmallOffice) -> None:
    assert small.account("3.1").code == "3.1"


def test_a_number_that_stands_in_two_plans_is_asked_about_and_nothing_is_recorded(two: SmallOffice) -> None:
    answer = two.says(LONGHUA, "完成 3.1 已公布")
    assert "有2个计划都有3.1" in answer
    assert "请问是哪个计划的？" in answer
    assert TRADE in answer
    assert LAW in answer
    assert set(states(two, "3.1").values()) == {"accepted"}


@pytest.mark.parametrize("picked", ["2", f"《{LAW}》完成 3.1 已公布"])
def test_the_answer_to_the_question_is_the_whole_report(two: SmallOffice, picked: str) -> None:
    two.says(LONGHUA, "完成 3.1 已公布")
    two.says(LONGHUA, picked)
    assert states(two, "3.1") == {LAW: "submitted", TRADE: "accepted"}
    assert two.account(f"{LAW}3.1").note == "已公布"


@pytest.mark.parametrize(
    "typed",
    [
        f"完成 {TRADE}3.1 已公布",
        "完成营商环境3.1 已公布",
        "完成 营商环境 3.1 已公布",
        f"完成《{TRADE}》3.1 已公布",
        f"《海口市2021年下半年{TRADE}重点工作任务》完成 3.1 已公布",
        "营商环境3.1完成，已公布",
    ],
)
def test_a_number_typed_with_its_plan_is_of_that_plan(two: SmallOffice, typed: str) -> None:
    two.says(LONGHUA, typed)
    assert states(two, "3.1") == {LAW: "accepted", TRADE: "submitted"}, typed
    assert two.account(f"{TRADE}3.1").note == "已公布"


def test_the_line_a_reminder_ends_with_is_of_one_plan(two: SmallOffice) -> None:
    two.round("2021-10-20 09:07")
    (letter,) = two.letters(LONGHUA, "morning")[-1:]
    assert f"{TRADE}3.1" in letter.text
    assert f"{LAW}3.1" in letter.text
    two.says(LONGHUA, f"完成 {LAW}3.1 已公布")
    assert states(two, "3.1") == {LAW: "submitted", TRADE: "accepted"}


def test_what_is_open_in_one_plan_alone_needs_no_plan(two: SmallOffice) -> None:
    two.says(LONGHUA, f"完成 {LAW}3.1 已公布")
    two.says(COORDINATOR, f"通过 {LAW}3.1 龙华区")
    two.says(LONGHUA, "完成 3.1 已公布")
    assert states(two, "3.1") == {LAW: "done", TRADE: "submitted"}


def test_the_desk_is_asked_only_where_something_waits_in_several(two: SmallOffice) -> None:
    two.says(LONGHUA, f"完成 {TRADE}3.1 已公布")
    assert "已通过" in two.says(COORDINATOR, "通过 3.1 龙华区")
    assert states(two, "3.1") == {LAW: "accepted", TRADE: "done"}


def test_the_desks_push_is_asked_about_too(two: SmallOffice) -> None:
    two.at("2021-11-03 10:00")
    answer = two.says(COORDINATOR, "催办 3.1")
    assert "请问是哪个计划的？" in answer
    assert two.account(f"{LAW}3.1").urged == 0
    two.says(COORDINATOR, "1")
    assert sorted(two.account(f"{mark}3.1").urged for mark in (LAW, TRADE)) == [0, 1]


def test_a_unit_that_owes_it_in_one_plan_is_not_asked(small: SmallOffice) -> None:
    other = with_items(without=tuple(one.code for one in PLAN.items if one.code != "3.1"))
    other = replace(
        other, key="trade-2021", title=f"海口市2021年{TRADE}工作要点",
        items=tuple(replace(one, assignments=("龙华区政府",)) for one in other.items),
    )  # fmt: skip
    small.loads(other)
    small.says(XIUYING, "完成 3.1 已公布")
    assert small.account("2021年下半年3.1", "秀英区政府").state == "submitted"


def test_letters_not_yet_sent_follow_the_new_numbers(small: SmallOffice) -> None:
    """Before it is sent a letter is held against what it is about: renamed meanwhile, it would be dropped."""
    small.at("2021-08-10 20:00")
    small.says(LONGHUA, "签收 3.1")
    small.loads(replace(PLAN, key="trade-2021", title=f"海口市2021年{TRADE}工作要点"))
    from sqlalchemy import select

    from db.engine import reading
    from db.models import Outbox

    with reading(small.office.engine) as tx:
        spoken = {
            code
            for about in tx.scalars(select(Outbox.about).where(Outbox.state == "queued"))
            for code in about
        }
    assert spoken
    assert all(mark_of(code) for code in spoken)


def test_a_plan_that_is_over_takes_no_number_away(small: SmallOffice) -> None:
    for code in [one.code for one in PLAN.items]:
        for unit in next(one for one in PLAN.items if one.code == code).assignments:
            small.set_columns(code, unit, state="closed", next_at=None)
    small.loads(replace(PLAN, key="next-2022", title="测试市2022年重点工作", issued=date(2021, 8, 10)))
    small.says(LONGHUA, "签收 3.1")
    assert "3.1" in small.says(LONGHUA, "待办")
    assert "年" not in small.says(LONGHUA, "详情 3.1").split("公布")[0]


def test_a_plan_changed_later_keeps_its_accounts_under_its_marked_numbers(two: SmallOffice) -> None:
    before = two.account(f"{TRADE}3.1").id
    changed = with_items(replace(PLAN.items[2], title="公布决策目录和清单"))
    two.loads(
        replace(
            changed, key="trade-2021", title=f"海口市2021年下半年{TRADE}重点工作任务", number="测〔2021〕2号"
        )
    )
    assert two.account(f"{TRADE}3.1").id == before
    assert two.account(f"{TRADE}3.1").title == "公布决策目录和清单"


# ---------------------------------------------------------------- the words


@pytest.mark.parametrize(
    ("titles", "found"),
    [
        (("海口市2021年下半年法治政府建设重点工作任务", "海口市优化营商环境三年行动计划"), (LAW, TRADE)),
        (
            ("某市2021年法治政府建设工作要点", "某市2022年法治政府建设工作要点"),
            ("2021年法治政府建设", "2022年法治政府建设"),
        ),
        (("重点工作", "重点工作"), ("计划一", "计划二")),
    ],
)
def test_plans_are_told_apart_by_what_their_titles_do_not_share(
    titles: tuple[str, ...], found: tuple[str, ...]
) -> None:
    assert tuple(marks(dict(enumerate(titles))).values()) == found


def test_a_mark_comes_off_its_number() -> None:
    assert (bare("2021年法治政府建设3.1"), mark_of("2021年法治政府建设3.1")) == ("3.1", "2021年法治政府建设")
    assert (bare("10.4"), mark_of("10.4")) == ("10.4", "")


@pytest.mark.parametrize(
    "text",
    [
        "完成 3.1 已公布",
        "任务3.1完成",
        "进展3.1 60%",
        "完成 3.1《关于优化营商环境的通知》已印发",
        "环境3.1",
        "8月3日开会",
    ],
)
def test_words_that_name_no_single_plan_stay_in_the_text(text: str) -> None:
    assert plans_named(text, (TRADE, "生态环境保护", LAW)).text == text
