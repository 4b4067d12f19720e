"""Duties that come back: one account a unit, moving from period to period over the year's end."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.loading import compare
from db import account as ledger
from db.account import Account
from db.engine import reading
from schedules.periods import due_after, due_from, recurrence_of
from schedules.plan import Plan
from schedules.planfile import PlanFaults, as_json, parse_plan
from schedules.workdays import DEFAULT
from tests.office import StoryOffice, story_office

ISSUED = date(2021, 8, 9)
TEXT = """
plan: {key: back, title: 定期报送要点, issued: 2021-08-09, period: [2021-07-01, 2022-06-30]}
units: [市司法局, 龙华区政府, 美兰区政府]
seats: [auto, {title: 协调员, unit: 市司法局, role: coordinator}]
tasks:
- no: 一
  title: 定期报送
  leads: [市司法局]
  responsible: [龙华区政府, 美兰区政府]
  items:
  - {id: 1.1, title: 报送工作小结, measure: deliver, due: 每季度末, who: all, sentence: 每季度末报送工作小结。}
  - {id: 1.2, title: 举办法治讲座, measure: count, target: 至少1次, due: 每半年, who: all, sentence: 每半年至少举办1次讲座。}
- no: 一百零三
  title: 台账
  responsible: [龙华区政府]
  items:
  - {id: 103.1, title: 报送台账, measure: deliver, due: 每季度末前5个工作日, who: all, sentence: 每季度末前5个工作日报送。}
  - {id: 103.2, title: 报送数据, measure: deliver, due: 每月5日前, who: all, sentence: 每月5日前报送。}
"""


def plan_of(text: str = TEXT) -> Plan:
    return parse_plan(text, DEFAULT, lambda name: "")


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[StoryOffice]:
    office = story_office(tmp_path, "2021-08-09 09:00")
    await office.adopts(plan_of())
    yield office
    office.close()


def account_of(office: StoryOffice, unit: str, code: str) -> Account:
    with reading(office.office.engine) as tx:
        return next(a for a in ledger.accounts_in(tx, ALL) if a.unit == unit and a.code == code)


ALL = ("assigned", "accepted", "submitted", "returned", "done", "closed")


@pytest.mark.parametrize(
    ("phrase", "first", "second"),
    [
        ("每季度末", date(2021, 9, 30), date(2021, 12, 31)),
        ("每月5日前", date(2021, 9, 5), date(2021, 10, 5)),
        ("每季度首月10日前", date(2021, 10, 10), date(2022, 1, 10)),
        ("每季度末前5个工作日", date(2021, 9, 24), date(2021, 12, 24)),
        ("每半年", date(2021, 12, 31), date(2022, 6, 30)),
        ("每周五前", date(2021, 8, 13), date(2021, 8, 20)),
        ("10月底前", None, None),
        ("每日", None, None),
        (None, None, None),
    ],
)
def test_a_period_follows_the_other(phrase: str | None, first: date | None, second: date | None) -> None:
    assert due_from(phrase, ISSUED, date(2021, 7, 1), DEFAULT) == first
    if first is not None:
        assert due_after(phrase, ISSUED, first, DEFAULT) == second
    assert (recurrence_of(phrase, ISSUED, DEFAULT) is None) == (first is None)


def test_the_plan_file_takes_what_comes_back_and_numbers_above_a_hundred() -> None:
    items = {item["id"]: item for item in as_json(plan_of())["items"]}
    assert items["1.1"]["due"] == "2021-09-30"
    assert items["1.1"]["recurrence"] == "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"
    assert items["103.1"]["due"] == "2021-09-24"
    assert (items["103.2"]["due"], items["103.2"]["internal_due"]) == ("2021-09-05", "2021-09-03")


@pytest.mark.parametrize(
    ("due", "told"),
    [
        ("每日", "每日一次的事不设时限"),
        ("每年7月底前", "晚于计划期末"),
        ("每季度末报送、年底前总结", "读不懂"),
    ],
)
def test_what_cannot_come_back_within_the_plan_is_said(due: str, told: str) -> None:
    with pytest.raises(PlanFaults) as refused:
        plan_of(TEXT.replace("due: 每半年", f"due: {due}"))
    assert told in str(refused.value)


async def test_after_approval_the_next_period_opens_over_the_years_end(office: StoryOffice) -> None:
    longhua, lead = office.phone("龙华区政府联系人"), office.phone("市司法局牵头联系人")
    await longhua.says("全部签收")
    await office.wait_until("2021-09-28 12:00")
    assert any("1.1" in shown.text and "9月30日" in shown.text for shown in longhua.forgets())
    await longhua.says("完成 1.1 三季度小结已报")
    await lead.says("通过 1.1 龙华区政府")
    assert "下一期时限12月31日" in lead.shown[-1].text
    longhua.expects("已记录").expects("本期已办结", "2021年12月31日")
    now = account_of(office, "龙华区政府", "1.1")
    assert (now.state, now.due, now.since) == ("accepted", date(2021, 12, 31), date(2021, 10, 1))
    await longhua.says("详情 1.1")
    longhua.expects("本期：10月1日（周五）至12月31日", "三季度小结已报")

    longhua.forgets()
    await office.wait_until("2021-12-15 12:00")
    assert not [s for s in longhua.forgets() if "1.1" in s.text and s.kind == "morning"]
    await office.wait_until("2022-01-07 12:00")
    assert any("逾期" in shown.text and "1.1" in shown.text for shown in longhua.forgets())
    assert account_of(office, "龙华区政府", "1.1").urged > 0
    await longhua.says("完成 1.1 四季度小结已报")
    await lead.says("通过 1.1 龙华区政府")
    now = account_of(office, "龙华区政府", "1.1")
    assert (now.due, now.since, now.urged) == (date(2022, 3, 31), date(2022, 1, 1), 0)

    await office.wait_until("2022-03-30 12:00")
    await longhua.says("完成 1.1 一季度小结已报")
    await lead.says("通过 1.1 龙华区政府")
    await office.wait_until("2022-06-29 12:00")
    await longhua.says("完成 1.1 二季度小结已报")
    await lead.says("通过 1.1 龙华区政府")
    assert account_of(office, "龙华区政府", "1.1").state == "done"
    assert account_of(office, "美兰区政府", "1.1").due == date(2021, 9, 30)
    assert office.history_holds()


async def test_a_count_begins_anew_in_each_period(office: StoryOffice) -> None:
    longhua, lead = office.phone("龙华区政府联系人"), office.phone("市司法局牵头联系人")
    await longhua.says("全部签收")
    await office.wait_until("2021-12-01 12:00")
    await longhua.says("次数 1.2 +1 11月30日 民法典讲座")
    await lead.says("通过 1.2 龙华区政府")
    now = account_of(office, "龙华区政府", "1.2")
    assert (now.count, now.due, now.starts) == (0, date(2022, 6, 30), date(2022, 1, 1))


async def test_an_approval_taken_back_puts_the_period_back(office: StoryOffice) -> None:
    longhua, lead = office.phone("龙华区政府联系人"), office.phone("市司法局牵头联系人")
    await longhua.says("全部签收")
    await office.wait_until("2021-10-12 12:00")
    await longhua.says("完成 1.1 已报")
    before = account_of(office, "龙华区政府", "1.1")
    await lead.says("通过 1.1 龙华区政府")
    assert account_of(office, "龙华区政府", "1.1").due == date(2021, 12, 31)
    await lead.says("撤回 1.1")
    after = account_of(office, "龙华区政府", "1.1")
    assert (after.state, after.due, after.first_due, after.since) == (
        "submitted", date(2021, 9, 30), date(2021, 9, 30), before.since,
    )  # fmt: skip
    assert (after.urged, after.urged_on) == (before.urged, before.urged_on)


async def test_loading_the_plan_again_does_not_turn_periods_back(office: StoryOffice) -> None:
    longhua, lead = office.phone("龙华区政府联系人"), office.phone("市司法局牵头联系人")
    await longhua.says("完成 1.1 三季度小结已报")
    await lead.says("通过 1.1 龙华区政府")
    with reading(office.office.engine) as tx:
        assert compare(tx, plan_of()).empty
    await office.adopts(plan_of(TEXT.replace("报送工作小结,", "报送法治工作小结,")))
    assert account_of(office, "龙华区政府", "1.1").due == date(2021, 12, 31)
    await office.adopts(plan_of(TEXT.replace("due: 每季度末,", "due: 每月底前,")))
    assert account_of(office, "龙华区政府", "1.1").due == date(2021, 10, 31)
    assert account_of(office, "美兰区政府", "1.1").due == date(2021, 8, 31)
