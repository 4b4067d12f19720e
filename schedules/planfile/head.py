"""The head of a plan file: which notice it is, of what day, for what time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from schedules.planfile.faults import quoted
from schedules.planfile.files import Unreadable
from schedules.planfile.nodes import Block, block
from schedules.planfile.source import Notice, notice_of
from schedules.planfile.terms import day

_KEYS = ("key", "title", "number", "issued", "period", "notice", "superior")
_KEY = re.compile(r"[\w.-]{1,64}")
_TO = re.compile(r"\s*(?:至|到|—+|~|～)\s*")
_PERIOD_RIGHT = "应写成 [2021-07-01, 2021-12-31]"


def read_head(top: Block) -> Block:
    """The `plan:` section; an empty one, already blamed, where there is none."""
    node = top.fields.get("plan")
    if node is None:
        top.blame("plan", "缺少 plan 一段", "应写上 title（名称）、issued（印发日期）、period（起止日期）")
    found = None if node is None else block(node, "plan", _KEYS, top.faults)
    return found or Block("plan", top.line, {}, [])


def read_key(head: Block, given: str) -> str:
    """What names the plan for good; the file's name unless written."""
    key = head.text("key") or given
    if not _KEY.fullmatch(key):
        head.blame(
            "key", f"{quoted(key)}不能作计划的代号", "应由字母、数字、汉字、- 和 _ 组成，如 haikou-2021h2"
        )
    return key


def read_issued(head: Block) -> date | None:
    text = head.needed("issued", "应写通知的印发日期，如 issued: 2021-08-09")
    issued = day(text) if text else None
    if text and issued is None:
        head.blame("issued", f"{quoted(text)}不是日期", "应写成 2021-08-09 或 2021年8月9日")
    return issued


def read_period(head: Block) -> tuple[date, date] | None:
    """First and last day of the plan, both inclusive."""
    if not head.has("period"):
        head.blame("period", "缺少 period", _PERIOD_RIGHT)
        return None
    written = [part for word in head.words("period") for part in _TO.split(word.text)]
    days = [found for part in written if (found := day(part))]
    if len(written) != 2 or len(days) != 2:
        head.blame("period", f"读不懂起止日期{quoted('、'.join(written))}", _PERIOD_RIGHT)
        return None
    if days[1] < days[0]:
        head.blame("period", f"起止日期颠倒（{days[0]} 在 {days[1]} 之后）", "应先写起始日，再写截止日")
        return None
    return days[0], days[1]


def read_notice(head: Block, notice_text: Callable[[str], str]) -> Notice | None:
    """The notice's text, to trace the items back to; None where the file names none."""
    name = head.text("notice")
    if name is None:
        return None
    try:
        return notice_of(notice_text(name))
    except Unreadable as error:
        head.blame("notice", error.wrong, error.right)
    except OSError:
        head.blame("notice", f"打不开通知文件{quoted(name)}", "应写与计划文件同一目录下的文件名")
    return None
