"""A copy of the whole database while it is at work, and whether such a copy is sound. SQLite only.

PostgreSQL has better tools of its own (pg_dump, pg_basebackup).
"""

import sqlite3
from pathlib import Path

from sqlalchemy import Engine

from db import history
from db.engine import DatabaseRefused, open_database, reading
from db.schema import HEAD, revision

OWN_TOOLS = "PostgreSQL 的数据请用它自己的工具备份和恢复：pg_dump、pg_restore。"


def copy(engine: Engine, target: Path) -> None:
    """Afterwards `target` holds the database as it was at one moment; whoever writes meanwhile is not held up.

    Raises DatabaseRefused for a database that is no file.
    """
    if engine.dialect.name != "sqlite":
        raise DatabaseRefused(OWN_TOOLS)
    with reading(engine) as tx, sqlite3.connect(target) as made:
        source = tx.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)  # noqa: S101  the dialect says so
        source.backup(made)
        made.execute("PRAGMA journal_mode = DELETE")  # one file, whole, wherever it is carried
    made.close()


def faults(file: Path) -> list[str]:
    """What keeps that file from being used, in sentences; nothing where it is sound."""
    damage = _damage(file)
    if damage is not None:
        return [f"备份里的数据库已损坏：{damage}"]
    engine = open_database(f"sqlite:///{file}")
    try:
        with reading(engine) as tx:
            at = revision(tx)
            if at is None or at > HEAD:
                return [
                    f"备份里的数据库版本是 {at or '空'}，本程序是 {HEAD}；请用写它的版本或更新的版本恢复。"
                ]
            held, broken = history.verify(history.entries(tx))
    finally:
        engine.dispose()
    return [] if broken is None else [f"备份里的历史记录第{broken.seq}条{broken.why}，此前{held}条无误。"]


def _damage(file: Path) -> str | None:
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as opened:
            (said,) = opened.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    finally:
        if "opened" in locals():
            opened.close()
    return None if said == "ok" else str(said)
