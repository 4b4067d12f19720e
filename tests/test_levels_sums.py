"""The rule by which a district's accounts come to one report at the level above, case by case."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.commands import Count, Done, Evidence, Figure, Progress
from bot.levels.statement import Entry, Occurrence, Proof
from bot.levels.summing import Standing, as_kept, standing_of, sum_up
from db.account import Account
from tests.small_plan import LONGHUA, SmallOffice

OCTOBER = date(2021, 10, 8)
NONE = Standing()


def entry(unit: str = "海垦街道", **facts: Any) -> Entry:
    plain = Entry(
        notice="测〔2021〕1号", superior="3.1", plan="longhua", code="3.1", title="目录", unit=unit, done=False,
        since=None, on=OCTOBER, percent=None, numerator=None, denominator=None, note="", occurrences=(), proofs=(),
    )  # fmt: skip
    return replace(plain, **facts)


def account(small: SmallOffice, code: str, **facts: Any) -> Account:
    return small.account(code, small.seat(LONGHUA).unit)._replace(**facts)


def test_one_account_hands_up_its_own_percentage_and_words(small: SmallOffice) -> None:
    found = sum_up(account(small, "3.1"), [entry(percent=60.0, note="正在梳理")], NONE)
    assert found.commands == (Progress("3.1", 60.0, "正在梳理", OCTOBER),)


def test_several_come_to_n_of_m_whatever_they_say_of_themselves(small: SmallOffice) -> None:
    several = [entry(done=True, percent=100.0), entry("金宇街道", percent=90.0, note="快了")]
    (progress,) = sum_up(account(small, "3.1"), several, NONE).commands
    assert isinstance(progress, Progress)
    assert progress.percent == 50
    assert progress.note == "分解2项，已办结1项。金宇街道：快了"


def test_all_done_is_done_on_the_last_day(small: SmallOffice) -> None:
    several = [entry(done=True), entry("金宇街道", done=True, on=date(2021, 10, 12))]
    (done,) = sum_up(account(small, "3.1"), several, NONE).commands
    assert isinstance(done, Done)
    assert done.date == date(2021, 10, 12)


def test_nothing_is_said_where_nobody_reported_anything(small: SmallOffice) -> None:
    for code in ("1.1", "3.1", "8.1"):
        assert sum_up(account(small, code), [entry(on=None), entry("金宇街道", on=None)], NONE).commands == ()


def test_what_comes_back_is_done_once_the_district_has_moved_on(small: SmallOffice) -> None:
    here = account(small, "3.1", since=date(2021, 7, 1))
    (found,) = sum_up(here, [entry(since=date(2021, 10, 1))], NONE).commands
    assert isinstance(found, Done)
    (not_yet,) = sum_up(here, [entry(since=date(2021, 7, 1), note="在办")], NONE).commands
    assert isinstance(not_yet, Progress)


def test_figures_are_summed_by_numerator_and_denominator(small: SmallOffice) -> None:
    three = [
        entry(numerator=3.0, denominator=4.0, percent=75.0), entry("金宇街道", numerator=4.0, denominator=8.0),
        entry("城西镇", on=None),
    ]  # fmt: skip
    (figure,) = sum_up(account(small, "8.1"), three, NONE).commands
    assert figure == Figure("8.1", 7.0, 12.0, None, OCTOBER, "3个单位中2个已报")


def test_percentages_alone_are_not_averaged(small: SmallOffice) -> None:
    found = sum_up(account(small, "8.1"), [entry(percent=60.0), entry("金宇街道", percent=80.0)], NONE)
    assert found.commands == ()
    assert found.remarks == ("海垦街道、金宇街道只报了百分比，没有分子分母，不能相加",)


def test_each_occurrence_is_counted_once_and_with_its_day(small: SmallOffice) -> None:
    first, second = Occurrence(1, OCTOBER, 1, "讲座"), Occurrence(2, date(2021, 10, 12), 2, "培训")
    here = account(small, "1.1")
    found = sum_up(here, [entry(occurrences=(first,))], NONE)
    assert found.commands == (Count("1.1", 1, date=OCTOBER, note="讲座"),)
    kept = standing_of(as_kept(found.after))
    again = sum_up(here._replace(count=1), [entry(occurrences=(first, second))], kept)
    assert again.commands == (Count("1.1", 2, date=date(2021, 10, 12), note="培训"),)


def test_an_occurrence_of_an_earlier_period_is_named_and_not_counted(small: SmallOffice) -> None:
    found = sum_up(
        account(small, "1.1"), [entry(occurrences=(Occurrence(1, date(2020, 5, 1), 1, "讲座"),))], NONE
    )
    assert found.commands == ()
    assert found.remarks == ("5月1日的1次早于统计起始日，不计",)


def test_two_districts_of_one_number_are_two_occurrences(small: SmallOffice) -> None:
    one = Occurrence(1, OCTOBER, 1, "讲座")
    found = sum_up(
        account(small, "1.1"), [entry(occurrences=(one,)), entry("金宇街道", occurrences=(one,))], NONE
    )
    assert [command.note for command in found.commands if isinstance(command, Count)] == [
        "海垦街道 讲座", "金宇街道 讲座",
    ]  # fmt: skip


def test_evidence_alone_is_handed_up_as_evidence(small: SmallOffice) -> None:
    before = sum_up(account(small, "3.1"), [entry(percent=60.0)], NONE).after
    link = Proof("网页", url="https://www.example.gov.cn/a")
    (found,) = sum_up(account(small, "3.1"), [entry(percent=60.0, proofs=(link,))], before).commands
    assert found == Evidence("3.1", "https://www.example.gov.cn/a", OCTOBER)


def test_a_link_that_stands_in_the_words_is_not_added_to_them(small: SmallOffice) -> None:
    link = Proof("网页", url="https://www.example.gov.cn/a")
    for note, told in (
        ("已公布 https://www.example.gov.cn/a", ""),
        ("已公布", " https://www.example.gov.cn/a"),
    ):
        (done,) = sum_up(account(small, "3.1"), [entry(done=True, note=note, proofs=(link,))], NONE).commands
        assert isinstance(done, Done)
        assert done.note == note + told


def test_what_was_said_is_not_said_again(small: SmallOffice) -> None:
    several = {
        "1.1": entry(occurrences=(Occurrence(1, OCTOBER, 1, "讲座"),)), "3.1": entry(percent=60.0),
        "8.1": entry(numerator=3.0, denominator=4.0),
    }  # fmt: skip
    for code, one in several.items():
        found = sum_up(account(small, code), [one], NONE)
        assert found.commands
        kept = standing_of(as_kept(found.after))
        assert sum_up(account(small, code), [one], kept).commands == (), code
