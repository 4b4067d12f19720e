"""How long the channel waits for what, as data: one place to read them, and one a test can shorten."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds.

    between_parts: between two messages of one letter, which go to one chat. album: without another piece, an album
    is complete. fetch: before each further try to fetch a file. shown: before a pressed message is edited again.
    poll: a question stays open on Telegram's side. pauses: before asking again in trouble, ever longer.
    busy: before what could not be written is brought again.
    """

    between_parts: float = 1.05
    album: float = 1.0
    fetch: tuple[float, ...] = (2.0, 10.0, 60.0, 300.0)
    shown: float = 3.0
    poll: int = 25
    pauses: tuple[float, ...] = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
    busy: float = 0.5

    def pause(self, tries: int) -> float:
        """Before the next try, after so many in vain."""
        return self.pauses[min(tries, len(self.pauses) - 1)]
