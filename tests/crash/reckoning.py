"""After the end: what was promised, held against what the account and the platforms hold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from bot.channels.wecom.channel import REPEAT_SPREAD, REPEAT_WITHIN
from bot.office import Office
from db import history
from db.engine import reading
from db.models import Inbox, Outbox, Report
from tests.crash.crowd import Said
from tests.fake_bot_api import FakeBotApi
from tests.fake_wecom import FakeWeCom


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The figures of one life. Every fault is a sentence."""

    said: int
    taken: int
    letters: int
    telegram_repeats: int
    wecom_repeats: int
    wecom_known_again: int  # WeCom saw them twice and showed them once
    entries: int
    faults: tuple[str, ...]

    def line(self) -> str:
        verdict = "nothing lost" if not self.faults else "; ".join(self.faults[:5])
        return (
            f"{self.said} commands, {self.taken} acknowledged, {self.letters} letters, repeats: "
            f"Telegram {self.telegram_repeats}, WeCom {self.wecom_repeats} "
            f"(and {self.wecom_known_again} known again by it), {self.entries} entries chained: {verdict}"
        )


def reckon(office: Office, said: Sequence[Said], telegram: FakeBotApi, wecom: FakeWeCom) -> Reckoning:
    with reading(office.engine) as tx:
        faults = [*_effects(tx, said), *_letters(tx)]
        on_telegram = _telegram(tx, telegram, faults)
        on_wecom = _wecom(tx, wecom, faults)
        entries, broken = history.verify(history.entries(tx))
        letters = tx.scalar(select(func.count()).select_from(Outbox)) or 0
    if broken is not None:
        faults.append(f"the history breaks at {broken}")
    if wecom.silently_dropped:
        faults.append(f"WeCom dropped {wecom.silently_dropped} without a word")
    taken = sum(one.taken for one in said)
    return Reckoning(
        len(said), taken, letters, on_telegram, on_wecom, wecom.repeats, entries, tuple(faults)
    )  # fmt: skip


def in_flight(office: Office, channel: str) -> int:
    """How many letters of that channel were claimed and not settled when the process ended."""
    with reading(office.engine) as tx:
        query = select(func.count()).where(Outbox.state == "sending", Outbox.channel == channel)
        return tx.scalar(query) or 0


def waiting(office: Office) -> int:
    """How many letters have not come to an end."""
    with reading(office.engine) as tx:
        return tx.scalar(select(func.count()).where(Outbox.state.in_(("queued", "sending")))) or 0


def _effects(tx: Connection, said: Sequence[Said]) -> list[str]:
    """What was acknowledged was done and answered exactly once; what was not, at most once."""
    heard = Counter(tx.scalars(select(Inbox.text)))
    done = Counter(tx.scalars(select(Report.text)))
    answers = Counter(
        tx.scalars(select(Inbox.text).join(Outbox, Outbox.answers == Inbox.id).where(Outbox.state == "sent"))
    )
    faults = []
    for one in said:
        found = heard[one.words], done[one.words.split()[-1]], answers[one.words]
        if found != (1, 1, 1) and (one.taken or found != (0, 0, 0)):
            faults.append(f"{one.words}: heard, done, answered {found}, acknowledged {one.taken}")
    return faults


def _letters(tx: Connection) -> list[str]:
    """Every letter has left, or is not wanted any more, with the reason."""
    rows = tx.execute(select(Outbox.state, Outbox.reason, func.count()).group_by(Outbox.state, Outbox.reason))
    return [
        f"{n} letters {state} ({reason})"
        for state, reason, n in rows
        if state != "sent" and not (state == "dropped" and reason)
    ]


def _telegram(tx: Connection, telegram: FakeBotApi, faults: list[str]) -> int:
    """How many messages of a letter came twice. Each letter's own must be there, with the words it was written in."""
    shown = {str(one.id): one for one in telegram.sent}
    named: set[str] = set()
    for row in _sent(tx, "telegram"):
        ids = (row.platform_id or "").split()
        named |= set(ids)
        there = [shown[one] for one in ids if one in shown and shown[one].chat == row.address]
        if not ids or len(there) != len(ids):
            faults.append(f"Telegram has no letter {row.id}")
    return len(set(shown) - named)


def _wecom(tx: Connection, wecom: FakeWeCom, faults: list[str]) -> int:
    """How many messages a phone showed twice. A letter's interval is its own (`bot.channels.wecom.channel`)."""
    shown = Counter((one.user, one.body["duplicate_check_interval"]) for one in wecom.shown)
    owed: Counter[Any] = Counter()
    for row in _sent(tx, "wecom"):
        owed[row.address, REPEAT_WITHIN + row.id * 16 % REPEAT_SPREAD] += 1
    missing = owed - shown
    if missing:
        faults.append(f"WeCom never showed {missing.total()} letters")
    bodies = Counter((one.user, str(one.body)) for one in wecom.shown)
    return sum(n - 1 for n in bodies.values())


def _sent(tx: Connection, channel: str) -> Sequence[Any]:
    columns = (Outbox.id, Outbox.address, Outbox.platform_id)
    return tx.execute(select(*columns).where(Outbox.channel == channel, Outbox.state == "sent")).all()
