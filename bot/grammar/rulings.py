"""Rulings and pushes: 通过, 退回, 同意延期, 不同意延期, 催办 — of which items, of which units, with which reason.

A line of the desk begins with, ends with or is one of few words, so a table in
order of weight is enough: `不同意延期` before `同意延期` before `同意`.
"""

import re
from dataclasses import replace

from bot import commands as c
from bot.grammar import dates, items, note, parts, units, unruled
from bot.grammar.items import Known
from bot.grammar.names import Names
from bot.grammar.parts import Part
from bot.grammar.settle import items_of

_DAY = r"\s?(?:\d|[一二两三四五六七八九十半]|[今明本下这年月周元国])"
# 通过电话了, 通过微信问了一下
_NOT_BY_MEANS_OF = (
    r"(?!(?:过|了|的)?(?:电话|话(?!$)|气|电|微信|短信|邮件|视频|信|网|平台|系统|媒体|文件|公众号|渠道|方式|途径)|"
    r"[一-鿿]{1,10}(?:了解|沟通|渠道|方式|途径|形式|协调|核实))"
)
_RULINGS = (
    ("refuse", r"(?:不同意|不予|不准|不批准|不批|驳回|拒绝|不允许|不接受|否决)(?:其|该|这个)?(?:的)?[一-鿿\d.\s]{0,12}?(?:延期|"
        r"延长|推迟)(?:申请)?|延期(?:申请)?[一-鿿]{0,2}?(?:不同意|不予同意|不予批准|不予|不批准|"
        r"不批|不准|驳回|不行|不通过|不可以|免谈)|(?<!能)不能再?延(?:期|了)?|(?:别|不要|不许)再?延(?:期|了)?|不得延期|延期不(?!是)|"
        r"不(?:再)?(?:给|准|让|许|宜)(?:他们?|其|再)*(?:延|宽限|缓)(?:期|了)?|(?<![用必要想能会误])不(?:再)?(?:延|宽限|顺延)(?:期|了)?(?!误|缓|续|迟)|"
        r"(?:还是|仍旧?|就|必须|一律)?按(?:照)?(?:原(?:定|来|先)?|现)的?(?:时限|时间|期限|日期)(?:抓紧|加紧)?(?:来|办|完成|报|执行|走)|维持原(?:定|来|有)?的?(?:时限|期限|时间)|(?:时限|期限)不变"),
    ("grant", r"(?:同意|批准|准予|准许|准了|准|可以|允许|批)(?:其|该|这个)?(?:的)?[一-鿿\d.\s]{0,12}?(?:延期|"
        r"延长|推迟|延到|延至)(?:申请)?|延期(?:申请)?[一-鿿]{0,2}?(?:同意|批准|准予|准了|准|可以|"
        r"通过|批了|批到|批至|准到|(?:只能|最多|最晚|最迟|可以)(?=[到至])|没问题)|(?:同意|准予|可以|准|最多|最晚|最迟)延(?:到|至|期)?|"
        r"^(?:给|让)[一-鿿\d.\s]{0,12}?(?:延期?[到至]|延期|宽限[到至]?)|"
        rf"(?<!不)(?:给|批|准|同意|放宽|宽限|顺延|延期?)(?:他们?|其)?[到至](?={_DAY})|"
        rf"(?<!不)(?:(?:再|多|就)给|宽限|顺延|延|缓)(?=[一-鿿\d.\s]{{0,10}}?(?:\d{{1,2}}|[一二两三四五六七八九十半]{{1,2}})个?(?:天|周|星期|礼拜|月(?!\d)|工作日))"),
    ("return", r"退回(?:补正|补办|重报|修改)?(?:去|来)?|驳回|打回(?:去)?(?:重做)?|(?:审核)?(?<!通)不(?:予)?通过|没通过|"
        r"不同意|不准(?=$|[，,。\s])|(?:^|(?<=[?？，,\s]))不行(?=$|[，,。])|不批(?:准)?(?=$|[，,。])|不合格|不能通过|不予办结|不予销号|"
        r"重新报|重报|补正|请[一-鿿\d.\s]{1,8}补(?![了好过齐])[一-鿿\d.\s]{0,8}(?:材料|网址|链接|附件|说明|清单|盖章|截图|纪要|日期|文件|佐证|正文|依据|证明)|"
        r"请?补充[一-鿿\d.\s]{0,8}(?:材料|网址|链接|附件|说明|清单|盖章)|"
        r"补材料|退给?"),
    ("approve", rf"(?:审核|审批)?(?:予以)?(?:批准|通过{_NOT_BY_MEANS_OF})|"
        r"同意(?:办结|销号)?|准予(?:办结|销号)?|予以(?:办结|销号)|认可|"
        r"合格|(?<![标水基精对核瞄不])准了?(?=$|[\s\0，,。])|(?<![不还])可以(?:办结|销号|了)?(?=$|[\s\0，,。了])|(?<![不还])行(?=$|"
        r"[，,。了])|没问题|(?<![a-z])ok(?:ay)?$|"
        r"(?<![不没未已还刚才导长会人审这那一分大首第二三谁我待等要])批了?(?=吧?$|[，,。])|办结吧|"
        r"(?<![申未没法能要])(?<!请求)销号(?=$|[吧了，,。\s])|放行|(?:^|(?<=[，,\s的]))过(?=$|吧)"),
    ("urge", r"催办(?:一下|下)?|催(?:一催|一下|一遍|下|催)?(?:[他它她]们?)?|督促(?!整改|落实|检查|指导)(?:一下|下)?|提醒一下|"
        r"(?:让|叫|要求)(?=[一-鿿\d.]{1,10}(?:抓紧|赶紧|尽快|快点))"),
)  # fmt: skip
RULING = re.compile("|".join(f"(?P<{intent}>{pattern})" for intent, pattern in _RULINGS), re.I)
_ALL = re.compile(r"全部|所有|全都|都|统统|一遍|逾期的?|没报的|未报的|大家|各单位")
_MORE_TIME = re.compile(
    r"延期|延[到至长后]|延(?=$|[\s，,了])|推迟|宽限|顺延|(?:要|想|再|给|不|准|让|能|可以|同意|请求|申请|求)延(?![误伸续安])|"
    r"[要想再]缓|缓(?:一缓|[几两]|到)|[给批准](?:他们?|其)?[到至](?=\s?\d)"
)
_AS_BEFORE = re.compile(r"按|维持|不变")
_NO = re.compile(r"[不驳否]")


def found_in(line: str, previous: c.Command | None = None) -> re.Match[str] | None:
    """The word that rules, past those that only look like one."""
    of_time = isinstance(previous, (c.Grant, c.Refuse)) or _MORE_TIME.search(line)
    for found in RULING.finditer(line):
        kind = found.lastgroup or ""
        if kind == "refuse" and _AS_BEFORE.search(found.group()) and not of_time:
            continue  # 按原时限办 refuses only where more time was asked for
        if not unruled.rules_nothing(line, found.start(), found.end(), kind):
            return found
    return None


def commands(
    intent: str,
    line: str,
    span: tuple[int, int],
    context: c.Context,
    known: Known,
    names: Names,
    going_on: bool = False,
) -> list[c.Command]:
    """Return one command for each item and unit named."""
    kind = units.of_a_kind(line, context.units)
    whose = units.find(line, context.units) if kind is None else [kind[1]]
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
    if not codes and known.prefer and (going_on or (not everything and (intent != "urge" or not whose))):
        codes = (known.prefer,)
    said = kind[0] if kind else [line[start:end] for start, end in whose]
    said = said or ["" if context.units else _unit_by_place(shut, part, intent)]
    own = _own_words(shut, part, said[0] if not whose else "", intent)
    pairs = _paired(part, whose, line) if kind is None and len(whose) > 1 else []
    pairs = pairs or [(code, unit) for code in (codes or (None,)) for unit in said]
    return [
        _dated(note.filled(command, item=code, unit=unit, note=own), context)
        for code, unit in dict.fromkeys(pairs)
    ]


def _dated(command: c.Command, context: c.Context) -> c.Command:
    """`再给一周` counts from the day the item is due, where that is known; else the account knows."""
    if not isinstance(command, c.Grant) or not command.phrase:
        return command
    due = context.due.get(command.item or "")
    return (
        replace(command, date=dates.wished(command.phrase, context.now, due), phrase="") if due else command
    )


def _paired(part: Part, whose: list[tuple[int, int]], line: str) -> list[tuple[str | None, str]]:
    """`通过3.1龙华、5.4美兰`: each item with its own unit; empty where all are meant of all.

    Positions hold for both, for the units were only blanked.
    """
    indent = len(line) - len(line.lstrip())
    told = [(m.start + indent, code) for m in part.mentions if not m.choose for code in m.codes]
    told = told or [(n.start + indent, n.codes[0]) for n in part.names if n.strong and len(n.codes) == 1]
    order = sorted([(at, code, "") for at, code in told] + [(s, None, line[s:e]) for s, e in whose])
    runs: list[tuple[bool, list[str]]] = []
    for _, code, unit in order:
        if not runs or runs[-1][0] != bool(code):
            runs.append((bool(code), []))
        runs[-1][1].append(code or unit)
    if len(runs) < 4 or len(runs) % 2:
        return []
    found: list[tuple[str | None, str]] = []
    for (first_is_item, first), (_, second) in zip(runs[::2], runs[1::2], strict=True):
        codes, said = (first, second) if first_is_item else (second, first)
        found += [(code, unit) for code in codes for unit in said]
    return found


def _empty(intent: str, part: Part, context: c.Context) -> c.Command:
    match intent:
        case "grant":
            day = part.days[-1] if part.days else None
            if day is not None and day.length and not re.search(r"之?前|以?内", day.text):
                return c.Grant(phrase=day.text)
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
            if not re.search(
                r"^的|的$|单位|全部|所有|都|逾期|超期|[缺没未不请补差材料佐证]|了$|谢|^[一两二三几再]",
                rest[0],
            )
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


def carried_on(
    line: str, context: c.Context, known: Known, names: Names, previous: c.Command | None
) -> list[c.Command] | None:
    """`通过 3.1 龙华区，3.2 秀英区`: the next item under the same word."""
    if not isinstance(previous, (c.Approve, c.Urge)):
        return None
    part = parts.read(line, known, names, context.now)
    if not part.mentions or part.mentions[0].start > 1:
        return None
    return commands(previous.intent, line, (0, 0), context, known, names)


def going_on(known: Known, previous: c.Command | None) -> Known:
    """`3.1 龙华区通过，美兰区退回`: what follows is about the item just ruled on."""
    item = getattr(previous, "item", None)
    return replace(known, prefer=item) if item else known


def intent_of(ruling: re.Match[str], line: str, previous: c.Command | None = None) -> str:
    """同意 is of an extension where the line, or the ruling before it, speaks of more time, and so is 不同意; 退回 never is."""
    intent = ruling.lastgroup or ""
    if not (_MORE_TIME.search(line) or isinstance(previous, (c.Grant, c.Refuse))):
        return intent
    if intent == "return" and _NO.match(ruling.group()):
        return "refuse"
    return "grant" if intent == "approve" else intent
