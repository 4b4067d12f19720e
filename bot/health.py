"""`/healthz`: whether the office does its work, for a monitor: 200 while it does, 503 where somebody must look."""

import asyncio
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clocks import Clock
from bot.lane import LaneState
from bot.office import Office
from db import account, post
from db.engine import reading

LATE = timedelta(minutes=15)  # a round or a letter that waits longer has been forgotten by somebody
LEAST_ROOM = 200 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Health:
    """round_lag: seconds by which the oldest thing owed is overdue to be said; outbox_age: the same for a letter written.

    away: why nothing is sent on a channel just now. room: free bytes where the data is; None where it is elsewhere.
    """

    ok: bool
    round_lag: float
    outbox_age: float
    away: dict[str, str]
    room: int | None


def examine(office: Office, now: datetime, lanes: Sequence[LaneState]) -> Health:
    with reading(office.engine) as tx:
        due, waiting = account.next_due(tx), post.next_departure(tx)
    lag, age = _late(due, now), _late(waiting, now)
    away = {lane.channel: lane.reason for lane in lanes if lane.until is not None}
    room = _room(office)
    ok = max(lag, age) < LATE.total_seconds() and not away and (room is None or room > LEAST_ROOM)
    return Health(ok, lag, age, away, room)


def _late(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max((now - moment).total_seconds(), 0.0)


def _room(office: Office) -> int | None:
    if office.engine.dialect.name != "sqlite":
        return None
    return shutil.disk_usage(Path(office.engine.url.database or ".").parent).free


def create_health(office: Office, clock: Clock, lanes: Callable[[], Sequence[LaneState]]) -> Starlette:
    """The page for monitors. It names no seat and no item."""

    async def healthz(request: Request) -> Response:
        try:
            found = await asyncio.to_thread(examine, office, clock(), lanes())
        except OperationalError:
            return JSONResponse({"ok": False, "database": "away"}, 503)
        return JSONResponse(asdict(found), 200 if found.ok else 503)

    return Starlette(routes=[Route("/healthz", healthz)])
