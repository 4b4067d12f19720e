"""Holidays and make-up days are published late and come with a new version of their tables: what is open follows them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.office import rules_in
from bot.scheduling import reschedule
from bot.telling import tell
from db import history, people, settings
from messages.catalogue import Advice
from schedules import workdays

SCOPE, NAME = "calendar", "edition"
BY = "系统"


def follow_tables(tx: Connection, *, zone: ZoneInfo, now: datetime, edition: str | None = None) -> int:
    """Afterwards every open account's 内控日 and next moment are by the tables of today; how many moved.

    Nothing is done while the tables are those of last time. Where any moved, the administrators
    are told: days counted from a notice's wording were settled when the plan was loaded, and
    `duban plan diff` shows which of them would now be others.
    """
    edition = edition or workdays.edition()
    known = settings.changed(tx).get(SCOPE, {}).get(NAME)
    if known == edition:
        return 0
    settings.change(tx, SCOPE, {NAME: edition}, BY, now)
    if known is None:
        return 0  # a new office: everything was settled by these
    rules = rules_in(tx, zone)
    moved = reschedule(tx, rules, now)
    history.append(tx, now, BY, "setting", "节假日表", {"before": known, "after": edition, "moved": moved})
    if moved:
        sentence = (
            f"节假日表有更新（公布到{rules.policy.calendar.known_until}），{moved}个账目的内控日或提醒日随之调整。"
            "按工作日推定的时限，请用 duban plan diff 核对，再 duban plan load。"
        )
        tell(tx, people.seats_in_role(tx, "admin"), Advice(sentence), policy=rules.policy, now=now)
    return moved
