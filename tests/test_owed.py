"""Who must hear what by now: the decision as a table of days, and the laws it keeps on every day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.owed import Obligation, Owed, in_final_stretch, next_day, owed, pace
from schedules.workdays import DEFAULT, WorkCalendar
from tests.small_plan import YEAR_END

LADDER = (7, 3, 1, 0, -1, -3, -7)
PUBLISHED, OCTOBER = date(2021, 8, 9), date(2021, 10, 31)

DELIVER = Obligation(
    state="accepted", measure="deliver", due=OCTOBER, internal_due=date(2021, 10, 29), accept_by=date(2021, 8, 12),
    asked_on=PUBLISHED, starts=date(2021, 7, 1),
)  # fmt: skip
COUNT = replace(
    DELIVER, measure="count", due=YEAR_END, internal_due=YEAR_END, starts=date(2021, 1, 1), least=3, count=1
)
STANDING = replace(DELIVER, measure="ongoing", due=YEAR_END, internal_due=YEAR_END)
NEW = replace(DELIVER, state="assigned")
SENT_BACK = replace(DELIVER, state="returned", asked_on=date(2021, 10, 11))


def said(obligation: Obligation, today: date, ladder: tuple[int, ...] = LADDER) -> tuple[str, int] | None:
    found = owed(obligation, today, ladder, DEFAULT)
    return (found.kind, found.rung) if found else None


@pytest.mark.parametrize(
    ("today", "heard"),
    [
        ("2021-10-19", None),
        ("2021-10-20", ("near", 7)),  # seven working days before Friday the 29th
        ("2021-10-25", ("near", 7)),
        ("2021-10-26", ("near", 3)),
        ("2021-10-28", ("near", 1)),
        ("2021-10-29", ("near", 0)),  # the 31st is a Sunday
        ("2021-10-31", ("near", 0)),
        ("2021-11-01", ("overdue", -1)),
        ("2021-11-02", ("overdue", -1)),
        ("2021-11-03", ("overdue", -3)),
        ("2021-11-09", ("overdue", -7)),
        ("2022-06-01", ("overdue", -7)),
    ],
)
def test_the_rung_reached_is_said_whatever_was_missed(today: str, heard: tuple[str, int] | None) -> None:
    assert said(DELIVER, date.fromisoformat(today)) == heard


@pytest.mark.parametrize(
    ("today", "heard"),
    [
        ("2021-08-09", None),
        ("2021-08-11", None),
        ("2021-08-12", ("accept", 0)),
        ("2021-08-16", ("accept", -2)),
        ("2021-08-19", ("accept", -5)),
        ("2021-10-20", ("near", 7)),  # what is due matters more than who signed
        ("2021-11-01", ("overdue", -1)),
    ],
)
def test_who_has_not_signed_is_asked_to(today: str, heard: tuple[str, int] | None) -> None:
    assert said(NEW, date.fromisoformat(today)) == heard


@pytest.mark.parametrize(
    ("today", "heard"),
    [
        ("2021-10-11", None),  # told when it was sent back
        ("2021-10-14", ("returned", -3)),
        ("2021-10-19", ("returned", -6)),
        ("2021-10-20", ("returned", -6)),  # the unit is at fault already; the nearing day adds nothing
        ("2021-11-01", ("overdue", -1)),
    ],
)
def test_what_was_sent_back_is_asked_for(today: str, heard: tuple[str, int] | None) -> None:
    assert said(SENT_BACK, date.fromisoformat(today)) == heard


@pytest.mark.parametrize(
    ("count", "today", "heard"),
    [
        (1, "2021-08-31", None),  # on the day of publication one was enough
        (1, "2021-09-30", None),
        (1, "2021-10-08", ("behind", 0)),  # the third quarter is over: two; October begins on the 8th
        (1, "2021-10-29", ("behind", 0)),
        (2, "2021-09-01", None),
        (2, "2021-12-01", None),
        (0, "2021-12-22", ("near", 7)),
        (3, "2021-11-15", None),
    ],
)
def test_a_count_behind_its_pace_is_spoken_of_and_one_ahead_left_in_peace(
    count: int, today: str, heard: tuple[str, int] | None
) -> None:
    assert said(replace(COUNT, count=count), date.fromisoformat(today)) == heard


@pytest.mark.parametrize(
    ("reported", "today", "heard"),
    [
        (None, "2021-09-16", None),
        (None, "2021-09-23", None),
        (None, "2021-09-24", ("ask", 5)),  # five working days before the 30th, one of them a Sunday
        (None, "2021-09-30", ("ask", 0)),
        (None, "2021-10-08", None),  # the quarter is over: the question has lost its meaning
        ("2021-09-20", "2021-09-30", None),
        ("2021-08-20", "2021-09-30", ("ask", 0)),
        (None, "2021-12-22", ("near", 7)),
    ],
)
def test_a_standing_duty_is_asked_for_once_a_quarter_and_never_twice_for_the_same(
    reported: str | None, today: str, heard: tuple[str, int] | None
) -> None:
    on = date.fromisoformat(reported) if reported else None
    assert said(replace(STANDING, reported_on=on), date.fromisoformat(today)) == heard


@pytest.mark.parametrize("state", ["submitted", "extension", "misassigned", "done", "closed", "cancelled"])
@pytest.mark.parametrize("today", ["2021-10-20", "2021-11-09"])
def test_while_it_is_not_the_units_turn_nothing_is_said(state: str, today: str) -> None:
    assert said(replace(DELIVER, state=state), date.fromisoformat(today)) is None
    assert next_day(replace(DELIVER, state=state), date.fromisoformat(today), LADDER, DEFAULT) is None


def test_an_item_given_out_late_is_not_reproached_with_days_before_it_was_asked() -> None:
    late = replace(NEW, asked_on=date(2021, 10, 27), accept_by=date(2021, 11, 1))
    assert said(late, date(2021, 10, 27)) is None
    assert said(late, date(2021, 10, 28)) == ("near", 1)


def test_a_ladder_without_rungs_after_the_day_never_reproaches() -> None:
    assert said(DELIVER, date(2021, 12, 1), (3, 0)) is None


@pytest.mark.parametrize(
    ("today", "least", "by_then"),
    [
        ("2021-01-01", 3, 0),
        ("2021-05-02", 3, 0),
        ("2021-05-03", 3, 1),
        ("2021-10-01", 3, 2),  # two by the third quarter's end
        ("2021-12-31", 3, 2),
        ("2022-01-01", 3, 3),
        ("2023-01-01", 3, 3),
        ("2021-10-01", 1, 0),
        ("2021-07-02", 12, 5),
        ("2021-07-03", 12, 6),
    ],
)
def test_the_pace_is_even(today: str, least: float, by_then: int) -> None:
    assert pace(replace(COUNT, least=least), date.fromisoformat(today)) == by_then


def test_what_has_no_number_has_no_pace() -> None:
    assert pace(DELIVER, date(2021, 12, 1)) == 0


@pytest.mark.parametrize(
    ("today", "final"), [("2021-10-19", False), ("2021-10-20", True), ("2021-11-05", True)]
)
def test_the_final_stretch_begins_with_the_first_reminder(today: str, final: bool) -> None:
    assert in_final_stretch(DELIVER, date.fromisoformat(today), LADDER, DEFAULT) is final


# ---------------------------------------------------------------- laws

DATES = st.dates(date(2020, 1, 1), date(2023, 12, 31))
CALENDARS = st.builds(WorkCalendar, st.frozensets(DATES, max_size=6), st.frozensets(DATES, max_size=6))
LADDERS = st.sets(st.integers(-20, 20), min_size=1, max_size=8).map(lambda s: tuple(sorted(s, reverse=True)))


@st.composite
def obligations(draw: st.DrawFn) -> tuple[Obligation, WorkCalendar]:
    calendar = draw(CALENDARS)
    asked = draw(DATES)
    due = asked + timedelta(days=draw(st.integers(0, 250)))
    reported = draw(st.none() | st.integers(0, 200).map(lambda n: asked + timedelta(days=n)))
    obligation = Obligation(
        state=draw(st.sampled_from(("assigned", "accepted", "returned", "stuck"))),
        measure=draw(st.sampled_from(("deliver", "count", "rate", "ongoing"))),
        due=due,
        internal_due=calendar.on_or_before(due),
        accept_by=calendar.add(asked, 3),
        asked_on=asked,
        starts=asked - timedelta(days=draw(st.integers(0, 200))),
        reported_on=reported,
        count=draw(st.integers(0, 5)),
        least=draw(st.none() | st.integers(1, 6).map(float)),
    )
    return obligation, calendar


@given(obligations(), LADDERS)
def test_between_the_days_named_nothing_new_is_ever_owed(
    made: tuple[Obligation, WorkCalendar], ladder: tuple[int, ...]
) -> None:
    """A round that only looks on the days `next_day` names hears all that looking every day would."""
    obligation, calendar = made
    end = obligation.due + timedelta(days=60)
    every_day: set[Owed] = set()
    day = obligation.asked_on
    while day <= end:
        if calendar.is_workday(day) and (found := owed(obligation, day, ladder, calendar)) is not None:
            every_day.add(found)
        day += timedelta(days=1)
    named: set[Owed] = set()
    looked = next_day(obligation, obligation.asked_on, ladder, calendar)
    while looked is not None and looked <= end:
        # On a day off the round comes on the next working day.
        if (found := owed(obligation, calendar.on_or_after(looked), ladder, calendar)) is not None:
            named.add(found)
        looked = next_day(obligation, looked, ladder, calendar)
    assert every_day <= named


@given(obligations(), LADDERS, DATES)
def test_the_next_day_is_later_than_today(
    made: tuple[Obligation, WorkCalendar], ladder: tuple[int, ...], today: date
) -> None:
    obligation, calendar = made
    found = next_day(obligation, today, ladder, calendar)
    assert found is None or found > max(today, obligation.asked_on)


@given(obligations(), LADDERS, DATES)
def test_nothing_is_said_of_days_before_it_was_asked(
    made: tuple[Obligation, WorkCalendar], ladder: tuple[int, ...], today: date
) -> None:
    obligation, calendar = made
    if today <= obligation.asked_on:
        assert owed(obligation, today, ladder, calendar) is None


@given(obligations(), LADDERS, DATES)
def test_a_reproach_for_lateness_never_comes_before_the_day_is_over(
    made: tuple[Obligation, WorkCalendar], ladder: tuple[int, ...], today: date
) -> None:
    obligation, calendar = made
    found = owed(obligation, today, ladder, calendar)
    if found is not None:
        assert (found.kind == "overdue") <= (today > obligation.due)
        assert (found.kind in ("near", "accept", "behind")) <= (today <= obligation.due)


@given(obligations(), LADDERS, DATES, st.integers(1, 5))
def test_more_done_is_never_asked_for_more(
    made: tuple[Obligation, WorkCalendar], ladder: tuple[int, ...], today: date, more: int
) -> None:
    obligation, calendar = made
    ahead = replace(obligation, count=obligation.count + more)
    if owed(obligation, today, ladder, calendar) is None:
        assert owed(ahead, today, ladder, calendar) is None
