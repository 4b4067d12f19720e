"""Every entrance, fed with what nobody in his right mind would send: an answer each time, never a fault, never a change.

Hypothesis without chance and without its database: the same cases on every machine, a few seconds in all.
"""

import asyncio
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from starlette.applications import Starlette

from bot.channels import Incoming
from bot.channels.telegram.webhook import HEADER, hook
from bot.channels.wecom.callback import Callback
from bot.channels.wecom.config import AppConfig
from bot.conversation import hear, pressing
from bot.settings import Settings, SettingsRefused, load_settings
from db.engine import reading
from db.models import History, Inbox
from schedules.notice import draft
from schedules.notice.source import NoticeRefused, notice_in
from schedules.planfile import parse_plan
from schedules.planfile.faults import PlanFaults
from schedules.workdays import WorkCalendar
from tests.board_visit import BoardOffice, Browser
from tests.fake_bot_api import FakeBotApi
from tests.fake_wecom import Caller
from tests.small_plan import ADMIN, COORDINATOR, LONGHUA, SmallOffice
from tests.telegram.ear import Ear, bot_at

steady = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# What breaks programs, between words the office knows.
NASTY = st.sampled_from(
    ["'; DROP TABLE plan;--", "{{ 7*7 }}", "{% for x in y %}", "<script>alert(1)</script>", "=HYPERLINK(1)", "../../etc/passwd",
     "\r\nSet-Cookie: a=b", "\0", "\u202e", "\ud800", "𠮷", "%s%n", "${jndi:x}", "完成 3.1", "退回 3.1", "确认",
     "9" * 400, "1e999",
     "2021-02-30", "-1", "٣.١", "３．１", "／", "@", "，"]
)  # fmt: skip
text = st.lists(st.one_of(NASTY, st.text(max_size=12)), max_size=6).map("".join)


@pytest.fixture
def board(small: SmallOffice, tmp_path: Path) -> BoardOffice:
    return BoardOffice(small, tmp_path)


# ---------------------------------------------------------------- chat


@settings(steady, max_examples=30)
@given(words=text, title=st.sampled_from([LONGHUA, COORDINATOR, ADMIN]), number=st.text(max_size=20))
def test_whatever_is_typed_is_heard_and_is_no_fault(
    small: SmallOffice, words: str, title: str, number: str
) -> None:
    address = str(small.seat(title).id)
    number = number.encode("utf-8", "replace").decode().replace("\0", "")
    hear(small.office, Incoming("web", number, address, words), small.now)
    with reading(small.office.engine) as tx:
        assert not tx.scalar(select(func.count()).where(Inbox.outcome.startswith("failed")))


@steady
@given(
    words=text,
    address=st.text(max_size=30).map(lambda t: t.encode("utf-8", "replace").decode().replace("\0", "")),
)
def test_a_stranger_changes_nothing_whatever_he_writes(small: SmallOffice, words: str, address: str) -> None:
    def entries() -> int:
        with reading(small.office.engine) as tx:
            return tx.scalar(select(func.count()).select_from(History)) or 0

    before = entries()
    hear(
        small.office,
        Incoming("telegram", f"x-{address}-{words[:5]!r}", f"stranger {address}", words),
        small.now,
    )
    assert entries() == before


@steady
@given(pressed=st.integers(-(2**63), 2**63 - 1), index=st.integers(-5, 2**31))
def test_a_button_that_is_nobodys_says_nothing(small: SmallOffice, pressed: int, index: int) -> None:
    press = Incoming("web", f"p-{pressed}-{index}", "stranger", "", pressed=pressed)
    assert pressing(small.office, press, index, small.now).result() is None


# ---------------------------------------------------------------- the hooks


class Deaf:
    """A Hearing that counts what got through the door."""

    def __init__(self) -> None:
        self.heard = 0

    async def heed(self, update: Any) -> None:
        self.heard += 1

    async def take(self, came: Any) -> None:
        self.heard += 1


def sent(app: Starlette, path: str, body: bytes, headers: dict[str, str], **query: str) -> int:
    async def send() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
            return (await client.post(path, content=body, headers=headers, params=query)).status_code

    return asyncio.run(send())


JSON_NAMES = ["message", "update_id", "from", "chat", "text", "id", "document", "entities", "x"]
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | text.map(lambda t: t.encode("utf-8", "replace").decode()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(JSON_NAMES), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@steady
@given(body=st.one_of(st.binary(max_size=200), json_values.map(lambda value: json.dumps(value).encode())))
def test_telegrams_door_takes_updates_with_its_secret_and_nothing_else(body: bytes) -> None:
    deaf = Deaf()
    app = Starlette(routes=[hook(deaf, "s3cret")])  # type: ignore[arg-type]
    assert sent(app, "/hooks/telegram", body, {}) == 403
    assert sent(app, "/hooks/telegram", body, {HEADER: "wrong"}) == 403
    assert deaf.heard == 0
    assert sent(app, "/hooks/telegram", body, {HEADER: "s3cret"}) in (200, 400)


updates = st.lists(
    st.dictionaries(
        st.sampled_from(["update_id", "message", "callback_query", "edited_message", "my_chat_member"]),
        json_values,
        max_size=3,
    ),
    max_size=8,
)


@settings(steady, max_examples=6)
@given(updates=updates)
def test_an_update_of_any_shape_is_read_or_passed_over(updates: list[dict[str, Any]]) -> None:
    async def bring() -> list[str]:
        ear = Ear()
        async with FakeBotApi().running() as telegram, bot_at(telegram, ear) as bot:
            for update in updates:
                await bot.heed(update)
            await bot.settled()
        return ear.texts

    assert asyncio.run(bring()) == []


CALLER = Caller()
CONFIG = AppConfig(
    corp_id=CALLER.corp_id, agent_id=CALLER.agent_id, secret="x", callback_token=CALLER.token, aes_key=CALLER.aes_key,
    base_url="http://127.0.0.1", kept_in=Path("/nonexistent"),
)  # fmt: skip
NOW = datetime(2021, 10, 29, 9, tzinfo=UTC)
XML_NAMES = ["ToUserName", "FromUserName", "Encrypt", "MsgType", "AgentID", "Content", "a"]
xml = st.one_of(
    text,
    st.lists(st.tuples(st.sampled_from(XML_NAMES), text), max_size=5).map(
        lambda parts: "<xml>" + "".join(f"<{name}>{value}</{name}>" for name, value in parts) + "</xml>"
    ),
    st.just('<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><xml><FromUserName>&c;</FromUserName></xml>'),
    st.just('<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>'),
).map(lambda t: t.encode("utf-8", "replace"))  # fmt: skip


@steady
@given(
    body=st.one_of(st.binary(max_size=300), xml),
    query=st.dictionaries(
        st.sampled_from(["msg_signature", "timestamp", "nonce", "echostr"]),
        text.map(lambda t: t.encode("utf-8", "replace").decode()),
        max_size=4,
    ),
)
def test_wecoms_door_takes_nothing_unsigned(body: bytes, query: dict[str, str]) -> None:
    deaf = Deaf()
    app = Starlette(routes=list(Callback(CONFIG, deaf, lambda: NOW).routes))  # type: ignore[arg-type]
    assert sent(app, "/hooks/wecom", body, {}, **query) in (400, 403)
    assert deaf.heard == 0


@steady
@given(inside=st.one_of(st.binary(max_size=300), xml))
def test_what_is_signed_and_no_message_is_refused_all_the_same(inside: bytes) -> None:
    """Whoever has the token still cannot make the parser fail."""
    deaf = Deaf()
    app = Starlette(routes=list(Callback(CONFIG, deaf, lambda: NOW).routes))  # type: ignore[arg-type]
    query, body = CALLER.letter(inside, int(NOW.timestamp()))
    assert sent(app, "/hooks/wecom", body, {}, **query) in (200, 400, 403)


# ---------------------------------------------------------------- files

PLAN_TEXT = (Path(__file__).parents[2] / "plans" / "haikou-2021h2.yaml").read_text(encoding="utf-8")
NOTICE_TEXT = (Path(__file__).parents[2] / "plans" / "haikou-2021h2.txt").read_text(encoding="utf-8")


@st.composite
def spoilt(draw: st.DrawFn, whole: str, most: int) -> str:
    """The text with pieces cut out, doubled, or replaced."""
    found = whole[:most]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(found)))
        end = min(len(found), start + draw(st.integers(0, 40)))
        found = (
            found[:start] + draw(st.one_of(st.just(""), text, st.just(found[start:end] * 2))) + found[end:]
        )
    return found


@steady
@given(content=st.one_of(spoilt(PLAN_TEXT, 6000), text))
def test_a_plan_file_is_read_or_its_faults_are_told(content: str) -> None:
    try:
        parse_plan(content, WorkCalendar(), lambda name: NOTICE_TEXT)
    except PlanFaults as refused:
        told = refused.faults
    else:
        return
    assert told


@steady
@given(content=st.one_of(spoilt(NOTICE_TEXT, 1500), text))
def test_a_notice_is_drafted_or_refused_in_one_sentence(content: str) -> None:
    try:
        draft(notice_in(content.encode("utf-8", "replace"), "通知.txt"))
    except NoticeRefused as refused:
        said = str(refused)
    else:
        return
    assert said


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


part = st.one_of(st.binary(max_size=120), xml)


@steady
@given(
    parts=st.dictionaries(
        st.sampled_from(
            [
                "[Content_Types].xml",
                "_rels/.rels",
                "word/document.xml",
                "xl/workbook.xml",
                "xl/worksheets/sheet1.xml",
                "../../x",
            ]
        ),
        part,
        max_size=5,
    ),
    ending=st.sampled_from(["docx", "xlsx", "pdf", "txt"]),
)
def test_an_office_file_of_any_inside_is_read_or_refused(parts: dict[str, bytes], ending: str) -> None:
    with pytest.raises(NoticeRefused):
        notice_in(packed(parts) if parts else b"%PDF-1.4 x", f"通知.{ending}")


# ---------------------------------------------------------------- the board


FORMS = {
    "/review": ("act", "account", "state", "seen", "reason", "until"),
    "/item/1": ("act", "words", "day", "percent", "count", "numerator", "denominator", "until", "reason"),
    "/settings": ("word", "typed", "item", "sure"),
    "/seats": ("act", "seat", "sure"),
    "/me": ("act", "words", "seat", "until"),
}
ACTS = st.sampled_from(
    [
        "approve",
        "return",
        "grant",
        "refuse",
        "invite",
        "hand over",
        "unbind",
        "done",
        "progress",
        "calendar",
        "",
    ]
)


@pytest.fixture
def admins(board: BoardOffice) -> Browser:
    return board.visit(COORDINATOR)


@steady
@given(path=st.sampled_from(sorted(FORMS)), data=st.data())
def test_a_form_of_any_content_is_answered(admins: Browser, path: str, data: st.DataObject) -> None:
    fields = {
        name: data.draw(ACTS if name == "act" else text).encode("utf-8", "replace").decode()
        for name in FORMS[path]
    }
    admins.goes("/me")
    assert admins.sends(path, **fields).status < 500


PLACES = ("/", "/item/", "/unit/", "/file/", "/sign-in/", "/calendar/", "/board/", "/picture/", "/papers/")


@steady
@given(begin=st.sampled_from(PLACES), path=st.text(max_size=40), query=text)
def test_any_address_is_answered(admins: Browser, begin: str, path: str, query: str) -> None:
    address = f"{begin}{quote(path, errors='replace')}?light={quote(query, errors='replace')}"
    assert admins.client.get(address).status_code < 500


# ---------------------------------------------------------------- settings


@steady
@given(
    given=st.dictionaries(
        st.sampled_from([f"DUBAN_{name.upper()}" for name in Settings.model_fields]), text, max_size=6
    )
)
def test_settings_are_taken_or_every_fault_is_told_without_the_value(given: dict[str, str]) -> None:
    try:
        load_settings(given, Path("/nonexistent/duban.toml"))
    except SettingsRefused as refused:
        told = refused.faults
    else:
        return
    assert told
    secrets = [v for name, v in given.items() if ("TOKEN" in name or "SECRET" in name) and len(v) > 12]
    assert not [value for value in secrets if value in "".join(told)]
