"""From a message to a letter in the outbox: rendered for the seat's own channel, kept before anything is sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.channels import STYLES
from db import people, post, quiet
from db.people import Seat
from db.post import Enclosed, Letter
from messages.catalogue import Message
from messages.render import ORIGINAL, render
from schedules.policy import Policy

ANSWER, NOTICE, DIGEST = 0, 1, 2

# A seat nobody is bound to has no channel; its letters are kept all the same, and say why they were not sent.
NOWHERE = "none"


def letter(
    seat: Seat,
    message: Message,
    *,
    not_before: datetime,
    about: Sequence[str] = (),
    priority: int = NOTICE,
    expires_at: datetime | None = None,
    wordings: Mapping[str, str] = ORIGINAL,
    enclosure: Enclosed | None = None,
) -> Letter:
    """The message as it will stand on that seat's screen."""
    return Letter(
        contact_id=seat.id,
        channel=seat.channel or NOWHERE,
        address=seat.address or "",
        kind=message.template,
        parts=render(message, STYLES[seat.channel or "console"], wordings),
        buttons=tuple((button.label, button.text) for button in message.buttons),
        about=tuple(about),
        priority=priority,
        not_before=not_before,
        expires_at=expires_at,
        enclosure=enclosure,
    )


def tell(
    tx: Connection,
    seats: Iterable[Seat],
    message: Message,
    *,
    policy: Policy,
    now: datetime,
    about: Sequence[str] = (),
    wordings: Mapping[str, str] = ORIGINAL,
) -> list[int]:
    """Afterwards each of these seats, or who stands in for it, will hear it within working hours; the letters' ids."""
    not_before = policy.next_speaking(now)
    away = quiet.stand_ins(tx, policy.today(not_before))
    heard_by = [stand_in_of(tx, seat, away) for seat in seats]
    first: dict[str | None, Letter] = {}  # rendered once for a network, however many read it there
    letters = []
    for seat in heard_by:
        if seat.channel not in first:
            first[seat.channel] = letter(seat, message, not_before=not_before, about=about, wordings=wordings)
        letters.append(replace(first[seat.channel], contact_id=seat.id, address=seat.address or ""))
    return post.keep(tx, letters, now)


def stand_in_of(tx: Connection, seat: Seat, away: Mapping[int, int]) -> Seat:
    """Who really hears what is meant for that seat."""
    if seat.id not in away:
        return seat
    return people.seat(tx, away[seat.id]) or seat
