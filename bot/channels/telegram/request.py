"""python-telegram-bot's transport on the one aiohttp client of the process.

It tells four troubles apart that matter to a sender: nothing was sent, the answer got lost,
something that is not Telegram answered, and Telegram asked to wait. The address of a request
carries the token, so no library's own words about it leave this file.
"""

import json
from typing import Any
from urllib.parse import urlencode

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
    InvalidURL,
)
from telegram._utils.types import JSONDict, ODVInput
from telegram.error import BadRequest, NetworkError
from telegram.request import BaseRequest, RequestData

CONNECT, READ = 10.0, 20.0
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_USUAL = ClientTimeout(total=None, connect=CONNECT, sock_connect=CONNECT, sock_read=READ)


class NotSent(NetworkError):
    """No connection came about: Telegram knows nothing of this. distrusted: its certificate was not believed."""

    def __init__(self, why: str, *, distrusted: bool = False) -> None:
        super().__init__(why)
        self.distrusted = distrusted


class LostAnswer(NetworkError):
    """It was sent and nothing came back: Telegram may have acted."""


class NotTelegram(NetworkError):
    """What answered does not speak the Bot API: a proxy's page, as a rule."""


class SlowDown(NetworkError):
    """Too many requests. after: seconds to wait, as it was asked."""

    def __init__(self, after: float) -> None:
        super().__init__(f"asked to wait {after:g} s")
        self.after = after


class AiohttpRequest(BaseRequest):
    """Requests over a session that somebody else opens and closes."""

    __slots__ = ("_session",)

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    @property
    def read_timeout(self) -> float:
        return READ

    async def initialize(self) -> None:
        """The session is open already."""

    async def shutdown(self) -> None:
        """The session is not ours to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        timeout = _USUAL
        if isinstance(read_timeout, float | int):
            timeout = ClientTimeout(total=None, connect=CONNECT, sock_connect=CONNECT, sock_read=read_timeout)
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                status, payload, hint = (
                    answer.status,
                    await answer.read(),
                    answer.headers.get("Retry-After", ""),
                )
        except Exception as error:
            raise trouble_of(error) from None
        return _read(status, payload, hint)

    @staticmethod
    def parse_json_payload(payload: bytes) -> JSONDict:
        """As in the base class, without writing the whole of a stranger's answer to the log."""
        answer = _object(payload)
        if answer is None or (answer.get("ok") is True and "result" not in answer):
            raise LostAnswer("an answer cut short")
        return answer


def trouble_of(error: Exception) -> NetworkError:
    """What the HTTP client raised, as one of the four troubles, without the address."""
    name = type(error).__name__
    if isinstance(error, ClientSSLError):
        return NotSent(name, distrusted="Certificate" in name or "CERTIFICATE" in str(error))
    if isinstance(error, ClientConnectorError | ConnectionTimeoutError | ClientHttpProxyError | InvalidURL):
        return NotSent(name)
    if isinstance(error, ClientError | TimeoutError | OSError):
        return LostAnswer(name)
    return NetworkError(name)


def _body(data: RequestData | None) -> tuple[FormData | bytes | None, dict[str, str]]:
    """Form fields as Telegram's clients write them; files are read from disk while they are sent."""
    if data is None:
        return None, {}
    if not data.contains_files:
        return urlencode(data.json_parameters, errors="replace").encode(), _FORM
    form = FormData(quote_fields=False)  # Telegram shows the name as it was written, Chinese and all
    for name, value in data.json_parameters.items():
        form.add_field(name, value.encode("utf-8", "replace").decode())
    for name, (filename, content, media) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media)
    return form, {}


def _read(status: int, payload: bytes, hint: str) -> tuple[int, bytes]:
    """The answer, if it is one. Raises NotTelegram, SlowDown, BadRequest."""
    if status == 200 and payload.startswith(b'{"ok":true'):
        return status, payload
    answer = _object(payload)
    if status == 429:
        raise SlowDown(_wait(answer, hint))
    if status == 413:
        raise BadRequest("Request Entity Too Large")
    if answer is None and status == 200 and payload.lstrip()[:1] in (b"{", b""):
        raise LostAnswer("an answer cut short")
    if answer is None or not isinstance(answer.get("ok"), bool):
        raise NotTelegram(f"HTTP {status}")
    code = answer.get("error_code")
    if status == 200 and not answer["ok"]:  # a proxy that hides what went wrong
        status = code if isinstance(code, int) and 400 <= code < 600 else 500
        if status == 429:
            raise SlowDown(_wait(answer, hint))
    return status, payload


def _object(payload: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _wait(answer: dict[str, Any] | None, hint: str) -> float:
    asked = ((answer or {}).get("parameters") or {}).get("retry_after", hint)
    try:
        return max(float(asked), 1.0)
    except (TypeError, ValueError):
        return 5.0
