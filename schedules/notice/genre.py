"""Whether a text is a notice that hands out work, or something else. It drafts nothing."""

from __future__ import annotations

import re

from schedules.deadlines.script import SIMPLER
from schedules.notice.source import NoticeRefused

_SIGNS = (
    re.compile(r"关于(?:[^。\n]\n?){2,80}?的?(?:通知|意见|方案|请示|函|通报|决定|批复)"),
    re.compile(r"[〔\[(【（]\s*(?:19|20)\d\d\s*[〕\])】）]\s*\d{1,5}\s*号"),
    re.compile(r"(?:任务|工作)(?:要点|分工|分解|清单|方案|安排|计划|台账)|(?:实施|工作|行动|整改|分工)方案|行动计划|责任清单|任务书"),
    re.compile(r"(?:牵头|责任|配合|承办|协办|主办)\s*(?:单位|部门|处室|科室|股室)"),
    re.compile(r"(?:牵头|按照?(?:各自)?职责分工(?:分别)?负责|分别负责|[局委办厅部处科]负责|[局委办厅部处科]配合)[，,。；;、）)\n]"),
    re.compile(
        r"各[区县市镇乡街有相直部单处科股室村社].{0,60}[：:]\s*\n|(?:^|\n)各[院学系校班医所车支分].{0,60}[：:]\s*\n"
        r"|(?:印发|转发)给你们|认真(?:贯彻|组织)?(?:落实|执行|实施)"
    ),
    re.compile(r"现(?:将|就)[^。\n]{0,30}通知如下|特此通知"),
    re.compile(r"(?:完成|办理|整改|办结|报送|反馈)(?:时限|期限|时间)|时限要求|(?:日程|时间|进度)安排"),
    # A list that is nothing but a list: its title stands alone at the head.
    re.compile(r"\A\s*(?:[^。，\n]{0,40}\n){0,3}?[^。，\n]{2,40}(?:责任清单|任务清单|工作要点|任务分[工解]表?|分工表|分工方案|责任分解表?|实施方案|工作方案|行动方案|台账)(?:[（(].{0,20})?\s*\n"),
)  # fmt: skip
_ENOUGH = 2


def refuse_what_is_no_notice(text: str, name: str) -> None:
    """Raise NoticeRefused for a text that shows fewer than two of the signs every notice has some of."""
    dense = re.sub(r"[ \t\u3000]+", "", text.translate(SIMPLER))
    signs = sum(sign.search(dense) is not None for sign in _SIGNS) + (
        len(_SIGNS[3].findall(dense)) >= _ENOUGH
    )
    if signs < _ENOUGH:
        raise NoticeRefused(
            f"“{name}”不像布置工作的通知：没有“关于……的通知”、文号、牵头单位、责任单位、时限等内容，未起草。"
        )
