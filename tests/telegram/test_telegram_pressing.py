"""Buttons: what they carry, and everything a press can be."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import Busy, Enclosure
from bot.channels.telegram.buttons import Seal, keyboard
from bot.channels.telegram.running import Telegram
from bot.channels.telegram.wording import NOT_YOURS, OLD_BUTTON
from tests.fake_bot_api import TOKEN, FakeBotApi, Sent, pressed
from tests.telegram.ear import Ear, bot_at, parcel

SEAL = Seal(TOKEN, "first")
TWO = (("签收 3.1", "签收 3.1"), ("详情", "详情 3.1"))


def test_only_what_we_signed_is_read_back() -> None:
    assert SEAL.read(SEAL.data(42, 3)) == (42, 3)
    for other in (Seal(TOKEN, "second"), Seal("1:other", "first")):
        assert other.read(SEAL.data(42, 3)) is None
    assert SEAL.read(SEAL.data(42, 3).replace("42", "43")) is None
    assert SEAL.read(SEAL.data(42, 3).replace(".3.", ".4.")) is None


@given(st.text(st.characters(), max_size=64))
def test_whatever_comes_back_reading_it_never_fails(data: str) -> None:
    assert SEAL.read(data) is None


@given(st.integers(1, 2**62), st.lists(st.text(max_size=60), min_size=1, max_size=120))
def test_a_keyboard_is_always_one_telegram_takes(outbox_id: int, labels: list[str]) -> None:
    rows = json.loads(keyboard(SEAL, outbox_id, labels))["inline_keyboard"]
    buttons = [button for row in rows for button in row]
    assert len(buttons) == min(len(labels), 100)
    assert all(1 <= len(row) <= 3 for row in rows)
    assert all(button["text"] and len(button["callback_data"].encode()) <= 64 for button in buttons)
    assert [SEAL.read(button["callback_data"]) for button in buttons] == [
        (outbox_id, index) for index in range(len(buttons))
    ]


def test_short_labels_share_a_row_and_long_ones_do_not() -> None:
    labels = ["签收", "进展", "完成", "申请延期到十一月十五日", "困难", "详情"]
    rows = json.loads(keyboard(SEAL, 1, labels))["inline_keyboard"]
    assert [[one["text"] for one in row] for row in rows] == [
        ["签收", "进展", "完成"],
        ["申请延期到十一月十五日", "困难"],
        ["详情"],
    ]


# ---------------------------------------------------------------- stories


async def sent(
    telegram: Telegram, api: FakeBotApi, ear: Ear, text: str = "<b>第3项</b> &lt;请签收&gt;", **more: Any
) -> Sent:
    api.chat(more.get("to", "7001"))
    ear.buttons[1] = ("7001", tuple(said for _, said in TWO))
    await telegram.channel.send(parcel(text, buttons=TWO, **more))
    return api.sent[-1]


async def press(
    telegram: Telegram, api: FakeBotApi, one: Sent, data: str, query: str = "q", **more: Any
) -> None:
    update = api.brings(callback_query=pressed(one, data, api.query(query), **more))
    await telegram.heed(update)
    await telegram.settled()


async def test_a_press_is_said_and_shown_under_the_message() -> None:
    api, ear = FakeBotApi(), Ear()
    async with api.running(), bot_at(api, ear) as telegram:
        one = await sent(telegram, api, ear)
        await press(telegram, api, one, one.data[0])
    (incoming, index) = ear.presses[0]
    assert (incoming.pressed, index, incoming.address) == (1, 0, "7001")
    assert one.text == "第3项 <请签收>\n\n✓ 已选：签收 3.1"
    assert one.raw.startswith("<b>第3项</b>")
    assert one.buttons == []
    assert api.answered == {"q": "✓ 已选：签收 3.1"}


async def test_pressed_twice_is_said_once() -> None:
    api, ear = FakeBotApi(), Ear()
    async with api.running(), bot_at(api, ear) as telegram:
        one = await sent(telegram, api, ear)
        first, second = one.data
        await press(telegram, api, one, first, "q1")
        await press(telegram, api, one, first, "q2")
        await press(telegram, api, one, second, "q3")
    assert len(ear.presses) == 1
    assert one.text.count("✓") == 1
    assert "签收 3.1" in api.answered["q2"]
    assert "签收 3.1" in api.answered["q3"]


async def test_the_same_press_brought_again_is_the_same_press() -> None:
    api, ear = FakeBotApi(), Ear(busy=1)
    async with api.running(), bot_at(api, ear) as telegram:
        one = await sent(telegram, api, ear)
        update = api.brings(callback_query=pressed(one, one.data[0], api.query("q")))
        with pytest.raises(Busy):
            await telegram.heed(update)
        assert one.buttons
        await telegram.heed(update)
        await telegram.heed(update)
        await telegram.settled()
    assert {incoming.update_id for incoming, _ in ear.presses} == {ear.presses[0][0].update_id}
    assert one.text.count("✓") == 1


@pytest.mark.parametrize("office", ["second", "first"], ids=["another database", "made up"])
async def test_a_button_we_did_not_make_changes_nothing(office: str) -> None:
    api, ear = FakeBotApi(), Ear()
    async with api.running(), bot_at(api, ear) as telegram:
        one = await sent(telegram, api, ear)
        data = Seal(TOKEN, office).data(1, 0) if office == "second" else "1.1.0.AAAAAAAAAAAA"
        await press(telegram, api, one, data)
    assert ear.presses == []
    assert api.answered == {"q": OLD_BUTTON}
    assert one.buttons


async def test_a_button_of_somebody_elses_changes_nothing() -> None:
    api, ear = FakeBotApi(), Ear()
    async with api.running(), bot_at(api, ear) as telegram:
        one = await sent(telegram, api, ear, to="-500")
        await press(telegram, api, one, one.data[0], who=7002)
        assert (api.answered, len(one.data)) == ({"q": NOT_YOURS}, 2)
        await press(telegram, api, one, one.data[0], "q2")
    assert ear.presses[-1][0].answer_at == "-500"
    assert one.buttons == []


async def test_a_message_too_old_to_be_seen_loses_its_buttons() -> None:
    api, ear = FakeBotApi(), Ear()
    async with api.running(), bot_at(api, ear) as telegram:
        one = await sent(telegram, api, ear)
        await press(telegram, api, one, one.data[0], shown=())
    assert len(ear.presses) == 1
    assert one.buttons == []
    assert one.text == "第3项 <请签收>"


async def test_a_picture_shows_what_was_pressed_in_its_caption(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\x89PNG")
    api, ear = FakeBotApi(), Ear()
    async with api.running(), bot_at(api, ear) as telegram:
        enclosure = Enclosure(tmp_path / "a", "图.png", "image/png", "0")
        one = await sent(telegram, api, ear, enclosure=enclosure)
        await press(telegram, api, one, one.data[0])
    assert one.text.endswith("✓ 已选：签收 3.1")
    assert one.buttons == []


async def test_a_message_with_no_room_left_only_loses_its_buttons() -> None:
    api, ear = FakeBotApi(), Ear()
    async with api.running(), bot_at(api, ear) as telegram:
        one = await sent(telegram, api, ear, "长" * 4090)
        await press(telegram, api, one, one.data[0])
    assert one.buttons == []
    assert one.text == "长" * 4090


async def test_a_press_telegram_has_forgotten_is_still_said() -> None:
    api, ear = FakeBotApi(), Ear()
    async with api.running(), bot_at(api, ear) as telegram:
        one = await sent(telegram, api, ear)
        api.sent.clear()  # the message is gone, and the question too old
        await telegram.heed(api.brings(callback_query=pressed(one, one.data[0], "long ago")))
        await telegram.settled()
    assert len(ear.presses) == 1


async def test_what_one_chat_does_keeps_its_order_and_delays_nobody_else() -> None:
    api, ear = FakeBotApi(), Ear(slow_with="一")
    async with api.running(), bot_at(api, ear) as telegram:
        loop = asyncio.get_running_loop()
        started = loop.time()
        for who in range(20):
            api.brings(message={"message_id": 1, "date": 1, "text": f"{who} 一", **_from(who)})
            api.brings(message={"message_id": 2, "date": 1, "text": f"{who} 二", **_from(who)})
        await asyncio.gather(*(telegram.heed(update) for update in api.updates))
        took = loop.time() - started
    for who in range(20):
        assert [text for text in ear.texts if text.startswith(f"{who} ")] == [f"{who} 一", f"{who} 二"]
    assert took < 20 * 0.05


def _from(who: int) -> dict[str, Any]:
    number = 9000 + who
    return {
        "chat": {"id": number, "type": "private"},
        "from": {"id": number, "is_bot": False, "first_name": "甲"},
    }
