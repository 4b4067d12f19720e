"""A small plan with everything in it that the house has rules for, and an office that lives by it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from html import unescape
from itertools import count
from re import sub
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.channels import Incoming
from bot.commands import Command
from bot.conversation import hear
from bot.handlers import handle
from bot.loading import load
from bot.office import Office
from bot.rounds import round_
from bot.turn import Turn
from db import account as ledger
from db import people, post
from db.account import Account
from db.engine import reading
from db.models import Assignment, Outbox
from db.people import Seat as KnownSeat
from messages.catalogue import Message
from schedules.deadlines import Target
from schedules.plan import Group, Item, Plan, Seat, Task, Unit

ZONE = ZoneInfo("Asia/Shanghai")
DISTRICTS = ("龙华区政府", "秀英区政府", "琼山区政府", "美兰区政府")
YEAR_END = date(2021, 12, 31)
# A Monday, offices open, the morning's message not yet due.
PUBLISHED = datetime(2021, 8, 9, 9, 0, tzinfo=ZONE)

LONGHUA, XIUYING, QIONGSHAN = "龙华区政府联系人", "秀英区政府联系人", "琼山区政府联系人"
LEADER = "龙华区政府分管负责人"
JUSTICE, COURT = "市司法局牵头督办", "市中院牵头督办"
JUSTICE_CONTACT = "市司法局联系人"
WATER = "市水务局联系人"
COORDINATOR, ADMIN = "依法治市办协调员", "管理员"


def moment(text: str) -> datetime:
    """`2021-10-29 09:07`, in the office's zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def item(code: str, task: str, title: str, **other: Any) -> Item:
    plain = Item(
        code=code, task=task, title=title, measure="deliver", target=None, phrase="年底前", due=YEAR_END,
        internal_due=YEAR_END, rule="年底", leads=("市司法局",), responsible=("各区政府",),
        assignments=DISTRICTS, sentence=f"{title}。", source=None,
    )  # fmt: skip
    return replace(plain, **other)


ITEMS = (
    item("1.1", "一", "专题讲座", measure="count", target=Target(">=", 3, "次"), phrase="全年不少于3次"),
    item("1.2", "一", "推进依法行政", measure="ongoing", phrase=None),
    item(
        "3.1",
        "三",
        "公布决策目录",
        phrase="10月底前",
        due=date(2021, 10, 31),
        internal_due=date(2021, 10, 29),
        rule="月底",
    ),
    item("3.2", "三", "修订议事规则", assignments=("龙华区政府", "市司法局")),
    item("3.3", "三", "清理排水文件", assignments=("市水务局", "市水务局排水中心")),
    item(
        "8.1", "八", "负责人出庭", measure="rate", target=Target(">", 50, "%"), phrase=None, leads=("市中院",)
    ),
)

PLAN = Plan(
    key="small-2021",
    title="测试市2021年下半年重点工作",
    number="测〔2021〕1号",
    issued=date(2021, 8, 9),
    period=(date(2021, 7, 1), YEAR_END),
    notice="",
    units=(
        *(Unit(name, (name.removesuffix("政府"),)) for name in DISTRICTS),
        Unit("市司法局", ("司法局",)),
        Unit("市中院"),
        Unit("市水务局"),
        Unit("市水务局排水中心"),
        Unit("依法治市办"),
    ),
    groups=(Group("各区政府", DISTRICTS),),
    seats=(
        *(Seat(f"{name}联系人", name, "contact") for name in DISTRICTS),
        Seat(JUSTICE_CONTACT, "市司法局", "contact"),
        Seat(WATER, "市水务局", "contact"),
        Seat("市水务局排水中心联系人", "市水务局排水中心", "contact"),
        Seat(LEADER, "龙华区政府", "leader"),
        Seat(JUSTICE, "市司法局", "lead"),
        Seat(COURT, "市中院", "lead"),
        Seat(COORDINATOR, "依法治市办", "coordinator"),
        Seat(ADMIN, "依法治市办", "admin"),
    ),
    tasks=(
        Task("一", "提高法治能力", ("市司法局",), ("各区政府",)),
        Task("三", "推进科学决策", ("市司法局",), ("各区政府",)),
        Task("八", "负责人出庭应诉", ("市中院",), ("各区政府",)),
    ),
    items=ITEMS,
)


def with_items(*changed: Item, without: tuple[str, ...] = (), plan: Plan = PLAN) -> Plan:
    """The plan with these items put in place of those of their number, or added, and some left out."""
    new = {one.code: one for one in changed}
    items = [new.pop(one.code, one) for one in plan.items if one.code not in without]
    return replace(plan, items=(*items, *new.values()))


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the outbox, as its reader would see it."""

    id: int
    to: str
    kind: str
    text: str
    buttons: tuple[tuple[str, str], ...]
    state: str
    reason: str
    not_before: datetime


@dataclass
class SmallOffice:
    """The office and what time it is there."""

    office: Office
    now: datetime = PUBLISHED
    _updates: Any = field(default_factory=count)

    def at(self, text: str) -> "SmallOffice":
        """Afterwards it is that moment; nothing else happened."""
        self.now = moment(text)
        return self

    # ------------------------------------------------------------ saying

    def act(self, title: str, *commands: Command) -> tuple[Message, ...]:
        """What the handlers answer to these commands of that seat, committed."""
        seat = self.seat(title)
        number = f"act-{next(self._updates)}"

        def job(tx: Connection) -> tuple[Message, ...]:
            inbox_id = post.note(
                tx, channel="web", update_id=number, address=str(seat.id), contact_id=seat.id, text="",
                pressed=None, outcome=" ".join(command.intent for command in commands), now=self.now,
            )  # fmt: skip
            assert inbox_id is not None
            return handle(commands, Turn(tx, self.office.rules(tx), seat, inbox_id, "", self.now))

        return self.office.writer.run(job)

    def asks(self, title: str, command: Command) -> Message:
        """The one answer to one command."""
        (answer,) = self.act(title, command)
        return answer

    def says(self, title: str, text: str, update_id: str | None = None) -> str:
        """The whole road in: what that seat's screen answers to these words; empty where it says nothing."""
        return self.hears("web", str(self.seat(title).id), text, update_id)

    def hears(self, channel: str, address: str, text: str, update_id: str | None = None) -> str:
        number = update_id or f"said-{next(self._updates)}"
        hear(self.office, Incoming(channel, number, address, text), self.now)
        with reading(self.office.engine) as tx:
            answer = post.answer_to(tx, channel, number)
        return plain(answer.parts) if answer else ""

    def round(self, at: str | None = None) -> int:
        """Let one round happen; how many letters it wrote."""
        if at is not None:
            self.at(at)
        return round_(self.office, self.now)

    def loads(self, plan: Plan) -> bool:
        """Load the plan; whether anything changed."""
        with reading(self.office.engine) as tx:
            rules = self.office.rules(tx)
        return not self.office.writer.run(lambda tx: load(rules, plan, "测试", self.now, tx)).empty

    # ------------------------------------------------------------ looking

    def seat(self, title: str) -> KnownSeat:
        with reading(self.office.engine) as tx:
            (found,) = (one for one in people.seats(tx) if one.title == title)
        return found

    def account(self, code: str, unit: str = "龙华区政府") -> Account:
        with reading(self.office.engine) as tx:
            (found,) = (one for one in self._accounts(tx) if (one.code, one.unit) == (code, unit))
        return found

    def row(self, code: str, unit: str = "龙华区政府") -> dict[str, Any]:
        """Every column of the assignment."""
        key = self.account(code, unit).id
        with reading(self.office.engine) as tx:
            found = tx.execute(select(*Assignment.__table__.columns).where(Assignment.id == key)).one()
        return dict(found._mapping)

    @staticmethod
    def _accounts(tx: Connection) -> list[Account]:
        return ledger.accounts(tx, list(tx.scalars(select(Assignment.id))))

    def letters(self, title: str | None = None, kind: str | None = None) -> list[Letter]:
        """What was written to that seat, oldest first."""
        with reading(self.office.engine) as tx:
            titles = {one.id: one.title for one in people.seats(tx)}
            rows = tx.execute(select(*Outbox.__table__.columns).order_by(Outbox.id)).all()
        found = [
            Letter(
                r.id, titles.get(r.contact_id, ""), r.kind, plain(r.parts),
                tuple((label, text) for label, text in r.buttons), r.state, r.reason, r.not_before,
            )
            for r in rows
        ]  # fmt: skip
        return [one for one in found if title in (None, one.to) and kind in (None, one.kind)]

    def forget_letters(self) -> None:
        """As if everything written so far had been sent, and read."""

        receipts: dict[int, str | None] = {one.id: None for one in self.letters()}
        self.office.writer.run(lambda tx: post.sent(tx, receipts, self.now))

    def set_columns(self, code: str, unit: str = "龙华区政府", **values: Any) -> None:
        key = self.account(code, unit).id
        self.office.writer.run(lambda tx: ledger.change(tx, key, **values))

    def close(self) -> None:
        self.office.close()


def plain(parts: Any) -> str:
    return unescape(sub(r"<[^>]+>", "", "\n\n".join(parts)))


def days(n: int) -> timedelta:
    return timedelta(days=n)
