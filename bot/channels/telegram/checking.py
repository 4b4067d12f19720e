"""Whether Telegram brings updates where it should, asked of Telegram itself: for `duban doctor`. Nothing is changed."""

from collections.abc import Mapping
from typing import Any

import aiohttp
from telegram.error import TelegramError

from bot.channels.telegram import HOOK, TelegramConfig
from bot.channels.telegram.api import Api
from bot.channels.telegram.faults import outage

WAITING = 100  # updates; more of them wait only where nobody fetches them


async def webhook_fault(config: TelegramConfig, session: aiohttp.ClientSession) -> str | None:
    """What is wrong with the way it hears, and what would be right, in one sentence; None where it can."""
    api = Api(config.token, config.base_url, session)
    try:
        found = await api.call("getWebhookInfo")
    except TelegramError as error:
        return outage(error) + "。"
    if not isinstance(found, Mapping):
        return "答复的不像 Telegram 机器人接口；请看 DUBAN_TELEGRAM_BASE_URL。"
    return _fault(config, found)


def _fault(config: TelegramConfig, found: Mapping[str, Any]) -> str | None:
    there = str(found.get("url") or "")
    if config.mode == "polling":
        if there:
            return "设的是 polling，Telegram 上却登记了回调网址；duban serve 启动时会取消，或改设 DUBAN_TELEGRAM_MODE=webhook。"
    elif there != config.public_url + HOOK:
        said = "没有登记回调网址" if not there else "登记的是另一个回调网址"
        return f"Telegram 上{said}，应是 {config.public_url}{HOOK}；duban serve 启动时会登记。"
    elif found.get("last_error_message"):
        return (
            f"Telegram 打不通回调网址：{str(found['last_error_message'])[:120]}；请看证书、防火墙和反向代理。"
        )
    waiting = found.get("pending_update_count")
    if isinstance(waiting, int) and waiting > WAITING:
        return f"有{waiting}条消息在 Telegram 等着取；请确认 duban serve 在运行。"
    return None
