"""Every message in every style: complete, within its limit, safe, and in the office's tone."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.exceptions import SecurityError, UndefinedError

from messages import catalogue
from messages.catalogue import Message
from messages.render import TEMPLATES, environment, render
from messages.styles import PLAIN, STYLES, TELEGRAM, WEB, WECOM, Style
from tests import gallery

KINDS = [kind for kind in vars(catalogue).values() if isinstance(kind, type) and issubclass(kind, Message)]
KINDS.remove(Message)

each_style = pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
each_message = pytest.mark.parametrize("message", gallery.GALLERY, ids=lambda message: message.template)


class _Reader(HTMLParser):
    """Reads a part as a chat app would; fails on what it would refuse."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("b", "a"), tag
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, text: str) -> None:
        self.seen.append(text)


def seen(part: str) -> str:
    """What a reader sees of an HTML part, which has to be well formed."""
    reader = _Reader()
    reader.feed(part)
    reader.close()
    assert not reader.open
    return "".join(reader.seen)


def squeezed(parts: tuple[str, ...]) -> str:
    return re.sub(r"\s", "", "".join(parts))


def said(message: Message, style: Style = PLAIN) -> str:
    return "\n\n".join(render(message, style))


# ---------------------------------------------------------------- every message


def test_every_message_has_a_template_and_every_template_a_message() -> None:
    files = {path.stem for path in TEMPLATES.glob("*.j2") if not path.stem.startswith("_")}
    assert files == {kind.template for kind in KINDS}


def test_the_gallery_shows_every_message() -> None:
    assert {type(message) for message in gallery.GALLERY} == set(KINDS)


@each_style
@each_message
def test_a_message_is_whole_and_within_the_limit_of_its_channel(message: Message, style: Style) -> None:
    parts = render(message, style)
    assert parts
    for part in parts:
        assert 0 < style.size(part) <= style.limit
        assert part == part.strip()
        assert "None" not in part
        assert not re.search(r"\{[{%#]|[%#}]\}|\n{3}| \n|。。|：。|，。|！。", part)


LINK = re.compile(
    r'<a ?href="https://duban\.example/[\w/-]+">|</a>'
)  # our own, in the one message that has any


@each_message
def test_one_text_serves_every_style(message: Message) -> None:
    # Where nothing can be pressed, the address itself is shown.
    plain = re.sub(r"（https://duban\.example/[^）]+）", "", squeezed(render(message, PLAIN)))
    assert squeezed(tuple(seen(part) for part in render(message, WEB))) == plain
    assert squeezed(tuple(seen(part) for part in render(message, TELEGRAM))) == plain
    assert LINK.sub("", squeezed(render(message, WECOM))) == plain.replace("<", "＜")


@each_message
def test_foreign_text_never_becomes_markup(message: Message) -> None:
    for part in render(message, TELEGRAM) + render(message, WEB):
        assert set(re.findall(r"<[^>]*>", LINK.sub("", part))) <= {"<b>", "</b>"}
    assert all("<" not in LINK.sub("", part) for part in render(message, WECOM))


@given(st.text(max_size=3000))
def test_whatever_a_unit_writes_it_is_sent_as_written_and_in_place(text: str) -> None:
    message = catalogue.Recorded("3.1", text, text, (text,))
    for style in STYLES:
        parts = render(message, style)
        assert parts
        for part in parts:
            part.encode()
            assert style.size(part) <= style.limit
            if style in (WEB, TELEGRAM):
                seen(part)
            # A note cannot open a block of its own and pose as a message of the bot's.
            assert len(part.split("\n")) <= 2


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.j2")), ids=lambda path: path.stem)
def test_the_tone_is_the_offices(path: str) -> None:
    with open(path, encoding="utf-8") as file:
        wording = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", file.read(), flags=re.S)
    assert not re.search("[您亲哦哈!！~～]|OK|bot|机器人", wording)


def test_the_engine_waits_until_something_is_rendered() -> None:
    check = "import sys, messages.catalogue, messages.render; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_a_template_cannot_reach_behind_the_facts() -> None:
    engine = environment(PLAIN)
    message = gallery.GALLERY[0]
    for source in ("{{ message.__class__.__mro__ }}", "{{ message.lines.__class__ }}", "{{ ''.__class__ }}"):
        with pytest.raises((SecurityError, UndefinedError)):
            engine.from_string(source).render(message=message)


def test_a_misspelt_fact_is_an_error_and_not_a_blank() -> None:
    for source in ("{{ messsage }}", "{{ message.titel }}", "{{ message.titel|day }}"):
        with pytest.raises(UndefinedError):
            environment(PLAIN).from_string(source).render(message=gallery.GALLERY[0])


def test_a_link_is_escaped_on_both_sides() -> None:
    url, text = 'https://x.example/?a=1&b="2"', "<公布>"
    assert WEB.link(text, url) == '<a href="https://x.example/?a=1&amp;b=&quot;2&quot;">&lt;公布&gt;</a>'
    assert unescape(seen(TELEGRAM.link(text, url))) == text
    assert WECOM.link(text, url) == '<a href="https://x.example/?a=1&b=%222%22">＜公布></a>'
    assert PLAIN.link(text, url) == f"{text}（{url}）"


# ---------------------------------------------------------------- what must be said where


@pytest.mark.parametrize("message", gallery.REMINDERS, ids=lambda message: message.template)
def test_a_reminder_ends_with_the_line_to_type(message: Message) -> None:
    lines = getattr(message, "lines", None) or (message.line,)  # type: ignore[attr-defined]
    ways = {line.reply for line in lines} | {"全部签收"} | set(getattr(message, "examples", ()))
    for style in STYLES:
        end = render(message, style)[-1].split("\n")[-1]
        assert end.split("：")[-1] in ways


def test_the_first_line_of_a_morning_says_it_all() -> None:
    message = catalogue.Morning(
        gallery.TODAY, gallery.UNIT, overdue=(gallery.LATE,), near=(gallery.CATALOGUE, gallery.TRIALS)
    )
    assert said(message).split("\n")[0] == "【督办提醒】今日需办3项：逾期1、临期2"


def test_a_morning_with_one_item_names_it_at_once() -> None:
    message = catalogue.Morning(gallery.TODAY, gallery.UNIT, near=(gallery.CATALOGUE,))
    assert said(message) == (
        "【督办提醒】今日需办1项（临期）：3.1 制定并公布重大行政决策目录\n"
        "10月31日（周日）到期，请于10月29日（周五）前报送，还有5个工作日。"
        "当前：办理中 60%，请抓紧办理，按时反馈。\n"
        "尚未完成的，请先报进展，如“进展 3.1 60% 目前情况”。\n"
        "请回复：完成 3.1 办理结果"
    )


def test_a_push_is_numbered_beside_its_item() -> None:
    day = date(2021, 11, 3)
    both = (gallery.LATE, gallery.LECTURES)
    text = said(catalogue.Morning(day, gallery.UNIT, overdue=both, pushes=(("3.1", 2),)))
    assert text.count("次催办") == 1
    assert "3.1 制定并公布重大行政决策目录｜办理中 60%｜第2次催办" in text
    alone = said(catalogue.Morning(day, gallery.UNIT, overdue=both[:1], pushes=(("3.1", 2),)))
    assert alone.startswith("【催办通知·第2次】今日需办1项（逾期）：3.1 ")


def test_a_note_that_asks_is_the_question() -> None:
    choices = (catalogue.Button("是", "是"), catalogue.Button("不是", "不是"))
    assert said(catalogue.WhichOne("figure", choices, "总数比上次少，是核减了吗")) == (
        "总数比上次少，是核减了吗？\n1. 是\n2. 不是"
    )


def test_a_refusal_leaves_the_line_to_type_as_it_is_typed() -> None:
    assert said(catalogue.Refused("没有写明延期原因", "请回复：延期 3.1 至11月15日 原因")) == (
        "未记录：没有写明延期原因。请回复：延期 3.1 至11月15日 原因"
    )


def test_the_sections_of_a_morning_go_from_worst_to_mildest() -> None:
    text = said(gallery.BUSY)
    places = [
        text.index(f"、{name}")
        for name in ("逾期1项", "退回1项", "临期1项", "待签收2项", "滞后1项", "待反馈2项")
    ]
    assert places == sorted(places)
    assert "10月19日（周二）以来" in text


def test_a_long_section_is_cut_and_says_so() -> None:
    text = said(catalogue.Morning(gallery.TODAY, gallery.UNIT, near=gallery.MANY[:18]))
    assert "另有10项，回复“待办”查看。" in text
    assert text.count("｜") == 8


def test_lines_of_one_day_stand_under_one_heading() -> None:
    text = said(catalogue.Owed(gallery.UNIT, gallery.TODAY, gallery.MANY, 0))
    assert text.count("到期") == 2


def test_a_list_of_forty_is_cut_between_items() -> None:
    lines = tuple(replace(line, title=line.title * 6) for line in gallery.MANY)
    parts = render(catalogue.Owed(gallery.UNIT, gallery.TODAY, lines, 0), WECOM)
    assert len(parts) > 2
    for part in parts:
        for line in filter(None, part.split("\n")):
            assert not line[0].isdigit() or line.endswith(("：", "办理中"))


def test_the_digest_begins_with_the_five_numbers() -> None:
    digest = catalogue.Digest("day", gallery.TODAY, gallery.PLAN, gallery.TALLY, overdue=(gallery.DESK_LATE,))
    first = said(digest).split("\n")[0]
    assert first.endswith("共34项（683个责任账目）：办结210、按期401、临期31、逾期9、待审32")
    assert "秀英区政府、龙华区政府等9家" in said(digest)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (catalogue.OverdueList(gallery.TODAY, ()), "目前没有逾期事项。"),
        (catalogue.PendingList(gallery.TODAY, (), (), ()), "目前没有待审核、待批复和需协调的事项。"),
        (catalogue.PhoneList(gallery.TODAY, ()), "目前没有需要电话催办的单位。"),
        (catalogue.Owed(gallery.UNIT, gallery.TODAY, (), 0), "目前没有待办事项。"),
        (catalogue.AllAccepted(()), "没有待签收的事项。"),
    ],
)
def test_nothing_is_said_as_nothing(message: Message, words: str) -> None:
    assert words in said(message)


@pytest.mark.parametrize("message", [m for m in gallery.GALLERY if isinstance(m, catalogue.HelpCard)])
def test_help_fits_a_phone_screen(message: Message) -> None:
    assert len(said(message).split("\n")) <= 14


@pytest.mark.parametrize(
    "kind",
    [catalogue.Refused, catalogue.NoSuchItem, catalogue.NotYours, catalogue.NotAllowed, catalogue.Unclear],
)
def test_a_mistake_is_answered_with_one_line_that_says_nothing_was_done(kind: type[Message]) -> None:
    for message in (m for m in gallery.GALLERY if isinstance(m, kind)):
        assert said(message).startswith(("未记录：", "未执行："))
        assert "\n" not in said(message)


def test_the_receipt_has_two_lines_and_one_more_for_files() -> None:
    for message in (m for m in gallery.GALLERY if isinstance(m, catalogue.Recorded)):
        files = bool(message.attached) + bool(message.already)
        assert said(message).count("\n") == 1 + files
