"""What a contact's words mean when the desk says them: it asks, nods, or tells of a unit; a lead may report its own."""

import re

from bot import commands as c
from bot.grammar import units, words
from bot.grammar.rulings import RULING
from bot.permissions import REPORTING

_NUMBERED = re.compile(r"\d\.\d|签收")
_LOOKS = re.compile(r"情况|进展|进度|数据|状态|怎样|如何|多少|[几哪][家个]|[?？]|呢$")
_OURS = re.compile(r"我们?(?:局|委|办|区|院|单位|中心|这)|我们|本(?:局|委|办|单位)|[局委办]里")
_ABOUT_PUSHING = re.compile(r"催|通过|批|审|退|延期")
_TAKEN_BACK = frozenset({"withdraw", "correct"})
_SHORT = 12
_LOOKED_AT = 400  # a question is asked in fewer characters


def told_at_the_desk(told: list[c.Command], text: str, context: c.Context) -> list[c.Command]:
    """`3.1各单位进展` asks, `知道了，我来协调` only nods, `龙华说月底能公布` is news nobody else may enter."""
    text = text[:_LOOKED_AT]
    named = units.listed(text, context.units)
    asked = words.QUESTION.search(text) is not None
    return [_one(command, text, context.role, named, asked) for command in told]


def _one(command: c.Command, text: str, role: str, named: list[str], asked: bool) -> c.Command:
    if isinstance(command, c.Detail):
        return c.Detail(command.item, named[0]) if len(named) == 1 else command
    if (about := _asks_about(command, text, named)) is not None:
        return c.Detail(about, named[0] if len(named) == 1 else "")
    if isinstance(command, c.ListOwed) and len(named) == 1:
        return c.ListOwed(command.note, named[0])
    if isinstance(command, c.Accept) and not _NUMBERED.search(text):
        return c.Nothing("chat")
    if isinstance(command, c.Later) and (named or _ABOUT_PUSHING.search(text)):
        return c.Nothing("left")
    if _is_report(command) and (role != "lead" or (named and not _OURS.search(text))):
        return _of_a_unit(command, text, named, asked)
    if (
        isinstance(command, c.Progress)
        and command.percent is None
        and len(text) <= _SHORT
        and _LOOKS.search(text)
    ):
        return c.Detail(command.item)
    return command


def _asks_about(command: c.Command, text: str, named: list[str]) -> str | None:
    """`3.1卡在哪了`, `龙华怎么回事，3.1还没报`: whoever asks about one item is shown it."""
    if isinstance(command, c.Help) and named:
        return command.item
    if isinstance(command, c.Ask) and command.about == "meaning" and not RULING.search(text):
        shown = [choice.split()[1] for choice in command.choices if choice.startswith("详情 ")]
        return shown[0] if len(shown) == 1 else None
    return None


def _is_report(command: c.Command) -> bool:
    meant = command.meant if isinstance(command, c.Ask) else command
    return meant is not None and meant.intent in REPORTING - _TAKEN_BACK


def _of_a_unit(command: c.Command, text: str, named: list[str], asked: bool) -> c.Command:
    """Reports are the units' own; what the desk may have meant is to look."""
    item = getattr(command.meant if isinstance(command, c.Ask) else command, "item", None)
    if item is not None and asked:
        return c.Detail(item, named[0] if len(named) == 1 else "")
    if isinstance(command, c.Ask):
        return c.Nothing("left")
    if isinstance(command, c.Progress) and command.percent is None and len(text) <= _SHORT:
        return c.Detail(command.item, named[0] if len(named) == 1 else "")
    return c.Nothing("left") if named else command  # the table says who may
