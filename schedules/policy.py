"""What an office has settled about when it speaks: ladders, hours, digests, closing days.

The database keeps each setting as an admin typed it; here it gets its meaning,
or is refused with the sentence that says what would be right.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from schedules.workdays import WorkCalendar

LONGEST_LADDER = 60  # working days; nobody plans further ahead than a quarter
LONGEST_NAME = 40


class SettingRefused(Exception):
    """A setting's wording cannot be used; the text says what is wrong and what would be right."""


# Asked for at every line of every message: one value for one office.
_calendar = cache(WorkCalendar)


@dataclass(frozen=True, slots=True)
class Policy:
    """When the office speaks. Hours are of the office's zone.

    ladder: working days before (+) and after (-) a due day on which it is spoken of.
    morning: the hour of the merged message. hours: no message of our own outside them.
    digest: the hour of digests; week: its weekday (0 is Monday); month: its day.
    issuer: under whose name papers go out; empty: left to be filled in.
    lights: (kind, colour) of the lights whose colour the office has chosen.
    """

    zone: ZoneInfo
    ladder: tuple[int, ...] = (7, 3, 1, 0, -1, -3, -7)
    # Some minutes past: both platforms ask not to be flooded on the hour.
    morning: time = time(9, 7)
    hours: tuple[time, time] = (time(8, 30), time(18, 0))
    digest: time = time(8, 57)
    week: int = 0
    month: int = 1
    accept_days: int = 3
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()
    issuer: str = ""
    lights: tuple[tuple[str, str], ...] = ()

    @property
    def calendar(self) -> WorkCalendar:
        return _calendar(self.closed, self.opened)

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    def at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone)

    def morning_of(self, day: date) -> datetime:
        """The moment of that day's merged message."""
        return self.at(day, self.morning)

    def speaking(self, now: datetime) -> bool:
        """Whether the office may speak unasked at this moment."""
        local = now.astimezone(self.zone)
        begin, end = self.hours
        return self.calendar.is_workday(local.date()) and begin <= local.time() < end

    def next_speaking(self, now: datetime) -> datetime:
        """This moment, or else the beginning of the next working hours."""
        if self.speaking(now):
            return now
        local = now.astimezone(self.zone)
        day = local.date()
        if local.time() >= self.hours[0]:
            day += timedelta(days=1)
        return self.at(self.calendar.on_or_after(day), self.hours[0])

    def next_morning(self, now: datetime) -> datetime:
        """This moment if the morning's message may be said now, or else the next morning's hour."""
        local = now.astimezone(self.zone)
        day = self.calendar.on_or_after(local.date())
        if day == local.date() and self.morning <= local.time() < self.hours[1]:
            return now
        if day == local.date() and local.time() >= self.hours[1]:
            day = self.calendar.on_or_after(day + timedelta(days=1))
        return self.morning_of(day)

    def next_digest(self, period: str, after: datetime) -> datetime:
        """The first moment after `after` at which that digest is due: always on a working day.

        A weekly or monthly one whose day is off goes out on the next working day.
        """
        # A weekly or monthly one may have been put off from a day just past.
        first = self.today(after) - timedelta(days=14)
        for day in (first + timedelta(days=n) for n in range(400)):
            due = self.at(self.calendar.on_or_after(day), self.digest)
            if self._digest_day(period, day) and due > after:
                return due
        return self.at(first + timedelta(days=400), self.digest)  # an office closed for a year

    def _digest_day(self, period: str, day: date) -> bool:
        match period:
            case "week":
                return day.weekday() == self.week
            case "month":
                return day.day == self.month
            case _:
                return self.calendar.is_workday(day)


# ---------------------------------------------------------------- from the wording


@dataclass(frozen=True, slots=True)
class Knob:
    """One setting: its Chinese word, how a typed value is read and shown, and an example that is right."""

    word: str
    field: str
    read: Callable[[str], Any]
    show: Callable[[Any], str]
    example: str
    per_item: bool = False


def _ladder(text: str) -> tuple[int, ...]:
    """`提前7、3、1天，当天，逾期1、3、7天` or plainly `7 3 1 0 -1 -3 -7`."""
    before, _, after = text.replace("逾期", "|", 1).partition("|")
    rungs = {int(n) for n in re.findall(r"-?\d{1,4}", before)} | {
        -abs(int(n)) for n in re.findall(r"\d{1,4}", after)
    }
    if "当天" in text or "到期日" in text:
        rungs.add(0)
    if not rungs or re.search(r"[^\d\s,，、;；天日个前后当到期提工作逾-]", text):
        raise SettingRefused(f"提醒日读不懂：{text[:40]}。应写成提前几个工作日和逾期几个工作日。")
    if max(map(abs, rungs)) > LONGEST_LADDER:
        raise SettingRefused(f"提醒日最远{LONGEST_LADDER}个工作日，收到的是{max(map(abs, rungs))}。")
    return tuple(sorted(rungs, reverse=True))


def _show_ladder(rungs: tuple[int, ...]) -> str:
    before = "、".join(str(r) for r in rungs if r > 0)
    after = "、".join(str(-r) for r in rungs if r < 0)
    said = [
        f"提前{before}个工作日" if before else "",
        "当天" if 0 in rungs else "",
        f"逾期{after}个工作日" if after else "",
    ]
    return "，".join(part for part in said if part)


def _hour(text: str) -> time:
    found = re.fullmatch(r"(\d{1,2})(?:[:：点时](\d{1,2})?分?)?", text.strip())
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise SettingRefused(f"时间读不懂：{text[:20]}。应写成24小时制的时和分。")
    return time(int(found[1]), int(found[2] or 0))


def _hours(text: str) -> tuple[time, time]:
    parts = re.split(r"\s*(?:-|—|～|~|至|到)\s*", text.strip())
    if len(parts) != 2:
        raise SettingRefused(f"工作时段读不懂：{text[:20]}。应写成起止两个时间。")
    begin, end = _hour(parts[0]), _hour(parts[1])
    if begin >= end:
        raise SettingRefused(f"工作时段的开始 {begin:%H:%M} 不早于结束 {end:%H:%M}。应先早后晚。")
    return begin, end


_WHOLE_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})日?")


def _days(text: str) -> frozenset[date]:
    """Every day written as 2021-10-08, 2021.10.8 or 2021年10月8日; `无` empties the list."""
    if text.strip() in ("无", "没有", "清空"):
        return frozenset()
    found = _WHOLE_DAY.findall(text)
    try:
        days = frozenset(date(int(y), int(m), int(d)) for y, m, d in found)
    except ValueError as error:
        raise SettingRefused(f"日期不存在：{text[:40]}。应写成年月日。") from error
    if not days or re.search(r"\d", _WHOLE_DAY.sub("", text)):  # a day half read is a day lost
        raise SettingRefused(f"日期读不懂：{text[:40]}。应写成带年份的年月日，几天之间用顿号。")
    return days


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        found = re.search(r"(?<![-\d])\d{1,3}(?!\d)", text)
        if not found or not least <= int(found[0]) <= most:
            raise SettingRefused(f"应是{least}到{most}之间的整数，收到的是{text[:20]}。")
        return int(found[0])

    return read


def _weekday(text: str) -> int:
    found = re.search(r"[一二三四五六日天]", text)
    if not found:
        raise SettingRefused(f"星期读不懂：{text[:20]}。应写成周一至周日。")
    return "一二三四五六日".index(found[0].replace("天", "日"))


def _name(text: str) -> str:
    """The name as it is to stand under a paper; `无` leaves it to be filled in."""
    name = " ".join(text.split())
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise SettingRefused(f"署名最多{LONGEST_NAME}个字，只能是文字，收到的是{text[:20]!r}。")
    return "" if name in ("无", "没有", "清空") else name


_LIGHTS = {"逾期": "overdue", "临期": "near", "待审": "pending", "按期": "on_time", "办结": "done"}
_LIT = re.compile(rf"({'|'.join(_LIGHTS)})\s*(?:为|用|是|[:：])?\s*([红橙黄绿蓝紫灰])色?")
_USUAL = "逾期红、临期黄、待审紫、按期绿、办结蓝"


def _lights(text: str) -> tuple[tuple[str, str], ...]:
    """`逾期红、临期黄`: what is not named keeps its usual colour; `默认` gives all of them back."""
    if text.strip() == "默认":
        return ()
    found = {_LIGHTS[word]: colour for word, colour in _LIT.findall(text)}
    if not found or re.search(r"[^\s,，、;；。]", _LIT.sub("", text)):
        raise SettingRefused(f"灯色读不懂：{text[:40]}。应写成 {_USUAL}，颜色用红橙黄绿蓝紫灰。")
    every = {_LIGHTS[word]: colour for word, colour in _LIT.findall(_USUAL)} | found
    if len(set(every.values())) < len(every):
        raise SettingRefused(f"灯色 {text[:40]} 里两种情况同一颜色，分不清。应各用一色。")
    return tuple(sorted(found.items()))


def _show_lights(lights: tuple[tuple[str, str], ...]) -> str:
    every = {_LIGHTS[word]: colour for word, colour in _LIT.findall(_USUAL)} | dict(lights)
    return "、".join(f"{word}{every[kind]}" for word, kind in _LIGHTS.items())


def _show_days(days: frozenset[date]) -> str:
    return "、".join(day.isoformat() for day in sorted(days)) or "无"


KNOBS = (
    Knob("提醒", "ladder", _ladder, _show_ladder, "提醒 提前7、3、1天，当天，逾期1、3、7天", per_item=True),
    Knob("时间", "morning", _hour, lambda t: f"{t:%H:%M}", "时间 09:07"),
    Knob("静默", "hours", _hours, lambda h: f"{h[0]:%H:%M}—{h[1]:%H:%M} 之外不打扰", "静默 08:30-18:00"),
    Knob("汇总时间", "digest", _hour, lambda t: f"{t:%H:%M}", "汇总时间 08:57"),
    Knob("周报日", "week", _weekday, lambda n: f"周{'一二三四五六日'[n]}", "周报日 周一"),
    Knob("月报日", "month", _whole(1, 28), lambda n: f"每月{n}日", "月报日 1日"),
    Knob("签收期限", "accept_days", _whole(1, 30), lambda n: f"{n}个工作日", "签收期限 3个工作日"),
    Knob("停办日", "closed", _days, _show_days, "停办日 2021-10-08、2021-12-31"),
    Knob("加班日", "opened", _days, _show_days, "加班日 2021-10-09"),
    Knob("署名", "issuer", _name, lambda name: name or "无", "署名 某市依法治市办"),
    Knob("灯色", "lights", _lights, _show_lights, f"灯色 {_USUAL}"),
)


def knob(word: str) -> Knob | None:
    """The setting of that Chinese word (or column name)."""
    return next((one for one in KNOBS if word in (one.word, one.field)), None)


def policy_of(changed: Mapping[str, str], zone: ZoneInfo) -> Policy:
    """The office's policy: the defaults, with what admins changed. Raises SettingRefused for a wording no one could have set."""
    policy = Policy(zone)
    for one in KNOBS:
        if one.field in changed:
            policy = replace(policy, **{one.field: one.read(changed[one.field])})
    begin, end = policy.hours
    for word, hour in (("时间", policy.morning), ("汇总时间", policy.digest)):
        if not begin <= hour < end:
            raise SettingRefused(f"{word} {hour:%H:%M} 不在工作时段 {begin:%H:%M}—{end:%H:%M} 内。应在其间。")
    return policy
