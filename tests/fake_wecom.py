"""A strict WeCom for tests: its server API, its webhooks, and the side that calls us.

It refuses what the documents forbid, and drops without a word what WeCom drops without a
word. Its cryptography is its own, not the one under test.
"""

import asyncio
import base64
import hashlib
import json
import re
import secrets
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

import aiohttp
from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

TOP = {
    "touser",
    "toparty",
    "totag",
    "msgtype",
    "agentid",
    "enable_duplicate_check",
    "duplicate_check_interval",
    "safe",
}
CARD = {"card_type", "main_title", "sub_title_text", "task_id", "button_list", "replace_text"}
TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")
TOKEN_LIFE = 7200

# What a scripted fault does instead of the honest answer: a code, or any response.
Fault = int | Callable[[web.Request], Any]


@dataclass
class Shown:
    """One message as a member's phone shows it."""

    user: str
    msgid: str
    body: Mapping[str, Any]

    @property
    def text(self) -> str:
        """Everything that can be read on it."""
        if self.body["msgtype"] == "text":
            return str(self.body["text"]["content"])
        card = self.body.get("template_card", {})
        title = card.get("main_title", {})
        return "\n".join(filter(None, (title.get("title"), title.get("desc"), card.get("sub_title_text"))))

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return list(self.body.get("template_card", {}).get("button_list", []))


@dataclass
class FakeWeCom:
    """One corporation with one app. `stopwatch` is what its limits go by."""

    corp_id: str = "wx5823bf96d3bd56c7"
    secret: str = "s3cr3t-of-the-app-0123456789"
    agent_id: int = 1000002
    members: set[str] = field(default_factory=lambda: {"LinKe", "zhoukezhang"})
    unlicensed: set[str] = field(default_factory=set)
    webhook_keys: set[str] = field(default_factory=lambda: {"693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"})
    trusted: bool = True
    stopwatch: Callable[[], float] = time.monotonic
    shown: list[Shown] = field(default_factory=list)
    repeats: int = 0
    silently_dropped: int = 0
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    uploads: list[tuple[str, str, bytes]] = field(default_factory=list)
    group: list[Mapping[str, Any]] = field(default_factory=list)
    updates: list[Mapping[str, Any]] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    range_above: int = 20 << 20
    _tokens: set[str] = field(default_factory=set)
    _faults: dict[str, deque[Fault]] = field(default_factory=dict)
    _codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    _seen: dict[str, float] = field(default_factory=dict)
    _task_ids: dict[str, str] = field(default_factory=dict)
    _times: dict[str, deque[float]] = field(default_factory=dict)
    _visits: dict[str, str | None] = field(default_factory=dict)
    _numbers: int = 0

    def app(self) -> web.Application:
        app = web.Application(client_max_size=64 << 20)
        for method, path, handler in (
            ("GET", "gettoken", self._gettoken),
            ("POST", "message/send", self._send),
            ("POST", "message/update_template_card", self._update),
            ("GET", "agent/get", self._agent),
            ("GET", "auth/getuserinfo", self._member),
            ("POST", "media/upload", self._upload),
            ("GET", "media/get", self._get),
            ("POST", "webhook/send", self._webhook_send),
            ("POST", "webhook/upload_media", self._webhook_upload),
        ):
            app.router.add_route(method, f"/cgi-bin/{path}", self._scripted(path, handler))
        return app

    def fail(self, path: str, *faults: Fault) -> None:
        """The next calls of that path go wrong like this, one each."""
        self._faults.setdefault(path, deque()).extend(faults)

    def revoke_tokens(self) -> None:
        self._tokens.clear()

    def to(self, user: str) -> list[Shown]:
        return [one for one in self.shown if one.user == user]

    def response_code(self, user: str, task_id: str) -> str:
        code = f"RC{secrets.token_hex(8)}"
        self._codes[code] = (user, task_id)
        return code

    # ------------------------------------------------------------ calls

    def _scripted(self, path: str, handler: Callable[[web.Request], Any]) -> Callable[[web.Request], Any]:
        async def answer(request: web.Request) -> web.StreamResponse:
            self.calls[path] += 1
            waiting = self._faults.get(path)
            if waiting:
                fault = waiting.popleft()
                if isinstance(fault, int):
                    return refused(fault)
                response: web.StreamResponse = await fault(request)
                return response
            if path != "gettoken" and not path.startswith("webhook/"):
                token = request.query.get("access_token", "")
                if token not in self._tokens:
                    return refused(42001 if token.startswith("AT") else 40014)
                if not self.trusted:
                    return refused(60020, "not allow to access from your ip, from ip: 203.0.113.9, more")
            return await handler(request)  # type: ignore[no-any-return]

        return answer

    async def _gettoken(self, request: web.Request) -> web.Response:
        if request.query.get("corpid") != self.corp_id:
            return refused(40013, f"invalid corpid {request.query.get('corpsecret')}")
        if request.query.get("corpsecret") != self.secret:
            return refused(40001, f"invalid credential {request.query.get('corpsecret')}")
        token = f"AT{secrets.token_urlsafe(60)}"
        self._tokens.add(token)
        return ok(access_token=token, expires_in=TOKEN_LIFE)

    async def _agent(self, request: web.Request) -> web.Response:
        if request.query.get("agentid") != str(self.agent_id):
            return refused(301002)
        return ok(agentid=self.agent_id, name="督办", close=0)

    def visit(self, userid: str | None) -> str:
        """A code for a browser of that member (None: of somebody outside), good once."""
        code = secrets.token_urlsafe(16)
        self._visits[code] = userid
        return code

    async def _member(self, request: web.Request) -> web.Response:
        code = request.query.get("code", "")
        if code not in self._visits:
            return refused(40029)
        userid = self._visits.pop(code)
        return ok(userid=userid, user_ticket="") if userid else ok(openid="o1", external_userid="e1")

    async def _send(self, request: web.Request) -> web.Response:
        raw = await request.read()
        body = json.loads(raw)
        kind = body.get("msgtype")
        if set(body) - TOP - {kind}:
            return refused(40035)
        if body.get("agentid") != self.agent_id:
            return refused(301002)
        if code := self._fault_in(kind, body):
            return refused(code)
        return self._deliver(raw, body)

    def _fault_in(self, kind: str, body: Mapping[str, Any]) -> int:
        match kind:
            case "text":
                content = body["text"]["content"]
                return 44004 if not content.strip() else 45002 if len(content.encode()) > 2048 else 0
            case "image" | "file":
                return 0 if body[kind].get("media_id") in self.media else 40007
            case "template_card":
                card = body["template_card"]
                clash = self._task_ids.get(card.get("task_id", ""), raw := json.dumps(body)) != raw
                return 40035 if clash else card_fault(card)
        return 40008

    def _deliver(self, raw: bytes, body: Mapping[str, Any]) -> web.Response:
        invalid, unlicensed, receivers = [], [], []
        known = {one.casefold(): one for one in self.members}
        for user in body["touser"].split("|"):
            found = known.get(user.casefold())
            (receivers.append(found) if found else invalid.append(user.lower()))
            if found in self.unlicensed:
                receivers.remove(found)
                unlicensed.append(user.lower())
        if not receivers and invalid:
            return refused(81013)
        interval = body.get("duplicate_check_interval", 1800)
        if not 0 < interval <= 4 * 3600:
            return refused(40035)
        now = self.stopwatch()
        if body.get("enable_duplicate_check") and self._seen.get(raw.decode(), -1e9) > now - interval:
            self.repeats += 1
            return ok(invaliduser="", msgid="")
        self._seen[raw.decode()] = now
        more = {}
        msgid = self._next("msg")
        for user in receivers:
            if self._lets_through(user, now):
                self.shown.append(Shown(user, msgid, body))
        if body["msgtype"] == "template_card":
            task_id = body["template_card"]["task_id"]
            self._task_ids[task_id] = json.dumps(body)
            more["response_code"] = self.response_code(body["touser"], task_id)
        return ok(invaliduser="|".join(invalid), unlicenseduser="|".join(unlicensed), msgid=msgid, **more)

    def _lets_through(self, user: str, now: float) -> bool:
        times = self._times.setdefault(user, deque())
        while times and times[0] <= now - 60:
            times.popleft()
        if len(times) >= 30:
            self.silently_dropped += 1
            return False
        times.append(now)
        return True

    async def _update(self, request: web.Request) -> web.Response:
        body = await request.json()
        if set(body) - {"userids", "agentid", "response_code", "button", "template_card"}:
            return refused(40035)
        if self._codes.pop(body.get("response_code", ""), None) is None:
            return refused(41016)
        if "template_card" in body and (code := card_fault(body["template_card"], update=True)):
            return refused(code)
        if "template_card" not in body and not body.get("button", {}).get("replace_name"):
            return refused(40035)
        self.updates.append(body)
        return ok(invaliduser=[])

    # ------------------------------------------------------------ files

    async def _upload(self, request: web.Request) -> web.Response:
        kind = request.query.get("type", "")
        name, content = await _one_file(request)
        if kind not in ("image", "file"):
            return refused(40004)
        if len(content) <= 5 or len(content) > (10 if kind == "image" else 20) << 20:
            return refused(40006)
        media_id = self.put(name, content)
        self.uploads.append((kind, name, content))
        return ok(type=kind, media_id=media_id, created_at="1380000000")

    def put(self, name: str, content: bytes) -> str:
        """A file at WeCom, from whomever."""
        media_id = self._next("media")
        self.media[media_id] = (name, content)
        return media_id

    async def _get(self, request: web.Request) -> web.Response:
        if request.query.get("media_id") not in self.media:
            return refused(40007)
        name, content = self.media[request.query["media_id"]]
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Type": "application/octet-stream",
        }
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("Range", ""))
        if wanted is None:
            return (
                refused(830002)
                if len(content) > self.range_above
                else web.Response(body=content, headers=headers)
            )
        start, end = int(wanted[1]), min(int(wanted[2]), len(content) - 1)
        if end - start >= self.range_above or start > end:
            return refused(830002)
        headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
        return web.Response(status=206, body=content[start : end + 1], headers=headers)

    # ------------------------------------------------------------ webhooks

    async def _webhook_send(self, request: web.Request) -> web.Response:
        body = await request.json()
        if request.query.get("key") not in self.webhook_keys:
            return refused(93000, f"invalid webhook {request.query.get('key')}")
        kind = body["msgtype"]
        if kind == "text" and len(body["text"]["content"].encode()) > 2048:
            return refused(40058)
        if kind == "image":
            content = base64.b64decode(body["image"]["base64"])
            if len(content) > 2 << 20 or hashlib.md5(content).hexdigest() != body["image"]["md5"]:
                return refused(40009)
        if kind == "file" and body["file"]["media_id"] not in self.media:
            return refused(40007)
        now = self.stopwatch()
        times = self._times.setdefault(f"webhook {request.query['key']}", deque())
        if len([one for one in times if one > now - 60]) >= 20:
            return refused(45009)
        times.append(now)
        self.group.append(body)
        return ok()

    async def _webhook_upload(self, request: web.Request) -> web.Response:
        name, content = await _one_file(request)
        return ok(type="file", media_id=self.put(name, content), created_at="1380000000")

    def _next(self, kind: str) -> str:
        self._numbers += 1
        return f"{kind}-{self._numbers}"


def ok(**facts: Any) -> web.Response:
    return web.json_response({"errcode": 0, "errmsg": "ok", **facts})


def refused(code: int, errmsg: str = "hint") -> web.Response:
    return web.json_response({"errcode": code, "errmsg": errmsg})


def card_fault(card: Mapping[str, Any], *, update: bool = False) -> int:
    """What WeCom would say of a card with buttons."""
    buttons = card.get("button_list", [])
    keys = [button.get("key", "") for button in buttons]
    faulty = (
        set(card) - CARD,
        card.get("card_type") != "button_interaction",
        not TASK_ID.fullmatch(card.get("task_id", "")),
        not 1 <= len(buttons) <= 6,
        len(set(keys)) != len(keys),
        not all(0 < len(key.encode()) <= 1024 for key in keys),
        not all(0 < len(button["text"]) <= 10 for button in buttons),
        not all(set(button) == {"text", "style", "key"} and 1 <= button["style"] <= 4 for button in buttons),
        not 0 < len(card["main_title"].get("title", "")) <= 36,
        len(card["main_title"].get("desc", "")) > 44,
        len(card.get("sub_title_text", "")) > 160 and not update,
        "replace_text" in card and not update,
    )
    return 40035 if any(faulty) else 0


async def _one_file(request: web.Request) -> tuple[str, bytes]:
    reader = await request.multipart()
    part = await reader.next()
    assert isinstance(part, aiohttp.BodyPartReader)
    assert part.name == "media"
    raw = part.headers["Content-Disposition"]
    assert "filename*" not in raw, "WeCom is not known to read filename*"
    found = re.search(r'filename="([^"]*)"', raw)
    assert found is not None
    return found[1], await part.read(decode=False)


# ---------------------------------------------------------------- the side that calls


Post = Callable[[Mapping[str, str], bytes], Any]


@dataclass
class Caller:
    """Calls the app back as WeCom does: sealed, signed, and again when not answered well in time."""

    token: str = "QDG6eK"
    aes_key: str = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
    corp_id: str = "wx5823bf96d3bd56c7"
    agent_id: int = 1000002
    answer_within: float = 5.0
    tries: int = 4  # the first and three more
    receive_id: str | None = None

    async def call(self, post: Post, facts: Mapping[str, Any], timestamp: int) -> list[int]:
        """The statuses of all tries; 0 for one without an answer in time."""
        query, body = self.letter(self.plain(facts), timestamp)
        statuses = []
        for _ in range(self.tries):
            try:
                status, answer = await asyncio.wait_for(post(query, body), self.answer_within)
            except TimeoutError:
                status, answer = 0, b""
            statuses.append(status)
            if status == 200:
                assert answer == b"", "an empty answer was due"
                return statuses
        return statuses

    def plain(self, facts: Mapping[str, Any]) -> bytes:
        whole = {"ToUserName": self.corp_id, **facts, "AgentID": self.agent_id} | dict(facts)
        inner = "".join(
            f"<{name}>{value}</{name}>" if isinstance(value, int) else f"<{name}>{_data(str(value))}</{name}>"
            for name, value in whole.items()
        )
        return f"<xml>{inner}</xml>".encode()

    def letter(self, plain: bytes, timestamp: int) -> tuple[dict[str, str], bytes]:
        sealed = self.seal(plain)
        query = self.query(sealed, timestamp)
        body = f"<xml><ToUserName>{_data(self.corp_id)}</ToUserName><Encrypt>{_data(sealed)}</Encrypt></xml>"
        return query, body.encode()

    def query(self, sealed: str, timestamp: int) -> dict[str, str]:
        moment, nonce = str(timestamp), secrets.token_hex(5)
        return {"msg_signature": self.sign(moment, nonce, sealed), "timestamp": moment, "nonce": nonce}

    def sign(self, *parts: str) -> str:
        return hashlib.sha1("".join(sorted([self.token, *parts])).encode()).hexdigest()

    def seal(self, plain: bytes) -> str:
        receiver = (self.corp_id if self.receive_id is None else self.receive_id).encode()
        whole = secrets.token_bytes(16) + len(plain).to_bytes(4, "big") + plain + receiver
        pad = 32 - len(whole) % 32
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(whole + bytes([pad]) * pad) + encryptor.finalize()).decode()

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _data(text: str) -> str:
    return escape(text) if "]]>" in text else f"<![CDATA[{text}]]>"
