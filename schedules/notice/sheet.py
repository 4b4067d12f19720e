"""The 时限推定单: a draft as an .xlsx for a coordinator to correct. Every cell is text or a date, none a formula."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from schedules.deadlines.words import rule_in_words
from schedules.notice.names import once
from schedules.notice.shown import sureness
from schedules.notice.values import Draft, DraftItem, DraftTask

SHEET = "时限推定单"
# What may be corrected is told by its heading; the rest shows where it came from.
COLUMNS: tuple[tuple[str, int], ...] = (
    ("任务号", 7), ("任务", 24), ("事项号", 8), ("事项名称（可改）", 34), ("原文", 52), ("时限措辞", 14),
    ("时限（可改）", 13), ("内控日", 12), ("规则", 16), ("把握", 10), ("办法（可改）", 11), ("目标（可改）", 12),
    ("牵头单位（可改）", 26), ("责任单位（可改）", 34), ("配合单位（可改）", 20), ("待定和推定", 40), ("原文位置", 12),
)  # fmt: skip
_MEASURE, _OPEN = 10, 15
# A cell that begins with = or http stays what it is: text.
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MEASURES = {"deliver": "成果", "count": "次数", "rate": "比率", "ongoing": "常态"}
_HELP = (
    "请在标有“（可改）”的各列上修改，改后保存，再交回来。",
    "时限写成 2021-10-31 或通知的措辞（10月底前）；没有时限的留空。",
    "办法填：成果、次数、比率、常态。次数和比率要填目标，如 不少于3次、超过50%。",
    "单位之间用顿号隔开。不要的事项删去整行；要加的事项另起一行，事项号写成“任务号.新”。",
    "公式不会被计算：以等号开头的内容按文字收下，请直接写结果。",
)


def write_sheet(draft: Draft, path: Path) -> None:
    """Write the draft to an .xlsx, one row an item; a row with something open is tinted."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), _AS_TEXT) as book:
        sheet = book.add_worksheet(SHEET)
        looks = {"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"}
        head = book.add_format({**looks, "bold": True, "valign": "vcenter", "bg_color": "#E7EEF7"})
        plain, open_ = book.add_format(looks), book.add_format({**looks, "bg_color": "#FFF6D6"})
        for column, (title, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        rows = [line for number, task in enumerate(draft.tasks, 1) for line in _rows(number, task)]
        for n, line in enumerate(rows, start=1):
            for column, text in enumerate(line):
                sheet.write_string(n, column, text, open_ if line[_OPEN] else plain)
        _arrange(sheet, len(rows))
        about = book.add_worksheet("说明")
        about.set_column(0, 0, 100)
        told = (draft.title, draft.number, f"印发日期：{draft.issued or '通知未写'}", *draft.notes, *_HELP)
        for n, text in enumerate(told):
            about.write_string(n, 0, text)


def _arrange(sheet: Any, rows: int) -> None:
    """Headings that stay in sight, a choice of measures, one page across."""
    sheet.freeze_panes(1, 4)
    sheet.autofilter(0, 0, max(rows, 1), len(COLUMNS) - 1)
    choice = {"validate": "list", "source": list(MEASURES.values())}
    sheet.data_validation(1, _MEASURE, rows + 200, _MEASURE, choice)
    sheet.set_landscape()
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
