"""Whatever a unit writes arrives whole: markup never breaks, nothing is cut, every part fits."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.buttons import Seal
from bot.channels.telegram.composing import steps
from messages.split import split
from messages.styles import TELEGRAM, without_markup
from tests.fake_bot_api import TOKEN, FakeBotApi, entities, units
from tests.telegram.ear import Ear, bot_at, parcel

# What breaks markup: its own signs, half of them, entities, line ends, joined emoji, half characters.
PIECES = st.sampled_from(
    ["<b>", "</b>", "<", ">", "&", "&amp;", "&#x27;", '"', "'", "<a href=\"", "\n", "\n\n", "😀", "👩‍👩‍👧", "长" * 700,
     "<script>", "&lt", "\ud800", "\x00", "\u202e", "第3项。", " ", "https://a/?b=1&c=<2>"]
)  # fmt: skip
WORDS = st.one_of(st.text(st.characters(), max_size=50), st.lists(PIECES, max_size=14).map("".join))
WRITTEN = st.lists(
    st.one_of(
        WORDS.map(TELEGRAM.escape),
        WORDS.map(TELEGRAM.strong),
        st.tuples(WORDS, WORDS).map(lambda both: TELEGRAM.link(*both)),
        st.sampled_from(["\n", "\n\n"]),
    ),
    max_size=12,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(WRITTEN)
def test_whatever_is_written_telegram_can_parse_every_part_of_it(text: str) -> None:
    parts = split(text, TELEGRAM.limit, TELEGRAM.size)
    for part in parts:
        assert units(entities(part)) <= 4096
        assert without_markup(part) == entities(part)
    if len(parts) == 1:
        assert entities(parts[0]) == without_markup(text.strip("\n"))
    letters = "".join(without_markup(text).split())
    assert "".join("".join(entities(part) for part in parts).split()) == letters


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.booleans())
def test_markup_broken_by_whatever_hand_still_leaves_the_words(text: str, opened: bool) -> None:
    """The last resort: plain words are never refused for what stands in them."""
    broken = "<b>" + text if opened else text
    for step in steps(parcel(broken, "一"), Seal(TOKEN, "")):
        assert "parse_mode" not in step.without_marks().fields(None)


def test_every_part_of_a_long_text_with_all_signs_is_taken_by_the_strict_server() -> None:
    async def say() -> FakeBotApi:
        api = FakeBotApi()
        api.chat("7001")
        text = "\n\n".join(
            TELEGRAM.strong(f"第{n}项 <&\"'>")
            + "\n"
            + TELEGRAM.link("目录 & 附件", f"https://a.example/?n={n}&m=<1>")
            for n in range(400)
        )
        async with api.running(), bot_at(api, Ear()) as telegram:
            await telegram.channel.send(parcel(*split(text, TELEGRAM.limit, TELEGRAM.size)))
        return api

    api = asyncio.run(say())
    assert all(fields.get("parse_mode") == "HTML" for fields in api.called("sendMessage"))
    assert "".join(api.texts("7001")).count("第") == 400
    assert len(api.called("sendMessage")) == len(api.sent) > 5
