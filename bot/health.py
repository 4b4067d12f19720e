"""`/healthz`: whether the office does its work, for a monitor: 200 while it does, 503 where somebody must look.

Anybody may ask whether; why is for insiders (`bot.insiders`).
"""

import asyncio
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clocks import Clock
from bot.insiders import is_insider
from bot.lane import LaneState
from bot.office import Office
from bot.settings import Settings
from db import account, people, post
from db.engine import reading
from schedules.policy import Policy

LATE = timedelta(minutes=15)  # a round or a letter that waits longer has been forgotten by somebody
LEAST_ROOM = 200 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Health:
    """round_lag: seconds by which the oldest thing owed is overdue to be said, counted in working hours only;
    outbox_age: the same for a letter written, from the moment it may leave.

    away: why nothing is sent on a channel just now. room: free bytes where the data is; None where it is elsewhere.
    """

    ok: bool
    round_lag: float
    outbox_age: float
    away: dict[str, str]
    room: int | None

    @property
    def on_time(self) -> bool:
        """What is owed is written, and what is written leaves."""
        return max(self.round_lag, self.outbox_age) < LATE.total_seconds()


def examine(office: Office, now: datetime, lanes: Sequence[LaneState]) -> Health:
    with reading(office.engine) as tx:
        policy = office.rules(tx).policy
        due, digest, waiting = account.next_due(tx), people.next_digest(tx), post.next_departure(tx)
    lag = max(_late(due, now, policy, policy.morning), _late(digest, now, policy, policy.hours[0]))
    age = 0.0 if waiting is None else max((now - waiting).total_seconds(), 0.0)
    away = {lane.channel: lane.reason for lane in lanes if lane.until is not None}
    room = _room(office)
    ok = max(lag, age) < LATE.total_seconds() and not away and (room is None or room > LEAST_ROOM)
    return Health(ok, lag, age, away, room)


def _late(moment: datetime | None, now: datetime, policy: Policy, opens: time) -> float:
    """Seconds since that ought to have been said. What an outage left over is not owed before the office opens again."""
    if moment is None or not policy.speaking(now):
        return 0.0
    opened = policy.at(policy.today(now), opens)
    return max((now - max(moment, opened)).total_seconds(), 0.0)


def _room(office: Office) -> int | None:
    if office.engine.dialect.name != "sqlite":
        return None
    return shutil.disk_usage(Path(office.engine.url.database or ".").parent).free


def create_health(
    office: Office, clock: Clock, lanes: Callable[[], Sequence[LaneState]], settings: Settings
) -> Starlette:
    """The page for monitors. It names no seat and no item."""

    async def healthz(request: Request) -> Response:
        try:
            found = await asyncio.to_thread(examine, office, clock(), lanes())
        except OperationalError:
            return JSONResponse({"ok": False}, 503, headers={"cache-control": "no-store"})
        said = asdict(found) if is_insider(request, settings) else {"ok": found.ok}
        return JSONResponse(said, 200 if found.ok else 503, headers={"cache-control": "no-store"})

    return Starlette(routes=[Route("/healthz", healthz)])
