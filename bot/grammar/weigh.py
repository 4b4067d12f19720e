"""Which act a statement is: several weighed in one visible order, the weightiest first.

Whether a thing was done is weighed most carefully, for `完成` taken too easily
is a wrong entry in the account, and one taken too carefully only a report more.
"""

import re
from itertools import pairwise

from bot.grammar import note, words
from bot.grammar.asking import asks, question
from bot.grammar.counted import figured
from bot.grammar.finished import left_open, unfinished, was_done
from bot.grammar.parts import Part
from bot.grammar.said import Said, meant_codes, percent, shares
from bot.grammar.wanting import NOTHING, PAPER_LATER, is_counted, reported, wished
from bot.grammar.wishes import cannot
from bot.grammar.wondering import wondered

_NOT_NOW = re.compile(r"(?:先|暂时?)不签")
_NOT_SO = re.compile(r"不是(?!没|不|说|我们?(?!单位|局|区)|光|只|仅)")
_DROPPED = re.compile(
    r"(?:这一?项|该项|任务|事项|这个)[一-鿿]{0,6}(?:取消|撤销)|(?:取消|撤销)[一-鿿]{0,3}(?:这一?项|该项|任务|事项)"
)
_ANEW = re.compile(r"重报|重新报|改报|改为|改成|应[该为是]")
_SET_ASIDE = re.compile(
    r"的?(?:这项|这个)?(?:先|暂时|暂)?(?:不说|不提|不管|不急|不谈|放一?放)(?:了|吧|它)?|(?:才|也|确实|都)?(?:是|归|由)我们的?(?:管|负责|单位|办|做|弄|牵头)?"
)
_RULING = re.compile(
    r"(?:^|[，,。 ])(?:就|可以|先|给|都|我)*(?:(?:予以)?通过|批准|准予(?:办结|销号)|同意(?:办结|销号)?)(?:了)?吧$"
    r"|[，,](?:予以)?(?:通过|批准)$"
)
_WE_ASK_FIRST = re.compile(
    r"(?:我|我们)(?:先|再|去|得|要|也|来)*(?:问|请示|商量|核实|核对|确认|了解|请教|打听)"
)
# 8.1先等等我问下法制科; 做完没做完我也不清楚: nothing is said yet.
_NOTHING_YET = re.compile(
    r"^的?(?:这项|这个|那项)?(?:先|暂时|再)?(?:等一?等|等一?下|等会儿?|缓一?缓|放一?放|搁一?搁)[了吧啊，, ]*(?:$|我)"
    r"|^(?:要|得|先|等)?(?:请示|问|商量|研究|汇报)[^，,]{0,6}(?:再|后)(?:再)?(?:签|说|定|回复|答复)$"
)
_KNOWS_NOT = re.compile(
    r"([弄做办报搞])[完好了]?没(?:有)?\1[完好]?[^，,]{0,6}(?:不清楚|不知道|不确定|不了解|说不准|不好说)"
    r"|(?:到底|是否|有没有)[^，,]{0,4}(?:完成|办结|公布)[^，,]{0,6}(?:我|还|也|都)*(?:不清楚|不知道|不确定|不了解|说不准|不好说)"
)
_A_NUMBER = re.compile(r"\d{1,3}(?:[ ，,]+\d{1,3}){0,9}")  # 3.1 60: sixty what?
_TO_SOMEBODY = re.compile(r"(?:联系|找|告诉|通知|问)(?:一下)?我|发[给]?我|给我(?:发|打)")
_ASKS_ABOUT = re.compile(
    r"的?(?:当前|目前|现在|最新|详细|具体)?(?:要求|内容|情况|进度|进展|信息|任务|介绍|介绍一下|简介|状态|到期日?|截止(?:日|时间)?|时限|期限|口径|标准|责任单位|牵头单位)?呢?[?？]?"
)


def intent_of(said: Said) -> str | None:
    """Weigh what was said, the weightiest act first: each step below decides, or leaves it to the next."""
    sure = frozenset(act.intent for part in said.parts for act in part.acts if act.mood == "sure")
    for weighed in (
        _head,
        _put_right,
        _ruled,
        wondered,
        _asked_of_us,
        wished,
        _looked_up,
        _reported_as,
        _left_over,
    ):
        if (intent := weighed(said, sure)) is not None:
            return intent or None
    return _bare(said)


def _put_right(said: Said, sure: frozenset[str]) -> str | None:
    if "withdraw" in sure and _said_anew(said):
        return "correct"
    if "withdraw" in sure:
        return "wonder" if said.asked and _DROPPED.search(said.text) else "withdraw"
    if "correct" in sure or (_contradicts(said) and "reassign" not in sure):
        return "correct"
    return None


def _ruled(said: Said, sure: frozenset[str]) -> str | None:
    """`3.1我看可以了，通过吧`: whoever reports does not rule."""
    if said.context.role not in ("contact", "leader") or not _RULING.search(said.text) or was_done(said):
        return None
    return None if sure & {"extension", "obstacle", "reassign"} or said.asked else "forbidden"


def _said_anew(said: Said) -> bool:
    """`上条作废，重报：70%`: what is taken back is said right at once."""
    told = [part for part in said.parts if part.percents or part.shares or part.times]
    return bool(told) and bool(_ANEW.search(said.text))


def _asked_of_us(said: Said, sure: frozenset[str]) -> str | None:
    """Where it stands written, and how it is done."""
    if "basis" in sure and not (was_done(said) and not said.asked):
        return "basis"
    if "help" in sure and not reported(said):
        return "help"
    return None


def _looked_up(said: Said, sure: frozenset[str]) -> str | None:
    if "list" in sure and not any(part.mentions for part in said.parts):
        return "list"
    beside = sure & {"accept", "evidence", "progress", "done", "published"}
    if "detail" in sure and not beside and not reported(said):
        return "detail"
    return question(said) if asks(said) else None


def _reported_as(said: Said, sure: frozenset[str]) -> str | None:
    if _KNOWS_NOT.search(said.text):
        return NOTHING
    if "obstacle" in sure and not was_done(said):
        return "progress" if _feared(said) or (cannot(said) and meant_codes(said)) else "obstacle"
    if (figure := figured(said)) is not None:
        return figure
    if was_done(said):
        return "done"
    if (said.acts("done", "guessed") and percent(said) is None) or _of_another_unit(said):
        return "unclear"
    shown = "evidence" in sure and not sure & {"progress", "done"}
    if shown and PAPER_LATER.search(said.text):
        return "progress"
    if shown and not unfinished(said) and percent(said) is None:
        return "evidence"
    if _on_the_way(said):
        return "accept" if "accept" in sure and not percent(said) else "progress"
    return next((intent for intent in ("evidence", "accept", "progress") if intent in sure), None)


def _left_over(said: Said, sure: frozenset[str]) -> str | None:
    """Acts that were only denied."""
    if said.acts("accept", "negated"):
        return NOTHING if _NOT_NOW.search(said.text) else "wonder"
    if said.acts("extension", "granted"):
        return "progress"
    if said.acts("extension", "negated"):
        return "progress" if words.WORK.search(said.text) else NOTHING
    return None


def _head(said: Said, _sure: frozenset[str] = frozenset()) -> str | None:
    """The command word the sender began with, where nothing in the same clause overrules it."""
    for n, part in enumerate(said.parts):
        if part.head is None or _overruled(said, n):
            continue
        intent = part.head.intent
        if intent == "done" and (_not_really_done(part) or left_open(said)):
            return None
        if intent == "done" and (figure := figured(said)) is not None:
            return figure
        if intent == "done" and (reached := percent(said)) is not None and not part.has("done", "part"):
            return "progress" if reached < 100 or said.statement.codes else "done"
        if intent == "accept" and (n or len(said.parts) > 1 or part.acts[1:]):
            continue
        if intent in ("obstacle", "extension") and part.asked and not part.mentions and not part.days:
            return None
        if intent in ("progress",) and not part.mentions and part.asked:
            return None
        if intent == "figure" and not shares(said) and percent(said) is None and _says_more(part):
            continue
        if intent == "detail" and not part.mentions and not part.names:
            return "list" if not said.statement.codes and said.known.prefer is None else "detail"
        return intent
    return None


def _contradicts(said: Said) -> bool:
    """`不是完成，是完成初稿`; 不是没做 denies nothing that was recorded."""
    texts = [part.text for part in said.parts]
    return any(_NOT_SO.match(one) and two.startswith(("是", "而是")) for one, two in pairwise(texts))


def _says_more(part: Part) -> bool:
    """`指标 8.1` asks how to go on; 数据下周一报 is news."""
    end = max([m.end for m in part.mentions] + [part.head.end if part.head else 0])
    return bool(part.text[end:].strip(" ：:"))


def _overruled(said: Said, n: int) -> bool:
    """A command word counts at the head of the message; behind other acts it is one of them."""
    before = {act.intent for part in said.parts[:n] for act in part.acts}
    return bool(before - {"accept"}) and not said.parts[n].opens


def _not_really_done(part: Part) -> bool:
    """`完成 3.1 了吗？` begins like a command and is none."""
    after = part.text[part.head.end :] if part.head else ""
    return bool(part.asked and re.search(r"(?:吗|没有|没|么)\s*[?？]?$|[?？]$", after)) or bool(
        words.PART_AFTER.match(after)
    )


def _of_another_unit(said: Said) -> bool:
    """`龙华区3.1已完成`: the sender's own unit perhaps, perhaps another, for which nobody else may speak."""
    theirs = [*said.acts("done", "theirs"), *said.acts("published", "theirs")]
    named = any(words.OF_A_UNIT.search(said.parts[n].text[: act.start]) for n, act in theirs)
    return (
        named
        and not said.acts("progress", "sure")
        and not (unfinished(said) or any(words.NOT_YET.search(part.text) for part in said.parts))
        and not words.HEARSAY.search(said.text)
        and not said.asked
    )


def _feared(said: Said) -> bool:
    """`再不反馈就推不动了`, `要是没经费就难办`: a difficulty that is not there yet."""
    n, act = said.acts("obstacle", "sure")[0]
    before = "，".join([*(part.text for part in said.parts[:n]), said.parts[n].text[: act.start]])
    return bool(words.IF.search(before)) and not said.asked


def _on_the_way(said: Said) -> bool:
    if percent(said) is not None:
        return True
    moods = {
        act.mood
        for part in said.parts
        for act in part.acts
        if act.intent in ("done", "published", "obstacle")
    }
    planned = any(part.times for part in said.parts) and not said.asked and is_counted(said)
    told = bool(shares(said)) and bool(meant_codes(said))  # 17个单位完成了12个
    return told or planned or bool(moods) or bool(said.acts("progress")) or unfinished(said)


def _names_in(part: Part) -> list[tuple[int, int]]:
    return [] if part.mentions else [(name.start, name.end) for name in part.names if name.strong]


def _not_known_yet(left: str) -> bool:
    found = _NOTHING_YET.search(left)
    return found is not None and (found.end() == len(left) or bool(_WE_ASK_FIRST.search(left)))


def _bare(said: Said) -> str | None:
    """An item and nothing sure about it: shown, or its news kept."""
    codes = said.statement.codes or said.statement.choices
    left = note.kept(said.parts, {n: _names_in(part) for n, part in enumerate(said.parts)})
    if said.asked:
        return "detail" if codes else "wonder"
    if not codes:
        return (
            "progress"
            if said.known.prefer and words.WORK.search(left) and not words.IDLE.search(left)
            else None
        )
    if left and (_SET_ASIDE.fullmatch(left) or _not_known_yet(left)):
        return None
    if left and (_TO_SOMEBODY.search(left) or _A_NUMBER.fullmatch(left)):
        return "unclear"
    if not left or _ASKS_ABOUT.fullmatch(left):
        return "detail"
    return "progress" if len(left) >= 2 else "unclear"
