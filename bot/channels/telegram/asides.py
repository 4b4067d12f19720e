"""Short lines the channel says by itself: about a file, a voice, a button. They ask for nothing and may be lost."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import structlog
from telegram.error import TelegramError

from bot.channels.telegram.api import Api

log = structlog.get_logger()

_QUIET = 60.0  # seconds in which one chat is not told the same again
_REMEMBERED = 1000


class Asides:
    """Said at once and not through the outbox: nothing depends on them."""

    def __init__(self, api: Api, clock: Callable[[], float] | None = None) -> None:
        self._api = api
        self._clock = clock or asyncio.get_running_loop().time
        self._said: OrderedDict[tuple[str, str], float] = OrderedDict()

    async def say(self, chat: str, text: str, reply_to: int) -> None:
        """Under that message, unless the same was said there a moment ago."""
        now = self._clock()
        if now - self._said.get((chat, text), -_QUIET) < _QUIET:
            return
        self._said[chat, text] = now
        if len(self._said) > _REMEMBERED:
            self._said.popitem(last=False)
        under = {"message_id": reply_to, "allow_sending_without_reply": True}
        await self.quietly("sendMessage", chat_id=chat, text=text, reply_parameters=under)

    async def quietly(self, method: str, **fields: Any) -> bool:
        """Whether Telegram took it; a refusal is logged and nothing more."""
        try:
            await self._api.call(method, **fields)
        except TelegramError as error:
            log.info("telegram did not take an aside", method=method, reason=str(error)[:200])
            return False
        return True
