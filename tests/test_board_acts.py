"""What is done at the board goes the road of the chat: the same rules, once, in the chained history."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from bot.board.app import COOKIE
from db import account as ledger
from db import evidence, history, sign_in
from db.engine import reading
from db.numbers import bare
from tests.board_visit import BoardOffice
from tests.small_plan import (
    ADMIN,
    COORDINATOR,
    JUSTICE,
    JUSTICE_CONTACT,
    LONGHUA,
    PLAN,
    QIONGSHAN,
    XIUYING,
    SmallOffice,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


@pytest.fixture
def office(small: SmallOffice, tmp_path: Path) -> BoardOffice:
    small.at("2021-10-20 10:00")
    for title in (LONGHUA, XIUYING):
        small.says(title, "完成 3.1 已于10月19日公布")
    small.forget_letters()
    return BoardOffice(small, tmp_path)


def holds(office: BoardOffice) -> list[str]:
    """The verbs of the history, whose chain is whole."""
    with reading(office.small.office.engine) as tx:
        assert history.verify(history.entries(tx))[1] is None
        return [entry.verb for entry in history.entries(tx)]


# ---------------------------------------------------------------- the queue


def test_what_is_approved_at_the_board_is_approved(office: BoardOffice) -> None:
    browser = office.visit(COORDINATOR).goes("/review")
    browser.rules("approve", "3.1", "龙华区政府")
    assert "已通过" in browser.text
    assert office.small.account("3.1").state == "done"
    assert holds(office)[-1] == "approve"
    assert "办结" in office.small.letters(LONGHUA)[-1].text
    assert not [one for one in office.small.letters(COORDINATOR) if "已通过" in one.text]


def test_a_return_needs_its_reason(office: BoardOffice) -> None:
    browser = office.visit(JUSTICE).goes("/review")
    browser.rules("return", "龙华区政府", reason="  ")
    assert "要写明原因" in browser.text
    assert office.small.account("3.1").state == "submitted"
    browser.rules("return", "龙华区政府", reason="缺公布网址")
    assert office.small.account("3.1").state == "returned"
    assert "缺公布网址" in office.small.letters(LONGHUA)[-1].text


def test_approving_what_was_corrected_meanwhile_is_refused_with_what_happened(office: BoardOffice) -> None:
    browser = office.visit(COORDINATOR).goes("/review")
    office.small.says(LONGHUA, "撤回")
    office.small.says(LONGHUA, "进展 3.1 80% 网址还没有挂上")
    browser.rules("approve", "龙华区政府")
    assert "有了变化" in browser.text
    assert "网址还没有挂上" in browser.text
    assert office.small.account("3.1").state == "accepted"


def test_a_report_made_anew_meanwhile_is_looked_at_first(office: BoardOffice) -> None:
    """Still waiting for review, but not with the words that were on the page."""
    browser = office.visit(COORDINATOR).goes("/review")
    office.small.says(LONGHUA, "撤回")
    office.small.says(LONGHUA, "完成 3.1 改为10月20日公布")
    browser.rules("approve", "龙华区政府")
    assert "改为10月20日公布" in browser.text
    assert office.small.account("3.1").state == "submitted"


def test_of_two_coordinators_the_second_hears_of_the_first(office: BoardOffice) -> None:
    first, second = office.visit(COORDINATOR).goes("/review"), office.visit(JUSTICE).goes("/review")
    first.rules("return", "龙华区政府", reason="缺网址")
    second.rules("approve", "龙华区政府")
    assert f"{COORDINATOR}于10月20日" in second.text
    assert "退回（缺网址）" in second.text
    assert holds(office)[-1] == "return"


def test_a_form_sent_twice_acts_once(office: BoardOffice) -> None:
    browser = office.visit(COORDINATOR).goes("/review")
    form = browser.own() | browser.card("龙华区政府") | {"act": "return", "reason": "缺网址"}
    browser.client.post("/review", data=form)
    office.small.says(LONGHUA, "完成 3.1 网址已补")
    before = len(holds(office))
    browser.client.post("/review", data=form)
    assert len(holds(office)) == before
    assert office.small.account("3.1").state == "submitted"


def test_extensions_are_ruled_with_a_definite_day(office: BoardOffice) -> None:
    office.small.says(XIUYING, "延期 3.2 至2022年1月15日 在走程序")
    office.small.says(LONGHUA, "延期 3.2 至2022年1月15日 在走程序")
    browser = office.visit(COORDINATOR).goes("/review")
    browser.rules("grant", "3.2", "龙华区政府", until="2022-01-10")
    assert "同意延期" in browser.text
    account = office.small.account("3.2")
    assert (account.due.isoformat(), account.first_due.isoformat()) == ("2022-01-10", "2021-12-31")


def test_units_are_pushed_from_the_item_once_a_day(office: BoardOffice) -> None:
    small = office.small
    item_id = small.account("3.1").item_id
    browser = office.visit(COORDINATOR).goes(f"/item/{item_id}")
    browser.sends("/urge", item=str(item_id))
    assert holds(office)[-1] == "urge"
    assert [one.kind for one in small.letters(QIONGSHAN)][-1] == "urged"
    assert not [one for one in small.letters(LONGHUA) if one.kind == "urged"]  # it has reported
    before = len(small.letters(QIONGSHAN))
    browser.sends("/urge", item=str(item_id), unit="琼山区政府")
    assert len(small.letters(QIONGSHAN)) == before
    browser.sends("/urge", item="99999")
    assert "没有这一项" in browser.text
    contact = office.visit(LONGHUA).goes("/me")
    contact.sends("/urge", item=str(item_id))
    assert len(small.letters(QIONGSHAN)) == before


def test_a_lead_never_rules_on_its_own_unit(office: BoardOffice) -> None:
    office.small.says(JUSTICE_CONTACT, "完成 3.2 已修订")
    browser = office.visit(JUSTICE).goes("/review")
    assert "本单位的事项由协调员审核" in browser.text
    account = office.small.account("3.2", "市司法局")
    with reading(office.small.office.engine) as tx:
        last = ledger.last_report(tx, assignment_id=account.id)
    assert last is not None
    fields = {"account": str(account.id), "state": "submitted", "seen": str(last.id)}
    browser.sends("/review", act="approve", **fields)
    assert office.small.account("3.2", "市司法局").state == "submitted"


@pytest.mark.parametrize("title", [LONGHUA, ADMIN])
def test_who_may_not_rule_in_chat_may_not_here(office: BoardOffice, title: str) -> None:
    browser = office.visit(title).goes("/me")
    account = office.small.account("3.1", "秀英区政府")
    with reading(office.small.office.engine) as tx:
        last = ledger.last_report(tx, assignment_id=account.id)
    assert last is not None
    fields = {"account": str(account.id), "state": "submitted", "seen": str(last.id)}
    browser.sends("/review", act="approve", **fields)
    assert office.small.account("3.1", "秀英区政府").state == "submitted"
    assert "approve" not in holds(office)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"account": "x"},
        {"account": "99999"},
        {"account": "1", "act": "close"},
        {"act": "approve", "account": "-1"},
    ],
)
def test_a_mangled_form_is_an_answer(office: BoardOffice, fields: dict[str, str]) -> None:
    browser = office.visit(COORDINATOR).goes("/review")
    browser.sends("/review", **fields)
    assert (browser.status, "没有受理" in browser.text) == (200, True)


def test_of_two_plans_with_the_same_numbers_the_one_shown_is_ruled(office: BoardOffice) -> None:

    browser = office.visit(COORDINATOR).goes("/review")
    office.small.loads(replace(PLAN, key="second", title="测试市2021年优化营商环境重点工作"))
    browser.rules("approve", "3.1", "龙华区政府")
    assert "已通过" in browser.text
    with reading(office.small.office.engine) as tx:
        found = ledger.accounts_of_unit(tx, office.small.seat(LONGHUA).unit_id)
    states = {a.code: a.state for a in found if bare(a.code) == "3.1"}
    assert states == {"2021年下半年3.1": "done", "优化营商环境3.1": "assigned"}


# ---------------------------------------------------------------- a unit's report


def test_a_contact_reports_with_a_file(office: BoardOffice) -> None:
    item_id = office.small.account("3.2").item_id
    browser = office.visit(LONGHUA).goes(f"/item/{item_id}")
    browser.sends(
        f"/item/{item_id}", act="progress", percent="60", words="正在征求意见", day="2021-10-18",
        files={"files": ("会议纪要.png", PNG, "image/png")},
    )  # fmt: skip
    assert "60%" in browser.text
    account = office.small.account("3.2")
    assert (account.percent, account.note, account.reported_on is not None) == (60, "正在征求意见", True)
    with reading(office.small.office.engine) as tx:
        (piece,) = evidence.of_account(tx, account.id)
    assert (piece.name, piece.happened_on.isoformat()) == ("会议纪要.png", "2021-10-18")
    assert piece.sha256 == hashlib.sha256(PNG).hexdigest()
    answer = browser.client.get(f"/file/{account.id}?sha={piece.sha256}")
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    desk = office.visit(JUSTICE).goes(f"/item/{item_id}")
    assert "会议纪要.png" in desk.text


def test_a_file_is_seen_by_who_may_see_the_account(office: BoardOffice) -> None:
    item_id = office.small.account("3.2").item_id
    office.visit(LONGHUA).goes(f"/item/{item_id}").sends(
        f"/item/{item_id}", act="evidence", files={"files": ("照片.png", PNG, "image/png")}
    )
    path = f"/file/{office.small.account('3.2').id}?sha={hashlib.sha256(PNG).hexdigest()}"
    assert office.visit(COORDINATOR).client.get(path).status_code == 200
    assert office.visit(XIUYING).client.get(path).status_code == 404
    assert office.browser().client.get(path).status_code == 401


def test_a_file_of_a_kind_not_taken_is_refused_by_name(office: BoardOffice) -> None:
    item_id = office.small.account("3.2").item_id
    browser = office.visit(LONGHUA).goes(f"/item/{item_id}")
    browser.sends(
        f"/item/{item_id}", act="progress", words="见附件", percent="50",
        files={"files": ("安装.exe", b"MZ" + bytes(500), "application/octet-stream")},
    )  # fmt: skip
    assert "“安装.exe”没有收下" in browser.text
    assert office.small.account("3.2").percent is None


def test_each_kind_of_report_is_what_it_is_in_chat(office: BoardOffice) -> None:
    small, browser = office.small, office.visit(LONGHUA)

    def reports(code: str, **fields: str) -> str:
        item_id = small.account(code).item_id
        return browser.goes(f"/item/{item_id}").sends(f"/item/{item_id}", **fields).text

    assert "已签收" in reports("3.2", act="accept")
    assert "累计2次" in reports("1.1", act="count", count="2", words="民法典讲座", day="2021-10-12")
    assert "58.3%" in reports("8.1", act="figure", numerator="7", denominator="12")
    assert "申请延期至" in reports("3.2", act="extension", until="2022-01-20", words="在走程序")
    assert "撤回" in reports("3.2", act="withdraw")
    assert "困难" in reports("3.2", act="obstacle", words="缺人")
    assert small.account("3.2").state == "stuck"
    assert holds(office)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"act": "progress", "percent": "130", "words": "x"}, "130%"),
        ({"act": "progress", "percent": "很多", "words": "x"}, "不是一个数"),
        ({"act": "progress"}, "没有写明办理情况"),
        ({"act": "done", "day": "2021-13-40"}, "读不懂"),
        ({"act": "done", "day": "2021-12-30"}, "还没有到"),
        ({"act": "figure", "numerator": "7"}, "分子和分母"),
        ({"act": "extension", "words": "忙"}, "延到哪一天"),
        ({"act": "close"}, "没有选择"),
        ({}, "没有选择"),
        ({"act": "progress", "percent": "50", "words": "长" * 5001}, "最多5000个"),
    ],
)
def test_a_mistake_in_the_form_is_an_answer(office: BoardOffice, fields: dict[str, str], words: str) -> None:
    item_id = office.small.account("3.2").item_id
    browser = office.visit(LONGHUA).goes(f"/item/{item_id}").sends(f"/item/{item_id}", **fields)
    assert words in browser.text
    assert office.small.account("3.2").state == "assigned"


def test_nobody_reports_for_another_unit(office: BoardOffice) -> None:
    small = office.small
    item_id = small.account("3.3", "市水务局").item_id
    browser = office.visit(LONGHUA).goes("/me")
    browser.sends(f"/item/{item_id}", act="done", words="办好了")
    assert "没有这一项" in browser.text
    assert small.account("3.3", "市水务局").state == "assigned"
    coordinator = office.visit(COORDINATOR).goes("/me")
    coordinator.sends(f"/item/{small.account('3.2').item_id}", act="done", words="办好了")
    assert small.account("3.2").state == "assigned"


# ---------------------------------------------------------------- setting up


def test_a_setting_is_shown_with_its_effect_before_it_counts(office: BoardOffice) -> None:
    browser = office.visit(ADMIN).goes("/settings")
    browser.sends("/settings", word="提醒", typed="提前1天，当天，逾期1天")
    assert "今后30天" in browser.text
    assert "setting" not in holds(office)
    browser.sends("/settings", word="提醒", typed="提前1天，当天，逾期1天", sure="1")
    assert "提前1个工作日，当天，逾期1个工作日" in browser.goes("/settings").text
    assert holds(office)[-1] == "setting"


def test_a_setting_that_cannot_be_is_an_answer(office: BoardOffice) -> None:
    browser = office.visit(ADMIN).goes("/settings")
    browser.sends("/settings", word="时间", typed="25:99")
    assert "时间读不懂" in browser.text
    browser.sends("/settings", word="没有这个", typed="1")
    assert "没有叫" in browser.text


def test_only_admins_set(office: BoardOffice) -> None:
    browser = office.visit(COORDINATOR).goes("/me")
    browser.sends("/settings", word="时间", typed="10:00", sure="1")
    assert "09:07" in browser.goes("/settings").text
    browser.goes("/me").sends("/seats", act="unbind", seat=LONGHUA, sure="1")
    assert office.visit(LONGHUA).status == 200


def test_a_code_is_shown_once_and_binds(office: BoardOffice) -> None:
    browser = office.visit(ADMIN).goes("/seats")
    browser.sends("/seats", act="invite", seat=XIUYING)
    code = browser.html.split('class="secret">')[1].split("<")[0]
    assert code not in browser.goes("/seats").text
    assert "绑定码" in browser.text
    assert XIUYING in office.small.hears("web", "new-phone", code)


def test_a_lost_telephone_is_unbound_after_a_second_look(office: BoardOffice) -> None:
    small = office.small
    small.says(ADMIN, f"邀请 {XIUYING}")
    admin, theirs = office.visit(ADMIN).goes("/seats"), office.visit(XIUYING)
    admin.sends("/seats", act="invite", seat=XIUYING)
    code = admin.html.split('class="secret">')[1].split("<")[0]
    small.hears("telegram", "42", code)
    admin.goes("/seats").sends("/seats", act="unbind", seat=XIUYING)
    assert "随即停用" in admin.text
    admin.sends("/seats", act="unbind", seat=XIUYING, sure="1")
    assert holds(office)[-1] == "unbind"
    assert small.hears("telegram", "42", "待办") == ""
    # Every browser is out with it. The machine's own screen is no telephone: it stays, and gives a new link.
    assert theirs.goes("/").status == 401
    assert office.visit(XIUYING).goes("/").status == 200


# ---------------------------------------------------------------- the seat's own


def test_a_calendar_is_opened_read_and_ended(office: BoardOffice) -> None:
    browser = office.visit(LONGHUA).goes("/me").sends("/me", act="calendar")
    path = browser.text.split("http://board.test")[1].split(".ics")[0] + ".ics"
    anyone = office.browser()
    answer = anyone.client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    browser.goes("/me").sends("/me", act="calendar")
    assert anyone.client.get(path).status_code == 404
    second = browser.text.split("http://board.test")[1].split(".ics")[0] + ".ics"
    assert anyone.client.get(second).status_code == 200
    browser.goes("/me").sends("/me", act="end")
    assert anyone.client.get(second).status_code == 404


def test_signing_out_ends_the_session(office: BoardOffice) -> None:
    browser = office.visit(COORDINATOR).goes("/me")
    secret = browser.client.cookies[COOKIE]
    browser.sends("/sign-out")
    browser.client.cookies.set(COOKIE, secret)
    assert browser.goes("/").status == 401
    with reading(office.small.office.engine) as tx:
        assert sign_in.open_since(tx, office.small.seat(COORDINATOR).id, "session") is None


def test_the_colours_set_are_the_colours_shown(office: BoardOffice) -> None:
    admin = office.visit(ADMIN).goes("/settings")
    admin.sends("/settings", word="灯色", typed="待审橙", sure="1")
    html = office.visit(COORDINATOR).html
    assert 'class="c-orange"' in html
    assert 'class="c-violet"' not in html
    admin.goes("/settings").sends("/settings", word="灯色", typed="待审绿")
    assert "同一颜色" in admin.text


def test_a_bulletin_is_written_for_the_period_named(office: BoardOffice) -> None:
    browser = office.visit(COORDINATOR)
    answer = browser.client.get("/papers/bulletin.docx?period=10月")
    assert answer.content.startswith(b"PK")
    assert "wordprocessingml" in answer.headers["content-type"]
    assert "读不懂" in browser.goes("/papers/bulletin.docx?period=某天").text
    assert browser.status == 400
