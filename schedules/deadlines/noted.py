"""A moment and what stands beside it: the day said twice, a remark in brackets, the hour behind them.

`本周四（9月16日）17:00前` names one instant. An hour never falls back to the reference day while its own day is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from schedules.deadlines.bounds import bound_at
from schedules.deadlines.claim import Claim
from schedules.deadlines.moments import Moment, moment_at
from schedules.deadlines.spans import Place

_REMARK = re.compile(r"[, ]?[(\[【]([^()\[\]【】\n。;]{1,24})[)\]】]")
_WEEKDAY = re.compile(r"[, ]?(?:周|星期|礼拜)[一二三四五六日天](?![一二三四五六日天至到~、和-])")
_GAP = re.compile(r"(?:当[天日]|那天|[的,\s])*")
_BEGINS_NOTE = frozenset("([【, \n周星礼当那的")
_SENTENCE_END = re.compile("[。;!?\n]")
_FAR = 60  # characters; what stands further off is another matter
_BARE_DAY_GRAINS = frozenset({"day", "workday", "weekday"})


@dataclass(frozen=True, slots=True)
class Noted:
    """A moment, where it ends with its remarks, and the same day in other words when it is said twice."""

    moment: Moment
    end: int
    twin: Moment | None = None


def noted_moment_at(text: str, at: int) -> Noted | None:
    """The moment written at this place, with the remarks and the hour that belong to it."""
    found = moment_at(text, at)
    if found is None:
        return None
    noted = Noted(*found)
    if noted.end < len(text) and text[noted.end] in _BEGINS_NOTE:
        if _awaits_an_hour(noted.moment):
            noted = _with_hour(text, noted)
        noted = replace(noted, end=past_remark(text, noted.end) or noted.end)
    return noted


def hour_only(moment: Moment) -> bool:
    """Whether it names an hour of no day: `17:00`, `下班前`."""
    return (moment.clock is not None or moment.closing) and replace(
        moment, clock=None, closing=False, loose=False
    ) == Moment()


def day_in_remark(text: str, at: int) -> tuple[Moment, int] | None:
    """The day a bracket at this place names: `17:00前（8月12日）`."""
    remark = _REMARK.match(text, at)
    inner = None if remark is None else _inner(text, remark)
    if remark is None or inner is None or not _names_a_day(inner[0]):
        return None
    return inner[0], remark.end()


def past_remark(text: str, at: int) -> int | None:
    """The end of a remark here when a bound follows it: `8月20日（以邮戳为准）前`."""
    remark = _REMARK.match(text, at)
    return remark.end() if remark and bound_at(text, remark.end())[0] in ("before", "until") else None


def hour_past_remark(text: str, at: int) -> tuple[Moment, int] | None:
    """The hour of no day written here, a remark before it or none: `（节假日除外）17:00`."""
    remark = _REMARK.match(text, at)
    found = moment_at(text, at if remark is None else remark.end())
    return found if found is not None and hour_only(found[0]) else None


def neighbour(text: str, at: int, last: Claim | None, place: Place | None) -> Claim | None:
    """The date named earlier in the same phrase, which an hour standing alone belongs to."""
    if last is None or at - last.end > _FAR or _SENTENCE_END.search(text, last.end, at):
        return None
    day = last.means.due_day
    past = place is not None and day is not None and day < place.day
    return None if past and "," in text[last.end : at] else last


def _awaits_an_hour(moment: Moment) -> bool:
    return moment.clock is None and not moment.closing and _names_a_day(moment)


def _names_a_day(moment: Moment) -> bool:
    return (
        moment.day is not None
        or moment.weekday is not None
        or moment.day_shift is not None
        or moment.workday_shift is not None
        or (moment.festival is not None and not moment.holiday)
        or (moment.lunar is not None and moment.lunar[1] > 0)
        or (moment.nth is not None and moment.nth.what in _BARE_DAY_GRAINS)
    )


def _with_hour(text: str, noted: Noted) -> Noted:
    """The day with what follows it: the same day in other words, an hour, or both."""
    moment, end, twin = noted.moment, noted.end, None
    remark = _REMARK.match(text, end)
    if remark is not None:
        inner = _inner(text, remark)
        if inner is not None and hour_only(inner[0]):
            inside = inner[1] if bound_at(text, inner[1])[0] else remark.end()
            return Noted(replace(moment, clock=inner[0].clock, closing=inner[0].closing), inside)
        if inner is not None and _names_a_day(inner[0]):
            moment, twin = _plainer(moment, inner[0])
            noted = Noted(moment, remark.end(), twin)
        end = remark.end()
    elif (weekday := _WEEKDAY.match(text, end)) is not None:
        end = weekday.end()
        noted = Noted(moment, end)
    gap = _GAP.match(text, end)
    hour = moment_at(text, gap.end()) if gap is not None else None
    if hour is None or not hour_only(hour[0]):
        return noted
    return Noted(replace(moment, clock=hour[0].clock, closing=hour[0].closing, loose=False), hour[1], twin)


def _inner(text: str, remark: re.Match[str]) -> tuple[Moment, int] | None:
    """The moment a remark begins with, when nothing but marks or a bound follows it inside."""
    at = remark.start(1) + (1 if text[remark.start(1)] in "即为" else 0)
    inner = moment_at(text, at)
    if inner is None or inner[1] >= remark.end():
        return None
    after = bound_at(text, inner[1])[1]
    return inner if after == remark.end(1) or text[inner[1]] in ",、 含周星" else None


def _plainer(moment: Moment, inner: Moment) -> tuple[Moment, Moment]:
    """Of a day said twice the one with its month and day first: `本周四（9月16日）` is 16 September."""
    written_out = inner.month is not None and inner.day is not None
    if written_out and (moment.month is None or moment.day is None):
        return inner, moment
    return moment, inner
