"""From the account to the lines a message is made of."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from db.account import Account, ItemTally, Place
from messages.catalogue import DeskLine, ItemLine, Tally
from messages.replies import reply_to_type, step_reply
from messages.words import measure_state
from schedules.owed import Owed
from schedules.workdays import WorkCalendar


@lru_cache(maxsize=4096)
def days_left(due: date, internal_due: date, today: date, calendar: WorkCalendar) -> int:
    """Working days to the internal due day; negative from the first working day after the due day."""
    if today <= due:
        return max(calendar.between(today, internal_due), 0)
    return -calendar.between(due, today)


def item_line(account: Account, today: date, calendar: WorkCalendar, *, to_report: bool = False) -> ItemLine:
    """One account as its unit sees it. to_report: the reply asked for is a report, signed for or not."""
    state = "accepted" if to_report and account.state == "assigned" else account.state
    return ItemLine(
        code=account.code,
        title=account.title,
        unit=account.unit,
        measure=account.measure,
        state=state_words(account),
        due=account.due,
        internal_due=account.internal_due,
        days_left=days_left(account.due, account.internal_due, today, calendar),
        reply=reply_to_type(account.code, account.measure, state, account.counted),
        note=account.note,
        first_due=account.first_due if account.first_due != account.due else None,
    )


def step_line(line: ItemLine, account: Account, step: Owed, today: date, calendar: WorkCalendar) -> ItemLine:
    """The same item where a step on the way is due: its own name, day and reply."""
    name = account.steps[-step.rung][0]  # counted from the end, as the decision does
    return replace(
        line,
        step=name,
        due=step.due,
        internal_due=step.due,
        days_left=days_left(step.due, step.due, today, calendar),
        reply=step_reply(line.code, name),
    )


def state_words(account: Account) -> str:
    """Where the account stands, with its figures."""
    return measure_state(
        account.measure,
        account.state,
        percent=account.percent,
        count=account.count,
        numerator=account.numerator,
        denominator=account.denominator,
        op=account.op or "",
        value=account.value,
        unit=account.counted,
    )


def desk_lines(
    accounts: Iterable[Account | Place], tallies: Iterable[ItemTally], today: date, calendar: WorkCalendar
) -> tuple[DeskLine, ...]:
    """The accounts gathered by item, those longest overdue or nearest first."""
    totals = {tally.item_id: tally for tally in tallies}
    by_item: dict[int, list[Account | Place]] = {}
    for account in accounts:
        by_item.setdefault(account.item_id, []).append(account)
    lines = []
    for item_id, found in by_item.items():
        due, internal_due = min((a.due, a.internal_due) for a in found)
        lines.append(
            DeskLine(
                code=found[0].code,
                title=found[0].title,
                due=due,
                days_left=days_left(due, internal_due, today, calendar),
                done=totals[item_id].done,
                total=totals[item_id].total,
                units=tuple(a.unit for a in found),
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.due, -len(line.units))))


def summary(tallies: Iterable[ItemTally]) -> Tally:
    """All items in one line of figures."""
    rows = list(tallies)
    total = sum(t.total for t in rows)
    done, pending = sum(t.done for t in rows), sum(t.pending for t in rows)
    overdue, near = sum(t.overdue for t in rows), sum(t.near for t in rows)
    return Tally(
        items=len(rows),
        total=total,
        done=done,
        on_time=total - done - pending - overdue - near,
        near=near,
        overdue=overdue,
        pending=pending,
    )
