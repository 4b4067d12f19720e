"""Opening the database: one engine, two kinds of transaction, one server at a time.

Everything that only SQLite needs stands in this file.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import IO, Any

from sqlalchemy import Connection, CursorResult, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from db.prepared import Prepared
from db.remembered import forget_what_is_taken_back

# "DUBA", written into SQLite's header so that another program's file is never taken for ours.
APPLICATION_ID = 0x44554241
BUSY_SECONDS = 30
RIGHT_ADDRESS = "应写成 sqlite:///文件路径 或 postgresql+psycopg://用户@主机/库名。"
WAL_TRIES = 100
DAMAGED = (
    "数据库文件已损坏；请停止服务，把数据文件夹整个复制一份留存，再用最近的备份恢复：duban restore 备份文件。"
)


class DatabaseRefused(Exception):
    """The database cannot be used as it is; the text says why, and what would help, to an administrator."""


def open_database(url: str) -> Engine:
    """Return an engine on `url`. The file is made on first use, not here.

    Raises DatabaseRefused for an address that cannot be read, a folder that is
    not there, or a file that is not ours.
    """
    address = _address(url)
    if address.get_backend_name() != "sqlite":
        return _elsewhere(address)
    path = _sqlite_path(address)
    _refuse_a_foreign_file(path)
    # One connection more than the writer and a handful of readers never pays on one file.
    engine = create_engine(address, pool_size=8, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    forget_what_is_taken_back(engine)
    return engine


def _elsewhere(address: URL) -> Engine:
    unknown = DatabaseRefused(f"不支持 {address.drivername} 数据库，或缺少它的驱动程序；{RIGHT_ADDRESS}")
    if address.drivername != "postgresql+psycopg":
        raise unknown
    try:
        from db.postgresql import open_postgresql  # its driver comes with the extra `scale`

        engine = open_postgresql(address)
    except ModuleNotFoundError as error:
        raise unknown from error
    forget_what_is_taken_back(engine)
    return engine


@contextmanager
def writing(engine: Engine, kept: set[tuple[str, str]] | None = None) -> Iterator[Connection]:
    """One transaction that may change things: all of it is kept, or, on any error, none.

    kept: takes (channel, address) of every letter written in it that may leave at once.
    """
    options: dict[str, Any] = {"writes": True, "kept": kept, "remembered": {}}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent look. Nothing changed here is kept."""
    with engine.connect() as connection:
        yield connection


def insert_once(tx: Connection, table: Any, values: dict[str, Any]) -> int | None:
    """Insert the row and return its key, or None where a row with the same unique key stands already."""
    statement = _INSERT_ONCE.get((tx.dialect.name, table))
    if statement is None:
        insert = _dialect(tx.dialect.name).insert(table)
        statement = Prepared(insert.on_conflict_do_nothing())
        _INSERT_ONCE[tx.dialect.name, table] = statement
    return statement.new_key(tx, **values)


_INSERT_ONCE: dict[tuple[str, Any], Prepared] = {}


def _dialect(name: str) -> ModuleType:
    """Both know ON CONFLICT DO NOTHING, each under its own name."""
    return postgresql if name == "postgresql" else sqlite


def new_id(result: CursorResult[Any]) -> int:
    """The key an INSERT of one row was given."""
    key = result.inserted_primary_key
    assert key is not None  # noqa: S101  every table of ours has one
    return int(key[0])


_held: set[Path] = set()
_held_guard = threading.Lock()


@contextmanager
def only_server(engine: Engine, *, with_others: bool = False) -> Iterator[None]:
    """Hold the right to serve this database. Raises DatabaseRefused while another server holds it.

    The lock belongs to the process and goes with it, however it ends. The command
    line does not ask for it: it works beside a running server. with_others: beside
    servers that say the same, which only PostgreSQL can bear.
    """
    if engine.url.get_backend_name() != "sqlite":
        from db.postgresql import SERVING, held

        with held(engine, SERVING, with_others=with_others) as session:
            if session is None:
                raise DatabaseRefused("这个数据库已有督办服务在运行；请先停止它，或另用一个数据库。")
            yield
        return
    path = _sqlite_path(engine.url).with_suffix(".lock").resolve()
    refusal = DatabaseRefused(
        f"{path.with_suffix('.db').name} 已有一个督办服务在运行；请先停止它，或另设 DUBAN_HOME。"
    )
    with _held_guard:
        if path in _held:
            raise refusal
        _held.add(path)
    try:
        with path.open("w") as handle:
            if not _lock(handle):
                raise refusal
            yield
    finally:
        _held.discard(path)


def _lock(handle: IO[str]) -> bool:
    """True when the file is now locked for this process."""
    import fcntl  # not on Windows, where only this command needs it

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _address(url: str) -> URL:
    try:
        return make_url(url)
    except Exception as error:
        raise DatabaseRefused(f"DUBAN_DATABASE_URL 读不懂；{RIGHT_ADDRESS}") from error


def _sqlite_path(address: URL) -> Path:
    if not address.database or address.database == ":memory:":
        # Each thread would see an empty database of its own.
        raise DatabaseRefused("SQLite 须存在文件里；请把 DUBAN_DATABASE_URL 写成 sqlite:///文件路径。")
    return Path(address.database)


def _refuse_a_foreign_file(path: Path) -> None:
    if not path.parent.is_dir():
        raise DatabaseRefused(f"文件夹 {path.parent} 不存在；请先建立，或改 DUBAN_DATABASE_URL。")
    if not path.exists() or path.stat().st_size == 0:
        return
    foreign = DatabaseRefused(f"{path} 不是督办的数据库；请换一个文件名，原文件未作改动。")
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            (mark,) = connection.execute("PRAGMA application_id").fetchone()
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise DatabaseRefused(f"{path} 正被别的程序占用或不可读，请稍后再试，或检查文件权限。") from error
    except sqlite3.DatabaseError as error:
        raise (DatabaseRefused(f"{path}：{DAMAGED}") if _bears_our_mark(path) else foreign) from error
    finally:
        if "connection" in locals():
            connection.close()
    if mark != APPLICATION_ID and tables:
        raise foreign


def _bears_our_mark(path: Path) -> bool:
    """Whether it was ours before it was damaged."""
    with path.open("rb") as file:
        return file.read(100)[68:72] == APPLICATION_ID.to_bytes(4, "big")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """WAL and FULL: a commit that was answered survives a pulled plug, and readers never wait."""
    # The driver's own transaction habits are switched off; `_begin_sqlite` begins.
    connection.isolation_level = None
    _switch_to_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # 16 MB a connection, taken as needed: a batch of a round touches more than SQLite's own 2 MB hold.
    connection.execute("PRAGMA cache_size = -16000")
    # A round's batch is about a thousand pages: written back once every few of them, not after each.
    connection.execute("PRAGMA wal_autocheckpoint = 4000")


def _switch_to_wal(connection: Any) -> None:
    """Switching a new file does not wait for another who is switching it too, so it is tried again."""
    for attempt in range(WAL_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if attempt == WAL_TRIES - 1:
                raise
            time.sleep(0.05)


def mark_as_ours(tx: Connection) -> None:
    """Write our mark into a new file's header; it stays with the file."""
    if tx.dialect.name == "sqlite":
        tx.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: a lock asked for half-way can fail without waiting.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def refusal_of(error: DBAPIError) -> str | None:
    """Say in one sentence what keeps the database from answering, or None where it is a bug of ours."""
    reason = str(error.orig).lower()
    if not isinstance(error.orig, sqlite3.Error):
        from db import postgresql

        return postgresql.refusal_of(reason)
    if "locked" in reason or "busy" in reason:
        return f"数据库正被别的程序占用，等了{BUSY_SECONDS}秒仍未放开；没有记录任何改动，请稍后再试。"
    if "disk i/o" in reason:
        return "磁盘读写出错；没有记录任何改动，请检查磁盘后再试。"
    if "malformed" in reason or "not a database" in reason:
        return DAMAGED
    if "full" in reason:
        return "磁盘已满；没有记录任何改动，请腾出空间后再试。"
    if "readonly" in reason or "unable to open" in reason:
        return "数据库文件打不开或不可写；请检查文件权限。"
    return None
