"""A pressed button: said once, and shown under the message it hung on.

Two fast taps, a button of last year, of another bot or of another database, a button that is somebody
else's: each gets one line, and nothing else happens.
"""

import asyncio
from collections import OrderedDict
from dataclasses import replace
from html import escape
from typing import Any

from telegram import CallbackQuery, Message

from bot.channels import Listener
from bot.channels.telegram import wording
from bot.channels.telegram.asides import Asides
from bot.channels.telegram.buttons import Seal
from bot.channels.telegram.composing import CAPTION
from bot.channels.telegram.errands import Errands
from bot.channels.telegram.reading import Pressed
from bot.channels.telegram.waits import Waits
from messages.styles import TELEGRAM, utf16_units, without_markup

_REMEMBERED = 5000
_TOAST = 190  # Telegram shows at most 200 characters
_NO_BUTTONS: dict[str, Any] = {"inline_keyboard": []}


class Pressing:
    """What was pressed, and what came of it."""

    def __init__(
        self, seal: Seal, listener: Listener, asides: Asides, errands: Errands, waits: Waits
    ) -> None:
        self._seal = seal
        self._listener = listener
        self._asides = asides
        self._errands = errands
        self._waits = waits
        self._chosen: OrderedDict[int, tuple[str, str]] = OrderedDict()

    async def take(self, press: Pressed) -> None:
        """It has happened when this returns; showing it may come a moment later. Raises Busy."""
        button = self._seal.read(press.data)
        if button is None:
            self._tell(press.query, wording.OLD_BUTTON)
            return
        letter, index = button
        before = self._chosen.get(letter)
        if before is not None and before[0] != press.incoming.update_id:
            self._tell(press.query, wording.CHOSEN_BEFORE.format(said=before[1]))
            return
        said = await self._listener.press(replace(press.incoming, pressed=letter), index)
        if said is None:
            self._tell(press.query, wording.NOT_YOURS)
            return
        self._chosen[letter] = press.incoming.update_id, said
        if len(self._chosen) > _REMEMBERED:
            self._chosen.popitem(last=False)
        self._errands.start(self._show(press.query, wording.CHOSEN.format(said=said)))

    def _tell(self, query: CallbackQuery, text: str) -> None:
        self._errands.start(self._answer(query, text))

    async def _answer(self, query: CallbackQuery, text: str) -> None:
        if len(text) > _TOAST:
            text = text[:_TOAST] + "…"
        await self._asides.quietly("answerCallbackQuery", callback_query_id=query.id, text=text)

    async def _show(self, query: CallbackQuery, line: str) -> None:
        """The button stops turning, the message says what was chosen and has no buttons any more."""
        await self._answer(query, line)
        if query.message is None:
            return
        method, fields = _edited(query.message, line)
        where = {"chat_id": query.message.chat.id, "message_id": query.message.message_id}
        if not await self._asides.quietly(method, **where, **fields, reply_markup=_NO_BUTTONS):
            await asyncio.sleep(self._waits.shown)
            await self._asides.quietly("editMessageReplyMarkup", **where, reply_markup=_NO_BUTTONS)


def _edited(message: object, line: str) -> tuple[str, dict[str, Any]]:
    """Which edit says it; only the buttons go where the words cannot be seen or have no room."""
    if isinstance(message, Message):
        for method, field, html, room in (
            ("editMessageText", "text", message.text_html, TELEGRAM.limit),
            ("editMessageCaption", "caption", message.caption_html, CAPTION),
        ):
            if not html:
                continue
            text = f"{html}\n\n{escape(line)}"
            if utf16_units(without_markup(text)) <= room:
                return method, {field: text, "parse_mode": "HTML"}
    return "editMessageReplyMarkup", {}
