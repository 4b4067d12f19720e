"""One writing for many: full-width, traditional and formal characters, spaces and line breaks inside a date.

Every change keeps one character one character, except the whitespace taken out; so the way back to the
text as given is a list of offsets, needed only when something was taken out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate, chain

from schedules.deadlines.script import SIMPLER

_FORMAL = "壹貳贰參叁肆伍陸陆柒捌玖拾貮"
_PLAIN = "一二二三三四五六六七八九十二"
_DASHES = "—–−‐‑‒―－﹣ー"


class _Table(dict[int, int]):
    """A translation table that learns a character when it meets it."""

    def __missing__(self, code: int) -> int:
        folded = unicodedata.normalize("NFKC", chr(code))
        # What unfolds into several characters (㈠, ½) would shift every offset after it: left alone.
        self[code] = answer = ord(folded) if len(folded) == 1 else code
        return answer


_TABLE = _Table({code: ord(simple) for code, simple in SIMPLER.items()})
_TABLE.update(zip(map(ord, _FORMAL), map(ord, _PLAIN), strict=True))
_TABLE.update({ord(dash): ord("-") for dash in _DASHES})
_TABLE.update({ord(c): ord("~") for c in "～〜∼"})
_TABLE.update({ord("○"): ord("〇"), ord("◯"): ord("〇"), ord("\r"): ord("\n"), ord("\u3000"): ord(" ")})

_LETTER_O = re.compile(
    r"(?<=[0-9])[oO](?=[0-9年月日号])|(?<=[〇零一二三四五六七八九])[oO](?=[〇零一二三四五六七八九年])"
)
_SPACE = re.compile(r"\s+")
# A line break is taken out only where both sides can be parts of one date or count.
_DATE_CHARS = frozenset(
    "0123456789〇零一二两三四五六七八九十年月日号底末前内后上中下旬季度半周期点时分个工作至到-~%第不少于超过次今明去本"
)
_TIGHT = frozenset("-~至到:./")
_ITEM_NUMBER = re.compile(r"\d\.\d{1,2}$")


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in its one writing, and the way back to the text as given."""

    text: str
    offsets: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch in the text as given."""
        if self.offsets is None or start >= end:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def normalise(text: str) -> Normal:
    folded = text.translate(_TABLE)
    folded = _LETTER_O.sub(lambda m: "0" if m.string[m.start() - 1].isdigit() else "〇", folded)
    gaps = [m for m in _SPACE.finditer(folded) if _idle(folded, m.start(), m.end())]
    if not gaps:
        return Normal(folded)
    ends = list(accumulate(chain((0,), (m.end() for m in gaps)), max))
    starts = [*(m.start() for m in gaps), len(folded)]
    kept = [range(a, b) for a, b in zip(ends, starts, strict=True)]
    return Normal("".join(folded[r.start : r.stop] for r in kept), tuple(chain.from_iterable(kept)))


def _idle(text: str, start: int, end: int) -> bool:
    """Whether the whitespace means nothing: OCR's gap inside a date, a space between Chinese words."""
    if start == 0 or end == len(text):
        return False
    before, after = text[start - 1], text[end]
    if before in _TIGHT or after in _TIGHT:
        return before.isdigit() != after.isdigit() or "\n" not in text[start:end]
    if before.isascii() and after.isascii():
        return False
    if after == "年" and _ITEM_NUMBER.search(text, max(0, start - 6), start):
        return False  # `3.1 年底前`: an item's number, not a year
    if "\n" in text[start:end]:
        return before in _DATE_CHARS and after in _DATE_CHARS
    return True
