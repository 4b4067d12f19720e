"""Working days: public holidays, make-up days, the office's own exceptions, and the laws they obey."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.workdays import DEFAULT, WorkCalendar

DAYS = st.dates(min_value=date(2004, 1, 1), max_value=date(2035, 12, 31))
EXCEPTIONS = st.frozensets(st.dates(min_value=date(2020, 1, 1), max_value=date(2022, 12, 31)), max_size=20)
OFFICES = st.builds(WorkCalendar, closed=EXCEPTIONS, opened=EXCEPTIONS)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2021, 8, 9), True),
        (date(2021, 8, 8), False),
        (date(2021, 9, 18), True),  # a Saturday worked for the mid-autumn holiday
        (date(2021, 9, 20), False),
        (date(2021, 9, 26), True),
        (date(2021, 10, 1), False),
        (date(2021, 10, 8), True),
        (date(2021, 10, 9), True),
        (date(2031, 10, 1), True),  # a Wednesday nobody has published anything about
        (date(2031, 10, 4), False),
    ],
)
def test_public_holidays_and_make_up_days_are_known(day: date, worked: bool) -> None:
    assert DEFAULT.is_workday(day) is worked


def test_the_tables_end_with_a_year_and_weekdays_hold_after_it() -> None:
    end = DEFAULT.known_until
    assert (end.month, end.day) == (12, 31)
    assert DEFAULT.published(end)
    assert not DEFAULT.published(end + timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2021, 10, 31), date(2021, 10, 29), date(2021, 11, 1)),
        (date(2021, 10, 5), date(2021, 9, 30), date(2021, 10, 8)),
        (date(2021, 10, 10), date(2021, 10, 9), date(2021, 10, 11)),
        (date(2021, 12, 31), date(2021, 12, 31), date(2021, 12, 31)),
        (date(2022, 1, 2), date(2021, 12, 31), date(2022, 1, 4)),
    ],
)
def test_the_nearest_working_day_is_found_on_either_side(day: date, before: date, after: date) -> None:
    assert (DEFAULT.on_or_before(day), DEFAULT.on_or_after(day)) == (before, after)


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2021, 9, 29), 5, date(2021, 10, 12)),
        (date(2021, 9, 24), 10, date(2021, 10, 13)),
        (date(2021, 10, 12), -5, date(2021, 9, 29)),
        (date(2021, 10, 3), 1, date(2021, 10, 8)),
        (date(2021, 10, 3), 0, date(2021, 10, 3)),
    ],
)
def test_working_days_are_counted_from_the_next_day_on(day: date, n: int, expected: date) -> None:
    assert DEFAULT.add(day, n) == expected


def test_the_offices_own_days_overrule_the_tables() -> None:
    monday, saturday = date(2021, 8, 9), date(2021, 8, 14)
    office = WorkCalendar(closed=frozenset({monday}), opened=frozenset({saturday}))
    assert not office.is_workday(monday)
    assert office.is_workday(saturday)
    assert office.between(date(2021, 8, 8), saturday) == 5
    both = WorkCalendar(closed=frozenset({monday}), opened=frozenset({monday}))
    assert not both.is_workday(monday)


def test_an_office_that_never_opens_still_gets_an_answer() -> None:
    start = date(2021, 1, 1)
    shut = WorkCalendar(closed=frozenset(start + timedelta(days=n) for n in range(1500)))
    day = date(2022, 6, 1)
    assert shut.on_or_before(day) == shut.on_or_after(day) == day
    assert abs((shut.add(day, 3) - day).days) < 200


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_are_no_trap(day: date) -> None:
    assert DEFAULT.on_or_before(day)
    assert DEFAULT.on_or_after(day)
    assert DEFAULT.add(day, 10**4)
    assert DEFAULT.add(day, -(10**4))
    assert DEFAULT.break_around(day)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2021, 10, 1), date(2021, 10, 1), date(2021, 10, 7)),
        (date(2021, 9, 21), date(2021, 9, 19), date(2021, 9, 21)),
        (date(2022, 2, 1), date(2022, 1, 31), date(2022, 2, 6)),
        (date(2021, 8, 9), date(2021, 8, 9), date(2021, 8, 9)),
    ],
)
def test_a_holiday_is_the_whole_run_of_days_off_around_it(day: date, first: date, last: date) -> None:
    assert DEFAULT.break_around(day) == (first, last)


@given(OFFICES, DAYS, DAYS, DAYS)
def test_spans_add_up(office: WorkCalendar, a: date, b: date, c: date) -> None:
    assert office.between(a, b) + office.between(b, c) == office.between(a, c)
    assert office.between(a, b) == -office.between(b, a)


@given(OFFICES, DAYS, st.integers(min_value=1, max_value=300))
def test_the_nth_working_day_is_n_working_days_away(office: WorkCalendar, day: date, n: int) -> None:
    later = office.add(day, n)
    assert office.is_workday(later)
    assert office.between(day, later) == n


@given(OFFICES, DAYS)
def test_the_nearest_day_is_worked_and_nothing_worked_lies_between(office: WorkCalendar, day: date) -> None:
    before, after = office.on_or_before(day), office.on_or_after(day)
    assert office.is_workday(before)
    assert office.is_workday(after)
    assert before <= day <= after
    if before < day:
        assert office.between(before, day) == 0
    if after > day:
        assert office.between(day - timedelta(days=1), after) == 1
