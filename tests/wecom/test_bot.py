"""The AI bot over its one connection: it stays, it comes back, it never fights; and what it hears and says."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer, unused_port

from bot.channels import DeliveryError
from bot.channels.wecom import Bot, BotConfig, open_bot
from bot.channels.wecom.markdown import markdown
from tests.fake_wecom_bot import CHUNK, FakeBot
from tests.wecom.conftest import NOW, Noting, enclosure, parcel
from tests.wecom.test_hearing import until

BUTTONS = (("签收", "签收 3.1"), ("详情", "详情 3.1"))


@dataclass
class Scene:
    """One bot, its far end, and what was heard."""

    far: FakeBot
    bot: Bot
    config: BotConfig
    listener: Noting
    running: "asyncio.Task[None]"
    sleeps: list[float]

    @property
    def state(self) -> str:
        return self.bot.channel.state[0]

    async def heard(self, count: int = 1) -> list[str]:
        await until(lambda: len(self.listener.heard) >= count)
        return [one.text for one in self.listener.heard]


def begin(far: FakeBot, config: BotConfig, session: aiohttp.ClientSession, ping_every: float = 30.0) -> Scene:
    listener, sleeps = Noting(), []
    bot = open_bot(config, session, listener, lambda: NOW)
    line = bot.channel._connection

    async def sleep(seconds: float) -> None:
        sleeps.append(seconds)
        await asyncio.sleep(0)

    line._sleep, line._ping_every = sleep, ping_every
    return Scene(far, bot, config, listener, asyncio.create_task(bot.run()), sleeps)


async def end(scene: Scene) -> None:
    scene.running.cancel()
    with suppress(asyncio.CancelledError):
        await scene.running


@pytest.fixture
async def far() -> FakeBot:
    return FakeBot()


@pytest.fixture
async def server(far: FakeBot) -> AsyncIterator[TestServer]:
    server = TestServer(far.app())
    async with server:
        yield server


@pytest.fixture
def config(far: FakeBot, server: TestServer, tmp_path: Path) -> BotConfig:
    return BotConfig(far.bot_id, far.secret, str(server.make_url("/")), tmp_path)


@pytest.fixture
async def scene(far: FakeBot, config: BotConfig, session: aiohttp.ClientSession) -> AsyncIterator[Scene]:
    one = begin(far, config, session)
    await until(lambda: one.state == "up")
    yield one
    await end(one)


def text(words: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": words}}


# ---------------------------------------------------------------- the line


async def test_after_a_clean_close_it_comes_back_and_hears(scene: Scene) -> None:
    await scene.far.says(**text("签收 3.1"))
    await scene.heard()
    await scene.far.hang_up()
    await until(lambda: scene.far.calls["aibot_subscribe"] == 2 and scene.state == "up")
    await scene.far.says(**text("完成 3.1"))
    assert await scene.heard(2) == ["签收 3.1", "完成 3.1"]


async def test_who_was_superseded_keeps_still_and_says_why(
    scene: Scene, far: FakeBot, config: BotConfig, session: aiohttp.ClientSession
) -> None:
    other = begin(far, config, session)
    await until(lambda: scene.state == "superseded" and other.state == "up")
    await asyncio.wait_for(scene.running, 5)
    await scene.bot.run()  # begun again by whoever supervises it
    assert far.calls["aibot_subscribe"] == 2
    with pytest.raises(DeliveryError, match="另一个程序") as caught:
        await scene.bot.channel.send(parcel())
    assert (caught.value.permanent, caught.value.scope) == (True, "channel")
    await end(other)


async def test_it_pings_and_a_ping_without_an_answer_is_a_lost_line(
    far: FakeBot, config: BotConfig, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wecom.connection.ANSWER_WITHIN", 0.05)
    scene = begin(far, config, session, ping_every=0.02)
    await until(lambda: far.calls["ping"] >= 3)
    assert far.calls["aibot_subscribe"] == 1
    far.deaf.add("ping")
    await until(lambda: far.calls["aibot_subscribe"] >= 2)
    await end(scene)


async def test_a_wrong_secret_is_tried_rarely_and_told(
    far: FakeBot, config: BotConfig, session: aiohttp.ClientSession
) -> None:
    scene = begin(far, dataclasses.replace(config, secret="mistyped"), session)
    await until(lambda: len(scene.sleeps) >= 3)
    assert scene.sleeps[:3] == [60, 120, 180]
    assert scene.bot.channel.state[0] == "refused"
    assert "Secret" in scene.bot.channel.state[1]
    await end(scene)
    assert "mistyped" not in repr(scene.config)


async def test_without_a_network_it_waits_longer_and_longer(
    far: FakeBot, config: BotConfig, session: aiohttp.ClientSession
) -> None:
    scene = begin(far, dataclasses.replace(config, url=f"ws://127.0.0.1:{unused_port()}/"), session)
    await until(lambda: len(scene.sleeps) >= 8)
    assert scene.sleeps[0] < 2 < scene.sleeps[3] < scene.sleeps[7] <= 36
    with pytest.raises(DeliveryError) as caught:
        await scene.bot.channel.send(parcel())
    assert (caught.value.permanent, caught.value.scope) == (False, "channel")
    await end(scene)


# ---------------------------------------------------------------- heard


async def test_words_quotes_and_speech_are_heard_in_order(scene: Scene) -> None:
    await scene.far.says(**text("签收 3.1"), quote={"msgtype": "text", "text": {"content": "旧消息"}})
    await scene.far.says(msgtype="voice", voice={"content": "第三项搞完了"})
    await scene.far.says(msgtype="mixed", mixed={"msg_item": [text("一"), text("二")]})
    assert await scene.heard(3) == ["签收 3.1", "第三项搞完了", "一\n二"]
    assert {one.channel for one in scene.listener.heard} == {"wecom-bot"}


async def test_a_message_brought_again_is_one(scene: Scene) -> None:
    for _ in range(2):
        await scene.far.says(**text("完成 3.1"), msgid="same")
    await scene.far.says(**text("待办"))
    assert await scene.heard(2) == ["完成 3.1", "待办"]


async def test_in_a_group_the_bots_own_name_is_not_part_of_the_words(scene: Scene) -> None:
    await scene.far.says(**text("@督办 汇总"), chat="wrGROUP")
    assert await scene.heard() == ["汇总"]
    assert scene.listener.heard[0].answer_at == "group:wrGROUP"
    await scene.bot.channel.send(parcel(7, "group:wrGROUP", "汇总如下"))
    assert scene.far.pushed[0]["chatid"] == "wrGROUP"
    assert scene.bot.channel.is_group("group:wrGROUP")


async def test_a_file_is_fetched_and_decrypted(scene: Scene, server: TestServer) -> None:
    content = b"%PDF-1.7" + bytes(range(256)) * 1000
    await scene.far.says(msgtype="file", file=with_host(scene.far.put("目录.pdf", content), server))
    await until(lambda: scene.listener.finished)
    assert scene.listener.files == {"目录.pdf": content}
    assert len(scene.listener.heard) == 1


async def test_pictures_among_words_come_with_them(scene: Scene, server: TestServer) -> None:
    items: list[dict[str, Any]] = [text("佐证 3.1")]
    for name in ("一.jpg", "二.jpg"):
        items.append({"msgtype": "image", "image": with_host(scene.far.put(name, name.encode()), server)})
    await scene.far.says(msgtype="mixed", mixed={"msg_item": items}, msgid="mix")
    await until(lambda: len(scene.listener.finished) == 2)
    assert sorted((one.text, one.files[0].name) for one in scene.listener.heard) == [
        ("", "二.jpg"), ("佐证 3.1", "一.jpg"),
    ]  # fmt: skip


@pytest.mark.parametrize("change", [{"aeskey": "AAAA"}, {"url": "/file/gone"}, {"aeskey": "A" * 43}])
async def test_a_file_that_cannot_be_had_is_asked_for_again(
    scene: Scene, server: TestServer, change: dict[str, str]
) -> None:
    facts = with_host(scene.far.put("a.pdf", b"%PDF content") | change, server)
    await scene.far.says(msgtype="file", file=facts)
    await until(lambda: scene.far.pushed)
    assert "重新发一次" in scene.far.pushed[0]["markdown"]["content"]
    assert scene.listener.heard == []


async def test_a_file_that_is_not_kept_is_said_to_the_sender(scene: Scene, server: TestServer) -> None:
    scene.listener.refuse = "这个文件没有收下：只收图片、PDF 和 Office 文件。"
    await scene.far.says(msgtype="file", file=with_host(scene.far.put("a.exe", b"MZ" * (1 << 20)), server))
    await until(lambda: scene.far.pushed and scene.listener.finished)
    assert scene.far.pushed[0]["markdown"]["content"] == scene.listener.refuse


async def test_when_nothing_can_be_written_it_tries_again_and_then_says_so(scene: Scene) -> None:
    scene.bot.hearing._busy_waits = (0.0, 0.0)
    scene.listener.busy = 2
    await scene.far.says(**text("完成 3.1"))
    assert await scene.heard() == ["完成 3.1"]
    scene.listener.busy = 3
    await scene.far.says(**text("完成 3.2"))
    await until(lambda: scene.far.pushed)
    assert "稍后" in scene.far.pushed[0]["markdown"]["content"]


@pytest.mark.parametrize(
    "frame", ["[]", "{", '{"cmd":"x"}', '{"cmd":"aibot_msg_callback","headers":[],"body":7}']
)
async def test_a_frame_that_is_none_ends_nothing(scene: Scene, frame: str) -> None:
    assert scene.far.live is not None
    await scene.far.live.send_str(frame)
    await scene.far.says(**text("待办"))
    assert await scene.heard() == ["待办"]


async def test_who_opens_the_chat_is_welcomed_within_five_seconds(scene: Scene) -> None:
    await scene.far.event("enter_chat")
    await until(lambda: scene.far.answered)
    cmd, body = scene.far.answered[0]
    assert (cmd, body["msgtype"]) == ("aibot_respond_welcome_msg", "text")
    assert "待办" in body["text"]["content"]


# ---------------------------------------------------------------- said


async def test_a_pressed_button_changes_its_card(scene: Scene) -> None:
    scene.far.conversations.add("LinKe")
    await scene.bot.channel.send(parcel(42, "LinKe", "3.1 还有3天\n请签收", buttons=BUTTONS))
    card = scene.far.pushed[0]["template_card"]
    pressed = {
        "card_type": "button_interaction", "event_key": card["button_list"][0]["key"], "task_id": card["task_id"],
    }  # fmt: skip
    await scene.far.event("template_card_event", template_card_event=pressed)
    await until(lambda: scene.far.answered)
    cmd, body = scene.far.answered[0]
    assert (cmd, body["userids"]) == ("aibot_respond_update_msg", ["LinKe"])
    assert body["template_card"]["task_id"] == card["task_id"]
    assert "已回复：签收 3.1" in body["template_card"]["sub_title_text"]
    assert [(one.pressed, index) for one, index in scene.listener.pressed] == [(42, 0)]


async def test_a_long_letter_is_text_and_buttons_and_links_are_links(scene: Scene) -> None:
    scene.far.conversations.add("LinKe")
    long = '依据<a href="https://example.org/a">原文</a>\n' + "请于10月29日前报送。\n" * 30
    await scene.bot.channel.send(parcel(7, "LinKe", long, buttons=BUTTONS))
    assert [one["msgtype"] for one in scene.far.pushed] == ["markdown", "template_card"]
    assert scene.far.pushed[0]["markdown"]["content"].startswith("依据[原文](https://example.org/a)\n")


async def test_a_file_goes_in_pieces_once_for_everybody(scene: Scene, tmp_path: Path) -> None:
    scene.far.conversations |= {"LinKe", "zhoukezhang"}
    content = b"PK" + b"0123456789" * (CHUNK // 10 * 2 + 10)
    file = enclosure(tmp_path, "台账.xlsx", content, "application/zip")
    await scene.bot.channel.send(parcel(7, enclosure=file))
    await scene.bot.channel.send(parcel(8, "zhoukezhang", enclosure=file))
    assert list(scene.far.media.values()) == [("file", "台账.xlsx", content)]
    assert scene.far.calls["aibot_upload_media_chunk"] == 3
    assert [one["msgtype"] for one in scene.far.pushed] == ["markdown", "file"] * 2


async def test_nobody_who_never_wrote_is_written_to(scene: Scene) -> None:
    with pytest.raises(DeliveryError) as caught:
        await scene.bot.channel.send(parcel(7, "Stranger"))
    assert caught.value.scope == "address"


async def test_no_conversation_gets_more_than_thirty_in_a_minute(scene: Scene) -> None:
    scene.far.conversations.add("LinKe")
    for outbox_id in range(30):
        await scene.bot.channel.send(parcel(outbox_id))
    with pytest.raises(DeliveryError) as caught:
        await scene.bot.channel.send(parcel(31))
    assert caught.value.after is not None
    assert len(scene.far.pushed) == 30


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("# 3.1\n> 引文", "＃ 3.1\n＞ 引文"),
        ("进度**60%**`x`", "进度＊＊60%＊＊｀x｀"),
        ("[点我](http://evil.example)", "［点我］(http://evil.example)"),
        ('见<a href="https://example.org/(a)">原[文]</a>。', "见[原［文］](https://example.org/(a%29)。"),
        ("5 > 3，#3项", "5 > 3，#3项"),
    ],
)
def test_nothing_a_unit_wrote_becomes_markup(written: str, shown: str) -> None:
    assert markdown(written) == shown


def with_host(facts: dict[str, str], server: TestServer) -> dict[str, str]:
    return facts | {"url": str(server.make_url(facts["url"]))}
