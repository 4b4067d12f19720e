"""材料 on the board: each paper one click for who may have it, refused for who may not; several plans side by side."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from bot import papers
from bot.charts import draw_whole, heat_chart
from bot.commands import Urge
from db import history
from db.engine import reading
from messages.papers.archive import check_archive
from messages.papers.ledger import MOST_APART, write_ledger
from messages.papers.periods import month
from messages.picture import PALETTE
from tests.board_visit import BoardOffice, Browser
from tests.small_plan import ADMIN, COORDINATOR, COURT, JUSTICE, LEADER, LONGHUA, PLAN, XIUYING, SmallOffice

TRADE = "优化营商环境"
EVERY = ("/papers/ledger.xlsx", "/papers/bulletin.docx?period=10月", "/papers/calls.docx")


@pytest.fixture
def office(small: SmallOffice, tmp_path: Path) -> BoardOffice:
    """After the third push of 龙华区政府 on 3.1."""
    for day in ("2021-11-02 10:00", "2021-11-04 10:00", "2021-11-08 10:00"):
        small.at(day)
        small.act(COORDINATOR, Urge("3.1", "龙华区政府"))
    return BoardOffice(small, tmp_path)


@pytest.fixture
def two(office: BoardOffice) -> BoardOffice:
    title = f"海口市2021年下半年{TRADE}重点工作任务"
    office.small.loads(replace(PLAN, key="trade-2021", title=title, number="测〔2021〕2号"))
    return office


def opened(browser: Browser) -> bytes:
    """The file that came, whole."""
    assert browser.status == 200, browser.text
    assert "attachment" in browser.headers["content-disposition"]
    return browser.content


# ---------------------------------------------------------------- who may have what


def test_the_coordinator_gets_every_paper_by_a_link_of_the_page(office: BoardOffice) -> None:
    browser = office.visit(COORDINATOR).goes("/papers")
    links = re.findall(r'action="(/papers/[^"]+)"|href="(/papers/letter[^"]+)"', browser.html)
    found = {one or other for one, other in links}
    unit = office.small.account("3.1").unit_id
    letter = f"/papers/letter.docx?unit={unit}"
    assert found == {
        "/papers/ledger.xlsx",
        "/papers/bulletin.docx",
        "/papers/calls.docx",
        "/papers/archive.zip",
        letter,
    }
    for path in (*EVERY, letter):
        assert opened(browser.goes(path))[:2] == b"PK", path


def test_the_letter_on_the_board_is_that_units(office: BoardOffice) -> None:
    unit = office.small.account("3.1").unit_id
    page = Document(BytesIO(opened(office.visit(COORDINATOR).goes(f"/papers/letter.docx?unit={unit}"))))
    text = "\n".join(one.text for one in page.paragraphs)
    assert "龙华区政府：" in text
    assert "已催办3次" in text


@pytest.mark.parametrize(
    ("title", "may", "may_not"),
    [
        (JUSTICE, EVERY, ("/papers/letter.docx?unit=1",)),
        (ADMIN, EVERY[:2], ("/papers/letter.docx?unit=1", "/papers/calls.docx")),
        (LONGHUA, (), (*EVERY, "/papers", "/papers/letter.docx?unit=1")),
        (LEADER, (), (*EVERY, "/papers", "/papers/letter.docx?unit=1")),
    ],
)
def test_what_a_seat_may_not_have_is_neither_offered_nor_given(
    office: BoardOffice, title: str, may: tuple[str, ...], may_not: tuple[str, ...]
) -> None:
    browser = office.visit(title)
    page = browser.goes("/papers").html
    for path in may:
        assert path.partition("?")[0] in page, path
        opened(browser.goes(path))
    for path in may_not:
        assert path.partition("?")[0] == "/papers" or path.partition("?")[0] not in page, path
        assert (browser.goes(path).status, "没有权限" in browser.text) == (403, True), path


def test_a_leads_call_list_is_of_the_tasks_it_leads(office: BoardOffice) -> None:
    def text(title: str) -> str:
        page = Document(BytesIO(opened(office.visit(title).goes("/papers/calls.docx"))))
        return "\n".join(one.text for one in page.paragraphs)

    assert "3.1" in text(JUSTICE)
    assert "没有经3次催办" in text(COURT)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/papers/letter.docx?unit=99999", "没有这个单位"),
        ("/papers/letter.docx", "没有这个单位"),
        ("/papers/letter.docx?unit={xiuying}", "没有经3次催办"),
        ("/papers/bulletin.docx?period=明天以后", "读不懂"),
        ("/papers/bulletin.docx?period=3月", "没有数据"),
        ("/papers/ledger.xlsx?plan=77", "没有这个计划"),
    ],
)
def test_a_paper_that_cannot_be_is_a_sentence(office: BoardOffice, path: str, why: str) -> None:
    unit = office.small.account("3.1", "秀英区政府").unit_id
    browser = office.visit(COORDINATOR).goes(path.format(xiuying=unit))
    assert browser.status in (400, 404)
    assert why in browser.text


# ---------------------------------------------------------------- the archive


@pytest.mark.parametrize("title", [COORDINATOR, ADMIN])
def test_the_archive_is_entered_in_the_name_of_who_asked_and_verifies(
    office: BoardOffice, title: str
) -> None:
    browser = office.visit(title).goes("/papers")
    file = BytesIO(opened(browser.sends("/papers/archive.zip")))
    assert not check_archive(file).faults
    with reading(office.small.office.engine) as tx:
        last = list(history.entries(tx))[-1]
    assert (last.verb, last.actor) == ("archive", title)


@pytest.mark.parametrize("title", [JUSTICE, LONGHUA])
def test_who_may_not_archive_leaves_no_trace(office: BoardOffice, title: str) -> None:
    browser = office.visit(title).goes("/me")
    with reading(office.small.office.engine) as tx:
        before = len(list(history.entries(tx)))
    browser.sends("/papers/archive.zip")
    assert "没有受理" in browser.text
    with reading(office.small.office.engine) as tx:
        assert len(list(history.entries(tx))) == before


# ---------------------------------------------------------------- several plans


def test_of_several_plans_the_first_page_says_how_each_stands_and_leads_to_it(two: BoardOffice) -> None:
    browser = two.visit(COORDINATOR).goes("/")
    assert "2个计划，共12项" in browser.text
    plans = re.findall(r'<h2><a href="(/\?plan=\d+)">', browser.html)
    assert len(plans) == 2
    for path in plans:
        assert browser.goes(path).html.count('<td><a class="') == 20, path
        assert ">3.1</a>" in browser.html  # a column of one plan has the notice's own number
    assert "全部计划" in browser.text


def test_the_plans_are_narrowed_like_the_matrix(two: BoardOffice) -> None:
    browser = two.visit(COORDINATOR).goes("/?light=overdue&unit=龙华")
    assert "2个计划，共2项（2个责任账目）" in browser.text
    assert "没有符合条件" in browser.goes("/?unit=某局").text


def test_a_unit_of_several_plans_finds_each_under_its_title(two: BoardOffice) -> None:
    browser = two.visit(LONGHUA)
    assert browser.html.count('<details class="of-plan"') == 2
    assert TRADE in browser.text


def test_the_queue_is_narrowed_and_stays_so_after_a_ruling(two: BoardOffice) -> None:
    for title in (LONGHUA, XIUYING):
        two.small.says(title, f"完成 {TRADE}3.1 已公布")
    browser = two.visit(COORDINATOR).goes("/review?unit=龙华")
    assert browser.html.count("data-card") == 1
    browser.sends("/review", act="approve", unit="龙华", **browser.card("龙华区政府"))
    assert "没有符合条件的申请" in browser.text
    assert browser.goes("/review").html.count("data-card") == 1


def test_a_plans_papers_are_of_that_plan_with_its_own_numbers(two: BoardOffice) -> None:
    browser = two.visit(COORDINATOR)
    plan = two.small.account(f"{TRADE}3.1").plan_id
    book = openpyxl.load_workbook(BytesIO(opened(browser.goes(f"/papers/ledger.xlsx?plan={plan}"))))
    rows = list(book["台账"].values)
    assert len(rows) == 21
    assert "3.1" in {row[rows[0].index("编号")] for row in rows}
    page = Document(BytesIO(opened(browser.goes(f"/papers/bulletin.docx?period=11月&plan={plan}"))))
    text = "\n".join(one.text for one in page.paragraphs)
    assert TRADE in page.paragraphs[0].text
    assert "法治" not in text


def test_a_bulletin_of_all_plans_is_told_plan_by_plan(two: BoardOffice) -> None:
    made = papers.bulletin(two.small.office, month(2021, 11), two.small.now)
    page = Document(BytesIO(made))
    standing = [[cell.text for cell in row.cells] for row in page.tables[0].rows]
    assert [row[1] for row in standing[1:]] == [PLAN.title, f"海口市2021年下半年{TRADE}重点工作任务", "合计"]
    assert standing[-1][2:4] == ["12", "40"]
    overdue = {row.cells[0].text for row in page.tables[1].rows[1:]}
    assert overdue == {"2021年下半年3.1", f"{TRADE}3.1"}


def test_in_chat_a_paper_of_one_plan_is_asked_for_by_its_name(two: BoardOffice) -> None:
    from bot.plan_meant import plan_in

    titles = {1: "海口市2021年法治政府建设工作要点", 2: f"海口市{TRADE}三年行动计划"}
    assert plan_in("出通报 10月 营商环境", titles) == 2
    assert plan_in("法治政府建设台账", titles) == 1
    assert plan_in("出通报 10月", titles) is None


def test_a_large_ledger_has_no_sheet_for_each_unit(small: SmallOffice) -> None:
    with reading(small.office.engine) as tx:
        found = papers.ledger_of(tx, small.office.rules(tx), small.now)
    many = replace(found, lines=found.lines * (MOST_APART // len(found.lines) + 1))
    book = openpyxl.load_workbook(BytesIO(write_ledger(many)), read_only=True)
    assert book.sheetnames == ["总览", "台账", "次数进度"]
    overview = "\n".join(str(cell) for row in book["总览"].values for cell in row if cell)
    assert "龙华区政府" in overview
    assert "不另分表" in overview


def test_the_picture_to_keep_holds_every_unit(small: SmallOffice) -> None:
    with reading(small.office.engine) as tx:
        rules = small.office.rules(tx)
        chart = heat_chart(tx, rules, rules.policy.today(small.now))
    many = replace(chart, rows=chart.rows * 40)
    height = int.from_bytes(draw_whole(many, PALETTE)[20:24], "big")
    assert height > len(many.rows) * 20
