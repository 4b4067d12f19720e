"""How long the grammar takes: the middle, the 99th and the worst message of the table, and the worst hostile text.

    uv run python -m bench.understand

Bounds: 0.3 ms for the middle message, 15 ms for any text of 10,000 characters.
"""

import statistics
import time
from dataclasses import replace

from bot.commands import Context
from bot.grammar import understand
from tests.grammar_table import ALL_CASES, ITEMS, NOW, OPEN, UNITS

ROUNDS = 5
HOSTILE = (
    "完成" * 5000, "3.1" * 3334, "1、" * 5000, "「：" * 5000, "9月" * 5000, "十" * 10_000, "3.1完成，" * 1500,
    "行政执法人员" * 1700, "12件" * 3300, "除3.1外" * 2000,
    "目录挂网了讲座又办了一次" * 850, "同意龙华区延期" * 1400, "> 收到\n" * 2500,
)  # fmt: skip


def milliseconds(text: str, context: Context) -> float:
    """The best of a few runs: what the grammar takes, not what else the machine was doing."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.thread_time()
        understand(text, context)
        best = min(best, time.thread_time() - start)
    return best * 1000


def main() -> None:
    taken = sorted((milliseconds(case.text, case.context), case.text) for case in ALL_CASES)
    times = [time_ for time_, _ in taken]
    print(f"messages            {len(times):>8}")
    print(f"median           ms {statistics.median(times):>8.3f}   bound 0.3")
    print(f"99th             ms {times[int(len(times) * 0.99)]:>8.3f}")
    print(f"worst            ms {times[-1]:>8.3f}   {taken[-1][1][:30]!r}")
    contact = Context(role="contact", now=NOW, items=ITEMS, open_items=OPEN, last_item="3.1")
    desk = replace(contact, role="coordinator", units=UNITS)
    worst = max((milliseconds(text, context), text) for text in HOSTILE for context in (contact, desk))
    print(f"worst of 10,000  ms {worst[0]:>8.3f}   bound 15   {worst[1][:12]!r}")


if __name__ == "__main__":
    main()
