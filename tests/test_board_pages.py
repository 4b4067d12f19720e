"""What the board shows: to whom, how narrowed, and that nothing anybody wrote becomes a page of ours."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.board.door import Visitor
from bot.board.look import Board, Look
from bot.board.matrix import matrix
from bot.digests import NEAR_DAYS
from db import account as ledger
from db import board
from db.board import Counts, Day, Narrowed
from db.engine import reading
from messages.lines import summary
from messages.picture import KINDS, light_of
from schedules.plan import Unit
from tests.board_visit import BoardOffice
from tests.small_plan import (
    ADMIN,
    COORDINATOR,
    COURT,
    JUSTICE,
    LEADER,
    LONGHUA,
    PLAN,
    XIUYING,
    SmallOffice,
    with_items,
)


@pytest.fixture
def office(small: SmallOffice, tmp_path: Path) -> BoardOffice:
    small.says(LONGHUA, "全部签收")
    small.at("2021-10-20 10:00")
    small.says(LONGHUA, "完成 3.1 已于10月19日公布")
    small.says(XIUYING, "进展 3.1 60% 正在征求意见")
    return BoardOffice(small, tmp_path)


def cells(html: str) -> list[tuple[str, str]]:
    """(address, mark) of the matrix."""
    return re.findall(r'<td><a class="[\w-]+" href="([^"]+)" title="[^"]*">(.)</a></td>', html)


def test_the_matrix_shows_every_account_once_with_its_mark(office: BoardOffice) -> None:
    html = office.visit(COORDINATOR).html
    with reading(office.small.office.engine) as tx:
        total = sum(t.total for t in ledger.tally(tx, office.small.now.date(), office.small.now.date()))
    found = cells(html)
    assert len(found) == len(set(found)) == total
    account = office.small.account("3.1")
    assert (f"/item/{account.item_id}?unit={account.unit_id}", "审") in found


def test_the_boards_sums_are_the_digests(office: BoardOffice) -> None:
    """One line, one tally: whoever compares the morning's message with the board finds the same numbers."""
    small = office.small
    for day_ in ("2021-10-20 10:00", "2021-11-02 10:00", "2022-01-10 10:00"):
        small.at(day_)
        today = small.now.date()
        with reading(small.office.engine) as tx:
            until = small.office.rules(tx).policy.calendar.add(today, NEAR_DAYS)
            digest = summary(ledger.tally(tx, today, until))
            mine = [one.counts for one in board.by_item(tx, Narrowed(), Day(today, until))]
            units, _ = board.by_unit(tx, Narrowed(), Day(today, until), most=100)
            accounts = [a for p in (1,) for a in ledger.accounts_of_plan(tx, p)]
        by_item = Counts(*(sum(getattr(one, kind) for one in mine) for kind in KINDS))
        by_unit = Counts(*(sum(getattr(one.counts, kind) for one in units) for kind in KINDS))
        one_by_one = [light_of(a.state, a.due, today, until) for a in accounts]
        assert by_item == by_unit == Counts(*(one_by_one.count(kind) for kind in KINDS))
        assert (by_item.done, by_item.on_time, by_item.near, by_item.overdue, by_item.pending) == (
            digest.done, digest.on_time, digest.near, digest.overdue, digest.pending,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "units", "marks"),
    [
        ("light=pending", {"龙华区政府"}, {"审"}),
        ("unit=秀英", {"秀英区政府"}, {"按"}),
        ("state=submitted", {"龙华区政府"}, {"审"}),
        ("state=accepted&unit=龙华", {"龙华区政府"}, {"按"}),
        ("light=overdue", set(), set()),
        ("unit=没有这个单位", set(), set()),
        ("light=nonsense&state=nonsense&task=x&from=-1&plan=99", None, None),
    ],
)
def test_the_matrix_is_narrowed_by_its_address(
    office: BoardOffice, query: str, units: set[str] | None, marks: set[str] | None
) -> None:
    browser = office.visit(COORDINATOR).goes(f"/?{query}")
    assert browser.status == 200
    if units is None or marks is None:
        assert cells(browser.html)
        return
    rows = set(re.findall(r'<th scope="row"><a href="/unit/\d+" title="([^"]+)"', browser.html))
    assert (rows, {mark for _, mark in cells(browser.html)}) == (units, marks)


@pytest.mark.parametrize(
    "narrowed", [{}, {"light": "pending"}, {"unit": "区"}, {"state": "assigned"}, {"task_id": 2}]
)
def test_counted_here_or_by_the_database_the_matrix_is_the_same(
    office: BoardOffice, narrowed: dict[str, Any]
) -> None:
    small = office.small
    wanted = Narrowed(plan_id=1, **narrowed)
    seat = small.seat(COORDINATOR)
    with reading(small.office.engine) as tx:
        desk = Board(small.office, lambda: small.now, office.wall, lambda: None, None, secure=False)
        look = Look(desk, tx, small.office.rules(tx), Visitor(seat, 1, 1, ""), small.now, "/", {})
        heads = board.heads(tx, wanted)
        here, there = (matrix(look, wanted, heads, 0, few) for few in (1000, 0))
    assert here == there
    assert here.rows


def test_a_task_has_its_own_columns(office: BoardOffice) -> None:
    browser = office.visit(COORDINATOR)
    third = re.search(r'<option value="(\d+)">三、', browser.html)
    assert third
    browser.goes(f"/?task={third[1]}")
    assert re.findall(r'<th scope="col"><a href="/item/\d+"[^>]*>([\d.]+)', browser.html) == [
        "3.1",
        "3.2",
        "3.3",
    ]


def test_a_lead_sees_the_tasks_it_leads(office: BoardOffice) -> None:
    browser = office.visit(COURT)
    assert re.findall(r'<th scope="col"><a href="/item/\d+"[^>]*>([\d.]+)', browser.html) == ["8.1"]
    other = office.small.account("3.1").item_id
    assert browser.goes(f"/item/{other}").status == 404
    assert browser.goes(f"/item/{office.small.account('8.1').item_id}").status == 200


def test_a_contact_sees_the_own_unit_only(office: BoardOffice) -> None:
    small, browser = office.small, office.visit(LONGHUA)
    assert "龙华区政府" in browser.text
    assert "秀英" not in browser.text
    theirs = small.account("3.1", "秀英区政府")
    assert browser.goes(f"/unit/{theirs.unit_id}").status == 404
    mine = browser.goes(f"/item/{theirs.item_id}?unit={theirs.unit_id}")
    assert "已于10月19日公布" in mine.text
    assert "正在征求意见" not in mine.text
    assert "秀英" not in mine.text
    for path in ("/review", "/settings", "/seats", "/audit", "/picture/heat.png", "/papers/ledger.xlsx"):
        assert browser.goes(path).status == 403, path


def test_an_item_shows_its_sentence_its_units_and_its_story(office: BoardOffice) -> None:
    item_id = office.small.account("3.1").item_id
    text = office.visit(COORDINATOR).goes(f"/item/{item_id}").text
    for words in (
        "公布决策目录",
        "测〔2021〕1号",
        "4家单位，已办结0家",
        "已于10月19日公布",
        "正在征求意见",
        "发生于10月19日",
    ):
        assert words in text, words


def test_what_nobody_has_is_a_page_that_says_so(office: BoardOffice) -> None:
    browser = office.visit(COORDINATOR)
    for path in ("/item/99999", "/unit/99999", "/file/1?sha=x", "/nowhere", "/item/99999999999999999999"):
        assert browser.goes(path).status == 404, path
        assert "没有这" in browser.text, path


def test_the_timeline_tells_what_is_coming(office: BoardOffice) -> None:
    text = office.visit(COORDINATOR).goes("/timeline?days=30").text
    assert "10月31日（周日）" in text
    assert "内控日10月29日（周五）" in text
    assert "3/4家未办结" in text
    assert "12月31日" not in text


def test_what_people_wrote_stays_text(office: BoardOffice) -> None:
    small = office.small
    small.says(XIUYING, "进展 3.1 70% <script>alert(1)</script><b>粗</b>")
    small.says(LONGHUA, '延期 3.2 至2022年1月5日 "><img src=x onerror=alert(1)>')
    item_id = small.account("3.1").item_id
    browser = office.visit(COORDINATOR)
    for path in ("/", "/review", "/audit", f"/item/{item_id}", f"/unit/{small.account('3.1').unit_id}"):
        html = browser.goes(path).html
        assert "<script>alert" not in html, path
        assert "<b>粗" not in html, path
        assert "<img src=x" not in html, path
    assert browser.goes("/?unit=<script>alert(1)</script>").html.count("<script>") == 0


def test_an_office_without_a_plan_says_what_to_do(empty_office: SmallOffice, tmp_path: Path) -> None:
    empty_office.loads(replace(PLAN, tasks=(), items=()))
    office = BoardOffice(empty_office, tmp_path)
    browser = office.visit(COORDINATOR)
    for path in (
        "/",
        "/review",
        "/timeline",
        "/seats",
        "/settings",
        "/audit",
        "/picture/burn.svg",
        "/picture/heat.png",
    ):
        assert browser.goes(path).status == 200, path
    assert "没有符合条件的责任账目" in browser.goes("/").text


def test_two_plans_are_looked_at_one_at_a_time(office: BoardOffice) -> None:
    """The same numbers in both: the address says which item is meant."""
    small = office.small
    small.loads(replace(PLAN, key="second", title="第二个计划"))
    browser = office.visit(COORDINATOR)
    assert "第二个计划" in browser.text
    first = cells(browser.goes("/?plan=1").html)
    second = cells(browser.goes("/?plan=2").html)
    assert len(first) == len(second)
    assert not set(first) & set(second)


def test_a_unit_name_of_eighty_characters_breaks_no_page(small: SmallOffice, tmp_path: Path) -> None:
    name = "市" + "很长的名字" * 15 + "办公室"
    small.loads(
        replace(with_items(replace(PLAN.items[2], assignments=(name,))), units=(*PLAN.units, Unit(name)))
    )
    office = BoardOffice(small, tmp_path)
    browser = office.visit(COORDINATOR)
    assert f'title="{name}"' in browser.html
    assert browser.goes("/?unit=" + name[:80]).status == 200


def test_the_beat_changes_when_something_happens_and_when_the_day_does(office: BoardOffice) -> None:
    browser = office.visit(COORDINATOR)
    before = browser.client.get("/pulse").json()["beat"]
    assert f'data-beat="{before}"' in browser.html
    office.small.says(XIUYING, "进展 3.1 80%")
    after = browser.client.get("/pulse").json()["beat"]
    assert after != before
    office.small.now += timedelta(days=1)
    assert browser.client.get("/pulse").json()["beat"] != after


def test_pictures_and_ledger_are_files(office: BoardOffice) -> None:
    browser = office.visit(JUSTICE)
    for path, media in (
        ("/picture/heat.png", "image/png"), ("/picture/burn.svg", "image/svg+xml"), ("/picture/heat.svg", "image/svg+xml"),
        ("/papers/ledger.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ):  # fmt: skip
        answer = browser.client.get(path)
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, media)
        assert len(answer.content) > 500


def test_only_who_may_set_up_finds_the_forms_for_it(office: BoardOffice) -> None:
    assert "看影响" in office.visit(ADMIN).goes("/settings").text
    assert "看影响" not in office.visit(COORDINATOR).goes("/settings").text
    assert "邀请码" in office.visit(ADMIN).goes("/seats").text
    assert "邀请码" not in office.visit(COORDINATOR).goes("/seats").text


def test_the_history_is_paged_found_and_checked(office: BoardOffice) -> None:
    browser = office.visit(ADMIN).goes("/audit?words=3.1")
    assert "报办结" in browser.text
    assert "1.1" not in " ".join(re.findall(r"<b>[^<]+</b> ([^<]+)", browser.html))
    assert "全部相接" in browser.goes("/audit?verify=1").text
    office.small.office.writer.run(
        lambda tx: tx.exec_driver_sql("UPDATE history SET subject = '别的' WHERE seq = 3")
    )
    assert "第3条内容被改动" in browser.goes("/audit?verify=1").text


def test_a_leader_sees_what_the_contact_sees(office: BoardOffice) -> None:
    assert "公布决策目录" in office.visit(LEADER).text
