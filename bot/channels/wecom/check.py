"""Whether the app is set up right, asked of WeCom itself: for the start and for `duban doctor`. One sentence, or none."""

from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp

from bot.channels import DeliveryError
from bot.channels.wecom.callback import WINDOW
from bot.channels.wecom.client import Client
from bot.channels.wecom.config import AppConfig
from bot.channels.wecom.crypto import Envelope
from bot.channels.wecom.errors import Refusal
from bot.channels.wecom.token import Tokens

# Answers to “who am I” that say nothing against sending: a compatible server need not know the question.
_TELLING = ("configuration", "refresh")


async def check(config: AppConfig, session: aiohttp.ClientSession, now: Callable[[], datetime]) -> str | None:
    """What is wrong and what would be right, in one Chinese sentence; None if the app can work. Nothing is sent."""
    if fault := _settings_fault(config):
        return fault
    tokens = Tokens(session, config.base_url, config.corp_id, config.secret)
    try:
        found, headers = await tokens.asked()
        if code := found.get("errcode", 0):
            raise Refusal(code, found.get("errmsg"))
        if fault := _clock_fault(headers.get("Date", ""), now()):
            return fault
        return await _agent_fault(config, Client(session, config.base_url, tokens))
    except DeliveryError as error:
        return f"企业微信：{error}。"


def _settings_fault(config: AppConfig) -> str | None:
    if bool(config.callback_token) != bool(config.aes_key):
        return "企业微信：DUBAN_WECOM_CALLBACK_TOKEN 和 DUBAN_WECOM_AES_KEY 要么都填，要么都不填。"
    try:
        if config.aes_key:
            Envelope(config.callback_token, config.aes_key, config.corp_id)
    except ValueError as error:
        return f"企业微信：DUBAN_WECOM_AES_KEY 不对，{error}。"
    return None


def _clock_fault(date: str, now: datetime) -> str | None:
    """A clock that is off would refuse every callback as a replay."""
    try:
        apart = abs((parsedate_to_datetime(date) - now).total_seconds())
    except (ValueError, TypeError):
        return None
    if apart <= WINDOW.total_seconds() / 2:
        return None
    return f"本机时钟与企业微信相差{apart / 60:.0f}分钟，会拒收所有回调，请校时。"


async def _agent_fault(config: AppConfig, client: Client) -> str | None:
    try:
        agent = await client.agent(config.agent_id)
    except Refusal as refusal:
        return f"企业微信：{refusal}。" if refusal.remedy in _TELLING else None
    except DeliveryError:
        return None
    return "企业微信：应用已被停用，请在管理后台启用。" if agent.get("close") == 1 else None
