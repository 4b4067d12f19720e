"""What leaves: which letters are due, each given to one carrier, and what became of them, in groups."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, literal, select, tuple_, update
from sqlalchemy.orm import aliased

from db.models import Assignment, Contact, Item, Outbox
from db.post import Enclosed
from db.shares import Share
from db.states import UNITS_TURN
from db.types import UtcDateTime

# Before the reason of a letter that waits for its reader to come back.
NOBODY_THERE = "账号收不到消息："


@dataclass(frozen=True, slots=True)
class Due:
    """A letter whose time to leave has come, without its words."""

    id: int
    address: str
    priority: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that is the caller's to send. receipts: ids of those of its parts that its network took before."""

    id: int
    contact_id: int | None
    channel: str
    address: str
    kind: str
    parts: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]
    about: tuple[str, ...]
    attempts: int
    expires_at: datetime | None
    enclosure: Enclosed | None
    receipts: str | None


# ---------------------------------------------------------------- due

_Tried = aliased(Outbox)
_BEHIND = (
    select(_Tried.id)
    .where(
        _Tried.state == "queued",
        _Tried.attempts > 0,
        _Tried.channel == Outbox.channel,
        _Tried.address == Outbox.address,
        tuple_(_Tried.priority, _Tried.id) < tuple_(Outbox.priority, Outbox.id),
    )
    .correlate(Outbox)
)
_TURNS = (
    select(
        Outbox.id,
        Outbox.address,
        Outbox.priority,
        Outbox.expires_at,
        func.row_number()
        .over(partition_by=Outbox.address, order_by=(Outbox.priority, Outbox.id))
        .label("turn"),
    )
    .where(
        Outbox.state == "queued",
        Outbox.channel == bindparam("channel"),
        Outbox.not_before <= bindparam("now"),
        ~_BEHIND.where(_Tried.not_before > bindparam("now")).exists(),
    )
    .subquery()
)
_DUE = (
    select(_TURNS.c.id, _TURNS.c.address, _TURNS.c.priority, _TURNS.c.expires_at)
    .where(_TURNS.c.turn <= bindparam("each"))
    .order_by(_TURNS.c.priority, _TURNS.c.turn, _TURNS.c.id)
    .limit(bindparam("limit"))
)


def due(
    tx: Connection, channel: str, now: datetime, limit: int, each: int, share: Share | None = None
) -> list[Due]:
    """That channel's letters that may leave, at most `each` of one chat, the chats in turn within a priority.

    Nothing that stands behind a letter of its chat that is to be tried again. share: only of those chats.
    """
    values = {"channel": channel, "now": now, "limit": limit, "each": each}
    query = _DUE if share is None else _DUE.where(share.holds(_TURNS.c.address))
    return [Due(*row) for row in tx.execute(query, values)]


def next_due(tx: Connection, channel: str, now: datetime) -> datetime | None:
    """The next moment after now at which a letter of that channel may leave."""
    return tx.scalar(_NEXT_DUE, {"channel": channel, "now": now})


_NEXT_DUE = (
    select(Outbox.not_before)
    .where(
        Outbox.state == "queued", Outbox.not_before > bindparam("now"), Outbox.channel == bindparam("channel")
    )
    .order_by(Outbox.not_before)
    .limit(1)
)


def elsewhere(tx: Connection, channels: Sequence[str], now: datetime, limit: int) -> list[int]:
    """Letters that are due on none of these channels."""
    query = (
        select(Outbox.id)
        .where(Outbox.state == "queued", Outbox.not_before <= now, Outbox.channel.not_in(channels))
        .order_by(Outbox.priority, Outbox.id)
        .limit(limit)
    )
    return list(tx.scalars(query))


# ---------------------------------------------------------------- claimed

_CLAIM = (
    update(Outbox)
    .where(Outbox.id.in_(bindparam("ids", expanding=True)), Outbox.state == "queued")
    .values(state="sending", attempts=Outbox.attempts + 1)
    .returning(
        Outbox.id, Outbox.contact_id, Outbox.channel, Outbox.address, Outbox.kind, Outbox.parts, Outbox.buttons,
        Outbox.about, Outbox.attempts, Outbox.expires_at, Outbox.enclosure, Outbox.platform_id,
    )
)  # fmt: skip


def claim(tx: Connection, outbox_ids: Sequence[int]) -> list[Claimed]:
    """Which of these the caller may now send, in order, each given to one caller only.

    What a crash leaves in `sending` goes back into the queue at the next start.
    """
    if not outbox_ids:
        return []
    return sorted((_claimed(row) for row in tx.execute(_CLAIM, {"ids": outbox_ids})), key=lambda one: one.id)


def _claimed(row: Any) -> Claimed:
    return Claimed(
        row.id, row.contact_id, row.channel, row.address, row.kind, tuple(row.parts),
        tuple((label, text) for label, text in row.buttons), tuple(row.about), row.attempts, row.expires_at,
        Enclosed(**row.enclosure) if row.enclosure else None, row.platform_id,
    )  # fmt: skip


def owing(tx: Connection, contact_ids: Iterable[int], codes: Iterable[str]) -> set[tuple[int, str]]:
    """(seat, number of an item) wherever that item waits for that seat's unit to act."""
    values = {"seats": sorted(set(contact_ids)), "codes": sorted(set(codes))}
    return {(seat, code) for seat, code in tx.execute(_OWING, values)}


_OWING = (
    select(Contact.id, Item.code)
    .join(Assignment, Assignment.unit_id == Contact.unit_id)
    .join(Item, Item.id == Assignment.item_id)
    .where(
        Contact.id.in_(bindparam("seats", expanding=True)),
        Item.code.in_(bindparam("codes", expanding=True)),
        Contact.ended_at.is_(None),
        Assignment.state.in_(UNITS_TURN),
    )
)


# ---------------------------------------------------------------- put off


def put_back(
    tx: Connection, outbox_id: int, until: datetime, reason: str, receipts: str | None, attempts: int
) -> None:
    """Not sent this time; tried again at `until`. receipts: of those of its parts that were taken."""
    values = {
        "state": "queued", "not_before": until, "reason": reason, "platform_id": receipts, "attempts": attempts,
    }  # fmt: skip
    tx.execute(update(Outbox).where(Outbox.id == outbox_id).values(values))


def hold(tx: Connection, channel: str, until: datetime, reason: str) -> None:
    """Nothing of that channel leaves before `until`."""
    tx.execute(
        update(Outbox)
        .where(Outbox.state == "queued", Outbox.channel == channel, Outbox.not_before < until)
        .values(not_before=until, reason=reason)
    )


def lapsed(tx: Connection, channel: str, now: datetime) -> list[int]:
    """What waits on that channel and has lost its meaning by now."""
    return list(
        tx.scalars(
            select(Outbox.id).where(
                Outbox.state == "queued", Outbox.channel == channel, Outbox.expires_at <= now
            )
        )
    )


def rest(now: datetime, until: datetime, tx: Connection) -> None:
    """Nobody is spoken to unasked before `until`: what is due now and answers nobody waits till then."""
    tx.execute(
        update(Outbox)
        .where(Outbox.state == "queued", Outbox.not_before <= now, Outbox.priority > 0)
        .values(not_before=until)
    )


# ---------------------------------------------------------------- another way


def waiting_at(tx: Connection, contact_id: int, channel: str, address: str) -> list[int]:
    """The seat's letters that wait to go to that account, in order."""
    return list(
        tx.scalars(
            select(Outbox.id)
            .where(
                Outbox.contact_id == contact_id,
                Outbox.channel == channel,
                Outbox.address == address,
                Outbox.state == "queued",
            )
            .order_by(Outbox.id)
        )
    )


def waiting_elsewhere(tx: Connection, contact_id: int, channel: str, address: str) -> list[tuple[int, str]]:
    """(letter, the channel it is written for) for what waits to go to another account of the seat, in order."""
    rows = tx.execute(
        select(Outbox.id, Outbox.channel)
        .where(
            Outbox.contact_id == contact_id,
            Outbox.state == "queued",
            tuple_(Outbox.channel, Outbox.address) != tuple_(literal(channel), literal(address)),
        )
        .order_by(Outbox.id)
    )
    return [(row.id, row.channel) for row in rows]


def parts_of(tx: Connection, outbox_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    rows = tx.execute(select(Outbox.id, Outbox.parts).where(Outbox.id.in_(outbox_ids)))
    return {row.id: tuple(row.parts) for row in rows}


def send_by(
    tx: Connection, outbox_id: int, channel: str, address: str, parts: Sequence[str], now: datetime
) -> None:
    """Afterwards the letter waits for that account, in its channel's markup, as if never tried."""
    tx.execute(
        update(Outbox)
        .where(Outbox.id == outbox_id)
        .values(
            state="queued", channel=channel, address=address, parts=list(parts), reason="", attempts=0,
            platform_id=None, not_before=case((Outbox.not_before > now, Outbox.not_before), else_=literal(now, UtcDateTime)),
        )
    )  # fmt: skip


def waiting_for_reader(tx: Connection, contact_id: int) -> list[tuple[int, str, datetime | None]]:
    """(letter, the channel it is written for, when it loses its meaning) for what no account of the seat could take."""
    rows = tx.execute(
        select(Outbox.id, Outbox.channel, Outbox.expires_at)
        .where(
            Outbox.contact_id == contact_id,
            Outbox.state == "failed",
            Outbox.reason.startswith(NOBODY_THERE, autoescape=True),
        )
        .order_by(Outbox.id)
    )
    return [(row.id, row.channel, row.expires_at) for row in rows]
