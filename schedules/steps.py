"""倒排节点: the stages on the way to a due day, each worked back in working days from the one after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from schedules.plan import Step
from schedules.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Stage:
    """A step and the last working day on which it is in time."""

    name: str
    day: date


@lru_cache(maxsize=4096)
def worked_back(steps: tuple[Step, ...], internal_due: date, calendar: WorkCalendar) -> tuple[Stage, ...]:
    """The steps in order with their days: the last so many working days before the 内控日, each before it before the next."""
    found: list[Stage] = []
    day = internal_due
    for step in reversed(steps):
        day = calendar.add(day, -step.before)
        found.append(Stage(step.name, day))
    return tuple(reversed(found))


def still_to_come(steps: Iterable[Sequence[Any]], said: str) -> tuple[Step, ...]:
    """The steps as the decision needs them, without those the unit has spoken of as passed in its last words.

    What is passed takes everything before it along. Words that deny (尚未、没有)
    or plan (正在、拟、准备) say nothing of a step being behind.
    """
    every = tuple(Step(name, before) for name, before in steps)
    if not any(word in said for word in _PASSED) or any(word in said for word in _NOT_YET):
        return every
    passed = max((n for n, step in enumerate(every, start=1) if step.name in said), default=0)
    return every[passed:]


_PASSED = ("已", "完成", "通过", "结束", "完毕", "做完", "好了")
_NOT_YET = ("未", "没", "正在", "拟", "准备", "将", "即将", "预计", "计划")
