"""What an approved account moves on to, where its item comes back every so often."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.office import Rules
from db import plans
from db.account import Account
from schedules.periods import due_after


def next_period(tx: Connection, rules: Rules, account: Account, today: date) -> Mapping[str, Any] | None:
    """The account's columns at the beginning of its next period; None where this one was the last, or the only one.

    Its figures begin anew; what was reported and ruled stays under the same account.
    """
    if account.since is None:
        return None
    plan = next(plan for plan in plans.plans(tx) if plan.id == account.plan_id)
    phrase, calendar = plans.item(tx, account.item_id).phrase, rules.policy.calendar
    due = due_after(phrase, plan.issued, account.first_due, calendar)
    if due is None or due > plan.period_end:
        return None
    return {
        "state": "accepted", "since": account.first_due + timedelta(days=1), "due": due, "first_due": due,
        "internal_due": calendar.on_or_before(due), "percent": None, "count": 0, "numerator": None,
        "denominator": None, "note": "", "submitted_at": None, "done_at": None, "reported_on": None,
        "asked_on": today, "urged": 0, "urged_on": None,
    }  # fmt: skip
