"""WeCom (企业微信): a self-built app as the way to speak and hear; group webhooks to speak; an AI bot where no address is public.

`open_wecom`, `open_groups` and `open_bot` each give the channel for the courier, the routes for the
web server and what is to be run. Facts about the platform are beside the code they govern.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import aiohttp
import structlog
from starlette.routing import Route

from bot.channels import DeliveryError, Listener
from bot.channels.wecom.aibot import BotChannel
from bot.channels.wecom.aifiles import Files
from bot.channels.wecom.aihearing import BotHearing
from bot.channels.wecom.callback import Callback
from bot.channels.wecom.cards import Cards
from bot.channels.wecom.channel import WeComChannel
from bot.channels.wecom.check import check
from bot.channels.wecom.client import Client
from bot.channels.wecom.config import AppConfig, BotConfig, GroupConfig
from bot.channels.wecom.connection import Connection
from bot.channels.wecom.group import GroupChannel
from bot.channels.wecom.hearing import Hearing
from bot.channels.wecom.limits import DayQuota, Notice
from bot.channels.wecom.media import Shelf
from bot.channels.wecom.token import Tokens

log = structlog.get_logger()

__all__ = [
    "AppConfig", "Bot", "BotConfig", "GroupConfig", "WeCom", "check", "open_bot", "open_groups", "open_wecom",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class WeCom:
    """One app at work. `run` is supervised: it never ends by itself, and may be begun again."""

    channel: WeComChannel
    routes: tuple[Route, ...]
    hearing: Hearing
    client: Client

    async def run(self) -> None:
        await self.hearing.run()

    async def member(self, code: str) -> str | None:
        """Who came by that OAuth2 code; None for nobody we may know, or while WeCom cannot be asked."""
        try:
            return await self.client.member(code)
        except DeliveryError as error:
            log.error("member not known", reason=str(error))
            return None


def open_wecom(
    config: AppConfig,
    session: aiohttp.ClientSession,
    listener: Listener,
    now: Callable[[], datetime],
    notice: Notice = lambda sentence: None,
    stopwatch: Callable[[], float] = time.monotonic,
) -> WeCom:
    """The app, ready; nothing is asked of WeCom yet. notice: takes a sentence an administrator should read.

    stopwatch: seconds that only go forward; what WeCom takes in a minute goes by it.
    Raises ValueError on an EncodingAESKey that cannot be one.
    """
    tokens = Tokens(session, config.base_url, config.corp_id, config.secret)
    client = Client(session, config.base_url, tokens)
    deck = Cards(config.callback_token)
    shelf = Shelf(_file(config.kept_in, "wecom-media.json"), now)
    quota = DayQuota(config.daily_quota, now, notice)
    channel = WeComChannel(config, client, deck, shelf, quota, stopwatch=stopwatch)
    hearing = Hearing(listener, channel, deck, notice)
    routes = Callback(config, hearing, now).routes if config.hears else ()
    return WeCom(channel, routes, hearing, client)


def open_groups(config: GroupConfig, session: aiohttp.ClientSession) -> GroupChannel:
    """The groups that may be spoken to."""
    return GroupChannel(config, session)


@dataclass(frozen=True, slots=True)
class Bot:
    """One AI bot at work. `run` is supervised; it ends only when another program has the bot. `channel.state`: the line."""

    channel: BotChannel
    hearing: BotHearing

    async def run(self) -> None:
        await self.hearing.run()


def open_bot(
    config: BotConfig, session: aiohttp.ClientSession, listener: Listener, now: Callable[[], datetime]
) -> Bot:
    """The bot, ready; `run` connects it. One process only may run it."""
    connection = Connection(session, config.url, config.bot_id, config.secret)
    deck = Cards(config.secret)
    shelf = Shelf(_file(config.kept_in, "wecom-bot-media.json"), now)
    channel = BotChannel(connection, Files(connection, session), deck, shelf)
    return Bot(channel, BotHearing(connection, listener, channel, deck))


def _file(folder: Path | None, name: str) -> Path | None:
    return folder / name if folder is not None else None
