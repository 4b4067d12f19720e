"""One writing for many, and nobody else's words: what is left is what the sender said.

Full-width and traditional writing, emoji and ears that misheard are settled
here; quoted messages and our own reminders pasted back are taken out, but the
one item they spoke of is remembered. It knows nothing of acts or items.
"""

import re
import unicodedata
from dataclasses import dataclass

from bot.grammar import writing

LONGEST = 10_000  # twice what the conversation lets in

_BRACKET = re.compile(r"[「」]")
_RULE_BEHIND = re.compile(r"\s{0,20}(?:[-—– ]{5,60})?")
_RULE = re.compile(r"^\s*[-—–_=]{5,}(?:\s[-—–_=]+)*\s*$|^\s*(?:- ){3,}-?\s*$")
_OURS = re.compile(
    r"^\s*(?:>|[|│]|\[?引用\]?|【[^】]{0,20}(?:督办|提醒|催办|交办|退回|补正|通报|汇总|批复|"
    r"办结)[^】]{0,12}】|[^\n]{0,20}请各(?:有关|相关|责任)?(?:单位|区|部门|街道)|请(?:于|在)?[^\n]{0,20}回复|回复[‘'“\"「『](?![^\n]*(?:吗|[?？])\s*$))"
)
_REPLY_PREFIX = re.compile(r"^\s*(?:回复|答复|回|答)[:：]\s*|^\s*@\S{1,20}\s+")
_CODE = re.compile(r"(?<![\d.])(\d{1,3}\.\d{1,2})(?![\d.%])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# Chinese punctuation stays as typed: what is kept as the sender's words must look like them.
_KEPT = re.compile("[^，：；！？（）。、]+")
_LETTER = re.compile(r"[A-Za-z]")
_SPACES = re.compile(r"[ \t\u3000\xa0]+")


@dataclass(frozen=True, slots=True)
class Clean:
    """The sender's own words in one writing. `quoted` are the item numbers in what was taken out."""

    text: str
    quoted: tuple[str, ...] = ()


def clean(raw: str) -> Clean:
    """Return what the sender said, simplified, half-width and without what was only quoted."""
    own, quoted = _own_words(raw[:LONGEST])
    own = writing.CIRCLED.sub(_own_point, own)
    text = _KEPT.sub(lambda m: unicodedata.normalize("NFKC", m.group()), _emoji(own))
    if not writing.TRADITIONAL.isdisjoint(text):
        text = text.translate(writing.SIMPLER)
    text = _SPACES.sub(" ", _CONTROL.sub(" ", text)).strip(" ；\n")
    codes = _CODE.findall(unicodedata.normalize("NFKC", quoted))
    return Clean(_heard_right(text), tuple(dict.fromkeys(codes)))


def _own_point(circled: re.Match[str]) -> str:
    """`①讲座` is a point of its own, of task 1 perhaps; `①3.1` is 3.1, wherever it stands."""
    if _CODE.match(circled.string, circled.end()):
        return "；"
    return f"；{unicodedata.normalize('NFKC', circled.group())}、"


def _own_words(raw: str) -> tuple[str, str]:
    raw, taken = _unquoted(raw)
    own: list[str] = []
    for line in raw.splitlines():
        if _OURS.match(line) or _RULE.match(line):
            taken.append(line)
        else:
            own.append(_REPLY_PREFIX.sub("", line))
    return "\n".join(own).strip(), "\n".join(taken)


def _unquoted(raw: str) -> tuple[str, list[str]]:
    """Take out 「张三：……」, nested ones whole. 「重大行政决策目录」 is a title: a quotation names its speaker."""
    kept, taken = [], []
    depth = begun = at = 0
    for bracket in _BRACKET.finditer(raw):
        if bracket.group() == "「":
            begun = begun if depth else bracket.start()
            depth += 1
        elif depth:
            depth -= 1
            block = raw[begun : bracket.end()]
            if not depth and any(mark in block for mark in ":：【\n"):
                kept.append(raw[at:begun])
                taken.append(block)
                behind = _RULE_BEHIND.match(raw, bracket.end())
                at = behind.end() if behind else bracket.end()
    return "\n".join([*kept, raw[at:]]), taken


def _emoji(text: str) -> str:
    """Turn the few that say something into words; a thumb beside words only nods to them."""
    if text.isascii():
        return text
    if _CODE.search(text):
        text = writing.CROSSED.sub("未完成 ", writing.TICKED.sub("完成 ", text))
    bare = writing.SHOUT.sub("", text).strip()
    if not bare:
        if writing.NOD.search(text):
            return "收到"
        return "谢谢" if "🙏" in text else ("完成" if writing.TICK.search(text) else "")
    text = writing.TICK.sub("完成", text) if len(bare) <= 4 and not writing.HEARD.search(bare) else text
    return writing.SHOUT.sub(" ", text)


def _heard_right(text: str) -> str:
    text = writing.TYPO.sub(lambda m: writing.RIGHT[m.group()], text)
    if not _LETTER.search(text):
        return text
    return writing.INITIAL.sub(lambda m: writing.INITIALS[m.group().lower()], text)
