"""What changes when a plan is loaded again: the difference of two Plan values, and its telling.

Pure. It does not know how a plan is kept, nor what was reported on it: what is
removed here may still have an account to be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Generic, TypeVar

from schedules.plan import Group, Item, Plan, Seat, Step, Task, Unit
from schedules.planfile.roster import units_behind

T = TypeVar("T")

# Names told in one line before "等" takes over; a roster of ministries is not read out.
_NAMES_TOLD = 8

_ITEM_WORDS = {
    "task": "所属任务", "title": "名称", "measure": "办法", "target": "目标", "phrase": "时限措辞", "due": "时限",
    "internal_due": "内控日", "sentence": "依据原句", "aliases": "俗称", "ladder": "提醒阶梯", "needed": "办结门槛",
    "steps": "节点", "superior": "上级事项",
}  # fmt: skip
_TASK_WORDS = {"title": "标题", "leads": "牵头单位", "responsible": "责任单位写法"}
_PLAN_WORDS = {
    "title": "名称", "number": "文号", "issued": "印发日期", "period": "起止日期", "notice": "通知原文",
    "superior": "上级文件",
}  # fmt: skip
_OTHER_WORDS = {"also": "别名", "members": "成员", "unit": "所在单位", "role": "职责"}


@dataclass(frozen=True, slots=True)
class Assigned:
    """One account: this unit owes this item."""

    item: str
    unit: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one thing. `name` is its number, title or name; "" is the plan itself."""

    name: str
    field: str
    before: Any
    after: Any
    concerned: frozenset[str]


@dataclass(frozen=True, slots=True)
class Parts(Generic[T]):
    """What came, what went, and what stayed with other contents."""

    added: tuple[T, ...] = ()
    removed: tuple[T, ...] = ()
    changed: tuple[Change, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that has to be done to get from the old plan to the new one."""

    old: Plan | None
    new: Plan
    plan: tuple[Change, ...]
    units: Parts[Unit]
    groups: Parts[Group]
    seats: Parts[Seat]
    tasks: Parts[Task]
    items: Parts[Item]
    assignments: Parts[Assigned]

    @property
    def empty(self) -> bool:
        parts = (self.units, self.groups, self.seats, self.tasks, self.items, self.assignments)
        return self.old is not None and not self.plan and all(part.empty for part in parts)

    @property
    def concerned(self) -> frozenset[str]:
        """The units for which something is different, and nobody else need hear of it."""
        return frozenset().union(*(line.concerned for line in lines(self)))


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence for the administrator, and the units it concerns."""

    text: str
    concerned: frozenset[str]


def difference(old: Plan | None, new: Plan) -> Difference:
    """The difference; against None everything is new. Two plans of different keys are never compared."""
    if old is not None and old.key != new.key:
        raise ValueError(f"{old.key!r} and {new.key!r} are two plans, not two states of one")
    before, after = _accounts(old), _accounts(new)
    return Difference(
        old=old,
        new=new,
        # The head touches a unit only through the dates of its items.
        plan=() if old is None else tuple(_changes("", old, new, _PLAN_WORDS, frozenset())),
        units=_parts(
            old.units if old else (), new.units, lambda unit: unit.name, lambda a, _: frozenset({a.name})
        ),
        groups=_parts(
            old.groups if old else (), new.groups, lambda group: group.name, lambda *_: frozenset()
        ),
        seats=_parts(
            old.seats if old else (), new.seats, lambda s: s.title, lambda a, b: frozenset({a.unit, b.unit})
        ),
        tasks=_parts(old.tasks if old else (), new.tasks, lambda task: task.no, _behind(old, new)),
        items=_parts(old.items if old else (), new.items, lambda item: item.code, _owing),
        assignments=Parts(_without(after, before), _without(before, after)),
    )


def _accounts(plan: Plan | None) -> tuple[Assigned, ...]:
    return tuple(
        Assigned(item.code, unit) for item in (plan.items if plan else ()) for unit in item.assignments
    )


def _without(some: tuple[Assigned, ...], others: tuple[Assigned, ...]) -> tuple[Assigned, ...]:
    known = frozenset(others)
    return tuple(account for account in some if account not in known)


def _owing(before: Item, after: Item) -> frozenset[str]:
    """Who is concerned by a change of an item: who owed it and who owes it."""
    return frozenset(before.assignments) | frozenset(after.assignments)


def _behind(old: Plan | None, new: Plan) -> Callable[[Task, Task], frozenset[str]]:
    """Who is concerned by a change of a task: those it named and those it names."""

    def concerned(before: Task, after: Task) -> frozenset[str]:
        earlier = units_behind(old, (*before.leads, *before.responsible)) if old else ()
        return frozenset(earlier) | frozenset(units_behind(new, (*after.leads, *after.responsible)))

    return concerned


def _parts(
    old: Iterable[T],
    new: Iterable[T],
    name: Callable[[T], str],
    concerned: Callable[[T, T], frozenset[str]],
) -> Parts[T]:
    """Things are the same thing when they have the same name."""
    before = {name(thing): thing for thing in old}
    after = {name(thing): thing for thing in new}
    kept = [(key, before[key], after[key]) for key in after if key in before]
    return Parts(
        tuple(thing for key, thing in after.items() if key not in before),
        tuple(thing for key, thing in before.items() if key not in after),
        tuple(
            change for key, a, b in kept if a != b for change in _changes(key, a, b, None, concerned(a, b))
        ),
    )


def _changes(
    name: str, before: Any, after: Any, only: Mapping[str, str] | None, concerned: frozenset[str]
) -> Iterator[Change]:
    """A change for each field that differs. An item's accounts are told apart, unit by unit."""
    for field in fields(before):
        if field.name == "assignments" or (only is not None and field.name not in only):
            continue
        a, b = getattr(before, field.name), getattr(after, field.name)
        if a != b:
            yield Change(name, field.name, a, b, concerned)


def describe(found: Difference) -> list[str]:
    """The difference as an administrator reads it before agreeing to it."""
    return [line.text for line in lines(found)]


def lines(found: Difference) -> tuple[Line, ...]:
    """The same, with the units each line concerns."""
    return tuple(_first(found.new) if found.old is None else _again(found))


def _first(plan: Plan) -> Iterator[Line]:
    owing = frozenset(account.unit for account in _accounts(plan))
    counts = f"任务 {len(plan.tasks)} 项、事项 {len(plan.items)} 项、责任账目 {len(_accounts(plan))} 条"
    yield Line(f"新计划“{plan.title}”：{counts}，涉及单位 {len(owing)} 个，岗位 {len(plan.seats)} 个", owing)


def _again(found: Difference) -> Iterator[Line]:
    for change in found.plan:
        yield _told(change, "计划", _PLAN_WORDS)
    yield from _came_and_went(
        found.tasks, "任务", lambda task: f"{task.no} {task.title}", lambda _: frozenset()
    )
    for change in found.tasks.changed:
        yield _told(change, f"任务{change.name}", _TASK_WORDS)
    owing: Callable[[Item], frozenset[str]] = lambda item: frozenset(item.assignments)  # noqa: E731
    yield from _came_and_went(found.items, "事项", lambda item: f"{item.code} {item.title}", owing)
    yield from _items(found.items.changed)
    yield from _reassigned(found)
    yield from _came_and_went(
        found.units, "单位", lambda unit: unit.name, lambda unit: frozenset({unit.name})
    )
    yield from _came_and_went(found.groups, "单位组", lambda group: group.name, lambda _: frozenset())
    yield from _came_and_went(
        found.seats, "岗位", lambda seat: seat.title, lambda seat: frozenset({seat.unit})
    )
    for noun, part in (("单位", found.units), ("单位组", found.groups), ("岗位", found.seats)):
        for change in part.changed:
            yield _told(change, f"{noun} {change.name} ", _OTHER_WORDS)


def _came_and_went(
    part: Parts[T], noun: str, name: Callable[[T], str], concerned: Callable[[T], frozenset[str]]
) -> Iterator[Line]:
    measure = "项" if noun in ("任务", "事项") else "个"
    for verb, things in (("新增", part.added), ("取消", part.removed)):
        if things:
            names = (
                "；".join(name(thing) for thing in things) if measure == "项" else _some(map(name, things))
            )
            who = frozenset().union(*map(concerned, things))
            yield Line(f"{verb}{noun} {len(things)} {measure}：{names}", who)


def _items(changes: tuple[Change, ...]) -> Iterator[Line]:
    """A line for each change a reader of the plan would notice; what merely follows from another is not told."""
    moved = {change.name for change in changes if change.field == "due"}
    for change in changes:
        # A new date brings its wording and its working day along; leads and responsible are the task's.
        follows = change.name in moved and change.field in ("phrase", "internal_due")
        if change.field in _ITEM_WORDS and not follows:
            yield _told(change, f"{change.name} ", _ITEM_WORDS)
    shifted = {change.name for change in changes if change.field in ("source", "rule")} - moved
    if shifted:
        yield Line(f"依据位置或推定规则更新 {len(shifted)} 项（时限不变）", frozenset())


def _reassigned(found: Difference) -> Iterator[Line]:
    """Accounts that came and went under items that stayed; a new item's are told with it."""
    stayed = {item.code for item in found.new.items} - {item.code for item in found.items.added}
    for code in (item.code for item in found.new.items if item.code in stayed):
        came = [account.unit for account in found.assignments.added if account.item == code]
        went = [account.unit for account in found.assignments.removed if account.item == code]
        told = [f"{verb} {_some(units)}" for verb, units in (("增加", came), ("减少", went)) if units]
        if told:
            yield Line(f"责任单位调整：{code} {'，'.join(told)}", frozenset(came) | frozenset(went))


def _told(change: Change, whose: str, words: Mapping[str, str]) -> Line:
    noun = words.get(change.field, change.field)
    if change.field == "notice":
        return Line("通知原文已更新", change.concerned)
    if change.field == "wecom":  # whose account it is stays out of the history, and is nobody else's affair
        return Line(f"企业微信账号调整：{whose.strip()}", frozenset())
    if (
        change.field == "superior"
    ):  # how the desk sums up for the level above: no unit does anything else for it
        return Line(
            f"{noun}调整：{whose.strip()} {_shown(change.before)}→{_shown(change.after)}", frozenset()
        )
    if change.field in _DATES and whose != "计划":
        before, after = _days(change.before, change.after)
    else:
        before, after = _shown(change.before), _shown(change.after)
    return Line(f"{noun}调整：{whose.strip()} {before}→{after}", change.concerned)


_DATES = ("due", "internal_due")


def _days(before: date, after: date) -> tuple[str, str]:
    """The year is said only when it matters."""
    same = before.year == after.year
    return _day(before, year=not same), _day(after, year=not same)


def _day(day: date, *, year: bool = True) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if year else f"{day.month}月{day.day}日"


def _shown(value: Any) -> str:
    """A field's contents on one line."""
    if value is None or value == () or value == "":
        return "（无）"
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Step):
        return f"{value.name}（{value.before}个工作日）" if value.before else value.name
    if isinstance(value, tuple):
        return _some(_shown(part) for part in value)
    return str(value)


def _some(names: Iterable[str]) -> str:
    every = tuple(names)
    shown = "、".join(every[:_NAMES_TOLD])
    return shown if len(every) <= _NAMES_TOLD else f"{shown}等 {len(every)} 个"
