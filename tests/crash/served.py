"""`duban serve` as a process of its own, with real settings in its environment: started, killed, stopped."""

import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

import aiohttp

from tests.fake_bot_api import TOKEN
from tests.fake_wecom import Caller, FakeWeCom

READY_WITHIN = 60.0  # seconds, on a machine with other things to do
ROOT = Path(__file__).parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, zone: str, telegram: str, wecom: str, port: int) -> dict[str, str]:
    """What an administrator would set."""
    caller, corp = Caller(), FakeWeCom()
    ours = {
        "HOME": str(folder),
        "TIMEZONE": zone,
        "PORT": str(port),
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_BASE_URL": telegram,
        "WECOM_CORP_ID": corp.corp_id,
        "WECOM_AGENT_ID": str(corp.agent_id),
        "WECOM_SECRET": corp.secret,
        "WECOM_CALLBACK_TOKEN": caller.token,
        "WECOM_AES_KEY": caller.aes_key,
        "WECOM_BASE_URL": wecom,
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUBAN_")}
    return kept | {f"DUBAN_{name}": value for name, value in ours.items()} | {"PYTHONPATH": str(ROOT)}


class Served:
    """The server's process, one after another."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.log = folder / "serve.log"
        self.address = f"http://127.0.0.1:{env['DUBAN_PORT']}"
        self._folder = folder
        self._env = env
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """It is started; whether it answers is another question."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", "from bot.cli import main; main()", "serve",
                cwd=self._folder, env=self._env, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    async def ready(self) -> None:
        """It answers."""
        async with asyncio.timeout(READY_WITHIN), aiohttp.ClientSession() as session:
            while True:
                assert self._running.returncode is None, self.log.read_text("utf-8")[-2000:]
                with suppress(aiohttp.ClientError):
                    async with session.get(f"{self.address}/healthz") as answer:
                        await answer.read()
                        return
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """Without a word, as when the plug is pulled; nothing where it has ended already."""
        if self._process is None or self._process.returncode is not None:
            return
        self._running.kill()
        await self._running.wait()

    async def stop(self) -> int:
        """As systemd stops it; its exit code."""
        self._running.send_signal(signal.SIGTERM)
        async with asyncio.timeout(READY_WITHIN):
            return await self._running.wait()

    @property
    def pid(self) -> int:
        return self._running.pid

    @property
    def _running(self) -> asyncio.subprocess.Process:
        assert self._process is not None
        return self._process
