"""The office's words for days, states, roles and figures. Plain values in, Chinese out."""

from collections.abc import Sequence
from datetime import date, datetime

STATE_WORDS = {
    "assigned": "待签收",
    "accepted": "办理中",
    "submitted": "待审核",
    "returned": "退回补办",
    "extension": "延期待批",
    "stuck": "需协调",
    "misassigned": "申请改派",
    "done": "已办结",
    "closed": "已销号",
    "standing": "长期坚持",
    "cancelled": "已撤销",
}

CHANNEL_WORDS = {
    "web": "本机网页",
    "telegram": "Telegram",
    "wecom": "企业微信",
    "wecom-bot": "企业微信机器人",
    "wecom-group": "企业微信群",
}

ROLE_WORDS = {
    "contact": "联系人",
    "leader": "分管领导",
    "lead": "牵头单位",
    "coordinator": "协调员",
    "admin": "管理员",
}

_WEEKDAYS = "一二三四五六日"
_OP_SIGNS = {">=": "≥", "<=": "≤", "=": ""}
_COUNT_WORDS = {">=": "至少", ">": "超过", "<=": "至多", "<": "少于", "=": "应办"}


def day_short(on: date) -> str:
    return f"{on.month}月{on.day}日"


def day(on: date) -> str:
    """10月31日（周日）"""
    return f"{on.month}月{on.day}日（周{_WEEKDAYS[on.weekday()]}）"


def full_day(on: date) -> str:
    """2021年10月31日（周日）"""
    return f"{on.year}年{day(on)}"


def moment(at: datetime) -> str:
    """10月29日（周五）9时, 10月29日（周五）9时07分"""
    return f"{day(at)}{at.hour}时" + (f"{at.minute:02}分" if at.minute else "")


def days_left_words(n: int, *, due: date | None = None, today: date | None = None) -> str:
    """还有5个工作日, 今天到期, 已逾期3个工作日.

    Working days alone cannot tell a Friday from the Sunday it is due on, nor a
    Saturday from the Friday just missed: with both days given, 0 is said rightly.
    """
    if n > 0:
        return f"还有{n}个工作日"
    if n < 0:
        return f"已逾期{-n}个工作日"
    if due is None or today is None or due == today:
        return "今天到期"
    return "到期前已无其他工作日" if today < due else "已逾期"


def due_words(due: date, internal_due: date, n: int, today: date | None = None) -> str:
    """10月31日（周日）到期，请于10月29日（周五）前报送，还有5个工作日"""
    head = f"{day(due)}到期"
    if n < 0 or (today is not None and today > due):
        return f"{head}，{days_left_words(n, due=due, today=today or due)}"
    if n > 0:
        by = f"，请于{day(internal_due)}前报送" if internal_due != due else ""
        return f"{head}{by}，{days_left_words(n)}"
    if today == internal_due:
        return f"{head}，请于今天报送" if today != due else f"{day(due)}，今天到期"
    if internal_due == due:
        return f"{day(due)}，今天到期"
    return f"{head}，到期前已无其他工作日，请尽快报送"


def left_words(due: date, internal_due: date, n: int, today: date | None = None) -> str:
    """As days_left_words; where today is not known, the 内控日 tells a last Friday from the due Sunday."""
    if n == 0 and today is None and internal_due != due:
        return "到期前已无其他工作日"
    return days_left_words(n, due=due, today=today)


def overdue_words(n: int) -> str:
    return f"已逾期{-n}个工作日" if n < 0 else "已逾期"


def listed(names: Sequence[str], cap: int = 0, counted: str = "家") -> str:
    """秀英区政府、龙华区政府等9家; without a cap, all of them."""
    if cap and len(names) > cap:
        return f"{'、'.join(names[:cap])}等{len(names)}{counted}"
    return "、".join(names)


def brief(text: str, length: int) -> str:
    """At most `length` characters; what was left out is shown as left out."""
    return text if len(text) <= length else text[: length - 1] + "…"


def stop(text: str) -> str:
    """The text as a sentence: what people type may or may not end with a full stop."""
    text = text.strip().rstrip("，、,")
    if text.endswith(("吗", "呢")):
        return f"{text}？"
    return text if text and text[-1] in "。！？；…!?" else f"{text}。"


def number(value: float) -> str:
    """58.3, 60, 12: one decimal where there is one."""
    return f"{value:.1f}".removesuffix(".0")


def target_words(measure: str, op: str, value: float | None, unit: str = "") -> str:
    """至少3次, >50%, 100%; empty where there is no target."""
    if value is None:
        return ""
    if measure == "count":
        return f"{_COUNT_WORDS.get(op, '')}{number(value)}{unit or '次'}"
    return f"{_OP_SIGNS.get(op, op)}{number(value)}{unit or '%'}"


def measure_state(
    measure: str,
    state: str,
    *,
    percent: float | None = None,
    count: float | None = None,
    numerator: float | None = None,
    denominator: float | None = None,
    op: str = "",
    value: float | None = None,
    unit: str = "",
) -> str:
    """The state as a user sees it: 办理中 60%, 已办2次（至少3次）, 58.3%（7/12），目标>50%，达标.

    percent: of a deliver item how far it is, of a rate what was reported without its base.
    """
    word = STATE_WORDS[state]
    if state in ("assigned", "misassigned", "cancelled"):
        return word
    if measure == "count":
        figure = count_words(count or 0, op, value, unit)
    elif measure == "rate":
        figure = rate_words(percent, numerator, denominator, op, value, unit)
    else:
        figure = f"{number(percent)}%" if percent is not None and state != "standing" else ""
        return f"{word} {figure}" if figure and state in ("accepted", "extension", "stuck") else word
    if state == "accepted":
        return figure or word
    return f"{word}，{figure}" if figure else word


def count_words(count: float, op: str, value: float | None, unit: str = "") -> str:
    """已办2次（至少3次）"""
    target = target_words("count", op, value, unit)
    return f"已办{number(count)}{unit or '次'}" + (f"（{target}）" if target else "")


def rate_words(
    percent: float | None,
    numerator: float | None,
    denominator: float | None,
    op: str,
    value: float | None,
    unit: str = "",
) -> str:
    """58.3%（7/12），目标>50%，达标; empty before the first figure."""
    unit = unit or "%"
    base = ""
    if numerator is not None and denominator is not None:
        if denominator == 0:
            # Nought of nought is not 0%: there was nothing of the kind.
            return "本期无此类事项"
        percent = numerator * 100 / denominator
        base = f"（{number(numerator)}/{number(denominator)}）"
    if percent is None:
        return ""
    if value is None:
        return f"{number(percent)}{unit}{base}"
    met = _holds(percent, op, value)
    said = f"{_number_on_its_side(percent, op, value)}{unit}{base}"
    return f"{said}，目标{target_words('rate', op, value, unit)}，{'达标' if met else '未达标'}"


def _number_on_its_side(reported: float, op: str, value: float) -> str:
    """As many decimals as it takes: 99.999 must not read 100%，未达标."""
    met = _holds(reported, op, value)
    for decimals in range(1, 6):
        if _holds(round(reported, decimals), op, value) == met:
            return f"{reported:.{decimals}f}".removesuffix(".0")
    return f"{reported:g}"


def _holds(reported: float, op: str, value: float) -> bool:
    """Whether the figure meets the target; compared before it is rounded for the eye."""
    match op:
        case ">":
            return reported > value
        case "<=":
            return reported <= value
        case "<":
            return reported < value
        case "=":
            return abs(reported - value) < 1e-9
        case _:
            return reported >= value
