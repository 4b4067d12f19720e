"""The board: its first page beside a bare page of the same size, and its sums at a million beside the bare SQL.

    uv run python bench/board.py [--quick]

page     `/` for a coordinator, 31 units x 34 items, session, counts and all, beside a bare Starlette route that
         renders the same matrix with Jinja2 from a list in memory. Called in turn in one process, without a socket.
sums     the matrix's counts by item and by unit with its first sixty rows, and the digest's picture, at 1,000,000
         assignments, beside the same aggregate statements in plain sqlite3. --quick takes a tenth.
"""

import asyncio
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from loaded import NOW, TODAY, ZONE, Mix, build, items
from side import Row, median, milliseconds, report

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

UNITS, PAGES = 31, 40
MILLION, REPEATS = 1_000_000, 3


def main() -> int:
    size = MILLION // 10 if "--quick" in sys.argv else MILLION
    with TemporaryDirectory(prefix="duban-bench-") as name:
        return report("board", [page(Path(name)), *sums(Path(name), size)])


# ---------------------------------------------------------------- the first page


def page(folder: Path) -> Row:
    from bot.board import door
    from bot.board.app import COOKIE, create_board
    from bot.office import open_office
    from db import people

    build(folder / "page.db", Mix(UNITS * len(items()), due=100))
    office = open_office(f"sqlite:///{folder / 'page.db'}", ZONE)
    try:
        board = create_board(office, lambda: NOW, wall=lambda: NOW)
        with office.engine.connect() as tx:
            seat = people.seats_in_role(tx, "coordinator")[0]
        seat = _bound(office, seat)
        link = office.writer.run(lambda tx: door.make_link(tx, seat, NOW))
        session = office.writer.run(lambda tx: door.enter(tx, link, NOW, NOW))
        headers = [(b"host", b"x"), (b"cookie", f"{COOKIE}={session}".encode())]
        html = _get(board, headers)
        assert html.count(b'<td><a class="') == UNITS * len(items()), "not the whole matrix"
        bare = _bare_page(len(html))
        timed = [(_timed(board, headers), _timed(bare, headers)) for _ in range(PAGES)]
    finally:
        office.close()
    mine, beside = (median([pair[n] for pair in timed[5:]]) for n in (0, 1))
    what = f"first page, {UNITS} x {len(items())} ({len(html) // 1024} KB) : bare Starlette + Jinja2"
    return Row(what, milliseconds(mine), milliseconds(beside), mine / beside, 5)


def _bound(office: Any, seat: Any) -> Any:
    """The coordinator with an account, wherever the loaded office put it."""
    from dataclasses import replace

    from db import people

    office.writer.run(lambda tx: people.bind(tx, seat.id, "web", str(seat.id), NOW))
    return replace(seat, channel="web", address=str(seat.id))


BARE = (
    "<!doctype html><html><body><table>{% for unit, cells in rows %}"
    '<tr><th><a href="/unit/{{ loop.index }}" title="{{ unit }}">{{ unit }}</a></th>'
    "{% for item, mark, about in cells %}"
    '<td><a class="c-green" href="/item/{{ item }}?unit={{ item }}" title="{{ about }}">{{ mark }}</a></td>'
    "{% endfor %}</tr>{% endfor %}</table></body></html>"
)


def _bare_page(size: int) -> Any:
    """A page of so many cells and bytes, as one would write it first."""
    from jinja2 import Environment
    from starlette.applications import Starlette
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    template = Environment(autoescape=True).from_string(BARE)
    count = UNITS * len(items())
    about = "讲" * max((size // count - 75) // 3, 1)
    rows = [(f"第{n}责任单位办公室", [(i, "按", about) for i in range(len(items()))]) for n in range(UNITS)]

    async def bare(request: Any) -> Any:
        return HTMLResponse(await asyncio.to_thread(template.render, rows=rows))

    return Starlette(routes=[Route("/", bare)])


def _timed(app: Any, headers: list[tuple[bytes, bytes]]) -> float:
    started = time.perf_counter()
    _get(app, headers)
    return time.perf_counter() - started


def _get(app: Any, headers: list[tuple[bytes, bytes]]) -> bytes:
    """One request through the application, without a socket."""
    scope = {
        "type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "headers": headers,
        "scheme": "http", "server": ("x", 80), "client": ("127.0.0.1", 1), "http_version": "1.1", "root_path": "",
    }  # fmt: skip
    parts: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        assert message.get("status", 200) == 200, message
        parts.append(message.get("body", b""))

    _loop.run_until_complete(app(scope, receive, send))
    return b"".join(parts)


_loop = asyncio.new_event_loop()


# ---------------------------------------------------------------- a million assignments


def sums(folder: Path, size: int) -> list[Row]:
    from bot.digests import NEAR_DAYS, picture
    from bot.office import open_office
    from db import board
    from db.board import Day, Narrowed
    from db.engine import reading

    path = folder / "million.db"
    build(path, Mix(size, due=size // 1000))
    office = open_office(f"sqlite:///{path}", ZONE)
    with reading(office.engine) as tx:
        rules = office.rules(tx)
    day = Day(TODAY, rules.policy.calendar.add(TODAY, NEAR_DAYS))
    plain = sqlite3.connect(path)
    wanted = Narrowed(plan_id=1)

    def matrix() -> None:
        with reading(office.engine) as tx:
            board.by_item(tx, wanted, day)
            units, _ = board.by_unit(tx, wanted, day, most=60)
            assert len(board.cells(tx, [unit.unit_id for unit in units], wanted, day)) > 59 * len(items())

    def bare_matrix() -> None:
        values = {"today": str(day.today), "near": str(day.near_until)}
        plain.execute(_BY.format("item_id"), values).fetchall()
        rows = plain.execute(_BY.format("unit_id") + " ORDER BY 2 DESC LIMIT 60", values).fetchall()
        marks = ",".join(str(row[0]) for row in rows)
        plain.execute(
            f"SELECT unit_id, item_id, state, due FROM assignment WHERE unit_id IN ({marks})"
        ).fetchall()

    def digest() -> None:
        with reading(office.engine) as tx:
            picture(tx, rules, TODAY)

    def bare_digest() -> None:
        values = {"today": str(day.today), "near": str(day.near_until)}
        plain.execute(_BY.format("item_id"), values).fetchall()
        plain.execute(_PLACES, values).fetchall()

    try:
        return [
            _row(f"matrix, {size:,} : bare SQL", matrix, bare_matrix),
            _row(f"digest, {size:,} : bare SQL", digest, bare_digest),
        ]
    finally:
        plain.close()
        office.close()


_OPEN = "state IN ('assigned','accepted','returned','extension','stuck','misassigned')"
_BY = f"""SELECT {{0}}, sum({_OPEN} AND due < :today), sum({_OPEN} AND due BETWEEN :today AND :near),
sum(state = 'submitted'), sum({_OPEN} AND due > :near), sum(state IN ('done','closed'))
FROM assignment WHERE state <> 'cancelled' AND plan_id = 1 GROUP BY {{0}}"""
_PLACES = f"""SELECT i.code, i.title, u.name, a.state, a.due FROM assignment a JOIN item i ON i.id = a.item_id
JOIN unit u ON u.id = a.unit_id WHERE a.state IN ('submitted','extension','stuck','misassigned')
OR ({_OPEN.replace("state", "a.state")} AND a.due <= :near) OR (a.state = 'assigned' AND a.accept_by < :today) ORDER BY a.due"""


def _row(what: str, ours: Callable[[], None], bare: Callable[[], None]) -> Row:
    timed = []
    for _ in range(REPEATS):
        pair = []
        for act in (ours, bare):
            started = time.perf_counter()
            act()
            pair.append(time.perf_counter() - started)
        timed.append(pair)
    mine, beside = (median([pair[n] for pair in timed]) for n in (0, 1))
    return Row(what, milliseconds(mine), milliseconds(beside), mine / beside, 3)


if __name__ == "__main__":
    sys.exit(main())
