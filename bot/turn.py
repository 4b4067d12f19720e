"""One turn of a conversation, as a handler meets it, and the questions every handler asks of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from bot.channels import Attachment
from bot.office import Rules
from bot.scheduling import change
from bot.telling import tell
from db import account as ledger
from db import history, people, plans
from db.account import Account
from db.people import Seat
from db.states import CLOSED
from messages.catalogue import Button, ItemLine, Message, NoSuchItem, NotYours, Refused, WhichOne
from messages.lines import item_line

if TYPE_CHECKING:
    from bot.brought import Brought

MOST_CHOICES = 4


@dataclass(frozen=True, slots=True)
class Origin:
    """The signed file a report is taken from: its hash, and the fingerprint of who signed it.

    by: who brought it, where that is not the sender.
    """

    file: str
    signer: str
    by: str = ""

    def facts(self) -> dict[str, object]:
        return {"file": self.file, "signer": self.signer, **({"by": self.by} if self.by else {})}


@dataclass(frozen=True, slots=True)
class Turn:
    """Who said what when, inside which transaction. heard: the message as typed; files: what came with it.

    brought: what a notice among the files came to. pinned: the item meant, where a screen
    knows it; a number alone may stand in several plans. origin: the lower office's file these words stand in.
    """

    tx: Connection
    rules: Rules
    sender: Seat
    inbox_id: int
    heard: str
    now: datetime
    files: tuple[Attachment, ...] = ()
    brought: "Brought | None" = None
    pinned: int | None = None
    origin: Origin | None = None

    @property
    def today(self) -> date:
        return self.rules.policy.today(self.now)

    def line(self, account: Account) -> ItemLine:
        return item_line(account, self.today, self.rules.policy.calendar)

    def lines(self, accounts: Iterable[Account]) -> tuple[ItemLine, ...]:
        today, calendar = self.today, self.rules.policy.calendar
        return tuple(item_line(account, today, calendar) for account in accounts)

    def change(self, account: Account, **values: Any) -> Account:
        """Afterwards the account has these values and comes up again when they say; the account as it now is."""
        return change(self.tx, self.rules, account, self.now, **values)

    def tell(self, seats: Iterable[Seat], message: Message, *about: str) -> list[int]:
        """Let others hear it, within working hours; the letters' ids. Nobody is told of their own act."""
        others = [seat for seat in seats if seat.id != self.sender.id]
        return tell(
            self.tx,
            others,
            message,
            policy=self.rules.policy,
            now=self.now,
            about=about,
            wordings=self.rules.wordings,
        )

    def remember(self, verb: str, account: Account, **facts: object) -> None:
        """Enter it in the chained history."""
        whence = self.origin.facts() if self.origin is not None else {}
        subject = f"{account.code} {account.unit}"
        history.append(self.tx, self.now, self.sender.title, verb, subject, facts | whence)


def mine(turn: Turn, code: str | None, word: str, note: str = "") -> Account | Message:
    """The account of the sender's own unit that is meant, or the answer that says why there is none.

    word: the act as it would be typed, so that a question's buttons finish it.
    """
    if code is None:
        owed = ledger.accounts_of_unit(turn.tx, turn.sender.unit_id)
        still_open = [a for a in owed if a.state not in CLOSED]
        if len(still_open) == 1:
            return still_open[0]
        if not still_open:
            return Refused("你单位目前没有未办结的事项", "回复“待办”可查看全部事项。")
        return which_item(still_open, word, note)
    found = ledger.accounts_numbered(turn.tx, turn.sender.unit_id, code)
    if turn.pinned is not None:
        found = [account for account in found if account.item_id == turn.pinned]
    return _the_open_one(found) if found else _why_not_mine(turn, code)


def _the_open_one(found: list[Account]) -> Account:
    """Two plans may use one number: the open one is meant, and of several the newest plan's."""
    return min(found, key=lambda a: (a.state in CLOSED, a.state == "cancelled"))


def which_item(accounts: list[Account], word: str, note: str = "") -> WhichOne:
    """One question whose buttons finish the act. The most urgent are offered; the rest can be typed."""
    urgent = sorted(accounts, key=lambda a: (a.due, a.id))[:MOST_CHOICES]
    choices = tuple(
        Button(f"{a.code} {a.title}", " ".join(filter(None, (word, a.code, note)))) for a in urgent
    )
    return WhichOne("item", choices)


def _why_not_mine(turn: Turn, code: str) -> Message:
    """The item is another's, or nobody's."""
    owners = owners_of(turn, code)
    if owners:
        return NotYours(code, owners[0].title, tuple(dict.fromkeys(a.unit for a in owners)))
    return no_such_item(turn, code)


def owners_of(turn: Turn, code: str) -> list[Account]:
    """Every unit's account of that item, the newest plan's item where two share the number."""
    item = next((i for i in _items(turn) if i[1] == code and turn.pinned in (None, i[0])), None)
    return ledger.accounts_of_item(turn.tx, item[0]) if item else []


def no_such_item(turn: Turn, code: str) -> NoSuchItem:
    codes = [known for _, known in _items(turn)]
    same_task = [known for known in codes if known.split(".")[0] == code.split(".")[0]]
    return NoSuchItem(code, tuple(get_close_matches(code, codes, 3, 0.6) or same_task[:3]))


def _items(turn: Turn) -> list[tuple[int, str]]:
    return [(item.id, item.code) for item in plans.items(turn.tx)]


# ---------------------------------------------------------------- who hears of it


def desk_of(tx: Connection, account: Account) -> list[Seat]:
    """Who rules on this account: the lead units' seats, or the coordinators where none leads, or the lead's own unit owes it."""
    leads = [seat for seat in people.lead_seats(tx, account.task_id) if seat.unit_id != account.unit_id]
    return leads or people.seats_in_role(tx, "coordinator")


def unit_seats(turn: Turn, account: Account, *roles: str) -> list[Seat]:
    return people.seats_of_units(turn.tx, [account.unit_id], roles or ("contact",))
