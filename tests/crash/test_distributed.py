"""Workers and the database are killed under load: every letter arrives, each chat's in order, few of them twice.

How often a letter may come twice: what was in flight at each kill. Nothing may be lost, and nothing overtaken.
"""

import json
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot.engines.distributed import LANES_AT_ONCE
from bot.lane import WIDTH
from bot.office import Office, open_office
from db import history, jobs, post
from db.engine import reading
from db.models import Outbox
from db.post import Letter
from tests import postgres
from tests.office import ZONE

HOUSE = Path(__file__).parent.parent.parent
CHATS = 40
LETTERS = 1200
IN_FLIGHT = LANES_AT_ONCE * WIDTH


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    """One that may be killed: nobody else uses it. What it answered, it keeps."""
    try:
        found = postgres.Server(("max_connections=100",))
    except postgres.NoServer as reason:
        pytest.skip(str(reason))
    yield found
    found.remove()


@pytest.fixture
def office(server: postgres.Server) -> Iterator[Office]:
    found = open_office(server.address, ZONE)
    found.writer.run(jobs.make_tables)
    yield found
    found.close()


class Crew:
    """Workers that write what they send to one file."""

    def __init__(self, address: str, file: Path) -> None:
        self._address, self._file = address, file
        self._workers: list[subprocess.Popen[str]] = []
        self.kills = 0

    def hire(self) -> None:
        words = [sys.executable, "-m", "tests.crash.worker_life", self._address, str(self._file)]
        self._workers.append(
            subprocess.Popen(words, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        )

    def ready(self) -> None:
        for worker in self._workers:
            assert worker.stdout is not None
            worker.stdout.readline()

    def lose(self, which: int) -> None:
        worker = self._workers.pop(which)
        worker.kill()
        worker.communicate()
        self.kills += 1

    def dismiss(self) -> None:
        """In peace: each finishes what it has in hand."""
        for worker in self._workers:
            worker.terminate()
        while self._workers:
            self._workers.pop().communicate(timeout=30)

    def said(self) -> list[tuple[str, int]]:
        if not self._file.exists():
            return []
        return [(chat, letter) for chat, letter in map(json.loads, self._file.read_text().splitlines())]


@pytest.fixture
def crew(server: postgres.Server, tmp_path: Path) -> Iterator[Crew]:
    found = Crew(server.address, tmp_path / "network.jsonl")
    yield found
    found.dismiss()


def write(office: Office, count: int) -> None:
    now = datetime.now(UTC)
    written = [
        Letter(None, "wecom", f"chat-{n % CHATS}", "answer", (f"第{n}条",), (), (), 0, now)
        for n in range(count)
    ]
    office.writer.run(lambda tx: post.keep(tx, written, now))


def unsent(office: Office) -> int:
    try:
        with reading(office.engine) as tx:
            return tx.scalar(select(func.count()).where(Outbox.state != "sent")) or 0
    except OperationalError:
        return -1  # the database is away just now


def wait_for_all(office: Office, seconds: float) -> None:
    end = time.monotonic() + seconds
    while (left := unsent(office)) != 0:
        assert time.monotonic() < end, f"{left} letters were not sent"
        time.sleep(0.1)


def holds(office: Office, crew: Crew, interruptions: int) -> None:
    """Every letter came; those that came twice were in flight when something was killed; no chat's was overtaken."""
    said = crew.said()
    with reading(office.engine) as tx:
        wanted = dict(tx.execute(select(Outbox.id, Outbox.address)).all())
        assert history.verify(history.entries(tx))[1] is None
    assert {letter for _, letter in said} == set(wanted)
    assert len(said) - len(wanted) <= interruptions * IN_FLIGHT
    first: dict[str, list[int]] = defaultdict(list)
    for chat, letter in dict.fromkeys(said):
        first[chat].append(letter)
    for chat, letters in first.items():
        assert letters == sorted(letters), chat


def test_workers_killed_under_load_lose_nothing(office: Office, crew: Crew) -> None:
    write(office, LETTERS)
    for _ in range(3):
        crew.hire()
    crew.ready()
    chance = random.Random(20211029)
    for _ in range(3):
        time.sleep(chance.uniform(0.3, 1.0))
        crew.lose(chance.randrange(3))
        crew.hire()
    wait_for_all(office, 90)
    holds(office, crew, crew.kills)


def test_a_database_killed_under_load_loses_nothing(
    office: Office, crew: Crew, server: postgres.Server
) -> None:
    write(office, LETTERS)
    for _ in range(2):
        crew.hire()
    crew.ready()
    while not crew.said():
        time.sleep(0.05)
    time.sleep(0.5)
    server.stop()
    time.sleep(1)
    server.start()
    wait_for_all(office, 90)
    holds(office, crew, 2)


def test_a_worker_dismissed_in_peace_repeats_nothing(office: Office, crew: Crew) -> None:
    write(office, LETTERS)
    crew.hire()
    crew.ready()
    while not crew.said():
        time.sleep(0.01)
    crew.dismiss()
    assert 0 < len(crew.said()) < LETTERS, "it was dismissed before it began, or after it had ended"
    crew.hire()
    wait_for_all(office, 60)
    holds(office, crew, 0)
