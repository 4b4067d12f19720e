"""What makes an office do its work when the time has come: one small interface, two implementations.

Embedded: this process alone, a clock and a courier. Distributed: any number of processes on any machines,
whose rounds and deliveries are Procrastinate's jobs. Nothing outside this package knows which of them runs.
"""

from importlib.util import find_spec
from typing import Protocol

from sqlalchemy import Engine as Database

from bot.lane import LaneState
from bot.settings import Settings


class Engine(Protocol):
    """Rounds happen, letters leave, while it runs."""

    def kick(self) -> None:
        """From any thread: a letter was written that may leave at once."""
        ...

    def states(self) -> list[LaneState]:
        """How each channel does just now, as far as this process carries it."""
        ...

    async def run(self) -> None:
        """Until cancelled; what is in flight then is waited for a moment and settled."""
        ...


def why_alone(database: Database, settings: Settings) -> str | None:
    """Why this office's work is done by one process, in a sentence for the administrator; None where several may share it."""
    if database.dialect.name != "postgresql":
        return "数据库是 SQLite，只能由一个服务承担；要几台机器一起承担，请先用 duban move 搬到 PostgreSQL。"
    if find_spec("procrastinate") is None:
        return "没有安装 procrastinate，只能由一个服务承担；请用 pip install 'duban[scale]' 安装。"
    if not settings.on_a_platform:
        return "没有接入平台，只有本机网页聊天，只能由一个服务承担；请先设好 Telegram 或企业微信。"
    if settings.wecom_bot_id:
        return (
            "企业微信智能机器人用一条长连接收发，只能由一个服务承担；几台机器一起承担时请改用企业微信应用。"
        )
    return None
