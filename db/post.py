"""The post: what was heard, what is to be said, and what makes a reminder happen once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, text, update

from db.engine import insert_once, new_id
from db.models import Assignment, Contact, Inbox, Outbox, Reminder
from db.states import UNITS_TURN


@dataclass(frozen=True, slots=True)
class Rung:
    """One thing owed to one seat. Equal values are the same message."""

    assignment_id: int
    contact_id: int
    kind: str
    due: date
    rung: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to be kept. parts are in the channel's own markup; buttons are (label, text)."""

    contact_id: int | None
    channel: str
    address: str
    kind: str
    parts: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]
    about: tuple[str, ...]
    priority: int
    not_before: datetime
    expires_at: datetime | None = None
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kept message whose time to leave has come."""

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


@dataclass(frozen=True, slots=True)
class Kept:
    """A message as the account keeps it."""

    id: int
    contact_id: int | None
    kind: str
    parts: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]
    about: tuple[str, ...]
    state: str
    answers: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """One incoming message as noted. pressed: the message whose button it was."""

    id: int
    text: str
    at: datetime
    pressed: int | None


# ---------------------------------------------------------------- heard


def note(
    tx: Connection,
    *,
    channel: str,
    update_id: str,
    address: str,
    contact_id: int | None,
    text: str,
    pressed: int | None,
    outcome: str,
    now: datetime,
) -> int | None:
    """Write down what was heard and what it came to; return its id, or None if that update was noted before."""
    values = {
        "channel": channel, "update_id": update_id, "address": address, "contact_id": contact_id,
        "text": text, "pressed": pressed, "at": now, "outcome": outcome,
    }  # fmt: skip
    return insert_once(tx, Inbox, values)


def heard_from(tx: Connection, contact_id: int, limit: int) -> list[Heard]:
    """The seat's own last words, oldest first."""
    rows = tx.execute(
        select(Inbox.id, Inbox.text, Inbox.at, Inbox.pressed)
        .where(Inbox.contact_id == contact_id)
        .order_by(Inbox.id.desc())
        .limit(limit)
    )
    return [Heard(*row) for row in reversed(rows.all())]


def times_heard(
    tx: Connection, channel: str, address: str, since: datetime, outcome: str | None = None
) -> int:
    """How often that address wrote since then (with that outcome)."""
    query = select(func.count()).where(Inbox.channel == channel, Inbox.address == address, Inbox.at >= since)
    if outcome is not None:
        query = query.where(Inbox.outcome == outcome)
    return tx.scalar(query) or 0


# ---------------------------------------------------------------- to be said


def keep(tx: Connection, letters: Sequence[Letter], now: datetime) -> list[int]:
    """Write the messages down as queued; return their ids in order."""
    if not letters:
        return []
    rows = [_row(letter, now) for letter in letters]
    if len(rows) == 1:
        return [new_id(tx.execute(_KEEP, rows[0]))]
    return list(tx.scalars(_KEEP_MANY, rows))


_KEEP = insert(Outbox)
_KEEP_MANY = insert(Outbox).returning(Outbox.id, sort_by_parameter_order=True)


def _row(letter: Letter, now: datetime) -> dict[str, Any]:
    return {
        "contact_id": letter.contact_id, "channel": letter.channel, "address": letter.address, "kind": letter.kind,
        "parts": letter.parts, "buttons": letter.buttons, "about": letter.about, "answers": letter.answers,
        "priority": letter.priority, "created_at": now, "not_before": letter.not_before,
        "expires_at": letter.expires_at, "state": "queued",
    }  # fmt: skip


def waiting(tx: Connection, now: datetime, limit: int) -> list[Waiting]:
    """Messages whose time has come: answers before reminders before digests, then as they were written."""
    rows = tx.execute(
        select(
            Outbox.id, Outbox.contact_id, Outbox.channel, Outbox.address, Outbox.kind,
            Outbox.parts, Outbox.buttons, Outbox.about, Outbox.attempts, Outbox.expires_at,
        )
        .where(Outbox.state == "queued", Outbox.not_before <= now)
        .order_by(Outbox.priority, Outbox.id)
        .limit(limit)
    )  # fmt: skip
    return [Waiting(*r[:5], tuple(r[5]), _pairs(r[6]), tuple(r[7]), r[8], r[9]) for r in rows]


def next_departure(tx: Connection) -> datetime | None:
    """When the earliest queued message may leave."""
    return tx.scalar(select(func.min(Outbox.not_before)).where(Outbox.state == "queued"))


def claim(tx: Connection, outbox_ids: Sequence[int]) -> set[int]:
    """Which of these the caller may now send, each given to one caller only.

    What a crash leaves in `sending` goes back into the queue at the next start.
    """
    claimed = tx.scalars(
        update(Outbox)
        .where(Outbox.id.in_(outbox_ids), Outbox.state == "queued")
        .values(state="sending", attempts=Outbox.attempts + 1)
        .returning(Outbox.id)
    )
    return set(claimed)


def release_interrupted(tx: Connection) -> int:
    """At start: what was in flight when the process ended goes back into the queue."""
    return tx.execute(update(Outbox).where(Outbox.state == "sending").values(state="queued")).rowcount


def sent(tx: Connection, receipts: Mapping[int, str | None], now: datetime) -> None:
    """Afterwards these have left, each under the id its network gave it."""
    if receipts:
        tx.execute(
            update(Outbox)
            .where(Outbox.id == bindparam("key"))
            .values(state="sent", sent_at=now, platform_id=bindparam("receipt"), reason=""),
            [{"key": key, "receipt": receipt} for key, receipt in receipts.items()],
        )


def put_off(tx: Connection, outbox_id: int, until: datetime, reason: str) -> None:
    """Not sent this time; tried again at `until`."""
    tx.execute(
        update(Outbox).where(Outbox.id == outbox_id).values(state="queued", not_before=until, reason=reason)
    )


def failed(tx: Connection, outbox_id: int, reason: str) -> None:
    """Not sent, and never will be: a person has to put something right."""
    tx.execute(update(Outbox).where(Outbox.id == outbox_id).values(state="failed", reason=reason))


def drop(tx: Connection, outbox_id: int, reason: str, again_at: datetime | None) -> None:
    """It is not sent any more. With `again_at`, what it would have said is owed again from then, in that day's words."""
    tx.execute(update(Outbox).where(Outbox.id == outbox_id).values(state="dropped", reason=reason))
    if again_at is None:
        return
    rungs = rungs_of(tx, outbox_id)
    tx.execute(delete(Reminder).where(Reminder.outbox_id == outbox_id))
    unsaid = [rung for rung in rungs if not _said_to_another(tx, rung)]
    pushed = [rung.assignment_id for rung in unsaid if rung.kind == "overdue"]
    tx.execute(
        update(Assignment)
        .where(Assignment.id.in_(pushed), Assignment.urged > 0)
        .values(urged=Assignment.urged - 1, urged_on=None)
    )
    tx.execute(
        update(Assignment)
        .where(Assignment.id.in_([rung.assignment_id for rung in rungs]), Assignment.state.in_(UNITS_TURN))
        .values(next_at=again_at)
    )


def rungs_of(tx: Connection, outbox_id: int) -> list[Rung]:
    """What a letter was claimed for."""
    rows = tx.execute(
        select(Reminder.assignment_id, Reminder.contact_id, Reminder.kind, Reminder.due, Reminder.rung).where(
            Reminder.outbox_id == outbox_id
        )
    )
    return [Rung(*row) for row in rows]


def _said_to_another(tx: Connection, rung: Rung) -> bool:
    """Whether the same thing went to another seat (a push goes to contact and leader)."""
    same = select(Reminder.id).where(
        Reminder.assignment_id == rung.assignment_id,
        Reminder.kind == rung.kind,
        Reminder.due == rung.due,
        Reminder.rung == rung.rung,
    )
    return tx.scalar(same.limit(1)) is not None


# ---------------------------------------------------------------- said


def kept(tx: Connection, outbox_id: int) -> Kept | None:
    row = tx.execute(_KEPT.where(Outbox.id == outbox_id)).first()
    return _as_kept(row) if row else None


@dataclass(frozen=True, slots=True)
class Mention:
    """What a message spoke of and asked, without its words."""

    kind: str
    about: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]
    at: datetime


def last_mentions(tx: Connection, contact_id: int, now: datetime, limit: int) -> list[Mention]:
    """What the seat's latest messages spoke of, newest first."""
    rows = tx.execute(_LAST_MENTIONS, {"seat": contact_id, "now": now, "limit": limit})
    return [Mention(row.kind, tuple(row.about), _pairs(row.buttons), row.at) for row in rows]


def answer_to(tx: Connection, channel: str, update_id: str) -> Kept | None:
    """What we answered to that update."""
    heard = select(Inbox.id).where(Inbox.channel == channel, Inbox.update_id == update_id)
    row = tx.execute(_KEPT.where(Outbox.answers == heard.scalar_subquery())).first()
    return _as_kept(row) if row else None


def last_said(tx: Connection, contact_id: int, now: datetime, limit: int) -> list[Kept]:
    """What that seat can have read by now, newest first."""
    rows = tx.execute(_LAST_SAID, {"seat": contact_id, "now": now, "limit": limit})
    return [_as_kept(row) for row in rows]


def sent_lately(tx: Connection, limit: int) -> list[tuple[Kept, str]]:
    """What went out last, newest first, with the seat's title."""
    rows = tx.execute(
        _KEPT.add_columns(Contact.title)
        .join(Contact, Contact.id == Outbox.contact_id)
        .where(Outbox.state == "sent")
        .order_by(Outbox.sent_at.desc(), Outbox.id.desc())
        .limit(limit)
    )
    return [(_as_kept(row), row.title) for row in rows]


# On its way or there; the others never came. In the statement itself: a list handed over would be spelt out anew at every call.
_LEAVING = text("state IN ('queued', 'sending', 'sent')")
_KEPT = select(
    Outbox.id, Outbox.contact_id, Outbox.kind, Outbox.parts, Outbox.buttons, Outbox.about, Outbox.state, Outbox.answers,
    case((Outbox.not_before > Outbox.created_at, Outbox.not_before), else_=Outbox.created_at).label("at"),
)  # fmt: skip


_LAST_MENTIONS = (
    _KEPT.with_only_columns(Outbox.kind, Outbox.about, Outbox.buttons, _KEPT.selected_columns.at)
    .where(
        Outbox.contact_id == bindparam("seat"),
        _LEAVING,
        Outbox.not_before <= bindparam("now"),
    )
    .order_by(Outbox.id.desc())
    .limit(bindparam("limit"))
)
_LAST_SAID = (
    _KEPT.where(
        Outbox.contact_id == bindparam("seat"),
        _LEAVING,
        Outbox.not_before <= bindparam("now"),
    )
    .order_by(Outbox.id.desc())
    .limit(bindparam("limit"))
)


def _pairs(buttons: Any) -> tuple[tuple[str, str], ...]:
    return tuple((label, text) for label, text in buttons)


def _as_kept(row: Any) -> Kept:
    return Kept(
        row.id, row.contact_id, row.kind, tuple(row.parts), _pairs(row.buttons), tuple(row.about),
        row.state, row.answers, row.at,
    )  # fmt: skip


# ---------------------------------------------------------------- once


def already_said(tx: Connection, assignment_ids: Sequence[int]) -> set[Rung]:
    """Every rung on which these assignments were spoken of."""
    return {Rung(*row) for row in tx.execute(_ALREADY_SAID, {"ids": assignment_ids})}


_RUNG = select(Reminder.assignment_id, Reminder.contact_id, Reminder.kind, Reminder.due, Reminder.rung)
_ALREADY_SAID = _RUNG.where(Reminder.assignment_id.in_(bindparam("ids", expanding=True)))
_SAY_ONCE = insert(Reminder)


def say_once(tx: Connection, rungs: Iterable[tuple[Rung, int]]) -> None:
    """Claim each rung for its message. A rung claimed before breaks the unique rule, and with it the transaction."""
    rows = [
        {
            "assignment_id": r.assignment_id,
            "contact_id": r.contact_id,
            "kind": r.kind,
            "due": r.due,
            "rung": r.rung,
            "outbox_id": outbox_id,
        }
        for r, outbox_id in rungs
    ]
    if rows:
        tx.execute(_SAY_ONCE, rows)
