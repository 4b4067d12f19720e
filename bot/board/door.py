"""Who gets in at the board, without a password: a link from chat, once; then a session; and calendar feeds.

A secret is shown to its owner once and kept as a hash. What it opens ends with
the account it was given to: who is unbound, or whose seat ended, is out at once.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from db import history, sign_in
from db.people import Seat
from db.sign_in import Pass

LINK_MINUTES = 15
SESSION = timedelta(hours=12)

Closed = Literal["unknown", "used", "expired", "unbound", "other"]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at the board: the seat, its session, and what a form of its own carries."""

    seat: Seat
    pass_id: int
    account_id: int
    form_token: str


def make_link(tx: Connection, seat: Seat, now: datetime) -> str | None:
    """A secret that lets this seat in once within LINK_MINUTES; an older one no longer does. None without an account."""
    account_id = sign_in.account_of(tx, seat.channel, seat.address)
    if account_id is None:
        return None
    sign_in.revoke(tx, seat.id, "link", now)
    return _issue(tx, "link", seat.id, account_id, now, now + timedelta(minutes=LINK_MINUTES))


def look_at_link(tx: Connection, secret: str, now: datetime, present: Visitor | None = None) -> Pass | Closed:
    """The link's pass while it can be used by who is there, or why it cannot."""
    found = sign_in.find(tx, "link", _hash(secret))
    if found is None:
        return "unknown"
    if not found.bound:
        return "unbound"
    if found.used_at is not None:
        return "used"
    if found.revoked_at is not None or _over(found, now):
        return "expired"
    if present is not None and present.seat.id != found.seat.id:
        return "other"
    return found


def enter(
    tx: Connection, secret: str, now: datetime, wall: datetime, present: Visitor | None = None
) -> str | Closed:
    """A new session's secret, for the one who used the link first; whatever session there was before has ended.

    now: the office's clock, by which links lapse. wall: the real one, by which sessions do.
    """
    found = look_at_link(tx, secret, now, present)
    if isinstance(found, str):
        return found
    if not sign_in.use(tx, found.id, now):
        return "used"
    if present is not None:
        sign_in.revoke(tx, present.seat.id, "session", wall, only=present.pass_id)
    history.append(tx, now, found.seat.title, "sign in", found.seat.title, {"channel": found.seat.channel})
    return _issue(tx, "session", found.seat.id, found.account_id, wall, wall + SESSION)


def enter_as(tx: Connection, seat: Seat, now: datetime, wall: datetime) -> str | None:
    """A session for a seat whose platform has told us who it is (WeCom's OAuth2); None without an account."""
    account_id = sign_in.account_of(tx, seat.channel, seat.address)
    if account_id is None:
        return None
    history.append(tx, now, seat.title, "sign in", seat.title, {"channel": seat.channel})
    return _issue(tx, "session", seat.id, account_id, wall, wall + SESSION)


def visitor(tx: Connection, secret: str, wall: datetime) -> Visitor | None:
    """Who this session belongs to, while it holds."""
    found = sign_in.find(tx, "session", _hash(secret)) if secret else None
    if found is None or not found.bound or found.revoked_at is not None or _over(found, wall):
        return None
    return Visitor(found.seat, found.id, found.account_id, _form_token(secret))


def leave(tx: Connection, who: Visitor, wall: datetime) -> None:
    """Afterwards this session opens nothing."""
    sign_in.revoke(tx, who.seat.id, "session", wall, only=who.pass_id)


def is_own_form(who: Visitor, token: str) -> bool:
    """Whether a form was written by us for this very session."""
    return secrets.compare_digest(who.form_token.encode(), token.encode())


# ---------------------------------------------------------------- calendar feeds


def open_calendar(tx: Connection, who: Visitor, now: datetime) -> str:
    """The secret part of the seat's calendar address; the one before no longer works."""
    close_calendar(tx, who, now)
    return _issue(tx, "calendar", who.seat.id, who.account_id, now, None)


def close_calendar(tx: Connection, who: Visitor, now: datetime) -> bool:
    """Afterwards no calendar of this seat can be read; whether one could."""
    return sign_in.revoke(tx, who.seat.id, "calendar", now) > 0


def whose_calendar(tx: Connection, secret: str) -> Seat | None:
    found = sign_in.find(tx, "calendar", _hash(secret))
    return found.seat if found is not None and found.bound and found.revoked_at is None else None


# ---------------------------------------------------------------- secrets


def _issue(
    tx: Connection, kind: str, seat_id: int, account_id: int, now: datetime, expires: datetime | None
) -> str:
    secret = secrets.token_urlsafe(24)
    sign_in.add(tx, kind, _hash(secret), seat_id, account_id, now, expires)
    return secret


def _over(found: Pass, now: datetime) -> bool:
    return found.expires_at is not None and found.expires_at <= now


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _form_token(secret: str) -> str:
    """Follows from the session's secret, which no other site can read; tells nothing about it."""
    return hashlib.sha256(f"form {secret}".encode()).hexdigest()[:32]
