"""A platform refuses for days, asks to slow down, drips, or shows a proxy's page: what is owed arrives, once, and true."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from sqlalchemy import Connection

from bot import lane
from bot.channels import Channel
from bot.channels.telegram import TelegramConfig, open_telegram
from bot.channels.wecom import AppConfig, open_wecom
from bot.courier import Courier
from bot.reception import Reception
from bot.rounds import next_moment
from db import people
from db.files import Files
from tests.fake_bot_api import TOKEN, FakeBotApi
from tests.fake_wecom import Caller, FakeWeCom
from tests.small_plan import COORDINATOR, LONGHUA, QIONGSHAN, SmallOffice, moment
from tests.telegram.ear import QUICK

LONGHUA_CHAT, QIONGSHAN_CHAT, DESK_CHAT, MEMBER = "7001", "7002", "7003", "LinKe"


class Town:
    """An office on both platforms, a courier that remembers, and a clock that is told the time."""

    def __init__(self, small: SmallOffice, telegram: FakeBotApi, wecom: FakeWeCom, courier: Courier) -> None:
        self.small = small
        self.telegram = telegram
        self.wecom = wecom
        self.courier = courier

    async def waits_until(self, text: str) -> None:
        """Time passes; every round and every delivery on the way happens at its own moment, tries some hours apart."""
        target = moment(text)
        while (at := next_moment(self.small.office, self.small.now)) is not None and at < target:
            if self.small.now >= target:
                break
            self.small.now = min(max(at, self.small.now + timedelta(hours=4)), target)
            self.small.round()
            await self.courier.deliver()
        self.small.now = target
        self.small.round()
        await self.courier.deliver()

    def states(self, title: str, kind: str) -> list[str]:
        return [one.state for one in self.small.letters(title, kind)]


@asynccontextmanager
async def town(small: SmallOffice, folder: Path, *, limits: bool = False) -> AsyncIterator[Town]:
    telegram, wecom = FakeBotApi(limits=limits), FakeWeCom(members={MEMBER})
    seats = {
        LONGHUA: ("telegram", LONGHUA_CHAT),
        QIONGSHAN: ("wecom", MEMBER),
        COORDINATOR: ("telegram", DESK_CHAT),
    }

    def bind(tx: Connection) -> None:
        for title, (channel, address) in seats.items():
            people.bind(tx, small.seat(title).id, channel, address, small.now)

    small.forget_letters()
    small.office.writer.run(bind)
    for chat in (LONGHUA_CHAT, QIONGSHAN_CHAT, DESK_CHAT):
        telegram.chat(chat)
    runner = web.AppRunner(wecom.app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ear = Reception(small.office, Files(folder), lambda: small.now, lambda: None)
    caller = Caller()
    app = AppConfig(
        corp_id=wecom.corp_id, agent_id=wecom.agent_id, secret=wecom.secret, callback_token=caller.token,
        aes_key=caller.aes_key, base_url=f"http://127.0.0.1:{runner.addresses[0][1]}", kept_in=folder,
    )  # fmt: skip
    try:
        async with telegram.running(), ClientSession() as session:
            config = TelegramConfig(TOKEN, telegram.base_url)
            async with open_telegram(config, session, ear, QUICK) as bot:
                other = open_wecom(app, session, ear, lambda: small.now)
                channels: dict[str, Channel] = {"telegram": bot.channel, "wecom": other.channel}
                yield Town(small, telegram, wecom, Courier(small.office, channels, lambda: small.now))
    finally:
        await runner.cleanup()


async def page(_request: web.Request) -> web.Response:
    return web.Response(text="<html>502</html>", status=502, content_type="text/html")


async def test_three_days_of_a_platform_that_refuses_end_in_one_message_and_nothing_stale(
    small: SmallOffice, tmp_path: Path
) -> None:
    async with town(small, tmp_path) as here:
        here.telegram.fails("page", times=1_000_000)
        here.wecom.fail("message/send", *[page] * 100_000)
        for day in ("12", "13", "16"):  # Thursday, Friday, Monday
            await here.waits_until(f"2021-08-{day} 09:30")
            small.says(
                "秀英区政府联系人", f"卡住 3.1 第{day}日遇到的事"
            )  # so that each day's digest has news
        await here.waits_until("2021-08-17 09:00")
        here.telegram.faults.clear()
        here.wecom._faults.clear()
        await here.waits_until("2021-08-17 09:40")
        for title, chat in ((LONGHUA, LONGHUA_CHAT), (QIONGSHAN, MEMBER)):
            mornings = [one for one in small.letters(title, "morning") if one.state == "sent"]
            assert len(mornings) == 1, title
            assert mornings[0].not_before.date() == moment("2021-08-17 09:07").date()
            reasons = {one.state for one in small.letters(title, "morning")} - {"sent"}
            assert reasons <= {"dropped"}, chat
        said = [one.text for one in here.telegram.sent if one.chat == LONGHUA_CHAT]
        assert len(said) == 1
        assert "还有49个工作日" in said[0]  # as it is on the 17th
        # The desk hears where things stand now, once, not the digest of every day on which nothing arrived.
        assert here.states(COORDINATOR, "digest").count("sent") == 1
        assert small.letters(COORDINATOR, "digest")[-1].state == "sent"


async def test_a_storm_of_slow_down_loses_and_repeats_nothing(small: SmallOffice, tmp_path: Path) -> None:
    async with town(small, tmp_path, limits=True) as here:
        here.telegram.fails("slow down", times=4, after=1)
        small.round("2021-08-12 09:07")
        small.says(LONGHUA, "清单")
        async with asyncio.timeout(60):
            while not all(one.state == "sent" for one in small.letters(LONGHUA)):
                await here.courier.deliver()
                small.now += timedelta(seconds=1)
                await asyncio.sleep(0.3)
        texts = here.telegram.texts(LONGHUA_CHAT)
        assert texts
        assert len(texts) == len(set(texts))


# Half an answer may mean that the message arrived: it is said once more, and never a third time.
@pytest.mark.parametrize(("kind", "times"), [("page", 3), ("page 200", 3), ("500", 3), ("broken json", 1)])
async def test_a_page_where_json_was_due_is_no_receipt(
    small: SmallOffice, tmp_path: Path, kind: str, times: int
) -> None:
    async with town(small, tmp_path) as here:
        here.telegram.fails(kind, times=times)
        small.round("2021-08-12 09:07")
        for _ in range(8):
            await here.courier.deliver()
            small.now += timedelta(minutes=1)
        assert here.states(LONGHUA, "morning") == ["sent"]
        assert len([one for one in here.telegram.sent if one.chat == LONGHUA_CHAT]) == 1


async def test_who_answers_drop_by_drop_holds_up_nobody_else(
    small: SmallOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "LONGEST_SEND", 0.5)

    async def drip(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "application/json"})
        await answer.prepare(request)
        for _ in range(100):
            await answer.write(b" ")
            await asyncio.sleep(0.1)
        return answer

    async with town(small, tmp_path) as here:
        here.wecom.fail("message/send", drip)
        small.round("2021-08-12 09:07")
        begun = asyncio.get_running_loop().time()
        await here.courier.deliver()
        assert asyncio.get_running_loop().time() - begun < 5
        assert here.states(LONGHUA, "morning") == ["sent"]
        assert here.states(QIONGSHAN, "morning") == ["queued"]
        small.now += timedelta(minutes=2)
        await here.courier.deliver()
        assert here.states(QIONGSHAN, "morning") == ["sent"]
        assert len(here.wecom.to(MEMBER)) == len({str(one.body) for one in here.wecom.to(MEMBER)})


async def test_errors_of_wecom_itself_are_waited_out(small: SmallOffice, tmp_path: Path) -> None:
    async with town(small, tmp_path) as here:
        here.wecom.fail("message/send", *[45009] * 3, *[-1] * 3)
        small.round("2021-08-12 09:07")
        for _ in range(12):
            await here.courier.deliver()
            small.now += timedelta(minutes=10)
        assert here.states(QIONGSHAN, "morning") == ["sent"]
