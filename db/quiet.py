"""Who asked to be left in peace, on what and until when, and who hears in somebody's place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from db.models import Absence, Snooze
from db.prepared import Prepared
from db.sets import among


@dataclass(frozen=True, slots=True)
class Peace:
    """That seat hears nothing of that account until then, and hears of it then."""

    assignment_id: int
    contact_id: int
    until: datetime


def snooze(tx: Connection, contact_id: int, assignment_ids: Sequence[int], until: datetime) -> None:
    """Afterwards this is the seat's only wish about each of these accounts."""
    end_snoozes(tx, assignment_ids, [contact_id])
    rows = [{"contact_id": contact_id, "assignment_id": each, "until": until} for each in assignment_ids]
    if rows:
        tx.execute(insert(Snooze), rows)


def snoozes(tx: Connection, assignment_ids: Sequence[int]) -> list[Peace]:
    return [Peace(*row) for row in _SNOOZES.rows(tx, ids=assignment_ids)]


_SNOOZES = Prepared(
    select(Snooze.assignment_id, Snooze.contact_id, Snooze.until).where(among(Snooze.assignment_id, "ids"))
)


def end_snoozes(tx: Connection, assignment_ids: Sequence[int], contact_ids: Iterable[int]) -> None:
    """Afterwards none of these seats is left in peace about them."""
    tx.execute(_END_THEIRS, {"ids": assignment_ids, "seats": list(contact_ids)})


_END_THEIRS = delete(Snooze).where(
    Snooze.assignment_id.in_(bindparam("ids", expanding=True)),
    Snooze.contact_id.in_(bindparam("seats", expanding=True)),
)


def end_all_snoozes(tx: Connection, assignment_id: int) -> None:
    """Afterwards nobody is left in peace about it."""
    _END_ALL.run(tx, assignment=assignment_id)


_END_ALL = Prepared(delete(Snooze).where(Snooze.assignment_id == bindparam("assignment")))


@dataclass(frozen=True, slots=True)
class Away:
    """From `first` to `last`, both inclusive, `stand_in_id` hears what is meant for `contact_id`."""

    contact_id: int
    stand_in_id: int
    first: date
    last: date


def leave(tx: Connection, away: Away) -> None:
    """Afterwards this is the seat's only absence; an earlier one that has not ended is replaced."""
    return_to_work(tx, away.contact_id)
    tx.execute(
        insert(Absence),
        {
            "contact_id": away.contact_id,
            "stand_in_id": away.stand_in_id,
            "first": away.first,
            "last": away.last,
        },
    )


def return_to_work(tx: Connection, contact_id: int) -> bool:
    """Afterwards the seat hears for itself; whether it had been, or would have been, away."""
    return tx.execute(delete(Absence).where(Absence.contact_id == contact_id)).rowcount > 0


def stand_ins(tx: Connection, day: date) -> dict[int, int]:
    """Who is away on that day, and who hears instead."""
    return {row[0]: row[1] for row in _STAND_INS.rows(tx, day=day)}


_STAND_INS = Prepared(
    select(Absence.contact_id, Absence.stand_in_id).where(
        Absence.first <= bindparam("day"), Absence.last >= bindparam("day")
    )
)


def absences(tx: Connection) -> list[Away]:
    """Everyone's leave, past and to come."""
    return [
        Away(*row)
        for row in tx.execute(select(Absence.contact_id, Absence.stand_in_id, Absence.first, Absence.last))
    ]
