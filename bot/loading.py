"""A plan comes into force, or is changed: only the difference is applied, and no report is ever lost."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import members
from bot.office import Rules, rules_in
from bot.scheduling import next_moment, subscribe_desk
from bot.telling import NOTICE, letter
from db import account as ledger
from db import history, numbers, people, plans, post, settings
from db.account import Account
from db.states import CLOSED
from messages.catalogue import Assigned, Message, PlanChanged, PlanLoaded
from messages.lines import item_line
from schedules.deadlines import Target
from schedules.periods import due_from, recurrence_of
from schedules.plan import Group, Item, Plan, Seat, Step, Task, Unit
from schedules.plandiff import Difference, describe, difference, lines

SYSTEM = "系统"


def stored(tx: Connection, key: str) -> Plan | None:
    """The plan of that key as it is in force, as the value a file would give."""
    row = next((plan for plan in plans.plans(tx) if plan.key == key), None)
    if row is None:
        return None
    named = {kind: set(names) for kind, names in row.roster.items()}
    userids = row.roster.get("members", {})
    tasks = plans.tasks(tx, row.id)
    task_no = {task.id: task.no for task in tasks}
    ladders = rules_in(tx, ZoneInfo("UTC")).ladders
    owing: dict[int, list[str]] = {}
    for account in ledger.accounts_of_plan(tx, row.id):
        owing.setdefault(account.item_id, []).append(account.unit)
    return Plan(
        key=row.key,
        title=row.title,
        number=row.number,
        issued=row.issued,
        period=(row.period_start, row.period_end),
        notice=row.notice,
        units=tuple(Unit(unit.name, unit.also) for unit in people.units(tx) if unit.name in named["units"]),
        groups=tuple(Group(name, members) for name, members in plans.groups(tx) if name in named["groups"]),
        seats=tuple(
            Seat(seat.title, seat.unit, seat.role, userids.get(seat.title, ""))  # type: ignore[arg-type]  # as loaded
            for seat in people.seats(tx)
            if seat.title in named["seats"]
        ),
        tasks=tuple(
            Task(task.no, task.title, task.leads, task.responsible)
            for task in tasks
            if task.no in named["tasks"]
        ),
        items=tuple(
            _item(item, task_no[item.task_id], owing.get(item.id, []), ladders.get(f"item:{item.id}"))
            for item in plans.items(tx, row.id)
        ),
        superior=row.superior,
    )


def _item(row: plans.ItemRow, task: str, owing: list[str], ladder: tuple[int, ...] | None) -> Item:
    target = None
    if row.op is not None and row.value is not None:
        target = Target(row.op, row.value, row.counted)  # type: ignore[arg-type]  # stored from a Target
    source = None
    if row.source_start is not None and row.source_end is not None:
        source = (row.source_start, row.source_end)
    return Item(
        code=numbers.bare(row.code), task=task, title=row.title, measure=row.measure, target=target,  # type: ignore[arg-type]
        phrase=row.phrase, due=row.due, internal_due=row.internal_due, rule=row.rule, leads=row.leads,
        responsible=row.responsible, assignments=tuple(owing), sentence=row.sentence, source=source,
        aliases=row.aliases, ladder=ladder, needed=row.needed, steps=tuple(Step(*step) for step in row.steps),
        superior=row.superior,
    )  # fmt: skip


def same_notice(tx: Connection, plan: Plan) -> str | None:
    """The key of another plan in force that has this one's 文号: the notice is supervised already."""
    found = (row.key for row in plans.plans(tx) if plan.number and row.number == plan.number)
    return next((key for key in found if key != plan.key), None)


def compare(tx: Connection, plan: Plan) -> Difference:
    """What loading this plan would change."""
    return difference(stored(tx, plan.key), plan)


def load(rules: Rules, plan: Plan, by: str, now: datetime, tx: Connection) -> Difference:
    """Afterwards the plan is in force as this file says; whoever is concerned will hear of it in working hours."""
    before = stored(tx, plan.key)
    change = difference(before, plan)
    if change.empty:
        return change
    unit_ids = _save_people(tx, plan, now)
    _end_seats(tx, before, plan, now)
    newcomers = members.take_their_seats(tx, before, plan, by, now)
    plan_id = plans.save_plan(
        tx,
        {
            "key": plan.key, "title": plan.title, "number": plan.number, "issued": plan.issued,
            "period_start": plan.period[0], "period_end": plan.period[1], "notice": plan.notice, "loaded_at": now,
            "roster": _roster(plan), "superior": plan.superior,
        },
    )  # fmt: skip
    _save_items(tx, rules, plan, plan_id, unit_ids, now)
    numbers.tell_apart(tx)
    subscribe_desk(tx, rules.policy, now)
    history.append(tx, now, by, "load", plan.key, {"changes": describe(change)})
    _announce(tx, rules, plan, plan_id, change, first=before is None, now=now)
    if before is not None:  # the first time everybody hears what is owed
        members.welcome(tx, rules, newcomers, now)
    return change


def _save_people(tx: Connection, plan: Plan, now: datetime) -> dict[str, int]:
    """Units, groups and seats; the ids of the units under every name."""
    unit_ids: dict[str, int] = {}
    for unit in plan.units:
        unit_id = plans.save_unit(tx, unit.name, unit.also)
        unit_ids |= dict.fromkeys((unit.name, *unit.also), unit_id)
    for group in plan.groups:
        plans.save_group(tx, group.name, group.members)
    for seat in plan.seats:
        contact_id, new = plans.save_seat(tx, seat.title, unit_ids[seat.unit], seat.role)
        if new:
            # The embedded chat needs no code: it is this machine's own screen.
            people.bind(tx, contact_id, "web", str(contact_id), now)
    return unit_ids


def _roster(plan: Plan) -> dict[str, object]:
    """What this plan's file names; another plan may name the same."""
    return {
        "units": [unit.name for unit in plan.units],
        "groups": [group.name for group in plan.groups],
        "seats": [seat.title for seat in plan.seats],
        "tasks": [task.no for task in plan.tasks],
        "members": {seat.title: seat.wecom for seat in plan.seats if seat.wecom},
    }


def _end_seats(tx: Connection, before: Plan | None, plan: Plan, now: datetime) -> None:
    """A seat the plan no longer names ends, unless another plan names it."""
    if before is None:
        return
    elsewhere = {title for row in plans.plans(tx) if row.key != plan.key for title in row.roster["seats"]}
    kept = {seat.title for seat in plan.seats} | elsewhere
    for seat in before.seats:
        if seat.title not in kept:
            plans.end_seat(tx, seat.title, now)


def _save_items(
    tx: Connection, rules: Rules, plan: Plan, plan_id: int, unit_ids: dict[str, int], now: datetime
) -> None:
    task_ids = {}
    for position, task in enumerate(plan.tasks):
        values = {
            "plan_id": plan_id, "no": task.no, "position": position, "title": task.title,
            "leads": list(task.leads), "responsible": list(task.responsible),
        }  # fmt: skip
        task_ids[task.no] = plans.save_task(tx, values, [unit_ids[name] for name in task.leads])
    kept, mark = set(), numbers.mark_in(tx, plan_id)
    for position, item in enumerate(plan.items):
        values = _item_values(plan, item, plan_id, task_ids[item.task], position)
        item_id = plans.save_item(tx, values | {"code": mark + item.code})
        kept.add(item_id)
        if item.ladder is not None:
            wording = {"ladder": " ".join(map(str, item.ladder))}
            settings.change(tx, f"item:{item_id}", wording, plan.key, now)
        _save_assignments(tx, rules, plan, plan_id, item_id, item, unit_ids, now)
    for row in plans.items(tx, plan_id):
        if row.id not in kept:
            plans.cancel_item(tx, row.id, now)
            _cancel(tx, ledger.accounts_of_item(tx, row.id))


def _item_values(plan: Plan, item: Item, plan_id: int, task_id: int, position: int) -> dict[str, object]:
    return {
        "plan_id": plan_id, "task_id": task_id, "code": item.code, "position": position, "title": item.title,
        "measure": item.measure, "op": item.target.op if item.target else None,
        "value": item.target.value if item.target else None, "counted": item.target.unit if item.target else "",
        "phrase": item.phrase, "starts": _starts(plan, item), "due": item.due, "internal_due": item.internal_due,
        "rule": item.rule, "leads": list(item.leads), "responsible": list(item.responsible),
        "sentence": item.sentence, "source_start": item.source[0] if item.source else None,
        "source_end": item.source[1] if item.source else None, "aliases": list(item.aliases),
        "needed": item.needed, "steps": [[step.name, step.before] for step in item.steps],
        "superior": item.superior,
    }  # fmt: skip


def _starts(plan: Plan, item: Item) -> date:
    """全年 counts from 1 January, even before the notice; everything else from the period's first day."""
    whole_year = item.phrase is not None and ("全年" in item.phrase or item.phrase.endswith("年"))
    return date(item.due.year, 1, 1) if whole_year else plan.period[0]


def _save_assignments(
    tx: Connection,
    rules: Rules,
    plan: Plan,
    plan_id: int,
    item_id: int,
    item: Item,
    unit_ids: dict[str, int],
    now: datetime,
) -> None:
    """New units get an account, those left out are cancelled, a moved day moves every open account not extended."""
    # The day it is told, which on a day off is the next working day.
    today = rules.policy.today(rules.policy.next_speaking(now))
    wanted = {unit_ids[name] for name in item.assignments}
    known = {account.unit_id: account for account in ledger.accounts_of_item(tx, item_id, cancelled=True)}
    accept_by = rules.policy.calendar.add(today, rules.policy.accept_days)
    new = {
        "plan_id": plan_id, "item_id": item_id, "state": "assigned", "due": item.due,
        "internal_due": item.internal_due, "first_due": item.due, "accept_by": accept_by, "asked_on": today,
        "count": 0, "note": "", "urged": 0, "since": _since(rules, plan, item),
    }  # fmt: skip
    ledger.open_accounts(tx, sorted(wanted - set(known)), new)
    _cancel(tx, [account for unit_id, account in known.items() if unit_id not in wanted])
    for unit_id in wanted & set(known):
        account = known[unit_id]
        _carry_on(tx, account, _in_its_period(rules, plan, item, account), accept_by, today)
    moments = {one.id: next_moment(one, rules, now) for one in ledger.accounts_of_item(tx, item_id)}
    ledger.set_next(tx, moments)


def _since(rules: Rules, plan: Plan, item: Item) -> date | None:
    """The first day of an account's first period; None for what does not come back."""
    comes_back = recurrence_of(item.phrase, plan.issued, rules.policy.calendar)
    return plan.period[0] if comes_back is not None else None


def _in_its_period(rules: Rules, plan: Plan, item: Item, account: Account) -> Item:
    """The item with the due day of the period this account has come to; what was approved is not asked for again."""
    calendar = rules.policy.calendar
    due = due_from(item.phrase, plan.issued, account.since, calendar) if account.since is not None else None
    if due is None or due > plan.period[1]:
        return item
    return replace(item, due=due, internal_due=calendar.on_or_before(due))


def _carry_on(tx: Connection, account: Account, item: Item, accept_by: date, today: date) -> None:
    """An account that goes on: revived if it had been cancelled, its day moved if the plan's day moved."""
    values: dict[str, object] = {}
    if account.state == "cancelled":
        values |= {"state": "assigned", "accept_by": accept_by, "asked_on": today}
    extended = account.due != account.first_due
    if account.first_due != item.due:
        values["first_due"] = item.due
        if not extended or account.due <= item.due:
            values |= {"due": item.due, "internal_due": item.internal_due}
    if values:
        ledger.change(tx, account.id, **values)


def _cancel(tx: Connection, accounts: Iterable[Account]) -> None:
    for account in accounts:
        if account.state not in CLOSED:
            ledger.change(tx, account.id, state="cancelled", next_at=None)


# ---------------------------------------------------------------- who is told


def _announce(
    tx: Connection, rules: Rules, plan: Plan, plan_id: int, change: Difference, *, first: bool, now: datetime
) -> None:
    """交办 to every unit the first time; afterwards only to the units concerned."""
    not_before = rules.policy.next_speaking(now)
    accept_by = rules.policy.calendar.add(rules.policy.today(not_before), rules.policy.accept_days)
    letters = []
    for seat in people.seats(tx):
        if seat.role == "admin":
            message: Message = PlanLoaded(
                plan.title,
                len(plan.items),
                sum(len(i.assignments) for i in plan.items),
                tuple(describe(change)),
            )
            letters.append(letter(seat, message, not_before=not_before, wordings=rules.wordings))
        if seat.role != "contact" or (not first and seat.unit not in change.concerned):
            continue
        today = rules.policy.today(not_before)
        owed = [
            item_line(account, today, rules.policy.calendar)
            for account in ledger.accounts_of_unit(tx, seat.unit_id)
            if account.state == "assigned" and account.plan_id == plan_id
        ]
        if first and owed:
            message = Assigned(plan.title, plan.number, seat.unit, accept_by, tuple(owed))
        elif not first:
            changes = tuple(line.text for line in lines(change) if seat.unit in line.concerned)
            message = PlanChanged(plan.title, seat.unit, changes, tuple(owed))
        else:
            continue
        about = [line.code for line in owed]
        letters.append(
            letter(
                seat, message, not_before=not_before, about=about, priority=NOTICE, wordings=rules.wordings
            )
        )
    post.keep(tx, letters, now)
