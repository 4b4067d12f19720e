"""Units, seats, their accounts and the codes that bind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, insert, select, update

from db.models import Account, Contact, Invite, Subscription, TaskLead, Unit
from db.prepared import Prepared
from db.sets import among

DESK = ("lead", "coordinator")


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat and its unit. `channel`, `address`: where it is reached, None where nowhere.

    lost: of who just wrote, whether that account was known to take nothing.
    """

    id: int
    title: str
    role: str
    unit_id: int
    unit: str
    channel: str | None = None
    address: str | None = None
    lost: bool = field(default=False, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit under every name it goes by."""

    id: int
    name: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A binding code as kept."""

    id: int
    contact_id: int
    expires_at: datetime
    used_at: datetime | None
    hands_over: bool


_SEAT: Select[*tuple[Any, ...]] = (
    select(Contact.id, Contact.title, Contact.role, Contact.unit_id, Unit.name, Account.channel, Account.address)
    .join(Unit, Unit.id == Contact.unit_id)
    .outerjoin(Account, (Account.contact_id == Contact.id) & Account.revoked_at.is_(None))
    .where(Contact.ended_at.is_(None))
)  # fmt: skip


def who_is(tx: Connection, channel: str, address: str) -> Seat | None:
    """The seat this account speaks for now."""
    row = _WHO_IS.first(tx, on=channel, at=address)
    if row is None:
        return None
    *seated, unreachable_at = row
    return Seat(*seated, lost=unreachable_at is not None)


_WHO_IS = Prepared(
    _SEAT.add_columns(Account.unreachable_at).where(
        Account.channel == bindparam("on"), Account.address == bindparam("at")
    )
)


def seat(tx: Connection, contact_id: int) -> Seat | None:
    row = _BY_ID.first(tx, key=contact_id)
    return Seat(*row) if row else None


# Where a seat is reached: an account whose network takes what is sent, the preferred one, the one bound last;
# and this machine's own screen only where there is no other, for nobody may be looking at it.
_BY_ACCOUNT = (
    Contact.id,
    case((Account.channel == "web", 1), else_=0),
    case((Account.unreachable_at.is_(None), 0), else_=1),
    case((Account.rank.is_(None), 1), else_=0),
    Account.rank,
    Account.bound_at.desc(),
    Account.id.desc(),
)


_BY_ID = Prepared(_SEAT.where(Contact.id == bindparam("key")).order_by(*_BY_ACCOUNT))


def _each_once(rows: Iterable[Sequence[Any]]) -> list[Seat]:
    first: dict[int, Seat] = {}
    for row in rows:
        first.setdefault(row[0], Seat(*row))
    return list(first.values())


def seats(tx: Connection) -> list[Seat]:
    """Every seat in office, each once."""
    return _each_once(tx.execute(_SEAT.order_by(*_BY_ACCOUNT)))


def seats_of_units(tx: Connection, unit_ids: Sequence[int], roles: Sequence[str]) -> list[Seat]:
    """Those units' seats with these roles, each once, in a settled order."""
    return _each_once(_OF_UNITS.rows(tx, units=unit_ids, roles=roles))


_OF_UNITS = Prepared(
    _SEAT.where(among(Contact.unit_id, "units"), among(Contact.role, "roles")).order_by(*_BY_ACCOUNT)
)


def seats_in_role(tx: Connection, role: str) -> list[Seat]:
    return _each_once(_IN_ROLE.rows(tx, role=role))


_IN_ROLE = Prepared(_SEAT.where(Contact.role == bindparam("role")).order_by(*_BY_ACCOUNT))


def lead_seats(tx: Connection, task_id: int) -> list[Seat]:
    """The seats that speak for the lead units of a task."""
    return _each_once(_LEADS.rows(tx, task=task_id))


_LEADS = Prepared(
    _SEAT.where(
        Contact.role == "lead",
        Contact.unit_id.in_(select(TaskLead.unit_id).where(TaskLead.task_id == bindparam("task"))),
    ).order_by(*_BY_ACCOUNT)
)


def seats_titled(tx: Connection, words: str) -> list[Seat]:
    """Seats whose title or unit goes by these words: the exact title alone where there is one."""
    everyone = seats(tx)
    exact = [one for one in everyone if one.title == words]
    return exact or [one for one in everyone if words and (words in one.title or words == one.unit)]


def units(tx: Connection) -> list[UnitName]:
    """Every unit, by its number."""
    rows = tx.execute(select(Unit.id, Unit.name, Unit.also).order_by(Unit.id))
    return [UnitName(row.id, row.name, tuple(row.also)) for row in rows]


def bind(tx: Connection, contact_id: int, channel: str, address: str, now: datetime) -> None:
    """Afterwards that account speaks for the seat, and for no other."""
    known = tx.scalar(select(Account.id).where(Account.channel == channel, Account.address == address))
    values = {
        "contact_id": contact_id,
        "channel": channel,
        "address": address,
        "bound_at": now,
        "revoked_at": None,
        "rank": None,
        "unreachable_at": None,
        "unreachable_why": None,
        "unreachable_told": None,
    }
    if known is None:
        tx.execute(insert(Account), values)
    else:
        tx.execute(update(Account).where(Account.id == known).values(values))


def make_code(
    tx: Connection,
    contact_id: int,
    code_hash: str,
    made_by: str,
    now: datetime,
    expires_at: datetime,
    hands_over: bool,
) -> None:
    """Afterwards this is the seat's only open code."""
    tx.execute(
        update(Invite)
        .where(Invite.contact_id == contact_id, Invite.used_at.is_(None), Invite.expires_at > now)
        .values(expires_at=now)
    )
    tx.execute(
        insert(Invite),
        {
            "contact_id": contact_id,
            "code_hash": code_hash,
            "made_at": now,
            "made_by": made_by,
            "expires_at": expires_at,
            "hands_over": hands_over,
        },
    )


def lapse_codes(tx: Connection, contact_id: int, now: datetime) -> None:
    """Afterwards no open code binds anyone to the seat."""
    still_open = (Invite.contact_id == contact_id, Invite.used_at.is_(None), Invite.expires_at > now)
    tx.execute(update(Invite).where(*still_open).values(expires_at=now))


def revoke_others(
    tx: Connection, contact_id: int, channel: str, address: str, now: datetime
) -> list[tuple[str, str]]:
    """Afterwards only this account (and the machine's own screen) speaks for the seat; the (channel, address) of the others."""
    others = (
        Account.contact_id == contact_id,
        Account.revoked_at.is_(None),
        (Account.channel != channel) | (Account.address != address),
        (Account.channel != "web") | (Account.address != str(contact_id)),
    )
    gone = [
        (row.channel, row.address)
        for row in tx.execute(select(Account.channel, Account.address).where(*others))
    ]
    tx.execute(update(Account).where(*others).values(revoked_at=now))
    return gone


def revoke(tx: Connection, contact_id: int, channel: str, address: str, now: datetime) -> bool:
    """Afterwards that account does not speak for the seat. True if it did."""
    theirs = (
        Account.contact_id == contact_id,
        Account.channel == channel,
        Account.address == address,
        Account.revoked_at.is_(None),
    )
    return tx.execute(update(Account).where(*theirs).values(revoked_at=now)).rowcount == 1


def in_other_capitals(tx: Connection, channel: str, address: str) -> str | None:
    """The address of an account that differs from this one in capitals only, and speaks for a seat."""
    return tx.scalar(
        select(Account.address).where(
            Account.channel == channel,
            func.lower(Account.address) == address.lower(),
            Account.address != address,
            Account.revoked_at.is_(None),
        )
    )


def readdress(tx: Connection, channel: str, old: str, new: str, now: datetime) -> bool:
    """Afterwards the account at `old` stands at `new`; where one stands there already, that one speaks. True if it moved."""
    here = (Account.channel == channel, Account.address == old)
    if tx.scalar(select(Account.id).where(*here)) is None:
        return False
    if tx.scalar(select(Account.id).where(Account.channel == channel, Account.address == new)) is None:
        tx.execute(update(Account).where(*here).values(address=new))
    else:
        tx.execute(update(Account).where(*here, Account.revoked_at.is_(None)).values(revoked_at=now))
    return True


def accounts_of(tx: Connection, contact_id: int) -> int:
    """How many accounts speak for the seat now, this machine's own screen left out."""
    query = select(func.count()).where(
        Account.contact_id == contact_id,
        Account.revoked_at.is_(None),
        (Account.channel != "web") | (Account.address != str(contact_id)),
    )
    return tx.scalar(query) or 0


def change_role(tx: Connection, contact_id: int, role: str) -> None:
    tx.execute(update(Contact).where(Contact.id == contact_id).values(role=role))


def code(tx: Connection, code_hash: str) -> Code | None:
    row = tx.execute(
        select(Invite.id, Invite.contact_id, Invite.expires_at, Invite.used_at, Invite.hands_over).where(
            Invite.code_hash == code_hash
        )
    ).first()
    return Code(*row) if row else None


def use_code(tx: Connection, invite_id: int, now: datetime) -> bool:
    """True for the one caller who may bind by it."""
    changed = tx.execute(
        update(Invite).where(Invite.id == invite_id, Invite.used_at.is_(None)).values(used_at=now)
    )
    return changed.rowcount == 1


# ---------------------------------------------------------------- digests


@dataclass(frozen=True, slots=True)
class DigestOwed:
    """A digest whose moment has come. said: the substance of the one before."""

    seat: Seat
    period: str
    said: str


def subscribe(
    tx: Connection, contact_id: int, period: str, next_at: datetime, said: str | None = None
) -> None:
    """Afterwards the seat's next digest of that period is due at `next_at`.

    said: the substance of the one just sent; None where none was, and what was said before stays.
    """
    values = {"next_at": next_at} | ({} if said is None else {"said": said})
    at = (Subscription.contact_id == contact_id, Subscription.period == period)
    if not tx.execute(update(Subscription).where(*at).values(values)).rowcount:
        tx.execute(insert(Subscription), {"contact_id": contact_id, "period": period, "said": "", **values})


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A seat's digest of one period: when the next is due, and the substance of the last."""

    contact_id: int
    period: str
    next_at: datetime
    said: str


def subscriptions(tx: Connection) -> list[Subscribed]:
    """Every seat's digests, due or not."""
    query = select(Subscription.contact_id, Subscription.period, Subscription.next_at, Subscription.said)
    return [Subscribed(*row) for row in tx.execute(query)]


def digests_owed(tx: Connection, now: datetime) -> list[DigestOwed]:
    """Whose digest is due by now. A seat that left the desk has none."""
    rows = tx.execute(
        _SEAT.add_columns(Subscription.period, Subscription.said)
        .join(Subscription, Subscription.contact_id == Contact.id)
        .where(Subscription.next_at <= now, Contact.role.in_(DESK))
        .order_by(*_BY_ACCOUNT)
    )
    first: dict[tuple[int, str], DigestOwed] = {}
    for *seat_parts, period, said in rows:
        first.setdefault((seat_parts[0], period), DigestOwed(Seat(*seat_parts), period, said))
    return list(first.values())


def next_digest(tx: Connection) -> datetime | None:
    return tx.scalar(
        select(func.min(Subscription.next_at))
        .join(Contact, Contact.id == Subscription.contact_id)
        .where(Contact.role.in_(DESK), Contact.ended_at.is_(None))
    )
