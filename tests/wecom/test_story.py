"""One contact's day over WeCom, with nothing of the house replaced: bound, reminded, signed for, evidenced, told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
from starlette.applications import Starlette

from bot.binding import invite
from bot.channels.wecom import AppConfig, WeCom, open_wecom
from bot.courier import deliver
from bot.reception import Reception
from db.files import Files
from tests.fake_wecom import Caller, FakeWeCom, Shown
from tests.small_plan import LONGHUA, SmallOffice
from tests.wecom.test_hearing import until

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@dataclass
class Day:
    """The office, its WeCom, and one member's phone."""

    small: SmallOffice
    wecom: FakeWeCom
    app: WeCom
    http: httpx.AsyncClient
    numbers: int = 0

    async def comes(self, **facts: Any) -> None:
        stamp = int(self.small.now.timestamp())

        async def post(query: Any, body: bytes) -> tuple[int, bytes]:
            answer = await self.http.post("/hooks/wecom", params=query, content=body)
            return answer.status_code, answer.content

        self.numbers += 1
        whole = {"FromUserName": "LinKe", "CreateTime": stamp, "MsgId": 1000 + self.numbers, **facts}
        assert (await Caller().call(post, whole, stamp))[-1] == 200

    async def says(self, text: str) -> str:
        await self.comes(MsgType="text", Content=text)
        return await self.shown()

    async def presses(self, label: str) -> str:
        (card,) = [one for one in self.wecom.shown if any(b["text"] == label for b in one.buttons)][-1:]
        (button,) = [one for one in card.buttons if one["text"] == label]
        task_id = card.body["template_card"]["task_id"]
        code = self.wecom.response_code("LinKe", task_id)
        event = {"EventKey": button["key"], "TaskId": task_id, "ResponseCode": code}
        await self.comes(MsgType="event", Event="template_card_event", **event)
        return await self.shown()

    async def shown(self) -> str:
        """What came since, as the phone shows it."""
        before = len(self.wecom.shown)
        await self.carry()
        return "\n\n".join(one.text for one in self.wecom.shown[before:])

    async def carry(self) -> list[Shown]:
        await deliver(self.small.office, {"wecom": self.app.channel}, self.small.now)
        return self.wecom.to("LinKe")

    def code(self) -> str:
        seat = self.small.seat(LONGHUA)
        return self.small.office.writer.run(lambda tx: invite(tx, seat, "测试", self.small.now)[0])


@pytest.fixture
async def day(
    small: SmallOffice, wecom: FakeWeCom, config: AppConfig, session: aiohttp.ClientSession, tmp_path: Path
) -> AsyncIterator[Day]:
    reception = Reception(small.office, Files(tmp_path / "files"), lambda: small.now, lambda: None)
    app = open_wecom(config, session, reception, lambda: small.now)
    running = asyncio.create_task(app.run())
    transport = httpx.ASGITransport(Starlette(routes=list(app.routes)))
    async with httpx.AsyncClient(transport=transport, base_url="http://duban.test") as http:
        yield Day(small, wecom, app, http)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_a_contact_binds_is_reminded_signs_reports_and_hands_in(day: Day) -> None:
    assert "绑定" in await day.says("你好")
    assert await day.says("在吗") == ""
    assert LONGHUA in await day.says(f"绑定 {day.code()}")
    day.small.round("2021-10-28 09:07")
    reminder = await day.shown()
    assert "3.1" in reminder
    assert "点按钮" in reminder
    assert "已签收" in await day.presses("全部签收")
    await until(lambda: day.wecom.updates)
    assert "已回复：全部签收" in day.wecom.updates[-1]["template_card"]["sub_title_text"]
    assert "60%" in await day.says("进展 3.1 60% 正在征求意见")
    assert day.small.account("3.1").percent == 60
    await day.comes(MsgType="image", MediaId=day.wecom.put("现场.png", PNG))
    await until(lambda: day.wecom.calls["media/get"])
    await asyncio.sleep(0.1)
    day.small.at("2021-10-28 09:08")
    assert "现场.png" in await day.shown()


async def test_a_button_pressed_twice_or_after_a_restart_says_one_thing(day: Day) -> None:
    await day.says(f"绑定 {day.code()}")
    await day.says("进展 3.1 60%")
    first = await day.presses("撤回")
    assert "撤回" in first
    await day.presses("撤回")
    assert day.small.account("3.1").percent is None


async def test_opening_the_chat_shows_what_is_owed_and_a_stranger_is_told_once(day: Day) -> None:
    await day.comes(MsgType="event", Event="enter_agent", EventKey="")
    assert "绑定" in await day.shown()
    day.wecom.shown.clear()
    await day.comes(MsgType="event", Event="enter_agent", EventKey="", CreateTime=1)
    assert await day.shown() == ""
