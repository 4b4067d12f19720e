"""Every table. What is known, and nothing of how it came or what follows from it.

A moment is a `UtcDateTime`; a deadline is a `date` of the office's zone.
Overdue and behind pace are never stored: they follow from dates.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, MetaData, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db.types import Id, Json, UtcDateTime


class Base(DeclarativeBase):
    # Named constraints, so that later migrations can speak of them on any database.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcDateTime, str: Text, list[str]: Json, dict[str, Any]: Json}


# ---------------------------------------------------------------- the plan


class Plan(Base):
    """工作要点: one notice under supervision. `key` names it for good.

    roster: which units, groups, seats and tasks its file names; offices share them between plans.
    Under `members` the userid of each seat the file says who sits on. superior: the notice of the level
    above that this plan breaks down; empty where there is none.
    """

    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    number: Mapped[str]
    issued: Mapped[date]
    period_start: Mapped[date]
    period_end: Mapped[date]
    notice: Mapped[str]
    roster: Mapped[dict[str, Any]]
    loaded_at: Mapped[datetime]
    superior: Mapped[str] = mapped_column(server_default="")


class Task(Base):
    """任务 一 … 十. leads and responsible: as the notice writes them."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("plan_id", "no"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    no: Mapped[str]
    position: Mapped[int]
    title: Mapped[str]
    leads: Mapped[list[str]]
    responsible: Mapped[list[str]]


class TaskLead(Base):
    """Which units lead a task: who may rule on what is reported under it."""

    __tablename__ = "task_lead"
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)


class Item(Base):
    """事项: what can be tracked. `op`, `value`, `counted` are its target; `starts` the day it counts from.

    steps: [name, working days before the next], in order; their days are worked back from the due day.
    superior: number of the item of the level above that this one serves.
    """

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    code: Mapped[str] = mapped_column(index=True)
    position: Mapped[int]
    title: Mapped[str]
    measure: Mapped[str]
    op: Mapped[str | None]
    value: Mapped[float | None]
    counted: Mapped[str]
    phrase: Mapped[str | None]
    starts: Mapped[date]
    due: Mapped[date]
    internal_due: Mapped[date]
    rule: Mapped[str]
    leads: Mapped[list[str]]
    responsible: Mapped[list[str]]
    sentence: Mapped[str]
    source_start: Mapped[int | None]
    source_end: Mapped[int | None]
    aliases: Mapped[list[str]]
    needed: Mapped[int | None]
    steps: Mapped[list[Any]] = mapped_column(Json, server_default="[]")
    cancelled_at: Mapped[datetime | None]
    superior: Mapped[str | None]


# ---------------------------------------------------------------- units and seats


class Unit(Base):
    """单位. `also`: the other names it goes by."""

    __tablename__ = "unit"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    also: Mapped[list[str]]


class UnitGroup(Base):
    """单位组, as written in the plan that brought it. Assignments hold what it came to."""

    __tablename__ = "unit_group"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    members: Mapped[list[str]]


class Contact(Base):
    """联系人: a seat in a unit, never a person. Removed seats stay, with the day they ended."""

    __tablename__ = "contact"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    ended_at: Mapped[datetime | None]


class Account(Base):
    """账号: the seat's identity on one channel. Revoked ones stay.

    rank: the smaller, the sooner it is written to; None: after those that have one, the last bound first.
    unreachable_at, unreachable_why: since when and why its network takes nothing for it;
    unreachable_told: when the desk was told.
    """

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("channel", "address"),
        # Few at any time.
        Index(
            "ix_account_unreachable",
            "channel",
            "address",
            sqlite_where=text("unreachable_at IS NOT NULL"),
            postgresql_where=text("unreachable_at IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    channel: Mapped[str]
    address: Mapped[str]
    bound_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    rank: Mapped[int | None]
    unreachable_at: Mapped[datetime | None]
    unreachable_why: Mapped[str | None]
    unreachable_told: Mapped[datetime | None]


class Invite(Base):
    """A one-time code for a seat. Only its hash is kept. hands_over: whoever spoke for the seat before no longer does."""

    __tablename__ = "invite"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    code_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    hands_over: Mapped[bool]


class SignIn(Base):
    """What lets a seat in at the board; only its hash is kept. It holds while its account still speaks for the seat.

    kind: link (once, from chat), session (a browser), calendar (a feed that is only read; it ends when revoked).
    """

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


# ---------------------------------------------------------------- the account


class Assignment(Base):
    """责任账目: item x unit, the atom that is reminded, reported on, reviewed, closed.

    due: the day it binds this unit (an extension moves it; `first_due` stays).
    asked_on: the day its present state began to wait for the unit (assigned,
    returned). reported_on: day of the last report. urged: how many pushes so far.
    next_at: the next moment at which something may be owed; None when nothing
    can be, so that a round finds its work by one index. since: first day of the
    period it is in, where its item comes back every so often; None elsewhere.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("item_id", "unit_id"),
        Index(
            "ix_assignment_next_at",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        # The few that were pushed so often that somebody has to telephone.
        Index(
            "ix_assignment_called",
            "urged_on",
            sqlite_where=text("urged >= 3"),
            postgresql_where=text("urged >= 3"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    state: Mapped[str]
    due: Mapped[date]
    internal_due: Mapped[date]
    first_due: Mapped[date]
    accept_by: Mapped[date]
    asked_on: Mapped[date]
    percent: Mapped[float | None]
    count: Mapped[int] = mapped_column(default=0)
    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
    note: Mapped[str] = mapped_column(default="")
    accepted_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    reported_on: Mapped[date | None]
    urged: Mapped[int] = mapped_column(default=0)
    urged_on: Mapped[date | None]
    next_at: Mapped[datetime | None]
    since: Mapped[date | None]


class Report(Base):
    """反馈: what a contact said. happened_on is the day of the fact, reported_at of the saying.

    before: the assignment's changed columns as they were, so that 撤回 restores exactly them.
    """

    __tablename__ = "report"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inbox.id"))
    kind: Mapped[str]
    happened_on: Mapped[date]
    reported_at: Mapped[datetime]
    percent: Mapped[float | None]
    count: Mapped[int | None]
    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
    text: Mapped[str]
    before: Mapped[dict[str, Any]]
    withdrawn_at: Mapped[datetime | None]


class Review(Base):
    """审核: a ruling with its reason. report_id: the last report it knew of. before: as in Report."""

    __tablename__ = "review"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    verdict: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
    before: Mapped[dict[str, Any]]
    withdrawn_at: Mapped[datetime | None]


class Extension(Base):
    """延期: asked, then ruled with a definite day (`granted`) or refused (verdict refuse)."""

    __tablename__ = "extension"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    asked_at: Mapped[datetime]
    wanted: Mapped[date]
    reason: Mapped[str]
    state_before: Mapped[str]
    verdict: Mapped[str | None]
    granted: Mapped[date | None]
    ruled_by: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    ruled_at: Mapped[datetime | None]
    ruling: Mapped[str] = mapped_column(default="")


class Evidence(Base):
    """佐证: a file (by its hash) or a link, handed in with a report; None while the one it belongs to is being asked for.

    The day it happened is the report's; handed_in_at is when it came. A report taken back takes it along.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        Index(
            "ix_evidence_waiting",
            "contact_id",
            sqlite_where=text("report_id IS NULL"),
            postgresql_where=text("report_id IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"), index=True)
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inbox.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    sha256: Mapped[str | None] = mapped_column(index=True)
    url: Mapped[str | None]
    name: Mapped[str]
    media: Mapped[str]
    size: Mapped[int]
    handed_in_at: Mapped[datetime]


# ---------------------------------------------------------------- what the level below hands up


class Trust(Base):
    """The public key of a lower office, and the unit it speaks for here. One of a unit holds at a time; ended ones stay."""

    __tablename__ = "trust"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    key: Mapped[str] = mapped_column(index=True)
    trusted_at: Mapped[datetime]
    trusted_by: Mapped[str]
    revoked_at: Mapped[datetime | None]


class Handup(Base):
    """上报文件: a signed file of a lower office, taken once by its hash as its unit's reports.

    made_at, seq, head: when it was made, and the last entry of that office's history then. standing: what
    everything taken so far comes to, by item id, so that the next file brings its difference only.
    """

    __tablename__ = "handup"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    trust_id: Mapped[int] = mapped_column(ForeignKey("trust.id"), index=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    seq: Mapped[int]
    head: Mapped[str]
    standing: Mapped[dict[str, Any]]
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inbox.id"))
    taken_at: Mapped[datetime]


# ---------------------------------------------------------------- what was said


class Outbox(Base):
    """A message, written down before it leaves.

    parts: its text, already cut to the channel's limit. state: queued, sending,
    sent, failed, dropped; reason says why when it was not sent. about: numbers of
    the items it speaks of. not_before: working hours; expires_at: when it has lost
    its meaning. priority: 0 answers, 1 notices and reminders, 2 digests.
    enclosure: the file that goes with it (sha256, name, media), kept in the store.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "not_before",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        # Few at any time; what a crash left there is found at the next start.
        Index(
            "ix_outbox_in_flight",
            "id",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
        Index(
            "ix_outbox_sent",
            "sent_at",
            "id",
            sqlite_where=text("state = 'sent'"),
            postgresql_where=text("state = 'sent'"),
        ),
        Index("ix_outbox_contact", "contact_id", "id"),
        # Few at any time: behind a letter that was tried in vain, the rest of its chat waits.
        Index(
            "ix_outbox_tried",
            "channel",
            "address",
            sqlite_where=text("state = 'queued' AND attempts > 0"),
            postgresql_where=text("state = 'queued' AND attempts > 0"),
        ),
        # Which message of ours somebody replies to; one letter may have gone out as several.
        Index(
            "ix_outbox_platform",
            "channel",
            "address",
            "platform_id",
            sqlite_where=text("platform_id IS NOT NULL"),
            postgresql_where=text("platform_id IS NOT NULL"),
        ),
        # What still needs its file in the store.
        Index(
            "ix_outbox_enclosing",
            "id",
            sqlite_where=text("enclosure IS NOT NULL"),
            postgresql_where=text("enclosure IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    channel: Mapped[str]
    address: Mapped[str]
    kind: Mapped[str]
    parts: Mapped[list[str]]
    buttons: Mapped[list[str]]
    about: Mapped[list[str]]
    answers: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    priority: Mapped[int]
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    platform_id: Mapped[str | None]
    enclosure: Mapped[dict[str, str] | None] = mapped_column(Json(none_as_null=True))


class Reminder(Base):
    """What makes a reminder happen once: this assignment was spoken of to this seat on this rung of this due day."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("assignment_id", "contact_id", "kind", "due", "rung"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    kind: Mapped[str]
    due: Mapped[date]
    rung: Mapped[int]
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), index=True)


class Inbox(Base):
    """What was heard, once by its id. outcome: the intents it came to. files: names of what came with it."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "update_id"),
        Index("ix_inbox_contact", "contact_id", "id"),
        Index("ix_inbox_address", "channel", "address", "at"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel: Mapped[str]
    update_id: Mapped[str]
    address: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    text: Mapped[str]
    pressed: Mapped[int | None]
    at: Mapped[datetime]
    outcome: Mapped[str]
    files: Mapped[list[str] | None] = mapped_column(Json(none_as_null=True))


class Arrival(Base):
    """An update set aside until its files are fetched, once by its id. body: as the network sent it, empty once finished."""

    __tablename__ = "arrival"
    __table_args__ = (
        UniqueConstraint("channel", "update_id"),
        # Few at any time; a restart takes them up again.
        Index(
            "ix_arrival_unfinished",
            "channel",
            "id",
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel: Mapped[str]
    update_id: Mapped[str]
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Subscription(Base):
    """A seat's digest: day, week or month, and when the next is due. said: the substance of the last, as a hash."""

    __tablename__ = "subscription"
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[datetime] = mapped_column(index=True)
    said: Mapped[str]


class Snooze(Base):
    """稍后: this seat asked not to hear of this account before then."""

    __tablename__ = "snooze"
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True, index=True)
    until: Mapped[datetime]


class Absence(Base):
    """请假: from `first` to `last`, both inclusive, another seat hears what is meant for this one."""

    __tablename__ = "absence"
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    stand_in_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    first: Mapped[date]
    last: Mapped[date]


class Setting(Base):
    """What admins change. scope: office, plan:<key>, item:<plan key>:<code>. value: the wording as typed."""

    __tablename__ = "setting"
    scope: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class History(Base):
    """What happened, append-only; each entry carries the hash of the one before."""

    __tablename__ = "history"
    seq: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[str]
    actor: Mapped[str]
    verb: Mapped[str]
    subject: Mapped[str]
    facts: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]
