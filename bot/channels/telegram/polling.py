"""Asking Telegram for updates. What was asked for is acknowledged only when it has been heard, durably."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels import Busy
from bot.channels.telegram.api import Api
from bot.channels.telegram.faults import outage
from bot.channels.telegram.hearing import ALLOWED, Hearing
from bot.channels.telegram.request import SlowDown
from bot.channels.telegram.waits import Waits

log = structlog.get_logger()

_BATCH = 100
_TRIES = 5  # for an update that fails again and again with a fault of ours


class Polling:
    """The loop, and what it has to remember between two questions."""

    def __init__(self, api: Api, hearing: Hearing, waits: Waits) -> None:
        self._api = api
        self._hearing = hearing
        self._waits = waits
        self._offset: int | None = None
        self._failed: dict[int, int] = {}
        self._trouble = ""
        self._pauses = 0

    async def run(self) -> None:
        """Until cancelled. Whatever the network does, it goes on; each trouble is said once, and its end."""
        while True:
            try:
                updates = await self._ask()
            except TelegramError as error:
                await self._wait(error)
                continue
            self._recovered()
            if await self._take(updates):
                await asyncio.sleep(self._waits.busy)

    async def _ask(self) -> Sequence[Mapping[str, Any]]:
        asked: dict[str, Any] = {
            "timeout": self._waits.poll,
            "limit": _BATCH,
            "allowed_updates": list(ALLOWED),
        }
        if self._offset is not None:
            asked["offset"] = self._offset
        found = await self._api.call("getUpdates", patience=self._waits.poll + 15, **asked)
        return [one for one in found if isinstance(one, dict) and isinstance(one.get("update_id"), int)]

    async def _take(self, updates: Sequence[Mapping[str, Any]]) -> bool:
        """Hear them, each chat's in order. True if some must be brought again."""
        chats: dict[object, list[Mapping[str, Any]]] = {}
        for update in updates:
            chats.setdefault(_chat(update), []).append(update)
        missed = [
            one for one in await asyncio.gather(*map(self._one_chat, chats.values())) if one is not None
        ]
        if updates:
            self._offset = min(missed, default=updates[-1]["update_id"] + 1)
        return bool(missed)

    async def _one_chat(self, updates: Sequence[Mapping[str, Any]]) -> int | None:
        """Return the first not heard; what comes after it in that chat waits for it."""
        for update in updates:
            number = update["update_id"]
            try:
                await self._hearing.heed(update)
            except Busy:
                return int(number)
            except Exception:
                self._failed[number] = self._failed.get(number, 0) + 1
                log.exception("update not heard", update=number, tries=self._failed[number])
                if self._failed[number] < _TRIES:
                    return int(number)
            self._failed.pop(number, None)
        return None

    async def _wait(self, error: TelegramError) -> None:
        trouble = outage(error)
        if trouble != self._trouble:
            log.error(f"收不到 Telegram 的消息：{trouble}。恢复后自动继续。")
        self._trouble = trouble
        pause = self._waits.pause(self._pauses)
        if isinstance(error, SlowDown):
            pause = error.after
        elif isinstance(error, Conflict | InvalidToken):
            pause = max(pause, self._waits.pause(2))
        self._pauses += 1
        await asyncio.sleep(pause)

    def _recovered(self) -> None:
        if self._trouble:
            log.info("又能收到 Telegram 的消息了。")
        self._trouble, self._pauses = "", 0


def _chat(update: Mapping[str, Any]) -> object:
    """Whatever keeps an order of its own: the chat, as it is written in the update."""
    said = update.get("message") or update.get("edited_message")
    if said is None:
        said = (update.get("callback_query") or {}).get("message")
    chat = said.get("chat") if isinstance(said, dict) else None
    return chat.get("id") if isinstance(chat, dict) else None
