"""预演 as it is asked for: for the office as it stands, for a plan not yet loaded, for another ladder.

A plan or a ladder is put in force inside the caller's transaction, looked at,
and undone: so a rehearsal follows the same road as the real thing, and leaves nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.loading import load
from bot.office import Rules, rules_in
from bot.preview import Hearing, Preview, preview, standing
from bot.scheduling import reschedule
from db import plans, settings
from messages.catalogue import Forecast, ForecastDay, ForecastGroup
from schedules.plan import Plan
from schedules.policy import knob, policy_of

BY = "预演"
# Where no plan says when it ends.
DAYS_AHEAD = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """Which days to look at (None: all of the plan's), what to put in force before, and another ladder to hold beside it."""

    first: date | None = None
    last: date | None = None
    plan: Plan | None = None
    ladder: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would be heard, and with the other ladder (its wording as the office shows it), where one was asked about."""

    preview: Preview
    plan: str
    ladder: str = ""
    other: Preview | None = None


def rehearse(tx: Connection, rules: Rules, now: datetime, asked: Asked) -> Rehearsed:
    """What would be heard if nobody answered. Raises SettingRefused for a ladder that cannot be read."""
    shown = _ladder_shown(asked.ladder, rules) if asked.ladder else ""
    with tx.begin_nested() as trial:
        if asked.plan is not None:
            load(rules, asked.plan, BY, now, tx)
        every = [asked.plan] if asked.plan is not None else []
        titles = [plan.title for plan in every] or [plan.title for plan in plans.plans(tx)]
        first = asked.first or rules.policy.today(now)
        last = asked.last or _end(tx, first)
        found = preview(standing(tx, rules, now), rules, first, last)
        other = None
        if asked.ladder:
            settings.change(tx, settings.OFFICE, {"ladder": asked.ladder}, BY, now)
            changed = rules_in(tx, rules.policy.zone)
            reschedule(tx, changed, now)
            other = preview(standing(tx, changed, now), changed, first, last)
        trial.rollback()
    return Rehearsed(found, "、".join(titles), shown, other)


def moment_for(plan: Plan, rules: Rules, now: datetime) -> datetime:
    """When that plan would come into force: now, or where its time is not now, on the morning of the day it was issued."""
    if plan.issued <= rules.policy.today(now) <= plan.period[1]:
        return now
    return rules.policy.morning_of(plan.issued)


def _end(tx: Connection, first: date) -> date:
    last = max((plan.period_end for plan in plans.plans(tx)), default=first)
    return last if last >= first else first + timedelta(days=DAYS_AHEAD)


def _ladder_shown(typed: str, rules: Rules) -> str:
    policy_of({"ladder": typed}, rules.policy.zone)
    found = knob("ladder")
    return found.show(found.read(typed)) if found else typed


# ---------------------------------------------------------------- told


def told(found: Rehearsed) -> Forecast:
    """The rehearsal as a message: by day, or for one day by who hears what."""
    seen = found.preview
    changed = None
    if found.other is not None:
        changed = (found.ladder, len(found.other.heard), found.other.heaviest)
    one_day = seen.first == seen.last
    return Forecast(
        first=seen.first, last=seen.last, plan=found.plan, messages=len(seen.heard), seats=seen.seats,
        heaviest=seen.heaviest, busiest=seen.busiest, days=() if one_day else tuple(_days(seen.heard)),
        groups=tuple(_groups(seen.heard)) if one_day else (), changed=changed,
    )  # fmt: skip


def _days(heard: Iterable[Hearing]) -> Iterable[ForecastDay]:
    by_day: dict[date, list[Hearing]] = defaultdict(list)
    for one in heard:
        by_day[one.day].append(one)
    for day, found in by_day.items():
        kinds: dict[str, int] = defaultdict(int)
        for one in found:
            kinds[one.kind] += 1
        said = [pair for one in found if one.kind in ("morning", "urged") for pair in one.about]
        yield ForecastDay(day, len(found), tuple(kinds.items()), _items(said))


def _items(about: Iterable[tuple[str, str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Numbers of items by what they are spoken of for, each once."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for code, kind in about:
        found[kind][code] = None
    return tuple((kind, tuple(codes)) for kind, codes in found.items())


def _groups(heard: Iterable[Hearing]) -> Iterable[ForecastGroup]:
    """Seats by what they hear; digests differ in nothing worth telling."""
    seats: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = defaultdict(list)
    for one in heard:
        seats[one.kind, () if one.kind == "digest" else one.about].append(one.seat)
    for (kind, about), titles in seats.items():
        yield ForecastGroup(kind, _items(about), tuple(titles))


def as_json(found: Rehearsed) -> dict[str, Any]:
    """What `duban plan preview --json` prints."""
    seen = found.preview
    face: dict[str, Any] = {
        "plan": found.plan,
        **_counted(seen),
        "days": [{"day": day.isoformat(), "messages": n} for day, n in seen.by_day.items()],
        "weeks": [
            {"week": monday.isoformat(), "seat": seat, "messages": n}
            for (monday, seat), n in sorted(seen.by_week.items())
        ],
        "heard": [
            {
                "at": one.at.isoformat(),
                "seat": one.seat,
                "kind": one.kind,
                "items": [{"id": code, "kind": kind} for code, kind in one.about],
            }
            for one in seen.heard
        ],
    }
    if found.other is not None:
        face["ladder"] = {"words": found.ladder, **_counted(found.other)}
    return face


def _counted(seen: Preview) -> dict[str, Any]:
    heaviest = seen.heaviest
    return {
        "from": seen.first.isoformat(),
        "to": seen.last.isoformat(),
        "messages": len(seen.heard),
        "seats": seen.seats,
        "heaviest": {"day": heaviest[0].isoformat(), "messages": heaviest[1]} if heaviest else None,
    }
