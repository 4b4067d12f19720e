"""Rounds: everything owed by now is decided, claimed, rendered and kept; nothing is sent here.

A round with nothing due costs one probe of an index. Each batch of units is one
transaction, so that a crash between two batches repeats nothing and forgets nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import groupby

from sqlalchemy import Connection

from bot.charts import draw, heat_chart, palette_of
from bot.digests import PERIODS, digest, picture, substance
from bot.office import Office, Rules
from bot.pushes import ANSWER_WITHIN, TO_LEADER, phone_calls
from bot.scheduling import obligation
from bot.telling import DIGEST, NOTICE, letter, stand_in_of
from bot.turn import desk_of
from bot.wordings import set_aside_broken
from db import account as ledger
from db import people, post, quiet
from db.account import Account
from db.engine import reading
from db.people import DigestOwed, Seat
from db.post import Enclosed, Letter, Rung
from messages.catalogue import Digest, ItemLine, Message, Morning, PhoneList, Urged
from messages.lines import item_line, step_line
from messages.render import broken
from schedules.owed import Owed, next_day, owed, step_owed

OFFICE = "督办办公室"
NO_PICTURES: Mapping[int | None, Enclosed] = {}
BATCH = 500  # assignments in one transaction: some tens of milliseconds of writing


@dataclass(frozen=True, slots=True)
class Spoken:
    """One account looked at today: what is owed of it, if anything, and the number of this push if it is one."""

    account: Account
    owed: Owed | None
    push: int | None


@dataclass(frozen=True, slots=True)
class Ledgers:
    """What the round must respect: what was said, who put what off until when, who stands in for whom."""

    said: set[Rung]
    snoozed: Mapping[tuple[int, int], datetime]
    wakes: Mapping[int, Sequence[datetime]]
    away: Mapping[int, int]


def round_(office: Office, now: datetime) -> int:
    """Afterwards everything owed by now stands in the outbox; return how many messages were written.

    Outside working hours nothing is said; it is still owed when they begin.
    """
    with reading(office.engine) as tx:
        rules = office.rules(tx)
        if not rules.policy.speaking(now):
            return 0
        # Before the morning's hour nothing is reminded: what an outage left over belongs to that one message.
        morning = rules.policy.next_morning(now) <= now
        due = ledger.due_by(tx, now) if morning and ledger.anything_due(tx, now) else []
        digest_at = people.next_digest(tx)
    batches = list(_batches(due))
    written = sum(
        office.writer.run(partial(remind, rules, batch, now, batch is batches[-1])) for batch in batches
    )
    if digest_at is not None and digest_at <= now:
        written += office.writer.run(partial(send_digests, rules, now, pictures=digest_pictures(office, now)))
    if broken:
        office.writer.run(lambda tx: set_aside_broken(tx, rules, now))
    return written


def _batches(due: Sequence[tuple[int, int]]) -> Iterable[list[int]]:
    """Whole units together, since a seat hears everything in one message."""
    batch: list[int] = []
    for _, of_unit in groupby(due, key=lambda pair: pair[0]):
        batch += [assignment_id for _, assignment_id in of_unit]
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def remind(rules: Rules, assignment_ids: Sequence[int], now: datetime, last: bool, tx: Connection) -> int:
    """One batch: what each unit's seats must hear, claimed rung by rung, in one message a seat.

    The last batch of a round also writes the desk's lists for the telephone: a
    round cut short leaves its last batch due, so the list is never forgotten.
    """
    today = rules.policy.today(now)
    accounts = ledger.accounts(tx, assignment_ids)
    ledgers = _ledgers(tx, assignment_ids, today)
    spoken: dict[int, list[Spoken]] = defaultdict(list)
    for account in accounts:
        spoken[account.unit_id] += spoken_of(account, rules, today)
    written, pushed = _say(tx, rules, spoken, ledgers, now)
    moments = {account.id: again(account, rules, ledgers, now) for account in accounts}
    pushes = {one.account.id: one.push for one in pushed if one.push}
    ledger.set_urged(tx, pushes, moments, today)
    ledger.set_next(tx, {key: moment for key, moment in moments.items() if key not in pushes})
    for (assignment_id, contact_id), until in ledgers.snoozed.items():
        if until <= now:
            quiet.end_snoozes(tx, [assignment_id], [contact_id])
    return written + (_telephone(tx, rules, now) if last else 0)


def spoken_of(account: Account, rules: Rules, today: date) -> Iterable[Spoken]:
    """What there is to say of one account today: the one thing owed (or nothing), and a step on the way beside it."""
    ladder, what = rules.ladder(account.plan_id, account.item_id), obligation(account)
    found = owed(what, today, ladder, rules.policy.calendar)
    if found is not None and found.kind == "overdue" and account.urged_on == today:
        found = None  # somebody pushed by hand already
    push = account.urged + 1 if found is not None and found.kind == "overdue" else None
    yield Spoken(account, found, push)
    if (step := step_owed(what, today, rules.policy.calendar)) is not None:
        yield Spoken(account, step, None)


def _ledgers(tx: Connection, assignment_ids: Sequence[int], today: date) -> Ledgers:
    snoozed: dict[tuple[int, int], datetime] = {}
    wakes: dict[int, list[datetime]] = defaultdict(list)
    for one in quiet.snoozes(tx, assignment_ids):
        snoozed[one.assignment_id, one.contact_id] = one.until
        wakes[one.assignment_id].append(one.until)
    return Ledgers(post.already_said(tx, assignment_ids), snoozed, wakes, quiet.stand_ins(tx, today))


def again(account: Account, rules: Rules, ledgers: Ledgers, now: datetime) -> datetime | None:
    """When it next comes up: its next rung, or the end of somebody's 稍后 before that."""
    ladder = rules.ladder(account.plan_id, account.item_id)
    day = next_day(obligation(account), rules.policy.today(now), ladder, rules.policy.calendar)
    moments = [until for until in ledgers.wakes.get(account.id, ()) if until > now]
    if day is not None:
        moments.append(rules.policy.morning_of(day))
    return min(moments, default=None)


def _say(
    tx: Connection, rules: Rules, spoken: dict[int, list[Spoken]], ledgers: Ledgers, now: datetime
) -> tuple[int, list[Spoken]]:
    """Write the letters and their claims; return how many letters, and which pushes were made."""
    seats: dict[int, list[Seat]] = defaultdict(list)
    for seat in people.seats_of_units(tx, list(spoken), ("contact", "leader")):
        seats[seat.unit_id].append(seat)
    letters: list[Letter] = []
    claims: list[list[Rung]] = []
    pushed: dict[int, Spoken] = {}
    for unit_id, things in spoken.items():
        for seat in seats[unit_id]:
            fresh = [due for one in things if (due := due_to(seat, one, ledgers, now)) is not None]
            if fresh:
                hears = stand_in_of(tx, seat, ledgers.away)
                letters.append(_letter(seat, hears, fresh, rules, now))
                claims.append([rung_of(one, seat) for one in fresh])
                pushed |= {one.account.id: one for one in fresh if one.push is not None}
    ids = post.keep(tx, letters, now)
    post.say_once(tx, [(rung, ids[n]) for n, rungs in enumerate(claims) for rung in rungs])
    return len(letters), list(pushed.values())


def due_to(seat: Seat, one: Spoken, ledgers: Ledgers, now: datetime) -> Spoken | None:
    """The thing as it is owed to this seat now; None where it is not, was said, or was put off."""
    until = ledgers.snoozed.get((one.account.id, seat.id))
    if until is not None and until > now:
        return None
    if one.owed is not None and _concerns(seat, one) and rung_of(one, seat) not in ledgers.said:
        return one
    # What was put off is spoken of when its time comes, whatever was said before.
    if until is not None and (one.owed is None or one.owed.kind != "step"):
        return Spoken(one.account, Owed("later", one.account.due, int(until.timestamp()) // 60), None)
    return None


def _concerns(seat: Seat, one: Spoken) -> bool:
    """A leader hears only of what the contact did not answer twice."""
    return seat.role == "contact" or (one.push is not None and one.push >= TO_LEADER)


def rung_of(one: Spoken, seat: Seat) -> Rung:
    if one.owed is None:
        raise ValueError("nothing is owed")
    return Rung(one.account.id, seat.id, one.owed.kind, one.owed.due, one.owed.rung)


def _letter(seat: Seat, hears: Seat, things: Sequence[Spoken], rules: Rules, now: datetime) -> Letter:
    today = rules.policy.today(now)
    message = _to_leader(seat, things, rules, today)
    if seat.role == "contact":
        message = _morning(seat, things, rules, today, stands_in=hears is not seat)
    return letter(
        hears,
        message,
        not_before=now,
        about=list(dict.fromkeys(one.account.code for one in things)),
        priority=NOTICE,
        # Tomorrow it would say the wrong number of days.
        expires_at=rules.policy.at(today + timedelta(days=1), time(0, 0)),
        wordings=rules.wordings,
    )


def _morning(seat: Seat, things: Sequence[Spoken], rules: Rules, today: date, *, stands_in: bool) -> Message:
    """The merged message of a contact, or of who stands in for it."""
    sections: dict[str, list[tuple[ItemLine, int | None]]] = defaultdict(list)
    for one in things:
        kind = one.owed.kind if one.owed is not None else "later"
        line = item_line(one.account, today, rules.policy.calendar, to_report=kind != "accept")
        if one.owed is not None and kind == "step":
            line = step_line(line, one.account, one.owed, today, rules.policy.calendar)
        sections[kind].append((line, one.push))

    def lines(kind: str) -> tuple[ItemLine, ...]:
        return tuple(line for line, _ in sections[kind])

    missed = [one.account.next_at for one in things if one.account.next_at is not None]
    since = rules.policy.today(min(missed)) if missed else today
    return Morning(
        today=today,
        unit=seat.unit,
        overdue=lines("overdue"),
        returned=lines("returned"),
        near=lines("near"),
        steps=lines("step"),
        unaccepted=lines("accept"),
        behind=lines("behind"),
        asked=lines("ask"),
        later=lines("later"),
        since=since if since < today else None,
        pushes=tuple((line.code, n) for line, n in sections["overdue"] if n is not None),
        stands_in_for=seat.title if stands_in else "",
    )


def _to_leader(seat: Seat, things: Sequence[Spoken], rules: Rules, today: date) -> Message:
    return Urged(
        unit=seat.unit,
        by=OFFICE,
        answer_by=rules.policy.calendar.add(today, ANSWER_WITHIN),
        numbers=tuple(one.push or 0 for one in things),
        lines=tuple(item_line(one.account, today, rules.policy.calendar, to_report=True) for one in things),
        to_leader=True,
    )


def _telephone(tx: Connection, rules: Rules, now: datetime) -> int:
    """What was pushed for the third time today goes to the desk, once: each lead its tasks, or the coordinators."""
    today = rules.policy.today(now)
    calling = ledger.to_telephone(tx, today)
    if not calling:
        return 0
    said = post.already_said(tx, [account.id for account in calling])
    lists: dict[int, tuple[Seat, list[Account]]] = {}
    for account in calling:
        for seat in desk_of(tx, account):
            if call_of(account, seat) not in said:
                lists.setdefault(seat.id, (seat, []))[1].append(account)
    letters = [_call_list(seat, accounts, rules, now) for seat, accounts in lists.values()]
    ids = post.keep(tx, letters, now)
    calls = zip(ids, lists.values(), strict=True)
    post.say_once(tx, [(call_of(one, seat), id_) for id_, (seat, accounts) in calls for one in accounts])
    return len(letters)


def call_of(account: Account, seat: Seat) -> Rung:
    return Rung(account.id, seat.id, "call", account.due, -account.urged)


def _call_list(seat: Seat, accounts: Sequence[Account], rules: Rules, now: datetime) -> Letter:
    today = rules.policy.today(now)
    calls = phone_calls((item_line(one, today, rules.policy.calendar), one.urged) for one in accounts)
    about = list(dict.fromkeys(one.code for one in accounts))
    return letter(seat, PhoneList(today, calls), not_before=now, about=about, wordings=rules.wordings)


# ---------------------------------------------------------------- digests


@dataclass(frozen=True, slots=True)
class DigestDue:
    """One seat's digest, the longest of those it is owed. worth: whether it says anything new."""

    seat: Seat
    owed: Sequence[DigestOwed]
    message: Digest
    said: str
    worth: bool


def digests_due(tx: Connection, rules: Rules, now: datetime) -> list[DigestDue]:
    """Every digest due by now; a daily one is worth sending only when something changed."""
    owed_to: dict[int, list[DigestOwed]] = defaultdict(list)
    for one in people.digests_owed(tx, now):
        owed_to[one.seat.id].append(one)
    seen = picture(tx, rules, rules.policy.today(now))
    found = []
    for owed_here in owed_to.values():
        # The month's says what the week's and the day's would.
        longest = max(owed_here, key=lambda one: PERIODS.index(one.period))
        message = digest(seen, longest.seat, longest.period)
        said = substance(message)
        worth = message.tally.total > 0 and (longest.period != "day" or (said not in ("", longest.said)))
        found.append(DigestDue(longest.seat, owed_here, message, said, worth))
    return found


def digest_pictures(office: Office, now: datetime) -> Mapping[int | None, Enclosed]:
    """The heat maps of this morning's digests, by the unit that leads (None: the whole), in the office's store.

    Drawn before the transaction that sends them: one takes as long as a thousand commands.
    """
    if office.files is None:
        return {}
    with reading(office.engine) as tx:
        rules = office.rules(tx)
        wanted = {led_by(due.seat) for due in digests_due(tx, rules, now) if due.worth}
        today = rules.policy.today(now)
        charts = {unit: heat_chart(tx, rules, today, led_by=unit) for unit in wanted}
    name = f"落实情况-{today:%Y%m%d}.png"
    drawn = {unit: draw(chart, palette_of(rules)) for unit, chart in charts.items() if chart.rows}
    kept = {unit: office.files.put(content, name, "image/png") for unit, content in drawn.items()}
    return {unit: Enclosed(one.sha256, one.name, one.media) for unit, one in kept.items()}


def led_by(seat: Seat) -> int | None:
    """Whose tasks its digest is of; None: everybody's."""
    return seat.unit_id if seat.role == "lead" else None


def send_digests(
    rules: Rules, now: datetime, tx: Connection, pictures: Mapping[int | None, Enclosed] = NO_PICTURES
) -> int:
    """Every digest due by now, once, with its picture. Missed ones are not made up for."""
    letters = []
    for due in digests_due(tx, rules, now):
        if due.worth:
            letters.append(
                letter(
                    due.seat, due.message, not_before=now, priority=DIGEST, wordings=rules.wordings,
                    enclosure=pictures.get(led_by(due.seat)),
                )
            )  # fmt: skip
        for one in due.owed:
            next_at = rules.policy.next_digest(one.period, now)
            people.subscribe(tx, one.seat.id, one.period, next_at, due.said)
    # One that could not leave yet (its network is away) says nothing that this one does not say better.
    post.supersede(tx, [one.contact_id for one in letters if one.contact_id], "digest", "已有更新的汇总")
    post.keep(tx, letters, now)
    return len(letters)


def next_moment(office: Office, now: datetime) -> datetime | None:
    """The earliest moment from now on at which a round or the courier may have something to do."""
    with reading(office.engine) as tx:
        policy = office.rules(tx).policy
        due, digest_at, departure = ledger.next_due(tx), people.next_digest(tx), post.next_departure(tx)
    moments = [policy.next_morning(max(due, now))] if due is not None else []
    moments += [policy.next_speaking(max(at, now)) for at in (digest_at, departure) if at is not None]
    return min(moments, default=None)
