"""What the desk says: rulings, pushes, papers; and the administrator's settings.

A line of the desk begins with, ends with or is one of few words, so a table in
order of weight is enough: `不同意延期` before `同意延期` before `同意`.
"""

import re
from dataclasses import replace
from datetime import datetime

from bot import commands as c
from bot.grammar import dates, items, note, parts, units, words
from bot.grammar.items import Known
from bot.grammar.names import Names
from bot.grammar.parts import Part
from bot.grammar.statements import items_of
from schedules.policy import KNOBS

_RULINGS = (
    ("refuse", r"(?:不同意|不予|不准|不批准|不批|驳回|拒绝|不允许|不接受|否决)(?:其|该|这个)?(?:的)?[一-鿿\d.\s]{0,12}?(?:延期|"
        r"延长|推迟)(?:申请)?|延期(?:申请)?[一-鿿]{0,2}?(?:不同意|不予同意|不予批准|不予|不批准|"
        r"不批|不准|驳回|不行|不通过|不可以)|不能延期?|不得延期|延期不"),
    ("grant", r"(?:同意|批准|准予|准许|准了|准|可以|允许|批)(?:其|该|这个)?(?:的)?[一-鿿\d.\s]{0,12}?(?:延期|"
        r"延长|推迟|延到|延至)(?:申请)?|延期(?:申请)?[一-鿿]{0,2}?(?:同意|批准|准予|准了|准|可以|"
        r"通过|批了|没问题)|(?:同意|准予|可以|准)延(?:到|至|期)?"),
    ("return", r"退回(?:补正|补办|重报|修改)?(?:去|来)?|驳回|打回(?:去)?(?:重做)?|(?:审核)?不(?:予)?通过|没通过|"
        r"不同意|不合格|不能通过|不予办结|不予销号|重新报|重报|补正|请?补充[一-鿿\d.\s]{0,8}材料|"
        r"补材料|退给?"),
    ("approve", r"(?:审核|审批)?(?:予以)?通过|同意(?:办结|销号)?|准予(?:办结|销号)?|予以(?:办结|销号)|认可|"
        r"合格|准了?(?=$|[\s\0，,。])|(?<!不)可以(?:办结|销号|了)?(?=$|[\s\0，,。了])|(?<!不)行(?=$|"
        r"[，,。了])|没问题|(?:^|\s)ok(?:ay)?$|^批了?$|办结吧|销号吧"),
    ("urge", r"催办(?:一下|下)?|催(?:一催|一下|一遍|下|催)?(?:[他它她]们?)?|督促(?:一下|下)?|提醒一下"),
)  # fmt: skip
_RULING = re.compile("|".join(f"(?P<{intent}>{pattern})" for intent, pattern in _RULINGS), re.I)
_NOT_RULED = re.compile(r"(?:先|暂|暂时)?(?:别|不要|不用|不必|无需|暂不|先不|未|还没|没)(?:有)?(?:再)?$")
_LOOSE_RULING = re.compile(r"^(?:吗|了吗|没有|了没|没[?？]?$|率|时间|情况|的)")
_SHOWN = (
    (re.compile(r"(?:出|写|拟|发|生成|起草|做|来|制作|导出|整)(?:一|1)?[份个期篇]?[一-鿿\d年]{0,8}?通报|"
        r"^通报|通报(?:[给帮]?我?(?:出|发|写|弄|做|拟|来|起草|生成)|$)"), "bulletin"),
    (re.compile(r"台账|导出|excel|xlsx|下载表|导表|总表|明细表", re.I), "ledger"),
    (re.compile(r"待审|等我审|要审|要我审|我来?审|需要?审|待审核|待批|未审|没审|审核列表|等待审核|要(?:我)?处理|"
        r"要我批|[等待]着?我(?:来)?(?:审|批|定)|要批的|还没批"), "pending"),
    (re.compile(r"逾期|超期|过期|到期(?:未|没)|拖欠|(?:谁|哪些?|哪些?单位|哪几家|哪家|哪些人|有谁)(?:都)?(?:还|"
        r"至今)?(?:没|未|尚未)|滞后|没(?:报|交)的|未(?:报|交|完成)的"), "overdue"),
    (re.compile(r"汇总|周报|月报|日报|总体情况|整体情况|总体进展|整体进展|情况怎么样|进展怎么样|进度怎么样|"
        r"情况如何|进展如何|进度如何|概况|小结|总览|一览|全局|今天(?:什么)?情况|到哪了|什么情况|"
        r"总体进度|各(?:单位|区)的?(?:进度|进展|情况)|(?:区|局)的?(?:情况|进展|进度)$"), "digest"),
)  # fmt: skip
_SETTING = re.compile(
    "(?P<name>"
    + "|".join(sorted({k.word for k in KNOBS} | {"交接", "角色", "模板", "免打扰"}, key=len, reverse=True))
    + r")(?=[\s:：\d]|$)[\s:：]*(?P<rest>.*)",
    re.S,
)
_DIGEST_HOUR = re.compile(
    r"汇总\s*(?:时间)?[\s:：]*(?=\d{1,2}[:点时]|[一二三四五六七八九十]{1,2}点)(?P<rest>.+)"
)
_INVITE = re.compile(
    r"(?:邀请|邀请码|发邀请(?:码)?|生成邀请码|给)\s*(?P<unit>.*?)(?:的?邀请码|发(?:个|一个)?邀请码?)?\s*$"
)
_MONTH = re.compile(
    r"\d{1,2}月份?|[一二三四五六七八九十]{1,2}月份?|上个?月|本月|这个?月|[第]?[一二三四1234]季度|"
    r"全年|上半年|下半年|年度|年终"
)
_QUESTION = re.compile(r"[?？]$|吗[?？]?$|了没有?[?？]?$|^(?:谁|哪)|(?:谁|哪些?|几个|多少)")
_ALL = re.compile(r"全部|所有|全都|都|统统|一遍|逾期的?|没报的|未报的|大家|各单位|他们")


def read(text: str, context: c.Context, known: Known, names: Names) -> list[c.Command]:
    """Return what the desk said, in order; empty where it is no line of the desk's."""
    if (command := _setting(text, known, names, context.now)) is not None:
        return [command]
    found: list[c.Command] = []
    previous: c.Command | None = None
    for line in _lines(text):
        told = _line(line, context, known, names, previous)
        if told is None and found and isinstance(found[-1], (c.Return, c.Refuse, c.Grant, c.Approve, c.Urge)):
            found[-1] = replace(found[-1], note="，".join(filter(None, (found[-1].note, line))))
            continue
        if told is not None:
            found += told
            previous = told[-1]
    return found


# Whoever rules on more than this at once is asked to do it in two messages (`reader`).
LONGEST = 600
MOST_LINES = 40
_CODE = re.compile(r"\d{1,2}\.\d{1,2}")
_MORE_TIME = re.compile(r"延期|延[到至长]|延(?=$|[\s，,])|推迟|宽限|顺延")
_NO = re.compile(r"[不驳否]")
_LINE = re.compile(
    r"[\n;；。!]+(?!\d)|[，,](?=\s*(?:"
    + "|".join(p for _, p in _RULINGS)
    + r")\s*(?:\d|[一-鿿]{2,6}(?:区|局|委|办)))|[，,](?=\s*\d{1,2}\.\d{1,2})|[，,](?=[一-鿿]{2,6}(?:通过|退回|驳回))"
)


def _lines(text: str) -> list[str]:
    lines: list[str] = []
    for line in filter(None, (piece.strip(" ，,") for piece in _LINE.split(text[:LONGEST]) if piece)):
        if lines and _RULING.search(lines[-1]) and not _RULING.search(line) and not _named_in(lines[-1]):
            lines[-1] += f"，{line}"  # 延到11月20日同意，3.1龙华区
        else:
            lines.append(line)
    return lines[:MOST_LINES]


def _named_in(line: str) -> bool:
    return bool(_CODE.search(line) or units.find(line, ()))


def _line(
    line: str, context: c.Context, known: Known, names: Names, previous: c.Command | None
) -> list[c.Command] | None:
    ruling = _ruling_in(line)
    shown = _shown(line)
    if (
        shown is not None
        and (ruling is None or (ruling.lastgroup == "urge" and _QUESTION.search(line) is not None))
        and not _about_one(shown, line, known, names, context)
    ):
        return [shown]
    if ruling is None and _RULING.search(line) and not _QUESTION.search(line):
        return [c.Nothing("unclear")]  # 先别通过
    if ruling is None:
        return _carried_on(line, context, known, names, previous)
    intent = ruling.lastgroup or ""
    if _MORE_TIME.search(line) and (intent == "approve" or (intent == "return" and _NO.match(ruling.group()))):
        intent = "grant" if intent == "approve" else "refuse"
    if _QUESTION.search(line) and intent != "urge" and _LOOSE_RULING.match(line[ruling.end() :]):
        return None
    return _rulings(intent, line, ruling.span(), context, _going_on(known, previous), names)


def _going_on(known: Known, previous: c.Command | None) -> Known:
    """`3.1 龙华区通过，美兰区退回`: what follows is about the item just ruled on."""
    item = getattr(previous, "item", None)
    return replace(known, prefer=item) if item else known


def _ruling_in(line: str) -> re.Match[str] | None:
    for found in _RULING.finditer(line):
        if not _NOT_RULED.search(line[max(0, found.start() - 6) : found.start()]):
            return found
    return None


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


def _rulings(
    intent: str, line: str, span: tuple[int, int], context: c.Context, known: Known, names: Names
) -> list[c.Command]:
    """Return one command for each item and unit named."""
    whose = units.find(line, context.units)
    # The item may stand inside the ruling: 同意龙华区3.1延期.
    words_of_ruling = [(at, at + 1) for at in range(*span) if line[at] not in "0123456789."]
    shut = items.blank(line, [*words_of_ruling, *whose])
    part = parts.read(shut, known, names, context.now)
    codes, choices = items_of(part, known) if intent != "urge" or part.mentions or part.names else ((), ())
    command = _empty(intent, part, context)
    if choices:
        unit = line[slice(*whose[0])] if whose else ""
        meant = tuple(note.say(note.filled(command, item=code, unit=unit)) for code in choices[:4])
        return [c.Ask("item", command, meant)]
    everything = bool(_ALL.search(line)) and not codes
    if not codes and not everything and known.prefer and not (intent == "urge" and whose):
        codes = (known.prefer,)
    said = [line[start:end] for start, end in whose] or [_unit_by_place(shut, part, intent)]
    own = _own_words(shut, part, said[0] if not whose else "", intent)
    return [
        note.filled(command, item=code, unit=unit, note=own)
        for code in (codes or (None,))
        for unit in dict.fromkeys(said)
    ]


def _empty(intent: str, part: Part, context: c.Context) -> c.Command:
    match intent:
        case "grant":
            day = part.days[-1] if part.days else None
            return c.Grant(date=dates.wished(day.text, context.now) if day else None)
        case "refuse":
            return c.Refuse()
        case "return":
            return c.Return()
        case "approve":
            return c.Approve()
    return c.Urge()


def _unit_by_place(shut: str, part: Part, intent: str) -> str:
    """`通过 3.1 龙华`: the short word behind the number is the unit, where no roster tells."""
    if not part.mentions:
        return ""
    rest = shut.strip()[part.mentions[-1].end :].replace(items.BLANK, " ").split()
    if (
        rest
        and re.fullmatch(r"[一-鿿]{2,4}", rest[0])
        and (len(rest) > 1 or intent in ("approve", "urge", "grant"))
    ):
        return (
            rest[0]
            if not re.search(r"^的|单位|全部|所有|都|[缺没未不请补差材料佐证]|了$|谢", rest[0])
            else ""
        )
    return ""


def _own_words(shut: str, part: Part, unit: str, intent: str) -> str:
    spans = [(m.start, m.end) for m in part.mentions]
    if intent == "grant":
        spans += [note.till(part.text, d.start, d.end) for d in part.days]
    left = note.left_of(part.text, spans)
    left = left.removeprefix(unit).strip(" ，,：:") if unit else left
    left = re.sub(
        r"^(?:的|全部|所有|都|吧|了|一下|下|延期|申请|办结|去|来|对|把|给|请|那个|这个|先|再|也|逾期的?|"
        r"没报的|未报的|单位|各单位|大家|他们|[、和及与])+(?=$|\s|[、，,])",
        "",
        left,
    )
    return left.strip(" ，,：:、。")


def _carried_on(
    line: str, context: c.Context, known: Known, names: Names, previous: c.Command | None
) -> list[c.Command] | None:
    """`通过 3.1 龙华区，3.2 秀英区`: the next item under the same word."""
    if not isinstance(previous, (c.Approve, c.Urge)):
        return None
    part = parts.read(line, known, names, context.now)
    if not part.mentions or part.mentions[0].start > 1:
        return None
    return _rulings(previous.intent, line, (0, 0), context, known, names)


def _setting(text: str, known: Known, names: Names, now: datetime) -> c.Command | None:
    """Return the setting to be changed, or the invitation to be made."""
    line = re.sub(r"^(?:设置|设定|修改|把|将|请|更改|调整)\s*(?=[一-鿿])", "", text.strip())
    if (digest := _DIGEST_HOUR.match(line)) is not None:
        return c.Configure("汇总时间", None, digest["rest"].strip())
    found = _SETTING.match(line)
    if found:
        rest = found["rest"].strip()
        part = parts.read(rest, known, names, now)
        first = (
            part.mentions[0]
            if part.mentions and not part.mentions[0].start and found["name"] == "提醒"
            else None
        )
        if first is not None and "." in rest[first.start : first.end]:
            return c.Configure(found["name"], first.codes[0], part.text[first.end :].strip(" ，,：:"))
        return c.Configure("静默" if found["name"] == "免打扰" else found["name"], None, rest)
    if "邀请" in line and (invited := _INVITE.match(line)) is not None:
        return c.MakeInvite(invited["unit"].strip(" ：:，,"))
    return None


def is_desk_talk(text: str) -> bool:
    """Whether a contact typed one of the desk's own lines."""
    return (
        bool(
            re.match(
                r"(?:通过|催办?|同意延期|不同意延期|待审|汇总|周报|月报|出通报|逾期|停办日|静默|邀请|批准)(?=[\s\d全]|"
                r"$)",
                text,
            )
        )
        and not re.match(r"通过[\s]*(?:了|[一-鿿]{2,})", text)
        and words.HEAD.match(text) is None
    )
