"""The access token of one app: fetched when needed, by one at a time, kept until shortly before it lapses (document 91039)."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

from bot.channels.wecom import wire
from bot.channels.wecom.errors import Refusal

EARLY = 300.0  # seconds before its end at which a token is taken as lapsed
HOLD_OFF = 60.0  # seconds a refused secret is not tried again: some two thousand wrong tries an hour block the corporation


class Tokens:
    """One app's token. stopwatch: seconds that only go forward."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        corp_id: str,
        secret: str,
        *,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._url = f"{base_url.rstrip('/')}/cgi-bin/gettoken"
        self._query = {"corpid": corp_id, "corpsecret": secret}
        self._stopwatch = stopwatch
        self._turn = asyncio.Lock()
        self._token = ""
        self._until = 0.0
        self._refused: tuple[float, int, object] | None = None

    async def current(self) -> str:
        """A token good for now. Raises DeliveryError."""
        if self._token and self._stopwatch() < self._until:
            return self._token
        return await self.renewed(self._token)

    async def renewed(self, stale: str) -> str:
        """Another token than `stale`; of all who ask at once, one fetches it."""
        async with self._turn:
            if self._token == stale or self._stopwatch() >= self._until:
                await self._fetch()
            return self._token

    async def _fetch(self) -> None:
        now = self._stopwatch()
        if self._refused is not None and now < self._refused[0] + HOLD_OFF:
            raise Refusal(*self._refused[1:])
        found, _ = await self.asked()
        if code := found.get("errcode", 0):
            refusal = Refusal(code, found.get("errmsg"))
            if refusal.permanent:
                self._refused = (now, code, found.get("errmsg"))
            raise refusal
        token, lasts = found.get("access_token"), found.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(lasts, int):
            raise wire.Unreachable("应答里没有 access_token")
        self._token, self._until, self._refused = token, now + max(lasts - EARLY, lasts / 2), None

    async def asked(self) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """What WeCom says to our id and secret, as it says it. Raises Unreachable."""
        return await wire.answer(
            self._session.get(self._url, params=self._query, timeout=wire.QUICK, allow_redirects=False)
        )
