"""The administrator's words: one setting changed, one invitation made."""

import re
from datetime import datetime

from bot import commands as c
from bot.grammar import parts
from bot.grammar.items import Known
from bot.grammar.names import Names
from schedules.policy import KNOBS

_SETTING = re.compile(
    "(?P<name>"
    + "|".join(sorted({k.word for k in KNOBS} | {"交接", "角色", "模板", "免打扰"}, key=len, reverse=True))
    + r")(?=[\s:：\d]|$)[\s:：]*(?P<rest>.*)",
    re.S,
)
_DIGEST_HOUR = re.compile(
    r"汇总\s*(?:时间)?[\s:：]*(?=\d{1,2}[:点时]|[一二三四五六七八九十]{1,2}点)(?P<rest>.+)"
)
_INVITE = re.compile(
    r"(?:邀请|邀请码|发邀请(?:码)?|生成邀请码|给)\s*(?P<unit>.*?)(?:的?邀请码|发(?:个|一个)?邀请码?)?\s*$"
)


def read(text: str, known: Known, names: Names, now: datetime) -> c.Command | None:
    """Return the setting to be changed, or the invitation to be made."""
    line = re.sub(r"^(?:设置|设定|修改|把|将|请|更改|调整)\s*(?=[一-鿿])", "", text.strip())
    if (digest := _DIGEST_HOUR.match(line)) is not None:
        return c.Configure("汇总时间", None, digest["rest"].strip())
    found = _SETTING.match(line)
    if found:
        rest = found["rest"].strip()
        part = parts.read(rest, known, names, now)
        first = (
            part.mentions[0]
            if part.mentions and not part.mentions[0].start and found["name"] == "提醒"
            else None
        )
        if first is not None and "." in rest[first.start : first.end]:
            return c.Configure(found["name"], first.codes[0], part.text[first.end :].strip(" ，,：:"))
        return c.Configure("静默" if found["name"] == "免打扰" else found["name"], None, rest)
    if "邀请" in line and (invited := _INVITE.match(line)) is not None:
        return c.MakeInvite(invited["unit"].strip(" ：:，,"))
    return None
