"""Everything asked once of an office: each page, message, picture and paper, how long it took and how long it is."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import papers
from bot.board import door
from bot.board.app import COOKIE, create_board
from bot.channels import Incoming
from bot.conversation import hear
from bot.office import Office
from db import account as ledger
from db import people, post
from db.engine import reading
from db.people import Seat as KnownSeat
from messages.papers.periods import month

NOW = datetime(2021, 11, 10, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PATIENCE = 1.0  # seconds a page may take
PAGES = {
    "coordinator": (
        "/", "/?light=overdue", "/?plan=2", "/?plan=2&light=overdue", "/?plan=2&unit=%E8%A1%97%E9%81%93",
        "/?plan=2&state=submitted", "/?plan=2&from=60", "/item/{item}", "/unit/{unit}", "/papers", "/papers/calls.docx",
        "/timeline", "/timeline?days=365", "/review", "/settings", "/seats", "/audit",
        "/audit?verify=1", "/me", "/picture/heat.svg", "/picture/heat.png?plan=2", "/picture/burn.svg", "/papers/ledger.xlsx",
        "/papers/ledger.xlsx?plan=2", "/papers/bulletin.docx?period=10%E6%9C%88",
        "/papers/bulletin.docx?period=10%E6%9C%88&plan=2",
    ),
    "lead": ("/", "/review", "/timeline", "/item/{item}", "/papers/ledger.xlsx"),
    "contact": ("/", "/item/{item}", "/timeline", "/me"),
    "admin": ("/", "/seats", "/settings", "/audit"),
}  # fmt: skip
SAID = {
    "coordinator": (
        "汇总", "周报", "月报", "逾期", "待审", "看板", "详情 3.1", "依据 3.1", "通过 3.1", "催办 3.1", "催全部", "台账",
        "出通报 10月", "出通报 10月 营商环境", "预演 11月12日",
    ),
    "lead": ("汇总", "逾期", "待审"),
    "contact": ("待办", "详情 3.1", "完成 3.1 已公布", "全部签收", "进展 3.1 60% 正在征求意见"),
    "admin": ("汇总", "提醒"),
}  # fmt: skip


def timed(what: str, work: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    made = work()
    seconds = time.perf_counter() - started
    size = len(made) if isinstance(made, (str, bytes)) else 0
    print(f"  {what:<34}{seconds * 1e3:>9.0f} ms  {size / 1024:>8.0f} KB", flush=True)
    return made


def gone_through(office: Office) -> int:
    """Print what each thing took and how long it came out; 1 where a page took more than PATIENCE."""
    with reading(office.engine) as tx:
        seats = {role: _seat(tx, role) for role in ("coordinator", "lead", "contact", "admin")}
        ids = _some_ids(tx, seats["contact"])
    slow = _pages(office, seats, ids)
    _chat(office, seats)
    _papers(office)
    return 1 if slow else 0


def _seat(tx: Connection, role: str) -> KnownSeat:
    """One of that role; of the contacts, one that every plan asks something."""
    found = people.seats_in_role(tx, role)
    return max(found, key=lambda one: len(ledger.accounts_of_unit(tx, one.unit_id)))


def _some_ids(tx: Connection, contact: KnownSeat) -> dict[str, int]:
    owed = ledger.accounts_of_unit(tx, contact.unit_id)
    return {"item": max(one.item_id for one in owed), "unit": contact.unit_id}


def _pages(office: Office, seats: dict[str, KnownSeat], ids: dict[str, int]) -> list[str]:
    board = create_board(office, lambda: NOW, wall=lambda: NOW)
    slow = []
    for role, paths in PAGES.items():
        headers = [(b"host", b"x"), (b"cookie", f"{COOKIE}={_session(office, seats[role])}".encode())]
        for path in paths:
            started = time.perf_counter()
            timed(f"{role} {path}", partial(get, board, headers, path.format(**ids)))
            if path.startswith(("/papers", "/picture")):
                continue
            if time.perf_counter() - started > PATIENCE:
                slow.append(path)
    return slow


def _session(office: Office, seat: KnownSeat) -> str:
    """Signed in, as that seat would be by its link."""

    def job(tx: Connection) -> str:
        link = door.make_link(tx, seat, NOW)
        assert link is not None
        return door.enter(tx, link, NOW, NOW)

    return office.writer.run(job)


def get(app: Any, headers: list[tuple[bytes, bytes]], address: str) -> bytes:
    """One request through the application, without a socket."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "headers": headers, "scheme": "http", "server": ("x", 80), "client": ("127.0.0.1", 1), "http_version": "1.1",
        "root_path": "",
    }  # fmt: skip
    parts: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message.get("status", 200) != 200:
            print(f"  {message['status']}", end="")
        parts.append(message.get("body", b""))

    asyncio.run(app(scope, receive, send))
    return b"".join(parts)


def _chat(office: Office, seats: dict[str, KnownSeat]) -> None:
    for role, words in SAID.items():
        for n, text in enumerate(words):
            number = f"large-said-{time.time_ns()}-{n}"
            address = str(seats[role].id)
            timed(f"{role}: {text}", partial(heard, office, address, number, text))


def heard(office: Office, address: str, number: str, text: str) -> str:
    """What the bot answers to these words, parts and all."""
    hear(office, Incoming("web", number, address, text), NOW)
    with reading(office.engine) as tx:
        answer = post.answer_to(tx, "web", number)
    return "\n\n=====\n\n".join(answer.parts) if answer else ""


def _papers(office: Office) -> None:
    timed("台账.xlsx", lambda: papers.ledger(office, NOW))
    timed("台账.xlsx of one plan", lambda: papers.ledger(office, NOW, plan_id=2))
    timed("通报.docx 10月", lambda: papers.bulletin(office, month(2021, 10), NOW))
    timed("通报.docx 11月", lambda: papers.bulletin(office, month(2021, 11), NOW))
    timed("电话催办清单.docx", lambda: papers.calls(office, NOW))
    with TemporaryDirectory() as folder:
        timed("归档.zip", lambda: str(papers.archive(office, Path(folder) / "归档.zip", NOW)))
