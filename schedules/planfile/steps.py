"""倒排节点 of an item: a usual procedure by its name, or steps written out. It knows no dates but the item's own."""

from __future__ import annotations

import difflib
import re
import unicodedata

import yaml

from schedules.deadlines.numerals import whole
from schedules.plan import Measure, Step
from schedules.planfile.faults import quoted
from schedules.planfile.nodes import Block, Word, is_blank, line_of, pairs, word
from schedules.planfile.terms import Frame, Term
from schedules.procedures import PROCEDURES
from schedules.steps import worked_back

_STEP = re.compile(
    r"(?P<name>.*?\D)(?:[\s:：（(]|提前|再过|后留|留)*(?P<days>\d{1,3}|[一二三四五六七八九十两]{1,3})个?工作日[）)]?"
)
_LONGEST = 30
_MOST_STEPS = 12
_RIGHT = "应写成 - 征求意见 10个工作日（这一步与下一步之间的工作日），最后一步可不写天数"


def read_steps(here: Block, measure: Measure | None, term: Term | None, frame: Frame) -> tuple[Step, ...]:
    """The steps in order; none where there are none or something in them had to be blamed."""
    node = here.fields.get("steps")
    if node is None or measure is None:
        return ()
    if measure != "deliver":
        here.blame("steps", f"{measure} 没有先后步骤", "应删去 steps，或把 measure 改为 deliver")
        return ()
    steps = _named(here, node) if isinstance(node, yaml.ScalarNode) else _written(here, node)
    if term is not None and frame.issued is not None and steps:
        first = worked_back(steps, term.internal_due, frame.calendar)[0]
        if first.day < frame.issued:
            needed = sum(step.before for step in steps)
            wrong = f"从印发到时限排不下（共需 {needed} 个工作日，“{first.name}”须在 {first.day} 前）"
            here.blame("steps", wrong, "应减少步骤或缩短间隔，逐步写明天数")
            return ()
    return steps


def _named(here: Block, node: yaml.ScalarNode) -> tuple[Step, ...]:
    name = word(node).text
    if name in PROCEDURES:
        return PROCEDURES[name].steps
    near = difflib.get_close_matches(name[:40], PROCEDURES, 1, cutoff=0.4)
    known = f"应改为“{near[0]}”" if near else f"现成的有：{'、'.join(PROCEDURES)}"
    here.blame("steps", f"没有名为{quoted(name)}的现成程序", f"{known}；或逐步写出，如 - 征求意见 10个工作日")
    return ()


def _written(here: Block, node: yaml.Node) -> tuple[Step, ...]:
    blamed = len(here.faults)
    words = list(_words(here, node))
    steps = [step for n, one in enumerate(words) if (step := _step(here, one, last=n == len(words) - 1))]
    names = [step.name for step in steps]
    if len(words) > _MOST_STEPS:
        here.blame("steps", f"步骤超过 {_MOST_STEPS} 个", "请合并步骤，或拆成几个事项")
    elif len(set(names)) < len(names):
        here.blame("steps", "步骤重名", "每一步应有自己的名称")
    return tuple(steps) if blamed == len(here.faults) else ()


def _words(here: Block, node: yaml.Node) -> list[Word]:
    """Each entry as one line of text; `征求意见: 10个工作日` is taken as it is meant."""
    if not isinstance(node, yaml.SequenceNode):
        here.blame("steps", "这里应是步骤的列表或现成程序的名称", _RIGHT)
        return []
    found = []
    for entry in node.value:
        if isinstance(entry, yaml.ScalarNode) and not is_blank(entry):
            found.append(word(entry))
        elif isinstance(entry, yaml.MappingNode):
            for name, value in pairs(entry, "steps", here.faults):
                days = word(value).text if isinstance(value, yaml.ScalarNode) else ""
                found.append(Word(f"{name.text} {days}".strip(), name.line))
        else:
            here.blame("steps", "这一步读不懂", _RIGHT, line_of(entry))
    return found


def _step(here: Block, written: Word, *, last: bool) -> Step | None:
    plain = unicodedata.normalize("NFKC", written.text).strip()
    found = _STEP.fullmatch(plain)
    if found is None and last and not re.search(r"\d", plain) and len(plain) <= _LONGEST:
        return Step(plain, 0)  # the item's own end
    days = whole(found["days"]) if found else None
    name = found["name"].strip(" :：（(") if found else ""
    if not days or not 1 <= days <= 250 or not 0 < len(name) <= _LONGEST:
        here.blame("steps", f"读不懂步骤{quoted(written.text)}", _RIGHT, written.line)
        return None
    return Step(name, days)
