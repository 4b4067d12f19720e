"""The web server under the pages, bound to this machine only."""

import socket
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette

from bot.web.app import stop_listening


class ChatServer(uvicorn.Server):
    """A uvicorn that says goodbye to listening pages before it waits for them.

    Pages keep an event stream open for hours; uvicorn waits for open responses,
    so without this Ctrl-C would hang until a browser closes.
    """

    def __init__(self, app: Starlette, config: uvicorn.Config, ready: Callable[[str], None]) -> None:
        super().__init__(config)
        self._app = app
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._ready(f"http://{host}:{port}")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        stop_listening(self._app)
        await super().shutdown(sockets)


def loopback_server(
    app: Starlette, port: int = 0, *, ready: Callable[[str], None] = lambda address: None
) -> ChatServer:
    """Return a server not yet started: `.run()` blocks, `await .serve()` runs in a loop.

    Port 0 takes a free one. `ready` is told the address once it is open.
    """
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="warning", access_log=False, timeout_graceful_shutdown=3
    )
    return ChatServer(app, config, ready)
