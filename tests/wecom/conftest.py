"""An app beside a strict WeCom: one corporation, one listener that only notes, one clock."""

import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
from aiohttp.test_utils import TestServer
from starlette.applications import Starlette

from bot.channels import Attachment, Busy, Enclosure, FileRefused, Incoming, Parcel
from bot.channels.wecom import AppConfig, WeCom, open_wecom
from tests.fake_wecom import Caller, FakeWeCom

NOW = datetime.fromtimestamp(1409659813, UTC)  # when the official samples were sent


@dataclass
class Noting:
    """A listener that keeps what it hears, once by its id."""

    said: str = "签收 3.1"
    heard: list[Incoming] = field(default_factory=list)
    pressed: list[tuple[Incoming, int]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    aside: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    finished: list[str] = field(default_factory=list)
    owners: dict[int, str] = field(default_factory=dict)
    busy: int = 0
    refuse: str = ""

    async def hear(self, incoming: Incoming) -> None:
        self._write()
        if all(incoming.update_id != one.update_id for one in self.heard):
            self.heard.append(incoming)

    async def press(self, incoming: Incoming, index: int) -> str | None:
        self._write()
        if self.owners.get(incoming.pressed or 0, incoming.address) != incoming.address:
            return None
        if all(incoming.update_id != one.update_id for one, _ in self.pressed):
            self.pressed.append((incoming, index))
        return self.said

    async def keep_file(self, name: str, content: AsyncIterator[bytes]) -> Attachment:
        whole = b""
        async for chunk in content:
            whole += chunk
            if self.refuse:  # long before its end
                raise FileRefused(self.refuse)
        self.files[name] = whole
        return Attachment(hashlib.sha256(whole).hexdigest(), name, "image/jpeg", len(whole))

    async def set_aside(self, channel: str, update_id: str, body: Mapping[str, Any]) -> bool:
        self._write()
        if update_id in self.aside or update_id in self.finished:
            return False
        self.aside[update_id] = body
        return True

    async def unfinished(self, channel: str) -> list[tuple[str, Mapping[str, Any]]]:
        return list(self.aside.items())

    async def finish(self, channel: str, update_id: str) -> None:
        self.aside.pop(update_id, None)
        self.finished.append(update_id)

    async def moved(self, channel: str, old: str, new: str) -> None:
        raise AssertionError("WeCom's groups do not move")

    def _write(self) -> None:
        if self.busy:
            self.busy -= 1
            raise Busy("数据库忙，请稍后再发一次。")


@dataclass
class Desk:
    """Everything a story needs at hand."""

    wecom: FakeWeCom
    config: AppConfig
    app: WeCom
    listener: Noting
    http: httpx.AsyncClient
    notices: list[str]
    caller: Caller = field(default_factory=Caller)
    now: datetime = NOW

    async def post(self, query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        answer = await self.http.post("/hooks/wecom", params=dict(query), content=body)
        return answer.status_code, answer.content

    async def comes(self, **facts: Any) -> list[int]:
        """WeCom brings a message or an event."""
        whole = {"FromUserName": "LinKe", "CreateTime": int(self.now.timestamp()), **facts}
        return await self.caller.call(self.post, whole, int(self.now.timestamp()))


def parcel(
    outbox_id: int = 7,
    address: str = "LinKe",
    *parts: str,
    buttons: tuple[tuple[str, str], ...] = (),
    enclosure: Enclosure | None = None,
) -> Parcel:
    return Parcel(outbox_id, 1, address, "morning", parts or ("已记录。",), buttons, enclosure)


def enclosure(folder: Path, name: str, content: bytes, media: str) -> Enclosure:
    path = folder / hashlib.sha256(name.encode() + content).hexdigest()
    path.write_bytes(content)
    return Enclosure(path, name, media, hashlib.sha256(content).hexdigest())


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as one:
        yield one


@pytest.fixture
async def wecom() -> FakeWeCom:
    return FakeWeCom()


@pytest.fixture
async def base(wecom: FakeWeCom) -> AsyncIterator[str]:
    async with TestServer(wecom.app()) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture
def config(wecom: FakeWeCom, base: str, tmp_path: Path) -> AppConfig:
    caller = Caller()
    return AppConfig(
        wecom.corp_id, wecom.agent_id, wecom.secret, caller.token, caller.aes_key, base, kept_in=tmp_path
    )


Opening = Callable[..., Desk]


@pytest.fixture
async def opening(
    wecom: FakeWeCom, config: AppConfig, session: aiohttp.ClientSession
) -> AsyncIterator[Opening]:
    """Opens the app, as often as a test starts a process."""
    clients: list[httpx.AsyncClient] = []

    def opened(listener: Noting | None = None, later: timedelta = timedelta()) -> Desk:
        notices: list[str] = []
        hears = listener or Noting()
        app = open_wecom(config, session, hears, lambda: NOW + later, notices.append)
        transport = httpx.ASGITransport(Starlette(routes=list(app.routes)))
        http = httpx.AsyncClient(transport=transport, base_url="http://duban.test")
        clients.append(http)
        return Desk(wecom, config, app, hears, http, notices)

    yield opened
    for http in clients:
        await http.aclose()


@pytest.fixture
def desk(opening: Opening) -> Desk:
    return opening()
