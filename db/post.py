"""The post: what was heard, what is to be said, and what makes a reminder happen once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.orm import aliased

from db.engine import insert_once
from db.models import Assignment, Contact, Inbox, Outbox, Reminder
from db.prepared import Prepared
from db.sets import ForMany, among
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
class Enclosed:
    """A file that goes with a message: in the store under its hash, shown under its name."""

    sha256: str
    name: str
    media: str


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
    enclosure: Enclosed | None = None


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
    enclosure: Enclosed | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """One incoming message as noted. pressed: the message whose button it was. files: what they are called."""

    id: int
    text: str
    at: datetime
    pressed: int | None
    files: tuple[str, ...] = ()


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
    files: Sequence[str] = (),
) -> int | None:
    """Write down what was heard and what it came to; return its id, or None if that update was noted before."""
    values = {
        "channel": channel, "update_id": update_id, "address": address, "contact_id": contact_id,
        "text": text, "pressed": pressed, "at": now, "outcome": outcome, "files": list(files) or None,
    }  # fmt: skip
    return insert_once(tx, Inbox, values)


def heard_from(tx: Connection, contact_id: int, limit: int) -> list[Heard]:
    """The seat's own last words, oldest first."""
    rows = tx.execute(
        select(Inbox.id, Inbox.text, Inbox.at, Inbox.pressed, Inbox.files)
        .where(Inbox.contact_id == contact_id)
        .order_by(Inbox.id.desc())
        .limit(limit)
    )
    return [Heard(*row[:4], tuple(row.files or ())) for row in reversed(rows.all())]


def words_of(tx: Connection, inbox_id: int) -> str:
    """What was said in that message."""
    return tx.scalar(select(Inbox.text).where(Inbox.id == inbox_id)) or ""


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
    kept = tx.get_execution_options().get("kept")
    if kept is not None:
        kept.update((letter.channel, letter.address) for letter in letters if letter.not_before <= now)
    if len(rows) <= FEW:
        return [_KEEP.key(tx, **row) for row in rows]
    return _KEEP_MANY.keys(tx, rows)


FEW = 8  # letters for which one by one is faster
_KEEP = Prepared(insert(Outbox))
_KEEP_MANY = ForMany(
    insert(Outbox).returning(Outbox.id, sort_by_parameter_order=True),
    {
        "contact_id": "bigint", "channel": "text", "address": "text", "kind": "text", "parts": "json", "buttons": "json",
        "about": "json", "answers": "bigint", "priority": "integer", "created_at": "timestamptz",
        "not_before": "timestamptz", "expires_at": "timestamptz", "state": "text", "reason": "text",
        "attempts": "integer", "enclosure": "json",
    },
    "INSERT INTO outbox (contact_id, channel, address, kind, parts, buttons, about, answers, priority, created_at,"
    " not_before, expires_at, state, reason, attempts, enclosure) SELECT contact_id, channel, address, kind, parts, buttons,"
    " about, answers, priority, created_at, not_before, expires_at, state, reason, attempts, enclosure FROM given"
    " ORDER BY nth RETURNING id",
)  # fmt: skip


def _row(letter: Letter, now: datetime) -> dict[str, Any]:
    return {
        "contact_id": letter.contact_id, "channel": letter.channel, "address": letter.address, "kind": letter.kind,
        "parts": letter.parts, "buttons": letter.buttons, "about": letter.about, "answers": letter.answers,
        "priority": letter.priority, "created_at": now, "not_before": letter.not_before,
        "expires_at": letter.expires_at, "state": "queued",
        "reason": "", "attempts": 0, "enclosure": asdict(letter.enclosure) if letter.enclosure else None,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Queued:
    """A message on its way, without its words: for whom, of what, and when it may leave."""

    contact_id: int | None
    kind: str
    about: tuple[str, ...]
    at: datetime


def queued(tx: Connection) -> list[Queued]:
    """Everything that waits to leave, now or later."""
    rows = tx.execute(
        select(Outbox.contact_id, Outbox.kind, Outbox.about, Outbox.not_before)
        .where(Outbox.state == "queued")
        .order_by(Outbox.id)
    )
    return [Queued(row.contact_id, row.kind, tuple(row.about), row.not_before) for row in rows]


def next_departure(tx: Connection) -> datetime | None:
    """When the earliest queued message may leave; none leaves before one of its chat that is to be tried again."""
    return tx.scalar(_NEXT_DEPARTURE)


# In the statement itself, so that its partial index answers.
_QUEUED = text("state = 'queued'")
_Tried = aliased(Outbox)
_NEXT_DEPARTURE = (
    select(Outbox.not_before)
    .where(
        Outbox.state == "queued",
        ~select(_Tried.id)
        .where(
            _Tried.state == "queued",
            _Tried.attempts > 0,
            _Tried.channel == Outbox.channel,
            _Tried.address == Outbox.address,
            _Tried.not_before > Outbox.not_before,
            tuple_(_Tried.priority, _Tried.id) < tuple_(Outbox.priority, Outbox.id),
        )
        .correlate(Outbox)
        .exists(),
    )
    .order_by(Outbox.not_before)
    .limit(1)
)


def how_many_queued(tx: Connection) -> dict[str, int]:
    """How many letters wait to leave, now or later, by channel."""
    rows = tx.execute(select(Outbox.channel, func.count()).where(_QUEUED).group_by(Outbox.channel))
    return {row[0]: row[1] for row in rows}


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


def take_back(tx: Connection, outbox_ids: Sequence[int], reason: str) -> list[int]:
    """Afterwards none of these still waits to be sent; return the seats that got one."""
    rows = tx.execute(select(Outbox.id, Outbox.contact_id, Outbox.state).where(Outbox.id.in_(outbox_ids)))
    reached = []
    for outbox_id, contact_id, state in rows:
        if state == "queued":
            drop(tx, outbox_id, reason, None)
        elif contact_id is not None:
            reached.append(contact_id)
    return reached


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


def written_for(tx: Connection, outbox_id: int) -> str:
    """The channel in whose markup that message is."""
    return tx.scalar(select(Outbox.channel).where(Outbox.id == outbox_id)) or ""


@dataclass(frozen=True, slots=True)
class Mention:
    """What a message spoke of and asked, without its words."""

    kind: str
    about: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]
    at: datetime


def last_mentions(tx: Connection, contact_id: int, now: datetime, limit: int) -> Iterator[Mention]:
    """What the seat's latest messages spoke of, newest first, read as far as one comes."""
    for kind, about, buttons, at in _LAST_MENTIONS.each(tx, seat=contact_id, now=now, limit=limit):
        yield Mention(kind, tuple(about), _pairs(buttons), at)


def replied_to(tx: Connection, channel: str, address: str, message_id: str) -> Kept | None:
    """Our letter of which that message, in that chat, was the whole or a part."""
    ids = literal(" ") + Outbox.platform_id + " "
    query = _KEPT.where(
        Outbox.channel == channel,
        Outbox.address == address,
        Outbox.platform_id.is_not(None),
        ids.contains(f" {message_id} ", autoescape=True),
    )
    row = tx.execute(query.order_by(Outbox.id.desc()).limit(1)).first()
    return _as_kept(row) if row else None


def supersede_files(tx: Connection, contact_id: int, reason: str) -> None:
    """Answers to that seat's files without words that have not left yet never will: a fuller one takes their place."""
    wordless = select(Inbox.id).where(
        Inbox.contact_id == contact_id, Inbox.files.is_not(None), Inbox.text == ""
    )
    tx.execute(
        update(Outbox)
        .where(Outbox.contact_id == contact_id, Outbox.state == "queued", Outbox.answers.in_(wordless))
        .values(state="dropped", reason=reason)
    )


def supersede(tx: Connection, contact_ids: Sequence[int], kind: str, reason: str) -> None:
    """Letters of that kind to these seats, unasked for and not left yet, never will: a newer one says it all."""
    tx.execute(
        update(Outbox)
        .where(
            Outbox.contact_id.in_(contact_ids),
            Outbox.kind == kind,
            Outbox.state == "queued",
            Outbox.answers.is_(None),
        )
        .values(state="dropped", reason=reason)
    )


def readdress(tx: Connection, channel: str, old: str, new: str) -> None:
    """What waits to go there goes to the chat's new address."""
    waiting = Outbox.state.in_(("queued", "sending"))
    tx.execute(
        update(Outbox).where(Outbox.channel == channel, Outbox.address == old, waiting).values(address=new)
    )


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
    Outbox.enclosure, case((Outbox.not_before > Outbox.created_at, Outbox.not_before), else_=Outbox.created_at).label("at"),
)  # fmt: skip


_LAST_MENTIONS = Prepared(
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
        row.state, row.answers, row.at, Enclosed(**row.enclosure) if row.enclosure else None,
    )  # fmt: skip


# ---------------------------------------------------------------- once


def already_said(tx: Connection, assignment_ids: Sequence[int]) -> set[Rung]:
    """Every rung on which these assignments were spoken of."""
    return {Rung(*row) for row in _ALREADY_SAID.rows(tx, ids=assignment_ids)}


_RUNG = select(Reminder.assignment_id, Reminder.contact_id, Reminder.kind, Reminder.due, Reminder.rung)
_ALREADY_SAID = Prepared(_RUNG.where(among(Reminder.assignment_id, "ids")))
_SAY_ONCE = ForMany(
    insert(Reminder),
    {
        "assignment_id": "bigint", "contact_id": "bigint", "kind": "text", "due": "date", "rung": "integer",
        "outbox_id": "bigint",
    },
    "INSERT INTO reminder (assignment_id, contact_id, kind, due, rung, outbox_id)"
    " SELECT assignment_id, contact_id, kind, due, rung, outbox_id FROM given",
)  # fmt: skip


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
    _SAY_ONCE.run(tx, rows)
