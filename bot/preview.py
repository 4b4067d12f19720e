"""预演: who would hear what, and when, if nobody answered anything: the rounds' own decisions, run ahead on values.

Nothing is written and nothing is said. `standing` gathers the facts once,
`foresee` lets the time pass moment by moment as the rounds would, and a Preview
counts what came of it. What the outbox holds already is foreseen too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from typing import Any

from sqlalchemy import Connection

from bot.digests import NEAR_DAYS, PERIODS, Picture, digest, substance
from bot.office import Rules
from bot.pushes import TO_TELEPHONE
from bot.rounds import Ledgers, Spoken, again, call_of, due_to, rung_of, spoken_of
from db import account as ledger
from db import people, post, quiet
from db.account import Account, ItemTally, Place
from db.people import Seat
from db.states import DESKS_TURN, OPEN

SIGNED_BY = ("contact", "leader")


@dataclass(frozen=True, slots=True)
class Hearing:
    """One message foreseen. kind: the message's name; about: numbers of items, each with what it is spoken of for."""

    at: datetime
    day: date
    seat: str
    kind: str
    about: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything a forecast starts from, as it stands at one moment."""

    now: datetime
    accounts: tuple[Account, ...]
    seats: tuple[Seat, ...]
    tallies: tuple[ItemTally, ...]
    led: Mapping[int, set[int]]
    ledgers: Ledgers
    absences: tuple[quiet.Away, ...]
    digests: Mapping[tuple[int, str], tuple[datetime, str]]
    waiting: tuple[Hearing, ...]


def standing(tx: Connection, rules: Rules, now: datetime) -> Standing:
    """The office as this transaction sees it."""
    accounts = ledger.accounts_in(tx, (*OPEN, "submitted"))
    ids = [one.id for one in accounts]
    seats = people.seats(tx)
    peace = quiet.snoozes(tx, ids)
    wakes: dict[int, list[datetime]] = defaultdict(list)
    for one in peace:
        wakes[one.assignment_id].append(one.until)
    snoozed = {(one.assignment_id, one.contact_id): one.until for one in peace}
    titles = {seat.id: seat.title for seat in seats}
    return Standing(
        now=now,
        accounts=tuple(accounts),
        seats=tuple(seats),
        tallies=tuple(ledger.tally(tx, rules.policy.today(now), rules.policy.today(now))),
        led=ledger.led_tasks(tx),
        ledgers=Ledgers(post.already_said(tx, ids), snoozed, wakes, {}),
        absences=tuple(quiet.absences(tx)),
        digests={(one.contact_id, one.period): (one.next_at, one.said) for one in people.subscriptions(tx)},
        waiting=tuple(
            Hearing(one.at, rules.policy.today(one.at), titles[one.contact_id], one.kind, _plain(one.about))
            for one in post.queued(tx)
            if one.contact_id in titles
        ),
    )


def _plain(about: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, "") for code in about)


def foresee(standing: Standing, rules: Rules, until: datetime) -> list[Hearing]:
    """Every message from now until then, in the order in which they would be written."""
    ahead = list(standing.waiting)
    ahead += _Ahead(standing, rules).run(until)
    return sorted((one for one in ahead if one.at <= until), key=lambda one: one.at)


class _Ahead:
    """The time running ahead: the one thing here that changes. Each step mirrors one round."""

    def __init__(self, standing: Standing, rules: Rules) -> None:
        self.rules, self.now = rules, standing.now
        self.accounts = {one.id: one for one in standing.accounts}
        self.said = set(standing.ledgers.said)
        self.snoozed = dict(standing.ledgers.snoozed)
        self.wakes = {key: list(moments) for key, moments in standing.ledgers.wakes.items()}
        self.absences = standing.absences
        self.led, self.tallies = standing.led, standing.tallies
        self.seats = {seat.id: seat for seat in standing.seats}
        desk = {seat.id for seat in standing.seats if seat.role in people.DESK}
        # A seat that left the desk keeps its row, and is owed nothing.
        self.digests = {key: owed for key, owed in standing.digests.items() if key[0] in desk}
        self.of_unit: dict[int, list[Seat]] = defaultdict(list)
        for seat in standing.seats:
            self.of_unit[seat.unit_id].append(seat)
        self.queue = [(one.next_at, one.id) for one in standing.accounts if one.next_at is not None]
        heapify(self.queue)

    def run(self, until: datetime) -> Iterator[Hearing]:
        while (moment := self._next()) is not None and moment <= until:
            self.now = moment
            due = list(self._due()) if self.rules.policy.next_morning(moment) <= moment else []
            if due:
                yield from self._remind(due)
            yield from self._digests()

    def _next(self) -> datetime | None:
        """When the next round has something to do (bot.rounds.next_moment, without a courier)."""
        policy = self.rules.policy
        moments = [policy.next_morning(max(self.queue[0][0], self.now))] if self.queue else []
        coming = min((at for at, _ in self.digests.values()), default=None)
        if coming is not None:
            moments.append(policy.next_speaking(max(coming, self.now)))
        return min(moments, default=None)

    def _due(self) -> Iterator[Account]:
        while self.queue and self.queue[0][0] <= self.now:
            yield self.accounts[heappop(self.queue)[1]]

    # ------------------------------------------------------------ reminders

    def _remind(self, due: Sequence[Account]) -> Iterator[Hearing]:
        today = self.rules.policy.today(self.now)
        ledgers = Ledgers(self.said, self.snoozed, self.wakes, self._away(today))
        things: dict[int, list[Spoken]] = defaultdict(list)
        for account in due:
            things[account.unit_id] += spoken_of(account, self.rules, today)
        for unit_id, of_unit in things.items():
            for seat in self.of_unit[unit_id]:
                fresh = [
                    found
                    for one in of_unit
                    if seat.role in SIGNED_BY and (found := due_to(seat, one, ledgers, self.now)) is not None
                ]
                if fresh:
                    yield self._letter(seat, fresh, ledgers)
        self._carry_on(due, ledgers)
        yield from self._telephone(today)

    def _letter(self, seat: Seat, fresh: Sequence[Spoken], ledgers: Ledgers) -> Hearing:
        hears = self.seats.get(ledgers.away.get(seat.id, seat.id), seat)
        for one in fresh:
            self.said.add(rung_of(one, seat))
            if one.push is not None:
                today = self.rules.policy.today(self.now)
                self._change(one.account.id, urged=one.push, urged_on=today)
        about = tuple((one.account.code, one.owed.kind if one.owed else "later") for one in fresh)
        return self._hearing(hears, "morning" if seat.role == "contact" else "urged", about)

    def _carry_on(self, due: Sequence[Account], ledgers: Ledgers) -> None:
        """Each comes up again at its next rung; what was put off until now no longer is."""
        for account in due:
            moment = again(account, self.rules, ledgers, self.now)
            self._change(account.id, next_at=moment)
            if moment is not None:
                heappush(self.queue, (moment, account.id))
        for key, until in list(self.snoozed.items()):
            if until <= self.now:
                del self.snoozed[key]
                self.wakes[key[0]].remove(until)

    def _telephone(self, today: date) -> Iterator[Hearing]:
        lists: dict[int, list[Account]] = defaultdict(list)
        for account in self.accounts.values():
            if account.urged_on == today and account.urged >= TO_TELEPHONE:
                for seat in self._desk_of(account):
                    if call_of(account, seat) not in self.said:
                        self.said.add(call_of(account, seat))
                        lists[seat.id].append(account)
        for seat_id, accounts in lists.items():
            codes = dict.fromkeys(account.code for account in accounts)
            yield self._hearing(self.seats[seat_id], "phone_list", _plain(codes))

    def _desk_of(self, account: Account) -> list[Seat]:
        """As bot.turn.desk_of: the task's leads, never on their own unit's account, else the coordinators."""
        every = self.seats.values()
        leads = [
            seat
            for seat in every
            if seat.role == "lead"
            and account.task_id in self.led.get(seat.unit_id, ())
            and seat.unit_id != account.unit_id
        ]
        return leads or [seat for seat in every if seat.role == "coordinator"]

    def _away(self, day: date) -> dict[int, int]:
        return {one.contact_id: one.stand_in_id for one in self.absences if one.first <= day <= one.last}

    # ------------------------------------------------------------ digests

    def _digests(self) -> Iterator[Hearing]:
        today = self.rules.policy.today(self.now)
        due: dict[int, list[str]] = defaultdict(list)
        for (seat_id, period), (at, _) in self.digests.items():
            if at <= self.now and seat_id in self.seats and self.seats[seat_id].role in people.DESK:
                due[seat_id].append(period)
        if not due:
            return
        seen = self._picture(today)
        for seat_id, periods in due.items():
            longest = max(periods, key=PERIODS.index)
            message = digest(seen, self.seats[seat_id], longest)
            said = substance(message)
            before = self.digests[seat_id, longest][1]
            if message.tally.total and (longest != "day" or (said and said != before)):
                codes = dict.fromkeys(line.code for line in (*message.overdue, *message.near))
                yield self._hearing(self.seats[seat_id], "digest", _plain(codes))
            for period in periods:
                self.digests[seat_id, period] = (self.rules.policy.next_digest(period, self.now), said)

    def _picture(self, today: date) -> Picture:
        """As bot.digests.picture; how many are done does not change while nobody answers."""
        calendar = self.rules.policy.calendar
        near_until = calendar.add(today, NEAR_DAYS)
        accounts = self.accounts.values()
        places = tuple(_place(one) for one in accounts if _named(one, today, near_until))
        return Picture({}, today, near_until, calendar, self.tallies, places, self.led, ())

    def _change(self, account_id: int, **values: Any) -> None:
        self.accounts[account_id] = self.accounts[account_id]._replace(**values)

    def _hearing(self, seat: Seat, kind: str, about: tuple[tuple[str, str], ...]) -> Hearing:
        return Hearing(self.now, self.rules.policy.today(self.now), seat.title, kind, about)


def _named(account: Account, today: date, near_until: date) -> bool:
    """Whether a digest names it (as the query of db.account.places does)."""
    late_to_accept = account.state == "assigned" and account.accept_by < today
    near = account.state in OPEN and account.due <= near_until
    return account.state in DESKS_TURN or near or late_to_accept


def _place(account: Account) -> Place:
    return Place(
        item_id=account.item_id, task_id=account.task_id, code=account.code, title=account.title,
        unit=account.unit, state=account.state, due=account.due, internal_due=account.internal_due,
        accept_by=account.accept_by,
    )  # fmt: skip


# ---------------------------------------------------------------- what it comes to


@dataclass(frozen=True, slots=True)
class Preview:
    """The messages of some days, counted. Both days are included."""

    first: date
    last: date
    heard: tuple[Hearing, ...]

    @property
    def by_day(self) -> dict[date, int]:
        return dict(sorted(Counter(one.day for one in self.heard).items()))

    @property
    def heaviest(self) -> tuple[date, int] | None:
        """The day with the most messages (the first of several) and how many."""
        return max(self.by_day.items(), key=lambda pair: pair[1], default=None)

    @property
    def by_week(self) -> dict[tuple[date, str], int]:
        """Messages per seat and week; a week is named by its Monday."""
        return dict(Counter((one.day - timedelta(days=one.day.weekday()), one.seat) for one in self.heard))

    @property
    def busiest(self) -> tuple[date, str, int] | None:
        """The week and seat with the most messages."""
        top = max(self.by_week.items(), key=lambda pair: pair[1], default=None)
        return (*top[0], top[1]) if top else None

    @property
    def seats(self) -> int:
        return len({one.seat for one in self.heard})


def preview(standing: Standing, rules: Rules, first: date, last: date) -> Preview:
    """What would be heard from the first day to the last, the time before them run through as well."""
    until = rules.policy.at(last + timedelta(days=1), time(0, 0))
    heard = foresee(standing, rules, until)
    return Preview(first, last, tuple(one for one in heard if first <= one.day <= last))
