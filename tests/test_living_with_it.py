"""Living with it: put off, away, handed over, taken back, and settings that say what they come to."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels import Incoming
from bot.conversation import hear
from schedules.planfile import read_plan
from tests.office import Phone, StoryOffice, story_office

HAIKOU = read_plan(Path(__file__).parent.parent / "plans" / "haikou-2021h2.yaml")


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[StoryOffice]:
    """Wednesday, 20 October 2021, noon: 3.1 is due in seven working days and was spoken of this morning."""
    office = story_office(tmp_path, "2021-10-11 09:00")
    await office.adopts(HAIKOU)
    await office.phone("龙华区政府联系人").says("全部签收")
    await office.wait_until("2021-10-20 12:00")
    for phone in office.phones():
        phone.forgets()
    yield office
    office.close()


def read_up(phone: Phone) -> Phone:
    phone.forgets()
    return phone


async def test_what_was_put_off_speaks_again_by_itself_and_once(office: StoryOffice) -> None:
    longhua = read_up(office.phone("龙华区政府联系人"))
    await longhua.says("稍后 明天下午")
    longhua.expects("3.1", "10月21日（周四）15时前不再提醒")
    await office.wait_until("2021-10-21 14:00")
    longhua.expects_nothing()
    await office.wait_until("2021-10-21 18:00")
    longhua.expects("稍后提醒", "3.1").expects_nothing()


async def test_nothing_is_put_off_past_its_last_working_day(office: StoryOffice) -> None:
    longhua = read_up(office.phone("龙华区政府联系人"))
    await longhua.says("稍后 11月8日")
    longhua.expects("10月29日（周五）9时07分", "临近时限")
    await office.wait_until("2021-10-29 12:00")
    longhua.expects("3.1", "今天").expects_nothing()


async def test_who_is_away_is_stood_in_for_and_it_ends_by_itself(office: StoryOffice) -> None:
    longhua, leader = read_up(office.phone("龙华区政府联系人")), read_up(office.phone("龙华区政府分管负责人"))
    await longhua.says("请假 10月25日至10月27日 由龙华区政府分管负责人代办")
    longhua.expects("10月25日", "10月27日", "分管负责人")
    leader.expects("代龙华区政府联系人接收", "3.1")
    await office.wait_until("2021-10-27 18:00")
    longhua.expects_nothing()
    leader.expects("3.1", "代龙华区政府联系人接收").expects_nothing()
    await office.wait_until("2021-10-28 18:00")
    longhua.expects("3.1")
    leader.expects_nothing()


async def test_only_a_seat_of_the_same_unit_can_stand_in(office: StoryOffice) -> None:
    longhua = read_up(office.phone("龙华区政府联系人"))
    await longhua.says("请假 10月25日至10月27日 由美兰区政府联系人代办")
    longhua.expects("不是本单位的岗位", "龙华区政府分管负责人")


async def test_a_successor_gets_everything_open_and_the_predecessor_nothing_more(office: StoryOffice) -> None:
    admin = office.phone("系统管理员")
    for number, (word, address) in enumerate((("邀请", "old"), ("交接", "new"))):
        await admin.says(f"{word} 美兰区政府联系人")
        code = admin.shown[-1].text.split("：")[1].split()[0]
        hear(office.office, Incoming("web", f"redeem-{number}", address, code), office.now)
        await office.carry()
    net = office.network
    old, new = Phone(office, net, "old", "原联系人"), Phone(office, net, "new", "接任者")
    new.expects("绑定成功", "美兰区政府联系人", "3.1")
    read_up(old)
    hear(office.office, Incoming("web", "late", "old", "待办"), office.now)
    await office.carry()
    assert "待办" not in "".join(shown.text for shown in old.unseen)


async def test_the_desk_takes_a_ruling_back_and_the_unit_hears_of_it(office: StoryOffice) -> None:
    longhua, lead = office.phone("龙华区政府联系人"), office.phone("市司法局牵头联系人")
    await longhua.says("完成 3.1 已公布")
    await lead.says("通过 3.1 龙华区")
    await lead.presses("撤回")
    lead.expects("已撤回", "龙华区政府", "待审核")
    assert "撤回了此前的审核通过" in longhua.shown[-1].text
    await lead.says("待审")
    lead.expects("龙华区政府", "3.1")


async def test_a_ruling_the_unit_acted_on_stands(office: StoryOffice) -> None:
    longhua, lead = office.phone("龙华区政府联系人"), office.phone("市司法局牵头联系人")
    await longhua.says("完成 3.1 已公布")
    await lead.says("退回 3.1 龙华区 缺网址")
    office.now = office.now.replace(hour=13)
    await longhua.says("完成 3.1 网址已补")
    await lead.says("撤回 3.1")
    lead.expects("不能再撤回")


async def test_a_setting_says_what_it_comes_to_before_it_counts(office: StoryOffice) -> None:
    admin, longhua = read_up(office.phone("系统管理员")), read_up(office.phone("龙华区政府联系人"))
    await admin.says("提醒 提前2天，当天")
    admin.expects("待确认", "少", "条")
    await admin.says("提醒")
    admin.expects("提前7、3、1个工作日")
    await admin.says("提醒 提前2天，当天")
    await admin.presses("确认修改")
    admin.expects("设置已改")
    await office.wait_until("2021-10-26 12:00")
    longhua.expects_nothing()
    await office.wait_until("2021-10-27 12:00")
    longhua.expects("还有2个工作日")


async def test_a_report_on_the_wrong_item_is_moved_by_saying_so(office: StoryOffice) -> None:
    longhua = office.phone("龙华区政府联系人")
    await longhua.says("进展 3.1 60% 正在征求意见")
    await longhua.says("是5.4不是3.1")
    longhua.expects("5.4", "60%", "正在征求意见")
    await longhua.says("详情 3.1")
    assert "正在征求意见" not in longhua.shown[-1].text


async def test_a_reason_typed_after_the_question_finishes_the_act(office: StoryOffice) -> None:
    longhua = office.phone("龙华区政府联系人")
    await longhua.says("延期 3.1")
    assert longhua.shown[-1].kind == "which_one"
    await longhua.says("11月15日 目录仍在征求意见")
    assert "11月15日" in longhua.shown[-1].text


# ---------------------------------------------------------------- what was said is put right


async def heard_by(office: StoryOffice, unit: str, text: str) -> set[str]:
    """Whose screens show something new after these words, the speaker's own left out."""
    before = {phone.title: len(phone.shown) for phone in office.phones()}
    await office.phone(unit).says(text)
    return {p.title for p in office.phones() if len(p.shown) > before[p.title] and p.title != unit}


@pytest.mark.parametrize(
    "report",
    [
        "完成 3.1 已公布",
        "延期 3.1 至11月15日 常务会改期",
        "困难 3.1 需市司法局协调",
        "改派 3.1 不属本单位职责",
        "进展 3.1 60%",
    ],
)
@pytest.mark.parametrize("correction", ["撤回 3.1", "更正 进展 3.1 80%"])
async def test_whoever_was_told_of_a_report_hears_that_it_no_longer_holds_and_nobody_else(
    office: StoryOffice, report: str, correction: str
) -> None:
    told = await heard_by(office, "龙华区政府联系人", report)
    assert await heard_by(office, "龙华区政府联系人", correction) == told
    for title in told:
        assert "原报送不再有效" in office.phone(title).shown[-1].text


async def test_what_was_taken_back_before_anybody_heard_of_it_is_told_to_nobody(office: StoryOffice) -> None:
    office.now = office.now.replace(hour=20)
    longhua, lead = office.phone("龙华区政府联系人"), read_up(office.phone("市司法局牵头联系人"))
    await longhua.says("完成 3.1 已公布")
    await longhua.says("撤回")
    await office.wait_until("2021-10-21 08:50")
    assert all("3.1" not in shown.text for shown in lead.unseen)


@pytest.mark.parametrize(
    "line",
    [
        "完成 3.1 办理结果",
        "进展 3.1 60% 目前情况",
        "次数 1.1 +1 今天 活动名称",
        "困难 3.1 难点和需要谁协调",
        "佐证 3.1 网址或材料说明",
        "改派 3.1 理由、建议由哪个单位办理",
    ],
)
async def test_a_line_of_ours_sent_back_as_it_stands_is_not_filled_in(office: StoryOffice, line: str) -> None:
    longhua = office.phone("龙华区政府联系人")
    await longhua.says("待办")
    before = longhua.shown[-1].text
    await longhua.says(line)
    longhua.expects("未记录", "是示例，要换成实际内容")
    await longhua.says("待办")
    assert longhua.shown[-1].text == before


# ---------------------------------------------------------------- two at once


async def test_of_two_colleagues_the_later_word_holds_and_both_know(office: StoryOffice) -> None:
    contact, leader = office.phone("龙华区政府联系人"), office.phone("龙华区政府分管负责人")
    await contact.says("进展 3.1 60% 正在征求意见")
    contact.forgets()
    office.now = office.now.replace(hour=14)
    await leader.says("进展 3.1 70% 已上会")
    leader.expects("70%", "今天龙华区政府联系人已报过进展，以本次为准")
    contact.expects("本单位反馈", "龙华区政府分管负责人", "70%")
    await contact.says("详情 3.1")
    contact.expects("办理中 70%", "60%", "70%")


async def test_of_two_colleagues_on_different_days_nobody_is_disturbed(office: StoryOffice) -> None:
    contact, leader = office.phone("龙华区政府联系人"), office.phone("龙华区政府分管负责人")
    await contact.says("进展 3.1 60% 正在征求意见")
    await office.wait_until("2021-10-21 15:00")
    contact.forgets()
    await leader.says("进展 3.1 70%")
    contact.expects_nothing()


async def test_a_correction_while_the_desk_rules_is_told_to_both(office: StoryOffice) -> None:
    contact, lead = office.phone("龙华区政府联系人"), office.phone("市司法局牵头联系人")
    await contact.says("完成 3.1 已公布")
    lead.forgets()
    await contact.says("更正 进展 3.1 80% 还差盖章")
    lead.expects("原报送不再有效")
    await lead.says("通过 3.1 龙华区")  # the button under the first letter
    lead.expects("未记录")
    await contact.says("详情 3.1")
    contact.expects("办理中 80%")


async def test_the_same_button_pressed_twice_acts_once_and_says_so(office: StoryOffice) -> None:
    contact, lead = office.phone("龙华区政府联系人"), office.phone("市司法局牵头联系人")
    await contact.says("完成 3.1 已公布")
    await lead.presses("通过")
    lead.expects("已通过")
    heard = len(contact.shown)
    await lead.presses("通过")
    assert "已通过" not in lead.shown[-1].text
    assert len(contact.shown) == heard
