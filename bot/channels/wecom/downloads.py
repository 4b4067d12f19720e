"""Files to and from WeCom over HTTP: their names in headers, their bytes in pieces, and errors that come instead of them."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote

import aiohttp

from bot.channels.wecom import wire
from bot.channels.wecom.errors import MEDIA_GONE, Refusal

PIECE = 10 * 1024 * 1024  # bytes of a big file fetched at a time; WeCom gives up to 20 MB
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way to us. name: as it was given, not yet clean; empty where none was."""

    name: str
    content: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes up to `end` of a file of `total`."""

    name: str
    content: bytes
    end: int
    total: int


_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
_NAMED = re.compile(r"filename\s*=\s*(?:\"([^\"]*)\"|([^;\"]+))", re.IGNORECASE)
_NAMED_ENCODED = re.compile(r"filename\*\s*=\s*utf-8''([^;]+)", re.IGNORECASE)
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f\"\\/:*?<>|\ud800-\udfff]+")


async def check(response: aiohttp.ClientResponse) -> None:
    """It is a file. Raises Refusal where WeCom sent an error instead, Unreachable where somebody else answered."""
    if response.status not in (200, 206):
        raise wire.Unreachable(f"对方返回 HTTP {response.status}")
    kind = response.headers.get("Content-Type", "")
    if "Content-Disposition" in response.headers or not kind.startswith(("application/json", "text/")):
        return
    try:
        found = wire.parsed(await wire.body_of(response))
    except wire.FAILURES as error:
        raise wire.Unreachable(type(error).__name__) from None
    raise Refusal(found.get("errcode") or MEDIA_GONE)  # an answer without a code is no file either


async def streamed(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """The bytes as they come. Raises Unreachable."""
    try:
        async for chunk in response.content.iter_chunked(_CHUNK):
            yield chunk
    except wire.FAILURES as error:
        raise wire.Unreachable(type(error).__name__) from None


async def piece(response: aiohttp.ClientResponse, start: int) -> Piece:
    """The part that begins at `start`. Raises Unreachable where it is another one."""
    content = bytearray()
    async for chunk in streamed(response):
        content += chunk
        if len(content) > PIECE:
            raise wire.Unreachable("文件的分段过长")
    said = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if response.status != 206 or said is None or int(said[1]) != start or not content:
        raise wire.Unreachable("文件的分段不符")
    return Piece(name_of(response.headers), bytes(content), start + len(content), int(said[2]))


def name_of(headers: Mapping[str, str]) -> str:
    """The file's name in Content-Disposition."""
    given = headers.get("Content-Disposition", "").encode("utf-8", "replace").decode()
    if found := _NAMED_ENCODED.search(given):
        return unquote(found[1], errors="replace").strip()
    found = _NAMED.search(given)
    return (found[1] or found[2] or "").strip() if found else ""


def form(name: str, file: IO[bytes]) -> aiohttp.FormData:
    """The one field of an upload. The name goes unquoted: WeCom reads it as plain UTF-8 and shows it to people."""
    fields = aiohttp.FormData(quote_fields=False)
    fields.add_field("media", file, filename=shown(name), content_type="application/octet-stream")
    return fields


def shown(name: str) -> str:
    """A file name that stands in one header line and on one line of a phone: at most 200 bytes, its ending kept."""
    clean = _UNSHOWABLE.sub("_", name).strip() or "附件"
    stem, dot, ending = clean.rpartition(".")
    if not stem or len(ending) > 10:
        stem, dot, ending = clean, "", ""
    room = 200 - len((dot + ending).encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + ending
