"""An .xlsx of the usual 任务分工表 as text: row by row, merged cells said in every row they cover.

Stored values only: a formula is never worked out, and one without a stored value is an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

from schedules.notice.cells import row_line
from schedules.notice.packages import without_code
from schedules.notice.source import NoticeRefused

MAX_ROWS, MAX_COLUMNS = 5_000, 60


def read_xlsx(raw: bytes, name: str) -> str:
    """Every visible sheet's text; a line with one filled cell is a heading, any other a row."""
    import openpyxl

    without_code(raw, name)
    try:
        book = openpyxl.load_workbook(BytesIO(raw), data_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return "\n\n".join("\n".join(_lines(sheet)) for sheet in sheets)
    except Exception as error:  # openpyxl raises whatever the broken XML makes it stumble over
        raise NoticeRefused(f"“{name}”已损坏或不是 Excel 文件，请用 Excel 另存为 .xlsx 后再试。") from error


def _lines(sheet: Any) -> Iterator[str]:
    told = _merged(sheet)
    for row in sheet.iter_rows(
        max_row=min(sheet.max_row, MAX_ROWS), max_col=min(sheet.max_column, MAX_COLUMNS)
    ):
        cells = [told.get((cell.row, cell.column), _said(cell.value)) for cell in row]
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) == 1:
            yield filled[0]
        elif filled:
            yield row_line(cells)


def _merged(sheet: Any) -> dict[tuple[int, int], str]:
    """What cells under a merged one say: the same downwards, nothing to the right."""
    told = {}
    for area in sheet.merged_cells.ranges:
        text = _said(sheet.cell(area.min_row, area.min_col).value)
        for row in range(area.min_row, min(area.max_row, MAX_ROWS) + 1):
            for column in range(area.min_col, min(area.max_col, MAX_COLUMNS) + 1):
                told[row, column] = text if column == area.min_col else ""
    return told


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
