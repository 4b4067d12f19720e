"""Pace: what a strict server lets through, to a letter, without one refusal.

    uv run python bench/paced.py [--quick]

1,000 letters to 500 chats, two in a row to each, through the courier and the Telegram channel, against a server
(bench/bot_api.py) that enforces 30 a second and one a second to each chat, in buckets and in any window: the ideal is
1000 / 30 = 33.3 s. Beside them 30 letters to a group that hears 20 a minute, with 60 letters to others: they must not
wait for it. A refusal (429), a lost letter or a repeated one fails the run. `--quick`: 240 letters to 120 chats.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ClientSession
from letters import NOW, TOKEN, bot_api, counts, office_with_letters, unsettled
from side import Row, report

from bot.channels.telegram import TelegramConfig, open_telegram
from bot.courier import deliver

PER_SECOND, PER_MINUTE = 30, 20
GROUP = "-1001"


def main(quick: bool) -> int:
    chats = 120 if quick else 500
    two_in_a_row = [str(1000 + n // 2) for n in range(2 * chats)]
    ideal = len(two_in_a_row) / PER_SECOND
    rows = []
    for limits in ("bucket", "window"):
        took, last = played(limits, two_in_a_row)
        rows.append(
            Row(
                f"{len(two_in_a_row)} letters, {limits}",
                f"{took:.1f} s",
                f"{ideal:.1f} s",
                took / ideal,
                1.05,
            )
        )
    group = [GROUP] * 30
    others = [str(n) for n in range(60)]
    took, last = played("window", [*group, *others])
    # Twenty at once, ten a minute later; one second between two to one chat.
    rows.append(Row("30 letters to a group", f"{took:.1f} s", "69.0 s", took / 69, 1.1))
    alone = (len(others) + PER_MINUTE) / PER_SECOND
    rows.append(Row("the others meanwhile", f"{last:.1f} s", f"{alone:.1f} s", last / alone, 2))
    return report("pace, no refusal", rows)


def played(limits: str, addresses: Sequence[str]) -> tuple[float, float]:
    """Seconds for all of them, and until the last that did not go to the group."""
    with bot_api(limits) as port, TemporaryDirectory(prefix="duban-bench-") as name:
        office = office_with_letters(Path(name), addresses)
        took, last = asyncio.run(sent(office, port))
        told = counts(port)
        assert told["refused"] == 0, f"{limits}: {told['refused']} refusals: {told['why']}"
        assert told["taken"] == len(addresses), f"{told['taken']} of {len(addresses)} taken"
        assert unsettled(office) == 0
        office.close()
    return took, last


async def sent(office: "object", port: int) -> tuple[float, float]:
    config = TelegramConfig(TOKEN, f"http://127.0.0.1:{port}")
    async with ClientSession() as session, open_telegram(config, session, None) as telegram:  # type: ignore[arg-type]
        channel = telegram.channel
        last, send = 0.0, channel.send

        async def watched(parcel):  # type: ignore[no-untyped-def]
            nonlocal last
            receipt = await send(parcel)
            if parcel.address != GROUP:
                last = time.perf_counter()
            return receipt

        channel.send = watched
        began = time.perf_counter()
        await deliver(office, {channel.name: channel}, NOW)  # type: ignore[arg-type]
        return time.perf_counter() - began, last - began


if __name__ == "__main__":
    sys.exit(main("--quick" in sys.argv))
