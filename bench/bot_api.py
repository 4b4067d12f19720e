"""A small, quick stand-in for Telegram's Bot API on loopback, in a process of its own.

    python bench/bot_api.py LIMITS          LIMITS: none, bucket, window

none      takes everything
bucket    30 messages a second and one a second to each chat, counted in buckets that fill evenly
window    the same, counted in any second; a group (a chat with a negative number) 20 in any minute

What is too much is answered 429 with whole seconds to wait, as Telegram does. `GET /counts` says what came,
`GET /anew` forgets it. Prints its port once it listens.
"""

import asyncio
import json
import math
import re
import sys
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

CHAT = re.compile(rb'chat_id["=:\s]+"?(-?\d+)')
LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
OVERALL, EACH, GROUP = (30, 1.0), (1, 1.0), (20, 60.0)


@dataclass
class Window:
    """At most `count` in any `seconds`."""

    count: int
    seconds: float
    taken: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        return self.taken[0] + self.seconds - now if len(self.taken) >= self.count else 0.0

    def take(self, now: float) -> None:
        self.taken.append(now)


@dataclass
class Bucket:
    """`count` at once, filled again evenly in `seconds`."""

    count: int
    seconds: float
    level: float = math.inf
    at: float = 0.0

    def wait(self, now: float) -> float:
        self.level = min(self.count, self.level + (now - self.at) * self.count / self.seconds)
        self.at = now
        return max((1 - self.level) * self.seconds / self.count, 0.0)

    def take(self, _now: float) -> None:
        self.level -= 1


@dataclass
class Counts:
    """What came since it was asked to count anew."""

    limits: str
    taken: int = 0
    refused: int = 0
    why: list[str] = field(default_factory=list)
    first: float = 0.0
    last: float = 0.0
    by_chat: Counter[int] = field(default_factory=Counter)
    bounds: defaultdict[tuple[str, int], "list[Window | Bucket]"] = field(
        default_factory=lambda: defaultdict(list)
    )

    def wait(self, chat: int) -> float:
        """0 when the message is taken, else the seconds to wait."""
        now = time.monotonic()
        bounds = [*self._of("overall", 0, OVERALL), *self._of("each", chat, EACH)]
        if chat < 0:
            bounds += self._of("group", chat, GROUP)
        if (wait := max((bound.wait(now) for bound in bounds), default=0.0)) > 0:
            self.refused += 1
            self.why.append(f"chat {chat}: {[round(bound.wait(now), 4) for bound in bounds]}")
            return wait
        for bound in bounds:
            bound.take(now)
        self.taken += 1
        self.by_chat[chat] += 1
        self.first, self.last = self.first or now, now
        return 0.0

    def _of(self, what: str, chat: int, rate: tuple[int, float]) -> "list[Window | Bucket]":
        if self.limits == "none":
            return []
        known = self.bounds[what, chat]
        if not known:
            known.append(Window(*rate) if self.limits == "window" else Bucket(*rate))
        return known


class BotApi(asyncio.Protocol):
    """One connection."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            head = self._held[:end]
            found = LENGTH.search(head)
            length = int(found[1]) if found else 0
            if len(self._held) < end + 4 + length:
                return
            body = self._held[end + 4 : end + 4 + length]
            self._held = self._held[end + 4 + length :]
            status, answer = self._answer(head.split(b" ", 2)[1].rsplit(b"/", 1)[-1], body)
            self._transport.write(
                b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (status, len(answer), answer)
            )

    def _answer(self, method: bytes, body: bytes) -> tuple[bytes, bytes]:
        counts = self._counts
        match method:
            case b"sendMessage":
                return self._send(body)
            case b"counts":
                told = {
                    "taken": counts.taken, "refused": counts.refused, "chats": len(counts.by_chat), "why": counts.why[:9],
                    "seconds": counts.last - counts.first,
                }  # fmt: skip
                return b"200 OK", json.dumps(told).encode()
            case b"anew":
                self._counts.__init__(counts.limits)  # type: ignore[misc]
                return b"200 OK", b"{}"
            case b"getMe":
                return (
                    b"200 OK",
                    b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"b","username":"b_bot"}}',
                )
            case _:
                return b"200 OK", b'{"ok":true,"result":true}'

    def _send(self, body: bytes) -> tuple[bytes, bytes]:
        found = CHAT.search(body) or CHAT.search(unquote_to_bytes(body))
        chat = int(found[1]) if found else 0
        if (wait := self._counts.wait(chat)) > 0:
            seconds = max(math.ceil(wait), 1)
            return b"429 Too Many Requests", (
                b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after %d",'
                b'"parameters":{"retry_after":%d}}' % (seconds, seconds)
            )
        return b"200 OK", (
            b'{"ok":true,"result":{"message_id":%d,"date":1770000000,"chat":{"id":%d,"type":"private"},"text":"x"}}'
            % (self._counts.taken, chat)
        )


async def main(limits: str) -> None:
    counts = Counts(limits)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: BotApi(counts), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
