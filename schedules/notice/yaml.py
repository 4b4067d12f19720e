"""A draft as a plan file: every guess beside the value it led to, every gap marked for the coordinator.

What the notice does not say is left out or left empty; `duban plan check` then names the gaps one by one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from schedules.deadlines import Target, read
from schedules.deadlines.words import in_words, rule_in_words, target_in_words
from schedules.notice.marks import counted
from schedules.notice.names import is_group, is_unsettled, once, plan_name
from schedules.notice.shown import sureness
from schedules.notice.values import Draft, DraftItem, DraftTask, Settled
from schedules.periods import KEPT, due_from
from schedules.workdays import DEFAULT

_PLAIN = re.compile(r"(?![\s\-?:,\[\]{}#&*!|>'\"%@`~=])(?!(?:null|Null|NULL)$)[^\n\t#:\[\]{},\"'\\]+(?<!\s)")
_SINGLE = re.compile(r"制定(?:出台)?《|出台《|修订《|起草|拟定《|编制《")
_GAP = "待填"


def as_yaml(draft: Draft, notice: str = "", settled: Settled | None = None) -> str:
    """The draft in the form of docs/plan-file.md; `notice` names the text file kept beside it, if one is."""
    return "\n".join(_lines(draft, notice, settled or Settled())) + "\n"


def _lines(draft: Draft, notice: str, settled: Settled) -> Iterator[str]:
    items = sum(len(task.items) for task in draft.tasks)
    yield f"# 由通知起草：{len(draft.tasks)}项任务、{items}个事项。推定的都写在旁边，{_GAP}的请补上。"
    yield "# 核对后用 duban plan check 检查。"
    yield "# 井号（#）后面是给人看的说明，程序不读。"
    yield from (f"# 注意：{_one_line(note)}" for note in draft.notes)
    yield ""
    yield from _head(draft, notice)
    yield ""
    yield from _roster(draft, settled)
    yield ""
    yield "tasks:"
    for task in draft.tasks:
        yield from _task(task, draft)
    for aside in draft.asides:
        yield f"# 未列入：“{_one_line(aside.text)}”（{aside.why}，原文第{aside.source[0]}—{aside.source[1]}字）"


def _head(draft: Draft, notice: str) -> Iterator[str]:
    yield "plan:"
    yield f"  title: {scalar(draft.title)}" if draft.title else f"  title:   # {_GAP}：计划名称"
    if draft.number:
        yield f"  number: {scalar(draft.number)}"
    yield f"  issued: {draft.issued}" if draft.issued else f"  issued:   # {_GAP}：通知没有落款日期"
    if draft.period:
        guessed = "   # 推定" if any("期间" in note for note in draft.notes) else ""
        yield f"  period: [{draft.period[0]}, {draft.period[1]}]{guessed}"
    else:
        yield f"  period:   # {_GAP}：起止日期"
    if notice:
        yield f"  notice: {scalar(notice)}"


# ---------------------------------------------------------------- who


def _roster(draft: Draft, settled: Settled) -> Iterator[str]:
    """Units as the notice writes them, under the names the office knows; groups whose members nobody gave stand empty."""
    named = once([name for task in draft.tasks for name in _names(task)])
    written = {plan_name(name): name for name in reversed(named)}
    members = {**settled.groups, **{plan_name(name): found for name, found in draft.groups}}
    units, groups = _who_is_who(dict.fromkeys(map(plan_name, named)), members, settled)
    yield "# 单位: [别的叫法]。同一单位有两种写法的，请并作一行。"
    yield "units:" if units else f"units: []   # {_GAP}"
    for name, also in units.items():
        twin = next((other for other in units if other != name and other.startswith(name)), None)
        told = f" {_listed(also)}" if also else f"   # 与“{twin}”疑为同一单位" if twin else ""
        yield f"  {scalar(name)}:{told}"
    if groups:
        yield "groups:"
    for name in groups:
        if members.get(name):
            yield f"  {scalar(name)}: {_listed(members[name])}"
            continue
        said = f"，通知写作“{written[name]}”" if written.get(name, name) != name else ""
        why = "范围由协调员确定" if is_unsettled(name) else "通知没有列名单"
        yield f"  {scalar(name)}: []   # {_GAP}：成员单位（{why}{said}）"
    yield from _seats(settled, next(iter(units), ""))


def _who_is_who(
    names: Iterable[str], members: Mapping[str, tuple[str, ...]], settled: Settled
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Units with the other names they go by, and groups; those behind a group, and the desk's own, included."""
    called = {name: unit for unit in settled.units for name in (unit.name, *unit.also)}
    units: dict[str, tuple[str, ...]] = {}
    groups: dict[str, None] = {}
    waiting = [*names, *(seat.unit for seat in settled.desk)]
    while waiting:
        name = waiting.pop(0)
        if name in called:
            units[called[name].name] = called[name].also
        elif name in members or is_group(name):
            if name not in groups:
                groups[name] = None
                waiting += members.get(name, ())
        else:
            units.setdefault(name, ())
    return units, list(groups)


def _seats(settled: Settled, first: str) -> Iterator[str]:
    """The desk as the office has it; a guess where it has none."""
    yield "seats:"
    yield "  - auto"
    for seat in settled.desk:
        yield f"  - {{title: {scalar(seat.title)}, unit: {scalar(seat.unit)}, role: {seat.role}}}"
    if any(seat.role == "coordinator" for seat in settled.desk):
        return
    yield (
        f"  - {{title: 协调员, unit: {scalar(first)}, role: coordinator}}   # 推定：协调员所在单位请确认"
        if first
        else f"  # {_GAP}：- {{title: 协调员, unit: 单位, role: coordinator}}"
    )


def _names(task: DraftTask) -> Iterator[str]:
    yield from (*task.leads, *task.responsible, *task.assisting)
    for item in task.items:
        yield from (*item.leads, *item.responsible, *item.assisting)


def _listed(names: Iterable[str]) -> str:
    return "[" + ", ".join(scalar(name) for name in dict.fromkeys(map(plan_name, names))) + "]"


# ---------------------------------------------------------------- tasks and items


def _task(task: DraftTask, draft: Draft) -> Iterator[str]:
    yield ""
    label = f"   # 通知编号 {task.label}" if task.label and task.label != task.no else ""
    yield f"  - no: {scalar(task.no)}{label}"
    yield from (f"    # {_one_line(note)}" for note in task.notes)
    yield f"    title: {scalar(task.title)}" if task.title else f"    title:   # {_GAP}"
    yield f"    leads: {_listed(task.leads)}"
    responsible = once((*task.responsible, *task.assisting))
    yield f"    responsible: {_listed(responsible)}" + (
        "" if responsible or task.leads else f"   # {_GAP}：通知没有写单位"
    )
    yield "    items:"
    number = counted(task.no) or 0
    for n, item in enumerate(task.items, start=1):
        yield from _item(f"{number}.{n}", item, task, draft)


def _item(code: str, item: DraftItem, task: DraftTask, draft: Draft) -> Iterator[str]:
    yield f"      - id: {code}   # 原文第{item.source[0]}—{item.source[1]}字"
    yield from (f"        # {_one_line(note)}" for note in item.notes)
    yield f"        title: {scalar(item.title)}"
    yield from _measured(item)
    yield from _due(item, draft)
    yield _who(item, task)
    yield f"        sentence: {scalar(_sentence(item, draft))}"


def _sentence(item: DraftItem, draft: Draft) -> str:
    said = re.sub(r"\s+", " ", draft.text[slice(*item.source)]).strip() or item.text
    return said.rstrip("，,；;、 ") or said


def _measured(item: DraftItem) -> Iterator[str]:
    target = item.target
    if target is None:
        yield f"        measure: {item.measure}   # 推定"
        return
    if fits(target, item.measure):
        unit = target.unit if len(target.unit) <= 3 else ""
        yield f"        measure: {item.measure}"
        yield f"        target: '{target.op} {target.value:.10g}{unit}'   # {target_in_words(target)}"
        return
    yield f"        # 目标“{target_in_words(target)}”不是“至少几次”或百分比，计划文件里记不成目标，写在名称里"
    yield f"        measure: {_measure_written(item)}   # 推定"


def fits(target: Target, measure: str) -> bool:
    """Whether a plan file takes the target as it is."""
    if measure == "rate":
        impossible = (target.op == ">" and target.value >= 100) or (target.op == "<" and target.value <= 0)
        return target.unit == "%" and target.value <= 100 and not impossible
    return target.op in (">=", ">") and 1 <= target.value < 1e9 and target.value == int(target.value)


def _due(item: DraftItem, draft: Draft) -> Iterator[str]:
    """The wording where it settles to the same day by itself, the day where it does not; why, beside it."""
    if item.phrase is None:
        return
    if item.recurrence is not None and _comes_back(item, draft):
        yield f"        due: {scalar(item.phrase)}   # {_why(item)}"
        return
    if item.due is None or item.recurrence is not None:
        kept = (
            item.rule == "standing"
            and _measure_written(item) == "ongoing"
            and _reads_alone(item.phrase, draft, None)
        )
        lead = "        due: " if kept else "        # due: "
        yield f"{lead}{scalar(item.phrase)}   # {_why(item)}"
        return
    known = draft.issued or date(item.due.year, 1, 1)
    told = f"{in_words(item.due)}，内控 {item.internal_due}；{_why(item)}"
    if item.due < known:
        yield f"        # due: {scalar(item.phrase)}   # {_GAP}：{told}"
    elif _reads_alone(item.phrase, draft, item.due):
        yield f"        due: {scalar(item.phrase)}   # {told}"
    else:
        yield f"        due: {item.due}   # 原文“{_one_line(item.phrase)}”；{told}"


def _comes_back(item: DraftItem, draft: Draft) -> bool:
    """Whether a plan file takes the recurring wording as it stands, with its first period within the plan."""
    if draft.issued is None or draft.period is None or item.phrase is None:
        return False
    reading = read(item.phrase, draft.issued)
    if not reading.whole or reading.recurrence is None or reading.recurrence.every not in KEPT:
        return False
    first = due_from(item.phrase, draft.issued, draft.period[0], DEFAULT)
    return first is not None and first <= draft.period[1]


def _measure_written(item: DraftItem) -> str:
    if item.target is None or fits(item.target, item.measure):
        return item.measure
    return "deliver" if item.due and not item.recurrence else "ongoing"


def _why(item: DraftItem) -> str:
    rule = rule_in_words(item.rule)
    times = f"（{item.recurrence}，下一次 {item.due}）" if item.recurrence else ""
    return f"规则：{rule}{times}；把握：{sureness(item)}"


def _reads_alone(phrase: str, draft: Draft, due: date | None) -> bool:
    reading = read(phrase, draft.issued or date(2000, 1, 1))
    if due is None:
        return reading.kind == "standing"
    whole = (
        reading.whole and reading.recurrence is None and len(reading.listed) <= 1 and reading.event is None
    )
    return draft.issued is not None and whole and reading.due_day == due


def _who(item: DraftItem, task: DraftTask) -> str:
    """Who owes it, as a plan says it: those the sentence or its brackets name, else by the usual reading."""
    own = (item.leads, item.responsible, item.assisting)
    if any(own) and own != (task.leads, task.responsible, task.assisting):
        return f"        who: {_listed((*item.leads, *item.responsible))}   # 本事项单独写明的单位"
    if not (task.leads or task.responsible or task.assisting):
        return f"        who:   # {_GAP}：由谁办"
    return f"        who: {usual(item, task.leads, task.responsible)}   # 推定"


def usual(item: DraftItem, leads: Sequence[str], responsible: Sequence[str]) -> str:
    """A single document is the leads' to write; else all responsible owe, and the leads too where no group holds them."""
    if leads and (not responsible or _SINGLE.search(item.text)):
        return "leads"
    if not responsible or not leads or all(map(is_group, responsible)):
        return "all"
    return "[leads, all]"


# ---------------------------------------------------------------- writing


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def scalar(text: str) -> str:
    """A value as YAML takes it, quoted when it must be."""
    text = _one_line(text)
    return text if text and _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
