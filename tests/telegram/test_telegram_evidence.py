"""Photos and documents: noted first, fetched at leisure, heard once, whatever happens between."""

import asyncio
from typing import Any

import pytest

from bot.channels import Busy, Incoming
from bot.channels.telegram.running import Telegram
from tests.fake_bot_api import FakeBotApi, document, message, photo
from tests.telegram.ear import Ear, bot_at, hearing, until

PDF = b"%PDF-1.7 " + b"x" * 300_000


async def heed(telegram: Telegram, api: FakeBotApi, **said: Any) -> None:
    await telegram.heed(api.brings(message=message(**said)))


def only(ear: Ear) -> Incoming:
    (found,) = ear.heard
    return found


async def test_a_document_is_kept_and_heard_with_its_words() -> None:
    api, ear = FakeBotApi(), Ear()
    async with api.running(), bot_at(api, ear) as telegram:
        await heed(telegram, api, caption="佐证 3.1 已公布", document=document(api.file(PDF, "d")))
        assert len(ear.aside) == 1
        await telegram.settled()
    found = only(ear)
    assert found.text == "佐证 3.1 已公布"
    assert [(one.name, ear.files[one.sha256]) for one in found.files] == [("目录.pdf", PDF)]
    assert (ear.aside, ear.finished) == ({}, [found.update_id])


async def test_of_a_photo_the_largest_is_kept_and_it_has_a_name() -> None:
    api, ear = FakeBotApi(), Ear()
    api.file(b"small", "s")
    api.file(b"large", "l")
    async with api.running(), bot_at(api, ear) as telegram:
        await heed(telegram, api, number=8, photo=photo("s", "l"))
        await telegram.settled()
    (one,) = only(ear).files
    assert (ear.files[one.sha256], one.name) == (b"large", "照片8.jpg")


async def test_an_album_is_one_saying_with_the_words_of_whichever_piece_has_them() -> None:
    api, ear = FakeBotApi(), Ear()
    for name in "abc":
        api.file(name.encode(), name)
    async with api.running(), bot_at(api, ear) as telegram:
        for number, name in enumerate("abc"):
            words = {"caption": "佐证 3.1"} if name == "b" else {}
            await heed(telegram, api, number=number, photo=photo(name), media_group_id="g", **words)
        await telegram.settled()
    found = only(ear)
    assert found.text == "佐证 3.1"
    assert [ear.files[one.sha256] for one in found.files] == [b"a", b"b", b"c"]
    assert len(ear.finished) == 3


async def test_the_same_file_twice_in_an_album_is_one_file() -> None:
    api, ear = FakeBotApi(), Ear()
    api.file(b"a", "a")
    api.file(b"a", "b")
    async with api.running(), bot_at(api, ear) as telegram:
        for number, name in enumerate("ab"):
            await heed(telegram, api, number=number, document=document(name), media_group_id="g")
        await telegram.settled()
    assert len(only(ear).files) == 1


async def test_a_file_too_big_for_a_bot_is_not_asked_for_and_its_sender_told_what_to_do() -> None:
    api, ear = FakeBotApi(), Ear()
    api.chat("7001")
    async with api.running(), bot_at(api, ear) as telegram:
        big = document("d", size=25 * 1024 * 1024)
        await heed(telegram, api, number=6, caption="完成 3.1", document=big)
        await telegram.settled()
    assert api.called("getFile") == []
    assert [(one.reply_to, "20MB" in one.text) for one in api.sent] == [(6, True)]
    assert (only(ear).text, only(ear).files) == ("完成 3.1", ())
    assert ear.aside == {}


@pytest.mark.parametrize("size", [21 * 1024 * 1024, 20 * 1024 * 1024 + 1])
async def test_a_file_whose_size_was_not_said_is_refused_all_the_same(size: int) -> None:
    api, ear = FakeBotApi(), Ear()
    api.chat("7001")
    api.file(b"x" * size, "d")
    unsaid = {"file_id": "d", "file_unique_id": "d"}
    async with api.running(), bot_at(api, ear) as telegram:
        await heed(telegram, api, document=unsaid)
        await telegram.settled()
    assert ["20MB" in one.text for one in api.sent] == [True]
    assert ear.heard == []


async def test_a_file_the_office_does_not_keep_is_answered_with_its_reason() -> None:
    api, ear = FakeBotApi(), Ear(refuses="只收图片、PDF 和 Office 文件。")
    api.chat("7001")
    async with api.running(), bot_at(api, ear) as telegram:
        await heed(telegram, api, document=document(api.file(b"MZ", "d"), "程序.exe"))
        await telegram.settled()
    assert [one.text for one in api.sent] == ["文件没有收下：只收图片、PDF 和 Office 文件。"]
    assert (ear.heard, ear.aside) == ([], {})


@pytest.mark.parametrize("name", ["长" * 300 + ".pdf", "../../etc/passwd", "", None, "a\nb.pdf"])
async def test_whatever_a_file_is_called_it_is_taken(name: str | None) -> None:
    api, ear = FakeBotApi(), Ear()
    async with api.running(), bot_at(api, ear) as telegram:
        await heed(telegram, api, document=document(api.file(PDF, "d"), name))
        await telegram.settled()
    assert len(only(ear).files) == 1


@pytest.mark.parametrize("kind", ["cut before", "page", "500"])
@pytest.mark.parametrize("method", ["getFile", "download"])
async def test_a_fetch_that_fails_is_tried_again(kind: str, method: str) -> None:
    api, ear = FakeBotApi(), Ear()
    api.fails(kind, method=method, times=2)
    async with api.running(), bot_at(api, ear) as telegram:
        await heed(telegram, api, document=document(api.file(PDF, "d")))
        await telegram.settled()
    assert len(only(ear).files) == 1


@pytest.mark.parametrize(("full", "kept"), [(1, 1), (9, 0)])
async def test_a_disk_that_takes_nothing_is_tried_again_and_then_said(full: int, kept: int) -> None:
    api, ear = FakeBotApi(), Ear(full=full)
    api.chat("7001")
    async with api.running(), bot_at(api, ear) as telegram:
        await heed(telegram, api, caption="佐证 3.1", document=document(api.file(PDF, "d")))
        await telegram.settled()
    assert len(only(ear).files) == kept
    assert len(api.sent) == 1 - kept
    assert ear.aside == {}


async def test_a_file_that_cannot_be_had_is_asked_for_again() -> None:
    api, ear = FakeBotApi(), Ear()
    api.chat("7001")
    api.fails("500", method="download", times=99)
    async with api.running(), bot_at(api, ear) as telegram:
        await heed(telegram, api, caption="完成 3.1", document=document(api.file(PDF, "d")))
        await telegram.settled()
    assert ["再发一次" in one.text for one in api.sent] == [True]
    assert only(ear).text == "完成 3.1"


async def test_a_stop_before_the_file_came_loses_nothing() -> None:
    api, ear = FakeBotApi(), Ear()
    for name in "ab":
        api.file(name.encode(), name)
    async with api.running():
        async with bot_at(api, ear) as telegram:
            await heed(telegram, api, number=1, caption="佐证 3.1", photo=photo("a"), media_group_id="g")
            await heed(telegram, api, number=2, photo=photo("b"), media_group_id="g")
        assert ear.heard == []
        assert len(ear.aside) == 2
        async with bot_at(api, ear) as telegram, hearing(telegram):
            await until(lambda: ear.heard and not ear.aside)
    found = only(ear)
    assert (found.text, len(found.files)) == ("佐证 3.1", 2)


async def test_a_message_with_a_file_brought_twice_is_one() -> None:
    api, ear = FakeBotApi(), Ear()
    async with api.running(), bot_at(api, ear) as telegram:
        update = api.brings(message=message(document=document(api.file(PDF, "d"))))
        await asyncio.gather(*(telegram.heed(update) for _ in range(3)))
        await telegram.settled()
        await telegram.heed(update)
        await telegram.settled()
    assert len(only(ear).files) == 1
    assert len(api.called("getFile")) == 1


async def test_while_nothing_can_be_noted_it_is_not_taken() -> None:
    api, ear = FakeBotApi(), Ear(busy=1)
    async with api.running(), bot_at(api, ear) as telegram:
        update = api.brings(message=message(document=document(api.file(PDF, "d"))))
        with pytest.raises(Busy):
            await telegram.heed(update)
        await telegram.settled()
        assert api.called("getFile") == []
        await telegram.heed(update)
        await telegram.settled()
    assert len(only(ear).files) == 1


async def test_new_words_under_an_old_file_do_not_fetch_it_again() -> None:
    api, ear = FakeBotApi(), Ear()
    said = document(api.file(PDF, "d"))
    async with api.running(), bot_at(api, ear) as telegram:
        await heed(telegram, api, caption="佐证 3.1", document=said)
        await telegram.settled()
        await telegram.heed(api.brings(edited_message=message(caption="佐证 3.2", document=said)))
        await telegram.settled()
    assert [(one.text, len(one.files)) for one in ear.heard] == [("佐证 3.1", 1), ("佐证 3.2", 0)]
    assert len(api.called("getFile")) == 1
