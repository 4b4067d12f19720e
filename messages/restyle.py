"""A finished text carried over to another channel's way of writing: its words, links and bold stay what they were.

A letter is marked up when it is written. Where it must go to another network after
all, what it says is read back from the markup and written anew.
"""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from messages.split import split
from messages.styles import WECOM, Style

_TAG = re.compile(r'(</?b>|<a href="[^"\n]*">|</a>)')


def restyle(parts: Sequence[str], source: Style, target: Style) -> tuple[str, ...]:
    """The parts as the target writes them, each within its limit."""
    text = "\n\n".join(_anew(part, source, target) for part in parts)
    return split(text, target.limit, target.size, markup=target.markup)


def _anew(part: str, source: Style, target: Style) -> str:
    written = []
    for text, bold, href in _runs(part, source):
        # Line by line: within a line a style lets nothing break out of its markup.
        for n, line in enumerate(text.split("\n")):
            if n:
                written.append("\n")
            written.append(_line(line, bold, href, target))
    return "".join(written)


def _line(line: str, bold: bool, href: str, target: Style) -> str:
    if not line.strip():
        return line
    if href:
        return target.link(line, href)
    return target.strong(line) if bold else target.escape(line)


def _runs(part: str, source: Style) -> Iterator[tuple[str, bool, str]]:
    """(text as it reads, whether it is bold, where it leads)."""
    if not source.markup:
        yield part, False, ""
        return
    bold, href = False, ""
    for piece in _TAG.split(part):
        if piece in ("<b>", "</b>"):
            bold = piece == "<b>"
        elif piece.startswith("<a href=") or piece == "</a>":
            href = _read(piece[9:-2], source) if piece != "</a>" else ""
        elif piece:
            yield _read(piece, source), bold, href


def _read(text: str, source: Style) -> str:
    # WeCom knows no entities: what looks like one was written by a person.
    return text if source is WECOM else unescape(text)
