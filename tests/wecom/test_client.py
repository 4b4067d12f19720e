"""Tokens, error codes, outages, and that no secret is ever repeated."""

import asyncio
import dataclasses
import logging
import traceback
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.channels import DeliveryError
from bot.channels.wecom import AppConfig, check, wire
from bot.channels.wecom.client import Client
from bot.channels.wecom.errors import Refusal
from bot.channels.wecom.token import HOLD_OFF, Tokens
from tests.fake_wecom import FakeWeCom
from tests.wecom.conftest import Desk, parcel


@dataclasses.dataclass
class Watch:
    """A stopwatch that is told how late it is."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def tokens(session: aiohttp.ClientSession, base: str, wecom: FakeWeCom, watch: Watch) -> Tokens:
    return Tokens(session, base, wecom.corp_id, wecom.secret, stopwatch=watch)


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def client(session: aiohttp.ClientSession, base: str, tokens: Tokens, pauses: list[float]) -> Client:
    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    return Client(session, base, tokens, pause=pause)


def body(wecom: FakeWeCom, text: str = "已记录。") -> dict[str, object]:
    return {"touser": "LinKe", "agentid": wecom.agent_id, "msgtype": "text", "text": {"content": text}}


# ---------------------------------------------------------------- tokens


async def test_a_hundred_at_once_fetch_one_token(client: Client, wecom: FakeWeCom) -> None:
    await asyncio.gather(*(client.send("LinKe", body(wecom, str(n))) for n in range(20)))
    assert wecom.calls["gettoken"] == 1


async def test_a_revoked_token_is_renewed_once_by_whoever_is_first(client: Client, wecom: FakeWeCom) -> None:
    await client.send("LinKe", body(wecom))
    wecom.revoke_tokens()
    await asyncio.gather(*(client.send("LinKe", body(wecom, str(n))) for n in range(20)))
    assert wecom.calls["gettoken"] == 2
    assert len(wecom.shown) == 21


@pytest.mark.parametrize("code", [40014, 42001])
async def test_a_token_refused_twice_is_not_fetched_for_ever(
    client: Client, wecom: FakeWeCom, code: int
) -> None:
    wecom.fail("message/send", code, code)
    with pytest.raises(Refusal) as caught:
        await client.send("LinKe", body(wecom))
    assert (caught.value.permanent, caught.value.scope) == (False, "channel")
    assert wecom.calls["gettoken"] == 2


async def test_a_token_is_fetched_anew_before_it_lapses(
    tokens: Tokens, wecom: FakeWeCom, watch: Watch
) -> None:
    first = await tokens.current()
    watch.seconds = 6800
    assert await tokens.current() == first
    watch.seconds = 6901
    assert await tokens.current() != first


async def test_a_wrong_secret_is_not_tried_again_at_once(
    session: aiohttp.ClientSession, base: str, wecom: FakeWeCom, watch: Watch
) -> None:
    tokens = Tokens(session, base, wecom.corp_id, "wrong", stopwatch=watch)
    for _ in range(5):
        with pytest.raises(DeliveryError, match="Secret") as caught:
            await tokens.current()
        assert (caught.value.permanent, caught.value.scope) == (True, "channel")
    assert wecom.calls["gettoken"] == 1
    watch.seconds = HOLD_OFF + 1
    with pytest.raises(DeliveryError):
        await tokens.current()
    assert wecom.calls["gettoken"] == 2


# ---------------------------------------------------------------- codes


@pytest.mark.parametrize(
    ("code", "permanent", "scope", "waits"),
    [
        (40001, True, "channel", False), (40013, True, "channel", False), (40056, True, "channel", False),
        (48002, True, "channel", False), (50003, True, "channel", False), (60020, True, "channel", False),
        (301002, True, "channel", False), (45009, False, "channel", True),
        (40003, True, "address", False), (60111, True, "address", False), (81013, True, "address", False),
        (43004, True, "address", False), (82001, True, "address", False),
        (40058, True, "message", False), (45002, True, "message", False), (44004, True, "message", False),
        (999999, False, "address", True),
    ],
)  # fmt: skip
async def test_each_code_says_whose_fault_it_is(
    client: Client, wecom: FakeWeCom, code: int, permanent: bool, scope: str, waits: bool
) -> None:
    wecom.fail("message/send", code)
    with pytest.raises(DeliveryError) as caught:
        await client.send("LinKe", body(wecom))
    fault = caught.value
    assert (fault.permanent, fault.scope, fault.after is not None) == (permanent, scope, waits)
    assert f"错误码{code}" in str(fault)


@pytest.mark.parametrize("code", [-1, 6000, 45033])
async def test_a_busy_server_is_asked_three_times(
    client: Client, wecom: FakeWeCom, pauses: list[float], code: int
) -> None:
    wecom.fail("message/send", code, code)
    await client.send("LinKe", body(wecom))
    assert len(wecom.shown) == 1
    wecom.fail("message/send", code, code, code)
    with pytest.raises(DeliveryError) as caught:
        await client.send("LinKe", body(wecom, "another"))
    assert not caught.value.permanent
    assert wecom.calls["message/send"] == 6
    assert len(pauses) == 4


async def test_the_address_that_must_be_entered_is_said(client: Client, wecom: FakeWeCom) -> None:
    wecom.trusted = False
    with pytest.raises(DeliveryError, match=r"203\.0\.113\.9"):
        await client.send("LinKe", body(wecom))


# ---------------------------------------------------------------- outages


async def page(request: web.Request) -> web.Response:
    return web.Response(text="<html>Login required</html>", content_type="text/html")


async def bad_gateway(request: web.Request) -> web.Response:
    return web.Response(status=502, text="bad gateway")


async def array(request: web.Request) -> web.Response:
    return web.json_response([1])


async def words(request: web.Request) -> web.Response:
    return web.json_response({"errcode": "zero"})


async def endless(request: web.Request) -> web.Response:
    return web.Response(body=b"{" + b" " * (2 << 20), content_type="application/json")


async def cut(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def elsewhere(request: web.Request) -> web.Response:
    raise web.HTTPFound("http://127.0.0.1:1/portal")


@pytest.mark.parametrize("fault", [page, bad_gateway, array, words, endless, cut, elsewhere])
async def test_whatever_is_not_wecoms_answer_is_an_outage(
    client: Client, wecom: FakeWeCom, fault: object
) -> None:
    wecom.fail("message/send", fault)  # type: ignore[arg-type]
    with pytest.raises(wire.Unreachable) as caught:
        await client.send("LinKe", body(wecom))
    assert (caught.value.permanent, caught.value.scope) == (False, "channel")
    await client.send("LinKe", body(wecom))
    assert len(wecom.shown) == 1


@pytest.fixture
async def silence() -> AsyncIterator[str]:
    async def never(request: web.Request) -> web.Response:
        await asyncio.sleep(3600)
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", never)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


async def test_a_server_that_says_nothing_is_an_outage(
    session: aiohttp.ClientSession, silence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "QUICK", aiohttp.ClientTimeout(total=0.05))
    with pytest.raises(wire.Unreachable):
        await Tokens(session, silence, "corp", "secret").current()


# ---------------------------------------------------------------- secrets


@pytest.mark.parametrize("fault", [page, bad_gateway, cut, elsewhere, 40001, 40014, 60020, 999999])
async def test_no_secret_is_in_any_error_trace_or_log(
    desk: Desk, fault: object, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    said = ""
    for path in ("message/send", "gettoken"):
        desk.wecom.revoke_tokens()
        desk.wecom.fail(path, fault, fault)  # type: ignore[arg-type]
        try:
            await desk.app.channel.send(parcel())
        except DeliveryError as error:
            said += "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())
    # The fake's own access log is the platform's side of the wire.
    said += "".join(r.getMessage() for r in caplog.records if r.name != "aiohttp.access")
    said += "".join(capsys.readouterr()) + repr(desk.config)
    assert "错误码" in said or "企业微信" in said
    tokens = [token for token in (*desk.wecom._tokens, desk.wecom.secret) if token in said]
    assert tokens == []
    assert desk.config.aes_key not in said
    assert "access_token=" not in said


async def test_an_address_that_cannot_be_one_is_an_outage_that_repeats_no_secret(
    config: AppConfig, session: aiohttp.ClientSession
) -> None:
    """aiohttp's own error would quote the whole address, the secret in it."""
    with pytest.raises(wire.Unreachable) as caught:
        await Tokens(session, "ftp://127.0.0.1", config.corp_id, config.secret).current()
    said = "".join(traceback.format_exception(caught.value))
    assert config.secret not in said


# ---------------------------------------------------------------- check


async def asked(
    config: AppConfig, session: aiohttp.ClientSession, later: timedelta = timedelta()
) -> str | None:
    return await check(config, session, lambda: datetime.now(UTC) + later)


async def test_an_app_set_up_right_has_nothing_to_be_said(
    config: AppConfig, session: aiohttp.ClientSession
) -> None:
    assert await asked(config, session) is None


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"corp_id": "ww-wrong"}, "企业 ID"), ({"secret": "wrong"}, "Secret"), ({"agent_id": 5}, "AgentId"),
        ({"aes_key": "short"}, "AES_KEY"), ({"aes_key": ""}, "要么都填"), ({"callback_token": ""}, "要么都填"),
        ({"base_url": f"http://127.0.0.1:{unused_port()}"}, "连不上"),
    ],
)  # fmt: skip
async def test_each_wrong_setting_has_its_sentence(
    config: AppConfig, session: aiohttp.ClientSession, change: dict[str, object], word: str
) -> None:
    sentence = await asked(dataclasses.replace(config, **change), session)  # type: ignore[arg-type]
    assert sentence is not None
    assert word in sentence
    assert sentence.endswith("。")
    assert config.secret not in sentence


async def test_an_untrusted_address_and_a_wrong_clock_are_said(
    config: AppConfig, session: aiohttp.ClientSession, wecom: FakeWeCom
) -> None:
    assert "时钟" in (await asked(config, session, timedelta(minutes=20)) or "")
    wecom.trusted = False
    assert "可信IP" in (await asked(config, session) or "")


async def test_a_compatible_server_that_does_not_know_the_question_is_no_fault(
    config: AppConfig, session: aiohttp.ClientSession, wecom: FakeWeCom
) -> None:
    wecom.fail("agent/get", bad_gateway)
    assert await asked(config, session) is None


# ---------------------------------------------------------------- who comes by OAuth2


async def test_a_members_code_says_who_comes_once(client: Client, wecom: FakeWeCom) -> None:
    code = wecom.visit("LinKe")
    assert await client.member(code) == "LinKe"
    assert await client.member(code) is None


async def test_somebody_outside_the_corporation_is_nobody(client: Client, wecom: FakeWeCom) -> None:
    assert await client.member(wecom.visit(None)) is None
    assert await client.member("made up") is None


async def test_a_lapsed_token_is_renewed_for_whoever_comes(client: Client, wecom: FakeWeCom) -> None:
    code = wecom.visit("LinKe")
    await client.send("LinKe", body(wecom))
    wecom.revoke_tokens()
    assert await client.member(code) == "LinKe"
