"""Logs: one JSON line for each thing that happened, on stderr; the libraries' words go the same way.

A line about one message carries its id (`bot.trail`); what a channel says while it sends a
letter carries that letter's `outbox`. Nobody's words are logged.
No caller logs a secret; should one come in a library's words or a trace, it is struck out here.
"""

import json
import logging
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from pydantic import SecretStr

from bot.settings import Settings

STRUCK = "***"
SHORTEST = 6  # characters: what is shorter is no secret, and would strike out half of every line

# Libraries that tell of every step they take.
_TALKATIVE = ("aiohttp", "alembic", "apscheduler", "asyncio", "httpx", "procrastinate", "telegram", "uvicorn")

# What a secret looks like, whoever's it is: the second wall, where a value is not known to us.
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\d{5,}:[\w-]{10,}", re.ASCII), STRUCK),  # a bot's token
    (re.compile(r"(://[^\s:/@]*):[^\s@/]+@"), rf"\1:{STRUCK}@"),  # a password in an address
    (re.compile(r"(/(?:sign-in|calendar)/)[\w-]+"), rf"\1{STRUCK}"),  # what lets somebody in at the board
    (
        re.compile(
            r"(\b(?:access_token|corpsecret|secret|secret_token|token|ticket|key|code|echostr|password|passwd)"
            r"[\"']?\s*[=:]\s*[\"']?)[^\s&\"',;}<]+",
            re.IGNORECASE,
        ),
        rf"\1{STRUCK}",
    ),
    (re.compile(r"(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}", re.IGNORECASE), rf"\1{STRUCK}"),
    (re.compile(r"(?<![A-Za-z0-9])(?=\d*[A-Z])[ACDEFGHJKMNPQRTUVWXY34679]{8}(?![A-Za-z0-9])"), STRUCK),  # a code
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), STRUCK),  # a mobile telephone
)  # fmt: skip

# Each of these shapes has something of this in it. Most of what is logged has not, and is let through at once.
_SUSPECT = re.compile(r"[:=/]|[A-Z0-9]{8}|(?i:earer|asic)\s")
_OUR_OWN = frozenset(["at", "level"])
_SECRET_NAMES = re.compile(r"token|secret|password|passwd|ticket|authorization|cookie", re.IGNORECASE)


def keep_logs(settings: Settings, least: int = logging.INFO) -> None:
    """Afterwards everything this process logs is a JSON line on stderr, free of these settings' secrets.

    least: the level below which nothing is written. A service keeps the steps of every message, a command only what went wrong.
    """
    strike = Strike(secrets_of(settings))
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(least),
    )
    handler = _Stderr()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, strike, _as_line],
        )
    )
    root = logging.getLogger()
    root.handlers = [one for one in root.handlers if not isinstance(one, _Stderr)] + [handler]
    root.setLevel(least)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def secrets_of(settings: Settings) -> list[str]:
    """Every secret of these settings, and the password within the database's address."""
    found = [
        value.get_secret_value()
        for name in Settings.model_fields
        if isinstance(value := getattr(settings, name), SecretStr)
    ]
    found += settings.groups.values()
    if password := re.search(r"://[^\s:/@]*:([^\s@/]+)@", settings.database_url):
        found.append(password[1])
    return [secret for secret in found if len(secret) >= SHORTEST]


class Strike:
    """Strikes out, wherever in a line they stand: secrets that are known, and what has the shape of one."""

    def __init__(self, known: Sequence[str] = ()) -> None:
        longest_first = sorted(map(re.escape, known), key=len, reverse=True)
        self._known = re.compile("|".join(longest_first)) if known else None

    def __call__(self, _logger: Any, _method: str, line: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value if name in _OUR_OWN else self._named(name, value) for name, value in line.items()}

    def text(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(STRUCK, text)
        if not _SUSPECT.search(text):
            return text
        for shape, instead in _SHAPES:
            text = shape.sub(instead, text)
        return text

    def _named(self, name: str, value: Any) -> Any:
        return STRUCK if isinstance(value, str) and _SECRET_NAMES.search(name) else self._cleaned(value)

    def _cleaned(self, value: Any) -> Any:
        if value is None or isinstance(value, int | float):
            return value
        if isinstance(value, Mapping):
            return {str(name): self._named(str(name), one) for name, one in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._cleaned(one) for one in value]
        return self.text(value if isinstance(value, str) else str(value))


def _as_line(_logger: Any, _method: str, line: Mapping[str, Any]) -> str:
    return json.dumps(dict(line), ensure_ascii=False, default=str)


class _Stderr(logging.StreamHandler[Any]):
    """To whatever stderr is at that moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        return sys.stderr
