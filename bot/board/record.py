"""The history on screen: what happened, by whom, page by page, and whether the chain holds."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.board.frame import shown
from bot.board.look import Look
from bot.board.pages import DEED_WORDS
from db import desk, history
from db.history import Entry

ROWS = 50
LAST = 2**62
VERBS = DEED_WORDS | {
    "withdraw": "撤回", "urge": "催办", "load": "加载计划", "invite": "发绑定码", "bind": "绑定账号", "unbind": "解绑",
    "setting": "改设置", "role": "改角色", "wording": "改模板", "later": "稍后提醒", "leave": "请假", "back": "销假",
    "sign in": "登录看板", "moved": "会话迁移", "evidence": "补佐证", "extension": "申请延期", "obstacle": "报困难",
    "reassign": "申请改派", "done": "报办结", "accept": "签收", "progress": "报进展", "count": "报次数", "figure": "报指标",
    "handup": "出上报文件", "take": "记入上报文件", "trust": "登记公钥", "distrust": "停用公钥",
}  # fmt: skip
FACTS = {
    "reason": "理由", "text": "内容", "percent": "进度", "count": "次数", "numerator": "分子", "denominator": "分母",
    "before": "原", "after": "现", "until": "延至", "first_due": "原时限", "written_off": "同时销号", "channel": "渠道",
    "happened_on": "发生日", "expires": "有效至", "pushes": "催办次数", "note": "说明", "first": "自", "last": "至",
    "evidence": "佐证", "file": "上报文件", "signer": "签名指纹", "by": "经手", "office": "上报单位", "made_at": "生成时间",
    "chain": "对方历史记录", "items": "事项",
}  # fmt: skip

UNTOLD = {"report"}  # numbers of our own, for who checks the database


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry in plain words. seal: the head of its hash."""

    seq: int
    at: datetime
    actor: str
    verb: str
    subject: str
    facts: str
    seal: str


def audit(look: Look) -> str:
    before = look.whole("before", LAST) or LAST
    words = look.asked.get("words", "").strip()[:80]
    found = desk.entries_before(look.tx, before, ROWS + 1, words)
    held: tuple[int, str] | None = None
    if "verify" in look.asked:
        count, broken = history.verify(history.entries(look.tx))
        held = (count, f"第{broken.seq}条{broken.why}" if broken else "")
    return shown(
        "audit.html",
        look,
        "记录",
        entries=list(_told(look, found[:ROWS])),
        older=found[ROWS - 1].seq if len(found) > ROWS else None,
        newest=before == LAST,
        words=words,
        held=held,
    )


def _told(look: Look, entries: list[Entry]) -> Iterator[Recorded]:
    for entry in entries:
        at = datetime.fromisoformat(entry.at).astimezone(look.rules.policy.zone)
        verb = VERBS.get(entry.verb, entry.verb)
        yield Recorded(entry.seq, at, entry.actor, verb, entry.subject, _facts(entry.facts), entry.hash[:12])


def _facts(text: str) -> str:
    """What an entry adds, without what is empty; names we have no word for stay as they are."""
    facts = json.loads(text)
    told = [
        f"{FACTS.get(name, name)}：{_plain(value)}"
        for name, value in facts.items()
        if name not in UNTOLD and value not in (None, "", 0, [], {}, False)
    ]
    return "；".join(told)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "、".join(str(one[0]) if isinstance(one, list) and one else str(one) for one in value)
    return str(value)
