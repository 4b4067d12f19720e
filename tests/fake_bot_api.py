"""A Bot API as strict as Telegram's, on loopback: what an emulator lets through is refused here.

It parses HTML as Telegram does, measures after entities, knows who blocked the bot, counts what arrives
in any window, hands out message, callback and file ids and takes back only those, and fails on command:
before or after it has acted, with a proxy's page, or with a request to slow down.
"""

import asyncio
import json
import re
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from html.entities import html5
from itertools import count
from math import ceil
from typing import Any

from aiohttp import ClientSession, web

TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcQ"
BOT = 4839574812
USERNAME = "duban_test_bot"
PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"

_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)((?:\s+[a-z-]+(?:=\"[^\"<>]*\")?)*)\s*>")
_KNOWN = {
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "code",
    "pre",
    "a",
    "blockquote",
    "tg-spoiler",
}
_ENTITY = re.compile(r"&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]+);")


class Refused(Exception):
    """An answer with ok false."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.parameters = parameters


def entities(text: str) -> str:
    """The text a reader sees. Raises Refused where Telegram could not parse it, or would show a stray sign."""
    opened: list[str] = []
    out, at = [], 0
    while at < len(text):
        if text[at] == "<":
            tag = _TAG.match(text, at)
            if tag is None or tag[2] not in _KNOWN:
                raise _unparsed(f'Unsupported start tag "{text[at + 1 : at + 9]}" at byte offset {at}')
            if not tag[1]:
                opened.append(tag[2])
            elif not opened or opened.pop() != tag[2]:
                raise _unparsed(f"Unexpected end tag at byte offset {at}")
            at = tag.end()
        elif text[at] == "&":
            entity = _ENTITY.match(text, at)
            if entity is None or (entity[1][0] != "#" and entity[1] + ";" not in html5):
                raise _unparsed(f"stray & at byte offset {at}")
            out.append(unescape(entity[0]))
            at = entity.end()
        else:
            out.append(text[at])
            at += 1
    if opened:
        raise _unparsed(f'Can\'t find end tag corresponding to start tag "{opened[-1]}"')
    return "".join(out)


def _unparsed(why: str) -> Refused:
    return Refused(400, f"Bad Request: can't parse entities: {why}")


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@dataclass
class Sent:
    """A message of the bot's, as its reader sees it now."""

    chat: str
    id: int
    text: str
    raw: str
    method: str
    buttons: list[list[dict[str, str]]] = field(default_factory=list)
    file: bytes = b""
    filename: str = ""
    reply_to: int | None = None

    @property
    def data(self) -> list[str]:
        return [one["callback_data"] for row in self.buttons for one in row]


@dataclass
class Fault:
    """What goes wrong, how often; chat None: for everybody."""

    kind: str
    times: int
    method: str
    chat: str | None
    after: int = 1
    skip: int = 0


@dataclass
class Windows:
    """At most `most` arrivals in any `seconds`."""

    most: int
    seconds: float
    seen: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait(self, key: str, now: float) -> float:
        seen = self.seen[key]
        while seen and seen[0] <= now - self.seconds:
            seen.popleft()
        return seen[0] + self.seconds - now if len(seen) >= self.most else 0.0


class FakeBotApi:
    """One bot's Telegram. `limits`: the documented ones are enforced, a second lasting `second`."""

    def __init__(self, *, limits: bool = False, second: float = 1.0) -> None:
        self.chats: dict[str, str] = {}  # id -> what sending there comes to: ok, blocked, …
        self.moved: dict[str, str] = {}
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answered: dict[str, str] = {}
        self.queries: set[str] = set()
        self.updates: list[dict[str, Any]] = []
        self.files: dict[str, tuple[str, bytes]] = {}
        self.acknowledged = 0
        self.webhook: dict[str, Any] = {}
        self.statuses: list[int] = []
        self.refused = 0
        self.token_revoked = False
        self.faults: list[Fault] = []
        self.base_url = ""
        self._limits = limits
        self._overall = Windows(30, second)
        self._each = Windows(1, second)
        self._group = Windows(20, 60 * second)
        self._polling = 0
        self._news = asyncio.Event()
        self._ids = count(1)
        self._update_ids = count(1000)

    # ------------------------------------------------------------ what a test does

    def chat(self, chat: int | str, state: str = "ok") -> str:
        self.chats[str(chat)] = state
        return str(chat)

    def fails(
        self,
        kind: str,
        times: int = 1,
        method: str = "send",
        *,
        chat: str | None = None,
        after: int = 1,
        skip: int = 0,
    ) -> None:
        """The next `times` calls go wrong, once `skip` have gone well."""
        self.faults.append(Fault(kind, times, method, chat, after, skip))

    def texts(self, chat: str) -> list[str]:
        return [one.text for one in self.sent if one.chat == chat]

    def called(self, method: str) -> list[dict[str, Any]]:
        return [fields for name, fields in self.calls if name == method]

    def brings(self, **update: Any) -> dict[str, Any]:
        """One more update for the bot."""
        whole = {"update_id": next(self._update_ids), **update}
        self.updates.append(whole)
        self._news.set()
        return whole

    def file(self, content: bytes, file_id: str) -> str:
        self.files[file_id] = f"documents/{file_id}", content
        return file_id

    def query(self, name: str) -> str:
        self.queries.add(name)
        return name

    async def deliver(self) -> None:
        """Bring what waits to the webhook, again and again until it is taken, as Telegram does."""
        async with ClientSession() as session:
            while self.updates:
                headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
                async with session.post(self.webhook["url"], json=self.updates[0], headers=headers) as answer:
                    self.statuses.append(answer.status)
                    if answer.status == 200:
                        self.updates.pop(0)
                await asyncio.sleep(0.01)

    # ------------------------------------------------------------ the wire

    @asynccontextmanager
    async def running(self) -> AsyncIterator["FakeBotApi"]:
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.*}", self._download)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method, fields = request.match_info["method"], await _fields(request)
        self.calls.append((method, fields))
        fault = self._fault(method, str(fields.get("chat_id", "")))
        if fault is not None and fault.kind == "never":
            await asyncio.sleep(3600)
        if fault is not None and fault.kind != "cut after":
            return _failing(request, fault)
        try:
            self._known(request.match_info["token"])
            result = await self._act(method, fields)
        except Refused as refusal:
            self.refused += refusal.code == 429
            body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": str(refusal)}
            if refusal.parameters:
                body["parameters"] = refusal.parameters
            return web.json_response(body, status=refusal.code)
        if fault is not None:
            return _cut(request)
        return web.json_response({"ok": True, "result": result})

    def _known(self, token: str) -> None:
        if not re.fullmatch(r"\d+:[\w-]{35}", token):
            raise Refused(404, "Not Found")
        if token != TOKEN or self.token_revoked:
            raise Refused(401, "Unauthorized")

    def _fault(self, method: str, chat: str) -> Fault | None:
        for fault in self.faults:
            if method.startswith(fault.method) and fault.chat in (None, chat):
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if not fault.times:
                    self.faults.remove(fault)
                return fault
        return None

    async def _download(self, request: web.Request) -> web.StreamResponse:
        fault = self._fault("download", "")
        if fault is not None:
            return _failing(request, fault)
        found = dict(self.files.values()).get(request.match_info["path"])
        if found is None or request.match_info["token"] != TOKEN:
            raise web.HTTPNotFound
        return web.Response(body=found)

    # ------------------------------------------------------------ the methods

    async def _act(self, method: str, fields: dict[str, Any]) -> Any:
        if method == "getUpdates":
            return await self._get_updates(fields)
        act = getattr(self, "_" + re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), method), None)
        if act is None:
            raise Refused(404, "Not Found: method not found")
        return act(fields)

    def _get_me(self, fields: dict[str, Any]) -> Any:
        return {"id": BOT, "is_bot": True, "first_name": "督办", "username": USERNAME}

    def _set_my_commands(self, fields: dict[str, Any]) -> Any:
        for one in json.loads(fields["commands"]):
            if (
                not re.fullmatch(r"[a-z0-9_]{1,32}", one["command"])
                or not 1 <= len(one["description"]) <= 256
            ):
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        return True

    def _set_webhook(self, fields: dict[str, Any]) -> Any:
        if not fields["url"].startswith(("https://", "http://127.0.0.1")):
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[\w-]{1,256}", fields.get("secret_token", ""), re.ASCII):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = fields
        return True

    def _delete_webhook(self, fields: dict[str, Any]) -> Any:
        self.webhook = {}
        return True

    def _get_webhook_info(self, fields: dict[str, Any]) -> Any:
        return {"url": self.webhook.get("url", ""), "pending_update_count": len(self.updates)}

    async def _get_updates(self, fields: dict[str, Any]) -> Any:
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._polling:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        offset = int(fields.get("offset", 0))
        self.acknowledged = max(self.acknowledged, offset)
        self.updates = [one for one in self.updates if one["update_id"] >= offset]
        self._polling += 1
        try:
            if not self.updates:
                self._news.clear()
                # Short: a test that ends must not wait for a question nobody answers.
                await asyncio.wait_for(self._news.wait(), min(float(fields.get("timeout", 0)), 0.3))
        except TimeoutError:
            return []
        finally:
            self._polling -= 1
        return self.updates[: int(fields.get("limit", 100))]

    def _get_file(self, fields: dict[str, Any]) -> Any:
        if fields["file_id"] not in self.files:
            raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        path, content = self.files[fields["file_id"]]
        if len(content) > 20 * 1024 * 1024:
            raise Refused(400, "Bad Request: file is too big")
        return {
            "file_id": fields["file_id"],
            "file_unique_id": "u",
            "file_path": path,
            "file_size": len(content),
        }

    def _answer_callback_query(self, fields: dict[str, Any]) -> Any:
        if fields["callback_query_id"] not in self.queries:
            raise Refused(
                400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
            )
        if len(fields.get("text", "")) > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        self.answered[fields["callback_query_id"]] = fields.get("text", "")
        return True

    def _send_message(self, fields: dict[str, Any]) -> Any:
        return self._send("sendMessage", fields, _visible(fields, "text", 4096, "message is too long"))

    def _send_photo(self, fields: dict[str, Any]) -> Any:
        content = fields["photo"][1]
        if not content.startswith((b"\x89PNG", b"\xff\xd8")):
            raise Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")
        return self._send(
            "sendPhoto", fields, _visible(fields, "caption", 1024, "message caption is too long")
        )

    def _send_document(self, fields: dict[str, Any]) -> Any:
        return self._send(
            "sendDocument", fields, _visible(fields, "caption", 1024, "message caption is too long")
        )

    def _send(self, method: str, fields: dict[str, Any], text: str) -> Any:
        chat = str(fields.get("chat_id", ""))
        self._may_send(chat)
        buttons = _keyboard(fields)
        self._pass(chat)
        reply = json.loads(fields["reply_parameters"]) if "reply_parameters" in fields else {}
        name, content = fields.get("photo") or fields.get("document") or ("", b"")
        raw = fields.get("text") or fields.get("caption") or ""
        message = Sent(
            chat, next(self._ids), text, raw, method, buttons, content, name, reply.get("message_id")
        )
        self.sent.append(message)
        kind = "group" if chat.startswith("-") else "private"
        return {"message_id": message.id, "date": 1, "chat": {"id": int(chat), "type": kind}, "text": text}

    def _may_send(self, chat: str) -> None:
        if chat in self.moved:
            raise Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=int(self.moved[chat]),
            )
        match self.chats.get(chat, "unknown"):
            case "unknown":
                raise Refused(400, "Bad Request: chat not found")
            case "blocked":
                raise Refused(403, "Forbidden: bot was blocked by the user")
            case "never started":
                raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
            case "deactivated":
                raise Refused(403, "Forbidden: user is deactivated")
            case "kicked":
                raise Refused(403, "Forbidden: bot was kicked from the supergroup chat")
            case "muted":
                raise Refused(400, "Bad Request: not enough rights to send text messages to the chat")

    def _pass(self, chat: str) -> None:
        if not self._limits:
            return
        now = asyncio.get_running_loop().time()
        rules = [(self._overall, ""), (self._each, chat)]
        if chat.startswith("-"):
            rules.append((self._group, chat))
        wait = max(rule.wait(key, now) for rule, key in rules)
        if wait > 0:
            seconds = ceil(wait)
            raise Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        for rule, key in rules:
            rule.seen[key].append(now)

    def _edit_message_text(self, fields: dict[str, Any]) -> Any:
        text = _visible(fields, "text", 4096, "message is too long")
        return self._edit(fields, text, fields["text"])

    def _edit_message_caption(self, fields: dict[str, Any]) -> Any:
        text = _visible(fields, "caption", 1024, "message caption is too long")
        return self._edit(fields, text, fields["caption"])

    def _edit_message_reply_markup(self, fields: dict[str, Any]) -> Any:
        return self._edit(fields, None, None)

    def _edit(self, fields: dict[str, Any], text: str | None, raw: str | None) -> Any:
        for one in self.sent:
            if (one.chat, one.id) == (str(fields.get("chat_id")), int(fields.get("message_id", 0))):
                buttons = _keyboard(fields)
                if (text is None or text == one.text) and buttons == one.buttons:
                    raise Refused(400, "Bad Request: message is not modified")
                one.text, one.raw, one.buttons = text or one.text, raw or one.raw, buttons
                return {"message_id": one.id, "date": 1, "chat": {"id": int(one.chat), "type": "private"}}
        raise Refused(400, "Bad Request: message to edit not found")


def _visible(fields: dict[str, Any], name: str, limit: int, too_long: str) -> str:
    text = str(fields.get(name, ""))
    if fields.get("parse_mode") == "HTML":
        text = entities(text)
    if name == "text" and not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if units(text) > limit:
        raise Refused(400, f"Bad Request: {too_long}")
    return text


def _keyboard(fields: dict[str, Any]) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = json.loads(fields.get("reply_markup", "{}")).get("inline_keyboard", [])
    for button in (one for row in rows for one in row):
        if not button.get("text"):
            raise Refused(400, "Bad Request: text buttons are unallowed in the inline keyboard")
        if not 1 <= len(button.get("callback_data", "").encode()) <= 64:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    if any(not 1 <= len(row) <= 8 for row in rows):
        raise Refused(400, "Bad Request: BUTTON_ROW_INVALID")
    return rows


async def _fields(request: web.Request) -> dict[str, Any]:
    """Form, JSON or multipart alike; a file as its name and bytes."""
    if request.content_type == "application/json":
        return {
            name: one if isinstance(one, str) else json.dumps(one)
            for name, one in (await request.json()).items()
        }
    posted = await request.post()
    return {
        name: (one.filename, one.file.read()) if isinstance(one, web.FileField) else str(one)
        for name, one in posted.items()
    }


def _failing(request: web.Request, fault: Fault) -> web.StreamResponse:
    match fault.kind:
        case "cut before":
            return _cut(request)
        case "page":
            return web.Response(text=PAGE, status=502, content_type="text/html")
        case "page 200":
            return web.Response(text=PAGE, content_type="text/html")
        case "broken json":
            return web.Response(text='{"ok":true,"resu', content_type="application/json")
        case "slow down":
            body = {
                "ok": False,
                "error_code": 429,
                "description": f"Too Many Requests: retry after {fault.after}",
                "parameters": {"retry_after": fault.after},
            }
            return web.json_response(body, status=429)
        case kind:
            body = {"ok": False, "error_code": int(kind), "description": "Internal Server Error"}
            return web.json_response(body, status=int(kind))


def _cut(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


# ---------------------------------------------------------------- updates, as Telegram writes them


def person(number: int = 7001, *, bot: bool = False) -> dict[str, Any]:
    return {"id": number, "is_bot": bot, "first_name": "甲"}


def private(number: int = 7001) -> dict[str, Any]:
    return {"id": number, "type": "private", "first_name": "甲"}


def group(number: int = -500, kind: str = "group") -> dict[str, Any]:
    return {"id": number, "type": kind, "title": "协调群"}


def message(text: str | None = None, *, number: int = 1, who: int = 7001, **more: Any) -> dict[str, Any]:
    said = {"message_id": number, "date": 1, "chat": private(who), "from": person(who), **more}
    return said if text is None else {**said, "text": text}


def photo(*file_ids: str, size: int = 100) -> list[dict[str, Any]]:
    return [
        {
            "file_id": one,
            "file_unique_id": "u" + one,
            "width": 90 * n,
            "height": 90 * n,
            "file_size": size * n,
        }
        for n, one in enumerate(file_ids, 1)
    ]


def document(file_id: str, name: str | None = "目录.pdf", size: int = 10) -> dict[str, Any]:
    found = {"file_id": file_id, "file_unique_id": "u" + file_id, "file_size": size}
    return found if name is None else {**found, "file_name": name}


def pressed(
    sent: Sent, data: str, query: str, *, who: int = 7001, shown: Iterable[str] = ("text", "reply_markup")
) -> dict[str, Any]:
    """A press as it comes: with the message under which the button hung, as far as Telegram still shows it."""
    chat = group(int(sent.chat)) if sent.chat.startswith("-") else private(int(sent.chat))
    there: dict[str, Any] = {"message_id": sent.id, "date": 1, "chat": chat}
    if "text" in shown:
        there |= {"from": person(BOT, bot=True), "caption" if sent.file else "text": sent.text}
        bold = re.search(r"<b>(.*?)</b>", sent.raw)
        if bold is not None:
            start = units(sent.text[: sent.text.index(unescape(bold[1]))])
            marks = [{"type": "bold", "offset": start, "length": units(unescape(bold[1]))}]
            there["caption_entities" if sent.file else "entities"] = marks
    else:
        there["date"] = 0
    if "reply_markup" in shown:
        there["reply_markup"] = {"inline_keyboard": sent.buttons}
    return {"id": query, "from": person(who), "chat_instance": "1", "data": data, "message": there}
