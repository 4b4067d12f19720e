"""Settings from the environment, prefix `DUBAN_`; a secret also from the file named by `…_FILE`.

What admins change while it runs is not here but in the database (`schedules.policy`).
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "DUBAN_"


class SettingsRefused(Exception):
    """The environment cannot be used. `faults` names every wrong setting, one Chinese sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """One process's settings, checked at start."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    home: Path = Path(".duban")
    database_url: str = ""
    port: int = Field(default=8741, ge=0, le=65535)
    timezone: str = "Asia/Shanghai"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"没有时区 {value}；应写成如 Asia/Shanghai") from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def database(self) -> str:
        """The database's address: the one given, or one file in `home`."""
        return self.database_url or f"sqlite:///{self.home / 'duban.db'}"


def load_settings(environment: Mapping[str, str] = os.environ, **overrides: Any) -> Settings:
    """Return the settings, all checked. Raises SettingsRefused with every fault at once."""
    values: dict[str, Any] = {}
    faults: list[str] = []
    for name in Settings.model_fields:
        key = PREFIX + name.upper()
        if key in environment:
            values[name] = environment[key]
        elif key + "_FILE" in environment:
            try:
                values[name] = Path(environment[key + "_FILE"]).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                faults.append(f"{key}_FILE 指的文件读不出；应是一个可读的文本文件。")
    try:
        settings = Settings(**(values | overrides))
    except ValidationError as error:
        faults += [_sentence(dict(fault)) for fault in error.errors()]
    if faults:
        raise SettingsRefused(faults)
    return settings


def _sentence(fault: Mapping[str, Any]) -> str:
    """One fault in one sentence. The value itself is not shown: it may be a secret."""
    key = PREFIX + str(fault["loc"][0]).upper()
    if fault["type"] == "value_error":
        return f"{key}：{fault['ctx']['error']}。"
    kind = str(fault["type"])
    wanted = "0到65535之间的整数" if kind.startswith(("int", "less", "greater")) else "另一种写法"
    return f"{key} 的值不能用；应是{wanted}。"
