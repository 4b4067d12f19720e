"""From a message to the parts ready to send: the only place that knows the template engine.

Templates are written once, in neutral words; a style decides what bold and
foreign text become. Every expression of a template passes through the style's
`escape`, so a template's author cannot forget it. An office may have put a
wording of its own in a template's place; where that fails the original is
used, and `broken` remembers why. The engine is imported on the first render,
not before: a command that only prints help must not pay.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from messages import catalogue, words
from messages.catalogue import DeskLine, ItemLine, Message
from messages.kinds import kind_word
from messages.replies import not_yet
from messages.split import split
from messages.styles import Style

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.runtime import Context
    from jinja2.sandbox import ImmutableSandboxedEnvironment

TEMPLATES = Path(__file__).parent / "templates"
REPLIES_SHOWN = 4
ORIGINAL: Mapping[str, str] = MappingProxyType({})

# Wordings that failed on some message, and how. They are not tried again; whoever keeps them looks here.
broken: dict[str, str] = {}


def render(
    message: Message, style: Style, wordings: Mapping[str, str] = ORIGINAL, *, strictly: bool = False
) -> tuple[str, ...]:
    """Return the parts ready to send, never empty, each within the style's limit.

    wordings: what the office says instead of a template, by its name. strictly: raise
    what such a wording raises; otherwise it can never stop a message.
    """
    wording = wordings.get(message.template)
    text = None
    if wording is not None and (strictly or wording not in broken):
        try:
            text = _said(_edited(style, wording), message)
        except Exception as error:
            if strictly:
                raise
            broken[wording] = f"{type(error).__name__}: {error}"
    if text is None:
        text = _said(_template(style, message.template), message)
    if style.size(text) <= style.limit:
        return (text,)
    return split(text, style.limit, style.size, markup=style.markup)


def _said(template: "Template", message: Message) -> str:
    facts = {name: getattr(message, name) for name in _fields(message)}
    return _close_gaps(template.render(facts, message=message))


def _close_gaps(text: str) -> str:
    # Left-out sections leave their blank lines behind; one is a block's border, more are holes.
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.replace(" \n", "\n").strip()


def _fields(message: Message) -> tuple[str, ...]:
    # A slotted dataclass keeps its fields' names at hand; asking `fields()` anew for each message is dear.
    return message.__slots__


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


def late(lines: Iterable[ItemLine], today: date) -> int:
    """How many of them are past their due day."""
    return sum(line.due < today for line in lines)


class Answer(NamedTuple):
    """What to type. progress: instead of a 完成 that is not true yet, or empty. rest: not every line is shown."""

    replies: list[str]
    progress: str
    example_figures: bool
    rest: bool


def answer(lines: Sequence[ItemLine], accept: Sequence[ItemLine], unfinished: Iterable[ItemLine]) -> Answer:
    """The lines to type, the most urgent first; several unaccepted items are taken with one."""
    taking = [] if not accept else [accept[0].reply] if len(accept) == 1 else ["全部签收"]
    said = list(dict.fromkeys(line.reply for line in lines))
    shown = said[: REPLIES_SHOWN - len(taking)]
    later = (not_yet(line.code, line.measure) for line in unfinished if line.reply.startswith("完成"))
    figures = any(reply.startswith("指标") for reply in shown)
    return Answer(shown + taking, next(later, ""), figures, len(shown) < len(said))


def pushed(pushes: Sequence[tuple[str, int]], code: str) -> str:
    """｜第2次催办, where that item was pushed."""
    return next((f"｜第{n}次催办" for pushed_code, n in pushes if pushed_code == code), "")


def signed_late(units: Sequence[tuple[str, int]], cap: int) -> str:
    """秀英区政府（24项）、市住建局（2项）等29家"""
    return words.listed([f"{unit}（{items}项）" for unit, items in units], cap)


class Round(NamedTuple):
    """Units to be telephoned with the same words."""

    what: str
    over: int
    say: str
    units: list[str]


def by_words(calls: Iterable[tuple[str, str, int, str]]) -> list[Round]:
    """Calls gathered by what is to be said, in their order: nobody reads one sentence thirty times."""
    rounds: dict[str, Round] = {}
    for unit, what, over, say in calls:
        rounds.setdefault(say, Round(what, over, say, [])).units.append(unit)
    return list(rounds.values())


# Filters, not functions: the sandbox lets them through without a search at every call.
_VOCABULARY: dict[str, Callable[..., object]] = {
    "answer": answer,
    "brief": words.brief,
    "by_due": by_due,
    "by_words": by_words,
    "day": words.day,
    "days_left": words.days_left_words,
    "due_words": words.due_words,
    "full_day": words.full_day,
    "kind_word": kind_word,
    "late": late,
    "left": words.left_words,
    "listed": words.listed,
    "moment": words.moment,
    "overdue_words": words.overdue_words,
    "pushed": pushed,
    "signed_late": signed_late,
    "stop": words.stop,
}

# Frozen values without a method that could do harm: the sandbox need not search them at every dot.
_FACTS = frozenset(
    {DueGroup, Answer, Round}
    | {
        kind
        for kind in vars(catalogue).values()
        if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__")
    }
)


class _Written(str):
    """Text that is in the style's markup already. Only this module makes it."""

    __slots__ = ()


VOCABULARY = frozenset(_VOCABULARY)


@cache
def _template(style: Style, name: str) -> "Template":
    return environment(style).get_template(f"{name}.j2")


@lru_cache(maxsize=256)
def _edited(style: Style, wording: str) -> "Template":
    return environment(style).from_string(wording)


@cache
def environment(style: Style) -> "ImmutableSandboxedEnvironment":
    from jinja2 import FileSystemLoader, StrictUndefined

    engine = _sandbox()(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize(style),
        # finalize escapes as the style needs it; HTML is only one of the markups.
        autoescape=False,
        auto_reload=False,
        cache_size=-1,
    )
    engine.filters.update(_VOCABULARY, **_markup(style))
    engine.globals.clear()  # range, cycler and their like: no message needs them
    return engine


def _finalize(style: Style) -> Callable[[object], str]:
    escape = style.escape

    def finalize(value: object) -> str:
        if type(value) is _Written:
            return value
        # StrictUndefined raises in str(), so a misspelt name is never sent.
        return escape(value if type(value) is str else str(value))

    return finalize


def _markup(style: Style) -> dict[str, Callable[..., str]]:
    """The words with which a template asks for bold, links, and an item by number and title."""

    def strong(text: str) -> str:
        return _Written(style.strong(text))

    def item(line: ItemLine | DeskLine) -> str:
        step = f"：{line.step}" if isinstance(line, ItemLine) and line.step else ""
        return _Written(f"{style.strong(line.code)} {style.escape(line.title + step)}")

    def link(text: str, url: str) -> str:
        return _Written(style.link(text, url))

    def marked(sentence: str, phrase: str) -> str:
        before, found, after = sentence.partition(phrase) if phrase else (sentence, "", "")
        middle = style.strong(found) if found else ""
        return _Written(style.escape(before) + middle + style.escape(after))

    return {"strong": strong, "item": item, "link": link, "marked": marked}


@cache
def _sandbox() -> "type[ImmutableSandboxedEnvironment]":
    from jinja2.runtime import Macro
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        """The engine's own sandbox, with a short way to our own frozen values."""

        @staticmethod
        def concat(parts: Iterable[str]) -> str:
            # What a macro has put together was escaped piece by piece and must not be escaped again.
            return _Written("".join(parts))

        def call(self, context: "Context", called: Any, /, *args: Any, **kwargs: Any) -> Any:
            # A macro was written in this sandbox itself: nothing to be searched, and no loop of the caller's concerns it.
            if type(called) is Macro:
                kwargs.pop("_loop_vars", None)
                kwargs.pop("_block_vars", None)
                return called(*args, **kwargs)
            return super().call(context, called, *args, **kwargs)

        def getattr(self, obj: Any, attribute: str) -> Any:
            if type(obj) in _FACTS and attribute[0] != "_":
                try:
                    return getattr(obj, attribute)
                except AttributeError:
                    return self.undefined(obj=obj, name=attribute)
            return super().getattr(obj, attribute)

        def getitem(self, obj: Any, argument: Any) -> Any:
            # How the engine's own filters (`selectattr`, `map`) reach an attribute.
            if type(obj) in _FACTS and isinstance(argument, str):
                return self.getattr(obj, argument)
            return super().getitem(obj, argument)

    return Sandbox
