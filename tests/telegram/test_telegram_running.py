"""The bot at work: asking for updates, being told of them, and every trouble on the way."""

import asyncio
import io
import json
import logging
import re
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from structlog.testing import capture_logs
from telegram.error import TelegramError

from bot.channels import DeliveryError
from bot.channels.telegram import TelegramRefused, check, opens
from bot.channels.telegram.api import Api
from bot.channels.telegram.running import Telegram
from tests.fake_bot_api import TOKEN, USERNAME, FakeBotApi, document, message
from tests.telegram.ear import Ear, bot_at, hearing, parcel, until

SECRET = "a-secret_of-ours"


@asynccontextmanager
async def served(routes: Sequence[Route]) -> AsyncIterator[str]:
    """Our routes on loopback, as any ASGI server would serve them."""
    config = uvicorn.Config(Starlette(routes=routes), log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        serving = asyncio.create_task(server.serve([listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


def says(api: FakeBotApi, *texts: str, who: int = 7001) -> None:
    for number, text in enumerate(texts):
        api.brings(message=message(text, number=number, who=who))


# ---------------------------------------------------------------- polling


async def test_what_waited_while_the_bot_was_away_is_heard_in_order_and_acknowledged() -> None:
    api, ear = FakeBotApi(), Ear()
    says(api, *"一二三")
    last = api.updates[-1]["update_id"]
    async with api.running(), bot_at(api, ear) as telegram, hearing(telegram):
        await until(lambda: api.acknowledged == last + 1)
        says(api, "四")
        await until(lambda: len(ear.heard) == 4)
    assert ear.texts == ["一", "二", "三", "四"]
    assert json.loads(api.called("getUpdates")[0]["allowed_updates"]) == [
        "message",
        "edited_message",
        "callback_query",
    ]
    assert json.loads(api.called("setMyCommands")[0]["commands"])[0]["command"] == "todo"


async def test_nothing_is_acknowledged_before_it_is_written() -> None:
    api, ear = FakeBotApi(), Ear(busy=3)
    says(api, *"一二三")
    first = api.updates[0]["update_id"]
    seen: list[int] = []

    async def watched(fields: dict[str, Any]) -> Any:
        seen.append(int(fields.get("offset", 0)))
        assert int(fields.get("offset", 0)) <= first + len(ear.heard)
        return await FakeBotApi._get_updates(api, fields)

    api._get_updates = watched  # type: ignore[method-assign]
    async with api.running(), bot_at(api, ear) as telegram, hearing(telegram):
        await until(lambda: len(ear.heard) == 3)
    assert ear.texts == ["一", "二", "三"]


async def test_a_chat_that_cannot_be_written_holds_back_its_own_order_only() -> None:
    api, ear = FakeBotApi(), Ear(busy=1)
    says(api, "甲一", "甲二", who=1)
    says(api, "乙一", "乙二", who=2)
    async with api.running(), bot_at(api, ear) as telegram, hearing(telegram):
        await until(lambda: len(ear.heard) == 4)
    assert [text for text in ear.texts if text[0] == "甲"] == ["甲一", "甲二"]
    assert [text for text in ear.texts if text[0] == "乙"] == ["乙一", "乙二"]


async def test_an_update_that_always_breaks_us_does_not_stop_those_after_it() -> None:
    api, ear = FakeBotApi(), Ear(broken=5)
    says(api, "一", "二")
    async with api.running(), bot_at(api, ear) as telegram, hearing(telegram):
        with capture_logs() as logs:
            await until(lambda: ear.texts == ["二"])
    assert sum(one["event"] == "update not heard" for one in logs) == 5


@pytest.mark.parametrize(
    "kind", ["page", "page 200", "500", "cut before", "cut after", "slow down", "broken json"]
)
async def test_whatever_the_network_does_asking_goes_on_and_the_trouble_is_said_once(kind: str) -> None:
    api, ear = FakeBotApi(), Ear()
    async with api.running(), bot_at(api, ear) as telegram:
        api.fails(kind, times=3 if kind != "slow down" else 1, method="getUpdates")
        says(api, "一")
        with capture_logs() as logs:
            async with hearing(telegram):
                await until(lambda: ear.texts == ["一"])
    assert sum("收不到 Telegram 的消息" in one["event"] for one in logs) == 1
    assert sum("又能收到" in one["event"] for one in logs) == 1


async def test_two_programs_with_one_token_are_told_so_in_one_sentence() -> None:
    api, first, second = FakeBotApi(), Ear(), Ear()
    async with (
        api.running(),
        bot_at(api, first) as one,
        bot_at(api, second) as other,
        hearing(one),
    ):
        await until(lambda: api.called("getUpdates"))
        with capture_logs() as logs:
            async with hearing(other):
                await until(lambda: any("同一个令牌" in log["event"] for log in logs))
                await asyncio.sleep(0.1)
        said = [log for log in logs if "同一个令牌" in log["event"]]
    assert len(said) <= 2  # each of the two may be the one refused


async def test_a_webhook_set_by_somebody_else_is_told_so() -> None:
    api, ear = FakeBotApi(), Ear()
    async with api.running(), bot_at(api, ear) as telegram:
        with capture_logs() as logs:
            async with hearing(telegram):
                await until(lambda: api.called("getUpdates"))
                api.webhook = {"url": "https://elsewhere.example"}
                await until(lambda: any("设了回调网址" in log["event"] for log in logs))
                api.webhook = {}
                says(api, "一")
                await until(lambda: ear.texts == ["一"])


async def test_a_bot_that_starts_while_telegram_is_away_starts_all_the_same() -> None:
    api, ear = FakeBotApi(), Ear()
    api.fails("page", times=4, method="getMe")
    says(api, "一")
    async with api.running(), bot_at(api, ear) as telegram:
        assert telegram.opens == ""
        async with hearing(telegram):
            await until(lambda: ear.texts == ["一"])
        assert telegram.opens == opens(USERNAME)


# ---------------------------------------------------------------- webhook


@asynccontextmanager
async def hooked(ear: Ear, **config: Any) -> AsyncIterator[tuple[str, Telegram]]:
    """A bot with its webhook served, and its address."""
    api = FakeBotApi()
    wanted = {"mode": "webhook", "webhook_secret": SECRET, **config}
    async with api.running(), bot_at(api, ear, **wanted) as telegram, served(telegram.routes) as address:
        yield f"{address}/hooks/telegram", telegram


async def post(address: str, secret: str | None, body: bytes) -> int:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=io.BytesIO(body), headers=headers) as answer,
    ):
        return answer.status


async def test_telegram_brings_what_is_said_and_every_update_is_taken_once() -> None:
    api, ear = FakeBotApi(), Ear()
    async with hooked(ear) as (address, _):
        api.webhook = {"url": address, "secret_token": SECRET}
        says(api, "一", "二")
        api.updates.append(api.updates[0])
        ear.busy = 2
        await api.deliver()
    assert ear.texts == ["一", "二"]
    assert api.statuses == [503, 503, 200, 200, 200]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "密".encode().decode("latin-1")])
async def test_without_the_secret_nobody_is_heard(secret: str | None) -> None:
    ear = Ear()
    body = json.dumps({"update_id": 1, "message": message("完成 3.1")}).encode()
    async with hooked(ear) as (address, _):
        assert await post(address, secret, body) == 403
        assert ear.heard == []
        assert await post(address, SECRET, body) == 200
    assert ear.texts == ["完成 3.1"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"{}", 200),
        (b'{"update_id": 1, "brand_new": {}}', 200),
        (b"x" * 5_000_000, 413),
    ],
)
async def test_what_is_no_update_is_turned_away_without_a_crash(body: bytes, status: int) -> None:
    ear = Ear()
    async with hooked(ear) as (address, _):
        assert await post(address, SECRET, body) == status
    assert ear.heard == []


async def test_200_is_said_only_after_the_commit() -> None:
    ear = Ear(slow=0.1)
    body = json.dumps({"update_id": 1, "message": message("完成 3.1")}).encode()
    async with hooked(ear) as (address, _):
        posting = asyncio.create_task(post(address, SECRET, body))
        await asyncio.sleep(0.05)
        assert not posting.done()
        assert await posting == 200
        assert ear.texts == ["完成 3.1"]


async def test_a_fault_of_ours_is_brought_again() -> None:
    ear = Ear(broken=1)
    body = json.dumps({"update_id": 1, "message": message("完成 3.1")}).encode()
    async with hooked(ear) as (address, _):
        assert [await post(address, SECRET, body) for _ in range(2)] == [500, 200]
    assert ear.texts == ["完成 3.1"]


async def test_the_webhook_is_asked_for_with_a_secret_even_where_none_was_chosen() -> None:
    api, ear = FakeBotApi(), Ear()
    address = "https://duban.example/"
    async with (
        api.running(),
        bot_at(api, ear, mode="webhook", public_url=address) as telegram,
        hearing(telegram),
    ):
        await until(lambda: api.webhook)
    assert api.webhook["url"] == "https://duban.example/hooks/telegram"
    assert len(api.webhook["secret_token"]) == 64
    assert TOKEN.split(":")[1] not in api.webhook["secret_token"]


async def test_an_address_telegram_does_not_call_is_named() -> None:
    api = FakeBotApi()
    async with (
        api.running(),
        bot_at(api, Ear(), mode="webhook", public_url="http://duban.example") as telegram,
    ):
        with pytest.raises(TelegramRefused, match=r"http://duban\.example/hooks/telegram"):
            await telegram.run()


async def test_until_the_bot_knows_its_name_it_is_told_again() -> None:
    """Whether a group means it cannot be told before: saying 200 would lose what was said."""
    api, ear = FakeBotApi(), Ear()
    api.fails("page", method="getMe")
    body = json.dumps({"update_id": 1, "message": message("完成 3.1")}).encode()
    async with (
        api.running(),
        bot_at(api, ear, mode="webhook", webhook_secret=SECRET) as telegram,
        served(telegram.routes) as address,
    ):
        assert await post(f"{address}/hooks/telegram", SECRET, body) == 503
        await telegram.introduce()
        assert await post(f"{address}/hooks/telegram", SECRET, body) == 200
    assert ear.texts == ["完成 3.1"]


async def test_who_asks_needs_no_route() -> None:
    api = FakeBotApi()
    async with api.running(), bot_at(api, Ear()) as telegram:
        assert list(telegram.routes) == []


# ---------------------------------------------------------------- checked at start


async def test_a_right_token_is_answered_with_the_bots_name() -> None:
    api = FakeBotApi()
    async with api.running():
        for base in (api.base_url, api.base_url + "/", api.base_url + "/bot"):
            assert await check(TOKEN, base) == USERNAME


@pytest.mark.parametrize(
    ("token", "words", "passing"),
    [
        ("", "写法不对", False),
        ("no token", "写法不对", False),
        ("1:x\n", "写法不对", False),
        ("1:short", "不认这个令牌", False),
        ("4839574812:" + "A" * 35, "不认这个令牌", False),
    ],
)
async def test_a_wrong_token_is_refused_in_one_sentence(token: str, words: str, passing: bool) -> None:
    api = FakeBotApi()
    async with api.running():
        with pytest.raises(TelegramRefused) as caught:
            await check(token, api.base_url)
        with pytest.raises(TelegramRefused):
            async with bot_at(api, Ear(), token=token):
                pass
    assert words in str(caught.value)
    assert str(caught.value).count("。") == 1
    assert caught.value.passing is passing
    assert token not in str(caught.value) or not token


@pytest.mark.parametrize("kind", ["page", "page 200", "500", "broken json", "cut before"])
async def test_a_server_that_is_no_telegram_is_named_as_such_and_may_come_back(kind: str) -> None:
    api = FakeBotApi()
    api.fails(kind, method="getMe")
    async with api.running():
        with pytest.raises(TelegramRefused) as caught:
            await check(TOKEN, api.base_url)
    assert caught.value.passing
    assert TOKEN not in str(caught.value)


async def test_nobody_there_is_said_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(TelegramRefused, match="连不上") as caught:
            await check(TOKEN, f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert caught.value.passing


# ---------------------------------------------------------------- the token stays with us


async def test_the_token_is_in_no_log_and_no_error(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Every trouble there is, logged with its whole trace and the values in it, at the lowest level."""
    caplog.set_level(logging.DEBUG)
    structlog.configure(processors=[structlog.dev.ConsoleRenderer(colors=False)])
    log, api, ear, told = structlog.get_logger(), FakeBotApi(), Ear(), []
    api.chat("7001")
    try:
        async with api.running(), bot_at(api, ear) as telegram:
            told.append(repr(vars(telegram)))
            for kind in (
                "page",
                "page 200",
                "500",
                "401",
                "404",
                "cut before",
                "slow down",
                "broken json",
                "302",
            ):
                api.fails(kind)
                api.fails(kind, method="download")
                api.fails(kind, method="getUpdates")
                try:
                    await telegram.channel.send(parcel("一", outbox_id=len(told)))
                except DeliveryError as error:
                    log.exception("delivery")
                    told.append(f"{error!r} {error.__cause__!r}")
                await telegram.heed(api.brings(message=message(document=document(api.file(b"x", "d")))))
                await telegram.settled()
            async with hearing(telegram):
                await until(lambda: not api.updates)
            async with aiohttp.ClientSession() as session:
                ours = Api(TOKEN, api.base_url, session)
                for kind in ("page", "500", "401", "cut before", "slow down"):
                    api.faults.clear()
                    api.fails(kind, times=2, method="getMe")
                    api.fails(kind, times=2, method="download")
                    for asking in (ours.call("getMe"), anext(ours.download("documents/d"))):
                        with pytest.raises(TelegramError) as failed:
                            await asking
                        log.error("asked", exc_info=failed.value, bot=ours)
        for base in ("http://127.0.0.1:1", "http://nobody.invalid", "ftp://127.0.0.1"):
            with pytest.raises(TelegramRefused) as caught:
                await check(TOKEN, base)
            log.error("check", exc_info=caught.value)
            told.append(repr(caught.value))
    finally:
        structlog.reset_defaults()
    out, err = capsys.readouterr()
    everything = "\n".join([*told, caplog.text, out, err])
    assert "delivery" in everything
    # A trace is drawn in a frame, in lines of its width, and long values are cut.
    squeezed = re.sub(r"[\s│]", "", everything)
    assert TOKEN.partition(":")[2][:12] not in squeezed
