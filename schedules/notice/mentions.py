"""Every place of a flow where units are given: brackets after a sentence, labelled lines, and lists by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from schedules.notice.marks import LABEL, MARKER
from schedules.notice.names import EDGE, is_unit, split_names
from schedules.notice.units import Parties, read_parties, without_times

FIRST_LEADS = re.compile(
    r"(?:第一(?:个)?(?:责任)?(?:单位|部门|处室)?|(?:排|列|居)(?:名)?(?:在)?(?:第一位?|首位|最前面?)的?(?:责任)?(?:单位|部门|处室)?|首位(?:责任)?(?:单位|部门)|排名第一的?(?:责任)?(?:单位|部门)?)(?:的)?(?:均|即)?(?:为|是|系|作为)(?:总)?(?:牵头|主办)"
)
_OPEN, _SHUT = "（(【〔［[", "）)】〕］]"
_FOLLOWS_LIST = re.compile(r"\s*(?:[。；;，,]|\n|$|[（(])")


@dataclass(frozen=True, slots=True)
class Mention:
    """Units named at a place of the flow. `apart`: on lines of their own, so they may speak for several points."""

    start: int
    end: int
    parties: Parties
    apart: bool = False


def mentions(text: str) -> list[Mention]:
    """Every place of the flow where units (or, by a label, dates) are given, in order, neighbours joined."""
    found = sorted((*_bracketed(text), *_labelled(text)), key=lambda mention: (mention.start, -mention.end))
    leads_from = [match.start() for match in FIRST_LEADS.finditer(text)]
    kept: list[Mention] = []
    for mention in found:
        if kept and mention.start < kept[-1].end:
            continue
        if leads_from and mention.end > leads_from[0]:
            mention = replace(mention, parties=_first_leads(mention.parties))
        if kept and _adjacent(text, kept[-1], mention):
            last = kept.pop()
            mention = Mention(last.start, mention.end, last.parties.plus(mention.parties), last.apart)
        kept.append(mention)
    return kept


def _adjacent(text: str, last: Mention, mention: Mention) -> bool:
    """Whether both belong together: only blanks between them, and no role given twice."""
    if text[last.end : mention.start].strip(EDGE + "\n"):
        return False
    a, b = last.parties, mention.parties
    twice = (a.leads and b.leads) or (a.responsible and b.responsible) or (a.assisting and b.assisting)
    return not twice


def _first_leads(parties: Parties) -> Parties:
    if parties.leads or not parties.responsible:
        return parties
    return replace(parties, leads=parties.responsible[:1], responsible=parties.responsible[1:])


def _bracketed(text: str) -> Iterator[Mention]:
    for start, end in brackets(text):
        inner = text[start + 1 : end - 1]
        said = inner.find("。")
        if said > 0 and read_parties(inner[:said]) is not None:
            inner = inner[:said]  # what is remarked after the units
        parties = read_parties(inner, start + 1) or _plain_list(text, start, end)
        if parties is not None and (parties.named or parties.times):
            yield Mention(start, end, parties, start == 0 or text[start - 1] == "\n")


def brackets(text: str, longest: int = 700) -> Iterator[tuple[int, int]]:
    """Outermost brackets, first to last character; one left open ends with its paragraph."""
    depth = start = 0
    for n, c in enumerate(text):
        if c in _OPEN:
            if depth == 0:
                start = n
            depth += 1
        elif c in _SHUT and depth:
            depth -= 1
            if depth == 0:
                yield start, n + 1
        elif c == "\n" and depth:
            if LABEL.search(text[start + 1 : start + 12]):
                yield start, n
            depth = 0
        elif depth and n - start > longest:
            depth = 0


def _plain_list(text: str, start: int, end: int) -> Parties | None:
    """`（市司法局、市财政局）` after a sentence: names and nothing else."""
    if text[start] not in "（(":
        return None
    said, times = without_times(text[start + 1 : end - 1], start + 1)
    names = split_names(said)
    before = text[start - 1] if start else "\n"
    closes = _FOLLOWS_LIST.match(text, end) is not None or MARKER.match(text, end) is not None
    if not names or not closes or not all(is_unit(name) and len(name) > 2 for name in names):
        return None
    if (
        before not in "。；;！\n"
        and not times
        and not (len(names) > 1 and re.match(r"\s*[。；;\n]|$", text[end:]))
    ):
        return None
    return Parties(responsible=names, times=times)


def _labelled(text: str) -> Iterator[Mention]:
    """`责任单位：…` outside brackets, on a line of its own or in running text."""
    inside = list(brackets(text))
    at = 0
    for label in LABEL.finditer(text):
        if label.start() < at or any(a < label.start() < b for a, b in inside if text[a] != "【"):
            continue
        line = text.rfind("\n", 0, label.start()) + 1
        if text[line : line + 1] == "|" or not _may_begin(text, label.start(), line):
            continue
        end = _value_end(text, label.end())
        parties = read_parties(text[label.start() : end], label.start())
        if parties is not None:
            at = end
            yield Mention(label.start(), end, parties, not text[line : label.start()].strip("【[ "))


def _may_begin(text: str, at: int, line: int) -> bool:
    before = text[line:at].rstrip(" 【[")
    return (
        not before
        or before[-1] in "。；;！）)，,、:：.!"
        or text[at - 1] == " "
        or MARKER.fullmatch(before) is not None
    )


def _value_end(text: str, at: int) -> int:
    """Where a labelled value ends: its line, its sentence, or the next number glued on."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    if not text[at:end].strip(EDGE):
        following = text.find("\n", end + 1)
        following = len(text) if following < 0 else following
        if all(map(is_unit, split_names(text[end + 1 : following]) or ("",))):
            end = following
    stop = re.compile(r"。").search(text, at, end)
    return stop.start() if stop else end
