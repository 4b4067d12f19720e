"""汇总: where everything stands, in one message, for one seat of the desk."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection

from bot.office import Rules
from db import account as ledger
from db import people, plans
from db.account import OPEN, Account
from db.people import Seat
from messages.catalogue import DeskLine, Digest
from messages.lines import desk_lines, summary

NEAR_DAYS = 7  # working days
PERIODS = ("day", "week", "month")


def period_of(word: str) -> str:
    """day, week or month, whatever was asked for."""
    return word if word in PERIODS else "day"


def digest(tx: Connection, rules: Rules, seat: Seat, period: str, today: date) -> Digest:
    """A lead sees its own tasks; coordinators and admins see all."""
    calendar = rules.policy.calendar
    led_by = seat.unit_id if seat.role == "lead" else None
    near_until = calendar.add(today, NEAR_DAYS)
    tallies = ledger.tally(tx, today, near_until, led_by=led_by)

    def gathered(accounts: Iterable[Account]) -> tuple[DeskLine, ...]:
        return desk_lines(accounts, tallies, today, calendar)

    waiting = ledger.accounts_in(tx, ("submitted", "extension", "stuck", "misassigned"), led_by=led_by)
    owing = ledger.accounts_in(tx, OPEN, led_by=led_by)
    return Digest(
        period=period,
        today=today,
        plan="、".join(plan.title for plan in plans.plans(tx)),
        tally=summary(tallies),
        overdue=gathered(a for a in owing if a.due < today),
        pending=gathered(a for a in waiting if a.state == "submitted"),
        extensions=gathered(a for a in waiting if a.state == "extension"),
        stuck=gathered(a for a in waiting if a.state in ("stuck", "misassigned")),
        near=gathered(a for a in owing if today <= a.due <= near_until),
        unaccepted=gathered(a for a in owing if a.state == "assigned" and a.accept_by < today <= a.due),
        unreachable=tuple(
            one.title for one in people.seats(tx) if one.channel is None and one.role == "contact"
        ),
    )


def says_something(message: Digest) -> bool:
    """Whether a morning digest is worth anybody's time: a calm day brings none."""
    return bool(
        message.overdue or message.pending or message.extensions or message.stuck or message.near
        or message.unaccepted
    )  # fmt: skip
