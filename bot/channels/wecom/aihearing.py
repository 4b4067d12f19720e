"""What the AI bot hears (documents 100719, 101463), and what it must answer within five seconds."""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.channels import Busy, Incoming, Listener
from bot.channels.wecom import cards
from bot.channels.wecom.aibot import GROUP, NAME, BotChannel
from bot.channels.wecom.cards import Cards
from bot.channels.wecom.chores import Chores
from bot.channels.wecom.connection import Connection, Frame, req_id_of
from bot.channels.wecom.handing import Handing
from bot.channels.wecom.hearing import LAPSED, UNKNOWN

log = structlog.get_logger()

WELCOME = "这里是督办。发“待办”看还有哪些事项，发“帮助”看怎么回复；第一次使用，请发协调员给的绑定码。"
BUSY_WAITS = (0.2, 1.0, 3.0)  # seconds; WeCom does not bring it again, so we try
_CALLED = re.compile(r"^@\S+\s+")  # how a message in a group begins: the bot's own name
_KINDS = {"image": "图片.jpg", "file": "文件", "video": "视频.mp4"}

Body = Mapping[str, Any]


class BotHearing:
    """One bot's ear. Messages are heard one after the other, in the order they came."""

    def __init__(
        self,
        connection: Connection,
        listener: Listener,
        channel: BotChannel,
        deck: Cards,
        busy_waits: tuple[float, ...] = BUSY_WAITS,
    ) -> None:
        self._connection = connection
        self._listener = listener
        self._channel = channel
        self._cards = deck
        self._busy_waits = busy_waits
        self._chores = Chores()
        self._handing = Handing(NAME, listener, self._chores, channel.opened, channel.say)
        self._frames: asyncio.Queue[Frame] = asyncio.Queue()
        self._kinds: Mapping[str, Callable[[Body, str], Awaitable[None]]] = {
            "text": self._words, "voice": self._words, "mixed": self._mixed,
            "image": self._file, "file": self._file, "video": self._file,
        }  # fmt: skip

    async def run(self) -> None:
        """Hold the line and hear. Ends only when another program has the bot."""
        await self._handing.resume()
        beside = [asyncio.create_task(self._hear_all()), asyncio.create_task(self._chores.run())]
        try:
            await self._connection.run(self._frames.put_nowait)
        finally:
            for task in beside:
                task.cancel()
            for task in beside:
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def _hear_all(self) -> None:
        while True:
            frame = await self._frames.get()
            try:
                await self._take(frame)
            except Exception:  # a bug in one must not end the others
                log.exception("wecom bot callback failed")

    async def _take(self, frame: Frame) -> None:
        """Afterwards it has happened, or the sender knows that it has not."""
        body = frame.get("body")
        if not isinstance(body, dict) or not _sender(body):
            log.info("wecom bot callback without a sender")
            return
        for wait in (*self._busy_waits, None):
            try:
                await self._dispatch(body, req_id_of(frame))
                return
            except Busy as busy:
                if wait is None:
                    await self._channel.say(_place(body), str(busy))
                else:
                    await asyncio.sleep(wait)

    async def _dispatch(self, body: Body, req_id: str) -> None:
        kind = str(body.get("msgtype", ""))
        if kind == "event":
            await self._event(body, req_id)
        elif kind in self._kinds:
            await self._kinds[kind](body, req_id)
        else:
            await self._channel.say(_place(body), UNKNOWN)

    # ------------------------------------------------------------ messages

    async def _words(self, body: Body, req_id: str) -> None:
        kind = str(body["msgtype"])
        await self._listener.hear(self._incoming(body, _text(body, kind)))

    async def _file(self, body: Body, req_id: str) -> None:
        kind = str(body["msgtype"])
        await self._take_file(body, body.get(kind), kind, "", str(body.get("msgid", "")))

    async def _mixed(self, body: Body, req_id: str) -> None:
        """Text and pictures in one message: the text goes with the first picture, each other picture is its own."""
        mixed = body.get("mixed")
        items = mixed.get("msg_item", []) if isinstance(mixed, dict) else []
        items = [item for item in items if isinstance(item, dict)]
        words = "\n".join(filter(None, (_text(item, "text") for item in items)))
        pictures = [item.get("image") for item in items if item.get("msgtype") == "image"]
        if not pictures:
            await self._listener.hear(self._incoming(body, words))
        for n, picture in enumerate(pictures):
            number = f"{body.get('msgid', '')}:{n}" if n else str(body.get("msgid", ""))
            await self._take_file(body, picture, "image", "" if n else words, number)

    async def _take_file(self, body: Body, found: object, kind: str, words: str, number: str) -> None:
        if not isinstance(found, dict) or not found.get("url"):
            await self._channel.say(_place(body), UNKNOWN)
            return
        aside = {
            "address": _sender(body),
            "answer_at": _answer_at(body),
            "url": str(found["url"]),
            "aeskey": str(found.get("aeskey", "")),
            "kind": _KINDS[kind],
            "name": str(found.get("filename") or ""),
            "text": _uncalled(words),
        }
        await self._handing.take(number, aside)

    def _incoming(self, body: Body, text: str) -> Incoming:
        return Incoming(
            NAME, str(body.get("msgid", "")), _sender(body), _uncalled(text), answer_at=_answer_at(body)
        )

    # ------------------------------------------------------------ events

    async def _event(self, body: Body, req_id: str) -> None:
        event = body.get("event")
        kind = str(event.get("eventtype", "")) if isinstance(event, dict) else ""
        if kind == "enter_chat":
            # WeCom brings it once a day, and lets us speak here only by this answer.
            welcome = {"msgtype": "text", "text": {"content": WELCOME}}
            await self._channel.answer("aibot_respond_welcome_msg", req_id, welcome)
        elif kind == "template_card_event" and isinstance(event, dict):
            await self._press(body, event.get("template_card_event"), req_id)
        else:
            log.info("wecom bot event not needed", wecom_event=kind[:40])

    async def _press(self, body: Body, event: object, req_id: str) -> None:
        if not isinstance(event, dict):
            return
        address, task_id = _sender(body), str(event.get("task_id", ""))
        pressed = self._cards.read(str(event.get("event_key", "")), address)
        if pressed is None:
            log.info("wecom bot card not ours")
            return
        number = str(body.get("msgid", ""))
        press = Incoming(NAME, number, address, "", pressed=pressed.card.outbox_id)
        said = await self._listener.press(press, pressed.index)
        more = said is not None and len(pressed.card.buttons) > 1
        card = cards.after(pressed, said) if said is not None else pressed.card
        done = "已回复" if said is not None else LAPSED
        drawn = self._cards.draw(card, address, task_id, answered="" if more else done)
        if drawn is not None:
            change = {"response_type": "update_template_card", "userids": [address], "template_card": drawn}
            await self._channel.answer("aibot_respond_update_msg", req_id, change)


def _sender(body: Body) -> str:
    sender = body.get("from")
    return str(sender.get("userid", "")) if isinstance(sender, dict) else ""


def _answer_at(body: Body) -> str | None:
    chat = body.get("chatid")
    return f"{GROUP}{chat}" if body.get("chattype") == "group" and chat else None


def _place(body: Body) -> str:
    return _answer_at(body) or _sender(body)


def _text(body: Body, kind: str) -> str:
    found = body.get(kind)
    return str(found.get("content", "")) if isinstance(found, dict) else ""


def _uncalled(text: str) -> str:
    return _CALLED.sub("", text.strip())
