"""Coming in at the board: a link from chat, once and soon; then a session that ends with the account it came from."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.board import door
from bot.board.app import COOKIE, create_board
from bot.commands import ShowBoard
from db import history, people
from db.engine import reading
from messages.catalogue import BoardLink, Refused
from tests.board_visit import ADDRESS, BoardOffice
from tests.small_plan import ADMIN, COORDINATOR, LONGHUA, XIUYING, SmallOffice


@pytest.fixture
def office(small: SmallOffice, tmp_path: Path) -> BoardOffice:
    return BoardOffice(small, tmp_path)


def test_the_word_in_chat_gives_a_link_that_lets_in(office: BoardOffice) -> None:
    browser = office.browser()
    browser.enters(office.link(COORDINATOR))
    assert (browser.status, "总览" in browser.text) == (200, True)


def test_looking_at_a_link_does_not_use_it_up(office: BoardOffice) -> None:
    """Chat programs fetch every address they are shown."""
    link = office.link(COORDINATOR)
    for _ in range(3):
        assert COORDINATOR in office.browser().goes(link).text
    assert office.browser().enters(link).status == 200


def test_a_link_works_once(office: BoardOffice) -> None:
    link = office.link(COORDINATOR)
    office.browser().enters(link)
    second = office.browser()
    assert "已经用过" in second.goes(link).text
    answer = second.client.post(link)
    assert (answer.status_code, COOKIE in answer.cookies) == (403, False)
    assert "看板" in answer.text


def test_a_link_lapses_after_a_quarter_of_an_hour(office: BoardOffice) -> None:
    link = office.link(COORDINATOR)
    office.small.now += timedelta(minutes=door.LINK_MINUTES)
    assert "已经过期" in office.browser().goes(link).text
    assert office.browser().client.post(link).status_code == 403


def test_a_new_link_ends_the_one_before(office: BoardOffice) -> None:
    first = office.link(COORDINATOR)
    office.link(COORDINATOR)
    assert "已经过期" in office.browser().goes(first).text


def test_another_seats_link_changes_nobody_over(office: BoardOffice) -> None:
    browser = office.visit(LONGHUA)
    link = office.link(COORDINATOR)
    assert "另一个岗位" in browser.goes(link).text
    assert browser.client.post(link).status_code == 403
    assert LONGHUA in browser.goes("/").text
    browser.goes("/me").sends("/sign-out")
    assert browser.enters(link).status == 200


def test_a_made_up_link_opens_nothing(office: BoardOffice) -> None:
    browser = office.browser().goes("/sign-in/abc")
    assert (browser.status, "没有这个链接" in browser.text) == (403, True)


def test_without_a_session_every_page_says_how_to_come_in(office: BoardOffice) -> None:
    for path in ("/", "/review", "/item/1", "/unit/1", "/timeline", "/settings", "/seats", "/audit", "/me"):
        browser = office.browser().goes(path)
        assert (browser.status, "发送“ 看板 ”" in browser.text) == (401, True), path
    assert office.browser().client.post("/review", data={}).status_code == 401
    assert office.browser().client.get("/pulse").status_code == 401


def test_the_secret_of_a_session_is_new_at_every_sign_in_and_the_old_one_ends(office: BoardOffice) -> None:
    browser = office.visit(COORDINATOR)
    first = browser.client.cookies[COOKIE]
    browser.enters(office.link(COORDINATOR))
    assert browser.client.cookies[COOKIE] != first
    other = office.browser()
    other.client.cookies.set(COOKIE, first)
    assert other.goes("/").status == 401


def test_only_hashes_are_kept(office: BoardOffice, tmp_path: Path) -> None:
    browser = office.visit(COORDINATOR)
    secret = browser.client.cookies[COOKIE]
    with reading(office.small.office.engine) as tx:
        kept = str(tx.exec_driver_sql("SELECT * FROM sign_in").all())
    assert secret not in kept


def test_a_session_ends_after_twelve_hours_of_the_real_clock(office: BoardOffice) -> None:
    browser = office.visit(COORDINATOR)
    office.small.now += timedelta(days=30)  # a demonstration's clock was moved
    assert browser.goes("/").status == 200
    office.wall.now += door.SESSION
    assert browser.goes("/").status == 401


def test_who_is_unbound_is_out_at_once(office: BoardOffice) -> None:
    browser, seat = office.visit(LONGHUA), office.small.seat(LONGHUA)
    other = office.small.seat(XIUYING)
    office.small.office.writer.run(
        lambda tx: people.bind(tx, other.id, seat.channel or "", seat.address or "", office.small.now)
    )
    assert browser.goes("/").status == 401


def test_the_cookie_is_for_the_server_alone(office: BoardOffice) -> None:
    browser = office.browser()
    link = office.link(COORDINATOR)
    cookie = browser.client.post(link, follow_redirects=False).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


def test_over_https_cookies_and_pages_stay_there(small: SmallOffice, tmp_path: Path) -> None:
    office = BoardOffice(small, tmp_path)
    office.app = create_board(small.office, lambda: small.now, wall=office.wall, secure=True)
    link = office.link(COORDINATOR)
    answer = office.browser().client.post(link, follow_redirects=False)
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "strict-transport-security" in answer.headers


def test_every_answer_forbids_scripts_of_others_and_frames(office: BoardOffice) -> None:
    browser = office.visit(COORDINATOR)
    for path in ("/", "/nowhere", "/board/board.css", "/sign-in/x", "/calendar/x.ics", "/item/999999"):
        headers = browser.goes(path).headers
        assert "script-src 'self'" in headers["content-security-policy"], path
        assert "unsafe-inline" not in headers["content-security-policy"], path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path
    assert browser.goes("/").headers["cache-control"] == "no-store"


def test_no_page_has_a_script_or_style_of_its_own(office: BoardOffice) -> None:
    browser = office.visit(ADMIN)
    for path in ("/", "/item/1", "/unit/1", "/timeline", "/settings", "/seats", "/audit", "/me"):
        html = browser.goes(path).html
        assert browser.status == 200, path
        assert "style=" not in html, path
        assert "<style" not in html, path
        assert " onclick" not in html, path
        assert html.count("<script") == html.count('<script type="module" src="/board/'), path


def test_a_form_from_elsewhere_is_refused(office: BoardOffice) -> None:
    browser = office.visit(COORDINATOR)
    browser.goes("/me")
    no_token = browser.client.post("/me", data={"act": "calendar"})
    assert (no_token.status_code, "没有受理" in no_token.text) == (403, True)
    own = browser.own()
    other_site = browser.client.post("/me", data=own, headers={"origin": "https://elsewhere.example"})
    assert other_site.status_code == 403
    crossed = browser.client.post("/me", data=own, headers={"sec-fetch-site": "cross-site"})
    assert crossed.status_code == 403


def test_another_sessions_form_is_refused(office: BoardOffice) -> None:
    theirs = office.visit(LONGHUA).goes("/me").own()
    mine = office.visit(COORDINATOR)
    assert mine.client.post("/me", data=theirs).status_code == 403


def test_a_seat_without_an_account_is_told_so(small: SmallOffice, tmp_path: Path) -> None:
    office = BoardOffice(small, tmp_path)
    seat = small.seat(LONGHUA)
    with reading(small.office.engine) as tx:
        before = people.seat(tx, seat.id)
    assert before is not None
    small.office.writer.run(lambda tx: tx.exec_driver_sql("UPDATE account SET revoked_at = bound_at"))
    answer = small.asks(LONGHUA, ShowBoard())
    assert isinstance(answer, Refused)
    assert "没有绑定账号" in answer.wrong
    assert office.small is small


def test_before_any_service_ran_there_is_no_board(small: SmallOffice) -> None:
    answer = small.asks(COORDINATOR, ShowBoard())
    assert isinstance(answer, Refused)
    assert "duban serve" in answer.right


def test_every_role_may_have_a_link(office: BoardOffice) -> None:
    for title in (LONGHUA, COORDINATOR, ADMIN):
        answer = office.small.asks(title, ShowBoard())
        assert isinstance(answer, BoardLink)
        assert answer.url.startswith(f"{ADDRESS}/sign-in/")


def test_signing_in_and_out_is_in_the_history(office: BoardOffice) -> None:
    office.visit(COORDINATOR)
    with reading(office.small.office.engine) as tx:
        verbs = [entry.verb for entry in history.entries(tx)]
        assert history.verify(history.entries(tx))[1] is None
    assert verbs[-1] == "sign in"


def test_what_is_too_long_is_not_read(office: BoardOffice) -> None:
    browser = office.visit(LONGHUA)
    browser.goes("/item/1")
    answer = browser.client.post("/me", data=browser.own() | {"act": "x" * 70_000})
    assert (answer.status_code, "太大" in answer.text) == (413, True)
