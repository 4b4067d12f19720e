"""A free answer to the question we asked: the reason, the figure, the day, the unit or the item that was missing.

Whoever says something else instead has turned to something else, and the question lapses.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import commands as c
from bot.grammar import choice, dates, figures, items, note, units, words
from bot.grammar.items import Known
from bot.grammar.names import Names
from bot.grammar.parts import read as read_clause
from bot.grammar.settle import items_of

# What an answer may look like when it is read as if nothing had been asked.
_MERE = (c.Nothing, c.Ask, c.Detail, c.Progress, c.Accept, c.Delegate)
_EXPLAINING = (*_MERE, c.Obstacle, c.Reassign, c.Evidence)
_NAME = re.compile(
    r"(?:由|找|让|给|是)?\s*(?!没|不|谁|我)([一-鿿·]{2,4}?|[A-Za-z]{2,10})(?:同志|吧|代办|接手)?"
)
_LOOKED_AT = 400
_NUMBER = re.compile(r"\D{0,4}(\d{1,4}(?:\.\d{1,2})?)\s*(?:%|次|期|场|个|分)?[吧了。]?")
_TWO = re.compile(r"\D{0,4}(\d{1,6})[^\d.]{1,6}(\d{1,6})\D{0,4}")


def finished(
    text: str, found: Sequence[c.Command], context: c.Context, known: Known, names: Names
) -> list[c.Command]:
    """Return the act the answer finishes; nothing where it was no answer."""
    asked = context.asked
    meant = asked.meant if asked else None
    if asked is None or meant is None or words.HEAD.match(text):
        return []
    if choice.declines(text):
        return [c.Nothing("chat")]
    told: c.Command | list[c.Command] | None = None
    allowed = (*(_EXPLAINING if asked.about == "reason" else _MERE), type(meant))
    bare = asked.about in ("figure", "number") and (_NUMBER.fullmatch(text) or _TWO.fullmatch(text))
    if not bare and not all(
        isinstance(one, allowed) and _same_item(one, meant, asked.about) for one in found
    ):
        return []
    match asked.about:
        case "reason":
            told = note.filled(meant, note=text) if not words.QUESTION.search(text[:_LOOKED_AT]) else None
        case "date":
            told = _day(text, meant, context)
        case "figure" | "number":
            told = _number(text, meant)
        case "unit":
            told = _unit(text, meant, context)
        case "item":
            told = _items(text, meant, context, known, names)
    return told if isinstance(told, list) else [told] if told is not None else []


def _same_item(one: c.Command, meant: c.Command, about: str) -> bool:
    """`完成 5.4` is no reason for what was asked about 3.1."""
    item, other = getattr(one, "item", None), getattr(meant, "item", None)
    return about == "item" or item is None or other is None or item == other


def _day(text: str, meant: c.Command, context: c.Context) -> c.Command | None:
    spans = [span for span in dates.spans(text) if not span.clock]
    if not spans or len(text) > 80:
        return None
    if isinstance(meant, c.Later):
        return replace(meant, moment=dates.due_moment(spans[0].text, context.now))
    if isinstance(meant, c.Delegate):
        start, until = dates.between(text, context.now)
        return replace(meant, date=start, until=until)
    if not isinstance(meant, (c.AskExtension, c.Grant)):
        return None
    due = context.due.get(meant.item or "")
    day = dates.wished(spans[0].text, context.now, due)
    said = note.left_of(text, [note.till(text, spans[0].start, spans[0].end)])
    said = re.sub(r"^(?:吧|就行|可以|行吗|[,，。\s])+", "", said)
    told = replace(meant, date=day, note=said or meant.note)
    if isinstance(told, c.AskExtension):
        told = replace(told, phrase=spans[0].text)
    return told if day is not None else None


def _number(text: str, meant: c.Command) -> c.Command | None:
    two, one = _TWO.fullmatch(text), _NUMBER.fullmatch(text)
    percents, times = figures.percents(text), figures.times(text)
    shares = [] if percents else figures.shares(text)
    if isinstance(meant, c.Figure):
        if shares:
            return replace(meant, numerator=shares[0].part, denominator=shares[0].whole)
        if two:
            return replace(meant, numerator=float(two[1]), denominator=float(two[2]))
        if percents or one:
            return replace(meant, value=percents[0].value if percents else float(one[1]) if one else None)
    if isinstance(meant, c.Progress) and (percents or one):
        return replace(meant, percent=percents[0].value if percents else float(one[1]) if one else None)
    if isinstance(meant, c.Count) and (times or one):
        return replace(meant, count=times[0].n if times else int(float(one[1])) if one else 1)
    return None


def _unit(text: str, meant: c.Command, context: c.Context) -> c.Command | list[c.Command] | None:
    if isinstance(meant, c.Delegate):
        name = _NAME.fullmatch(text)
        return replace(meant, unit=name[1]) if name else None
    spans = units.find(text, context.units)
    return [note.filled(meant, unit=text[start:end]) for start, end in spans] or None


def _items(
    text: str, meant: c.Command, context: c.Context, known: Known, names: Names
) -> list[c.Command] | None:
    if len(text) > 40:
        return None
    codes, _ = items_of(read_clause(text, items.without_preference(known), names, context.now), known)
    return [note.filled(meant, item=code) for code in codes] or None
