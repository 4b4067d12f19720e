"""A reading told to a person, in Chinese: what was read, by which rule, and both dates."""

from __future__ import annotations

from datetime import date, datetime

from schedules.deadlines.reading import GUESS, LIKELY, Offset, Reading, Target

_WEEKDAYS = "一二三四五六日"
_KINDS = {
    "date": "定日", "datetime": "定时", "period": "期间", "recurrence": "周期", "duration": "时长", "event": "事件起算",
    "standing": "长期坚持", "none": "未见时限",
}  # fmt: skip
_OPS = {">=": "不少于", ">": "超过", "<=": "不超过", "<": "低于", "=": "等于"}
_UNITS = {"hour": "小时", "day": "日", "workday": "个工作日", "week": "周", "month": "个月", "year": "年"}
# The rules in words; a rule named `before-x`, `within-x`, `x-end` is said of its x.
_GRAINS = {
    "instant": "时刻", "part-of-day": "时段", "day": "当日", "festival": "节日", "week": "周", "ten-days": "旬",
    "month": "月", "quarter": "季度",
    "half-year": "半年", "season": "季节", "year": "年", "plan": "规划期", "weekend": "周末",
}  # fmt: skip
_RULES = {
    "before-festival": "放假前最后一个工作日", "after-festival": "假后第一个工作日", "range": "起止区间", "until-now": "至今",
    "counted-from-day": "自写明之日起算", "counted-from-event": "自事件之日起算，当日不计",
    "counted-from-notice": "自来文之日起算，当日不计",
    "within-length": "自来文之日起算，当日不计", "coming-length": "往后推算", "after-length": "往后推算",
    "before-length": "往前推算", "past-length": "往前推算",
    "postponed-by": "自原时限顺延", "postponed-from-today": "未知原时限，自今日顺延", "ahead-of-deadline": "比时限提前",
    "count-by-year-end": "只有次数未写日期，按年底", "standing": "长期任务，不设时限", "length": "只有时长，没有起点",
    "end-of-working-day": "当日下班前", "target": "只有指标，没有时限", "vague": "用语不确定，须请示", "nothing": "未读到时限",
}  # fmt: skip


def describe(reading: Reading) -> str:
    """The reading for a person to confirm: the words, the rule, 时限 and 内控日 with their weekdays."""
    lines = [f"原文：{reading.phrase}", f"类型：{_KINDS[reading.kind]}（{rule_in_words(reading.rule)}）"]
    if reading.start is not None and reading.start != reading.due:
        lines.append(f"起：{in_words(reading.start)}")
    if reading.listed:
        lines.append("各次：" + "、".join(in_words(day) for day in reading.listed))
    if reading.due is not None:
        lines.append(f"{'下次' if reading.recurrence else ''}时限：{in_words(reading.due)}")
    if (term := _term(reading)) is not None:
        lines.append(f"周期起止：{term}")
    if reading.internal_due is not None:
        lines.append(f"内控日：{in_words(reading.internal_due)}")
    if reading.event is not None:
        lines.append(
            f"起算：{reading.event.name}{offset_in_words(reading.event.offset)}"
            + ("" if reading.due else "，待定")
        )
    if reading.targets:
        lines.append("指标：" + "；".join(target_in_words(target) for target in reading.targets))
    if reading.sure <= GUESS:
        lines.append("把握：低，请确认")
    elif reading.sure <= LIKELY:
        lines.append("把握：中，推定")
    return "\n".join(lines)


def _term(reading: Reading) -> str | None:
    """From when and until when it comes back, where the words say so."""
    rule = reading.recurrence
    since = f"自{in_words(rule.since)}起" if rule is not None and rule.since is not None else ""
    until = f"至{in_words(rule.until)}止" if rule is not None and rule.until is not None else ""
    return since + until or None


def in_words(moment: date | datetime) -> str:
    """`2021年10月31日（周日）`, with the hour when there is one."""
    day = f"{moment.year}年{moment.month}月{moment.day}日（周{_WEEKDAYS[moment.weekday()]}）"
    if not isinstance(moment, datetime):
        return day
    if (moment.hour, moment.minute) == (23, 59):
        return f"{day}24时"
    return f"{day}{moment.hour}时" + (f"{moment.minute:02}分" if moment.minute else "")


def offset_in_words(offset: Offset) -> str:
    """`后5个工作日`, `前3日`."""
    return f"{'后' if offset.n >= 0 else '前'}{abs(offset.n)}{_UNITS[offset.unit]}"


def target_in_words(target: Target) -> str:
    """`不少于3次`, `超过50%`."""
    return f"{_OPS[target.op]}{target.value:.10g}{target.unit}"


def rule_in_words(rule: str) -> str:
    """A rule's name in Chinese; one that has no words of its own is put together from its parts."""
    listed = rule.removesuffix("-list")
    if listed != rule:
        return rule_in_words(listed) + "，逐项"
    if rule in _RULES:
        return _RULES[rule]
    if rule.startswith("every-"):
        return "周期性任务"
    for head, words in (
        ("before-", "{}开始前（从早）"),
        ("within-", "{}之内"),
        ("since-", "自{}起"),
        ("after-", "{}之后"),
    ):
        if rule.startswith(head):
            return words.format(_GRAINS.get(rule.removeprefix(head), ""))
    for tail, words in (("-end", "{}末"), ("-start", "{}初，推定"), ("-middle", "{}中，推定")):
        if rule.endswith(tail):
            return words.format(_GRAINS.get(rule.removesuffix(tail), ""))
    return _GRAINS.get(rule, rule)
