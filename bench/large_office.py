"""A large office gone through once: 200 units, 12 plans of 34 items, in the middle of November, and everything asked of it.

    uv run python bench/large_office.py [--keep FOLDER] [--small]

The plans are the real notice's under other titles, days and units: four ask all 200 units, eight ask a part of them. It
is built by what the office itself uses: plans are loaded, contacts sign, report, ask for more time and hand in evidence,
the desk approves, returns and pushes. Then each page, message, picture and paper is made once, timed, and its size told;
nothing is held against a bound, except that no page may take longer than PATIENCE. --keep leaves the office there.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bot import commands as asked  # noqa: E402
from bot.commands import Command  # noqa: E402
from bot.handlers import handle  # noqa: E402
from bot.loading import load  # noqa: E402
from bot.office import Office, open_office, rules_in  # noqa: E402
from bot.turn import Turn  # noqa: E402
from db import account as ledger  # noqa: E402
from db import people, post  # noqa: E402
from db.account import Account  # noqa: E402
from db.engine import reading  # noqa: E402
from db.people import Seat as KnownSeat  # noqa: E402
from schedules.plan import Group, Plan, Seat, Unit  # noqa: E402
from schedules.planfile import read_plan  # noqa: E402
from schedules.workdays import WorkCalendar  # noqa: E402

from gone_through import NOW, gone_through, timed  # noqa: E402  isort: skip

ZONE = ZoneInfo("Asia/Shanghai")
UNITS = 200
EVERYBODY = 31  # an item of the real notice that so many units owe is everybody's
LONG_NAME = "市人民政府驻外办事机构与重点工程建设指挥部联席会议办公室" * 3  # cut to 80 characters
SUBJECTS = (
    ("法治政府建设", "法治", 3),
    ("优化营商环境", "营商", 1),
    ("安全生产专项整治", "安全", 1),
    ("生态环境保护", "生态", 2),
    ("政务公开", "公开", 1),
    ("乡村振兴", "乡村", 3),
    ("食品安全示范城市创建", "食安", 4),
    ("数字政府建设", "数字", 2),
    ("招商引资", "招商", 4),
    ("城市更新", "更新", 5),
    ("信访积案化解", "信访", 1),
    ("防汛防风防旱", "三防", 5),
)  # fmt: skip  (subject, key, one unit in so many owes it)


# ---------------------------------------------------------------- the plans


def unit_names(real: Plan) -> list[str]:
    """The real notice's units, towns and streets up to 200, one with a name of 80 characters."""
    names = [unit.name for unit in real.units]
    names += [f"第{n}街道办事处" if n % 2 else f"第{n}镇人民政府" for n in range(1, UNITS - len(names))]
    return [*names, LONG_NAME[:80]]


def plans() -> Iterator[Plan]:
    """The twelve, in the order of their notices."""
    real = read_plan(ROOT / "plans" / "haikou-2021h2.yaml")
    names, calendar = unit_names(real), WorkCalendar()
    for n, (subject, key, share) in enumerate(SUBJECTS):
        owing = tuple(name for k, name in enumerate(names) if (k + n) % share == 0)
        group = f"{subject}责任单位"
        issued = real.issued - timedelta(days=7 * n)
        items = []
        for k, item in enumerate(real.items):
            due = item.due - timedelta(days=(n * 9 + k * 5) % 75 if n else 0)
            everybodys = len(item.assignments) >= EVERYBODY
            items.append(
                replace(
                    item, due=due, internal_due=calendar.on_or_before(due), source=None, ladder=None,
                    title=item.title if n == 0 else f"{item.title}（{subject}）",
                    aliases=() if n else item.aliases,
                    assignments=owing if everybodys else item.assignments,
                    responsible=(group,) if everybodys else item.responsible,
                )
            )  # fmt: skip
        yield replace(
            real, key=f"{key}-2021", title=f"海口市2021年下半年{subject}重点工作任务", number=f"海府〔2021〕{60 + n}号",
            issued=issued, units=tuple(Unit(name, _also(real, name)) for name in names), seats=_seats(real, names),
            groups=(*real.groups, Group(group, owing)), items=tuple(items),
        )  # fmt: skip


def _also(real: Plan, name: str) -> tuple[str, ...]:
    return next((unit.also for unit in real.units if unit.name == name), ())


def _seats(real: Plan, names: list[str]) -> tuple[Seat, ...]:
    known = {seat.unit for seat in real.seats if seat.role == "contact"}
    return (
        *real.seats,
        *(Seat(f"{name[:70]}联系人", name, "contact") for name in names if name not in known),
    )


# ---------------------------------------------------------------- half a year of it


@dataclass
class Days:
    """What everybody did, in the office's own way."""

    office: Office
    numbers: int = 0

    def acts(self, seat: KnownSeat, now: datetime, done: list[tuple[int, Command]]) -> None:
        """One transaction of that seat's commands, each about the item named with it."""

        def job(tx: Any) -> None:
            rules = rules_in(tx, self.office.zone)
            for item_id, command in done:
                self.numbers += 1
                inbox_id = post.note(
                    tx, channel="web", update_id=f"large-{self.numbers}", address=str(seat.id), contact_id=seat.id,
                    text="", pressed=None, outcome=command.intent, now=now,
                )  # fmt: skip
                assert inbox_id is not None
                handle((command,), Turn(tx, rules, seat, inbox_id, "", now, pinned=item_id))

        self.office.writer.run(job)


def build(office: Office, few: int = len(SUBJECTS)) -> None:
    """Afterwards it is the tenth of November there: signed, reported, asked, approved, returned, pushed, overdue."""
    for plan in list(plans())[:few]:
        at = datetime.combine(plan.issued, datetime.min.time(), ZONE).replace(hour=9)
        with reading(office.engine) as tx:
            rules = office.rules(tx)
        office.writer.run(partial(load, rules, plan, "系统", at))
    days = Days(office)
    with reading(office.engine) as tx:
        contacts = people.seats_in_role(tx, "contact")
        desk = people.seats_in_role(tx, "coordinator")[0]
    for seat in contacts:
        with reading(office.engine) as tx:
            owed = ledger.accounts_of_unit(tx, seat.unit_id)
        _report(days, seat, owed)
    with reading(office.engine) as tx:
        waiting = ledger.accounts_in(tx, ("submitted", "extension"))
        overdue = ledger.accounts_in(tx, ("accepted", "assigned", "returned"), due_before=NOW.date())
    _rule(days, desk, waiting)
    for n, ago in enumerate((timedelta(days=9), timedelta(days=6), timedelta(days=2))):
        pushed = [one for one in overdue if one.unit_id % 5 == 0 and one.item_id % 7 < 3 - n]
        days.acts(desk, NOW - ago, [(one.item_id, asked.Urge(one.code, one.unit)) for one in pushed])


def _report(days: Days, seat: KnownSeat, owed: list[Account]) -> None:
    """Some units are diligent, some late; what was said was said in September and October."""
    signed: list[tuple[int, Command]] = []
    said: list[tuple[int, Command]] = []
    for one in owed:
        roll = (one.id * 7919 + seat.unit_id * 31) % 100
        if roll < 90:
            signed.append((one.item_id, asked.Accept(one.code)))
        if (command := _said(one, roll)) is not None:
            said.append((one.item_id, command))
    days.acts(seat, NOW - timedelta(days=75), signed)
    days.acts(seat, NOW - timedelta(days=30 - seat.unit_id % 20), said)


def _said(one: Account, roll: int) -> Command | None:
    """What the unit says of this item, if anything."""
    code, on = one.code, date(2021, 10, 8)
    if roll < 22:
        return asked.Done(code, on, "已完成并按要求公布，相关材料已归档。")
    if roll < 45:
        return asked.Progress(code, 10.0 * (roll % 10), "已印发工作方案，正在征求有关单位意见。", on)
    if roll < 55 and one.measure == "count":
        return asked.Count(code, 1, False, on, "举办专题讲座")
    if roll < 65 and one.measure == "rate":
        return asked.Figure(code, float(roll % 9 + 1), 12.0, None, on, "")
    if 65 <= roll < 67:
        return asked.AskExtension(code, date(2021, 12, 20), "征求意见时间延长")
    if 67 <= roll < 69:
        return asked.Obstacle(code, "缺少上级口径，已两次请示，请市级牵头单位协调。")
    if 69 <= roll < 72:
        return asked.Evidence(code, "https://www.example.gov.cn/2021/10/8/gongshi.html", on)
    return None


def _rule(days: Days, desk: KnownSeat, waiting: list[Account]) -> None:
    """The desk is through with most of what came in; some went back, some waits."""
    ruled: list[tuple[int, Command]] = []
    for one in waiting:
        roll = one.id % 20
        if one.state == "extension":
            if roll < 8:
                ruled.append((one.item_id, asked.Grant(one.code, one.unit, date(2021, 12, 10), "")))
        elif roll < 14:
            ruled.append((one.item_id, asked.Approve(one.code, one.unit, "")))
        elif roll < 17:
            ruled.append((one.item_id, asked.Return(one.code, one.unit, "缺公布网址，请补充。")))
    days.acts(desk, NOW - timedelta(days=8), ruled)


def main() -> int:
    few = 3 if "--small" in sys.argv else len(SUBJECTS)
    with TemporaryDirectory(prefix="duban-bench-") as name:
        keep = Path(sys.argv[sys.argv.index("--keep") + 1]) if "--keep" in sys.argv else Path(name)
        keep.mkdir(parents=True, exist_ok=True)
        file = keep / "duban.db"
        fresh = not file.exists()
        office = open_office(f"sqlite:///{file}", ZONE)
        try:
            if fresh:
                timed("built", lambda: build(office, few))
            return gone_through(office)
        finally:
            office.close()


if __name__ == "__main__":
    sys.exit(main())
