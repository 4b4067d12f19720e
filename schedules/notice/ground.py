"""The ground of a notice: its text with what was found in it, and what of it is no running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from schedules.notice.mentions import Mention, brackets
from schedules.notice.outline import Section, is_heading, title_of
from schedules.notice.sentences import without_noise
from schedules.notice.tables import Table

Span = tuple[int, int]

# `自查阶段（5月至6月）`: the heading dates what stands under it.
PHASE = re.compile(r"[（(][^（）()]{0,30}\d[^（）()]{0,20}[）)]$")
_CONTACT = re.compile("联[系络]人|电话|传真|邮箱")


@dataclass(slots=True)
class Ground:
    """A flow with what was found in it, on which the blocks are laid out."""

    text: str
    root: Section
    mentions: Sequence[Mention]
    tables: Sequence[Table]
    marked: Sequence[int] = ()
    attached: Sequence[Span] = ()
    _holes: list[Span] = field(default_factory=list)

    def named(self, start: int, end: int) -> list[Mention]:
        return [m for m in self.mentions if start <= m.start < end]

    def holes(self, start: int, end: int) -> list[Span]:
        """Units, tables, numbers and bare headings: what lies within a stretch and is not running text."""
        if not self._holes:
            found = [(m.start, m.end) for m in self.mentions] + [(t.start, t.end) for t in self.tables]
            # Who to telephone is nobody's task, and no name or number is to be carried on.
            found += self.attached
            found += [span for span in brackets(self.text) if _CONTACT.search(self.text, *span)]
            for section in self.root.walk():
                if section.kind != "root":
                    found.append((section.start, section.body))
                    if self.headed(section):
                        found.append(title_of(self.text, section))
            self._holes = sorted(found)
        return [hole for hole in self._holes if hole[0] < end and hole[1] > start]

    def headed(self, section: Section) -> bool:
        """Whether the section's first words only name it; what holds a date or a number is work itself."""
        start, end = title_of(self.text, section)
        stage = PHASE.search(self.text, start, end)
        if any(start <= at < (stage.start() if stage else end) for at in self.marked):
            return False
        rest = self.text[end : section.end]
        for mention in reversed(self.named(end, section.end)):
            rest = rest[: mention.start - end] + rest[mention.end - end :]
        return is_heading(self.text, section, without_noise(rest))
