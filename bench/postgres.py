"""A PostgreSQL for the measurements, durable as in real use, and a loaded office in it."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import loaded
import psycopg
from loaded import Mix

from bot.office import Office, open_office
from tests.postgres import Server

# Durable: fsync and synchronous_commit stay on. What a machine with 4 GB to spare would be set to.
SETTINGS = (
    "shared_buffers=1GB", "max_wal_size=8GB", "checkpoint_timeout=30min", "max_connections=100", "work_mem=64MB",
    "maintenance_work_mem=512MB",
)  # fmt: skip

BASE = 340_000  # assignments made one by one: 10,000 units


def start() -> Server:
    return Server(SETTINGS)


def make(server: Server, name: str) -> str:
    """The address of a new, migrated database."""
    with psycopg.connect(plain(server.address), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
    address = server.address.replace("/postgres?", f"/{name}?")
    opened(address).close()
    return address


def plain(address: str) -> str:
    """The address as the driver takes it."""
    return address.replace("postgresql+psycopg:", "postgresql:")


def opened(address: str) -> Office:
    return open_office(address, loaded.ZONE)


def load(address: str, mix: Mix) -> None:
    """Afterwards the database holds such an office, its indexes built and its statistics known.

    More than BASE assignments are BASE of them, all that is due among these, and copies of its units in which
    nothing is due.
    """
    with psycopg.connect(plain(address)) as tx:
        tx.execute("SET timezone = 'UTC'")
        tx.execute(
            "SET session_replication_role = replica"
        )  # the rows fit together: they are not asked one by one
        base = Mix(min(mix.assignments, BASE), mix.due, mix.a_seat)
        units = loaded.put_frame(lambda table, rows: _copy(tx, table, rows), base)
        indexes = tx.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'assignment' AND indexname LIKE 'ix_%'"
        ).fetchall()
        for name, _ in indexes:
            tx.execute(f'DROP INDEX "{name}"'.encode())
        _copy(tx, "assignment", loaded.assignments(base, units))
        _number_on(tx)
        if mix.assignments > BASE:
            _copies(tx, mix.assignments, units)
        for _, definition in indexes:
            tx.execute(definition.encode())
        _number_on(tx)
    with psycopg.connect(plain(address), autocommit=True) as tx:
        tx.execute("VACUUM ANALYZE")
        tx.execute("CHECKPOINT")


def _number_on(tx: "psycopg.Connection[Any]") -> None:
    for table in ("assignment", "contact", "account", "unit", "item"):
        last = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        tx.execute(last.encode())


def _copies(tx: "psycopg.Connection[Any]", wanted: int, units: int) -> None:
    """More units like the first ones, each with its contact, and what is due of theirs due next year."""
    more = -(-(wanted - BASE) // (BASE // units)) + units  # the last unit
    tx.execute(
        f"INSERT INTO unit (id, name, also) SELECT n, '第' || n || '责任单位办公室', '[]'"
        f" FROM generate_series({units + 1}, {more}) n".encode()
    )
    tx.execute(
        f"INSERT INTO contact (unit_id, title, role) SELECT n, '第' || n || '责任单位联系人', 'contact'"
        f" FROM generate_series({units + 1}, {more}) n".encode()
    )
    columns = "plan_id, item_id, state, internal_due, first_due, accept_by, asked_on, count, note, due, urged, next_at"
    own = columns.removesuffix(", due, urged, next_at")
    tx.execute(
        f"INSERT INTO assignment (unit_id, {columns})"
        f" SELECT unit_id + k * {units}, {own}, greatest(due, '2022-03-31'), 0,"
        f" greatest(next_at, '2022-03-24 01:00')"
        f" FROM generate_series(1, {-(-(more - units) // units)}) k, assignment WHERE unit_id + k * {units} <= {more}".encode()
    )


def _copy(tx: "psycopg.Connection[Any]", table: str, rows: Iterable[dict[str, Any]]) -> None:
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    names = ", ".join(f'"{name}"' for name in first)
    with tx.cursor().copy(f"COPY {table} ({names}) FROM STDIN".encode()) as copy:
        copy.write_row(list(first.values()))
        for row in rows:
            copy.write_row(list(row.values()))
