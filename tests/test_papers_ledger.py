"""台账.xlsx, read back: one row an account, nothing typed becomes a formula, every sheet ready for the screen and the printer."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot import papers
from bot.commands import Count, Done, Figure, Grant, Progress, Return
from messages.papers.lines import LIGHTS, printable
from tests.postgres import sqlite_only
from tests.small_plan import COORDINATOR, LONGHUA, PLAN, XIUYING, SmallOffice, item, with_items

HOSTILE = (
    "=cmd|' /C calc'!A0", "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r\n=1", "<script>alert(1)</script>",
    "a\x00b\x0bc\x1f", "http://example.invalid", "{=1}", "'=1",
)  # fmt: skip
LONG = "某某市某某某某领导小组办公室" * 6


def book(office: SmallOffice, led_by: int | None = None) -> Workbook:
    return load_workbook(io.BytesIO(papers.ledger(office.office, office.now, led_by=led_by)))


def table(sheet: Worksheet) -> list[dict[str, object]]:
    head, *rows = sheet.values
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def row(office: SmallOffice, code: str, unit: str = "龙华区政府") -> dict[str, object]:
    (found,) = (r for r in table(book(office)["台账"]) if (r["编号"], r["责任单位"]) == (code, unit))
    return found


def tables(found: Workbook) -> Iterator[Worksheet]:
    return (sheet for sheet in found if sheet.title != "总览")


def test_there_is_one_row_for_every_account(small: SmallOffice) -> None:
    rows = table(book(small)["台账"])
    owed = [(one.code, unit) for one in PLAN.items for unit in one.assignments]
    assert [(r["编号"], r["责任单位"]) for r in rows] == owed
    assert [r["序号"] for r in rows] == list(range(1, len(owed) + 1))


def test_a_row_says_where_its_account_stands(small: SmallOffice) -> None:
    small.at("2021-10-20 10:00").act(LONGHUA, Done("3.1", note="已于门户网站公布"))
    small.act(COORDINATOR, Return("3.1", "龙华区政府", "缺网址"))
    found = row(small, "3.1")
    assert (found["状态"], found["亮灯"]) == ("退回补办", "绿灯·按期")
    assert (found["时限"], found["内控日"]) == (datetime(2021, 10, 31), datetime(2021, 10, 29))  # noqa: DTZ001
    assert found["最近反馈"] == "报结：已于门户网站公布"
    assert found["最近反馈日"] == datetime(2021, 10, 20)  # noqa: DTZ001
    assert found["最近审核"] == "10月20日退回 缺网址"
    assert found["牵头单位"] == "市司法局"
    assert found["原时限"] is None


@pytest.mark.parametrize(
    ("moment", "light", "left"),
    [
        ("2021-10-10 10:00", "绿灯·按期", 15),
        ("2021-10-22 10:00", "黄灯·临期", 5),
        ("2021-11-01 10:00", "红灯·逾期", -1),
    ],
)
def test_the_light_is_a_word_and_follows_from_the_day(
    small: SmallOffice, moment: str, light: str, left: int
) -> None:
    found = row(small.at(moment), "3.1")
    assert (found["亮灯"], found["剩余工作日"]) == (light, left)


def test_an_extension_shows_the_first_day_beside_the_later_one(small: SmallOffice) -> None:
    small.at("2021-10-20 10:00").says(LONGHUA, "延期 3.1 至11月15日 正在征求意见")
    small.act(COORDINATOR, Grant("3.1", "龙华区政府"))
    found = row(small, "3.1")
    assert (found["时限"], found["原时限"]) == (datetime(2021, 11, 15), datetime(2021, 10, 31))  # noqa: DTZ001
    assert found["延期次数"] == 1


def test_counts_are_held_against_their_pace_with_what_they_were(small: SmallOffice) -> None:
    small.at("2021-11-20 10:00").act(LONGHUA, Count("1.1", note="民法典专题"))
    rows = table(book(small)["次数进度"])
    mine = next(r for r in rows if r["责任单位"] == "龙华区政府")
    assert (mine["已办"], mine["序时应达"], mine["差额"], mine["亮灯"]) == (1, 2, 1, "黄灯·滞后")
    assert mine["每次的日期和内容"] == "11月20日+1 民法典专题"


def test_a_figure_stands_with_its_base_and_its_verdict(small: SmallOffice) -> None:
    small.act(LONGHUA, Figure("8.1", numerator=5, denominator=12))
    assert row(small, "8.1")["完成情况"] == "41.7%（5/12），目标>50%，未达标"


@sqlite_only
@pytest.mark.parametrize("typed", HOSTILE)
def test_what_people_type_is_never_a_formula_a_link_or_a_broken_file(small: SmallOffice, typed: str) -> None:
    small.act(LONGHUA, Progress("3.1", percent=60, note=typed))
    small.loads(with_items(item("3.1", "三", typed.strip() or "x", assignments=("龙华区政府",))))
    found = book(small)
    cells = [cell for sheet in found for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    said = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith("进展：")]
    said += [cell for cell in cells if cell.value and cell.value == printable(typed)]
    assert len(said) > 4
    assert all(cell.quotePrefix for cell in said)
    links = [
        cell.hyperlink for sheet in found for line in sheet.iter_rows() for cell in line if cell.hyperlink
    ]
    assert all(link.location and not link.target for link in links)


def test_names_of_eighty_characters_and_forbidden_signs_make_distinct_sheets(
    empty_office: SmallOffice,
) -> None:
    names = (LONG, LONG + "二", "甲/乙:丙*丁?[戊]", "history", "'引号'")
    units = tuple(replace(PLAN.units[0], name=name, also=()) for name in names)
    one = item("1.1", "一", "事项", assignments=names, responsible=names)
    task = replace(PLAN.tasks[0], title=LONG, responsible=names)
    plan = replace(PLAN, units=(*PLAN.units, *units), items=(one,), tasks=(task,))
    empty_office.loads(plan)
    titles = book(empty_office).sheetnames
    assert max(map(len, titles)) <= 31
    assert len({title.casefold() for title in titles}) == len(titles) == 3 + 1 + len(names)
    assert not [
        title
        for title in titles
        if set(title) & set("[]:*?/\\") or title[0] == "'" or title.lower() == "history"
    ]
    assert {r["责任单位"] for r in table(book(empty_office)["台账"])} == set(names)


def test_every_sheet_is_frozen_filtered_and_ready_to_print(small: SmallOffice) -> None:
    found = book(small)
    for sheet in tables(found):
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter is not None
        assert "&P" in str(sheet.oddFooter.right.text)
    assert found["台账"].page_setup.paperSize == 8  # A3
    assert found["次数进度"].page_setup.paperSize == 9  # A4


def test_a_sheet_for_every_task_and_unit_holds_its_rows_and_no_others(small: SmallOffice) -> None:
    found = book(small)
    whole = table(found["台账"])
    for unit in {str(r["责任单位"]) for r in whole}:
        assert [r["编号"] for r in table(found[unit])] == [r["编号"] for r in whole if r["责任单位"] == unit]
    tasks = [found[f"{task.no} {task.title}"] for task in PLAN.tasks]
    assert sum(sheet.max_row - 1 for sheet in tasks) == len(whole)


def test_the_overview_adds_up_to_the_rows(small: SmallOffice) -> None:
    small.at("2021-11-01 10:00").act(LONGHUA, Done("3.1", note="已公布"))
    found = book(small)
    lights = [str(r["亮灯"]) for r in table(found["台账"])]
    total = next(line for line in found["总览"].values if line[0] == "合计")
    expected = (
        len(PLAN.items), len(lights), lights.count("已办结"), lights.count("待审核"),
        lights.count("绿灯·按期") + lights.count("黄灯·滞后"), lights.count("黄灯·滞后"), lights.count("黄灯·临期"),
        lights.count("红灯·逾期"),
    )  # fmt: skip
    assert total[1:] == expected
    assert expected[3] == 1
    assert expected[7] == 3


def test_every_light_has_a_look(small: SmallOffice) -> None:
    from messages.papers.ledger import FILLS

    assert set(FILLS) == set(LIGHTS.values())


def test_a_cancelled_account_stays_in_the_ledger_and_out_of_the_totals(small: SmallOffice) -> None:
    small.loads(with_items(without=("3.1",)))
    found = book(small)
    gone = [r for r in table(found["台账"]) if r["编号"] == "3.1"]
    assert {(r["亮灯"], r["状态"]) for r in gone} == {("已撤销", "已撤销")}
    total = next(line for line in found["总览"].values if line[0] == "合计")
    assert total[2] == len(table(found["台账"])) - len(gone)


def test_an_office_without_a_plan_has_an_empty_ledger(empty_office: SmallOffice) -> None:
    found = book(empty_office)
    assert found.sheetnames == ["总览", "台账", "次数进度"]
    assert table(found["台账"]) == []


def test_a_lead_gets_its_own_tasks_only(small: SmallOffice) -> None:
    court = small.seat("市中院牵头督办").unit_id
    assert {r["编号"] for r in table(book(small, led_by=court)["台账"])} == {"8.1"}


def test_the_same_office_at_the_same_moment_gives_the_same_bytes(small: SmallOffice) -> None:
    small.act(XIUYING, Progress("3.1", percent=60, note="在办"))
    assert papers.ledger(small.office, small.now) == papers.ledger(small.office, small.now)
