"""How many years a plan is given (`2012年起5年内`), and where a task says `5年内` again and means those same years."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from schedules.deadlines import LIKELY, Reading
from schedules.deadlines.numerals import whole

_YEARS = re.compile(r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})年(?:之内|以内|内)")
_BEGINS = re.compile(r"(?:[，。；：！？\n（、“]|^|力争|争取|确保|计划|规划|今后|未来|在|用)$")
# What a person or firm has for so many years, and when something counts as having happened.
_ENJOYED = re.compile(
    r"[，]?(?:享受|给予|享有|免|减|补贴|补助|有效|不得|不再|不予|累计|未|无|没有|发生|曾|连续|取得|获得|毕业|保持|仍|每年|可|的)"
)


def horizons(text: str, readings: Sequence[Reading], *, dated: bool) -> Iterator[Reading]:
    """The readings with each bare `N年内` settled: from the year the notice counts from, else from its day of issue.

    dated: the day of issue is known. Without it, and without such a year, a length is no date.
    """
    from_year: dict[int, Reading] = {}
    for reading in readings:
        found = _YEARS.search(reading.phrase)
        years = whole(found["n"]) if found else None
        if years is not None and reading.rule == "counted-from-day":
            from_year.setdefault(years, reading)
        if years is None or reading.rule != "within-length":
            yield reading
        elif _is_horizon(text, reading):
            if first := from_year.get(years):
                yield replace(
                    reading,
                    rule=first.rule,
                    start=first.start,
                    due=first.due,
                    internal_due=first.internal_due,
                )
            elif dated:
                yield replace(reading, sure=min(reading.sure, LIKELY))


def _is_horizon(text: str, reading: Reading) -> bool:
    start, end = reading.span
    return _BEGINS.search(text[max(0, start - 4) : start]) is not None and not _ENJOYED.match(text, end)
