"""Two offices for stories: a city, whose plan has 龙华区政府 among its units, and 龙华区 with a plan of its own under it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from bot.brought import work_out
from bot.channels import Attachment, Incoming
from bot.conversation import hearing
from bot.levels import trusting
from bot.levels.gathering import made, statement_of
from bot.levels.sealing import make_key, public, sealed
from bot.levels.statement import Statement, write
from bot.office import open_office
from db import evidence, history, levels, post
from db.account import ReportRow
from db.engine import reading
from db.files import Files
from schedules.deadlines import Target
from schedules.plan import Plan, Seat, Task, Unit
from tests.conftest import copied
from tests.small_plan import PLAN, YEAR_END, ZONE, SmallOffice, item, plain

LONGHUA_UNIT = "龙华区政府"
STREETS = ("海垦街道", "金宇街道")
BUREAU, DISTRICT_DESK, DISTRICT_ADMIN = "区司法局", "区督查室协调员", "区管理员"


def served(code: str, superior: str, title: str, **other: Any) -> Any:
    """An item of the district that serves the city's item of that number."""
    return item(code, code.split(".")[0], title, superior=superior, responsible=STREETS, leads=(), **other)


DISTRICT_PLAN = Plan(
    key="longhua-2021",
    title="龙华区2021年下半年重点工作分解",
    number="龙〔2021〕5号",
    issued=date(2021, 8, 9),
    period=(date(2021, 7, 1), YEAR_END),
    notice="",
    units=(*(Unit(name) for name in (*STREETS, BUREAU)), Unit("区督查室")),
    groups=(),
    seats=(
        *(Seat(f"{name}联系人", name, "contact") for name in (*STREETS, BUREAU)),
        Seat(DISTRICT_DESK, "区督查室", "coordinator"),
        Seat(DISTRICT_ADMIN, "区督查室", "admin"),
    ),
    tasks=(Task("1", "讲座", (), STREETS), Task("3", "目录", (), STREETS), Task("8", "出庭", (), STREETS)),
    items=(
        served("1.1", "1.1", "组织讲座", assignments=STREETS, measure="count", target=Target(">=", 1, "次")),
        served("3.1", "3.1", "梳理本级目录", assignments=STREETS),
        served("3.2", "3.1", "汇总公布目录", assignments=(BUREAU,)),
        served("3.3", "3.2", "修订议事规则", assignments=(BUREAU,)),
        served("8.1", "8.1", "负责人出庭", assignments=STREETS, measure="rate", target=Target(">", 50, "%")),
        item("8.2", "8", "区里自己的事", assignments=(BUREAU,), responsible=STREETS, leads=()),
    ),
    superior="测〔2021〕1号",
)


class Place:
    """One office with its home, where seats say things and send files by the road of the real thing."""

    def __init__(self, address: str, home: Path, plan: Plan | None = None) -> None:
        home.mkdir(exist_ok=True)
        self.home = home
        self.store = Files(home / "files")
        self.small = SmallOffice(open_office(address, ZONE))
        self.numbers = count()
        if plan is not None:
            self.small.loads(plan)

    @property
    def office(self) -> Any:
        return self.small.office

    def at(self, text: str) -> "Place":
        self.small.at(text)
        return self

    def hears(self, title: str, text: str, files: tuple[Attachment, ...] = ()) -> post.Kept:
        """The answer to that seat's words and files."""
        number, now = f"said-{next(self.numbers)}", self.small.now
        heard = Incoming("web", number, str(self.small.seat(title).id), text, files=files)
        hearing(self.office, heard, now, work_out(self.office, self.store, heard, now)).result()
        with reading(self.office.engine) as tx:
            answer = post.answer_to(tx, "web", number)
        assert answer is not None
        return answer

    def says(self, title: str, text: str, files: tuple[Attachment, ...] = ()) -> str:
        return plain(self.hears(title, text, files).parts)

    def keeps(self, name: str, content: bytes) -> Attachment:
        with self.store.receiving() as coming:
            coming.write(content)
            kept = coming.keep(name)
        return Attachment(kept.sha256, kept.name, kept.media, kept.size)

    def sends(self, title: str, content: bytes, name: str = "上报.json") -> str:
        return self.says(title, "", (self.keeps(name, content),))

    def statement(self) -> Statement:
        with reading(self.office.engine) as tx:
            return statement_of(tx, self.office.rules(tx), self.small.now)

    def file(self, **changed: Any) -> bytes:
        """The 上报文件 as of now, signed by this office; with other facts in it where they are given."""
        statement = self.statement()
        if not changed:
            return made(statement, self.store, make_key(self.home)).content
        return sealed(write(replace(statement, **changed)), (), make_key(self.home))

    def reports(self, code: str, unit: str = LONGHUA_UNIT) -> list[ReportRow]:
        from db import account as ledger

        with reading(self.office.engine) as tx:
            return ledger.reports(tx, self.small.account(code, unit).id)

    def evidence(self, code: str, unit: str = LONGHUA_UNIT) -> list[evidence.Shown]:
        with reading(self.office.engine) as tx:
            return evidence.of_account(tx, self.small.account(code, unit).id)

    def trusts(self, unit: str, key: str) -> None:
        def job(tx: Any) -> None:
            trusting.trust(tx, trusting.unit_named(tx, unit), key, self.small.now)

        self.office.writer.run(job)

    def distrusts(self, unit: str) -> None:
        self.office.writer.run(lambda tx: trusting.revoke(tx, trusting.unit_named(tx, unit), self.small.now))

    def entries(self) -> list[history.Entry]:
        with reading(self.office.engine) as tx:
            found = list(history.entries(tx))
            assert history.verify(iter(found))[1] is None
        return found

    def taken(self, raw: bytes) -> levels.Taken | None:
        with reading(self.office.engine) as tx:
            return levels.taken(tx, hashlib.sha256(raw).hexdigest())


@contextmanager
def two_levels(empty: Path, folder: Path) -> Iterator[tuple[Place, Place]]:
    """The district and the city, the district's key registered there, on the morning of 20 October."""
    district = Place(copied(empty, folder / "district.db"), folder / "district", DISTRICT_PLAN)
    city = Place(copied(empty, folder / "city.db"), folder / "city", PLAN)
    city.trusts(LONGHUA_UNIT, public(make_key(district.home)))
    for place in (district, city):
        place.at("2021-10-20 10:00")
    try:
        yield district, city
    finally:
        district.small.close()
        city.small.close()
