"""The ledger's columns: what stands in each of an account's cells, and how wide it is. Values only, no workbook."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from db.numbers import bare
from db.papers import Occurrence
from messages.papers.lines import MEASURE_WORDS, VERDICT_WORDS, Frame, Line, printable, said_words
from messages.words import day_short, target_words

_LONGEST_CELL = 32_000  # Excel's own limit is 32,767

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """head, width in characters, and what stands there of a line. look: text, middle, day, number, light."""

    head: str
    width: float
    look: str
    of: Callable[[Line], Cell]


def full_columns(frame: Frame, *, several: bool) -> tuple[Column, ...]:
    """Everything there is to say of an account."""
    plan = (Column("计划", 16, "text", lambda one: _text(one.row.item.task.plan.title)),) if several else ()
    return (
        Column("序号", 5, "number", lambda one: one.no),
        *plan,
        Column("任务", 20, "text", lambda one: _text(task_label(one, False))),
        Column("编号", 6, "middle", lambda one: bare(one.code)),
        Column("事项", 26, "text", lambda one: _text(one.row.item.title)),
        Column(
            "类型", 6, "middle", lambda one: MEASURE_WORDS.get(one.row.item.measure, one.row.item.measure)
        ),
        Column("目标", 10, "middle", _target),
        Column("牵头单位", 15, "text", lambda one: _text("、".join(one.row.item.leads))),
        Column("责任单位", 15, "text", lambda one: _text(one.unit)),
        Column("时限", 11, "day", lambda one: one.row.due),
        Column("内控日", 11, "day", lambda one: one.row.internal_due),
        Column(
            "原时限", 11, "day", lambda one: one.row.first_due if one.row.first_due != one.row.due else None
        ),
        Column("亮灯", 11, "light", lambda one: one.light),
        Column("状态", 9, "middle", lambda one: one.state),
        Column("完成情况", 17, "text", lambda one: one.figure),
        Column("剩余工作日", 8, "number", _left),
        Column(
            "最近反馈日", 11, "day", lambda one: frame.day(one.row.said.reported_at) if one.row.said else None
        ),
        Column("最近反馈", 34, "text", lambda one: _text(said_words(one.row))),
        Column("最近审核", 22, "text", lambda one: _ruled(one, frame)),
        Column("延期次数", 5, "number", lambda one: one.row.granted),
        Column("催办次数", 5, "number", lambda one: one.row.urged),
        Column("佐证份数", 5, "number", lambda one: one.row.evidence),
        Column("签收日", 11, "day", lambda one: frame.day(one.row.accepted_at)),
        Column("报结日", 11, "day", lambda one: frame.day(one.row.submitted_at)),
        Column("办结日", 11, "day", lambda one: frame.day(one.row.done_at)),
    )


def short_columns(frame: Frame, other: str, *, several: bool = False) -> tuple[Column, ...]:
    """What fits on an A4 page. other: what the sheet is not about, unit or task."""
    whose = (
        Column("责任单位", 20, "text", lambda one: _text(one.unit))
        if other == "unit"
        else Column("任务", 20, "text", lambda one: _text(task_label(one, several)))
    )
    return (
        Column("编号", 7, "middle", lambda one: bare(one.code)),
        Column("事项", 30, "text", lambda one: _text(one.row.item.title)),
        whose,
        Column("时限", 11, "day", lambda one: one.row.due),
        Column("亮灯", 11, "light", lambda one: one.light),
        Column("状态", 9, "middle", lambda one: one.state),
        Column("完成情况", 20, "text", lambda one: one.figure),
        Column("剩余工作日", 8, "number", _left),
        Column("催办次数", 5, "number", lambda one: one.row.urged),
        Column("最近反馈", 34, "text", lambda one: _text(said_words(one.row))),
    )


def pace_columns(occurrences: dict[int, list[Occurrence]]) -> tuple[Column, ...]:
    """Counts: how many there are, how many there should be by now, and what they were."""
    return (
        Column("编号", 7, "middle", lambda one: one.code),
        Column("事项", 28, "text", lambda one: _text(one.row.item.title)),
        Column("责任单位", 20, "text", lambda one: _text(one.unit)),
        Column("目标", 11, "middle", _target),
        Column("已办", 6, "number", lambda one: one.row.count),
        Column("序时应达", 7, "number", lambda one: one.pace),
        Column("差额", 6, "number", lambda one: max(one.pace - one.row.count, 0)),
        Column("亮灯", 11, "light", lambda one: one.light),
        Column("时限", 11, "day", lambda one: one.row.due),
        Column("每次的日期和内容", 60, "text", lambda one: _happened(occurrences.get(one.row.id, []))),
    )


def counts(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.row.item.measure == "count" and line.kind != "cancelled"]


def _happened(found: Sequence[Occurrence]) -> str:
    return _text("；".join(f"{day_short(o.happened_on)}+{o.count} {o.text}".strip() for o in found))


def _target(one: Line) -> str:
    item = one.row.item
    return target_words(item.measure, item.op or "", item.value, item.counted)


def _left(one: Line) -> int | None:
    return one.days_left if one.kind in ("overdue", "near", "on_time") else None


def _ruled(one: Line, frame: Frame) -> str:
    ruled = one.row.ruled
    if ruled is None:
        return ""
    day = frame.day(ruled.at)
    when = day_short(day) if day else ""
    return _text(f"{when}{VERDICT_WORDS.get(ruled.verdict, ruled.verdict)} {ruled.reason}".strip())


def task_label(one: Line, several: bool) -> str:
    task = one.row.item.task
    label = f"{task.no} {task.title}"
    return f"{task.plan.number or task.plan.key} {label}" if several else label


def _text(value: str) -> str:
    return cut(printable(value), _LONGEST_CELL)


def cut(text: str, length: int) -> str:
    """At most so many of Excel's characters (an emoji is two), the end shown as left out."""
    if len(text.encode("utf-16-le")) // 2 <= length:
        return text
    kept = text[: length - 1]
    while len(kept.encode("utf-16-le")) // 2 > length - 1:
        kept = kept[:-1]
    return kept + "…"
