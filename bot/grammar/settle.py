"""Which items a clause is about, and between which it leaves the choice."""

import re

from bot.grammar.items import Known, Mention
from bot.grammar.names import Named
from bot.grammar.parts import Part

_AND = re.compile(r"\s*(?:、|和|及|与|跟|以及|还有)\s*")


def items_of(part: Part, known: Known) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the items a clause is about, and those between which it leaves the choice."""
    firm = [m for m in part.mentions if not m.loose]
    strong = [name for name in part.names if name.strong]
    if not firm and strong:
        return _by_name(part, known)
    codes: list[str] = []
    choices: tuple[str, ...] = ()
    for mention in firm or part.mentions:
        if not mention.choose:
            codes += mention.codes
            continue
        narrowed = [c for c in mention.codes if any(c in name.codes for name in part.names)]
        narrowed = narrowed if len(narrowed) == 1 else _measured(mention.codes, part, known)
        if len(narrowed) == 1:
            codes += narrowed
        else:
            choices = choices or mention.codes
    codes += [
        code for name in strong if firm and _joined(name, firm, part) for code in _one(name, part, known)
    ]
    return tuple(dict.fromkeys(codes)), choices


def _joined(name: Named, firm: list[Mention], part: Part) -> bool:
    """`3.1和免罚清单都完成了`: a name listed with a number."""
    between = (
        part.text[m.end : name.start] if m.end <= name.start else part.text[name.end : m.start] for m in firm
    )
    return any(_AND.fullmatch(text) for text in between)


def _one(name: Named, part: Part, known: Known) -> list[str]:
    meant = settle(name.codes, part, known)
    return meant if len(meant) == 1 else []


def _by_name(part: Part, known: Known) -> tuple[tuple[str, ...], tuple[str, ...]]:
    codes: list[str] = []
    choices: tuple[str, ...] = ()
    for name in part.names:
        if not name.strong:
            continue
        candidates = (known.prefer,) if known.prefer and _half_of_another(name, known) else name.codes
        meant = settle(candidates, part, known)
        if len(meant) == 1:
            codes += meant
        elif known.prefer in known.open and not set(meant) & set(known.open):
            continue  # 问题清单 after 10.4: of the three lists none is ours
        elif not set(meant) & set(codes):
            choices = choices or tuple(meant)
    return tuple(dict.fromkeys(codes)), () if codes else choices


def _half_of_another(name: Named, known: Known) -> bool:
    """`没有行政诉讼案件` after 8.1 speaks of 8.1, though the words begin the title of 8.3, which is not ours."""
    spoken_of = known.prefer or ""
    return (
        name.half
        and spoken_of in known.open
        and not set(name.codes) & set(known.open)
        and all(spoken_of.partition(".")[0] == code.partition(".")[0] for code in name.codes)
    )


def settle(candidates: tuple[str, ...], part: Part, known: Known) -> list[str]:
    """Return which of several items a name means: the one spoken of, the open ones, those it can be said of."""
    if known.prefer in candidates:
        return [known.prefer] if known.prefer else []
    still_open = [code for code in candidates if code in known.open]
    return _measured(tuple(still_open or candidates), part, known)


def _measured(candidates: tuple[str, ...], part: Part, known: Known) -> list[str]:
    wanted = "rate" if part.shares or (part.percents and "率" in part.text) else "count" if part.times else ""
    fitting = [code for code in candidates if known.measures.get(code) == wanted]
    return fitting or list(candidates)
