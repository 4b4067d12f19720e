"""An office's whole account carried from one database to another, every table counted and hashed on both sides."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Engine, Table, func, insert, select, text

from db import history
from db.engine import DatabaseRefused, writing
from db.models import Base

TOGETHER = 5000  # rows in one statement
TABLES: tuple[Table, ...] = tuple(Base.metadata.sorted_tables)


@dataclass(frozen=True, slots=True)
class Carried:
    """One table: how many rows, and the sum of their SHA-256, which no order of rows changes."""

    table: str
    rows: int
    digest: str


def carry(source: Engine, target: Engine) -> list[Carried]:
    """Afterwards `target` holds everything `source` does, or is as empty as it was. `source` is not changed.

    Both have this version's tables. Nobody can write to either meanwhile. Raises DatabaseRefused where the target
    has data already, or where what arrived is not what left.
    """
    with writing(source) as old, writing(target) as new:
        _refuse_one_in_use(new)
        carried = [_one(old, new, table) for table in TABLES]
        for table, expected in zip(TABLES, carried, strict=True):
            found = _look(new, table)
            if found != expected:
                raise DatabaseRefused(
                    f"{expected.table} 表搬过去后与原来不符（{expected.rows}行、{found.rows}行）；没有搬，两边都未作改动。"
                )
        held, broken = history.verify(history.entries(new))
        if broken is not None:
            raise DatabaseRefused(
                f"原来的历史记录第{broken.seq}条{broken.why}，此前{held}条无误；没有搬。请先用 duban audit verify 查明。"
            )
        _count_on(new)
    return carried


def _refuse_one_in_use(tx: Connection) -> None:
    for table in TABLES:
        if tx.execute(select(table).limit(1)).first() is not None:
            raise DatabaseRefused(
                f"目标数据库里已有数据（{table.name} 表），没有搬，两边都未作改动；请另用一个空的数据库。"
            )


def _one(old: Connection, new: Connection, table: Table) -> Carried:
    total, count = 0, 0
    for rows in _rows(old, table):
        new.execute(insert(table), [row._asdict() for row in rows])
        total += sum(map(_number, rows))
        count += len(rows)
    return Carried(table.name, count, _digest(total))


def _look(tx: Connection, table: Table) -> Carried:
    total, count = 0, 0
    for rows in _rows(tx, table):
        total += sum(map(_number, rows))
        count += len(rows)
    return Carried(table.name, count, _digest(total))


def _rows(tx: Connection, table: Table) -> Iterator[Any]:
    every = select(table).order_by(*table.primary_key)
    with tx.execute(every, execution_options={"yield_per": TOGETHER}) as found:
        yield from found.partitions()


def _number(row: Any) -> int:
    """The row as every database gives it: the values of the program, not how they are kept."""
    written = json.dumps(list(row), ensure_ascii=False, sort_keys=True, default=str)
    return int.from_bytes(hashlib.sha256(written.encode()).digest())


def _digest(total: int) -> str:
    return f"{total % (1 << 256):064x}"


def _count_on(tx: Connection) -> None:
    """PostgreSQL counts its keys by itself: afterwards it goes on behind the last one. SQLite looks at the table."""
    if tx.dialect.name != "postgresql":
        return
    for table in TABLES:
        (key, *more) = table.primary_key
        if more or key.foreign_keys or not isinstance(key.type, BigInteger):
            continue
        last = tx.scalar(select(func.max(key)))
        if last is not None:
            tx.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, :key), :last)"),
                {"name": table.name, "key": key.name, "last": last},
            )
