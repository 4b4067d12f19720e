"""One writing for many, and nobody else's words: what is left is what the sender said.

Full-width and traditional writing, emoji and ears that misheard are settled
here; quoted messages and our own reminders pasted back are taken out, but the
one item they spoke of is remembered. It knows nothing of acts or items.
"""

import re
import unicodedata
from dataclasses import dataclass

from bot.grammar import words

# What a message is about stands in its first page; the rest of a longer one is kept, not read.
LONGEST = 800

_QUOTE_BLOCK = re.compile(r"「[^」]{1,2000}」(?:\s*[-—– ]{5,})?")
_RULE = re.compile(r"^\s*[-—–_=]{5,}(?:\s[-—–_=]+)*\s*$|^\s*(?:- ){3,}-?\s*$")
_OURS = re.compile(
    r"^\s*(?:>|[|│]|\[?引用\]?|【[^】]{0,20}(?:督办|提醒|催办|交办|退回|补正|通报|汇总|批复|"
    r"办结)[^】]{0,12}】|请(?:于|在)?[^\n]{0,20}回复|回复[‘'“\"「『])"
)
_REPLY_PREFIX = re.compile(r"^\s*(?:回复|答复|回|答)[:：]\s*|^\s*@\S{1,20}\s+")
_CODE = re.compile(r"(?<![\d.])(\d{1,2}\.\d{1,2})(?![\d.%])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# Chinese punctuation stays as typed: what is kept as the sender's words must look like them.
_KEPT = re.compile("[^，：；！？（）。、]+")
_SPACES = re.compile(r"[ \t\u3000\xa0]+")


@dataclass(frozen=True, slots=True)
class Clean:
    """The sender's own words in one writing. `quoted` are the item numbers in what was taken out."""

    text: str
    quoted: tuple[str, ...] = ()


def clean(raw: str) -> Clean:
    """Return what the sender said, simplified, half-width and without what was only quoted."""
    own, quoted = _own_words(raw[:LONGEST])
    text = _KEPT.sub(lambda m: unicodedata.normalize("NFKC", m.group()), _emoji(own)).translate(words.SIMPLER)
    text = _SPACES.sub(" ", _CONTROL.sub(" ", text)).strip()
    codes = _CODE.findall(unicodedata.normalize("NFKC", quoted))
    return Clean(_heard_right(text), tuple(dict.fromkeys(codes)))


def _own_words(raw: str) -> tuple[str, str]:
    taken: list[str] = []

    def take(match: re.Match[str]) -> str:
        # 「重大行政决策目录」 is a title; a quotation names its speaker or is a message of ours.
        block = match.group()
        if not any(mark in block for mark in ":：【\n"):
            return block
        taken.append(block)
        return "\n"

    lines = _QUOTE_BLOCK.sub(take, raw).splitlines()
    own: list[str] = []
    for line in lines:
        if _OURS.match(line) or _RULE.match(line):
            taken.append(line)
        else:
            own.append(_REPLY_PREFIX.sub("", line))
    return "\n".join(own).strip(), "\n".join(taken)


def _emoji(text: str) -> str:
    """Turn the few that say something into words; a thumb beside words only nods to them."""
    if text.isascii():
        return text
    bare = words.SHOUT.sub("", text).strip()
    if not bare:
        if words.NOD.search(text):
            return "收到"
        return "谢谢" if "🙏" in text else ("完成" if words.TICK.search(text) else "")
    text = words.TICK.sub("完成", text) if len(bare) <= 4 else text
    return words.SHOUT.sub("", text)


def _heard_right(text: str) -> str:
    text = words.TYPO.sub(lambda m: words.RIGHT[m.group()], text)
    return words.INITIAL.sub(lambda m: words.INITIALS[m.group().lower()], text)
