"""A day counted by its place after another: `国庆节后第一个工作日`, `节后上班首日`, `会后第二个工作日`, `收到通知次日`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from schedules.deadlines.numerals import whole
from schedules.deadlines.spans import Place, Span

_N = r"(?:[1-9]|十|[一二两三四五六七八九])"
_ORDINAL = re.compile(
    rf"""
    的?(?:恢复)?(?P<back>上班|复工|返岗|开工|收假)?后?的?
    (?:第(?P<n>{_N})个?|(?P<first>首个?)|前(?P<upto>{_N})个(?=工作日)|(?P<next>次一?(?=工作日)))
    (?:(?P<work>工作日|上班日)|(?P<day>[天日])(?P<back2>上班|复工|返岗)?)(?:之内|内)?
    """,
    re.VERBOSE,
)
_NEXT = re.compile("(?:次日|翌日|第二天|隔天|当[天日])(?!起)")


@dataclass(frozen=True, slots=True)
class Ordinal:
    """The n-th day, or working day, after something."""

    n: int
    working: bool
    back_to_work: bool = False

    def after(self, span: Span, place: Place) -> date | None:
        """The day meant; after a feast the first day is the first at work."""
        last, working = span.end, self.working
        if span.grain == "festival":
            last = place.calendar.break_around(span.end)[1]
            working = working or self.back_to_work or self.n == 1
        try:
            return place.calendar.add(last, self.n) if working else last + timedelta(days=self.n)
        except (ValueError, OverflowError):
            return None


def ordinal_at(text: str, at: int) -> tuple[Ordinal, int] | None:
    """The ordinal written at this place, and where it ends."""
    found = _ORDINAL.match(text, at)
    if found is None:
        return None
    written = found["n"] or found["upto"]
    n = whole(written) if written else 1
    if n is None:
        return None
    return Ordinal(n, bool(found["work"]), bool(found["back"] or found["back2"])), found.end()


def next_day_at(text: str, at: int) -> tuple[Ordinal, int] | None:
    """`次日`, `当日` at this place: the day after, or the very day."""
    found = _NEXT.match(text, at)
    if found is None:
        return None
    return Ordinal(0 if text[at] == "当" else 1, working=False), found.end()
