"""The door of the web chat: who may come in, and what every answer carries.

The chat has no passwords: whoever reaches it may sit in any seat. So it opens
to this machine alone, and no page of another site may act through a browser
that runs here (DNS rebinding, cross-site posts).
"""

from ipaddress import ip_address

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_LIMIT = 64 * 1024
FILE_PATH = "/chat/file"
OWN_HEADER = b"x-duban"

_CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_HEADERS = (
    (b"content-security-policy", _CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_NOT_KEPT = ((b"cache-control", b"no-store"), *_HEADERS)  # unless the answer itself says how long it is good

ONLY_HERE = "督办的网页聊天只在本机打开，请用 http://127.0.0.1 加端口号访问。"
OTHER_SITE = "这个请求来自别的网站，没有受理。"
NOT_OURS = "请求缺少督办页面的标记，没有受理。"
TOO_LONG = "内容太长，一次最多64 KB，没有受理。请分几次发。"


class LoopbackOnly:
    """Let this machine's own pages through, refuse the rest with one sentence."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message.get("headers", ())
                kept = b"cache-control" in [name for name, _ in own]
                message["headers"] = [*own, *(_HEADERS if kept else _NOT_KEPT)]
            await send(message)

        refusal = _refusal(scope)
        await (refusal or self._app)(scope, receive, send_guarded)


def _refusal(scope: Scope) -> Response | None:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1")
    writes = scope["method"] not in ("GET", "HEAD", "OPTIONS")
    if not _is_loopback(host) or not is_near(scope.get("client")):
        return _refuse(403, ONLY_HERE, writes)
    origin = headers.get(b"origin")
    if origin is not None and origin.decode("latin-1") not in (f"http://{host}", f"https://{host}"):
        return _refuse(403, OTHER_SITE, writes)
    if not writes:
        return None
    # A foreign form can post, but cannot set either of these without asking us first.
    if OWN_HEADER not in headers and not headers.get(b"content-type", b"").startswith(b"application/json"):
        return _refuse(403, NOT_OURS, writes)
    length = headers.get(b"content-length", b"0")
    # A file is read piece by piece, and no further than its own limit.
    if length.isdigit() and int(length) > BODY_LIMIT and scope["path"] != FILE_PATH:
        return _refuse(413, TOO_LONG, writes)
    return None


def _refuse(status: int, sentence: str, writes: bool) -> Response:
    if writes:
        return JSONResponse({"error": sentence}, status)
    return PlainTextResponse(sentence, status)


def _is_loopback(host: str) -> bool:
    """Whether a Host header names this machine: localhost, 127.0.0.1 or [::1], any port."""
    if host.startswith("["):
        name, _, port = host[1:].partition("]")
        port = port.removeprefix(":")
    else:
        name, _, port = host.partition(":")
    return name.lower() in ("localhost", "127.0.0.1", "::1") and (not port or port.isdecimal())


def is_near(client: tuple[str, int] | None) -> bool:
    """Whether the other end of the connection is here: a Host header can say anything.

    No address means a Unix socket, which is here by nature.
    """
    if client is None:
        return True
    if client[0] == "127.0.0.1":  # nearly always; parsing an address costs more than the rest of this door
        return True
    try:
        return ip_address(client[0]).is_loopback
    except ValueError:
        return False
