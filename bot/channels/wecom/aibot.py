"""The AI bot (智能机器人) as a channel over its own connection: no public address, files both ways.

It can speak only where somebody wrote to it before. WeCom repeats nothing here, so what is
heard is tried again by us; and it knows no repeats of ours, so a cut line may say one thing twice.
"""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import structlog

from bot.channels import DeliveryError, Enclosure, Pace, Parcel, Rate
from bot.channels.wecom import aifiles, cards
from bot.channels.wecom.cards import Cards
from bot.channels.wecom.channel import kind_of
from bot.channels.wecom.connection import Connection, State
from bot.channels.wecom.downloads import Download
from bot.channels.wecom.limits import Allowance
from bot.channels.wecom.markdown import markdown
from bot.channels.wecom.media import Shelf

log = structlog.get_logger()

NAME = "wecom-bot"
GROUP = "group:"
RATES = (Rate(30, 60), Rate(1000, 3600))  # to one conversation, answers and pushes together
MARKDOWN_BYTES = 20480
_SINGLE_CHAT, _GROUP_CHAT = 1, 2


class BotChannel:
    """The courier's side of one bot. An address is an account, or `group:` and a group's chat id."""

    name = NAME
    pace = Pace(each=RATES, group=RATES)

    def __init__(self, connection: Connection, files: aifiles.Files, deck: Cards, shelf: Shelf) -> None:
        self._connection = connection
        self._files = files
        self._cards = deck
        self._shelf = shelf
        self._allowance = Allowance(RATES)
        self._partly: dict[tuple[int, tuple[str, ...]], int] = {}

    @property
    def state(self) -> tuple[State, str]:
        """How the line is, and why, for whoever asks after our health."""
        return self._connection.state, self._connection.why

    def is_group(self, address: str) -> bool:
        return address.startswith(GROUP)

    async def send(self, parcel: Parcel) -> str | None:
        """Every part, then the buttons, then the file. WeCom gives no ids here: ours says it was taken. Raises DeliveryError."""
        bodies = self._messages(parcel)
        key = (parcel.outbox_id, parcel.parts)
        sent = self._partly.pop(key, 0)
        self._allowance.take(parcel.address, len(bodies) + (parcel.enclosure is not None) - sent)
        try:
            for body in bodies[sent:]:
                await self._push(parcel.address, body)
                sent += 1
            if parcel.enclosure is not None:
                await self._enclose(parcel.address, parcel.enclosure)
        except DeliveryError as error:
            if sent and not error.permanent:
                self._partly[key] = sent
            raise
        return str(parcel.outbox_id)

    async def say(self, address: str, line: str) -> None:
        """One fixed sentence; not sent where it cannot be now."""
        try:
            self._allowance.take(address, 1)
            await self._push(address, _markdown(line))
        except DeliveryError as error:
            log.warning("wecom bot sentence not sent", reason=str(error))

    async def answer(self, cmd: str, req_id: str, body: Mapping[str, Any]) -> None:
        """What must be said within five seconds to one callback; too late is no harm. Raises nothing."""
        try:
            await self._connection.ask(cmd, body, req_id)
        except DeliveryError as error:
            log.info("wecom bot answer not taken", reason=str(error))

    def opened(self, body: Mapping[str, Any]) -> AbstractAsyncContextManager[Download]:
        """The file somebody sent, decrypted."""
        return self._files.opened(str(body["url"]), str(body.get("aeskey", "")))

    def _messages(self, parcel: Parcel) -> list[Mapping[str, Any]]:
        bodies = [_markdown(part) for part in parcel.parts]
        # Only a member's own chat: in a group one card would be everybody's.
        if parcel.buttons and not self.is_group(parcel.address):
            text = parcel.parts[-1]
            alone = cards.whole(parcel.outbox_id, text, parcel.buttons)
            drawn = self._drawn(alone, parcel.address)
            if drawn is not None:
                bodies[-1] = drawn
            elif drawn := self._drawn(cards.beneath(parcel.outbox_id, text, parcel.buttons), parcel.address):
                bodies.append(drawn)
        return bodies

    def _drawn(self, card: cards.Card | None, address: str) -> Mapping[str, Any] | None:
        if card is None:
            return None
        drawn = self._cards.draw(card, address, self._cards.task_id(card, address))
        return {"msgtype": "template_card", "template_card": drawn} if drawn is not None else None

    async def _push(self, address: str, body: Mapping[str, Any]) -> None:
        group = self.is_group(address)
        to = {
            "chatid": address.removeprefix(GROUP),
            "chat_type": _GROUP_CHAT if group else _SINGLE_CHAT,
        }
        await self._connection.ask("aibot_send_msg", {**to, **body})

    async def _enclose(self, address: str, file: Enclosure) -> None:
        kind = kind_of(file)

        async def upload() -> str:
            content = await asyncio.to_thread(file.path.read_bytes)
            return await self._files.upload(kind, file.name, content)

        media_id = await self._shelf.media_id(file, kind, upload)
        await self._push(address, {"msgtype": kind, kind: {"media_id": media_id}})


def _markdown(part: str) -> Mapping[str, Any]:
    content = markdown(part)
    if len(content.encode()) > MARKDOWN_BYTES:
        raise DeliveryError(f"有一段超过企业微信的{MARKDOWN_BYTES}字节", permanent=True, scope="message")
    return {"msgtype": "markdown", "markdown": {"content": content}}
