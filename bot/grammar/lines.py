"""`duban understand --jsonl`: one message in a line, what would be made of it in the next."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date as Day
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot import commands as c
from bot.grammar.reader import understand

_OFFICE = ZoneInfo("Asia/Shanghai")
_ROLES = ("contact", "leader", "lead", "coordinator", "admin")
_WHOLE = 100  # %
_FACE = ("item", "percent", "count", "date", "numerator", "denominator", "value", "unit", "note")


_RULINGS = (c.Approve, c.Return, c.Grant, c.Refuse)
_REPORTS = (
    c.Accept, c.Progress, c.Count, c.Figure, c.Done, c.Evidence, c.AskExtension, c.Obstacle, c.Reassign
)  # fmt: skip


class _BadLine(Exception):
    """The line cannot be read; the text is the sentence for its writer."""


def answer_lines(
    lines: Iterable[str],
    items: tuple[c.ItemName, ...] = (),
    due: Mapping[str, Day] | None = None,
    units: tuple[str, ...] = (),
) -> Iterator[str]:
    """Answer each `{"text","role","now","context"}` as it comes; a bad line gets `{"error": sentence}`.

    `due` are the plan's days: 推迟两周 is counted from the day an item is due, without them from today.
    `units` are the names the desk may call them by.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            text, context = _question(line, number, items)
            context = replace(context, due=due or {}, units=units)
        except _BadLine as wrong:
            yield json.dumps({"error": str(wrong)}, ensure_ascii=False)
            continue
        told = [_face(told_alone(command, context)) for command in understand(text, context)]
        yield json.dumps({"commands": told}, ensure_ascii=False)


def _question(line: str, number: int, items: tuple[c.ItemName, ...]) -> tuple[str, c.Context]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        raise _BadLine(f"Line {number} is not JSON.") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise _BadLine(f'Line {number} needs an object with a "text" that is a string.')
    role = asked.get("role", "contact")
    if role not in _ROLES:
        raise _BadLine(f'Line {number}: "role" must be one of {", ".join(_ROLES)}, not {role!r}.')
    about = asked.get("context") or {}
    if not isinstance(about, dict):
        raise _BadLine(f'Line {number}: "context" must be an object.')
    context = c.Context(
        role=role,
        now=_moment(asked.get("now"), number),
        items=items,
        open_items=_codes(about.get("open_items"), number),
        last_item=_code(about.get("last_item"), "last_item", number),
        replied_item=_code(about.get("replied_item"), "replied_item", number),
    )
    return asked["text"], context


def _moment(said: Any, number: int) -> datetime:
    try:
        moment = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        raise _BadLine(f'Line {number}: "now" must be an ISO date or datetime, not {said!r}.') from None
    return moment if moment.tzinfo else moment.replace(tzinfo=_OFFICE)


def _codes(said: Any, number: int) -> tuple[str, ...]:
    if said is None:
        return ()
    if not isinstance(said, list):
        raise _BadLine(f'Line {number}: "open_items" must be a list of item numbers.')
    return tuple(code for one in said if (code := _code(one, "open_items", number)) is not None)


def _code(said: Any, name: str, number: int) -> str | None:
    if said is None or isinstance(said, str):
        return said or None
    raise _BadLine(f'Line {number}: "{name}" holds item numbers as strings, not {said!r}.')


def told_alone(command: c.Command, context: c.Context) -> c.Command:
    """Return what a single line without an account behind it can come to.

    In the office the account answers a ruling on nothing in particular (it knows
    what waits), and a report on an item that does not exist or is not the
    sender's (it knows whose it is). Here the item is asked for.
    """
    if isinstance(command, _RULINGS) and not (command.item or command.unit):
        return c.Ask("item", command)
    if isinstance(command, c.Progress):
        command = replace(command, date=None)  # a percentage and words; the day stays in the words
    if _cannot_be(command, context):
        return c.Ask("meaning", command)
    item = getattr(command, "item", None)
    if item is None or isinstance(command, c.Ask):
        return command
    in_plan = not context.items or item in (one.code for one in context.items)
    owed = not context.open_items or item in (*context.open_items, context.last_item)
    mine = context.role in ("contact", "leader") and isinstance(command, _REPORTS)
    return (
        command if (in_plan or item in context.open_items) and (owed or not mine) else c.Ask("item", command)
    )


def _cannot_be(command: c.Command, context: c.Context) -> bool:
    """Done on a day to come, 120 % of a rate, twelve of seven: the office answers with what would be right."""
    if isinstance(command, (c.Done, c.Count)):
        return command.date is not None and command.date > context.now.date()
    if not isinstance(command, c.Figure):
        return False
    rate = any(one.code == command.item and one.measure == "rate" for one in context.items)
    part, whole = command.numerator, command.denominator
    more = part is not None and whole is not None and part > whole
    return rate and (more or (command.value or 0) > _WHOLE)


def _face(command: c.Command) -> dict[str, Any]:
    """Return the documented fields; a correction shows the values that would be put in place."""
    facts = c.as_json(command)
    right = facts.get("to") or {}
    facts["item"] = right.get("item", facts.get("item"))  # the report may belong to another item
    if "moment" in facts:
        facts["date"] = facts["moment"][:10]
    return {"intent": facts["intent"]} | {
        name: _number(value) for name in _FACE if (value := facts.get(name, right.get(name))) is not None
    }


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
