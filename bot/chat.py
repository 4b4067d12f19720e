"""The embedded chat's view of the office: phones, bubbles, the strip, and in a demonstration the clock."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future
from datetime import datetime, time, timedelta
from html import escape
from typing import Any

from bot import channels
from bot.channels import Incoming, Pace, Parcel
from bot.channels.web import WebChannel
from bot.clocks import Clock, MovableClock
from bot.conversation import hearing, pressing
from bot.courier import deliver
from bot.office import Office
from bot.reception import Reception
from bot.rounds import next_moment, round_
from bot.web.backend import (
    Bubble,
    ButtonView,
    Change,
    FileRefused,
    Handed,
    Move,
    Moved,
    Paper,
    SeatCard,
    Sent,
)
from db import account as ledger
from db import people, plans, post
from db.engine import reading
from messages.kinds import kind_word
from messages.styles import without_markup
from messages.words import ROLE_WORDS

ROLE_ORDER = ("contact", "leader", "lead", "coordinator", "admin")


class Chat:
    """`bot.web.backend.Backend` over the account. With a MovableClock it is a demonstration."""

    def __init__(
        self,
        office: Office,
        channel: WebChannel,
        clock: Clock,
        kick: Callable[[], None],
        reception: Reception | None = None,
    ) -> None:
        self._reception = reception
        self.takes_files = reception is not None
        self._office = office
        self._channel = channel
        self._clock = clock
        self._kick = kick
        self.movable = isinstance(clock, MovableClock)

    @property
    def title(self) -> str:
        with reading(self._office.engine) as tx:
            found = plans.plans(tx)
        return found[0].title if found else "还没有加载工作要点"

    def now(self) -> datetime:
        return self._clock().astimezone(self._office.zone)

    def seats(self) -> list[SeatCard]:
        with reading(self._office.engine) as tx:
            owed = ledger.open_by_unit(tx)
            found = people.seats(tx)
            kinds = {unit: group for group, units in reversed(plans.groups(tx)) for unit in units}
        return [
            SeatCard(
                one.id,
                one.title,
                one.unit,
                one.role,
                ROLE_WORDS[one.role],
                owed.get(one.unit_id, 0) if one.role in ("contact", "leader") else 0,
                kinds.get(one.unit, "其他单位"),
            )
            for one in sorted(found, key=lambda s: (ROLE_ORDER.index(s.role), s.id))
        ]

    def history(self, seat_id: int, limit: int = 60) -> list[Bubble]:
        with reading(self._office.engine) as tx:
            if people.seat(tx, seat_id) is None:
                raise LookupError(seat_id)
            heard = post.heard_from(tx, seat_id, limit)
            said = post.last_said(tx, seat_id, self._clock(), limit)
        pressed = {one.pressed: one.text for one in heard if one.pressed is not None}
        # On a clock that stands still many things happen at one moment; an answer follows its own question.
        keyed = [((one.at, one.id, 0, 0), _mine(one)) for one in heard]
        heard_before = sorted((one.at, one.id) for one in heard)
        for one in said:
            cause = one.answers or max((i for at, i in heard_before if at < one.at), default=0)
            keyed.append(((one.at, cause, 1, one.id), _ours(one, pressed.get(one.id))))
        return [bubble for _, bubble in sorted(keyed, key=lambda pair: pair[0])[-limit:]]

    def paper(self, message_id: int) -> Paper | None:
        with reading(self._office.engine) as tx:
            one = post.kept(tx, message_id)
        if one is None or one.enclosure is None or self._office.files is None:
            return None
        path = self._office.files.path(one.enclosure.sha256)
        return Paper(one.enclosure.name, one.enclosure.media, path) if path is not None else None

    async def keep_file(self, name: str, content: AsyncIterator[bytes]) -> Handed:
        if self._reception is None:
            raise FileRefused("这里不收文件。")
        try:
            kept = await self._reception.keep_file(name, content)
        except channels.FileRefused as refused:
            raise FileRefused(str(refused)) from refused
        return Handed(kept.sha256, kept.name)

    def say(self, seat_id: int, text: str, update_id: str, files: Sequence[Handed] = ()) -> Future[None]:
        kept = self._reception.kept([(one.sha256, one.name) for one in files]) if self._reception else ()
        heard = Incoming("web", update_id, str(seat_id), text, files=kept)
        hear = self._reception.hearing if self._reception else self._hearing
        return self._told(seat_id, hear(heard))

    def press(self, seat_id: int, message_id: int, index: int, update_id: str) -> Future[None]:
        pressed = Incoming("web", update_id, str(seat_id), "", pressed=message_id)
        if self._reception is not None:
            return self._told(seat_id, self._reception.pressing(pressed, index))
        return self._told(seat_id, pressing(self._office, pressed, index, self._clock()))

    def _hearing(self, heard: Incoming) -> Future[None]:
        return hearing(self._office, heard, self._clock())

    def _told(self, seat_id: int, answered: Future[Any]) -> Future[Any]:
        """Once there is an answer, the pages are told to look and the courier to go."""

        def tell(done: Future[Any]) -> None:
            if not done.cancelled() and done.exception() is None:
                self._channel.publish(Change(seat_id))
                self._kick()

        answered.add_done_callback(tell)
        return answered

    def sent(self, limit: int = 30) -> list[Sent]:
        with reading(self._office.engine) as tx:
            found = post.sent_lately(tx, limit)
        return [
            Sent(
                one.id,
                one.at.astimezone(self._office.zone),
                one.contact_id or 0,
                seat,
                kind_word(one.kind),
                _first(one),
            )
            for one, seat in found
        ]

    async def changes(self) -> AsyncIterator[Change]:
        async for change in self._channel.changes():
            yield change

    # ------------------------------------------------------------ the demonstration's clock

    def move(self, to: Move) -> Moved:
        """Go forward, letting every round on the way happen at its own hour."""
        clock = self._clock
        if not isinstance(clock, MovableClock):
            raise ValueError("the real clock does not move")
        end = self._end()
        target = self._target(to, end)
        told: list[int] = []
        while (moment := next_moment(self._office, clock())) is not None and moment <= target:
            told += self._happen(clock.move(moment))
            if to == "next" and told:
                break
        else:
            told += self._happen(clock.move(target))
        self._channel.publish(Change(None))
        return Moved(self.now(), len(told), len(set(told)), min(told, default=None), clock() >= end)

    def _happen(self, now: datetime) -> list[int]:
        """Everything owed by now happens; the seat of each letter that went out."""
        round_(self._office, now)
        witness = _Witness(self._channel)
        asyncio.run(deliver(self._office, {witness.name: witness}, now))
        return witness.told

    def _target(self, to: Move, end: datetime) -> datetime:
        now = self.now()
        morning = datetime.combine(now.date(), time(9, 30), self._office.zone)
        match to:
            case "day":
                return morning + timedelta(days=1)
            case "week":
                return morning + timedelta(days=7)
            case _:
                return max(end, now)

    def _end(self) -> datetime:
        """Two weeks past the plans' last day: the last pushes belong to the story."""
        with reading(self._office.engine) as tx:
            last = max((plan.period_end for plan in plans.plans(tx)), default=self.now().date())
        return datetime.combine(last + timedelta(days=14), time(18, 0), self._office.zone)


class _Witness:
    """A channel that passes everything on and remembers to whom."""

    name = "web"
    pace = Pace()

    def __init__(self, channel: WebChannel) -> None:
        self._channel = channel
        self.told: list[int] = []

    def is_group(self, address: str) -> bool:
        return False

    async def send(self, parcel: Parcel) -> str | None:
        if parcel.contact_id is not None:
            self.told.append(parcel.contact_id)
        return await self._channel.send(parcel)


def _mine(one: post.Heard) -> Bubble:
    return Bubble(f"i{one.id}", one.id, True, escape(one.text), one.at, "said", files=one.files)


def _ours(one: post.Kept, pressed: str | None) -> Bubble:
    buttons = tuple(ButtonView(n, label, text) for n, (label, text) in enumerate(one.buttons))
    paper = Paper(one.enclosure.name, one.enclosure.media) if one.enclosure else None
    text = "\n\n".join(one.parts)
    return Bubble(f"o{one.id}", one.id, False, text, one.at, one.kind, buttons, pressed, paper=paper)


def _first(one: post.Kept) -> str:
    return without_markup(one.parts[0].split("\n", 1)[0])[:80]
