"""The address WeCom calls (documents 90238, 90930): proves itself, and takes what comes, answering only when it is durable.

An empty 200 within five seconds, or WeCom brings the same again, three times. Nothing is
believed before the signature: the body is measured, then read without DTD or entities.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels import Busy
from bot.channels.wecom import xml
from bot.channels.wecom.config import AppConfig
from bot.channels.wecom.crypto import Envelope, Forged
from bot.channels.wecom.hearing import Hearing

log = structlog.get_logger()

PATH = "/hooks/wecom"
LARGEST = 100 * 1024  # bytes; a member's longest text is 2 KB
WINDOW = timedelta(minutes=10)  # the protocol bounds no replay; what is older than this is one


class _Refused(Exception):
    """Not taken. The status goes to the caller, the reason to our log only."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Callback:
    """One app's callback address. Raises ValueError where the app's AES key cannot be one."""

    def __init__(self, config: AppConfig, hearing: Hearing, now: Callable[[], datetime]) -> None:
        self._corp_id = config.corp_id
        self._agent_id = str(config.agent_id)
        self._envelope = Envelope(config.callback_token, config.aes_key, config.corp_id)
        self._hearing = hearing
        self._now = now

    @property
    def routes(self) -> tuple[Route, ...]:
        return (Route(PATH, self._answer, methods=["GET", "POST"]),)

    async def _answer(self, request: Request) -> Response:
        try:
            if request.method != "POST":
                return PlainTextResponse(self._verified(request))
            came = self._trusted(request, await _body(request))
            await self._hearing.take(came)
        except _Refused as refusal:
            log.warning("wecom callback refused", why=str(refusal), status=refusal.status)
            return Response(status_code=refusal.status)
        except Busy as busy:
            log.error("wecom callback put off", reason=str(busy))
            return Response(status_code=500)
        return Response(status_code=200)

    def _verified(self, request: Request) -> bytes:
        """The echo WeCom wants to see decrypted when the address is entered in its console."""
        return self._opened(request, request.query_params.get("echostr", ""))

    def _trusted(self, request: Request, body: bytes) -> Mapping[str, str]:
        """What is inside, once it is certain who sent it and to which app."""
        try:
            came = xml.fields(self._opened(request, xml.fields(body).get("Encrypt", "")))
        except xml.Unreadable as error:
            raise _Refused(400, str(error)) from None
        if came.get("ToUserName", self._corp_id) != self._corp_id:
            raise _Refused(403, "不是发给本企业的")
        if came.get("AgentID", self._agent_id) != self._agent_id:
            raise _Refused(403, f"来自另一个应用 {came['AgentID'][:20]}，请核对 DUBAN_WECOM_AGENT_ID")
        if not came.get("FromUserName"):
            raise _Refused(400, "没有发件人")
        return came

    def _opened(self, request: Request, sealed: str) -> bytes:
        signature, timestamp, nonce = (
            request.query_params.get(name, "") for name in ("msg_signature", "timestamp", "nonce")
        )
        if not (signature and timestamp and nonce and sealed):
            raise _Refused(400, "缺少参数")
        try:
            inside = self._envelope.open(signature, timestamp, nonce, sealed)
        except Forged as forged:
            raise _Refused(403, str(forged)) from None
        # Only now: a stranger with a wrong clock is not worth a line about clocks.
        self._check_age(timestamp)
        return inside

    def _check_age(self, timestamp: str) -> None:
        seconds = int(timestamp) if timestamp.isdecimal() and len(timestamp) <= 12 else 0
        age = self._now().timestamp() - seconds
        if abs(age) > WINDOW.total_seconds():
            raise _Refused(
                403,
                f"时间相差{abs(age) / 60:.0f}分钟，超过{WINDOW.seconds // 60}分钟：旧请求重放，或本机时钟不准",
            )


async def _body(request: Request) -> bytes:
    """The body, read no further than the limit."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                raise _Refused(413, "内容过长")
    except ClientDisconnect:
        raise _Refused(400, "请求没有发完") from None
    return bytes(body)
