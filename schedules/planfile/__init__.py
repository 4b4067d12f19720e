"""A plan file (YAML, written and edited by administrators) read into a Plan, or all its faults at once.

    read_plan(Path("plans/haikou-2021h2.yaml"))  -> Plan, or raises PlanFaults

It knows the format that docs/plan-file.md describes. It does not know what is
loaded already, nor how a plan is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from schedules.periods import recurrence_of
from schedules.plan import Group, Plan
from schedules.planfile.faults import Fault, PlanFaults
from schedules.planfile.files import Unreadable, read_text
from schedules.planfile.head import read_head, read_issued, read_key, read_notice, read_period
from schedules.planfile.items import Agenda, read_tasks
from schedules.planfile.nodes import Block, block, compose
from schedules.planfile.roster import read_roster, read_seats, units_behind
from schedules.planfile.terms import Frame
from schedules.steps import worked_back
from schedules.workdays import DEFAULT, WorkCalendar

__all__ = ["Fault", "PlanFaults", "Unreadable", "as_json", "parse_plan", "read_plan", "units_behind"]

_TOP_KEYS = ("plan", "units", "groups", "seats", "tasks")


def read_plan(path: Path, calendar: WorkCalendar = DEFAULT) -> Plan:
    """The plan in this file, the notice beside it. Raises PlanFaults with everything that is wrong."""
    try:
        text = read_text(path)
    except Unreadable as error:
        raise PlanFaults((Fault(0, "", error.wrong, error.right),)) from error
    return parse_plan(text, calendar, lambda name: read_text(path.parent / name), key=path.stem)


def parse_plan(
    text: str, calendar: WorkCalendar, notice_text: Callable[[str], str], *, key: str = "plan"
) -> Plan:
    """The plan this text describes. `notice_text` gives a named notice or raises Unreadable or OSError."""
    faults: list[Fault] = []
    root = compose(text)
    if root is None:
        raise PlanFaults((Fault(0, "", "文件是空的", "应至少有 plan、units、seats、tasks 四段"),))
    top = block(root, "", _TOP_KEYS, faults)
    if top is None:
        raise PlanFaults(faults)
    return _read(top, calendar, notice_text, key)


def _read(top: Block, calendar: WorkCalendar, notice_text: Callable[[str], str], key: str) -> Plan:
    """The plan, if nothing had to be blamed on the way."""
    head = read_head(top)
    key, title = read_key(head, key), head.needed("title", "应写计划名称") or ""
    issued, period = read_issued(head), read_period(head)
    notice = read_notice(head, notice_text)
    roster = read_roster(top)
    superior = head.text("superior") or ""
    agenda = Agenda(roster, Frame(issued, period, calendar), notice, superior)
    read_tasks(top, agenda)
    seats = read_seats(top, roster, roster.expand(name for task in agenda.tasks for name in task.leads))
    number = head.text("number") or ""
    if top.faults or issued is None or period is None:
        raise PlanFaults(top.faults)
    return Plan(
        key=key, title=title, number=number, issued=issued, period=period,
        notice=notice.text if notice else "",
        units=roster.units,
        groups=tuple(Group(name, members) for name, members in roster.groups.items()),
        seats=seats, tasks=tuple(agenda.tasks), items=tuple(agenda.items),
        superior=superior,
    )  # fmt: skip


def as_json(plan: Plan, calendar: WorkCalendar = DEFAULT) -> dict[str, Any]:
    """What `duban plan check FILE --json` prints."""
    return {
        "title": plan.title,
        "period": [day.isoformat() for day in plan.period],
        "items": [
            {
                "id": item.code,
                "title": item.title,
                "measure": item.measure,
                "target": None if item.target is None else str(item.target),
                "phrase": item.phrase,
                "due": item.due.isoformat(),
                "internal_due": item.internal_due.isoformat(),
                "leads": list(item.leads),
                "responsible": list(item.responsible),
                "assignments": list(item.assignments),
                "recurrence": str(again)
                if (again := recurrence_of(item.phrase, plan.issued, calendar))
                else None,
                **({"superior": item.superior} if item.superior else {}),
                "steps": [
                    {"name": stage.name, "due": stage.day.isoformat()}
                    for stage in worked_back(item.steps, item.internal_due, calendar)
                ],
            }
            for item in plan.items
        ],
    }
