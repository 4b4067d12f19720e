"""`/metrics` for Prometheus: how the office does, in numbers. No seat, no item, nobody's words.

Gauges ask the database by its partial indexes at each scrape; counters are this process's since
its start. Who may read it: `bot.insiders`.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.clocks import Clock
from bot.counts import count, counted
from bot.health import Health, examine
from bot.insiders import is_insider
from bot.lane import LaneState
from bot.office import Office
from bot.settings import Settings
from db import post
from db.engine import reading

CLOSED = "指标只对本机开放；要从别处取，请设 DUBAN_METRICS_TOKEN，并带上 Authorization: Bearer 令牌。"

_COUNTERS = (
    ("letters", "Letters a network answered, by what it said.", ("channel", "outcome")),
    ("heard", "Messages heard, by what they came to.", ("channel", "intent")),
    ("links_refused", "Sign-in links and calendars that opened nothing.", ("kind", "why")),
    ("webhooks_refused", "Calls to a webhook that were not taken.", ("hook", "status")),
)


class Figures(Collector):
    """One scrape. now: one moment for all of it."""

    def __init__(self, office: Office, now: datetime, lanes: Sequence[LaneState]) -> None:
        self._office = office
        self._now = now
        self._lanes = lanes

    def collect(self) -> Iterable[Metric]:
        yield from _counters()
        yield from _lanes(self._lanes, self._now)
        try:
            health = examine(self._office, self._now, self._lanes)
            with reading(self._office.engine) as tx:
                queued = post.how_many_queued(tx)
        except OperationalError:
            yield GaugeMetricFamily("duban_database_up", "Whether the database answers.", 0)
            return
        yield GaugeMetricFamily("duban_database_up", "Whether the database answers.", 1)
        yield from _health(health)
        waiting = GaugeMetricFamily("duban_letters_queued", "Letters waiting to leave.", labels=("channel",))
        for channel, number in queued.items():
            waiting.add_metric((channel,), number)
        yield waiting


def _counters() -> Iterator[Metric]:
    for name, text, labels in _COUNTERS:
        family = CounterMetricFamily(f"duban_{name}", text, labels=labels)
        for values, number in sorted(counted(name).items()):
            family.add_metric(values, number)
        yield family


def _lanes(lanes: Sequence[LaneState], now: datetime) -> Iterator[Metric]:
    away = GaugeMetricFamily("duban_channel_away", "1 while nothing is sent there.", labels=("channel",))
    flying = GaugeMetricFamily("duban_letters_in_flight", "Letters being sent.", labels=("channel",))
    for name in sorted({lane.channel for lane in lanes}):
        of_it = [lane for lane in lanes if lane.channel == name]
        away.add_metric((name,), float(any(one.until is not None and one.until > now for one in of_it)))
        flying.add_metric((name,), sum(one.in_flight for one in of_it))
    yield from (away, flying)


def _health(found: Health) -> Iterator[Metric]:
    yield GaugeMetricFamily("duban_up", "1 while the office does its work, as /healthz says.", found.ok)
    yield GaugeMetricFamily("duban_round_lag_seconds", "How late the oldest thing owed is.", found.round_lag)
    yield GaugeMetricFamily(
        "duban_outbox_age_seconds", "How late the oldest letter that may leave is.", found.outbox_age
    )
    if found.room is not None:
        yield GaugeMetricFamily("duban_disk_free_bytes", "Room where the data is.", found.room)


# ---------------------------------------------------------------- the page


def create_metrics(
    office: Office, clock: Clock, lanes: Callable[[], Sequence[LaneState]], settings: Settings
) -> Starlette:
    async def metrics(request: Request) -> Response:
        if not is_insider(request, settings):
            return PlainTextResponse(CLOSED, 403)
        text = await asyncio.to_thread(_scraped, office, clock(), lanes())
        return Response(text, media_type=CONTENT_TYPE_LATEST, headers={"cache-control": "no-store"})

    return Starlette(routes=[Route("/metrics", metrics)])


def _scraped(office: Office, now: datetime, lanes: Sequence[LaneState]) -> bytes:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(Figures(office, now, lanes))
    return generate_latest(registry)


class Refusals:
    """Around the hooks: how often each refused what came."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                known = scope["path"].removeprefix("/hooks/")
                count(
                    "webhooks_refused",
                    known if known in ("telegram", "wecom") else "other",
                    str(message["status"]),
                )
            await send(message)

        await self._app(scope, receive, watched)
