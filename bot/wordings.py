"""The office's own wordings: proposed by one seat, put in force, taken back, and set aside where one fails.

Everything is kept as settings: what is in force in the office's own scope, the
wording before it beside it, and each seat's proposal in a scope of its own.
"""

from datetime import datetime

from sqlalchemy import Connection

from bot.office import WORDING, Rules
from bot.telling import tell
from db import history, people, settings
from db.people import Seat
from messages import wording
from messages.catalogue import WordingSetAside
from messages.render import broken

_FORMER = "template-former:"


def in_force(rules: Rules, name: str) -> str:
    """What is said now: the office's own wording, or else the original."""
    return rules.wordings.get(name) or wording.original(name)


def propose(tx: Connection, seat: Seat, name: str, text: str, now: datetime) -> None:
    """Afterwards this is what that seat's 确认 puts in force."""
    settings.change(tx, _proposals_of(seat), {WORDING + name: text}, seat.title, now)


def proposed(tx: Connection, seat: Seat, name: str) -> str | None:
    return settings.changed(tx).get(_proposals_of(seat), {}).get(WORDING + name) or None


def _proposals_of(seat: Seat) -> str:
    return f"proposed:{seat.id}"


def put_in_force(tx: Connection, name: str, text: str, by: str, now: datetime) -> None:
    """Afterwards the message is said so, and the wording before it is one word away. The original is kept as nothing."""
    office = settings.changed(tx).get(settings.OFFICE, {})
    before = office.get(WORDING + name, "")
    after = "" if text == wording.original(name) else text
    settings.change(tx, settings.OFFICE, {WORDING + name: after, _FORMER + name: before}, by, now)
    history.append(tx, now, by, "wording", name, {"before": before, "after": after})


def former(tx: Connection, name: str) -> str | None:
    """The wording before this one; None where it was never changed."""
    office = settings.changed(tx).get(settings.OFFICE, {})
    if _FORMER + name not in office:
        return None
    return office[_FORMER + name] or wording.original(name)


def set_aside_broken(tx: Connection, rules: Rules, now: datetime) -> None:
    """Afterwards no wording is in force that failed on some message, and the admins know of each once."""
    if not broken:
        return
    for name, text in rules.wordings.items():
        if text in broken and settings.changed(tx)[settings.OFFICE].get(WORDING + name) == text:
            put_in_force(tx, name, wording.original(name), "系统", now)
            message = WordingSetAside(wording.TITLES.get(name, name), broken[text])
            tell(tx, people.seats_in_role(tx, "admin"), message, policy=rules.policy, now=now)
