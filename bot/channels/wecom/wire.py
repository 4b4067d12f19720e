"""One request over HTTP and the JSON it brought, or a DeliveryError that repeats neither address, token nor secret."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp

from bot.channels import DeliveryError

QUICK = aiohttp.ClientTimeout(total=10)
LONG = aiohttp.ClientTimeout(total=120, sock_read=30)  # files
_LARGEST = 1 << 20

Request = AbstractAsyncContextManager[aiohttp.ClientResponse]
# What a connection may do to us. Their texts can hold the whole address, token included, so they are never chained.
FAILURES = (aiohttp.ClientError, asyncio.TimeoutError, OSError)


class Unreachable(DeliveryError):
    """No answer, or not WeCom's. Whether it was acted on is not known; the same again is safe."""

    def __init__(self, why: str) -> None:
        super().__init__(f"连不上企业微信：{why}", scope="channel")


async def answer(request: Request) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """The JSON object that came back, and the headers. Raises Unreachable."""
    try:
        async with request as response:
            if response.status != 200:
                raise Unreachable(f"对方返回 HTTP {response.status}")
            return parsed(await body_of(response)), response.headers
    except FAILURES as error:
        raise Unreachable(type(error).__name__) from None


async def body_of(response: aiohttp.ClientResponse) -> bytes:
    raw = bytearray()
    async for chunk in response.content.iter_any():
        raw += chunk
        if len(raw) > _LARGEST:
            raise Unreachable("应答过长")
    return bytes(raw)


def parsed(raw: bytes) -> Mapping[str, Any]:
    """A JSON object with its errcode. Raises Unreachable: a proxy's page instead of it is an outage, not a refusal."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("errcode", 0), int):
        raise Unreachable("应答不是企业微信的格式，可能被代理或防火墙改写")
    return found
