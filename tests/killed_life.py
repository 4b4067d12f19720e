"""The child of `test_killed`: lives the story on standard input in a folder, and kills itself at a given step."""

import asyncio
import json
import os
import signal
import sys
from itertools import count
from pathlib import Path

from sqlalchemy import event, select

from bot.channels import Incoming, Pace, Parcel
from bot.conversation import hear
from bot.courier import deliver
from bot.loading import load
from bot.office import Office, open_office
from bot.rounds import next_moment, round_
from db import account, history, people, post
from db.engine import reading
from db.models import Assignment, Reminder
from schedules.planfile import read_plan
from tests.office import ZONE, at

PLAN = Path(__file__).parent.parent / "plans" / "haikou-2021h2.yaml"
KILL_AT = int(os.environ["KILL_AT"])
_steps = count(1)


def step(*_: object) -> None:
    """One step of the process's life; the one it is told to die at is its last."""
    if next(_steps) == KILL_AT:
        os.kill(os.getpid(), signal.SIGKILL)


class Paper:
    """A network that writes every letter down for good, and can die before or after."""

    name = "web"
    pace = Pace()

    def __init__(self, folder: Path) -> None:
        self.file = (folder / "network.jsonl").open("a", encoding="utf-8")

    def is_group(self, address: str) -> bool:
        return False

    async def send(self, parcel: Parcel) -> str | None:
        step()
        letter = {
            "id": parcel.outbox_id,
            "address": parcel.address,
            "kind": parcel.kind,
            "text": parcel.parts,
        }
        self.file.write(json.dumps(letter, ensure_ascii=False) + "\n")
        self.file.flush()
        step()
        return None


async def live(folder: Path, story: str) -> None:
    office = open_office(f"sqlite:///{folder / 'duban.db'}", ZONE)
    event.listen(office.engine, "begin", step)
    event.listen(office.engine, "commit", step)
    office.writer.run(post.release_interrupted)
    paper = Paper(folder)
    lines = [line.split(" | ") for line in story.strip().splitlines()]
    lived = folder / "lived"  # the world's own clock: which line it has come to
    start = int(lived.read_text()) if lived.exists() else -1
    now = at("2021-10-20 09:00")
    if start < 0:
        with reading(office.engine) as tx:
            rules = office.rules(tx)
        plan = read_plan(PLAN)
        office.writer.run(lambda tx: load(rules, plan, "系统", now, tx))
        await deliver(office, {"web": paper}, now)
        lived.write_text("0")
    for number, (moment, title, text) in enumerate(lines):
        if number < start:
            continue
        await wait_until(office, paper, folder, moment)
        with reading(office.engine) as tx:
            (seat,) = people.seats_titled(tx, title)
        hear(office, Incoming("web", f"line-{number}", str(seat.id), text), at(moment))
        await deliver(office, {"web": paper}, at(moment))
        lived.write_text(str(number + 1))
    write_end(office, folder)
    office.close()


async def wait_until(office: Office, paper: Paper, folder: Path, moment: str) -> None:
    """Time passes, and goes on where it stood when the process died."""
    clock = folder / "clock"
    now = at(clock.read_text()) if clock.exists() else at("2021-10-20 09:00")
    target = at(moment)
    while (happens := next_moment(office, now)) is not None and happens <= target:
        now = max(now, happens)
        clock.write_text(now.astimezone(ZONE).strftime("%Y-%m-%d %H:%M"))
        round_(office, now)
        await deliver(office, {"web": paper}, now)
    clock.write_text(moment)


def write_end(office: Office, folder: Path) -> None:
    """What the account holds at the end."""
    with reading(office.engine) as tx:
        _, broken = history.verify(history.entries(tx))
        accounts = tx.execute(
            select(
                Assignment.id, Assignment.state, Assignment.due, Assignment.urged, Assignment.next_at
            ).order_by(Assignment.id)
        ).all()
        reminders = tx.execute(
            select(
                Reminder.assignment_id, Reminder.contact_id, Reminder.kind, Reminder.due, Reminder.rung
            ).order_by(*Reminder.__table__.columns[1:6])
        ).all()
        assert account.anything_due(tx, at("2021-11-09 12:00")) is False
    end = {
        "history holds": broken is None,
        "accounts": [list(map(str, row)) for row in accounts],
        "reminders": [list(map(str, row)) for row in reminders],
    }
    (folder / "end.json").write_text(json.dumps(end, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1]), sys.stdin.read()))
