"""Questions about the task itself, which a person answers: what is meant, what counts, why again, whether at all."""

import re

from bot.grammar.said import Said

_PUZZLED = re.compile(
    r"有(?:个|点|些|几个)?(?:疑问|疑惑|地方不)|(?:没|不太|不)(?:看|搞|弄)?(?:懂|明白)(?!的|白)"
)
_WHY_AGAIN = re.compile(r"(?:怎么|为什么|为何|为啥|干嘛|咋)(?:还|又|老)(?:是|在)?(?:催|提醒|发|问)")
_WANTED = re.compile(
    r"(?:模板|范本|样表|样本|表格|通知|文件|原文)[一-鿿]{0,3}(?:发|给|传)(?:我|一下|下|一?份|过来)"
)
# 5.4我们不做了吧, 能不能不报: nobody is excused by having asked.
_EXCUSED = re.compile(
    r"不[一-鿿]{0,3}(?:做|办|报|交|搞|弄|参加|公布|签)了?(?:吧|行吗|可以吗|行不行|成不|[?？])|(?:能不能|可不可以|可以|能否|可否|能)不(?:做|报|办|交|签|搞|弄|参加)|"
    r"(?:取消|免)(?:掉|了)?(?:吧|行吗|可以吗)"
)
_NEVER_GOT = re.compile(
    r"没有?(?:收到|看到|接到|见到|拿到)(?:过)?(?:$|[啊呀呢]|这|该|任何|文件|通知|附件|材料|模板|原文|短信|消息)"
)
_WILL_NOT_OPEN = re.compile(
    r"(?:附件|文件|链接|网址|截图|图片)[一-鿿]{0,3}(?:打不开|看不了|看不到|下不了|下载不了|传不上|发不出|上传不了)"
)
_HOW_TO = re.compile(
    r"如果|会怎么?样|会不会(?:被|通报|扣|影响)|有(?:什么|啥)(?:后果|影响)|盖章|公章|模板|邮件|邮箱|书面|行文|纸质|口径|怎么算|分母|格式[^，,]{0,6}吗|怎[么样]才|怎么?样?证明|能(?:不能)?(?:直接)?(?:用|沿用|照抄|参考)吗?$|(?:什么|啥)(?:区别|不同|关系)|(?:能不能|能否|可否)(?:分开|合并|一起|只|代)|会(?:被)?(?:通报|扣分|问责|追责)|才算|算数|(?:什么|哪些|啥)(?:材料|附件|资料)|在哪(?:个|里|儿)?(?:网站|平台|公布|公开|发|挂|填)|什么叫|什么算|算不算"
)


def wondered(said: Said, sure: frozenset[str]) -> str | None:
    """Return `wonder` where the sender asks about the task itself; None leaves it to the next step."""
    if (_PUZZLED.search(said.text) and "detail" not in sure) or _WHY_AGAIN.search(said.text):
        return "wonder"
    if "basis" not in sure and _WANTED.search(said.text):
        return "wonder"
    if _NEVER_GOT.search(said.text) and not sure & {"progress", "done", "obstacle", "extension", "reassign"}:
        return "wonder"
    if said.acts("withdraw", "asked") or said.acts("correct", "asked"):
        return "wonder"
    if _EXCUSED.search(said.text) and not sure & {"done", "obstacle", "extension", "reassign", "withdraw"}:
        return "wonder"
    if _WILL_NOT_OPEN.search(said.text):
        return "wonder"
    how = said.asked and _HOW_TO.search(said.text)
    return "wonder" if how and not sure & {"help", "extension", "reassign", "list"} else None
