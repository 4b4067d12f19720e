"""The line to type for an item, ready to be changed and sent.

Each is canonical: the bot's own grammar understands it as it stands. Words
that only the unit can know are named (办理结果, 活动名称), figures are
examples, and the day is 今天 so that the line is never in the future.
"""

from datetime import date

from messages.words import day_short

_WAITING = frozenset({"submitted", "misassigned"})
_OVER = frozenset({"done", "closed", "cancelled"})
# What our own lines say where only the unit knows the words, and what such words look like.
PLACEHOLDERS = {
    **dict.fromkeys(("办理结果", "补正情况", "办理情况"), "已于10月20日在政府网站公布"),
    **dict.fromkeys(("目前情况", "最新情况"), "已征求意见，待上会"),
    **dict.fromkeys(("活动名称", "事项名称", "日期 名称"), "民法典专题讲座"),
    "已开展工作和下步安排": "已开展进机关宣讲，下步进乡村",
    **dict.fromkeys(("网址或材料说明", "网址或说明"), "公布网址"),
    **dict.fromkeys(
        ("困难和需协调事项", "难点和需要谁协调", "难点、已做工作、需要谁协调"),
        "部门意见不一致，请市司法局协调",
    ),
    "理由、建议由哪个单位办理": "不属本单位职责，建议由市资规局办理",
    **dict.fromkeys(("退回原因", "原因", "理由"), "缺公布网址"),
    **dict.fromkeys(("未按期完成的原因和下步安排", "原因和下步安排"), "常务会改期，下周上会"),
}
_OCCASIONS = frozenset({"", "次", "期", "场"})


def reply_to_type(code: str, measure: str, state: str, unit: str = "", on: date | None = None) -> str:
    """Return the one line that takes the item forward from its present state.

    on: the day to show in a count's example, 今天 where none is given.
    """
    if state in _OVER:
        return f"详情 {code}"
    if state in _WAITING:
        return f"佐证 {code} 网址或材料说明"
    if state == "assigned":
        return f"签收 {code}"
    if state in ("extension", "stuck") and measure == "deliver":
        return f"进展 {code} 60% 最新情况"
    match measure:
        case "count":
            return f"次数 {code} +1 {day_short(on) if on else '今天'} {_thing(unit)}名称"
        case "rate":
            return f"指标 {code} 7/12"
        case "ongoing":
            return f"进展 {code} 已开展工作和下步安排"
    return f"完成 {code} {'补正情况' if state == 'returned' else '办理结果'}"


def not_yet(code: str, measure: str, state: str = "accepted") -> str:
    """Return the line for an item that cannot be reported as done yet; empty where none is needed."""
    if measure != "deliver" or state in _OVER:
        return ""
    return f"进展 {code} 60% 目前情况"


def step_reply(code: str, step: str) -> str:
    """Return the line that says a step on the way is behind the unit."""
    return f"进展 {code} {step}已完成"


def examples(code: str, measure: str, unit: str = "") -> tuple[str, ...]:
    """Return what can be typed about an open item, the usual first."""
    usual: tuple[str, ...]
    match measure:
        case "count":
            usual = (
                f"次数 {code} +1 今天 {_thing(unit)}名称",
                f"次数 {code} 累计2{unit or '次'}",
            )
        case "rate":
            usual = (f"指标 {code} 7/12", f"指标 {code} 58.3%")
        case "ongoing":
            usual = (f"进展 {code} 已开展工作和下步安排",)
        case _:
            usual = (f"进展 {code} 60% 目前情况", f"完成 {code} 办理结果")
    return (*usual, f"佐证 {code} 网址或材料说明", f"困难 {code} 困难和需协调事项")


def _thing(unit: str) -> str:
    """What is counted, as far as its unit tells."""
    return "活动" if unit in _OCCASIONS else "事项"
