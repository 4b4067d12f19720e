"""How an act is meant: surely, or denied, hoped for, done in part, asked about.

`完成` is in 未完成, 完成了吗, 力争月底完成, 基本完成 and 已完成征求意见, and in
none of them is the thing done. Windows are short, so a long clause costs no more.
"""

import re

from bot.grammar import words

_WINDOW = 12
# What may follow 完成 without narrowing it to a step on the way.
_CLOSED = re.compile(
    r"^(?:[的啦喽咯嘞呀啊哦哈呐哒]|好了|完毕|并|且|全部|，|,|\s|\0|$|[:：(（。、/]|[!-~]|和|及|于|"
    r"在|情况|任务|工作$|这|该|第|请|特此|https?|弄|搞|做完|办完|完成|(?:昨天|前天|今天|今早|上周.?|\d{1,2}月\d{1,2}[日号])(?!的))"
)
# What is finished on the way to the end: 征求意见已完成.
_STEP = re.compile(
    r"(?:签收|接收|传达|学习|转办|征求意见稿?|意见征求|意见稿|送审稿|讨论稿|初稿|起草|草拟|调研|合法性审查|公平竞争审查|摸底|座谈会?|会签|(?<!上网)公示|"
    r"审核|审查|复核|审批|第[一二三四五六\d]{1,2}(?:步|阶段|版|稿|轮|批|环节|部分)[一-鿿]{0,4}|修改稿|[初二三]审|送审|审议|论证|风险评估|梳理|方案|讨论|部署|动员|草案|收集|前期工作|准备工作)"
    r"(?:工作|环节|阶段)?[）)]?(?:已经?|都|全部|均|也)*$"
)
# Any short word may stand between 未 and 完成; better a report too careful than one too many.
_DENIED = re.compile(r"(?:未|没有?|无法|不能|没法|未能|难以)(?:(?!已|了|困难|问题|异议|意见)[一-鿿]){0,4}$")
# 没说完成, 谁说完成了, 不能算完成: nobody has said so.
_NOT_SAID = re.compile(
    r"(?:没有?|不能?|未|不敢|谁|别|哪)(?:人)?(?:说|算|称|谈|讲|提|报)(?:是|得上|不上)?(?:已经?|都|全部|真的?)*$|(?:算|谈|说|称)不上(?:是)?(?:已经?|都|全部)*$"
)
_ASKED = ("吗", "没有", "没", "么", "嘛", "?", "？")
# 完成了再报, 忙完这阵再说: not yet.
_THEN = re.compile(r"了?[一-鿿]{0,6}再(?:说|报|弄|看|联系|提醒|给|交|补|发)")
_ALREADY = re.compile(r"已经?|业已|均已|都已")
_WHETHER = re.compile(r"^(?:什么|啥|哪|成功?了?(?:吗|没)|了?(?:吗|没有?$|没?[?？]))")
_RULED_ON = re.compile(
    r"^(?:申请)?[一-鿿]{0,3}(?:批|同意|通过|准|审|下来)[一-鿿]{0,2}(?:吗|没)|^(?:申请)?(?:什么时候|啥时候|何时|几时|多久)[一-鿿]{0,3}(?:批|下来|回复|答复|同意)"
)
_TOLD_OF = re.compile(r"听说|据说|听闻")
_WHICH_WERE = re.compile(
    r"的(?:工作|任务|事项|环节|(?![了呢吧啊哦呀哈时后话])[一-鿿]{3})"
)  # 办结的行政处罚案卷
_GRANTED = re.compile(r"(?:已经?|都|早)(?:批|同意|准)了?(?:我们?)?的?$")
_SOLVED = re.compile(
    r"^(?:都|已经?|均)?(?:已?(?:解决|克服|化解|消除)|没了|不大)|^(?:倒|是)(?:没有|不多|不大)"
)


def of(intent: str, text: str, start: int, end: int, asked: bool) -> str:
    """Return the mood of the act that stands at text[start:end]."""
    before = text[max(0, start - _WINDOW) : start]
    after = text[end : end + _WINDOW]
    if intent in ("done", "published"):
        return _of_done(before, text[start:end], after, asked)
    if words.NOT_BEFORE.search(before):
        return "negated"
    if intent in ("withdraw", "correct") and _WHETHER.match(after):
        return "asked"
    if intent == "extension" and asked and _RULED_ON.match(after):
        return "asked"
    if intent == "extension" and _GRANTED.search(before):
        return "granted"
    if intent == "obstacle" and _SOLVED.match(after):
        return "negated"
    if intent in ("accept", "evidence") and asked and words.QUESTION.search(after):
        return "asked"
    return "sure"


def _of_done(before: str, word: str, after: str, asked: bool) -> str:
    if words.NOT_BEFORE.search(before) or _DENIED.search(before) or after.startswith("不了"):
        return "negated"
    if _NOT_SAID.search(before):
        return "negated"
    if words.GUESS.search(before):
        return "guessed"
    if asked and _is_question(before, after):
        return "asked"
    if _THEN.match(after):
        return "hoped"
    if words.PART.search(before) or words.PART_AFTER.match(after):
        return "part"
    if _STEP.search(before) or _WHICH_WERE.match(after):
        return "step"
    if word in ("销号", "报结") and re.search(r"(?:可以|申请|请予?|建议|予以)$", before):
        return "sure"
    if words.HOPE.search(before) and not _ALREADY.search(before):
        return "hoped"
    if (
        not _ALREADY.search(before)
        and not after.startswith("了")
        and not word.endswith("了")
        and _hoped_far(before)
    ):
        return "hoped"
    if word[-1] in "成完" and not _CLOSED.match(after.removeprefix("了")):
        return "step"
    if after.removeprefix("了").startswith(("征求", "征集")):
        return "step"
    return "theirs" if words.THEIRS.search(before) or _TOLD_OF.search(before) else "sure"


def _hoped_far(before: str) -> bool:
    return bool(
        re.search(
            r"力争|争取|预计|计划|打算|准备|尽快|尽早|抓紧|确保|保证|希望|尽量|努力|拟|将|有望|按期|"
            r"按时|如期",
            before,
        )
    )


def _is_question(before: str, after: str) -> bool:
    return (
        after.lstrip("了的好").startswith(_ASKED)
        or bool(
            re.search(
                r"是不是|是否|有没有|谁|哪|几[家个项]|什么时候|几时|多少|怎么|什么|何时|算不算|能不能", before
            )
        )
        or bool(re.search(r"[?？吗]$|算不算|怎么|谁|哪", after))
    )
