"""One network's letters on their way: found, claimed, paced, sent, settled.

Claimed and committed before it is sent; settled after, in groups: one transaction
settles what was answered and claims what leaves next. A crash repeats at most what was
answered and not yet settled. Nothing here waits for another network.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import monotonic
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from bot import reach
from bot.channels import Channel, DeliveryError, Pace, Parcel
from bot.circuit import Circuit
from bot.clocks import Clock
from bot.counts import count
from bot.office import Office
from bot.pacing import Pacer, Slot, Standing
from bot.parcels import Shelf, parcels
from bot.settling import Outcome, drop, drop_lapsed, settle, still_wanted
from bot.trail import follow
from db import dispatch
from db import reach as places
from db.dispatch import Claimed, Due
from db.engine import reading
from db.shares import Share

log = structlog.get_logger()

T = TypeVar("T")

WIDTH = 64  # letters in flight; what a crash may repeat at most
KNOWN = 1000  # letters due that are looked at together
OF_ONE_CHAT = 8  # of these, so that one chat's hundreds hide nobody else's
LONGEST_SEND = 30.0  # seconds; a network that says nothing for so long has said no
LONGEST_UPLOAD = 120.0  # the same for a letter with a file
SHORT_PAUSE = 5.0  # seconds; a longer one is waited for in the queue
LINGER = 0.01  # seconds that one commit may wait for company


@dataclass(frozen=True, slots=True)
class LaneState:
    """How a network does: `until` and `reason` where nothing is sent to it for now."""

    channel: str
    in_flight: int
    until: datetime | None
    reason: str


class Silence(DeliveryError):
    """The network said nothing at all: it may have been the address, or all of it."""


class Lane:
    """The letters of one channel, or of a share of its chats."""

    def __init__(
        self,
        office: Office,
        channel: Channel,
        names: Collection[str],
        clock: Clock,
        shelf: Shelf,
        share: Share | None = None,
    ) -> None:
        self._office = office
        self._channel = channel
        self._share = share
        self._names = names
        self._clock = clock
        self._shelf = shelf
        self._pacer = Pacer(channel.pace, channel.is_group)
        self._whole = channel.pace == Pace()  # without a pace to keep, a letter goes in one go
        self._circuit = Circuit()
        self._tasks: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._lost: set[str] = set()
        self._stirred = asyncio.Event()  # something was answered
        self._stale = True  # something may be due that the pacer does not know
        self._whole_queue = True  # it was told of everything that was due
        self._broken: BaseException | None = None
        self._booked = 0.0  # when the last transaction was asked for
        self._sent = 0
        self.lost_somebody = False  # an address was refused for good since `carry` began

    @property
    def state(self) -> LaneState:
        return LaneState(self._channel.name, len(self._tasks), self._circuit.until, self._circuit.reason)

    @property
    def opens_at(self) -> datetime | None:
        """When the network is tried again, if it is away."""
        return self._circuit.until

    def remember(self, answered: Iterable[tuple[str, float]]) -> None:
        """Letters sent by others, (address, how many seconds ago), oldest first: they count for the pace."""
        now = monotonic()
        for address, ago in answered:
            self._pacer.remember(address, now - ago)

    def look_again(self) -> None:
        """Something new may be due."""
        self._stale = True
        self._stirred.set()

    async def carry(self) -> int:
        """Every letter due is sent, put off or given up with its reason; return how many went."""
        self._sent, self._stale, self.lost_somebody = 0, True, False
        try:
            while await self._step():
                pass
        finally:
            await self._land()
        return self._sent

    async def _step(self) -> bool:
        """Look, settle and claim, or wait for something to happen; False when nothing is left to do."""
        if self._broken is not None:
            raise self._broken
        if self._stale and not self._blocked():
            self._stale = False
            await self._look()
        going = self._pacer.take(monotonic(), self._room())
        if going or (self._outcomes and not self._lingering()):
            await self._book(going)
        elif self._tasks or self._outcomes or (self._pacer.waiting and not self._blocked()):
            await self._something()
        else:
            return self._stale and not self._blocked()
        return True

    def _blocked(self) -> bool:
        """The network is away, and it is not yet time to try, or what was sent before has not come back."""
        return self._circuit.is_open(self._clock()) or (self._circuit.trying and bool(self._tasks))

    def _room(self) -> int:
        if self._circuit.trying:
            return 0 if self._blocked() or self._outcomes else 1
        room = WIDTH - len(self._tasks)
        return 0 if room < WIDTH // 2 and self._lingering() else room

    def _lingering(self) -> bool:
        """While many are in flight and more wait, a commit waits a moment for company."""
        busy = len(self._tasks) > WIDTH // 2 and self._pacer.waiting > 0
        return busy and monotonic() < self._booked + LINGER

    async def _something(self) -> None:
        """Until something is answered, or the pacer may have something."""
        self._stirred.clear()
        now = monotonic()
        moments = [self._booked + LINGER] if self._lingering() else []
        if self._room() and (at := self._pacer.next_at(now)) is not None:
            moments.append(at)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(min(moments) - now, 0.0) if moments else None):
                await self._stirred.wait()

    # ------------------------------------------------------------ found

    async def _look(self) -> None:
        """Afterwards the pacer knows what is due, in its order; what has lost its meaning is dropped."""
        now = self._clock()
        if self._circuit.trying:
            await self._write(partial(drop_lapsed, self._channel.name, now))
        found, rest_until = await asyncio.to_thread(self._due, now)
        stale = {one.id for one in found if one.expires_at is not None and one.expires_at <= now}
        if stale:
            await self._write(partial(drop, sorted(stale), now))
        if rest_until is not None:
            await self._write(partial(dispatch.rest, now, rest_until))
        self._stale = self._stale or len(stale) > 0
        self._whole_queue = (
            len(found) < KNOWN
            and max(Counter(one.address for one in found).values(), default=0) < OF_ONE_CHAT
        )
        asked = (one for one in found if one.id not in stale and (rest_until is None or one.priority == 0))
        self._pacer.load((Standing(one.id, one.address, one.priority) for one in asked), monotonic())

    def _due(self, now: datetime) -> tuple[list[Due], datetime | None]:
        """What is due; and until when nobody is spoken to unasked, where that concerns any of it."""
        with reading(self._office.engine) as tx:
            found = dispatch.due(tx, self._channel.name, now, KNOWN, OF_ONE_CHAT, self._share)
            self._lost = places.lost_addresses(tx, self._channel.name)
            if all(one.priority == 0 for one in found):
                return found, None
            policy = self._office.rules(tx).policy
        return found, None if policy.speaking(now) else policy.next_speaking(now)

    # ------------------------------------------------------------ claimed and settled

    async def _book(self, going: Sequence[Slot]) -> None:
        """One transaction: what was answered is settled, what leaves is claimed. Then it leaves."""
        outcomes, self._outcomes = self._outcomes, []
        self._booked = monotonic()
        try:
            claimed = await self._write(
                partial(self._transact, outcomes, [slot.id for slot in going], self._clock())
            )
        except BaseException:
            # Nothing of it is known to have happened. Settling twice is harmless; claiming is done anew.
            self._outcomes = outcomes + self._outcomes
            for slot in going:
                self._pacer.done(slot.address)
            raise
        self._sent += sum(1 for one in outcomes if one.error is None)
        for one in outcomes:
            self._pacer.done(one.letter.address)
            self._tell(one)
        leaving = {(one.id, one.address): one for one in claimed}
        for slot in going:
            letter = leaving.get((slot.id, slot.address))
            if letter is None:
                self._pacer.done(slot.address)
            else:
                self._leave(letter, slot.at)
        # What stands behind a letter that was put off must not overtake it.
        if any(one.error for one in outcomes) or not (self._pacer.waiting or self._whole_queue):
            self._stale = True

    def _transact(
        self, outcomes: Sequence[Outcome], outbox_ids: Sequence[int], now: datetime, tx: Connection
    ) -> list[Claimed]:
        name = self._channel.name
        until = self._circuit.until if self._circuit.is_open(now) else None
        settle(tx, outcomes, self._names, until, now)
        for one in outcomes:
            if one.error is None and one.letter.address in self._lost:
                reach.heard_from(tx, name, one.letter.address, now)
        if until is not None:
            dispatch.hold(tx, name, until, self._circuit.reason)
        return still_wanted(tx, dispatch.claim(tx, outbox_ids), now)

    def _tell(self, one: Outcome) -> None:
        """The log and the figures know what became of a letter."""
        name, letter = self._channel.name, one.letter.id
        count("letters", name, "sent" if one.error is None else "refused")
        if one.error is None:
            follow("sent", outbox=letter, channel=name, receipt=one.receipts)
        else:
            follow(
                "not sent", outbox=letter, channel=name, reason=str(one.error), for_good=one.error.permanent
            )

    def _leave(self, letter: Claimed, at: float) -> None:
        follow("leaves", outbox=letter.id, channel=letter.channel, kind=letter.kind, items=letter.about)
        task = asyncio.create_task(self._send(letter, at))
        self._tasks.add(task)
        task.add_done_callback(self._landed)

    def _landed(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._broken = error
        self._stirred.set()

    # ------------------------------------------------------------ sent

    async def _send(self, letter: Claimed, at: float) -> None:
        """Part by part, each at its moment, each once as far as the network says what it took."""
        structlog.contextvars.bind_contextvars(outbox=letter.id)  # in this task alone
        receipts = letter.receipts.split() if letter.receipts else []
        error: DeliveryError | None = None
        try:
            for n, parcel in enumerate(parcels(letter, self._shelf, whole=self._whole)[len(receipts) :]):
                if n:
                    at = self._pacer.next_part(letter.address, monotonic())
                if (wait := at - monotonic()) > 0:
                    await asyncio.sleep(wait)
                if receipt := await self._one(parcel):
                    receipts.append(receipt)
        except DeliveryError as refusal:
            error = refusal
        self._note(letter, error)
        self._outcomes.append(Outcome(letter, " ".join(receipts) or None, error))

    async def _one(self, parcel: Parcel) -> str | None:
        """Raises DeliveryError, whatever goes wrong."""
        longest = LONGEST_SEND if parcel.enclosure is None else LONGEST_UPLOAD
        try:
            async with asyncio.timeout(longest):
                return await self._channel.send(parcel)
        except DeliveryError:
            raise
        except TimeoutError as error:
            raise Silence(f"{longest:.0f}秒内没有回应") from error
        except Exception as error:  # a bug in the channel: the letter is not lost for it
            log.exception("channel failed", channel=self._channel.name, outbox=parcel.outbox_id)
            raise DeliveryError(type(error).__name__) from error
        finally:
            self._pacer.answered(parcel.address, monotonic())

    def _note(self, letter: Claimed, error: DeliveryError | None) -> None:
        """What this answer says of the network as a whole."""
        name = self._channel.name
        if error is None:
            if self._circuit.taken():
                log.info("channel back", channel=name)
                self._stale = True
            return
        if error.scope == "channel" and error.after is not None and error.after <= SHORT_PAUSE:
            self._pacer.pause(monotonic() + error.after)
        elif error.scope == "channel" or isinstance(error, Silence):
            was_away = self._circuit.trying
            if self._circuit.refused(self._clock(), str(error), at_once=error.permanent, after=error.after):
                self._pacer.load((), monotonic())
                if not was_away:
                    log.error("channel away", channel=name, reason=str(error), until=self._circuit.until)
            return
        self.lost_somebody |= error.permanent and error.scope == "address"
        if self._circuit.trying and error.scope != "channel":
            self._circuit.taken()  # it answers, if only to refuse this letter
            self._stale = True

    # ------------------------------------------------------------ ended

    async def _land(self) -> None:
        """Whatever ends the work, what is in flight is waited for and settled."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LONGEST_SEND / 6)
        for task in list(self._tasks):
            task.cancel()
        if self._outcomes:
            await self._book(())

    async def _write(self, job: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self._office.writer.submit(job))
