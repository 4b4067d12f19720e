"""The units a stretch of a notice names, by labels (`牵头单位：…`) or verbs (`A牵头，B配合`), and what each is asked to be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schedules.notice.marks import LABEL
from schedules.notice.names import EDGE, VERB, is_unit, once, pieces, split_names

_WITH = re.compile("^(?P<a>.{2,60}?)(?:牵头)?(?:会同|商)(?P<b>.{2,})$")
TIME_TOKEN = re.compile(
    r"\d{1,4}年|\d月|月底|年底|年内|季度|半年|全年|持续|长期|常态化|贯穿|(?:月|日|末|底|年)前|完成$|每[年月周季]|尽快|及时|[上中下]旬"
)


@dataclass(frozen=True, slots=True)
class Parties:
    """The units of one stretch of a notice, by what they are asked to be. `times` are places of its date words."""

    leads: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    assisting: tuple[str, ...] = ()
    times: tuple[tuple[int, int], ...] = ()

    @property
    def named(self) -> bool:
        return bool(self.leads or self.responsible or self.assisting)

    @property
    def owing(self) -> tuple[str, ...]:
        """Those who answer for it beside the leads, the assisting last."""
        return once((*self.responsible, *self.assisting))

    def plus(self, other: Parties) -> Parties:
        return Parties(
            once((*self.leads, *other.leads)),
            once((*self.responsible, *other.responsible)),
            once((*self.assisting, *other.assisting)),
            (*self.times, *other.times),
        )


def read_parties(text: str, at: int = 0) -> Parties | None:
    """The units named by labels or verbs in a stretch, `at` being its place; None when it names none."""
    labels = list(LABEL.finditer(text))
    before = text[: labels[0].start()] if labels else text
    found = Parties()
    if before.strip(EDGE + "【["):
        verbs = _by_verbs(before, at)
        if verbs is None or not labels:
            return verbs
        found = verbs
    for n, label in enumerate(labels):
        end = labels[n + 1].start() if n + 1 < len(labels) else len(text)
        found = found.plus(_value(label.lastgroup, text[label.end() : end], at + label.end()))
    return found


def _value(role: str | None, text: str, at: int) -> Parties:
    if role == "time":
        return Parties(times=((at, at + len(text)),)) if text.strip() else Parties()
    if role in ("person", "target", None):
        return Parties()
    verbs = _by_verbs(text, at)
    if verbs is not None and (verbs.leads or verbs.assisting):
        return verbs
    text, times = without_times(text, at)
    leads, names = _starred(split_names(text))
    match role:
        case "lead":
            return Parties(leads=(*leads, *names), times=times)
        case "assist":
            return Parties(leads, assisting=names, times=times)
    return Parties(leads, names, times=times)


def without_times(text: str, at: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """`市国资委，6月底前完成` as the names and the place of the date; `at` is where the text stands."""
    kept, times = [], []
    for part in re.split("([，,；;])", text):
        if TIME_TOKEN.search(part) and not is_unit(part.strip(EDGE)):
            times.append((at, at + len(part)))
        else:
            kept.append(part)
        at += len(part)
    return "".join(kept).strip("，,；; "), tuple(times)


def _starred(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`市司法局（牵头）、市财政局`: who leads is said beside the name."""
    marked = re.compile(r"[（(](?:牵头|主办)(?:单位|部门|负责)?[）)]|^[★※*]|[★※*]$")
    leads = tuple(marked.sub("", name) for name in names if marked.search(name))
    rest = tuple(
        re.sub(r"[（(](?:配合|协办|参与)(?:单位|部门)?[）)]", "", n) for n in names if not marked.search(n)
    )
    return leads, rest


def _by_verbs(text: str, at: int) -> Parties | None:
    """`A牵头，B、C按职责分工负责`, whatever the order; None when it is no such phrase."""
    if not re.search("牵头|负责|配合|会同|参与|参加|承办|落实|主办|协助|职责", text):
        return None
    gathered: dict[str, list[str]] = {"lead": [], "responsible": [], "assist": []}
    pending: list[str] = []
    # Names a comma has closed off without a verb: `A、B，C配合` asks only C to assist.
    open_: list[str] = []
    times: list[tuple[int, int]] = []
    for start, end in pieces(text):
        if text[start - 1 : start] in ("，", ",", "；", ";"):
            open_, pending = open_ + pending, []
        token = text[start:end].strip()
        if TIME_TOKEN.search(token):
            times.append((at + start, at + end))
            continue
        verb = VERB.search(token)
        names = _pair(token[: verb.start()] if verb else token, gathered)
        pending += names
        if verb is not None:
            role = verb.lastgroup or ""
            gathered["responsible" if role == "assist" else role] += open_
            gathered[role] += pending
            open_, pending = [], []
    gathered["responsible"] += open_ + pending
    names_ = [name for names in gathered.values() for name in names]
    good = sum(map(is_unit, names_))
    if (
        not names_
        or good * 5 < len(names_) * 4
        or not any(VERB.search(text[a:b].strip()) for a, b in pieces(text))
    ):
        return None
    return Parties(
        once(gathered["lead"]), once(gathered["responsible"]), once(gathered["assist"]), tuple(times)
    )


def _pair(token: str, gathered: dict[str, list[str]]) -> tuple[str, ...]:
    """The names of one piece; what stands before 会同 leads."""
    token = re.sub("^(?:由|请|并|其中)", "", token)
    together = _WITH.match(token)
    if together is None:
        return split_names(token)
    gathered["lead"] += split_names(together["a"])
    return split_names(together["b"])
