"""Every update Telegram brings, one chat's in order, to the Listener. Polling and webhook both end here."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import structlog
from telegram import Update

from bot.channels import Busy, Listener
from bot.channels.telegram import wording
from bot.channels.telegram.api import Api
from bot.channels.telegram.asides import Asides
from bot.channels.telegram.buttons import Seal
from bot.channels.telegram.errands import Errands, Turns
from bot.channels.telegram.evidence import Evidence
from bot.channels.telegram.pressing import Pressing
from bot.channels.telegram.reading import ChatMoved, Heard, Me, Meant, Pressed, Unreadable, read
from bot.channels.telegram.speaking import NAME
from bot.channels.telegram.waits import Waits

log = structlog.get_logger()

# All we ask for. `my_chat_member` (blocked, removed) changes nothing: the next letter says what is wrong.
ALLOWED = ("message", "edited_message", "callback_query")
_REMEMBERED = 20_000


class Hearing:
    """Takes updates as Telegram wrote them; knows its own name once it has been told."""

    def __init__(self, api: Api, seal: Seal, listener: Listener, errands: Errands, waits: Waits) -> None:
        self.me: Me | None = None  # until Telegram has said who we are
        self._api = api
        self._listener = listener
        self._asides = Asides(api)
        self._errands = errands
        self._turns = Turns()
        self._pressing = Pressing(seal, listener, self._asides, errands, waits)
        self._evidence = Evidence(api, listener, self._asides, errands, waits)
        self._words: OrderedDict[tuple[str, int], tuple[str, str]] = OrderedDict()

    async def heed(self, raw: Mapping[str, Any]) -> None:
        """What it says has happened when this returns; bringing it again changes nothing. Raises Busy."""
        if self.me is None:  # whether a group means us cannot be told yet
            raise Busy("机器人还没有准备好，请稍后再试。")
        meant = self._meant(raw, self.me)
        if meant is None:
            return
        async with self._turns.of(meant.chat):
            await self._heed(meant, raw)

    async def take_up(self) -> None:
        """Files noted before a stop are fetched now. Raises Busy."""
        me = self.me or Me(self._api.number, self._api.number)
        noted = [self._meant(raw, me) for _, raw in await self._listener.unfinished(NAME)]
        self._evidence.take_up(one for one in noted if isinstance(one, Heard) and one.file is not None)

    def _meant(self, raw: Mapping[str, Any], me: Me) -> Meant | None:
        """None also for what nobody has foreseen: it is logged, and must not stop what comes after it."""
        try:
            update = Update.de_json(dict(raw), self._api)
            return read(update, me, self._evidence)
        except Exception:
            log.exception("update not understood", update=raw.get("update_id"))
            return None

    async def _heed(self, meant: Meant, raw: Mapping[str, Any]) -> None:
        match meant:
            case Pressed():
                await self._pressing.take(meant)
            case ChatMoved():
                await self._listener.moved(NAME, meant.chat, meant.new)
            case Unreadable():
                self._errands.start(
                    self._asides.say(meant.chat, wording.WRITE_INSTEAD, reply_to=meant.message_id)
                )
            case Heard():
                await self._hear(meant, raw)

    async def _hear(self, heard: Heard, raw: Mapping[str, Any]) -> None:
        """An edit that left the words as they were is none: Telegram also reports what nobody changed."""
        place = heard.chat, heard.message_id
        unique = heard.file.unique if heard.file is not None else ""
        before = self._words.get(place) if heard.edited else None
        if before == (heard.incoming.text, unique):
            return
        same_file = heard.edited and (before is None or before[1] == unique)
        if heard.file is not None and not same_file:
            await self._evidence.take(heard, raw)
        elif heard.incoming.text:
            await self._listener.hear(heard.incoming)
        self._words[place] = heard.incoming.text, unique
        if len(self._words) > _REMEMBERED:
            self._words.popitem(last=False)
