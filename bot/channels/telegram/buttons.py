"""Buttons under a message: what they carry, and how much of it is believed when it comes back."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence

_EDITION = "1"
_MOST = 100
_LONGEST_LABEL = 40
_ROW_WIDTH, _ROW_MOST = 14, 3  # Chinese characters that fit side by side on a small phone


class Seal:
    """Signs which button of which letter; a press that this bot and this database did not sign is nobody's."""

    def __init__(self, token: str, office: str) -> None:
        self._key = hashlib.sha256(f"duban button\0{token}\0{office}".encode()).digest()

    def data(self, outbox_id: int, index: int) -> str:
        """At most 40 of Telegram's 64 bytes."""
        said = f"{_EDITION}.{outbox_id}.{index}"
        return f"{said}.{self._mark(said)}"

    def read(self, data: str) -> tuple[int, int] | None:
        """The letter and the button, or None if we did not write this."""
        said, _, mark = data.rpartition(".")
        if not hmac.compare_digest(mark.encode("utf-8", "replace"), self._mark(said).encode()):
            return None
        edition, _, rest = said.partition(".")
        outbox_id, _, index = rest.partition(".")
        return (int(outbox_id), int(index)) if edition == _EDITION else None

    def _mark(self, said: str) -> str:
        return urlsafe_b64encode(
            hmac.digest(self._key, said.encode("utf-8", "replace"), "sha256")[:9]
        ).decode()


def keyboard(seal: Seal, outbox_id: int, labels: Sequence[str]) -> str:
    """Telegram's inline keyboard, as JSON; short labels share a row."""
    buttons = [
        {"text": label[:_LONGEST_LABEL] or "…", "callback_data": seal.data(outbox_id, index)}
        for index, label in enumerate(labels[:_MOST])
    ]
    return json.dumps({"inline_keyboard": list(_rows(buttons))}, ensure_ascii=False)


def _rows(buttons: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    row: list[dict[str, str]] = []
    for button in buttons:
        width = sum(len(one["text"]) for one in (*row, button))
        if row and (len(row) == _ROW_MOST or width > _ROW_WIDTH):
            yield row
            row = []
        row.append(button)
    if row:
        yield row
