"""Whether more time, another unit or peace for a while is asked for, or only spoken of."""

import re

from bot.grammar import dates, words
from bot.grammar.counted import figured
from bot.grammar.finished import was_done
from bot.grammar.said import Said, meant_codes

PAPER_LATER = re.compile(
    r"(?:截图|照片|图片|材料|附件|网址|链接|纪要|文件|佐证|报告|总结|数据|名单|清单|扫描件)[一-鿿]{0,3}(?:稍后|稍候|晚点|晚些|等会儿?|待会儿?|回头|等下)[一-鿿]{0,2}"
    r"(?:发|补|传|交|给|报|送|提供)|(?:稍后|晚点|等会儿?|待会儿?|回头|等下)(?:再)?(?:补|发|传)(?!.{0,4}提醒)"
)
# What a step answers where it is decided that nothing is meant.
NOTHING = ""
_FIRMLY = re.compile(r"延|推迟|推后|往后|宽限|宽缓|顺延|缓|展期|挪")
_TO_DELIVER = re.compile(r"交|报|给|完成|弄|公布|提交|办")
_NO_LONGER = re.compile(r"^(?:现在|但|不过|后来|目前|又)*(?:不用|不需要|没必要|用不着|不必|算)(?:了|$)")
_NOT_OURS_ASKED = re.compile(r"是不是|^[^，,。]{2,12}[?？]$|^[^，,。]{2,10}[吧吗][?？]?$")
_STILL_TO_ASK = re.compile(
    r"(?:还是不|要不要|该不该|用不用|需不需要|考虑)[^，,]{0,6}(?:[，,。]|$).{0,8}(?:问|请示|商量|研究|汇报|看看|再定)|(?:在|再|先)考虑"
)
_ONCE_MEANT = re.compile(r"(?:本来|原本|原先|起初|一开始|当初|之前|前几天)[^，,]{0,6}$")
_IF = re.compile(
    r"^(?:如果|若|要是|万一|倘若|假如)[^，,。]*(?:再|才|就)|(?:不了|不成|不行|不下来|没过|不过|没批)[^，,]{0,4}就(?:得|要|只能|只好|需要)"
)
_ON_THE_AGENDA = re.compile(
    r"(?:放|排|安排|挪|改)(?:到|在)[^，,]{0,12}(?:会议?上|会上|常务会|办公会|党组会|专题会)"
)
_MOVED = re.compile(r"改期|改到|改在|推到|挪到|推迟|取消")


def wished(said: Said, sure: frozenset[str]) -> str | None:
    """Another unit, peace for a while, more time."""
    if "reassign" in sure and not (said.asked and _NOT_OURS_ASKED.search(said.text)):
        return "reassign"
    if not sure & {"later", "extension", "done"} and _wished_for(said):
        return "extension"
    if (
        "later" in sure
        and not said.acts("accept", "negated")
        and not said.acts("published", "hoped")
        and not reported(said)
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
        return NOTHING if _thought_better(said) else "extension"
    return None


def _to_be_reminded(said: Said) -> bool:
    """`收到，晚点回复` is a receipt, `收到，明天再提醒我` a wish."""
    return not said.statement.codes and bool(re.search(r"提醒|催|叫我|再说", said.text))


def _promised_instead(said: Said) -> bool:
    """`不用催，28号公布`, `截图稍后发`: what is said of later is when it will be there, not when to be asked."""
    if PAPER_LATER.search(said.text):
        return True
    spoken = [part for part in said.parts if part.days and (part.has("done") or part.has("published"))]
    return bool(spoken) and len(said.parts) > 1 and not any(part.has("later") for part in spoken)


def _once_meant(said: Said) -> bool:
    """`本来想延期，后来赶出来了`: what was wished once is wished no more."""
    return all(
        _ONCE_MEANT.search(said.parts[n].text[: act.start]) for n, act in said.acts("extension", "sure")
    )


def _put_off(said: Said) -> bool:
    """`讲座取消了，改到下月`, `放到22号的常务会上`: it is put off within the unit, and no more time is asked for."""
    if _ON_THE_AGENDA.search(said.text) and not _FIRMLY.search(said.text) and not said.asked:
        return True
    return (
        is_counted(said)
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


def _asks_for_time(said: Said) -> bool:
    """延期, 推迟 and their like, not only a casual 晚点 or 再给."""
    return any(
        _FIRMLY.search(said.parts[n].text[act.start : act.end]) for n, act in said.acts("extension", "sure")
    )


def _thought_better(said: Said) -> bool:
    """`本来想延期，现在不用了`"""
    return bool(_NO_LONGER.search(said.parts[-1].text)) and not said.parts[-1].days


def reported(said: Said) -> bool:
    return bool(figured(said) or was_done(said) or said.acts("obstacle", "sure"))


def is_counted(said: Said) -> bool:
    """Whether all that may be meant is counted: then 下周办第3次 is news of it."""
    return {said.known.measures.get(code) for code in meant_codes(said)} == {"count"}
