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
    old, new = Phone(office, "old", "原联系人"), Phone(office, "new", "接任者")
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
