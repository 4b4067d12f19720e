"""Which days a paper speaks of: 10月, 上个月, 三季度, 全年, read against today and the plans' own days."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_DIGITS = {word: n for n, word in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
_MONTH = re.compile(r"(?:(\d{4})\s*年)?\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*月")
_QUARTER = re.compile(r"(?:(\d{4})\s*年)?\s*第?([一二三四1-4])季度")
_HALF = re.compile(r"(?:(\d{4})\s*年)?\s*([上下])半年")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both inclusive."""

    first: date
    last: date

    @property
    def words(self) -> str:
        """2021年10月, 2021年第三季度, 2021年下半年, 2021年, or from day to day."""
        first, last, year = self.first, self.last, self.first.year
        if first.year == last.year and first.day == 1 and last == _month_end(year, last.month):
            if first.month == last.month:
                return f"{year}年{first.month}月"
            whole = {(1, 3): "第一季度", (4, 6): "第二季度", (7, 9): "第三季度", (10, 12): "第四季度"}
            whole |= {(1, 6): "上半年", (7, 12): "下半年", (1, 12): ""}
            if (first.month, last.month) in whole:
                return f"{year}年{whole[first.month, last.month]}"
        return f"{_day(first)}至{_day(last)}"


def month(year: int, n: int) -> Period:
    return Period(date(year, n, 1), _month_end(year, n))


def months(year: int, first: int, last: int) -> Period:
    return Period(date(year, first, 1), _month_end(year, last))


def period_named(words: str, today: date) -> Period | None:
    """The period those words mean today; no words: this month so far. None where they cannot be read.

    A month without a year is this year's; one that has not come yet is last year's only in the first half of
    the year, when last year's papers are still written.
    """
    words = words.strip()
    if not words or words in ("本月", "这个月", "这月", "当月"):
        return month(today.year, today.month)
    if re.fullmatch(r"上个?月", words):
        before = today.replace(day=1) - timedelta(days=1)
        return month(before.year, before.month)
    if (found := _MONTH.fullmatch(words.removesuffix("份"))) is not None:
        n = int(found[2]) if found[2].isdigit() else _DIGITS.get(found[2], 0)
        return month(_year(found[1], n, today), n) if 1 <= n <= 12 and _known(found[1]) else None
    if (found := _QUARTER.fullmatch(words)) is not None:
        n = int(found[2]) if found[2].isdigit() else _DIGITS[found[2]]
        return months(_year(found[1], n * 3 - 2, today), n * 3 - 2, n * 3) if _known(found[1]) else None
    if (found := _HALF.fullmatch(words)) is not None:
        first = 1 if found[2] == "上" else 7
        return months(_year(found[1], first, today), first, first + 5) if _known(found[1]) else None
    if words in ("全年", "年度", "年终", "今年", "本年"):
        year = today.year - (
            today.month <= 2
        )  # a year's papers are written in its last weeks or just after it
        return months(year, 1, 12)
    return None


def _year(typed: str | None, first: int, today: date) -> int:
    if typed:
        return int(typed)
    return today.year - 1 if first > today.month and today.month <= 6 else today.year


def _known(typed: str | None) -> bool:
    return typed is None or 2000 <= int(typed) <= 2100


def _month_end(year: int, n: int) -> date:
    return date(year, n, monthrange(year, n)[1])


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
