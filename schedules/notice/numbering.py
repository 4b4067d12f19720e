"""The numbers tasks go by in a plan: the notice's own where each is used once, else counted through."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from schedules.notice.blocks import Block
from schedules.notice.values import DraftTask


def numbered(tasks: Sequence[tuple[Block, DraftTask]]) -> list[DraftTask]:
    """The tasks with their numbers, those the notice counts first where only some clash."""
    counts = Counter(block.value for block, _ in tasks if block.value and block.parties.named)
    if not counts:
        counts = Counter(block.value for block, _ in tasks if block.value)
    if any(n > 1 for n in counts.values()):
        tasks = sorted(tasks, key=lambda pair: not pair[0].label and not pair[0].row)
        return [replace(task, no=str(n)) for n, (_, task) in enumerate(tasks, start=1)]
    anyone = any(block.parties.named for block, _ in tasks)
    main, later = [], []
    free = max((value for value in counts if value), default=0)
    for block, task in tasks:
        value = block.value or 0
        if counts.get(value) == 1 and (block.parties.named or not anyone):
            counts[value] = 0
            main.append(replace(task, no=_shown(task.label, value)))
        else:
            later.append(task)
    return main + [replace(task, no=str(n)) for n, task in enumerate(later, start=free + 1)]


def _shown(label: str, value: int) -> str:
    """一 stays 一, （三） becomes 三, 3. becomes 3."""
    han = re.search("[一二三四五六七八九十]+", label)
    return han[0] if han and "百" not in label else str(value)
