"""预演: what is foreseen is what then happens."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.loading import load
from bot.preview import Preview, preview, standing
from bot.rehearsal import Asked, Rehearsed, rehearse
from db.engine import reading
from db.models import Contact, Outbox
from schedules.plan import Plan
from schedules.planfile import read_plan
from tests.office import ZONE, StoryOffice, story_office

HAIKOU = read_plan(Path(__file__).parent.parent / "plans" / "haikou-2021h2.yaml")
FIRST, LAST = date(2021, 8, 9), date(2022, 1, 12)

Heard = Counter[tuple[date, str, str, tuple[str, ...]]]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[StoryOffice]:
    office = story_office(tmp_path, "2021-08-09 09:00")
    yield office
    office.close()


def adopt(office: StoryOffice, plan: Plan) -> None:
    """The plan comes into force; its letters have not left yet."""
    with reading(office.office.engine) as tx:
        rules = office.office.rules(tx)
    office.office.writer.run(lambda tx: load(rules, plan, "系统", office.now, tx))


def foreseen(office: StoryOffice, first: date = FIRST, last: date = LAST) -> Preview:
    with reading(office.office.engine) as tx:
        rules = office.office.rules(tx)
        return preview(standing(tx, rules, office.now), rules, first, last)


def told(found: Preview) -> Heard:
    return Counter(
        (one.day, one.seat, one.kind, tuple(sorted({code for code, _ in one.about})))
        for one in found.heard
        if one.kind != "digest"
    ) + Counter((one.day, one.seat, one.kind, ()) for one in found.heard if one.kind == "digest")


def heard(office: StoryOffice, since: datetime | None = None) -> Heard:
    """What really went out, by day and seat."""
    query = select(Outbox.sent_at, Contact.title, Outbox.kind, Outbox.about).join(
        Contact, Contact.id == Outbox.contact_id
    )
    with reading(office.office.engine) as tx:
        rows = [row for row in tx.execute(query) if row.sent_at and (since is None or row.sent_at > since)]
    return Counter(
        (
            row.sent_at.astimezone(ZONE).date(),
            row.title,
            row.kind,
            tuple(sorted(row.about)) if row.kind != "digest" else (),
        )
        for row in rows
    )


async def test_the_half_year_foreseen_is_the_half_year_that_happens(office: StoryOffice) -> None:
    adopt(office, HAIKOU)
    expected = foreseen(office)
    await office.carry()
    await office.wait_until("2022-01-12 20:00")
    assert told(expected) == heard(office)
    assert len(expected.heard) == heard(office).total()


async def test_what_was_answered_put_off_and_handed_over_is_foreseen_too(office: StoryOffice) -> None:
    await office.adopts(HAIKOU)
    longhua = office.phone("龙华区政府联系人")
    await longhua.says("全部签收")
    await office.wait_until("2021-10-20 12:00")
    await longhua.says("完成 3.1 已公布")
    await longhua.says("稍后 明天")
    await office.phone("美兰区政府联系人").says("请假 代办 美兰区政府分管负责人 至10月29日")
    before = office.now
    expected = foreseen(office, before.date(), LAST)
    await office.wait_until("2022-01-12 20:00")
    assert told(expected) == heard(office, before)


async def test_in_chat_the_coordinator_sees_october_before_it_comes(office: StoryOffice) -> None:
    await office.adopts(HAIKOU)
    coordinator = office.phone("市委依法治市办协调员")
    await coordinator.says("预演 10月")
    coordinator.expects("预演", "10月1日", "10月31日", "最多的一天：10月20日", "临期 3.1")
    await coordinator.presses("看最多的一天")
    coordinator.expects("10月20日", "临期 3.1", "等30个岗位")
    await coordinator.says("预演 昨天")
    coordinator.expects("已经过去")
    await coordinator.says("预演 那几天")
    coordinator.expects("不是日期")
    contact = office.phone("龙华区政府联系人")
    await contact.says("预演 10月")
    assert "预演】10月" not in contact.shown[-1].text


async def test_a_forecast_leaves_no_trace(office: StoryOffice) -> None:
    adopt(office, HAIKOU)
    before = told(foreseen(office))
    with reading(office.office.engine) as tx:
        rules = office.office.rules(tx)
    asked = Asked(plan=replace(HAIKOU, key="another"), ladder="30 20 10 0")
    office.office.writer.run(lambda tx: rehearse(tx, rules, office.now, asked))
    assert told(foreseen(office)) == before
    assert office.history_holds()


def test_a_plan_not_yet_loaded_is_foreseen_as_if_it_were(office: StoryOffice) -> None:
    with reading(office.office.engine) as tx:
        rules = office.office.rules(tx)
    ahead = office.office.writer.run(lambda tx: rehearse(tx, rules, office.now, Asked(FIRST, LAST, HAIKOU)))
    adopt(office, HAIKOU)
    assert told(ahead.preview) == told(foreseen(office))


def test_a_longer_ladder_is_counted_before_it_is_set(office: StoryOffice) -> None:
    adopt(office, HAIKOU)
    with reading(office.office.engine) as tx:
        rules = office.office.rules(tx)

    def compared(ladder: str) -> Rehearsed:
        asked = Asked(FIRST, LAST, ladder=ladder)
        return office.office.writer.run(lambda tx: rehearse(tx, rules, office.now, asked))

    same, longer = compared("7 3 1 0 -1 -3 -7"), compared("20 15 10 7 3 1 0 -1 -3 -7")
    assert same.other is not None
    assert longer.other is not None
    assert told(same.other) == told(same.preview)
    assert len(longer.other.heard) > len(longer.preview.heard)
    assert longer.ladder == "提前20、15、10、7、3、1个工作日，当天，逾期1、3、7个工作日"


def test_weeks_and_the_heaviest_day_are_counted_by_hand(office: StoryOffice) -> None:
    adopt(office, HAIKOU)
    found = foreseen(office, date(2021, 10, 18), date(2021, 10, 31))
    by_hand = Counter(one.day for one in found.heard)
    assert found.heaviest == (date(2021, 10, 20), by_hand[date(2021, 10, 20)])
    assert found.by_week[date(2021, 10, 25), "龙华区政府联系人"] == sum(
        one.seat == "龙华区政府联系人" and one.day >= date(2021, 10, 25) for one in found.heard
    )
    assert found.busiest is not None
    assert found.busiest[2] == max(found.by_week.values())
