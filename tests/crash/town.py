"""An office on this very day: real clock, working hours whenever the test runs, half its seats on Telegram, half on WeCom."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.console import change
from bot.loading import load
from bot.office import Office, open_office
from db import people
from db.engine import reading
from schedules.plan import Group, Item, Plan, Seat, Task, Unit

UNITS = tuple(f"第{n}区政府" for n in "一二三四五六七八九十")
DESK = "督办局"
COORDINATOR, LEAD = "督办局协调员", "督办局牵头督办"
GROUP = "各区政府"


@dataclass(frozen=True, slots=True)
class Phone:
    """Where a seat is reached."""

    seat: str
    channel: str
    address: str


def phones() -> list[Phone]:
    """Every seat's, units' first."""
    seats = [*(f"{unit}联系人" for unit in UNITS), COORDINATOR, LEAD]
    return [
        Phone(seat, "wecom", f"member{n}") if n % 2 else Phone(seat, "telegram", str(7000 + n))
        for n, seat in enumerate(seats)
    ]


def working_zone(now: datetime) -> str:
    """A zone in which it is between ten and eleven in the morning."""
    ahead = 10 - now.astimezone(UTC).hour
    ahead += 24 if ahead < -12 else 0
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def open_town(folder: Path, zone: str, now: datetime) -> Office:
    """The office with its plan in force and every seat bound; today and the days around are working days."""
    office = open_office(f"sqlite:///{folder / 'duban.db'}", ZoneInfo(zone))
    today = now.astimezone(ZoneInfo(zone)).date()
    working = "、".join(str(today + timedelta(days=n)) for n in range(-1, 3))
    assert change(office, "加班日", working, None)[1]
    adopt(office, plan(today, 1), now)

    def bind(tx: Connection) -> None:
        for phone in phones():
            (seat,) = people.seats_titled(tx, phone.seat)
            people.bind(tx, seat.id, phone.channel, phone.address, now)

    office.writer.run(bind)
    return office


def adopt(office: Office, wanted: Plan, now: datetime) -> None:
    """The plan comes into force, as `duban plan load` does it beside a server."""
    with reading(office.engine) as tx:
        rules = office.rules(tx)
    office.writer.run(lambda tx: load(rules, wanted, "命令行", now, tx))


def digests_fall_due(office: Office, now: datetime) -> None:
    """Every digest of the desk is owed as of a moment ago."""

    def work(tx: Connection) -> None:
        for title in (COORDINATOR, LEAD):
            (seat,) = people.seats_titled(tx, title)
            people.subscribe(tx, seat.id, "day", now - timedelta(seconds=1))

    office.writer.run(work)


def plan(today: date, items: int) -> Plan:
    """So many items, each owed by every unit; their days lie so that the next round has something to say of each."""
    return Plan(
        key="crash",
        title="测试市重点工作",
        number="测〔1〕号",
        issued=today,
        period=(today - timedelta(days=30), today + timedelta(days=200)),
        notice="",
        units=(*(Unit(name) for name in UNITS), Unit(DESK)),
        groups=(Group(GROUP, UNITS),),
        seats=(
            *(Seat(f"{name}联系人", name, "contact") for name in UNITS),
            Seat(COORDINATOR, DESK, "coordinator"),
            Seat(LEAD, DESK, "lead"),
        ),
        tasks=(Task("一", "各项工作", (DESK,), (GROUP,)),),
        items=tuple(_item(n, today) for n in range(1, items + 1)),
    )


def _item(n: int, today: date) -> Item:
    due = today + timedelta(days=n % 2)
    item = Item(
        code=f"1.{n}", task="一", title=f"第{n}件事", measure="deliver", target=None, phrase=None, due=due,
        internal_due=due, rule="", leads=(DESK,), responsible=(GROUP,), assignments=UNITS,
        sentence=f"办好第{n}件事。", source=None,
    )  # fmt: skip
    # The first is what the units report on: it stays open however often they do.
    later = today + timedelta(days=150)
    return replace(item, due=later, internal_due=later) if n == 1 else item
