"""Telegram: one office's bot, over python-telegram-bot's objects and one aiohttp client.

Light to import: python-telegram-bot is loaded when the channel is opened or checked.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import aiohttp

from bot.channels import Listener
from bot.channels.telegram.waits import Waits

if TYPE_CHECKING:
    from bot.channels.telegram.running import Telegram

OFFICIAL = "https://api.telegram.org"
HOOK = "/hooks/telegram"
WAITS = Waits()


@dataclass(frozen=True, slots=True)
class TelegramConfig:
    """What a machine's owner decides.

    public_url: where this machine is reached from outside; needed by a webhook only.
    webhook_secret: what Telegram shows at the webhook; empty: derived from the token.
    office: whatever tells this database from another; a button made for one is refused by the other.
    """

    token: str = field(repr=False)
    base_url: str = OFFICIAL
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: str = field(default="", repr=False)
    public_url: str = ""
    office: str = field(default="", repr=False)


class TelegramRefused(Exception):
    """The bot cannot be used; the text is one sentence for the administrator.

    passing: the network may come back by itself; otherwise a person must put something right.
    """

    def __init__(self, sentence: str, *, passing: bool = False) -> None:
        super().__init__(sentence)
        self.passing = passing


async def check(token: str, base_url: str = OFFICIAL, session: aiohttp.ClientSession | None = None) -> str:
    """Return the bot's username. Raises TelegramRefused: token malformed, wrong or revoked, server unreachable."""
    from bot.channels.telegram.running import who_am_i

    async with AsyncExitStack() as stack:
        if session is None:
            session = await stack.enter_async_context(aiohttp.ClientSession(trust_env=True))
        asking = who_am_i(token, base_url, session)
        del token  # a trace shows what a frame holds
        return await asking


@asynccontextmanager
async def open_telegram(
    config: TelegramConfig, session: aiohttp.ClientSession, listener: Listener, waits: Waits = WAITS
) -> "AsyncIterator[Telegram]":
    """The channel, ready to send; it hears while `run()` runs. Raises TelegramRefused for a wrong token only.

    A server that cannot be reached is no reason not to start: `run()` keeps trying.
    """
    from bot.channels.telegram.running import Telegram

    telegram = Telegram(config, session, listener, waits)
    try:
        await telegram.introduce()
        yield telegram
    finally:
        await telegram.close()


def opens(username: str) -> str:
    """The address that opens the bot and hands it what is added to it (https://core.telegram.org/bots/features#deep-linking)."""
    return f"https://t.me/{username}?start="
