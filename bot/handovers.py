"""A seat gets its person: the newcomer hears what is open and the last word on it, the admins of a handing over."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.binding import Binding
from bot.channels import STYLES
from bot.handlers.recording import KIND_WORDS
from bot.office import Rules
from bot.telling import ANSWER, NOWHERE, tell
from db import account as ledger
from db import people, post
from db.account import Account
from db.people import Seat
from db.post import Kept, Letter
from db.states import CLOSED
from messages.catalogue import Bound, HandedOver, ItemLine
from messages.lines import item_line
from messages.restyle import restyle
from messages.words import day_short


def welcome(tx: Connection, rules: Rules, binding: Binding, now: datetime) -> Bound:
    """What the newcomer reads. Whoever takes a seat over also gets the last words on each item."""
    seat = binding.seat
    lines = tuple(_line(tx, rules, account, binding, now) for account in _open(tx, binding))
    return Bound(seat.title, seat.unit, lines, handed_over=binding.ended is not None)


def ask_again(tx: Connection, seat: Seat, question: Kept, now: datetime) -> None:
    """Afterwards the question stands on the seat's new account too, with its buttons."""
    source = STYLES.get(post.written_for(tx, question.id), STYLES["console"])
    letter = Letter(
        contact_id=seat.id,
        channel=seat.channel or NOWHERE,
        address=seat.address or "",
        kind=question.kind,
        parts=restyle(question.parts, source, STYLES[seat.channel or "console"]),
        buttons=question.buttons,
        about=question.about,
        priority=ANSWER,
        not_before=now,
    )
    post.keep(tx, [letter], now)


def tell_admins(tx: Connection, rules: Rules, binding: Binding, now: datetime) -> None:
    """A receipt for a seat that changed hands; nobody else is told."""
    if binding.ended is None:
        return
    at = now.astimezone(rules.policy.zone)
    message = HandedOver(binding.seat.title, at, len(_open(tx, binding)), binding.ended)
    admins = [seat for seat in people.seats_in_role(tx, "admin") if seat.id != binding.seat.id]
    tell(tx, admins, message, policy=rules.policy, now=now, wordings=rules.wordings)


def _open(tx: Connection, binding: Binding) -> list[Account]:
    if binding.seat.role not in ("contact", "leader"):
        return []
    owed = ledger.accounts_of_unit(tx, binding.seat.unit_id)
    return [account for account in owed if account.state not in CLOSED]


def _line(tx: Connection, rules: Rules, account: Account, binding: Binding, now: datetime) -> ItemLine:
    today = rules.policy.today(now)
    line = item_line(account, today, rules.policy.calendar)
    last = ledger.last_report(tx, assignment_id=account.id) if binding.ended is not None else None
    if last is None:
        return line
    said = f"{KIND_WORDS[last.kind]}，{last.text}" if last.text else KIND_WORDS[last.kind]
    return replace(line, note=f"{day_short(rules.policy.today(last.reported_at))}{said}")
