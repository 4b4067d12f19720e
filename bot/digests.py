"""汇总: where everything stands, in one message, for one seat of the desk."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from bot.office import Rules
from db import account as ledger
from db import people, reach
from db.account import ItemTally, Place
from db.board import plan_heads
from db.numbers import marks
from db.people import Seat
from db.states import OPEN
from messages.catalogue import DeskLine, Digest, Tally
from messages.lines import desk_lines, summary
from schedules.workdays import WorkCalendar

NEAR_DAYS = 7  # working days
PERIODS = ("day", "week", "month")


def period_of(word: str) -> str:
    """day, week or month, whatever was asked for."""
    return word if word in PERIODS else "day"


@dataclass(frozen=True, slots=True)
class Picture:
    """Where everything stands on a day, drawn once for all digests of a morning."""

    plans: Mapping[int, str]
    today: date
    near_until: date
    calendar: WorkCalendar
    tallies: tuple[ItemTally, ...]
    places: tuple[Place, ...]
    led: Mapping[int, set[int]]
    unreachable: tuple[str, ...]


def picture(tx: Connection, rules: Rules, today: date) -> Picture:
    near_until = rules.policy.calendar.add(today, NEAR_DAYS)
    lost = reach.seats_out_of_reach(tx)
    return Picture(
        plans={plan.id: plan.title for plan in plan_heads(tx)},
        today=today,
        near_until=near_until,
        calendar=rules.policy.calendar,
        tallies=tuple(ledger.tally(tx, today, near_until)),
        places=tuple(ledger.places(tx, today, near_until)),
        led=ledger.led_tasks(tx),
        unreachable=tuple(
            seat.title
            for seat in people.seats(tx)
            if seat.role == "contact" and (seat.channel is None or seat.id in lost)
        ),
    )


def digest(seen: Picture, seat: Seat, period: str) -> Digest:
    """A lead sees its own tasks; coordinators and admins see all."""
    tallies, places = seen.tallies, seen.places
    if seat.role == "lead":
        mine = seen.led.get(seat.unit_id, set())
        tallies = tuple(t for t in tallies if t.task_id in mine)
        places = tuple(p for p in places if p.task_id in mine)
    owing = [p for p in places if p.state in OPEN]

    def gathered(found: Iterable[Place]) -> tuple[DeskLine, ...]:
        return desk_lines(found, tallies, seen.today, seen.calendar)

    return Digest(
        period=period,
        today=seen.today,
        plan=next(iter(seen.plans.values()), "") if len(seen.plans) == 1 else "",
        plans=_by_plan(seen, tallies),
        tally=summary(tallies),
        overdue=gathered(p for p in owing if p.due < seen.today),
        pending=gathered(p for p in places if p.state == "submitted"),
        extensions=gathered(p for p in places if p.state == "extension"),
        stuck=gathered(p for p in places if p.state in ("stuck", "misassigned")),
        near=gathered(p for p in owing if seen.today <= p.due <= seen.near_until),
        unaccepted=_late_signers(
            p for p in owing if p.state == "assigned" and p.accept_by < seen.today <= p.due
        ),
        unreachable=seen.unreachable,
    )


def _by_plan(seen: Picture, tallies: Iterable[ItemTally]) -> tuple[tuple[str, Tally], ...]:
    """Each of several plans by a short name with its sums, the worst first."""
    found: dict[int, list[ItemTally]] = {}
    for one in tallies:
        found.setdefault(one.plan_id, []).append(one)
    if len(seen.plans) < 2:
        return ()
    names = marks(seen.plans)
    sums = [(names[plan_id], summary(of_plan)) for plan_id, of_plan in found.items()]
    return tuple(sorted(sums, key=lambda one: (-one[1].overdue, -one[1].near, one[0])))


def _late_signers(places: Iterable[Place]) -> tuple[tuple[str, int], ...]:
    """Units that have not signed in time, those with the most items first."""
    return tuple(Counter(place.unit for place in places).most_common())


def substance(message: Digest) -> str:
    """What a digest says besides the passing of days; empty where it says nothing.

    The same substance as last time is no reason to write again: a daily digest
    comes on the days on which something changed.
    """
    sections = (
        message.overdue, message.pending, message.extensions, message.stuck, message.near,
    )  # fmt: skip
    said = [[(line.code, line.units) for line in section] for section in sections]
    if not any(said) and not message.unaccepted:
        return ""
    return hashlib.sha256(repr((said, message.unaccepted)).encode()).hexdigest()
