"""A real office and a contact on Telegram: bound by a code, written to, answering by text, button and file."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bot import binding
from bot.channels.telegram import TelegramConfig, open_telegram
from bot.channels.telegram.running import Telegram
from bot.courier import deliver
from bot.reception import Reception
from db.files import Files
from tests.fake_bot_api import TOKEN, FakeBotApi, document, message, pressed
from tests.small_plan import LONGHUA, SmallOffice
from tests.telegram.ear import QUICK

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


class Contact:
    """A person with Telegram on the phone, and the office at the other end."""

    def __init__(self, small: SmallOffice, telegram: Telegram, api: FakeBotApi) -> None:
        self._small = small
        self._telegram = telegram
        self._api = api

    async def does(self, **update: Any) -> str:
        """What is on the phone afterwards that was not before."""
        before = len(self._api.sent)
        await self._telegram.heed(self._api.brings(**update))
        await self._telegram.settled()
        await self.waits()
        return "\n".join(one.text for one in self._api.sent[before:])

    async def waits(self) -> None:
        await deliver(self._small.office, {"telegram": self._telegram.channel}, self._small.now)


@asynccontextmanager
async def contact(small: SmallOffice, folder: Path) -> AsyncIterator[tuple[Contact, FakeBotApi]]:
    api = FakeBotApi()
    reception = Reception(small.office, Files(folder), lambda: small.now, lambda: None)
    async with api.running(), ClientSession() as session:
        config = TelegramConfig(TOKEN, api.base_url)
        async with open_telegram(config, session, reception, QUICK) as telegram:
            yield Contact(small, telegram, api), api


def code_for(small: SmallOffice, title: str) -> str:
    seat = small.seat(title)
    return small.office.writer.run(lambda tx: binding.invite(tx, seat, "管理员", small.now))[0]


async def test_a_contact_is_bound_answers_and_hands_in_evidence(small: SmallOffice, tmp_path: Path) -> None:
    code = code_for(small, LONGHUA)
    async with contact(small, tmp_path / "files") as (phone, api):
        api.chat("7001")
        welcome = await phone.does(message=message(f"/start {code}"))
        assert "龙华区" in welcome
        owed = await phone.does(message=message("/todo", number=2))
        assert "3.1" in owed
        asked = next(one for one in reversed(api.sent) if one.buttons)
        label = asked.buttons[0][0]["text"]
        answer = await phone.does(callback_query=pressed(asked, asked.data[0], api.query("q")))
        assert answer
        assert asked.text.splitlines()[-1].startswith("✓ 已选：")
        assert (asked.buttons, bool(label)) == ([], True)
        handed_in = document(api.file(PDF, "d"), "公布目录.pdf")
        kept = await phone.does(message=message(caption="佐证 3.1 目录已公布", number=3, document=handed_in))
        assert "3.1" in kept
    (stored,) = [
        path for path in (tmp_path / "files").rglob("*") if path.is_file() and path.read_bytes() == PDF
    ]
    assert stored


async def test_who_blocked_the_bot_is_given_up_with_the_reason(small: SmallOffice, tmp_path: Path) -> None:
    code = code_for(small, LONGHUA)
    async with contact(small, tmp_path / "files") as (phone, api):
        api.chat("7001")
        await phone.does(message=message(f"/start {code}"))
        api.chat("7001", "blocked")
        await phone.does(message=message("待办", number=2))
        await asyncio.sleep(0)
    assert any("停用了机器人" in (letter.reason or "") for letter in small.letters())
