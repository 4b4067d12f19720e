"""What the desk says: rulings and pushes, papers and lists, and the administrator's settings."""

import re
from dataclasses import replace

from bot import commands as c
from bot.grammar import overview, parts, ruled_lines, rulings, setup, units, unruled, words
from bot.grammar.items import Known
from bot.grammar.names import Names
from bot.grammar.rulings import RULING
from bot.grammar.settle import items_of

_RULINGS = (c.Return, c.Refuse, c.Grant, c.Approve, c.Urge)
_LOOSE_RULING = re.compile(r"^(?:吗|了吗|没有|了没|没[?？]?$|率|时间|情况|的)")
_QUESTION = re.compile(r"[?？]$|吗[?？]?$|了没有?[?？]?$|^(?:谁|哪)|(?:谁|哪些?|几个|多少)")
_ADOPT = re.compile(r"启用\s*(?:这个?)?(?:计划|它)?\s*(?:[0-9a-f]{64})?[。!！]?")
_REHEARSE = re.compile(r"(?:看看?|做|来)?(?:一下|个)?(?:预演|预览)(?:一下)?(?P<days>.{0,40})")
_ARCHIVE = re.compile(
    r"(?:请|帮我)?(?:做|出|生成|打包|导出|来)?(?:一?个|一份)?(?:年终|年度)?归档(?:包|一下)?[。!！]?"
)
_LETTER = re.compile(
    r"(?:请|帮我)?(?:出|写|做|拟|生成)?(?:一?[份张个])?(?:催办函|督办单)[\s:：]*(?P<about>[^?？\n]{0,60})"
)
_HOW_OFTEN = re.compile(r"几[回次遍]|多少[回次遍]|没有?[?？]?$|吗|了没")
_OF_HOW_MANY = re.compile(
    r"(?:几|多少|哪)[个家些](?:区|单位|局|部门)|(?:几|多少|哪)[家些](?:还|都|已|没|完|公|报|交)"
)
_ALL_BUT = re.compile(
    r"除(?:了|开|去)?(?!夕|名)[^，,]{2,20}?[，,]?(?:以外|之外|外|其他|其它|其余|都|全|[\d.]{3,5}(?:都|全))"
)
_NUMBER = re.compile(r"(?<![\d.])\d{1,3}\.\d{1,2}(?![\d.])")
_RULED_WRONGLY = re.compile(
    r"(?:通过|退回|同意|批|审|催|点|按|发)错|(?:刚才|刚刚|上一?条|前面)[^。\n]{0,16}(?:撤回|撤销|收回|作废|不算)|"
    r"(?:退回|通过|批复|催办|审核|同意)(?:给|都)?(?:撤|收|取消)(?:了|掉|回)|[，, ](?:请)?(?:撤回|撤销|收回|作废)[吧了。]*$"
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
    short = len(text) <= ruled_lines.LONGEST
    if short and (command := setup.read(text, known, names, context.now)) is not None:
        return [command]
    if _TAKEN_BACK.match(text) or (short and _RULED_WRONGLY.search(text)):
        return []
    found: list[c.Command] = []
    previous: c.Command | None = None
    spoken, too_many = ruled_lines.lines(text, context.units)
    for line in spoken:
        told = _line(line, context, known, names, previous)
        if told is None and found and isinstance(found[-1], _RULINGS):
            found[-1] = replace(found[-1], note="，".join(filter(None, (found[-1].note, line))))
            continue
        if told is not None:
            found += told
            previous = told[-1]
    if found and too_many:
        found.append(c.Ask("item", None, (), "一条里的事项太多，后面的请另发一条。"))
    meant: list[c.Command] = [command for command in found if not isinstance(command, c.Nothing)]
    return meant or found[:1]


def _line(
    line: str, context: c.Context, known: Known, names: Names, previous: c.Command | None
) -> list[c.Command] | None:
    if context.role == "lead" and unruled.is_own_work(line) and not units.listed(line, context.units):
        return None
    ruling = rulings.found_in(line, previous)
    if unruled.is_past(line) or (ruling is None and unruled.is_put_off(line)):
        return [c.Nothing("left")]
    if ruling is not None and _ALL_BUT.search(line):
        return [c.Ask("unit", None, (), line)]
    shown = overview.shown(line, context.units)
    asked = _QUESTION.search(line) is not None
    if (
        shown
        and (ruling is None or (ruling.lastgroup == "urge" and asked))
        and not _about_one(shown[0], line, known, names, context)
    ):
        return shown
    if ruling is None and (looked := _how_many(line, context, known, names)):
        return looked
    if ruling is None:
        return _unruled(line, context, known, names, previous)
    if unruled.was_pushed(line, ruling.start()):
        return _how_often(line, context, known, names)
    intent = rulings.intent_of(ruling, line, previous)
    if unruled.is_conditional(line[: ruling.start()], intent):
        return [c.Nothing("left")]
    if asked and intent != "urge" and _LOOSE_RULING.match(line[ruling.end() :]):
        return None
    about = rulings.going_on(known, previous)
    return rulings.commands(intent, line, ruling.span(), context, about, names, about is not known)


def _unruled(
    line: str, context: c.Context, known: Known, names: Names, previous: c.Command | None
) -> list[c.Command] | None:
    """先别通过, 常务会才通过: a ruling word that rules nothing, or none at all."""
    if not RULING.search(line) or _QUESTION.search(line):
        return rulings.carried_on(line, context, known, names, previous)
    return [c.Nothing("left")]


def _how_many(line: str, context: c.Context, known: Known, names: Names) -> list[c.Command]:
    """`免罚清单有几个区公布了` looks the item up."""
    if not _OF_HOW_MANY.search(line):
        return []
    codes, _ = items_of(parts.read(line, known, names, context.now), known)
    return [c.Detail(codes[0])] if len(codes) == 1 else []


def _how_often(line: str, context: c.Context, known: Known, names: Names) -> list[c.Command]:
    """`5.4催过几回了` looks the item up; `龙华区催过了` only tells."""
    part = parts.read(line, known, names, context.now)
    codes = items_of(part, known)[0] or tuple(filter(None, (known.prefer,)))
    if len(codes) != 1 or not _HOW_OFTEN.search(line):
        return [c.Nothing("left")]
    return [c.Detail(codes[0], unit) for unit in units.listed(line, context.units) or [""]]


def _about_one(shown: c.Command, line: str, known: Known, names: Names, context: c.Context) -> bool:
    """`3.1进展怎么样` asks for an item, not for the digest; 逾期清单 names none."""
    if isinstance(shown, (c.MakeBulletin, c.MakeLedger)):
        return False
    part = parts.read(line, known, names, context.now)
    codes, choices = items_of(part, known)
    by_name = isinstance(shown, (c.ShowDigest, c.ListOwed)) and (len(codes) == 1 or bool(choices))
    return bool(part.mentions) or by_name


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
