"""Settings as admins type them: what each wording means, what is refused, and when the office speaks."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.policy import KNOBS, LONGEST_LADDER, Knob, Policy, SettingRefused, knob, policy_of
from tests.small_plan import ZONE, moment

POLICY = Policy(ZONE)


def read(word: str, text: str) -> object:
    found = knob(word)
    assert found is not None
    return found.read(text)


# ---------------------------------------------------------------- wording


@pytest.mark.parametrize(
    ("word", "typed", "meant"),
    [
        ("提醒", "提前7、3、1天，当天，逾期1、3、7天", (7, 3, 1, 0, -1, -3, -7)),
        ("提醒", "7 3 1 0 -1 -3 -7", (7, 3, 1, 0, -1, -3, -7)),
        ("提醒", "提前5天", (5,)),
        ("提醒", "到期日", (0,)),
        ("提醒", "逾期1天", (-1,)),
        pytest.param(
            "提醒", "提前7个工作日，当天，逾期3个工作日", (7, 0, -3)
        ),
        ("时间", "9:07", time(9, 7)),
        ("时间", "9点", time(9, 0)),
        ("时间", "08：30", time(8, 30)),
        ("静默", "08:30-18:00", (time(8, 30), time(18, 0))),
        ("静默", "8点至17点30分", (time(8, 0), time(17, 30))),
        ("汇总时间", "16:30", time(16, 30)),
        ("周报日", "周一", 0),
        ("周报日", "星期天", 6),
        ("月报日", "1日", 1),
        ("月报日", "28", 28),
        ("签收期限", "3个工作日", 3),
        ("停办日", "2021-10-08、2021年12月31日", frozenset({date(2021, 10, 8), date(2021, 12, 31)})),
        ("停办日", "无", frozenset()),
        ("加班日", "2021.10.9", frozenset({date(2021, 10, 9)})),
    ],
)  # fmt: skip
def test_a_setting_means_what_was_typed(word: str, typed: str, meant: object) -> None:
    assert read(word, typed) == meant


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("提醒", "随便"), ("提醒", "提前很多天"), ("提醒", f"提前{LONGEST_LADDER + 1}天"), ("提醒", "提前9999天"),
        ("提醒", "7 3 1; DROP TABLE"), ("提醒", ""),
        ("时间", "25:00"), ("时间", "9:60"), ("时间", "早上"), ("时间", "9"*40),
        ("静默", "18:00-08:30"), ("静默", "9:00-9:00"), ("静默", "8:30"), ("静默", "8:30-12:00-18:00"),
        ("停办日", "10月8日"), ("停办日", "2021-02-30"), ("停办日", "国庆"), ("停办日", "2021-10-08、10月9日"),
        ("周报日", "每天早上"[2:]), ("月报日", "29"), ("月报日", "0"), ("月报日", "月底"), ("签收期限", "31"),
        ("签收期限", "-3"),
    ],
)  # fmt: skip
def test_a_setting_nobody_can_keep_is_refused_in_one_sentence(word: str, typed: str) -> None:
    with pytest.raises(SettingRefused) as caught:
        read(word, typed)
    said = str(caught.value)
    assert "\n" not in said
    assert said.endswith("。")
    assert len(said) < 100


@pytest.mark.parametrize("each", KNOBS, ids=lambda each: each.field)
def test_every_example_is_right(each: Knob) -> None:
    word, _, value = each.example.partition(" ")
    assert word == each.word
    each.read(value)
    assert knob(each.field) is knob(each.word) is each


VALUES = {
    "ladder": st.sets(st.integers(-60, 60), min_size=1).map(lambda s: tuple(sorted(s, reverse=True))),
    "morning": st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    "digest": st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    "week": st.integers(0, 6),
    "month": st.integers(1, 28),
    "accept_days": st.integers(1, 30),
    "closed": st.frozensets(st.dates(date(1000, 1, 1))),
    "opened": st.frozensets(st.dates(date(1000, 1, 1))),
}


@pytest.mark.parametrize(
    "field",
    [
        pytest.param("ladder"),
        "morning", "digest", "week", "month", "accept_days", "closed", "opened",
    ],
)  # fmt: skip
@given(st.data())
def test_what_is_shown_can_be_typed_back(field: str, data: st.DataObject) -> None:
    found = knob(field)
    assert found is not None
    value = data.draw(VALUES[field])
    assert found.read(found.show(value)) == value


@given(st.sampled_from(KNOBS), st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_and_never_a_fault(each: Knob, typed: str) -> None:
    with suppress(SettingRefused):
        each.read(typed)


def test_a_policy_is_the_defaults_with_what_was_changed() -> None:
    assert policy_of({}, ZONE) == POLICY
    changed = policy_of({"ladder": "5 0", "morning": "10:15", "unknown": "x"}, ZONE)
    assert (changed.ladder, changed.morning, changed.hours) == ((5, 0), time(10, 15), POLICY.hours)


def test_a_morning_hour_outside_working_hours_is_refused() -> None:
    with pytest.raises(SettingRefused):
        policy_of({"morning": "19:00"}, ZONE)


# ---------------------------------------------------------------- when it speaks


@pytest.mark.parametrize(
    ("now", "speaking"),
    [
        ("2021-08-09 08:29", False),
        ("2021-08-09 08:30", True),
        ("2021-08-09 17:59", True),
        ("2021-08-09 18:00", False),
        ("2021-08-14 10:00", False),  # a Saturday
        ("2021-10-01 10:00", False),  # National Day, a Friday
        ("2021-10-07 10:00", False),  # still the holiday
        ("2021-10-09 10:00", True),  # a Saturday that is worked
        ("2021-09-26 10:00", True),  # a Sunday that is worked
    ],
)
def test_the_office_speaks_in_working_hours_of_working_days(now: str, speaking: bool) -> None:
    assert POLICY.speaking(moment(now)) is speaking


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2021-08-09 10:00", "2021-08-09 10:00"),
        ("2021-08-09 03:00", "2021-08-09 08:30"),
        ("2021-08-09 18:00", "2021-08-10 08:30"),
        ("2021-08-13 22:00", "2021-08-16 08:30"),
        ("2021-09-30 18:01", "2021-10-08 08:30"),
        ("2021-12-31 20:00", "2022-01-04 08:30"),
    ],
)
def test_what_cannot_be_said_now_is_said_when_offices_open(now: str, then: str) -> None:
    assert POLICY.next_speaking(moment(now)) == moment(then)


DAYS = st.builds(
    lambda day, hour: datetime.combine(day, hour, ZONE),
    st.dates(date(2010, 1, 1), date(2027, 12, 31)),
    st.times(),
)


@given(DAYS)
def test_the_next_speaking_moment_is_never_before_now_and_always_one_of_speaking(now: datetime) -> None:
    then = POLICY.next_speaking(now)
    assert then >= now
    assert POLICY.speaking(then)
    assert POLICY.next_speaking(then) == then


@given(DAYS, st.sampled_from(("day", "week", "month")))
def test_a_digest_is_due_later_on_a_working_day_and_none_is_left_out(now: datetime, period: str) -> None:
    then = POLICY.next_digest(period, now)
    assert then > now
    assert POLICY.calendar.is_workday(then.date())
    assert then.timetz().replace(tzinfo=None) == POLICY.digest
    # Nothing falls between: asked again just before it, the answer is the same.
    assert POLICY.next_digest(period, then - timedelta(seconds=1)) == then


@pytest.mark.parametrize(
    ("period", "now", "then"),
    [
        ("day", "2021-08-09 08:00", "2021-08-09 08:57"),
        ("day", "2021-08-09 08:57", "2021-08-10 08:57"),
        ("day", "2021-09-30 09:00", "2021-10-08 08:57"),
        ("week", "2021-08-09 09:00", "2021-08-16 08:57"),
        ("week", "2021-09-27 09:00", "2021-10-08 08:57"),  # the holiday's Monday is made up on Friday
        ("month", "2021-08-09 09:00", "2021-09-01 08:57"),
        ("month", "2021-09-30 09:00", "2021-10-08 08:57"),
        ("month", "2021-12-31 12:00", "2022-01-04 08:57"),
    ],
)
def test_a_digest_whose_day_is_off_goes_out_on_the_next_working_day(period: str, now: str, then: str) -> None:
    assert POLICY.next_digest(period, moment(now)) == moment(then)


def test_an_offices_own_closing_day_is_silent_and_its_extra_day_is_not() -> None:
    own = policy_of({"closed": "2021-08-10", "opened": "2021-08-14"}, ZONE)
    assert not own.speaking(moment("2021-08-10 10:00"))
    assert own.speaking(moment("2021-08-14 10:00"))
    assert own.next_speaking(moment("2021-08-09 19:00")) == moment("2021-08-11 08:30")


def test_an_office_closed_for_a_year_still_answers() -> None:
    shut = frozenset(date(2021, 1, 1) + timedelta(days=n) for n in range(500))
    assert Policy(ZONE, closed=shut).next_digest("day", moment("2021-02-01 09:00")) > moment(
        "2021-02-01 09:00"
    )


@pytest.mark.parametrize(
    ("typed", "lights"),
    [
        ("逾期橙", (("overdue", "橙"),)),
        ("逾期为橙色，临期用灰", (("near", "灰"), ("overdue", "橙"))),
        ("默认", ()),
    ],
)
def test_the_office_chooses_the_colours_of_its_lights(
    typed: str, lights: tuple[tuple[str, str], ...]
) -> None:
    assert policy_of({"lights": typed}, ZONE).lights == lights


@pytest.mark.parametrize("typed", ["逾期黑", "红黄绿", "", "逾期红 快一点", "临期红", "逾期黄、临期黄"])
def test_a_colour_nobody_can_tell_apart_or_read_is_refused(typed: str) -> None:
    with pytest.raises(SettingRefused, match="灯色"):
        policy_of({"lights": typed}, ZONE)
