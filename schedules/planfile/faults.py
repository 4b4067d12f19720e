"""What is wrong with a plan file, told to the person who wrote it. It knows no YAML and no rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right: where it is, what is wrong, what would be right. Line 0 is the file as a whole."""

    line: int
    field: str
    wrong: str
    right: str

    def __str__(self) -> str:
        place = " ".join(part for part in (f"第 {self.line} 行" if self.line else "", self.field) if part)
        return f"{place}：{self.wrong}；{self.right}" if place else f"{self.wrong}；{self.right}"


class PlanFaults(Exception):
    """The file is not sound, and nothing of it may be loaded. Not a frozen dataclass: tracebacks are set on it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults), key=lambda fault: (fault.line, fault.field, fault.wrong)))
        super().__init__(f"计划文件有 {len(self.faults)} 处问题，未载入。")

    def __str__(self) -> str:
        return "\n".join((str(self.args[0]), *map(str, self.faults)))


def quoted(text: str) -> str:
    """What was written, short enough to stand in a sentence."""
    return f"“{text if len(text) <= 40 else text[:40] + '……'}”"
