"""The administrator's words: one setting, wording or role changed, one invitation made."""

import re
from datetime import datetime

from bot import commands as c
from bot.grammar import dates, items, parts
from bot.grammar.items import Known
from bot.grammar.names import Names
from schedules.policy import KNOBS

_SETTING = re.compile(
    "(?P<name>"
    + "|".join(
        sorted({k.word for k in KNOBS} | {"交接", "角色", "解绑", "模板", "免打扰"}, key=len, reverse=True)
    )
    + r")(?=[\s:：\d]|$)[\s:：]*(?P<rest>.*)",
    re.S,
)
_DIGEST_HOUR = re.compile(
    r"汇总\s*(?:时间)?[\s:：]*(?=\d{1,2}[:点时]|[一二三四五六七八九十]{1,2}点)(?P<rest>.+)"
)
# 提醒时间改成9点半: the name as people say it, and the knob it means.
_ALSO = {
    **dict.fromkeys(("提醒时间", "晨报时间", "晨间提醒时间"), "时间"),
    **dict.fromkeys(("工作时间", "工作时段", "静默时间", "静默时段", "免打扰时间"), "静默"),
    **dict.fromkeys(("提醒规则", "提醒阶梯", "提醒日"), "提醒"),
    "日报时间": "汇总时间",
}
_CHANGED = re.compile(
    "(?P<name>"
    + "|".join(sorted({k.word for k in KNOBS} | set(_ALSO), key=len, reverse=True))
    + r")[，,\s]*(?:请|要|想)?(?:改|设|调整?|定)(?:成|为|到|在)\s*(?P<rest>.+)",
    re.S,
)
_HOW_CHANGED = re.compile(
    "(?P<name>"
    + "|".join(sorted({k.word for k in KNOBS} | set(_ALSO), key=len, reverse=True))
    + r")(?:要|该)?(?:怎么|咋|如何|怎样|在哪)(?:里|儿)?(?:改|设|调|看|弄|定)[一-鿿]{0,2}[?？]?"
)
_CLOSED = re.compile(
    r"(?P<days>.{2,40}?)(?:本办|我们|办公室|全办)?(?P<how>停办|放假|不上班|加班|上班)(?:一天)?[。了吧]?"
)
_INVITE = re.compile(
    r"发(?:一?个)?(?:绑定|邀请)?码给(?P<for>[一-鿿]{3,30})$|(?:给(?P<to>[一-鿿]{3,30}?)(?:发|生成|开|来)(?:一?个)?(?:绑定|邀请)?码$)|(?:邀请|邀请码|发邀请(?:码)?|生成邀请码|给)\s*(?P<unit>.*?)(?:的?邀请码|发(?:个|一个)?邀请码?)?\s*$"
)


# A wording is read as it was typed: its marks, quotation marks and line ends are what matters.
_WORDING = re.compile(r"\s*(?:请|改|看|修改|查看|设置)?\s*模板(?=[\s:：]|$)[\s:：]*(?P<rest>.*)", re.S)
_ROLE = re.compile(
    r"(?:角色\s*)?(?P<seat>[一-鿿A-Za-z\d（）()]{2,30}?)(?:的?(?:角色|岗位))?\s*(?:改|设|调整|变更)(?:为|成)\s*"
    r"(?P<role>联系人|分管领导|分管负责人|领导|牵头单位|牵头|协调员|管理员)(?:吧|。)?(?P<sure>\s*确认)?"
)


def wording(text: str) -> c.Configure | None:
    """Return what was typed after 模板, untouched; None where the message begins otherwise."""
    found = _WORDING.fullmatch(text)
    return c.Configure("模板", None, found["rest"].strip()) if found else None


def read(text: str, known: Known, names: Names, now: datetime) -> c.Command | None:
    """Return the setting to be changed, or the invitation to be made."""
    line = re.sub(r"^(?:我?[要想]?(?:设置|设定|修改|更改|调整|改)|把|将|请)\s*(?=[一-鿿])", "", text.strip())
    if (digest := _DIGEST_HOUR.match(line)) is not None:
        return c.Configure("汇总时间", None, digest["rest"].strip())
    if (how := _HOW_CHANGED.fullmatch(line)) is not None:  # shown with the line that changes it
        return c.Configure(_ALSO.get(how["name"], how["name"]), None, "")
    if (changed := _CHANGED.fullmatch(line)) is not None:
        return c.Configure(_ALSO.get(changed["name"], changed["name"]), None, _hour(changed["rest"].strip()))
    if (closed := _CLOSED.fullmatch(line)) is not None and (days := _days(closed["days"], now)):
        return c.Configure("加班日" if closed["how"] in ("加班", "上班") else "停办日", None, days)
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
    if (role := _ROLE.fullmatch(line)) is not None:
        return c.Configure("角色", None, f"{role['seat']} 改为 {role['role']}{role['sure'] or ''}")
    if ("邀请" in line or "码" in line) and (invited := _INVITE.match(line)) is not None:
        return c.MakeInvite(
            (invited["for"] or invited["to"] or invited["unit"]).strip(" ：:，,").removeprefix("给")
        )
    return None


def _hour(said: str) -> str:
    """`上午10点半` as a setting wants it."""
    found = re.fullmatch(r"(上午|早上|下午)?\s*(\d{1,2})点(半|\d{1,2}分?)?钟?", said)
    if found is None:
        return said
    hour = int(found[2]) + (12 if found[1] == "下午" and int(found[2]) < 12 else 0)
    minute = 30 if found[3] == "半" else int(re.sub(r"\D", "", found[3] or "0"))
    return f"{hour}:{minute:02}"


def _days(said: str, now: datetime) -> str:
    """`12月31日` with its year, as a setting wants it; empty where more than days was said."""
    spans = dates.spans(said)
    days = [day for span in spans if (day := dates.wished(span.text, now)) is not None]
    rest = items.blank(said, ((span.start, span.end) for span in spans), " ")
    return "、".join(day.isoformat() for day in days) if days and not rest.strip(" 、,，和") else ""
