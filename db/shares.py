"""Who carries which chats where several do: every chat belongs to one share of its channel. Shares are PostgreSQL's only."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, literal, select, true, update
from sqlalchemy.orm import InstrumentedAttribute

from db.models import Outbox

Address = ColumnElement[str] | InstrumentedAttribute[str]


@dataclass(frozen=True, slots=True)
class Share:
    """The `number`-th, from 0, of the `of` shares (at most 16) into which a channel's chats are dealt."""

    number: int
    of: int

    def holds(self, address: Address) -> ColumnElement[bool]:
        """The condition for a statement. It says the same as `share_of`."""
        return _number(address, self.of) == literal(self.number)


def share_of(address: str, of: int) -> int:
    """The number of the share to which that chat belongs, the same on every machine and in the database."""
    return int(hashlib.md5(address.encode(), usedforsecurity=False).hexdigest()[0], 16) % of


def _number(address: Address, of: Any) -> ColumnElement[int]:
    digit: ColumnElement[int] = func.strpos("0123456789abcdef", func.left(func.md5(address), 1)) - 1
    number: ColumnElement[int] = digit % of
    return number


def waiting(tx: Connection, now: datetime, shares: Mapping[str, int]) -> set[tuple[str, int]]:
    """(channel, share) wherever a letter is due, or was left in flight; how many shares each channel has is given."""
    of = case(*((Outbox.channel == name, literal(many)) for name, many in shares.items()), else_=literal(1))
    number = _number(Outbox.address, of)
    known = Outbox.channel.in_(list(shares))
    due = select(Outbox.channel, number).where(known, Outbox.state == "queued", Outbox.not_before <= now)
    left = select(Outbox.channel, number).where(known, Outbox.state == "sending")
    return {(channel, share) for channel, share in tx.execute(due.union(left))}


def release(channel: str, share: Share, tx: Connection) -> int:
    """What somebody who carried that share left in flight goes back into the queue. Only for who carries it now."""
    left = (Outbox.state == "sending", Outbox.channel == channel, share.holds(Outbox.address))
    return tx.execute(update(Outbox).where(*left).values(state="queued")).rowcount


def sent_lately(
    tx: Connection, channel: str, share: Share | None, now: datetime, seconds: float
) -> list[tuple[str, float]]:
    """(address, how many seconds ago) of what that share, or the whole channel, sent: each part by itself, oldest first."""
    rows = tx.execute(
        select(Outbox.address, Outbox.sent_at, Outbox.platform_id)
        .where(
            Outbox.state == "sent",
            Outbox.sent_at > now - timedelta(seconds=seconds),
            Outbox.channel == channel,
            true() if share is None else share.holds(Outbox.address),
        )
        .order_by(Outbox.sent_at)
    )
    return [
        (address, (now - at).total_seconds())
        for address, at, receipts in rows
        if at is not None
        for _ in range(max(len((receipts or "").split()), 1))
    ]
