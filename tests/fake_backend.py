"""An office from memory, for the pages' own tests and for looking: `python -m tests.fake_backend [PORT]`.

It answers a handful of commands with the real wording and sends something on
every working morning. It decides nothing: that is the office's business.
"""

import asyncio
import queue
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

import httpx

from bot.web.app import create_app, stop_listening
from bot.web.backend import (
    Bubble,
    ButtonView,
    Change,
    FileRefused,
    Handed,
    Move,
    Moved,
    Paper,
    SeatCard,
    Sent,
)
from bot.web.server import web_server
from tests import fake_talk as talk

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2021, 8, 9, 9, 7, tzinfo=ZONE)
HOME = "http://127.0.0.1:8300"  # where a client without a network believes to be
DISTRICT, COORDINATOR, ADMIN = 2, 66, 67  # 龙华区政府联系人, 市委依法治市办协调员, 管理员
END = datetime(2021, 12, 31, 17, 0, tzinfo=ZONE)


def done(act: Callable[..., None], *about: object) -> Future[None]:
    """The act, done already, as a promise kept or broken."""
    promise: Future[None] = Future()
    try:
        act(*about)
    except Exception as fault:
        promise.set_exception(fault)
    else:
        promise.set_result(None)
    return promise


class FakeBackend:
    """The contract of `bot.web.backend`, kept in lists."""

    takes_files = True
    title = "海口市2021年下半年法治政府建设重点工作任务"

    def __init__(self, *, movable: bool = True, lag: float = 0.0, published: bool = True) -> None:
        self.movable = movable
        self.lag = lag  # seconds a move of the clock takes
        self.heard: list[tuple[int, str, str]] = []
        self._now = START
        self._lock = threading.RLock()
        self._cards = {card.id: card for card in talk.roster()}
        self._phones: dict[int, list[Bubble]] = {seat: [] for seat in self._cards}
        self._sent: list[Sent] = []
        self._updates: set[str] = set()
        self._ears: list[tuple[asyncio.AbstractEventLoop, asyncio.Queue[Change]]] = []
        if published:
            for card in self._cards.values():
                self._tell(card.id, *talk.opening(card))

    def now(self) -> datetime:
        return self._now

    def seats(self) -> list[SeatCard]:
        return list(self._cards.values())

    def history(self, seat_id: int, limit: int = 60) -> list[Bubble]:
        with self._lock:
            return self._phones[seat_id][-limit:]

    def say(self, seat_id: int, text: str, update_id: str, files: Sequence[Handed] = ()) -> Future[None]:
        return done(self._say, seat_id, text, update_id, files)

    def paper(self, message_id: int) -> Paper | None:
        return None

    async def keep_file(self, name: str, content: AsyncIterator[bytes]) -> Handed:
        """What ends in .exe is refused; the hash is made up of the size."""
        size = sum([len(chunk) async for chunk in content])
        if name.endswith(".exe"):
            raise FileRefused("不收程序文件；可发照片、PDF、Word、Excel。")
        return Handed(f"{size:064x}", name)

    def _say(self, seat_id: int, text: str, update_id: str, files: Sequence[Handed] = ()) -> None:
        with self._lock:
            card = self._cards[seat_id]
            if update_id in self._updates:
                return
            self._updates.add(update_id)
            self.heard.append((seat_id, text, update_id))
            if text.strip() == "出错":
                raise RuntimeError("a bug, as asked for")
            self._keep(seat_id, text, kind="", mine=True, files=tuple(one.name for one in files))
            self._tell(seat_id, *talk.answer(card, text))

    def press(self, seat_id: int, message_id: int, index: int, update_id: str) -> Future[None]:
        return done(self._press, seat_id, message_id, index, update_id)

    def _press(self, seat_id: int, message_id: int, index: int, update_id: str) -> None:
        with self._lock:
            phone = self._phones[seat_id]
            at = next((n for n, bubble in enumerate(phone) if bubble.message_id == message_id), None)
            if at is None:
                raise LookupError(message_id)
            text = phone[at].buttons[index].text
            phone[at] = replace(phone[at], pressed=text)
            self._say(seat_id, text, update_id)

    def sent(self, limit: int = 30) -> list[Sent]:
        with self._lock:
            return self._sent[: -limit - 1 : -1]

    def move(self, to: Move) -> Moved:
        threading.Event().wait(self.lag)
        before = len(self._sent)
        days = {"next": 1, "day": 1, "week": 7, "end": 400}[to]
        with self._lock:
            for _ in range(days):
                if self._now >= END:
                    break
                self._morning()
        fresh = self._sent[before:]
        self._shout(None)
        first = fresh[0].seat_id if fresh else None
        return Moved(self._now, len(fresh), len({line.seat_id for line in fresh}), first, self._now >= END)

    async def changes(self) -> AsyncIterator[Change]:
        ear: asyncio.Queue[Change] = asyncio.Queue()
        entry = (asyncio.get_running_loop(), ear)
        self._ears.append(entry)
        try:
            while True:
                yield await ear.get()
        finally:
            self._ears.remove(entry)

    @property
    def listening(self) -> int:
        return len(self._ears)

    def _morning(self) -> None:
        self._now = min((self._now + timedelta(days=1)).replace(hour=9, minute=7), END)
        if self._now.weekday() >= 5:
            return
        for card in self._cards.values():
            if said := talk.morning(card, self._now):
                self._tell(card.id, *said)

    def _tell(self, seat: int, kind: str, html: str, buttons: tuple[tuple[str, str], ...] = ()) -> None:
        self._keep(seat, html, kind=kind, mine=False, buttons=buttons)
        line = html.split("\n")[0].replace("<strong>", "").replace("</strong>", "")
        word = talk.KIND_WORDS.get(kind, "答复")
        self._sent.append(Sent(len(self._sent) + 1, self._now, seat, self._cards[seat].title, word, line))

    def _keep(
        self,
        seat: int,
        text: str,
        *,
        kind: str,
        mine: bool,
        buttons: tuple[tuple[str, str], ...] = (),
        files: tuple[str, ...] = (),
    ) -> None:
        number = sum(map(len, self._phones.values())) + 1
        views = tuple(ButtonView(n, label, said) for n, (label, said) in enumerate(buttons))
        html = escape(text) if mine else text
        bubble = Bubble(f"{number:08d}", number, mine, html, self._now, kind, views, files=files)
        self._phones[seat].append(bubble)
        self._shout(seat)

    def _shout(self, seat: int | None) -> None:
        for loop, ear in list(self._ears):
            loop.call_soon_threadsafe(ear.put_nowait, Change(seat))


def client_for(backend: FakeBackend, *, near: str = "127.0.0.1", raising: bool = True) -> httpx.AsyncClient:
    wire = httpx.ASGITransport(create_app(backend), raise_app_exceptions=raising, client=(near, 50000))
    return httpx.AsyncClient(transport=wire, base_url=HOME)


def said(text: object, update: object = "u-1", seat: object = DISTRICT) -> dict[str, object]:
    return {"seat": seat, "text": text, "update": update}


@contextmanager
def running(backend: FakeBackend, port: int = 0) -> Iterator[str]:
    """The real server on a loopback port, in a thread; yields its address and stops it afterwards."""
    opened: queue.Queue[str] = queue.Queue()
    app = create_app(backend)
    server = web_server(app, port, ready=opened.put, goodbye=lambda: stop_listening(app))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield opened.get(timeout=10)
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        assert not thread.is_alive(), "the server did not stop"


def main() -> None:
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    backend = FakeBackend(lag=0.6)
    app = create_app(backend)
    web_server(
        app,
        port,
        ready=lambda address: print(address + "/chat", flush=True),
        goodbye=lambda: stop_listening(app),
    ).run()


if __name__ == "__main__":
    main()
