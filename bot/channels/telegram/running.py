"""One bot at work: who it is, its menu, and how it hears (by asking, or being told)."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import count
from typing import Any

import structlog
from aiohttp import ClientSession
from starlette.routing import Route
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.channels import Busy, Listener
from bot.channels.telegram import HOOK, TelegramConfig, TelegramRefused, opens
from bot.channels.telegram.api import Api
from bot.channels.telegram.buttons import Seal
from bot.channels.telegram.errands import Errands
from bot.channels.telegram.faults import outage
from bot.channels.telegram.hearing import ALLOWED, Hearing
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.reading import Me
from bot.channels.telegram.request import SlowDown
from bot.channels.telegram.speaking import TelegramChannel
from bot.channels.telegram.waits import Waits
from bot.channels.telegram.webhook import hook, secret_of
from bot.channels.telegram.wording import MENU

log = structlog.get_logger()

_SHAPE = re.compile(r"\d+:[\w-]+", re.ASCII)


async def who_am_i(token: str, base_url: str, session: ClientSession) -> str:
    """The bot's username. Raises TelegramRefused."""
    if not _SHAPE.fullmatch(token):
        raise TelegramRefused("Telegram 令牌写法不对：应是 BotFather 给的“数字:字母”一串。")
    api = Api(token, base_url, session)
    del token  # a trace shows what a frame holds
    return (await _introduced(api)).username or ""


async def _introduced(api: Api) -> Me:
    try:
        me = await api.call("getMe")
    except TelegramError as error:
        passing = not isinstance(error, InvalidToken | BadRequest | Forbidden)
        raise TelegramRefused(outage(error) + "。", passing=passing) from None
    if not isinstance(me, dict) or not isinstance(me.get("id"), int):
        raise TelegramRefused("答复的不像 Telegram 机器人接口；请看 DUBAN_TELEGRAM_BASE_URL。")
    return Me(api.number, me["id"], str(me.get("username") or "") or None)


class Telegram:
    """What `open_telegram` gives: `channel` for the courier, `routes` for the web server, `run()` for its own loop."""

    def __init__(
        self, config: TelegramConfig, session: ClientSession, listener: Listener, waits: Waits
    ) -> None:
        if not _SHAPE.fullmatch(config.token):
            raise TelegramRefused("Telegram 令牌写法不对：应是 BotFather 给的“数字:字母”一串。")
        self._config = config
        self._api = Api(config.token, config.base_url, session)
        self._waits = waits
        self._errands = Errands()
        self._secret = secret_of(config.token, config.webhook_secret)
        seal = Seal(config.token, config.office)
        self._hearing = Hearing(self._api, seal, listener, self._errands, waits)
        self.channel = TelegramChannel(self._api, seal, listener, waits)

    @property
    def opens(self) -> str:
        """The link that opens the bot with what is added to it; empty while Telegram has not said its name."""
        me = self._hearing.me
        return opens(me.username) if me is not None and me.username else ""

    @property
    def routes(self) -> Sequence[Route]:
        """The webhook, where that is how it hears."""
        return [hook(self._hearing, self._secret)] if self._config.mode == "webhook" else []

    async def introduce(self) -> None:
        """Afterwards the bot knows its name, if Telegram could be reached. Raises TelegramRefused for a wrong token."""
        try:
            await self._learn_name()
        except TelegramRefused as refusal:
            if not refusal.passing:
                raise
            log.error(f"Telegram 暂时用不上：{refusal}恢复后自动继续。")

    async def run(self) -> None:
        """Hear until cancelled. Raises TelegramRefused where a person must put something right."""
        if self._hearing.me is None:
            await self._until(self._learn_name)
        await self._until(self._hearing.take_up)
        await self._until(self._show_menu)
        if self._config.mode == "webhook":
            await self._until(self._call_me_there)
            await asyncio.Event().wait()
        await self._until(self._call_me_nowhere)
        await Polling(self._api, self._hearing, self._waits).run()

    async def heed(self, update: Mapping[str, Any]) -> None:
        """One update, as Telegram wrote it, has happened when this returns. Raises Busy."""
        await self._hearing.heed(update)

    async def close(self) -> None:
        """What still runs is dropped: it is set aside, or did not matter."""
        await self._errands.close()

    async def settled(self) -> None:
        """Files on their way are here and everything pressed is shown."""
        await self._errands.done()

    async def _learn_name(self) -> None:
        self._hearing.me = await _introduced(self._api)

    async def _show_menu(self) -> None:
        commands = [{"command": name, "description": line} for name, _, line in MENU]
        try:
            await self._api.call("setMyCommands", commands=commands)
        except BadRequest as error:  # a server that knows no menus; typing the words works all the same
            log.warning("the menu was not taken", reason=str(error)[:200])

    async def _call_me_there(self) -> None:
        address = self._config.public_url.rstrip("/") + HOOK
        try:
            await self._api.call(
                "setWebhook", url=address, secret_token=self._secret, allowed_updates=list(ALLOWED)
            )
        except BadRequest as error:
            raise TelegramRefused(f"Telegram 不接受回调网址 {address}（{error.message[:120]}）。") from None

    async def _call_me_nowhere(self) -> None:
        await self._api.call("deleteWebhook", drop_pending_updates=False)

    async def _until(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do it, as often as the network makes it necessary. Raises TelegramRefused for what no waiting mends."""
        for tries in count():
            wait = self._waits.pause(tries)
            try:
                await act()
                return
            except TelegramRefused as refusal:
                if not refusal.passing:
                    raise
            except SlowDown as error:
                wait = error.after
            except Busy:
                wait = self._waits.busy
            except InvalidToken as error:
                raise TelegramRefused(outage(error) + "。") from None
            except TelegramError as error:
                log.warning("telegram is asked again", reason=outage(error))
            await asyncio.sleep(wait)
