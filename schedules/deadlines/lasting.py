"""Lengths of time that are asked for or capped (`培训不少于4小时`, `等待不超过20秒`), found in a normalised text.

Only beside a comparator of their own: `2小时内`, `5个工作日内` are deadlines, and so is `在不超过3天内`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schedules.deadlines.numerals import decimal
from schedules.deadlines.reading import Op, Target

_FOUND = re.compile(
    r"""
    (?: (?P<le>不(?:得|应|能|可|要)?(?:超过|超出|高于|大于|多于)|至多|最多|最长)
      | (?P<ge>不(?:得|应|能|可)?(?:少于|低于|小于|短于)|至少|最少|起码)
      | (?P<cap>(?:控制|限制|限定|压缩|压减|缩短|缩减|缩|降低|下降|减少|降|减)(?:到|至|在|为))
      | (?P<reach>达到?|满) | (?P<gt>(?<!不)超过|多于) )
    [:为约在于了]{0,2}
    (?P<n>(?<![\d.])\d{1,3}(?:\.\d+)?|[一二两三四五六七八九十百]{1,5}|半)(?![\d.])(?P<half>个半)?
    (?P<unit>个?小时|个?钟头|分钟|秒钟?|个?工作日|个?自然日|个月|个?星期|周(?![年岁报边期])|天|日(?![常均期])|年(?![度级末底初])|刻钟)
    (?P<within>之内|以内|内)?
    """,
    re.VERBOSE,
)
# What every target of time begins with and holds: most clauses are spared the grammar.
_OPENING, _UNIT = re.compile("[不至最控限压缩降减达满超多起]"), re.compile("[时钟分秒日月期周天年]")
_PLAIN = {
    "个小时": "小时", "个钟头": "小时", "钟头": "小时", "秒钟": "秒", "工作日": "个工作日", "个自然日": "自然日",
    "星期": "周", "个星期": "周",
}  # fmt: skip
_ENDS_ON_A_DAY = re.compile("(?:最迟|最晚|截止时间|截止日期|提前|逾期|超期|前|已|现)$")
_TOLD = re.compile("(?:已|目前|现已|曾)[^,。;]{0,10}$")
_CONDITION = re.compile(
    "(?:以上)?的(?:[,;:。、]|$|应|由|不得|按|予以|可以|须|单位|人员|项目|案件)|未|仍|以前|之前|前|后"
)
_SPENT = re.compile("(?:时间|时长|学习|培训|服务|参训|轮训|值守|锻炼|工时|学时)[^,。;]{0,6}$")
_CLAUSE_ENDS = re.compile("(?:以上)?(?:[,。;)\n]|$)")


def lengths_in(text: str) -> Iterator[tuple[Target, int, int]]:
    """Every length of time that is a target, with the stretch it stands in."""
    opening = _OPENING.search(text)
    if opening is None or _UNIT.search(text, opening.start()) is None:
        return
    for found in _FOUND.finditer(text, opening.start()):
        op, value = _op(found), _value(found)
        if op is not None and value is not None:
            unit = _PLAIN.get(found["unit"], found["unit"])
            yield Target(op, value, unit), found.start(), found.end()


def _value(found: re.Match[str]) -> float | None:
    value = 0.5 if found["n"] == "半" else decimal(found["n"])
    return value if value is None or not found["half"] else value + 0.5


def _op(found: re.Match[str]) -> Op | None:
    text = found.string
    before = text[max(0, found.start() - 20) : found.start()]
    if _CONDITION.match(text, found.end()) or _ENDS_ON_A_DAY.search(before) or _TOLD.search(before):
        return None
    if found["cap"]:
        return "<="
    if found["within"]:
        return None
    if found["le"] or found["ge"]:
        return "<=" if found["le"] else ">="
    if _SPENT.search(before) is None or _CLAUSE_ENDS.match(text, found.end()) is None:
        return None
    return ">=" if found["reach"] else ">"
