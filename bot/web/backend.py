"""What the web chat needs of the office, and nothing more: seats, bubbles, a clock.

The pages know only these values. `bot.chat` gives them from the account; the
pages' own tests give them from memory.
"""

from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from bot.channels import Busy as Busy  # the office cannot write just now; the text is the sentence to show

Move = Literal["next", "day", "week", "end"]


class FileRefused(Exception):
    """A file that is not kept; the text is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that is kept already and goes with the next words: its hash, and the name it bears."""

    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class SeatCard:
    """A seat one can sit in.

    `role` is contact, leader, lead, coordinator or admin. `unit_kind` (各区政府, 市直单位)
    divides the contacts in the picker; empty where the office makes no difference.
    """

    id: int
    title: str
    unit: str
    role: str
    role_word: str
    open: int
    unit_kind: str = ""


@dataclass(frozen=True, slots=True)
class ButtonView:
    """`index` is what a press sends back; `text` is what it will have said."""

    index: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on a phone. `html` is safe to show as it is. `key` orders bubbles and never changes.

    html: escaped text with <strong>, <em>, <a>; a line break is a newline or <br>, shown as one.
    mine: said by the seat itself. kind: the message's template, for its look.
    pressed: the text of the button already pressed under it, else None.
    files: names of what came with it. paper: what we sent with it.
    """

    key: str
    message_id: int
    mine: bool
    html: str
    at: datetime
    kind: str
    buttons: tuple[ButtonView, ...] = ()
    pressed: str | None = None
    files: tuple[str, ...] = ()
    paper: "Paper | None" = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that came with one of our messages. media: by content, image/png is shown in the bubble."""

    name: str
    media: str
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of the strip: what just went out, to whom."""

    key: int
    at: datetime
    seat_id: int
    seat: str
    kind_word: str
    first_line: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something the pages must show. seat_id None: the clock or the strip alone moved."""

    seat_id: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move of the clock brought. `ended`: the plan's period is over."""

    now: datetime
    sent: int
    seats: int
    first_seat: int | None
    ended: bool


class Backend(Protocol):
    """Synchronous and safe to call from any thread; the app calls it with `asyncio.to_thread`.

    `say` and `press` alone return at once, with a future that is done when the answer is in `history`.
    """

    movable: bool  # a demo, whose clock one can move
    takes_files: bool

    @property
    def title(self) -> str: ...

    def now(self) -> datetime: ...

    def seats(self) -> list[SeatCard]: ...

    def history(self, seat_id: int, limit: int = 60) -> list[Bubble]:
        """The last bubbles of a phone, oldest first. Raises LookupError for no such seat."""
        ...

    def paper(self, message_id: int) -> Paper | None:
        """The file that went with that message of ours, with where it lies; None where there is none (any more)."""
        ...

    def say(self, seat_id: int, text: str, update_id: str, files: Sequence[Handed] = ()) -> Future[None]:
        """Hear `text` from that seat, with files kept before. A repeated update_id changes nothing."""
        ...

    async def keep_file(self, name: str, content: AsyncIterator[bytes]) -> Handed:
        """Keep a file for the words to come. Raises FileRefused and Busy. Only where `takes_files`."""
        ...

    def press(self, seat_id: int, message_id: int, index: int, update_id: str) -> Future[None]: ...

    def sent(self, limit: int = 30) -> list[Sent]:
        """What went out last, newest first."""
        ...

    def move(self, to: Move) -> Moved:
        """Move the clock and let everything owed by then happen. Only where `movable`."""
        ...

    def changes(self) -> AsyncIterator[Change]:
        """Yield every change from now on, for one listening page."""
        ...
