"""What WeCom's error codes mean for us: one table. Only the code decides; errmsg may change from day to day (document 90455)."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.channels import DeliveryError

Remedy = Literal["retry", "wait", "refresh", "configuration", "receiver", "message"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """remedy: who or what can put it right. why: for the administrator, in one clause."""

    remedy: Remedy
    why: str


_TABLE: dict[int, Verdict] = {
    -1: Verdict("retry", "企业微信系统繁忙"),
    6000: Verdict("retry", "企业微信数据版本冲突"),
    45033: Verdict("retry", "同时调用的次数超过上限"),
    45009: Verdict("wait", "接口调用次数超过上限"),
    40014: Verdict("refresh", "access_token 不合法"),
    42001: Verdict("refresh", "access_token 已过期"),
    40001: Verdict("configuration", "应用 Secret 不对，请核对 DUBAN_WECOM_SECRET"),
    40091: Verdict("configuration", "应用 Secret 不是这个企业的，请核对 DUBAN_WECOM_SECRET"),
    41004: Verdict("configuration", "没有给出应用 Secret，请设置 DUBAN_WECOM_SECRET"),
    40013: Verdict("configuration", "企业 ID 不对，请核对 DUBAN_WECOM_CORP_ID"),
    41002: Verdict("configuration", "没有给出企业 ID，请设置 DUBAN_WECOM_CORP_ID"),
    41001: Verdict("configuration", "请求没有带 access_token"),
    40056: Verdict("configuration", "应用 AgentId 不对，请核对 DUBAN_WECOM_AGENT_ID"),
    48002: Verdict("configuration", "应用没有调用这个接口的权限，请在管理后台开通"),
    50003: Verdict("configuration", "应用已被停用，请在管理后台启用"),
    60011: Verdict("configuration", "应用没有这些成员或部门的权限，请在管理后台调整可见范围"),
    60020: Verdict("configuration", "本机出口 IP 不在“企业可信IP”里，请在管理后台应用详情中添加（约1分钟后生效）"),
    301002: Verdict("configuration", "Secret 与 AgentId 不是同一个应用，请核对 DUBAN_WECOM_AGENT_ID"),
    93000: Verdict("configuration", "群机器人的 webhook 已失效或写错"),
    40003: Verdict("receiver", "企业里没有这个账号"),
    60111: Verdict("receiver", "企业里没有这个账号"),
    43004: Verdict("receiver", "这个成员还没有加入企业"),
    81013: Verdict("receiver", "这个成员不在应用可见范围内"),
    82001: Verdict("receiver", "接收人不合法"),
    82002: Verdict("receiver", "接收人不合法"),
    82003: Verdict("receiver", "接收人不合法"),
    40004: Verdict("message", "文件类型不合法"),
    40006: Verdict("message", "文件大小超出限制"),
    40007: Verdict("message", "素材编号不合法或已过期"),
    40008: Verdict("message", "消息类型不合法"),
    40009: Verdict("message", "图片大小超出限制"),
    40035: Verdict("message", "参数不合法"),
    40058: Verdict("message", "参数不合法"),
    42017: Verdict("message", "卡片按钮编号不合法"),
    44001: Verdict("message", "文件是空的"),
    44004: Verdict("message", "内容是空的"),
    45002: Verdict("message", "内容超过长度上限"),
}  # fmt: skip
_UNKNOWN = Verdict("wait", "企业微信返回了未列出的错误")

LIMITED = 45009
MEDIA_GONE = 40007
MEDIA_TOO_BIG = 830002
WAIT = 60.0  # seconds; what a limit by the minute costs. Longer limits are found out by trying again

_OWN_IP = re.compile(r"from ip:\s*([0-9a-fA-F.:]{3,45})")


class Refusal(DeliveryError):
    """WeCom answered, with an error code."""

    def __init__(self, code: int, errmsg: object = "") -> None:
        verdict = verdict_on(code)
        remedy = verdict.remedy
        super().__init__(
            f"{verdict.why}{_seen_from(code, errmsg)}（错误码{code}）",
            permanent=remedy in ("configuration", "receiver", "message"),
            scope="message" if remedy == "message" else "address" if _concerns_address(code) else "channel",
            after=WAIT if remedy == "wait" else None,
        )
        self.code = code
        self.remedy = remedy


def verdict_on(code: int) -> Verdict:
    return _TABLE.get(code, _UNKNOWN)


def _concerns_address(code: int) -> bool:
    # A code nobody has listed may be this receiver's; it must not stop everybody's letters.
    return code not in _TABLE or _TABLE[code].remedy == "receiver"


def _seen_from(code: int, errmsg: object) -> str:
    """The address WeCom saw us at: without it the administrator cannot enter it. Nothing else of errmsg is repeated."""
    found = _OWN_IP.search(str(errmsg)) if code == 60020 else None
    return f"，当前是 {found[1].rstrip('.:')}" if found else ""
