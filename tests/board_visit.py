"""A browser without a screen: it signs in by a link from chat and sends the forms it finds."""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import httpx

from bot.board.address import announce
from bot.board.app import create_board
from db import post
from db.engine import reading
from db.files import Files
from tests.small_plan import SmallOffice, moment

ADDRESS = "http://board.test"


class Wire(httpx.BaseTransport):
    """Straight into the application, and out of it, one request at a time."""

    def __init__(self, app: Any) -> None:
        self._app = httpx.ASGITransport(app, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def exchange() -> httpx.Response:
            sent = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
            answer = await self._app.handle_async_request(sent)
            return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())

        return asyncio.run(exchange())


@dataclass
class Wall:
    """The real clock of a test."""

    now: datetime = field(default_factory=lambda: moment("2026-01-05 09:00"))

    def __call__(self) -> datetime:
        return self.now


@dataclass
class BoardOffice:
    """The small office with its board open."""

    small: SmallOffice
    folder: Path
    wall: Wall = field(default_factory=Wall)

    def __post_init__(self) -> None:
        self.small.office.writer.run(lambda tx: announce(tx, ADDRESS, self.small.now))
        self.app = create_board(
            self.small.office, lambda: self.small.now, wall=self.wall, files=Files(self.folder / "files")
        )

    def browser(self) -> "Browser":
        return Browser(self, httpx.Client(transport=Wire(self.app), base_url=ADDRESS, follow_redirects=True))

    def link(self, title: str) -> str:
        """The path of the link that seat gets in chat."""
        answer = self.small.says(title, "看板")
        with reading(self.small.office.engine) as tx:
            (letter,) = post.last_said(tx, self.small.seat(title).id, self.small.now, 1)
        found = re.search(rf"{ADDRESS}(/sign-in/[\w-]+)", letter.parts[0])
        assert found, answer
        return found[1]

    def visit(self, title: str) -> "Browser":
        """A browser in which that seat has signed in."""
        browser = self.browser()
        browser.enters(self.link(title))
        return browser


@dataclass
class Browser:
    office: BoardOffice
    client: httpx.Client
    html: str = ""
    status: int = 0
    headers: Any = None
    content: bytes = b""

    @property
    def text(self) -> str:
        """The page as it reads."""
        body = re.sub(r"<(script|style|head).*?</\1>", "", self.html, flags=re.S)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

    def _took(self, answer: Any) -> "Browser":
        self.html, self.status, self.headers = answer.text, answer.status_code, answer.headers
        self.content = answer.content
        return self

    def goes(self, path: str) -> "Browser":
        return self._took(self.client.get(path))

    def enters(self, link: str) -> "Browser":
        assert self.goes(link).status == 200, self.text
        return self._took(self.client.post(link))

    def sends(self, path: str, files: Any = None, **fields: str) -> "Browser":
        """A form of the page now open, with its own token."""
        return self._took(self.client.post(path, data=self.own() | fields, files=files))

    def own(self) -> dict[str, str]:
        """What every form of this page carries."""
        return {name: self.value(name) for name in ("form_token", "page")}

    def value(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        assert found, f"no {name} on this page: {self.text[:200]}"
        return unescape(found[1])

    def card(self, *words: str) -> dict[str, str]:
        """The hidden fields of the queue's card that says all of this."""
        for card in self.html.split("<li ")[1:]:
            if all(word in unescape(card) for word in words):
                return dict(re.findall(r'name="(account|state|seen)" value="([^"]*)"', card))
        raise AssertionError(f"no card with {words}: {self.text}")

    def rules(self, act: str, *words: str, **fields: str) -> "Browser":
        """Approve, return, grant or refuse that card of the queue now open."""
        return self.sends("/review", act=act, **self.card(*words), **fields)
