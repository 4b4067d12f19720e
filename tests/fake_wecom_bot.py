"""A strict far end of the AI bot's WebSocket: one connection a bot, answers by req_id, five seconds for what must be quick."""

import base64
import hashlib
import json
import secrets
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.fake_wecom import card_fault

INVALID_REQ_ID, NEVER_WROTE, BAD_LOGIN, FAULTY, LIMITED = 846605, 846610, 853000, 40035, 45009
CHUNK = 512 * 1024


@dataclass
class Upload:
    """A file on its way in pieces."""

    facts: Mapping[str, Any]
    chunks: dict[int, bytes] = field(default_factory=dict)


@dataclass
class FakeBot:
    """One bot at WeCom. It may speak only in conversations somebody opened."""

    bot_id: str = "aib-1"
    secret: str = "s3cr3t-of-the-bot"
    stopwatch: Any = time.monotonic
    conversations: set[str] = field(default_factory=set)
    pushed: list[Mapping[str, Any]] = field(default_factory=list)
    answered: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    media: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    deaf: set[str] = field(default_factory=set)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    live: web.WebSocketResponse | None = None
    _events: dict[str, float] = field(default_factory=dict)
    _uploads: dict[str, Upload] = field(default_factory=dict)
    _sent: dict[str, int] = field(default_factory=dict)
    _numbers: int = 0

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/", self._connected)
        app.router.add_get("/file/{number}", self._file)
        return app

    # ------------------------------------------------------------ our side of the callbacks

    async def says(self, user: str = "LinKe", *, chat: str = "", msgid: str = "", **facts: Any) -> str:
        """Somebody writes. Returns the req_id."""
        self.conversations.add(chat or user)
        body = {
            "msgid": msgid or self._next("m"), "aibotid": self.bot_id, "from": {"userid": user},
            "chattype": "group" if chat else "single", **({"chatid": chat} if chat else {}), **facts,
        }  # fmt: skip
        return await self._callback("aibot_msg_callback", body)

    async def event(self, kind: str, user: str = "LinKe", msgid: str = "", **facts: Any) -> str:
        body = {
            "msgid": msgid or self._next("e"), "create_time": 1700000000, "aibotid": self.bot_id,
            "from": {"userid": user}, "chattype": "single", "msgtype": "event",
            "event": {"eventtype": kind, **facts},
        }  # fmt: skip
        return await self._callback("aibot_event_callback", body)

    def put(self, name: str, content: bytes) -> dict[str, str]:
        """A file somebody sent: where it is, and its own key."""
        key = secrets.token_bytes(32)
        pad = 32 - len(content) % 32
        encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        number = self._next("f")
        self.files[number] = (name, encryptor.update(content + bytes([pad]) * pad) + encryptor.finalize())
        return {"url": f"/file/{number}", "aeskey": base64.b64encode(key).decode()}

    async def hang_up(self) -> None:
        assert self.live is not None
        await self.live.close()

    async def _callback(self, cmd: str, body: Mapping[str, Any]) -> str:
        assert self.live is not None
        req_id = self._next("r")
        self._events[req_id] = self.stopwatch()
        await self.live.send_str(json.dumps({"cmd": cmd, "headers": {"req_id": req_id}, "body": body}))
        return req_id

    # ------------------------------------------------------------ the wire

    async def _connected(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        subscribed = False
        async for message in socket:
            assert message.type == WSMsgType.TEXT
            frame = json.loads(message.data)
            cmd, req_id = frame["cmd"], frame["headers"]["req_id"]
            self.calls[cmd] += 1
            if cmd in self.deaf:
                continue
            if cmd == "aibot_subscribe":
                login = {name: frame["body"].get(name) for name in ("bot_id", "secret")}
                code = 0 if login == {"bot_id": self.bot_id, "secret": self.secret} else BAD_LOGIN
                await self._answer(socket, req_id, code)
                if code:
                    await socket.close()
                    break
                await self._take_over(socket)
                subscribed = True
            elif not subscribed:
                await self._answer(socket, req_id, FAULTY)
            else:
                code, body = (0, {}) if cmd == "ping" else self._take(cmd, req_id, frame["body"])
                await self._answer(socket, req_id, code, body)
        return socket

    async def _take_over(self, socket: web.WebSocketResponse) -> None:
        old, self.live = self.live, socket
        if old is not None and not old.closed:
            gone = {"msgtype": "event", "event": {"eventtype": "disconnected_event"}}
            frame = {"cmd": "aibot_event_callback", "headers": {"req_id": self._next("r")}, "body": gone}
            await old.send_str(json.dumps(frame))
            await old.close()

    async def _answer(self, socket: web.WebSocketResponse, req_id: str, code: int, body: Any = None) -> None:
        frame = {
            "headers": {"req_id": req_id},
            "errcode": code,
            "errmsg": "hint",
            **({"body": body} if body else {}),
        }
        await socket.send_str(json.dumps(frame))

    def _take(self, cmd: str, req_id: str, body: Mapping[str, Any]) -> tuple[int, Any]:
        match cmd:
            case "aibot_send_msg":
                return self._push(body), None
            case "aibot_respond_welcome_msg" | "aibot_respond_update_msg":
                if self.stopwatch() - self._events.pop(req_id, -1e9) > 5:
                    return INVALID_REQ_ID, None
                if "template_card" in body and (code := card_fault(body["template_card"], update=True)):
                    return code, None
                self.answered.append((cmd, body))
                return 0, None
            case "aibot_respond_msg":
                if req_id not in self._events or len(body["stream"]["content"].encode()) > 20480:
                    return INVALID_REQ_ID, None
                self.answered.append((cmd, body))
                return 0, None
            case "aibot_upload_media_init":
                upload_id = self._next("u")
                self._uploads[upload_id] = Upload(body)
                return 0, {"upload_id": upload_id}
            case "aibot_upload_media_chunk":
                content = base64.b64decode(body["base64_data"])
                self._uploads[body["upload_id"]].chunks[body["chunk_index"]] = content
                return (FAULTY if len(content) > CHUNK else 0), None
            case "aibot_upload_media_finish":
                return self._finished(self._uploads.pop(body["upload_id"]))
        return FAULTY, None

    def _push(self, body: Mapping[str, Any]) -> int:
        kind = body.get("msgtype", "")
        if set(body) - {"chat_type"} != {"chatid", "msgtype", kind} or body.get("chat_type", 1) not in (1, 2):
            return FAULTY
        if body["chatid"] not in self.conversations:
            return NEVER_WROTE
        match kind:
            case "markdown" if not 0 < len(body["markdown"]["content"].encode()) <= 20480:
                return FAULTY
            case "template_card" if code := card_fault(body["template_card"]):
                return code
            case "image" | "file" if body[kind]["media_id"] not in self.media:
                return 40007
            case "text":
                return FAULTY
        self._sent[body["chatid"]] = self._sent.get(body["chatid"], 0) + 1
        if self._sent[body["chatid"]] > 30:
            return LIMITED
        self.pushed.append(body)
        return 0

    def _finished(self, upload: Upload) -> tuple[int, Any]:
        facts = upload.facts
        whole = b"".join(upload.chunks.get(n, b"") for n in range(facts["total_chunks"]))
        if len(whole) != facts["total_size"] or hashlib.md5(whole).hexdigest() != facts["md5"]:
            return FAULTY, None
        media_id = self._next("media")
        self.media[media_id] = (facts["type"], facts["filename"], whole)
        return 0, {"type": facts["type"], "media_id": media_id, "created_at": "1700000000"}

    async def _file(self, request: web.Request) -> web.Response:
        found = self.files.get(request.match_info["number"])
        if found is None:
            return web.Response(status=403)
        headers = {"Content-Disposition": f'attachment; filename="{found[0]}"'}
        return web.Response(body=found[1], headers=headers)

    def _next(self, kind: str) -> str:
        self._numbers += 1
        return f"{kind}{self._numbers}"
