"""Coming in from inside WeCom: the platform says who it is, our own list of seats says whether that helps."""

from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest

from bot.board.app import COOKIE, create_board
from bot.board.wecom import WeComDoor
from db import people
from tests.board_visit import ADDRESS, BoardOffice, Browser
from tests.small_plan import LONGHUA, SmallOffice

MEMBERS = {"good": "longhua", "stranger": "somebody"}


@pytest.fixture
def office(small: SmallOffice, tmp_path: Path) -> BoardOffice:
    async def who(code: str) -> str | None:
        return MEMBERS.get(code)

    found = BoardOffice(small, tmp_path)
    small.office.writer.run(lambda tx: people.bind(tx, small.seat(LONGHUA).id, "wecom", "longhua", small.now))
    found.app = create_board(
        small.office, lambda: small.now, wall=found.wall, wecom=WeComDoor("ww1", 1000002, who)
    )
    return found


def sent_to_wecom(browser: Browser) -> dict[str, list[str]]:
    """What WeCom is asked."""
    answer = browser.client.get("/wecom", follow_redirects=False)
    target = answer.headers["location"]
    assert target.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?")
    assert target.endswith("#wechat_redirect")
    return parse_qs(urlparse(target).query)


def test_a_bound_member_comes_in(office: BoardOffice) -> None:
    browser = office.browser()
    asked = sent_to_wecom(browser)
    assert asked["appid"] == ["ww1"]
    assert asked["redirect_uri"] == [f"{ADDRESS}/wecom/in"]
    assert asked["scope"] == ["snsapi_base"]
    browser.goes(f"/wecom/in?code=good&state={asked['state'][0]}")
    assert (browser.status, LONGHUA in browser.text) == (200, True)


@pytest.mark.parametrize(
    ("code", "words"), [("stranger", "还没有绑定岗位"), ("bad", "没有确认身份"), ("", "没有确认身份")]
)
def test_nobody_else_does(office: BoardOffice, code: str, words: str) -> None:
    browser = office.browser()
    state = sent_to_wecom(browser)["state"][0]
    browser.goes(f"/wecom/in?code={code}&state={state}")
    assert (browser.status, words in browser.text) == (403, True)
    assert COOKIE not in browser.client.cookies


def test_a_code_that_was_not_asked_for_from_here_is_refused(office: BoardOffice) -> None:
    browser = office.browser()
    assert "不是从本页发起" in browser.goes("/wecom/in?code=good&state=").text
    sent_to_wecom(browser)
    assert "不是从本页发起" in browser.goes("/wecom/in?code=good&state=made-up").text


def test_without_wecom_there_is_no_such_door(small: SmallOffice, tmp_path: Path) -> None:
    assert BoardOffice(small, tmp_path).browser().goes("/wecom").status == 404
