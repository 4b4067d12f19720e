"""What every answer of the board carries, and how much a request may bring. It is no door: that is `door`."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

FORM_LIMIT = 64 * 1024
UPLOAD_LIMIT = 64 * 1024 * 1024  # a report with its files; each file has a limit of its own
UPLOADING = b"multipart/form-data"

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = (
    (b"content-security-policy", _CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # An address may hold a secret: no other site is told. (no-referrer would also take the Origin off our own forms.)
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(), camera=(), microphone=()"),
)
_NO_STORE = (b"cache-control", b"no-store")
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")


class TooLarge(Exception):
    """The request's body is over its limit."""


class Guard:
    """Adds the headers to every answer, and stops reading a body that is too long."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self._app = app
        self._headers = (*_HEADERS, _HTTPS_ONLY) if secure else _HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kind = dict(scope["headers"]).get(b"content-type", b"")
        limit = UPLOAD_LIMIT if kind.startswith(UPLOADING) else FORM_LIMIT
        taken = 0

        async def receive_some() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise TooLarge
            return message

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message.get("headers", ())
                kept = any(name == b"cache-control" for name, _ in own)
                message["headers"] = [*own, *self._headers, *(() if kept else (_NO_STORE,))]
            await send(message)

        await self._app(scope, receive_some, send_guarded)
