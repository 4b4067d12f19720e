"""The grammar held to its table."""

from datetime import datetime

import pytest

from bot.commands import Ask, Command, Correct, Nothing
from bot.grammar import understand
from tests.grammar_table import ALL_CASES, Case

_VALUES = ("percent", "count", "date", "until", "numerator", "denominator", "value", "unit", "name")


def shown(command: Command, wanted: str) -> str:
    """Write a command the way the table does; the note only where the table speaks of it."""
    if isinstance(command, Ask):
        return f"ask {command.about}" if len(wanted.split()) > 1 else "ask"
    if isinstance(command, Nothing):
        return f"none {command.note}" if len(wanted.split()) > 1 else "none"
    right = command.to if isinstance(command, Correct) and command.to is not None else command
    words = [command.intent, getattr(command, "item", None) or ""]
    words += [f"{n}={_plain(v)}" for n in _VALUES if (v := getattr(right, n, None)) not in (None, "")]
    if getattr(right, "total", False) and command is right:
        words.append("total")
    moment = getattr(command, "moment", None)
    if isinstance(moment, datetime):
        words.append(f"on={moment:%Y-%m-%dT%H}")
    if "note=" in wanted:
        words.append(f"note={getattr(command, 'note', '')}")
    return " ".join(word for word in words if word)


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def same(got: str, wanted: str) -> bool:
    """Whether both say the same; the order of values does not matter, the note is the rest of the line."""
    (got, _, got_note), (wanted, _, note) = got.partition("note="), wanted.partition("note=")
    return sorted(got.split()) == sorted(wanted.split()) and got_note == note


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: f"{case.context.role}: {case.text[:40]!r}")
def test_a_message_means_what_its_sender_meant(case: Case) -> None:
    found = understand(case.text, case.context)
    texts = [shown(command, wanted) for command, wanted in zip(found, case.expected, strict=False)]
    texts += [shown(command, "") for command in found[len(case.expected) :]]
    assert len(found) == len(case.expected), texts
    # Several commands may come in any order; what counts is that each is there.
    left = list(case.expected)
    for command in found:
        match = next((w for w in left if same(shown(command, w), w)), None)
        assert match is not None, texts
        left.remove(match)


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(ALL_CASES) >= 400
