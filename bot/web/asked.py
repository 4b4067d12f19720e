"""What a page asked: the fields of a request, read no further than their limit, or one sentence why not."""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from bot.web.backend import Handed
from bot.web.guard import BODY_LIMIT, TOO_LONG

MOST_FILES = 9  # as an album has at most
_LARGEST = 2**53  # ids beyond it are not ours, and SQLite could not hold them


async def fields(request: Request) -> dict[str, Any]:
    """The fields of a JSON or form body, read no further than the limit."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_LIMIT:
                raise HTTPException(413, TOO_LONG)
    except ClientDisconnect:
        raise HTTPException(400, "请求没有发完。") from None
    try:
        if request.headers.get("content-type", "").startswith("application/json"):
            asked = json.loads(body)
        else:
            asked = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20))
    except (ValueError, RecursionError):
        raise HTTPException(400, "请求的内容读不出来。") from None
    if not isinstance(asked, dict):
        raise HTTPException(400, "请求的内容读不出来。")
    return asked


def number(asked: dict[str, Any], name: str) -> int:
    value = asked.get(name)
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 17:
        value = int(value)
    if type(value) is not int or not 0 <= value < _LARGEST:
        raise HTTPException(400, f"缺少 {name}，或者它不是一个数。")
    return value


def text(asked: dict[str, Any]) -> str:
    text = asked.get("text")
    if not isinstance(text, str):
        raise HTTPException(400, "缺少要发送的文字（text）。")
    try:
        text.encode()  # half a surrogate pair is valid JSON, but no account can keep it
    except UnicodeEncodeError:
        raise HTTPException(400, "文字里有不成字的编码，没有受理。") from None
    return text


def files(asked: dict[str, Any]) -> list[Handed]:
    """The files that go with some words, as they were answered when they came."""
    files = asked.get("files", [])
    if not isinstance(files, list) or len(files) > MOST_FILES:
        raise HTTPException(400, f"一次最多附{MOST_FILES}个文件。")
    for one in files:
        if not isinstance(one, dict) or not all(isinstance(one.get(key), str) for key in ("sha256", "name")):
            raise HTTPException(400, "附件读不出来，请重新选择。")
    return [Handed(one["sha256"], one["name"]) for one in files]


def update(asked: dict[str, Any]) -> str:
    update = asked.get("update")
    if not isinstance(update, str) or not 0 < len(update) <= 64 or not update.isascii():
        raise HTTPException(400, "缺少这次发送的编号（update）。")
    return update
