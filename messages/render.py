"""From a message to the parts ready to send: the only place that knows the template engine.

Templates are written once, in neutral words; a style decides what bold and
foreign text become. Every expression of a template passes through the style's
`escape`, so a template's author cannot forget it. The engine is imported on
the first render, not before: a command that only prints help must not pay.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from messages import words
from messages.catalogue import ItemLine, Message
from messages.replies import not_yet
from messages.split import split
from messages.styles import Style

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

TEMPLATES = Path(__file__).parent / "templates"
REPLIES_SHOWN = 4
_GAPS = re.compile(r"[ \t]+(?=\n)|\n{3,}")


def render(message: Message, style: Style) -> tuple[str, ...]:
    """Return the parts ready to send, never empty, each within the style's limit."""
    facts = {name: getattr(message, name) for name in _names(type(message))}
    text = _template(style, message.template).render(facts, message=message)
    text = _GAPS.sub(_close_gap, text).strip()
    if style.size(text) <= style.limit:
        return (text,)
    return split(text, style.limit, style.size, markup=style.markup)


def _close_gap(gap: re.Match[str]) -> str:
    # Left-out sections leave their blank lines behind; one is a block's border, more are holes.
    return "\n\n" if gap[0][0] == "\n" else ""


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _template(style: Style, name: str) -> "Template":
    return _environment(style).get_template(f"{name}.j2")


@cache
def _environment(style: Style) -> "ImmutableSandboxedEnvironment":
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    def finalize(value: object) -> Markup:
        # S704: this is the one place where text becomes markup, and the style has just escaped it.
        return value if isinstance(value, Markup) else Markup(style.escape(str(value)))  # noqa: S704

    def strong(text: str) -> Markup:
        return Markup(style.strong(text))  # noqa: S704

    def link(text: str, url: str) -> Markup:
        return Markup(style.link(text, url))  # noqa: S704

    def marked(sentence: str, phrase: str) -> Markup:
        before, found, after = sentence.partition(phrase) if phrase else (sentence, "", "")
        return finalize(before) + (strong(found) if found else "") + finalize(after)

    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Autoescape only so that macros return Markup; the escaping itself is finalize's, by style.
        autoescape=True,
        finalize=finalize,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals.update(_VOCABULARY, strong=strong, link=link, marked=marked)
    return environment


class DueGroup(NamedTuple):
    """Lines of one due day, under one heading."""

    due: date
    internal_due: date
    days_left: int
    lines: list[ItemLine]


def by_due(lines: Iterable[ItemLine], cap: int = 0) -> list[DueGroup]:
    """The first `cap` lines (0: all) by due day, the earliest first; within a day as given."""
    groups: dict[date, DueGroup] = {}
    for line in sorted(lines, key=lambda line: line.due)[: cap or None]:
        if line.due not in groups:
            groups[line.due] = DueGroup(line.due, line.internal_due, line.days_left, [])
        groups[line.due].lines.append(line)
    return list(groups.values())


def replies(lines: Iterable[ItemLine], accept: Iterable[ItemLine] = ()) -> list[str]:
    """The lines to type: for several unaccepted items the one that takes them all, then one for each."""
    return list(_replies(tuple(lines), tuple(accept)))[:REPLIES_SHOWN]


def _replies(lines: tuple[ItemLine, ...], accept: tuple[ItemLine, ...]) -> Iterator[str]:
    if accept:
        yield accept[0].reply if len(accept) == 1 else "全部签收"
    yield from dict.fromkeys(line.reply for line in lines)


def unfinished(lines: Iterable[ItemLine]) -> str:
    """The line to type where the first reply says 完成 but it is not done; empty where none says so."""
    said = (not_yet(line.code, line.measure) for line in lines if line.reply.startswith("完成"))
    return next(said, "")


_VOCABULARY: dict[str, Callable[..., object]] = {
    "brief": words.brief,
    "by_due": by_due,
    "day": words.day,
    "days_left": words.days_left_words,
    "due_words": words.due_words,
    "full_day": words.full_day,
    "listed": words.listed,
    "moment": words.moment,
    "overdue_words": words.overdue_words,
    "replies": replies,
    "stop": words.stop,
    "unfinished": unfinished,
}
