"""Cutting: everything is kept, nothing is too long, and the cut is where a careful writer would make it."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.split import split
from messages.styles import characters, utf8_bytes, utf16_units

TAGS = re.compile(r"</?[ba](?: href=\"[^\"]*\")?>")
RULERS = [characters, utf16_units, utf8_bytes]

each_ruler = pytest.mark.parametrize("size", RULERS)

plain = st.text(st.sampled_from("办理3.1中 \n。；，<>&b/a😀👍\u200d\ufe0f\"'\u3000"), max_size=600)
words = st.text(st.sampled_from("办理3.1中 。；😀"), min_size=1, max_size=30)
marked = st.lists(
    st.one_of(
        words,
        words.map(lambda text: f"<b>{text}</b>"),
        words.map(lambda text: f'<a href="https://x.example/1">{text}</a>'),
        st.sampled_from(["\n", "\n\n", "&amp;", "&#x27;", "&lt;"]),
    ),
    max_size=40,
).map("".join)


def kept(text: str) -> str:
    return re.sub(r"\s", "", text)


def balanced(part: str) -> bool:
    opened = []
    for tag in TAGS.findall(part):
        if not tag.startswith("</"):
            opened.append(tag[1])
        elif not opened or opened.pop() != tag[2]:
            return False
    return not opened


@each_ruler
@given(text=plain, limit=st.integers(40, 400))
def test_plain_text_is_kept_and_every_part_fits(size: Callable[[str], int], text: str, limit: int) -> None:
    parts = split(text, limit, size, markup=False)
    assert all(size(part) <= limit for part in parts)
    assert kept("".join(parts)) == kept(text)


@each_ruler
@given(text=marked, limit=st.integers(100, 400))
def test_marked_text_is_kept_and_every_part_is_well_formed(
    size: Callable[[str], int], text: str, limit: int
) -> None:
    parts = split(text, limit, size)
    assert all(size(part) <= limit and balanced(part) for part in parts)
    assert kept(TAGS.sub("", "".join(parts))) == kept(TAGS.sub("", text))
    for part in parts:
        assert not re.search(r"&(?!(?:amp|lt|#x27);)", TAGS.sub("", part))


@given(blocks=st.lists(st.text("项目办理中", min_size=1, max_size=40), min_size=1, max_size=30))
def test_a_block_that_fits_is_never_cut(blocks: list[str]) -> None:
    parts = split("\n\n".join(blocks), 50, len)
    assert [block for part in parts for block in part.split("\n\n")] == blocks


def test_a_text_that_fits_is_left_alone() -> None:
    assert split("一\n\n二", 10, len) == ("一\n\n二",)
    assert split("", 10, len) == ("",)


def test_a_block_too_long_is_cut_at_line_ends() -> None:
    assert split("标题\n\n甲甲甲\n乙乙乙\n丙丙丙", 8, len) == ("标题\n\n甲甲甲", "乙乙乙\n丙丙丙")


def test_a_line_too_long_is_cut_at_the_end_of_a_sentence() -> None:
    assert split("第一句话。第二句话。第三句话。", 11, len) == ("第一句话。第二句话。", "第三句话。")


def test_a_sentence_too_long_is_cut_anywhere() -> None:
    assert split("一二三四五六七", 3, len) == ("一二三", "四五六", "七")


def test_bold_is_closed_before_a_cut_and_opened_after_it() -> None:
    assert split("<b>一二三四五六七八九十</b>", 14, len) == ("<b>一二三四五六七</b>", "<b>八九十</b>")


def test_a_link_longer_than_half_a_part_gives_way_to_its_words() -> None:
    url = "https://x.example/" + "1" * 100
    assert split(f'<a href="{url}">公布网址</a>见此', 5, len) == ("公布网址见", "此")


def test_a_joined_emoji_is_never_cut() -> None:
    family = "👨‍👩‍👧‍👦"
    for part in split(family * 9, 40, utf16_units, markup=False):
        assert part.replace(family, "") == ""


def test_letters_that_look_like_tags_are_letters_in_a_plain_text() -> None:
    assert split("<b>一二三", 4, len, markup=False) == ("<b>一", "二三")
