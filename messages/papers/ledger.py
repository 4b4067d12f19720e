"""台账.xlsx: one row an account, an overview, the pace of counts, a sheet for every task and every unit.

What people wrote is only ever written as text, and stays text when somebody
edits the cell: nothing a unit typed can become a formula or a link.
"""

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from db.papers import Occurrence
from messages.papers.columns import Column, counts, cut, full_columns, pace_columns, short_columns, task_label
from messages.papers.lines import Count, Frame, Line, counted, printable

_EPOCH = date(1899, 12, 30)
_ROW, _MORE = 18, 14  # points of a row of one line, and of every line more
# Accounts. With more, a sheet for every task and unit would double the time, and nobody turns over 300 sheets.
MOST_APART = 8_000
_MOST_LINES = 12  # of one row; the rest is read in the cell
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_A3, _A4 = 8, 9
FILLS = {
    "红灯·逾期": ("#F8D7DA", "#7A1220"),
    "黄灯·临期": ("#FFF1C2", "#6B4E00"),
    "黄灯·滞后": ("#FFF1C2", "#6B4E00"),
    "绿灯·按期": ("#DDF0E1", "#14532D"),
    "已办结": ("#DCE9F7", "#123C69"),
    "待审核": ("#ECE6F5", "#3D2A66"),
    "已撤销": ("#EDEDED", "#555555"),
}


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the ledger is written from. made_at: aware, in the office's zone."""

    titles: tuple[str, ...]
    made_at: datetime
    frame: Frame
    lines: tuple[Line, ...]
    occurrences: dict[int, list[Occurrence]]


def write_ledger(ledger: Ledger) -> bytes:
    """The workbook; the same ledger gives the same bytes."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _AS_TEXT | {"in_memory": True}) as book:
        book.set_properties({"title": "督办台账", "created": ledger.made_at.replace(tzinfo=None)})
        _Writer(book, ledger).write()
    return file.getvalue()


class _Writer:
    """One workbook while it is being written: its formats and the sheet names taken."""

    def __init__(self, book: Any, ledger: Ledger) -> None:
        self.book, self.ledger = book, ledger
        self.names: set[str] = {"history"}  # Excel keeps this name for itself
        base = {
            "font_name": "宋体",
            "font_size": 10,
            "valign": "vcenter",
            "border": 1,
            "border_color": "#B8C0CC",
        }
        middle = base | {"align": "center"}
        self.looks = {
            # quote_prefix: still text after somebody opened the cell and pressed Enter.
            "text": book.add_format(base | {"text_wrap": True, "quote_prefix": True}),
            "middle": book.add_format(middle | {"text_wrap": True, "quote_prefix": True}),
            "day": book.add_format(middle | {"num_format": "yyyy-mm-dd"}),
            "number": book.add_format(middle | {"num_format": "0"}),
        }
        self.lights = {
            word: book.add_format(middle | {"bg_color": fill, "font_color": ink})
            for word, (fill, ink) in FILLS.items()
        }
        head = {"bold": True, "text_wrap": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"}
        self.head = book.add_format(middle | head)
        self.empty = book.add_format({"border": 1, "border_color": "#B8C0CC"})
        self.title = book.add_format({"font_name": "宋体", "font_size": 18, "bold": True, "align": "center"})
        self.note = book.add_format(
            {"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "top"}
        )
        self.link = book.add_format(base | {"font_color": "#1F4E9E", "underline": 1})
        self.total = book.add_format(middle | {"bold": True, "bg_color": "#EEF2F7"})

    def write(self) -> None:
        lines = self.ledger.lines
        several = len(self.ledger.titles) > 1
        overview = self.book.add_worksheet(self.name("总览"))
        self.table(
            self.name("台账"), full_columns(self.ledger.frame, several=several), lines, paper=_A3, frozen=4
        )
        self.table(self.name("次数进度"), pace_columns(self.ledger.occurrences), counts(lines))
        tasks = [
            (label, self.name(label), found)
            for label, found in _gathered(lines, lambda one: task_label(one, several))
        ]
        units = [(label, self.name(label), found) for label, found in _gathered(lines, lambda one: one.unit)]
        if self.apart:
            for _, sheet, found in tasks:
                self.table(sheet, short_columns(self.ledger.frame, "unit"), found, frozen=2)
            for _, sheet, found in units:
                columns = short_columns(self.ledger.frame, "task", several=several)
                self.table(sheet, columns, found, frozen=2)
        self.overview(overview, tasks, units)

    @property
    def apart(self) -> bool:
        """Whether every task and every unit has a sheet of its own."""
        return len(self.ledger.lines) <= MOST_APART

    def name(self, wanted: str) -> str:
        """A sheet's name: at most 31 characters, none forbidden, none taken."""
        plain = _NO_SHEET_NAME.sub(" ", printable(wanted)).strip().strip("'") or "未名"
        name, n = cut(plain, 31), 2
        while name.casefold() in self.names:
            tail = f"({n})"
            name, n = cut(plain, 31 - len(tail)) + tail, n + 1
        self.names.add(name.casefold())
        return name

    def table(
        self,
        name: str,
        columns: Sequence[Column],
        lines: Sequence[Line],
        *,
        paper: int = _A4,
        frozen: int = 0,
    ) -> None:
        """A sheet with one row a line, its heading frozen, filtered and repeated on every printed page."""
        sheet = self.book.add_worksheet(name)
        for n, column in enumerate(columns):
            sheet.set_column(n, n, column.width)
            sheet.write_string(0, n, column.head, self.head)
        sheet.set_default_row(_ROW)
        sheet.set_row(0, 32)
        self.rows(sheet, columns, lines)
        sheet.freeze_panes(1, frozen)
        sheet.autofilter(0, 0, max(len(lines), 1), len(columns) - 1)
        sheet.repeat_rows(0)
        self.printed(sheet, name, paper)

    def rows(self, sheet: Any, columns: Sequence[Column], lines: Sequence[Line]) -> None:
        looks = self.looks
        text, put = sheet.write_string, sheet.write_number
        plan = [(n, one.of, looks.get(one.look), one.width) for n, one in enumerate(columns)]
        for at, line in enumerate(lines, 1):
            tallest = 1
            for n, of, look, width in plan:
                value = of(line)
                if look is None:
                    text(at, n, value, self.lights[str(value)])
                elif value is None or value == "":
                    continue
                elif isinstance(value, str):
                    text(at, n, value, look)
                    # A Chinese character is as wide as two digits; in GBK it is as long, too.
                    if len(value) * 2 > width and (long := len(value.encode("gbk", "replace"))) > width:
                        tallest = max(tallest, -int(-long // (width - 1)))
                else:
                    put(at, n, (value - _EPOCH).days if isinstance(value, date) else value, look)
            if tallest > 1:  # not every program that opens it measures wrapped text by itself
                sheet.set_row(at, _ROW + _MORE * (min(tallest, _MOST_LINES) - 1))
        # Empty cells are not written, a third of all: one rule gives them their border.
        if lines:
            ruled = {"type": "blanks", "format": self.empty}
            sheet.conditional_format(1, 0, len(lines), len(columns) - 1, ruled)

    def printed(self, sheet: Any, name: str, paper: int) -> None:
        sheet.set_landscape()
        sheet.set_paper(paper)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.75)
        # An ampersand begins a code in a page's heading.
        about = cut("、".join(self.ledger.titles), 60).replace("&", "&&")
        sheet.set_header(f"&L&9{about}&R&9{name.replace('&', '&&')}")
        sheet.set_footer(f"&L&9截至{_moment(self.ledger.made_at)}&R&9第 &P 页 共 &N 页")

    # ------------------------------------------------------------ the overview

    def overview(
        self,
        sheet: Any,
        tasks: Sequence[tuple[str, str, Sequence[Line]]],
        units: Sequence[tuple[str, str, Sequence[Line]]],
    ) -> None:
        """Totals first, then every task and every unit with a link to its sheet."""
        ledger, heads = (
            self.ledger,
            ("", "事项", "责任账目", "已办结", "待审核", "按期", "其中滞后", "临期", "逾期"),
        )
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, len(heads) - 1, 10)
        last = len(heads) - 1
        sheet.merge_range(0, 0, 0, last, "督办台账", self.title)
        sheet.set_row(0, 30)
        sheet.merge_range(
            1, 0, 1, last, cut(printable("、".join(ledger.titles)) or "还没有加载计划", 200), self.note
        )
        sheet.merge_range(
            2, 0, 2, last, f"截至{_moment(ledger.made_at)}　{one_line(ledger.lines)}", self.note
        )
        at = 4
        for head, found in (("任务", tasks), ("责任单位", units)):
            for n, word in enumerate((head, *heads[1:])):
                sheet.write_string(at, n, word, self.head)
            for label, name, lines in found:
                at += 1
                if self.apart:
                    place = name.replace(chr(39), chr(39) * 2)
                    sheet.write_url(at, 0, f"internal:'{place}'!A1", self.link, cut(label, 255))
                else:
                    sheet.write_string(at, 0, label, self.looks["text"])
                self.totals(sheet, at, lines, self.looks["number"])
            at += 1
            sheet.write_string(at, 0, "合计", self.total)
            self.totals(sheet, at, ledger.lines, self.total)
            at += 2
        sheet.merge_range(at, 0, at, last, HOW_TO_READ if self.apart else HOW_TO_READ + FILTERED, self.note)
        sheet.set_row(at, 76)
        self.printed(sheet, "总览", _A4)

    def totals(self, sheet: Any, at: int, lines: Iterable[Line], look: Any) -> None:
        alive = [line for line in lines if line.kind != "cancelled"]
        count = counted(alive)
        figures = (
            len({line.row.item.id for line in alive}), count.total, count.done, count.pending, count.on_time,
            count.behind, count.near, count.overdue,
        )  # fmt: skip
        for n, value in enumerate(figures, 1):
            sheet.write_number(at, n, value, look)


HOW_TO_READ = (
    "口径：一个事项对应一个责任单位为一个责任账目。逾期：时限已过仍未报办结；临期：7个工作日内到期；"
    "滞后：次数少于按时间均摊应达到的数，计入按期；待审核：已报办结，等待审核；已撤销的不计入合计。\n"
    "时限为通知写明的最后一天，内控日为时限当天或之前最后一个工作日。剩余按工作日计，负数为逾期。\n"
    "灯色只作提示，以旁边的文字为准。"
)

FILTERED = "\n账目多，不另分表：在“台账”表的表头按计划、任务或责任单位筛选。"


def one_line(lines: Sequence[Line]) -> str:
    """共34项、628个责任账目：办结…"""
    alive = [line for line in lines if line.kind != "cancelled"]
    count: Count = counted(alive)
    items = len({line.row.item.id for line in alive})
    return (
        f"共{items}项、{count.total}个责任账目：办结{count.done}、按期{count.on_time}、临期{count.near}、"
        f"逾期{count.overdue}、待审{count.pending}"
    )


def _gathered(lines: Iterable[Line], key: Callable[[Line], str]) -> list[tuple[str, list[Line]]]:
    """The lines by that, in the order of their first."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return list(found.items())


def _moment(at: datetime) -> str:
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02}分"
