"""Every message as each network shows it, side by side: the page on which wording is looked at. It knows no office."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from bot.channels.wecom.cards import LABEL, MOST_BUTTONS, Card, beneath, whole
from messages.catalogue import Message
from messages.kinds import kind_word
from messages.render import render
from messages.samples import SAMPLES
from messages.styles import TELEGRAM, WEB, WECOM, Style

_LINK = re.compile(r"&lt;a href=&#34;([^&]*)&#34;&gt;([^&]*)&lt;/a&gt;")
_NAMES = {WEB.name: "网页", TELEGRAM.name: "Telegram", WECOM.name: "企业微信"}


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a letter. size, most: its length and the limit, by the network's own ruler."""

    text: Markup
    size: int
    most: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter on one network. card: its buttons as WeCom draws them. faults: what a reader there would trip over."""

    name: str
    parts: tuple[Part, ...]
    buttons: tuple[str, ...]
    card: Card | None
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """One message in every style."""

    template: str
    word: str
    shown: tuple[Shown, ...]


@cache
def samples() -> tuple[Sample, ...]:
    """All of them, in the order in which they are kept."""
    return tuple(
        Sample(
            message.template,
            kind_word(message.template),
            tuple(_shown(message, style) for style in (WEB, TELEGRAM, WECOM)),
        )
        for message in SAMPLES
    )


def _shown(message: Message, style: Style) -> Shown:
    written = list(render(message, style))
    labels = tuple(button.label for button in message.buttons)
    card = None
    if style is WECOM and labels:
        pairs = [(label, label) for label in labels]
        card = whole(0, written[-1], pairs)
        written = written[:-1] if card is not None else written
        card = card or beneath(0, written[-1], pairs)
    parts = tuple(Part(_as_read(part, style), style.size(part), style.limit) for part in written)
    faults = tuple(_faults(parts, labels if card is not None else ()))
    return Shown(_NAMES[style.name], parts, labels, card, faults)


def _as_read(part: str, style: Style) -> Markup:
    """A finished text is safe where the style escapes; WeCom's is not HTML but for its links, in which only we can write `<`."""
    if style is not WECOM:
        return Markup(part)  # noqa: S704  the styles escape
    return Markup(_LINK.sub(r'<a href="\1">\2</a>', str(escape(part))))  # noqa: S704  escaped above


def _faults(parts: tuple[Part, ...], labels: tuple[str, ...]) -> Iterator[str]:
    yield from (f"{part.size}，最多{part.most}" for part in parts if part.size > part.most)
    if len(labels) > MOST_BUTTONS:
        yield f"{len(labels)}个按钮，卡片最多{MOST_BUTTONS}个"
    yield from (f"按钮“{label}”超过{LABEL}字，会截断" for label in labels if len(label) > LABEL)
