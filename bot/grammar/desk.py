"""What the desk says: rulings and pushes, papers and lists, and the administrator's settings."""

import re
from dataclasses import replace

from bot import commands as c
from bot.grammar import parts, rulings, setup, words
from bot.grammar.items import Known
from bot.grammar.names import Names
from bot.grammar.rulings import RULING
from bot.grammar.settle import items_of

_LOOSE_RULING = re.compile(r"^(?:吗|了吗|没有|了没|没[?？]?$|率|时间|情况|的)")
_SHOWN = (
    (re.compile(r"(?:出|写|拟|发|生成|起草|做|来|制作|导出|整)(?:一|1)?[份个期篇]?[一-鿿\d年]{0,8}?通报|"
        r"^通报|通报(?:[给帮]?我?(?:出|发|写|弄|做|拟|来|起草|生成)|$)"), "bulletin"),
    (re.compile(r"台账|导出|excel|xlsx|下载表|导表|总表|明细表", re.I), "ledger"),
    (re.compile(r"待审|等我审|要审|要我审|我来?审|需要?审|待审核|待批|未审|没审|审核列表|等待审核|要(?:我)?处理|"
        r"要我批|[等待]着?我(?:来)?(?:审|批|定)|要批的|还没批"), "pending"),
    (re.compile(r"逾期|超期|过期|到期(?:未|没)|拖欠|(?:谁|哪些?|哪些?单位|哪几家|哪家|哪些人|有谁)(?:都)?(?:还|"
        r"至今)?(?:没|未|尚未|不行|拖|落后|最慢)|滞后|(?:怎么|为什么|为啥|咋)(?:还|都)?没|没(?:报|交)的|"
        r"[未没](?:报|交|完成|签收|办结|反馈)的"), "overdue"),
    (re.compile(r"汇总|(?:今[日天]|每日|工作)简报|周报|月报|日报|(?:本|这个?|上个?)[月周]的?情况|(?:完成|办结|签收)率|总体情况|整体情况|总体进展|整体进展|情况怎么样|进展怎么样|进度怎么样|"
        r"情况如何|进展如何|进度如何|概况|小结|总览|一览|全局|今[天日]的?(?:督办|总的|整体)?(?:什么|啥)?情况|到哪了|什么情况|"
        r"总体进度|各(?:单位|区|部门)的?[一-鿿]{0,2}(?:进度|进展|情况)|(?:区|局)的?(?:情况|进展|进度)$"), "digest"),
)  # fmt: skip
_MONTH = re.compile(
    r"\d{1,2}月份?|[一二三四五六七八九十]{1,2}月份?|上个?月|本月|这个?月|[第]?[一二三四1234]季度|"
    r"全年|上半年|下半年|年度|年终"
)
_QUESTION = re.compile(r"[?？]$|吗[?？]?$|了没有?[?？]?$|^(?:谁|哪)|(?:谁|哪些?|几个|多少)")
_ADOPT = re.compile(r"启用\s*(?:这个?)?(?:计划|它)?\s*(?:[0-9a-f]{64})?[。!！]?")
_REHEARSE = re.compile(r"(?:看看?|做|来)?(?:一下|个)?(?:预演|预览)(?:一下)?(?P<days>.{0,40})")
_ARCHIVE = re.compile(
    r"(?:请|帮我)?(?:做|出|生成|打包|导出|来)?(?:一?个|一份)?(?:年终|年度)?归档(?:包|一下)?[。!！]?"
)
_LETTER = re.compile(
    r"(?:请|帮我)?(?:出|写|做|拟|生成)?(?:一?[份张个])?(?:催办函|督办单)[\s:：]*(?P<about>[^?？\n]{0,60})"
)
# Nothing is ruled yet; nor are more units ruled on than were named.
_UNDECIDED = re.compile(
    r"先?(?:放一?放|缓一?缓|等一?等|等等|搁一?搁|压一?压|不急|不管|不处理|不动)(?:再说|吧|$)|(?:^|[，,])(?:我|先|再|容我|让我)(?:先|再)?(?:想想|看看|考虑|研究|商量)(?:一下|看)?(?:再说|再定|吧$|$)|^再(?:等等|想想|看看|议)"
)
_ONLY_THEN = re.compile(
    r"如果|要是|假如|若是|只要|一旦|(?:补|改|齐|到位|交|报|发|盖|签|有)[^，,]{0,8}[，,]?(?:之?后|以后)?(?:我?就|才|再)(?:可以|能|给)?$"
)
_PUSHED = re.compile(r"催(?:办)?(?:过|了(?:没|吗))|(?:通过|同意|办结)不了")
_RULED_ALREADY = re.compile(r"已(?:经)?(?:审核)?(?:通过|同意|批|退回|办结)了?[吧吗]")
_ALL_BUT = re.compile(r"除(?:了|开|去)?(?!夕|名)[^，,]{2,20}?(?:以外|之外|外|其他|其它|其余|都|全)")
_NUMBER = re.compile(r"(?<![\d.])\d{1,3}\.\d{1,2}(?![\d.])")
_RULED_WRONGLY = re.compile(
    r"(?:通过|退回|同意|批|审|催|点|按|发)错|(?:刚才|刚刚|上一?条|前面)[^。\n]{0,16}(?:撤回|撤销|收回|作废|不算)|"
    r"[，, ](?:请)?(?:撤回|撤销|收回|作废)[吧了。]*$"
)
_TAKEN_BACK = re.compile(r"撤回|撤销|取消|收回|作废|更正|改正")


def read(text: str, context: c.Context, known: Known, names: Names) -> list[c.Command]:
    """Return what the desk said, in order; empty where it is no line of the desk's."""
    if _ADOPT.fullmatch(text.strip()):
        return [c.Adopt()]
    if (ahead := _REHEARSE.fullmatch(text.strip())) is not None:
        return [c.Rehearse(ahead["days"].strip(" ，,：:。"))]
    if _ARCHIVE.fullmatch(text.strip()):
        return [c.MakeArchive()]
    if (letter := _LETTER.fullmatch(text.strip())) is not None and not _QUESTION.search(text):
        return [_letter(letter["about"])]
    if (command := setup.read(text, known, names, context.now)) is not None:
        return [command]
    if _TAKEN_BACK.match(text) or _RULED_WRONGLY.search(text):
        return []
    found: list[c.Command] = []
    previous: c.Command | None = None
    spoken, too_many = rulings.lines(text, context.units)
    for line in spoken:
        told = _line(line, context, known, names, previous)
        if told is None and found and isinstance(found[-1], (c.Return, c.Refuse, c.Grant, c.Approve, c.Urge)):
            found[-1] = replace(found[-1], note="，".join(filter(None, (found[-1].note, line))))
            continue
        if told is not None:
            found += told
            previous = told[-1]
    if found and too_many:
        found.append(c.Ask("item", None, (), "一条里的事项太多，后面的请另发一条。"))
    return found


def _line(
    line: str, context: c.Context, known: Known, names: Names, previous: c.Command | None
) -> list[c.Command] | None:
    ruling = rulings.found_in(line)
    if _RULED_ALREADY.search(line) or (ruling is None and _UNDECIDED.search(line)):
        return [c.Nothing("chat")]
    if ruling is not None and (
        _ONLY_THEN.search(line[: ruling.start()]) or _PUSHED.match(line, ruling.start())
    ):
        return [c.Nothing("chat")]
    if ruling is not None and _ALL_BUT.search(line):
        return [c.Ask("unit", None, (), line)]
    shown = _shown(line)
    if (
        shown is not None
        and (ruling is None or (ruling.lastgroup == "urge" and _QUESTION.search(line) is not None))
        and not _about_one(shown, line, known, names, context)
    ):
        return [shown]
    if ruling is None and RULING.search(line) and not _QUESTION.search(line):
        return [c.Nothing("unclear")]  # 先别通过
    if ruling is None:
        return rulings.carried_on(line, context, known, names, previous)
    intent = rulings.intent_of(ruling, line)
    if _QUESTION.search(line) and intent != "urge" and _LOOSE_RULING.match(line[ruling.end() :]):
        return None
    about = rulings.going_on(known, previous)
    return rulings.commands(intent, line, ruling.span(), context, about, names, about is not known)


def _about_one(shown: c.Command, line: str, known: Known, names: Names, context: c.Context) -> bool:
    """`3.1进展怎么样` asks for an item, not for the digest; 逾期清单 names none."""
    if isinstance(shown, (c.MakeBulletin, c.MakeLedger)):
        return False
    part = parts.read(line, known, names, context.now)
    by_name = isinstance(shown, c.ShowDigest) and len(items_of(part, known)[0]) == 1
    return bool(part.mentions) or by_name


def _shown(line: str) -> c.Command | None:
    """Return the paper or list asked for."""
    for pattern, intent in _SHOWN:
        if not pattern.search(line):
            continue
        match intent:
            case "bulletin":
                month = _MONTH.search(line)
                return c.MakeBulletin(month.group() if month else "")
            case "ledger":
                month = _MONTH.search(line)
                return c.MakeLedger(month.group() if month else "")
            case "pending":
                return c.ShowPending()
            case "overdue":
                return c.ShowOverdue()
            case _:
                return c.ShowDigest("week" if "周" in line else "month" if "月" in line else "day")
    return None


def _letter(about: str) -> c.MakeLetter:
    """`3.1 龙华区` in either order; the unit is what is left."""
    number = _NUMBER.search(about)
    unit = _NUMBER.sub(" ", about).strip(" ，,：:。、给发")
    return c.MakeLetter(number.group() if number else None, unit)


def is_desk_talk(text: str) -> bool:
    """Whether a contact typed one of the desk's own lines."""
    return (
        bool(
            re.match(
                r"(?:通过|催办?|同意延期|不同意延期|待审|汇总|周报|月报|出通报|逾期|停办日|静默|邀请|批准)(?=[\s\d全]|"
                r"$)|(?:请|我?[要想])?(?:把|将)?(?:提醒|晨报|汇总|静默)(?:时间|规则|时段)[一-鿿]{0,2}(?:改|设|调)",
                text,
            )
        )
        and not re.match(r"通过[\s]*(?:了|[一-鿿]{2,})", text)
        and words.HEAD.match(text) is None
    )
