"""Coming in from inside WeCom without a link: WeCom says who it is (OAuth2), our own list of seats says whether that helps.

The platform answers for every member of the corporation, the app's or not: only
an account bound to a seat lets in. What asks WeCom is given to us, so that no
network is known here.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.board import door
from bot.board.address import board_address
from bot.board.look import Board
from db import people
from db.engine import reading
from db.people import Seat

AUTHORIZE = "https://open.weixin.qq.com/connect/oauth2/authorize"
CHANNEL, STATE = "wecom", "duban-wecom"
STATE_SECONDS = 300  # as long as WeCom's code is good


@dataclass(frozen=True, slots=True)
class WeComDoor:
    """The app that people come from. who: the member a code stands for (getuserinfo), None for a bad code or a stranger."""

    corp_id: str
    agent_id: int
    who: Callable[[str], Awaitable[str | None]]


def seat_for_wecom_user(tx: Connection, userid: str) -> Seat | None:
    """The seat that member speaks for now."""
    return people.who_is(tx, CHANNEL, userid)


def routes(
    board: Board, wecom: WeComDoor, come_in: Callable[[str], Response], refuse: Callable[[str], Response]
) -> list[Route]:
    """`/wecom` sends a browser to WeCom, `/wecom/in` takes it back with a code; come_in: takes a session's secret."""

    async def leave(request: Request) -> Response:
        return await asyncio.to_thread(_sent_away, board, wecom)

    async def back(request: Request) -> Response:
        if not _is_own_trip(request):
            return refuse("这次登录不是从本页发起的，或等得太久。请从企业微信的应用里重新进入。")
        code = request.query_params.get("code", "")
        userid = await wecom.who(code) if code else None
        if userid is None:
            return refuse("企业微信没有确认身份。请从企业微信的应用里重新进入。")
        session = await asyncio.to_thread(_entered, board, userid)
        if session is None:
            return refuse("企业微信的这个成员还没有绑定岗位。请向管理员要邀请码，在应用里发送后再进入。")
        return come_in(session)

    return [Route("/wecom", leave), Route("/wecom/in", back)]


def _sent_away(board: Board, wecom: WeComDoor) -> Response:
    """To WeCom, with a number that only this browser brings back."""
    state = secrets.token_hex(16)
    with reading(board.office.engine) as tx:
        back = f"{board_address(tx)}/wecom/in"
    asked = {
        "appid": wecom.corp_id, "redirect_uri": back, "response_type": "code", "scope": "snsapi_base",
        "state": state, "agentid": wecom.agent_id,
    }  # fmt: skip
    answer = RedirectResponse(f"{AUTHORIZE}?{urlencode(asked)}#wechat_redirect", 302)
    answer.set_cookie(
        STATE, state, STATE_SECONDS, path="/wecom", httponly=True, samesite="lax", secure=board.secure
    )
    return answer


def _is_own_trip(request: Request) -> bool:
    """Whether this browser set out from here, and not long ago."""
    state, expected = request.query_params.get("state", ""), request.cookies.get(STATE, "")
    return bool(expected) and secrets.compare_digest(state.encode(), expected.encode())


def _entered(board: Board, userid: str) -> str | None:
    """A session's secret for the seat that member speaks for; None where there is none."""

    def job(tx: Connection) -> str | None:
        seat = seat_for_wecom_user(tx, userid)
        return door.enter_as(tx, seat, board.clock(), board.wall()) if seat is not None else None

    return board.office.writer.run(job)
