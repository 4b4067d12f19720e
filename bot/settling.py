"""What the account says of letters on their way: which are still wanted, and what became of each."""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import reach
from bot.channels import DeliveryError
from db import dispatch, post
from db.dispatch import Claimed

REMINDERS = ("morning", "urged")
MOST_ATTEMPTS = 60  # at the longest wait, more than a day
FIRST_WAIT, SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(seconds=1), timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter. receipts: the network's ids of what it took; error: None where it took all."""

    letter: Claimed
    receipts: str | None
    error: DeliveryError | None = None


def settle(
    tx: Connection,
    outcomes: Sequence[Outcome],
    channels: Collection[str],
    until: datetime | None,
    now: datetime,
) -> None:
    """Afterwards each is sent, waits to be tried again, goes another way, or is left to a person with its reason.

    until: when the whole channel is tried again, if it is away.
    """
    post.sent(tx, {one.letter.id: one.receipts for one in outcomes if one.error is None}, now)
    for one in outcomes:
        if one.error is not None:
            _put_right(tx, one, one.error, channels, until, now)


def _put_right(
    tx: Connection,
    one: Outcome,
    error: DeliveryError,
    channels: Collection[str],
    until: datetime | None,
    now: datetime,
) -> None:
    letter = one.letter
    if error.scope == "channel":
        # Not the letter's fault: however long the network is away, it is not given up for that.
        again = until or now + _wait(letter.attempts, error.after)
        dispatch.put_back(tx, letter.id, again, str(error), one.receipts, max(letter.attempts - 1, 1))
    elif error.permanent and error.scope == "address":
        reach.address_refused(tx, letter, str(error), channels, now)
    elif error.permanent or letter.attempts >= MOST_ATTEMPTS:
        post.failed(tx, letter.id, str(error))
    else:
        again = now + _wait(letter.attempts, error.after)
        dispatch.put_back(tx, letter.id, again, str(error), one.receipts, letter.attempts)


def _wait(attempts: int, after: float | None) -> timedelta:
    """Exponential with full jitter: nobody's retries march in step. What the network asks for is waited for."""
    if after is not None:
        return timedelta(seconds=after)
    most: timedelta = min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)
    return max(most * random.random(), SHORTEST_WAIT)  # noqa: S311  spreads retries


def still_wanted(tx: Connection, letters: Sequence[Claimed], now: datetime) -> list[Claimed]:
    """Those that still mean something; the others are dropped, with the reason."""
    asked = [one for one in letters if one.kind in REMINDERS]
    owing: set[tuple[int, str]] = set()
    if asked:
        seats = [one.contact_id for one in asked if one.contact_id is not None]
        owing = dispatch.owing(tx, seats, [code for one in asked for code in one.about])
    wanted = []
    for one in letters:
        if one.expires_at is not None and one.expires_at <= now:
            post.drop(tx, one.id, reach.STALE, now)
        elif one.kind in REMINDERS and not any((one.contact_id, code) in owing for code in one.about):
            post.drop(tx, one.id, "发出前已反馈，不再打扰", None)
        else:
            wanted.append(one)
    return wanted


def drop_lapsed(channel: str, now: datetime, tx: Connection) -> None:
    drop(dispatch.lapsed(tx, channel, now), now, tx)


def drop(outbox_ids: Sequence[int], now: datetime, tx: Connection) -> None:
    for outbox_id in outbox_ids:
        post.drop(tx, outbox_id, reach.STALE, now)
