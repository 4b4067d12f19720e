"""通报, 督办单 and 电话催办清单, read back: the page of GB/T 9704, only what the account says, every number with its rows."""

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml

from bot import papers
from bot.commands import AskExtension, Count, Done, Figure, Grant, Obstacle, Progress, Return
from bot.papers import PaperRefused, bulletin_of
from db.engine import reading
from db.past import pushes_after
from messages.papers.bulletin import compose
from messages.papers.cited import runs
from messages.papers.composed import Bulletin, Composed
from messages.papers.periods import Period, month, period_named
from messages.papers.titles import broken
from tests.postgres import sqlite_only
from tests.small_plan import COORDINATOR, DISTRICTS, LONGHUA, QIONGSHAN, XIUYING, SmallOffice, moment

OCTOBER = month(2021, 10)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def value(office: SmallOffice, period: Period = OCTOBER, **other: Any) -> Bulletin:
    with reading(office.office.engine) as tx:
        return bulletin_of(tx, office.office.rules(tx), period, office.now, **other)


def text_of(composed: Composed) -> str:
    return "\n".join(f"{p.lead}{p.text}" for section in composed.sections for p in section.paragraphs)


def said(office: SmallOffice, period: Period = OCTOBER, **other: Any) -> str:
    return text_of(compose(value(office, period, **other)))


def opened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


@pytest.fixture
def october(small: SmallOffice) -> SmallOffice:
    """1 November: one catalogue approved, one returned, one extended, one stuck; two late; a figure missed."""
    small.at("2021-10-19 10:00").act(
        LONGHUA, Done("3.1", note="已于门户网站公布"), Count("1.1", note="民法典")
    )
    small.at("2021-10-20 10:00").says(COORDINATOR, "通过 3.1 龙华区政府")
    small.act(XIUYING, Done("3.1", note="已公布"), Figure("8.1", numerator=5, denominator=12))
    small.act(COORDINATOR, Return("3.1", "秀英区政府", "缺公布网址"))
    small.act(QIONGSHAN, AskExtension("3.1", date=date(2021, 11, 15), note="正在审查"))
    small.act(COORDINATOR, Grant("3.1", "琼山区政府"))
    small.act(LONGHUA, Obstacle("3.2", note="=1+1 涉及多部门"))
    return small.at("2021-11-01 10:00")


# ---------------------------------------------------------------- what it says


def test_it_says_how_the_month_stood_at_its_end(october: SmallOffice) -> None:
    text = said(october)
    assert "截至2021年10月31日，已办结1个" in text
    assert "临期2个，逾期0个" in text  # on the 31st the day is not over
    assert "审核通过1个，退回补正1个，同意延期1个" in text
    assert "秀英区政府“公布决策目录”（3.1）因“缺公布网址”退回补正" in text
    assert "秀英区政府41.7%（5/12）" in text
    assert "龙华区政府就“修订议事规则”（3.2）反映困难：“=1+1 涉及多部门”" in text


def test_what_happened_later_does_not_change_a_month_that_is_over(october: SmallOffice) -> None:
    before = compose(value(october))
    october.at("2021-11-05 10:00").act(XIUYING, Done("3.1", note="补了网址"))
    october.says(COORDINATOR, "通过 3.1 秀英区政府")
    october.act(LONGHUA, Progress("3.2", percent=80, note="已协调"), Count("1.1", note="行政处罚法"))
    october.says(COORDINATOR, "催办 3.1 美兰区政府")
    after = compose(value(october))
    assert after.sections[:3] == before.sections[:3]
    assert (after.standing, after.overdue) == (before.standing, before.overdue)
    assert "已办结2个" in said(october, month(2021, 11))


def test_what_was_released_with_the_last_approval_is_put_back_too(small: SmallOffice) -> None:
    small.at("2021-10-20 10:00").act(LONGHUA, Done("3.2", note="已修订"))
    small.says(COORDINATOR, "通过 3.2 龙华区政府")
    small.at("2021-11-02 10:00").act("市司法局联系人", Done("3.2", note="已修订"))
    small.says(COORDINATOR, "通过 3.2 市司法局")
    assert small.account("3.2").state == "closed"
    (mine,) = (line for line in value(small).lines if (line.code, line.unit) == ("3.2", "龙华区政府"))
    assert mine.row.state == "done"


def test_pushes_after_the_month_are_not_counted_in_it(small: SmallOffice) -> None:
    for day in ("2021-11-01 10:00", "2021-11-03 10:00"):
        small.round(day)
    assert small.account("3.1").urged == 2
    assert {line.row.urged for line in value(small.at("2021-11-04 10:00")).lines} == {0}
    with reading(small.office.engine) as tx:
        since = pushes_after(tx, moment("2021-10-31 23:59"))
    assert since == {small.account("3.1", unit).id: 2 for unit in DISTRICTS}  # other reminders are no pushes
    november = value(small, month(2021, 11))
    assert max(line.row.urged for line in november.lines) == 2


def test_named_units_stand_with_their_facts_and_what_is_asked_has_a_day(october: SmallOffice) -> None:
    november = compose(value(october.at("2021-11-04 10:00"), month(2021, 11)))
    text = text_of(november)
    assert "秀英区政府、美兰区政府逾期，已超过时限4个工作日" in text
    assert "附件2所列单位请于2021年11月11日前报送" in text
    assert "琼山区政府请于2021年11月15日前报送" in text
    facts = {row[4]: row[3] for row in november.overdue}
    assert facts["秀英区政府"].startswith("已逾期4个工作日，退回补办")
    assert facts["美兰区政府"] == "已逾期4个工作日，待签收，没有反馈"


def test_nothing_is_asked_by_a_day_that_is_past(october: SmallOffice) -> None:
    october.at("2021-11-10 10:00")
    composed = compose(value(october))
    asked = composed.sections[3].paragraphs
    days = [
        date(*map(int, found)) for p in asked for found in re.findall(r"请于(\d+)年(\d+)月(\d+)日前", p.text)
    ]
    assert days
    assert min(days) >= october.now.date()


def test_every_number_is_listed_with_as_many_rows_as_it_says(october: SmallOffice) -> None:
    for period in (OCTOBER, month(2021, 11)):
        composed = compose(value(october.at("2021-11-04 10:00"), period))
        assert len(composed.sources) > 12
        first = re.findall(r"\d+(?:\.\d)?%?(?=[项个，；])", composed.sections[0].paragraphs[0].text)
        listed = [row[3] for row in composed.sources if row[1] == "一"]
        assert [n for n in first if n != "2021"] == listed[: len(first)]
        for _, _, what, figure, rows in composed.sources:
            if what.endswith(
                ("已办结", "待审核", "临期", "逾期责任账目", "责任账目", "按期推进", "未达标", "次数不足")
            ):
                assert count_of(rows) == int(figure), (what, figure, rows)


def count_of(rows: str) -> int:
    """How many ledger numbers these words name."""
    total = 0
    for span in re.findall(r"第([\d—、]+)号", rows):
        for part in span.split("、"):
            first, _, last = part.partition("—")
            total += int(last or first) - int(first) + 1
    return total


def test_the_rows_named_are_the_ledgers_own(october: SmallOffice) -> None:
    composed = compose(value(october))
    rows = next(row[4] for row in composed.sources if row[2] == "3.1 已办结")
    (line,) = (line for line in value(october).lines if (line.code, line.unit) == ("3.1", "龙华区政府"))
    assert rows == f"3.1 龙华区政府（第{line.no}号）"


def test_the_table_of_items_adds_up(october: SmallOffice) -> None:
    standing = compose(value(october)).standing
    *items, total = standing
    for column in range(3, 9):
        assert sum(int(row[column]) for row in items) == int(total[column])
    for row in standing:
        assert sum(map(int, row[4:])) == int(row[3])


def test_it_goes_to_those_the_notice_makes_responsible(october: SmallOffice) -> None:
    assert value(october).addressed == "各区政府"


def test_nobody_is_signed_for_unless_the_office_said_so(small: SmallOffice) -> None:
    small.at("2021-10-20 10:00")
    assert value(small).issuer == ""
    assert "（印发单位）" in "".join(
        p.text for p in opened(papers.bulletin(small.office, OCTOBER, small.now)).paragraphs
    )
    small.says("管理员", "署名 某市依法治市办 确认")
    assert value(small).issuer == "某市依法治市办"


@pytest.mark.parametrize(
    ("period", "why"),
    [
        (month(2021, 7), "2021年7月没有数据"),
        (month(2021, 12), "2021年12月还没有到"),
        (month(2020, 10), "2020年10月没有数据"),
    ],
)
def test_a_month_without_data_says_so(small: SmallOffice, period: Period, why: str) -> None:
    with pytest.raises(PaperRefused, match=why) as refused:
        value(small.at("2021-11-01 10:00"), period)
    assert "请写" in refused.value.right


def test_an_office_without_a_plan_says_so(empty_office: SmallOffice) -> None:
    with pytest.raises(PaperRefused, match="还没有加载计划"):
        value(empty_office, month(2021, 8))


def test_a_month_in_which_nobody_said_anything_says_that(small: SmallOffice) -> None:
    text = said(small.at("2021-09-15 10:00"), month(2021, 9))
    assert "没有收到责任单位的办理情况反馈" in text
    assert "没有办结，也没有新的进展反馈" in text


def test_a_lead_reports_on_its_own_tasks(october: SmallOffice) -> None:
    court = october.seat("市中院牵头督办").unit_id
    assert {line.code for line in value(october, led_by=court).lines} == {"8.1"}


# ---------------------------------------------------------------- how it looks


def test_the_page_is_that_of_the_standard(october: SmallOffice) -> None:
    page = opened(papers.bulletin(october.office, OCTOBER, october.now))
    section = page.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.left_margin, section.bottom_margin, section.right_margin)
    assert [round(one.mm) for one in margins] == [37, 28, 35, 26]
    grid = section._sectPr.find(f"{W}docGrid")
    assert {k.removeprefix(W): v for k, v in grid.attrib.items()} == {
        "type": "linesAndChars", "linePitch": "579", "charSpace": "-849",
    }  # fmt: skip
    assert page.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        assert footer.paragraphs[0]._p.pPr.find(f"{W}jc").get(f"{W}val") == side
        assert re.sub(r"\s", "", footer.paragraphs[0].text) == "—1—"
        assert "PAGE" in footer._element.xml


@pytest.mark.parametrize(
    ("style", "face", "points"),
    [
        ("公文标题", "方正小标宋简体", 22),
        ("公文正文", "仿宋_GB2312", 16),
        ("公文一级", "黑体", 16),
        ("公文二级", "楷体_GB2312", 16),
        ("公文附件", "黑体", 16),
    ],
)
def test_each_part_has_its_face_and_twenty_two_lines_fit(
    october: SmallOffice, style: str, face: str, points: int
) -> None:
    page = opened(papers.bulletin(october.office, OCTOBER, october.now))
    assert style in {p.style.name for p in page.paragraphs} | {"公文二级"}
    element = page.styles[style].element
    assert element.rPr.rFonts.get(f"{W}eastAsia") == face
    assert page.styles[style].font.size.pt == points
    spacing = element.pPr.find(f"{W}spacing")
    assert spacing.get(f"{W}lineRule") == "exact"
    assert int(spacing.get(f"{W}line")) * 22 <= 225 * 56.7 < int(spacing.get(f"{W}line")) * 23
    if points == 16:
        closer = int(element.rPr.find(f"{W}spacing").get(f"{W}val"))
        assert 28 * (points * 20 + closer) <= 156 * 56.7 < 29 * (points * 20 + closer)


def test_headings_and_attachments_are_numbered_as_the_standard_wants(october: SmallOffice) -> None:
    page = opened(papers.bulletin(october.office, OCTOBER, october.now))
    by_style: dict[str, list[str]] = {}
    for paragraph in page.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert by_style["公文一级"] == [
        "一、总体情况",
        "二、主要进展",
        "三、存在的主要问题",
        "四、下一步工作要求",
    ]
    assert by_style["公文附件"] == ["附件1", "附件2", "附件3"]
    assert "附件：1．各事项落实情况表" in by_style["公文主送"]
    assert "2．逾期事项清单" in by_style["公文主送"]
    assert "2021年11月1日" in by_style["公文主送"]
    leads = [p for p in page.paragraphs if p.text.startswith("（一）")]
    assert leads
    assert all(p.runs[0]._r.rPr.rFonts.get(f"{W}eastAsia") == "楷体_GB2312" for p in leads)
    assert all(
        p._p.pPr.find(f"{W}pageBreakBefore") is not None
        for p in page.paragraphs
        if p.style.name == "公文附件"
    )
    for table in page.tables:
        assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None


def test_the_signature_takes_the_last_of_the_text_with_it(october: SmallOffice) -> None:
    page = opened(papers.bulletin(october.office, OCTOBER, october.now))
    names = [p.style.name for p in page.paragraphs]
    end = next(n for n, p in enumerate(page.paragraphs) if p.text == "（印发单位）")
    last = max(n for n in range(end) if names[n] == "公文正文")
    assert all(page.paragraphs[n].paragraph_format.keep_with_next for n in range(last, end + 1))


def test_paragraph_properties_stand_in_the_schemas_order(october: SmallOffice) -> None:
    order = ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "pBdr", "autoSpaceDE", "autoSpaceDN",
             "snapToGrid", "spacing", "ind", "jc", "outlineLvl", "rPr"]  # fmt: skip
    october.says("管理员", "署名 某市依法治市办 确认")
    with zipfile.ZipFile(
        io.BytesIO(papers.bulletin(october.office, OCTOBER, october.now, red_head=True))
    ) as held:
        for name in ("word/document.xml", "word/styles.xml"):
            for found in parse_xml(held.read(name)).iter(f"{W}pPr"):
                tags = [child.tag.removeprefix(W) for child in found]
                assert set(tags) <= set(order)
                assert tags == sorted(tags, key=order.index), tags


@sqlite_only
def test_what_people_type_is_text_in_the_paper(small: SmallOffice) -> None:
    small.at("2021-10-20 10:00").act(
        LONGHUA, Obstacle("3.1", note="<script>alert(1)</script>&\x0b=1+1\x00" + "长" * 300)
    )
    content = papers.bulletin(small.office, OCTOBER, small.now)
    text = "\n".join(p.text for p in opened(content).paragraphs)
    assert "<script>alert(1)</script>& =1+1 长长" in text
    assert "…" in text


def test_a_picture_handed_in_has_an_attachment_of_its_own(october: SmallOffice) -> None:
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe"
        "dccc59e70000000049454e44ae426082"
    )
    page = opened(papers.bulletin(october.office, OCTOBER, october.now, picture=png))
    assert [p.text for p in page.paragraphs if p.style.name == "公文附件"][-1] == "附件4"
    assert len(page.inline_shapes) == 1


def test_the_same_bulletin_gives_the_same_bytes(october: SmallOffice) -> None:
    assert papers.bulletin(october.office, OCTOBER, october.now) == papers.bulletin(
        october.office, OCTOBER, october.now
    )


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于某事的通报", ["关于某事的通报"]),
        (
            "关于海口市2021年下半年法治政府建设重点工作任务落实情况的通报",
            ["关于海口市2021年下半年法治政府", "建设重点工作任务落实情况的通报"],
        ),
    ],
)
def test_a_title_is_broken_between_words(title: str, lines: list[str]) -> None:
    assert broken(title, 20) == lines


def test_any_title_is_broken_into_lines_that_fit_and_lose_nothing() -> None:
    for title in ("督" * 90, "a" * 120, "2021" * 30, "《" * 50, "关于" + "某市某局" * 15 + "的通报"):
        found = broken(title, 20)
        assert "".join(found) == title
        assert max(sum(0.5 if one.isascii() else 1 for one in line) for line in found) <= 20


# ---------------------------------------------------------------- periods


@pytest.mark.parametrize(
    ("words", "today", "first", "last"),
    [
        ("10月", "2021-11-05", "2021-10-01", "2021-10-31"),
        ("十月份", "2021-11-05", "2021-10-01", "2021-10-31"),
        ("", "2021-11-05", "2021-11-01", "2021-11-30"),
        ("上个月", "2022-01-05", "2021-12-01", "2021-12-31"),
        ("12月", "2022-01-05", "2021-12-01", "2021-12-31"),
        ("12月", "2021-11-05", "2021-12-01", "2021-12-31"),
        ("2021年9月", "2022-03-05", "2021-09-01", "2021-09-30"),
        ("三季度", "2021-11-05", "2021-07-01", "2021-09-30"),
        ("第4季度", "2022-01-05", "2021-10-01", "2021-12-31"),
        ("下半年", "2021-11-05", "2021-07-01", "2021-12-31"),
        ("全年", "2022-01-20", "2021-01-01", "2021-12-31"),
        ("年终", "2021-12-20", "2021-01-01", "2021-12-31"),
    ],
)
def test_a_period_is_read_against_today(words: str, today: str, first: str, last: str) -> None:
    found = period_named(words, date.fromisoformat(today))
    assert found == Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("words", ["13月", "0月", "国庆", "9999年1月", "五季度", "x" * 500])
def test_a_period_nobody_can_mean_is_none(words: str) -> None:
    assert period_named(words, date(2021, 11, 5)) is None


def test_runs_of_numbers_are_said_shortly() -> None:
    assert runs([5, 1, 2, 3, 8, 9]) == "1—3、5、8—9"


# ---------------------------------------------------------------- 督办单, 电话催办清单


@pytest.fixture
def pushed(small: SmallOffice) -> SmallOffice:
    """After the third push on 3.1; 龙华区 has reported, the others have not."""
    small.at("2021-10-29 10:00").act(LONGHUA, Done("3.1", note="已公布"))
    for day in ("2021-11-01 10:00", "2021-11-03 10:00", "2021-11-09 10:00"):
        small.round(day)
    return small


def test_the_letter_names_the_item_its_sentence_and_the_pushes(pushed: SmallOffice) -> None:
    page = opened(papers.letter(pushed.office, "秀英区政府", pushed.now))
    text = "\n".join(p.text for p in page.paragraphs)
    assert "秀英区政府：" in text
    assert "“公布决策目录”（3.1），时限2021年10月31日，已逾期7个工作日，已催办3次" in text
    assert "通知原文：“公布决策目录。”" in text
    assert "请于2021年11月16日（周二）前填报督办单" in text
    (form,) = page.tables
    assert [cell.text for cell in form.rows[1].cells][:2] == ["3.1", "公布决策目录"]
    assert [cell.text for cell in form.rows[1].cells][4:] == ["", ""]


@pytest.mark.parametrize(
    ("unit", "why"),
    [("龙华区政府", "没有经3次催办"), ("某局", "没有叫“某局”的单位"), ("区政府", "可指4个单位")],
)
def test_no_letter_goes_to_who_owes_none_or_is_not_known(pushed: SmallOffice, unit: str, why: str) -> None:
    with pytest.raises(PaperRefused, match=why):
        papers.letter(pushed.office, unit, pushed.now)


def test_the_call_list_has_a_row_for_every_unit_and_room_for_the_answer(pushed: SmallOffice) -> None:
    page = opened(papers.calls(pushed.office, pushed.now))
    (table,) = page.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert sorted(row[1] for row in rows) == ["琼山区政府", "秀英区政府", "美兰区政府"]
    assert {row[2] for row in rows} == {"3"}
    assert any("要说的话：“你单位负责的第3.1项已逾期7个工作日" in p.text for p in page.paragraphs)


def test_an_empty_call_list_says_so(small: SmallOffice) -> None:
    assert any("不需要电话催办" in p.text for p in opened(papers.calls(small.office, small.now)).paragraphs)


# ---------------------------------------------------------------- in chat


def test_the_chat_says_what_the_bulletin_says_and_where_it_is(october: SmallOffice) -> None:
    answer = october.says(COORDINATOR, "出通报 10月")
    assert "2021年10月通报" in answer
    assert "已办结1个" in answer
    assert "看板" in answer
    assert "2021年7月没有数据" in october.says(COORDINATOR, "出通报 7月")


def test_the_chat_says_what_the_ledger_says_to_each_its_own(october: SmallOffice) -> None:
    assert "共6项、20个责任账目：办结1、" in october.says(COORDINATOR, "台账")
    assert "共1项、4个责任账目" in october.says("市中院牵头督办", "台账")
