"""Statements that every message needs, spelt out once for each database and handed straight to its driver.

SQLAlchemy spends some twenty microseconds on every execution even of a statement
it knows; a command needs a dozen of them. What a statement means, how its values
are written and how its columns are read stay SQLAlchemy's business.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError

Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete
Processor = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Spelt:
    """The statement in one database's words.

    values: their names, in their order. write: which of them become the driver's, and how.
    fixed: those that stand in the statement itself. named: whether the driver takes them by name. keyed: whether
    it tells the key of an inserted row unasked. read: which columns become ours, and how.
    """

    sql: str
    values: tuple[str, ...]
    write: tuple[tuple[int, Processor], ...]
    fixed: dict[str, Any]
    named: bool
    keyed: bool
    read: tuple[tuple[int, Processor], ...]

    def written(self, given: dict[str, Any]) -> Any:
        if self.fixed:
            given = {**self.fixed, **given}
        values = [given[name] for name in self.values]
        for at, processor in self.write:
            values[at] = processor(values[at])
        return dict(zip(self.values, values, strict=True)) if self.named else values


class Prepared:
    """One such statement. Its lists must have one length: no expanding IN."""

    __slots__ = ("_spelt", "_statement")

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._spelt: dict[str, _Spelt] = {}

    def rows(self, tx: Connection, **given: Any) -> list[Sequence[Any]]:
        """Everything it selects or returns, each column as SQLAlchemy would give it."""
        spelt, cursor = self._run(tx, given)
        rows: list[Sequence[Any]] = cursor.fetchall()
        return _read_all(rows, spelt.read) if spelt.read and rows else rows

    def each(self, tx: Connection, **given: Any) -> Iterator[Sequence[Any]]:
        """The same one by one: what the caller does not come to is not even read."""
        spelt, cursor = self._run(tx, given)
        for row in cursor:
            yield _read(row, spelt.read)

    def first(self, tx: Connection, **given: Any) -> Sequence[Any] | None:
        """The first row it selects or returns."""
        spelt, cursor = self._run(tx, given)
        row = cursor.fetchone()
        return _read(row, spelt.read) if row is not None else None

    def one(self, tx: Connection, **given: Any) -> Sequence[Any]:
        """Its one row. Raises LookupError where there is none."""
        row = self.first(tx, **given)
        if row is None:
            raise LookupError(str(self._statement))
        return row

    def key(self, tx: Connection, **given: Any) -> int:
        """The key the inserted row was given. Raises LookupError where none was inserted."""
        key = self.new_key(tx, **given)
        if key is None:
            raise LookupError(str(self._statement))
        return key

    def new_key(self, tx: Connection, **given: Any) -> int | None:
        """The same; None where a conflict kept the row from being inserted."""
        spelt, cursor = self._run(tx, given)
        if spelt.keyed:  # the driver knows it: a third cheaper than to have it returned
            return cursor.lastrowid if cursor.rowcount else None
        row = cursor.fetchone()
        return row[0] if row is not None else None

    def run(self, tx: Connection, **given: Any) -> None:
        """Afterwards it is done."""
        self._run(tx, given)

    def _run(self, tx: Connection, given: dict[str, Any]) -> tuple[_Spelt, Any]:
        if not tx.in_transaction():
            tx.begin()
        dialect = tx.dialect
        spelt = self._spelt.get(dialect.name) or _spell(self._statement, dialect, given)
        driver: Any = tx.connection.driver_connection
        try:
            cursor = driver.execute(spelt.sql, spelt.written(given))
        except _errors(dialect) as error:
            raise DBAPIError.instance(spelt.sql, None, error, _errors(dialect), dialect=dialect) from error
        if dialect.name not in self._spelt:
            # Only an answer shows of what type a driver gives each column.
            read = _readers(self._statement, dialect, cursor.description or ())
            spelt = self._spelt[dialect.name] = replace(spelt, read=read)
        return spelt, cursor


def _errors(dialect: Dialect) -> type[Exception]:
    """Every refusal of the driver; the rest of the house knows them by SQLAlchemy's names."""
    driver: Any = dialect.dbapi
    errors: type[Exception] = driver.Error
    return errors


def _read(row: Sequence[Any], read: tuple[tuple[int, Processor], ...]) -> Sequence[Any]:
    if not read:
        return row
    values = list(row)
    for at, processor in read:
        values[at] = processor(values[at])
    return values


def _read_all(rows: list[Sequence[Any]], read: tuple[tuple[int, Processor], ...]) -> list[Sequence[Any]]:
    """Column by column: over many rows twice as fast as row by row."""
    columns: list[Any] = list(zip(*rows, strict=True))
    for at, processor in read:
        columns[at] = map(processor, columns[at])
    return list(zip(*columns, strict=True))


def _spell(statement: Any, dialect: Dialect, given: dict[str, Any]) -> _Spelt:
    defaults = _defaults(statement)
    silent = isinstance(statement, Insert) and not statement.exported_columns
    keyed = silent and dialect.name == "sqlite"
    if silent and not keyed:
        statement = statement.returning(*statement.table.primary_key)
    columns = [*given, *defaults] if isinstance(statement, Insert) else None
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    # A list written in the statement itself is spelt out here, once and for all.
    whole = compiled.construct_expanded_state(dict.fromkeys([*given, *defaults]))
    writers = {name: _impl(bind, dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
    names = tuple(whole.positiontup or whole.parameters)
    return _Spelt(
        sql=whole.statement,
        values=names,
        write=tuple((at, write) for at, name in enumerate(names) if (write := writers.get(name))),
        fixed={name: value for name, value in {**whole.parameters, **defaults}.items() if name not in given},
        named=not whole.positiontup,
        keyed=keyed,
        read=(),
    )


def _readers(statement: Any, dialect: Dialect, described: Sequence[Any]) -> tuple[tuple[int, Processor], ...]:
    """How each column becomes a value of ours, by its place; those that are one already are left out."""
    selected = statement.selected_columns if isinstance(statement, Select) else statement.exported_columns
    columns = zip(selected, described, strict=False)  # a statement that returns nothing describes nothing
    found = (
        (at, _impl(one, dialect).result_processor(dialect, of[1])) for at, (one, of) in enumerate(columns)
    )
    return tuple((at, reader) for at, reader in found if reader is not None)


def _impl(typed: Any, dialect: Dialect) -> Any:
    return typed.type.dialect_impl(dialect)


def _defaults(statement: Any) -> dict[str, Any]:
    """What the model itself fills in."""
    columns: Any = statement.table.columns if isinstance(statement, Insert) else ()
    return {one.name: one.default.arg for one in columns if one.default is not None and one.default.is_scalar}
