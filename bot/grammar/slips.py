"""A slip of the tongue mended in the same breath: `3.1完成，不对，是3.2` is a report on 3.2 and corrects nothing.

What stands before the mending word was never meant; what stands behind it takes
its place: another item, another figure or day, another unit, or another act.
Something reported earlier (刚才报的, 上次) is `amend`'s business.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot import commands as c
from bot.grammar import parts, units
from bot.grammar.figures import Figure
from bot.grammar.items import Known
from bot.grammar.names import Names
from bot.grammar.parts import Part
from bot.grammar.rulings import RULING

_WRONG = (
    r"(?:没有)*(?:我|刚才?)*(?:[说打写报填发点搞弄看记]|讲)错了?|(?:错了[，,]?)+|口误|更正(?=[，,：:])|不对(?:[，,]?不对)*|不好意思[，,]?(?:是|应该?是)"
    r"|没有没有|(?:[说报写填讲]|有点|太)?(?:夸张|[高多大]报?)了(?:点|些)?(?=[，,。！!\s]*(?:\d|[一二三四五六七八九十百]))|[哦噢喔额]不"
    r"|算了(?=[，,]?\s*(?:[^，,。]{1,6}[，,]\s*)?(?:还是|就|到|延)*\s*(?:\d|[下明后本这]|周|月底|年底|[一二三四五六七八九十]|不))|不{2,}"
    r"|不(?:是)?(?=[，,]\s*(?:是|应该)?[^，,]{0,6}(?:天|日|号|周|\d|[一二三四五六七八九十]))"
)
_MENDED = re.compile(
    r"[，,。；;！!\s….]+(?:[哦噢喔呃额啊哎诶唉呀]+[，,]?|等等[，,]?|等下[，,]?)?(?:"
    + _WRONG
    + r")(?:吧|啊|啦|哈)?(?:[，,。：:！!\s]+|(?=是|应|我|还是|\d|[下明后本这周月年不]))"
    r"(?:(?:我|刚才?)*[说打写报填讲]错了[，,。：:！!\s]+)?(?:保险(?:一?点|起见)|稳妥(?:一?点|起见))?[，,\s]*"
    r"(?:还是)?(?:我?(?:是说|要说|指的)?(?:应该?)?(?:就?是|为|改[为成])?)?"
)
_EARLIER = re.compile(
    r"刚才(?!说错|打错|讲错|报错)|刚刚|刚[报说填发](?!错)|上次|上一?[条个回]|之前|前面|昨天[报说填发]|前天[报说填发]|[报填发写说][的过]"
)
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of what was said first, and what it is to be replaced by."""

    start: int
    end: int
    right: str


def mended(text: str, context: c.Context, known: Known, names: Names) -> str | None:
    """Return the message as it was meant; empty where it was only called wrong, None where nothing was mended."""
    found = _MENDED.search(text) if len(text) <= _LONGEST else None
    if found is None or _EARLIER.search(text):
        return None
    first, second = text[: found.start()], text[found.end() :].strip(" ，,。！!")
    wrong = parts.read(first, known, names, context.now)
    if not (_says(wrong) or RULING.search(first)):
        return None
    return _put_together(first, wrong, second, parts.read(second, known, names, context.now), context)


def _says(part: Part) -> bool:
    return bool(part.acts or part.head or part.percents or part.shares or part.times or part.days)


def _put_together(first: str, wrong: Part, second: str, right: Part, context: c.Context) -> str:
    if not second:
        return ""
    acts_again = bool(right.acts or right.head or RULING.search(second))
    if acts_again:
        named = bool(right.mentions or right.names) or not wrong.mentions
        return second if named else f"{first[wrong.mentions[0].start : wrong.mentions[-1].end]} {second}"
    for pieces in (_item(wrong, right, second), _figure(wrong, right), _unit(first, second, context)):
        if pieces:
            return _replaced(first, pieces)
    lead = first[wrong.mentions[0].start : wrong.mentions[-1].end] if wrong.mentions else ""
    return f"{lead} {second}".strip()


def _item(wrong: Part, right: Part, second: str) -> list[_Piece]:
    """`3.1完成，不对，是3.2`: what was said belongs to the other item."""
    told = [(m.start, m.end) for m in right.mentions] or [(n.start, n.end) for n in right.names if n.strong]
    if not told or _figures(right):
        return []
    was = [(m.start, m.end) for m in wrong.mentions] or [(n.start, n.end) for n in wrong.names if n.strong]
    start, end = was[-1] if was else (0, 0)
    return [_Piece(start, end, f"{second[told[0][0] : told[-1][1]]} ")]


def _figure(wrong: Part, right: Part) -> list[_Piece]:
    """`80%，不对，70%`: a figure takes the place of its like, a day that of a day."""
    pieces = []
    for was, now in ((_figures(wrong), _figures(right)), (wrong.days, right.days)):
        if was and now:
            pieces.append(_Piece(was[-1].start, was[-1].end, right.text[now[0].start : now[-1].end]))
    return pieces


def _figures(part: Part) -> Sequence[Figure]:
    return (*part.percents, *part.shares, *part.times)


def _unit(first: str, second: str, context: c.Context) -> list[_Piece]:
    """`通过 3.1 龙华区，错了，秀英区`."""
    was, now = units.find(first, context.units), units.find(second, context.units)
    return [_Piece(*was[-1], second[slice(*now[0])])] if was and now else []


def _replaced(text: str, pieces: list[_Piece]) -> str:
    for piece in sorted(pieces, key=lambda one: -one.start):
        text = f"{text[: piece.start]}{piece.right}{text[piece.end :]}"
    return text
