"""One look at the board, as a page meets it: who looks, at what, when, inside which transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Connection

from bot.board.door import Visitor
from bot.board.notes import Note
from bot.charts import palette_of
from bot.clocks import Clock
from bot.digests import NEAR_DAYS
from bot.office import Office, Rules
from db.board import Day, Narrowed
from db.files import Files
from db.people import Seat
from messages.picture import Palette
from schedules.workdays import WorkCalendar

UNIT_ROLES = ("contact", "leader")


@dataclass(frozen=True, slots=True)
class Board:
    """What the board works with. clock: the office's, by which everything is told. wall: the real one, for sessions.

    kick: tells the courier that something may wait. secure: cookies travel by https alone.
    chat: the path of this machine's own chat, empty where there is none.
    """

    office: Office
    clock: Clock
    wall: Clock
    kick: Callable[[], None]
    files: Files | None
    secure: bool
    chat: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """asked: the address's own fields and numbers, as typed."""

    board: Board
    tx: Connection
    rules: Rules
    visitor: Visitor
    now: datetime
    path: str
    asked: Mapping[str, str]
    number: int = 0
    note: Note | None = None

    @property
    def seat(self) -> Seat:
        return self.visitor.seat

    @property
    def today(self) -> date:
        return self.rules.policy.today(self.now)

    @property
    def day(self) -> Day:
        return _day(self.rules.policy.calendar, self.today)

    @property
    def palette(self) -> Palette:
        return palette_of(self.rules)

    @property
    def led_by(self) -> int | None:
        """A lead sees the tasks its unit leads; coordinators and administrators see all."""
        return self.seat.unit_id if self.seat.role == "lead" else None

    def sees(self) -> Narrowed:
        """Everything this seat may see."""
        own = self.seat.unit_id if self.seat.role in UNIT_ROLES else None
        return Narrowed(led_by=self.led_by, unit_id=own)

    def whole(self, name: str, most: int = 10**6) -> int | None:
        """That field as a number; None where it is none."""
        text = self.asked.get(name, "")
        return min(int(text), most) if text.isascii() and text.isdecimal() and len(text) < 16 else None


@lru_cache(maxsize=16)
def _day(calendar: WorkCalendar, today: date) -> Day:
    return Day(today, calendar.add(today, NEAR_DAYS))
