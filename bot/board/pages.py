"""How the board looks in HTML: the template engine, the words and the marks. It knows nothing of requests."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.handlers.recording import KIND_WORDS, VERDICT_WORDS
from db.numbers import bare
from messages.picture.lights import KINDS, LIGHT_MARKS, LIGHT_WORDS
from messages.words import ROLE_WORDS, STATE_WORDS, brief, day, day_short, full_day, number

HERE = Path(__file__).parent

# A colour's word as a class of the style sheet, so that no page needs a style of its own.
COLOUR_CLASS = {
    "红": "c-red", "橙": "c-orange", "黄": "c-yellow", "绿": "c-green", "蓝": "c-blue", "紫": "c-violet", "灰": "c-grey",
}  # fmt: skip
CHANNEL_WORDS = {
    "web": "本机网页", "telegram": "Telegram", "wecom": "企业微信", "wecom-bot": "企业微信机器人",
    "wecom-group": "企业微信群", "console": "命令行",
}  # fmt: skip
DEED_WORDS = {**KIND_WORDS, **VERDICT_WORDS}


def _moment(at: datetime) -> str:
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"


def _size(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(size // 1024, 1)} KB"


def _cells(unit_id: int, cells: Iterable[tuple[str, int, str, str]]) -> Markup:
    """A row's cells. Written here and not in the template: a page has a thousand, and this is a third of its time."""
    written = [
        f'<td><a class="{colour}" href="/item/{item}?unit={unit_id}" title="{escape(about)}">{mark}</a></td>'
        if mark
        else "<td></td>"
        for colour, item, about, mark in cells
    ]
    return Markup("".join(written))  # noqa: S704 - colour and mark are our own, about is escaped


_pages = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.filters.update(
    day=day,
    day_short=day_short,
    full_day=full_day,
    moment=_moment,
    number=number,
    brief=brief,
    size=_size,
    bare=bare,
)
_pages.globals.update(
    STATE_WORDS=STATE_WORDS,
    ROLE_WORDS=ROLE_WORDS,
    LIGHT_WORDS=LIGHT_WORDS,
    LIGHT_MARKS=LIGHT_MARKS,
    KINDS=KINDS,
    CHANNEL_WORDS=CHANNEL_WORDS,
    DEED_WORDS=DEED_WORDS,
    COLOUR_CLASS=COLOUR_CLASS,
    cells=_cells,
)


def page(name: str, **facts: Any) -> str:
    return _pages.get_template(name).render(facts)
