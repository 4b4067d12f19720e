"""The numbered sections of a notice as a tree, whatever its numbering: it finds headings and knows nothing of duties.

Which kind of number stands above which is learnt from the notice's own order. A kind seen before
returns to its level; a number that goes on where another kind left off (一、二、（三）) stays there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from schedules.notice.marks import MARKER, counted
from schedules.notice.mentions import brackets

LONGEST_TITLE = 46
_NUMERAL = re.compile(r"[一二三四五六七八九十百]+|\d+|[①-⑳]")
_GLUE_AFTER = "。；;！!）)】：:"
_STOP = re.compile(
    r"[。；;！!\n：:]|[（(](?=(?:牵头|责任|配合|承办|完成|主办)|[^（）()]{2,80}(?:牵头|负责|配合))"
)
_CONTENTS = re.compile(r"(?:\.{3,}|…{2,}|·{3,})\s*\d*\s*$")
# `动员部署阶段（5月）`: a heading, whatever follows it.
_BARE_NAME = re.compile("[\u4e00-\u9fff]{2,12}")
_STAGE = re.compile(r"[\u4e00-\u9fff、]{2,16}阶段[（(][^（）()\n]{1,24}[）)]")
# Numbers inside running text must carry on a list begun before, or begin one right after its heading.
_GLUED_KINDS = ("part", "named", "han", "bracketed", "figure", "round", "circled", "dotted")


@dataclass(slots=True)
class Section:
    """A numbered stretch: `start` its number, `body` the text after it, `end` before the next of any level."""

    kind: str
    value: int
    label: str
    start: int
    body: int
    end: int = 0
    children: list[Section] = field(default_factory=list)

    @property
    def far_end(self) -> int:
        """The end of the section with everything under it."""
        return self.children[-1].far_end if self.children else self.end

    def walk(self) -> Iterator[Section]:
        """The section and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


def outline(text: str, aside: Sequence[tuple[int, int]] = ()) -> Section:
    """The whole text as one section, the numbered ones under it; numbers within `aside` (tables) count for nothing."""
    root = Section("root", 0, "", 0, 0)
    stack = [root]
    open_, counted_to = root, dict[str, int]()
    for section in _found(text, stack, aside):
        _place(section, stack, counted_to)
        open_.end = section.start
        open_ = section
    open_.end = len(text)
    return root


def _found(text: str, stack: list[Section], aside: Sequence[tuple[int, int]]) -> Iterator[Section]:
    """Every number that begins a section; `stack` shows, as it grows, which number may come next."""
    inside = sorted((*((a + 1, b) for a, b in brackets(text)), *aside))
    bracket = 0
    at = 0
    while (found := MARKER.search(text, at)) is not None:
        at = found.end()
        while bracket < len(inside) and inside[bracket][1] <= found.start():
            bracket += 1
        within = bracket < len(inside) and inside[bracket][0] <= found.start()
        numeral = _NUMERAL.search(found[0])
        value = counted(numeral[0]) if numeral else None
        kind = found.lastgroup or ""
        if value is None or within:
            at = found.start() + 1 if within else at
            continue
        if kind == "dotted":
            value = int(re.findall(r"\d+", found[0])[-1])
        section = Section(kind, value, found[0].strip().strip("、．. ："), found.start(), found.end())
        if _begins(text, section, stack):
            yield section
        else:
            at = found.start() + 1


def _begins(text: str, section: Section, stack: list[Section]) -> bool:
    before = text[max(0, section.start - 8) : section.start].rstrip(" ")[-1:]
    if before in ("", "\n"):
        line = text[section.start : _line_end(text, section.start)]
        return not _CONTENTS.search(line) and len(line.strip()) > len(section.label) + 1
    if (
        section.value == 1
        and section.kind == "bracketed"
        and _BARE_NAME.fullmatch(text, stack[-1].body, section.start)
    ):
        return len(stack) > 1  # `四、时间安排（一）动员部署阶段……`
    spaced = text[section.start - 1] == " " and section.kind in ("han", "bracketed", "part")
    if section.kind not in _GLUED_KINDS or (before not in _GLUE_AFTER and not spaced):
        return False
    if before in "：:" and section.value != 1:
        return False
    return _expected(section, stack)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _expected(section: Section, stack: list[Section]) -> bool:
    """Whether a number glued to the sentence before goes on a list, or begins one."""
    for level in stack[1:]:
        if level.kind == section.kind:
            return section.value == level.value + 1 or section.value == 1
    if section.kind == "circled":
        return False  # `①…；②…` within a sentence: its parts, no sections
    return section.value == 1 or any(
        section.value == level.value + 1 and level.value > 0 for level in stack[1:]
    )


def _place(section: Section, stack: list[Section], last: dict[str, int]) -> None:
    """Put the section under its parent and on the stack."""
    depth = _depth(section, stack, last)
    last[section.kind] = section.value
    del stack[depth:]
    stack[-1].children.append(section)
    stack.append(section)


_RANK = {
    "part": 0,
    "named": 1,
    "han": 1,
    "bracketed": 2,
    "dotted": 4,
    "figure": 3,
    "round": 5,
    "half": 5,
    "circled": 6,
}


def _depth(section: Section, stack: list[Section], last: dict[str, int]) -> int:
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].kind == section.kind:
            return depth
    if section.value > 1 and last.get(section.kind) != section.value - 1:
        for depth in range(len(stack) - 1, 0, -1):
            if stack[depth].value == section.value - 1:
                return depth  # the style changed, the counting went on
    if section.kind == "figure":
        return len(stack)
    # A kind not seen under this parent: a new attachment may begin with a higher one than the last used.
    for depth in range(1, len(stack)):
        if _RANK[stack[depth].kind] > _RANK[section.kind]:
            return depth
    return len(stack)


def title_of(text: str, section: Section) -> tuple[int, int]:
    """The stretch of the flow that names a section: its heading, or the beginning of its first sentence."""
    end = _line_end(text, section.body)
    end = min(end, section.end)
    if (stage := _STAGE.match(text, section.body, end)) is not None:
        return section.body, stage.end()
    stop = _STOP.search(text, section.body, end)
    if stop is not None:
        end = stop.start()
    if end - section.body > LONGEST_TITLE:
        comma = max(text.rfind(mark, section.body + 6, section.body + LONGEST_TITLE) for mark in "，,、")
        end = comma if comma > 0 and text[comma] in "，," else end
    return section.body, end


def is_heading(text: str, section: Section, rest: str) -> bool:
    """Whether the section begins with a name of its own rather than with its first sentence.

    `rest` is what the section says after that, units left aside.
    """
    start, end = title_of(text, section)
    after, said = text[end : end + 1], text[start:end]
    if not (rest.strip(" 。\n：:；;") or section.children):
        return False
    return (
        after in ("\n", "", "：", ":")
        or _STAGE.fullmatch(said) is not None
        or (after == "。" and len(said) <= 24 and "，" not in said)
    )
