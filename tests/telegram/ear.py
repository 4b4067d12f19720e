"""A Listener with behaviour: it keeps what it hears as the office would, once by its id, and can be busy."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession

from bot.channels import Attachment, Busy, FileRefused, Incoming, Parcel
from bot.channels.telegram import TelegramConfig, open_telegram
from bot.channels.telegram.running import Telegram
from bot.channels.telegram.waits import Waits
from tests.fake_bot_api import TOKEN, FakeBotApi

QUICK = Waits(0.0, 0.05, (0.0, 0.0), 0.0, 1, (0.01, 0.02), 0.01)


@dataclass
class Ear:
    """`buttons`: what each button of each letter says, and to whom it belongs."""

    heard: list[Incoming] = field(default_factory=list)
    presses: list[tuple[Incoming, int]] = field(default_factory=list)
    buttons: dict[int, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    aside: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    finished: list[str] = field(default_factory=list)
    moves: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    busy: int = 0
    broken: int = 0
    full: int = 0
    refuses: str = ""
    slow: float = 0.0
    slow_with: str = ""
    tries: int = 0

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.heard]

    async def _can_write(self) -> None:
        self.tries += 1
        await asyncio.sleep(self.slow)
        if self.busy:
            self.busy -= 1
            raise Busy("数据库正忙，请稍后再试。")
        if self.broken:
            self.broken -= 1
            raise RuntimeError("a fault of ours")

    async def hear(self, incoming: Incoming) -> None:
        if self.slow_with and self.slow_with in incoming.text:
            await asyncio.sleep(0.05)
        await self._can_write()
        if incoming.update_id not in [one.update_id for one in self.heard]:
            self.heard.append(incoming)

    async def press(self, incoming: Incoming, index: int) -> str | None:
        await self._can_write()
        self.presses.append((incoming, index))
        whose, texts = self.buttons.get(incoming.pressed or 0, ("", ()))
        return texts[index] if incoming.address == whose and index < len(texts) else None

    async def keep_file(self, name: str, content: AsyncIterator[bytes]) -> Attachment:
        whole = b"".join([chunk async for chunk in content])
        if self.full:
            self.full -= 1
            raise Busy("文件没有存下（磁盘不能写），请稍后再发一次。")
        if self.refuses:
            raise FileRefused(self.refuses)
        key = hashlib.sha256(whole).hexdigest()
        self.files[key] = whole
        return Attachment(key, name, "application/pdf", len(whole))

    async def set_aside(self, channel: str, update_id: str, body: Mapping[str, Any]) -> bool:
        await self._can_write()
        if update_id in self.aside or update_id in self.finished:
            return False
        self.aside[update_id] = body
        return True

    async def unfinished(self, channel: str) -> list[tuple[str, Mapping[str, Any]]]:
        return list(self.aside.items())

    async def finish(self, channel: str, update_id: str) -> None:
        self.aside.pop(update_id, None)
        self.finished.append(update_id)

    async def moved(self, channel: str, old: str, new: str) -> None:
        self.moves.append((old, new))


@asynccontextmanager
async def bot_at(api: FakeBotApi, ear: Ear, **config: Any) -> AsyncIterator[Telegram]:
    """The bot of one office, opened against that API."""
    wanted = TelegramConfig(**{"token": TOKEN, "base_url": api.base_url, "office": "first", **config})
    async with ClientSession() as session, open_telegram(wanted, session, ear, QUICK) as telegram:
        yield telegram


@asynccontextmanager
async def hearing(telegram: Telegram) -> AsyncIterator[None]:
    """While it runs."""
    running = asyncio.create_task(telegram.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def until(held: Any, seconds: float = 5.0) -> None:
    """Wait until it holds; fail if it never does."""
    async with asyncio.timeout(seconds):
        while not held():  # noqa: ASYNC110  what is waited for may be anything
            await asyncio.sleep(0.005)


def parcel(
    *parts: str, to: str = "7001", outbox_id: int = 1, buttons: tuple[tuple[str, str], ...] = (), **more: Any
) -> Parcel:
    return Parcel(outbox_id, 5, to, "morning", parts, buttons, **more)
