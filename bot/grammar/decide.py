"""From a statement to commands, one maker for each act, one command for each item.

What is sure is acted on; where one thing is missing, the answer is one question.
"""

import re
from collections.abc import Callable

from bot import commands as c
from bot.grammar import amend, news, wishes
from bot.grammar.said import Said, meant_codes
from bot.grammar.weigh import intent_of
from bot.grammar.which import for_item, may_be_meant, which_one

_NO_REPORT = re.compile(
    r"(?:延期|改派|撤回|更正|请假|代办)[一-鿿]{0,3}(?:怎么|如何|怎样|咋)|(?:怎么|如何|怎样)(?:申请|办理)?(?:延期|改派|撤回|更正|请假|代办)"
)
_OUR_BUSINESS = re.compile(
    r"附|需要|邮件|邮箱|什么叫|交|任务|事项|报|材料|章|延|期限|格式|模板|数据|网址|通知|要求|标准|口径|算|佐证|纸质|公布|"
    r"审|收到|文件|看到|指标|联系|怎么|这个|我们|弄|负责|盖|局|第.项|这项|完成|办|困难|问题|这样|回|分子|分母|电话|模板|范本|参考|撤|更正"
)


# 3.1和5.4一个完成了一个没完成: which?
_ONE_OF_THEM = re.compile(r"一个[^，,]{0,8}[，,]?(?:还有|另外?)?一个|(?:有|其中|只)一个|至少一个")


def commands_of(said: Said) -> list[c.Command]:
    """Return the commands of a statement, one for each item; none where it says nothing."""
    intent = intent_of(said)
    if intent is None:
        return []
    if intent == "count" and len(dated := news.dated_times(said)) > 1:
        return [command for one in dated for command in _for_each_item(news.count(one), said)]
    if intent in ("done", "progress") and len(said.statement.codes) > 1 and _ONE_OF_THEM.search(said.text):
        return [which_one(c.Done(), said.statement.codes)]
    command = MAKERS[intent](said)
    if isinstance(command, (c.Ask, c.Nothing)) or "item" not in command.__slots__:
        return [command]
    return _for_each_item(command, said)


def _correct(said: Said) -> c.Command:
    return amend.correct(said, commands_of)


def _wonder(said: Said) -> c.Command:
    if not said.statement.codes and not said.acts("accept") and not _OUR_BUSINESS.search(said.text):
        return c.Nothing("unclear")
    codes = may_be_meant(said, None)
    shown = codes[:1] if said.statement.codes or said.known.prefer else ()
    choices = tuple(f"{word} {code}" for code in shown for word in ("详情", "依据", "怎么报"))
    if shown and said.acts("accept"):
        choices = (f"签收 {shown[0]}", *choices)
    return c.Ask("meaning", None, choices or ("待办", "帮助"), said.text)


def _unclear(said: Said) -> c.Command:
    codes = meant_codes(said)
    if not codes:
        return c.Ask("meaning", None, ("待办", "帮助"), said.text)
    act = "完成" if said.acts("done") or said.acts("published") else "怎么报"  # 好像完成了, 龙华区已完成
    return c.Ask("meaning", None, (f"{act} {codes[0]}", f"详情 {codes[0]}"), said.text)


def _forbidden(said: Said) -> c.Command:
    return c.Nothing("forbidden")


def _list(said: Said) -> c.Command:
    return c.ListOwed()


def _withdraw(said: Said) -> c.Command:
    return c.Withdraw()


def _help(said: Said) -> c.Command:
    return c.Help()


def _detail(said: Said) -> c.Command:
    return c.Detail()


def _basis(said: Said) -> c.Command:
    return c.Basis()


_SEVERAL = re.compile(r"(?:^|[，,])(?:这|那)?[两三四五几](?:个|项|条|件)(?:任务|事项)?(?:都|均|全)")
# 别的都不归我们 is said lightly; of which items, is asked.
_NEVER_WHOLESALE = (c.Reassign, c.Withdraw)
MAKERS: dict[str, Callable[[Said], c.Command]] = {
    "accept": news.accept,
    "progress": news.progress,
    "count": news.count,
    "figure": news.figure,
    "done": news.done,
    "evidence": news.evidence,
    "extension": wishes.extension,
    "obstacle": wishes.stuck,
    "reassign": wishes.reassign,
    "later": wishes.later,
    "correct": _correct,
    "withdraw": _withdraw,
    "help": _help,
    "list": _list,
    "detail": _detail,
    "basis": _basis,
    "wonder": _wonder,
    "unclear": _unclear,
    "forbidden": _forbidden,
}


def _for_each_item(command: c.Command, said: Said) -> list[c.Command]:
    statement = said.statement
    if statement.codes or statement.choices:
        if isinstance(command, _NEVER_WHOLESALE) and not any(
            part.mentions or part.names for part in said.parts if not part.excepts
        ):
            return [which_one(command, statement.codes)]
        told: list[c.Command] = [for_item(command, code) for code in statement.codes]
        return [*told, which_one(command, statement.choices)] if statement.choices else told
    if isinstance(command, c.Help) and _NO_REPORT.search(said.text):
        return [command]
    if isinstance(command, c.Help) and not re.search(r"报|填|写|回|交|提交|反馈|怎么[弄做办]", said.text):
        return [command]
    if isinstance(command, (c.Withdraw, c.Correct, c.Help, c.Later)):
        return [for_item(command, said.known.prefer)]
    if isinstance(command, c.Done) and _SEVERAL.search(said.text) and len(said.known.open) > 1:
        return [which_one(command, said.known.open)]
    wanted = {"count": "count", "figure": "rate"}.get(command.intent)
    codes = may_be_meant(said, wanted)
    if len(codes) == 1:
        return [for_item(command, codes[0])]
    if isinstance(command, c.Accept):  # 收到 alone takes on whatever waits for it
        return [command if codes else c.Nothing("chat")]
    return [which_one(command, codes)]
