"""How far letters have come: what a channel keeps waiting, and 送达阶梯 from written to reported."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, select

from db.models import Assignment, Contact, Item, Outbox


@dataclass(frozen=True, slots=True)
class Held:
    """What a channel keeps waiting: how many letters, why, and when it is tried next."""

    channel: str
    letters: int
    reason: str
    until: datetime


def held(tx: Connection) -> list[Held]:
    """By channel, what was tried in vain and waits to be tried again."""
    rows = tx.execute(
        select(Outbox.channel, func.count(), func.max(Outbox.reason), func.min(Outbox.not_before))
        .where(Outbox.state == "queued", Outbox.reason != "")
        .group_by(Outbox.channel)
        .order_by(Outbox.channel)
    )
    return [Held(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Delivery:
    """送达阶梯 of one account with one seat: how far what was last said of it unasked has come."""

    contact_id: int
    seat: str
    outbox_id: int
    kind: str
    channel: str
    state: str
    reason: str
    written_at: datetime
    sent_at: datetime | None
    platform_id: str | None
    accepted_at: datetime | None
    reported_on: date | None

    @property
    def step(self) -> str:
        """queued, sending, sent, accepted (签收), reported; or failed, dropped."""
        if self.reported_on is not None:
            return "reported"
        return "accepted" if self.accepted_at is not None else self.state


LOOKED_BACK = 200  # letters of one seat


def delivery_of(tx: Connection, assignment_id: int) -> list[Delivery]:
    """The ladder for each seat of the unit that was spoken to, in a settled order."""
    found: dict[int, Delivery] = {}
    for seat_id in tx.scalars(_SEATS_OF, {"assignment": assignment_id}).all():
        for *ladder, about, code in tx.execute(_SAID_TO, {"assignment": assignment_id, "seat": seat_id}):
            if code in about:
                found[seat_id] = Delivery(*ladder)
                break
    return list(found.values())


_SEATS_OF = (
    select(Contact.id)
    .join(Assignment, Assignment.unit_id == Contact.unit_id)
    .where(Assignment.id == bindparam("assignment"), Contact.ended_at.is_(None))
    .order_by(Contact.id)
)
_SAID_TO = (
    select(
        Contact.id, Contact.title, Outbox.id, Outbox.kind, Outbox.channel, Outbox.state, Outbox.reason,
        Outbox.created_at, Outbox.sent_at, Outbox.platform_id, Assignment.accepted_at, Assignment.reported_on,
        Outbox.about, Item.code,
    )
    .join(Contact, Contact.id == Outbox.contact_id)
    .join(Assignment, Assignment.id == bindparam("assignment"))
    .join(Item, Item.id == Assignment.item_id)
    .where(Outbox.contact_id == bindparam("seat"), Outbox.priority > 0)
    .order_by(Outbox.id.desc())
    .limit(LOOKED_BACK)
)  # fmt: skip
