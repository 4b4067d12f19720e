"""When each account next comes up: settled after every change, and anew for all when a rule changes."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.office import Rules
from db import account as ledger
from db import people
from db.account import Account
from db.states import OPEN
from schedules.owed import Obligation, days_spoken, next_day, owed
from schedules.policy import Policy
from schedules.steps import still_to_come


def obligation(account: Account) -> Obligation:
    """The account as the decision needs it."""
    return Obligation(
        state=account.state,
        measure=account.measure,
        due=account.due,
        internal_due=account.internal_due,
        accept_by=account.accept_by,
        asked_on=account.asked_on,
        starts=account.starts,
        reported_on=account.reported_on,
        count=account.count,
        least=account.value if account.op in (">=", ">", "=") else None,
        steps=still_to_come(account.steps, account.note) if account.steps else (),
    )


def next_moment(account: Account, rules: Rules, now: datetime) -> datetime | None:
    """When something may next be owed on it; what was owed by today and not said yet is still owed now."""
    policy, what = rules.policy, obligation(account)
    ladder, today = rules.ladder(account.plan_id, account.item_id), policy.today(now)
    waits = account.next_at is not None and policy.today(account.next_at) <= today
    if waits and owed(what, today, ladder, policy.calendar) is not None:
        return account.next_at
    day = next_day(what, today, ladder, policy.calendar)
    return policy.morning_of(day) if day is not None else None


def change(tx: Connection, rules: Rules, account: Account, now: datetime, **values: Any) -> Account:
    """Afterwards the account's columns have these values, and it comes up again when they say; the account as it now is."""
    changed = account._replace(**values)
    changed = changed._replace(next_at=next_moment(changed, rules, now))
    ledger.change(tx, account.id, **(values | {"next_at": changed.next_at}))
    return changed


def reschedule(tx: Connection, rules: Rules, now: datetime) -> int:
    """After a change of rules: every open account and every digest; return how many accounts moved."""
    moments = {}
    for account in ledger.accounts_in(tx, (*OPEN, "submitted")):
        internal_due = rules.policy.calendar.on_or_before(account.due)
        if internal_due != account.internal_due:
            ledger.change(tx, account.id, internal_due=internal_due)
            account = account._replace(internal_due=internal_due)
        moment = next_moment(account, rules, now)
        if moment != account.next_at:
            moments[account.id] = moment
    ledger.set_next(tx, moments)
    subscribe_desk(tx, rules.policy, now)
    return len(moments)


def forecast(tx: Connection, rules: Rules, now: datetime, days: int) -> int:
    """How many morning messages the units would get in the coming days if nothing were reported meanwhile."""
    first = rules.policy.today(now)
    last = first + timedelta(days=days)
    calendar = rules.policy.calendar
    mornings: set[tuple[int, date]] = set()
    for account in ledger.accounts_in(tx, OPEN):
        owed_by = replace(obligation(account), internal_due=calendar.on_or_before(account.due))
        ladder = rules.ladder(account.plan_id, account.item_id)
        mornings |= {(account.unit_id, day) for day in days_spoken(owed_by, first, last, ladder, calendar)}
    return len(mornings)


def subscribe_desk(tx: Connection, policy: Policy, now: datetime) -> None:
    """Afterwards every seat of the desk has its digests: daily for lead and coordinator, weekly and monthly besides."""
    for seat in people.seats(tx):
        if seat.role in ("lead", "coordinator"):
            for period in ("day", "week", "month") if seat.role == "coordinator" else ("day",):
                people.subscribe(tx, seat.id, period, policy.next_digest(period, now))
