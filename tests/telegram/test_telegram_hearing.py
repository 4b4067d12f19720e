"""What Telegram brings and what the office hears of it: texts, commands, groups, edits."""

from typing import Any

import pytest
from telegram import Update

from bot.channels.telegram.reading import ChatMoved, Heard, Me, Pressed, Unreadable, read
from bot.channels.telegram.wording import MENU, WRITE_INSTEAD
from tests.fake_bot_api import BOT, USERNAME, FakeBotApi, document, group, message, person
from tests.telegram.ear import Ear, bot_at

ME = Me(BOT, BOT, USERNAME)


def meant(**update: Any) -> object:
    return read(Update.de_json({"update_id": 9, **update}, None), ME)


def heard(**update: Any) -> Heard:
    found = meant(**update)
    assert isinstance(found, Heard), found
    return found


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("完成 3.1 已公布", "完成 3.1 已公布"),
        ("/start ACDEF347", "ACDEF347"),
        ("/start", "帮助"),
        (f"/START@{USERNAME}  ACDEF347 ", "ACDEF347"),
        (f"@{USERNAME} 待办", "待办"),
        (f"@{USERNAME.upper()}", "帮助"),
        (f"写给@{USERNAME}x", f"写给@{USERNAME}x"),
        (f"a@{USERNAME}", f"a@{USERNAME}"),
        ("/todo", "待办"),
        ("/Done 3.1 昨天已公布\n共12份", "完成 3.1 昨天已公布\n共12份"),
        ("/progress 3.1 60%", "进展 3.1 60%"),
        ("/待办", "/待办"),
        ("/nonsense 3", "/nonsense 3"),
        ("//", "//"),
        ("/" + "x" * 40, "/" + "x" * 40),
    ],
)
def test_what_is_typed_is_what_is_said_and_commands_are_our_words(typed: str, said: str) -> None:
    found = heard(message=message(typed))
    assert found.incoming.text == said
    assert (found.incoming.channel, found.incoming.address, found.incoming.answer_at) == (
        "telegram",
        "7001",
        None,
    )
    assert found.incoming.update_id == f"{BOT}:9"


def test_every_line_of_the_menu_is_one_telegram_takes_and_says_its_word() -> None:
    for name, said, line in MENU:
        assert name.isascii()
        assert line.startswith(said)
        assert heard(message=message(f"/{name}")).incoming.text == said


def test_a_command_for_another_bot_is_not_for_us() -> None:
    assert meant(message=message("/todo@other_bot")) is None


@pytest.mark.parametrize(
    ("said", "for_us"),
    [
        ({"text": "大家好"}, False),
        ({"text": "完成 3.1"}, False),
        ({"text": f"@{USERNAME} 完成 3.1"}, True),
        ({"text": f"完成 3.1 @{USERNAME}"}, True),
        ({"text": f"@{USERNAME}_2 完成 3.1"}, False),
        ({"text": f"/todo@{USERNAME}"}, True),
        ({"text": "/todo@other_bot"}, False),
        ({"text": "/todo"}, True),
        ({"text": "/ban 甲"}, False),
        (
            {
                "text": "完成 3.1",
                "reply_to_message": message("x", number=4) | {"from": person(BOT, bot=True)},
            },
            True,
        ),
        ({"text": "完成 3.1", "reply_to_message": message("x", number=4)}, False),
        ({"text": f"@{USERNAME} 完成 3.1", "sender_chat": group()}, False),
        ({"text": f"@{USERNAME} 完成 3.1", "from": person(5, bot=True)}, False),
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}}, False),
        ({"caption": f"@{USERNAME} 佐证 3.1", "document": document("d")}, True),
        ({"document": document("d")}, False),
    ],
)
def test_in_a_group_only_what_is_addressed_to_the_bot_is_heard(said: dict[str, Any], for_us: bool) -> None:
    found = meant(message={**message(), "chat": group(), **said})
    assert (found is not None) == for_us
    if isinstance(found, Heard):
        assert found.incoming.address == "7001"
        assert found.incoming.answer_at == "-500"
        assert USERNAME not in found.incoming.text


def test_a_reply_names_the_message_it_replies_to() -> None:
    ours = message("请签收", number=44) | {"from": person(BOT, bot=True)}
    assert heard(message=message("收到", reply_to_message=ours)).incoming.replying_to == "44"
    assert heard(message=message("收到", reply_to_message=message("x"))).incoming.replying_to is None


def test_a_group_that_moved_is_read_from_either_side() -> None:
    old = meant(message={**message(), "chat": group(-5), "migrate_to_chat_id": -1005})
    new = meant(message={**message(), "chat": group(-1005, "supergroup"), "migrate_from_chat_id": -5})
    assert old == new == ChatMoved("-5", "-1005")


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"something_new": {"a": 1}},
        {"poll": {"id": "1"}},
        {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -9, "type": "channel"}, "text": "x"}},
        {"message": {"message_id": 1, "date": 1, "chat": group(), "new_chat_members": [person(BOT, bot=True)]}},
        {"message": message(sticker={"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1,
                                     "height": 1, "is_animated": False, "is_video": False})},
        {"edited_message": message(location={"latitude": 1, "longitude": 1})},
        {"callback_query": {"id": "1", "from": person(), "chat_instance": "1", "game_short_name": "g"}},
        {"my_chat_member": {"chat": group(), "from": person(), "date": 1}},
        {"message": "nonsense"},
        {"message": {"chat": []}},
        {"callback_query": 7},
    ],
)  # fmt: skip
async def test_what_is_not_for_us_or_not_foreseen_is_passed_over(update: dict[str, Any]) -> None:
    api, ear = FakeBotApi(), Ear()
    async with api.running(), bot_at(api, ear) as telegram:
        await telegram.heed({"update_id": 3, **update})
        await telegram.settled()
    assert ear.heard == []
    assert api.sent == []


@pytest.mark.parametrize("kind", ["voice", "location", "contact"])
async def test_what_cannot_be_taken_in_gets_one_line_and_not_one_for_each(kind: str) -> None:
    content: dict[str, dict[str, Any]] = {
        "voice": {"file_id": "v", "file_unique_id": "v", "duration": 1},
        "location": {"latitude": 1, "longitude": 1},
        "contact": {"phone_number": "1", "first_name": "甲"},
    }
    api, ear = FakeBotApi(), Ear()
    api.chat("7001")
    async with api.running(), bot_at(api, ear) as telegram:
        for number in range(3):
            said = message(number=20 + number) | {kind: content[kind]}
            assert isinstance(meant(message=said), Unreadable)
            await telegram.heed({"update_id": number, "message": said})
        await telegram.settled()
    assert [(one.text, one.reply_to) for one in api.sent] == [(WRITE_INSTEAD, 20)]
    assert ear.heard == []


def test_a_press_without_a_message_is_still_somebodys() -> None:
    found = meant(callback_query={"id": "1", "from": person(), "chat_instance": "1", "data": "x"})
    assert isinstance(found, Pressed)
    assert (found.incoming.address, found.incoming.answer_at) == ("7001", None)


# ---------------------------------------------------------------- edits


async def heard_after(*updates: dict[str, Any]) -> list[str]:
    api, ear = FakeBotApi(), Ear()
    async with api.running(), bot_at(api, ear) as telegram:
        for number, update in enumerate(updates):
            await telegram.heed({"update_id": number, **update})
        await telegram.settled()
    return ear.texts


async def test_a_message_edited_to_say_something_else_is_heard_again() -> None:
    first, then = message("完成 3.1"), message("完成 3.2", edit_date=2)
    assert await heard_after({"message": first}, {"edited_message": then}) == ["完成 3.1", "完成 3.2"]


async def test_an_edit_that_changed_no_word_is_none() -> None:
    said = message("次数 1 +1")
    assert await heard_after({"message": said}, {"edited_message": said}) == ["次数 1 +1"]


async def test_edited_there_and_back_is_heard_each_time() -> None:
    one, two = message("完成 3.1"), message("完成 3.2")
    said = await heard_after({"message": one}, {"edited_message": two}, {"edited_message": one})
    assert said == ["完成 3.1", "完成 3.2", "完成 3.1"]


async def test_an_edit_of_what_was_said_before_the_bot_started_is_heard() -> None:
    assert await heard_after({"edited_message": message("完成 3.2")}) == ["完成 3.2"]
