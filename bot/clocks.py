"""The two clocks: the real one, and one that a demonstration or a test moves."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock

Clock = Callable[[], datetime]


def real_clock() -> datetime:
    return datetime.now(UTC)


class MovableClock:
    """Stands where it was put, and only goes forward."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._guard = Lock()

    def __call__(self) -> datetime:
        return self._now

    def move(self, to: datetime) -> datetime:
        """Afterwards it stands at `to`, or where it stood if that is later."""
        with self._guard:
            self._now = max(self._now, to)
            return self._now
