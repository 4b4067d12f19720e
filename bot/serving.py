"""One office at work in this process: its engine works, every channel listens, the pages answer."""

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection
from starlette.applications import Starlette
from starlette.types import ASGIApp

from bot.binding import announce_bot
from bot.board.address import announce
from bot.channels import Channel
from bot.channels.web import WebChannel
from bot.clocks import Clock, MovableClock, real_clock
from bot.engines import Engine, why_alone
from bot.engines.alone import in_one_place
from bot.engines.embedded import Embedded
from bot.front import Front
from bot.health import create_health
from bot.heartbeat import Heartbeat
from bot.holidays import follow_tables
from bot.interpreter import set_for_loading, set_for_serving
from bot.late import LateListener
from bot.metrics import Refusals, create_metrics
from bot.office import Office
from bot.platforms import Platforms, Run, open_platforms
from bot.settings import Settings
from bot.telling import tell
from bot.web.server import web_server
from db import people, post, snapshot
from db.engine import only_server
from db.files import Files
from messages.catalogue import Advice

if TYPE_CHECKING:
    from bot.reception import Reception

log = structlog.get_logger()

FILES = "files"
LONG_ENOUGH = 60.0  # seconds after which a listener that ended had been well
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before one that ended is begun again


def serve(
    office: Office, settings: Settings, ready: Callable[[str], None], clock: Clock = real_clock
) -> None:
    """Run until interrupted. Raises DatabaseRefused where another server has this database, and a platform's refusal."""
    set_for_loading()
    alone = why_alone(office.engine, settings) is not None
    with only_server(office.engine, with_others=not alone):
        snapshot.refuse_damaged(office.engine)
        if alone:
            office.writer.run(post.release_interrupted)
        office.writer.run(partial(follow_tables, zone=office.zone, now=clock()))
        with suppress(asyncio.CancelledError):
            asyncio.run(Service(office, settings, clock).run(ready))


class Service:
    """What works together while an office is open."""

    def __init__(self, office: Office, settings: Settings, clock: Clock) -> None:
        self._files = Files(settings.home / FILES)
        self._office = office = replace(office, files=self._files)
        self._settings = settings
        self._clock = clock
        self._alone = why_alone(office.engine, settings) is not None
        self._engine: Engine | None = None
        self._web = WebChannel()
        self._listener = LateListener(self._load)

    async def run(self, ready: Callable[[str], None]) -> None:
        _end_in_good_order()
        async with open_platforms(self._settings, self._listener, self._clock, self._advise) as platforms:
            if platforms.opens_bot:
                self._office.writer.run(partial(self._announce_bot, platforms.opens_bot))
            # In a demonstration time moves only when the visitor moves it.
            engine = self._start_engine(platforms, ticking=not isinstance(self._clock, MovableClock))
            tasks = [asyncio.create_task(engine.run())]
            tasks += [asyncio.create_task(self._listen(name, run)) for name, run in platforms.runs.items()]
            if url := self._settings.heartbeat_url.get_secret_value():
                tasks.append(asyncio.create_task(Heartbeat(url, self._office, self._clock).run()))
            try:
                reception = await self._listener.loaded()
                set_for_serving()
                await self._answer_pages(engine, platforms, reception, ready)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    def _start_engine(self, platforms: Platforms, *, ticking: bool) -> Engine:
        channels, shelf = self._channels(platforms), self._files.path
        if self._alone:
            self._engine = Embedded(self._office, channels, self._clock, shelf, ticking=ticking)
        else:
            from bot.engines.distributed import Distributed  # the extra `scale`

            self._engine = Distributed(self._office, channels, self._clock, shelf)
        return self._engine

    async def _listen(self, name: str, run: Run) -> None:
        """What may listen in one place only does so in one of several servers."""
        if self._alone:
            await _kept_running(name, run)
        else:
            await in_one_place(self._office.engine, name, partial(_kept_running, name, run))

    def _load(self) -> "Reception":
        """What answers. With it comes all that the pages need too, so that they need not wait for it again."""
        import bot.board.app
        import bot.chat
        import bot.web.app  # noqa: F401
        from bot.reception import Reception

        return Reception(self._office, self._files, self._clock, self._kick)

    def _channels(self, platforms: Platforms) -> dict[str, Channel]:
        """This machine's own screen is a way to reach somebody only where there is no other."""
        own: dict[str, Channel] = {} if platforms.channels else {self._web.name: self._web}
        return {**own, **platforms.channels}

    async def _answer_pages(
        self, engine: Engine, platforms: Platforms, reception: "Reception", ready: Callable[[str], None]
    ) -> None:
        from bot.board.app import create_board
        from bot.chat import Chat
        from bot.web.app import create_app, stop_listening

        pages = None
        if self._settings.screen_here:
            pages = create_app(Chat(self._office, self._web, self._clock, self._kick, reception))
        houses: dict[str, ASGIApp] = {
            "/hooks": Refusals(Starlette(routes=list(platforms.routes))),
            "/healthz": create_health(self._office, self._clock, engine.states, self._settings),
            "/metrics": create_metrics(self._office, self._clock, engine.states, self._settings),
        }
        if pages is not None:
            houses |= dict.fromkeys(("/chat", "/demo", "/static"), pages)
        public = self._settings.public_url
        houses["/"] = create_board(
            self._office,
            self._clock,
            kick=self._kick,
            files=self._files,
            secure=public.startswith("https:"),
            chat="/chat" if pages is not None else "",
            wecom=platforms.door,
        )

        def goodbye() -> None:
            if pages is not None:
                stop_listening(pages)

        def opened(address: str) -> None:
            self._office.writer.run(partial(self._announce, public or address))
            ready(address)

        settings = self._settings
        server = web_server(Front(houses), settings.port, host=settings.host, ready=opened, goodbye=goodbye)
        await server.serve()

    def _announce(self, address: str, tx: Connection) -> None:
        announce(tx, address, self._clock())

    def _announce_bot(self, opens: str, tx: Connection) -> None:
        announce_bot(tx, opens, self._clock())

    def _kick(self) -> None:
        """From any thread: there may be something to carry."""
        if self._engine is not None:
            self._engine.kick()

    def _advise(self, sentence: str) -> None:
        """The administrators read it in their own chats, within working hours."""
        log.warning(sentence)
        self._office.writer.submit(partial(_advise, self._office, sentence, self._clock))


def _advise(office: Office, sentence: str, clock: Clock, tx: Connection) -> None:
    admins = people.seats_in_role(tx, "admin")
    tell(tx, admins, Advice(sentence), policy=office.rules(tx).policy, now=clock())


def _end_in_good_order() -> None:
    """Letters leave before the pages answer: whoever stops it as early as that finds what is in flight settled too.

    The pages' server then takes the signals itself.
    """
    this = asyncio.current_task()
    with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows; a thread of somebody else's
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: this and this.cancel())


async def _kept_running(name: str, run: Run) -> None:
    """A listener that fails is begun again, ever later while it fails at once; one that ends has its reason."""
    pause = FIRST_PAUSE
    while True:
        begun = time.monotonic()
        try:
            await run()
        except Exception:
            log.exception("listening failed", channel=name)
        else:
            log.error("listening ended", channel=name)
            return
        pause = FIRST_PAUSE if time.monotonic() - begun > LONG_ENOUGH else min(pause * 2, LONGEST_PAUSE)
        await asyncio.sleep(pause)
