"""What the board shows of acts and people: an item's story, who can be reached, the history by pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from db import people
from db.history import Entry
from db.models import (
    Account,
    Assignment,
    Contact,
    Extension,
    History,
    Inbox,
    Invite,
    Item,
    Outbox,
    Report,
    Review,
    Unit,
)  # fmt: skip

Rows = Select[*tuple[Any, ...]]  # what a named query selects; the dataclass it fills says the types


# ---------------------------------------------------------------- what happened to an account


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that happened to one account: a report, a ruling, a request for more time.

    what: the report's kind, the verdict, or extension. on: the day of the fact. order: of what happened at one
    moment, the later has the higher.
    """

    at: datetime
    unit: str
    who: str
    what: str
    text: str
    on: date | None = None
    percent: float | None = None
    count: int | None = None
    numerator: float | None = None
    denominator: float | None = None
    withdrawn: bool = False
    report_id: int | None = None
    order: tuple[int, int] = (0, 0)


def deeds(
    tx: Connection,
    item_id: int,
    *,
    unit_id: int | None = None,
    after: datetime | None = None,
    most: int = 100,
) -> list[Deed]:
    """What happened under the item (in that unit, since that moment), the newest first."""
    found: list[Deed] = []
    for query, make in ((_REPORTED, _reported), (_RULED, _ruled), (_ASKED, _asked)):
        at = query.selected_columns[0]
        narrowed = query.where(Assignment.item_id == item_id)
        if unit_id is not None:
            narrowed = narrowed.where(Assignment.unit_id == unit_id)
        if after is not None:
            narrowed = narrowed.where(at > after)
        newest = narrowed.order_by(at.desc(), list(query.selected_columns)[-1].desc())
        found += [make(row) for row in tx.execute(newest.limit(most))]
    return sorted(found, key=lambda deed: (deed.at, deed.order), reverse=True)[:most]


def _of_accounts(table: Any, *columns: Any) -> Rows:
    return (
        select(*columns)
        .join(Assignment, Assignment.id == table.assignment_id)
        .join(Unit, Unit.id == Assignment.unit_id)
        .join(Contact, Contact.id == table.contact_id)
    )


_REPORTED = _of_accounts(
    Report, Report.reported_at, Unit.name, Contact.title, Report.kind, Report.text, Report.happened_on, Report.percent,
    Report.count, Report.numerator, Report.denominator, Report.withdrawn_at, Report.id,
)  # fmt: skip
_RULED = _of_accounts(
    Review, Review.at, Unit.name, Contact.title, Review.verdict, Review.reason, Review.withdrawn_at, Review.id
)
_ASKED = _of_accounts(
    Extension, Extension.asked_at, Unit.name, Contact.title, Extension.reason, Extension.wanted, Extension.id
)


def _reported(row: Any) -> Deed:
    at, unit, who, what, text, on, percent, count, numerator, denominator, withdrawn_at, report_id = row
    return Deed(
        at, unit, who, what, text, on, percent, count, numerator, denominator, withdrawn_at is not None, report_id,
        order=(0, report_id),
    )  # fmt: skip


def _ruled(row: Any) -> Deed:
    at, unit, who, what, text, withdrawn_at, review_id = row
    # A ruling follows what it rules on.
    return Deed(at, unit, who, what, text, withdrawn=withdrawn_at is not None, order=(1, review_id))


def _asked(row: Any) -> Deed:
    at, unit, who, text, wanted, extension_id = row
    return Deed(at, unit, who, "extension", text, wanted, order=(-1, extension_id))


def last_report_ids(tx: Connection, assignment_ids: Sequence[int]) -> dict[int, int]:
    """The last report that stands of each account."""
    query: Rows = (
        select(Report.assignment_id, func.max(Report.id))
        .where(Report.assignment_id.in_(assignment_ids), Report.withdrawn_at.is_(None))
        .group_by(Report.assignment_id)
    )
    return {row[0]: row[1] for row in tx.execute(query)}


def numbers_in(tx: Connection, codes: Sequence[str], states: Sequence[str], unit: str = "") -> set[str]:
    """Of these items' numbers, those under which an account (of a unit so named) is in such a state."""
    query = (
        select(Item.code)
        .join(Assignment, Assignment.item_id == Item.id)
        .where(Item.code.in_(codes), Assignment.state.in_(states))
        .distinct()
    )
    if unit:
        named = [one.id for one in people.units(tx) if unit in one.name or unit in one.also]
        query = query.where(Assignment.unit_id.in_(named))
    return set(tx.scalars(query))


# ---------------------------------------------------------------- who can be reached


@dataclass(frozen=True, slots=True)
class Binding:
    """A seat's account, or the lack of one: channel is then empty."""

    seat_id: int
    title: str
    role: str
    unit_id: int
    unit: str
    channel: str
    bound_at: datetime | None


def bindings(tx: Connection, *, unit_id: int | None = None) -> list[Binding]:
    """Every seat in office with each of its accounts, seats without any too, unit by unit."""
    query: Rows = (
        select(
            Contact.id, Contact.title, Contact.role, Unit.id, Unit.name, func.coalesce(Account.channel, ""),
            Account.bound_at,
        )
        .join(Unit, Unit.id == Contact.unit_id)
        .outerjoin(Account, (Account.contact_id == Contact.id) & Account.revoked_at.is_(None))
        .where(Contact.ended_at.is_(None))
        .order_by(Unit.id, Contact.id, Account.id)
    )  # fmt: skip
    if unit_id is not None:
        query = query.where(Unit.id == unit_id)
    return [Binding(*row) for row in tx.execute(query)]


def last_heard(tx: Connection) -> dict[int, datetime]:
    """When each seat last said anything."""
    query: Rows = select(Inbox.contact_id, func.max(Inbox.id)).where(Inbox.contact_id.is_not(None))
    last = query.group_by(Inbox.contact_id).subquery()
    said: Rows = select(Inbox.contact_id, Inbox.at).join(last, last.c[1] == Inbox.id)
    return {row[0]: row[1] for row in tx.execute(said)}


def refused_letters(tx: Connection, since: datetime) -> dict[int, str]:
    """Seats whose letters failed since then, with the last reason."""
    query: Rows = (
        select(Outbox.contact_id, Outbox.reason)
        .where(Outbox.state == "failed", Outbox.created_at >= since, Outbox.contact_id.is_not(None))
        .order_by(Outbox.id)
    )
    return {row[0]: row[1] for row in tx.execute(query)}


def open_codes(tx: Connection, now: datetime) -> dict[int, datetime]:
    """Seats that have an open binding code, and when it lapses."""
    query: Rows = select(Invite.contact_id, Invite.expires_at).where(
        Invite.used_at.is_(None), Invite.expires_at > now
    )
    return {row[0]: row[1] for row in tx.execute(query)}


# ---------------------------------------------------------------- the history


def last_seq(tx: Connection) -> int:
    """Grows with everything that happens."""
    return tx.scalar(select(func.max(History.seq))) or 0


def entries_before(tx: Connection, seq: int, most: int, words: str = "") -> list[Entry]:
    """The history's entries before that number, the newest first; words: in the subject or the actor."""
    query: Rows = select(*History.__table__.columns).where(History.seq < seq)
    if words:
        query = query.where(
            History.subject.contains(words, autoescape=True) | History.actor.contains(words, autoescape=True)
        )
    return [Entry(*row) for row in tx.execute(query.order_by(History.seq.desc()).limit(most))]
