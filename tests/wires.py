"""Telegram and WeCom for stories: the real channels against strict servers of our own, and the phones that show what came.

Time is the story's own: nothing is paced and nothing is waited for.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from starlette.applications import Starlette

from bot.channels import Pace, Parcel
from bot.channels.telegram import TelegramConfig, open_telegram
from bot.channels.telegram.running import Telegram
from bot.channels.wecom import AppConfig, WeCom, open_wecom
from bot.office import Office
from bot.reception import Reception
from db.files import Files
from tests.fake_bot_api import TOKEN, FakeBotApi, message, pressed
from tests.fake_wecom import Caller, FakeWeCom
from tests.office import Shown, StoryOffice
from tests.telegram.ear import QUICK


class Screens:
    """What phones show, letter by letter."""

    def __init__(self) -> None:
        self.shown: dict[str, list[Shown]] = {}

    def show(self, parcel: Parcel, moment: Any, pieces: list[Any], labels: list[str]) -> None:
        """One letter may be several messages of its network; sent once more, it is shown once more."""
        if pieces:
            text = "\n\n".join(piece.text for piece in pieces)
            buttons = tuple((label, "") for label in labels)
            letter = Shown(moment, parcel.outbox_id, parcel.kind, text, buttons, pieces)
            self.shown.setdefault(parcel.address, []).append(letter)


class TelegramWire(Screens):
    """One bot, and everybody who has it on the phone."""

    name = "telegram"
    pace = Pace()

    def __init__(self, api: FakeBotApi, telegram: Telegram, story: StoryOffice) -> None:
        super().__init__()
        self.api, self.telegram, self.now = api, telegram, story.now
        self._numbers = count(1)

    def is_group(self, address: str) -> bool:
        return False

    def address(self, seat_id: int) -> str:
        chat = str(7000 + seat_id)
        self.api.chats.setdefault(chat, "ok")
        return chat

    async def send(self, parcel: Parcel) -> str | None:
        before = len(self.api.sent)
        try:
            return await self.telegram.channel.send(parcel)
        finally:
            pieces = [one for one in self.api.sent[before:] if one.chat == parcel.address]
            labels = [button["text"] for one in pieces for row in one.buttons for button in row]
            self.show(parcel, self.now, pieces, labels)

    async def says(self, office: Office, address: str, text: str, number: str) -> None:
        said = message(text, number=next(self._numbers), who=int(address))
        await self.telegram.heed(self.api.brings(message=said))
        await self.telegram.settled()

    async def presses(self, office: Office, address: str, shown: Shown, label: str, number: str) -> None:
        hung = next(one for one in shown.raw if one.buttons)
        flat = [button for row in hung.buttons for button in row]
        data = next(button["callback_data"] for button in flat if button["text"] == label)
        press = pressed(hung, data, self.api.query(number), who=int(address))
        await self.telegram.heed(self.api.brings(callback_query=press))
        await self.telegram.settled()


class WeComWire(Screens):
    """One app of one corporation, and its members."""

    name = "wecom"
    pace = Pace()

    def __init__(self, wecom: FakeWeCom, app: WeCom, http: httpx.AsyncClient, story: StoryOffice) -> None:
        super().__init__()
        self.wecom, self.app, self.now = wecom, app, story.now
        self._http = http
        self._numbers = count(1)

    def is_group(self, address: str) -> bool:
        return False

    def address(self, seat_id: int) -> str:
        member = f"seat{seat_id}"
        self.wecom.members.add(member)
        return member

    async def send(self, parcel: Parcel) -> str | None:
        before = len(self.wecom.shown)
        try:
            return await self.app.channel.send(parcel)
        finally:
            pieces = [one for one in self.wecom.shown[before:] if one.user == parcel.address]
            labels = [button["text"] for one in pieces for button in one.buttons]
            self.show(parcel, self.now, pieces, labels)

    async def says(self, office: Office, address: str, text: str, number: str) -> None:
        await self._comes(address, MsgType="text", Content=text)

    async def presses(self, office: Office, address: str, shown: Shown, label: str, number: str) -> None:
        card = next(one for one in shown.raw if one.buttons)
        key = next(button["key"] for button in card.buttons if button["text"] == label)
        task_id = card.body["template_card"]["task_id"]
        event = {
            "EventKey": key,
            "TaskId": task_id,
            "ResponseCode": self.wecom.response_code(address, task_id),
        }
        await self._comes(address, MsgType="event", Event="template_card_event", **event)

    async def _comes(self, member: str, **facts: Any) -> None:
        stamp = int(self.now.timestamp())

        async def post(query: Any, body: bytes) -> tuple[int, bytes]:
            answer = await self._http.post("/hooks/wecom", params=query, content=body)
            return answer.status_code, answer.content

        whole = {"FromUserName": member, "CreateTime": stamp, "MsgId": next(self._numbers), **facts}
        assert (await Caller().call(post, whole, stamp))[-1] == 200


def _reception(story: StoryOffice, folder: Path) -> Reception:
    return Reception(story.office, Files(folder), lambda: story.now, lambda: None)


@asynccontextmanager
async def on_telegram(story: StoryOffice, folder: Path) -> AsyncIterator[TelegramWire]:
    api = FakeBotApi()
    async with api.running(), ClientSession() as session:
        config = TelegramConfig(TOKEN, api.base_url)
        async with open_telegram(config, session, _reception(story, folder), QUICK) as telegram:
            yield TelegramWire(api, telegram, story)


@asynccontextmanager
async def on_wecom(story: StoryOffice, folder: Path) -> AsyncIterator[WeComWire]:
    def seconds() -> float:
        return story.now.timestamp()

    wecom, caller = FakeWeCom(stopwatch=seconds), Caller()
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(TestServer(wecom.app()))
        session = await stack.enter_async_context(ClientSession())
        config = AppConfig(
            wecom.corp_id, wecom.agent_id, wecom.secret, caller.token, caller.aes_key,
            str(server.make_url("")).rstrip("/"),
        )  # fmt: skip
        app = open_wecom(config, session, _reception(story, folder), lambda: story.now, stopwatch=seconds)
        transport = httpx.ASGITransport(Starlette(routes=list(app.routes)))
        http = await stack.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url="http://duban.test")
        )
        running = asyncio.create_task(app.run())
        try:
            yield WeComWire(wecom, app, http, story)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
