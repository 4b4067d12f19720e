"""Finding the plan's sentences in the text of the notice, where line breaks and blanks may differ."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

# White space, and what editors and web pages leave invisibly between characters.
_GAP = re.compile("[\\s\u200b-\u200d\u2060\ufeff]+")
_BREAK = re.compile(r"\s*\n\s*")


def dense(text: str) -> str:
    """The text without its gaps."""
    return _GAP.sub("", text)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice's text, searchable without its gaps."""

    text: str
    packed: str
    # Where each run of characters without a gap begins, in the packed text and in the text itself.
    starts: tuple[int, ...]
    places: tuple[int, ...]

    def _place(self, packed_at: int) -> int:
        run = bisect_right(self.starts, packed_at) - 1
        return self.places[run] + packed_at - self.starts[run]

    def find(self, sentence: str, after: str = "") -> tuple[int, int] | None:
        """Start and end of the sentence in the text, looked for first behind its task's title."""
        wanted = dense(sentence)
        if not wanted:
            return None
        heading = self.packed.find(dense(after))
        at = self.packed.find(wanted, max(heading, 0))
        if at < 0:
            at = self.packed.find(wanted)
        return None if at < 0 else (self._place(at), self._place(at + len(wanted) - 1) + 1)

    def at(self, source: tuple[int, int]) -> str:
        """What stands there, on one line."""
        return _BREAK.sub("", self.text[slice(*source)])

    def found_part(self, sentence: str) -> str:
        """How much of the sentence's beginning does stand in the notice."""
        wanted = dense(sentence)
        low, high = 0, len(wanted)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if wanted[:middle] in self.packed else (low, middle - 1)
        return wanted[:low]


def notice_of(text: str) -> Notice:
    starts, places, length, at = [], [], 0, 0
    for gap in (*_GAP.finditer(text), None):
        end = gap.start() if gap else len(text)
        if end > at:
            starts.append(length)
            places.append(at)
            length += end - at
        at = gap.end() if gap else end
    return Notice(text, dense(text), tuple(starts), tuple(places))
