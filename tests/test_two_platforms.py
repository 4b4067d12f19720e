"""An office on both platforms: a seat that moves, one that blocked the bot, one that nobody can reach."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.office import Phone, StoryOffice, at, story_office
from tests.small_plan import ADMIN, COORDINATOR, LONGHUA, PLAN
from tests.wires import TelegramWire, WeComWire, on_telegram, on_wecom


@dataclass
class Town:
    """Everybody is on WeCom; Telegram is there for whoever wants it."""

    office: StoryOffice
    wecom: WeComWire
    telegram: TelegramWire

    async def moves(self, title: str) -> Phone:
        """That seat binds its Telegram with a code of the administrator's; its phone there, the welcome unseen."""
        admin = self.office.phone(ADMIN)
        await admin.says(f"邀请 {title}")
        code = next(word for word in admin.forgets()[-1].text.replace("：", " ").split() if is_code(word))
        phone = self.office.phone(title, self.telegram)
        await phone.says(f"/start {code}")
        return phone


def is_code(word: str) -> bool:
    return len(word) == 8 and word.isascii() and word.isupper()


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    office = story_office(tmp_path, "2021-08-09 09:00")
    async with AsyncExitStack() as stack:
        wecom = await stack.enter_async_context(on_wecom(office, tmp_path / "files"))
        telegram = await stack.enter_async_context(on_telegram(office, tmp_path / "files"))
        office.network, office.others = wecom, [telegram]
        await office.adopts(PLAN)
        yield Town(office, wecom, telegram)
    office.close()


async def test_a_seat_moves_from_wecom_to_telegram_and_loses_nothing(town: Town) -> None:
    before = town.office.phone(LONGHUA)
    await before.presses("全部签收")
    await before.says("进展 3.1 60% 正在征求意见")
    await town.office.wait_until("2021-09-15 20:00")
    await before.says("待办")
    await before.says("完成")
    before.expects("哪一项")
    await town.office.phone(COORDINATOR).says("催办 1.1 龙华区 请报讲座安排")
    before.expects_nothing()
    after = await town.moves(LONGHUA)
    after.expects("龙华区政府").expects("哪一项").expects_nothing()
    await after.presses("完成 3.2")
    after.expects("3.2", "办结")
    await after.says("待办")
    after.expects("3.1", "60%")
    await town.office.wait_until("2021-09-16 12:00")
    assert any("请报讲座安排" in shown.text for shown in after.forgets())
    await town.office.wait_until("2021-10-29 12:00")
    assert any("3.1" in shown.text for shown in after.forgets())
    before.expects_nothing()


async def test_who_blocked_the_bot_on_telegram_is_reached_on_wecom(town: Town) -> None:
    wecom = town.office.phone(LONGHUA)
    telegram = await town.moves(LONGHUA)
    telegram.forgets()
    wecom.forgets()
    town.telegram.api.chat(telegram.address, "blocked")
    await town.office.wait_until("2021-10-29 12:00")
    telegram.expects_nothing()
    heard = wecom.forgets()
    assert any("3.1" in shown.text for shown in heard)
    assert not [shown for shown in heard if "<b>" in shown.text]
    assert not [shown for shown in town.office.phone(COORDINATOR).shown if shown.kind == "seat_unreachable"]


async def test_a_seat_nobody_can_reach_is_told_to_the_desk_before_its_next_deadline(town: Town) -> None:
    telegram = await town.moves(LONGHUA)
    town.telegram.api.chat(telegram.address, "blocked")
    town.wecom.wecom.members.remove(town.office.phone(LONGHUA).address)
    await town.office.wait_until("2021-10-29 12:00")
    (told,) = [one for one in town.office.phone(COORDINATOR).shown if one.kind == "seat_unreachable"]
    assert LONGHUA in told.text
    assert "1.1" in told.text or "3.1" in told.text
    assert told.at < at("2021-10-28 00:00")
    town.telegram.api.chat(telegram.address)
    telegram.forgets()
    await telegram.says("待办")
    assert any("3.1" in shown.text for shown in telegram.forgets())
