"""One item settled: its date from its own words or those beside its units, and what stays a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from schedules.deadlines import LIKELY, Reading, read
from schedules.deadlines.words import in_words
from schedules.notice.blocks import Block, Segment
from schedules.notice.flow import Flow
from schedules.notice.items import Marks, Piece
from schedules.notice.naming import short_title
from schedules.notice.subjects import agreed_in, subject_of
from schedules.notice.units import Parties
from schedules.notice.values import DraftItem
from schedules.notice.wording import measure_of, standing_words
from schedules.workdays import WorkCalendar

# It names no day at all; a month's or a quarter's end goes without saying.
_YEARLY = re.compile("(?:20\\d\\d年?[-—~至到]+20\\d\\d年[，,]?)?(?:每一?年度?|按年度?|逐年)")
FROM_SUBJECT = "单位取自句中的主语，推定"


@dataclass(frozen=True, slots=True)
class Desk:
    """What every item is read with."""

    flow: Flow
    marks: Marks
    reference: date
    dated: bool
    calendar: WorkCalendar


def settle(desk: Desk, block: Block, segment: Segment, piece: Piece) -> DraftItem:
    text = desk.flow.text
    said = tight(text[piece.start : piece.end])
    within = any(start <= piece.start < end for start, end in segment.times)
    beside, notes = ([], ()) if within else _beside(desk, segment.times)
    if not beside and piece.date is None and block.phase:
        beside, _ = _beside(desk, block.phase)
    reading, more = _settled(piece, beside)
    parties = segment.parties
    if (not parties.named or segment.trailing) and not block.whole:
        spoken = agreed_in(said) or Parties(responsible=subject_of(said))
        if spoken.named:
            parties, more = spoken, (*more, FROM_SUBJECT)
    target = piece.target
    named = (
        (block.row or block.whole) and len(block.segments) == 1 and target is None and len(block.title) >= 4
    )
    item = DraftItem(
        title=block.title if named else _title(piece, said, block.title),
        text=said, source=desk.flow.span(piece.start, piece.end),
        measure=measure_of(said, reading, target), target=target,
        leads=parties.leads, responsible=parties.responsible, assisting=parties.assisting,
        notes=(*notes, *more),
    )  # fmt: skip
    if reading is not None:
        return _dated(desk, item, reading)
    standing = standing_words(said)
    return (
        replace(item, phrase=standing, rule="standing", measure="ongoing")
        if standing and target is None
        else item
    )


def _title(piece: Piece, said: str, under: str) -> str:
    date = piece.date.phrase if piece.dates and piece.date is not None else ""
    return short_title(said, piece.targets[0].phrase if piece.targets else "", date, under)


def _dated(desk: Desk, item: DraftItem, reading: Reading) -> DraftItem:
    phrase = re.sub(r"\s+", "", reading.phrase)
    known = desk.dated or re.search(r"20\d\d", phrase) is not None
    notes = list(item.notes)
    if not known:
        notes.append("通知没有年份，日期待定")
    if len(reading.listed) > 1:
        notes.append(f"写了几个时限：{'、'.join(map(in_words, reading.listed))}，取最后一个")
    if reading.event is not None and reading.due is None:
        notes.append("要等会议、收文等日期定了才能算出时限")
    yearly = reading.recurrence is not None and _YEARLY.fullmatch(phrase) is not None
    if reading.recurrence is not None:
        notes.append("每年一次，没有写是哪一天" if yearly else "周期性工作，所列时限是下一次")
    known = known and not yearly
    if reading.due_day is not None and known and reading.due_day < desk.reference:
        notes.append(f"时限早于印发日期 {desk.reference}，请核对")
    if reading.sure <= LIKELY and reading.due is not None:
        notes.append("时限为推定")
    return replace(
        item, phrase=phrase, rule=reading.rule, sure=reading.sure, notes=tuple(notes),
        due=reading.due_day if known else None, internal_due=reading.internal_due if known else None,
        recurrence=str(reading.recurrence) if reading.recurrence else None,
    )  # fmt: skip


def _beside(desk: Desk, times: Sequence[tuple[int, int]]) -> tuple[list[Reading], tuple[str, ...]]:
    """The dates said beside the units or in a table's column, the one that ends the work last; or why there is none."""
    found: list[Reading] = []
    for start, end in times:
        said = desk.flow.text[start:end].strip(" 。；;，,\n")
        for part in re.split("[，；;。]", said) if len(times) == 1 else [said]:
            reading = read(part, desk.reference, desk.calendar)
            if reading.kind not in ("none", "duration"):
                found.append(replace(reading, phrase=said) if reading.kind == "standing" else reading)
    said = "；".join(desk.flow.text[a:b].strip(" 。；;，,\n") for a, b in times)
    if not found:
        return [], ((f"时限一栏写的是“{said}”，没有可推定的日期",) if said else ())
    # `4月底前出台，年内持续推进`: what goes on all the year is not what is due.
    found.sort(key=lambda r: (r.due is not None, r.kind != "period", str(r.due_day)))
    more = (f"时限一栏写的是“{said}”",) if sum(r.due is not None for r in found) > 1 else ()
    return found, more


def _settled(piece: Piece, beside: Sequence[Reading]) -> tuple[Reading | None, tuple[str, ...]]:
    """One date for a piece: its own, or the one beside; where they contradict, the earlier, and both are told."""
    own, other = piece.date, beside[-1] if beside else None
    if own is None or other is None:
        return own or other, ()
    if other.recurrence and own.recurrence:
        return other, ()
    if own.due_day is None or other.due_day is None or any(own.due_day == r.due_day for r in beside):
        return (own if own.due_day or own.event else other), ()
    if own.recurrence and piece.targets:
        return other, (f"“{own.phrase}”是次数的口径",)
    within = (
        other.kind == "period"
        and other.start is not None
        and str(other.start)[:10] <= str(own.due_day) <= str(other.due_day)
    )
    if own.recurrence or other.recurrence or own.event or within:
        return own, (() if within else (f"另写有时限“{other.phrase}”",))
    earlier = own if own.due_day < other.due_day else other
    told = f"时限不一致：正文“{own.phrase}”（{own.due_day}），另列“{other.phrase}”（{other.due_day}），从早"
    return replace(earlier, sure=min(earlier.sure, LIKELY)), (told,)


def tight(text: str) -> str:
    return re.sub(r"\s*[\n|]\s*|(?<![A-Za-z]) | (?![A-Za-z])", "", text).strip()
