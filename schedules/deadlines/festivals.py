"""Festivals and solar terms by name, and the day each falls on in a given year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from chinese_calendar import get_solar_terms

from schedules.deadlines.lunar import lunar_day, new_year

OnYear = Callable[[int], date | None]


def _fixed(month: int, day: int) -> OnYear:
    return lambda year: date(year, month, day)


def _lunar(month: int, day: int) -> OnYear:
    return lambda year: lunar_day(year, month, day)


def _nth_weekday(month: int, nth: int, weekday: int) -> OnYear:
    def day(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))

    return day


def _eve(year: int) -> date | None:
    first = new_year(year)
    return None if first is None else first - timedelta(days=1)


def _kitchen_god(year: int) -> date | None:
    return lunar_day(year - 1, 12, 23)


def _laba(year: int) -> date | None:
    return lunar_day(year - 1, 12, 8)


@lru_cache(maxsize=64)
def _terms(year: int) -> dict[str, date]:
    """The 24 solar terms of a year, by their Chinese names."""
    if not 1900 <= year <= 2099:
        return {}
    return {name: day for day, name in get_solar_terms(date(year, 1, 1), date(year, 12, 31))}


def _term(name: str) -> OnYear:
    return lambda year: _terms(year).get(name)


_TERMS = (
    "小寒大寒立春雨水惊蛰春分清明谷雨立夏小满芒种夏至"
    "小暑大暑立秋处暑白露秋分寒露霜降立冬小雪大雪冬至"
)  # fmt: skip

FESTIVALS: dict[str, OnYear] = {name: _term(name) for name in map("".join, zip(_TERMS[::2], _TERMS[1::2], strict=True))} | {
    "元旦": _fixed(1, 1), "情人节": _fixed(2, 14), "妇女节": _fixed(3, 8), "三八": _fixed(3, 8), "植树节": _fixed(3, 12),
    "消费者权益日": _fixed(3, 15), "愚人节": _fixed(4, 1),
    "国家安全教育日": _fixed(4, 15), "劳动节": _fixed(5, 1), "五一": _fixed(5, 1),
    "青年节": _fixed(5, 4), "五四": _fixed(5, 4), "护士节": _fixed(5, 12), "儿童节": _fixed(6, 1), "六一": _fixed(6, 1),
    "世界环境日": _fixed(6, 5), "建党节": _fixed(7, 1), "七一": _fixed(7, 1), "建军节": _fixed(8, 1), "八一": _fixed(8, 1),
    "教师节": _fixed(9, 10), "烈士纪念日": _fixed(9, 30), "国庆": _fixed(10, 1), "十一": _fixed(10, 1), "万圣节": _fixed(10, 31),
    "记者节": _fixed(11, 8), "双十一": _fixed(11, 11),
    "双11": _fixed(11, 11), "国家宪法日": _fixed(12, 4), "宪法日": _fixed(12, 4),
    "双十二": _fixed(12, 12), "双12": _fixed(12, 12), "平安夜": _fixed(12, 24), "圣诞": _fixed(12, 25),
    "春节": new_year, "大年初一": new_year, "过年": new_year, "除夕": _eve, "大年三十": _eve, "年三十": _eve,
    "元宵": _lunar(1, 15),
    "龙抬头": _lunar(2, 2), "端午": _lunar(5, 5), "七夕": _lunar(7, 7), "中元节": _lunar(7, 15), "中秋": _lunar(8, 15),
    "重阳": _lunar(9, 9), "腊八": _laba, "小年": _kitchen_god,
    "母亲节": _nth_weekday(5, 2, 6), "父亲节": _nth_weekday(6, 3, 6), "感恩节": _nth_weekday(11, 4, 3),
}  # fmt: skip

# Numbers that are festivals only when a festival's word follows (`十一前`, `五一假期`): `十一` is also 11.
NUMBERS = frozenset({"十一", "五一", "三八", "五四", "六一", "七一", "八一"})

# The seven holidays with days off: "before" one of them means before its days off begin.
WITH_DAYS_OFF = frozenset(
    {
        "元旦",
        "春节",
        "清明",
        "劳动节",
        "五一",
        "端午",
        "中秋",
        "国庆",
        "十一",
        "大年初一",
        "过年",
        "除夕",
        "大年三十",
        "年三十",
    }
)

# These close the lunar year: the one meant is the end of the lunar year one is in.
LUNAR_YEAR_END = frozenset({"除夕", "大年三十", "年三十", "小年", "腊八"})

# Around the turn of the year the next one is meant even when the year's own has passed.
TURN_OF_YEAR = frozenset(
    {"元旦", "春节", "除夕", "大年初一", "过年", "大年三十", "年三十", "元宵", "小年", "腊八"}
)
