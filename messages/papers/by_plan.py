"""A bulletin of several plans: plan by plan where a bulletin of one goes item by item, so that it stays readable."""

from collections import Counter
from collections.abc import Iterable

from messages.papers.cited import Cited
from messages.papers.composed import REPORTING, Bulletin, Paragraph, due_days, gathered, named, numeral
from messages.papers.lines import Line, counted, printable
from messages.papers.pages import Column
from messages.words import overdue_words

STANDING = (
    Column("序号", 11, True), Column("计划", 74), Column("事项", 14, True), Column("责任账目", 19, True),
    Column("已办结", 16, True), Column("待审核", 16, True), Column("按期", 15, True), Column("临期", 15, True),
    Column("逾期", 15, True),
)  # fmt: skip
OVERDUE = (
    Column("编号", 34), Column("事项", 48), Column("时限", 24, True), Column("逾期", 24, True), Column("责任单位", 66),
)  # fmt: skip


def progress(bulletin: Bulletin, lines: list[Line], cited: Cited) -> list[Paragraph]:
    """Where each plan stands, and what was reported in it meanwhile."""
    heard = Counter(act.assignment_id for act in bulletin.acts if act.kind in REPORTING)
    found = []
    for n, of_plan in enumerate(_plans(lines), 1):
        plan = of_plan[0].row.item.task.plan
        done = [line for line in of_plan if line.kind == "done"]
        pending = [line for line in of_plan if line.kind == "pending"]
        reported = [line for line in of_plan if heard[line.row.id]]
        text = (
            f"{cited.items(f'《{plan.title}》事项', of_plan)}个事项、{cited.rows('责任账目', of_plan)}个责任账目，"
            f"已办结{cited.rows('已办结', done)}个，待审核{cited.rows('待审核', pending)}个，"
            f"本期有{cited.units('反馈单位', reported)}个单位反馈。"
        )
        found.append(Paragraph(text, f"（{numeral(n)}）{printable(plan.title)}。"))
    return found


def standing(lines: list[Line]) -> list[tuple[str, ...]]:
    """One row a plan, and their sum."""
    found = [
        (str(n), of_plan[0].row.item.task.plan.title, *_figures(of_plan))
        for n, of_plan in enumerate(_plans(lines), 1)
    ]
    return [*found, ("", "合计", *_figures(lines))] if found else []


def _figures(lines: list[Line]) -> tuple[str, ...]:
    count = counted(lines)
    items = len({line.row.item.id for line in lines})
    figures = (items, count.total, count.done, count.pending, count.on_time, count.near, count.overdue)
    return tuple(map(str, figures))


def overdue(late: Iterable[Line]) -> list[tuple[str, ...]]:
    """One row an item; the units by name where they are few, the ledger has them all."""
    rows: list[tuple[str, ...]] = []
    for of_item in gathered(list(late), lambda line: line.row.item.id):
        first = of_item[0]
        worst = min(line.days_left for line in of_item)
        rows.append(
            (first.code, first.row.item.title, due_days(of_item), overdue_words(worst), named(of_item))
        )
    return rows


def _plans(lines: list[Line]) -> list[list[Line]]:
    return gathered(lines, lambda line: line.row.item.task.plan.id)
