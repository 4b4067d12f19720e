"""The 时限推定单: a draft as an .xlsx for a coordinator to correct. Every cell is text or a date, none a formula."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from schedules.deadlines.words import rule_in_words
from schedules.notice.names import is_group, once, plan_name
from schedules.notice.shown import sureness
from schedules.notice.values import Draft, DraftItem, DraftTask, Settled

SHEET = "时限推定单"
# What may be corrected is told by its heading; the rest shows where it came from.
COLUMNS: tuple[tuple[str, int], ...] = (
    ("任务号", 6), ("任务", 16), ("事项号", 7), ("事项名称（可改）", 28), ("原文", 44), ("时限措辞", 11),
    ("时限（可改）", 12), ("内控日", 11), ("规则", 10), ("把握", 8), ("办法（可改）", 9), ("目标（可改）", 11),
    ("牵头单位（可改）", 18), ("责任单位（可改）", 26), ("配合单位（可改）", 12), ("待定和推定", 28), ("原文位置", 9),
)  # fmt: skip
# 各区政府 and its like with their members, and the notice itself, so that a sheet alone is enough to go on from.
GROUPS, NOTICE = "单位组", "通知原文"
_LINE, _TALLEST = 14.5, 409.0  # points; no program takes a taller row
_CELL_HOLDS = 30_000  # characters; Excel takes 32,767
_MEASURE, _OPEN = 10, 15
# A cell that begins with = or http stays what it is: text.
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MEASURES = {"deliver": "成果", "count": "次数", "rate": "比率", "ongoing": "常态"}
_HELP = (
    "请在标有“（可改）”的各列上修改，改后保存，再交回来。",
    "时限写成 2021-10-31 或通知的措辞（10月底前）；没有时限的留空。",
    "办法填：成果、次数、比率、常态。次数和比率要填目标，如 不少于3次、超过50%。",
    "“单位组”一页列出各区政府等单位组的成员，空着的请补上。",
    "单位之间用顿号隔开。不要的事项删去整行；要加的事项另起一行，事项号写成“任务号.新”。",
    "公式不会被计算：以等号开头的内容按文字收下，请直接写结果。",
)


def write_sheet(draft: Draft, path: Path | IO[bytes], settled: Settled | None = None) -> None:
    """Write the draft to an .xlsx, one row an item; a row with something open is tinted."""
    import xlsxwriter

    with xlsxwriter.Workbook(path if not isinstance(path, Path) else str(path), _AS_TEXT) as book:
        sheet = book.add_worksheet(SHEET)
        looks = {"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"}
        head = book.add_format({**looks, "bold": True, "valign": "vcenter", "bg_color": "#E7EEF7"})
        plain, open_ = book.add_format(looks), book.add_format({**looks, "bg_color": "#FFF6D6"})
        for column, (title, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        rows = [line for number, task in enumerate(draft.tasks, 1) for line in _rows(number, task)]
        sheet.set_row(0, 2 * _LINE)
        for n, line in enumerate(rows, start=1):
            sheet.set_row(n, _height(line))
            for column, text in enumerate(line):
                sheet.write_string(n, column, text, open_ if line[_OPEN] else plain)
        _arrange(sheet, len(rows))
        _groups(book, draft, settled or Settled(), head, plain, open_)
        about = book.add_worksheet("说明")
        about.set_column(0, 0, 100)
        told = (draft.title, draft.number, f"印发日期：{draft.issued or '通知未写'}", *draft.notes, *_HELP)
        for n, text in enumerate(told):
            about.write_string(n, 0, text)
        _notice(book, draft)


def _groups(book: Any, draft: Draft, settled: Settled, head: Any, plain: Any, open_: Any) -> None:
    """Every group the notice names, with its members where they are known and a tinted gap where not."""
    page = book.add_worksheet(GROUPS)
    for column, (title, width) in enumerate((("单位组", 28), ("成员（可改）", 90), ("说明", 36))):
        page.set_column(column, column, width)
        page.write_string(0, column, title, head)
    known = {**settled.groups, **dict(draft.groups)}
    for n, name in enumerate(groups_of(draft, settled), start=1):
        told = "" if known.get(name) else "待填：通知没有列名单，单位之间用顿号隔开"
        for column, text in enumerate((name, "、".join(known.get(name, ())), told)):
            page.write_string(n, column, text, plain if known.get(name) else open_)
    page.freeze_panes(1, 1)


def groups_of(draft: Draft, settled: Settled) -> tuple[str, ...]:
    """The groups behind which the notice, or one of its groups, puts units, under the names a plan can hold."""
    parties: list[DraftTask | DraftItem] = []
    for task in draft.tasks:
        parties += [task, *task.items]
    named = [plan_name(name) for one in parties for name in (*one.leads, *one.responsible, *one.assisting)]
    units = {called for unit in settled.units for called in (unit.name, *unit.also)}
    return once([name for name in named if name not in units and (is_group(name) or name in settled.groups)])


def _notice(book: Any, draft: Draft) -> None:
    """The notice's text out of sight, line by line; a line longer than a cell goes on in the next row."""
    page = book.add_worksheet(NOTICE)
    page.hide()
    row = 0
    for line in draft.text.split("\n"):
        for at in range(0, max(len(line), 1), _CELL_HOLDS):
            page.write_string(row, 0, "续" if at else "行")
            page.write_string(row, 1, line[at : at + _CELL_HOLDS])
            row += 1


def _height(line: Sequence[str]) -> float:
    """Points for the row's longest cell: not every program fits a row to its text by itself."""
    widths = (sum(2 if c > "\u2e7f" else 1 for c in text) for text in line)
    lines = max(-(-wide // max(column - 2, 1)) for wide, (_, column) in zip(widths, COLUMNS, strict=True))
    return min(max(lines, 1) * _LINE, _TALLEST)


def _arrange(sheet: Any, rows: int) -> None:
    """Headings that stay in sight, a choice of measures, one page across."""
    sheet.freeze_panes(1, 4)
    sheet.autofilter(0, 0, max(rows, 1), len(COLUMNS) - 1)
    choice = {"validate": "list", "source": list(MEASURES.values())}
    sheet.data_validation(1, _MEASURE, rows + 200, _MEASURE, choice)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _rows(number: int, task: DraftTask) -> list[tuple[str, ...]]:
    return [
        (task.no, task.title, f"{number}.{n}", *cells(item, task)) for n, item in enumerate(task.items, 1)
    ]


def cells(item: DraftItem, task: DraftTask) -> tuple[str, ...]:
    """An item's cells from its name on, as they are written and as a corrected sheet is compared with."""
    return (
        item.title,
        item.text,
        item.phrase or "",
        due_cell(item),
        item.internal_due.isoformat() if item.internal_due else "",
        rule_in_words(item.rule) if item.rule else "",
        sureness(item),
        MEASURES[item.measure],
        str(item.target) + (item.target.unit if item.target.unit != "%" else "") if item.target else "",
        "、".join(item.leads),
        "、".join(item.responsible),
        "、".join(item.assisting),
        "；".join(once((*item.notes, *task.notes))),
        f"{item.source[0]}-{item.source[1]}",
    )


def due_cell(item: DraftItem) -> str:
    """The day; of a recurring duty its wording, for no single day is its date."""
    if item.due is None or item.recurrence:
        return item.phrase or ""
    return item.due.isoformat()
