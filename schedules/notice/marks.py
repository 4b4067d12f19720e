"""The marks a notice is built with: its numbering, and the labels before its units and dates. It reads no text."""

from __future__ import annotations

import re
from typing import Literal

Role = Literal["lead", "responsible", "assist", "time", "person", "target"]

CN = "[一二三四五六七八九十百]{1,5}"
# Kinds of numbering: 第一部分  一、 （一） 1. （1） ① 1） — which stands above which, each notice shows by its own order.
MARKER = re.compile(
    rf"""(?:
      (?P<part>第{CN}(?:部分|章|篇)[、：:\s]?)
    | (?P<named>(?<![\u4e00-\u9fff])(?:项目|任务|事项|问题|目标|行动|工程|专项){CN}[：:、.．\s])
    | (?P<han>{CN}[、．.](?![一二三四五六七八九十百]))
    | (?P<bracketed>[（(]{CN}[）)][、．.]?)
    | (?P<dotted>\d{{1,3}}\.\d{{1,2}}(?:\.\d{{1,2}})?[.、\s]?(?![\d%％年月日号万亿个元倍]))
    | (?P<figure>\d{{1,3}}(?:[.．](?!\d)|[.．](?=(?:19|20)\d\d\D)|[.．](?=1?\d月(?:1?\d|2\d|3[01]|[底末份中上初前]))|、))
    | (?P<round>[（(]\d{{1,3}}[）)][、．.]?)
    | (?P<half>\d{{1,2}}[）)])
    | (?P<circled>[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])
    )\s*""",
    re.VERBOSE,
)
MARKER_LINE = re.compile(r"\s*(?:" + MARKER.pattern.replace("?P<", "?P<_") + ")", re.VERBOSE)

_UNIT = "(?:单位|部门|处室|科室|股室|机关|委办局|主体|机构|站所)"
_LEVEL = "(?:[国省市区县][级直])"
_LABELS: tuple[tuple[Role, str], ...] = (
    ("person", r"(?:(?:责任|分管|包[保抓]|牵头|领办|督办|市)领导|(?:具体)?责任人|负责人|联[系络]人|(?:联系)?电话|经办人|备注)"),
    ("lead", rf"{_LEVEL}?(?:第一责任{_UNIT}|(?:牵头|主办|主责|总牵头|牵头责任|主要责任|牵头负责|首要责任){_UNIT})"),
    ("assist", rf"{_LEVEL}?(?:配合|协办|协助|参与|参加|协同|会办|联办|协作){_UNIT}"),
    (
        "responsible",
        rf"{_LEVEL}?(?:(?:整改|落实|主体|具体|主要|相关|各)?责任{_UNIT}|(?:承办|落实|实施|负责|承担|执行|组织|报送|填报|整改){_UNIT}|责任分工|职责分工|分工)",
    ),
    (
        "time",
        r"(?:(?:办理|完成|整改|办结|工作|任务|落实|反馈|报送|推进|实施|活动|演练|培训|会议|举办|评选|检查|比赛|竞赛|宣讲|宣传|报名|申报|公示|征集)?(?:时限|期限|时间|进度)(?:要求|节点|安排|进度|表)?|(?:完成|截止)日期|时间节点|节点要求)",
    ),
    ("target", r"(?:工作目标|年度目标|目标要求|量化指标|目标值)"),
)  # fmt: skip
LABEL = re.compile(
    "(?:" + "|".join(f"(?P<{role}>{words})" for role, words in _LABELS) + r")\s*[】\]]?\s*[:：]", re.VERBOSE
)
_ANY_LABEL = "|".join(words for _, words in _LABELS)
LABEL_LINE = re.compile(rf"\s*[【\[]?(?:{_ANY_LABEL})\s*(?:[】\]]\s*[:：]?|[:：])")
BARE_LABELS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(words)) for role, words in _LABELS
)

_HAN_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", start=1)}
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def counted(numeral: str) -> int | None:
    """The number behind a marker's own characters: 一, 十二, 二十一, 3, ③; None where there is none."""
    if numeral in _CIRCLES:
        return _CIRCLES.index(numeral) + 1
    if numeral.isdigit():
        return int(numeral)
    total = rest = 0
    for c in numeral:
        if c in "百十":
            total += (rest or 1) * (100 if c == "百" else 10)
            rest = 0
        elif c in _HAN_DIGITS:
            rest = _HAN_DIGITS[c]
        else:
            return None
    return total + rest or None
