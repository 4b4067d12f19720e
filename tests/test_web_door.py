"""The door of the web chat: who may come in, and what every answer carries."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.web import pages
from tests.fake_backend import HOME, FakeBackend, client_for, said


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend()


@pytest.fixture
async def client(backend: FakeBackend) -> AsyncIterator[httpx.AsyncClient]:
    async with client_for(backend) as client:
        yield client


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8300", "localhost", "LOCALHOST:1", "[::1]", "[::1]:8300"]
)
async def test_this_machine_may_come_in(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/chat", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["", "duban.example", "127.0.0.1.example", "10.0.0.8:8300", "localhost:80@x", "[::1].example", "[::2]"],
)
async def test_any_other_name_is_refused(client: httpx.AsyncClient, host: str) -> None:
    answer = await client.get("/chat", headers={"Host": host})
    assert answer.status_code == 403
    assert "只在本机打开" in answer.text


async def test_another_machine_is_refused_whatever_it_calls_us(backend: FakeBackend) -> None:
    async with client_for(backend, near="10.1.2.3") as client:
        assert (await client.get("/chat")).status_code == 403
    async with client_for(backend, near="::1") as client:
        assert (await client.get("/chat")).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": HOME}, 200),
        ({"Origin": "http://127.0.0.1:9999"}, 403),
        ({"Origin": "https://duban.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_a_post_from_another_site_changes_nothing(
    client: httpx.AsyncClient, backend: FakeBackend, headers: dict[str, str], status: int
) -> None:
    answer = await client.post("/chat/say", json=said("待办"), headers=headers)
    assert answer.status_code == status
    assert len(backend.heard) == (status == 200)


async def test_a_plain_form_such_as_any_site_can_send_is_refused(
    client: httpx.AsyncClient, backend: FakeBackend
) -> None:
    form = {"seat": "2", "text": "完成 3.1", "update": "u"}
    for address in ("/chat/say", "/chat/press", "/demo/clock"):
        assert (await client.post(address, data=form)).status_code == 403
    assert backend.heard == []


@pytest.mark.parametrize("address", ["/chat", "/chat/phone/2", "/demo/sent", "/static/chat.js", "/nowhere"])
async def test_every_answer_forbids_foreign_code(client: httpx.AsyncClient, address: str) -> None:
    policy = (await client.get(address)).headers["content-security-policy"]
    for rule in ("default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy
    assert "unsafe" not in policy


def test_the_pages_hold_no_inline_code_and_no_foreign_address() -> None:
    for path in (*(pages.HERE / "templates").iterdir(), *(pages.HERE / "static").iterdir()):
        text = path.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?://|<script(?![^>]*src=)|\sstyle=|\son\w+=\"|<style|eval\(", text), path


def test_no_file_of_the_pages_is_too_long() -> None:
    for path in Path(pages.HERE).rglob("*.*"):
        if path.suffix in (".py", ".js", ".css", ".html"):
            assert len(path.read_text("utf-8").splitlines()) <= 300, path
