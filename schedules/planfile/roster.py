"""Who is in the plan: its units, the groups that stand for them, the seats. It knows nothing of what they owe."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import get_args

import yaml

from schedules.plan import Plan, Role, Seat, Unit
from schedules.planfile.faults import Fault, quoted
from schedules.planfile.nodes import BETWEEN_NAMES, Block, Word, block, is_blank, line_of, pairs, word

# 谁来办 is written with these two words, so nobody may be called by them.
LEADS, ALL = "leads", "all"
AUTO = "auto"

_TITLE = {"contact": "联系人", "leader": "分管负责人", "lead": "牵头联系人"}
_ROLES: tuple[Role, ...] = get_args(Role)
# userid: https://developer.work.weixin.qq.com/document/path/90195
_USERID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-@.]{0,63}")
_CYCLES_TOLD = 20
_RING_TOLD = 8
_ADVICE_GIVEN = 200


@dataclass(frozen=True, slots=True)
class Roster:
    """Every name the plan may use. `called` maps a unit's names, the popular ones too, to the unit."""

    units: tuple[Unit, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)

    def knows(self, name: str) -> bool:
        return name in self.called or name in self.groups

    def expand(self, names: Iterable[str]) -> tuple[str, ...]:
        """The units behind these names, each once, in the order written. Unknown names stand for nobody."""
        found: dict[str, None] = {}
        opened: set[str] = set()
        waiting = list(reversed(tuple(names)))
        while waiting:
            name = waiting.pop()
            if name in self.called:
                found[self.called[name]] = None
            elif name in self.groups and name not in opened:
                opened.add(name)
                waiting.extend(reversed(self.groups[name]))
        return tuple(found)

    def blame_unknown(self, names: Iterable[Word], field: str, where: Block) -> None:
        """A fault for each name that is neither a unit nor a group, with the nearest one that is."""
        for name in names:
            if not self.knows(name.text):
                # Looking for the nearest name is slow; a file with so many faults is not read for advice.
                known = [*self.called, *self.groups] if len(where.faults) < _ADVICE_GIVEN else []
                near = difflib.get_close_matches(name.text[:40], known, 1, cutoff=0.5)
                right = f"应先在 units 里写上这个单位{f'，或改为“{near[0]}”' if near else ''}"
                where.blame(field, f"没有名为{quoted(name.text)}的单位或单位组", right, name.line)


def roster_of(plan: Plan) -> Roster:
    """The roster of a plan that is loaded already."""
    called = {name: unit.name for unit in plan.units for name in (unit.name, *unit.also)}
    return Roster(plan.units, {group.name: group.members for group in plan.groups}, called)


def units_behind(plan: Plan, names: Iterable[str]) -> tuple[str, ...]:
    """The units a notice means by these names: groups expanded, 市政府办 as 市政府办公室."""
    return roster_of(plan).expand(names)


def read_roster(top: Block) -> Roster:
    """Units and groups of the file, whatever of them is sound."""
    names: dict[str, int] = {LEADS: 0, ALL: 0}
    units = tuple(_units(top, names))
    if not units and not top.has("units"):
        top.blame("units", "缺少 units", "应列出每个单位，如 units: [市司法局, 龙华区政府]")
    called = {name: unit.name for unit in units for name in (unit.name, *unit.also)}
    groups = _groups(top, names)
    roster = Roster(units, {name: tuple(w.text for w in members) for name, members in groups.items()}, called)
    for name, members in groups.items():
        roster.blame_unknown(members, name, Block("groups", 0, {}, top.faults))
    top.faults.extend(_cycles(roster.groups, {name: names[name] for name in groups}))
    return roster


def _take(name: Word, names: dict[str, int], where: str, faults: list[Fault]) -> bool:
    """Whether the name was free and can be used; it is taken now."""
    if not name.text or BETWEEN_NAMES.search(name.text):
        faults.append(
            Fault(name.line, where, f"名称{quoted(name.text)}是空的或含有顿号、逗号", "应一个名称一行")
        )
        return False
    if name.text not in names:
        names[name.text] = name.line
        return True
    told = f"第 {names[name.text]} 行已用" if names[name.text] else "是保留字"
    faults.append(
        Fault(name.line, where, f"名称{quoted(name.text)}重复（{told}）", "每个名称只能指一个单位或单位组")
    )
    return False


def _units(top: Block, names: dict[str, int]) -> Iterable[Unit]:
    """`units` as a list of names, as `name: [popular names]`, or as a list with both."""
    node = top.fields.get("units")
    if node is None:
        return
    entries = node.value if isinstance(node, yaml.SequenceNode) else [node]
    for entry in entries:
        if isinstance(entry, yaml.MappingNode):
            for name, also in pairs(entry, "units", top.faults):
                if _take(name, names, "units", top.faults):
                    yield Unit(name.text, _popular(name, also, names, top.faults))
            continue
        for name in Block("", line_of(entry), {"units": entry}, top.faults).words("units"):
            if _take(name, names, "units", top.faults):
                yield Unit(name.text)


def _popular(name: Word, node: yaml.Node, names: dict[str, int], faults: list[Fault]) -> tuple[str, ...]:
    if is_blank(node):
        return ()
    written = Block("units", name.line, {name.text: node}, faults).words(name.text)
    return tuple(also.text for also in written if _take(also, names, "units", faults))


def _groups(top: Block, names: dict[str, int]) -> dict[str, tuple[Word, ...]]:
    node = top.fields.get("groups")
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        top.blame("groups", "这里应是“组名: 成员”各占一行", "应写成 各区政府: [龙华区政府, 美兰区政府]")
        return {}
    groups = {}
    for name, members in pairs(node, "groups", top.faults):
        if not _take(name, names, "groups", top.faults):
            continue
        fields = {} if is_blank(members) else {name.text: members}
        here = Block("groups", name.line, fields, top.faults)
        groups[name.text] = here.words(name.text)
        if not groups[name.text]:
            here.blame(name.text, "单位组没有成员", f"应写成 {name.text}: [甲, 乙]")
    return groups


def _cycles(groups: Mapping[str, tuple[str, ...]], lines: Mapping[str, int]) -> Iterable[Fault]:
    """A fault for each ring of groups; after one is told it is cut, so that the next is seen."""
    graph = {name: {member for member in members if member in groups} for name, members in groups.items()}
    for _ in range(_CYCLES_TOLD):
        try:
            TopologicalSorter(graph).prepare()
            return
        except CycleError as error:
            ring: list[str] = error.args[1]
        # The sorter lists members before their group.
        path = " → ".join(ring[: -_RING_TOLD - 1 : -1]) + (" → ……" if len(ring) > _RING_TOLD else "")
        last = max(ring, key=lambda name: lines[name])
        yield Fault(lines[last], f"groups {last}", f"单位组互相包含（{path}）", "请从其中一组里删去另一组")
        graph[ring[1]].discard(ring[0])


def read_seats(top: Block, roster: Roster, lead_units: Iterable[str]) -> tuple[Seat, ...]:
    """The seats written out, and with `auto` (or none) those that follow from units and leads."""
    seats: dict[str, Seat] = {}
    auto, blamed = not top.has("seats"), len(top.faults)
    for node in top.entries("seats", "应写成一行一个岗位，第一行可写 - auto"):
        if isinstance(node, yaml.ScalarNode) and word(node).text == AUTO:
            auto = True
        elif seat := _seat(node, top, roster):
            if seat.title in seats:
                top.blame("seats", f"岗位{quoted(seat.title)}重复", "请改名，如加上处室名", line_of(node))
            if other := next((s for s in seats.values() if _same_member(s, seat)), None):
                wrong = f"企业微信账号{quoted(seat.wecom)}已写给岗位{quoted(other.title)}"
                top.blame("seats", wrong, "一个账号只能坐一个岗位", line_of(node))
            seats.setdefault(seat.title, seat)
    # A seat that could not be read may have been the coordinator's.
    if blamed == len(top.faults) and not any(seat.role == "coordinator" for seat in seats.values()):
        top.blame("seats", "没有协调员", "应加一行 - {title: 某单位协调员, unit: 某单位, role: coordinator}")
    return (*_follow(roster, lead_units, seats), *seats.values()) if auto else tuple(seats.values())


def _same_member(one: Seat, other: Seat) -> bool:
    return bool(one.wecom) and one.title != other.title and one.wecom.lower() == other.wecom.lower()


def _seat(node: yaml.Node, top: Block, roster: Roster) -> Seat | None:
    here = block(node, "seats", ("title", "unit", "role", "wecom"), top.faults)
    if here is None:
        return None
    title = here.needed("title", "应写岗位名（不写人名），如 龙华区政府联系人")
    here = Block(f"seats·{title[:20]}" if title else "seats", here.line, here.fields, here.faults)
    unit = here.needed("unit", "应写岗位所在单位")
    role = here.needed("role", f"应写其中之一：{'、'.join(_ROLES)}")
    known = next((known for known in _ROLES if known == role), None)
    if role and known is None:
        here.blame("role", f"没有{quoted(role)}这种岗位", f"应写其中之一：{'、'.join(_ROLES)}")
    if unit and unit not in roster.called:
        roster.blame_unknown([Word(unit, here.line)], "unit", here)
        if unit in roster.groups:
            here.blame("unit", f"{quoted(unit)}是单位组", "岗位应设在一个单位里")
        return None
    member = here.text("wecom") or ""
    if member and not _USERID.fullmatch(member):
        right = "应照通讯录里的“账号”抄写：字母、数字和 _-@.，最长64位"
        here.blame("wecom", f"{quoted(member)}不是企业微信账号（userid）", right)
    return Seat(title, roster.called[unit], known, member) if title and unit and known else None


def _follow(roster: Roster, lead_units: Iterable[str], written: Mapping[str, Seat]) -> Iterable[Seat]:
    """联系人 and 分管负责人 of each unit, 牵头联系人 of each lead unit, where the file names none."""
    held = {(seat.unit, seat.role) for seat in written.values()}
    leading = set(lead_units)
    roles: tuple[Role, ...] = ("contact", "leader", "lead")
    for unit in roster.units:
        for role in roles:
            title = unit.name + _TITLE[role]
            wanted = role != "lead" or unit.name in leading
            if wanted and (unit.name, role) not in held and title not in written:
                yield Seat(title, unit.name, role)
