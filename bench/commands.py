"""Commands: from the web chat, received to answer committed, beside a bare route that does one commit.

    uv run python bench/commands.py

ours      the real web chat over the real plan (670 assignments), `POST /chat/say`: noted, understood, handled,
          entered in the chained history, answered, all in one commit before the reply leaves.
service   the same with the courier at work, as `duban serve` runs it: it claims and settles every answer.
bare      a Starlette route that reads the same JSON and inserts one row (sqlite3, WAL, synchronous FULL).

Each is a process of its own under the same uvicorn; one client with kept-alive sockets drives them in turn,
1 and 32 at once. The commands are real and mixed: 签收, 进展, 详情, 待办, 完成 (for counts and rates 依据),
one after another from different seats. Rates are medians over the turns; p50 and p99 are over all calls.
"""

import asyncio
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from side import Row, median, report

KINDS = ("bare", "ours", "service")
TURNS = 5
AT_ONCE = {1: 60, 32: 320}  # calls a turn


@dataclass(slots=True)
class Taken:
    """What one kind of server did at one width: calls per second of every turn, and every call's seconds."""

    rates: list[float] = field(default_factory=list)
    calls: list[float] = field(default_factory=list)

    def shown(self) -> str:
        calls = sorted(self.calls)
        p50, p99 = (calls[int(len(calls) * part)] * 1e3 for part in (0.5, 0.99))
        return f"{median(self.rates):.0f}/s  p50 {p50:.1f}  p99 {p99:.1f} ms"


def main() -> int:
    with TemporaryDirectory(prefix="duban-bench-") as name:
        folder = Path(name)
        servers = {kind: start(kind, folder / kind) for kind in KINDS}
        try:
            ports = {kind: int(_line(server).rsplit(":", 1)[1]) for kind, server in servers.items()}
            taken = asyncio.run(drive(ports, folder))
        finally:
            for server in servers.values():
                server.terminate()
                server.wait()
        for kind in ("ours", "service"):
            check(folder / kind / "duban.db")
    rows = []
    for width in AT_ONCE:
        bare = taken["bare", width]
        for kind, bound in (("ours", 0.5), ("service", None)):
            one = taken[kind, width]
            ratio = median(one.rates) / median(bare.rates)
            rows.append(
                Row(f"{kind}, {width} at once : bare", one.shown(), bare.shown(), ratio, bound, at_least=True)
            )
    return report("commands", rows)


def start(kind: str, folder: Path) -> "subprocess.Popen[str]":
    folder.mkdir()
    return subprocess.Popen(
        [sys.executable, __file__, "--serve", kind, folder], stdout=subprocess.PIPE, text=True
    )


def _line(server: "subprocess.Popen[str]") -> str:
    assert server.stdout is not None
    return server.stdout.readline().strip()


def check(file: Path) -> None:
    """Nothing may have failed, and everything must have been answered: a fast refusal is no result."""
    with sqlite3.connect(file) as tx:
        failed = tx.execute("SELECT count(*) FROM inbox WHERE outcome LIKE 'failed%'").fetchone()[0]
        heard = tx.execute("SELECT count(*) FROM inbox").fetchone()[0]
        answered = tx.execute("SELECT count(*) FROM outbox WHERE answers IS NOT NULL").fetchone()[0]
        reports = tx.execute("SELECT count(*) FROM report").fetchone()[0]
    tx.close()
    assert not failed, failed
    assert heard == answered, (heard, answered)
    assert reports > heard / 3, (reports, heard)


# ---------------------------------------------------------------- the client


async def drive(ports: dict[str, int], folder: Path) -> dict[tuple[str, int], Taken]:
    sayings = {kind: bodies(folder / "ours" / "duban.db") for kind in ports}
    taken = {(kind, width): Taken() for kind in ports for width in AT_ONCE}
    for kind, port in ports.items():
        await turn(port, 32, list(islice(sayings[kind], 200)))  # imports, templates, compiled statements
    for _ in range(TURNS):
        for width, calls in AT_ONCE.items():
            for kind, port in ports.items():
                said = list(islice(sayings[kind], calls))
                assert len(said) == calls, "out of commands"
                begun = time.perf_counter()
                seconds = await turn(port, width, said)
                taken[kind, width].rates.append(calls / (time.perf_counter() - begun))
                taken[kind, width].calls += seconds
    return taken


async def turn(port: int, width: int, said: list[bytes]) -> list[float]:
    """Say all of it, so many at once; return the seconds of each call."""
    waiting = iter(said)
    seconds: list[float] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST /chat/say HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nX-Duban: 1\r\n"
        for body in waiting:
            begun = time.perf_counter()
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line[15:])
                for line in answer.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            )
            await reader.readexactly(length)
            seconds.append(time.perf_counter() - begun)
            assert answer.startswith(b"HTTP/1.1 200"), answer
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(one() for _ in range(width)))
    return seconds


def bodies(file: Path) -> Iterator[bytes]:
    """What every contact of the plan types in turn, item after item."""
    with sqlite3.connect(file) as tx:
        owed = tx.execute(
            "SELECT contact.id, item.code, item.measure FROM assignment JOIN item ON item.id = item_id"
            " JOIN contact ON contact.unit_id = assignment.unit_id WHERE contact.role = 'contact'"
            " ORDER BY item.position, contact.id"
        ).fetchall()
    tx.close()
    number = 0
    for first in range(0, len(owed), 32):
        for words in (
            "签收 {}",
            "进展 {} 60% 已印发方案，正在征求意见",
            "详情 {}",
            "待办",
            "完成 {} 已在门户网站公布",
        ):
            for seat, code, measure in owed[first : first + 32]:
                text = words if measure in ("deliver", "ongoing") else words.replace("完成", "依据")
                number += 1
                yield json.dumps({"seat": seat, "text": text.format(code), "update": f"u{number}"}).encode()


# ---------------------------------------------------------------- the servers


def serve(kind: str, folder: Path) -> None:
    if kind == "bare":
        serve_bare(folder / "bare.db")
        return
    from bot.clocks import MovableClock
    from bot.demo import START, demo_settings, fresh_office
    from bot.serving import serve as whole_service

    office = fresh_office(folder, START)
    if kind == "service":
        whole_service(office, demo_settings(folder, 0), _tell, MovableClock(START))
        return
    from bot.channels.web import WebChannel
    from bot.chat import Chat
    from bot.interpreter import set_for_serving
    from bot.web.app import create_app
    from bot.web.server import web_server

    chat = Chat(office, WebChannel(), MovableClock(START), kick=lambda: None)
    server = web_server(create_app(chat), ready=_tell)
    set_for_serving()  # as `bot.serving.serve` does
    server.run()


def serve_bare(file: Path) -> None:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    from bot.web.server import web_server

    tx = sqlite3.connect(file, isolation_level=None)
    tx.execute("PRAGMA journal_mode = WAL")
    tx.execute("PRAGMA synchronous = FULL")
    tx.execute("CREATE TABLE heard (id INTEGER PRIMARY KEY, seat INTEGER, text TEXT)")

    async def say(request: Request) -> Response:
        asked = await request.json()
        tx.execute("INSERT INTO heard (seat, text) VALUES (?, ?)", (asked["seat"], asked["text"]))
        return JSONResponse({"ok": True})

    app = Starlette(routes=[Route("/chat/say", say, methods=["POST"])])
    web_server(app, ready=_tell).run()


def _tell(address: str) -> None:
    print(address, flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2], Path(sys.argv[3]))
    else:
        sys.exit(main())
