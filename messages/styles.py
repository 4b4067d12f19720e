"""How each channel writes: its limit, its ruler, and what bold, links and foreign text become there.

Knows nothing of messages. A style takes raw text and returns text that is
safe in its own markup: whatever a unit wrote can neither break that markup
nor pretend to be a second message.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape as html
from html import unescape
from re import sub

# Line ends would let a note imitate the message's own blocks; control and
# bidirectional marks would let it reorder what stands around it; a lone
# surrogate cannot be sent at all. U+200D stays: emoji are joined by it.
_UNRULY = r"\x00-\x20\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_RUNS = re.compile(rf"[{_UNRULY}]+")
_SUSPECT = re.compile(rf"[{_UNRULY.replace('x20', 'x1f')}]|  ")
_SUSPECT_OR_MARKUP = re.compile(rf"[{_UNRULY.replace('x20', 'x1f')}<>&\"']|  ")


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """One channel's way of writing. `size` must be additive: it is the ruler of `limit`.

    markup: whether `<b>` and `<a href>` in a finished text are the style's own tags.
    Every function takes raw text and escapes it.
    """

    name: str
    limit: int
    size: Callable[[str], int]
    escape: Callable[[str], str]
    strong: Callable[[str], str]
    link: Callable[[str, str], str]
    markup: bool


def characters(text: str) -> int:
    return len(text)


def utf16_units(text: str) -> int:
    """Telegram's ruler: an emoji counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8_bytes(text: str) -> int:
    """WeCom's ruler: a Chinese character counts three times."""
    return len(text.encode("utf-8", "surrogatepass"))


def _one_line(text: str) -> str:
    return _RUNS.sub(" ", text) if _SUSPECT.search(text) else text


def _for_html(text: str) -> str:
    return html(_RUNS.sub(" ", text)) if _SUSPECT_OR_MARKUP.search(text) else text


def _for_wecom(text: str) -> str:
    # WeCom documents no way to escape; only `<` can begin a link there, and its full-width twin cannot.
    return _one_line(text).replace("<", "＜")


def _bold(text: str) -> str:
    return f"<b>{_for_html(text)}</b>"


def _html_link(text: str, url: str) -> str:
    return f'<a href="{_for_html(url)}">{_for_html(text)}</a>'


def _wecom_link(text: str, url: str) -> str:
    return f'<a href="{_for_wecom(url).replace(chr(34), "%22")}">{_for_wecom(text)}</a>'


def _plain_link(text: str, url: str) -> str:
    return f"{_one_line(text)}（{_one_line(url)}）"


def without_markup(text: str) -> str:
    """A rendered part as it reads: no tags, entities as the characters they stand for."""
    return unescape(sub(r"<[^>]+>", "", text))


PLAIN = Style("plain", 4000, characters, _one_line, _one_line, _plain_link, markup=False)
WEB = Style("web", 4000, characters, _for_html, _bold, _html_link, markup=True)
TELEGRAM = Style("telegram", 4096, utf16_units, _for_html, _bold, _html_link, markup=True)
WECOM = Style("wecom", 2048, utf8_bytes, _for_wecom, _for_wecom, _wecom_link, markup=True)

STYLES = (PLAIN, WEB, TELEGRAM, WECOM)
