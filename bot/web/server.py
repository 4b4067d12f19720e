"""The web server under the pages."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

LOOPBACK = "127.0.0.1"


class PageServer(uvicorn.Server):
    """A uvicorn that says goodbye to listening pages before it waits for them.

    Pages keep an event stream open for hours; uvicorn waits for open responses,
    so without this Ctrl-C would hang until a browser closes.
    """

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[str], None], goodbye: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._goodbye = goodbye

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._ready(f"http://{f'[{host}]' if ':' in host else host}:{port}")

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """A signal asks the server to end, and no more: raised again, as uvicorn does, it would end the process
        before what is in flight is settled."""
        with super().capture_signals():
            try:
                yield
            finally:
                self._captured_signals.clear()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._goodbye()
        await super().shutdown(sockets)


def web_server(
    app: ASGIApp,
    port: int = 0,
    *,
    host: str = LOOPBACK,
    ready: Callable[[str], None] = lambda address: None,
    goodbye: Callable[[], None] = lambda: None,
) -> PageServer:
    """Return a server not yet started: `.run()` blocks, `await .serve()` runs in a loop.

    Port 0 takes a free one. `ready` is told the address once it is open; `goodbye` is called before it closes.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        lifespan="off",
        log_level="warning",
        log_config=None,  # what it has to say goes where our own words go
        access_log=False,
        timeout_graceful_shutdown=3,
        server_header=False,
    )
    return PageServer(config, ready, goodbye)
