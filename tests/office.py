"""An office for stories: real database, real rounds and courier, phones that remember, a clock that is told the time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bot.channels import Channel, Incoming, Pace, Parcel
from bot.conversation import hear, pressing
from bot.courier import deliver
from bot.loading import load
from bot.office import Office, open_office
from bot.rounds import next_moment, round_
from db import history, people
from db.engine import reading
from messages.styles import without_markup
from schedules.plan import Plan
from tests import postgres

ZONE = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """`2021-10-29 09:07`, in the office's zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as a phone showed it. raw: what the network itself made of it."""

    at: datetime
    outbox_id: int
    kind: str
    text: str
    buttons: tuple[tuple[str, str], ...]
    raw: Any = None


class Wire(Channel, Protocol):
    """A network with phones on it: what they show, and what is said and pressed on them."""

    shown: dict[str, list[Shown]]
    now: datetime

    def address(self, seat_id: int) -> str:
        """That seat's account there."""
        ...

    async def says(self, office: Office, address: str, text: str, number: str) -> None: ...

    async def presses(self, office: Office, address: str, shown: Shown, label: str, number: str) -> None: ...


class Network:
    """The simplest wire: whatever is sent is shown at once on the phone at that address."""

    name = "web"
    pace = Pace()

    def __init__(self) -> None:
        self.shown: dict[str, list[Shown]] = {}
        self.now = at("2000-01-01 00:00")

    def is_group(self, address: str) -> bool:
        return False

    def address(self, seat_id: int) -> str:
        return str(seat_id)

    async def send(self, parcel: Parcel) -> str | None:
        text = without_markup("\n\n".join(parcel.parts))
        shown = Shown(self.now, parcel.outbox_id, parcel.kind, text, parcel.buttons)
        self.shown.setdefault(parcel.address, []).append(shown)
        return str(parcel.outbox_id)

    async def says(self, office: Office, address: str, text: str, number: str) -> None:
        hear(office, Incoming("web", number, address, text), self.now)

    async def presses(self, office: Office, address: str, shown: Shown, label: str, number: str) -> None:
        index = [name for name, _ in shown.buttons].index(label)
        press = Incoming("web", number, address, "", pressed=shown.outbox_id)
        pressing(office, press, index, self.now).result()


@dataclass
class Phone:
    """One seat's screen on one network. Messages are looked at in order, each once."""

    office: "StoryOffice"
    wire: Wire
    address: str
    title: str
    _looked: int = 0

    @property
    def shown(self) -> Sequence[Shown]:
        return self.wire.shown.get(self.address, [])

    @property
    def unseen(self) -> Sequence[Shown]:
        return self.shown[self._looked :]

    def expects(self, *fragments: str) -> "Phone":
        """The next message holds all of these."""
        assert self.unseen, f"{self.title} 没有收到新消息，应有：{fragments}"
        text = self.unseen[0].text
        for fragment in fragments:
            assert fragment in text, f"{self.title} 的消息里没有“{fragment}”：\n{text}"
        self._looked += 1
        return self

    def expects_nothing(self) -> "Phone":
        assert not self.unseen, f"{self.title} 不应收到：\n{self.unseen[0].text}"
        return self

    def forgets(self) -> list[Shown]:
        """Everything unseen, taken as seen."""
        seen = list(self.unseen)
        self._looked = len(self.shown)
        return seen

    async def says(self, text: str, update_id: str | None = None) -> "Phone":
        """The answer is shown, and so is whatever others were told."""
        self.forgets()
        number = update_id or f"story-{next(self.office.updates)}"
        self.wire.now = self.office.now
        await self.wire.says(self.office.office, self.address, text, number)
        await self.office.carry()
        return self

    async def presses(self, label: str) -> "Phone":
        """A button under the newest message that has one of that label."""
        for shown in reversed(self.shown):
            if label in [name for name, _ in shown.buttons]:
                self.forgets()
                number = f"story-{next(self.office.updates)}"
                self.wire.now = self.office.now
                await self.wire.presses(self.office.office, self.address, shown, label, number)
                await self.office.carry()
                return self
        raise AssertionError(f"{self.title} 没有按钮“{label}”")


@dataclass
class StoryOffice:
    """The office, what time it is there, the wire everybody is on, and others that somebody may be on."""

    office: Office
    now: datetime
    network: Wire = field(default_factory=Network)
    updates: Iterator[int] = field(default_factory=count)
    others: list[Wire] = field(default_factory=list)

    @property
    def channels(self) -> dict[str, Channel]:
        return {wire.name: wire for wire in (self.network, *self.others)}

    async def carry(self) -> None:
        for wire in (self.network, *self.others):
            wire.now = self.now
        await deliver(self.office, self.channels, self.now)

    def binds(self, title: str, wire: Wire) -> Phone:
        """Afterwards that seat has its account on that wire; its phone there."""
        with reading(self.office.engine) as tx:
            (seat,) = people.seats_titled(tx, title)
        self.office.writer.run(
            lambda tx: people.bind(tx, seat.id, wire.name, wire.address(seat.id), self.now)
        )
        return self.phone(title, wire)

    async def adopts(self, plan: Plan) -> None:
        """The plan comes into force and is handed out."""
        with reading(self.office.engine) as tx:
            rules = self.office.rules(tx)
        self.office.writer.run(lambda tx: load(rules, plan, "系统", self.now, tx))
        if self.network.name != Network.name:  # everybody has a seat on this machine's own screen already
            for title in [phone.title for phone in self.phones()]:
                self.binds(title, self.network)
        await self.carry()

    async def wait_until(self, moment: str) -> None:
        """Time passes; every round on the way happens at its own hour."""
        target = at(moment)
        while (happens := next_moment(self.office, self.now)) is not None and happens <= target:
            self.now = max(self.now, happens)
            round_(self.office, self.now)
            await self.carry()
        self.now = target

    def phone(self, title: str, wire: Wire | None = None) -> Phone:
        with reading(self.office.engine) as tx:
            (seat,) = people.seats_titled(tx, title)
        return self._phone(seat, wire or self.network)

    def phones(self) -> list[Phone]:
        with reading(self.office.engine) as tx:
            return [self._phone(seat, self.network) for seat in people.seats(tx)]

    def _phone(self, seat: people.Seat, wire: Wire) -> Phone:
        return Phone(self, wire, wire.address(seat.id), seat.title)

    def history_holds(self) -> bool:
        with reading(self.office.engine) as tx:
            _, broken = history.verify(history.entries(tx))
        return broken is None

    def close(self) -> None:
        self.office.close()


def story_office(folder: Path, moment: str) -> StoryOffice:
    """A new, empty office in that folder, or on PostgreSQL where this run is on it."""
    file = folder / "story.db"
    address = postgres.database_of(file) if postgres.wanted() else f"sqlite:///{file}"
    return StoryOffice(open_office(address, ZONE), at(moment))
