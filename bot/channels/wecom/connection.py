"""The AI bot's one WebSocket (document 101463): subscribe, ping, ask and be answered, connect again; but never fight for it.

A frame is {"cmd", "headers": {"req_id"}, "body"}; an answer carries the req_id, errcode and no cmd.
"""

import asyncio
import contextlib
import json
import random
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

import aiohttp
import structlog

from bot.channels import DeliveryError
from bot.channels.wecom.errors import LIMITED, Refusal
from bot.channels.wecom.wire import FAILURES, Unreachable

log = structlog.get_logger()

PING_EVERY = 30.0
ANSWER_WITHIN = 10.0
LONGEST_WAIT = 30.0  # seconds between two tries to connect
REFUSED_WAIT = 300.0  # subscribing is itself limited: a wrong secret is not tried thirty times a minute

# connecting: not yet, or again. superseded: another process connected with this bot, and has it. refused: id or secret.
State = Literal["connecting", "up", "superseded", "refused"]
Frame = Mapping[str, Any]
Sleep = Callable[[float], Awaitable[None]]

SUPERSEDED = "另一个程序用同一个机器人连上了企业微信，这里已停用；请只留一个，再重新启动"


class Connection:
    """One bot's line. Only one program may hold it: who is superseded keeps still until it is started anew."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        bot_id: str,
        secret: str,
        *,
        ping_every: float = PING_EVERY,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._session = session
        self._url = url
        self._login = {"bot_id": bot_id, "secret": secret}
        self._ping_every = ping_every
        self._sleep = sleep
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._asked: dict[str, asyncio.Future[Frame]] = {}
        self.state: State = "connecting"
        self.why = ""
        self._failures = 0

    async def run(self, hear: Callable[[Frame], None]) -> None:
        """Stay connected, giving each callback to `hear`. Ends when another program has the bot, and does not begin again."""
        while not self.superseded:
            try:
                await self._hold(hear)
            except (Unreachable, *FAILURES) as error:
                log.warning("wecom bot not connected", reason=type(error).__name__)
                self.why = "连不上企业微信"
            except Refusal as refusal:
                self._refused(refusal)
            if not self.superseded:
                self._failures += 1
                await self._sleep(self._wait())

    @property
    def superseded(self) -> bool:
        """Whether another program has the bot now."""
        return self.state == "superseded"

    async def ask(self, cmd: str, body: Mapping[str, Any], req_id: str | None = None) -> Mapping[str, Any]:
        """The answer's body. req_id: that of the callback which is answered. Raises DeliveryError."""
        if self.superseded:
            raise DeliveryError(SUPERSEDED, permanent=True, scope="channel")
        if self._socket is None or self.state != "up":
            raise Unreachable(self.why or "还没有连上")
        answer = await self._exchange(self._socket, cmd, body, req_id or _fresh(cmd))
        found = answer.get("body")
        return found if isinstance(found, dict) else {}

    # ------------------------------------------------------------ one connection

    async def _hold(self, hear: Callable[[Frame], None]) -> None:
        """One connection from its beginning to its end, whichever way it ends."""
        async with self._session.ws_connect(self._url, timeout=aiohttp.ClientWSTimeout(ws_close=2)) as socket:
            self._socket = socket
            reading = asyncio.create_task(self._read(socket, hear))
            try:
                await self._subscribe(socket, reading)
                self.state, self.why, self._failures = "up", "", 0
                log.info("wecom bot connected")
                await self._keep_alive(socket, reading)
            finally:
                self._end(reading)

    def _end(self, reading: "asyncio.Task[None]") -> None:
        reading.cancel()
        self._socket = None
        if self.state == "up":
            self.state, self.why = "connecting", "连接断开，正在重连"
        for waiting in self._asked.values():
            if not waiting.done():
                waiting.set_exception(Unreachable("连接断开"))
        self._asked.clear()

    async def _subscribe(
        self, socket: aiohttp.ClientWebSocketResponse, reading: "asyncio.Task[None]"
    ) -> None:
        asking = asyncio.create_task(
            self._exchange(socket, "aibot_subscribe", self._login, _fresh("aibot_subscribe"))
        )
        await asyncio.wait((asking, reading), return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            asking.cancel()
            raise Unreachable("连接断开")
        asking.result()

    async def _keep_alive(
        self, socket: aiohttp.ClientWebSocketResponse, reading: "asyncio.Task[None]"
    ) -> None:
        """Ping until the reading ends; a ping without an answer ends it. A clean close is an end like any other."""
        while True:
            done, _ = await asyncio.wait((reading,), timeout=self._ping_every)
            if done:
                return
            with contextlib.suppress(Refusal):
                await self._exchange(socket, "ping", None, _fresh("ping"))

    async def _read(self, socket: aiohttp.ClientWebSocketResponse, hear: Callable[[Frame], None]) -> None:
        async for message in socket:
            if message.type != aiohttp.WSMsgType.TEXT:
                continue
            frame = _parsed(message.data)
            if frame is None:
                log.warning("wecom bot frame not read")
            elif not frame.get("cmd"):
                self._answered(frame)
            elif _event(frame) == "disconnected_event":
                # To connect again would throw the other out, who would connect again.
                self.state, self.why = "superseded", SUPERSEDED
                log.error("wecom bot superseded")
                await socket.close()
                return
            else:
                hear(frame)

    def _answered(self, frame: Frame) -> None:
        waiting = self._asked.pop(req_id_of(frame), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(frame)

    async def _exchange(
        self, socket: aiohttp.ClientWebSocketResponse, cmd: str, body: Mapping[str, Any] | None, req_id: str
    ) -> Frame:
        frame: dict[str, Any] = {"cmd": cmd, "headers": {"req_id": req_id}}
        if body is not None:
            frame["body"] = body
        waiting: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._asked[req_id] = waiting
        try:
            await socket.send_str(json.dumps(frame, ensure_ascii=False))
            answer = await asyncio.wait_for(waiting, ANSWER_WITHIN)
        except FAILURES as error:
            raise Unreachable(type(error).__name__) from None
        finally:
            self._asked.pop(req_id, None)
        if code := answer.get("errcode", 0):
            raise Refusal(code)
        return answer

    def _refused(self, refusal: Refusal) -> None:
        """Not subscribed: by a busy server for now, by any other code until somebody corrects the settings."""
        log.error("wecom bot refused", code=refusal.code)
        if refusal.remedy == "retry" or refusal.code == LIMITED:
            self.why = str(refusal)
            return
        self.state, self.why = "refused", f"机器人 ID 或 Secret 不对（错误码{refusal.code}）"

    def _wait(self) -> float:
        if self.state == "refused":
            return min(60.0 * self._failures, REFUSED_WAIT)
        return min(2.0 ** min(self._failures - 1, 10), LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311  spreads retries


def req_id_of(frame: Frame) -> str:
    headers = frame.get("headers")
    return str(headers.get("req_id", "")) if isinstance(headers, dict) else ""


def _event(frame: Frame) -> str:
    body = frame.get("body")
    event = body.get("event") if isinstance(body, dict) else None
    return str(event.get("eventtype", "")) if isinstance(event, dict) else ""


def _parsed(text: str) -> Frame | None:
    try:
        frame: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return frame if isinstance(frame, dict) else None


def _fresh(cmd: str) -> str:
    return f"{cmd}_{uuid.uuid4().hex}"
