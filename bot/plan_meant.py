"""Which plan a number is of, where several have it: read before the grammar, settled after it.

The grammar knows numbers as notices write them (3.1). Where plans share them, an item's number carries its plan's
mark (营商环境3.1, `db.numbers`): the mark is taken out of the text first and put back into the commands found. A number
that stays open between plans is one question, and nothing is done before it is answered.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date as Day
from difflib import SequenceMatcher

from sqlalchemy import Connection

from bot.commands import Accept, Ask, Command, Context
from bot.grammar import understand
from bot.grammar.choice import pick
from db import desk
from db.numbers import bare, mark_of, marks
from db.states import UNITS_TURN

MOST_PLANS = 8  # offered in one question
# 《营商环境》at the head of a message: everything in it is of that plan.
_HEAD = re.compile(r"\s*《(?P<words>[^《》\n]{2,40})》\s*(?=\S)")
_NUMBERED = re.compile(
    r"(?:《(?P<titled>[^《》\n]{2,40})》|(?P<plain>[\u4e00-\u9fff\d]{1,29}[\u4e00-\u9fff]))\s*的?第?\s*(?P<code>\d{1,3}\.\d{1,2})(?!\d)"
)
# Words before a number that are never a plan's, whatever a title holds.
_ACTS = frozenset(
    ["签收", "完成", "办结", "进展", "进度", "次数", "指标", "佐证", "延期", "困难",
     "改派", "代办", "详情", "依据", "稍后", "更正",
     "撤回", "通过", "退回", "催办", "同意", "报送", "任务", "事项", "工作"]
)  # fmt: skip

# What a ruling can be about.
_WAITS = {
    "approve": ("submitted",), "return": ("submitted", "misassigned"), "grant": ("extension",),
    "refuse": ("extension",), "urge": UNITS_TURN,
}  # fmt: skip

_ENOUGH = 3  # characters of a plan's name that name it where no number follows

Narrow = Callable[[Command, tuple[str, ...]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Named:
    """What a text says of plans: itself without those words, the mark of each number it named one for, of all the others."""

    text: str
    by_code: Mapping[str, str]
    of_all: str = ""


def understood(
    text: str, context: Context, narrow: Narrow = lambda command, codes: codes
) -> tuple[Command, ...]:
    """What the text means, every item by the number the office knows it by; one question where that is open.

    narrow: of several items that a command may mean, those it can be about at all.
    """
    known = tuple(dict.fromkeys(filter(None, (mark_of(item.code) for item in context.items))))
    if not known:
        return understand(text, context)
    if context.question and (picked := pick(text.strip(), context)):
        text, context = picked, replace(context, question=())
    named = plans_named(text, known)
    commands = understand(named.text, _bare(context))
    open_: list[tuple[str, ...]] = []
    settled: list[Command] = []
    for command in commands:
        codes = _meant(command, named, context, narrow)
        if len(codes) == 1 or (isinstance(command, Accept) and not _typed(command.item, named.text)):
            settled += [replace(command, item=code) for code in codes]  # type: ignore[arg-type]  # it names an item
        else:
            settled.append(command)
            open_ += [codes] if codes else []
    return (_question(open_[0], named.text),) if open_ else tuple(settled)


def can_be_about(tx: Connection, command: Command, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Of these items, those in which something waits for such a ruling (of the unit named); all, for what is no ruling."""
    states = _WAITS.get(command.intent)
    if states is None:
        return codes
    waiting = desk.numbers_in(tx, codes, states, getattr(command, "unit", ""))
    return tuple(code for code in codes if code in waiting)


def plan_in(text: str, titles: Mapping[int, str]) -> int | None:
    """Of several plans, the one these words name: 出通报 10月 营商环境."""
    if len(titles) < 2:
        return None
    found: dict[int, int] = {}
    for plan_id, mark in marks(titles).items():
        match = SequenceMatcher(None, text, mark, autojunk=False).find_longest_match()
        if match.size >= min(_ENOUGH, len(mark)):
            found[plan_id] = match.size
    best = [plan_id for plan_id, size in found.items() if size == max(found.values())]
    return best[0] if len(best) == 1 else None


def plans_named(text: str, known: tuple[str, ...]) -> Named:
    """Take the plans' names out of the text: 完成 营商环境3.1 is 完成 3.1, of 优化营商环境."""
    of_all = ""
    if (head := _HEAD.match(text)) and (mark := _mark(head["words"], known, whole=True)):
        of_all, text = mark, text[head.end() :]
    by_code: dict[str, str] = {}

    def taken_out(found: re.Match[str]) -> str:
        words = found["titled"] or found["plain"]
        mark = _mark(words, known, whole=found["titled"] is not None)
        if not mark or by_code.get(found["code"], mark) != mark:
            return found[0]
        by_code[found["code"]] = mark
        before = "" if found["titled"] else _before(words, mark)
        return f"{before} {found['code']}" if before else found["code"]

    return Named(_NUMBERED.sub(taken_out, text), by_code, of_all)


def _mark(words: str, known: tuple[str, ...], *, whole: bool) -> str:
    """The one mark these words mean: all of them, or as many at their end as are part of a single mark; else nothing."""
    for ending in [words] if whole else [words[n:] for n in range(len(words) - 1)]:
        found = [mark for mark in known if ending == mark] or [
            mark for mark in known if ending in mark or (whole and mark in ending)
        ]
        if len(found) == 1 and ending not in _ACTS:
            return found[0]
    return ""


def _before(words: str, mark: str) -> str:
    """What stands before the plan's name: 完成 in 完成营商环境."""
    return next(words[:n] for n in range(len(words)) if words[n:] in mark)


def _bare(context: Context) -> Context:
    """The conversation with the numbers as notices write them."""
    due: dict[str, Day] = {}
    for code, day in context.due.items():
        due[bare(code)] = min(day, due.get(bare(code), day))
    return replace(
        context,
        items=tuple(replace(item, code=bare(item.code)) for item in context.items),
        open_items=tuple(dict.fromkeys(map(bare, context.open_items))),
        last_item=bare(context.last_item) if context.last_item else None,
        replied_item=bare(context.replied_item) if context.replied_item else None,
        due=due,
    )


def _meant(command: Command, named: Named, context: Context, narrow: Narrow) -> tuple[str, ...]:
    """The numbers the command's own may stand for; none where it names no item or nobody has it."""
    number = getattr(command, "item", None)
    if number is None:
        return ()
    having = tuple(dict.fromkeys(item.code for item in context.items if bare(item.code) == number))
    having = tuple(filter(mark_of, having)) or having  # what nobody works on any more has none
    mark = named.by_code.get(number, named.of_all)
    if mark:
        return tuple(code for code in having if mark_of(code) == mark) or having
    if (spoken := context.replied_item or _unsaid(number, named, context)) in having:
        return (spoken,)
    still_open = tuple(code for code in having if code in context.open_items) or having
    return _named_by_title(named.text, still_open, context) or narrow(command, still_open) or still_open


def _unsaid(number: str, named: Named, context: Context) -> str | None:
    """The item the conversation is about, where the number was not typed but taken from it."""
    return None if _typed(number, named.text) else context.last_item


def _named_by_title(text: str, codes: tuple[str, ...], context: Context) -> tuple[str, ...]:
    """The one item whose title or other name stands in the text."""
    found = dict.fromkeys(
        item.code
        for item in context.items
        if item.code in codes and any(name in text for name in (item.title, *item.aliases))
    )
    return tuple(found) if len(found) == 1 else ()


def _question(codes: tuple[str, ...], text: str) -> Ask:
    more = f"，先列{MOST_PLANS}个" if len(codes) > MOST_PLANS else ""
    return Ask(
        about="plan",
        choices=tuple(f"《{mark_of(code)}》{text}" for code in codes[:MOST_PLANS]),
        note=f"有{len(codes)}个计划都有{bare(codes[0])}{more}",
    )


def _typed(number: str | None, text: str) -> bool:
    """Whether the number itself stands there: 全部签收 and a word that goes on from our last message name none."""
    return number is not None and re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", text) is not None
