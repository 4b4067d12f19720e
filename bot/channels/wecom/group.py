"""Group webhooks (消息推送, document 99110): they only speak, to one group each; the key is the whole credential.

The address is the office's label for the group; the key stays in the settings and is in no
row, no log and no error.
"""

import asyncio
import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.channels import DeliveryError, Enclosure, Pace, Parcel, Rate, Scope
from bot.channels.wecom import downloads, wire
from bot.channels.wecom.channel import TEXT_BYTES, kind_of
from bot.channels.wecom.config import GroupConfig
from bot.channels.wecom.errors import Refusal
from bot.channels.wecom.limits import Allowance

RATES = (Rate(20, 60),)
IMAGE_BYTES = 2 << 20

_LINK = re.compile(r'<a href="([^"\n]*)">(.*?)</a>', re.DOTALL)


class GroupChannel:
    """Nothing is heard here, so buttons are left out: the text says what to type, in the bot's own chat."""

    name = "wecom-group"
    pace = Pace(group=RATES)

    def __init__(self, config: GroupConfig, session: aiohttp.ClientSession) -> None:
        self._keys = config.keys
        self._base = f"{config.base_url.rstrip('/')}/cgi-bin/webhook"
        self._session = session
        self._allowance = Allowance(RATES)

    def is_group(self, address: str) -> bool:
        return True

    async def send(self, parcel: Parcel) -> str | None:
        """Every part, then the file. WeCom gives no ids here: ours says that it was taken. Raises DeliveryError."""
        key = self._keys.get(parcel.address)
        if key is None:
            raise DeliveryError(f"设置里没有名为“{parcel.address[:40]}”的群", permanent=True, scope="address")
        self._allowance.take(parcel.address, len(parcel.parts) + (parcel.enclosure is not None))
        for part in parcel.parts:
            await self._post("send", {"key": key}, json=_text(part))
        if parcel.enclosure is not None:
            await self._enclose(key, parcel.enclosure)
        return str(parcel.outbox_id)

    async def _enclose(self, key: str, file: Enclosure) -> None:
        if kind_of(file) == "image" and file.path.stat().st_size <= IMAGE_BYTES:
            body = _image(await asyncio.to_thread(file.path.read_bytes))
        else:
            with await asyncio.to_thread(file.path.open, "rb") as opened:
                form = downloads.form(file.name, opened)
                found = await self._post("upload_media", {"key": key, "type": "file"}, data=form)
            body = {"msgtype": "file", "file": {"media_id": str(found.get("media_id", ""))}}
        await self._post("send", {"key": key}, json=body)

    async def _post(self, path: str, query: Mapping[str, str], **body: Any) -> Mapping[str, Any]:
        request = self._session.post(
            f"{self._base}/{path}", params=query, timeout=wire.LONG, allow_redirects=False, **body
        )
        found, _ = await wire.answer(request)
        if code := found.get("errcode", 0):
            raise _of_this_group(Refusal(code))
        return found


def _of_this_group(refusal: Refusal) -> DeliveryError:
    """A webhook is one address with its own key and limit: its fault is not the other groups'."""
    scope: Scope = "message" if refusal.scope == "message" else "address"
    return DeliveryError(str(refusal), permanent=refusal.permanent, scope=scope, after=refusal.after)


def _text(part: str) -> Mapping[str, Any]:
    # Webhook texts know no links; written out they are shorter than as tags.
    content = _LINK.sub(r"\2（\1）", part)
    if len(content.encode()) > TEXT_BYTES:
        raise DeliveryError(f"有一段超过企业微信的{TEXT_BYTES}字节", permanent=True, scope="message")
    return {"msgtype": "text", "text": {"content": content}}


def _image(content: bytes) -> Mapping[str, Any]:
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return {"msgtype": "image", "image": {"base64": base64.b64encode(content).decode(), "md5": md5}}
