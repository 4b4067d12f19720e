"""Whether the sender asks, and what comes of it: the item shown, a list, or a question back."""

import re

from bot.grammar import words
from bot.grammar.counted import figured
from bot.grammar.finished import was_done
from bot.grammar.said import Said, happened, meant_codes

_MUST_WE = re.compile(
    r"(?:能不能|可不可以|能否|可以)(?:先|暂时)?算|(?:都要|要单独|要分别|还要|还用|不用|用我们|要我们|需要|要不要|用不用|需不需要|可不可以)[^，,]{0,8}(?:吗|$|[?？])"
)
_TO_US = re.compile(
    r"[?？]|吗|(?:什么|啥|多少|到?哪[里儿]?|几号|谁|怎样|如何|几[次期场回家个件项月])[了的呢啊]?$|没有?$|哪儿|几月|才算|真的假的|还是[^，,]{1,8}$"
)
_SENT_ALREADY = re.compile(r"(?:就|早|已经?|都)[^，,]{0,3}(?:报|交|发)(?:过|了)(?:过)?[啊呀的吧]*$")
_REPROACH = re.compile(
    r"^(?:你们?|您|系统)?(?:那边|那里|那儿|是不是)?(?:都|也)?(?:没|还没|漏)(?:看到|看见|收到|登|记|更新)|^(?:怎么|咋|为什么|干嘛)(?:还|又|老)"
)
_WHO_KNOWS = re.compile(r"^(?!.*吗).*(?:也|还|都|不太|我)不(?:清楚|知道|确定|好说)")
# 收到，但这个怎么统计: nothing that the notice itself would answer.
_BEYOND_US = re.compile(r"怎么|咋|如何|没有|重复|冲突|不清楚|不明白|用[做报不]|可不可以|能不能|行不行")


def asks(said: Said) -> bool:
    """Whether the message is a question to us and not a request."""
    if not said.asked or _WHO_KNOWS.search(said.text):
        return False
    if words.REQUEST.search(said.text) and any(
        said.acts(i, "sure") for i in ("extension", "obstacle", "reassign")
    ):
        return False
    last = said.parts[-1]
    if _REPROACH.search(last.text) and was_done(said) and happened(said) is not None:
        return False  # 早公布了，10.25，你们没看到？
    if not last.asked and _SENT_ALREADY.search(last.text) and not was_done(said) and not figured(said):
        return True  # 逾期了吗？我30号就报了啊
    reported = (
        was_done(said) or figured(said) or said.acts("progress", "sure") or words.NOT_YET.search(last.text)
    )
    return not (reported and not last.asked) and not (reported and not _TO_US.search(said.text))


def question(said: Said) -> str:
    if _MUST_WE.search(said.text):
        return "wonder"
    if said.acts("accept", "sure"):  # 收到，但是街道也要搞吗: no mere receipt
        return "detail" if len(meant_codes(said)) == 1 and not _BEYOND_US.search(said.text) else "wonder"
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
