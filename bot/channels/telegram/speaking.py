"""Telegram as the courier sees it: one parcel is said once, or the reason why not is exact.

A letter of several messages that was interrupted goes on where it stopped. Where an answer got lost,
Telegram may have the message: it is said once more, when Telegram is known to answer again, and never a third time.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import structlog
from telegram.error import ChatMigrated, TelegramError

from bot.channels import Busy, DeliveryError, Listener, Pace, Parcel, Rate
from bot.channels.telegram.api import Api
from bot.channels.telegram.buttons import Seal
from bot.channels.telegram.composing import Step, steps
from bot.channels.telegram.faults import broken_markup, delivery_error, unfit_photo
from bot.channels.telegram.request import LostAnswer, SlowDown
from bot.channels.telegram.waits import Waits

log = structlog.get_logger()

NAME = "telegram"
# As documented (core.telegram.org/bots/faq). The margin for the way there is the pacer's.
PACE = Pace(overall=(Rate(30, 1.0),), each=(Rate(1, 1.0),), group=(Rate(20, 60.0),))
_TWICE = 2  # times a message may go out: once, and once more where the answer got lost
_REMEMBERED = 2000  # letters interrupted; each is forgotten once it is through
_UPLOAD = 120.0


def is_group(address: str) -> bool:
    """Telegram numbers groups below zero."""
    return address.startswith("-")


@dataclass(slots=True)
class _Way:
    """How far a letter has come. unanswered: how often the next of its messages went out without an answer."""

    ids: list[str] = field(default_factory=list)
    unanswered: int = 0


class TelegramChannel:
    """`bot.channels.Channel` for one bot."""

    name = NAME
    pace = PACE

    def __init__(self, api: Api, seal: Seal, listener: Listener, waits: Waits) -> None:
        self._api = api
        self._seal = seal
        self._listener = listener
        self._waits = waits
        self._interrupted: OrderedDict[int, _Way] = OrderedDict()
        self._patience = _Patience(asyncio.get_running_loop().time)

    def is_group(self, address: str) -> bool:
        return is_group(address)

    async def send(self, parcel: Parcel) -> str | None:
        """Return the ids of its messages, in order. Raises DeliveryError."""
        way = self._interrupted.pop(parcel.outbox_id, None) or _Way()
        try:
            await self._go(parcel, way)
        except DeliveryError as error:
            if not error.permanent:
                self._remember(parcel.outbox_id, way)
            raise
        except asyncio.CancelledError:  # whoever lost patience may come again; what left has left
            self._remember(parcel.outbox_id, way)
            raise
        return " ".join(way.ids)

    async def _go(self, parcel: Parcel, way: _Way) -> None:
        wanted = steps(parcel, self._seal)
        chat, gone = parcel.address, len(way.ids)
        for number, step in enumerate(wanted[gone:]):
            if number:
                await asyncio.sleep(self._waits.between_parts)
            try:
                answer = await self._say(chat, step, way)
            except ChatMigrated as moved:
                new = str(moved.new_chat_id)
                await self._moved(chat, new)
                chat = new
                answer = await self._say_there(chat, step, way)
            way.ids.append(str(answer["message_id"]))
            way.unanswered = 0
            self._patience.taken()

    async def _moved(self, old: str, new: str) -> None:
        try:
            await self._listener.moved(NAME, old, new)
        except Busy as busy:
            raise DeliveryError(str(busy)) from None

    async def _say_there(self, chat: str, step: Step, way: _Way) -> Any:
        """At the new address; a second removal within one message is none we follow."""
        try:
            return await self._say(chat, step, way)
        except ChatMigrated as error:
            raise DeliveryError("这个群又换了地址，请稍后再试") from error

    async def _say(self, chat: str, step: Step, way: _Way) -> Any:
        if way.unanswered >= _TWICE:
            raise _given_up()
        if way.unanswered:
            await self._answers()
        way.unanswered += 1
        try:
            return await self._post(chat, step)
        except LostAnswer:
            if way.unanswered >= _TWICE:
                raise _given_up() from None
            raise DeliveryError("发出后没有收到 Telegram 的回音，再发一次") from None
        except TelegramError as error:
            way.unanswered -= 1  # whatever it says, it has not taken this one
            if isinstance(error, ChatMigrated):
                raise
            if isinstance(error, SlowDown):
                raise self._patience.refused(chat, error.after) from None
            raise delivery_error(error) from None

    async def _post(self, chat: str, step: Step) -> Any:
        """With what Telegram cannot parse or show as a picture said again, once, in a simpler form."""
        try:
            return await self._call(chat, step)
        except TelegramError as error:
            if broken_markup(error):
                log.warning("telegram could not parse a message; sent without markup", reason=str(error))
                return await self._call(chat, step.without_marks())
            if unfit_photo(error) and step.as_photo:
                return await self._call(chat, step.as_document())
            raise

    async def _call(self, chat: str, step: Step) -> Any:
        if step.file is None:
            return await self._api.call(step.method, chat_id=chat, **step.fields(None))
        with ExitStack() as stack:
            try:
                opened = stack.enter_context(step.file.path.open("rb"))
            except OSError:
                raise DeliveryError("要附的文件已不在", permanent=True, scope="message") from None
            return await self._api.call(step.method, patience=_UPLOAD, chat_id=chat, **step.fields(opened))

    async def _answers(self) -> None:
        """Whether Telegram answers at all, asked in a way that changes nothing."""
        try:
            await self._api.call("getMe")
        except SlowDown as error:
            raise DeliveryError("Telegram 要求放慢", scope="channel", after=error.after) from None
        except TelegramError as error:
            raise delivery_error(error) from None

    def _remember(self, outbox_id: int, way: _Way) -> None:
        if way.ids or way.unanswered:
            self._interrupted[outbox_id] = way
            if len(self._interrupted) > _REMEMBERED:
                self._interrupted.popitem(last=False)


def _given_up() -> DeliveryError:
    sentence = "两次发出都没有收到 Telegram 的回音，对方可能已经看到，不再重发"
    return DeliveryError(sentence, permanent=True, scope="message")


class _Patience:
    """Whom a request to slow down concerns. Telegram does not say.

    A group has a limit of its own, and is meant. Of a person's chat it is taken so until a second one is
    refused too, with nothing taken between: then everybody is meant.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._refused: str | None = None
        self._until = 0.0

    def taken(self) -> None:
        self._refused = None

    def refused(self, chat: str, after: float) -> DeliveryError:
        now = self._clock()
        everybody = self._refused not in (None, chat) and now < self._until
        self._refused, self._until = chat, now + after
        return DeliveryError(
            f"Telegram 要求等{after:g}秒", scope="channel" if everybody else "address", after=after
        )
