"""One moment in words (`明年一季度`, `下周五下午3点`, `10月底`) to a typed value. It knows no calendar and no today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from schedules.deadlines.festivals import NUMBERS
from schedules.deadlines.numerals import whole
from schedules.deadlines.patterns import DAYS, LONG_NAMES, MOMENT, YEARS

Edge = Literal["end", "start", "middle"]
_Said = dict[str, str]
_Parts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day: an hour, or only a part of the day (`下午`)."""

    part: str | None = None
    hour: int | None = None
    minute: int = 0
    second: int = 0


@dataclass(frozen=True, slots=True)
class Nth:
    """The n-th something of a period (-1 the last): `第二个周五`, `最后一个工作日`."""

    n: int
    what: Literal["week", "workday", "day", "weekday", "month", "quarter"]
    weekday: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """What the words say, largest part first; a part not said is None and comes from the reference."""

    year: int | None = None
    year_shift: int | None = None
    plan: int | None = None  # the five-year plan's number: 14
    decade: tuple[int | None, int | None] | None = None  # (century's first year, decade): (1900, 90)
    half: int | None = None
    quarter: int | None = None
    quarter_shift: int | None = None
    first: tuple[int, str] | None = None  # the first n (the last -n) quarters or months of the year
    season: int | None = None
    month: int | None = None
    month_shift: int | None = None
    lunar: tuple[int, int] | None = None  # day 0: the whole month
    ten_days: tuple[int, int] | None = None
    day: int | None = None
    week: int | None = None
    week_shift: int | None = None
    weekday: int | None = None
    weekend: bool = False
    day_shift: int | None = None
    workday_shift: int | None = None
    festival: str | None = None
    holiday: bool = False  # the days off around the festival, not its day
    now: bool = False
    nth: Nth | None = None
    edge: Edge | None = None
    clock: Clock | None = None
    # A writing that is a date only in the right company: 10.29, 3号, 五一, 大雪.
    loose: bool = False
    closing: bool = False  # 下班: the end of the working day


_EDGES: dict[str, Edge] = {"底": "end", "末": "end", "终": "end", "尾": "end", "初": "start", "中": "middle"}
_DIGIT = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {str(i): i for i in range(10)} | {"两": 2}
# The first and the last of the month's three parts that are meant.
_TEN_DAYS = {"上": (0, 0), "中": (1, 1), "下": (2, 2), "上中": (0, 1), "中下": (1, 2)}
_NAMES_IN_ORDER = tuple(MOMENT.groupindex)
_YEAR_GROUPS = frozenset({"y", "yy", "yrel"})


def moment_at(text: str, at: int) -> tuple[Moment, int] | None:
    """The moment written at this place and where it ends; None when there is none."""
    found = MOMENT.match(text, at)
    if found is None or found.end() == at:
        return None
    moment = _typed(found.groups())
    return None if moment is None else (moment, found.end())


@lru_cache(maxsize=4096)
def _typed(groups: tuple[str | None, ...]) -> Moment | None:
    """The moment its groups spell. A notice says 年底前 a dozen times; it is put together once."""
    said = {name: words for name, words in zip(_NAMES_IN_ORDER, groups, strict=True) if words is not None}
    parts = _parts(said)
    return Moment(**parts) if parts else None


def _parts(said: _Said) -> _Parts | None:
    """The fields of the moment; empty or None when the words amount to nothing."""
    if "iy" in said or "c8" in said or "sm" in said:
        parts = _figures(said)
    elif "plan" in said:
        parts = {
            "plan": 10 + _DIGIT[said["plan"]],
            "edge": _edge(said.get("plane")),
            "loose": "plane" not in said and "plans" not in said,
        }
    elif "dec" in said or "cent2" in said:
        parts = {"decade": _decade(said)}
    else:
        dated = _dated(said)
        if dated is None:
            return None
        parts = dated
    if "h" in said or "h2" in said or "part2" in said:
        clock = _clock(said)
        if not parts and clock.hour is None and clock.part in ("早", "晚", "夜", "晨", "一早"):
            return None  # `晚` of 晚报, not of 今晚
        parts |= {"clock": clock, "loose": False}
    if "closing" in said:
        parts["closing"] = True
    return parts


def _figures(said: _Said) -> _Parts:
    if "c8" in said:
        digits = said["c8"]
        return {"year": int(digits[:4]), "month": int(digits[4:6]), "day": int(digits[6:])}
    if "sm" in said:
        return {"month": int(said["sm"]), "day": int(said["sd"]), "loose": True}
    return {
        "year": int(said["iy"]),
        "month": int(said["im"]),
        "day": int(said["id"]) if "id" in said else None,
    }


def _decade(said: _Said) -> tuple[int | None, int | None]:
    century = said.get("cent") or said.get("cent2")
    first = None
    if century is not None:
        first = {"上": 1900, "本": 2000}.get(century) or ((whole(century) or 1) - 1) * 100
    if "dec" not in said:
        return first, None
    decade = whole(said["dec"]) or 0
    return (first, decade) if decade < 100 else (decade // 100 * 100, decade % 100)


def _edge(said: str | None) -> Edge | None:
    if said is None:
        return None
    return "end" if said == "收官" or "末" in said else _EDGES[said[0]]


def _dated(said: _Said) -> _Parts | None:
    parts: _Parts | None = {}
    for name in said:
        if name in _BUILDERS:
            parts = _BUILDERS[name](said)
            break
    if parts is None:
        return None
    if "ye" in said:
        if parts:
            return None  # `2021年底三季度` says nothing
        parts["edge"] = _edge(said["ye"])
    if "nth" in said or "last" in said:
        parts["nth"] = _nth(said)
        if len(parts) == 1 and not _YEAR_GROUPS & said.keys():
            return None  # `第二天`, `最后一周`: of what?
    if "y" in said:
        parts |= {"year": whole(said["y"]), "loose": False}
    elif "yrel" in said:
        parts |= {"year_shift": YEARS[said["yrel"]], "loose": False}
    elif "yy" in said:
        short = int("".join(str(_DIGIT["〇" if c == "零" else c]) for c in said["yy"]))
        parts |= {"year": (2000 if short < 70 else 1900) + short, "loose": False}
    return parts


def _nth(said: _Said) -> Nth:
    n = -1 if "last" in said else _DIGIT[said["nth"]]
    if "nwork" in said:
        return Nth(n, "workday")
    if "nday" in said:
        return Nth(n, "day")
    if "nmonth" in said or "nquarter" in said:
        return Nth(n, "month" if "nmonth" in said else "quarter")
    if "nwd" in said:
        return Nth(n, "weekday", _weekday(said["nwd"]))
    return Nth(n, "week")


def _weekday(said: str) -> int:
    return 6 if said in "日天7" else _DIGIT[said] - 1


def _shift(said: str) -> int:
    """上 -1, 上上 -2, 下 1, 下下下 3, 本 0."""
    if said[0] == "上":
        return -said.count("上")
    if said[0] == "下":
        return said.count("下")
    return 1 if said in ("次", "翌") else 0


def _half(said: _Said) -> _Parts:
    return {"half": 1 if said["half"] in "上前" else 2, "edge": _edge(said.get("he"))}


def _quarter(said: _Said) -> _Parts:
    edge = _edge(said.get("qe") or said.get("qe4"))
    relative = said.get("qrel")
    if relative in ("首", "末"):
        return {"quarter": 1 if relative == "首" else 4, "edge": edge}
    if relative is not None:
        return {"quarter_shift": _shift(relative), "edge": edge}
    number = said.get("q") or said.get("qq")
    return {"quarter_shift": 0, "edge": edge} if number is None else {"quarter": _DIGIT[number], "edge": edge}


def _first(said: _Said) -> _Parts | None:
    n = whole(said["fn"])
    if n is None or not 1 < n <= (12 if "fm" in said else 4):
        return None
    return {"first": (-n if said["fside"] == "后" else n, "month" if "fm" in said else "quarter")}


def _lunar(said: _Said) -> _Parts | None:
    month = {"正": 1, "腊": 12, "冬": 11, "元": 1}.get(said["lm"]) or whole(said["lm"])
    day = whole(said["ld"].removeprefix("初"))
    if month is None or day is None:
        return None
    plainly = "lun" in said or said["lm"] in "正腊冬" or said["ld"][0] in "初廿" or (month, day) == (8, 15)
    if plainly and not said["ld"].isascii():
        return {"lunar": (month, day)}
    return {"month": month, "day": day, "loose": True}  # 10月29, written without 日


def _month(said: _Said) -> _Parts:
    day, ten, edge = (said.get(a) or said.get(b) for a, b in (("d", "d3"), ("xun", "xun3"), ("me", "me3")))
    number = None if "m" not in said else 1 if said["m"] == "元" else whole(said["m"])
    shift = _shift(said["mrel"]) if "mrel" in said else None
    if "same" in said:
        return {"month_shift": shift, "day_shift": 0}
    return {
        "month": number,
        "month_shift": shift,
        "day": whole(day) if day else None,
        "ten_days": _TEN_DAYS[ten] if ten else None,
        "edge": _edge(edge),
    }


def _week(said: _Said) -> _Parts:
    shift = _shift(said["wrel"]) if "wrel" in said else None
    if "same2" in said:
        return {"week_shift": shift or 0, "day_shift": 0}
    weekday = _weekday(said["wd"]) if "wd" in said else None
    return {"week_shift": shift or 0, "weekday": weekday, "weekend": "we" in said, "loose": shift is None}


def _festival(said: _Said) -> _Parts:
    name = said["fest"]
    plain = name not in NUMBERS and len(name) > 2
    loose = not (
        plain or "festx" in said or "fh" in said or name in ("国庆", "春节", "元旦", "中秋", "端午", "除夕")
    )
    return {"festival": LONG_NAMES.get(name, name), "holiday": "fh" in said, "loose": loose}


_BUILDERS: dict[str, Callable[[_Said], _Parts | None]] = {
    "half": _half,
    "q": _quarter, "qq": _quarter, "qrel": _quarter, "qe4": _quarter,
    "fside": _first,
    "lm": _lunar,
    "lmo": lambda said: {"lunar": ({"正": 1, "冬": 11, "腊": 12}[said["lmo"]], 0)},
    "wdrel": lambda said: {"workday_shift": 1 if said["wdrel"] == "下" else -1},
    "m": _month, "mrel": _month,
    "me4": lambda said: {"month_shift": 0, "edge": _edge(said["me4"])},
    "qbare": lambda said: {"quarter_shift": 0},
    "mbare": lambda said: {"month_shift": 0},
    "xun5": lambda said: {"month_shift": 0, "ten_days": _TEN_DAYS[said["xun5"]]},
    "wn": lambda said: {"week": whole(said["wn"])},
    "wrel": _week, "wbare": _week,
    "drel": lambda said: {"day_shift": DAYS[said["drel"]]},
    "fest": _festival,
    "holi": lambda said: {"festival": "节"},
    "ye2": lambda said: {"year_shift": 0, "edge": _edge(said["ye2"])},
    "yin": lambda said: {"year_shift": 0},
    "yfore": lambda said: {"festival": "春节", "loose": True},
    "season": lambda said: {"season": "春夏秋冬".index(said["season"])},
    "d2": lambda said: {"day": whole(said["d2"]), "loose": True},
    "now": lambda said: {"now": True, "loose": True},
}  # fmt: skip


def _clock(said: _Said) -> Clock:
    part = said.get("part") or said.get("part2")
    hour = said.get("h") or said.get("h2")
    if hour is None:
        return Clock(part)
    minute = 30 if "hh" in said else 15 * _DIGIT[said["ke"]] if "ke" in said else 0
    written = said.get("mi") or said.get("mi2")
    if written is not None:
        minute = whole(written) or 0
    second = said.get("s") or said.get("s2")
    if "ap" in said:
        part = "下午" if said["ap"] in "pP" else "上午"
    return Clock(part, whole(hour), minute, (whole(second) or 0) if second else 0)
