"""A command through Telegram's webhook, 32 at once: from the update posted to the answer at the Bot API.

    uv run python bench/webhook.py [--updates N]

ours      `duban serve` as it runs: the webhook's secret checked, the update noted once by its id, who it is, the grammar,
          the report entered with its history, the answer rendered and kept, all in one durable commit (SQLite, WAL,
          synchronous FULL); then claimed, sent by the courier and settled. Telegram's own limits are bench/paced.py's matter.
theirs    python-telegram-bot's custom webhook as its examples have it: `update_queue.put`, one MessageHandler that
          commits one row through SQLAlchemy's ORM (the same pragmas) and answers with `reply_text`. No account is kept.

One process plays Telegram on both sides, one chat for each of the 32; the app is another process; in turns, medians. At the
end every update is brought three times at once: one effect and one answer each, or the run fails.
"""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from bot_api import CHAT, BotApi, Counts
from side import Row, median, report

HERE = Path(__file__)
WIDTH, FIRST_CHAT = 32, 1000
WARM, TURNS, REPEATED = 200, 3, 200
TOKEN, SECRET = "1:" + "x" * 35, "measured"
KINDS = ("ours", "theirs")


def main(updates: int) -> int:
    found: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
    for _ in range(TURNS):
        for kind in KINDS:
            found[kind].append(measured(kind, updates if kind == "ours" else max(updates // 3, 200)))

    def middle(kind: str, figure: str) -> float:
        return median([one[figure] for one in found[kind]])

    def told(kind: str) -> str:
        return f"{middle(kind, 'rate'):.0f}/s, {middle(kind, 'p50'):.0f} / {middle(kind, 'p99'):.0f} ms"

    ours = middle("ours", "rate")
    spread = [one["p99"] / one["p50"] for one in found["ours"]]
    return report(
        f"webhook, {WIDTH} at once, updates a second and p50 / p99",
        [
            Row("ours : python-telegram-bot", told("ours"), told("theirs"), ours / middle("theirs", "rate"), 2, at_least=True),
            Row("ours, p99 : p50", f"{middle('ours', 'p99'):.0f} ms", f"{middle('ours', 'p50'):.0f} ms", median(spread), 3),
            Row("effects : updates brought three times", *([str(REPEATED)] * 2), repeated(), 1),
        ],
    )  # fmt: skip


def measured(kind: str, updates: int) -> dict[str, float]:
    """What one process of that kind does with so many updates."""
    with TemporaryDirectory(prefix="duban-bench-") as folder, ExitStack() as stack:
        telegram = begun(stack, "--telegram")
        app = begun(stack, "--app", kind, folder, line_of(telegram)["api"])
        answer = asked(telegram, line_of(app) | {"updates": updates, "times": 1})
    return {name: float(answer[name]) for name in ("rate", "p50", "p99")}


def repeated() -> float:
    """Effects for each update that was brought three times."""
    with TemporaryDirectory(prefix="duban-bench-") as folder, ExitStack() as stack:
        telegram = begun(stack, "--telegram")
        app = begun(stack, "--app", "ours", folder, line_of(telegram)["api"])
        answer = asked(telegram, line_of(app) | {"updates": REPEATED, "times": 3})
        stack.close()
        with sqlite3.connect(Path(folder) / "duban.db") as base:
            (reports,) = base.execute("select count(*) from report").fetchone()
    assert answer["answers"] == REPEATED + WARM, f"{answer['answers']} answers"
    return float((reports - WARM) / REPEATED)


def begun(stack: ExitStack, *arguments: object) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, HERE, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if os.environ.get("BENCH_LOUD") else subprocess.DEVNULL,
        text=True,
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)
    return process


def line_of(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """The next line of JSON it prints; whatever else it says is passed over."""
    assert process.stdout is not None
    line: str = next(line for line in process.stdout if line.startswith("{"))
    found: dict[str, Any] = json.loads(line)
    return found


def asked(telegram: "subprocess.Popen[str]", work: dict[str, Any]) -> dict[str, Any]:
    assert telegram.stdin is not None
    telegram.stdin.write(json.dumps(work) + "\n")
    telegram.stdin.flush()
    return line_of(telegram)


# ---------------------------------------------------------------- Telegram's two sides


class Answers(BotApi):
    """The Bot API that tells when a chat was answered."""

    waiting: ClassVar[dict[int, "asyncio.Future[None]"]] = {}
    came = 0

    def _send(self, body: bytes) -> tuple[bytes, bytes]:
        found = CHAT.search(body)
        waits = self.waiting.get(int(found[1])) if found else None
        Answers.came += 1
        if waits is not None and not waits.done():
            waits.set_result(None)
        return super()._send(body)


async def telegram() -> None:
    loop = asyncio.get_running_loop()
    counted = Counts("none")
    server = await loop.create_server(lambda: Answers(counted), "127.0.0.1", 0, backlog=1024)
    print(json.dumps({"api": server.sockets[0].getsockname()[1]}), flush=True)
    work = json.loads(await asyncio.to_thread(sys.stdin.readline))
    from aiohttp import ClientSession, TCPConnector

    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        bring = Bringing(session, work["url"], work["codes"], work["times"])
        await bring.all_of(range(WARM))
        bring.took.clear()
        began = time.perf_counter()
        await bring.all_of(range(WARM, WARM + work["updates"]))
        seconds = time.perf_counter() - began
        await asyncio.sleep(0.5)  # an answer too many would come now
    took = sorted(bring.took)
    figures = {
        "rate": len(took) / seconds,
        "p50": took[len(took) // 2] * 1e3,
        "p99": took[int(len(took) * 0.99)] * 1e3,
        "answers": Answers.came,
    }
    print(json.dumps(figures), flush=True)


class Bringing:
    """Posts updates as Telegram does, one at a time in each chat, and waits for the answer there."""

    def __init__(self, session: Any, url: str, codes: list[str], times: int) -> None:
        self._session, self._url, self._codes, self._times = session, url, codes, times
        self.took: list[float] = []

    async def all_of(self, numbers: range) -> None:
        left = iter(numbers)

        async def of_one_chat(n: int) -> None:
            for number in left:
                await self._one(number, n)

        await asyncio.gather(*(of_one_chat(n) for n in range(WIDTH)))

    async def _one(self, number: int, n: int) -> None:
        chat = FIRST_CHAT + n
        answered = Answers.waiting[chat] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        await asyncio.gather(*(self._post(number, chat, self._codes[n]) for _ in range(self._times)))
        await answered
        self.took.append(time.perf_counter() - began)

    async def _post(self, number: int, chat: int, code: str) -> None:
        person = {"id": chat, "is_bot": False, "first_name": "甲"}
        said = {
            "message_id": number + 1, "date": 1770000000, "text": f"进展 {code} {number % 99 + 1}% 正在征求意见",
            "chat": {"id": chat, "type": "private", "first_name": "甲"}, "from": person,
        }  # fmt: skip
        update = {"update_id": 10_000_000 + number, "message": said}
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with self._session.post(self._url, json=update, headers=headers) as answer:
            assert answer.status == 200, answer.status


# ---------------------------------------------------------------- the apps


def ours(folder: Path, api: int) -> None:
    from letters import NOW, office_with_letters
    from sqlalchemy import select

    from bot.channels import Pace
    from bot.channels.telegram.speaking import TelegramChannel
    from bot.serving import serve
    from bot.settings import load_settings
    from db import people
    from db.engine import reading
    from db.models import Assignment, Contact, Item

    TelegramChannel.pace = Pace()
    office = office_with_letters(folder, [])
    with reading(office.engine) as tx:
        query = (
            select(Contact.id, Item.code)
            .join(Assignment, Assignment.unit_id == Contact.unit_id)
            .join(Item, Item.id == Assignment.item_id)
            .where(Contact.role == "contact", Item.measure == "deliver")
            .order_by(Item.id, Contact.id)
        )
        mine = list({row[0]: row[1] for row in tx.execute(query)}.items())
    seats = [mine[n % len(mine)] for n in range(WIDTH)]
    for n, (seat, _) in enumerate(seats):
        office.writer.run(
            lambda tx, n=n, seat=seat: people.bind(tx, seat, "telegram", str(FIRST_CHAT + n), NOW)
        )
    os.environ.update(
        DUBAN_HOME=str(folder), DUBAN_PORT="0", DUBAN_TELEGRAM_TOKEN=TOKEN, DUBAN_TELEGRAM_MODE="webhook",
        DUBAN_TELEGRAM_WEBHOOK_SECRET=SECRET, DUBAN_TELEGRAM_BASE_URL=f"http://127.0.0.1:{api}",
        DUBAN_PUBLIC_URL="https://duban.test", DUBAN_TIMEZONE="Asia/Shanghai",
    )  # fmt: skip

    def ready(address: str) -> None:
        url = f"{address.rstrip('/')}/hooks/telegram"
        print(json.dumps({"url": url, "codes": [code for _, code in seats]}), flush=True)

    serve(office, load_settings(), ready, lambda: NOW)


def theirs(folder: Path, api: int) -> None:
    asyncio.run(_theirs(folder, api))


async def _theirs(folder: Path, api: int) -> None:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route
    from telegram import Update
    from telegram.ext import Application, MessageHandler, filters
    from telegram.request import HTTPXRequest

    keep = their_store(folder)
    request = HTTPXRequest(connection_pool_size=256, pool_timeout=60)
    builder = Application.builder().token(TOKEN).updater(None).request(request)
    bot = builder.base_url(f"http://127.0.0.1:{api}/bot").build()

    async def handle(update: Any, context: Any) -> None:
        keep(update.effective_chat.id, update.message.text)
        await update.message.reply_text(f"已记录：{update.message.text}")

    bot.add_handler(MessageHandler(filters.TEXT, handle))

    async def hook(asked: Request) -> Response:
        await bot.update_queue.put(Update.de_json(await asked.json(), bot.bot))
        return Response()

    await bot.initialize()
    await bot.start()
    app = Starlette(routes=[Route("/telegram", hook, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", access_log=False))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    print(json.dumps({"url": f"http://127.0.0.1:{port}/telegram", "codes": ["3.1"] * WIDTH}), flush=True)
    await serving


def their_store(folder: Path) -> Any:
    import sqlalchemy as sa
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

    class Base(DeclarativeBase):
        pass

    class Said(Base):
        __tablename__ = "said"
        id: Mapped[int] = mapped_column(primary_key=True)
        chat: Mapped[int]
        text: Mapped[str]

    engine = sa.create_engine(f"sqlite:///{folder / 'theirs.db'}")

    @sa.event.listens_for(engine, "connect")
    def _durable(connection: Any, _record: Any) -> None:
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma synchronous=full")

    Base.metadata.create_all(engine)
    sessions = sessionmaker(engine)

    def keep(chat: int, text: str) -> None:
        with sessions() as session:
            session.add(Said(chat=chat, text=text))
            session.commit()

    return keep


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--telegram"]:
            asyncio.run(telegram())
        case ["--app", kind, folder, api]:
            {"ours": ours, "theirs": theirs}[kind](Path(folder), int(api))
        case ["--updates", n]:
            sys.exit(main(int(n)))
        case _:
            sys.exit(main(1500))
