"""Reading one phrase or clause, and finding every date and target in a long text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from schedules.deadlines.claim import Claim, Question
from schedules.deadlines.claims import claims_in
from schedules.deadlines.counted import count_from
from schedules.deadlines.guards import blot
from schedules.deadlines.judgement import NOTHING, is_named_only, is_whole, strength
from schedules.deadlines.lasting import lengths_in
from schedules.deadlines.lengths import offset_length
from schedules.deadlines.normalise import Normal, normalise
from schedules.deadlines.reading import GUESS, LIKELY, Reading, Target
from schedules.deadlines.spans import Direction, Place
from schedules.deadlines.targets import is_count_of_events, lone_value, targets_in
from schedules.workdays import DEFAULT, WorkCalendar

# Nobody writes a longer phrase; what is longer is a text, and only its beginning is read as one.
LONGEST_PHRASE = 4_000

_STANDING = (
    "长期坚持|长期有效|长期执行|长期推进|长期实施|长期落实|长期整改|长期任务|长期|常抓不懈|持续推进|持续实施|持续开展|持续落实|持续加强|持续深化|持续进行|持续整改"
    "|持续用力|持续巩固|持续|常态化(?:推进|开展|实施|落实|坚持|进行|机制)?|贯穿全(?:年|程|过程)|贯穿始终|始终坚持|长年坚持|常年坚持|一以贯之|全过程"
)
_STANDING_ALONE = re.compile(
    rf"(?:[^,。;:]{{0,8}}(?:时限|期限|时间|进度)(?:要求)?[:为]{{0,2}})?(?:立即整改|立行立改|并|且|要|需|,)*(?:{_STANDING})(?:,?(?:{_STANDING}))*"
)
_STANDING_WITHIN = re.compile(
    rf"(?:时限|期限|时间|进度|时间安排|完成时间)(?:要求)?[:为](?:{_STANDING})(?=[,。;:)\n]|$)|[(](?:{_STANDING})[)]|长期坚持|常抓不懈|[,、;并](?:{_STANDING})[。;!]?$"
)
_VAGUE = re.compile("尽快|及时|适时|近期|立即|即刻|抓紧|早日|不日|尽早|择期|择机|有序|逐步")
_MARKS = " ,。;:!?、()[]【】“”\"'\n\t-~"


def read(
    text: str,
    reference: date | datetime,
    calendar: WorkCalendar = DEFAULT,
    *,
    events: Mapping[str, date] | None = None,
    base: date | None = None,
    direction: Direction | None = None,
) -> Reading:
    """The date that binds in a phrase or clause; never raises, and answers `none` rather than half.

    `events` are days already known (`{"会": ..., "签收": ...}`), `base` the present due day a postponement
    counts from, `direction` where a chat message looks when it does not say (past: what was done).
    """
    normal = normalise(text[:LONGEST_PHRASE])
    clean = blot(normal.text)
    place = _place(reference, calendar, direction)
    found = _targets(clean)
    targets = tuple(target for target, _, _ in found)
    claims = list(claims_in(clean, Question(place, events or {}, base)))
    if len(claims) == 1 and _is_all(clean, claims[0]):
        if (
            not targets
            and "/" in clean
            and (share := lone_value(clean.strip(_MARKS))) is not None
            and share.value <= 100
        ):
            targets = (share,)  # `7/12` may be the twelfth of July, or seven out of twelve
        return _reading(text, normal, claims[0], targets, calendar, whole=True)
    claim = _binding(clean, claims, place, [at for _, at, _ in found])
    if claim is not None:
        return _reading(text, normal, claim, targets, calendar, whole=False)
    return _dateless(text, clean, targets, place)


def scan(text: str, reference: date | datetime, calendar: WorkCalendar = DEFAULT) -> tuple[Reading, ...]:
    """Every date and target found in a long text, in order, with spans into the text as given.

    Dates and targets are separate readings; a target's is of kind `none` and rule `target`.
    """
    normal = normalise(text)
    clean = blot(normal.text)
    place = _place(reference, calendar, None)
    found = _targets(clean)
    starts = [at for _, at, _ in found]
    readings = [
        _reading(text, normal, claim, (), calendar, whole=False)
        for claim in claims_in(clean, Question(place, {}))
        if strength(clean, claim, place, _near(starts, claim)) > NOTHING
    ]
    for target, at, end in found:
        span = normal.span(at, end)
        readings.append(Reading(text[span[0] : span[1]], span, "none", "target", targets=(target,)))
    return tuple(sorted(readings, key=lambda reading: reading.span))


def resolve(reading: Reading, event_day: date, calendar: WorkCalendar = DEFAULT) -> Reading:
    """The reading with its due day worked out, once the day of its event is known."""
    if reading.event is None:
        return reading
    length, sign = offset_length(reading.event.offset)
    means = count_from(event_day, length, sign, Place(event_day, None, calendar))
    return replace(reading, start=means.start, due=means.due, internal_due=_internal(means.due, calendar))


def day_mentioned(text: str, reference: date | datetime, direction: Direction = "past") -> date | None:
    """The day a chat message speaks of: `昨天`, `上周五`, `9月15日`; None when it names none."""
    clean = blot(normalise(text[:LONGEST_PHRASE]).text)
    place = _place(reference, DEFAULT, direction)
    for claim in claims_in(clean, Question(place, {})):
        means = claim.means
        if means.kind not in ("date", "datetime") or means.due is None or _item_number(clean, claim):
            continue
        day = means.due_day
        if day is not None and (direction == "future" or day <= place.day):
            return day
    return None


def _targets(clean: str) -> list[tuple[Target, int, int]]:
    """Counts, rates and lengths of time to be reached, in the order of the text."""
    return sorted([*targets_in(clean), *lengths_in(clean)], key=lambda found: found[1:])


def _is_all(text: str, claim: Claim) -> bool:
    """Whether the claim is all there is; a bare length suffers no verb beside it (`半年报`)."""
    return is_whole(text, claim) and (claim.means.kind != "duration" or not text[claim.end :].strip(_MARKS))


def _item_number(text: str, claim: Claim) -> bool:
    """`3.1 已公布`, `三号完成`: in chat a loose number is an item's unless the text is nothing else."""
    if not claim.loose or claim.grain in ("length", "festival") or claim.bound:
        return False
    said = text[claim.at : claim.end]
    return (
        "月" not in said
        and "周" not in said
        and "期" not in said
        and "礼" not in said
        and not is_whole(text, claim)
    )


def _near(starts: Sequence[int], claim: Claim) -> Sequence[int]:
    first = bisect_left(starts, claim.end)
    return starts[first : first + 1]


def _place(reference: date | datetime, calendar: WorkCalendar, direction: Direction | None) -> Place:
    if isinstance(reference, datetime):
        moment = reference.replace(tzinfo=None)
        return Place(moment.date(), moment, calendar, direction)
    return Place(reference, None, calendar, direction)


def _binding(text: str, claims: Sequence[Claim], place: Place, starts: Sequence[int]) -> Claim | None:
    """The strongest claim; of equals the latest, for only then is the work done."""
    weighed = [(strength(text, claim, place, starts), claim) for claim in claims]
    live = [
        (weight, claim.means.due_day or date.min, claim.at, claim)
        for weight, claim in weighed
        if weight > NOTHING
    ]
    return max(live, key=lambda entry: entry[:3])[3] if live else None


def _reading(
    text: str,
    normal: Normal,
    claim: Claim,
    targets: tuple[Target, ...],
    calendar: WorkCalendar,
    *,
    whole: bool,
) -> Reading:
    means = claim.means
    start, end = normal.span(claim.at, claim.end)
    named = whole and is_named_only(normal.text, claim)
    sure = min(means.sure, LIKELY) if claim.loose and not claim.bound else means.sure
    return Reading(
        text[start:end],
        (start, end),
        means.kind,
        means.rule,
        _start(claim, named=named),
        means.due,
        _internal(means.due, calendar),
        means.recurrence,
        targets,
        means.event,
        means.listed,
        sure,
        whole,
    )


def _start(claim: Claim, *, named: bool) -> date | datetime | None:
    """A deadline has no start; a period has both, so has a length of hours and a day that is only named."""
    deadline = claim.means.kind in ("date", "datetime") and not named
    within_hours = claim.grain == "length" and claim.bound == "within"
    return None if deadline and not within_hours else claim.means.start


def _internal(due: date | datetime | None, calendar: WorkCalendar) -> date | None:
    if due is None:
        return None
    return calendar.on_or_before(due.date() if isinstance(due, datetime) else due)


def _dateless(text: str, clean: str, targets: tuple[Target, ...], place: Place) -> Reading:
    """No date binds: a standing duty, a count owed by the year's end, a lone rate, or nothing."""
    span = (0, len(text))
    bare = clean.strip(_MARKS)
    if _STANDING_ALONE.fullmatch(bare):
        return Reading(text, span, "standing", "standing", targets=targets, whole=True)
    if _STANDING_WITHIN.search(clean.rstrip()):
        return Reading(text, span, "standing", "standing", targets=targets)
    if any(is_count_of_events(target) for target in targets):
        due = date(place.day.year, 12, 31)
        internal = _internal(due, place.calendar)
        return Reading(
            text,
            span,
            "date",
            "count-by-year-end",
            due=due,
            internal_due=internal,
            targets=targets,
            sure=LIKELY,
        )
    if not targets and (alone := lone_value(bare)) is not None:
        return Reading(text, span, "none", "target", targets=(alone,), whole=True)
    rule = "target" if targets else "vague" if _VAGUE.search(clean) else "nothing"
    return Reading(text, span, "none", rule, targets=targets, sure=GUESS if rule == "vague" else 1.0)
