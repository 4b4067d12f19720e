"""An account as it stood: put back from what every report and every ruling kept of the state before it.

What was taken back later (撤回) counts as never said; what a changed plan moved stays moved.
"""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from db.models import Assignment, History, Item, Outbox, Reminder, Report, Review, Unit
from db.numbers import bare

Rows = Select[*tuple[Any, ...]]

_RELEASED = "released"  # beside a ruling's snapshot: the states of those written off with it
_MOMENTS = ("accepted_at", "submitted_at", "done_at")
_DAYS = ("due", "internal_due", "reported_on")
_KEPT = (*_MOMENTS, *_DAYS, "state", "percent", "count", "numerator", "denominator")


def before_changes(tx: Connection, at: datetime) -> dict[int, dict[str, Any]]:
    """Of every account changed after that moment, its columns as the first change after it found them."""
    reports: Rows = select(Report.reported_at, Report.assignment_id, Report.before).where(
        Report.reported_at > at, Report.withdrawn_at.is_(None)
    )
    reviews: Rows = select(Review.at, Review.assignment_id, Review.before).where(
        Review.at > at, Review.withdrawn_at.is_(None)
    )
    changes = [*tx.execute(reports.order_by(Report.id)), *tx.execute(reviews.order_by(Review.id))]
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for _, key, before in sorted(changes, key=lambda row: row[0]):
        for name in _KEPT:
            if name in before:
                found[key].setdefault(name, _read(name, before[name]))
        for other, state in before.get(_RELEASED, {}).items():
            found[int(other)].setdefault("state", state)
    return found


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _MOMENTS:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name in _DAYS else value


def pushes_after(tx: Connection, at: datetime) -> Counter[int]:
    """How often each account was pushed after that moment: by a round or by hand, once a day at most."""
    by_round: Rows = (
        select(Reminder.assignment_id, Outbox.created_at)
        .join(Outbox, Outbox.id == Reminder.outbox_id)
        .where(Reminder.kind == "overdue", Outbox.created_at > at)
    )
    days = {(key, moment.date()) for key, moment in tx.execute(by_round)}
    subjects = [
        (moment[:10], subject)
        for moment, subject in tx.execute(
            select(History.at, History.subject).where(
                History.verb == "urge", History.at > at.astimezone(UTC).isoformat()
            )
        )
    ]
    if subjects:
        named: Rows = (
            select(Assignment.id, Item.code, Unit.name)
            .join(Item, Item.id == Assignment.item_id)
            .join(Unit, Unit.id == Assignment.unit_id)
        )
        ids: dict[str, int] = {}
        for key, code, unit in tx.execute(named.order_by(Assignment.plan_id)):
            ids[f"{code} {unit}"] = key
            # Before a second plan with the same numbers came, it was the first one's.
            ids.setdefault(f"{bare(code)} {unit}", key)
        days |= {(ids[subject], date.fromisoformat(day)) for day, subject in subjects if subject in ids}
    return Counter(key for key, _ in days)
