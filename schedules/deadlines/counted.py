"""Claims made of a length of time: counted from an event, from the present deadline, or from the reference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from schedules.deadlines.bounds import Bound, Meaning, bound_at
from schedules.deadlines.claim import Claim, Question
from schedules.deadlines.lengths import Length, clocked, counted
from schedules.deadlines.ordinals import next_day_at, ordinal_at
from schedules.deadlines.reading import GUESS, LIKELY, SURE, Event
from schedules.deadlines.spans import Place, month_end

_EVENT = re.compile(
    r"(?P<name>[\u4e00-\u9fffA-Za-z“”]{1,24}?)(?:之日|之时|当日|次日|的次日)?(?P<turn>起|(?<!最)后|之后|以后|以前|之前|前)(?:的|,)?$"
)
_EVENT_BEFORE = re.compile(
    r"(?P<name>[\u4e00-\u9fff“”]{0,14}(?:召开|举行|举办|开会|届满|到期|开工|开标|施行|实施|启动|投产|登记|开庭|活动|会议|期满|发布|截止|验收|开始))$"
)
_RECEIVED = re.compile(
    "(?P<name>(?:收到|接到|签收|受理|送达|会议|立案|批复|验收|事发|事件发生|办结)[\u4e00-\u9fff]{0,6}?)(?:之?后)?的?$"
)
_EVENT_LEAD = re.compile(r".*(?:自从|应当|务必|自|从|在|于|应|须|请|各单位|并|要(?!求))(?=.)")
_POSTPONED = re.compile(
    r"(?:(?P<ahead>提前)|延期|延长|延后|延迟|延缓|顺延|推迟|推后|推延|宽限|暂缓|缓期|缓|后延|再给|给|改期|展期|延|晚|往后推|后推|推|放宽)"
    r"(?:办理|完成|上报|报送|提交|时间|期限|时限)?(?:我们?|我局|我单位|一下)?(?:到|至|为)?再?$"
)
_CLAUSE_BREAK = re.compile(r"[,。;:!?、()\n\x00]")
# A day of the notice itself: what is counted from it is counted from the reference.
_OWN_DAY = re.compile(
    r"^(?:本(?:通知|意见|方案|办法|规定|文件|公告|通告|决定|细则|计划|文|函)?|通知|文件|方案|意见|办法|公告)?"
    r"(?:印发|发布|公布|下发|发文|发出|施行|实施|印制|即日|颁布|执行|今日|今天|即)$"
)


def length_claim(
    text: str, at: int, found: tuple[Length, int], question: Question, last: Claim | None
) -> Claim | None:
    length, end = found
    postponed = _POSTPONED.search(text, max(0, at - 14), at)
    if postponed is not None and length.turn in ("", "within", "after"):
        return _postponed_claim(at, end, length, bool(postponed["ahead"]), question)
    if length.turn in ("within", "after", "", "before"):
        event = _event_before(text, at, length)
        if event is not None and event[2] != at:
            return _event_claim(text, end, length, event, question)
        if (
            length.turn == "within"
            and last is not None
            and last.means.event is not None
            and at - last.end < 40
        ):
            between = text[last.end : at]
            if "," in between and not re.search(
                "[。;\n]", between
            ):  # `接到后2日内签收，15日内办结`: one clock
                return _event_claim(text, end, length, (last.means.event.name, 1, at), question)
    return _plain_length(at, end, length, question.place)


def ordinal_claim(text: str, at: int, question: Question) -> Claim | None:
    """`会后第一个工作日`, `收到通知次日`: an event and the n-th day after it."""
    found = next_day_at(text, at)
    nearby = _RECEIVED.search(text, max(0, at - 24), at) if found is not None else None
    if nearby is not None:
        event: tuple[str, int, int] | None = (nearby["name"], 1, nearby.start("name"))
    else:
        found = ordinal_at(text, at)
        event = None if found is None else _event_before(text, at, Length())
    if found is None or event is None or not event[0]:
        return None
    ordinal, end = found
    length = Length(workdays=ordinal.n) if ordinal.working else Length(days=ordinal.n)
    claim = _event_claim(text, end, length, event, question)
    bound, end = bound_at(text, end)
    return replace(claim, end=end) if bound in ("before", "within", "until", "") else claim


def _postponed_claim(at: int, end: int, length: Length, ahead: bool, question: Question) -> Claim:
    sign = -1 if ahead else 1
    if ahead and question.base is None:
        means = Meaning("event", "ahead-of-deadline", event=Event("时限", length.offset(-1)))
        return Claim(at, end, means, "within", grain="event")
    due = counted(question.base or question.place.day, length, question.place.calendar, sign)
    rule = "postponed-by" if question.base is not None else "postponed-from-today"
    means = Meaning("date" if due else "none", rule, due=due, sure=SURE if question.base else GUESS)
    return Claim(at, end, means, "within", grain="counted", joined=True)


def _event_before(text: str, at: int, length: Length) -> tuple[str, int, int] | None:
    """The event a length is counted from: its name, the sign, and where it begins."""
    window = text[max(0, at - 30) : at]
    cut = max((m.end() for m in _CLAUSE_BREAK.finditer(window, 0, max(0, len(window) - 1))), default=0)
    window = window[cut:]
    if length.turn == "before":
        ahead = _EVENT_BEFORE.search(window)
        return None if ahead is None else (_event_name(ahead["name"]), -1, at - len(ahead["name"]))
    found = _EVENT.search(window)
    if found is None:
        return None
    name = _event_name(found["name"])
    sign = -1 if "前" in found["turn"] else 1
    begin = at - len(window) + found.start("name") + found["name"].rfind(name)
    return (name, sign, begin) if name else None


def _event_name(said: str) -> str:
    lead = _EVENT_LEAD.match(said)
    name = said[lead.end() :] if lead is not None else said
    # 责任单位收到交办单后: who received it is not the event.
    subject = re.match(".*?(?:单位|部门|机构|局|委|办|人)(?=收到|接到)", name)
    return name[subject.end() :] if subject is not None else name


def _event_claim(
    text: str, end: int, length: Length, event: tuple[str, int, int], question: Question
) -> Claim:
    name, sign, begin = event
    own = _OWN_DAY.match(name) is not None or name == ""
    day = _known_event(name, question.events)
    if day is None and own:
        day = question.place.day
    if day is None and (day := _period_end(name, question.place.day)) is not None:
        own = True
    if day is None:
        means = Meaning("event", "counted-from-event", event=Event(name, length.offset(sign)))
        return Claim(begin, end, means, "within", grain="event")
    means = count_from(day, length, sign, question.place)
    if not own:
        means = replace(means, event=Event(name, length.offset(sign)), kind="event")
    rule = "counted-from-notice" if own else "counted-from-event"
    return Claim(begin, end, replace(means, rule=rule), "within", grain="event", joined=True)


def _period_end(name: str, today: date) -> date | None:
    """`季度结束后10日内`: the end of the period the reference lies in."""
    found = re.fullmatch("(?:每个?|本|当)?(月|季|上半年|半年|年|会计年)度?(?:结束|终了|末)?", name)
    if found is None:
        return None
    months = {"月": 1, "季": 3, "上半年": 6, "半年": 6}.get(found[1], 12)
    last = -(-today.month // months) * months
    return month_end(today.year, last)


def count_from(day: date, length: Length, sign: int, place: Place) -> Meaning:
    due = counted(day, length, place.calendar, sign)
    if due is None:
        return Meaning("none", "off-the-calendar")
    start = day if sign > 0 else None
    return Meaning("date", "counted-from-event", start=start, due=due)


def _known_event(name: str, events: Mapping[str, date]) -> date | None:
    if name in events:
        return events[name]
    if "签收" in events and re.search("收到|接到|接收|签收", name):
        return events["签收"]
    return next((day for key, day in events.items() if key and (key in name or name in key)), None)


def _plain_length(at: int, end: int, length: Length, place: Place) -> Claim:
    """A length with nothing to count from but the reference itself."""
    match length.turn:
        case "":
            return Claim(at, end, Meaning("duration", "length"), loose=True, grain="length")
        case "within" | "coming":
            means = _away(length, 1, place, f"{length.turn}-length", spanning=True)
        case "after":
            means = _away(length, 1, place, "after-length", spanning=False)
        case "before":
            means = _away(length, -1, place, "before-length", spanning=False)
        case "past":
            means = _back(length, place)
    bound: Bound = "within" if length.turn == "within" else ""
    return Claim(at, end, means, bound, loose=length.turn != "within", grain="length")


def _away(length: Length, sign: int, place: Place, rule: str, *, spanning: bool) -> Meaning:
    if length.seconds and place.moment is not None:
        at = clocked(place.moment, length, sign)
        if at is None:
            return Meaning("none", "off-the-calendar")
        return Meaning("datetime", rule, start=place.moment if spanning else at, due=at)
    day = counted(place.day, length, place.calendar, sign)
    if day is None:
        return Meaning("none", "off-the-calendar")
    if spanning:
        return Meaning("period", rule, start=place.day, due=day)
    return Meaning("date", rule, start=day, due=day, sure=SURE if sign > 0 else LIKELY)


def _back(length: Length, place: Place) -> Meaning:
    if length.seconds and place.moment is not None:
        at = clocked(place.moment, length, -1)
        return (
            Meaning("none", "off-the-calendar")
            if at is None
            else Meaning("period", "past-length", start=at, due=place.moment)
        )
    day = counted(place.day, length, place.calendar, -1)
    if day is None:
        return Meaning("none", "off-the-calendar")
    return Meaning("period", "past-length", start=day, due=place.day)
