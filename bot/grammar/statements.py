"""From clauses to statements: everything said about the same items in one breath.

`3.1搞完了，目录昨天挂网了` is one statement, `1、3、5完成，4延到下周五` two. A
clause without an item carries on; one that names another begins anew.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from bot.grammar import items, parts, words
from bot.grammar.clauses import split
from bot.grammar.extent import within_measure
from bot.grammar.figures import Figure
from bot.grammar.items import Known, Mention
from bot.grammar.names import Names
from bot.grammar.parts import Act, Part
from bot.grammar.settle import items_of

_ALSO = re.compile(r"^\s*(?:也|同样|一样|也是|同上|也一样|亦然|也是这样)")
_ALL_OF_THEM = re.compile(r"^\s*(?:都|全)")
_EXCEPTION_ENDS = re.compile(r"\s*(?:以外|之外|外|(?=其他|其它|其余|都|全))")
_WITHIN = re.compile(r"^\s*(?:其中|包括|含|具体|主要|例如|如|另附|详见)")
# Acts that stand by themselves: said in the middle of a message they begin something new.
_ALONE = frozenset({"list", "help", "withdraw"})
_THIS_NOT_YET = re.compile(
    r"(?:这个|这项|这条|本项|该项|这一项)(?:还|倒|暂时|尚)*[没未](?!有?问题|事|关系|意见|啥|什么)"
)
_BOTH = re.compile(r"^\s*(?:这)?(?:两|俩|2)(?:个|项|件|条)?都")
_LIKEWISE = re.compile(r"也(?:一样|同样|是|如此)")

Found = Act | Figure
MOST_NAMES = 40


@dataclass(frozen=True, slots=True)
class Statement:
    """The clauses about `codes`; with `choices` it is open which of those is meant."""

    codes: tuple[str, ...]
    choices: tuple[str, ...]
    parts: tuple[Part, ...]
    everything: bool = False
    unread: str = ""  # what follows in a long report, as typed

    @property
    def says(self) -> bool:
        """Whether more than items was said."""
        return any(part_says(part) for part in self.parts)


def part_says(part: Part) -> bool:
    told = part.acts or part.head or part.percents or part.shares or part.times or part.asked
    return bool(told or words.NOT_DONE.search(part.text))


def read(text: str, known: Known, names: Names, now: datetime) -> tuple[list[Statement], bool]:
    """Return the statements of a message in order, and whether items were left out because there are too many."""
    statements: list[Statement] = []
    excluded: set[str] = set()
    clauses, too_many = within_measure(split(text))
    for clause, opens, unread in clauses:
        for part in _parts(clause, opens, known, names, now):
            if part.excepts:
                excluded |= {code for mention in part.mentions for code in mention.codes}
                continue
            _take(part, statements, excluded, known)
        if unread and statements:
            statements[-1] = replace(statements[-1], unread=unread)
    if excluded:
        statements = [_but(statement, excluded, known) for statement in statements]
    return [_settled(_with_the_other(statement, known), known) for statement in statements], too_many


def _but(statement: Statement, excluded: set[str], known: Known) -> Statement:
    """`全部完成，除了8.1`: the exception may come afterwards."""
    if not statement.everything or statement.codes or statement.choices:
        return statement
    return replace(statement, codes=tuple(code for code in known.open if code not in excluded))


def _parts(clause: str, opens: bool, known: Known, names: Names, now: datetime) -> Iterator[Part]:
    part = parts.read(clause, known, names, now, opens=opens)
    cuts = _after_exception(part) or _cuts(part)
    if not cuts:
        yield part
        return
    for start, end in zip([0, *cuts], [*cuts, len(part.text)], strict=True):
        if part.text[start:end].strip(" ，,、和及"):
            yield parts.read(part.text[start:end].strip(" 、"), known, names, now, opens=opens and not start)


def _after_exception(part: Part) -> list[int]:
    """`除3.2外全部签收`: what is excepted, then what is said of the rest."""
    if not part.excepts:
        return []
    found = _EXCEPTION_ENDS.match(part.text, part.mentions[-1].end)
    return [found.end()] if found and found.end() < len(part.text) else []


def _cuts(part: Part) -> list[int]:
    """Return where a clause spoken without commas goes over to the next item."""
    groups: list[list[Mention]] = []
    for mention in (m for m in part.mentions if not m.loose):
        if groups and items.listed_together(part.text, groups[-1][-1], mention):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    if part.excepts or not groups:
        return _cuts_by_name(part)
    if len(groups) < 2:
        return _names_after_numbers(part)
    cuts = []
    first_act = min((act.start for act in part.acts), default=len(part.text))
    act_first = first_act < groups[0][0].start
    for before, group in pairwise(groups):
        between = [a for a in part.acts if before[-1].end <= a.start and a.end <= group[0].start]
        figures: list[Found] = [*part.shares, *part.percents, *part.times]
        if (
            not between
            and not act_first
            and not any(before[-1].end <= f.start < group[0].start for f in figures)
        ):
            continue
        leads = [a for a in between if not part.text[a.end : group[0].start].strip(" 了:：")]
        cuts.append(leads[0].start if act_first and leads else group[0].start)
    return sorted({*cuts, *_names_after_numbers(part)})


def _names_after_numbers(part: Part) -> list[int]:
    """`3.1搞完了 讲座又办了一次`: behind a space a name begins anew where something is said of it."""
    numbered = {code for mention in part.mentions for code in mention.codes}
    told: list[Found] = [*part.acts, *part.times, *part.shares, *part.percents]
    return [
        name.start
        for name in part.names
        if name.strong
        and name.start > part.mentions[0].end
        and part.text[name.start - 1].isspace()
        and not numbered & set(name.codes)
        and not part.head
        and any(found.start >= name.end for found in told)
        and any(found.end <= name.start for found in told)
    ]


def _cuts_by_name(part: Part) -> list[int]:
    if part.mentions or part.head or len([n for n in part.names if n.strong]) < 2:
        return []
    strong = [name for name in part.names if name.strong][:MOST_NAMES]
    cuts = []
    for before, name in pairwise(strong):
        told: list[Found] = [*part.acts, *part.times, *part.shares, *part.percents]
        between = any(before.end <= found.start and found.end <= name.start for found in told)
        after = any(found.start >= name.end for found in told)
        if between and after and not set(before.codes) & set(name.codes):
            cuts.append(name.start)
    return cuts


def _take(part: Part, statements: list[Statement], excluded: set[str], known: Known) -> None:
    """Afterwards the clause stands in the statement it carries on, or in one of its own."""
    codes, choices = items_of(part, known)
    if excluded and (part.everything or part.rest or _ALL_OF_THEM.search(part.text)):
        codes, choices = tuple(c for c in known.open if c not in excluded), ()
    own = Statement(codes, choices, (part,), part.everything)
    current = statements[-1] if statements else None
    if current is None:
        statements.append(own)
    elif not codes and not choices:
        if _stands_alone(part) and current.says:
            statements.append(own)
        elif _of_the_one_replied_to(part, current, known):
            statements.append(replace(own, codes=(known.prefer,) if known.prefer else ()))
        else:
            statements[-1] = _with(current, part)
    elif _ALSO.match(_rest_of(part)) and not part.acts and current.parts:
        like = replace(current.parts[-1], mentions=part.mentions, names=part.names)
        statements.append(Statement(codes, choices, (like,)))
    elif (carried_on := _carried_on(current, own, known)) is not None:
        statements[-1] = carried_on
    else:
        statements.append(own)


def _of_the_one_replied_to(part: Part, current: Statement, known: Known) -> bool:
    """`3.1是完成了的，这个还没`, said to a letter on 5.4: what is done and what is not are two."""
    return (
        _THIS_NOT_YET.match(part.text) is not None
        and known.prefer not in (None, *current.codes)
        and any(one.has("done", "sure") or one.has("published", "sure") for one in current.parts)
    )


def _carried_on(current: Statement, own: Statement, known: Known) -> Statement | None:
    """The statement with the clause in it, where both are about the same; None where the clause begins anew."""
    (part,) = own.parts
    longer = _with(current, part)
    about_nothing = not current.codes and not current.choices
    if own.codes == (known.prefer,) and about_nothing and not part_says(part):
        return replace(longer, codes=own.codes)
    if _about_the_same(current, own):
        return longer
    if current.choices and own.codes and set(own.codes) <= set(current.choices):
        return replace(longer, codes=own.codes, choices=())
    if about_nothing and not _spoke_for_itself(current):
        return replace(longer, codes=own.codes, choices=own.choices)
    only_numbers = all(p.text.strip(" 、和") == _numbers(p) for p in current.parts)
    if not current.says and not current.choices and only_numbers:
        return replace(longer, codes=(*current.codes, *own.codes), choices=own.choices)
    return None


def _about_the_same(current: Statement, own: Statement) -> bool:
    """Whether the clause names nothing that the statement is not about already."""
    (part,) = own.parts
    named_only = not part.mentions
    if own.codes and set(own.codes) <= set(current.codes):
        whole = len(own.codes) == len(current.codes)
        if whole or named_only or not current.says or not part_says(part):
            return True
    if not named_only or not (current.codes or current.choices):
        return False
    details = bool(_WITHIN.match(part.text)) or not (part_says(part) or part.opens)
    return details or bool(own.choices and set(own.choices) & set(current.codes))


def _numbers(part: Part) -> str:
    """The clause's numbers alone, to see whether it says anything beside them."""
    if not part.mentions:
        return "\0"
    return part.text[part.mentions[0].start : part.mentions[-1].end]


def _rest_of(part: Part) -> str:
    return part.text[part.mentions[-1].end :] if part.mentions else part.text


def _spoke_for_itself(statement: Statement) -> bool:
    """`全部签收，3.1已完成`: the first half has its items already, as has a line of its own."""
    if statement.everything and any(part.acts for part in statement.parts):
        return True
    acts = {act.intent for part in statement.parts for act in part.acts}
    told = any(part.times or part.shares or part.percents for part in statement.parts)
    return (
        told
        or bool(acts & {"list", "withdraw", "extension", "obstacle", "reassign"})
        or bool(any(part.has("done", "sure") for part in statement.parts))
    )


def _stands_alone(part: Part) -> bool:
    return bool(part.opens and part.acts and part.acts[0].intent in _ALONE and not part.acts[0].start)


def _with(statement: Statement, part: Part) -> Statement:
    return replace(statement, parts=(*statement.parts, part))


def _all_items(text: str, known: Known) -> bool:
    """`所有任务`; of one item spoken of, 全部工作 is all the work on it."""
    found = words.ALL_ITEMS.search(text)
    return found is not None and not (known.prefer and found.group().endswith("工作"))


def _with_the_other(statement: Statement, known: Known) -> Statement:
    """`3.1也一样，两个都公布了`: the one spoken of is meant too."""
    likewise = any(_LIKEWISE.search(part.text) for part in statement.parts)
    both = any(_BOTH.search(part.text) for part in statement.parts)
    if not (likewise and both and known.prefer) or len(statement.codes) != 1:
        return statement
    return replace(statement, codes=tuple(dict.fromkeys((known.prefer, *statement.codes))))


def _settled(statement: Statement, known: Known) -> Statement:
    """`全部签收` means all that is open, unless items were named."""
    if statement.everything and not statement.codes and not statement.choices:
        accepts = any(
            part.has("accept") or (part.head and part.head.intent == "accept") for part in statement.parts
        )
        outright = any(_all_items(part.text, known) for part in statement.parts)
        reported = any(
            act.intent in ("done", "published") and act.mood != "step"
            for part in statement.parts
            for act in part.acts
        )
        if accepts or (outright and reported):
            return replace(statement, codes=known.open)
    return statement
