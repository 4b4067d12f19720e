"""What a parcel becomes at WeCom: whole, once, to one person, and never more than WeCom takes."""

import dataclasses
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import DeliveryError
from bot.channels.wecom import AppConfig, cards, open_wecom
from bot.channels.wecom.cards import Cards
from bot.channels.wecom.channel import RATES
from bot.channels.wecom.limits import Allowance
from tests.fake_wecom import FakeWeCom, card_fault
from tests.wecom.conftest import NOW, Desk, Noting, Opening, enclosure, parcel

BUTTONS = (("签收", "签收 3.1"), ("详情", "详情 3.1"))
LONG = "【督办提醒】3.1 重大行政决策目录\n" + "办理时限10月31日（周日），请于10月29日前报送。\n" * 12


async def refusal(desk: Desk, *args: Any, **more: Any) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await desk.app.channel.send(parcel(*args, **more))
    return caught.value


# ---------------------------------------------------------------- as what


async def test_each_part_is_a_message_in_order(desk: Desk) -> None:
    receipt = await desk.app.channel.send(parcel(7, "LinKe", "第一段", "第二段"))
    assert [one.text for one in desk.wecom.to("LinKe")] == ["第一段", "第二段"]
    assert receipt == " ".join(one.msgid for one in desk.wecom.shown)


async def test_a_short_letter_with_buttons_is_one_card(desk: Desk) -> None:
    await desk.app.channel.send(parcel(7, "LinKe", "3.1 还有3天\n请于10月29日前报送。", buttons=BUTTONS))
    (card,) = desk.wecom.shown
    assert card.text == "3.1 还有3天\n请于10月29日前报送。"
    assert [button["text"] for button in card.buttons] == ["签收", "详情"]


async def test_one_long_sentence_stays_whole_on_its_card(desk: Desk) -> None:
    sentence = "已记录3.1的进展：60%，正在征求各区意见；办理时限10月31日，请于10月29日前报送办结情况。"
    await desk.app.channel.send(parcel(7, "LinKe", sentence, buttons=BUTTONS))
    assert sentence in desk.wecom.shown[0].text


async def test_a_reminder_stays_whole_as_text_and_its_buttons_stand_under_it(desk: Desk) -> None:
    await desk.app.channel.send(parcel(7, "LinKe", "首段", LONG, buttons=BUTTONS))
    first, text, card = desk.wecom.shown
    assert (first.text, text.text) == ("首段", LONG)
    assert card.text.startswith("【督办提醒】3.1 重大行政决策目录")
    assert "点按钮" in card.text


async def test_a_letter_with_a_link_keeps_it_a_link(desk: Desk) -> None:
    linked = '见 <a href="https://example.org/x">依据</a>'
    await desk.app.channel.send(parcel(7, "LinKe", linked, buttons=BUTTONS))
    assert [one.body["msgtype"] for one in desk.wecom.shown] == ["text", "template_card"]
    assert desk.wecom.shown[0].text == linked


async def test_many_and_long_buttons_fit_the_card(desk: Desk) -> None:
    many = tuple((f"通过 3.{n} 美兰区人民政府办公室", f"通过 3.{n}") for n in range(9))
    await desk.app.channel.send(parcel(7, "LinKe", LONG, buttons=many))
    labels = [button["text"] for button in desk.wecom.shown[-1].buttons]
    assert len(labels) == 6
    assert labels[0] == "通过 3.0 美兰…"


WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=400)


@given(WORDS, st.lists(WORDS, min_size=1, max_size=8), st.integers(1, 2**53))
def test_any_card_is_one_wecom_takes_and_comes_back_as_it_went(
    text: str, labels: list[str], number: int
) -> None:
    deck = Cards("secret")
    buttons = [(label, label) for label in labels]
    for card in (cards.whole(number, text, buttons), cards.beneath(number, text, buttons)):
        if card is None or (drawn := deck.draw(card, "LinKe", deck.task_id(card, "LinKe"))) is None:
            continue
        assert card_fault(drawn) == 0
        for place, button in enumerate(drawn["button_list"]):
            assert deck.read(button["key"], "LINKE") == cards.Pressed(card, card.buttons[place][0])
            assert deck.read(button["key"], "other") is None
            assert Cards("another secret").read(button["key"], "LinKe") is None


async def test_an_app_wecom_cannot_call_sends_no_buttons_nobody_could_answer(
    config: AppConfig, session: aiohttp.ClientSession, wecom: FakeWeCom
) -> None:
    mute = dataclasses.replace(config, callback_token="", aes_key="")
    app = open_wecom(mute, session, Noting(), lambda: NOW)
    await app.channel.send(parcel(7, "LinKe", "3.1 还有3天", buttons=BUTTONS))
    assert [one.body["msgtype"] for one in wecom.shown] == ["text"]
    assert app.routes == ()


# ---------------------------------------------------------------- once


async def test_a_letter_repeated_after_a_crash_is_shown_once(opening: Opening, tmp_path: Path) -> None:
    file = enclosure(tmp_path, "台账.xlsx", b"PK spreadsheet", "application/vnd.ms-excel")
    letter = parcel(7, "LinKe", LONG, buttons=BUTTONS, enclosure=file)
    for _ in range(3):
        await opening(later=timedelta(minutes=30)).app.channel.send(letter)
    wecom = opening().wecom
    assert [one.body["msgtype"] for one in wecom.shown] == ["text", "template_card", "file"]
    assert wecom.repeats == 6
    assert len(wecom.uploads) == 1


async def test_two_letters_of_the_same_words_are_two(desk: Desk) -> None:
    for outbox_id in (7, 8, 9):
        await desk.app.channel.send(parcel(outbox_id, "LinKe", "没有待办事项。"))
    assert len(desk.wecom.shown) == 3


async def test_a_connection_cut_after_wecom_acted_costs_no_second_message(desk: Desk) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        await desk.wecom._send(request)
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    desk.wecom.fail("message/send", cut)
    fault = await refusal(desk)
    assert (fault.permanent, fault.scope) == (False, "channel")
    await desk.app.channel.send(parcel())
    assert len(desk.wecom.shown) == 1


async def test_what_was_taken_of_a_letter_is_not_sent_again(desk: Desk) -> None:
    desk.wecom.fail("message/send", lambda request: desk.wecom._send(request), 45009)
    letter = parcel(7, "LinKe", "一", "二", "三")
    with pytest.raises(DeliveryError):
        await desk.app.channel.send(letter)
    receipt = await desk.app.channel.send(letter)
    assert [one.text for one in desk.wecom.shown] == ["一", "二", "三"]
    assert desk.wecom.repeats == 0
    assert receipt is not None
    assert len(receipt.split()) == 3


# ---------------------------------------------------------------- to one person


@pytest.mark.parametrize("address", ["@all", "LinKe|zhoukezhang", "", "林可", "a" * 65, "LinKe\n"])
async def test_an_address_that_is_not_one_member_is_never_tried(desk: Desk, address: str) -> None:
    fault = await refusal(desk, 7, address)
    assert (fault.permanent, fault.scope) == (True, "address")
    assert desk.wecom.calls["message/send"] == 0


async def test_success_is_not_errcode_nought_alone(desk: Desk) -> None:
    desk.wecom.members.add("Unpaid")
    desk.wecom.unlicensed.add("Unpaid")
    fault = await refusal(desk, 7, "Unpaid")
    assert (fault.permanent, fault.scope) == (True, "address")
    assert "许可" in str(fault)


async def test_a_listed_receiver_is_known_in_whatever_case(desk: Desk) -> None:
    async def listed(request: web.Request) -> web.StreamResponse:
        return web.json_response({"errcode": 0, "errmsg": "ok", "invaliduser": "other|linke", "msgid": "m"})

    desk.wecom.fail("message/send", listed)
    fault = await refusal(desk)
    assert (fault.permanent, fault.scope) == (True, "address")


async def test_a_member_outside_the_app_is_the_addresss_fault(desk: Desk) -> None:
    fault = await refusal(desk, 7, "Nobody")
    assert (fault.permanent, fault.scope) == (True, "address")
    assert "可见范围" in str(fault)


# ---------------------------------------------------------------- never too much


async def test_a_part_wecom_would_cut_is_not_sent_at_all(desk: Desk) -> None:
    await desk.app.channel.send(parcel(7, "LinKe", "督" * 682))
    fault = await refusal(desk, 8, "LinKe", "督" * 683)
    assert (fault.permanent, fault.scope) == (True, "message")


async def test_no_member_is_sent_more_than_thirty_messages_in_a_minute(desk: Desk) -> None:
    for outbox_id in range(15):
        await desk.app.channel.send(parcel(outbox_id, "LinKe", f"{outbox_id} 一", f"{outbox_id} 二"))
    fault = await refusal(desk, 99, "LinKe")
    assert (fault.permanent, fault.scope) == (False, "address")
    assert fault.after is not None
    assert 50 < fault.after <= 60
    await desk.app.channel.send(parcel(100, "zhoukezhang"))
    assert desk.wecom.silently_dropped == 0


def test_the_allowance_comes_back_with_time() -> None:
    now = [0.0]
    allowance = Allowance(RATES, lambda: now[0])
    for second in range(30):
        now[0] = second
        allowance.take("LinKe", 1)
    with pytest.raises(DeliveryError) as full:
        allowance.take("LinKe", 1)
    assert full.value.after == 31
    now[0] = 60.5
    allowance.take("LinKe", 1)
    with pytest.raises(DeliveryError) as again:
        allowance.take("LinKe", 1)
    assert again.value.after == 0.5
    now[0] = 200
    allowance.take("LinKe", 40)  # longer than a whole minute's allowance: better than never


async def test_the_days_quota_is_warned_of_once_before_it_is_reached(
    config: AppConfig, session: aiohttp.ClientSession
) -> None:
    told: list[str] = []
    moment = [NOW]
    app = open_wecom(
        dataclasses.replace(config, daily_quota=10), session, Noting(), lambda: moment[0], told.append
    )
    for outbox_id in range(10):
        await app.channel.send(parcel(outbox_id))
    assert len(told) == 1
    assert "8人次" in told[0]
    moment[0] += timedelta(days=1)
    await app.channel.send(parcel(11))
    assert len(told) == 1


# ---------------------------------------------------------------- files


PNG = b"\x89PNG\r\n\x1a\n picture"


async def test_a_picture_is_shown_as_one_and_a_table_as_a_file(desk: Desk, tmp_path: Path) -> None:
    await desk.app.channel.send(parcel(7, enclosure=enclosure(tmp_path, "热力图.png", PNG, "image/png")))
    table = enclosure(tmp_path, '台账 "10月"/市\n直.xlsx', b"PK table", "application/zip")
    await desk.app.channel.send(parcel(8, enclosure=table))
    kinds = [one.body["msgtype"] for one in desk.wecom.shown]
    assert kinds == ["text", "image", "text", "file"]
    assert desk.wecom.uploads == [
        ("image", "热力图.png", PNG),
        ("file", "台账 _10月_市_直.xlsx", b"PK table"),
    ]


async def test_the_same_file_is_uploaded_once_for_everybody(desk: Desk, tmp_path: Path) -> None:
    file = enclosure(tmp_path, "通报.docx", b"PK report", "application/zip")
    await desk.app.channel.send(parcel(7, enclosure=file))
    await desk.app.channel.send(parcel(8, "zhoukezhang", enclosure=file))
    assert len(desk.wecom.uploads) == 1


async def test_after_three_days_it_is_uploaded_anew(opening: Opening, tmp_path: Path) -> None:
    file = enclosure(tmp_path, "通报.docx", b"PK report", "application/zip")
    await opening().app.channel.send(parcel(7, enclosure=file))
    later = opening(later=timedelta(days=3))
    await later.app.channel.send(parcel(8, enclosure=file))
    assert len(later.wecom.uploads) == 2


async def test_a_file_wecom_forgot_too_soon_is_uploaded_again(desk: Desk, tmp_path: Path) -> None:
    file = enclosure(tmp_path, "通报.docx", b"PK report", "application/zip")
    await desk.app.channel.send(parcel(7, enclosure=file))
    desk.wecom.media.clear()
    await desk.app.channel.send(parcel(8, enclosure=file))
    assert [one.body["msgtype"] for one in desk.wecom.shown] == ["text", "file"] * 2


async def test_a_file_of_25_megabytes_says_so_instead_of_failing_for_ever(desk: Desk, tmp_path: Path) -> None:
    file = enclosure(tmp_path, "大.zip", b"0" * (25 << 20), "application/zip")
    fault = await refusal(desk, enclosure=file)
    assert (fault.permanent, fault.scope) == (True, "message")
    assert "25 MB" in str(fault)


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "长" * 300 + ".xlsx", "a\r\nX-Evil: 1.xlsx", '".xlsx', "\ud800.xlsx"]
)
async def test_no_file_name_breaks_the_upload(desk: Desk, tmp_path: Path, name: str) -> None:
    file = enclosure(tmp_path, "x", b"PK report", "application/zip")
    await desk.app.channel.send(parcel(7, enclosure=dataclasses.replace(file, name=name)))
    (_, shown, content) = desk.wecom.uploads[0]
    assert content == b"PK report"
    assert 0 < len(shown.encode()) <= 200
    assert not re.search(r'[/\\"\r\n]', shown)


async def test_a_repeat_is_the_very_same_json(desk: Desk) -> None:
    """WeCom compares the request itself, so nothing in it may depend on the moment."""
    bodies: list[str] = []

    async def keep(request: web.Request) -> web.StreamResponse:
        bodies.append(await request.text())
        return web.json_response({"errcode": 0, "errmsg": "ok", "msgid": "m"})

    desk.wecom.fail("message/send", *[keep] * 4)
    for _ in range(2):
        await desk.app.channel.send(parcel(7, "LinKe", LONG, buttons=BUTTONS))
    assert bodies[:2] == bodies[2:]
    assert all(7200 <= json.loads(body)["duplicate_check_interval"] < 14400 for body in bodies)
