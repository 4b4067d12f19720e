"""A message of the desk cut into rulings, each with its items, units and reason."""

import re
from dataclasses import dataclass

from bot.grammar import units
from bot.grammar.rulings import RULING

# Whoever rules on more than this at once is asked to do it in two messages (`reader`).
LONGEST = 600
MOST_LINES = 40
_NEAR = 10
_THE_REST = re.compile(r"(?:其他|其它|其余|剩下|别的|另外)")
_HARD = re.compile(r"[\n;；。!]+(?!\d)|。(?=\d{1,3}\.\d)")
_SOFT = re.compile(r"[，,](?!\d{1,3}(?:天|、))")
_CODE = re.compile(r"\d{1,3}\.\d{1,2}|[一二三四五六七八九十]{1,2}点[一二三四五六七八九](?!十|刻|分)")
_BEFORE_ITEM = re.compile(
    r"(?<=[^\d.一二三四五六七八九十第、和及与])"
    r"(?=\d{1,3}\.\d{1,2}(?![\d.])|[一二三四五六七八九十]{1,2}点[一二三四五六七八九](?!十|刻|分))"
)


@dataclass(slots=True)
class _Line:
    """A ruling with its reason, put together piece by piece."""

    text: str
    rules: bool
    names: bool  # an item or a unit
    unit: bool


def lines(text: str, roster: tuple[str, ...]) -> tuple[list[str], bool]:
    """Return the rulings, each with its reason, and whether there were more than are read at once.

    A comma begins a new one where a ruling of its own stands behind it.
    """
    found: list[_Line] = []
    for sentence in _HARD.split(text[:LONGEST]):
        fresh = True
        for piece in _pieces(sentence):
            ruled = RULING.search(piece)
            now = _Line(piece, ruled is not None, _named_in(piece, roster), bool(units.find(piece, roster)))
            before = found[-1] if found else None
            if before is None or not _goes_on(before, now, ruled, fresh):
                if before is not None and not fresh and not now.unit:
                    now.text = _led_by(before.text, now.text, roster)
                found.append(now)
            else:
                before.text += f"，{piece}"
                before.rules, before.names = before.rules or now.rules, before.names or now.names
                before.unit = before.unit or now.unit
            fresh = False
    return [line.text for line in found[:MOST_LINES]], len(text) > LONGEST or len(found) > MOST_LINES


def _led_by(before: str, now: str, roster: tuple[str, ...]) -> str:
    """`秀英3.1通过，5.4退回`: the unit that leads the sentence is meant of its next item too."""
    named = units.find(before, roster)
    if not named or named[0][0] or len(named) > 1 or not _CODE.match(now):
        return now
    return f"{before[: named[0][1]]}{now}"


def _pieces(sentence: str) -> list[str]:
    """At commas, and before an item's number where something was ruled before it and something is behind it."""
    found: list[str] = []
    for clause in _SOFT.split(sentence):
        ruled = [ruling.start() for ruling in RULING.finditer(clause)]
        codes = [code.start() for code in _CODE.finditer(clause)] if len(ruled) > 1 else []
        at = 0
        for cut in (before.start() for before in _BEFORE_ITEM.finditer(clause) if codes):
            if any(at <= n < cut for n in ruled) and any(at <= n < cut for n in codes) and ruled[-1] >= cut:
                found.append(clause[at:cut])
                at = cut
        found.append(clause[at:])
    return [piece for one in found if (piece := one.strip(" ，,"))]


def _goes_on(before: _Line, now: _Line, ruled: re.Match[str] | None, fresh: bool) -> bool:
    """Whether a piece belongs to the ruling before it."""
    if before.rules and not before.names and not now.rules and now.names:
        return True  # 延到11月20日同意，3.1龙华区
    if before.rules and _CODE.fullmatch(now.text) and not _CODE.search(before.text):
        return True  # 给市司法局发个催办，3.1
    its_item = not (fresh or now.rules or now.unit) and _CODE.match(now.text)
    if its_item and before.rules and before.unit and not _CODE.search(before.text):
        return True  # 再督促一下美兰，5.4拖太久了
    if fresh or not before.rules:
        return not fresh
    if _CODE.match(now.text):
        return False
    anew = _THE_REST.match(now.text) or (now.names and ruled and ruled.start() <= _NEAR)
    return not (anew and ruled)


def _named_in(line: str, roster: tuple[str, ...]) -> bool:
    return bool(_CODE.search(line) or units.find(line, roster))
