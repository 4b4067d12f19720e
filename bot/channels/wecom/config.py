"""What each way into WeCom needs to be told. Plain values; a secret never shows in a repr."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

API = "https://qyapi.weixin.qq.com"
LONG_CONNECTION = "wss://openws.work.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class AppConfig:
    """A self-built app. Without callback_token and aes_key it only speaks, and its cards have no buttons.

    daily_quota: person-times a day (accounts × 200 by WeCom's rule), if the office wants to be warned.
    kept_in: a folder of ours for what must outlive the process.
    """

    corp_id: str
    agent_id: int
    secret: str = field(repr=False)
    callback_token: str = field(default="", repr=False)
    aes_key: str = field(default="", repr=False)
    base_url: str = API
    daily_quota: int | None = None
    kept_in: Path | None = None

    @property
    def hears(self) -> bool:
        """Whether WeCom can call us, and so whether a button can be answered."""
        return bool(self.callback_token and self.aes_key)


@dataclass(frozen=True, slots=True)
class GroupConfig:
    """Group webhooks (消息推送): label, which is the address, to key, which is the whole credential."""

    keys: Mapping[str, str] = field(repr=False)
    base_url: str = API


@dataclass(frozen=True, slots=True)
class BotConfig:
    """An AI bot (智能机器人) in long-connection mode. kept_in: as in AppConfig."""

    bot_id: str
    secret: str = field(repr=False)
    url: str = LONG_CONNECTION
    kept_in: Path | None = None
