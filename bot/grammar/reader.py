"""The road of one message through the grammar, step by step."""

import re
from dataclasses import replace

from bot import commands as c
from bot.grammar import (
    amend,
    choice,
    decide,
    delegate,
    desk,
    handups,
    items,
    reply,
    report,
    setup,
    slips,
    smalltalk,
    statements,
)
from bot.grammar.at_the_desk import told_at_the_desk
from bot.grammar.clean import Clean, clean
from bot.grammar.items import Known
from bot.grammar.names import Names, names_of
from bot.grammar.said import Said
from bot.permissions import MAY

_DESK_ROLES = frozenset({"coordinator", "lead", "admin"})
_GUIDE = re.compile(r"(?:转|要|找)?人工(?:客服|服务)?|客服|(?:使用|操作)?(?:说明|指南|手册|功能)")
_BOARD = re.compile(r"(?:打开|进入?|看一?下?|给我)?(?:看板|网页版|大屏)(?:的?(?:链接|地址|网址))?")
_BARE_NUMBER = re.compile(r"(\d{1,3})(?:\.\d{1,2})?")
_HUNDRED = 100
_NETWORKS = {
    "企业微信机器人": "wecom-bot", "企业微信": "wecom", "企微": "wecom", "telegram": "telegram", "tg": "telegram",
}  # fmt: skip
_PREFER = re.compile(
    rf"(?:我?以后|请)?(?:首选|优先用|改用|用|发到)\s*(?P<network>{'|'.join(_NETWORKS)})\s*(?:接收|收)?(?:提醒|消息|通知)?吧?",
    re.I,
)
_A_QUIP = 24  # irony is short; a longer message has something to say beside it
_MY_LIST = re.compile(r"(?:我的|看看?|查看?)?(?:任务|事项)?(?:清单|台账|任务|列表)|查一下|查询|查")


def understand(text: str, context: c.Context) -> tuple[c.Command, ...]:
    """Return what the message means, at least one command; `Ask` or `Nothing` where nothing is sure."""
    if context.role == "admin" and (wording := setup.wording(text)) is not None:
        return (wording,)
    said = clean(text)
    if not said.text.strip():
        return (c.Nothing("chat" if said.quoted or text.strip() else "empty"),)
    if smalltalk.FORBIDDEN.search(said.text):
        return (c.Nothing("forbidden"),)
    if context.question:
        picked = choice.pick(said.text, context)
        if picked is not None:
            rest = replace(context, question=())
            return understand(picked, rest) if picked else (c.Nothing("chat"),)
    found = _read(text, said, context)
    allowed = MAY.get(context.role, MAY["contact"])
    told = [
        command if command.intent in allowed else c.Nothing("forbidden", command.intent) for command in found
    ]
    return tuple(dict.fromkeys(told)) or (_nothing(said.text, context),)


def _read(raw: str, said: Clean, context: c.Context) -> list[c.Command]:
    """Return the commands found, whoever may say them."""
    if (handup := handups.read(raw)) is not None:
        return [handup]
    names = names_of(context.items)
    known = items.known_in(context, _spoken_of(said, context), names.measures)
    if (meant := slips.mended(said.text, context, known, names)) is not None:
        if not meant:
            return [c.Nothing("chat")]
        raw, said = meant, replace(said, text=meant)
    if len(said.text) <= _A_QUIP and smalltalk.IRONY.search(said.text):
        return [c.Nothing("irritation")]
    if (small := _small(said.text, context)) is not None:
        return reply.finished(said.text, small, context, known, names) or small
    bare = said.text != "交接" or context.role != "admin"  # the admin's 交接 names a seat
    of_a_unit = context.role not in _DESK_ROLES
    if bare and (away := delegate.read(said.text, context.now, of_a_unit=of_a_unit)) is not None:
        return reply.finished(said.text, [away], context, known, names) or [away]
    if context.role in _DESK_ROLES and (ruled := desk.read(said.text, context, known, names)):
        return reply.finished(said.text, ruled, context, known, names) or ruled
    if context.role not in _DESK_ROLES and desk.is_desk_talk(said.text):
        return desk.read(said.text, context, known, names)[:1] or [c.Nothing("forbidden")]
    told = _as_contact(raw, said.text, context, known, names)
    if answer := reply.finished(said.text, told, context, known, names):
        return answer
    if context.role in _DESK_ROLES:
        return told_at_the_desk(told, said.text, context)
    return told


def _spoken_of(said: Clean, context: c.Context) -> str | None:
    """Return the item the conversation is about: quoted, replied to, last written about, or the only open one."""
    if len(said.quoted) == 1:
        return said.quoted[0]
    only = context.open_items[0] if len(context.open_items) == 1 else None
    asked = getattr(context.asked.meant, "item", None) if context.asked else None
    return context.replied_item or asked or context.last_item or only


def _small(text: str, context: c.Context) -> list[c.Command] | None:
    """Return what a message that is all courtesy, question mark or chat comes to."""
    bare = text.strip(" 。.!~,，")
    if not bare:
        return [c.Nothing("chat")]
    if bare == "1" and (known_one := _spoken_of(Clean(text), context)) and not _is_a_task("1", context):
        return [c.Accept(known_one)]
    number = _BARE_NUMBER.fullmatch(bare)
    if number is not None and not _is_a_task(number[1], context):
        about = _spoken_of(Clean(text), context)
        if (asked := _which_number(bare, about, context)) is not None:
            return [asked]
    if set(bare) <= set("?？"):
        return [c.Help()]
    if _GUIDE.fullmatch(bare):
        return [c.Help()]
    if smalltalk.HELLO.fullmatch(bare):
        return [c.Help()]
    if _BOARD.fullmatch(bare):
        return [c.ShowBoard()]
    if (preferred := _PREFER.fullmatch(bare)) is not None:
        return [c.Prefer(_NETWORKS[preferred["network"].lower()])]
    if smalltalk.THANKS.fullmatch(bare):
        return [c.Nothing("thanks")]
    if smalltalk.GREETING.fullmatch(bare):
        return [c.Nothing("greeting")]
    if smalltalk.HUSH.search(bare):
        return [c.Nothing("left") if context.role in _DESK_ROLES else c.Later(item=None)]
    if context.role not in _DESK_ROLES and _MY_LIST.fullmatch(bare):
        return [c.ListOwed()]
    if smalltalk.CHAT.fullmatch(bare):
        return [c.Nothing("chat")]
    if context.role in _DESK_ROLES and re.fullmatch(r"(?:收到|知道了|好的?|嗯+|明白|了解)[了的啦!。]*", bare):
        return [c.Nothing("chat")]
    return None


def _which_number(number: str, code: str | None, context: c.Context) -> c.Command | None:
    """`85` and nothing else: a figure perhaps, of the item spoken of."""
    measure = next((item.measure for item in context.items if item.code == code), "")
    if measure not in ("rate", "count") or float(number) > _HUNDRED:
        return None
    said = f"指标 {code} {number}%" if measure == "rate" else f"次数 {code} +{number}"
    return c.Ask("meaning", None, (said, f"详情 {code}"), number)


def _is_a_task(number: str, context: c.Context) -> bool:
    codes = (*(item.code for item in context.items), *context.open_items)
    return any(code.partition(".")[0] == number for code in codes)


def _as_contact(raw: str, text: str, context: c.Context, known: Known, names: Names) -> list[c.Command]:
    text = _without_courtesy(text)
    told: list[c.Command] = []
    if (whole := report.read(text, raw, context, known, names)) is not None:
        return [whole]
    if (moved := amend.moved(text, known)) is not None:
        return [_moved(raw, *moved, context, known, names)]
    found, too_many = statements.read(text, known, names, context.now)
    for statement in found:
        told += decide.commands_of(Said(statement, context, known, raw, len(found) == 1))
    if too_many:  # of all questions the one that must be put
        told = [command for command in told if not isinstance(command, c.Ask)]
        told.append(c.Ask("item", None, (), "一条里的事项太多，后面的请另发一条。"))
    told = _one_question(_said_once(told))
    if all(
        isinstance(command, (c.Later, c.Nothing, c.Ask)) for command in told
    ) and smalltalk.IRRITATION.search(text):
        return [c.Nothing("irritation")]
    return told


def _moved(
    raw: str, wrong: str | None, right: str, rest: str, context: c.Context, known: Known, names: Names
) -> c.Command:
    """A report was made on the wrong item; what it was is told by the rest, or by the account (`to` a bare Correct)."""
    known = replace(known, prefer=right)
    found, _ = statements.read(f"{right} {rest}", known, names, context.now)
    told = [command for one in found for command in decide.commands_of(Said(one, context, known, raw))]
    sure = [one for one in told if not isinstance(one, (c.Ask, c.Nothing, c.Detail, c.Accept, c.Correct))]
    to = sure[0] if len(sure) == 1 and rest else c.Correct(right)
    return c.Correct(wrong or right, to if wrong else None if isinstance(to, c.Correct) else to)


_COURTESY_TAIL = re.compile(r"[，,。!\s]*(?:" + smalltalk.THANKS.pattern + r")[。!~\s]*$", re.I)
_COURTESY_HEAD = re.compile(
    r"^[哈嘿呵嘻]*(?:(?:您好|你好|领导好|各位领导好?|尊敬的领导|[张王李赵刘陈]?(?:主任|科长|局长|处长|"
    r"老师)(?:您?好)?|hi|hello|早上好|上午好|下午好)[，,。!:：~\s]+)*",
    re.I,
)


_LONGEST_THANKS = 60


def _without_courtesy(text: str) -> str:
    body, tail = text[:-_LONGEST_THANKS], text[-_LONGEST_THANKS:]
    return _COURTESY_HEAD.sub("", body + _COURTESY_TAIL.sub("", tail), count=1) or text


def _said_once(told: list[c.Command]) -> list[c.Command]:
    """`有点问题，目录里两项定不下来`: the same of one item twice is one, with all its words."""
    kept: list[c.Command] = []
    for command in told:
        before = kept[-1] if kept else None
        if (
            isinstance(command, (c.Obstacle, c.Reassign, c.Progress))
            and isinstance(before, type(command))
            and replace(before, note=command.note) == command
        ):
            kept[-1] = replace(before, note="，".join(filter(None, (before.note, command.note))))
        else:
            kept.append(command)
    return kept


def _one_question(told: list[c.Command]) -> list[c.Command]:
    """Never two questions at once: the first is put, what was sure is done."""
    kept: list[c.Command] = []
    for command in told:
        if isinstance(command, c.Ask) and any(isinstance(one, c.Ask) for one in kept):
            continue
        if isinstance(command, c.Nothing) and (kept or len(told) > 1):
            continue
        kept.append(command)
    return kept


def _nothing(text: str, context: c.Context) -> c.Nothing:
    if smalltalk.IRRITATION.search(text):
        return c.Nothing("irritation")
    if smalltalk.THANKS.search(text):
        return c.Nothing("thanks")
    nearest = _nearest(text, context.role)
    return (
        c.Nothing("unclear", nearest)
        if nearest or len(text) <= 8
        else c.Nothing("chat" if len(text) <= 30 else "unclear")
    )


def _nearest(text: str, role: str) -> str:
    """Return the command word that differs from the first word in one character."""
    first = re.match(r"[一-鿿]{2,4}", text)
    if not first:
        return ""
    near = smalltalk.NEAREST + (smalltalk.NEAREST_AT_THE_DESK if role in _DESK_ROLES else ())
    for word in near:
        typed = first.group()[: len(word)]
        if len(typed) == len(word) and len(word) - sum(a == b for a, b in zip(typed, word, strict=True)) <= 1:
            return word
    return ""
