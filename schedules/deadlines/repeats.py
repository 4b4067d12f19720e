"""What comes back, in words (`每月5日前`, `每季度首月10日前`, `按季度`), to a recurrence. Nothing is placed on a calendar."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time

from schedules.deadlines.clocks import hour_of
from schedules.deadlines.festivals import FESTIVALS
from schedules.deadlines.moments import Clock, Moment, moment_at
from schedules.deadlines.noted import hour_past_remark
from schedules.deadlines.numerals import NUMBER, whole
from schedules.deadlines.recurrence import Recurrence

_D = (
    r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
)
_UNIT = r"小时|钟头|分钟|工作日|天|日(?!常|均|益)|周|星期|礼拜|旬|半个月|半月|月(?:度)?|季度?|半年度?|年度?"
_WEEKDAY = "[一二三四五六日天]"
_HEAD = re.compile(
    rf"""
    (?: 每(?:逢|间)?(?P<ge>隔)?(?:一个?|个)?(?:(?P<n>{NUMBER}|半(?=个?小时))个?)?(?P<u>{_UNIT})
      | 按(?P<u2>季度?|月度?|周|年度?|半年度?|旬|日(?!程|期|常))(?!要求|照|计划)
      | 逐(?P<u3>月|季度?|周|日)(?!提|增|下|降)
      | 隔(?P<u4>天|日|周|月|年)
      | (?P<n5>一|半|两|二|三)个?(?P<u5>年|季度?|月|周|天|日)(?:一|1)(?:次|报|调度|通报|汇报|总结|督查|督办|研判|考核|评|会商)
      | (?P<u6>双)周
      | 每(?P<u7>)(?=[早晚](?:上|间|晨)?(?:\d|[一二三四五六七八九十]))
    )
    """,
    re.VERBOSE,
)
_AFTER_END = (
    rf"(?:结束|终了|度)?(?:之)?后的?(?P<an>{NUMBER})(?P<au>个?工作日|日|天|个?自然日)(?:之内|以内|内)?"
)
_IN_MONTH = rf"""
    的?(?: (?:{_D}(?:日|号)?[至到~-])?(?P<ld>最后一天|月?[底末])(?!线) | (?P<days>(?:{_D}(?:日|号)?[至到~-])?{_D}(?:日
        |号)?(?:[、和及与,]{_D}(?:日|号)?){{0,4}})(?<=[日号])
            | 第(?P<nw>{NUMBER})个(?:工作日|(?:周|星期|礼拜)(?P<nwd>[一二三四五六日天]))
      | (?:第(?P<wk>[一二三四1-4])|(?P<wk1>首))个?周(?!{_WEEKDAY}) | 最后一?个?周(?P<wkl>)(?!{_WEEKDAY})
      | 前(?P<fw>{NUMBER})个工作日 | (?P<lw>最后一?个?工作日)
      | 最后一?个?(?:周|星期|礼拜)(?P<lwd>{_WEEKDAY}) | (?P<fd>首个?工作日|首日|第一天|[1一]日)
      | (?P<xun>[上中下])旬 | 月?(?P<s>[初中])(?![旬国]) )
"""
_MONTH_TAIL = re.compile(rf"(?:{_AFTER_END}|(?:的?(?:次月|下月|次月份))?{_IN_MONTH})", re.VERBOSE)
_QUARTER_TAIL = re.compile(
    rf"""
    (?:{_AFTER_END}
      | 的?(?:结束)?(?P<qm>首月|首个月|第一个月|第1个月|第二个月|第三个月|末月
          |末个月|最后一?个?月|次月|后次月|末(?=\d{{1,2}}[日号]))(?:份)?(?:{_IN_MONTH})?
      | 的?(?:第一|首)个?工作日(?P<q1w>) | 的?前(?P<qn>{NUMBER})个工作日(?:之内|以内|内)?
      | 的?(?:第一|首)个?周(?P<qw>) | 的?(?:第一天|首日)(?P<q1>)
      | 的?(?:末的?)?(?P<ql>最后一个?工作日|最后一天) | 的?(?P<qe>末|底) | 的?初(?P<qs>) )
    """,
    re.VERBOSE,
)
_QUARTER_MONTHS = {"首": 1, "第一": 1, "第1": 1, "第二": 2, "第三": 3, "末": 0, "最后": 0}
_WEEK_TAIL = re.compile(
    # 每周五17时: a figure that goes on, or is an hour, is no weekday.
    r"(?:的)?(?P<w>(?:(?:周|星期|礼拜)?(?:[一二三四五六日天]|[1-7](?![\d:：时点]))"
    r"(?:[、和及与,至到-](?=(?:周|星期|礼拜)?[一二三四五六日天1-7]))?){1,7})"
    r"(?!(?<=[周期拜]一)(?:调度|次|报(?!送|告)|通报|汇报|总结|会商|例会|研判|个))|(?P<we>末)"
)
_SPAN = re.compile(r"[至到~-](?=[\d一二三四五六七八九十])")
_AHEAD = re.compile(
    rf"(?:之?前的?(?P<before>{NUMBER})个?工作日(?:之?内|前)?|(?P<earlier>{NUMBER})个?工作日之?前)"
)
_JOIN = re.compile(r"[、和及与,]|以及")
_PERIODS = {"半年": 6, "年": 12, "季": 3, "季度": 3, "年度": 12, "半年度": 6}


def repeat_at(text: str, at: int) -> tuple[Recurrence, int] | None:
    """The recurrence written at this place, and where it ends."""
    found = _repeat_at(text, at)
    return _ahead_of_end(text, *found) if found is not None else None


def _ahead_of_end(text: str, recurrence: Recurrence, end: int) -> tuple[Recurrence, int]:
    """`每季度末前5个工作日`: so many working days before the last working day, which is what a month's end is to an office."""
    ends = recurrence.on and recurrence.nth is None and all(day == -1 for _, day in recurrence.on)
    ahead = _AHEAD.match(text, end) if ends and text[end - 1] in "末底天" else None
    n = whole(ahead["before"] or ahead["earlier"]) if ahead is not None else None
    if ahead is None or n is None or not 1 <= n <= 20:
        return recurrence, end
    return replace(recurrence, on=tuple((month, 1) for month, _ in recurrence.on), nth=-n - 1), ahead.end()


def _repeat_at(text: str, at: int) -> tuple[Recurrence, int] | None:
    head = _HEAD.match(text, at)
    if head is None:
        return None
    n, unit = _period(head)
    if n is None or not 1 <= n <= 100:
        return None
    if unit in ("小时", "钟头", "分钟"):
        return Recurrence("minute" if unit == "分钟" else "hour", n), head.end()
    if unit in ("天", "日", "工作日"):
        return _timed(text, head.end(), Recurrence("workday" if unit == "工作日" else "day", n))
    if unit in ("周", "星期", "礼拜"):
        return _weekly(text, head.end(), n)
    if unit == "旬":
        return Recurrence("month", on=((0, 10), (0, 20), (0, -1))), head.end()
    if unit in ("半个月", "半月"):
        return Recurrence("month", on=((0, 15), (0, -1))), head.end()
    if unit in ("月", "月度"):
        return _monthly(text, head.end(), n)
    return _longer(text, head.end(), n, _PERIODS[unit])


def _period(head: re.Match[str]) -> tuple[int | None, str]:
    said = head.groupdict()
    if said["u"]:
        n = whole(said["n"]) if said["n"] else 1
        if said["n"] == "半":
            return 30, "分钟"
        # 每隔一周 is every other week; 每隔三个月 is every third month.
        skipping = n is not None and said["ge"] and (n == 1 or said["u"] in ("天", "日"))
        return (n + 1 if n is not None and skipping else n), said["u"]
    if said["u5"]:
        if said["n5"] == "半":
            return 1, "半年" if said["u5"] == "年" else "半月"
        return whole(said["n5"]), said["u5"]
    if said["u4"]:
        return 2, said["u4"]
    if said["u6"]:
        return 2, "周"
    if said["u7"] is not None:
        return 1, "天"
    return 1, said["u2"] or said["u3"]


def _timed(text: str, at: int, recurrence: Recurrence) -> tuple[Recurrence, int]:
    """An hour behind the rule (`每天早上八点`) belongs to it."""
    found = hour_past_remark(text, at)
    clock = None if found is None else found[0].clock
    if found is None or clock is None:
        return recurrence, at
    return _at(recurrence, clock, text, found[1]), found[1]


def _at(recurrence: Recurrence, clock: Clock, text: str, end: int) -> Recurrence:
    if clock.hour is None:
        return recurrence
    hour = hour_of(clock, clock.hour, text.startswith(("前", "之前", "以前"), end))
    # The midnight that ends a day belongs to it.
    return replace(recurrence, at=time(23, 59) if hour > 23 else time(hour, clock.minute))


def _weekly(text: str, at: int, n: int) -> tuple[Recurrence, int]:
    tail = _WEEK_TAIL.match(text, at)
    if tail is None:
        return Recurrence("week", n), at
    if tail["we"]:
        return _timed(text, tail.end(), Recurrence("week", n, weekdays=(5, 6)))
    days = ["一二三四五六日".index(_plain(c)) for c in tail["w"] if c in "一二三四五六日天1234567"]
    if re.search("[至到-]", tail["w"]) and len(days) == 2 and days[0] < days[1]:
        days = list(range(days[0], days[1] + 1))
    return _timed(text, tail.end(), Recurrence("week", n, weekdays=tuple(sorted(set(days)))))


def _plain(c: str) -> str:
    return "日" if c == "天" else "一二三四五六日"[int(c) - 1] if c.isdigit() else c


def _monthly(text: str, at: int, n: int) -> tuple[Recurrence, int]:
    tail = _MONTH_TAIL.match(text, at)
    if tail is None:
        return Recurrence("month", n, on=((0, -1),)), at
    if tail["an"]:
        return _after_end(tail, n, (0,)), tail.end()
    return _timed(text, tail.end(), _in_month(tail, n, (0,)))


def _after_end(tail: re.Match[str], n: int, months: tuple[int, ...]) -> Recurrence:
    """`结束后15日内`: the n-th day, or working day, of the month after the period."""
    number = whole(tail["an"]) or 1
    if "工作日" in tail["au"]:
        return Recurrence("month", n, on=tuple((m, 1) for m in months), nth=number)
    return Recurrence("month", n, on=tuple((m, min(number, 31)) for m in months))


def _in_month(tail: re.Match[str], n: int, months: tuple[int, ...]) -> Recurrence:
    said = tail.groupdict()
    if any(said[name] for name in ("nw", "fw", "lw", "lwd", "fd")):
        nth = -1 if said["lw"] or said["lwd"] else 1 if said["fd"] else whole(said["nw"] or said["fw"]) or 1
        day = said["nwd"] or said["lwd"]
        weekday = ("一二三四五六日".index(_plain(day)),) if day else ()
        if said["fd"] and "工作日" not in said["fd"]:
            return Recurrence("month", n, on=tuple((m, 1) for m in months))
        return Recurrence("month", n, on=tuple((m, 1) for m in months), weekdays=weekday, nth=nth)
    if said["days"]:
        # `1日至5日` is a window that closes on the 5th.
        days = [whole(d) or 1 for d in re.findall(_D, re.sub(rf"^{_D}[日号]?[至到~-]", "", said["days"]))]
    elif said["wk"] or said["wk1"]:
        days = [7 * (whole(said["wk"] or "一") or 1)]
    elif said["xun"]:
        days = [{"上": 10, "中": 20, "下": -1}[said["xun"]]]
    else:
        days = [{"初": 5, "中": 15}.get(said["s"] or "", -1)]
    return Recurrence("month", n, on=tuple((m, d) for m in months for d in days))


def _longer(text: str, at: int, n: int, period: int) -> tuple[Recurrence, int] | None:
    """Quarters, half years and years."""
    last_months = tuple(range(period, 13, period))
    if period == 12:
        at += text.startswith("的", at)
        named = _named_days(text, at)
        if named == ((), at):
            return None  # `每年春节前`: a feast of the moon has no yearly rule
        if named is not None:
            on, end = named
            hour = hour_past_remark(text, end)
            clock = None if hour is None else hour[0].clock
            yearly = Recurrence("month", n, on=on)
            return (
                (yearly, end)
                if hour is None or clock is None
                else (_at(yearly, clock, text, hour[1]), hour[1])
            )
    tail = _QUARTER_TAIL.match(text, at)
    if tail is None:
        return Recurrence("month", n, on=tuple((m, -1) for m in last_months)), at
    if tail["an"]:
        return _after_end(tail, n, tuple(m % 12 + 1 for m in last_months)), tail.end()
    if tail["qm"]:
        months = _months_of(tail["qm"], last_months, period)
        if any(tail[g] for g in ("days", "nw", "fw", "lw", "lwd", "fd", "ld", "wk", "wk1", "xun", "s")):
            return _timed(text, tail.end(), _in_month(tail, n, months))
        return Recurrence("month", n, on=tuple((m, -1) for m in months)), tail.end()
    if tail["ql"] and "工作日" in tail["ql"]:
        return Recurrence("month", n, on=tuple((m, 1) for m in last_months), nth=-1), tail.end()
    if tail["q1w"] is not None or tail["qn"]:
        first_months = tuple((m - period + 1, 1) for m in last_months)
        return Recurrence("month", n, on=first_months, nth=whole(tail["qn"] or "一") or 1), tail.end()
    if tail["qe"] or tail["ql"]:
        return Recurrence("month", n, on=tuple((m, -1) for m in last_months)), tail.end()
    day = 1 if tail["q1"] is not None else 7 if tail["qw"] is not None else 10
    return Recurrence("month", n, on=tuple((m - period + 1, day) for m in last_months)), tail.end()


def _months_of(said: str, last_months: tuple[int, ...], period: int) -> tuple[int, ...]:
    if "次" in said:
        return tuple(sorted(m % 12 + 1 for m in last_months))
    place = next(n for word, n in _QUARTER_MONTHS.items() if said.startswith(word))
    return tuple(m - period + place if place else m for m in last_months)


def _named_days(text: str, at: int) -> tuple[tuple[tuple[int, int], ...], int] | None:
    """`每年6月底、12月底`: the months and days named after a year, whatever their number."""
    found: list[tuple[int, int | None]] = []
    end = at
    while (place := _day_at(text, at)) is not None and len(found) < 12:
        pair = _day_of_year(place[0])
        if pair is None:
            if place[0].festival is not None and not found:
                return (), at
            break
        found.append(pair)
        end = place[1]
        if (join := _SPAN.match(text, end)) is not None:
            found.pop()
        else:
            join = _JOIN.match(text, end)
        if join is None:
            break
        at = join.end()
    if not found:
        return None
    # `3月、9月15日`: the last one's day holds for those that name none.
    last = found[-1][1] if found[-1][1] is not None else -1
    return tuple((month, last if day is None else day) for month, day in found), end


def _day_at(text: str, at: int) -> tuple[Moment, int] | None:
    """The moment here without its hour, which belongs to the recurrence and is read behind it."""
    place = moment_at(text, at)
    if place is None or place[0].clock is None:
        return place
    day = replace(place[0], clock=None)
    said = text[at : place[1]]
    length = next((n for n in range(len(said) - 1, 0, -1) if moment_at(said[:n], 0) == (day, n)), None)
    return None if length is None else (day, at + length)


def _day_of_year(moment: Moment) -> tuple[int, int | None] | None:
    if moment.clock is not None or moment.year is not None or moment.nth is not None:
        return None
    if moment.festival is not None:
        days = {
            (day.month, day.day)
            for year in range(2021, 2026)
            if (day := FESTIVALS[moment.festival](year)) is not None
        }
        return days.pop() if len(days) == 1 else None
    if moment.half is not None:
        return 6 * moment.half, -1
    if moment.quarter is not None:
        return 3 * moment.quarter, -1
    if moment.month is not None:
        if moment.ten_days is not None:
            return moment.month, (10, 20, -1)[moment.ten_days[1]]
        edges = {"end": -1, "start": 5, "middle": 15, None: moment.day}
        return moment.month, edges[moment.edge]
    if moment.edge is not None and moment.month_shift is None and moment.quarter_shift is None:
        return {"end": (12, -1), "start": (2, -1), "middle": (6, -1)}[moment.edge]
    return None
