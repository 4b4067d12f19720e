"""Who gets in: guessing, replay, fixation, another site's forms and frames, a former holder, a lost telephone."""

import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from bot import binding
from bot.channels import Incoming
from bot.conversation import hear
from bot.forgetting import revoke
from bot.settings import load_settings
from db import post
from db.engine import reading
from db.models import Account, History, SignIn
from tests.board_visit import ADDRESS, BoardOffice, Browser, Wire
from tests.small_plan import ADMIN, COORDINATOR, LONGHUA, XIUYING, SmallOffice

ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"


@pytest.fixture
def board(small: SmallOffice, tmp_path: Path) -> BoardOffice:
    return BoardOffice(small, tmp_path)


def code_for(small: SmallOffice, title: str, *, hands_over: bool = False) -> str:
    seat = small.seat(title)
    return small.office.writer.run(
        lambda tx: binding.invite(tx, seat, "测试", small.now, hands_over=hands_over)
    )[0]


def binds(small: SmallOffice, address: str, title: str, *, hands_over: bool = False) -> str:
    return small.hears("telegram", address, code_for(small, title, hands_over=hands_over))


def entered(board: BoardOffice, address: str) -> Browser:
    """A browser signed in by the link that account got in chat."""
    board.small.hears("telegram", address, "看板")
    with reading(board.small.office.engine) as tx:
        query = select(func.max(SignIn.contact_id)).where(
            SignIn.account_id == select(Account.id).where(Account.address == address).scalar_subquery()
        )
        seat_id = tx.scalar(query)
        assert seat_id is not None
        (letter,) = post.last_said(tx, seat_id, board.small.now, 1)
    found = re.search(rf"{ADDRESS}(/sign-in/[\w-]+)", letter.parts[0])
    assert found
    browser = board.browser()
    browser.enters(found[1])
    return browser


# ---------------------------------------------------------------- guessing


def test_guessing_codes_is_limited_then_locked_and_told_once(small: SmallOffice) -> None:
    good = code_for(small, LONGHUA)
    for n in range(binding.GUESSES):
        assert small.hears("telegram", "7009", ALPHABET[n] * 8)
    assert "次数过多" in small.hears("telegram", "7009", ALPHABET[9] * 8)
    # Locked: not even the right one works, and nothing more is said.
    assert small.hears("telegram", "7009", good) == ""
    with reading(small.office.engine) as tx:
        assert tx.scalar(select(func.count()).where(Account.address == "7009")) == 0
    told = [one for one in small.letters(ADMIN) if one.kind == "advice" and "发错5次绑定码" in one.text]
    assert len(told) == 1
    # Only that account is locked, and only for a while.
    small.now += timedelta(hours=1, minutes=1)
    small.hears("telegram", "7009", good)
    with reading(small.office.engine) as tx:
        assert tx.scalar(select(func.count()).where(Account.address == "7009")) == 1


def test_a_code_has_more_values_than_anybody_can_try() -> None:
    """Five tries an hour and account, a week at most: below one in a million for ten thousand accounts."""
    tries = binding.GUESSES * binding.VALID_FOR / binding.WITHIN * 10_000
    assert tries / len(binding.ALPHABET) ** binding.LENGTH < 1e-4
    assert binding.LENGTH * 4.6 > 36  # bits


def test_a_link_cannot_be_guessed_and_tries_are_counted(board: BoardOffice) -> None:
    from bot.counts import counted

    before = counted("links_refused").get(("sign-in", "unknown"), 0)
    link = board.link(LONGHUA)
    secret = link.removeprefix("/sign-in/")
    assert len(secret) >= 32
    stranger = board.browser()
    for wrong in (secret[:-1] + "_", secret[::-1], secret.swapcase(), "x" * 32, secret + "x"):
        assert stranger.goes(f"/sign-in/{wrong}").status == 403
    assert counted("links_refused")[("sign-in", "unknown")] == before + 5
    board.browser().enters(link)  # and nobody is locked out by it


# ---------------------------------------------------------------- replay and fixation


def test_the_same_update_again_changes_nothing(small: SmallOffice) -> None:
    small.says(LONGHUA, "次数 1.1 +1 8月6日 讲座", update_id="u-1")
    small.says(LONGHUA, "次数 1.1 +1 8月6日 讲座", update_id="u-1")
    assert small.account("1.1").count == 1


def test_a_form_sent_again_changes_nothing(board: BoardOffice) -> None:
    browser = board.visit(ADMIN)
    browser.goes("/seats")
    fields = browser.own() | {"act": "invite", "seat": LONGHUA}
    first, second = (browser.client.post("/seats", data=fields).text for _ in range(2))
    assert first != second
    with reading(board.small.office.engine) as tx:
        assert tx.scalar(select(func.count()).where(History.verb == "invite")) == 1


def test_a_cookie_brought_along_is_not_the_session_one_gets(board: BoardOffice) -> None:
    link = board.link(LONGHUA)
    victim = httpx.Client(transport=Wire(board.app), base_url=ADDRESS, cookies={"duban": "chosen-by-another"})
    answer = victim.post(link)
    given = answer.headers["set-cookie"]
    assert "duban=chosen-by-another" not in given
    thief = httpx.Client(transport=Wire(board.app), base_url=ADDRESS, cookies={"duban": "chosen-by-another"})
    assert thief.get("/").status_code == 401


# ---------------------------------------------------------------- another site


POSTS = (
    "/review", "/item/1", "/handup", "/settings", "/seats", "/me", "/urge", "/papers/archive.zip", "/sign-out",
)  # fmt: skip


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_every_form_of_another_site_is_refused(
    board: BoardOffice, path: str, headers: dict[str, str]
) -> None:
    browser = board.visit(ADMIN)
    browser.goes("/me")
    answer = browser.client.post(path, data=browser.own(), headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("path", POSTS[:-1])
def test_every_form_without_our_token_is_refused(board: BoardOffice, path: str) -> None:
    browser = board.visit(ADMIN)
    assert browser.client.post(path, data={"act": "invite", "seat": LONGHUA}).status_code == 403


def test_every_route_that_acts_is_among_these(board: BoardOffice) -> None:
    """A new form must come here to be tried."""
    acting = {
        getattr(route, "path", "")
        for route in board.app.routes
        if "POST" in (getattr(route, "methods", None) or ())
    }
    assert {path.replace("{number:int}", "1") for path in acting} == {*POSTS, "/sign-in/{secret}"}


@pytest.mark.parametrize("path", ["/", "/me", "/sign-in/x", "/nothing", "/board/none.js", "/calendar/x.ics"])
def test_no_page_can_be_framed_or_run_a_foreign_script(board: BoardOffice, path: str) -> None:
    headers = board.browser().goes(path).headers
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"


def test_the_chat_without_passwords_is_not_shown_behind_a_public_address() -> None:
    """A proxy's visitors all come from this machine: the door of the chat could not tell them apart."""
    none = Path("/nonexistent/duban.toml")
    assert load_settings({}, none).screen_here
    assert load_settings({"DUBAN_PUBLIC_URL": "http://127.0.0.1:8741"}, none).screen_here
    assert not load_settings({"DUBAN_PUBLIC_URL": "https://duban.example.gov.cn"}, none).screen_here
    assert not load_settings({"DUBAN_TELEGRAM_TOKEN": "1:abc"}, none).screen_here


# ---------------------------------------------------------------- who no longer holds the seat


def test_a_former_holder_is_out_everywhere_at_once(board: BoardOffice) -> None:
    small = board.small
    binds(small, "7001", LONGHUA)
    old = entered(board, "7001")
    old.goes("/me").sends("/me", act="calendar")
    binds(small, "7002", LONGHUA, hands_over=True)
    assert old.goes("/").status == 401
    small.hears("telegram", "7001", "完成 3.1 已公布")
    assert small.account("3.1").state != "submitted"
    with reading(small.office.engine) as tx:
        still = select(func.count()).where(SignIn.revoked_at.is_(None), SignIn.used_at.is_(None))
        assert tx.scalar(still) == 0


def test_what_a_thief_kept_does_not_come_back_when_the_account_is_bound_again(board: BoardOffice) -> None:
    """The telephone is lost, the seat unbound, the same account bound again on a new one: the old session stays shut."""
    small = board.small
    binds(small, "7001", LONGHUA)
    thief = entered(board, "7001")
    assert thief.goes("/").status == 200
    small.says(ADMIN, f"解绑 {LONGHUA} 确认")
    assert thief.goes("/").status == 401
    binds(small, "7001", LONGHUA)
    assert thief.goes("/").status == 401


def test_an_admins_lost_telephone_costs_one_command(board: BoardOffice) -> None:
    small = board.small
    binds(small, "7001", ADMIN)
    thief = entered(board, "7001")
    code = code_for(small, ADMIN)
    assert "1个账号已停用" in revoke(small.office, ADMIN)
    assert thief.goes("/").status == 401
    before = small.account("3.1")
    for words in (f"邀请 {COORDINATOR}", "提醒 提前9天 确认", f"解绑 {XIUYING} 确认"):
        small.hears("telegram", "7001", words)
    assert small.account("3.1") == before
    with reading(small.office.engine) as tx:
        verbs = set(tx.scalars(select(History.verb)))
    assert "setting" not in verbs
    small.now += timedelta(days=30 * 365)  # the command went by the real clock; the code lapsed long before
    hear(small.office, Incoming("telegram", "late", "7003", code), small.now)
    with reading(small.office.engine) as tx:
        assert tx.scalar(select(func.count()).where(Account.address == "7003")) == 0
