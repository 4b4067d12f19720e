"""The deadline language as a whole: what holds for any text, for a long notice, for events, chat and programs."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schedules.deadlines import (
    Recurrence,
    Target,
    answer_lines,
    day_mentioned,
    describe,
    read,
    resolve,
    scan,
    to_json,
)
from schedules.deadlines.lunar import lunar_day, new_year
from schedules.deadlines.normalise import normalise
from schedules.deadlines.numerals import decimal, whole
from schedules.workdays import DEFAULT, WorkCalendar

ISSUED = date(2021, 8, 9)
NOTICE = Path(__file__).parent.parent / "plans" / "haikou-2021h2.txt"
KINDS = {"date", "datetime", "period", "recurrence", "duration", "event", "standing", "none"}
# Pieces of the language itself, thrown together at random: far nastier than random characters.
PIECES = (
    *"年月日号底前内后起至到-~./:上下本每个半周点分第一二十廿百0、和，。《》〔〕（）\n\u3000１○㈠½",
    *("季度", "工作日", "星期", "小时", "3", "12", "31", "2021", "100%"),
    *(
        "从",
        "起",
        "结束后",
        "第一个工作日",
        "当日",
        "次月5日",
        "不超过",
        "17:00",
        "（周五）",
        "每天",
        "两年前的",
    ),
    *("不少于", "达到", "次", "期", "会", "之日", "国庆", "春节", "农历"),
    *(
        "上午",
        "下班",
        "延期",
        "再给",
        "推迟",
        "十四五",
        "Q3",
        "最后一个",
        "7/12",
        "六成",
        "截至",
        "以来",
        "已",
    ),
)
ANYTHING = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.text("0123456789", max_size=300),
)
DATES = st.dates(min_value=date(2004, 1, 1), max_value=date(2060, 12, 31))


# --- laws ----------------------------------------------------------------------------------------


@given(ANYTHING, st.dates() | st.datetimes(), st.sampled_from([None, "past", "future"]))
@example("9" * 5000, ISSUED, None)
@example("9999年12月31日后5个工作日内", date.max, None)
@example("三天前", date.min, "past")
@example("每月31日前", date.max, None)
@example("二〇二一年" * 300, ISSUED, None)
def test_no_text_is_too_strange_to_be_answered(text: str, reference: date, direction: object) -> None:
    reading = read(text, reference, direction=direction)  # type: ignore[arg-type]
    assert reading.kind in KINDS
    assert text[reading.span[0] : reading.span[1]] == reading.phrase
    assert describe(reading)
    assert json.loads(json.dumps(to_json(reading)))["kind"] == reading.kind
    day_mentioned(text, reference)


@given(ANYTHING, DATES)
def test_what_a_scan_finds_stands_in_the_text_in_order(text: str, reference: date) -> None:
    found = scan(text, reference)
    for reading in found:
        assert text[reading.span[0] : reading.span[1]] == reading.phrase
    assert [reading.span for reading in found] == sorted(reading.span for reading in found)


@given(DATES, DATES)
def test_a_day_written_out_is_read_back(day: date, reference: date) -> None:
    for text in (
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
        f"{day:%Y.%m.%d}",
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
    ):
        assert read(text, reference).due == day
        assert read(f"{text}前", reference).due == day


@given(DATES, DATES)
def test_a_day_without_its_year_stays_in_the_notices_year(day: date, reference: date) -> None:
    if (day.month, day.day) != (2, 29):
        assert read(f"{day.month}月{day.day}日前", reference).due == day.replace(year=reference.year)


@given(DATES)
def test_a_bare_year_end_is_the_notices_year_end(reference: date) -> None:
    for text in ("年底前", "年内", "年底", "全年", "下半年", "四季度"):
        assert read(text, reference).due == date(reference.year, 12, 31)


@given(DATES, st.integers(1, 200))
def test_working_days_and_days_are_counted_from_the_next_day(reference: date, n: int) -> None:
    assert read(f"{n}个工作日内", reference).due == DEFAULT.add(reference, n)
    assert read(f"{n}天内", reference).due == reference + timedelta(days=n)


@given(DATES, st.sampled_from(["10月底前", "国庆节前", "三季度末", "年底前", "15日内", "下周五前"]))
def test_the_internal_date_is_the_last_working_day_not_after_the_due_day(reference: date, text: str) -> None:
    reading = read(text, reference)
    assert reading.due_day is not None
    assert reading.internal_due == DEFAULT.on_or_before(reading.due_day)


@given(st.integers(0, 9999))
def test_chinese_numbers_are_read_back(n: int) -> None:
    digits = "〇一二三四五六七八九"
    written, zero = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // power % 10
        if digit:
            written += ("零" if zero else "") + digits[digit] + unit
        zero = digit == 0 and bool(written)
    assert whole(written or "零") == n


@pytest.mark.parametrize(
    ("text", "value"),
    [("3.5", 3.5), ("1.2万", 12000), ("九点五", 9.5), ("十百", None), ("", None), ("三五", None)],
)
def test_numbers_may_have_fractions_and_nonsense_is_none(text: str, value: float | None) -> None:
    assert decimal(text) == value


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_offsets_lead_back_to_the_text_as_given(text: str) -> None:
    normal = normalise(text)
    for place in range(len(normal.text)):
        start, end = normal.span(place, place + 1)
        assert end == start + 1
        assert normal.text[place] == normalise(text[start]).text or normal.text[place] in "0〇"


@given(st.integers(1901, 2099))
def test_a_lunar_year_begins_between_late_january_and_late_february(year: int) -> None:
    first = new_year(year)
    assert first is not None
    assert date(year, 1, 20) < first < date(year, 2, 22)
    assert lunar_day(year, 1, 1) == first


# --- the whole notice ----------------------------------------------------------------------------


def test_the_notice_gives_up_all_its_dates_and_targets_and_nothing_false() -> None:
    found = scan(NOTICE.read_text(encoding="utf-8"), ISSUED)
    dates = [(r.phrase.replace(" ", ""), str(r.due)) for r in found if r.kind != "none"]
    targets = [f"{t.op} {t.value:g} {t.unit}" for r in found for t in r.targets]
    end = "2021-12-31"
    assert dates == [
        ("全年", end),
        ("年终", end),
        ("10月底前", "2021-10-31"),
        ("年底前", end),
        ("年底前", end),
        ("年底前", end),
        ("年内", end),
        ("2021年", end),
        ("10月底前", "2021-10-31"),
    ]
    assert targets == (
        [">= 3 次"]
        + ["= 100 %"] * 5
        + [">= 5 %", "= 100 %", ">= 1 期", "> 50 %", "<= 15 %", "> 85 %", ">= 10 %"]
    )


def test_a_long_notice_costs_no_more_per_character_than_a_short_one() -> None:
    text = NOTICE.read_text(encoding="utf-8")

    def cost(copies: int) -> float:
        best = min(_timed(text * copies) for _ in range(5))
        return best / copies

    cost(1)
    assert cost(16) < 2 * cost(1)


def _timed(text: str) -> float:
    begin = time.process_time()
    scan(text, ISSUED)
    return time.process_time() - begin


LONG = (
    "《 1 2021年 每 一、 （ 第 10月、 1日、 10月至 3个 一年 百分之 不少于 自 自会后3"
    " 国庆 上上 最近 至少 九、 〔2021〕 电话1 办公时间8点 十 每年1月、 1-"
    " 每年1月1日8点 9月16日（周四）17点 自9月起每月 9月16日（ 8点至 不超过3 过去年"
)


@pytest.mark.parametrize("piece", [*LONG.split(" "), " ", "\n"])
def test_no_text_makes_the_scanner_slow(piece: str) -> None:
    text = piece * (24_000 // len(piece))
    small = _timed(text[: len(text) // 8])
    assert _timed(text) < 8 * 3 * small + 0.3


def test_line_breaks_and_spaces_inside_a_date_keep_their_place_in_the_text() -> None:
    text = "一、责任落实\n请于 ２０２１ 年\n10 月 底 前 报送。"
    (reading,) = scan(text, ISSUED)
    assert (reading.due, text[slice(*reading.span)]) == (date(2021, 10, 31), "２０２１ 年\n10 月 底 前")


# --- events, chat, the office's own days ---------------------------------------------------------


def test_a_deadline_after_a_meeting_is_settled_once_its_day_is_known() -> None:
    reading = read("会后5个工作日内报送纪要", ISSUED)
    assert (reading.kind, reading.due) == ("event", None)
    assert resolve(reading, date(2021, 9, 29)).due == date(2021, 10, 12)
    assert read("会后5个工作日内", ISSUED, events={"会": date(2021, 9, 29)}).due == date(2021, 10, 12)


def test_what_is_counted_from_receipt_is_counted_from_each_units_acknowledgement() -> None:
    reading = read("收到通知后10个工作日内", ISSUED, events={"签收": date(2021, 9, 24)})
    assert (reading.kind, reading.due, reading.internal_due) == (
        "event",
        date(2021, 10, 13),
        date(2021, 10, 13),
    )
    assert resolve(read("会议召开前5个工作日", ISSUED), date(2021, 10, 12)).due == date(2021, 9, 29)


def test_a_reading_without_an_event_is_not_changed_by_resolving() -> None:
    reading = read("10月底前", ISSUED)
    assert resolve(reading, ISSUED) == reading


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("推迟两周", date(2021, 11, 14)),
        ("再给三天", date(2021, 11, 3)),
        ("延期5个工作日", date(2021, 11, 5)),
        ("提前三天", date(2021, 10, 28)),
        ("延期到11月15日", date(2021, 11, 15)),
        ("申请延期至1月15日", date(2022, 1, 15)),
    ],
)
def test_a_postponement_is_counted_from_the_present_deadline(text: str, due: date) -> None:
    assert read(text, date(2021, 10, 20), base=date(2021, 10, 31)).due == due


def test_without_the_present_deadline_a_postponement_is_a_guess() -> None:
    assert read("推迟两周", ISSUED).sure < 0.5


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昨天挂网了", date(2021, 8, 8)),
        ("上周五已经公布", date(2021, 8, 6)),
        ("周五开的会", date(2021, 8, 6)),
        ("7月20日印发", date(2021, 7, 20)),
        ("12月30日办结", date(2020, 12, 30)),
        ("完成 3.1 已于7月20日公布", date(2021, 7, 20)),
        ("20号办的", None),
        ("三天前", date(2021, 8, 6)),
        ("第三项搞完了", None),
        ("完成 3.1", None),
        ("已完成60%", None),
        ("", None),
    ],
)
def test_what_was_done_happened_on_a_day_gone_by(text: str, day: date | None) -> None:
    assert day_mentioned(text, ISSUED) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("周五给您", date(2021, 8, 13)),
        ("延到下周五", date(2021, 8, 20)),
        ("5号", date(2021, 9, 5)),
        ("1月5日", date(2022, 1, 5)),
    ],
)
def test_what_is_promised_lies_ahead(text: str, day: date) -> None:
    assert day_mentioned(text, ISSUED, "future") == day


def test_the_offices_own_closing_days_move_the_internal_date() -> None:
    office = WorkCalendar(closed=frozenset({date(2021, 10, 29)}))
    reading = read("10月底前", ISSUED, office)
    assert (reading.due, reading.internal_due) == (date(2021, 10, 31), date(2021, 10, 28))


def test_every_date_of_a_list_is_kept() -> None:
    assert read("10月、11月底前", ISSUED).listed == (date(2021, 10, 31), date(2021, 11, 30))
    assert read("10、11月底前", ISSUED).listed == (date(2021, 10, 31), date(2021, 11, 30))


def test_an_ambiguous_month_is_read_early_and_says_that_it_guesses() -> None:
    early, plain = read("11月前", ISSUED), read("11月底前", ISSUED)
    assert early.due == date(2021, 10, 31)
    assert early.sure < plain.sure


def test_a_bare_phrase_knows_that_it_is_all_there_is() -> None:
    assert read("10月底前完成", ISSUED).whole
    assert not read("市司法局10月底前制定目录", ISSUED).whole


# --- recurrences ---------------------------------------------------------------------------------


@given(DATES, st.integers(1, 28))
def test_a_monthly_deadline_comes_once_a_month(reference: date, day: int) -> None:
    reading = read(f"每月{day}日前", reference)
    assert reading.recurrence is not None
    found = reading.recurrence.within(reference, reference + timedelta(days=400))
    assert found[0] == reading.due
    assert {d.day for d in found} == {day}
    months = [d.year * 12 + d.month for d in found]
    assert months == list(range(months[0], months[0] + len(found)))


def test_a_monthly_31st_falls_on_the_last_day_of_a_shorter_month() -> None:
    rule = Recurrence("month", on=((0, 31),))
    assert rule.within(date(2021, 2, 1), date(2021, 4, 30)) == (
        date(2021, 2, 28),
        date(2021, 3, 31),
        date(2021, 4, 30),
    )


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("每月5日前", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("每季度末", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"),
        ("每季度首月10日前", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10"),
        ("每半年", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1"),
        ("每年2月底前", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"),
        ("每周五下午5点前", "FREQ=WEEKLY;BYDAY=FR;BYHOUR=17;BYMINUTE=0"),
        ("每两周", "FREQ=WEEKLY;INTERVAL=2"),
        ("每月第二个周五", "FREQ=MONTHLY;BYDAY=2FR"),
        ("每月最后一个工作日", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        ("每个工作日", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("每天早上八点", "FREQ=DAILY;BYHOUR=8;BYMINUTE=0"),
        ("每小时", "FREQ=HOURLY"),
    ],
)
def test_a_recurrence_is_said_in_the_form_every_calendar_reads(text: str, rule: str) -> None:
    assert str(read(text, ISSUED).recurrence) == rule


# --- targets, words, programs --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("op", "below", "at", "above"),
    [
        (">=", False, True, True),
        (">", False, False, True),
        ("<=", True, True, False),
        ("<", True, False, False),
        ("=", False, True, False),
    ],
)
def test_a_target_holds_or_it_does_not(op: str, below: bool, at: bool, above: bool) -> None:
    target = Target(op, 50.0, "%")  # type: ignore[arg-type]
    assert (target.holds(49.9), target.holds(50), target.holds(50.1)) == (below, at, above)


def test_a_target_is_written_as_plans_write_it() -> None:
    assert str(Target(">", 50.0, "%")) == "> 50%"
    assert str(Target(">=", 3.0, "次")) == ">= 3"


def test_a_reading_is_told_in_words_with_both_dates_and_their_weekdays() -> None:
    told = describe(read("10月底前", ISSUED))
    for words in ("10月底前", "月末", "2021年10月31日（周日）", "2021年10月29日（周五）"):
        assert words in told


def test_json_has_exactly_the_agreed_fields() -> None:
    assert to_json(read("2021年全市出庭应诉率超过50%", ISSUED)) == {
        "start": "2021-01-01",
        "due": "2021-12-31",
        "kind": "period",
        "rule": "year",
        "recurrence": None,
        "targets": [{"op": ">", "value": 50.0, "unit": "%"}],
    }


def test_each_line_is_answered_and_a_bad_one_says_what_is_wrong() -> None:
    good = json.dumps({"text": "10月底前", "reference_datetime": "2021-08-09T10:00:00+08:00"})
    asked = [
        good,
        "",
        "{",
        "[]",
        '{"text": 3}',
        '{"text": "年底"}',
        '{"text": "年底", "reference_datetime": "soon"}',
        "[" * 9999,
    ]
    answers = [json.loads(line) for line in answer_lines(asked)]
    assert answers[0]["due"] == "2021-10-31"
    assert [set(answer) for answer in answers[1:]] == [{"error"}] * 6
    assert all(answer["error"].endswith(".") for answer in answers[1:])


def test_lines_are_answered_as_they_come() -> None:
    served = answer_lines(iter([json.dumps({"text": "明天", "reference_datetime": "2021-08-09"})]))
    assert json.loads(next(served))["due"] == "2021-08-10"


def test_the_zone_of_the_reference_is_left_alone() -> None:
    moment = datetime.fromisoformat("2021-08-09T23:30:00+08:00")
    assert read("明天下午3点", moment).due == replace_zone(datetime.fromisoformat("2021-08-10T15:00:00"))


def replace_zone(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def test_readings_are_values() -> None:
    reading = read("10月底前", ISSUED)
    assert reading == read("10月底前", ISSUED)
    assert replace(reading, sure=0.1) != reading
