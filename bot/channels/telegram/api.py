"""The Bot API's methods as they are: named fields in, what Telegram answered out.

Building python-telegram-bot's objects of every answer costs more than the sending; they are
built where something is read in them. The token leaves neither in a log nor in an error.
"""

import logging
from collections.abc import AsyncGenerator
from typing import Any

from aiohttp import ClientSession
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.request import AiohttpRequest, NotTelegram, trouble_of

CHUNK = 64 * 1024


class Api(Bot):
    """One bot's API under `base_url` (with or without the closing `/bot`)."""

    def __init__(self, token: str, base_url: str, session: ClientSession) -> None:
        root = base_url.rstrip("/").removesuffix("/bot")
        # At DEBUG that logger writes addresses with the token in them, whatever level the root has.
        logging.getLogger("telegram.Bot").setLevel(logging.INFO)
        super().__init__(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=AiohttpRequest(session),
            get_updates_request=AiohttpRequest(session),
        )
        self._session = session

    def __repr__(self) -> str:
        return f"Api({self.number})"

    @property
    def number(self) -> int:
        """The bot's own user id."""
        return int(self.token.partition(":")[0])

    async def call(self, method: str, *, patience: float | None = None, **fields: Any) -> Any:
        """What Telegram answered. patience: seconds to wait for it. Raises TelegramError."""
        try:
            if patience is None:
                return await self._post(method, fields)
            return await self._post(method, fields, read_timeout=patience)
        except TelegramError as error:
            # The frames below hold the address; a logged trace would show it.
            raise error.with_traceback(None) from None

    async def download(self, path: str) -> AsyncGenerator[bytes, None]:
        """The bytes of a file that `getFile` has named, as they come. Raises NetworkError."""
        try:
            # No name is given to the address: a logged trace would show it.
            async with self._session.get(
                f"{self.base_file_url}/{path.lstrip('/')}", allow_redirects=False
            ) as answer:
                if answer.status != 200:
                    raise NotTelegram(f"HTTP {answer.status}")
                async for chunk in answer.content.iter_chunked(CHUNK):
                    yield chunk
        except TelegramError as error:
            raise error.with_traceback(None) from None
        except Exception as error:
            raise trouble_of(error) from None
