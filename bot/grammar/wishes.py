"""Makers of wishes: more time, help, another unit, silence for a while."""

import re
from dataclasses import replace
from datetime import date as Day
from datetime import timedelta

from bot import commands as c
from bot.grammar import dates, note
from bot.grammar.parts import Part
from bot.grammar.said import Said, meant_codes, own_words
from bot.grammar.which import may_be_meant, which_one

_TOO_LATE = re.compile(r"来不及|赶不上|赶不及|赶不完|赶不出")  # the day beside it is the one that is missed
_FIRMLY = re.compile(r"(?:延|推|缓|挪|拖|宽限)[一-鿿]{0,2}[到至]?\s*$")
_AS_IT_WAS = re.compile(r"(?:原定?|原来|现|应|计划)[^，,]{0,6}$")
_FROM_THE_DUE_DAY = re.compile(
    r"原(?:定|来|有)?的?(?:时限|期限|时间|日期|基础)|到期(?:日)?(?:之?后|再|基础)|(?:时限|期限)(?:的?基础|之?上)"
)
_CANNOT = re.compile(
    r"完不成|完成不了|不可能[一-鿿]{0,6}完成|(?:无法|不能|没法|没办法|难以|无力)[一-鿿]{0,4}完成|做不完|办不完|搞不完"
)
_REASON = re.compile(r"因|由于|缺|没有?|不够|不足|不配合|还在|卡|等|未|难|受|疫情|台风|经费|人手")


def extension(said: Said) -> c.Command:
    codes = meant_codes(said)
    base = said.context.due.get(codes[0]) if len(codes) == 1 else None
    spoken = [(n, d) for n, part in enumerate(said.parts) for d in part.days if not d.clock]
    later = [pair for pair in spoken if _asked_for(said.parts[pair[0]], pair[1])]
    later.sort(key=lambda pair: not _FIRMLY.search(said.parts[pair[0]].text[: pair[1].start]))
    if not later:
        spoken = [pair for pair in spoken if not _TOO_LATE.search(said.parts[pair[0]].text)]
        later = [pair for pair in spoken if not _AS_IT_WAS.search(said.parts[pair[0]].text[: pair[1].start])]
    phrase = later[0][1].text if later else ""
    if base is None and later and later[0][1].length and _FROM_THE_DUE_DAY.search(said.text):
        phrase = ""  # 在原时限上再给十天, and the day is not known
    if later and said.parts[later[0][0]].text.startswith("第", later[0][1].end):
        phrase = ""  # 11月第一周 is no day
    until = dates.wished(phrase, said.context.now, base) if phrase else None
    if until is not None and (beyond := _counted_on(said.parts[later[0][0]], later[0][1])) is not None:
        phrase, until = f"{phrase}后{beyond.text}", dates.wished(beyond.text, said.context.now, until)
    own = own_words(said, "extension", days=bool(until))
    command = c.AskExtension(date=until, note=own, phrase=phrase if until else "")
    return command if until is not None else _ask_day(said, command)


def _counted_on(part: Part, day: dates.Span) -> dates.Span | None:
    """`10月31日后一周`: the length that is counted from the day."""
    behind = next((d for d in part.days if d.start > day.end), None)
    between = part.text[day.end : behind.start] if behind else ""
    return (
        behind
        if behind and behind.length and re.fullmatch(r"(?:之?后|以后|再|起|再?延|\s)+", between)
        else None
    )


def _asked_for(part: Part, day: dates.Span) -> bool:
    """Of several days the one behind 延到 is asked for; 原定10月31日 is not."""
    before = part.text[max(0, day.start - 6) : day.start]
    return (
        bool(
            re.search(
                r"(?:延期|延长|延|推迟|顺延|改|缓|拖|晚|宽限|放宽|推)[期长到至]*\s*$|[到至]\s*$", before
            )
        )
        or day.length
    )


def _ask_day(said: Said, command: c.AskExtension) -> c.Command:
    codes = may_be_meant(said, None)
    if len(codes) != 1:
        return which_one(replace(command, note=command.note), codes)
    meant = replace(command, item=codes[0])
    return c.Ask(
        "date", meant, tuple(note.say(replace(meant, date=day)) for day in _later_days(said, codes[0]))
    )


def _later_days(said: Said, code: str) -> list[Day]:
    """Return the days to offer: a week, two, a month after the day that is due."""
    today = said.context.now.date()
    base = max(said.context.due.get(code, today), today)
    return [base + timedelta(days=n) for n in (7, 14, 30)]


def cannot(said: Said) -> bool:
    """`完不成` alone is late and no more; with a reason beside it the unit is stuck."""
    found = _CANNOT.search(said.text)
    if found is None or said.asked or any(part.head for part in said.parts):
        return False
    return not _REASON.search(said.text.replace(found.group(), ""))


def stuck(said: Said) -> c.Command:
    return c.Obstacle(note=own_words(said, "obstacle"))


def reassign(said: Said) -> c.Command:
    return c.Reassign(note=own_words(said, "reassign"))


def later(said: Said) -> c.Command:
    phrase = _when_to_wake(said)
    when = dates.due_moment(phrase, said.context.now) if phrase else None
    return c.Later(moment=when, note=own_words(said, "later") if when is None else "")


def _when_to_wake(said: Said) -> str:
    """`这周下乡，25号回来再弄，到时再提醒`: of several days the one beside the wish, else the last before it."""
    groups: list[tuple[int, str]] = []
    for n, part in enumerate(said.parts):
        end = -1
        for day in part.days:
            if end >= 0 and day.start - end <= 1:  # 下周一 上午
                groups[-1] = (n, groups[-1][1] + day.text)
            else:
                groups.append((n, day.text))
            end = day.end
    wished = [n for n, part in enumerate(said.parts) if part.has("later", "sure")] or [0]
    beside = [text for n, text in groups if n in wished]
    before = [text for n, text in groups if n < wished[0]]
    return next(iter([*beside[-1:], *before[-1:], *(text for _, text in groups[:1])]), "")
