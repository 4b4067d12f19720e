"""Forgetting: what a former holder of a seat left behind, and words that are older than they are needed.

Reports, rulings, evidence and the history are the office's record, written in the name of a
seat: they stay, and the chain over them holds. What goes is where a person was reached and
what was typed and sent there. Backups made before still have it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Text, and_, delete, literal, or_, select, update

from db.models import Account, Arrival, Contact, Inbox, Invite, Outbox, Plan, SignIn
from db.reach import OWN_SCREEN

ERASED = "erased"
BLANK = '[""]'  # no words, as both databases keep it
OVER = ("sent", "failed", "dropped")  # what still waits to leave is needed


@dataclass(frozen=True, slots=True)
class Erased:
    """How much went: accounts, messages heard, letters sent."""

    accounts: int
    heard: int
    said: int


def former_holders(tx: Connection, contact_id: int) -> Erased:
    """Afterwards nothing tells where whoever no longer speaks for that seat was reached, nor what was said there."""
    _leave_no_trace(tx)
    gone = _former(tx, contact_id)
    if not gone:
        return Erased(0, 0, 0)
    of_inbox = or_(*(and_(Inbox.channel == channel, Inbox.address == address) for channel, address in gone))
    of_outbox = or_(
        *(and_(Outbox.channel == channel, Outbox.address == address) for channel, address in gone)
    )
    # What he wrote before he had the seat is his too.
    his = or_(Inbox.contact_id == contact_id, Inbox.contact_id.is_(None))
    heard = tx.execute(
        update(Inbox).where(of_inbox, his).values(text="", address=ERASED, files=None)
    ).rowcount
    said = _blank(
        tx, of_outbox, or_(Outbox.contact_id == contact_id, Outbox.contact_id.is_(None)), address=ERASED
    )
    revoked = and_(
        Account.contact_id == contact_id, Account.revoked_at.is_not(None), Account.channel != OWN_SCREEN
    )
    tx.execute(delete(SignIn).where(SignIn.account_id.in_(select(Account.id).where(revoked))))
    _leave_no_userid(tx, contact_id)
    new_name = literal(f"{ERASED}-") + Account.id.cast(Account.address.type)
    accounts = tx.execute(
        update(Account).where(revoked).values(address=new_name, unreachable_why=None)
    ).rowcount
    return Erased(accounts, heard, said)


def _leave_no_userid(tx: Connection, contact_id: int) -> None:
    """What a plan's file said of who sits there goes too, where that member speaks for the seat no more."""
    title, speaking = _title_and_addresses(tx, contact_id)
    for plan_id, roster in tx.execute(select(Plan.id, Plan.roster)).all():
        members = roster.get("members", {})
        if title in members and members[title] not in speaking:
            left = {seat: userid for seat, userid in members.items() if seat != title}
            tx.execute(update(Plan).where(Plan.id == plan_id).values(roster={**roster, "members": left}))


def _title_and_addresses(tx: Connection, contact_id: int) -> tuple[str, set[str]]:
    title = tx.scalar(select(Contact.title).where(Contact.id == contact_id)) or ""
    speaking = select(Account.address).where(Account.contact_id == contact_id, Account.revoked_at.is_(None))
    return title, set(tx.scalars(speaking))


def older_than(tx: Connection, before: datetime) -> Erased:
    """Afterwards nobody's words from before that moment are kept, nor codes and sign-ins that lapsed before it."""
    _leave_no_trace(tx)
    heard = tx.execute(
        update(Inbox).where(Inbox.at < before, Inbox.text != "").values(text="", files=None)
    ).rowcount
    said = _blank(tx, Outbox.created_at < before, Outbox.parts.cast(Text) != BLANK)
    tx.execute(delete(Arrival).where(Arrival.finished_at < before))
    tx.execute(delete(Invite).where(Invite.expires_at < before))
    tx.execute(delete(SignIn).where(SignIn.expires_at < before))
    return Erased(0, heard, said)


def _blank(tx: Connection, *which: ColumnElement[bool], **more: str) -> int:
    """The row that says why it was sent stays; its words go."""
    values = {"parts": [""], "buttons": [], "enclosure": None, **more}
    return tx.execute(update(Outbox).where(Outbox.state.in_(OVER), *which).values(values)).rowcount


def _former(tx: Connection, contact_id: int) -> set[tuple[str, str]]:
    """Every address that once stood for the seat and does not now."""
    theirs = select(Account.channel, Account.address, Account.revoked_at).where(
        Account.contact_id == contact_id
    )
    rows = tx.execute(theirs).all()
    now = {(row.channel, row.address) for row in rows if row.revoked_at is None}
    heard = select(Inbox.channel, Inbox.address).where(Inbox.contact_id == contact_id).distinct()
    said = select(Outbox.channel, Outbox.address).where(Outbox.contact_id == contact_id).distinct()
    ever = {(row.channel, row.address) for row in rows}
    for query in (heard, said):
        ever |= {(row.channel, row.address) for row in tx.execute(query)}
    return {one for one in ever - now if one[0] != OWN_SCREEN and one[1] not in ("", ERASED)}


def _leave_no_trace(tx: Connection) -> None:
    """SQLite leaves what was deleted in its pages unless told otherwise."""
    if tx.dialect.name == "sqlite":
        tx.exec_driver_sql("PRAGMA secure_delete = ON")
