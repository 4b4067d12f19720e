"""The web chat: phones of several seats in one page, live, on this machine only.

It speaks HTTP and knows the office as a `Backend`; it never touches the account.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Any, cast, get_args

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route

from bot.web import pages
from bot.web.asked import fields, files, number, text, update
from bot.web.backend import Backend, Busy, FileRefused, Move
from bot.web.events import listen
from bot.web.files import PageFiles
from bot.web.guard import FILE_PATH, LoopbackOnly
from bot.web.landing import Landing

_OLDEST = 2000  # bubbles one may scroll back to

log = logging.getLogger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(backend: Backend) -> Starlette:
    """The pages over `backend`, ready for any ASGI server."""
    landing = Landing()
    app = Starlette(
        routes=[
            # Looked through in this order: what is asked a thousand times stands first.
            Route("/chat/say", _say(backend, landing), methods=["POST"]),
            Route("/", _home),
            Route("/chat", _chat(backend)),
            Route("/chat/seats", _seats(backend)),
            Route("/chat/phone/{seat:int}", _phone(backend)),
            Route("/chat/styles", _styles),
            Route(FILE_PATH, _file(backend), methods=["POST"]),
            Route(f"{FILE_PATH}/{{message:int}}", _paper(backend)),
            Route("/chat/press", _press(backend, landing), methods=["POST"]),
            Route("/chat/events", _events(backend)),
            Route("/demo/clock", _clock(backend), methods=["POST"]),
            Route("/demo/sent", _sent(backend)),
            Route("/healthz", _health),
            Mount("/static", PageFiles(directory=pages.HERE / "static")),
        ],
        middleware=[Middleware(LoopbackOnly)],
        exception_handlers={HTTPException: _refused, Busy: _busy, Exception: _broken},
    )
    app.state.stopping = asyncio.Event()
    return app


def stop_listening(app: Starlette) -> None:
    """End every open event stream, so that the server can stop. Called in the server's loop."""
    app.state.stopping.set()


async def _home(request: Request) -> Response:
    return RedirectResponse("/chat")


async def _health(request: Request) -> Response:
    return JSONResponse({"ok": True})


async def _styles(request: Request) -> Response:
    return HTMLResponse(await asyncio.to_thread(pages.styles_page))


def _chat(backend: Backend) -> Endpoint:
    def draw() -> str:
        return pages.chat_page(
            backend.title,
            backend.movable,
            backend.now(),
            backend.seats(),
            backend.sent(),
            takes_files=backend.takes_files,
        )

    async def chat(request: Request) -> Response:
        return HTMLResponse(await asyncio.to_thread(draw))

    return chat


def _seats(backend: Backend) -> Endpoint:
    async def seats(request: Request) -> Response:
        return HTMLResponse(await asyncio.to_thread(lambda: pages.picker(backend.seats())))

    return seats


def _phone(backend: Backend) -> Endpoint:
    def draw(seat: int, limit: int) -> str:
        bubbles = backend.history(seat, limit)
        more = limit * 4 if len(bubbles) >= limit and limit < _OLDEST else None
        return pages.phone(bubbles, backend.now().tzinfo, more)

    async def phone(request: Request) -> Response:
        seat = number(request.path_params, "seat")
        asked = request.query_params.get("limit", "")
        limit = min(int(asked), _OLDEST) if asked.isdecimal() and len(asked) < 6 else pages.HISTORY
        return HTMLResponse(await _known(draw, seat, max(limit, 1)))

    return phone


def _say(backend: Backend, landing: Landing) -> Endpoint:
    async def say(request: Request) -> Response:
        asked = await fields(request)
        about = number(asked, "seat"), text(asked), update(asked), files(asked)
        await _promised(landing, backend.say, *about)
        return JSONResponse({"ok": True})

    return say


def _file(backend: Backend) -> Endpoint:
    """A file on its own, before the words it goes with: its bytes are the body, its name in the address."""

    async def file(request: Request) -> Response:
        if not backend.takes_files:
            raise HTTPException(404, "这里不收文件。")
        name = request.query_params.get("name", "")
        try:
            handed = await backend.keep_file(name, request.stream())
        except FileRefused as refused:
            raise HTTPException(400, str(refused)) from None
        except ClientDisconnect:
            raise HTTPException(400, "文件没有发完。") from None
        return JSONResponse({"sha256": handed.sha256, "name": handed.name})

    return file


def _paper(backend: Backend) -> Endpoint:
    async def paper(request: Request) -> Response:
        found = await asyncio.to_thread(backend.paper, number(request.path_params, "message"))
        if found is None or found.path is None:
            raise HTTPException(404, "这条消息没有随附文件，或者文件已不在。")
        # Only a picture of ours is shown in place; nothing else that a browser might run.
        shown = found.media == "image/png"
        return FileResponse(
            found.path,
            media_type=found.media,
            filename=found.name,
            content_disposition_type="inline" if shown else "attachment",
        )

    return paper


def _press(backend: Backend, landing: Landing) -> Endpoint:
    async def press(request: Request) -> Response:
        asked = await fields(request)
        seat, message, button = (number(asked, name) for name in ("seat", "message", "button"))
        await _promised(landing, backend.press, seat, message, button, update(asked))
        return JSONResponse({"ok": True})

    return press


def _clock(backend: Backend) -> Endpoint:
    moving = asyncio.Lock()

    async def clock(request: Request) -> Response:
        if not backend.movable:
            raise HTTPException(404, "这里用的是真实时间，不能拨动。")
        to = (await fields(request)).get("to")
        if to not in get_args(Move):
            raise HTTPException(400, "时钟只能走到：下一条消息、下一天、下一周、年底。")
        if moving.locked():
            raise HTTPException(409, "时钟正在走，请稍候。")
        async with moving:
            moved = await asyncio.to_thread(backend.move, cast(Move, to))
        return JSONResponse(
            {
                "now": moved.now.isoformat(),
                "day": pages.day(moved.now),
                "time": f"{moved.now:%H:%M}",
                "sent": moved.sent,
                "seats": moved.seats,
                "first_seat": moved.first_seat,
                "ended": moved.ended,
            }
        )

    return clock


def _sent(backend: Backend) -> Endpoint:
    async def sent(request: Request) -> Response:
        return HTMLResponse(await asyncio.to_thread(lambda: pages.strip(backend.sent(), backend.now())))

    return sent


def _events(backend: Backend) -> Endpoint:
    async def events(request: Request) -> Response:
        stream = listen(backend.changes(), request.app.state.stopping)
        return StreamingResponse(stream, media_type="text/event-stream")

    return events


# ---------------------------------------------------------------- what is asked of the office


async def _known(act: Callable[..., Any], *about: Any) -> Any:
    """Do it in a thread; what the office does not know is a 404."""
    try:
        return await asyncio.to_thread(act, *about)
    except LookupError:
        log.info("nothing of that number", exc_info=True)
        raise HTTPException(404, "没有这个座席、消息或按钮。") from None


async def _promised(landing: Landing, act: Callable[..., Future[None]], *about: Any) -> None:
    """Wait for the office to have done it; what it does not know is a 404."""
    try:
        await landing.of(act(*about))
    except LookupError:
        log.info("nothing of that number", exc_info=True)
        raise HTTPException(404, "没有这个座席、消息或按钮。") from None


# ---------------------------------------------------------------- what goes out when it cannot be done

_STATUS_WORDS = {404: "没有这个页面。", 405: "这个地址不接受这种请求。"}


async def _refused(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)  # noqa: S101 - registered for no other
    sentence = fault.detail
    if sentence.isascii():  # the framework's own English
        sentence = _STATUS_WORDS.get(fault.status_code, "没有受理。")
    return JSONResponse({"error": sentence}, fault.status_code, headers=fault.headers)


async def _busy(request: Request, fault: Exception) -> Response:
    return JSONResponse({"error": str(fault)}, 503)


async def _broken(request: Request, fault: Exception) -> Response:
    return JSONResponse({"error": "系统出错，这一步没有记下。请稍后再试。"}, 500)
