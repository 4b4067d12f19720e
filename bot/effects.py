"""What a change would come to, in messages: the time ahead run through twice, before it and after it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot import preview
from bot.office import Rules

AHEAD = 30  # days


def foreseen(tx: Connection, rules: Rules, now: datetime) -> "list[preview.Hearing]":
    """Every message of the coming days if nobody answered anything."""
    return preview.foresee(preview.standing(tx, rules, now), rules, now + timedelta(days=AHEAD))


def in_messages(before: "Sequence[preview.Hearing]", after: "Sequence[preview.Hearing]", today: date) -> str:
    """下周少发12条；今后30天共发93条，比现在少31条."""
    said = [f"今后{AHEAD}天共发{len(after)}条，{more_or_less(len(after) - len(before))}"]
    if (week := _next_week(after, today) - _next_week(before, today)) != 0:
        said.insert(0, f"下周{'多' if week > 0 else '少'}发{abs(week)}条")
    if moved := _moved(before, after):
        said.append(f"{moved}条改在别的时间")
    return "；".join(said)


def more_or_less(n: int) -> str:
    """比现在少31条, 与现在相同."""
    return f"比现在{'多' if n > 0 else '少'}{abs(n)}条" if n else "与现在相同"


def _next_week(heard: "Sequence[preview.Hearing]", today: date) -> int:
    monday = today + timedelta(days=7 - today.weekday())
    return sum(monday <= one.day < monday + timedelta(days=7) for one in heard)


def _moved(before: "Sequence[preview.Hearing]", after: "Sequence[preview.Hearing]") -> int:
    """How many seats' messages are neither more nor fewer, but at another moment."""
    was, is_now = (Counter((one.seat, one.at) for one in heard) for heard in (before, after))
    return min((was - is_now).total(), (is_now - was).total())
