"""A file through the embedded chat: it goes up on its own, and waits for the words it belongs to."""

from pathlib import Path

import httpx
import pytest

from bot.channels.web import WebChannel
from bot.chat import Chat
from bot.reception import Reception
from bot.web.app import create_app
from bot.web.guard import BODY_LIMIT
from db import evidence
from db.engine import reading
from db.files import LARGEST, Files
from tests.fake_backend import HOME, said
from tests.small_plan import LONGHUA, SmallOffice

PDF = b"%PDF-1.7\n" + bytes(BODY_LIMIT)  # more than any words may be
OWN = {"X-Duban": "1"}


class Page:
    """The chat as a page speaks to it, over the real office."""

    def __init__(self, small: SmallOffice, files: Files | None) -> None:
        reception = Reception(small.office, files, lambda: small.now, lambda: None) if files else None
        chat = Chat(small.office, WebChannel(), lambda: small.now, lambda: None, reception)
        wire = httpx.ASGITransport(create_app(chat), client=("127.0.0.1", 50000))
        self.client = httpx.AsyncClient(transport=wire, base_url=HOME)
        self.seat = small.seat(LONGHUA).id

    async def uploads(self, name: str, content: bytes, headers: dict[str, str] = OWN) -> httpx.Response:
        return await self.client.post("/chat/file", params={"name": name}, content=content, headers=headers)

    async def says(self, text: str, *files: object) -> httpx.Response:
        return await self.client.post("/chat/say", json={**said(text, seat=self.seat), "files": list(files)})

    async def sees(self) -> str:
        return (await self.client.get(f"/chat/phone/{self.seat}")).text


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


def names(small: SmallOffice, code: str) -> list[str]:
    with reading(small.office.engine) as tx:
        return [one.name for one in evidence.of_account(tx, small.account(code).id)]


async def test_a_file_goes_up_and_ends_up_on_the_report(small: SmallOffice, files: Files) -> None:
    page = Page(small, files)
    handed = (await page.uploads("../目录 <1>.pdf", PDF)).json()
    assert handed["name"] == "目录 _1_.pdf"
    assert (await page.says("完成 3.1 已公布", handed)).json() == {"ok": True}
    assert names(small, "3.1") == ["目录 _1_.pdf"]
    seen = await page.sees()
    assert "<li>目录 _1_.pdf</li>" in seen
    assert "附件1个：目录 _1_.pdf" in seen


async def test_a_file_needs_no_words(small: SmallOffice, files: Files) -> None:
    page = Page(small, files)
    await page.says("进展 3.1 60%")
    handed = (await page.uploads("目录.pdf", PDF)).json()
    await page.client.post("/chat/say", json={**said("", "u-2", page.seat), "files": [handed]})
    assert names(small, "3.1") == ["目录.pdf"]


async def test_a_file_that_is_not_taken_says_why(small: SmallOffice, files: Files) -> None:
    page = Page(small, files)
    for content, why in ((b"MZ\0\0", "程序"), (bytes(LARGEST + 1), "20MB")):
        answer = await page.uploads("照片.jpg", content)
        assert answer.status_code == 400
        assert why in answer.json()["error"]


async def test_a_page_of_another_site_hands_in_nothing(small: SmallOffice, files: Files) -> None:
    page = Page(small, files)
    assert (await page.uploads("目录.pdf", PDF, {})).status_code == 403
    assert (await page.uploads("目录.pdf", PDF, {**OWN, "Origin": "http://evil.example"})).status_code == 403


@pytest.mark.parametrize(
    "nonsense",
    ["目录.pdf", [1], [{"sha256": "x"}], [{"sha256": 1, "name": "a"}], [{"sha256": "a", "name": "b"}] * 10],
)
async def test_files_that_make_no_sense_are_refused(
    small: SmallOffice, files: Files, nonsense: object
) -> None:
    page = Page(small, files)
    answer = await page.client.post("/chat/say", json={**said("待办", seat=page.seat), "files": nonsense})
    assert answer.status_code == 400


async def test_a_hash_nobody_handed_in_brings_nothing(small: SmallOffice, files: Files) -> None:
    page = Page(small, files)
    await page.says("完成 3.1", {"sha256": "a" * 64, "name": "目录.pdf"})
    assert names(small, "3.1") == []


async def test_where_no_files_are_kept_there_is_no_paperclip(small: SmallOffice, files: Files) -> None:
    without, having = Page(small, None), Page(small, files)
    assert (await without.uploads("目录.pdf", PDF)).status_code == 404
    assert 'class="clip"' not in (await without.client.get("/chat")).text
    assert 'class="clip"' in (await having.client.get("/chat")).text
