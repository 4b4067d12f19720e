"""The courier: carries letters from the outbox to their channels, and settles each.

Claimed and committed before it is sent; settled after. A crash between the two
repeats at most what was in flight.
"""

import asyncio
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from bot.channels import Channel, DeliveryError, Parcel
from bot.office import Office
from bot.telling import NOWHERE
from db import account, people, post
from db.engine import reading
from db.post import Waiting
from db.states import UNITS_TURN

log = structlog.get_logger()

T = TypeVar("T")
Refusal = tuple[Waiting, DeliveryError]

REMINDERS = ("morning", "urged")
BATCH = 100  # what a crash may repeat at most
MOST_ATTEMPTS = 60  # at the longest wait, more than a day
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=30)


async def deliver(office: Office, channels: Mapping[str, Channel], now: datetime) -> int:
    """Every letter whose time has come is sent, put off, or given up with its reason; return how many went.

    Claimed together, sent in order, settled together.
    """
    total = 0
    while True:
        letters = await asyncio.to_thread(_waiting, office, now)
        if not letters:
            return total
        mine = await _write(office, partial(_claim, letters, now))
        receipts, refusals = await _send(channels, [one for one in letters if one.id in mine])
        await _write(office, partial(_settle, receipts, refusals, now))
        total += len(receipts)


async def _write(office: Office, job: Callable[[Connection], T]) -> T:
    return await asyncio.wrap_future(office.writer.submit(job))


def _waiting(office: Office, now: datetime) -> list[Waiting]:
    with reading(office.engine) as tx:
        return post.waiting(tx, now, BATCH)


def _claim(letters: list[Waiting], now: datetime, tx: Connection) -> set[int]:
    """Those that may be sent now. What has lost its meaning meanwhile is dropped, with the reason."""
    wanted = []
    for one in letters:
        if one.expires_at is not None and one.expires_at <= now:
            post.drop(tx, one.id, "过了当天，内容已不准", now)
        elif one.kind in REMINDERS and not _still_owed(tx, one):
            post.drop(tx, one.id, "发出前已反馈，不再打扰", None)
        else:
            wanted.append(one.id)
    return post.claim(tx, wanted)


def _still_owed(tx: Connection, one: Waiting) -> bool:
    """Whether anything the letter speaks of still waits for that unit."""
    seat = people.seat(tx, one.contact_id) if one.contact_id is not None else None
    if seat is None:
        return False
    owing = {owed.code: owed.state for owed in account.owing(tx, seat.unit_id)}
    return any(owing.get(code) in UNITS_TURN for code in one.about)


async def _send(
    channels: Mapping[str, Channel], letters: list[Waiting]
) -> tuple[dict[int, str | None], list[Refusal]]:
    receipts: dict[int, str | None] = {}
    refusals: list[Refusal] = []
    for one in letters:
        parcel = Parcel(one.id, one.contact_id, one.address, one.kind, one.parts, one.buttons)
        try:
            receipts[one.id] = await _channel(channels, one.channel).send(parcel)
        except DeliveryError as error:
            refusals.append((one, error))
        except Exception as error:  # a bug in the channel: the letter is not lost for it
            log.exception("channel failed", channel=one.channel, outbox=one.id)
            refusals.append((one, DeliveryError(type(error).__name__)))
    return receipts, refusals


def _channel(channels: Mapping[str, Channel], name: str) -> Channel:
    if name not in channels:
        reason = "岗位还没有绑定账号" if name == NOWHERE else f"没有启用通道 {name}"
        raise DeliveryError(reason, permanent=True)
    return channels[name]


def _settle(
    receipts: Mapping[int, str | None], refusals: list[Refusal], now: datetime, tx: Connection
) -> None:
    post.sent(tx, receipts, now)
    for one, error in refusals:
        _put_right(tx, one, error, now)


def _put_right(tx: Connection, one: Waiting, error: DeliveryError, now: datetime) -> None:
    """Try again later, ever more slowly, while it has a meaning; or leave it to a person."""
    if error.permanent or one.attempts + 1 >= MOST_ATTEMPTS:
        post.failed(tx, one.id, str(error))
        return
    wait = min(FIRST_WAIT * 2 ** min(one.attempts, 10), LONGEST_WAIT)
    post.put_off(tx, one.id, now + wait * random.uniform(0.8, 1.2), str(error))  # noqa: S311  spreads retries
