"""A letter's buttons as a WeCom card (button_interaction), and what a pressed one says.

Each button's key carries the card itself (1,024 bytes are allowed), signed: a press can be answered,
and the card drawn anew without that button, by a process that has never seen the letter.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

# What WeCom advises (document 90236); more is cut by phones, not refused.
MOST_BUTTONS, LABEL, TITLE, TEXT = 6, 10, 36, 160
MOST_LINES = 8
KEY = 1024  # bytes; above this WeCom refuses
HINT = "点按钮回复，也可以直接打字"
OURS = "duban-"
_NAMELESS = "督办"
_MARK = 16


@dataclass(frozen=True, slots=True)
class Card:
    """A card for one address. buttons: (index in the letter, label)."""

    outbox_id: int
    title: str
    text: str
    buttons: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Pressed:
    """A card that came back, and the letter's button that was pressed on it."""

    card: Card
    index: int


class Cards:
    """Draws and reads cards. secret: what keys are signed with; whoever does not have it cannot write one."""

    def __init__(self, secret: str) -> None:
        self._secret = hashlib.sha256(f"duban card {secret}".encode()).digest()

    def task_id(self, card: Card, address: str) -> str:
        """The same for the same letter however often it is sent; another for another office's."""
        return f"{OURS}{card.outbox_id}-{self._mark(address, f'{card.title}{card.text}{card.buttons}')}"

    def draw(self, card: Card, address: str, task_id: str, answered: str = "") -> dict[str, Any] | None:
        """The card as WeCom wants it; None where it cannot be carried in a key. answered: nothing is left to press."""
        keys = [self._key(card, index, address) for index, _ in card.buttons]
        if any(len(key.encode()) > KEY for key in keys):
            return None
        drawn: dict[str, Any] = {"card_type": "button_interaction", "main_title": {"title": card.title}}
        if card.text:
            drawn["sub_title_text"] = card.text
        if not answered and not card.text:
            drawn["main_title"]["desc"] = HINT
        drawn["task_id"] = task_id
        drawn["button_list"] = [
            {"text": _cut(label, LABEL), "style": 1 if n == 0 else 2, "key": key}
            for n, ((_, label), key) in enumerate(zip(card.buttons, keys, strict=True))
        ]
        if answered:
            drawn["replace_text"] = answered
        return drawn

    def read(self, key: str, address: str) -> Pressed | None:
        """The card that key came from; None if it is not ours, or was sent to somebody else."""
        mark, written = key[:_MARK], key[_MARK:]
        if not hmac.compare_digest(mark.encode(), self._mark(address, written).encode()):
            return None
        # Only we can have written it.
        outbox_id, index, title, text, buttons = json.loads(written)
        return Pressed(Card(outbox_id, title, text, tuple((n, label) for n, label in buttons)), index)

    def _key(self, card: Card, index: int, address: str) -> str:
        facts = [card.outbox_id, index, card.title, card.text, card.buttons]
        written = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
        return self._mark(address, written) + written

    def _mark(self, address: str, text: str) -> str:
        # WeCom does not mind the case of an account.
        signed = f"{address.casefold()}\n{text}".encode()
        return hmac.new(self._secret, signed, hashlib.sha256).hexdigest()[:_MARK]


def whole(outbox_id: int, text: str, buttons: Sequence[tuple[str, str]]) -> Card | None:
    """The letter as one card, if it can be read there without loss: short, and without links."""
    title, _, rest = text.strip().partition("\n")
    if not 0 < len(title) <= TITLE:
        title, rest = _NAMELESS, text
    rest = rest.strip("\n")
    if len(rest) > TEXT or rest.count("\n") >= MOST_LINES or "<a " in text:
        return None
    return Card(outbox_id, title, rest, _labels(buttons))


def beneath(outbox_id: int, text: str, buttons: Sequence[tuple[str, str]]) -> Card:
    """Only the buttons, under the text they belong to; its first line says which."""
    title = _cut(text.strip().partition("\n")[0], TITLE) or _NAMELESS
    return Card(outbox_id, title, "", _labels(buttons))


def after(pressed: Pressed, said: str) -> Card:
    """The card once that button has spoken: the others stay, and what was said is written on it."""
    card = pressed.card
    left = tuple(button for button in card.buttons if button[0] != pressed.index)
    line = f"已回复：{said}"
    text = f"{card.text}\n{line}" if card.text else line
    return replace(card, text=text, buttons=left or card.buttons)


def _labels(buttons: Sequence[tuple[str, str]]) -> tuple[tuple[int, str], ...]:
    return tuple((index, _cut(label, LABEL)) for index, (label, _) in enumerate(buttons[:MOST_BUTTONS]))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
