"""One account as every paper shows it: where it stands, by the same reckoning as the digests."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from db.papers import PaperRow
from db.states import OPEN
from messages.lines import days_left
from messages.words import STATE_WORDS, count_words, number, rate_words
from schedules.owed import Obligation, pace
from schedules.workdays import WorkCalendar

# The light is a word; a colour only goes with it.
LIGHTS = {
    "done": "已办结",
    "pending": "待审核",
    "overdue": "红灯·逾期",
    "near": "黄灯·临期",
    "behind": "黄灯·滞后",
    "on_time": "绿灯·按期",
    "cancelled": "已撤销",
}
MEASURE_WORDS = {"deliver": "成果", "count": "次数", "rate": "比率", "ongoing": "常态"}
KIND_WORDS = {
    "accept": "签收",
    "progress": "进展",
    "count": "次数",
    "figure": "指标",
    "done": "报结",
    "evidence": "佐证",
    "extension": "申请延期",
    "obstacle": "困难",
    "reassign": "申请改派",
    "correction": "更正",
}
VERDICT_WORDS = {"approve": "通过", "return": "退回", "grant": "同意延期", "refuse": "不同意延期"}
# Control characters, lone surrogates and non-characters: neither XML nor a printer knows them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Frame:
    """By which day and calendar a paper reckons. near_until: the last day that counts as 临期."""

    today: date
    near_until: date
    calendar: WorkCalendar
    zone: tzinfo

    def day(self, moment: datetime | None) -> date | None:
        return moment.astimezone(self.zone).date() if moment is not None else None


@dataclass(frozen=True, slots=True)
class Line:
    """An account and what follows from it. no: its number in the ledger; behind: a count short of its pace."""

    no: int
    row: PaperRow
    kind: str  # done, pending, overdue, near, on_time, cancelled: disjoint
    behind: bool
    pace: int
    days_left: int
    figure: str

    @property
    def light(self) -> str:
        return LIGHTS["behind" if self.behind and self.kind == "on_time" else self.kind]

    @property
    def state(self) -> str:
        return STATE_WORDS[self.row.state]

    @property
    def code(self) -> str:
        return self.row.item.code

    @property
    def unit(self) -> str:
        return self.row.unit


def lines(rows: Iterable[PaperRow], frame: Frame) -> tuple[Line, ...]:
    """Every row, numbered in its order."""
    return tuple(_line(no, row, frame) for no, row in enumerate(rows, 1))


def _line(no: int, row: PaperRow, frame: Frame) -> Line:
    wanted = _pace(row, frame.today)
    left = days_left(row.due, row.internal_due, frame.today, frame.calendar)
    short = row.state in OPEN and row.count < wanted
    return Line(no, row, _kind(row, frame), short, wanted, left, figure(row))


def _kind(row: PaperRow, frame: Frame) -> str:
    if row.state in ("done", "closed"):
        return "done"
    if row.state == "cancelled":
        return "cancelled"
    if row.state == "submitted":
        return "pending"
    if row.state in OPEN and row.due < frame.today:
        return "overdue"
    return "near" if row.state in OPEN and row.due <= frame.near_until else "on_time"


def _pace(row: PaperRow, today: date) -> int:
    item = row.item
    if item.measure != "count" or item.op not in (">=", ">", "="):
        return 0
    return pace(
        Obligation(
            row.state, item.measure, row.due, row.internal_due, row.accept_by, row.due, item.starts,
            count=row.count, least=item.value,
        ),
        today,
    )  # fmt: skip


def figure(row: PaperRow) -> str:
    """How far it is, in its own measure: 60%, 已办2次（至少3次）, 58.3%（7/12），目标>50%，达标."""
    item = row.item
    match item.measure:
        case "count":
            return count_words(row.count, item.op or "", item.value, item.counted)
        case "rate":
            return rate_words(
                row.percent, row.numerator, row.denominator, item.op or "", item.value, item.counted
            )
        case _:
            return f"{number(row.percent)}%" if row.percent is not None else ""


def said_words(row: PaperRow) -> str:
    """The last report in one line: 进展：正在征求意见; empty where nothing was reported."""
    if row.said is None:
        return ""
    word = KIND_WORDS.get(row.said.kind, row.said.kind)
    return f"{word}：{printable(row.said.text)}" if row.said.text else word


def printable(text: str) -> str:
    """What people typed, fit for a cell or a paragraph: no control characters, line ends as spaces."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


@dataclass(frozen=True, slots=True)
class Count:
    """How many accounts are where. The five kinds add up to total; behind are among on_time."""

    total: int
    done: int
    pending: int
    on_time: int
    near: int
    overdue: int
    behind: int


def counted(found: Iterable[Line]) -> Count:
    """Cancelled accounts left aside."""
    alive = [line for line in found if line.kind != "cancelled"]
    kinds = Counter(line.kind for line in alive)
    behind = sum(line.behind and line.kind == "on_time" for line in alive)
    return Count(
        len(alive), kinds["done"], kinds["pending"], kinds["on_time"], kinds["near"], kinds["overdue"], behind
    )
