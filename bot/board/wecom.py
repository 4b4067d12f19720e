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

    def away(request: Request) -> Response:
        state = secrets.token_hex(16)
        with reading(board.office.engine) as tx:
            back = f"{board_address(tx)}/wecom/in"
        asked = {
            "appid": wecom.corp_id, "redirect_uri": back, "response_type": "code", "scope": "snsapi_base",
            "state": state, "agentid": wecom.agent_id,
        }  # fmt: skip
        answer = RedirectResponse(f"{AUTHORIZE}?{urlencode(asked)}#wechat_redirect", 302)
        answer.set_cookie(
            STATE,
            state,
            max_age=STATE_SECONDS,
            path="/wecom",
            httponly=True,
            samesite="lax",
            secure=board.secure,
        )
        return answer

    def enter(userid: str) -> Response:
        def job(tx: Connection) -> str | None:
            seat = seat_for_wecom_user(tx, userid)
            return door.enter_as(tx, seat, board.clock(), board.wall()) if seat is not None else None

        session = board.office.writer.run(job)
        if session is None:
            return refuse("企业微信的这个成员还没有绑定岗位。请向管理员要邀请码，在应用里发送后再进入。")
        return come_in(session)

    async def leave(request: Request) -> Response:
        return await asyncio.to_thread(away, request)

    async def back(request: Request) -> Response:
        state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
        expected = request.cookies.get(STATE, "")
        if not expected or not secrets.compare_digest(state.encode(), expected.encode()):
            return refuse("这次登录不是从本页发起的，或等得太久。请从企业微信的应用里重新进入。")
        userid = await wecom.who(code) if code else None
        if userid is None:
            return refuse("企业微信没有确认身份。请从企业微信的应用里重新进入。")
        return await asyncio.to_thread(enter, userid)

    return [Route("/wecom", leave), Route("/wecom/in", back)]
