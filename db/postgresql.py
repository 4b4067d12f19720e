"""Everything that only PostgreSQL needs: one writing transaction at a time, one server where one is meant, refusals in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import IsolationLevel
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from db.types import as_json, read_json

# Advisory locks are numbered pairs, each database for itself. "DUBA" keeps ours apart from another program's.
HOUSE = 0x44554241
WRITING, SERVING = 1, 2
PATIENCE = 30  # seconds that a transaction waits for another one
CONNECT = 10  # seconds to reach the server

# What the server or the driver says, in its own English, and what it means to whoever runs the office.
REFUSALS = (
    ("lock timeout", f"数据库正被别的程序占用，等了{PATIENCE}秒仍未放开；没有记录任何改动，请稍后再试。"),
    ("password authentication failed", "数据库拒绝登录：用户名或密码不对；请核对 DUBAN_DATABASE_URL。"),
    ("no pg_hba.conf entry", "数据库不允许从这台机器登录；请管理员在 pg_hba.conf 里放行。"),
    ("peer authentication failed", "数据库拒绝登录：用户名不对；请核对 DUBAN_DATABASE_URL。"),
    ("role", "数据库里没有这个用户，或它没有权限；请核对 DUBAN_DATABASE_URL。"),
    ("permission denied", "数据库用户权限不够；请管理员授予建表和读写的权限。"),
    ("resolve host", "找不到数据库主机；请核对 DUBAN_DATABASE_URL 里的主机名。"),
    ("translate host", "找不到数据库主机；请核对 DUBAN_DATABASE_URL 里的主机名。"),
    ("name or service not known", "找不到数据库主机；请核对 DUBAN_DATABASE_URL 里的主机名。"),
    ("too many", "数据库的连接已用满；请调大 max_connections，或少开几个服务。"),
    ("no space left", "数据库的磁盘已满；没有记录任何改动，请腾出空间后再试。"),
    ("read-only", "数据库现在只读（可能是备库）；请把 DUBAN_DATABASE_URL 指向主库。"),
)  # fmt: skip
AWAY = (
    "refused", "no such file", "timeout expired", "timed out", "terminating connection", "closed the connection",
    "connection is lost", "connection is closed", "starting up", "shutting down", "not accept connections", "recovery mode",
    "unreachable", "reset by peer", "connection failed",
)  # fmt: skip


def open_postgresql(address: URL) -> Engine:
    """An engine whose writing transactions take turns, whatever process they are in, and whose looks are consistent."""
    engine = create_engine(
        address,
        pool_pre_ping=True,
        pool_size=8,
        json_serializer=as_json,
        json_deserializer=read_json,
        connect_args={"connect_timeout": CONNECT},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.execute(f"SET lock_timeout = '{PATIENCE}s'")
    connection.commit()


def _begin(connection: Connection) -> None:
    """Writers take turns, as on SQLite: the chain of the history, and whoever reads before it writes, need no lock of their own.

    The turn is taken before anything is read, and each statement then sees all that was committed.
    """
    driver: Any = connection.connection.driver_connection
    if connection.get_execution_options().get("writes"):
        driver.isolation_level = IsolationLevel.READ_COMMITTED
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({HOUSE}, {WRITING})")
    else:
        driver.isolation_level = IsolationLevel.REPEATABLE_READ


@contextmanager
def held(engine: Engine, key: int, *, with_others: bool = False) -> Iterator[Connection | None]:
    """The session that holds that lock, or None where another does; let go at the end, or when the process ends in whatever way.

    with_others: any number may hold it so, but not beside one who holds it alone.
    """
    how = "_shared" if with_others else ""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as session:
        taken = bool(
            session.exec_driver_sql(f"SELECT pg_try_advisory_lock{how}({HOUSE}, {key})").scalar_one()
        )
        try:
            yield session if taken else None
        finally:
            # The session itself goes: whether the server is still there to be told does not matter.
            session.detach()


def still_there(session: Connection) -> None:
    """Raises SQLAlchemyError where the session, and with it what it held, is gone."""
    session.exec_driver_sql("SELECT 1")


def refusal_of(reason: str) -> str | None:
    """The sentence for what the server said, in small letters; None where it is a bug of ours."""
    for said, sentence in REFUSALS:
        if said in reason and (said != "role" or "does not exist" in reason):
            return sentence
    if "database" in reason and "does not exist" in reason:
        return "服务器上没有这个数据库；请先建立（createdb），或核对 DUBAN_DATABASE_URL。"
    if any(said in reason for said in AWAY):
        return "连不上数据库服务器；没有记录任何改动，请确认它在运行、DUBAN_DATABASE_URL 写对了，再试一次。"
    return None
