"""Members of WeCom whom a plan file names take their seats without a code.

The file is the administrator's own word on who sits where, as a code is. What it no
longer says ends; accounts bound by a code are left alone.
"""

from datetime import datetime

from sqlalchemy import Connection

from bot import handovers, reach
from bot.binding import Binding
from bot.office import Rules
from bot.telling import NOTICE, letter
from db import history, people, post, sign_in
from db.people import Seat
from schedules.plan import Plan

CHANNEL = "wecom"


def take_their_seats(tx: Connection, before: Plan | None, plan: Plan, by: str, now: datetime) -> list[Seat]:
    """Afterwards each member newly named speaks for that seat and for no other; the seats that gained one."""
    former = {seat.title: seat.wecom for seat in before.seats} if before else {}
    gained = []
    for seat in plan.seats:
        old = former.get(seat.title, "")
        if old == seat.wecom:
            continue
        contact_id = next(one.id for one in people.seats_titled(tx, seat.title) if one.title == seat.title)
        if old and people.revoke(tx, contact_id, CHANNEL, old, now):
            sign_in.end_of_account(tx, CHANNEL, old, now)
            history.append(tx, now, by, "unbind", seat.title, {"channel": CHANNEL})
        if seat.wecom:
            people.bind(tx, contact_id, CHANNEL, seat.wecom, now)
            sign_in.end_of_account(tx, CHANNEL, seat.wecom, now)
            history.append(tx, now, by, "bind", seat.title, {"channel": CHANNEL})
            reach.follow(tx, contact_id, CHANNEL, seat.wecom, now)
            reach.send_what_waited(tx, contact_id, CHANNEL, seat.wecom, now)
            gained.append(contact_id)
    return [one for contact_id in gained if (one := people.seat(tx, contact_id)) is not None]


def welcome(tx: Connection, rules: Rules, newcomers: list[Seat], now: datetime) -> None:
    """Each hears, in working hours, which seat is theirs and what is open there."""
    not_before = rules.policy.next_speaking(now)
    letters = []
    for seat in newcomers:
        message = handovers.welcome(tx, rules, Binding(seat, None), now)
        about = [line.code for line in message.lines]
        letters.append(
            letter(
                seat, message, not_before=not_before, about=about, priority=NOTICE, wordings=rules.wordings
            )
        )
    post.keep(tx, letters, now)


def recognised(tx: Connection, channel: str, address: str, now: datetime) -> Seat | None:
    """The seat of a member whose userid the file wrote in other capitals; WeCom holds both for one.

    Afterwards the account stands as the platform writes it.
    """
    written = people.in_other_capitals(tx, channel, address) if channel == CHANNEL else None
    if written is None:
        return None
    people.readdress(tx, channel, written, address, now)
    return people.who_is(tx, channel, address)
