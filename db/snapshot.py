"""A copy of the whole database while it is at work, and whether such a copy is sound. SQLite only.

PostgreSQL has better tools of its own (pg_dump, pg_basebackup).
"""

import sqlite3
from pathlib import Path

from sqlalchemy import Engine

from db import history
from db.engine import DAMAGED, DatabaseRefused, open_database, reading
from db.schema import HEAD, revision

READ_AT_START = 128 << 20  # bytes: some tenths of a second
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


def refuse_damaged(engine: Engine) -> None:
    """Raises DatabaseRefused where the file is not sound, with what to do next; nothing has been changed then.

    A large file is only measured: reading all of it would hold up the start. `duban doctor` reads all.
    """
    if engine.dialect.name != "sqlite":
        return
    file = Path(engine.url.database or "")
    damage = _damage(file) if file.stat().st_size <= READ_AT_START else _cut_short(file)
    if damage is not None:
        raise DatabaseRefused(f"服务没有启动，{file} 未作改动（{damage}）。{DAMAGED}")


def damage(engine: Engine) -> str | None:
    """What is wrong with the file, all of it read; None where it is sound, or is no file."""
    return _damage(Path(engine.url.database or "")) if engine.dialect.name == "sqlite" else None


def _cut_short(file: Path) -> str | None:
    """Its own header says how many pages it has, unless an older program wrote it last."""
    with file.open("rb") as opened:
        head = opened.read(100)
    page = int.from_bytes(head[16:18], "big") or 1
    size = 65536 if page == 1 else page
    pages, counted_by, changed_by = (int.from_bytes(head[n : n + 4], "big") for n in (28, 92, 24))
    if not head.startswith(b"SQLite format 3\0"):
        return "file is not a database"
    # With a journal beside it the file itself may lag behind; it is never ahead of its header and short.
    if counted_by == changed_by and file.stat().st_size < pages * size:
        return f"{pages * size - file.stat().st_size} bytes are missing"
    return None


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
    return None if said == "ok" else " ".join(str(said).split())  # SQLite says it in several lines
