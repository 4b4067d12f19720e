"""Cuts a finished text into parts a channel takes, where a careful writer would.

Between blocks (blank lines) first; inside a block only when that block alone
is too long: at line ends, then at the end of a sentence, then anywhere but in
a tag, an entity or a joined emoji. Tags left open by a cut are closed before
it and opened again after it. Knows only the tags our styles write.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

Ruler = Callable[[str], int]

_TAG = r"</?(?:b|a)(?: href=\"[^\"\n]*\")?>"
# One visible character with what clings to it: variation signs, skin tones, joined emoji.
_CLUSTER = r"[\s\S](?:[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]|\u200d[^\n<&]){0,6}"
_MARKED = re.compile(rf"{_TAG}|&#?\w{{1,10}};|{_CLUSTER}")
_UNMARKED = re.compile(_CLUSTER)
_TAGS = re.compile(_TAG)
_HOLLOW = re.compile(r"<b></b>|<a href=\"[^\"\n]*\"></a>")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_ENDS = frozenset("。！？；…!?;")


def split(text: str, limit: int, size: Ruler, *, markup: bool = True) -> tuple[str, ...]:
    """Return the parts in order, each within limit by size, none of them empty unless the text is.

    markup: whether `<b>` and `<a href>` are tags; without it they are letters.
    size must be additive over concatenation.
    """
    text = text.strip("\n")
    if size(text) <= limit:
        return (text,)
    if markup and 2 * (spare := _widest_wrapping(text, size)) > limit:
        # A link longer than half a message cannot be carried over a cut: its words go without it.
        text, spare = _TAGS.sub("", text), 0
    elif not markup:
        spare = 0
    packer = _Packer(limit, size, markup)
    for glue, piece in _pieces(text, limit - spare, size, markup):
        packer.add(glue, piece)
    return packer.finish()


def _pieces(text: str, room: int, size: Ruler, markup: bool) -> Iterator[tuple[str, str]]:
    """Yield (what joins it to the piece before, piece), each piece within room."""
    lines = partial(str.split, sep="\n")
    levels: tuple[tuple[str, Callable[[str], Iterable[str]]], ...] = (
        ("\n\n", _BLANK_LINES.split),
        ("\n", lines),
        ("", partial(_sentences, markup=markup)),
        ("", partial(_atoms, markup=markup)),
    )

    def descend(glue: str, piece: str, level: int) -> Iterator[tuple[str, str]]:
        if level == len(levels) or (level and size(piece) <= room):
            yield glue, piece
            return
        inner, cut = levels[level]
        for n, smaller in enumerate(cut(piece)):
            yield from descend(inner if n else glue, smaller, level + 1)

    return descend("", text, 0)


def _atoms(text: str, *, markup: bool) -> list[str]:
    return (_MARKED if markup else _UNMARKED).findall(text)


def _sentences(text: str, *, markup: bool) -> Iterator[str]:
    held: list[str] = []
    for atom in _atoms(text, markup=markup):
        held.append(atom)
        if atom in _ENDS:
            yield "".join(held)
            held.clear()
    if held:
        yield "".join(held)


def _widest_wrapping(text: str, size: Ruler) -> int:
    """The most that closing and reopening tags may ever add to a part."""
    opened: tuple[str, ...] = ()
    widest = 0
    for tag in _TAGS.findall(text):
        opened = _after(opened, tag)
        widest = max(widest, size("".join(opened) + _closing(opened)))
    return widest


def _after(opened: tuple[str, ...], piece: str) -> tuple[str, ...]:
    """Return the tags still open once piece has been written."""
    for tag in _TAGS.findall(piece):
        opened = opened[:-1] if tag[1] == "/" else (*opened, tag)
    return opened


def _closing(opened: tuple[str, ...]) -> str:
    return "".join(f"</{tag[1]}>" for tag in reversed(opened))


@dataclass(slots=True)
class _Packer:
    """Fills one part after another; the tags open at a cut live here."""

    limit: int
    size: Ruler
    markup: bool
    opened: tuple[str, ...] = ()
    current: list[str] = field(default_factory=list)
    used: int = 0
    parts: list[str] = field(default_factory=list)

    def add(self, glue: str, piece: str) -> None:
        after = _after(self.opened, piece) if self.markup else ()
        needed = self.size(piece) + self.size(_closing(after))
        if self.current and self.used + self.size(glue) + needed > self.limit:
            self.cut()
            glue = ""
        if not self.current:
            glue = "".join(self.opened)
        self.current += (glue, piece)
        self.used += self.size(glue) + self.size(piece)
        self.opened = after

    def cut(self) -> None:
        part = "".join(self.current) + _closing(self.opened)
        if self.markup:
            part = _HOLLOW.sub("", part)
        # Blank edges are not worth a line on a phone, and a part of nothing else is not worth sending.
        if part := part.strip():
            self.parts.append(part)
        self.current.clear()
        self.used = 0

    def finish(self) -> tuple[str, ...]:
        self.cut()
        return tuple(self.parts) or ("",)
