"""The calls of WeCom's server API that we need, each checked and each error named. Knows nothing of letters."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar

import aiohttp

from bot.channels import DeliveryError
from bot.channels.wecom import downloads, wire
from bot.channels.wecom.downloads import Download, Piece
from bot.channels.wecom.errors import MEDIA_TOO_BIG, Refusal
from bot.channels.wecom.token import Tokens

# Seconds before the second and the third try where WeCom says it is busy; at most three (document 90455).
RETRIES = (0.3, 1.0)

Pause = Callable[[float], Awaitable[None]]
Body = Mapping[str, Any]
T = TypeVar("T")


class Client:
    """One app at WeCom."""

    def __init__(
        self, session: aiohttp.ClientSession, base_url: str, tokens: Tokens, *, pause: Pause = asyncio.sleep
    ) -> None:
        self._session = session
        self._base = f"{base_url.rstrip('/')}/cgi-bin"
        self._tokens = tokens
        self._pause = pause

    async def send(self, receiver: str, body: Body) -> str:
        """The message's id once WeCom has taken it for this receiver. Raises DeliveryError.

        Errcode 0 alone is no success: a receiver WeCom does not know is only listed in the answer, in lower case.
        """
        found = await self._post("message/send", body)
        for listed, why in (
            ("invaliduser", "不在应用可见范围内"),
            ("unlicenseduser", "没有企业微信接口许可"),
        ):
            if receiver.casefold() in str(found.get(listed) or "").casefold().split("|"):
                raise DeliveryError(f"成员 {receiver} {why}", permanent=True, scope="address")
        return str(found.get("msgid") or "")

    async def update_card(self, body: Body) -> None:
        """The card is changed, once for each response_code. Raises DeliveryError."""
        await self._post("message/update_template_card", body)

    async def agent(self, agent_id: int) -> Mapping[str, Any]:
        """The app as WeCom describes it. Raises DeliveryError."""

        async def attempt(token: str) -> Mapping[str, Any]:
            query = {"access_token": token, "agentid": str(agent_id)}
            return await _checked(self._session.get(f"{self._base}/agent/get", params=query, **_QUICK))

        return await self._lasting(attempt)

    async def member(self, code: str) -> str | None:
        """The member whose browser brought that code, good once and for five minutes; None for a stranger or a bad code.

        Raises DeliveryError where WeCom could not be asked.
        """

        async def attempt(token: str) -> Mapping[str, Any]:
            query = {"access_token": token, "code": code}
            return await _checked(self._session.get(f"{self._base}/auth/getuserinfo", params=query, **_QUICK))

        try:
            userid = (await self._lasting(attempt)).get("userid")
        except Refusal as refusal:
            if refusal.code != BAD_CODE:
                raise
            return None
        return userid if isinstance(userid, str) and userid else None

    async def upload(self, kind: Literal["image", "file"], name: str, path: Path) -> str:
        """The media id of the file, good for three days. Raises DeliveryError."""

        async def attempt(token: str) -> Mapping[str, Any]:
            query = {"access_token": token, "type": kind}
            with await asyncio.to_thread(path.open, "rb") as file:
                form = downloads.form(name, file)
                return await _checked(
                    self._session.post(f"{self._base}/media/upload", params=query, data=form, **_LONG)
                )

        media_id = (await self._lasting(attempt)).get("media_id")
        if not isinstance(media_id, str) or not media_id:
            raise wire.Unreachable("应答里没有 media_id")
        return media_id

    @asynccontextmanager
    async def opened(self, media_id: str) -> AsyncIterator[Download]:
        """A member's file, streamed; piece by piece where WeCom finds it too big for one. Raises DeliveryError."""
        try:
            whole = await self._lasting(lambda token: self._whole(token, media_id))
        except Refusal as refusal:
            if refusal.code != MEDIA_TOO_BIG:
                raise
            first = await self._piece(media_id, 0)
            yield Download(first.name, self._pieces(media_id, first))
        else:
            async with whole:
                yield Download(downloads.name_of(whole.headers), downloads.streamed(whole))

    # ------------------------------------------------------------ how

    async def _post(self, path: str, body: Body) -> Mapping[str, Any]:
        raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}

        async def attempt(token: str) -> Mapping[str, Any]:
            query = {"access_token": token}
            return await _checked(
                self._session.post(f"{self._base}/{path}", params=query, data=raw, headers=headers, **_QUICK)
            )

        return await self._lasting(attempt)

    async def _lasting(self, attempt: Callable[[str], Awaitable[T]]) -> T:
        """What `attempt` brings: with the token renewed once where it lapsed, and a busy server asked again."""
        token = await self._tokens.current()
        waits = iter(RETRIES)
        renewed = False
        while True:
            try:
                return await attempt(token)
            except Refusal as refusal:
                if refusal.remedy == "refresh" and not renewed:
                    renewed = True
                    token = await self._tokens.renewed(token)
                elif refusal.remedy == "retry" and (wait := next(waits, None)) is not None:
                    await self._pause(wait)
                else:
                    raise

    async def _whole(self, token: str, media_id: str, **headers: str) -> aiohttp.ClientResponse:
        query = {"access_token": token, "media_id": media_id}
        try:
            response = await self._session.get(
                f"{self._base}/media/get", params=query, headers=headers, **_LONG
            )
        except wire.FAILURES as error:
            raise wire.Unreachable(type(error).__name__) from None
        try:
            await downloads.check(response)
        except BaseException:
            response.close()
            raise
        return response

    async def _piece(self, media_id: str, start: int) -> Piece:
        wanted = f"bytes={start}-{start + downloads.PIECE - 1}"
        response = await self._lasting(lambda token: self._whole(token, media_id, Range=wanted))
        async with response:
            return await downloads.piece(response, start)

    async def _pieces(self, media_id: str, first: Piece) -> AsyncIterator[bytes]:
        piece = first
        while True:
            yield piece.content
            if piece.end >= piece.total:
                return
            piece = await self._piece(media_id, piece.end)


BAD_CODE = 40029
_QUICK: dict[str, Any] = {"timeout": wire.QUICK, "allow_redirects": False}
_LONG: dict[str, Any] = {"timeout": wire.LONG, "allow_redirects": False}


async def _checked(request: wire.Request) -> Mapping[str, Any]:
    found, _ = await wire.answer(request)
    if code := found.get("errcode", 0):
        raise Refusal(code, found.get("errmsg"))
    return found
