"""A message cut into clauses: at full stops, lines and commas, but not within a list of numbers or a link."""

import re

from bot.grammar import words

_HARD = re.compile(r"[\n;；!！]+|(?<!\d)。+|。+(?!\d)|(?<=[？?])|(?<=\d)。(?=\d+[、.](?!\d))")
_SOFT = re.compile(r"[，,]+")
_DOUBLY_DOTTED = re.compile(
    r"(?:^|[;；。\s])\d{1,2}[.．]\s?(?=\d{1,2}\.\d{1,2}(?![\d.]))"
)  # 1.3.1完成；2.5.4进行中
_LINK_AGAIN = re.compile("\3(\\d{1,3})\3")
_ENUMERATED = re.compile(r"^\s*\d{1,2}[.、)）]\s?(?=\d{1,2}\.\d{1,2}(?!\d))")
_NUMBER_LIST = re.compile(
    r"(?<![\d./])(\d{1,2}(?:\.\d{1,2})?)[，,](?=\d{1,2}(?:\.\d{1,2})?(?:[，,、和]|\s*(?:都|"
    r"均|全|已|也|这|项|完成|签收|办结|收到|延|$)))"
)
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")


def split(text: str) -> list[tuple[str, bool]]:
    """Cut a message into clauses; each with whether it opens a line or sentence."""
    clauses = []
    lines = "\n" in text.strip()
    doubly = "." in text and len(_DOUBLY_DOTTED.findall(text)) > 1
    links = words.LINK.findall(text) if "://" in text or "www." in text else []
    for n, link in enumerate(links):  # a link's ? and , part nothing
        text = text.replace(link, f"\3{n}\3", 1)
    for sentence in _HARD.split(text):
        opens = True
        if lines or doubly:
            sentence = _ENUMERATED.sub("", sentence)
        for clause in _SOFT.split(_numbers_kept(sentence)):
            if clause.strip():
                whole = clause.replace("\1", ",")
                clauses.append(
                    (_LINK_AGAIN.sub(lambda m: links[int(m[1])], whole) if links else whole, opens)
                )
                opens = False
    return clauses


def _numbers_kept(sentence: str) -> str:
    """`1，3，5完成` is one list; its commas do not part clauses."""
    return _THOUSANDS.sub("", _NUMBER_LIST.sub("\\1、", sentence))
