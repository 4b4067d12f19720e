"""The half-year of the real notice, told with phones and a clock: once on each network, with the same words expected."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import time
from pathlib import Path

import pytest

from schedules.planfile import read_plan
from schedules.workdays import WorkCalendar
from tests.office import ZONE, Phone, StoryOffice, story_office
from tests.wires import on_telegram, on_wecom

HAIKOU = read_plan(Path(__file__).parent.parent / "plans" / "haikou-2021h2.yaml")
# What the office says unasked. Answers come at any hour: somebody is waiting for them.
UNASKED = {"assigned", "morning", "urged", "digest", "phone_list", "plan_loaded"}


@pytest.fixture(params=["web", "telegram", "wecom"])
async def office(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[StoryOffice]:
    """Monday, 9 August 2021: the plan has just come into force, and everybody has the bot on the phone."""
    office = story_office(tmp_path, "2021-08-09 09:00")
    async with AsyncExitStack() as stack:
        if request.param == "telegram":
            office.network = await stack.enter_async_context(on_telegram(office, tmp_path / "files"))
        elif request.param == "wecom":
            office.network = await stack.enter_async_context(on_wecom(office, tmp_path / "files"))
        await office.adopts(HAIKOU)
        yield office
    office.close()


async def test_publication_hands_every_unit_its_items_in_one_message(office: StoryOffice) -> None:
    office.phone("龙华区政府联系人").expects(
        "任务交办",
        "海司〔2021〕162号",
        "24项",
        "8月12日（周四）前签收",
        "3.1 制定并公布重大行政决策目录",
        "请回复：全部签收",
    ).expects_nothing()
    office.phone("龙华区政府分管负责人").expects_nothing()
    office.phone("市委依法治市办协调员").expects_nothing()


async def test_who_signs_is_left_in_peace_and_who_does_not_is_asked_again(office: StoryOffice) -> None:
    longhua, meilan = office.phone("龙华区政府联系人"), office.phone("美兰区政府联系人")
    await longhua.presses("全部签收")
    longhua.expects("已签收", "24项")
    meilan.forgets()
    await office.wait_until("2021-08-11 18:00")
    meilan.expects_nothing()
    await office.wait_until("2021-08-13 18:00")
    meilan.expects("待签收24", "请回复：全部签收")
    longhua.expects_nothing()


async def test_lectures_are_counted_behind_pace_is_spoken_of_and_three_are_enough(
    office: StoryOffice,
) -> None:
    longhua = office.phone("龙华区政府联系人")
    await longhua.says("全部签收")
    await office.wait_until("2021-09-01 12:00")
    longhua.forgets()
    await longhua.says("次数 1.1 +1 8月20日 民法典专题")
    longhua.expects("8月20日", "累计1次", "民法典专题")
    await longhua.says("次数 1.1 +1 8月20日 民法典专题")
    longhua.expects("未记录", "记过")
    await office.wait_until("2021-10-08 12:00")
    assert any("1.1" in shown.text and "滞后" in shown.text for shown in longhua.forgets())
    await longhua.says("次数 1.1 +1 10月8日 行政处罚法")
    longhua.expects("累计2次")
    await office.wait_until("2021-11-01 12:00")
    assert not [shown for shown in longhua.forgets() if "1.1" in shown.text]
    await longhua.says("次数 1.1 +1 11月1日 行政复议法")
    longhua.expects("累计3次", "已报牵头单位审核")


async def test_a_catalogue_is_reported_returned_corrected_and_approved(office: StoryOffice) -> None:
    longhua, lead = office.phone("龙华区政府联系人"), office.phone("市司法局牵头联系人")
    await longhua.says("全部签收")
    await office.wait_until("2021-10-20 12:00")
    assert "还有7个工作日" in longhua.forgets()[-1].text
    await longhua.says("完成 3.1 已于10月19日公布")
    longhua.expects("3.1", "办结", "审核")
    lead.forgets()
    await lead.says("待审")
    lead.expects("龙华区政府", "3.1")
    await lead.says("退回 3.1 龙华区 缺公布网址")
    lead.expects("已退回", "缺公布网址")
    longhua.expects("退回补正", "缺公布网址", "请回复：完成 3.1")
    await longhua.says("完成 3.1 网址已补在门户网站")
    lead.expects("待审核", "网址已补在门户网站")
    await lead.presses("通过")
    lead.expects("已通过", "1/31")
    longhua.expects("3.1", "办结")
    longhua.expects("办结", "予以销号").expects_nothing()
    await office.wait_until("2021-11-10 12:00")
    assert not [shown for shown in longhua.forgets() if "3.1" in shown.text]


async def test_the_day_it_happened_is_understood_and_said_back(office: StoryOffice) -> None:
    longhua, lead = office.phone("龙华区政府联系人"), office.phone("市司法局牵头联系人")
    await office.wait_until("2021-10-20 12:00")
    await longhua.says("3.1搞完了，目录昨天挂网了")
    longhua.expects("3.1", "办结（10月19日）", "目录昨天挂网了")
    assert "完成于10月19日" in lead.shown[-1].text


async def test_a_laggard_is_pushed_three_times_then_the_leader_then_the_telephone(
    office: StoryOffice,
) -> None:
    meilan, leader = office.phone("美兰区政府联系人"), office.phone("美兰区政府分管负责人")
    lead = office.phone("市司法局牵头联系人")
    await meilan.says("全部签收")
    await office.wait_until("2021-10-31 20:00")
    meilan.forgets()
    lead.forgets()
    await office.wait_until("2021-11-01 12:00")
    meilan.expects("逾期", "第1次催办", "3.1")
    leader.expects_nothing()
    await office.wait_until("2021-11-03 12:00")
    meilan.expects("第2次", "3.1")
    leader.expects("第2次", "美兰区政府分管领导", "3.1").expects_nothing()
    assert not [shown for shown in lead.forgets() if shown.kind == "phone_list"]
    await office.wait_until("2021-11-09 12:00")
    meilan.expects("第3次")
    leader.expects("第3次")
    (calls,) = [shown for shown in lead.forgets() if shown.kind == "phone_list"]
    assert "美兰区政府" in calls.text
    assert "要说的话" in calls.text


async def test_an_extension_is_asked_granted_and_reminded_by_its_own_day(office: StoryOffice) -> None:
    qiongshan, lead = office.phone("琼山区政府联系人"), office.phone("市司法局牵头联系人")
    await qiongshan.says("全部签收")
    await office.wait_until("2021-10-21 12:00")
    lead.forgets()
    await qiongshan.says("延期 3.1 至11月15日 目录仍在征求意见")
    qiongshan.expects("申请延期至11月15日（周一）", "批复前仍以10月31日")
    lead.expects("延期申请", "琼山区政府", "目录仍在征求意见")
    await lead.presses("同意延期")
    lead.expects("已同意延期至11月15日")
    qiongshan.expects("同意延期", "11月15日", "原时限10月31日")
    await office.wait_until("2021-11-03 12:00")
    assert not [shown for shown in qiongshan.forgets() if "3.1" in shown.text]
    await office.wait_until("2021-11-15 12:00")
    assert any("3.1" in shown.text and "今天到期" in shown.text for shown in qiongshan.forgets())


async def test_a_figure_is_computed_judged_strictly_and_its_base_watched(office: StoryOffice) -> None:
    longhua = office.phone("龙华区政府联系人")
    await longhua.says("全部签收")
    await longhua.says("指标 8.1 6/12")
    longhua.expects("50%", "未达标", "还差1件")
    await longhua.says("指标 8.1 7/12")
    longhua.expects("58.3%（7/12）", "达标")
    await longhua.says("指标 8.1 7/10")
    longhua.expects("12", "10", "核减")
    await longhua.presses("是，核减为10")
    longhua.expects("70%（7/10）")


async def test_the_whole_half_year_keeps_every_promise(office: StoryOffice) -> None:
    """One willing unit, the others silent, from August to the new year: hours, days off, and once only."""
    longhua, lead = office.phone("龙华区政府联系人"), office.phone("市司法局牵头联系人")
    await longhua.says("全部签收")
    await office.wait_until("2021-10-20 12:00")
    await longhua.says("完成 3.1 已公布，网址见门户网站")
    await lead.says("通过 3.1 龙华区")
    await office.wait_until("2021-12-28 12:00")
    last_mornings = [shown for shown in longhua.shown if shown.kind == "morning"][-1]
    assert "12月31日（周五）" in last_mornings.text
    await office.wait_until("2022-01-13 12:00")
    for phone in office.phones():
        _spoken_to_at_decent_hours(phone)
        _at_most_one_reminder_a_day(phone)
        _nothing_said_twice(phone)
    assert not [s for s in longhua.shown if "3.1" in s.text and s.at.isoformat() > "2021-10-21"]
    assert any(shown.kind == "phone_list" for shown in lead.shown)
    assert office.history_holds()


def _spoken_to_at_decent_hours(phone: Phone) -> None:
    calendar = WorkCalendar()
    for shown in phone.shown:
        local = shown.at.astimezone(ZONE)
        if shown.kind in UNASKED:
            assert calendar.is_workday(local.date()), (phone.title, local, shown.text)
            assert time(8, 30) <= local.time() < time(18, 0), (phone.title, local, shown.text)


def _at_most_one_reminder_a_day(phone: Phone) -> None:
    mornings = Counter(s.at.astimezone(ZONE).date() for s in phone.shown if s.kind == "morning")
    assert not [day for day, times in mornings.items() if times > 1], phone.title


def _nothing_said_twice(phone: Phone) -> None:
    ids = Counter(shown.outbox_id for shown in phone.shown)
    assert max(ids.values(), default=1) == 1, phone.title
