"""Column types that say the same on SQLite and PostgreSQL.

SQLite keeps both as text, which is written and read here directly: a message
costs dozens of such values, and SQLAlchemy's own way through its layers is
several times dearer.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer
from sqlalchemy.types import TypeDecorator

Processor = Callable[[Any], Any]

# SQLite counts only an INTEGER primary key up by itself.
Id = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Refuses naive values; what comes back is aware, in UTC.

    SQLite keeps no zone with a datetime: it is kept in UTC, and the zone put back here.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Processor | None:
        return _moment_as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor | None:
        return _text_as_moment if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


class Json(TypeDecorator[Any]):
    """A small value kept whole: lists of names, button rows, the state before an act."""

    impl = JSON
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Processor | None:
        if dialect.name != "sqlite":
            return super().bind_processor(dialect)
        kept: Any = self.impl_instance
        return _json_or_null if kept.none_as_null else as_json

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor | None:
        return read_json if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"a moment without a zone: {value!r}")
    return value.astimezone(UTC)


def _moment_as_text(value: datetime | None) -> str | None:
    return None if value is None else _written(value, value.fold)


# What one message changes bears one moment, written half a dozen times.
@lru_cache(maxsize=64)
def _written(value: datetime, _fold: int) -> str:
    """As SQLAlchemy writes it, always with microseconds: as texts, moments stand in their order.

    _fold: an hour that the clocks repeat is equal to itself, and still two hours.
    """
    return in_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")


def _text_as_moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text + "+00:00")


_write = json.JSONEncoder(ensure_ascii=False).encode  # a Chinese letter takes half the room it takes in \u's


def as_json(value: Any) -> str:
    """As both databases keep it."""
    text = _write(value)
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair, from a broken client: only \u's can keep it
        return json.dumps(value)
    return text


def _json_or_null(value: Any) -> str | None:
    return None if value is None else as_json(value)


def read_json(text: str | bytes | None) -> Any:
    # Most lists are empty. Always a new one: whoever gets it may do with it what they like.
    return None if text is None else [] if text in ("[]", b"[]") else json.loads(text)
