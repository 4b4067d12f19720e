"""Where Telegram brings updates itself. 200 is said when what they say has been committed, never before."""

import hmac
import json
from hashlib import sha256

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels import Busy
from bot.channels.telegram import HOOK
from bot.channels.telegram.hearing import Hearing

log = structlog.get_logger()

LARGEST = 1024 * 1024  # Telegram's own are a few kilobytes
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def secret_of(token: str, chosen: str) -> str:
    """What Telegram must show: the chosen secret, or one that only this token's owner can know."""
    return chosen or hmac.new(token.encode(), b"duban webhook", sha256).hexdigest()


def hook(hearing: Hearing, secret: str) -> Route:
    """The route. 403 without the secret, 413 and 400 for what is no update, 503 when it must be brought again."""
    expected = secret.encode()

    async def receive(request: Request) -> Response:
        shown = request.headers.get(HEADER, "").encode("latin-1", "replace")
        if not hmac.compare_digest(shown, expected):
            return Response("密钥不对", 403)
        body = await _body(request)
        if body is None:
            return Response("太长", 413)
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            update = None
        if not isinstance(update, dict):
            return Response("不是更新", 400)
        try:
            await hearing.heed(update)
        except Busy as busy:
            return Response(str(busy), 503, headers={"Retry-After": "1"})
        except Exception:
            log.exception("update not heard", update=update.get("update_id"))
            return Response("没有记下", 500)
        return Response(status_code=200)

    return Route(HOOK, receive, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    """None where it is longer than any update, read no further than that."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:12]) > LARGEST:
        return None
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return None
    except ClientDisconnect:
        return b""
    return bytes(body)
