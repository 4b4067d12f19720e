"""By when and how much: the two fields of an item that are written in the notice's own language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import get_args

from schedules.deadlines import Op, Reading, Target, read
from schedules.periods import KEPT, due_from
from schedules.plan import Measure
from schedules.planfile.faults import quoted
from schedules.planfile.nodes import Block
from schedules.workdays import WorkCalendar

MEASURES: tuple[Measure, ...] = get_args(Measure)
_OPS: tuple[Op, ...] = get_args(Op)

_DAY = re.compile(r"(\d{4})\s*(?:-|/|\.|年)\s*(\d{1,2})\s*(?:-|/|\.|月)\s*(\d{1,2})\s*日?", re.ASCII)
_TARGET = re.compile(r"(>=|<=|≥|≤|=|>|<)\s*([0-9]{1,9}(?:\.[0-9]{1,6})?)\s*(%|[^\W\d_]{0,3})")
_SIGN = {"≥": ">=", "≤": "<="}

# The notice names no date: the rule by which such an item is due when the plan ends.
PLAN_END = "plan-end"


@dataclass(frozen=True, slots=True)
class Frame:
    """What every item is measured against. None where the file's head could not be read."""

    issued: date | None
    period: tuple[date, date] | None
    calendar: WorkCalendar


@dataclass(frozen=True, slots=True)
class Term:
    """An item's date, settled."""

    phrase: str | None
    due: date
    internal_due: date
    rule: str


def day(text: str) -> date | None:
    """A full date as people write it: 2021-08-09, 2021/8/9, 2021年8月9日."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def read_term(item: Block, measure: Measure | None, frame: Frame) -> Term | None:
    """The item's date; the plan's end where it names none. None when it cannot be settled (which is blamed)."""
    phrase = item.text("due")
    if phrase is None:
        return None if item.has("due") else _at_the_end(None, PLAN_END, frame)
    # A head without a date is one fault; it does not make every wording unreadable.
    reading = read(phrase, frame.issued or date(2021, 1, 1), frame.calendar)
    if reading.kind == "standing" and measure == "ongoing":
        return _at_the_end(phrase, reading.rule, frame)
    if wrong := _unsettled(reading):
        item.blame("due", f"{wrong[0]}{quoted(phrase)}", wrong[1])
        return None
    if reading.recurrence is not None:
        return _first_period(item, phrase, reading, frame)
    due = reading.due_day
    if due is None or frame.issued is None or not _in_time(item, phrase, due, frame):
        return None
    return Term(phrase, due, reading.internal_due or frame.calendar.on_or_before(due), reading.rule)


def _first_period(item: Block, phrase: str, reading: Reading, frame: Frame) -> Term | None:
    """The first period's day within the plan: the account moves on to the next when it is approved."""
    if frame.issued is None or frame.period is None:
        return None
    due = due_from(phrase, frame.issued, frame.period[0], frame.calendar)
    if due is None or not _in_time(item, phrase, due, frame):
        return None
    return Term(phrase, due, frame.calendar.on_or_before(due), reading.rule)


def _at_the_end(phrase: str | None, rule: str, frame: Frame) -> Term | None:
    if frame.period is None:
        return None
    due = frame.period[1]
    return Term(phrase, due, frame.calendar.on_or_before(due), rule)


def _unsettled(reading: Reading) -> tuple[str, str] | None:
    """Why no single day follows from the wording: what is wrong, what would be right."""
    if reading.recurrence is not None and reading.recurrence.every not in KEPT:
        return "每日一次的事不设时限", "应写 measure: ongoing，或写成每周、每月、每季度的某一天"
    if reading.recurrence is not None and not reading.whole:
        return "读不懂", "应只写周期，如 每季度末、每月5日前、每季度末前5个工作日"
    if reading.recurrence is not None:
        return None
    if len(reading.listed) > 1:
        return "一个事项只能有一个时限，写了几个", "应拆成几个事项，各写一个时限"
    if reading.kind == "event" or (reading.event and reading.due is None):
        return "要等会议、收文等日期定了才能算出", "应写成推定的日期，如 2021-10-15"
    if reading.kind == "standing":
        return "没有期限可言", "长期工作应写 measure: ongoing，或写明时限，如 年底前"
    if reading.due is None or not reading.whole:
        return "读不懂", "应写成通知里的时限，如 10月底前、年底前、2021-10-31，或删去 due 用计划期末"
    return None


def _in_time(item: Block, phrase: str, due: date, frame: Frame) -> bool:
    if frame.issued and due < frame.issued:
        item.blame(
            "due", f"{quoted(phrase)}是 {due}，早于印发日期 {frame.issued}", "应改正时限，或改正 issued"
        )
        return False
    if frame.period and due > frame.period[1]:
        right = f"应改正时限，或把 period 延到 {due}"
        item.blame("due", f"{quoted(phrase)}是 {due}，晚于计划期末 {frame.period[1]}", right)
        return False
    return True


def read_measure(item: Block) -> Measure | None:
    told = "应写其中之一：deliver（成果）、count（次数）、rate（比率）、ongoing（常态）"
    text = item.needed("measure", told)
    measure = next((known for known in MEASURES if known == text), None)
    if text is not None and measure is None:
        item.blame("measure", f"没有{quoted(text)}这种办法", told)
    return measure


_EXAMPLE = {"count": "不少于3次（或 '>= 3次'）", "rate": "超过50%（或 '> 50%'）"}


def read_target(item: Block, measure: Measure | None) -> Target | None:
    """The target of a count or a rate; nothing else may have one."""
    if measure is None:
        return None
    example = _EXAMPLE.get(measure)
    if example is None:
        if item.has("target"):
            item.blame("target", f"{measure} 没有目标数", "应删去 target，或把 measure 改为 count 或 rate")
        return None
    text = item.needed("target", f"{measure} 应写目标，如 target: {example}")
    if text is None:
        return None
    target = _target(text)
    if target is None:
        item.blame("target", f"读不懂{quoted(text)}", f"应写成 {example}")
    elif wrong := _misfit(target, measure):
        item.blame("target", f"{quoted(text)}{wrong}", f"应写成 {example}，或改 measure")
        return None
    return target


def _target(text: str) -> Target | None:
    """Signs (`>= 3次`, `= 100%`) or the notice's words (`不少于3次`)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if found := _TARGET.fullmatch(plain):
        sign, value, unit = found.groups()
        op = next(op for op in _OPS if op == _SIGN.get(sign, sign))
        return Target(op, float(value), unit)
    targets = read(plain, date(2021, 1, 1)).targets
    return targets[0] if len(targets) == 1 else None


def _misfit(target: Target, measure: Measure) -> str | None:
    if measure == "rate":
        if target.unit != "%":
            return "不是百分比"
        impossible = (target.op == ">" and target.value >= 100) or (target.op == "<" and target.value <= 0)
        return "不可能达到" if target.value > 100 or impossible else None
    if target.unit == "%":
        return "是百分比，不是次数"
    if target.op not in (">=", ">"):
        return "不是“至少几次”"
    return None if target.value == int(target.value) and target.value >= 1 else "不是正整数"
