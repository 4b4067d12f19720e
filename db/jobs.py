"""Procrastinate's own tables, as far as we touch them ourselves: made beside ours, and what waits in them for a lock.

Everything else about jobs is the library's business (`bot.engines.distributed`).
"""

from collections.abc import Iterable

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text


def make_tables(tx: Connection) -> None:
    """Afterwards the library's tables stand beside ours. Which version they are of is its own to say."""
    if tx.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is None:
        driver = tx.connection.driver_connection
        assert driver is not None  # noqa: S101  inside a transaction there is one
        driver.execute(SchemaManager.get_schema())


def absorb(lock: str, tx: Connection) -> int:
    """Take away the jobs that wait for that lock, and return how many: who holds it does their work now.

    A job is seen only when what it was written for is: whoever looks after this sees all of it.
    """
    waiting = text("DELETE FROM procrastinate_jobs WHERE status = 'todo' AND lock = :lock")
    return tx.execute(waiting, {"lock": lock}).rowcount


def waits(tx: Connection, lock: str) -> bool:
    """Whether a job waits for that lock."""
    query = text("SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND lock = :lock LIMIT 1")
    return tx.scalar(query, {"lock": lock}) is not None


def known(tx: Connection, locks: Iterable[str]) -> set[str]:
    """Which of these have a job, waiting or at work."""
    query = text(
        "SELECT DISTINCT lock FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND lock = ANY(:locks)"
    )
    return set(tx.scalars(query, {"locks": list(locks)}))
