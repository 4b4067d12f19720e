"""Which act a statement is: several weighed in one visible order, the weightiest first.

Whether a thing was done is weighed most carefully, for `完成` taken too easily
is a wrong entry in the account, and one taken too carefully only a report more.
"""

import re
from itertools import pairwise

from bot.grammar import dates, note, words
from bot.grammar.counted import figured
from bot.grammar.finished import left_open, unfinished, was_done
from bot.grammar.parts import Part
from bot.grammar.said import Said, meant_codes, percent, shares
from bot.grammar.wondering import wondered

_FIRMLY = re.compile(r"延|推迟|推后|往后|宽限|宽缓|顺延|缓|展期|挪")
_MUST_WE = re.compile(
    r"(?:都要|要单独|要分别|还要|还用|不用|用我们|要我们|需要|要不要|用不用|需不需要|可不可以)[^，,]{0,8}(?:吗|$|[?？])"
)
_TO_DELIVER = re.compile(r"交|报|给|完成|弄|公布|提交|办")
_TO_US = re.compile(r"[?？]|吗|(?:什么|啥|多少|到?哪[里儿]?|几号|谁|怎样|如何)[了的呢啊]?$")
_NOT_NOW = re.compile(r"(?:先|暂时?)不签")
_NO_LONGER = re.compile(r"^(?:现在|但|不过|后来|目前|又)*(?:不用|不需要|没必要|用不着|不必|算)(?:了|$)")
_NOT_SO = re.compile(r"不是(?!没|不|说|我们?不|光|只|仅)")
_PAPER_LATER = re.compile(
    r"(?:截图|照片|图片|材料|附件|网址|链接|纪要|文件|佐证|报告|总结|数据|名单|清单|扫描件)[一-鿿]{0,3}(?:稍后|稍候|晚点|晚些|等会儿?|待会儿?|回头|等下)[一-鿿]{0,2}"
    r"(?:发|补|传|交|给|报|送|提供)|(?:稍后|晚点|等会儿?|待会儿?|回头|等下)(?:再)?(?:补|发|传)(?!.{0,4}提醒)"
)
_DROPPED = re.compile(
    r"(?:这一?项|该项|任务|事项|这个)[一-鿿]{0,6}(?:取消|撤销)|(?:取消|撤销)[一-鿿]{0,3}(?:这一?项|该项|任务|事项)"
)
_NOT_OURS_ASKED = re.compile(r"是不是|^[^，,。]{2,12}[?？]$|^[^，,。]{2,10}[吧吗][?？]?$")
_WHO_KNOWS = re.compile(r"^(?!.*吗).*(?:也|还|都|不太|我)不(?:清楚|知道|确定|好说)")
_STILL_TO_ASK = re.compile(
    r"(?:还是不|要不要|该不该|用不用|需不需要|考虑)[^，,]{0,6}(?:[，,。]|$).{0,8}(?:问|请示|商量|研究|汇报|看看|再定)|(?:在|再|先)考虑"
)
_ONCE_MEANT = re.compile(r"(?:本来|原本|原先|起初|一开始|当初|之前|前几天)[^，,]{0,6}$")
_IF = re.compile(r"^(?:如果|若|要是|万一|倘若|假如)[^，,。]*(?:再|才|就)")
_ANEW = re.compile(r"重报|重新报|改报|改为|改成|应[该为是]")
_MOVED = re.compile(r"改期|改到|改在|推到|挪到|推迟|取消")
_SET_ASIDE = re.compile(
    r"的?(?:这项|这个)?(?:先|暂时|暂)?(?:不说|不提|不管|不急|不谈|放一?放)(?:了|吧|它)?|(?:才|也|确实)?(?:是|归)我们的?(?:管|负责|单位)?"
)
_TO_SOMEBODY = re.compile(r"(?:联系|找|告诉|通知|问)(?:一下)?我|发[给]?我|给我(?:发|打)")
_ASKS_ABOUT = re.compile(
    r"的?(?:当前|目前|现在|最新|详细|具体)?(?:要求|内容|情况|进度|进展|信息|任务|介绍|介绍一下|简介|状态)?呢?[?？]?"
)


def intent_of(said: Said) -> str | None:
    """Weigh what was said, the weightiest act first: each step below decides, or leaves it to the next."""
    sure = frozenset(act.intent for part in said.parts for act in part.acts if act.mood == "sure")
    for weighed in (
        _head,
        _put_right,
        wondered,
        _asked_of_us,
        _wished,
        _looked_up,
        _reported_as,
        _left_over,
    ):
        if (intent := weighed(said, sure)) is not None:
            return intent or None
    return _bare(said)


# What a step answers where it is decided that nothing is meant.
_NOTHING = ""


def _put_right(said: Said, sure: frozenset[str]) -> str | None:
    if "withdraw" in sure and _said_anew(said):
        return "correct"
    if "withdraw" in sure:
        return "wonder" if said.asked and _DROPPED.search(said.text) else "withdraw"
    if "correct" in sure or (_contradicts(said) and "reassign" not in sure):
        return "correct"
    return None


def _said_anew(said: Said) -> bool:
    """`上条作废，重报：70%`: what is taken back is said right at once."""
    told = [part for part in said.parts if part.percents or part.shares or part.times]
    return bool(told) and bool(_ANEW.search(said.text))


def _asked_of_us(said: Said, sure: frozenset[str]) -> str | None:
    """Where it stands written, and how it is done."""
    if "basis" in sure and not (was_done(said) and not said.asked):
        return "basis"
    if "help" in sure and not _reported(said):
        return "help"
    return None


def _wished(said: Said, sure: frozenset[str]) -> str | None:
    """Another unit, peace for a while, more time."""
    if "reassign" in sure and not (said.asked and _NOT_OURS_ASKED.search(said.text)):
        return "reassign"
    if not sure & {"later", "extension", "done"} and _wished_for(said):
        return "extension"
    if (
        "later" in sure
        and not said.acts("accept", "negated")
        and not said.acts("published", "hoped")
        and not _reported(said)
        and not _promised_instead(said)
        and ("accept" not in sure or _to_be_reminded(said))
    ):
        return "later"
    if "extension" in sure and (_IF.search(said.text) or _STILL_TO_ASK.search(said.text)) and not said.asked:
        return "progress"
    if "extension" in sure and _STILL_TO_ASK.search(said.text):
        return "progress"
    if "extension" in sure and len(said.parts) > 1 and _once_meant(said):
        return None
    if "extension" in sure and not (was_done(said) and not _asks_for_time(said)) and not _put_off(said):
        return _NOTHING if _thought_better(said) else "extension"
    return None


def _looked_up(said: Said, sure: frozenset[str]) -> str | None:
    if "list" in sure and not any(part.mentions for part in said.parts):
        return "list"
    beside = sure & {"accept", "evidence", "progress", "done", "published"}
    if "detail" in sure and not beside and not _reported(said):
        return "detail"
    return _question(said) if _asks(said) else None


def _reported_as(said: Said, sure: frozenset[str]) -> str | None:
    if "obstacle" in sure and not was_done(said):
        return "progress" if _feared(said) else "obstacle"
    if (figure := figured(said)) is not None:
        return figure
    if was_done(said):
        return "done"
    if (said.acts("done", "guessed") and percent(said) is None) or _of_another_unit(said):
        return "unclear"
    shown = "evidence" in sure and not sure & {"progress", "done"}
    if shown and _PAPER_LATER.search(said.text):
        return "progress"
    if shown and not unfinished(said) and percent(said) is None:
        return "evidence"
    if _on_the_way(said):
        return "accept" if "accept" in sure and not percent(said) else "progress"
    return next((intent for intent in ("evidence", "accept", "progress") if intent in sure), None)


def _left_over(said: Said, sure: frozenset[str]) -> str | None:
    """Acts that were only denied."""
    if said.acts("accept", "negated"):
        return _NOTHING if _NOT_NOW.search(said.text) else "wonder"
    if said.acts("extension", "granted"):
        return "progress"
    if said.acts("extension", "negated"):
        return "progress" if words.WORK.search(said.text) else _NOTHING
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


def _to_be_reminded(said: Said) -> bool:
    """`收到，晚点回复` is a receipt, `收到，明天再提醒我` a wish."""
    return not said.statement.codes and bool(re.search(r"提醒|催|叫我|再说", said.text))


def _contradicts(said: Said) -> bool:
    """`不是完成，是完成初稿`; 不是没做 denies nothing that was recorded."""
    texts = [part.text for part in said.parts]
    return any(_NOT_SO.match(one) and two.startswith(("是", "而是")) for one, two in pairwise(texts))


def _promised_instead(said: Said) -> bool:
    """`不用催，28号公布`, `截图稍后发`: what is said of later is when it will be there, not when to be asked."""
    if _PAPER_LATER.search(said.text):
        return True
    spoken = [part for part in said.parts if part.days and (part.has("done") or part.has("published"))]
    return bool(spoken) and len(said.parts) > 1 and not any(part.has("later") for part in spoken)


def _once_meant(said: Said) -> bool:
    """`本来想延期，后来赶出来了`: what was wished once is wished no more."""
    return all(
        _ONCE_MEANT.search(said.parts[n].text[: act.start]) for n, act in said.acts("extension", "sure")
    )


def _put_off(said: Said) -> bool:
    """`讲座取消了，改到下月`: the unit's own meeting is put off, and no more time is asked for."""
    return (
        _is_counted(said)
        and bool(_MOVED.search(said.text))
        and not _FIRMLY.search(said.text)
        and not said.asked
    )


def _wished_for(said: Said) -> bool:
    """`能不能下个月再交`: a day to come, asked for."""
    if not words.REQUEST.search(said.text) or not _TO_DELIVER.search(said.text):
        return False
    days = [dates.wished(d.text, said.context.now) for part in said.parts for d in part.days if not d.clock]
    return any(day is not None and day > said.context.now.date() for day in days)


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


def _asks_for_time(said: Said) -> bool:
    """延期, 推迟 and their like, not only a casual 晚点 or 再给."""
    return any(
        _FIRMLY.search(said.parts[n].text[act.start : act.end]) for n, act in said.acts("extension", "sure")
    )


def _thought_better(said: Said) -> bool:
    """`本来想延期，现在不用了`"""
    return bool(_NO_LONGER.search(said.parts[-1].text)) and not said.parts[-1].days


def _reported(said: Said) -> bool:
    return bool(figured(said) or was_done(said) or said.acts("obstacle", "sure"))


def _asks(said: Said) -> bool:
    """Whether the message is a question to us and not a request."""
    if not said.asked or _WHO_KNOWS.search(said.text):
        return False
    if words.REQUEST.search(said.text) and any(
        said.acts(i, "sure") for i in ("extension", "obstacle", "reassign")
    ):
        return False
    last = said.parts[-1]
    reported = (
        was_done(said) or figured(said) or said.acts("progress", "sure") or words.NOT_YET.search(last.text)
    )
    return not (reported and not last.asked) and not (reported and not _TO_US.search(said.text))


def _question(said: Said) -> str:
    if said.acts("accept", "sure"):
        return "wonder"
    if _MUST_WE.search(said.text):
        return "wonder"
    if said.acts("extension", "asked"):
        return "detail"
    if said.acts("done") or said.acts("published") or said.acts("detail") or said.acts("progress"):
        return "detail"
    if said.acts("list"):
        return "list"
    if re.search(r"报[过了]|交[过了]|算数|记上|记录", said.text) and meant_codes(said):
        return "detail"
    if said.acts("obstacle", "sure"):
        return "wonder"
    if said.statement.codes and not said.acts("obstacle"):
        return "detail"
    return "wonder"


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
    planned = any(part.times for part in said.parts) and not said.asked and _is_counted(said)
    told = bool(shares(said)) and bool(meant_codes(said))  # 17个单位完成了12个
    return told or planned or bool(moods) or bool(said.acts("progress")) or unfinished(said)


def _names_in(part: Part) -> list[tuple[int, int]]:
    return [] if part.mentions else [(name.start, name.end) for name in part.names if name.strong]


def _is_counted(said: Said) -> bool:
    """Whether all that may be meant is counted: then 下周办第3次 is news of it."""
    return {said.known.measures.get(code) for code in meant_codes(said)} == {"count"}


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
    if left and _SET_ASIDE.fullmatch(left):
        return None
    if left and _TO_SOMEBODY.search(left):
        return "unclear"
    if not left or _ASKS_ABOUT.fullmatch(left):
        return "detail"
    return "progress" if len(left) >= 2 else "unclear"
