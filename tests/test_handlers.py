"""Every command on its good path and on each bad one: what is answered, and what stands in the account after it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from bot.commands import (
    Accept,
    Approve,
    Ask,
    AskExtension,
    Basis,
    Command,
    Configure,
    Correct,
    Count,
    Delegate,
    Detail,
    Done,
    Evidence,
    Figure,
    Grant,
    Help,
    Later,
    ListOwed,
    MakeBulletin,
    MakeInvite,
    MakeLedger,
    Nothing,
    Obstacle,
    Progress,
    Reassign,
    Refuse,
    Return,
    ShowDigest,
    ShowOverdue,
    ShowPending,
    Urge,
    Withdraw,
)  # fmt: skip
from bot.handlers import HANDLERS
from bot.scheduling import next_moment
from db import account as ledger
from db import history
from db.engine import reading
from db.models import Assignment, Extension, Outbox, Report
from messages.catalogue import (
    AllAccepted,
    CorrectHow,
    Digest,
    HelpCard,
    HowToReport,
    InviteMade,
    ItemBasis,
    ItemDesk,
    ItemDetail,
    Message,
    NoSuchItem,
    NotAllowed,
    NotYours,
    OverdueList,
    Owed,
    PaperReady,
    PendingList,
    PhoneList,
    Recorded,
    Refused,
    RuledReceipt,
    SettingChanged,
    SettingProposed,
    SettingShown,
    SmallTalk,
    Snoozed,
    Unclear,
    UrgeReceipt,
    WhichOne,
    Withdrawn,
)  # fmt: skip
from messages.render import render
from messages.styles import PLAIN
from tests.small_plan import (
    ADMIN,
    COORDINATOR,
    COURT,
    JUSTICE,
    JUSTICE_CONTACT,
    LEADER,
    LONGHUA,
    PLAN,
    QIONGSHAN,
    WATER,
    XIUYING,
    SmallOffice,
    with_items,
)  # fmt: skip

LATE_OCTOBER = "2021-10-25 10:00"
NOVEMBER_15 = date(2021, 11, 15)


def shown(message: Message) -> str:
    return "\n".join(render(message, PLAIN))


def refused(message: Message, *words: str) -> None:
    """One clear answer that says what is wrong and what would be right."""
    assert isinstance(message, Refused), message
    for word in words:
        assert word in shown(message), shown(message)
    assert message.right


def unchanged(
    small: SmallOffice, title: str, command: Command, code: str, unit: str = "龙华区政府"
) -> Message:
    """The answer to a command that must change nothing: no column, no letter, no line of the history."""
    before, letters = small.row(code, unit), len(small.letters())
    answer = small.asks(title, command)
    assert small.row(code, unit) == before
    assert len(small.letters()) == letters
    return answer


def submitted(small: SmallOffice, title: str = LONGHUA, code: str = "3.1", note: str = "已公布") -> None:
    assert isinstance(small.asks(title, Done(code, note=note)), Recorded)


def test_every_command_has_its_handler() -> None:
    assert set(HANDLERS) == set(Command.__args__)


# ---------------------------------------------------------------- the good path


def test_signing_puts_the_item_in_the_units_hands(small: SmallOffice) -> None:
    answer = small.asks(LONGHUA, Accept("3.1"))
    assert isinstance(answer, Recorded)
    assert "10月29日" in shown(answer)
    account = small.account("3.1")
    assert (account.state, account.accepted_at) == ("accepted", small.now)


def test_signing_twice_is_not_reproached(small: SmallOffice) -> None:
    small.asks(LONGHUA, Accept("3.1"))
    answer = unchanged(small, LONGHUA, Accept("3.1"), "3.1")
    assert isinstance(answer, Recorded)
    assert "不必重复" in shown(answer)


def test_everything_is_signed_for_in_one_receipt(small: SmallOffice) -> None:
    (answer,) = small.act(LONGHUA, *(Accept(code) for code in ("1.1", "1.2", "3.1", "3.2", "8.1")))
    assert answer == AllAccepted(("1.1", "1.2", "3.1", "3.2", "8.1"))
    assert {small.account(code).state for code in answer.codes} == {"accepted"}


def test_a_bare_receipt_signs_for_what_waits_and_for_nothing_else(small: SmallOffice) -> None:
    small.asks(LONGHUA, Accept("3.1"))
    small.asks(LONGHUA, Progress("3.1", 60))
    before = small.account("3.1")
    (answer,) = small.act(LONGHUA, Accept())
    assert answer == AllAccepted(("1.1", "1.2", "3.2", "8.1"))
    assert small.account("3.1") == before


def test_a_bare_receipt_where_nothing_waits_is_only_a_nod(small: SmallOffice) -> None:
    small.act(LONGHUA, Accept())
    assert isinstance(unchanged(small, LONGHUA, Accept(), "3.1"), SmallTalk)


def test_a_number_typed_twice_is_signed_once(small: SmallOffice) -> None:
    assert small.act(LONGHUA, Accept("3.1"), Accept("3.1")) == (AllAccepted(("3.1",)),)


def test_signing_several_says_which_of_them_there_are_not(small: SmallOffice) -> None:
    answers = small.act(LONGHUA, Accept("3.1"), Accept("9.9"))
    assert "9.9" in "\n".join(map(shown, answers))


def test_progress_counts_as_signing(small: SmallOffice) -> None:
    answer = small.asks(LONGHUA, Progress("3.1", percent=60, note="正在征求意见"))
    assert "60%" in shown(answer)
    account = small.account("3.1")
    assert (account.state, account.percent, account.note) == ("accepted", 60, "正在征求意见")
    assert (account.reported_on, account.accepted_at) == (date(2021, 8, 9), small.now)


def test_a_lecture_is_counted_until_there_are_enough_and_then_goes_to_review(small: SmallOffice) -> None:
    small.at("2021-12-01 10:00")
    for day, name in ((date(2021, 3, 1), "宪法"), (date(2021, 9, 15), "民法典")):
        small.asks(LONGHUA, Count("1.1", date=day, note=name))
    assert (small.account("1.1").count, small.account("1.1").state) == (2, "accepted")
    answer = small.asks(LONGHUA, Count("1.1", total=True, count=3, note="行政处罚法"))
    assert "累计3次" in shown(answer)
    assert small.account("1.1").state == "submitted"
    assert small.letters(JUSTICE, "review_wanted")


def test_figures_are_reckoned_and_held_against_their_target(small: SmallOffice) -> None:
    answer = small.asks(LONGHUA, Figure("8.1", numerator=7, denominator=12))
    assert "58.3%" in shown(answer)
    assert "达标" in shown(answer)
    account = small.account("8.1")
    assert (account.numerator, account.denominator, account.state) == (7, 12, "accepted")


def test_figures_short_of_their_target_say_by_how_much(small: SmallOffice) -> None:
    answer = small.asks(LONGHUA, Figure("8.1", numerator=6, denominator=12))
    assert "未达标" in shown(answer)
    assert "还差1件" in shown(answer)


def test_the_periods_last_figure_needs_no_second_word(small: SmallOffice) -> None:
    small.at("2021-12-28 10:00").asks(LONGHUA, Figure("8.1", numerator=7, denominator=12))
    assert small.account("8.1").state == "submitted"
    assert small.letters(COURT, "review_wanted")


def test_none_of_none_is_a_figure_and_can_be_reported_as_done(small: SmallOffice) -> None:
    answer = small.asks(LONGHUA, Figure("8.1", numerator=0, denominator=0))
    assert "本期无此类事项" in shown(answer)
    assert isinstance(small.asks(LONGHUA, Done("8.1")), Recorded)


def test_done_is_done_when_the_desk_agrees(small: SmallOffice) -> None:
    small.at(LATE_OCTOBER)
    submitted(small)
    assert (small.account("3.1").state, small.account("3.1").percent) == ("submitted", 100)
    (wanted,) = small.letters(JUSTICE, "review_wanted")
    assert dict(wanted.buttons)["通过"] == "通过 3.1 龙华区政府"
    answer = small.asks(JUSTICE, Approve("3.1", unit="龙华区"))
    assert isinstance(answer, RuledReceipt)
    assert (answer.done, answer.total) == (1, 4)
    assert (small.account("3.1").state, small.account("3.1").next_at) == ("done", None)
    assert small.letters(LONGHUA, "approved")


def test_an_item_is_written_off_when_its_last_unit_is_through(small: SmallOffice) -> None:
    small.at(LATE_OCTOBER)
    for unit in ("龙华区", "秀英区", "琼山区", "美兰区"):
        submitted(small, f"{unit}政府联系人")
        small.asks(JUSTICE, Approve("3.1", unit=unit))
    assert {
        small.account("3.1", f"{unit}政府").state for unit in ("龙华区", "秀英区", "琼山区", "美兰区")
    } == {"closed"}


def test_evidence_stands_beside_the_account(small: SmallOffice) -> None:
    answer = small.asks(LONGHUA, Evidence("3.1", note="http://example.org/1"))
    assert "http://example.org/1" in shown(answer)
    assert small.account("3.1").state == "accepted"


def test_an_obstacle_reaches_the_desk_and_work_goes_on_with_the_next_report(small: SmallOffice) -> None:
    small.asks(LONGHUA, Obstacle("3.1", note="缺一个编制"))
    assert small.account("3.1").state == "stuck"
    (wanted,) = small.letters(JUSTICE, "help_wanted")
    assert "缺一个编制" in wanted.text
    small.asks(LONGHUA, Progress("3.1", percent=30))
    assert small.account("3.1").state == "accepted"


def test_a_refused_owner_asks_the_coordinator(small: SmallOffice) -> None:
    small.asks(LONGHUA, Reassign("3.1", note="应由司法局办理"))
    assert small.account("3.1").state == "misassigned"
    assert small.letters(COORDINATOR, "help_wanted")
    assert small.letters(JUSTICE, "help_wanted") == []


def test_a_unit_that_says_it_is_not_its_business_can_be_told_that_it_is(small: SmallOffice) -> None:
    small.asks(LONGHUA, Reassign("3.1", note="应由司法局办理"))
    assert isinstance(small.asks(COORDINATOR, Return("3.1", unit="龙华区", note="属地负责")), RuledReceipt)
    assert small.account("3.1").state in ("assigned", "accepted", "returned")
    assert small.account("3.1").next_at is not None


def test_an_extension_is_asked_granted_and_binds(small: SmallOffice) -> None:
    small.asks(LONGHUA, Accept("3.1"))
    small.at("2021-10-20 10:00")
    answer = small.asks(LONGHUA, AskExtension("3.1", date=NOVEMBER_15, note="需再次征求意见"))
    assert "10月31日" in shown(answer)  # until it is ruled, the old day stands
    assert small.account("3.1").state == "extension"
    (wanted,) = small.letters(JUSTICE, "extension_wanted")
    assert dict(wanted.buttons)["同意延期"] == "同意延期 3.1 龙华区政府"
    small.asks(JUSTICE, Grant("3.1", unit="龙华区政府"))
    account = small.account("3.1")
    assert (account.state, account.due, account.first_due) == ("accepted", NOVEMBER_15, date(2021, 10, 31))
    assert account.internal_due == NOVEMBER_15
    assert "11月15日" in small.letters(LONGHUA, "extension_ruled")[-1].text


def test_the_desk_may_grant_another_day_than_the_one_asked_for(small: SmallOffice) -> None:
    small.asks(LONGHUA, AskExtension("3.1", date=NOVEMBER_15, note="人手不足"))
    small.asks(JUSTICE, Grant("3.1", date=date(2021, 11, 6)))
    account = small.account("3.1")
    assert (account.due, account.internal_due) == (date(2021, 11, 6), date(2021, 11, 5))


def test_a_refused_extension_leaves_the_day_as_it_was(small: SmallOffice) -> None:
    small.asks(LONGHUA, Accept("3.1"))
    before = small.row("3.1")
    small.asks(LONGHUA, AskExtension("3.1", date=NOVEMBER_15, note="人手不足"))
    small.asks(JUSTICE, Refuse("3.1", note="请按期完成"))
    assert small.row("3.1") == before
    assert "请按期完成" in small.letters(LONGHUA, "extension_ruled")[-1].text


def test_what_was_sent_back_is_the_units_again_with_the_reason(small: SmallOffice) -> None:
    small.at(LATE_OCTOBER)
    submitted(small)
    answer = small.asks(JUSTICE, Return("3.1", unit="龙华区", note="缺公布网址"))
    assert isinstance(answer, RuledReceipt)
    account = small.account("3.1")
    assert (account.state, account.asked_on, account.submitted_at) == ("returned", date(2021, 10, 25), None)
    assert "缺公布网址" in small.letters(LONGHUA, "returned")[-1].text
    submitted(small, note="http://example.org")
    assert small.account("3.1").state == "submitted"


def looked_up() -> list[tuple[str, Command, type[Message]]]:
    return [
        (LONGHUA, ListOwed(), Owed),
        (LEADER, ListOwed(), Owed),
        (COORDINATOR, ListOwed(), PendingList),
        (LONGHUA, Detail("3.1"), ItemDetail),
        (COORDINATOR, Detail("3.1"), ItemDesk),
        (LONGHUA, Basis("3.1"), ItemBasis),
        (COORDINATOR, Basis("3.1"), ItemBasis),
        (LONGHUA, Help(), HelpCard),
        (LONGHUA, Help("8.1"), HowToReport),
        (ADMIN, Help(), HelpCard),
        (COORDINATOR, ShowDigest(), Digest),
        (COORDINATOR, ShowDigest("week"), Digest),
        (JUSTICE, ShowDigest("一月"), Digest),
        (COORDINATOR, ShowOverdue(), OverdueList),
        (JUSTICE, ShowPending(), PendingList),
        (ADMIN, Configure("提醒"), SettingShown),
        (ADMIN, Configure("提醒", note="5 0 -1"), SettingProposed),
        (ADMIN, Configure("提醒", note="5 0 -1 确认"), SettingChanged),
        (ADMIN, MakeInvite(LONGHUA), InviteMade),
        (ADMIN, MakeInvite("联系人"), WhichOne),
        (LONGHUA, Nothing("thanks"), SmallTalk),
        (LONGHUA, Nothing("unclear"), Unclear),
        (LONGHUA, Ask(choices=("签收 3.1", "详情 3.1")), WhichOne),
        (LONGHUA, Ask(), Unclear),
        (LONGHUA, Correct("3.1"), Refused),
        (LONGHUA, Withdraw(), Refused),
        (LONGHUA, Delegate(), Refused),
        (LONGHUA, Later(), Snoozed),
        (COORDINATOR, MakeBulletin(), PaperReady),
        (COORDINATOR, MakeLedger(), PaperReady),
        (COORDINATOR, Detail(), Refused),
        (ADMIN, Configure("颜色"), Refused),
        (ADMIN, Configure("提醒", note="随便"), Refused),
        (ADMIN, Configure("时间", item="3.1", note="9:00"), Refused),
        (ADMIN, Configure("提醒", item="9.9", note="5 0"), Refused),
        (ADMIN, MakeInvite("外交部"), Refused),
    ]


@pytest.mark.parametrize(("title", "command", "kind"), looked_up(), ids=lambda each: str(each)[:40])
def test_what_is_looked_up_is_answered_and_can_be_shown(
    small: SmallOffice, title: str, command: Command, kind: type[Message]
) -> None:
    answer = small.asks(title, command)
    assert type(answer) is kind
    assert shown(answer).strip()


def test_a_lead_sees_its_own_tasks_and_the_coordinator_all(small: SmallOffice) -> None:
    small.at("2022-01-10 10:00")
    court, all_of_it = small.asks(COURT, ShowOverdue()), small.asks(COORDINATOR, ShowOverdue())
    assert isinstance(court, OverdueList)
    assert isinstance(all_of_it, OverdueList)
    assert {line.code for line in court.lines} == {"8.1"}
    assert {line.code for line in all_of_it.lines} == {"1.1", "1.2", "3.1", "3.2", "3.3", "8.1"}


# ---------------------------------------------------------------- bad input

EVERY_REPORT: tuple[Callable[[str], Command], ...] = (
    lambda code: Accept(code),
    lambda code: Progress(code, percent=50),
    lambda code: Count(code),
    lambda code: Figure(code, numerator=1, denominator=2),
    lambda code: Done(code),
    lambda code: Evidence(code, note="见附件"),
    lambda code: AskExtension(code, date=date(2022, 1, 31), note="人手不足"),
    lambda code: Obstacle(code, note="缺钱"),
    lambda code: Reassign(code, note="不归我们"),
)


@pytest.mark.parametrize("make", EVERY_REPORT)
def test_another_units_item_is_named_with_its_owners(
    small: SmallOffice, make: Callable[[str], Command]
) -> None:
    answer = unchanged(small, WATER, make("3.1"), "3.1")
    assert isinstance(answer, NotYours)
    assert answer.owners == ("龙华区政府", "秀英区政府", "琼山区政府", "美兰区政府")


@pytest.mark.parametrize("make", EVERY_REPORT)
def test_a_number_that_does_not_exist_is_answered_with_the_nearest(
    small: SmallOffice, make: Callable[[str], Command]
) -> None:
    answer = small.asks(LONGHUA, make("3.9"))
    assert isinstance(answer, NoSuchItem)
    assert "3.1" in answer.nearest


@pytest.mark.parametrize("code", ["3.9", "99", "0", "3", "8.10", "三", "3.1.1"])
def test_any_unknown_number_is_one_clear_answer(small: SmallOffice, code: str) -> None:
    for title in (LONGHUA, COORDINATOR):
        assert isinstance(small.asks(title, Detail(code)), NoSuchItem)


@pytest.mark.parametrize("state", ["done", "closed"])
@pytest.mark.parametrize("make", EVERY_REPORT)
def test_a_report_on_a_closed_item_changes_nothing(
    small: SmallOffice, make: Callable[[str], Command], state: str
) -> None:
    code = {"count": "1.1", "figure": "8.1"}.get(make("x").intent, "3.1")
    small.set_columns(code, state=state, next_at=None)
    refused(unchanged(small, LONGHUA, make(code), code), "已办结")


def test_a_report_on_a_withdrawn_item_says_that_it_was_withdrawn(small: SmallOffice) -> None:
    small.loads(with_items(without=("3.1",)))
    answer = small.asks(LONGHUA, Progress("3.1", percent=50))
    refused(answer, "已撤销")


@pytest.mark.parametrize("percent", [130, 100.5, -1, float("nan"), float("inf")])
def test_a_percentage_that_cannot_be_is_refused(small: SmallOffice, percent: float) -> None:
    refused(unchanged(small, LONGHUA, Progress("3.1", percent=percent), "3.1"), "不在0%到100%之间")


def test_progress_without_a_word_is_refused(small: SmallOffice) -> None:
    refused(unchanged(small, LONGHUA, Progress("3.1"), "3.1"), "没有写明")


@pytest.mark.parametrize(
    "make",
    [
        lambda day: Progress("3.1", percent=50, date=day),
        lambda day: Done("3.1", date=day),
        lambda day: Evidence("3.1", note="x", date=day),
        lambda day: Count("1.1", date=day),
        lambda day: Figure("8.1", numerator=1, denominator=2, date=day),
    ],
)
@pytest.mark.parametrize(
    ("day", "wrong"),
    [(date(2021, 8, 10), "还没有到"), (date(2031, 1, 1), "还没有到"), (date(2020, 12, 31), "早于")],
)
def test_a_day_that_has_not_come_or_lies_before_the_period_is_refused(
    small: SmallOffice, make: Callable[[date], Command], day: date, wrong: str
) -> None:
    command = make(day)
    code = getattr(command, "item", "")
    refused(unchanged(small, LONGHUA, command, code), wrong)


def test_today_and_the_periods_first_day_are_right(small: SmallOffice) -> None:
    for day in (date(2021, 8, 9), date(2021, 7, 1)):
        assert isinstance(small.asks(LONGHUA, Done("3.1", date=day)), Recorded)
        small.asks(LONGHUA, Withdraw("3.1"))


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        (AskExtension("3.1", date=date(2021, 10, 30), note="忙"), "不晚于现时限"),
        (AskExtension("3.1", date=date(2021, 10, 31), note="忙"), "不晚于现时限"),
        (AskExtension("3.1", date=NOVEMBER_15), "没有写明延期原因"),
        (AskExtension("3.1", note="忙"), "没有写明延到哪一天"),
    ],
)
def test_an_extension_without_a_later_day_or_a_reason_is_refused(
    small: SmallOffice, command: AskExtension, wrong: str
) -> None:
    refused(unchanged(small, LONGHUA, command, "3.1"), wrong)


def test_an_extension_asked_after_the_day_does_not_cure_lateness(small: SmallOffice) -> None:
    small.at("2021-11-01 09:00")
    refused(unchanged(small, LONGHUA, AskExtension("3.1", date=NOVEMBER_15, note="忙"), "3.1"), "到期前申请")


def test_on_the_last_day_an_extension_can_still_be_asked_for(small: SmallOffice) -> None:
    answer = small.at("2021-10-31 23:00").asks(LONGHUA, AskExtension("3.1", date=NOVEMBER_15, note="忙"))
    assert isinstance(answer, Recorded)


def test_a_second_extension_waits_for_the_first(small: SmallOffice) -> None:
    small.asks(LONGHUA, AskExtension("3.1", date=NOVEMBER_15, note="忙"))
    again = AskExtension("3.1", date=date(2021, 11, 20), note="更忙")
    refused(unchanged(small, LONGHUA, again, "3.1"), "正在批复")


def test_a_day_granted_that_is_not_later_is_refused(small: SmallOffice) -> None:
    small.asks(LONGHUA, AskExtension("3.1", date=NOVEMBER_15, note="忙"))
    refused(unchanged(small, JUSTICE, Grant("3.1", date=date(2021, 10, 31)), "3.1"), "不晚于现时限")


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        (Figure("8.1", numerator=13, denominator=12), "大于总数"),
        (Figure("8.1", numerator=13), "缺总数"),
        (Figure("8.1"), "没有写明数字"),
        (Figure("8.1", denominator=12), "没有写明数字"),
        (Figure("8.1", value=130), "不在0%到100%之间"),
        (Figure("8.1", value=-5), "不在0%到100%之间"),
        (Figure("3.1", numerator=1, denominator=2), "不按比率统计"),
        (Count("3.1"), "不按次数统计"),
        (Count("1.1", count=0), "不在1到100之间"),
        (Count("1.1", count=-1), "不在1到100之间"),
        (Count("1.1", count=1000), "不在1到100之间"),
        (Count("1.1", count=0, total=True), "不多于"),
        (Done("1.1"), "还差3次"),
        (Done("8.1"), "尚未报过数字"),
        (Evidence("3.1"), "没有附上内容"),
        (Obstacle("3.1"), "没有写明困难"),
        (Reassign("3.1"), "没有写明理由"),
    ],
    ids=str,
)
def test_a_report_that_cannot_be_is_refused_with_the_line_that_can(
    small: SmallOffice, command: Command, wrong: str
) -> None:
    code = getattr(command, "item", "")
    refused(unchanged(small, LONGHUA, command, code), wrong)


def test_a_negative_figure_is_refused(small: SmallOffice) -> None:
    refused(unchanged(small, LONGHUA, Figure("8.1", numerator=-1, denominator=12), "8.1"))


def test_a_figure_that_contradicts_its_own_percentage_is_not_taken(small: SmallOffice) -> None:
    answer = unchanged(small, LONGHUA, Figure("8.1", numerator=7, denominator=12, value=90), "8.1")
    assert isinstance(answer, Refused | WhichOne)


def test_a_base_that_shrinks_is_asked_about_before_anything_is_written(small: SmallOffice) -> None:
    small.asks(LONGHUA, Figure("8.1", numerator=7, denominator=12))
    answer = unchanged(small, LONGHUA, Figure("8.1", numerator=7, denominator=10), "8.1")
    assert isinstance(answer, WhichOne)
    assert "12" in answer.note
    assert "10" in answer.note
    # The first button's own words are understood as the correction they say they are.
    assert "已记录" in small.says(LONGHUA, answer.choices[0].text)
    assert small.account("8.1").denominator == 10


def test_the_same_lecture_is_never_counted_twice(small: SmallOffice) -> None:
    lecture = Count("1.1", date=date(2021, 8, 9), note="民法典专题")
    small.asks(LONGHUA, lecture)
    refused(unchanged(small, LONGHUA, lecture, "1.1"), "记过")
    assert isinstance(small.asks(LONGHUA, replace(lecture, note="宪法专题")), Recorded)
    assert small.account("1.1").count == 2


def test_a_lecture_taken_back_can_be_counted_again(small: SmallOffice) -> None:
    lecture = Count("1.1", date=date(2021, 8, 9), note="民法典专题")
    small.asks(LONGHUA, lecture)
    small.asks(LONGHUA, Withdraw("1.1"))
    assert isinstance(small.asks(LONGHUA, lecture), Recorded)
    assert small.account("1.1").count == 1


def test_done_with_a_count_still_short_says_how_many_are_missing(small: SmallOffice) -> None:
    small.asks(LONGHUA, Count("1.1", count=2))
    refused(unchanged(small, LONGHUA, Done("1.1"), "1.1"), "还差1次")


def test_done_twice_is_not_reviewed_twice(small: SmallOffice) -> None:
    submitted(small)
    answer = unchanged(small, LONGHUA, Done("3.1", note="再报一次"), "3.1")
    assert isinstance(answer, Recorded)
    assert "不必重复" in shown(answer)


def test_a_command_without_a_number_asks_once_with_buttons_that_finish_it(small: SmallOffice) -> None:
    answer = small.asks(LONGHUA, Progress(None, percent=60, note="正在起草"))
    assert isinstance(answer, WhichOne)
    assert answer.choices[0].text == "进展 3.1 60% 正在起草"  # the most urgent first
    assert len(answer.choices) <= 4


def test_the_question_which_item_forgets_nothing_that_was_typed(small: SmallOffice) -> None:
    answer = small.asks(LONGHUA, Progress(None, percent=60, note="正在起草"))
    assert isinstance(answer, WhichOne)
    assert "60%" in answer.choices[0].text


def test_where_only_one_item_is_open_it_is_meant(small: SmallOffice) -> None:
    assert isinstance(small.asks(WATER, Progress(None, percent=60)), Recorded)
    assert small.account("3.3", "市水务局").percent == 60


# ---------------------------------------------------------------- taking back

LONGHUA_CODES = {"count": "1.1", "figure": "8.1"}
REPORTS = st.sampled_from(
    (
        Accept("3.1"), Progress("3.1", percent=60, note="起草"), Progress("3.1", note="送审"), Done("3.1", note="已公布"),
        Evidence("3.1", note="网址"), Obstacle("3.1", note="缺人"), Reassign("3.1", note="不归我们"),
        AskExtension("3.1", date=NOVEMBER_15, note="忙"), Count("1.1", note="宪法"), Count("1.1", count=2, note="民法典"),
        Figure("8.1", numerator=7, denominator=12), Figure("8.1", numerator=9, denominator=14), Figure("8.1", value=58.3),
        Progress("1.2", note="已开展"), Done("3.2"),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    "now", ["2021-08-09 10:00", "2021-10-25 15:00", "2021-12-28 15:00", "2022-01-05 15:00"]
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(REPORTS, max_size=4), REPORTS)
def test_taking_back_restores_every_column_exactly(
    small: SmallOffice, now: str, earlier: list[Command], last: Command
) -> None:
    """Whatever was reported before: after 撤回 the account is as if the last report had never been made."""
    with_a_fresh_account(small, now)
    small.act(LONGHUA, *earlier)
    code = str(getattr(last, "item", ""))
    before, reported = small.row(code), reports(small, code)
    small.act(LONGHUA, last)
    if reports(small, code) == reported:
        return  # it was refused, or asked about; nothing to take back
    assert isinstance(small.asks(LONGHUA, Withdraw(code)), Withdrawn)
    assert small.row(code) == before
    assert reports(small, code) == reported


def with_a_fresh_account(small: SmallOffice, now: str) -> None:
    """Everything 龙华区 owes as on the first day, and every round until now held, so that nothing is owed today."""

    def job(tx: Any) -> None:
        tx.execute(delete(Report))
        tx.execute(delete(Extension))
        tx.execute(
            update(Assignment).values(
                state="assigned", percent=None, count=0, numerator=None, denominator=None, note="", accepted_at=None,
                submitted_at=None, done_at=None, reported_on=None, asked_on=date(2021, 8, 9),
            )
        )  # fmt: skip

    small.office.writer.run(job)
    small.at(now)
    for code in ("1.1", "1.2", "3.1", "3.2", "8.1"):
        small.set_columns(code, next_at=settled(small, code))


def settled(small: SmallOffice, code: str) -> Any:
    """When the account comes up again, once today's round is over."""
    with reading(small.office.engine) as tx:
        rules = small.office.rules(tx)
    return next_moment(small.account(code)._replace(next_at=None), rules, small.now)


def reports(small: SmallOffice, code: str) -> int:
    key = small.account(code).id
    with reading(small.office.engine) as tx:
        return len(ledger.reports(tx, key))


@pytest.mark.parametrize("now", ["2021-10-26 08:45", "2021-10-26 09:30"])
def test_a_report_taken_back_before_the_mornings_message_leaves_it_owed(small: SmallOffice, now: str) -> None:
    small.asks(LONGHUA, Accept("3.1"))
    small.at(now).set_columns("3.1", next_at=small.now.replace(hour=9, minute=7))
    before = small.row("3.1")
    small.asks(LONGHUA, Done("3.1"))
    small.asks(LONGHUA, Withdraw("3.1"))
    assert small.row("3.1") == before


def test_what_was_approved_cannot_be_taken_back(small: SmallOffice) -> None:
    submitted(small)
    small.asks(JUSTICE, Approve("3.1"))
    refused(unchanged(small, LONGHUA, Withdraw("3.1"), "3.1"), "不能撤回")


def test_what_was_returned_cannot_be_taken_back(small: SmallOffice) -> None:
    submitted(small)
    small.at("2021-08-09 10:00").asks(JUSTICE, Return("3.1", note="缺网址"))
    refused(unchanged(small, LONGHUA, Withdraw("3.1"), "3.1"), "不能撤回")


def test_on_a_clock_that_stands_still_a_ruling_comes_after_its_report_too(small: SmallOffice) -> None:
    submitted(small)
    small.asks(JUSTICE, Return("3.1", note="缺网址"))
    refused(unchanged(small, LONGHUA, Withdraw("3.1"), "3.1"), "不能撤回")


@pytest.mark.parametrize("ruling", [Grant("3.1"), Refuse("3.1", note="请按期")])
def test_an_extension_that_was_ruled_on_cannot_be_taken_back(small: SmallOffice, ruling: Command) -> None:
    small.asks(LONGHUA, AskExtension("3.1", date=NOVEMBER_15, note="忙"))
    small.at("2021-08-09 10:00").asks(JUSTICE, ruling)
    refused(unchanged(small, LONGHUA, Withdraw("3.1"), "3.1"), "不能撤回")


def test_nobody_takes_back_what_another_seat_reported_later(small: SmallOffice) -> None:
    small.asks(LONGHUA, Progress("3.1", percent=60))
    small.asks(LEADER, Progress("3.1", percent=70))
    refused(unchanged(small, LONGHUA, Withdraw("3.1"), "3.1"), "又有新的反馈")


def test_an_extension_taken_back_leaves_nothing_to_rule_on(small: SmallOffice) -> None:
    small.asks(LONGHUA, AskExtension("3.1", date=NOVEMBER_15, note="忙"))
    small.asks(LONGHUA, Withdraw("3.1"))
    refused(unchanged(small, JUSTICE, Grant("3.1"), "3.1"), "没有待处理的延期申请")
    # The desk had not heard of it yet, and never will.
    assert {letter.state for letter in small.letters(JUSTICE, "extension_wanted")} == {"dropped"}
    assert not small.letters(JUSTICE, "taken_back")


def test_a_correction_puts_the_right_report_in_the_wrong_ones_place(small: SmallOffice) -> None:
    small.asks(LONGHUA, Progress("3.1", percent=90))
    (answer,) = small.act(LONGHUA, Correct("3.1", to=Progress("3.1", percent=60)))
    assert "60%" in shown(answer)
    assert small.account("3.1").percent == 60
    assert reports(small, "3.1") == 1


def test_a_correction_without_the_right_words_shows_the_line_to_type(small: SmallOffice) -> None:
    small.asks(LONGHUA, Progress("3.1", percent=90))
    answer = unchanged(small, LONGHUA, Correct("3.1"), "3.1")
    assert isinstance(answer, CorrectHow)


def test_a_correction_that_is_wrong_itself_leaves_the_first_report(small: SmallOffice) -> None:
    small.asks(LONGHUA, Progress("3.1", percent=90))
    answer = unchanged(small, LONGHUA, Correct("3.1", to=Progress("3.1", percent=130)), "3.1")
    refused(answer)
    assert reports(small, "3.1") == 1


@pytest.mark.parametrize(
    ("first", "right"),
    [
        (Figure("8.1", numerator=8, denominator=13), Figure("8.1", numerator=7, denominator=10)),
        (Figure("8.1", numerator=8, denominator=13), Progress("9.9", percent=60)),
        (Figure("8.1", numerator=8, denominator=13), Progress("3.3", percent=60)),
    ],
)
def test_a_correction_that_is_not_taken_leaves_the_first_report(
    small: SmallOffice, first: Command, right: Command
) -> None:
    small.asks(LONGHUA, Figure("8.1", numerator=7, denominator=12))
    small.asks(LONGHUA, first)
    unchanged(small, LONGHUA, Correct("8.1", to=right), "8.1")
    assert reports(small, "8.1") == 2


# ---------------------------------------------------------------- ruling


def test_a_lead_may_not_rule_on_its_own_unit(small: SmallOffice) -> None:
    submitted(small, JUSTICE_CONTACT, "3.2")
    for command in (Approve("3.2"), Approve("3.2", unit="市司法局"), Return("3.2", note="缺材料")):
        answer = unchanged(small, JUSTICE, command, "3.2", "市司法局")
        assert isinstance(answer, NotAllowed)
    assert small.letters(COORDINATOR, "review_wanted")
    assert isinstance(small.asks(COORDINATOR, Approve("3.2")), RuledReceipt)


def test_a_lead_has_no_say_in_anothers_task(small: SmallOffice) -> None:
    submitted(small)
    for command in (Approve("3.1"), Return("3.1", note="x"), Urge("3.1")):
        assert isinstance(unchanged(small, COURT, command, "3.1"), NotAllowed)


def test_a_return_without_a_reason_is_refused(small: SmallOffice) -> None:
    submitted(small)
    refused(unchanged(small, JUSTICE, Return("3.1", unit="龙华区"), "3.1"), "没有写明退回原因")


def test_what_was_taken_back_meanwhile_cannot_be_approved(small: SmallOffice) -> None:
    submitted(small)
    small.asks(LONGHUA, Withdraw("3.1"))
    refused(unchanged(small, JUSTICE, Approve("3.1", unit="龙华区政府"), "3.1"), "没有待处理的办结申请")


def test_what_was_corrected_meanwhile_is_not_approved_as_it_was(small: SmallOffice) -> None:
    submitted(small)
    small.act(LONGHUA, Correct("3.1", to=Progress("3.1", percent=90, note="还差公示")))
    refused(unchanged(small, JUSTICE, Approve("3.1", unit="龙华区政府"), "3.1"), "没有待处理的办结申请")


def test_approving_twice_rules_once(small: SmallOffice) -> None:
    submitted(small)
    small.asks(JUSTICE, Approve("3.1"))
    refused(unchanged(small, JUSTICE, Approve("3.1"), "3.1"), "没有待处理的办结申请")


def test_where_several_wait_the_desk_is_asked_which(small: SmallOffice) -> None:
    submitted(small)
    submitted(small, XIUYING)
    answer = unchanged(small, JUSTICE, Approve("3.1"), "3.1")
    assert isinstance(answer, WhichOne)
    assert [choice.text for choice in answer.choices] == ["通过 3.1 龙华区政府", "通过 3.1 秀英区政府"]


def test_a_units_full_name_means_that_unit_alone(small: SmallOffice) -> None:
    submitted(small, WATER, "3.3")
    submitted(small, "市水务局排水中心联系人", "3.3")
    answer = small.asks(JUSTICE, Approve("3.3", unit="市水务局"))
    assert isinstance(answer, RuledReceipt)
    assert answer.unit == "市水务局"


def test_a_unit_that_does_not_owe_the_item_is_refused(small: SmallOffice) -> None:
    submitted(small)
    refused(unchanged(small, JUSTICE, Approve("3.1", unit="外交部"), "3.1"), "没有叫“外交部”的责任单位")


@pytest.mark.parametrize(
    ("asked", "ruling"),
    [
        (Done("3.1", note="已公布"), Approve("3.1")),
        (Done("3.1", note="已公布"), Return("3.1", note="缺网址")),
        (AskExtension("3.1", date=NOVEMBER_15, note="忙"), Grant("3.1")),
        (AskExtension("3.1", date=NOVEMBER_15, note="忙"), Refuse("3.1", note="请按期")),
    ],
    ids=lambda command: command.intent,
)
@pytest.mark.parametrize("title", [JUSTICE, COORDINATOR])
def test_a_ruling_taken_back_restores_every_column_exactly(
    small: SmallOffice, asked: Command, ruling: Command, title: str
) -> None:
    small.asks(LONGHUA, asked)
    before = small.row("3.1")
    small.at("2021-08-09 10:00").asks(title, ruling)
    small.at("2021-08-09 11:00")
    assert isinstance(small.asks(title, Withdraw("3.1")), Withdrawn)
    assert small.row("3.1") == before
    # It waits for its ruling again, and can be given it.
    assert isinstance(small.asks(title, ruling), RuledReceipt)


def test_a_ruling_the_unit_has_acted_on_cannot_be_taken_back(small: SmallOffice) -> None:
    submitted(small)
    small.at("2021-08-09 10:00").asks(JUSTICE, Return("3.1", note="缺网址"))
    small.at("2021-08-09 11:00")
    submitted(small, note="http://example.org")
    refused(unchanged(small, JUSTICE, Withdraw("3.1"), "3.1"), "又有新的情况")


def test_nobody_takes_anothers_ruling_back(small: SmallOffice) -> None:
    submitted(small)
    small.at("2021-08-09 10:00").asks(JUSTICE, Approve("3.1"))
    refused(unchanged(small, COORDINATOR, Withdraw("3.1"), "3.1"), "没有可撤回的")


def one_is_enough(small: SmallOffice) -> None:
    """3.1 is through when one of its four units is."""
    small.loads(with_items(replace(PLAN.items[2], needed=1)))
    small.asks(XIUYING, Progress("3.1", percent=40))
    submitted(small)
    small.at("2021-08-09 10:00").asks(JUSTICE, Approve("3.1"))


def test_where_one_unit_is_enough_the_others_are_released(small: SmallOffice) -> None:
    one_is_enough(small)
    assert {small.account("3.1", unit).state for unit in ("龙华区政府", "秀英区政府", "琼山区政府")} == {
        "closed"
    }


def test_who_was_released_is_reminded_no_more(small: SmallOffice) -> None:
    one_is_enough(small)
    assert small.row("3.1", "秀英区政府")["next_at"] is None


def test_taking_back_the_ruling_that_released_them_puts_them_back_to_work(small: SmallOffice) -> None:
    one_is_enough(small)
    small.at("2021-08-09 11:00").asks(JUSTICE, Withdraw("3.1"))
    assert small.account("3.1").state == "submitted"
    assert small.account("3.1", "秀英区政府").state == "accepted"
    assert small.account("3.1", "琼山区政府").state == "assigned"


# ---------------------------------------------------------------- urging


def overdue(small: SmallOffice) -> SmallOffice:
    small.act(LONGHUA, Accept("3.1"))
    small.forget_letters()
    return small.at("2021-11-02 10:00")


def test_only_those_who_owe_are_pushed(small: SmallOffice) -> None:
    overdue(small)
    submitted(small, XIUYING)
    (answer, *rest) = small.act(JUSTICE, Urge("3.1"))
    assert isinstance(answer, UrgeReceipt)
    assert rest == []
    assert {unit for _, unit, _ in answer.urged} == {"龙华区政府", "琼山区政府", "美兰区政府"}
    assert answer.spared == (("3.1", "秀英区政府", "已报办结，待审核"),)
    assert "第1次" in small.letters(LONGHUA, "urged")[-1].text
    assert small.letters(XIUYING, "urged") == []
    assert small.letters(LEADER, "urged") == []


def test_urging_twice_on_one_day_spares_them(small: SmallOffice) -> None:
    overdue(small).act(JUSTICE, Urge("3.1"))
    before = len(small.letters())
    (answer,) = small.act(JUSTICE, Urge("3.1"))
    assert isinstance(answer, UrgeReceipt)
    assert answer.urged == ()
    assert {why for *_, why in answer.spared} == {"今天已催办"}
    assert len(small.letters()) == before
    assert small.account("3.1").urged == 1


def test_pushes_climb_from_the_contact_to_the_leader_to_the_telephone(small: SmallOffice) -> None:
    overdue(small)
    answers: list[tuple[Message, ...]] = []
    for day in ("2021-11-02", "2021-11-03", "2021-11-04"):
        answers.append(small.at(f"{day} 10:00").act(JUSTICE, Urge("3.1", unit="龙华区")))
    assert [one.text.count("第2次") > 0 for one in small.letters(LEADER, "urged")] == [True, False]
    assert len(small.letters(LONGHUA, "urged")) == 3
    assert [type(answer) for answer in answers[2]] == [UrgeReceipt, PhoneList]
    assert isinstance(calls := answers[2][1], PhoneList)
    assert calls.calls[0][0] == "龙华区政府"


def test_a_leader_hears_only_of_what_was_pushed_twice(small: SmallOffice) -> None:
    small.at("2022-01-05 10:00").set_columns("3.1", urged=1)
    small.act(JUSTICE, Urge(unit="龙华区"))
    (letter,) = small.letters(LEADER, "urged")
    assert "3.1" in letter.text
    assert "3.2" not in letter.text


def test_a_push_at_night_is_heard_in_the_morning(small: SmallOffice) -> None:
    overdue(small).at("2021-11-02 22:00").act(JUSTICE, Urge("3.1", unit="龙华区"))
    (letter,) = small.letters(LONGHUA, "urged")
    assert letter.not_before == small.at("2021-11-03 08:30").now


def test_urging_when_nothing_is_overdue_says_so(small: SmallOffice) -> None:
    refused(small.asks(COORDINATOR, Urge()), "没有逾期事项")
    assert isinstance(small.asks(COORDINATOR, Urge("9.9")), NoSuchItem)
    refused(small.asks(COORDINATOR, Urge("3.1", unit="外交部")), "外交部")


# ---------------------------------------------------------------- words from the wire

CONTACTS_WORDS = (
    "", "   ", "\n\n", "😀", "👌", "\x00\x01\x02", "\u200b\u200d", "‮3.1 完成", "3" * 4000, "完成 " * 1000, "a" * 5000,
    "签收 3.1\x00", "进展 3.1 130%", "进展 9.9 50%", "次数 1.1 +99999999999999999999", "指标 8.1 13/12",
    "指标 8.1 1/0", "延期 3.1 至2020年1月1日 忙", "延期 3.1 至2月30日 忙", "完成 3.1 13月45日", "'; DROP TABLE report; --",
    "{{ 7*7 }}", "<script>alert(1)</script>", "<b>3.1</b> 完成", "%s %d {0}", "签收 " + "3.1 " * 500,
)  # fmt: skip


@pytest.mark.parametrize("text", CONTACTS_WORDS, ids=lambda text: repr(text)[:30])
@pytest.mark.parametrize("title", [LONGHUA, COORDINATOR, ADMIN])
def test_whatever_is_typed_gets_one_clear_answer(small: SmallOffice, title: str, text: str) -> None:
    answer = small.says(title, text)
    assert answer.strip()
    assert "Traceback" not in answer
    assert [one for one in small.letters() if one.kind == "went_wrong"] == []


def test_half_a_character_gets_an_answer_too(small: SmallOffice) -> None:
    assert small.says(LONGHUA, "进展 3.1 60% \ud83d").strip()


def test_ten_thousand_characters_are_refused_with_their_number(small: SmallOffice) -> None:
    assert "有10000个字，最多5000个" in small.says(LONGHUA, "写" * 10_000)
    assert small.account("3.1").state == "assigned"


def test_what_a_contact_writes_is_shown_as_written_and_never_as_markup(small: SmallOffice) -> None:
    small.says(LONGHUA, "完成 3.1 <img src=x onerror=alert(1)>")
    with_markup = [part for one in small.letters(JUSTICE) for part in [one.text] if "<img" in part]
    assert with_markup  # `text` is unescaped: the channel's own part held &lt;img
    with reading(small.office.engine) as tx:
        parts = [part for row in tx.scalars(select(Outbox.parts)) for part in row]
    assert not any("<img" in part for part in parts)


def test_the_same_message_heard_twice_changes_nothing_the_second_time(small: SmallOffice) -> None:
    first = small.says(LONGHUA, "次数 1.1 +1 宪法", "same")
    letters = len(small.letters())
    assert small.says(LONGHUA, "次数 1.1 +1 宪法", "same") == first
    assert small.account("1.1").count == 1
    assert len(small.letters()) == letters


def test_several_lines_are_several_commands_and_one_letter(small: SmallOffice) -> None:
    before = len(small.letters(LONGHUA))
    answer = small.says(LONGHUA, "签收 3.1\n进展 1.2 已开展督查\n指标 8.1 7/12")
    assert "58.3%" in answer
    assert len(small.letters(LONGHUA)) == before + 1
    assert (small.account("3.1").state, small.account("8.1").numerator) == ("accepted", 7)


def test_a_unit_that_finished_an_item_later_removed_is_still_understood(small: SmallOffice) -> None:
    submitted(small)
    small.asks(JUSTICE, Approve("3.1"))
    small.loads(with_items(without=("3.1",)))
    assert "1.1" in small.says(LONGHUA, "待办")


def test_the_history_holds_after_all_of_it(small: SmallOffice) -> None:
    small.at(LATE_OCTOBER)
    submitted(small)
    small.asks(JUSTICE, Return("3.1", note="缺网址"))
    small.act(QIONGSHAN, Accept("3.1"))
    small.asks(ADMIN, Configure("提醒", note="5 0 确认"))
    small.loads(with_items(replace(PLAN.items[0], title="法治讲座")))
    with reading(small.office.engine) as tx:
        held, found = history.verify(history.entries(tx))
    assert found is None
    assert held == 6
