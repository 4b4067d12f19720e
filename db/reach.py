"""Which accounts of a seat its networks still reach, and which they do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, select, update

from db.models import Account, Contact
from db.prepared import Prepared

# A seat's own screen on this machine: it takes everything, whether anybody reads it or not.
OWN_SCREEN = "web"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a seat may be written to."""

    channel: str
    address: str


def lost(tx: Connection, contact_id: int, place: Place, why: str, now: datetime) -> None:
    """Afterwards that account is known to take nothing since now, if it was not known before."""
    tx.execute(
        update(Account)
        .where(
            Account.contact_id == contact_id,
            Account.channel == place.channel,
            Account.address == place.address,
            Account.unreachable_at.is_(None),
        )
        .values(unreachable_at=now, unreachable_why=why)
    )


def found(tx: Connection, place: Place) -> int | None:
    """The seat of that account if it was lost; afterwards it is not any more."""
    row = _LOST.first(tx, on=place.channel, at=place.address)
    if row is None:
        return None
    values = {"unreachable_at": None, "unreachable_why": None, "unreachable_told": None}
    tx.execute(
        update(Account)
        .where(Account.channel == place.channel, Account.address == place.address)
        .values(values)
    )
    return int(row[0])


_LOST = Prepared(
    select(Account.contact_id).where(
        Account.channel == bindparam("on"),
        Account.address == bindparam("at"),
        Account.unreachable_at.is_not(None),
    )
)


def lost_addresses(tx: Connection, channel: str) -> set[str]:
    """The addresses on that channel that take nothing."""
    query = select(Account.address).where(Account.channel == channel, Account.unreachable_at.is_not(None))
    return set(tx.scalars(query))


def places(tx: Connection, contact_id: int, channels: Sequence[str]) -> list[Place]:
    """Where else than on its own screen the seat is reached, by preference."""
    rows = tx.execute(
        select(Account.channel, Account.address)
        .where(
            Account.contact_id == contact_id,
            Account.revoked_at.is_(None),
            Account.unreachable_at.is_(None),
            Account.channel.in_(channels),
            Account.channel != OWN_SCREEN,
        )
        .order_by(
            case((Account.rank.is_(None), 1), else_=0),
            Account.rank,
            Account.bound_at.desc(),
            Account.id.desc(),
        )
    )
    return [Place(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Lost:
    """An account that takes nothing, and whose it is."""

    account_id: int
    contact_id: int
    seat: str
    unit_id: int
    channel: str
    why: str


def lost_untold(tx: Connection) -> list[Lost]:
    """The lost accounts of which nobody was told yet, by seat."""
    rows = tx.execute(
        select(
            Account.id,
            Account.contact_id,
            Contact.title,
            Contact.unit_id,
            Account.channel,
            Account.unreachable_why,
        )
        .join(Contact, Contact.id == Account.contact_id)
        .where(
            Account.unreachable_at.is_not(None),
            Account.unreachable_told.is_(None),
            Account.revoked_at.is_(None),
            Contact.ended_at.is_(None),
        )
        .order_by(Account.contact_id, Account.id)
    )
    return [Lost(*row[:5], row[5] or "") for row in rows]


def told(tx: Connection, account_ids: Sequence[int], now: datetime) -> None:
    """Afterwards the desk has been told of these."""
    tx.execute(update(Account).where(Account.id.in_(account_ids)).values(unreachable_told=now))


def seats_out_of_reach(tx: Connection) -> set[int]:
    """Seats of which every account but their own screen takes nothing, and which have such an account."""
    rows = tx.execute(
        select(Account.contact_id, Account.unreachable_at).where(
            Account.revoked_at.is_(None), Account.channel != OWN_SCREEN
        )
    ).all()
    return {row.contact_id for row in rows} - {row.contact_id for row in rows if row.unreachable_at is None}


def set_rank(tx: Connection, contact_id: int, channel: str, rank: int | None) -> None:
    """Afterwards the seat's accounts on that channel have this preference; the smaller, the sooner."""
    tx.execute(
        update(Account).where(Account.contact_id == contact_id, Account.channel == channel).values(rank=rank)
    )
