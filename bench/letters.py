"""What the measurements of delivery have in common: the stand-in server, and an office with letters to send."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.loading import SYSTEM, load
from bot.office import Office, open_office
from db import post
from db.engine import reading
from db.models import Assignment, Contact, Item, Outbox
from db.post import Letter
from schedules.planfile import read_plan

ROOT = Path(__file__).parent.parent
NOW = datetime(2021, 8, 9, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TOKEN = "1:measurement"
TEXT = "\n".join(
    (
        "【督办提醒】8月9日（周一）",
        "3.1 制定并公布重大行政决策目录",
        "时限：10月31日前，请于10月29日（周五）前报送，还有54个工作日",
        "当前：待签收",
        "请回复：签收 3.1",
    )
)


@contextmanager
def bot_api(limits: str) -> Iterator[int]:
    """The port of a server that lives as long as the block."""
    server = subprocess.Popen(
        [sys.executable, ROOT / "bench" / "bot_api.py", limits], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        yield int(server.stdout.readline())
    finally:
        server.terminate()
        server.wait()


def counts(port: int, what: str = "counts") -> dict[str, Any]:
    with urlopen(f"http://127.0.0.1:{port}/{what}") as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def office_with_letters(folder: Path, addresses: Sequence[str]) -> Office:
    """The real plan's office with one reminder to each of these chats, written and committed, and nothing else due."""
    office = open_office(f"sqlite:///{folder / 'duban.db'}", NOW.tzinfo)  # type: ignore[arg-type]
    with reading(office.engine) as tx:
        rules = office.rules(tx)
    plan = read_plan(ROOT / "plans" / "haikou-2021h2.yaml", rules.policy.calendar)
    office.writer.run(lambda tx: load(rules, plan, SYSTEM, NOW, tx))
    with reading(office.engine) as tx:
        mine = tx.execute(
            select(Contact.id, Item.code)
            .join(Assignment, Assignment.unit_id == Contact.unit_id)
            .join(Item, Item.id == Assignment.item_id)
            .where(Contact.role == "contact")
            .order_by(Contact.id)
        ).all()
        written: dict[int, str | None] = dict.fromkeys(tx.scalars(select(Outbox.id)))
    letters = [
        Letter(
            contact_id=mine[n % len(mine)][0], channel="telegram", address=address, kind="morning",
            parts=(TEXT,), buttons=(), about=(mine[n % len(mine)][1],), priority=1, not_before=NOW,
        )
        for n, address in enumerate(addresses)
    ]  # fmt: skip
    office.writer.run(lambda tx: post.sent(tx, written, NOW))
    office.writer.run(lambda tx: post.keep(tx, letters, NOW))
    return office


def unsettled(office: Office) -> int:
    """How many letters are not sent with the network's number."""
    with reading(office.engine) as tx:
        rows = tx.execute(select(Outbox.state, Outbox.platform_id).where(Outbox.channel == "telegram")).all()
    return sum(1 for row in rows if row.state != "sent" or not row.platform_id)
