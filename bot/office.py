"""The office as the rest of the bot meets it: its database, its zone, and what its admins have settled."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from db import settings
from db.engine import open_database
from db.files import Files
from db.schema import migrate
from db.writer import Writer
from schedules.policy import Policy, policy_of

# A message's wording is kept as the setting of this name; empty means the original.
WORDING = "template:"


@dataclass(frozen=True, slots=True)
class Rules:
    """The office's policy, the ladders that differ for a plan or an item, and its own wordings by message."""

    policy: Policy
    ladders: Mapping[str, tuple[int, ...]]
    wordings: Mapping[str, str]

    def ladder(self, plan_id: int, item_id: int) -> tuple[int, ...]:
        """The item's own ladder, else its plan's, else the office's."""
        if not self.ladders:
            return self.policy.ladder
        return (
            self.ladders.get(f"item:{item_id}") or self.ladders.get(f"plan:{plan_id}") or self.policy.ladder
        )


@dataclass(frozen=True, slots=True)
class Office:
    """What everything needs. Reads open a transaction of their own; every change goes through the writer.

    files: where pictures that go with a digest are put; without it digests are words alone.
    """

    engine: Engine
    writer: Writer
    zone: ZoneInfo
    files: Files | None = None

    def rules(self, tx: Connection) -> Rules:
        return rules_in(tx, self.zone)

    def close(self) -> None:
        self.writer.close()
        self.engine.dispose()


def rules_in(tx: Connection, zone: ZoneInfo) -> Rules:
    """What the admins have settled, as this transaction sees it."""
    changed = settings.changed(tx).items()
    return _rules(tuple((scope, *pair) for scope, pairs in changed for pair in pairs.items()), zone)


def open_office(url: str, zone: ZoneInfo) -> Office:
    """Open the office's database, brought up to this version. Raises db.engine.DatabaseRefused."""
    engine = open_database(url)
    migrate(engine)
    return Office(engine, Writer(engine), zone)


@lru_cache(maxsize=8)
def _rules(changed: tuple[tuple[str, str, str], ...], zone: ZoneInfo) -> Rules:
    """Settings seldom change and are needed for every message: their meaning is kept."""
    policy = policy_of({name: value for scope, name, value in changed if scope == settings.OFFICE}, zone)
    ladders = {
        scope: policy_of({name: value}, zone).ladder
        for scope, name, value in changed
        if scope != settings.OFFICE and name == "ladder"
    }
    return Rules(policy, ladders, _wordings(changed))


def _wordings(changed: tuple[tuple[str, str, str], ...]) -> Mapping[str, str]:
    kept = (
        (name.removeprefix(WORDING), text)
        for scope, name, text in changed
        if scope == settings.OFFICE and name.startswith(WORDING)
    )
    return {name: text for name, text in kept if text}
