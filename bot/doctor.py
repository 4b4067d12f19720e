"""`duban doctor`: what an administrator should know is right before trusting it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.clocks import real_clock
from bot.office import open_office
from bot.settings import Settings, SettingsRefused, load_settings
from db import history, people, plans
from db.engine import DatabaseRefused, reading
from schedules.workdays import WorkCalendar

# Before this program was written no clock can be right.
WRITTEN = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. how: what was found and, where it is not sound, what to do."""

    what: str
    sound: bool
    how: str


def examine() -> Iterator[Finding]:
    """Every finding; the database is looked at only where the settings can be read."""
    try:
        settings = load_settings()
    except SettingsRefused as refusal:
        yield from (Finding("设置", False, fault) for fault in refusal.faults)
        return
    yield Finding("设置", True, f"数据在 {settings.home}，时区 {settings.timezone}")
    yield _clock()
    yield _holidays()
    yield from _database(settings)


def _clock() -> Finding:
    now = real_clock()
    return Finding(
        "时钟", now > WRITTEN, f"{now:%Y-%m-%d %H:%M} UTC" if now > WRITTEN else "系统时间不对，请校时"
    )


def _holidays() -> Finding:
    until = WorkCalendar().known_until
    sound = until >= real_clock().date()
    more = "" if sound else "；此后按周一至周五推算，请升级 chinesecalendar"
    return Finding("节假日表", sound, f"公布到{until}{more}")


def _database(settings: Settings) -> Iterator[Finding]:
    if not settings.database_url and not (settings.home / "duban.db").exists():
        yield Finding("数据库", True, "还没有建立；duban plan load 或 duban serve 时自动建立")
        return
    try:
        office = open_office(settings.database, settings.zone)
    except DatabaseRefused as refusal:
        yield Finding("数据库", False, str(refusal))
        return
    try:
        with reading(office.engine) as tx:
            held, broken = history.verify(history.entries(tx))
            loaded = plans.plans(tx)
            seats = people.seats(tx)
    finally:
        office.close()
    yield Finding("数据库", True, "可读写，版本相符")
    yield Finding(
        "历史记录", broken is None, f"{held}条相接" if broken is None else f"第{broken.seq}条{broken.why}"
    )
    yield Finding(
        "计划", bool(loaded), "、".join(p.title for p in loaded) or "还没有加载；请用 duban plan load"
    )
    bound = sum(1 for seat in seats if seat.channel is not None)
    how = f"{bound}/{len(seats)}个已绑定" + ("" if bound == len(seats) else "；用 duban invite 发绑定码")
    yield Finding("岗位", bound == len(seats), how)
