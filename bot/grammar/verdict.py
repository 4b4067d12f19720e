"""What a work report comes to, by what its item is measured by: the figure, the occurrences, or that it is done."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Day

from bot import commands as c
from bot.grammar import figures
from bot.grammar.counted import NOT_HELD
from bot.grammar.finished import is_ahead, was_done
from bot.grammar.items import Known
from bot.grammar.parts import Part
from bot.grammar.said import Said, happened, percent
from bot.grammar.statements import Statement

_FINISHED_LATER = re.compile(
    r"(?:拟|(?<!现)将|待|确保|争取|力争|预计|计划|准备|尚未|还未|未|等|有望|即可|才能)[^，,。]{0,16}(?:公布|印发|发布|出台|挂网|完成|办结|公开发布)"
)
_SO_MANY_DONE = re.compile(r"(?:完成|办结|做完|清理)[^，,。\d]{0,8}\d")
_TOTAL = re.compile(r"累计|共|今年以?来|全年|先后|已|至今")
_OTHERS = re.compile(r"去年|上年|同期|往年|力争|争取|确保|目标|满意|提高|上升|增长|以上$")
_COMMON = frozenset(
    [
        "行政",
        "政府",
        "情况",
        "工作",
        "法治",
        "执法",
        "制定",
        "公布",
        "举办",
        "各级",
        "部门",
        "机关",
        "指导",
        "组织",
    ]
)
_RATED = re.compile(r"(?:率|比重|占比|占)[^，,\d]{0,4}$")
_SUMMED = re.compile(r"累计|今年以?来|全年|总")
_UNTIL = re.compile(r"截[至止]")
_ROUNDED = 0.1  # percentages are told to one decimal
_WIDEST = 3


@dataclass(frozen=True, slots=True)
class Report:
    """The clauses of a report on `code`; `told` are those before what is still to come."""

    code: str
    clauses: tuple[Part, ...]
    told: tuple[Part, ...]
    context: c.Context
    known: Known
    text: str

    def said(self, *clauses: Part) -> Said:
        """Return some of the clauses as a statement of their own."""
        known = replace(self.known, prefer=self.code)
        return Said(Statement((self.code,), (), clauses or self.told), self.context, known, self.text, False)


def figure(report: Report) -> c.Command | None:
    """The item's own figure: 24 heard and 15 attended make the 62.5% beside them; last year's 45.3% is nobody's."""
    rated = [
        part for part in report.told
        if part.percents and not _OTHERS.search(part.text[: part.percents[0].end])
        and (_nearness(report, part.text) or _RATED.search(part.text[: part.percents[0].start]))
    ]  # fmt: skip
    rated.sort(key=lambda part: not _SUMMED.search(part.text))
    reached = percent(report.said(*rated[:1])) if rated else None
    windows = [clauses for size in (1, 2, 3) for clauses in _windows(report.told, size)]
    for clauses in windows:
        if reached is not None and (made := _making(reached, figures.amounts(_joined(clauses)))) is not None:
            return _of(made, clauses, report)
    if (nearest := _nearest(report, windows, reached)) is not None:
        return nearest
    return c.Figure(value=reached) if reached is not None else None


def _nearest(report: Report, windows: Sequence[tuple[Part, ...]], reached: float | None) -> c.Command | None:
    """The fraction beside most of the item's own words; none that contradicts the percentage told."""
    best: tuple[int, tuple[Part, ...], figures.Share] | None = None
    for clauses in windows:
        text = _joined(clauses)
        share = next(iter(figures.shares(text)), None)
        if share is None or _OTHERS.search(text) or (best is not None and len(clauses) == _WIDEST):
            continue
        if reached is not None and abs(100 * share.part / (share.whole or 1) - reached) >= _ROUNDED:
            continue
        near = _nearness(report, text)
        if near and (best is None or near > best[0]):
            best = near, clauses, share
    return _of((best[2].part, best[2].whole), best[1], report) if best is not None else None


def _windows(told: Sequence[Part], size: int) -> list[tuple[Part, ...]]:
    return [tuple(told[n : n + size]) for n in range(len(told) - size + 1)]


def _joined(pair: Sequence[Part]) -> str:
    return "，".join(part.text for part in pair)


def _making(reached: float, amounts: Sequence[float]) -> tuple[float, float] | None:
    """The two amounts that make the percentage told."""
    return next(
        (
            (part, whole)
            for whole in amounts
            for part in amounts
            if whole > 1
            and part <= whole
            and (part, whole) != (1, 1)
            and abs(100 * part / whole - reached) < _ROUNDED
            and (part < whole or amounts.count(whole) > 1)
        ),
        None,
    )


def _of(found: tuple[float, float], pair: Sequence[Part], report: Report) -> c.Command:
    part, whole = found
    until = [one for one in report.told[:2] if _UNTIL.search(one.text)]
    return c.Figure(numerator=part, denominator=whole, date=happened(report.said(*until, *pair)))


def _nearness(report: Report, text: str) -> int:
    """How many two-character words of the item's title stand in the text."""
    title = next((one.title for one in report.context.items if one.code == report.code), "")
    pairs = {title[n : n + 2] for n in range(len(title) - 1)} - _COMMON
    return sum(pair in text for pair in pairs if re.fullmatch(r"[一-鿿]{2}", pair))


def count(report: Report) -> c.Command | None:
    """So many in all, or the one that was held on its day."""
    near = [part for part in report.told if _nearness(report, part.text) or part.has("done")]
    for part in near:
        for times in part.times:
            if not NOT_HELD.search(part.text) and times.how != "nth" and times.n > 1:
                return c.Count(count=times.n, total=times.how == "total" or bool(_TOTAL.search(report.text)))
    days = [day for part in report.told if (day := happened(report.said(part))) is not None]
    today = report.context.now.date()
    held = [day for day in days if day <= today]
    if not near or not held or all(NOT_HELD.search(part.text) for part in near):
        return None
    return c.Count(count=1, date=held[0])


def done(report: Report) -> c.Command | None:
    """Done where a clause says so, nothing beside it is still awaited, and the day is that clause's."""
    if any(_FINISHED_LATER.search(part.text) for part in report.told if not part.text.startswith("确保了")):
        return None
    if any(_FINISHED_LATER.search(part.text) for part in report.clauses[len(report.told) :]):
        return None
    decisive = [n for n, part in enumerate(report.told) if says_done(report, part)]
    if not decisive:
        return None
    return c.Done(date=_day_at(report, decisive))


def says_done(report: Report, part: Part) -> bool:
    if _SO_MANY_DONE.search(part.text) and not part.has("published"):
        return False  # 完成评查126本
    said = report.said(part)
    return was_done(said) and not any(is_ahead(said, 0, day) for day in part.days)


def _day_at(report: Report, decisive: Sequence[int]) -> Day | None:
    """The day in the deciding clause, else the last one told before it (并于同日公布)."""
    days = [happened(report.said(report.told[n])) for n in decisive]
    told = [day for day in days if day is not None]
    if told:
        return told[-1]
    for part in reversed(report.told[: decisive[-1]]):
        if (day := happened(report.said(part))) is not None:
            return day
        if part.opens:
            return None
    return None
