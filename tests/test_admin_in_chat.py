"""The administrator in chat: wordings, roles and handing over, each seen in its effect before it counts."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels import Incoming
from bot.conversation import hear
from db import settings
from messages.render import broken
from schedules.planfile import read_plan
from tests.office import Phone, StoryOffice, story_office

HAIKOU = read_plan(Path(__file__).parent.parent / "plans" / "haikou-2021h2.yaml")


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[StoryOffice]:
    """Wednesday, 20 October 2021, noon."""
    office = story_office(tmp_path, "2021-10-11 09:00")
    await office.adopts(HAIKOU)
    await office.phone("龙华区政府联系人").says("全部签收")
    await office.wait_until("2021-10-20 12:00")
    for phone in office.phones():
        phone.forgets()
    yield office
    office.close()


def last(phone: Phone) -> str:
    return phone.shown[-1].text


def binds(office: StoryOffice, address: str, code: str) -> Phone:
    hear(office.office, Incoming("web", f"redeem-{address}-{code}", address, code), office.now)
    return Phone(office, office.network, address, address)


def code_in(phone: Phone) -> str:
    found = re.search(r"：([A-Z0-9]{8})\n", last(phone))
    assert found, last(phone)
    return found[1]


# ---------------------------------------------------------------- 模板


async def test_a_wording_is_seen_changed_shown_confirmed_and_taken_back(office: StoryOffice) -> None:
    admin, longhua = office.phone("系统管理员"), office.phone("龙华区政府联系人")
    await admin.says("模板")
    admin.expects("督办提醒", "办结通知")
    await admin.says("模板 督办提醒")
    admin.expects("请抓紧办理，按时反馈", "换成")
    await admin.says("模板 督办提醒 把“请抓紧办理，按时反馈”换成“请于时限前办结”")
    admin.expects("待确认", "网页、Telegram", "企业微信", "请于时限前办结", "请回复：完成 3.1")
    await office.wait_until("2021-10-26 12:00")  # not confirmed: the morning of the 26th is as before
    assert "请抓紧办理，按时反馈" in last(longhua)
    await admin.says("模板 督办提醒 确认")
    admin.expects("模板已改", "恢复上一版")
    await office.wait_until("2021-10-28 12:00")
    assert "请于时限前办结" in last(longhua)
    await admin.says("模板 督办提醒 恢复上一版")
    await office.wait_until("2021-10-29 12:00")
    assert "请于时限前办结" not in last(longhua)
    assert office.history_holds()


async def test_a_plain_yes_confirms_what_was_just_shown_and_no_leaves_it(office: StoryOffice) -> None:
    admin = office.phone("系统管理员")
    await admin.says("模板 办结通知 把“予以销号”换成“准予销号”")
    await admin.says("算了")
    await admin.says("模板 办结通知")
    admin.expects("用的是原文")
    await admin.says("模板 办结通知 把“予以销号”换成“准予销号”")
    await admin.says("确认")
    admin.expects("模板已改")
    await admin.says("模板 办结通知 恢复原文")
    await admin.says("模板 办结通知")
    admin.expects("用的是原文")


async def test_a_whole_wording_can_be_typed_with_its_marks_and_lines(office: StoryOffice) -> None:
    admin, longhua = office.phone("系统管理员"), office.phone("龙华区政府联系人")
    lead = office.phone("市司法局牵头联系人")
    await admin.says(
        "模板 办结通知 改：【督办办结】{{ code|strong }} {{ title }}\n{{ by }}已审核，予以销号。"
    )
    admin.expects("待确认", "【督办办结】3.1", "市委依法治市办已审核")
    await admin.presses("确认")
    await longhua.says("完成 3.1 已公布")
    await lead.says("通过 3.1 龙华区")
    assert last(longhua).startswith("【督办办结】3.1 ")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("模板 晨抱", "没有叫“晨抱”的模板"),
        ("模板 办结通知 改：{{ codes }} 办结", "第1行的“codes”不是这条消息里有的内容"),
        ("模板 办结通知 改：办结\n{{ code.__class__ }}", "第2行的“__class__”不能取用"),
        ("模板 办结通知 改：{% if by %}经{{ by }}审核", "第1行的 {% if %} 没有结束"),
        ("模板 办结通知 改：经{{ by 审核", "第1行的标记不完整"),
        ("模板 办结通知 改：<b>办结</b>{{ code }}", "第1行有“<”"),
        ("模板 办结通知 改：办结\n{% include '_parts.j2' %}", "第2行的写法不能用"),
        ("模板 办结通知 改：{{ 'a' * 999999999 }}", "第1行的写法不能用"),
        ("模板 办结通知 改：" + "办结" * 400, "企业微信一条最多2048字节"),
        ("模板 督办提醒 改：今日需办{{ message.lines|length }}项", "少了可以照抄的回复“完成 3.1 办理结果”"),
        ("模板 督办提醒 把“按时办完”换成“办完”", "没有“按时办完”这句话"),
        ("模板 督办提醒 把“请抓紧办理”换成“{{ 1/0 }}”", "会弄乱程序标记"),
        ("模板 督办提醒 随便改改", "没有看懂要怎么改"),
        ("模板 督办提醒 确认", "没有待确认的改动"),
        ("模板 督办提醒 恢复上一版", "没有改过"),
    ],
)
async def test_a_wording_that_could_do_harm_is_refused_with_its_line(
    office: StoryOffice, typed: str, answer: str
) -> None:
    admin = office.phone("系统管理员")
    await admin.says(typed)
    admin.expects("未记录", answer)
    with office.office.engine.connect() as tx:
        assert not office.office.rules(tx).wordings


async def test_a_broken_wording_stops_no_message_and_the_admin_hears_of_it_once(office: StoryOffice) -> None:
    """As after an upgrade that renamed a fact: what was right when it was confirmed fails now."""
    admin, longhua = office.phone("系统管理员"), office.phone("龙华区政府联系人")
    bad = {"template:recorded": "{{ code }} {{ no_longer_there }}"}
    office.office.writer.run(lambda tx: settings.change(tx, settings.OFFICE, bad, "系统", office.now))
    await longhua.says("进展 3.1 60%")
    longhua.expects("【已记录】3.1", "60%")
    assert "模板停用" in last(admin)
    assert "已记录" in last(admin)
    await longhua.says("进展 3.1 70%")
    assert sum("模板停用" in shown.text for shown in admin.shown) == 1
    broken.clear()


async def test_only_an_admin_changes_a_wording(office: StoryOffice) -> None:
    for title in ("龙华区政府联系人", "依法治市办协调员", "市司法局牵头联系人"):
        phone = office.phone(title)
        await phone.says("模板 办结通知 改：{{ code }}")
        assert "模板已改" not in last(phone)
        assert "待确认" not in last(phone)


# ---------------------------------------------------------------- 角色


async def test_a_role_is_changed_after_its_effect_was_shown(office: StoryOffice) -> None:
    admin, leader = office.phone("系统管理员"), office.phone("龙华区政府分管负责人")
    await admin.says("角色 龙华区政府分管负责人")
    admin.expects("分管领导", "改为")
    await admin.says("角色 龙华区政府分管负责人 改为 协调员")
    admin.expects("待确认", "条，比现在多", "可审核全部34项")
    await leader.says("汇总")
    assert "不在本岗位权限内" in last(leader)
    await admin.presses("确认修改")
    admin.expects("设置已改", "协调员")
    await leader.says("汇总")
    leader.expects("督办日报")
    await office.wait_until("2021-10-21 12:00")
    assert "督办日报" in last(leader)
    assert office.history_holds()


async def test_a_unit_about_to_lose_its_only_contact_is_told_of(office: StoryOffice) -> None:
    admin = office.phone("系统管理员")
    await admin.says("把龙华区政府联系人改为领导")
    admin.expects("待确认", "龙华区政府将没有联系人", "比现在少")


async def test_the_last_admin_stays(office: StoryOffice) -> None:
    admin = office.phone("系统管理员")
    await admin.says("角色 系统管理员 改为 联系人")
    admin.expects("唯一的管理员")
    await admin.says("角色 依法治市办协调员 改为 管理员 确认")
    await admin.says("角色 系统管理员 改为 联系人 确认")
    admin.expects("设置已改")


# ---------------------------------------------------------------- 交接


async def test_the_predecessor_hands_over_by_himself(office: StoryOffice) -> None:
    admin, others = office.phone("系统管理员"), office.phone("龙华区政府分管负责人")
    await admin.says("邀请 美兰区政府联系人")
    old = binds(office, "old", code_in(admin))
    await office.carry()
    await old.says("进展 3.1 60% 正在征求意见")
    await old.says("我要交接")
    old.expects("交接码", "美兰区政府联系人", "原账号1个", "交接之前一切照旧")
    code = code_in(old)
    await old.says("待办")
    old.expects("待办")  # until the code is used, nothing changes
    others.forgets()
    coordinator = office.phone("依法治市办协调员")
    coordinator.forgets()
    new = binds(office, "new", code)
    await office.carry()
    new.expects("绑定成功", "全部未办结事项由本账号接续", "3.1", "正在征求意见")
    assert "岗位交接" in last(admin)
    assert "原账号1个已停用" in last(admin)
    others.expects_nothing()
    coordinator.expects_nothing()
    await old.says("待办")
    assert "3.1" not in "".join(shown.text for shown in old.unseen)
    await new.says("进展 3.1 70%")
    new.expects("已记录")


# ---------------------------------------------------------------- every setting in numbers


@pytest.mark.parametrize(
    ("typed", "effect"),
    [
        ("提醒 提前2天，当天", r"少发?\d+条"),
        ("时间 10:30", r"\d+条改在别的时间"),
        ("静默 08:30-17:00", r"今后30天共发\d+条"),
        ("汇总时间 09:30", r"\d+条改在别的时间"),
        ("周报日 周三", r"今后30天共发\d+条"),
        ("月报日 5日", r"今后30天共发\d+条"),
        ("签收期限 5个工作日", r"自下一次交办起执行"),
        ("停办日 2021-10-29", r"\d+条"),
        ("加班日 2021-10-23", r"今后30天共发\d+条"),
    ],
)
async def test_every_setting_says_in_numbers_what_it_comes_to(
    office: StoryOffice, typed: str, effect: str
) -> None:
    admin = office.phone("系统管理员")
    await admin.says(typed)
    admin.expects("待确认", "条")
    assert re.search(effect, last(admin)), last(admin)
    assert re.search(r"\d+条", last(admin))


async def test_codes_say_in_numbers_what_they_come_to(office: StoryOffice) -> None:
    admin = office.phone("系统管理员")
    await admin.says("邀请 龙华区政府联系人")
    admin.expects("目前没有账号", "待办")
    await admin.says("交接 龙华区政府联系人")
    assert re.search(r"未办结\d+项及往来全部转入", last(admin))
