"""What is left when items, act words and figures are taken out: the sender's own words.

It also writes commands back as the canonical line that would say the same, for
the buttons under a question.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from bot import commands as c
from bot.grammar.items import BLANK, blank
from bot.grammar.parts import Part

_EDGES = " .，,。；;：:、！!~-—()（）\n\t"
_LEAD_IN = re.compile(
    r"^(?:的|了|是|为|因为|由于|原因是?|理由是?|一下|情况|说明|这项|事项|任务|都|均|也|已|我们?|"
    r"本单位|截[至止]|备注|更正|改为|改成|应该?是|应为)+(?=[\s，,：:。；;]|$)|^(?:原因是?|理由是?|备注)[：:，, ]+"
)
_NOTHING_SAID = re.compile(r"(?:能|吗|吧|呢|行|不|可以|好|的|了|啊|哈|想|我们?|请|麻烦|给|\s)+")
_LONG = 60
_LEAD = re.compile(
    r"(?:应该?|改[成为]|目前|现在|当前|今年|已经?|大概|大约|约|差不多|进[度展]|完成|达到?|[做升提][一-鿿]?到|到了?|为|是|共|一共|总共|累计|合计|又|再|新增|"
    r"举?办|开展?|搞|组织|举行|召开|出庭|应诉|负责人|[：:了 ])+$"
)
_TRAIL = re.compile(r"(?:左右|上下|了|吧|多)+")
_BEGINNING = 6

# Around an act word, what belongs to it and is no news of its own.
_AROUND_BEFORE = re.compile(
    r"(?:已经?|全部|都|均|全|我们?|我单位|本单位|现|现已|也|请求?|申请|想|要|需要?|能不能|可以|"
    r"可否|能否|[:：\s])+$"
)
_AROUND_AFTER = re.compile(r"^(?:[了的啦喽咯嘞呀啊哦吧吗么]|情况|一下|到|至|为|[:：\s])+")


def kept(parts: Iterable[Part], cut: dict[int, list[tuple[int, int]]]) -> str:
    """Return the clauses less the stretches cut from each."""
    own = []
    for n, part in enumerate(parts):
        spans = [(m.start, m.end) for m in part.mentions] + cut.get(n, [])
        left = left_of(part.text, spans)
        if left:
            own.append(left)
    return "，".join(own)


def whole(own: str, raw: str, alone: bool, unread: str) -> str:
    """A long report about one item is kept as typed, from its first own words on."""
    if not alone or len(raw) < _LONG or len(own) < _LONG // 2:
        return "，".join(filter(None, (own, unread)))
    at = raw.find(own[:_BEGINNING])
    return raw[max(at, 0) :].strip()


def left_of(text: str, spans: list[tuple[int, int]]) -> str:
    """Return what remains of a clause when the stretches are taken out."""
    text = blank(text, spans)
    text = re.sub(rf"{BLANK}+\s*[、,和及与至到~-]*\s*{BLANK}+", BLANK, text)
    text = re.sub(rf"\s*{BLANK}+\s*", " ", text).strip(_EDGES)
    own = _LEAD_IN.sub("", text).strip(_EDGES).lstrip("?？")
    return "" if _NOTHING_SAID.fullmatch(own) else own


def till(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a day's stretch with the small words that lead to it (延到…之前)."""
    before = re.search(r"(?:延期|延|推迟|顺延)?[到至]?\s*$|(?:之?后|以后|再)\s*$", text[:start])
    after = re.match(r"(?:之前|以前|前|行吗|行不行|可以吗)", text[end:])
    return start - (len(before.group()) if before else 0), end + (after.end() if after else 0)


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the act word's stretch with its small companions (已…了)."""
    before = _AROUND_BEFORE.search(text[max(0, start - 8) : start])
    after = _AROUND_AFTER.match(text[end:])
    return start - (len(before.group()) if before else 0), end + (after.end() if after else 0)


def with_lead(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a figure's stretch with the words that only introduce it: 目前完成60%左右, 又办了一期."""
    before = _LEAD.search(text[max(0, start - 12) : start])
    after = _TRAIL.match(text[end:])
    return start - (len(before.group()) if before else 0), end + (after.end() if after else 0)


def filled(command: c.Command, **values: str | None) -> c.Command:
    """Return the command with an item, unit or note put in."""
    whole: c.Command = replace(cast(Any, command), **values)
    return whole


_WORD = {
    "accept": "签收", "progress": "进展", "count": "次数", "figure": "指标", "done": "完成", "evidence": "佐证",
    "extension": "延期", "obstacle": "困难", "reassign": "改派", "detail": "详情", "basis": "依据", "later": "稍后",
    "correct": "更正", "withdraw": "撤回", "help": "怎么报", "approve": "通过", "return": "退回", "urge": "催办",
    "grant": "同意延期", "refuse": "不同意延期",
}  # fmt: skip


def say(command: c.Command) -> str:
    """Return the canonical line that says the command."""
    if isinstance(command, c.Correct) and command.to is not None:
        return f"更正 {say(command.to)}"
    words = [
        _WORD.get(command.intent, ""),
        getattr(command, "item", None) or "",
        getattr(command, "unit", ""),
    ]
    words += [_figure(command), _day(command)]
    note = getattr(command, "note", "")
    return " ".join(word for word in (*words, note) if word)


def _figure(command: c.Command) -> str:
    match command:
        case c.Count(count=count, total=total):
            return f"累计{count}次" if total else f"+{count}"
        case c.Figure(numerator=float() | int() as part, denominator=float() | int() as whole):
            return f"{part:g}/{whole:g}"
        case c.Figure(value=float() | int() as value) | c.Progress(percent=float() | int() as value):
            return f"{value:g}%"
    return ""


def _day(command: c.Command) -> str:
    day = getattr(command, "date", None)
    if day is None:
        return ""
    said = f"{day.month}月{day.day}日"
    if command.intent in ("extension", "grant"):
        return f"至{said}"
    return said if command.intent in ("count", "figure") else ""
