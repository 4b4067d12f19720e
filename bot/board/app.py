"""The board's routes, and what is the same for all of them: who looks, may it look, what it is told when it may not."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from bot.board import (
    acting,
    calendars,
    desk,
    door,
    handups,
    notes,
    record,
    reporting,
    review,
    seats,
    setup,
    sheets,
    stories,
)
from bot.board.guard import Guard, TooLarge
from bot.board.look import Board, Look
from bot.board.pages import HERE, page
from bot.board.wecom import WeComDoor
from bot.board.wecom import routes as wecom_routes
from bot.clocks import Clock, real_clock
from bot.counts import count
from bot.office import Office
from bot.permissions import WHO, may
from bot.web.files import PageFiles
from db import desk as records
from db.engine import reading, refusal_of
from db.files import Files

COOKIE = "duban"
Endpoint = Callable[[Request], Awaitable[Response]]
Page = Callable[[Look], Response | str]

log = logging.getLogger(__name__)


def create_board(
    office: Office,
    clock: Clock = real_clock,
    *,
    kick: Callable[[], None] = lambda: None,
    wall: Clock = real_clock,
    files: Files | None = None,
    secure: bool = False,
    chat: str = "",
    wecom: WeComDoor | None = None,
) -> Starlette:
    """The board of this office, ready to be mounted at `/` behind what has addresses of its own.

    clock: the office's. wall: the real one, by which sessions end. secure: it is reached by https, cookies too.
    chat: where this machine's own chat stands, if it does. wecom: who may come in as a member of WeCom.
    """
    board = Board(office, clock, wall, kick, files, secure, chat)
    return Starlette(
        routes=[*_pages(board), *_acts(board), *_doors(board), *_wecom(board, wecom)],
        middleware=[Middleware(Guard, secure=secure)],
        exception_handlers={HTTPException: _refused, TooLarge: _too_large, Exception: _broken},
    )


def _pages(board: Board) -> list[Route]:
    def at(path: str, intent: str, draw: Page) -> Route:
        return Route(path, _page(board, intent, draw))

    return [
        at("/", "list", desk.home),
        at("/item/{number:int}", "detail", stories.item),
        at("/unit/{number:int}", "detail", stories.unit),
        at("/file/{number:int}", "detail", stories.file),
        at("/timeline", "list", desk.timeline),
        at("/picture/heat.svg", "digest", desk.heat_svg),
        at("/picture/heat.png", "digest", desk.heat_png),
        at("/picture/burn.svg", "digest", desk.burn_svg),
        at("/review", "pending", review.queue),
        at("/settings", "preview", setup.settings),
        at("/seats", "preview", seats.listing),
        at("/audit", "preview", record.audit),
        at("/me", "board", seats.mine),
        at("/papers", "ledger", sheets.listing),
        at("/papers/ledger.xlsx", "ledger", sheets.ledger),
        at("/papers/bulletin.docx", "bulletin", sheets.bulletin),
        at("/papers/letter.docx", "letter", sheets.letter),
        at("/papers/calls.docx", "urge", sheets.calls),
        Route("/pulse", _pulse(board)),
    ]


def _acts(board: Board) -> list[Route]:
    def at(path: str, act: acting.Act) -> Route:
        return Route(path, _act(board, act), methods=["POST"])

    return [
        at("/review", review.rule),
        at("/urge", review.urge),
        at("/item/{number:int}", reporting.report),
        at("/handup", handups.confirm),
        at("/papers/archive.zip", sheets.archive),
        at("/settings", setup.change),
        at("/seats", seats.act),
        at("/me", seats.act_on_mine),
    ]


def _doors(board: Board) -> list[Route | Mount]:
    return [
        Route("/sign-in/{secret}", _look_at_link(board)),
        Route("/sign-in/{secret}", _enter(board), methods=["POST"]),
        Route("/sign-out", _leave(board), methods=["POST"]),
        Route("/calendar/{secret}.ics", _calendar(board)),
        Mount("/board", PageFiles(directory=HERE / "static")),
    ]


def _wecom(board: Board, wecom: WeComDoor | None) -> list[Route]:
    if wecom is None:
        return []
    return wecom_routes(
        board, wecom, lambda secret: signed_in(board, secret), lambda why: _outside(board, why)
    )


# ---------------------------------------------------------------- looking


def _page(board: Board, intent: str, draw: Page) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return await asyncio.to_thread(_drawn, board, intent, draw, request)

    return endpoint


def _drawn(board: Board, intent: str, draw: Page, request: Request) -> Response:
    """One transaction for the session and the page: what is shown is of one moment."""
    with reading(board.office.engine) as tx:
        who = door.visitor(tx, request.cookies.get(COOKIE, ""), board.wall())
        if who is None:
            return _outside(board)
        if not may(who.seat.role, intent):
            return _not_allowed(who, WHO.get(intent, "协调员"))
        look = Look(
            board=board,
            tx=tx,
            rules=board.office.rules(tx),
            visitor=who,
            now=board.clock(),
            path=request.url.path,
            asked=dict(request.query_params),
            number=int(request.path_params.get("number", 0)) % 2**53,
            note=notes.read(request.cookies.get(notes.COOKIE, "")),
        )
        drawn = draw(look)
    answer = HTMLResponse(drawn) if isinstance(drawn, str) else drawn
    if look.note is not None:
        answer.delete_cookie(notes.COOKIE)
    return answer


def _pulse(board: Board) -> Endpoint:
    """A number that grows with everything that happens: a page that sees it grow fetches itself anew."""

    def beat(secret: str) -> Response:
        with reading(board.office.engine) as tx:
            if door.visitor(tx, secret, board.wall()) is None:
                return JSONResponse({"out": True}, 401)
            today = board.office.rules(tx).policy.today(board.clock())
            return JSONResponse({"beat": f"{records.last_seq(tx)}-{today}"})

    async def endpoint(request: Request) -> Response:
        return await asyncio.to_thread(beat, request.cookies.get(COOKIE, ""))

    return endpoint


# ---------------------------------------------------------------- acting


def _act(board: Board, act: acting.Act) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        _refuse_other_sites(request)
        who = await asyncio.to_thread(_present, board, request)
        if who is None:  # asked before the body is read: a stranger's files are not even looked at
            return _outside(board)
        form = await acting.read_form(request)
        try:
            return await asyncio.to_thread(work, request, who, form)
        finally:
            await form.close()

    def work(request: Request, who: door.Visitor, form: acting.Form) -> Response:
        if not door.is_own_form(who, form.text("form_token")):
            raise HTTPException(403, "这个表单不是本页发出的，或页面开得太久，没有受理。请刷新页面后重做。")
        number = int(request.path_params.get("number", 0)) % 2**53
        done = act(acting.Asked(board, who, form, number, board.clock()))
        board.kick()
        if isinstance(done, Response):
            return done
        answer = RedirectResponse(done.back, 303)
        notes.leave(answer, done.note, secure=board.secure)
        return answer

    return endpoint


def _refuse_other_sites(request: Request) -> None:
    """A browser says where a form came from; one that does not is held by its token alone."""
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none") or (
        origin not in (None, f"http://{host}", f"https://{host}")
    ):
        raise HTTPException(403, "这个请求来自别的网站，没有受理。")


# ---------------------------------------------------------------- coming in and going out


_CLOSED = {
    "unknown": "没有这个链接，或它早已过期。",
    "used": "这个链接已经用过了，每个链接只能用一次。",
    "expired": f"这个链接已经过期；链接{door.LINK_MINUTES}分钟内有效，再取一次，旧的也随即失效。",
    "unbound": "发出这个链接的账号已经不再代表该岗位。",
    "other": "这个链接是发给另一个岗位的，不能用来换人。如确需换岗位，请先退出登录。",
}


def _present(board: Board, request: Request) -> door.Visitor | None:
    with reading(board.office.engine) as tx:
        return door.visitor(tx, request.cookies.get(COOKIE, ""), board.wall())


def _look_at_link(board: Board) -> Endpoint:
    """Only looked at: chat programs fetch every address they see, and must not use it up."""

    def look(request: Request) -> Response:
        present = _present(board, request)
        secret = request.path_params["secret"]
        with reading(board.office.engine) as tx:
            found = door.look_at_link(tx, secret, board.clock(), present)
        if isinstance(found, str):
            count("links_refused", "sign-in", found)
            return _outside(board, _CLOSED[found], present)
        return HTMLResponse(page("enter.html", seat=found.seat, secret=secret))

    async def endpoint(request: Request) -> Response:
        return await asyncio.to_thread(look, request)

    return endpoint


def _enter(board: Board) -> Endpoint:
    def enter(request: Request) -> Response:
        present = _present(board, request)
        secret = request.path_params["secret"]
        session = board.office.writer.run(
            lambda tx: door.enter(tx, secret, board.clock(), board.wall(), present)
        )
        if session in _CLOSED:
            return _outside(board, _CLOSED[session], present)
        return signed_in(board, session)

    async def endpoint(request: Request) -> Response:
        _refuse_other_sites(request)
        return await asyncio.to_thread(enter, request)

    return endpoint


def signed_in(board: Board, session: str) -> Response:
    """To the first page, with the session's cookie."""
    answer = RedirectResponse("/", 303)
    seconds = int(door.SESSION.total_seconds())
    answer.set_cookie(
        COOKIE, session, max_age=seconds, path="/", httponly=True, samesite="lax", secure=board.secure
    )
    return answer


def _leave(board: Board) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        _refuse_other_sites(request)
        form = await acting.read_form(request)
        who = await asyncio.to_thread(_present, board, request)
        if who is not None and door.is_own_form(who, form.text("form_token")):
            await asyncio.to_thread(board.office.writer.run, lambda tx: door.leave(tx, who, board.wall()))
        answer = _outside(board, "已经退出。", status=200)
        answer.delete_cookie(COOKIE, path="/")
        return answer

    return endpoint


def _calendar(board: Board) -> Endpoint:
    def feed(secret: str) -> Response:
        with reading(board.office.engine) as tx:
            seat = door.whose_calendar(tx, secret)
            if seat is None:
                count("links_refused", "calendar", "unknown")
                return PlainTextResponse("没有这个日历，或它已经停用。", 404)
            text = calendars.feed(tx, board.office.rules(tx), seat, board.clock())
        name = quote(f"{seat.title}.ics")
        return Response(
            text,
            media_type="text/calendar; charset=utf-8",
            headers={"content-disposition": f"inline; filename*=UTF-8''{name}"},
        )

    async def endpoint(request: Request) -> Response:
        return await asyncio.to_thread(feed, request.path_params["secret"])

    return endpoint


# ---------------------------------------------------------------- what is said when it cannot be


def _outside(
    board: Board, why: str = "", present: door.Visitor | None = None, status: int = 403
) -> HTMLResponse:
    said = why or "还没有登录，或登录已经过期。"
    drawn = page("outside.html", why=said, present=present, link_minutes=door.LINK_MINUTES, chat=board.chat)
    return HTMLResponse(drawn, 401 if not why else status)


def _not_allowed(who: door.Visitor, allowed: str) -> HTMLResponse:
    return HTMLResponse(page("fault.html", why=f"这一页由{allowed}查看，{who.seat.title}没有权限。"), 403)


_STATUS_WORDS = {404: "没有这一页。", 405: "这个地址不接受这种请求。"}


async def _refused(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)  # noqa: S101 - registered for no other
    said = fault.detail if not fault.detail.isascii() else _STATUS_WORDS.get(fault.status_code, "没有受理。")
    return HTMLResponse(page("fault.html", why=said), fault.status_code, headers=fault.headers)


async def _too_large(request: Request, fault: Exception) -> Response:
    return HTMLResponse(page("fault.html", why="内容太大，没有受理。请减少文件，或分几次报。"), 413)


async def _broken(request: Request, fault: Exception) -> Response:
    busy = refusal_of(fault) if isinstance(fault, OperationalError) else None
    if busy is None:
        log.error("the board failed at %s", request.url.path, exc_info=fault)
    said = busy or "系统出错，这一步没有记下。请稍后再试。"
    return HTMLResponse(page("fault.html", why=said), 503 if busy else 500)
