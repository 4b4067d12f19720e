"""A deadline that comes back: which days it falls on, and its RFC 5545 form, which every calendar reads."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta
from itertools import dropwhile, takewhile
from typing import Literal

from schedules.workdays import DEFAULT, WorkCalendar

_DAY_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKDAYS = ",".join(_DAY_NAMES[:5])


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Every so many days, weeks or months, on these of their days.

    `on` are (month, day) pairs: month 0 is every month, a negative day counts from the month's end. `nth`
    replaces the day by the n-th working day, or the n-th of `weekdays`, of those months. It runs `since` a day and
    `until` a day, both included, where the words say so.
    """

    every: Literal["minute", "hour", "day", "workday", "week", "month"]
    interval: int = 1
    on: tuple[tuple[int, int], ...] = ()
    weekdays: tuple[int, ...] = ()
    nth: int | None = None
    at: time | None = None
    since: date | None = None
    until: date | None = None

    def next_on(self, day: date, calendar: WorkCalendar = DEFAULT) -> date | None:
        """The first occurrence on or after this day."""
        return next(self._from(day, calendar), None)

    def next_after(self, moment: date, calendar: WorkCalendar = DEFAULT) -> date | datetime | None:
        """The first occurrence not yet past at this moment; on a bare day none of that day is past."""
        day = moment.date() if isinstance(moment, datetime) else moment
        at = self.at
        if at is None:
            return self.next_on(day, calendar)
        found: Iterator[datetime] = (datetime.combine(d, at) for d in self._from(day, calendar))
        if isinstance(moment, datetime):
            found = dropwhile(lambda due: due < moment.replace(tzinfo=None), found)
        return next(found, None)

    def within(self, first: date, last: date, calendar: WorkCalendar = DEFAULT) -> tuple[date, ...]:
        """Every occurrence from the first day to the last, both included."""
        return tuple(takewhile(lambda day: day <= last, self._from(first, calendar)))

    def _from(self, day: date, calendar: WorkCalendar) -> Iterator[date]:
        """Occurrences from this day on, while it runs."""
        ever = self._ever(day if self.since is None else max(day, self.since), calendar)
        return ever if self.until is None else takewhile(self._runs_on, ever)

    def _runs_on(self, day: date) -> bool:
        return self.until is None or day <= self.until

    def _ever(self, day: date, calendar: WorkCalendar) -> Iterator[date]:
        """Occurrences from this day on. An interval longer than one counts from the period this day lies in."""
        try:
            match self.every:
                case "minute" | "hour":
                    yield from _stepped(day, 1)
                case "day":
                    yield from _stepped(day, self.interval)
                case "workday":
                    yield from (d for d in _stepped(day, 1) if calendar.is_workday(d))
                case "week":
                    monday = day - timedelta(days=day.weekday())
                    weeks = _stepped(monday + timedelta(weeks=self.interval - 1), 7 * self.interval)
                    days = (week + timedelta(days=n) for week in weeks for n in self.weekdays or (6,))
                    yield from (d for d in days if d >= day)
                case "month":
                    yield from (d for d in self._monthly(day, calendar) if d >= day)
        except OverflowError:
            return  # the calendar ends

    def _monthly(self, day: date, calendar: WorkCalendar) -> Iterator[date]:
        index = day.year * 12 + day.month - 1
        step = 1
        if self.interval > 1:
            yearly = any(month for month, _ in self.on)
            step = 1 if yearly else self.interval
            index += 0 if yearly else self.interval - 1
        last_year = day.year
        while index < MAXYEAR * 12:
            year, month = divmod(index, 12)
            index += step
            if step == 1 and self.interval > 1 and (year - last_year) % self.interval:
                continue
            for named, number in self.on:
                if named in (0, month + 1):
                    found = self._day_of(year, month + 1, number, calendar)
                    if found is not None:
                        yield found

    def _day_of(self, year: int, month: int, number: int, calendar: WorkCalendar) -> date | None:
        length = monthrange(year, month)[1]
        first, last = date(year, month, 1), date(year, month, length)
        if self.nth is None:
            # The 31st of a shorter month is its last day: a monthly duty is owed every month.
            return date(year, month, length + 1 + number if number < 0 else min(number, length))
        if not self.weekdays:
            outside = first - timedelta(days=1) if self.nth > 0 else last + timedelta(days=1)
            return calendar.add(outside, self.nth)
        weekday = self.weekdays[0]
        if self.nth < 0:
            return last - timedelta(days=(last.weekday() - weekday) % 7)
        day = first + timedelta(days=(weekday - first.weekday()) % 7, weeks=self.nth - 1)
        return day if day <= last else None

    def __str__(self) -> str:
        interval = f";INTERVAL={self.interval}" if self.interval > 1 else ""
        match self.every:
            case "minute" | "hour":
                rule = f"FREQ={'MINUTELY' if self.every == 'minute' else 'HOURLY'}{interval}"
            case "day":
                rule = f"FREQ=DAILY{interval}"
            case "workday":
                rule = f"FREQ=WEEKLY;BYDAY={_WORKDAYS}"
            case "week":
                days = ",".join(_DAY_NAMES[n] for n in self.weekdays)
                rule = f"FREQ=WEEKLY{interval}" + (f";BYDAY={days}" if days else "")
            case "month":
                rule = " + ".join(self._month_rules(interval))
        if self.at is not None:
            rule += f";BYHOUR={self.at.hour};BYMINUTE={self.at.minute}"
        return rule if self.until is None else f"{rule};UNTIL={self.until:%Y%m%d}"

    def _month_rules(self, interval: str) -> Iterator[str]:
        """One rule for the days that the same months share."""
        shared: dict[str, list[str]] = {}
        for number in dict.fromkeys(day for _, day in self.on):
            months = ",".join(str(month) for month, day in sorted(self.on) if day == number and month)
            shared.setdefault(months, []).append(str(number))
        for months, numbers in shared.items():
            head = f"FREQ=YEARLY{interval};BYMONTH={months}" if months else f"FREQ=MONTHLY{interval}"
            if self.nth is None:
                yield f"{head};BYMONTHDAY={','.join(numbers)}"
            elif self.weekdays:
                yield f"{head};BYDAY={self.nth}{_DAY_NAMES[self.weekdays[0]]}"
            else:
                yield f"{head};BYDAY={_WORKDAYS};BYSETPOS={self.nth}"


def _stepped(day: date, step: int) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(days=step)
