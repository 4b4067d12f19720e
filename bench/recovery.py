"""Recovery: `duban serve` is killed with 10,000 letters queued and started again; when does the first one leave?

    uv run python bench/recovery.py [--letters N] [sqlite | postgresql]

A real process with real settings, Telegram's webhook, its letters to a stand-in of the Bot API (bench/bot_api.py) that
keeps Telegram's own limits. Once some have left it is killed with SIGKILL and at once started again. Measured from the
start of the process, imports and all, until the stand-in has taken the first letter of that life; the median of so many
lives, and how busy the process itself was till then. On PostgreSQL (bench/postgres.py, fsync on) the killed one's jobs
are there with its locks.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from letters import TEXT, TOKEN, bot_api, counts
from side import Row, median, report

LIVES, CHATS = 7, 500
LEFT = 20  # letters that leave before the process is killed
BOUND = 2.0  # seconds
PATIENCE = 60.0  # seconds without a letter after which the run has failed


def main() -> int:
    options = argparse.ArgumentParser(description="Recovery after SIGKILL.")
    options.add_argument("database", nargs="?", choices=["sqlite", "postgresql"])
    options.add_argument("--letters", type=int, default=10_000)
    chosen = options.parse_args()
    kinds = [chosen.database] if chosen.database else ["sqlite", "postgresql"]
    return report("recovery after SIGKILL", [row(kind, chosen.letters) for kind in kinds])


def row(kind: str, letters: int) -> Row:
    with TemporaryDirectory(prefix="duban-bench-") as name, bot_api("bucket") as port:
        folder = Path(name)
        address = _address(kind, folder)
        _write(address, letters)
        lives = [_life(folder, address, port) for _ in range(LIVES + 1)][
            1:
        ]  # before the first nobody was killed
    seconds, busy = (median(figures) for figures in zip(*lives, strict=True))
    slowest = max(lives)[0]
    what = f"{kind}: start to the first of {letters:,} letters : bound"
    ours = f"{seconds:.2f} s, slowest of {LIVES} {slowest:.2f} s, {busy:.2f} s of a processor"
    return Row(what, ours, f"{BOUND:g} s", seconds / BOUND, 1.0)


def _address(kind: str, folder: Path) -> str:
    if kind == "sqlite":
        return f"sqlite:///{folder / 'duban.db'}"
    import postgres

    return postgres.make(postgres.start(), "recovery")


def _write(address: str, count: int) -> None:
    """Afterwards so many answers wait to leave."""
    from loaded import ZONE

    from bot.office import open_office
    from db import post
    from db.post import Letter

    now = datetime.now(UTC)
    waiting = [
        Letter(None, "telegram", str(1000 + n % CHATS), "answer", (TEXT,), (), (), 0, now)
        for n in range(count)
    ]
    office = open_office(address, ZONE)
    office.writer.run(lambda tx: post.keep(tx, waiting, now))
    office.close()


def _life(folder: Path, address: str, port: int) -> tuple[float, float]:
    """Seconds, and those of a processor, to the first letter; some more leave, then it is killed."""
    counts(port, "anew")
    begun = time.perf_counter()
    with (folder / "serve.log").open("ab") as log:
        served = subprocess.Popen(
            [sys.executable, "-c", "from bot.cli import main; main()", "serve"],
            cwd=folder, env=_settings(folder, address, port), stdout=log, stderr=log,
        )  # fmt: skip
    try:
        first = _until(port, 1, begun), _busy(served.pid)
        _until(port, LEFT, begun)
    finally:
        served.send_signal(signal.SIGKILL)
        served.wait()
    return first


def _until(port: int, taken: int, begun: float) -> float:
    while counts(port)["taken"] < taken:
        assert time.perf_counter() < begun + PATIENCE, "no letter came"
        time.sleep(0.01)
    return time.perf_counter() - begun


def _busy(pid: int) -> float:
    """Seconds of a processor it has used."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _settings(folder: Path, address: str, port: int) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DUBAN_", "PYTHON"))}
    return kept | {
        "DUBAN_HOME": str(folder), "DUBAN_DATABASE_URL": address, "DUBAN_PORT": str(free),
        "DUBAN_TIMEZONE": "Asia/Shanghai", "DUBAN_PUBLIC_URL": "https://duban.test", "DUBAN_TELEGRAM_TOKEN": TOKEN,
        "DUBAN_TELEGRAM_MODE": "webhook", "DUBAN_TELEGRAM_WEBHOOK_SECRET": "measured",
        "DUBAN_TELEGRAM_BASE_URL": f"http://127.0.0.1:{port}", "PYTHONPATH": str(Path(__file__).parent.parent),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),  # an installed program is not compiled at every start
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
