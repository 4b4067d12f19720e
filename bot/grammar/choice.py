"""The answer to the question we asked: which of its choices was picked, if any.

A choice is the whole text that would answer the question, so picking one means
reading that text as if it had been typed. Anything else lets the question lapse.
"""

import re

from bot.commands import Context
from bot.grammar import dates, words
from schedules.deadlines.numerals import whole

_INDEX = re.compile(
    r"(?:选|第|选择|选第|就|要)?\s*[(（]?(\d|[一二三四两])[)）]?\s*(?:个|项|号|条|种)?[吧的。.、!]*"
)
_LETTER = re.compile(r"[(（]?([a-dA-D])[)）]?[.。]?")
_YES = re.compile(
    r"(?:是|是的|对|对的|好|好的|嗯|可以|行|没错|确认|就是它?|就这个|ok|yes|y)[吧的了。!]*", re.I
)
_NO = re.compile(r"(?:不改了?|先不改|都不是|不是|算了|不用了?|都不对|不|取消|没有|no)[了吧。!]*", re.I)
_CODE = re.compile(r"(?<![\d.])(\d{1,3}\.\d{1,2})(?![\d.%])")


def pick(text: str, context: Context) -> str | None:
    """Return the text of the choice that was picked; empty where all were declined, None where none was meant."""
    choices, said = context.question, text.strip()
    if said in choices:
        return said
    index = _index(said)
    if index is not None and 0 < index <= len(choices):
        return choices[index - 1]
    confirming = [choice for choice in choices if choice.endswith("确认")]
    if _YES.fullmatch(said) and (len(choices) == 1 or len(confirming) == 1):
        return (confirming or choices)[0]
    if _NO.fullmatch(said):
        return ""
    return _by_words(said, choices) or _filled_in(said, choices, context)


def declines(said: str) -> bool:
    """算了, 都不是."""
    return bool(_NO.fullmatch(said.strip()))


def _index(said: str) -> int | None:
    if (letter := _LETTER.fullmatch(said)) is not None:
        return "abcd".index(letter[1].lower()) + 1
    found = _INDEX.fullmatch(said)
    return whole(found[1]) if found else None


def _by_words(said: str, choices: tuple[str, ...]) -> str | None:
    """The item's number, the label's word, or words that stand in one choice alone."""
    bare = re.sub(r"^(?:是|就是|选|选择|我说的是|就)\s*|[吧的。!这那个项]+$", "", said).strip()
    if not bare:
        return None
    number = _CODE.fullmatch(bare)
    if number:
        having = [choice for choice in choices if number[1] in _CODE.findall(choice)]
    elif len(bare) <= 12:
        having = [choice for choice in choices if bare in choice]
    else:
        having = []
    return having[0] if len(having) == 1 else None


def _filled_in(said: str, choices: tuple[str, ...], context: Context) -> str | None:
    """A day typed where days were offered: 11月15日 for 延期 3.1 至…"""
    heads = {m[1] for choice in choices if (m := re.match(r"(延期 \d{1,3}\.\d{1,2}) 至", choice))}
    if len(heads) != 1 or words.HEAD.match(said):
        return None
    spans = dates.spans(said)
    if not spans or dates.wished(spans[0].text, context.now) is None or len(said) > 40:
        return None
    return f"{heads.pop()} 至{said.lstrip('到至延期推迟 ')}"
