"""Many rows in one statement: SQLite writes them fastest row by row, PostgreSQL as one set made of arrays.

A list goes to either database as one value, spelt here: a mark for each of its
elements costs the library and the driver more than the database needs for the answer.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    Integer,
    Text,
    Update,
    bindparam,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from db.types import Processor, as_json, in_utc


class _Listed(TypeDecorator[Sequence[Any]]):
    """Keys or words, as one value."""

    impl = Text
    cache_ok = True

    def __init__(self, of: type[TypeEngine[Any]]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        # Said to be an array where it stands: what had to be read from a text would be read again for every row.
        return dialect.type_descriptor(ARRAY(self.of) if dialect.name == "postgresql" else Text())

    def bind_processor(self, dialect: Dialect) -> Processor:
        return _array if dialect.name == "postgresql" else json.dumps


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """It is a condition as it stands; SQLite uses no index for `condition = 1`."""
        return self


def among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether the column, of keys or of words, is one of the list given under that name."""
    of = BigInteger if isinstance(column.type, Integer) else Text
    return _Among(column, bindparam(name, type_=_Listed(of)))


@compiles(_Among)
def _in_list(element: Any, compiler: Any, **given: Any) -> str:
    column, values = (compiler.process(part, **given) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  a column and a mark


@compiles(_Among, "postgresql")
def _in_array(element: Any, compiler: Any, **given: Any) -> str:
    column, values = (compiler.process(part, **given) for part in element.clauses)
    return f"{column} = ANY({values})"


class ForMany:
    """The same change of many rows said twice.

    each: row by row. together: at once, from the rows `given`, with their number `nth`; columns says
    what these hold, under the names of `each`, and of what type PostgreSQL takes it.
    """

    __slots__ = ("_each", "_together")

    def __init__(self, each: Insert | Update, columns: Mapping[str, str], together: str) -> None:
        arrays = ", ".join(f"CAST(:{name} AS {type_}[])" for name, type_ in columns.items())
        given = f"SELECT * FROM unnest({arrays}) WITH ORDINALITY AS of({', '.join(columns)}, nth)"  # noqa: S608  names of ours
        self._each = each
        self._together = text(f"WITH given AS ({given}) {together}")

    def run(self, tx: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Afterwards it is done for every row, or, on any error, for none."""
        if not rows:
            return
        if tx.dialect.name == "postgresql":
            tx.execute(self._together, _arrays(rows))
        else:
            tx.execute(self._each, rows)

    def keys(self, tx: Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """The same where every row, of one at least, gets a new key that the statement returns: these, in the rows' order."""
        if tx.dialect.name == "postgresql":
            # They are given in the order of `nth`, but nobody promises to return them so.
            return sorted(tx.scalars(self._together, _arrays(rows)))
        return list(tx.scalars(self._each, rows))


def _arrays(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {name: _array([row[name] for row in rows]) for name in rows[0]}


def _array(values: Sequence[Any]) -> str:
    """An array as PostgreSQL writes it. The driver would take its time over each element."""
    return "{" + ",".join([_WRITTEN[type(value)](value) for value in values]) + "}"


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _moment(moment: datetime) -> str:
    return in_utc(moment).isoformat()


def _json(value: Any) -> str:
    return _quoted(as_json(value))


_WRITTEN: dict[type, Callable[[Any], str]] = {
    int: str, float: str, str: _quoted, date: date.isoformat, datetime: _moment, type(None): lambda _: "NULL",
    tuple: _json, list: _json, dict: _json,
}  # fmt: skip
