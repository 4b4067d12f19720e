"""The desk asks of one unit and is answered for it; words that rule nothing change nothing; a lead reports for its own unit."""

import pytest

from bot.commands import Grant
from messages.catalogue import RuledReceipt
from tests.small_plan import (
    ADMIN,
    COORDINATOR,
    JUSTICE,
    LEADER,
    LONGHUA,
    QIONGSHAN,
    XIUYING,
    SmallOffice,
)  # fmt: skip


@pytest.fixture
def small(small: SmallOffice) -> SmallOffice:
    """20 October: 龙华区 has handed 3.1 in, 秀英区 reported on it, 琼山区 never signed."""
    small.at("2021-10-20 10:00")
    small.says(LONGHUA, "完成 3.1 已于10月19日挂网")
    small.says(XIUYING, "进展 3.1 60% 在征求意见")
    return small


def test_one_units_overdue_items_are_answered_for_that_unit(small: SmallOffice) -> None:
    answer = small.says(COORDINATOR, "琼山区有没有逾期的")
    assert "琼山区政府目前没有逾期事项" in answer
    assert "均未到期" in answer
    small.at("2021-11-02 10:00")
    answer = small.says(COORDINATOR, "琼山区有没有逾期的")
    assert "琼山区政府截至11月2日（周二）逾期1项" in answer
    assert "3.1" in answer
    assert "秀英区" not in answer
    assert "催办 琼山区政府" in answer


def test_one_units_applications_are_answered_for_that_unit(small: SmallOffice) -> None:
    assert "龙华区政府待审核1项" in small.says(COORDINATOR, "龙华报上来没审的")
    assert "秀英区政府目前没有待审核" in small.says(COORDINATOR, "待审 秀英区政府")


@pytest.mark.parametrize("text", ["秀英区现在做得怎么样", "待办 秀英区政府", "秀英区还有几项"])
def test_how_a_unit_stands_is_its_own_list(small: SmallOffice, text: str) -> None:
    answer = small.says(COORDINATOR, text)
    assert "秀英区政府待办" in answer
    assert "3.1 公布决策目录｜办理中 60%" in answer
    assert "详情 3.1 秀英区政府" in answer


def test_one_units_account_shows_its_history_and_what_may_be_ruled_on_it(small: SmallOffice) -> None:
    answer = small.says(COORDINATOR, "龙华3.1到哪一步了")
    assert "责任单位：龙华区政府" in answer
    assert "已于10月19日挂网" in answer
    assert "通过 3.1 龙华区政府" in answer
    assert "催办 3.1 秀英区政府" in small.says(COORDINATOR, "详情 3.1 秀英区政府")
    assert "通过" not in small.says(ADMIN, "3.1 龙华现在什么状态")


def test_how_often_a_unit_was_pushed_is_told(small: SmallOffice) -> None:
    small.says(COORDINATOR, "催办 3.1 琼山区政府")
    assert "已催办1次" in small.says(COORDINATOR, "琼山3.1催过几回了")
    assert "已催办1次" in small.says(COORDINATOR, "3.1催了几次了")


def test_a_unit_nobody_knows_is_said_plainly(small: SmallOffice) -> None:
    answer = small.says(COORDINATOR, "详情 3.1 市水务局")
    assert "3.1 的责任单位中没有“市水务局”" in answer
    assert "详情 3.1" in answer


def test_a_lead_sees_of_a_unit_what_it_leads(small: SmallOffice) -> None:
    answer = small.says(JUSTICE, "龙华的待办")
    assert "3.1" in answer
    assert "8.1" not in answer  # led by 市中院
    assert "8.1" in small.says(COORDINATOR, "龙华的待办")


@pytest.mark.parametrize(
    "text",
    [
        "昨天跟龙华通过电话了",
        "3.1龙华的常务会昨天才通过，文还没发",
        "龙华的暂不同意",
        "3.1龙华先别通过",
        "如果材料齐了，3.1龙华就通过",
        "以后都不用审了，直接通过",
        "龙华说3.1可以通过了",
    ],
)
def test_what_only_mentions_a_ruling_rules_nothing(small: SmallOffice, text: str) -> None:
    before, letters = small.row("3.1"), len(small.letters(LONGHUA))
    assert small.says(COORDINATOR, text)
    assert small.row("3.1") == before
    assert len(small.letters(LONGHUA)) == letters


@pytest.mark.parametrize("text", ["今天先别催", "秀英不催了，昨天讲好了下周一给"])
def test_nobody_is_pushed_who_is_not_to_be(small: SmallOffice, text: str) -> None:
    answer = small.says(COORDINATOR, text)
    assert "没有作审核、批复或催办" in answer
    assert small.account("3.1", "秀英区政府").urged == 0


def test_a_bare_word_rules_where_one_thing_waits_and_asks_where_several_do(small: SmallOffice) -> None:
    small.says(XIUYING, "完成 3.1 已于10月20日挂网")
    answer = small.says(COORDINATOR, "待审的全部通过吧")
    assert "请问是哪个单位？" in answer
    assert "3.1 龙华区政府" in answer
    assert "3.1 秀英区政府" in answer
    assert small.account("3.1").state == "submitted"
    small.says(COORDINATOR, "通过 3.1 秀英区")
    assert "已通过" in small.says(COORDINATOR, "通过 龙华")


def test_so_much_more_time_counts_from_the_units_own_day(small: SmallOffice) -> None:
    small.says(XIUYING, "延期 3.1 至11月30日 部门意见不一致")
    answer = small.asks(COORDINATOR, Grant("3.1", "秀英区", phrase="一周"))
    assert isinstance(answer, RuledReceipt)
    assert small.account("3.1", "秀英区政府").due.isoformat() == "2021-11-07"


def test_a_lead_reports_for_its_own_unit_and_takes_its_last_act_back(small: SmallOffice) -> None:
    assert "【已记录】3.2" in small.says(JUSTICE, "我们局3.2已报常务会，完成70%")
    assert small.account("3.2", "市司法局").percent == 70
    small.at("2021-10-20 10:05")
    assert "已通过" in small.says(JUSTICE, "通过 3.1 龙华区")
    small.at("2021-10-20 10:06")
    assert "审核通过" in small.says(JUSTICE, "撤回")
    assert small.account("3.1").state == "submitted"
    assert "进展" in small.says(JUSTICE, "撤回 3.2")
    assert small.account("3.2", "市司法局").percent is None


def test_a_lead_enters_nothing_for_another_unit(small: SmallOffice) -> None:
    before = small.row("3.1", "秀英区政府")
    assert "没有作审核" in small.says(JUSTICE, "秀英区说3.1昨天公布了")
    assert small.row("3.1", "秀英区政府") == before


def test_an_admin_is_told_how_a_seat_changes_hands(small: SmallOffice) -> None:
    assert "交接 单位联系人" in small.says(ADMIN, "换人了咋交接")
    assert "请由牵头单位和协调员办理" in small.says(ADMIN, "替我催下琼山区")


def test_a_stand_in_is_the_seat_that_was_meant(small: SmallOffice) -> None:
    answer = small.says(LONGHUA, "我要出差，这些活儿由我们分管负责人代办")
    assert "没有写明请假到哪一天" in answer
    assert LEADER in answer
    answer = small.says(LONGHUA, "10月21到27号我休年假，提醒发给我们分管副主任")
    assert f"提醒改发{LEADER}" in answer
    assert "请假已取消" in small.says(LONGHUA, "提前回来上班了，请假取消")
    assert "目前没有请假" in small.says(LONGHUA, "休假回来了，取消请假，消息还发我")


def test_who_leaves_for_good_is_given_the_code_for_the_successor(small: SmallOffice) -> None:
    answer = small.says(QIONGSHAN, "我调走了，以后由新来的同志接")
    assert "交接码" in answer
    assert "请转交接任者" in answer
