"""One statement for many rows: SQLite takes them fastest row by row, PostgreSQL as one set made of arrays."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Insert, Update, text


class ForMany:
    """The same change said twice.

    together: for PostgreSQL; each name of a row's values stands there for all of them, as an array.
    """

    __slots__ = ("_each", "_together")

    def __init__(self, each: Insert | Update, together: str) -> None:
        self._each = each
        self._together = text(together)

    def run(self, tx: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Afterwards it is done for every row, or, on any error, for none."""
        if not rows:
            return
        if tx.dialect.name == "postgresql":
            tx.execute(self._together, {name: [row[name] for row in rows] for name in rows[0]})
        else:
            tx.execute(self._each, rows)
