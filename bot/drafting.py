"""From a notice to files a coordinator can settle, and from the settled file to a plan: the draft, the 时限推定单, the plan."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from schedules.notice import Draft, Settled, as_table, as_yaml, draft, read_notice
from schedules.notice.source import notice_in
from schedules.plan import Plan
from schedules.planfile import Fault, PlanFaults, parse_plan
from schedules.workdays import DEFAULT, WorkCalendar

NOTICE = "通知.txt"


@dataclass(frozen=True, slots=True)
class Paper:
    """What a file came to. complaints: what in a corrected sheet could not be taken; corrected: whether it was one."""

    draft: Draft
    corrected: bool = False
    complaints: tuple[str, ...] = ()


def draft_from(path: Path, corrected: Path | None) -> tuple[Draft, tuple[str, ...]]:
    """The draft of that notice, with what a coordinator corrected in the sheet, and what in the sheet cannot be read.

    A sheet by itself is enough: it carries its notice. Raises schedules.notice.NoticeRefused.
    """
    from schedules.notice.corrections import read_sheet
    from schedules.notice.source import read_bytes

    if corrected is None:
        paper = paper_in(read_bytes(path), path.name)
        return paper.draft, paper.complaints
    return read_sheet(corrected, draft(read_notice(path)))


def paper_in(raw: bytes, name: str, calendar: WorkCalendar = DEFAULT) -> Paper:
    """What a file's content is: a notice, drafted, or a 时限推定单 that came back, read. Raises NoticeRefused."""
    from schedules.notice.corrections import is_sheet, read_sheet_alone

    if is_sheet(raw, name):
        drafted, complaints = read_sheet_alone(raw, name, calendar)
        return Paper(drafted, True, complaints)
    return Paper(draft(notice_in(raw, name), calendar))


def sheet_of(drafted: Draft, settled: Settled) -> bytes:
    """The 时限推定单, with the members of groups the office knows already."""
    from schedules.notice.sheet import write_sheet

    out = BytesIO()
    write_sheet(drafted, out, settled)
    return out.getvalue()


def plan_of(drafted: Draft, settled: Settled, calendar: WorkCalendar = DEFAULT) -> Plan:
    """The plan this draft comes to. Raises PlanFaults with everything that is still open."""
    text = as_yaml(drafted, NOTICE, settled)
    return parse_plan(text, calendar, lambda _: drafted.text, key=key_of(drafted))


def key_of(drafted: Draft) -> str:
    """What names the plan for good: the notice's number, so that a corrected sheet is the same plan again."""
    return re.sub(r"[^\w.-]+", "-", drafted.number or drafted.title).strip("-")[:64] or "plan"


def open_points(faults: PlanFaults) -> tuple[str, ...]:
    """What keeps the draft from being a plan, in the words of the sheet (nobody sees lines of a file here)."""
    return tuple(dict.fromkeys(map(_in_sheet, faults.faults)))


def _in_sheet(fault: Fault) -> str:
    where, _, field = fault.field.rpartition(" ")
    if where == "groups":
        return f"“单位组”一页：{field}没有成员，请填上成员单位"
    if field in _COLUMNS:
        return f"{where}的{_COLUMNS[field]}：{fault.wrong}；{_COLUMNS[field]}一栏请改正"
    return f"{fault.field}：{fault.wrong}；{fault.right}".strip("： ")


_COLUMNS = {
    "due": "时限", "title": "事项名称", "measure": "办法", "target": "目标", "responsible": "责任单位",
    "leads": "牵头单位", "who": "责任单位", "sentence": "原文",
}  # fmt: skip


def save_plan(drafted: Draft, out: Path) -> Path:
    """Write the plan file, and beside it the notice's text, in which every sentence stands; where that is."""
    text = out.with_suffix(".txt")
    text.write_text(drafted.text, encoding="utf-8")
    out.write_text(as_yaml(drafted, text.name), encoding="utf-8")
    return text


def save_sheet(drafted: Draft, path: Path) -> None:
    path.write_bytes(sheet_of(drafted, Settled()))


def lines(drafted: Draft) -> Iterator[str]:
    """Every item for the terminal: the notice's words, what was made of them by which rule, how sure."""
    items = sum(len(task.items) for task in drafted.tasks)
    yield f"{drafted.title}：{len(drafted.tasks)}项任务，{items}个事项"
    heading = ""
    for row in as_table(drafted):
        task, item, phrase, due, internal, rule, sure, measure, target, leads, responsible, open_ = row
        if task != heading:
            heading = task
            yield f"\n{task}（牵头：{leads or '未写'}；责任：{responsible or '未写'}）"
        when = f"“{phrase}” → {due}，{rule}，把握{sure}" if due else f"时限：{phrase or '通知未写'}"
        inner = f"；内控 {internal}" if internal and internal != due else ""
        wanted = f"；{measure}{' ' + target if target else ''}" + (f"；待定：{open_}" if open_ else "")
        yield f"  · {item}"
        yield f"    {when}{inner}{wanted}"
    for note in drafted.notes:
        yield f"注意：{note}"
