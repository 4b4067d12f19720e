"""Sentences and clauses of a stretch of a flow: brackets and titles stay whole, what is no running text is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

Span = tuple[int, int]

_OPEN, _SHUT = "（(《“‘【〔", "）)》”’】〕"
_NOISE = re.compile(
    r"\s*(?:附\s*件\s*\d{0,2}\s*(?:[:：]|$)|附\s*表|抄\s*送|主送[:：]|印发(?:日期|时间|机关)|此件|[（(]此件|联系(?:人|电话|方式)|[（(]联系|发文机关|目\s*录$|[（(]?代拟稿|(?:信息)?来源[:：]|发布(?:日期|时间|机构|单位)|索\s*引\s*号|主题词|名\s*称[:：]|单位[:：]|第.{1,4}页$"
    r"|(?:(?:19|20)\d\d|[一二][〇○零Ｏ九一二三四五六七八]{3})年\s*[\d×元一二三四五六七八九十]*\s*月\s*[\d×一二三四五六七八九十]*\s*日?(?:印发)?\s*$|[（(][^（）()]{0,40}公开[）)]|[\[【（(](?:发布)?(?:日期|时间)[:：]|填报(?:人|单位|时间)[:：]|审核人|注\s*[:：]|分享到|分享至|扫一扫|责任编辑|打印本页|关闭窗口|【?(?:字体|打印|关闭)|相关(?:阅读|链接|附件)|上一篇|下一篇|用微信"
    # Whose all of it is: no matter of its own.
    r"|(?:以上|上述)(?:各项|所有)?(?:重点)?(?:工作|任务|事项|措施)+由[^。；\d]{2,90}(?:牵头|负责|统筹|推进|落实|实施)[^。；\d]{0,12}[。；]?$)"
)
_SIGNATURE = re.compile(
    r"\s*[\u4e00-\u9fff（）]{2,24}(?:政府|办公室|办公厅|委员会|局|委|厅|部|院|会)\s*(?:(?:19|20)\d\d年.{0,8}日?)?\s*$"
)
_END = re.compile(r"\s*(?:附\s*件\s*\d{0,2}\s*$|抄\s*送)")


def sentences(text: str, start: int, end: int, holes: Sequence[Span]) -> Iterator[list[Span]]:
    """Each sentence as the places of its parts between semicolons; `holes` (units, tables) end one."""
    part = start
    parts: list[Span] = []
    depth = hole = 0
    n = start
    while hole < len(holes) and holes[hole][1] <= start:
        hole += 1
    while n < end:
        if hole < len(holes) and holes[hole][0] <= n:
            parts, finished = [], [*parts, (part, n)]
            yield from _some(text, finished)
            n = part = min(max(holes[hole][1], n), end)
            hole += 1
            depth = 0
            continue
        c = text[n]
        depth = max(0, depth + (c in _OPEN) - (c in _SHUT))
        if c == "\n" or (c in "。！？!?" and (depth == 0 or _closes(text, n))):
            stop = n if c == "\n" else n + 1
            parts, finished = [], [*parts, (part, stop)]
            yield from _some(text, finished)
            part, depth = n + 1, 0
        elif c in "；;" and depth == 0:
            parts.append((part, n + 1))
            part = n + 1
        n += 1
    yield from _some(text, [*parts, (part, end)])


def _closes(text: str, at: int) -> bool:
    """A full stop within a bracket that is never closed again ends the sentence all the same."""
    following = text[at + 1 : at + 160].split("\n", 1)[0]
    return not any(c in following for c in _SHUT)


def _some(text: str, parts: list[Span]) -> Iterator[list[Span]]:
    kept = [trimmed for part in parts if (trimmed := _trim(text, part))]
    if kept and not _is_noise(text, kept[0][0], kept[-1][1]):
        yield kept


def _trim(text: str, span: Span) -> Span | None:
    start, end = span
    while start < end and text[start] in " \n，,。；;、：:）)|…—·①②③④⑤⑥⑦⑧⑨⑩⑪⑫":
        start += 1
    while end > start and text[end - 1] in " \n|":
        end -= 1
    return (start, end) if re.search(r"[\u4e00-\u9fff]", text[start:end]) else None


def _is_noise(text: str, start: int, end: int) -> bool:
    said = text[start:end]
    if _NOISE.match(said):
        return True
    alone = (start == 0 or text[start - 1] == "\n") and text[end : end + 1] in ("\n", "")
    return alone and len(said) <= 34 and _SIGNATURE.fullmatch(said) is not None


def without_noise(text: str) -> str:
    """The text without the lines that close a notice: who signs, the date, what is attached."""
    lines = text.split("\n")
    return "\n".join(line for line in lines if not _is_noise(line, 0, len(line)))


def running_end(text: str, start: int, end: int) -> int:
    """Where the running text of a stretch stops: at an 附件 line or the list of who gets a copy."""
    at = start
    for line in text[start:end].split("\n"):
        if at > start and _END.match(line):
            return at
        at += len(line) + 1
    return end


def clauses(text: str, span: Span, cuts: Sequence[int] = (), whole: Sequence[Span] = ()) -> Iterator[Span]:
    """The stretches between commas (and at `cuts`), brackets, titles and what is `whole` kept so."""
    start, end = span
    depth, begun = 0, start
    for n in range(start, end):
        c = text[n]
        depth = max(0, depth + (c in _OPEN) - (c in _SHUT))
        if n in cuts and n > begun:
            yield begun, n
            begun = n
        hour = c in "：:" and text[n - 1 : n].isdigit() and text[n + 1 : n + 2].isdigit()
        if depth == 0 and c in "，,：:" and not hour and not any(a <= n < b for a, b in whole):
            yield begun, n + 1
            begun = n + 1
    if begun < end:
        yield begun, end
