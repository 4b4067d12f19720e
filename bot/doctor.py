"""`duban doctor`: what an administrator should know is right before trusting it. Nothing is changed, nothing is sent."""

import asyncio
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path

from bot.clocks import real_clock
from bot.office import Office, open_office
from bot.settings import PREFIX, Settings, SettingsRefused, load_settings, unknown_names
from db import desk, history, people, plans, snapshot
from db.engine import DatabaseRefused, reading
from schedules.workdays import WorkCalendar

# Before this program was written no clock can be right.
WRITTEN = datetime(2025, 1, 1, tzinfo=UTC)
LEAST_ROOM = 1 << 30  # bytes
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. how: what was found and, where it is not sound, what to do."""

    what: str
    sound: bool
    how: str


def examine(environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Every finding; the database and the platforms are looked at only where the settings can be read."""
    yield from _names(environment)
    try:
        settings = load_settings(environment)
    except SettingsRefused as refusal:
        yield from (Finding("设置", False, fault) for fault in refusal.faults)
        return
    yield Finding("设置", True, f"数据在 {settings.home}，时区 {settings.timezone}")
    yield _clock()
    yield _holidays()
    yield _fonts()
    yield from _room(settings)
    yield from _database(settings)
    if settings.on_a_platform:
        from bot.examining import platforms

        yield from (Finding(*found) for found in asyncio.run(platforms(settings)))


def _names(environment: Mapping[str, str]) -> Iterator[Finding]:
    """A name typed wrong is a setting that is not set."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in unknown_names(environment):
        near = get_close_matches(name, known, 1)
        yield Finding(
            "设置", False, f"没有 {name[:60]} 这项设置" + (f"；是否指 {near[0]}？" if near else "，请删去。")
        )


def _clock() -> Finding:
    now = real_clock()
    return Finding(
        "时钟", now > WRITTEN, f"{now:%Y-%m-%d %H:%M} UTC" if now > WRITTEN else "系统时间不对，请校时"
    )


def _holidays() -> Finding:
    until = WorkCalendar().known_until
    left = until - real_clock().date()
    sound = left > timedelta(0)
    more = "" if sound else "；此后按周一至周五推算，请升级 chinesecalendar"
    return Finding("节假日表", sound, f"公布到{until}{more}")


def _fonts() -> Finding:
    """One sign is really drawn: the pictures in chat are made here, and on a phone nobody can mend a font."""
    try:
        from pylopdf_fonts_zh_cn import sans_path

        sound = Path(sans_path()).stat().st_size > 0
    except (ImportError, OSError):
        sound = False
    return Finding("字体", sound, "图片用的中文字体在" if sound else "图片用的中文字体不在，请重新安装 duban")


def _room(settings: Settings) -> Iterator[Finding]:
    if not settings.home.exists():
        return
    free = shutil.disk_usage(settings.home).free
    how = f"剩{free / (1 << 30):.1f} GB"
    yield Finding("磁盘", free > LEAST_ROOM, how if free > LEAST_ROOM else f"{how}，请腾出空间")
    if os.name == "posix" and settings.home.stat().st_mode & 0o007:
        yield Finding(
            "文件权限", False, f"{settings.home} 本机别的用户也能读；请运行 chmod -R o-rwx {settings.home}"
        )


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
        damage = snapshot.damage(office.engine)
        if damage is not None:
            yield Finding("数据库", False, f"已损坏：{damage}；请复制留存，再用 duban restore 恢复")
            return
        yield Finding("数据库", True, "可读写，版本相符，没有损坏")
        yield from _within(office)
    finally:
        office.close()


def _within(office: Office) -> Iterator[Finding]:
    now = real_clock()
    with reading(office.engine) as tx:
        held, broken = history.verify(history.entries(tx))
        loaded, seats = plans.plans(tx), people.seats(tx)
        failed = desk.refused_letters(tx, now - LATELY)
    yield Finding(
        "历史记录", broken is None, f"{held}条相接" if broken is None else f"第{broken.seq}条{broken.why}"
    )
    yield Finding(
        "计划", bool(loaded), "、".join(p.title for p in loaded) or "还没有加载；请用 duban plan load"
    )
    bound = sum(1 for seat in seats if seat.channel is not None)
    how = f"{bound}/{len(seats)}个已绑定" + ("" if bound == len(seats) else "；用 duban invite 发绑定码")
    yield Finding("岗位", bound == len(seats), how)
    titles = {seat.id: seat.title for seat in seats}
    named = "、".join(titles.get(one, "已撤岗位") for one in list(failed)[:3])
    why = (
        f"{len(failed)}个岗位近7天有消息没送到，如{named}；在看板“岗位”页看原因"
        if failed
        else "近7天都已送到"
    )
    yield Finding("送达", not failed, why)
