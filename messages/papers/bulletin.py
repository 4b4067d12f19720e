"""通报: what the account says of a period, in an official's words. Only facts; every figure entered with its rows.

A bulletin is composed as values (`compose`), then set on the page (`write_bulletin`).
"""

from collections.abc import Callable, Sequence

from db.papers import PaperPlan
from messages.papers import by_plan, pages
from messages.papers.cited import Cited, Source
from messages.papers.composed import (
    NUMERALS,
    Bulletin,
    Composed,
    Paragraph,
    Section,
    dotted,
    due_days,
    gathered,
    quoted,
)
from messages.papers.lines import KIND_WORDS, Frame, Line, counted, printable
from messages.papers.pages import Column
from messages.papers.problems import problems, requirements
from messages.papers.progress import overall, progress
from messages.words import day_short, overdue_words

MOST_CITED = 3  # plans named in the first sentence; the first attachment names all


def compose(bulletin: Bulletin) -> Composed:
    """Write the text; the figures' rows are gathered on the way."""
    alive = [line for line in bulletin.lines if line.kind != "cancelled"]
    cited = Cited(alive)
    parts: tuple[tuple[str, Callable[..., list[Paragraph]]], ...] = (
        ("总体情况", overall),
        ("主要进展", by_plan.progress if bulletin.several else progress),
        ("存在的主要问题", problems),
        ("下一步工作要求", requirements),
    )
    sections = []
    for numeral, (name, write) in zip(NUMERALS, parts, strict=False):
        cited.where = numeral
        sections.append(Section(f"{numeral}、{name}", tuple(write(bulletin, alive, cited))))
    overdue = [line for line in alive if line.kind == "overdue"]
    return Composed(
        title=f"关于{_about(bulletin.plans)}落实情况的通报",
        opening=f"现将{_cited_plans(bulletin.plans)}{bulletin.period.words}落实情况通报如下。",
        sections=tuple(sections),
        standing=tuple(by_plan.standing(alive) if bulletin.several else _standing(alive)),
        overdue=tuple(by_plan.overdue(overdue) if bulletin.several else _overdue_rows(overdue, bulletin)),
        sources=tuple(_source_rows(cited)),
    )


def _about(plans: Sequence[PaperPlan]) -> str:
    return printable(plans[0].title) if len(plans) == 1 else "重点工作任务"


def _cited_plans(plans: Sequence[PaperPlan]) -> str:
    said = "、".join(
        f"《{plan.title}》" + (f"（{plan.number}）" if plan.number else "") for plan in plans[:MOST_CITED]
    )
    return f"{said}等{len(plans)}个计划" if len(plans) > MOST_CITED else said


# ---------------------------------------------------------------- attachments


STANDING = (
    Column("编号", 11, True), Column("事项", 52), Column("时限", 22, True), Column("责任单位", 12, True),
    Column("已办结", 12, True), Column("待审核", 12, True), Column("按期", 11, True), Column("临期", 11, True),
    Column("逾期", 11, True),
)  # fmt: skip
OVERDUE = (
    Column("编号", 11, True), Column("事项", 36), Column("时限", 22, True), Column("情况", 42), Column("责任单位", 45),
)  # fmt: skip
SOURCES = (
    Column("序号", 10, True), Column("部分", 10, True), Column("数据", 36), Column("数值", 14, True), Column("台账行", 86),
)  # fmt: skip


def _standing(lines: list[Line]) -> list[tuple[str, ...]]:
    found = []
    for of_item in gathered(lines, lambda line: line.row.item.id):
        count = counted(of_item)
        found.append(
            (of_item[0].code, of_item[0].row.item.title, due_days(of_item), str(count.total), str(count.done),
             str(count.pending), str(count.on_time), str(count.near), str(count.overdue))
        )  # fmt: skip
    total = counted(lines)
    figures = (total.total, total.done, total.pending, total.on_time, total.near, total.overdue)
    return [*found, ("", "合计", "", *map(str, figures))] if found else []


def _overdue_rows(late: list[Line], bulletin: Bulletin) -> list[tuple[str, ...]]:
    """Units of which the same is to be said stand together."""
    rows: list[tuple[str, ...]] = []
    for of_item in gathered(late, lambda line: line.row.item.id):
        for alike in gathered(of_item, lambda line: (line.row.due, _fact(line, bulletin.frame))):
            first = alike[0]
            due = f"{dotted(first.row.due)}"
            if first.row.first_due != first.row.due:
                due += f"（原{dotted(first.row.first_due)}）"
            units = "、".join(line.unit for line in alike)
            rows.append((first.code, first.row.item.title, due, _fact(first, bulletin.frame), units))
    return rows


def _fact(line: Line, frame: Frame) -> str:
    said = [overdue_words(line.days_left), line.state]
    if line.row.urged:
        said.append(f"催办{line.row.urged}次")
    if line.row.said is None:
        said.append("没有反馈")
    else:
        on = frame.day(line.row.said.reported_at)
        when = day_short(on) if on else ""
        word = KIND_WORDS.get(line.row.said.kind, "")
        said.append(
            f"{when}报{word}：{quoted(line.row.said.text)}" if line.row.said.text else f"{when}报{word}"
        )
    return "，".join(said)


def _source_rows(cited: Cited) -> list[tuple[str, ...]]:
    def row(n: int, source: Source) -> tuple[str, ...]:
        return (str(n), source.where, source.what, source.figure, cited.rows_in_words(source))

    return [row(n, source) for n, source in enumerate(cited.sources, 1)]


# ---------------------------------------------------------------- on the page


def write_bulletin(bulletin: Bulletin) -> bytes:
    """通报.docx; the same bulletin gives the same bytes."""
    text = compose(bulletin)
    page = pages.new_page(text.title, bulletin.issuer, bulletin.written_at)
    if bulletin.red_head and bulletin.issuer:
        pages.red_head(page, bulletin.issuer)
    pages.title(
        page, text.title, f"（{bulletin.period.words}，截至{bulletin.as_of.month}月{bulletin.as_of.day}日）"
    )
    pages.addressed(page, bulletin.addressed)
    pages.paragraph(page, text.opening)
    for section in text.sections:
        pages.heading(page, section.head)
        for one in section.paragraphs:
            pages.paragraph(page, one.text, one.lead)
    names = [
        "各计划落实情况表" if bulletin.several else "各事项落实情况表", "逾期事项清单", "文中数据与台账对照表"
    ]  # fmt: skip
    if bulletin.picture:
        names.append("落实情况图")
    pages.attachments_named(page, names)
    pages.signed(page, bulletin.issuer, bulletin.written_on)
    heads = (by_plan.STANDING, by_plan.OVERDUE) if bulletin.several else (STANDING, OVERDUE)
    tables = ((heads[0], text.standing), (heads[1], text.overdue), (SOURCES, text.sources))
    for n, (name, (columns, rows)) in enumerate(zip(names, tables, strict=False), 1):
        pages.attachment(page, f"附件{n}", name)
        pages.table(page, columns, rows or [_nothing(columns)])
    if bulletin.picture:
        pages.attachment(page, f"附件{len(names)}", names[-1])
        pages.picture(page, bulletin.picture)
    return pages.save(page)


def _nothing(columns: Sequence[Column]) -> tuple[str, ...]:
    return ("", "没有", *("" for _ in columns[2:]))
