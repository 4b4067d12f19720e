"""What a writing transaction has looked up already and need not look up for the next message of its batch.

Writers take turns, in whatever process (`db.engine`, `db.postgresql`). So within one such
transaction only its own changes could make it untrue: they forget it, and so does a
savepoint that is taken back. A look remembers nothing.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event

T = TypeVar("T")


def remembered(tx: Connection, what: str, look: Callable[[Connection], T]) -> T:
    """What `look` finds in this transaction, looked for once."""
    known: dict[str, T] | None = tx.get_execution_options().get("remembered")
    if known is None:
        return look(tx)
    if what not in known:
        known[what] = look(tx)
    return known[what]


def remember(tx: Connection, what: str, value: object) -> None:
    """Afterwards `remembered` gives this: what the transaction itself has just made of it."""
    known = tx.get_execution_options().get("remembered")
    if known is not None:
        known[what] = value


def forget(tx: Connection) -> None:
    """Afterwards everything is looked up anew."""
    known = tx.get_execution_options().get("remembered")
    if known:
        known.clear()


def forget_what_is_taken_back(engine: Engine) -> None:
    """Afterwards a savepoint of this engine's transactions takes back what was looked up in it, too."""

    def taken_back(tx: Connection, _name: Any, _context: Any) -> None:
        forget(tx)

    event.listen(engine, "rollback_savepoint", taken_back)
