"""Saying something on Telegram: what arrives, and what each refusal means."""

import asyncio
from pathlib import Path

import pytest

from bot.channels import DeliveryError, Enclosure
from tests.fake_bot_api import FakeBotApi
from tests.telegram.ear import Ear, bot_at, parcel

A_PERSON, A_GROUP = "7001", "-500"
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 500


def enclosure(
    path: Path, content: bytes = PNG, media: str = "image/png", name: str = "热力图.png"
) -> Enclosure:
    path.write_bytes(content)
    return Enclosure(path, name, media, "0" * 64)


async def refusal(api: FakeBotApi, to: str = A_PERSON, text: str = "一") -> DeliveryError:
    async with api.running(), bot_at(api, Ear()) as telegram:
        with pytest.raises(DeliveryError) as caught:
            await telegram.channel.send(parcel(text, to=to))
    return caught.value


async def test_a_letter_of_several_parts_arrives_in_order_with_its_buttons_under_the_last() -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    async with api.running(), bot_at(api, Ear()) as telegram:
        ids = await telegram.channel.send(
            parcel("<b>一</b>", "", "二 &lt;三&gt;", buttons=(("签收 3.1", "签收 3.1"), ("详情", "详情 3.1")))
        )
    assert [one.text for one in api.sent] == ["一", "二 <三>"]
    assert ids == " ".join(str(one.id) for one in api.sent)
    assert [len(one.data) for one in api.sent] == [0, 2]
    assert all(len(data.encode()) <= 64 for data in api.sent[-1].data)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("blocked", "停用"),
        ("never started", "还没有启用"),
        ("deactivated", "注销"),
        ("kicked", "移出"),
        ("muted", "没有发言权"),
        ("unknown", "找不到"),
    ],
)
async def test_who_cannot_be_reached_is_left_to_a_person_in_words_he_understands(
    state: str, words: str
) -> None:
    api = FakeBotApi()
    api.chat(A_PERSON, state)
    error = await refusal(api)
    assert (error.permanent, error.scope) == (True, "address")
    assert words in str(error)


@pytest.mark.parametrize("kind", ["page", "page 200", "500", "502"])
async def test_an_outage_is_the_channels_and_passes(kind: str) -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    api.fails(kind)
    error = await refusal(api)
    assert (error.permanent, error.scope, error.after) == (False, "channel", None)
    assert "<html" not in str(error)


async def test_a_revoked_token_stops_the_channel_for_good() -> None:
    api = FakeBotApi()
    async with api.running(), bot_at(api, Ear()) as telegram:
        api.token_revoked = True
        with pytest.raises(DeliveryError) as caught:
            await telegram.channel.send(parcel("一"))
    assert (caught.value.permanent, caught.value.scope) == (True, "channel")


async def test_a_server_that_is_away_is_the_channels_and_passes() -> None:
    api = FakeBotApi()
    async with api.running():
        pass
    async with bot_at(api, Ear()) as telegram:
        with pytest.raises(DeliveryError) as caught:
            await telegram.channel.send(parcel("一"))
    assert (caught.value.permanent, caught.value.scope) == (False, "channel")


async def test_markup_telegram_cannot_parse_goes_as_plain_words() -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    async with api.running(), bot_at(api, Ear()) as telegram:
        await telegram.channel.send(parcel("<b>第3项</i> &amp; 其他"))
    assert api.texts(A_PERSON) == ["第3项 & 其他"]
    assert len(api.called("sendMessage")) == 2


async def test_words_telegram_does_not_take_at_all_are_the_messages_own_fault() -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    error = await refusal(api, text="长" * 5000)
    assert (error.permanent, error.scope) == (True, "message")


async def test_half_a_character_does_not_hold_a_letter_back(tmp_path: Path) -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    async with api.running(), bot_at(api, Ear()) as telegram:
        await telegram.channel.send(parcel("一\ud800", buttons=(("签\ud800", "签"),)))
        await telegram.channel.send(parcel("二\ud800", enclosure=enclosure(tmp_path / "a")))
    assert api.texts(A_PERSON) == ["一?", "二?"]


async def test_nothing_to_say_is_never_sent() -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    error = await refusal(api, text=" ")
    assert (error.permanent, error.scope) == (True, "message")
    assert api.called("sendMessage") == []


# ---------------------------------------------------------------- slow down


async def test_a_request_to_slow_down_says_for_how_long() -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    api.fails("slow down", after=17)
    error = await refusal(api)
    assert (error.permanent, error.after, error.scope) == (False, 17.0, "address")


async def test_two_people_refused_in_a_row_mean_everybody() -> None:
    api = FakeBotApi()
    for one in ("1", "2", "3"):
        api.chat(one)
    api.fails("slow down", times=2, after=9)
    async with api.running(), bot_at(api, Ear()) as telegram:
        scopes = []
        for to in ("1", "2"):
            with pytest.raises(DeliveryError) as caught:
                await telegram.channel.send(parcel("一", to=to))
            scopes.append(caught.value.scope)
    assert scopes == ["address", "channel"]


async def test_a_person_refused_while_others_are_served_is_meant_alone() -> None:
    api = FakeBotApi()
    for one in ("1", "2", "3"):
        api.chat(one)
    api.fails("slow down", chat="1", after=9)
    api.fails("slow down", chat="3", after=9)
    scopes = []
    async with api.running(), bot_at(api, Ear()) as telegram:
        for number, to in enumerate(("1", "2", "3")):
            try:
                await telegram.channel.send(parcel("一", to=to, outbox_id=number))
            except DeliveryError as error:
                scopes.append(error.scope)
    assert scopes == ["address", "address"]


# ---------------------------------------------------------------- lost answers


@pytest.mark.parametrize(("kind", "acted"), [("cut before", 0), ("cut after", 1), ("broken json", 0)])
async def test_a_lost_answer_costs_one_repeat_at_most(kind: str, acted: int) -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    api.fails(kind)
    async with api.running(), bot_at(api, Ear()) as telegram:
        with pytest.raises(DeliveryError) as caught:
            await telegram.channel.send(parcel("一"))
        assert (caught.value.permanent, caught.value.scope) == (False, "address")
        assert await telegram.channel.send(parcel("一")) == str(api.sent[-1].id)
    assert api.texts(A_PERSON) == ["一"] * (1 + acted)


async def test_a_second_lost_answer_is_the_last() -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    api.fails("cut after", times=2)
    async with api.running(), bot_at(api, Ear()) as telegram:
        errors = []
        for _ in range(2):
            with pytest.raises(DeliveryError) as caught:
                await telegram.channel.send(parcel("一"))
            errors.append(caught.value)
    assert [error.permanent for error in errors] == [False, True]
    assert errors[-1].scope == "message"
    assert len(api.sent) == 2


async def test_whoever_loses_patience_does_not_make_it_a_third_time() -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    api.fails("never", times=9)
    async with api.running(), bot_at(api, Ear()) as telegram:
        for _ in range(2):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await telegram.channel.send(parcel("一"))
        with pytest.raises(DeliveryError) as caught:
            await telegram.channel.send(parcel("一"))
    assert (caught.value.permanent, caught.value.scope) == (True, "message")
    assert len(api.called("sendMessage")) == 2


async def test_a_repeat_that_is_refused_is_no_repeat() -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    api.fails("cut before")
    api.fails("slow down", times=3)
    async with api.running(), bot_at(api, Ear()) as telegram:
        for _ in range(4):
            with pytest.raises(DeliveryError) as caught:
                await telegram.channel.send(parcel("一"))
            assert not caught.value.permanent
        await telegram.channel.send(parcel("一"))
    assert api.texts(A_PERSON) == ["一"]


async def test_while_telegram_does_not_answer_at_all_nothing_is_repeated() -> None:
    """The one repeat is kept for when it can arrive: an outage that swallows answers loses no letter."""
    api = FakeBotApi()
    api.chat(A_PERSON)
    api.fails("cut after")
    async with api.running(), bot_at(api, Ear()) as telegram:
        api.fails("cut before", times=3, method="getMe")
        for _ in range(4):
            with pytest.raises(DeliveryError) as caught:
                await telegram.channel.send(parcel("一"))
            assert not caught.value.permanent
        assert len(api.called("sendMessage")) == 1
        await telegram.channel.send(parcel("一"))
    assert len(api.sent) == 2


async def test_an_interrupted_letter_goes_on_where_it_stopped() -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    api.fails("slow down", skip=2, after=2)
    wanted = parcel("一", "二", "三")
    async with api.running(), bot_at(api, Ear()) as telegram:
        with pytest.raises(DeliveryError):
            await telegram.channel.send(wanted)
        assert api.texts(A_PERSON) == ["一", "二"]
        ids = await telegram.channel.send(wanted)
    assert api.texts(A_PERSON) == ["一", "二", "三"]
    assert ids == " ".join(str(one.id) for one in api.sent)


# ---------------------------------------------------------------- groups and files


async def test_a_group_that_became_a_supergroup_gets_its_letter_there_and_the_office_hears_of_it() -> None:
    api, ear = FakeBotApi(), Ear()
    api.moved[A_GROUP] = api.chat("-100500")
    async with api.running(), bot_at(api, ear) as telegram:
        await telegram.channel.send(parcel("一", "二", to=A_GROUP))
        assert telegram.channel.is_group(A_GROUP)
        assert not telegram.channel.is_group(A_PERSON)
    assert api.texts("-100500") == ["一", "二"]
    assert ear.moves == [(A_GROUP, "-100500")]


async def test_a_picture_carries_its_words_and_buttons(tmp_path: Path) -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    with_picture = parcel("<b>汇总</b>", buttons=(("详情", "详情"),), enclosure=enclosure(tmp_path / "a"))
    async with api.running(), bot_at(api, Ear()) as telegram:
        await telegram.channel.send(with_picture)
    (one,) = api.sent
    assert (one.method, one.text, one.file, one.filename) == ("sendPhoto", "汇总", PNG, "热力图.png")
    assert len(one.data) == 1


async def test_words_too_long_for_a_caption_go_first_with_the_buttons(tmp_path: Path) -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    with_file = parcel(
        "长" * 1025,
        buttons=(("详情", "详情"),),
        enclosure=enclosure(tmp_path / "a", b"PK", "application/x", '台"账\n.xlsx'),
    )
    async with api.running(), bot_at(api, Ear()) as telegram:
        ids = await telegram.channel.send(with_file)
    assert [(one.method, len(one.data)) for one in api.sent] == [("sendMessage", 1), ("sendDocument", 0)]
    assert api.sent[1].filename == "台_账_.xlsx"
    assert len((ids or "").split()) == 2


async def test_a_caption_is_measured_after_entities(tmp_path: Path) -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    async with api.running(), bot_at(api, Ear()) as telegram:
        await telegram.channel.send(
            parcel("<b>" + "&lt;" * 1024 + "</b>", enclosure=enclosure(tmp_path / "a"))
        )
    assert [one.method for one in api.sent] == ["sendPhoto"]


async def test_a_picture_telegram_cannot_show_goes_as_a_file(tmp_path: Path) -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    async with api.running(), bot_at(api, Ear()) as telegram:
        await telegram.channel.send(parcel("一", enclosure=enclosure(tmp_path / "a", b"not a picture")))
    assert [(one.method, one.file) for one in api.sent] == [("sendDocument", b"not a picture")]


async def test_a_file_that_is_gone_is_the_messages_own_fault(tmp_path: Path) -> None:
    api = FakeBotApi()
    api.chat(A_PERSON)
    gone = enclosure(tmp_path / "a")
    gone.path.unlink()
    async with api.running(), bot_at(api, Ear()) as telegram:
        with pytest.raises(DeliveryError) as caught:
            await telegram.channel.send(parcel("一", enclosure=gone))
    assert (caught.value.permanent, caught.value.scope) == (True, "message")
