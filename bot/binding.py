"""Binding an account to a seat by a one-time code: it expires, works once, and guesses are limited."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from db import history, people, post, settings, sign_in
from db.people import Seat

VALID_FOR = timedelta(days=7)
# No letter that can be taken for a digit: a code is read aloud on the telephone.
ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"
LENGTH = 8
GUESSES = 5
WITHIN = timedelta(hours=1)
WRONG = "wrong code"
_SERVICE, _OPENS = "service", "opens the bot"

_CODE = re.compile(rf"(?:绑定|/start|/bind)?\s*([{ALPHABET}]{{{LENGTH}}})", re.IGNORECASE)


def invite(
    tx: Connection, seat: Seat, by: str, now: datetime, *, hands_over: bool = False
) -> tuple[str, datetime]:
    """Return a fresh code for the seat and when it lapses; an older open one lapses now. Only a hash is kept.

    hands_over: who redeems it takes the seat, with everything open; nobody else speaks for it then.
    """
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    expires = now + VALID_FOR
    people.make_code(tx, seat.id, _hash(code), by, now, expires, hands_over)
    facts = {"expires": expires.isoformat(), "hands over": hands_over}
    history.append(tx, now, by, "invite", seat.title, facts)
    return code, expires


def announce_bot(tx: Connection, opens: str, now: datetime) -> None:
    """Afterwards a code is told with the link that opens this bot and hands it the code (`opens` and the code)."""
    if settings.changed(tx).get(_SERVICE, {}).get(_OPENS, "") != opens:
        settings.change(tx, _SERVICE, {_OPENS: opens}, "系统", now)


def link_with(tx: Connection, code: str) -> str:
    """The link that binds at one touch; empty where no bot of this office has one."""
    opens = settings.changed(tx).get(_SERVICE, {}).get(_OPENS, "")
    return opens and opens + code


def code_in(text: str) -> str | None:
    """The code a stranger sent, if the message is one."""
    found = _CODE.fullmatch(text.strip())
    return found[1].upper() if found else None


@dataclass(frozen=True, slots=True)
class Binding:
    """The seat an account now speaks for. ended: how many accounts it took the seat from, None where it took none over."""

    seat: Seat
    ended: int | None


def redeem(
    tx: Connection, code: str, channel: str, address: str, now: datetime, by: str | None = None
) -> Binding | str:
    """The seat this account now speaks for, or why not: unknown, used, expired, locked.

    by: the account that typed it, where `address` is a group; a group takes nobody's seat away.
    """
    if post.times_heard(tx, channel, by or address, now - WITHIN, WRONG) >= GUESSES:
        return "locked"
    known = people.code(tx, _hash(code))
    if known is None:
        return "unknown"
    if known.used_at is not None:
        return "used"
    if known.expires_at <= now:
        return "expired"
    if not people.use_code(tx, known.id, now):
        return "used"
    people.bind(tx, known.contact_id, channel, address, now)
    sign_in.end_of_account(tx, channel, address, now)
    ended = None
    if known.hands_over and by in (None, address):
        gone = people.revoke_others(tx, known.contact_id, channel, address, now)
        for former in gone:
            sign_in.end_of_account(tx, *former, now)
        ended = len(gone)
    seat = people.who_is(tx, channel, address)
    if seat is None:
        return "unknown"
    facts = {"channel": channel} | ({} if ended is None else {"accounts ended": ended})
    history.append(tx, now, seat.title, "bind", seat.title, facts)
    return Binding(seat, ended)


@dataclass(frozen=True, slots=True)
class Ended:
    """What a seat lost: accounts that spoke for it, and what let it in at the board."""

    accounts: int
    passes: int


def revoke_seat(tx: Connection, seat: Seat, by: str, now: datetime) -> Ended:
    """Afterwards nobody speaks for the seat, no open code binds anyone to it, no link, session or calendar is its own."""
    accounts = len(people.revoke_others(tx, seat.id, "", "", now))
    people.lapse_codes(tx, seat.id, now)
    ended = Ended(accounts, sign_in.end_of_seat(tx, seat.id, now))
    facts = {"before": f"{accounts}个账号", "passes": ended.passes}
    history.append(tx, now, by, "unbind", seat.title, facts)
    return ended


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
