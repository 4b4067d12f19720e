"""Which networks this office speaks on, made from its settings. The one place that knows all of them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from starlette.routing import Route

from bot.board.wecom import WeComDoor
from bot.channels import Channel, Listener
from bot.clocks import Clock
from bot.settings import Settings

Notice = Callable[[str], None]
Run = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Platforms:
    """The networks in use.

    routes: where they call us; runs: what listens, by name, each to be kept running; door: how a
    browser inside WeCom comes to the board; opens_bot: the link that opens a bot with what is added to it.
    """

    channels: Mapping[str, Channel]
    routes: tuple[Route, ...]
    runs: Mapping[str, Run]
    door: WeComDoor | None = None
    opens_bot: str = ""


@asynccontextmanager
async def open_platforms(
    settings: Settings, listener: Listener, clock: Clock, notice: Notice
) -> AsyncIterator[Platforms]:
    """Every network the settings name, over one HTTP client. notice: takes a sentence an administrator should read.

    Raises bot.channels.telegram.TelegramRefused for a token that cannot be used.
    """
    if not settings.on_a_platform:
        yield Platforms({}, (), {})
        return
    async with AsyncExitStack() as open_:
        session = await open_.enter_async_context(aiohttp.ClientSession(trust_env=True))
        networks: list[Any] = []
        opens_bot = ""
        if settings.telegram_token.get_secret_value():
            telegram = await open_.enter_async_context(_telegram(settings, session, listener))
            networks.append(telegram)
            opens_bot = telegram.opens
        door = None
        if settings.wecom_corp_id:
            app = _wecom(settings, session, listener, clock, notice)
            networks.append(app)
            door = WeComDoor(settings.wecom_corp_id, settings.wecom_agent_id or 0, app.member)
        if settings.wecom_bot_id:
            networks.append(_wecom_bot(settings, session, listener, clock))
        channels: list[Channel] = [network.channel for network in networks]
        if settings.groups:
            channels.append(_wecom_groups(settings, session))
        yield Platforms(
            channels={channel.name: channel for channel in channels},
            routes=tuple(route for network in networks for route in getattr(network, "routes", ())),
            runs={network.channel.name: network.run for network in networks},
            door=door,
            opens_bot=opens_bot,
        )


def _telegram(settings: Settings, session: aiohttp.ClientSession, listener: Listener) -> Any:
    from bot.channels.telegram import open_telegram

    return open_telegram(telegram_config(settings), session, listener)


def telegram_config(settings: Settings) -> Any:
    from bot.channels.telegram import TelegramConfig

    return TelegramConfig(
        token=settings.telegram_token.get_secret_value(),
        base_url=settings.telegram_base_url,
        mode=settings.telegram_mode,
        webhook_secret=settings.telegram_webhook_secret.get_secret_value(),
        public_url=settings.public_url,
        office=str(settings.home.resolve()),
    )


def wecom_config(settings: Settings) -> Any:
    from bot.channels.wecom import AppConfig

    return AppConfig(
        corp_id=settings.wecom_corp_id,
        agent_id=settings.wecom_agent_id or 0,
        secret=settings.wecom_secret.get_secret_value(),
        callback_token=settings.wecom_callback_token.get_secret_value(),
        aes_key=settings.wecom_aes_key.get_secret_value(),
        base_url=settings.wecom_base_url,
        daily_quota=settings.wecom_daily_quota,
        kept_in=settings.home,
    )


def _wecom(
    settings: Settings, session: aiohttp.ClientSession, listener: Listener, clock: Clock, notice: Notice
) -> Any:
    from bot.channels.wecom import open_wecom

    return open_wecom(wecom_config(settings), session, listener, clock, notice)


def _wecom_groups(settings: Settings, session: aiohttp.ClientSession) -> Channel:
    from bot.channels.wecom import GroupConfig, open_groups

    return open_groups(GroupConfig(settings.groups, settings.wecom_base_url), session)


def _wecom_bot(settings: Settings, session: aiohttp.ClientSession, listener: Listener, clock: Clock) -> Any:
    from bot.channels.wecom import BotConfig, open_bot

    secret = settings.wecom_bot_secret.get_secret_value()
    config = BotConfig(settings.wecom_bot_id, secret, settings.wecom_bot_url, kept_in=settings.home)
    return open_bot(config, session, listener, clock)
