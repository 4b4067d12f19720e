"""A seat that one of its networks no longer takes anything for: another account of it, or word to the desk.

What goes to another account is written anew in that network's markup. What nobody can
take waits, with its reason, until the person writes again.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.channels import STYLES
from bot.office import Rules, rules_in
from bot.telling import tell
from db import account as ledger
from db import dispatch, people, post, reach
from db.dispatch import NOBODY_THERE, Claimed
from db.reach import Lost, Place
from db.states import UNITS_TURN
from messages.catalogue import OutOfReach, SeatUnreachable
from messages.lines import item_line
from messages.restyle import restyle
from messages.styles import Style
from messages.words import CHANNEL_WORDS

STALE = "过了当天，内容已不准"


def address_refused(tx: Connection, one: Claimed, why: str, channels: Collection[str], now: datetime) -> None:
    """The address will take nothing more: the seat's letters for it go to its next account, or this one waits for a reader."""
    here = Place(one.channel, one.address)
    if one.contact_id is None:
        post.failed(tx, one.id, why)
        return
    reach.lost(tx, one.contact_id, here, why, now)
    if not _by_another_way(tx, one, here, channels, now):
        post.failed(tx, one.id, NOBODY_THERE + why)


def not_carried(tx: Connection, one: Claimed, why: str, channels: Collection[str], now: datetime) -> None:
    """No network of this office goes there: another account of the seat, or failed with its reason."""
    here = Place(one.channel, one.address)
    if one.contact_id is None or not _by_another_way(tx, one, here, channels, now):
        post.failed(tx, one.id, why)


def _by_another_way(
    tx: Connection, one: Claimed, here: Place, channels: Collection[str], now: datetime
) -> bool:
    if one.contact_id is None:
        return False
    other = next((place for place in reach.places(tx, one.contact_id, list(channels)) if place != here), None)
    if other is None:
        return False
    ids = [one.id, *dispatch.waiting_at(tx, one.contact_id, here.channel, here.address)]
    _send_by(tx, ids, _style(here.channel), other, now)
    return True


def _send_by(tx: Connection, ids: Sequence[int], source: Style, other: Place, now: datetime) -> None:
    target = _style(other.channel)
    for outbox_id, parts in dispatch.parts_of(tx, ids).items():
        written = parts if source is target else restyle(parts, source, target)
        dispatch.send_by(tx, outbox_id, other.channel, other.address, written, now)


def _style(channel: str) -> Style:
    return STYLES.get(channel, STYLES["console"])


def heard_from(tx: Connection, channel: str, address: str, now: datetime) -> None:
    """Whoever writes can be written to: if that account was lost, what waited for its reader goes there now."""
    contact_id = reach.found(tx, Place(channel, address))
    if contact_id is not None:
        send_what_waited(tx, contact_id, channel, address, now)


def send_what_waited(tx: Connection, contact_id: int, channel: str, address: str, now: datetime) -> None:
    """Afterwards what no account of the seat could take goes to this one; what has lost its meaning is owed anew."""
    for outbox_id, marked_for, expires_at in dispatch.waiting_for_reader(tx, contact_id):
        if expires_at is not None and expires_at <= now:
            post.drop(tx, outbox_id, STALE, now)
        else:
            _send_by(tx, [outbox_id], _style(marked_for), Place(channel, address), now)


def follow(tx: Connection, contact_id: int, channel: str, address: str, now: datetime) -> None:
    """Afterwards what still waits to leave for another account of the seat goes to this one, which it bound last."""
    for outbox_id, marked_for in dispatch.waiting_elsewhere(tx, contact_id, channel, address):
        _send_by(tx, [outbox_id], _style(marked_for), Place(channel, address), now)


# ---------------------------------------------------------------- the desk is told


def tell_desk(tx: Connection, *, zone: ZoneInfo, now: datetime) -> int:
    """Afterwards coordinators and admins will hear, once and in one message, of every seat newly out of reach; how many."""
    lost = reach.lost_untold(tx)
    if not lost:
        return 0
    gone = reach.seats_out_of_reach(tx)
    seats = {one.contact_id: one for one in lost if one.contact_id in gone}
    if seats:
        rules = rules_in(tx, zone)
        today = rules.policy.today(rules.policy.next_speaking(now))
        message = SeatUnreachable(today, tuple(_line(tx, one, rules, today) for one in seats.values()))
        desk = [*people.seats_in_role(tx, "coordinator"), *people.seats_in_role(tx, "admin")]
        hear = [seat for seat in desk if seat.id not in seats]
        tell(tx, hear, message, policy=rules.policy, now=now, wordings=rules.wordings)
    reach.told(tx, [one.account_id for one in lost], now)
    return len(seats)


def _line(tx: Connection, one: Lost, rules: Rules, today: date) -> OutOfReach:
    """The seat with what its unit has to do next."""
    owed = [
        item_line(account, today, rules.policy.calendar)
        for account in ledger.accounts_of_unit(tx, one.unit_id)
        if account.state in UNITS_TURN
    ]
    ahead = sorted((line for line in owed if line.days_left >= 0), key=lambda line: line.due)
    nearest = ahead[0] if ahead else next(iter(owed), None)
    return OutOfReach(
        one.seat, CHANNEL_WORDS.get(one.channel, one.channel), one.why, nearest, max(len(owed) - 1, 0)
    )
