"""What the level below hands up: whose key speaks for which unit, and which files were taken. Every question by name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from db.models import Handup, Trust, Unit


@dataclass(frozen=True, slots=True)
class Trusted:
    """A key that speaks for a unit now."""

    id: int
    unit_id: int
    unit: str
    key: str
    trusted_at: datetime
    trusted_by: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken. standing: what it and all before it come to, by item id."""

    sha256: str
    trust_id: int
    made_at: datetime
    seq: int
    head: str
    standing: dict[str, Any]
    taken_at: datetime


_TRUSTED: Select[*tuple[Any, ...]] = (
    select(Trust.id, Trust.unit_id, Unit.name, Trust.key, Trust.trusted_at, Trust.trusted_by)
    .join(Unit, Unit.id == Trust.unit_id)
    .where(Trust.revoked_at.is_(None))
)


def trusted(tx: Connection) -> list[Trusted]:
    """Every key that is trusted now, by its unit."""
    return [Trusted(*row) for row in tx.execute(_TRUSTED.order_by(Trust.unit_id))]


def whose(tx: Connection, key: str) -> Trusted | None:
    """The unit that key speaks for now; None for one that is unknown or ended."""
    row = tx.execute(_TRUSTED.where(Trust.key == key)).first()
    return Trusted(*row) if row else None


def was_trusted(tx: Connection, key: str) -> bool:
    """Whether it ever spoke for anybody."""
    return tx.scalar(select(Trust.id).where(Trust.key == key).limit(1)) is not None


def trust(tx: Connection, unit_id: int, key: str, by: str, now: datetime) -> None:
    """Afterwards this key speaks for the unit, and no other does."""
    revoke(tx, unit_id, now)
    tx.execute(insert(Trust), {"unit_id": unit_id, "key": key, "trusted_at": now, "trusted_by": by})


def revoke(tx: Connection, unit_id: int, now: datetime) -> int:
    """Afterwards no key speaks for the unit; how many did."""
    held = update(Trust).where(Trust.unit_id == unit_id, Trust.revoked_at.is_(None))
    return tx.execute(held.values(revoked_at=now)).rowcount


_TAKEN: Select[*tuple[Any, ...]] = select(
    Handup.sha256, Handup.trust_id, Handup.made_at, Handup.seq, Handup.head, Handup.standing, Handup.taken_at
)


def taken(tx: Connection, sha256: str) -> Taken | None:
    """That file, where it was taken."""
    row = tx.execute(_TAKEN.where(Handup.sha256 == sha256)).first()
    return Taken(*row) if row else None


def last_taken(tx: Connection, unit_id: int) -> Taken | None:
    """The last file taken for the unit, under whatever key."""
    of_unit = _TAKEN.join(Trust, Trust.id == Handup.trust_id).where(Trust.unit_id == unit_id)
    row = tx.execute(of_unit.order_by(Handup.id.desc()).limit(1)).first()
    return Taken(*row) if row else None


def take(tx: Connection, file: Taken, inbox_id: int) -> None:
    """Afterwards it is known that this file was taken with that message."""
    values = {name: getattr(file, name) for name in Taken.__slots__}
    tx.execute(insert(Handup), values | {"inbox_id": inbox_id})
