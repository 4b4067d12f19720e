"""The part of `duban doctor` that asks the platforms. Nothing is sent to anybody, and no secret is in what is said."""

from collections.abc import AsyncIterator
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp

from bot.clocks import real_clock
from bot.platforms import telegram_config, wecom_config
from bot.settings import Settings

Found = tuple[str, bool, str]

APART = 60.0  # seconds by which a clock may differ from the platform's
PATIENCE = aiohttp.ClientTimeout(total=15)


async def platforms(settings: Settings) -> list[Found]:
    """(what, sound, how) of each platform these settings name."""
    async with aiohttp.ClientSession(trust_env=True) as session:
        return [one async for one in _asked(settings, session)]


async def _asked(settings: Settings, session: aiohttp.ClientSession) -> AsyncIterator[Found]:
    if settings.telegram_token.get_secret_value():
        yield await _clock("Telegram", settings.telegram_base_url, session)
        async for one in _telegram(settings, session):
            yield one
    if settings.wecom_corp_id:
        from bot.channels.wecom.check import check

        yield await _clock("企业微信", settings.wecom_base_url, session)
        fault = await check(wecom_config(settings), session, real_clock)
        yield ("企业微信", fault is None, fault or "密钥有效，应用已启用")


async def _telegram(settings: Settings, session: aiohttp.ClientSession) -> AsyncIterator[Found]:
    from bot.channels.telegram import TelegramRefused, check
    from bot.channels.telegram.checking import webhook_fault

    try:
        name = await check(settings.telegram_token.get_secret_value(), settings.telegram_base_url, session)
    except TelegramRefused as refusal:
        yield ("Telegram", False, str(refusal))
        return
    yield ("Telegram", True, f"令牌有效，机器人 @{name}")
    fault = await webhook_fault(telegram_config(settings), session)
    way = "由 Telegram 送来" if settings.telegram_mode == "webhook" else "自己去取"
    yield ("Telegram 收信", fault is None, fault or f"正常，{way}")


async def _clock(name: str, address: str, session: aiohttp.ClientSession) -> Found:
    """Ours against the platform's own."""
    try:
        async with session.head(address, timeout=PATIENCE, allow_redirects=False) as answer:
            theirs = parsedate_to_datetime(answer.headers.get("Date", ""))
    except (aiohttp.ClientError, TimeoutError, OSError):
        return ("网络", False, f"连不上{name}（{address}）；请看网络和代理")
    except (TypeError, ValueError):
        return ("时钟", True, f"{name}没有说它的时间，没有比对")
    return _apart(name, theirs, real_clock())


def _apart(name: str, theirs: datetime, ours: datetime) -> Found:
    apart = (ours - theirs).total_seconds()
    if abs(apart) <= APART:
        return ("时钟", True, f"与{name}相差{abs(apart):.0f}秒")
    return ("时钟", False, f"本机比{name}{'快' if apart > 0 else '慢'}{abs(apart) / 60:.0f}分钟，请校时")
