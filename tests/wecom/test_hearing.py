"""What members send and do, type by type, and what it comes to."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp import web

from bot.channels import DeliveryError
from bot.channels.wecom.hearing import USE_WORDS
from tests.wecom.conftest import Desk, Noting, Opening, parcel

BUTTONS = (("签收", "签收 3.1"), ("详情", "详情 3.1"))


@asynccontextmanager
async def at_work(desk: Desk) -> AsyncIterator[None]:
    running = asyncio.create_task(desk.app.run())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110  the fake has no event to wait for
            await asyncio.sleep(0.005)


# ---------------------------------------------------------------- files


async def test_a_picture_is_set_aside_at_once_and_kept_afterwards(desk: Desk) -> None:
    media_id = desk.wecom.put("现场.jpg", b"\xff\xd8 picture")
    assert await desk.comes(MsgType="image", MediaId=media_id, PicUrl="x", MsgId=11) == [200]
    assert list(desk.listener.aside) == ["11"]
    assert desk.listener.heard == []
    async with at_work(desk):
        await until(lambda: desk.listener.finished)
    assert desk.listener.files == {"现场.jpg": b"\xff\xd8 picture"}
    (heard,) = desk.listener.heard
    assert (heard.update_id, heard.text, heard.files[0].name) == ("11", "", "现场.jpg")


async def test_a_file_is_taken_should_it_ever_come(desk: Desk) -> None:
    media_id = desk.wecom.put("", b"%PDF-1.7 ...")
    await desk.comes(MsgType="file", MediaId=media_id, FileName="目录.pdf", MsgId=12)
    async with at_work(desk):
        await until(lambda: desk.listener.finished)
    assert desk.listener.files == {"目录.pdf": b"%PDF-1.7 ..."}


async def test_a_big_file_is_fetched_in_pieces(desk: Desk) -> None:
    content = bytes(range(256)) * 100_000
    desk.wecom.range_above = 15 << 20
    media_id = desk.wecom.put("大.mp4", content)
    await desk.comes(MsgType="video", MediaId=media_id, MsgId=13)
    async with at_work(desk):
        await until(lambda: desk.listener.finished)
    assert desk.listener.files == {"大.mp4": content}


async def test_a_piece_that_is_not_the_one_asked_for_spoils_no_file(desk: Desk) -> None:
    desk.app.hearing._chores._again_after = (0.01,)
    content = bytes(range(256)) * 100_000
    desk.wecom.range_above = 15 << 20

    async def another(request: web.Request) -> web.Response:
        headers = {"Content-Range": f"bytes 0-99/{len(content)}", "Content-Disposition": "attachment"}
        return web.Response(status=206, body=content[:100], headers=headers)

    desk.wecom.fail("media/get", 830002, desk.wecom._get, another)
    await desk.comes(MsgType="video", MediaId=desk.wecom.put("大.mp4", content), MsgId=19)
    async with at_work(desk):
        await until(lambda: desk.listener.finished)
    assert desk.listener.files == {"大.mp4": content}


async def test_a_picture_brought_again_is_one_picture(desk: Desk) -> None:
    media_id = desk.wecom.put("a.jpg", b"picture")
    for _ in range(3):
        await desk.comes(MsgType="image", MediaId=media_id, MsgId=14)
    async with at_work(desk):
        await until(lambda: desk.listener.finished)
        await desk.comes(MsgType="image", MediaId=media_id, MsgId=14)
    assert len(desk.listener.heard) == 1
    assert desk.wecom.calls["media/get"] == 1


async def test_what_a_crash_left_set_aside_is_taken_up_at_the_next_start(opening: Opening) -> None:
    first = opening()
    media_id = first.wecom.put("a.jpg", b"picture")
    await first.comes(MsgType="image", MediaId=media_id, MsgId=15)
    second = opening(first.listener)
    async with at_work(second):
        await until(lambda: second.listener.finished)
    assert len(second.listener.heard) == 1


@pytest.mark.parametrize("limit", [20 << 20, 11 << 20], ids=["whole", "in pieces"])
async def test_a_file_that_is_not_kept_is_said_to_the_sender(desk: Desk, limit: int) -> None:
    desk.listener.refuse = "这个文件没有收下：只收图片、PDF 和 Office 文件。"
    desk.wecom.range_above = limit
    await desk.comes(MsgType="image", MediaId=desk.wecom.put("a.exe", b"MZ program" * (12 << 17)), MsgId=16)
    async with at_work(desk):
        await until(lambda: desk.wecom.shown)
    assert desk.wecom.to("LinKe")[0].text == desk.listener.refuse
    assert desk.listener.finished == ["16"]
    assert desk.listener.heard == []


async def test_a_picture_that_is_gone_is_asked_for_again(desk: Desk) -> None:
    await desk.comes(MsgType="image", MediaId="gone", MsgId=17)
    async with at_work(desk):
        await until(lambda: desk.listener.finished)
    assert "重新发一次" in desk.wecom.to("LinKe")[0].text
    assert desk.listener.finished == ["17"]


async def test_a_failing_download_is_tried_again_before_anybody_is_bothered(desk: Desk) -> None:
    desk.app.hearing._chores._again_after = (0.01, 0.01)
    desk.wecom.fail("media/get", 45009)
    await desk.comes(MsgType="image", MediaId=desk.wecom.put("a.jpg", b"picture"), MsgId=18)
    async with at_work(desk):
        await until(lambda: desk.listener.finished)
    assert len(desk.listener.heard) == 1
    assert desk.wecom.shown == []


# ---------------------------------------------------------------- other messages


@pytest.mark.parametrize("kind", ["voice", "location"])
async def test_who_speaks_is_asked_to_write_and_not_twice(desk: Desk, kind: str) -> None:
    async with at_work(desk):
        await desk.comes(MsgType=kind, MediaId="m", Format="amr", Label="市政府", MsgId=21)
        await desk.comes(MsgType=kind, MediaId="m", Format="amr", Label="市政府", MsgId=22)
        await until(lambda: desk.wecom.calls["message/send"] == 2)
    assert [one.text for one in desk.wecom.to("LinKe")] == [USE_WORDS]
    assert "文字" in USE_WORDS


async def test_a_link_is_evidence_by_its_address_alone(desk: Desk) -> None:
    await desk.comes(MsgType="link", Title="3.1 完成情况", Url="https://example.org/a?b=1&c=2", MsgId=23)
    assert desk.listener.heard[0].text == "佐证 https://example.org/a?b=1&c=2"


@pytest.mark.parametrize(
    "facts", [{"MsgType": "sphfeed"}, {"MsgType": ""}, {"MsgType": "image", "MediaId": ""}]
)
async def test_an_unknown_message_has_one_polite_line(desk: Desk, facts: dict[str, str]) -> None:
    async with at_work(desk):
        assert await desk.comes(MsgId=24, **facts) == [200]
        await until(lambda: desk.wecom.shown)
    assert "读不了" in desk.wecom.shown[0].text


# ---------------------------------------------------------------- events


async def test_who_opens_the_chat_hears_what_is_owed_once_a_day(desk: Desk) -> None:
    for _ in range(3):
        assert await desk.comes(MsgType="event", Event="enter_agent", EventKey="") == [200]
    await desk.comes(MsgType="event", Event="subscribe")
    assert [one.text for one in desk.listener.heard] == ["待办"]


async def test_who_was_just_reminded_opens_the_chat_in_peace(desk: Desk) -> None:
    await desk.app.channel.send(parcel())
    await desk.comes(MsgType="event", Event="enter_agent", EventKey="")
    assert desk.listener.heard == []


async def test_an_answer_in_the_chat_is_no_list_of_what_is_owed(desk: Desk) -> None:
    await desk.app.channel.send(dataclasses.replace(parcel(), kind="recorded"))
    await desk.comes(MsgType="event", Event="enter_agent", EventKey="")
    assert [one.text for one in desk.listener.heard] == ["待办"]


async def test_a_pressed_button_speaks_for_its_letter_and_the_others_stay(desk: Desk) -> None:
    await desk.app.channel.send(parcel(42, "LinKe", "3.1 还有3天\n请签收", buttons=BUTTONS))
    card = desk.wecom.shown[-1]
    async with at_work(desk):
        await press(desk, card.buttons[0]["key"], card.body["template_card"]["task_id"])
        await until(lambda: desk.wecom.updates)
    ((press_, index),) = desk.listener.pressed
    assert (press_.pressed, press_.address, index) == (42, "LinKe", 0)
    update = desk.wecom.updates[0]
    assert update["userids"] == ["LinKe"]
    assert "已回复：签收 3.1" in update["template_card"]["sub_title_text"]
    assert "请签收" in update["template_card"]["sub_title_text"]
    assert [button["text"] for button in update["template_card"]["button_list"]] == ["详情"]


async def test_the_last_button_leaves_a_card_that_cannot_be_pressed(desk: Desk) -> None:
    await desk.app.channel.send(parcel(42, "LinKe", "3.1 还有3天", buttons=BUTTONS))
    keys = [desk.wecom.shown[-1].buttons[0]["key"]]
    async with at_work(desk):
        await press(desk, keys[0])
        await until(lambda: len(desk.wecom.updates) == 1)
        left = desk.wecom.updates[0]["template_card"]["button_list"]
        await press(desk, left[0]["key"], at=1)
        await until(lambda: len(desk.wecom.updates) == 2)
    assert [index for _, index in desk.listener.pressed] == [0, 1]
    assert desk.wecom.updates[1]["template_card"]["replace_text"] == "已回复"


async def test_a_press_brought_again_is_one_press(desk: Desk) -> None:
    await desk.app.channel.send(parcel(42, "LinKe", "3.1 还有3天", buttons=BUTTONS))
    key = desk.wecom.shown[-1].buttons[0]["key"]
    async with at_work(desk):
        code = desk.wecom.response_code("LinKe", "duban-42")
        for _ in range(3):
            await press(desk, key, code=code)
        await until(lambda: desk.wecom.calls["message/update_template_card"] == 3)
    assert len(desk.listener.pressed) == 1
    assert len(desk.wecom.updates) == 1


async def test_somebody_elses_button_says_nothing(desk: Desk) -> None:
    await desk.app.channel.send(parcel(42, "LinKe", "3.1 还有3天", buttons=BUTTONS))
    key = desk.wecom.shown[-1].buttons[0]["key"]
    async with at_work(desk):
        await press(desk, key, user="zhoukezhang")
        await until(lambda: desk.wecom.updates)
    assert desk.listener.pressed == []
    assert desk.wecom.updates[0]["button"] == {"replace_name": "已失效"}


@pytest.mark.parametrize("event", ["template_card_event", "template_card_menu_event"])
async def test_a_card_of_another_program_is_left_alone(desk: Desk, event: str) -> None:
    async with at_work(desk):
        assert await press(desk, "their-key", "their-task", event=event) == [200]
        await asyncio.sleep(0.02)
    assert desk.listener.pressed == []
    assert desk.wecom.calls["message/update_template_card"] == 0


async def test_a_button_of_a_letter_that_is_no_more_says_so(desk: Desk) -> None:
    desk.listener.owners[42] = "somebody else by now"
    await desk.app.channel.send(parcel(42, "LinKe", "3.1 还有3天", buttons=BUTTONS))
    async with at_work(desk):
        await press(desk, desk.wecom.shown[-1].buttons[0]["key"])
        await until(lambda: desk.wecom.updates)
    assert desk.wecom.updates[0]["button"] == {"replace_name": "已失效"}


@pytest.mark.parametrize(
    "event", ["inactive_alert", "close_inactive_agent", "low_active", "share_agent_change"]
)
async def test_an_app_about_to_be_closed_is_told_to_the_administrators(desk: Desk, event: str) -> None:
    assert await desk.comes(MsgType="event", Event=event, EffectTime=1) == [200]
    assert len(desk.notices) == 1


@pytest.mark.parametrize(
    "event", ["unsubscribe", "LOCATION", "click", "change_contact", "batch_job_result", "", "new"]
)
async def test_other_events_change_nothing(desk: Desk, event: str) -> None:
    assert await desk.comes(MsgType="event", Event=event, FromUserName="sys") == [200]
    assert desk.listener.heard == []
    assert desk.notices == []


async def test_a_crash_in_one_chore_does_not_end_the_others(opening: Opening) -> None:
    class Broken(Noting):
        async def finish(self, channel: str, update_id: str) -> None:
            if update_id == "1":
                raise DeliveryError("bug")
            await super().finish(channel, update_id)

    desk = opening(Broken())
    for number in (1, 2):
        await desk.comes(MsgType="image", MediaId=desk.wecom.put("a.jpg", b"picture"), MsgId=number)
    async with at_work(desk):
        await until(lambda: desk.listener.finished == ["2"])


async def press(
    desk: Desk,
    key: str,
    task_id: str = "duban-42",
    *,
    user: str = "LinKe",
    event: str = "template_card_event",
    code: str | None = None,
    at: int = 0,
) -> list[int]:
    return await desk.comes(
        MsgType="event", Event=event, EventKey=key, TaskId=task_id, CardType="button_interaction",
        ResponseCode=code or desk.wecom.response_code(user, task_id), FromUserName=user,
        CreateTime=int(desk.now.timestamp()) + at,
    )  # fmt: skip
