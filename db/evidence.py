"""佐证: what shows that a report is true: files by their hash, links; every question about them by name."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from db.engine import insert_once
from db.models import Arrival, Assignment, Contact, Evidence, Handup, Inbox, Item, Outbox, Report
from db.prepared import Prepared

LINK = "text/uri-list"  # the media of a link
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Piece:
    """One file or link as it is handed in. A link has no hash, a file no url."""

    name: str
    media: str
    size: int = 0
    sha256: str | None = None
    url: str | None = None

    @property
    def key(self) -> str:
        """Equal for the same content."""
        return self.sha256 or self.url or ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One piece where it stands: whose report on which item it belongs to, the day of the fact and the moment it came."""

    id: int
    assignment_id: int
    report_id: int
    code: str
    contact: str
    happened_on: date
    handed_in_at: datetime
    name: str
    media: str
    size: int
    sha256: str | None
    url: str | None

    @property
    def key(self) -> str:
        return self.sha256 or self.url or ""


_SHOWN: Rows = (
    select(
        Evidence.id, Report.assignment_id, Report.id, Item.code, Contact.title, Report.happened_on,
        Evidence.handed_in_at, Evidence.name, Evidence.media, Evidence.size, Evidence.sha256, Evidence.url,
    )
    .join(Report, Report.id == Evidence.report_id)
    .join(Assignment, Assignment.id == Report.assignment_id)
    .join(Item, Item.id == Assignment.item_id)
    .join(Contact, Contact.id == Evidence.contact_id)
    .where(Report.withdrawn_at.is_(None))
    .order_by(Evidence.id)
)  # fmt: skip


def of_account(tx: Connection, assignment_id: int) -> list[Shown]:
    """Everything that shows that unit's work on that item, oldest first; nothing of a report taken back."""
    return [Shown(*row) for row in _OF_ACCOUNT.rows(tx, account=assignment_id)]


_OF_ACCOUNT = Prepared(_SHOWN.where(Report.assignment_id == bindparam("account")))


def of_accounts(tx: Connection, assignment_ids: Sequence[int]) -> list[Shown]:
    """The same for several."""
    return _shown(tx, _SHOWN.where(Report.assignment_id.in_(assignment_ids)))


def of_report(tx: Connection, report_id: int) -> list[Shown]:
    return _shown(tx, _SHOWN.where(Report.id == report_id))


def reported_by(tx: Connection, inbox_id: int) -> list[Shown]:
    """What one message put beside the reports it made, its own files and those that had waited."""
    return [Shown(*row) for row in _REPORTED_BY.rows(tx, heard=inbox_id)]


_REPORTED_BY = Prepared(_SHOWN.where(Evidence.inbox_id == bindparam("heard")))


def _shown(tx: Connection, query: Rows) -> list[Shown]:
    return [Shown(*row) for row in tx.execute(query)]


# ---------------------------------------------------------------- handing in


def add(
    tx: Connection,
    pieces: Iterable[Piece],
    *,
    report_id: int | None,
    inbox_id: int,
    contact_id: int,
    now: datetime,
) -> None:
    """Afterwards these stand with the report; with None, they wait for one."""
    rows = [
        {
            "report_id": report_id, "inbox_id": inbox_id, "contact_id": contact_id, "handed_in_at": now,
            "sha256": piece.sha256, "url": piece.url, "name": piece.name, "media": piece.media, "size": piece.size,
        }
        for piece in pieces
    ]  # fmt: skip
    if rows:
        tx.execute(insert(Evidence), rows)


def waiting(tx: Connection, contact_id: int, since: datetime) -> list[Piece]:
    """Files that seat handed in since then, and nobody has said yet for what; each once, oldest first."""
    rows = _WAITING.rows(tx, seat=contact_id, since=since)
    return list({piece.key: piece for piece in (Piece(*row) for row in rows)}.values())


_WAITING = Prepared(
    select(Evidence.name, Evidence.media, Evidence.size, Evidence.sha256, Evidence.url)
    .where(
        Evidence.contact_id == bindparam("seat"),
        Evidence.report_id.is_(None),
        Evidence.handed_in_at >= bindparam("since"),
    )
    .order_by(Evidence.id)
)


def take_waiting(tx: Connection, contact_id: int, since: datetime) -> list[Piece]:
    """The same, and they wait no longer."""
    found = waiting(tx, contact_id, since)
    if found:
        tx.execute(
            delete(Evidence).where(
                Evidence.contact_id == contact_id,
                Evidence.report_id.is_(None),
                Evidence.handed_in_at >= since,
            )
        )
    return found


def forget_waiting(tx: Connection, before: datetime) -> None:
    """Nobody said for what; it is not kept for ever."""
    tx.execute(delete(Evidence).where(Evidence.report_id.is_(None), Evidence.handed_in_at < before))


def needed(tx: Connection, hashes: Collection[str]) -> set[str]:
    """Which of these files any evidence, any letter of ours, or a report taken from a file refers to."""
    shown = tx.scalars(select(Evidence.sha256).where(Evidence.sha256.in_(hashes)))
    taken = tx.scalars(select(Handup.sha256).where(Handup.sha256.in_(hashes)))
    enclosed = tx.scalars(select(Outbox.enclosure).where(Outbox.enclosure.is_not(None)))
    return {*shown, *taken, *(one["sha256"] for one in enclosed if one)} & set(hashes)


# ---------------------------------------------------------------- set aside until the files are here


def set_aside(tx: Connection, channel: str, update_id: str, body: dict[str, Any], now: datetime) -> bool:
    """Note an update whose files must be fetched first; False where it was noted or heard before."""
    heard = select(Inbox.id).where(Inbox.channel == channel, Inbox.update_id == update_id)
    if tx.scalar(heard) is not None:
        return False
    row = {"channel": channel, "update_id": update_id, "body": body, "at": now, "finished_at": None}
    return insert_once(tx, Arrival, row) is not None


def unfinished(tx: Connection, channel: str) -> list[tuple[str, dict[str, Any]]]:
    """(update, body) of what was set aside and not finished, oldest first."""
    rows = tx.execute(
        select(Arrival.update_id, Arrival.body)
        .where(Arrival.channel == channel, Arrival.finished_at.is_(None))
        .order_by(Arrival.id)
    )
    return [(row.update_id, row.body) for row in rows]


def finish(tx: Connection, channel: str, update_id: str, now: datetime) -> None:
    """Afterwards nothing is left to do for it; that it came stays known, what it held does not."""
    tx.execute(
        update(Arrival)
        .where(Arrival.channel == channel, Arrival.update_id == update_id, Arrival.finished_at.is_(None))
        .values(finished_at=now, body={})
    )


def forget_arrivals(tx: Connection, before: datetime) -> None:
    """No network repeats what it brought so long ago."""
    tx.execute(delete(Arrival).where(Arrival.finished_at < before))


def count_of_accounts(tx: Connection, assignment_ids: Sequence[int]) -> dict[int, int]:
    """How many pieces stand with each of these accounts."""
    query = (
        select(Report.assignment_id, func.count())
        .join(Evidence, Evidence.report_id == Report.id)
        .where(Report.assignment_id.in_(assignment_ids), Report.withdrawn_at.is_(None))
        .group_by(Report.assignment_id)
    )
    return {row[0]: row[1] for row in tx.execute(query)}
