"""The ledger: 3,000 accounts from the database to a finished workbook, beside XlsxWriter writing the same cells bare.

    uv run python bench/papers.py

Ours is the whole road: the queries, the reckoning, every sheet with its styles, filters and print setup. Beside it,
in the same process and turn by turn, XlsxWriter writes the very same cells (read back from our workbook), sheet by
sheet, without a format, a width or a filter. The bulletin of the same office is told without a bound.
"""

import io
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import loaded
import xlsxwriter
from loaded import NOW, ZONE, Mix
from openpyxl import load_workbook
from side import Row, median, milliseconds, report

from bot import papers
from bot.office import open_office
from messages.papers.periods import month

ROWS = 3_000
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a workbook's days have no zone
REPEATS = 7
Sheets = dict[str, list[list[object]]]


def main() -> int:
    with TemporaryDirectory(prefix="duban-bench-") as name:
        file = Path(name) / "office.db"
        loaded.build(file, Mix(ROWS, ROWS // 10))
        office = open_office(f"sqlite:///{file}", ZONE)
        try:
            cells = read_back(papers.ledger(office, NOW))
            assert len(cells["台账"]) == ROWS + 1
            count = sum(value is not None for rows in cells.values() for row in rows for value in row)
            ours, bare, bulletin = in_turn(
                lambda: papers.ledger(office, NOW),
                lambda: write_bare(cells),
                lambda: papers.bulletin(office, month(NOW.year, NOW.month), NOW),
            )
        finally:
            office.close()
    return report(
        f"papers, {ROWS:,} accounts, {len(cells)} sheets, {count:,} cells",
        [
            Row(
                "台账.xlsx from the database : the same cells bare",
                milliseconds(ours),
                milliseconds(bare),
                ours / bare,
                2,
            ),
            Row("通报.docx : the same", milliseconds(bulletin), milliseconds(bare), bulletin / bare),
        ],
    )


def in_turn(*works: Callable[[], object]) -> list[float]:
    """The median seconds of each, one after the other, round by round."""
    seconds: list[list[float]] = [[] for _ in works]
    for _ in range(REPEATS + 1):
        for work, taken in zip(works, seconds, strict=True):
            start = time.perf_counter()
            work()
            taken.append(time.perf_counter() - start)
    return [median(taken[1:]) for taken in seconds]  # the first loads the libraries


def read_back(content: bytes) -> Sheets:
    """Every cell of the workbook, days as the numbers a workbook keeps them by."""
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [[plain(value) for value in row] for row in sheet.values] for sheet in book}


def plain(value: object) -> object:
    return (value - EPOCH).days if isinstance(value, datetime) else value


def write_bare(sheets: Sheets) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for n, row in enumerate(rows):
                for m, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(n, m, value)
                    elif value is not None:
                        sheet.write_number(n, m, value)
    return file.getvalue()


if __name__ == "__main__":
    sys.exit(main())
