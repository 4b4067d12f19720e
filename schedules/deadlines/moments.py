"""One moment in words (`明年一季度`, `下周五下午3点`, `10月底`) to a typed value. It knows no calendar and no today."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from schedules.deadlines.festivals import FESTIVALS, NUMBERS
from schedules.deadlines.numerals import whole

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
    first: tuple[int, str] | None = None  # the first n quarters or months of the year
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


_D = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅一?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_WD = "[一二三四五六日天1-7]"
_WEEK = "(?:周|星期|礼拜)"
_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"

_YEARS = {
    "大前年": -3, "前年": -2, "去年": -1, "上一年": -1, "上年": -1, "旧年": -1, "今年": 0, "本年": 0, "当年": 0, "这一年": 0, "全年": 0, "同年": 0,
    "明年": 1, "来年": 1, "次年": 1, "翌年": 1, "下一年": 1, "下年": 1, "大后年": 3, "后年": 2,
}  # fmt: skip
_DAYS = {
    "大大后天": 4, "大后天": 3, "大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "当天": 0, "当日": 0,
    "本日": 0, "即日": 0, "明天": 1, "明日": 1, "次日": 1, "翌日": 1, "第二天": 1, "隔天": 1, "后天": 2, "后日": 2,
    "今": 0, "明": 1, "昨": -1, "当": 0, "前": -2, "后": 2,
}  # fmt: skip
_PARTS = (
    "凌晨|清晨|清早|早晨|大清早|早上|一早|上午|午前|中午|正午|午间|下午|午后|傍晚|黄昏|晚上|晚间|夜晚|夜里|夜间|半夜|深夜|午夜|早|晚|夜|晨"
)
_EDGES: dict[str, Edge] = {"底": "end", "末": "end", "终": "end", "尾": "end", "初": "start", "中": "middle"}
_DIGIT = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {str(i): i for i in range(10)} | {"两": 2}
# The first and the last of the month's three parts that are meant.
_TEN_DAYS = {"上": (0, 0), "中": (1, 1), "下": (2, 2), "上中": (0, 1), "中下": (1, 2)}
_LONG_NAMES = {
    "五一国际劳动节": "五一", "五一劳动节": "五一", "三八妇女节": "三八", "三八国际妇女节": "三八", "六一儿童节": "六一", "六一国际儿童节": "六一",
    "五四青年节": "五四", "八一建军节": "八一", "七一建党节": "七一", "十一国庆": "国庆", "端阳": "端午", "两节": "元旦", "双节": "中秋",
    "国家安全日": "国家安全教育日", "新年": "元旦", "农历新年": "春节", "大年夜": "除夕",
}  # fmt: skip
_NAMES = "|".join(sorted((*FESTIVALS, *_LONG_NAMES), key=len, reverse=True))
_EDGE = r"(?:底(?!线|层|数|气)|末|尾(?!声|款)|初(?![一二三四五六七八九十步级中])|中(?![旬国央共小医心华学介间秋元]))"
_NO_NUMBER = r"(?<![\d〇零一二两三四五六七八九十百半几多数周第个每近])"

_YEAR = rf"""
    (?: (?: (?P<y>(?:19|20|21)\d\d|[一二][〇零九一二三四五六七八]{{3}})年
          | (?P<yy>\d\d|[〇零一二三四五六七八九]{{2}})年(?=(?<=0\d年|[89]\d年|[〇零九八][一二三四五六七八九]年)(?![代来内前后以历级间])|度?(?:{_M}月|[上下]半年|第?[一二三四1-4]季度|年?[底末初终]))
          | (?P<yrel>{"|".join(_YEARS)})
        ) (?:度(?!假|过))? 的?
        (?: 年?(?P<ye>底(?!线|层|数|气)|末|终|尾|初|中(?![旬国央共小医心华学介间秋元])) )?
    )
"""
_NTH = rf"""
    (?: 的?(?:第(?P<nth>[一二三四五1-5])(?!季)|(?P<last>最后一?|末))个?(?:(?P<nwork>工作日)|{_WEEK}(?P<nwd>{_WD})?|(?P<nday>天|日)|(?P<nmonth>月份?)|(?P<nquarter>季度)) )
"""
_SUB = rf"""
    (?: (?P<half>上|下|前|后)半年(?P<he>{_EDGE})?
      | (?:(?:第(?=[一二三四1-4]个?季)|(?=[一二三四1-4]季))(?P<q>[一二三四1-4])个?季度|[Qq](?P<qq>[1-4])(?!\d)|(?P<qrel>上上|上一|上|下一|下|本|这|当|首|末)个?季度?(?!节)) (?P<qe>{_EDGE})?
      | 前(?P<fn>{_N})(?:个(?P<fm>月)|个?(?P<fq>季度))
      | (?P<lun>农历|阴历|旧历)?(?P<lm>{_M}|正|腊|冬|元)月(?P<ld>初[一二三四五六七八九十]|{_D})(?![日号\d一二三四五六七八九十])
      | (?P<lmo>正|腊|冬)月份?
      | (?P<m>{_M}|元)月份?
        (?: 的?(?P<d>{_D})(?:日|号|(?![\d.%点时家个次项件人名期场条])) | 的?(?P<xun>[上中下]|中下|上中)旬 | 月?(?P<me>{_EDGE}) )?
      | (?:(?P<mrel>上上|上一|上|下下|下一|下|本|这一|这|当|次|同|翌)个?月份?)
        (?: 的?(?P<d3>{_D})(?:日|号) | 的?(?P<xun3>[上中下])旬 | 月?(?P<me3>{_EDGE}) )?
      | {_NO_NUMBER}月(?:(?P<me4>{_EDGE})|(?P<mbare>(?=内)))
      | {_NO_NUMBER}季度?(?:(?P<qe4>{_EDGE})|(?P<qbare>(?=内)))
      | (?P<xun5>[上中下])旬
      | (?P<wdrel>上|下)一?个?工作日
      | 第(?P<wn>\d\d?|[一二三四五六七八九十]{{1,3}})周
      | (?:(?P<wrel>上上+|上一|上|下下+|下一|下|本|这一|这|当|同)个?{_WEEK}|{_NO_NUMBER}(?P<wbare>{_WEEK})(?={_WD}|末|内))
        (?:的?(?:{_WEEK})?(?P<wd>{_WD})(?![年月个季次二三四五六]|周)|(?P<we>末))?
      | (?P<drel>大大后天|大后天|大前天|前天|前日|昨天|昨日|今天|今日|当天|当日|本日|即日|明天|明日|次日|翌日|第二天|隔天|后天|后日
          |今(?=[早晚夜晨])|明(?=[早晚晨])|昨(?=[晚夜])|当(?=[晚夜])|前(?=晚)|后(?=晚))
      | (?P<fest>{_NAMES})(?P<festx>节)?(?P<fh>假期|小长假|长假|假日|黄金周|期间)?(?:当天|当日|那天)?
      | (?P<holi>(?<![\u4e00-\u9fff])节)(?=前|后)
      | {_NO_NUMBER}(?:年|岁)(?:(?P<ye2>底(?!线)|末|终|尾|初|中(?![旬国央共小医心华学介间秋元]))|(?P<yin>(?:度)?(?=内|以内|之内)))
      | (?P<yfore>(?<![\u4e00-\u9fff\d])年)(?=前|后)
      | (?P<season>[春夏秋冬])(?:季(?!节)|天)
      | (?P<d2>{_D})(?:日(?!子|常|报|均|益)|号(?![文令楼院线公召码称]))
      | (?P<now>现在|此刻|此时|目前|眼下|刚才|刚刚|这会儿)
    )
"""
_CLOCK = rf"""
    (?: (?P<part>{_PARTS})?的?
        (?: (?P<h>2[0-4]|1\d|0?\d|二十[一二三四]?|十[一二三四五六七八九]?|[〇零一二两三四五六七八九])
            (?:点钟?|时(?![期代间段常刻效]))
            (?: (?P<hh>半)|(?P<ke>[一三1-3])刻|整|(?P<mi>[0-5]?\d|[一二三四五]?十[一二三四五六七八九]?|[〇零][一二三四五六七八九])(?:分(?!之)(?:(?P<s>[0-5]?\d|[一二三四五]?十[一二三四五六七八九]?)秒)?|(?![\d个次项名家件%.年月日号天])))?
          | (?P<h2>[01]?\d|2[0-4]):(?P<mi2>[0-5]\d)(?::(?P<s2>[0-5]\d)(?:\.\d+)?)?(?!\d)(?:\ ?(?P<ap>[AaPp])[Mm])?
        )
      | (?P<part2>{_PARTS})
      | (?P<closing>下班)(?=之?前)
    )
"""
_MOMENT = re.compile(
    rf"""
    (?:公元)?(?: (?P<iy>(?:19|20)\d\d)(?P<sep>[-/.])(?P<im>1[0-2]|0?[1-9])(?:(?P=sep)(?P<id>3[01]|[12]\d|0?[1-9])日?)?(?![\d]|(?P=sep)\d)
      | (?P<c8>(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)
      | (?P<sm>1[0-2]|0?[1-9])[./-](?P<sd>3[01]|[12]\d|0?[1-9])(?![\d/%万亿元个倍年月点时岁件家项次分-]|[.:]\d)[日号]?
      | [“"‘']?十(?P<plan>[一二三四五六七八])五[”"’']?(?:时期|期间|规划期)?(?P<plane>期?末期?|收官|初期?|中期)?
      | (?:(?P<cent>\d\d|二十一?|十[一二三四五六七八九]|[上本])个?世纪)?(?P<dec>(?:19|20)?\d0|[一二三四五六七八九]十)年代
      | (?P<cent2>\d\d|二十一?|十[一二三四五六七八九]|[上本])个?世纪
      | (?:{_YEAR})?(?:{_SUB})?{_NTH}?
    )
    (?:\({_WEEK}{_WD}\))?
    (?:[T\ ,]?{_CLOCK})?
    """,
    re.VERBOSE,
)


_NAMES_IN_ORDER = tuple(_MOMENT.groupindex)
_YEAR_GROUPS = frozenset({"y", "yy", "yrel"})


def moment_at(text: str, at: int) -> tuple[Moment, int] | None:
    """The moment written at this place and where it ends; None when there is none."""
    found = _MOMENT.match(text, at)
    if found is None or found.end() == at:
        return None
    said = {name: words for name, words in zip(_NAMES_IN_ORDER, found.groups(), strict=True) if words is not None}
    parts = _parts(said)
    return (Moment(**parts), found.end()) if parts else None


def _parts(said: _Said) -> _Parts | None:
    """The fields of the moment; empty or None when the words amount to nothing."""
    if "iy" in said or "c8" in said or "sm" in said:
        parts = _figures(said)
    elif "plan" in said:
        parts = {"plan": 10 + _DIGIT[said["plan"]], "edge": _edge(said.get("plane")), "loose": "plane" not in said}
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
    return {"year": int(said["iy"]), "month": int(said["im"]), "day": int(said["id"]) if "id" in said else None}


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
        parts |= {"year_shift": _YEARS[said["yrel"]], "loose": False}
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
    limit = 12 if "fm" in said else 4
    # Without a year `前三个月` may be the three months gone by: left to the durations.
    if n is None or not 1 < n <= limit or ("fm" in said and not {"y", "yrel", "yy"} & said.keys()):
        return None
    return {"first": (n, "month" if "fm" in said else "quarter")}


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
    return {
        "month": number,
        "month_shift": shift,
        "day": whole(day) if day else None,
        "ten_days": _TEN_DAYS[ten] if ten else None,
        "edge": _edge(edge),
    }


def _week(said: _Said) -> _Parts:
    shift = _shift(said["wrel"]) if "wrel" in said else None
    weekday = _weekday(said["wd"]) if "wd" in said else None
    return {"week_shift": shift or 0, "weekday": weekday, "weekend": "we" in said, "loose": shift is None}


def _festival(said: _Said) -> _Parts:
    name = said["fest"]
    plain = name not in NUMBERS and len(name) > 2
    loose = not (plain or "festx" in said or "fh" in said or name in ("国庆", "春节", "元旦", "中秋", "端午", "除夕"))
    return {"festival": _LONG_NAMES.get(name, name), "holiday": "fh" in said, "loose": loose}


_BUILDERS: dict[str, Callable[[_Said], _Parts | None]] = {
    "half": _half,
    "q": _quarter, "qq": _quarter, "qrel": _quarter, "qe4": _quarter,
    "fn": _first,
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
    "drel": lambda said: {"day_shift": _DAYS[said["drel"]]},
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
