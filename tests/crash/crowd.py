"""The load: contacts who report on both platforms, a desk that loads plans and awaits digests, all the time."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from zoneinfo import ZoneInfo

import aiohttp

from bot.office import Office
from tests.crash import town
from tests.crash.town import Phone
from tests.fake_bot_api import FakeBotApi, message
from tests.fake_wecom import Caller

WHEN_NOBODY_ANSWERS = 1.0  # seconds until WeCom brings it again


@dataclass(slots=True)
class Said:
    """One command. taken: whether its platform was told that it was heard; until then it may have been or not."""

    words: str
    phone: Phone
    number: int
    taken: bool = False


@dataclass(slots=True)
class Crowd:
    """Everybody who is not the server. `said` is what they will want to find done."""

    telegram: FakeBotApi
    address: str
    office: Office
    dice: random.Random
    every: float
    said: list[Said] = field(default_factory=list)
    rounds: int = 1
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _still: bool = False

    async def live(self) -> None:
        """Until told to be still, and then until everybody has finished what he was saying."""
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as everybody:
            for phone in town.phones()[: len(town.UNITS)]:
                everybody.create_task(self._contact(phone, session))
            everybody.create_task(self._desk())

    def be_still(self) -> None:
        self._still = True

    async def _contact(self, phone: Phone, session: aiohttp.ClientSession) -> None:
        while not self._still:
            await asyncio.sleep(self.dice.uniform(0.3, 1.7) * self.every)
            number = next(self._numbers)
            said = Said(f"进展 1.1 {number % 90 + 5}% 记号kq{number}x", phone, number)
            self.said.append(said)
            if phone.channel == "telegram":
                who = int(phone.address)
                said.number = self.telegram.brings(message=message(said.words, number=number, who=who))[
                    "update_id"
                ]
            else:
                said.taken = await self._call(said, session)

    async def _call(self, said: Said, session: aiohttp.ClientSession) -> bool:
        stamp = int(datetime.now(UTC).timestamp())
        facts = {"FromUserName": said.phone.address, "CreateTime": stamp, "MsgType": "text"}
        statuses = await Caller().call(
            self._hook(session), {**facts, "Content": said.words, "MsgId": 10_000 + said.number}, stamp
        )
        return statuses[-1] == 200

    def _hook(
        self, session: aiohttp.ClientSession
    ) -> Callable[[Mapping[str, str], bytes], Awaitable[tuple[int, bytes]]]:
        async def post(query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
            try:
                async with session.post(f"{self.address}/hooks/wecom", params=query, data=body) as answer:
                    return answer.status, await answer.read()
            except aiohttp.ClientError:
                await asyncio.sleep(WHEN_NOBODY_ANSWERS)
                return 0, b""

        return post

    async def _desk(self) -> None:
        """Now a new item, of which the next round will speak, now a digest."""
        while not self._still:
            await asyncio.sleep(self.dice.uniform(0.5, 1.5) * self.every * 2)
            await asyncio.to_thread(self._something_is_owed, datetime.now(UTC))

    def _something_is_owed(self, now: datetime) -> None:
        self.rounds += 1
        if self.rounds % 2:
            town.digests_fall_due(self.office, now)
        else:
            town.adopt(self.office, town.plan(self._today(now), self.rounds // 2 + 1), now)

    def _today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.office.zone.key)).date()

    def settle(self) -> None:
        """Afterwards `taken` is right for Telegram too: what lies before the offset asked for was heard."""
        for one in self.said:
            if one.phone.channel == "telegram":
                one.taken = one.number < self.telegram.acknowledged
