"""Which days an office works: the State Council's holidays and make-up days, and the office's own exceptions.

It knows days, not deadlines. Beyond the published tables (they appear a year at a time) a day is a
working day when it is a weekday; ask `published` before promising anything that far ahead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from hashlib import sha256

from chinese_calendar import constants

ONE_DAY = timedelta(days=1)

# An office closed for longer than this has no nearest working day; the day itself is answered then.
SEARCH_DAYS = 120

_HOLIDAYS: frozenset[date] = frozenset(constants.holidays)
_MAKE_UP_DAYS: frozenset[date] = frozenset(constants.workdays)
_FIRST_YEAR = min(_HOLIDAYS).year
_LAST_YEAR = max(_HOLIDAYS).year
_LAST_ORDINAL = date(MAXYEAR, 12, 31).toordinal()


def edition() -> str:
    """Which tables these are: another word whenever a holiday or a make-up day is published or moved."""
    days = (sorted(day.toordinal() for day in days) for days in (_HOLIDAYS, _MAKE_UP_DAYS))
    return sha256(repr([*days]).encode()).hexdigest()[:16]


@lru_cache(maxsize=256)
def _days_off(year: int) -> frozenset[date]:
    """Every day of the year on which offices are closed, the office's own exceptions left aside."""
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    days = (date.fromordinal(n) for n in range(first, last + 1))
    return frozenset(
        day for day in days if day in _HOLIDAYS or (day.weekday() >= 5 and day not in _MAKE_UP_DAYS)
    )


@lru_cache(maxsize=256)
def _running_count(year: int) -> tuple[int, ...]:
    """How many working days of the year lie on or before its n-th day; entry 0 is 0."""
    off = _days_off(year)
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    counts = [0]
    for n in range(first, last + 1):
        counts.append(counts[-1] + (date.fromordinal(n) not in off))
    return tuple(counts)


def _worked_after(a: date, b: date) -> int:
    """Working days after a up to and including b (a <= b), without the office's own exceptions."""
    if a.year == b.year:
        counts = _running_count(a.year)
        return counts[b.timetuple().tm_yday] - counts[a.timetuple().tm_yday]
    rest = _running_count(a.year)[-1] - _running_count(a.year)[a.timetuple().tm_yday]
    whole = sum(_running_count(year)[-1] for year in range(a.year + 1, b.year))
    return rest + whole + _running_count(b.year)[b.timetuple().tm_yday]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working days of one office. `closed` are its own closing days, `opened` its extra working days.

    A day named in both is closed: nobody can report to a locked door.
    """

    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()

    @property
    def known_until(self) -> date:
        """The last day for which the State Council's tables have been published."""
        return date(_LAST_YEAR, 12, 31)

    def published(self, day: date) -> bool:
        """Whether the tables cover this day; outside them only weekdays are known."""
        return _FIRST_YEAR <= day.year <= _LAST_YEAR

    def is_workday(self, day: date) -> bool:
        if day in self.closed:
            return False
        return day in self.opened or day not in _days_off(day.year)

    def on_or_before(self, day: date) -> date:
        """The nearest working day not after this one (the 内控日 of a deadline)."""
        return self._nearest(day, -1)

    def on_or_after(self, day: date) -> date:
        """The nearest working day not before this one."""
        return self._nearest(day, 1)

    def _nearest(self, day: date, step: int) -> date:
        ordinal = day.toordinal()
        for n in range(ordinal, ordinal + step * SEARCH_DAYS, step):
            if not 1 <= n <= _LAST_ORDINAL:
                break
            candidate = date.fromordinal(n)
            if self.is_workday(candidate):
                return candidate
        return date.fromordinal(ordinal)

    def add(self, day: date, n: int) -> date:
        """The n-th working day after this one, which is itself not counted; n < 0 counts back.

        n = 0 is the day itself. A search that runs out of calendar, or meets no working day for
        SEARCH_DAYS, stops where it is.
        """
        step = 1 if n >= 0 else -1
        ordinal, left, idle = day.toordinal(), abs(n), 0
        while left and idle < SEARCH_DAYS and 1 <= ordinal + step <= _LAST_ORDINAL:
            ordinal += step
            if self.is_workday(date.fromordinal(ordinal)):
                left, idle = left - 1, 0
            else:
                idle += 1
        return date.fromordinal(ordinal)

    def between(self, a: date, b: date) -> int:
        """Working days after a up to and including b; negative when b lies before a."""
        if b < a:
            return -self.between(b, a)
        gained = sum(a < day <= b and day in _days_off(day.year) for day in self.opened - self.closed)
        lost = sum(a < day <= b and day not in _days_off(day.year) for day in self.closed)
        return _worked_after(a, b) + gained - lost

    def break_around(self, day: date) -> tuple[date, date]:
        """First and last day of the run of public days off around a day; the day alone if it is worked.

        The office's own exceptions do not move a public holiday.
        """
        first = last = day
        if day not in _days_off(day.year):
            return first, last
        for _ in range(SEARCH_DAYS):
            if first == date.min or first - ONE_DAY not in _days_off((first - ONE_DAY).year):
                break
            first -= ONE_DAY
        for _ in range(SEARCH_DAYS):
            if last == date.max or last + ONE_DAY not in _days_off((last + ONE_DAY).year):
                break
            last += ONE_DAY
        return first, last


DEFAULT = WorkCalendar()
