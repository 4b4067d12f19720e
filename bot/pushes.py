"""Numbered pushes (催办): to whom each goes, by when it is to be answered, and what the telephone is for after the third."""

from collections import defaultdict
from collections.abc import Iterable

from messages.catalogue import ItemLine
from messages.words import day_short

TO_LEADER, TO_TELEPHONE = 2, 3
ANSWER_WITHIN = 3  # working days
MOST_NAMED = 3
MOST_SPOKEN = 10  # numbers read out on the telephone; nobody takes down more


def phone_calls(lines: Iterable[tuple[ItemLine, int]]) -> tuple[tuple[str, str, int, str], ...]:
    """Where the third push is out: one call a unit, the longest overdue first, with what to say."""
    by_unit: dict[str, list[tuple[ItemLine, int]]] = defaultdict(list)
    for line, number in lines:
        if number >= TO_TELEPHONE:
            by_unit[line.unit].append((line, number))
    calls = [_call(unit, found) for unit, found in by_unit.items()]
    return tuple(sorted(calls, key=lambda call: (-call[2], call[0])))


def _call(unit: str, found: list[tuple[ItemLine, int]]) -> tuple[str, str, int, str]:
    """(unit, items, working days overdue, what to say)."""
    worst, number = min(found, key=lambda pair: pair[0].days_left)
    what = "、".join(f"{line.code} {line.title}" for line, _ in found[:MOST_NAMED])
    if len(found) > MOST_NAMED:
        what += f"等{len(found)}项"
    codes = "、".join(line.code for line, _ in found[:MOST_SPOKEN])
    more = f"等{len(found)}项中最久的" if len(found) > MOST_SPOKEN else "项"
    say = f"你单位负责的第{codes}{more}{_over(worst)}，已催办{number}次，请今天报送进展、未完成的原因和预计完成日。"
    return unit, what, max(-worst.days_left, 0), say


def _over(line: ItemLine) -> str:
    return f"已逾期{-line.days_left}个工作日" if line.days_left < 0 else f"{day_short(line.due)}到期"
