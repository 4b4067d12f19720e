"""Delivery: 64 at once to a server without limits, from the outbox row to the settled row.

    uv run python bench/delivery.py [--letters N]

ours      the courier and the Telegram channel: every letter is found, checked whether it is still owed, claimed, sent,
          and settled under the network's number, all of it durable (SQLite, WAL, synchronous FULL).
gather    python-telegram-bot's own: `asyncio.gather` over `Bot.send_message` on its default transport. Keeps no account.
bare      64 workers posting the same with aiohttp and nothing else: the practical bound. Keeps no account.

Each in a process of its own, in turns, against one server (bench/bot_api.py) in another; rates are medians.
"""

import asyncio
import json
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from letters import NOW, TEXT, TOKEN, bot_api, counts, office_with_letters, unsettled
from side import Row, apart, median, report

KINDS = ("bare", "ours", "gather")
TURNS = 5
WIDTH = 64
CHATS = 500


def main(letters: int) -> int:
    rates: dict[str, list[float]] = {kind: [] for kind in KINDS}
    cpu: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with bot_api("none") as port:
        for _ in range(TURNS):
            for kind in KINDS:
                n = letters if kind != "gather" else max(letters // 4, 64)
                counts(port, "anew")
                took = apart(__file__, "--only", kind, n, port)
                assert counts(port)["taken"] == n, "a letter was lost or repeated"
                rates[kind].append(n / took["seconds"])
                cpu[kind].append(took["cpu"] / n * 1e3)

    def told(kind: str) -> str:
        return f"{median(rates[kind]):.0f}/s, {median(cpu[kind]):.2f} ms CPU"

    ours = median(rates["ours"])
    return report(
        f"delivery, {letters} letters to {CHATS} chats",
        [
            Row(
                "ours : gather",
                told("ours"),
                told("gather"),
                ours / median(rates["gather"]),
                5,
                at_least=True,
            ),
            Row("ours : bare", told("ours"), told("bare"), ours / median(rates["bare"]), 0.22, at_least=True),
        ],
    )


def addresses(n: int) -> list[str]:
    return [str(1000 + k % CHATS) for k in range(n)]


async def ours(n: int, port: int) -> dict[str, float]:
    from aiohttp import ClientSession

    from bot.channels.telegram import TelegramConfig, open_telegram
    from bot.courier import deliver

    with TemporaryDirectory(prefix="duban-bench-") as name:
        office = office_with_letters(Path(name), addresses(n))
        config = TelegramConfig(TOKEN, f"http://127.0.0.1:{port}")
        async with ClientSession() as session, open_telegram(config, session, None) as telegram:  # type: ignore[arg-type]
            channel = telegram.channel
            # The limits Telegram has are bench/paced.py's matter.
            channel.pace = type(channel.pace)()
            took = await timed(deliver(office, {channel.name: channel}, NOW))
        assert unsettled(office) == 0
        office.close()
    return took


async def gather(n: int, port: int) -> dict[str, float]:
    from telegram import Bot
    from telegram.request import HTTPXRequest

    request = HTTPXRequest(connection_pool_size=WIDTH, pool_timeout=600)
    async with Bot(TOKEN, base_url=f"http://127.0.0.1:{port}/bot", request=request) as bot:
        return await timed(asyncio.gather(*(bot.send_message(to, TEXT) for to in addresses(n))))


async def bare(n: int, port: int) -> dict[str, float]:
    from aiohttp import ClientSession, TCPConnector

    left = iter(addresses(n))
    url = f"http://127.0.0.1:{port}/bot{TOKEN}/sendMessage"

    async with ClientSession(connector=TCPConnector(limit=WIDTH)) as session:

        async def work() -> None:
            for to in left:
                async with session.post(url, json={"chat_id": to, "text": TEXT}) as answer:
                    assert (await answer.json())["ok"]

        return await timed(asyncio.gather(*(work() for _ in range(WIDTH))))


async def timed(work: "Coroutine[Any, Any, Any] | asyncio.Future[Any]") -> dict[str, float]:
    began, cpu = time.perf_counter(), time.process_time()
    await work
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--only"]:
        kind, n, port = sys.argv[2:]
        print(
            json.dumps(asyncio.run({"ours": ours, "gather": gather, "bare": bare}[kind](int(n), int(port))))
        )
    else:
        sys.exit(main(int(sys.argv[2]) if sys.argv[1:2] == ["--letters"] else 2000))
