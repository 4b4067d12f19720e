"""A paper asked for in chat comes as a file with the answer; a digest comes with its picture."""

import asyncio
import json
from io import BytesIO
from itertools import count
from pathlib import Path
from zipfile import ZipFile

import httpx
import openpyxl
import pytest

from bot import lane
from bot.channels import Channel, Incoming, Pace, Parcel
from bot.channels.web import WebChannel
from bot.chat import Chat
from bot.commands import Urge
from bot.courier import deliver
from bot.making import asks, made_paper
from bot.office import Office
from bot.reception import Reception
from bot.rounds import round_
from bot.web.app import create_app
from db import history, post
from db.engine import reading
from db.files import Files
from messages.papers.archive import check_archive
from tests.fake_backend import HOME
from tests.small_plan import ADMIN, COORDINATOR, COURT, JUSTICE, LONGHUA, SmallOffice, plain


class Desk:
    """Seats that ask for papers, by the road of the real thing."""

    def __init__(self, small: SmallOffice, files: Files) -> None:
        self.small, self.files = small, files
        self.office = Office(small.office.engine, small.office.writer, small.office.zone, files)
        self.reception = Reception(self.office, files, lambda: small.now, lambda: None)
        self.numbers = count()

    def says(self, title: str, text: str, number: str | None = None) -> post.Kept:
        number = number or f"paper-{next(self.numbers)}"
        self.reception.hearing(Incoming("web", number, str(self.small.seat(title).id), text)).result()
        with reading(self.office.engine) as tx:
            answer = post.answer_to(tx, "web", number)
        assert answer is not None
        return answer

    def content(self, answer: post.Kept) -> bytes:
        assert answer.enclosure is not None, plain(answer.parts)
        path = self.files.path(answer.enclosure.sha256)
        assert path is not None
        return path.read_bytes()

    def pushed_three_times(self) -> None:
        for day in ("2021-11-02 10:00", "2021-11-04 10:00", "2021-11-08 10:00"):
            self.small.at(day)
            self.small.act(COORDINATOR, Urge("3.1", "龙华区政府"))


@pytest.fixture
def desk(small: SmallOffice, tmp_path: Path) -> Desk:
    return Desk(small, Files(tmp_path / "files"))


def test_a_ledger_comes_with_the_answer(desk: Desk) -> None:
    answer = desk.says(COORDINATOR, "台账")
    assert "文件随附" in plain(answer.parts)
    assert answer.enclosure is not None
    assert answer.enclosure.name == "台账-20210809.xlsx"
    assert openpyxl.load_workbook(BytesIO(desk.content(answer))).sheetnames


def test_a_lead_gets_the_tasks_it_leads(desk: Desk) -> None:
    whole, own = desk.content(desk.says(ADMIN, "导出台账")), desk.content(desk.says(COURT, "台账"))

    def units(content: bytes) -> int:
        return sum(sheet.max_row for sheet in openpyxl.load_workbook(BytesIO(content)))

    assert units(own) < units(whole)


def test_a_bulletin_of_a_month_comes_as_a_word_file(desk: Desk) -> None:
    desk.small.at("2021-11-03 10:00")
    answer = desk.says(COORDINATOR, "出通报 10月")
    assert answer.enclosure is not None
    assert answer.enclosure.name == "通报-2021年10月.docx"
    with ZipFile(BytesIO(desk.content(answer))) as document:
        assert any(name.endswith(".png") for name in document.namelist())


def test_a_month_without_data_is_an_answer_and_no_file(desk: Desk) -> None:
    answer = desk.says(COORDINATOR, "出通报 12月")
    assert answer.enclosure is None
    assert "还没有到" in plain(answer.parts)


def test_an_archive_is_entered_in_the_history_and_verifies_elsewhere(desk: Desk) -> None:
    answer = desk.says(ADMIN, "归档", "once")
    with BytesIO(desk.content(answer)) as held:
        assert not check_archive(held).faults
    again = desk.says(ADMIN, "归档", "once")
    assert again.id == answer.id
    with reading(desk.office.engine) as tx:
        entered = [one for one in history.entries(tx) if one.verb == "archive"]
    assert len(entered) == 1
    assert json.loads(entered[0].facts)["fingerprint"] in plain(answer.parts)


def test_a_letter_goes_to_a_unit_that_three_pushes_did_not_move(desk: Desk) -> None:
    desk.pushed_three_times()
    answer = desk.says(COORDINATOR, "督办单 3.1 龙华区")
    assert "致龙华区政府：3.1 公布决策目录" in plain(answer.parts)
    assert answer.enclosure is not None
    assert answer.enclosure.name == "督办单-龙华区政府.docx"
    assert desk.content(answer).startswith(b"PK")


def test_a_letter_before_the_third_push_is_refused_with_what_to_do(desk: Desk) -> None:
    said = plain(desk.says(COORDINATOR, "督办单 3.1 龙华区").parts)
    assert "3次催办" in said
    assert "催办" in said
    assert "请回复：督办单 3.1 龙华区" in plain(desk.says(COORDINATOR, "督办单 3.1").parts)
    assert "没有叫“火星区”的单位" in plain(desk.says(COORDINATOR, "督办单 3.1 火星区").parts)


def test_who_may_not_have_a_paper_gets_none_made(desk: Desk) -> None:
    for title, text in ((LONGHUA, "台账"), (JUSTICE, "归档"), (ADMIN, "督办单 3.1 龙华区")):
        assert desk.says(title, text).enclosure is None
    assert list(desk.files.older_than(float("inf"))) == []


def test_only_words_that_ask_for_a_paper_are_looked_at_beforehand(desk: Desk) -> None:
    assert not asks("进展 3.1 60%")
    assert asks("台账")
    report = Incoming("web", "r", str(desk.small.seat(LONGHUA).id), "完成 3.1 台账已建好")
    assert made_paper(desk.office, desk.files, report, desk.small.now) is None
    assert "3.1" in plain(desk.says(LONGHUA, "完成 3.1 台账已建好").parts)


def test_two_papers_in_one_message_are_one_file_and_a_word_on_the_other(desk: Desk) -> None:
    answer = desk.says(COORDINATOR, "台账\n出通报 8月")
    assert answer.enclosure is not None
    assert "另一份请另发一条" in plain(answer.parts)


def test_where_no_files_are_made_it_is_said_where_they_are(small: SmallOffice) -> None:
    assert "看板" in small.says(COORDINATOR, "台账")
    assert "聊天里" in small.says(COORDINATOR, "归档")


# ---------------------------------------------------------------- the picture of a digest


class Taking:
    """A network that takes every parcel."""

    name = "web"
    pace = Pace()

    def __init__(self) -> None:
        self.taken: list[Parcel] = []

    def is_group(self, address: str) -> bool:
        return False

    async def send(self, parcel: Parcel) -> str | None:
        self.taken.append(parcel)
        return None


def digests(desk: Desk, moment: str) -> list[Parcel]:
    wire = Taking()
    channels: dict[str, Channel] = {"web": wire}
    round_(desk.office, desk.small.at(moment).now)
    asyncio.run(deliver(desk.office, channels, desk.small.now, desk.files.path))
    return [parcel for parcel in wire.taken if parcel.kind == "digest"]


def test_a_digest_comes_with_the_heat_map_of_what_its_reader_leads(desk: Desk) -> None:
    desk.small.says(COORDINATOR, "汇总 每周")
    found = digests(desk, "2021-11-08 09:40")
    assert found
    pictures = {parcel.contact_id: parcel.enclosure for parcel in found}
    assert all(one is not None and one.path.read_bytes().startswith(b"\x89PNG") for one in pictures.values())
    whole, led = (pictures.get(desk.small.seat(title).id) for title in (COORDINATOR, JUSTICE))
    assert whole is not None
    assert led is not None
    assert whole.sha256 != led.sha256


def test_a_digest_that_is_not_worth_sending_has_no_picture_drawn(desk: Desk) -> None:
    digests(desk, "2021-11-08 09:40")
    before = set(desk.files.older_than(float("inf")))
    assert digests(desk, "2021-11-09 09:40") == []
    assert set(desk.files.older_than(float("inf"))) == before


# ---------------------------------------------------------------- on the screen


async def test_the_web_chat_links_the_file_and_hands_it_out(desk: Desk) -> None:
    answer = await asyncio.to_thread(desk.says, COORDINATOR, "台账")
    chat = Chat(desk.office, WebChannel(), lambda: desk.small.now, lambda: None, desk.reception)
    wire = httpx.ASGITransport(create_app(chat), client=("127.0.0.1", 50000))
    async with httpx.AsyncClient(transport=wire, base_url=HOME) as page:
        seen = (await page.get(f"/chat/phone/{desk.small.seat(COORDINATOR).id}")).text
        assert f'href="/chat/file/{answer.id}"' in seen
        file = await page.get(f"/chat/file/{answer.id}")
        assert file.content == desk.content(answer)
        assert file.headers["content-disposition"].startswith("attachment")
        assert (await page.get("/chat/file/999999")).status_code == 404


def test_a_letter_with_a_file_has_longer_to_be_taken(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane, "LONGEST_SEND", 0.05)
    monkeypatch.setattr(lane, "LONGEST_UPLOAD", 5.0)

    class Slow(Taking):
        async def send(self, parcel: Parcel) -> str | None:
            await asyncio.sleep(0.2)
            return await super().send(parcel)

    desk.says(COORDINATOR, "台账")
    desk.says(JUSTICE, "帮助")
    wire = Slow()
    asyncio.run(deliver(desk.office, {"web": wire}, desk.small.now, desk.files.path))
    assert [parcel.kind for parcel in wire.taken] == ["paper_ready"]
