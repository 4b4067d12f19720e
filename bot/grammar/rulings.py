"""Rulings and pushes: 通过, 退回, 同意延期, 不同意延期, 催办 — of which items, of which units, with which reason.

A line of the desk begins with, ends with or is one of few words, so a table in
order of weight is enough: `不同意延期` before `同意延期` before `同意`.
"""

import re
from dataclasses import dataclass, replace

from bot import commands as c
from bot.grammar import dates, items, note, parts, units
from bot.grammar.items import Known
from bot.grammar.names import Names
from bot.grammar.parts import Part
from bot.grammar.settle import items_of

_RULINGS = (
    ("refuse", r"(?:不同意|不予|不准|不批准|不批|驳回|拒绝|不允许|不接受|否决)(?:其|该|这个)?(?:的)?[一-鿿\d.\s]{0,12}?(?:延期|"
        r"延长|推迟)(?:申请)?|延期(?:申请)?[一-鿿]{0,2}?(?:不同意|不予同意|不予批准|不予|不批准|"
        r"不批|不准|驳回|不行|不通过|不可以)|不能再?延期?|(?:别|不要|不许)再?延期?|不得延期|延期不"),
    ("grant", r"(?:同意|批准|准予|准许|准了|准|可以|允许|批)(?:其|该|这个)?(?:的)?[一-鿿\d.\s]{0,12}?(?:延期|"
        r"延长|推迟|延到|延至)(?:申请)?|延期(?:申请)?[一-鿿]{0,2}?(?:同意|批准|准予|准了|准|可以|"
        r"通过|批了|批到|批至|准到|(?:只能|最多|最晚|最迟|可以)(?=[到至])|没问题)|(?:同意|准予|可以|准|最多|最晚|最迟)延(?:到|至|期)?|^(?:给|让)[一-鿿\d.\s]{0,12}?(?:延期?[到至]|延期|宽限[到至]?)"),
    ("return", r"退回(?:补正|补办|重报|修改)?(?:去|来)?|驳回|打回(?:去)?(?:重做)?|(?:审核)?不(?:予)?通过|没通过|"
        r"不同意|^不行(?=$|[，,。])|不批(?:准)?(?=$|[，,。])|不合格|不能通过|不予办结|不予销号|重新报|重报|补正|请[一-鿿\d.\s]{1,8}补(?![了好过齐])[一-鿿\d.\s]{0,8}(?:材料|网址|链接|附件|说明|清单|盖章)|请?补充[一-鿿\d.\s]{0,8}(?:材料|网址|链接|附件|说明|清单|盖章)|"
        r"补材料|退给?"),
    ("approve", r"(?:审核|审批)?(?:予以)?通过|同意(?:办结|销号)?|准予(?:办结|销号)?|予以(?:办结|销号)|认可|"
        r"合格|准了?(?=$|[\s\0，,。])|(?<!不)可以(?:办结|销号|了)?(?=$|[\s\0，,。了])|(?<!不)行(?=$|"
        r"[，,。了])|没问题|(?<![a-z])ok(?:ay)?$|^批了?$|办结吧|销号吧"),
    ("urge", r"催办(?:一下|下)?|催(?:一催|一下|一遍|下|催)?(?:[他它她]们?)?|督促(?:一下|下)?|提醒一下"),
)  # fmt: skip
RULING = re.compile("|".join(f"(?P<{intent}>{pattern})" for intent, pattern in _RULINGS), re.I)
_NOT_RULED = re.compile(
    r"(?:(?<=.)先|暂|暂时|待|等)$|(?:先|暂|暂时)?(?:别|不要|不用|不必|无需|暂不|先不|未|还没|没)(?:有)?(?:再)?$"
)
_ALL = re.compile(r"全部|所有|全都|都|统统|一遍|逾期的?|没报的|未报的|大家|各单位")
# Whoever rules on more than this at once is asked to do it in two messages (`reader`).
LONGEST = 600
MOST_LINES = 40
_NEAR = 10
_THE_REST = re.compile(r"(?:其他|其它|其余|剩下|别的|另外)")
_HARD = re.compile(r"[\n;；。!]+(?!\d)")
_SOFT = re.compile(r"[，,](?!\d{1,3}(?:天|、))")
_CODE = re.compile(r"\d{1,3}\.\d{1,2}")
_MORE_TIME = re.compile(r"延期|延[到至长]|延(?=$|[\s，,])|推迟|宽限|顺延")
_NO = re.compile(r"[不驳否]")


@dataclass(slots=True)
class _Line:
    """A ruling with its reason, put together piece by piece."""

    text: str
    rules: bool
    names: bool


def lines(text: str, roster: tuple[str, ...]) -> tuple[list[str], bool]:
    """Return the rulings, each with its reason, and whether there were more than are read at once.

    A comma begins a new one where a ruling of its own stands behind it.
    """
    found: list[_Line] = []
    for sentence in _HARD.split(text[:LONGEST]):
        fresh = True
        for piece in filter(None, (one.strip(" ，,") for one in _SOFT.split(sentence))):
            ruled = RULING.search(piece)
            now = _Line(piece, ruled is not None, _named_in(piece, roster))
            before = found[-1] if found else None
            if before is None or not _goes_on(before, now, ruled, fresh):
                found.append(now)
            else:
                before.text += f"，{piece}"
                before.rules, before.names = before.rules or now.rules, before.names or now.names
            fresh = False
    return [line.text for line in found[:MOST_LINES]], len(text) > LONGEST or len(found) > MOST_LINES


def _goes_on(before: _Line, now: _Line, ruled: re.Match[str] | None, fresh: bool) -> bool:
    """Whether a piece belongs to the ruling before it."""
    if before.rules and not before.names and not now.rules and now.names:
        return True  # 延到11月20日同意，3.1龙华区
    if before.rules and _CODE.fullmatch(now.text) and not _CODE.search(before.text):
        return True  # 给市司法局发个催办，3.1
    if fresh or not before.rules:
        return not fresh
    if _CODE.match(now.text):
        return False
    anew = _THE_REST.match(now.text) or (now.names and ruled and ruled.start() <= _NEAR)
    return not (anew and ruled)


def _named_in(line: str, roster: tuple[str, ...]) -> bool:
    return bool(_CODE.search(line) or units.find(line, roster))


def found_in(line: str) -> re.Match[str] | None:
    for found in RULING.finditer(line):
        before = line[max(0, found.start() - 6) : found.start()]
        if not _NOT_RULED.search(before) or (found.group()[0] == "不" and before.endswith(("暂", "暂时"))):
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
    if not codes and not everything and known.prefer and (going_on or intent != "urge" or not whose):
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


def intent_of(ruling: re.Match[str], line: str) -> str:
    """同意 is of an extension where the line speaks of more time, and so is 不同意; 退回 never is."""
    intent = ruling.lastgroup or ""
    if not _MORE_TIME.search(line):
        return intent
    if intent == "return" and _NO.match(ruling.group()):
        return "refuse"
    return "grant" if intent == "approve" else intent
