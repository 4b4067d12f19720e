"""The self-built app as a channel: a parcel becomes texts, a card with buttons, a file; each the same JSON if sent again."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Literal

import structlog

from bot.channels import DeliveryError, Enclosure, Pace, Parcel, Rate
from bot.channels.wecom import cards
from bot.channels.wecom.cards import Cards
from bot.channels.wecom.client import Client
from bot.channels.wecom.config import AppConfig
from bot.channels.wecom.downloads import Download
from bot.channels.wecom.errors import MEDIA_GONE, Refusal
from bot.channels.wecom.hearing import NAME
from bot.channels.wecom.limits import Allowance, DayQuota
from bot.channels.wecom.media import Shelf

log = structlog.get_logger()

RATES = (Rate(30, 60), Rate(1000, 3600))  # to one member; above it WeCom drops without a word (90236)
TEXT_BYTES = 2048  # above it WeCom cuts without a word
IMAGE_BYTES, FILE_BYTES, LEAST_BYTES = 10 << 20, 20 << 20, 6
# WeCom drops the same JSON within so many seconds; four hours at most. No crash takes longer than two to be made good.
REPEAT_WITHIN, REPEAT_SPREAD = 7200, 7200
LATELY = 12 * 3600.0  # seconds
REMINDERS = ("assigned", "morning", "urged", "digest")

# A member's id as WeCom allows it. “|” would address several, “@all” everybody.
_USER_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_\-@.]{0,63}")

Body = Mapping[str, Any]


class WeComChannel:
    """The courier's side of one app, and what hearing needs to answer at once."""

    name = NAME
    pace = Pace(each=RATES)

    def __init__(
        self,
        config: AppConfig,
        client: Client,
        deck: Cards,
        shelf: Shelf,
        quota: DayQuota,
        *,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self._agent_id = config.agent_id
        self._buttons = config.hears
        self._client = client
        self._cards = deck
        self._shelf = shelf
        self._quota = quota
        self._allowance = Allowance(RATES, stopwatch)
        self._stopwatch = stopwatch
        self._reminded: dict[str, float] = {}
        self._partly: dict[tuple[int, tuple[str, ...]], list[str]] = {}

    def is_group(self, address: str) -> bool:
        return False

    async def send(self, parcel: Parcel) -> str | None:
        """Every part, then the buttons, then the file. Sent again, WeCom knows it by its JSON and shows it once."""
        if not _USER_ID.fullmatch(parcel.address):
            raise DeliveryError(f"“{parcel.address[:40]}”不是企业微信账号", permanent=True, scope="address")
        bodies = list(self._messages(parcel))
        count = len(bodies) + (parcel.enclosure is not None)
        key = (parcel.outbox_id, parcel.parts)
        taken = self._partly.get(key, [])
        self._allowance.take(parcel.address, count - len(taken))
        try:
            await self._send_rest(parcel, bodies, taken)
        except DeliveryError as error:
            # What was taken is not sent again by this process; after a crash WeCom's own check sees to it.
            self._partly.pop(key, None)
            if taken and not error.permanent:
                self._partly[key] = taken
            raise
        self._partly.pop(key, None)
        if parcel.kind in REMINDERS:
            self._reminded[parcel.address] = self._stopwatch()
        return " ".join(filter(None, taken)) or None

    async def _send_rest(self, parcel: Parcel, bodies: list[Body], taken: list[str]) -> None:
        """Afterwards `taken` holds the id of each message. Raises DeliveryError."""
        for place in range(len(taken), len(bodies)):
            taken.append(await self._send(parcel, place, bodies[place]))
        if parcel.enclosure is not None and len(taken) == len(bodies):
            taken.append(await self._enclose(parcel, parcel.enclosure, len(bodies)))

    def _messages(self, parcel: Parcel) -> Iterator[Body]:
        *before, last = parcel.parts
        yield from map(_text, before)
        if not parcel.buttons or not self._buttons:
            yield _text(last)
            return
        alone = cards.whole(parcel.outbox_id, last, parcel.buttons)
        drawn = self._drawn(alone, parcel.address) if alone is not None else None
        if drawn is None:
            yield _text(last)
            drawn = self._drawn(cards.beneath(parcel.outbox_id, last, parcel.buttons), parcel.address)
        if drawn is not None:
            yield drawn

    def _drawn(self, card: cards.Card, address: str) -> Body | None:
        drawn = self._cards.draw(card, address, self._cards.task_id(card, address))
        return {"msgtype": "template_card", "template_card": drawn} if drawn is not None else None

    async def _send(self, parcel: Parcel, place: int, body: Body) -> str:
        """Raises DeliveryError. The interval is the letter's own, so that two letters of the same words are two."""
        interval = REPEAT_WITHIN + (parcel.outbox_id * 16 + place) % REPEAT_SPREAD
        receipt = await self._client.send(
            parcel.address,
            {
                "touser": parcel.address,
                "agentid": self._agent_id,
                **body,
                "enable_duplicate_check": 1,
                "duplicate_check_interval": interval,
            },
        )
        self._quota.count()
        return receipt

    async def _enclose(self, parcel: Parcel, file: Enclosure, place: int) -> str:
        kind = kind_of(file)

        async def upload() -> str:
            return await self._client.upload(kind, file.name, file.path)

        media_id = await self._shelf.media_id(file, kind, upload)
        try:
            return await self._send(parcel, place, _media(kind, media_id))
        except Refusal as refusal:
            if refusal.code != MEDIA_GONE:
                raise
        self._shelf.forget(media_id)  # lapsed sooner than promised
        media_id = await self._shelf.media_id(file, kind, upload)
        return await self._send(parcel, place, _media(kind, media_id))

    # ------------------------------------------------------------ at once, beside the outbox

    async def say(self, address: str, line: str) -> None:
        """One fixed sentence, at most once in half an hour to the same person; not sent where it cannot be now."""
        body = {"touser": address, "agentid": self._agent_id, **_text(line)}
        try:
            self._allowance.take(address, 1)
            await self._client.send(
                address, body | {"enable_duplicate_check": 1, "duplicate_check_interval": 1800}
            )
            self._quota.count()
        except DeliveryError as error:
            log.warning("wecom sentence not sent", reason=str(error))

    async def change_card(self, address: str, response_code: str, change: Mapping[str, Any]) -> None:
        """The presser's card is changed; a code works once, for three days. Raises DeliveryError."""
        body = {"userids": [address], "agentid": self._agent_id, "response_code": response_code, **change}
        await self._client.update_card(body)

    def reminded_lately(self, address: str) -> bool:
        """Whether what is owed already stands in that chat, as far as this process knows."""
        moment = self._reminded.get(address)
        return moment is not None and self._stopwatch() - moment < LATELY

    def opened(self, body: Mapping[str, Any]) -> AbstractAsyncContextManager[Download]:
        """The file a member sent."""
        return self._client.opened(str(body["media_id"]))


def kind_of(file: Enclosure) -> Literal["image", "file"]:
    """How WeCom shall show it. Raises DeliveryError for what it does not take."""
    size = _size(file.path)
    if size < LEAST_BYTES or size > FILE_BYTES:
        fault = "附件是空的" if size < LEAST_BYTES else f"附件 {size / (1 << 20):.0f} MB，企业微信最多20 MB"
        raise DeliveryError(fault, permanent=True, scope="message")
    return "image" if file.media in ("image/png", "image/jpeg") and size <= IMAGE_BYTES else "file"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        raise DeliveryError("附件的文件找不到了", permanent=True, scope="message") from None


def _text(content: str) -> Body:
    if len(content.encode()) > TEXT_BYTES:
        raise DeliveryError(f"有一段超过企业微信的{TEXT_BYTES}字节", permanent=True, scope="message")
    return {"msgtype": "text", "text": {"content": content}}


def _media(kind: str, media_id: str) -> Body:
    return {"msgtype": kind, kind: {"media_id": media_id}}
