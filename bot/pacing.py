"""Pacing: which letter may leave when, so that no network ever has to refuse one.

Pure: told the time in seconds that only go forward, it keeps none itself. Within a
priority the chats take turns; a chat's own letters leave one after another, the next
only when the network has answered the one before.

A network may count in windows that begin at any instant, or in buckets that fill
evenly, and it counts when a letter arrives, not when it left. So the letters of all
chats are spread evenly, and each is counted at the latest moment at which it can
have arrived.
"""

import math
from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from bot.channels import Pace, Rate

MARGIN = 0.005  # by so much wider than it need be letters are spread: what came late can be made good
WINDOW_MARGIN = 0.002  # for what the network's clock and ours differ; the way there is counted, not guessed
LOOK_AHEAD = 0.1  # seconds: so much earlier a letter is claimed than it leaves
CATCH_UP = 0.5  # seconds of lateness that are made good
A_FEW = 5  # seconds
GRACE = 0.25  # seconds after which a letter that others have overtaken is taken to have arrived
PATIENCE = 2.0  # seconds after which one is that nobody has overtaken: perhaps all of them are stuck


@dataclass(frozen=True, slots=True)
class Standing:
    """A letter in the queue of its chat. Smaller priorities go first."""

    id: int
    address: str
    priority: int


@dataclass(frozen=True, slots=True)
class Slot:
    """That letter leaves at that moment."""

    id: int
    address: str
    at: float


@dataclass(slots=True, eq=False)
class _Chat:
    """One address: what waits for it, and from when on it may be written to."""

    address: str
    windows: tuple["_Answered", ...]
    waiting: deque[Standing] = field(default_factory=deque)
    busy: bool = False
    free_at: float = -math.inf
    turn: int = 0  # how many letters it has had, as turns go


@dataclass(slots=True)
class _Leaving:
    """A letter on its way: when it left, and when it has arrived at the latest unless all of them are stuck."""

    at: float
    arrives: float


class _Answered:
    """How often one chat was written to, counted when the network had answered: then it has surely counted."""

    __slots__ = ("_last", "_seconds")

    def __init__(self, rate: Rate) -> None:
        self._last: deque[float] = deque(maxlen=rate.count)
        self._seconds = rate.seconds * (1 + WINDOW_MARGIN)

    def add(self, now: float) -> float:
        """Count one; return from when on the next may leave."""
        self._last.append(now)
        return self._last[0] + self._seconds if len(self._last) == self._last.maxlen else now

    def idle(self, now: float) -> bool:
        return not self._last or self._last[-1] + self._seconds <= now


class _Spread:
    """What one rate lets through altogether."""

    __slots__ = ("_answered", "_count", "_gap", "_late", "_seconds", "_slot")

    def __init__(self, rate: Rate) -> None:
        self._count = rate.count
        self._seconds = rate.seconds * (1 + WINDOW_MARGIN)
        # A minute's or an hour's allowance may be used in one go; what is meant by the second is spread.
        self._gap = rate.seconds / rate.count * (1 + MARGIN) if rate.seconds < A_FEW else 0.0
        self._late = CATCH_UP if rate.count > 1 else 0.0
        self._slot = -math.inf
        self._answered: deque[float] = deque()

    def begin(self, now: float) -> None:
        """After a rest nothing is late."""
        self._slot = max(self._slot, now)

    def next(self, now: float, leaving: Collection["_Leaving"], quickest: float) -> float:
        """The earliest moment for one more. leaving: those not answered yet; quickest: seconds to the quickest answer ever.

        What was answered had arrived by then, less the way; how long that is, is known better with every answer.
        """
        while self._answered and self._answered[0] + self._seconds <= now:
            self._answered.popleft()
        earliest = max(now, self._slot)
        if len(self._answered) + len(leaving) >= self._count:
            counted = sorted((*(at - quickest for at in self._answered), *(one.arrives for one in leaving)))
            earliest = max(earliest, counted[-self._count] + self._seconds)
        return earliest

    def leave(self, at: float) -> None:
        self._slot = max(self._slot, at - self._late) + self._gap

    def answer(self, now: float) -> None:
        self._answered.append(now)


class Pacer:
    """The queues of one network, and its rates."""

    def __init__(self, pace: Pace, is_group: Callable[[str], bool]) -> None:
        self._pace = pace
        self._is_group = is_group
        self._overall = tuple(_Spread(rate) for rate in pace.overall)
        self._chats: dict[str, _Chat] = {}
        self._leaving: dict[str, _Leaving] = {}  # by address
        self._ready: list[tuple[int, int, int, _Chat]] = []  # by priority, turn, letter
        self._resting: list[tuple[float, int, _Chat]] = []  # by when they may be written to
        self._turn = 0
        self._quickest = math.inf  # seconds between leaving and the answer, at best
        self._paused_until = -math.inf
        self.waiting = 0

    def load(self, letters: Iterable[Standing], now: float) -> None:
        """Afterwards exactly these wait; a chat's letters in the order given. What is on its way is on its way."""
        if not self.waiting and not self._leaving:
            for spread in self._overall:
                spread.begin(now)
        self._forget(now)
        for chat in self._chats.values():
            chat.waiting.clear()
        self.waiting = 0
        for letter in letters:
            self._chat(letter.address).waiting.append(letter)
            self.waiting += 1
        self._ready, self._resting = [], []
        for chat in self._chats.values():
            self._line_up(chat)

    def take(self, now: float, room: int) -> list[Slot]:
        """At most `room` letters that leave now or within LOOK_AHEAD seconds, each at its moment."""
        slots: list[Slot] = []
        while len(slots) < room and (chat := self._next_chat(now)) is not None:
            at = max(self._earliest(now), chat.free_at)
            if at > now + LOOK_AHEAD:
                self._line_up(chat)
                break
            letter = chat.waiting.popleft()
            self.waiting -= 1
            chat.busy = True
            self._turn = max(self._turn, chat.turn)
            chat.turn += 1
            self._leave(chat.address, at)
            slots.append(Slot(letter.id, chat.address, at))
        return slots

    def next_part(self, address: str, now: float) -> float:
        """When the next part of the letter on its way there may leave; it is counted as leaving then."""
        at = max(self._earliest(now), self._chat(address).free_at)
        self._leave(address, at)
        return at

    def answered(self, address: str, now: float) -> None:
        """The network took what left for that address, or refused it, or will say nothing more."""
        one = self._leaving.pop(address, None)
        if one is not None and self._overall:
            self._quickest = min(self._quickest, max(now - one.at, 0.0))
            for other in self._leaving.values():
                if other.at < one.at:
                    other.arrives = min(other.arrives, max(other.at + GRACE, now))
            for spread in self._overall:
                spread.answer(now)
        chat = self._chat(address)
        for window in chat.windows:
            chat.free_at = max(chat.free_at, window.add(now))

    def remember(self, address: str, at: float) -> None:
        """Somebody else wrote there, and the network had answered by then: it counts as if we had. Oldest first."""
        for spread in self._overall:
            spread.answer(at)
        chat = self._chat(address)
        for window in chat.windows:
            chat.free_at = max(chat.free_at, window.add(at))

    def done(self, address: str) -> None:
        """The letter is settled one way or the other: the chat's next may leave."""
        chat = self._chat(address)
        chat.busy = False
        self._leaving.pop(address, None)
        self._line_up(chat)

    def pause(self, until: float) -> None:
        """Nothing leaves before then: the network asked for it."""
        self._paused_until = max(self._paused_until, until)

    def next_at(self, now: float) -> float | None:
        """When `take` may next find something if nothing is answered meanwhile; None: then never."""
        first = self._resting[0][0] if self._resting and not self._ready else -math.inf
        if not self._ready and not self._resting:
            return None
        return max(self._earliest(now), first) - LOOK_AHEAD

    # ------------------------------------------------------------ inside

    def _chat(self, address: str) -> _Chat:
        chat = self._chats.get(address)
        if chat is None:
            rates = self._pace.each + (
                self._pace.group if self._pace.group and self._is_group(address) else ()
            )
            chat = self._chats[address] = _Chat(address, tuple(map(_Answered, rates)))
        return chat

    def _earliest(self, now: float) -> float:
        at = max(now, self._paused_until)
        quickest = self._quickest if math.isfinite(self._quickest) else 0.0  # no answer was timed yet
        for spread in self._overall:
            at = max(at, spread.next(now, self._leaving.values(), quickest))
        return at

    def _leave(self, address: str, at: float) -> None:
        self._leaving[address] = _Leaving(at, at + PATIENCE)
        for spread in self._overall:
            spread.leave(at)

    def _line_up(self, chat: _Chat) -> None:
        """Put it where its next letter belongs, unless it has none or one is on its way."""
        if chat.waiting and not chat.busy:
            heappush(self._resting, (chat.free_at, chat.waiting[0].id, chat))

    def _next_chat(self, now: float) -> _Chat | None:
        """Whose turn it is at the earliest moment at which anything may leave."""
        at = self._earliest(now)
        if not self._ready and self._resting:
            at = max(at, self._resting[0][0])
        if at > now + LOOK_AHEAD:
            return None
        while self._resting and self._resting[0][0] <= at:
            chat = heappop(self._resting)[2]
            chat.turn = max(chat.turn, self._turn)
            head = chat.waiting[0]
            heappush(self._ready, (head.priority, chat.turn, head.id, chat))
        return heappop(self._ready)[3] if self._ready else None

    def _forget(self, now: float) -> None:
        """Chats that may be written to at will and have nothing waiting need not be remembered."""
        idle = [
            address
            for address, chat in self._chats.items()
            if not chat.busy and chat.free_at <= now and all(window.idle(now) for window in chat.windows)
        ]
        for address in idle:
            del self._chats[address]
