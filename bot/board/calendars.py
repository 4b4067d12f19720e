"""A seat's calendar feed (RFC 5545): one all-day event for each thing still owed, on the last day it is in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from bot.office import Rules
from db import account as ledger
from db import board
from db.board import Day, Narrowed
from db.people import Seat
from db.states import OPEN
from messages.lines import state_words
from messages.words import day

LINE = 75  # octets, RFC 5545 3.1
AHEAD = timedelta(days=400)
UNIT_ROLES = ("contact", "leader")


@dataclass(frozen=True, slots=True)
class Event:
    """uid: the same thing stays the same event when its day moves."""

    uid: str
    on: date
    summary: str
    description: str


def feed(tx: Connection, rules: Rules, seat: Seat, now: datetime) -> str:
    """The calendar as it stands: a unit's open accounts, or for the desk each item and day with how many still owe it."""
    name = f"督办 {seat.unit if seat.role in UNIT_ROLES else seat.title}"
    return written(name, list(_events(tx, rules, seat, now)), now)


def written(name: str, events: list[Event], now: datetime) -> str:
    """The events as RFC 5545 wants them: CRLF, lines folded, texts escaped."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//duban//duban//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}", "X-WR-TIMEZONE:Asia/Shanghai", "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]  # fmt: skip
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.uid}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(event.summary)}",
            f"DESCRIPTION:{_escaped(event.description)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _events(tx: Connection, rules: Rules, seat: Seat, now: datetime) -> Iterator[Event]:
    today = rules.policy.today(now)
    if seat.role in UNIT_ROLES:
        for account in ledger.accounts_of_unit(tx, seat.unit_id):
            if account.state in OPEN:
                yield Event(
                    f"account-{account.id}@duban",
                    account.due,
                    f"{account.code} {account.title}",
                    f"时限{day(account.due)}；内控日{day(account.internal_due)}，请于当日前报送。当前：{state_words(account)}。",
                )  # fmt: skip
        return
    wanted = Narrowed(led_by=seat.unit_id if seat.role == "lead" else None)
    for one in board.coming(tx, wanted, Day(today, today), today + AHEAD):
        if one.open:
            yield Event(
                f"item-{one.item_id}-{one.due:%Y%m%d}@duban",
                one.due,
                f"{one.code} {one.title}（{one.open}家未办结）",
                f"时限{day(one.due)}；内控日{day(one.internal_due)}。{one.total}家单位，{one.open}家未办结。",
            )


def _escaped(text: str) -> str:
    for sign, written_as in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(sign, written_as)
    return text


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, never inside a character; those after the first begin with a blank."""
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    yield piece
