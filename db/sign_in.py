"""What lets a seat in at the board: links, sessions, calendar feeds. Only hashes are kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from db.models import Account, Contact, SignIn, Unit
from db.people import Seat

KEPT = timedelta(days=2)  # what expired stays so long, so that “已过期” can be told from “没有”


@dataclass(frozen=True, slots=True)
class Pass:
    """One of them, with the seat and the account it was made for. bound: that account still speaks for that seat."""

    id: int
    kind: str
    seat: Seat
    account_id: int
    bound: bool
    made_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None


_PASS = (
    select(
        SignIn.id, SignIn.kind, SignIn.account_id, SignIn.made_at, SignIn.expires_at, SignIn.used_at, SignIn.revoked_at,
        SignIn.contact_id, Contact.title, Contact.role, Contact.unit_id, Unit.name, Contact.ended_at,
        Account.contact_id.label("speaks_for"), Account.channel, Account.address, Account.revoked_at.label("unbound_at"),
    )
    .join(Contact, Contact.id == SignIn.contact_id)
    .join(Unit, Unit.id == Contact.unit_id)
    .join(Account, Account.id == SignIn.account_id)
)  # fmt: skip


def find(tx: Connection, kind: str, hashed: str) -> Pass | None:
    """The pass of that hash, good or not."""
    row = tx.execute(_PASS.where(SignIn.kind == kind, SignIn.hash == hashed)).first()
    if row is None:
        return None
    seat = Seat(row.contact_id, row.title, row.role, row.unit_id, row.name, row.channel, row.address)
    bound = row.ended_at is None and row.unbound_at is None and row.speaks_for == row.contact_id
    return Pass(
        row.id, row.kind, seat, row.account_id, bound, row.made_at, row.expires_at, row.used_at, row.revoked_at
    )  # fmt: skip


def add(
    tx: Connection,
    kind: str,
    hashed: str,
    seat_id: int,
    account_id: int,
    now: datetime,
    expires_at: datetime | None,
) -> None:
    """Afterwards it lets that seat in; what the seat had of that kind and lapsed long ago is forgotten."""
    # Of that kind only: links lapse by the office's clock, sessions by the real one.
    lapsed = (SignIn.contact_id == seat_id, SignIn.kind == kind, SignIn.expires_at < now - KEPT)
    tx.execute(delete(SignIn).where(*lapsed))
    values = {
        "kind": kind, "hash": hashed, "contact_id": seat_id, "account_id": account_id, "made_at": now,
        "expires_at": expires_at,
    }  # fmt: skip
    tx.execute(insert(SignIn), values)


def use(tx: Connection, pass_id: int, now: datetime) -> bool:
    """True for the one caller who gets in by it."""
    unused = (SignIn.id == pass_id, SignIn.used_at.is_(None), SignIn.revoked_at.is_(None))
    return tx.execute(update(SignIn).where(*unused).values(used_at=now)).rowcount == 1


def revoke(tx: Connection, seat_id: int, kind: str, now: datetime, *, only: int | None = None) -> int:
    """Afterwards the seat has no such pass (or not that one); how many there were."""
    at = [SignIn.contact_id == seat_id, SignIn.kind == kind, SignIn.revoked_at.is_(None)]
    if only is not None:
        at.append(SignIn.id == only)
    return tx.execute(update(SignIn).where(*at).values(revoked_at=now)).rowcount


def open_since(tx: Connection, seat_id: int, kind: str) -> datetime | None:
    """When the seat's pass of that kind was made, if one holds."""
    query = select(SignIn.made_at).where(
        SignIn.contact_id == seat_id, SignIn.kind == kind, SignIn.revoked_at.is_(None)
    )
    return tx.scalar(query.order_by(SignIn.id.desc()).limit(1))


def account_of(tx: Connection, channel: str | None, address: str | None) -> int | None:
    """The account at that address, while it is bound."""
    query = select(Account.id).where(
        Account.channel == channel, Account.address == address, Account.revoked_at.is_(None)
    )
    return tx.scalar(query)


def end_of_seat(tx: Connection, seat_id: int, now: datetime) -> int:
    """Afterwards nothing lets that seat in: no link, no session, no calendar; how many did."""
    still_open = (SignIn.contact_id == seat_id, SignIn.revoked_at.is_(None))
    return tx.execute(update(SignIn).where(*still_open).values(revoked_at=now)).rowcount


def end_of_account(tx: Connection, channel: str, address: str, now: datetime) -> int:
    """The same for what was given to that account: should it ever be bound again, nothing old comes back with it."""
    accounts = select(Account.id).where(Account.channel == channel, Account.address == address)
    still_open = (SignIn.account_id.in_(accounts), SignIn.revoked_at.is_(None))
    return tx.execute(update(SignIn).where(*still_open).values(revoked_at=now)).rowcount
