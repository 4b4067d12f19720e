"""Settings from the environment, prefix `DUBAN_`; a secret also from the file named by `…_FILE`; an optional `duban.toml`.

What admins change while it runs is not here but in the database (`schedules.policy`).
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "DUBAN_"
FILE = "_FILE"
TOML = Path("duban.toml")

# Either all of a line or none: half a platform cannot be spoken with.
TOGETHER = (
    ("wecom_corp_id", "wecom_agent_id", "wecom_secret", "wecom_callback_token", "wecom_aes_key"),
    ("wecom_bot_id", "wecom_bot_secret"),
)


class SettingsRefused(Exception):
    """The settings cannot be used. `faults` names every wrong one, a Chinese sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """One process's settings, checked at start. A secret shows itself only when asked."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    home: Path = Path(".duban")
    database_url: str = ""
    timezone: str = "Asia/Shanghai"

    host: str = "127.0.0.1"
    port: int = Field(default=8741, ge=0, le=65535)
    public_url: str = ""
    metrics_token: SecretStr = SecretStr("")
    heartbeat_url: SecretStr = SecretStr("")

    telegram_token: SecretStr = SecretStr("")
    telegram_base_url: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_secret: SecretStr = SecretStr("")

    wecom_corp_id: str = ""
    wecom_agent_id: int | None = None
    wecom_secret: SecretStr = SecretStr("")
    wecom_callback_token: SecretStr = SecretStr("")
    wecom_aes_key: SecretStr = SecretStr("")
    wecom_base_url: str = "https://qyapi.weixin.qq.com"
    wecom_daily_quota: int | None = Field(default=None, ge=1)
    wecom_groups: SecretStr = SecretStr("")
    wecom_bot_id: str = ""
    wecom_bot_secret: SecretStr = SecretStr("")
    wecom_bot_url: str = "wss://openws.work.weixin.qq.com"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"没有时区 {value}；应写成如 Asia/Shanghai") from error
        return value

    @field_validator("public_url", "telegram_base_url", "wecom_base_url", "wecom_bot_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        address = urlsplit(value)
        if value and (address.scheme not in ("http", "https", "ws", "wss") or not address.hostname):
            raise ValueError("不是网址；应写成如 https://duban.example.gov.cn")
        return value.rstrip("/")

    @field_validator("telegram_token")
    @classmethod
    def _a_bot_token(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not re.fullmatch(r"\d+:[\w-]+", value.get_secret_value()):
            raise ValueError("不像机器人令牌；应是 BotFather 给的 数字:字母 一串")
        return value

    @field_validator("heartbeat_url")
    @classmethod
    def _a_page(cls, value: SecretStr) -> SecretStr:
        address = urlsplit(value.get_secret_value())
        if value.get_secret_value() and (address.scheme not in ("http", "https") or not address.hostname):
            raise ValueError("不是网址；应写成如 https://hc.example.gov.cn/ping/一串字符")
        return value

    @field_validator("metrics_token")
    @classmethod
    def _hard_to_guess(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not re.fullmatch(r"[!-~]{16,}", value.get_secret_value()):
            raise ValueError("太短或含空格、汉字；应是至少16个字母数字，如 openssl rand -hex 16 的输出")
        return value

    @field_validator("wecom_aes_key")
    @classmethod
    def _an_aes_key(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not re.fullmatch(r"[A-Za-z0-9]{43}", value.get_secret_value()):
            raise ValueError("应是企业微信后台给的43位 EncodingAESKey")
        return value

    @field_validator("wecom_groups")
    @classmethod
    def _named_groups(cls, value: SecretStr) -> SecretStr:
        for one in filter(None, re.split(r"[,，]", value.get_secret_value())):
            if not re.fullmatch(r"\s*[^=\s]+\s*=\s*[\w-]+\s*", one):
                raise ValueError("应写成 群名=机器人地址里的key，几个群用逗号隔开")
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def database(self) -> str:
        """The database's address: the one given, or one file in `home`."""
        return self.database_url or f"sqlite:///{self.home / 'duban.db'}"

    @property
    def groups(self) -> dict[str, str]:
        """The webhook key of each WeCom group, by the name the office gives it."""
        pairs = filter(None, re.split(r"[,，]", self.wecom_groups.get_secret_value()))
        return {name.strip(): key.strip() for name, key in (pair.split("=", 1) for pair in pairs)}

    @property
    def screen_here(self) -> bool:
        """Whether this machine's own chat is shown. It has no passwords: not beside a platform, nor behind a public address."""
        return self.only_here and not self.on_a_platform

    @property
    def only_here(self) -> bool:
        """Whether nobody reaches the pages from outside: no public address is set, under which a proxy would bring him in."""
        return (urlsplit(self.public_url).hostname or "localhost") in ("localhost", "127.0.0.1", "::1")

    @property
    def on_a_platform(self) -> bool:
        """Whether contacts are reached anywhere else than on this machine's own screen."""
        ways = (self.telegram_token.get_secret_value(), self.wecom_corp_id, self.wecom_bot_id, self.groups)
        return any(ways)


def load_settings(
    environment: Mapping[str, str] = os.environ, toml: Path = TOML, **overrides: Any
) -> Settings:
    """Return the settings, all checked: the environment wins over the file. Raises SettingsRefused with every fault at once."""
    faults: list[str] = []
    values = _from_toml(toml, faults) | _from_environment(environment, faults) | overrides
    settings = None
    try:
        settings = Settings(**values)
    except ValidationError as error:
        faults += [_sentence(dict(fault)) for fault in error.errors()]
    faults += _what_is_missing(values)
    if faults or settings is None:
        raise SettingsRefused(faults)
    return settings


def unknown_names(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Variables that look like settings of ours and are none: probably typed wrong."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    known |= {name + FILE for name in known}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def _from_environment(environment: Mapping[str, str], faults: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in Settings.model_fields:
        key = PREFIX + name.upper()
        if key in environment:
            values[name] = environment[key]
        elif key + FILE in environment:
            try:
                values[name] = Path(environment[key + FILE]).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                faults.append(f"{key}{FILE} 指的文件读不出；应是一个可读的文本文件。")
    return values


def _from_toml(file: Path, faults: list[str]) -> dict[str, Any]:
    """The file's settings, under the same names in small letters and without the prefix."""
    if not file.exists():
        return {}
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        faults.append(f"{file.name} 读不出；应是一个可读的 UTF-8 文本文件。")
        return {}
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line \d+", str(error))
        line = f"第{where.group()[5:]}行" if where else ""
        faults.append(f'{file.name} {line}写法不对；应是如 port = 8741 或 timezone = "Asia/Shanghai"。')
        return {}
    for name in found:
        if name not in Settings.model_fields:
            near = get_close_matches(name, Settings.model_fields, 1)
            faults.append(f"{file.name} 里没有 {name} 这项设置" + (f"；是否指 {near[0]}？" if near else "。"))
    return {name: value for name, value in found.items() if name in Settings.model_fields}


def _what_is_missing(values: Mapping[str, Any]) -> Iterator[str]:
    """Settings that need others beside them."""
    for group in TOGETHER:
        given = [name for name in group if values.get(name) not in (None, "")]
        if given and len(given) < len(group):
            names = "、".join(PREFIX + name.upper() for name in group if name not in given)
            yield f"设了 {PREFIX}{given[0].upper()}，还缺 {names}；这几项要一起设。"
    if values.get("telegram_mode") == "webhook" and not values.get("public_url"):
        yield f"{PREFIX}TELEGRAM_MODE=webhook 还需要 {PREFIX}PUBLIC_URL。"


def _sentence(fault: Mapping[str, Any]) -> str:
    """One fault in one sentence. The value itself is not shown: it may be a secret."""
    name = str(fault["loc"][0])
    key = PREFIX + name.upper()
    kind = str(fault["type"])
    if kind == "value_error":
        return f"{key}：{fault['ctx']['error']}。"
    if kind.startswith(("int", "less", "greater")):
        wanted = "0到65535之间的整数" if name == "port" else "整数"
    elif kind == "literal_error":
        wanted = " 或 ".join(re.findall(r"'(\w+)'", str(fault["ctx"]["expected"])))
    else:
        wanted = "另一种写法"
    return f"{key} 的值不能用；应是{wanted}。"
