"""Files of the AI bot: uploaded in pieces through the connection, fetched from an address of five minutes and decrypted."""

import base64
import binascii
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import aiohttp
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from bot.channels import DeliveryError
from bot.channels.wecom import downloads, wire
from bot.channels.wecom.connection import Connection
from bot.channels.wecom.crypto import BLOCK
from bot.channels.wecom.downloads import Download

CHUNK = 512 * 1024  # bytes before base64; at most a hundred of them
_BROKEN = "收到的文件解不开"


class Files:
    """One bot's files."""

    def __init__(self, connection: Connection, session: aiohttp.ClientSession) -> None:
        self._connection = connection
        self._session = session

    async def upload(self, kind: Literal["image", "file"], name: str, content: bytes) -> str:
        """The media id, good for three days. Raises DeliveryError."""
        chunks = [content[start : start + CHUNK] for start in range(0, len(content), CHUNK)]
        begun = await self._connection.ask(
            "aibot_upload_media_init",
            {
                "type": kind,
                "filename": downloads.shown(name),
                "total_size": len(content),
                "total_chunks": len(chunks),
                "md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
            },
        )
        upload_id = _given(begun.get("upload_id"))
        for index, chunk in enumerate(chunks):
            data = base64.b64encode(chunk).decode()
            body = {"upload_id": upload_id, "chunk_index": index, "base64_data": data}
            await self._connection.ask("aibot_upload_media_chunk", body)
        finished = await self._connection.ask("aibot_upload_media_finish", {"upload_id": upload_id})
        return _given(finished.get("media_id"))

    @asynccontextmanager
    async def opened(self, url: str, aes_key: str) -> AsyncIterator[Download]:
        """Somebody's file, as it was. Raises DeliveryError; permanent where the address has lapsed."""
        key = _key(aes_key)
        try:
            response = await self._session.get(url, timeout=wire.LONG)
        except (*wire.FAILURES, ValueError) as error:
            raise wire.Unreachable(type(error).__name__) from None
        async with response:
            if 400 <= response.status < 500:
                raise DeliveryError("文件的下载地址已过期", permanent=True, scope="message")
            if response.status != 200:
                raise wire.Unreachable(f"对方返回 HTTP {response.status}")
            content = _decrypted(key, downloads.streamed(response))
            yield Download(downloads.name_of(response.headers), content)


async def _decrypted(key: bytes, sealed: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    unpadder = PKCS7(BLOCK * 8).unpadder()
    try:
        async for chunk in sealed:
            if plain := unpadder.update(decryptor.update(chunk)):
                yield plain
        if plain := unpadder.update(decryptor.finalize()) + unpadder.finalize():
            yield plain
    except ValueError:
        raise DeliveryError(_BROKEN, permanent=True, scope="message") from None


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != 32:
        raise DeliveryError(_BROKEN, permanent=True, scope="message")
    return key


def _given(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise wire.Unreachable("上传的应答不全")
    return value
