"""The circuit between the courier and a network: it opens when the network is away, and closes by itself."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

OPENS_AFTER = 5  # refusals in a row
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=5)


@dataclass(slots=True)
class Circuit:
    """Closed; open until a moment; from that moment on half open: one letter tries."""

    spread: Callable[[], float] = random.random
    until: datetime | None = None
    reason: str = ""
    _refusals: int = 0
    _opened: int = 0

    def is_open(self, now: datetime) -> bool:
        """Nothing is sent."""
        return self.until is not None and now < self.until

    @property
    def trying(self) -> bool:
        """What is sent now is sent to see whether the network is back."""
        return self.until is not None

    def refused(
        self, now: datetime, reason: str, *, at_once: bool = False, after: float | None = None
    ) -> bool:
        """The network as a whole did not take a letter; whether nothing more is sent for now.

        at_once: it will not take another either (a wrong token). after: seconds it asked to wait.
        """
        if self.is_open(now):
            return True
        self._refusals += 1
        if not (self.trying or at_once or after is not None or self._refusals >= OPENS_AFTER):
            return False
        pause = min(FIRST_PAUSE * 2 ** min(self._opened, 16), LONGEST_PAUSE)
        if at_once:
            pause = LONGEST_PAUSE
        # Jitter: many offices behind one network do not come back at one instant.
        pause *= 0.5 + self.spread() / 2
        self.until = now + (timedelta(seconds=after) if after is not None else pause)
        self.reason = reason
        self._opened += 1
        return True

    def taken(self) -> bool:
        """The network took a letter; whether it had been away."""
        back = self.trying
        self.until, self.reason, self._refusals, self._opened = None, "", 0, 0
        return back
