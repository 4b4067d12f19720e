"""The same bot against a Bot API that others wrote: polling, webhook, buttons, files."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from lo_bot_api_emulator import LoBotApiEmulator  # type: ignore[import-untyped]

from bot.channels import Enclosure
from bot.channels.telegram import TelegramConfig, check, open_telegram
from bot.channels.telegram.buttons import Seal
from bot.channels.telegram.running import Telegram
from tests.fake_bot_api import TOKEN, message, person, private
from tests.telegram.ear import QUICK, Ear, hearing, parcel, until
from tests.telegram.test_telegram_running import served

SECRET = "a-secret_of-ours"


@asynccontextmanager
async def emulated() -> AsyncIterator[tuple[Any, str]]:
    emulator = LoBotApiEmulator(allow_insecure_loopback_webhooks=True)
    runner = web.AppRunner(emulator.app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield emulator, f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def bot_there(ear: Ear, base: str, **config: Any) -> AsyncIterator[Telegram]:
    wanted = TelegramConfig(TOKEN, base, office="first", **config)
    async with ClientSession() as session, open_telegram(wanted, session, ear, QUICK) as telegram:
        yield telegram


def refused(emulator: Any) -> list[str]:
    return [one["method"] for one in emulator.requests if one["status"] != 200]


def button(data: str, number: int) -> dict[str, Any]:
    shown = {"message_id": number, "date": 1, "chat": private(), "text": "请签收"}
    return {"id": "q", "from": person(), "chat_instance": "1", "data": data, "message": shown}


async def test_what_is_said_by_polling_is_heard_once_and_acknowledged() -> None:
    ear = Ear(busy=1)
    async with emulated() as (emulator, base), bot_there(ear, base) as telegram:
        assert await check(TOKEN, base) in telegram.opens
        async with hearing(telegram):
            await emulator.enqueue_update({"message": message("待办")}, token=TOKEN)
            await until(lambda: ear.texts == ["待办"])
            await emulator.enqueue_update({"message": message("/start ACDEF347", number=2)}, token=TOKEN)
            await until(lambda: ear.texts == ["待办", "ACDEF347"])
            await until(lambda: not emulator._update_queues._state(TOKEN).updates)
    assert refused(emulator) == []


async def test_what_is_said_through_the_webhook_carries_the_secret() -> None:
    ear = Ear()
    async with (
        emulated() as (emulator, base),
        bot_there(ear, base, mode="webhook", webhook_secret=SECRET) as telegram,
        served(telegram.routes) as address,
    ):
        async with ClientSession() as session:
            body = {"url": f"{address}/hooks/telegram", "secret_token": SECRET}
            async with session.post(f"{base}/bot{TOKEN}/setWebhook", json=body) as answer:
                assert answer.status == 200
        await emulator.enqueue_update({"message": message("待办")}, token=TOKEN)
        await until(lambda: ear.texts == ["待办"])
    assert refused(emulator) == []


async def test_buttons_are_sent_pressed_and_shown() -> None:
    ear = Ear(buttons={1: ("7001", ("签收 3.1",))})
    async with emulated() as (emulator, base), bot_there(ear, base) as telegram, hearing(telegram):
        number = await telegram.channel.send(parcel("请签收", buttons=(("签收", "签收 3.1"),)))
        data = Seal(TOKEN, "first").data(1, 0)
        await emulator.enqueue_update({"callback_query": button(data, int(number or 0))}, token=TOKEN)
        await until(lambda: ear.presses)
        await telegram.settled()
    methods = [one["method"] for one in emulator.requests]
    assert methods.index("answerCallbackQuery") < methods.index("editMessageText")
    assert refused(emulator) == []


async def test_a_file_goes_out_and_the_same_bytes_come_back(tmp_path: Path) -> None:
    content = b"%PDF-1.7 " + bytes(range(256)) * 2000
    (tmp_path / "a").write_bytes(content)
    ear = Ear()
    async with emulated() as (emulator, base), bot_there(ear, base) as telegram, hearing(telegram):
        enclosure = Enclosure(tmp_path / "a", "台账.pdf", "application/pdf", "0")
        ids = await telegram.channel.send(parcel("<b>台账</b>", enclosure=enclosure))
        assert len((ids or "").split()) == 1
        (file_id,) = emulator.assets
        sent_back = {"file_id": file_id, "file_unique_id": "u", "file_name": "台账.pdf"}
        update = {"message": message(caption="佐证 3.1", document=sent_back)}
        await emulator.enqueue_update(update, token=TOKEN)
        await until(lambda: ear.heard)
        await asyncio.sleep(0)
    (one,) = ear.heard[0].files
    assert ear.files[one.sha256] == content
    assert refused(emulator) == []
