"""The database file: whose it is, who may serve it, and what is said when it cannot be used."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, insert, inspect, select, text
from sqlalchemy.exc import OperationalError

from bot.conversation import DatabaseBusy
from bot.office import open_office
from db.engine import (
    APPLICATION_ID,
    DatabaseRefused,
    only_server,
    open_database,
    reading,
    refusal_of,
    writing,
)
from db.models import Base, Unit
from db.schema import HEAD, configuration, migrate, revision
from tests.conftest import url
from tests.small_plan import LONGHUA, ZONE, SmallOffice


def one_sentence(refusal: Exception) -> str:
    """What an administrator reads: one line, no trace, no English from the driver."""
    said = str(refusal)
    assert "\n" not in said
    assert said.endswith("。")
    assert "sqlite3." not in said
    return said


def refused(address: str) -> str:
    with pytest.raises(DatabaseRefused) as caught:
        open_database(address).dispose()
    return one_sentence(caught.value)


# ---------------------------------------------------------------- whose file it is


def test_another_programs_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    assert "不是督办的数据库" in refused(url(path))
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("会议纪要\n" * 200, encoding="utf-8")
    before = path.read_bytes()
    assert "不是督办的数据库" in refused(url(path))
    assert path.read_bytes() == before


def test_an_empty_file_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    path.touch()
    open_office(url(path), ZONE).close()
    assert path.stat().st_size > 0


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert str(tmp_path / "no" / "where") in refused(url(tmp_path / "no" / "where" / "duban.db"))


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(address: str) -> None:
    assert "文件" in refused(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "duban.db",
        "sqlite:/duban.db",
        "：//",
        pytest.param("foo://x"),
        pytest.param("mysql+nothing://x"),
    ],
)
def test_an_address_nobody_can_read_is_refused_with_one_that_is_right(address: str) -> None:
    assert "sqlite:///" in refused(address)


@pytest.mark.parametrize("name", ["督办 数据.db", "50%.db", "a#b.db", "why?.db"])
def test_a_file_of_any_name_is_ours_when_opened_again(tmp_path: Path, name: str) -> None:
    from sqlalchemy.engine import URL

    address = URL.create("sqlite", database=str(tmp_path / name)).render_as_string()
    open_office(address, ZONE).close()
    open_office(address, ZONE).close()


# ---------------------------------------------------------------- how it is kept


def pragma(engine: Engine, name: str) -> object:
    with reading(engine) as tx:
        return tx.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_sqlite_keeps_a_log_beside_and_syncs_every_commit(engine: Engine) -> None:
    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "synchronous") == 2  # FULL
    assert pragma(engine, "foreign_keys") == 1
    assert pragma(engine, "application_id") == APPLICATION_ID


def test_what_was_not_committed_leaves_no_trace(engine: Engine) -> None:
    def fails() -> None:
        with writing(engine) as tx:
            tx.execute(insert(Unit), {"name": "甲", "also": []})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert units(engine) == []


def test_a_look_changes_nothing(engine: Engine) -> None:
    with reading(engine) as tx:
        tx.execute(insert(Unit), {"name": "甲", "also": []})
    assert units(engine) == []


def units(engine: Engine) -> list[str]:
    with reading(engine) as tx:
        return list(tx.scalars(select(Unit.name)))


@contextmanager
def held_by_another(path: Path, how: str = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
    """Another program is in the middle of writing."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute(f"BEGIN {how}")
        yield other


def test_readers_never_wait_for_a_writer(database: Path, impatient: None) -> None:
    with held_by_another(database):
        engine = open_database(url(database))
        begun = time.monotonic()
        assert units(engine) == []
        assert time.monotonic() - begun < 2
        engine.dispose()


def test_a_lock_held_for_a_moment_is_waited_for(database: Path) -> None:
    engine = open_database(url(database))
    with held_by_another(database) as other:
        threading.Timer(0.3, other.rollback).start()
        with writing(engine) as tx:
            tx.execute(insert(Unit), {"name": "甲", "also": []})
    assert units(engine) == ["甲"]
    engine.dispose()


def test_a_lock_that_is_not_released_is_said_in_one_sentence(database: Path, impatient: None) -> None:
    engine = open_database(url(database))
    units(engine)
    with held_by_another(database), pytest.raises(OperationalError) as caught, writing(engine):
        pass
    assert "占用" in (refusal_of(caught.value) or "")
    engine.dispose()


def look_into(database: Path) -> None:
    engine = open_database(url(database))
    try:
        units(engine)
    finally:
        engine.dispose()


def test_our_own_file_locked_away_by_another_is_not_called_foreign(database: Path, impatient: None) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("CREATE TABLE held (x)")
        with pytest.raises((DatabaseRefused, OperationalError)) as caught:
            look_into(database)
    assert "不是督办" not in str(caught.value)


@pytest.fixture
def impatient() -> Iterator[None]:
    """Connections give up after a tenth of a second, as the driver itself would after half a minute."""

    def hurry(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout = 100")

    event.listen(Engine, "connect", hurry)
    yield
    event.remove(Engine, "connect", hurry)


# ---------------------------------------------------------------- full and read-only disks


def office_with(path: Path, pragma: str) -> SmallOffice:
    office = open_office(url(path), ZONE)

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(pragma)

    event.listen(office.engine, "connect", limit)
    office.engine.dispose()
    return SmallOffice(office)


@pytest.mark.parametrize(
    ("limit", "word"),
    [("PRAGMA max_page_count = 1", "磁盘已满"), ("PRAGMA query_only = ON", "不可写")],
    ids=["full", "read-only"],
)
def test_a_disk_that_takes_nothing_is_one_sentence_and_nothing_half_written(
    small: SmallOffice, tmp_path: Path, limit: str, word: str
) -> None:
    small.close()
    office = office_with(tmp_path / "small.db", limit)
    rows = small_counts(office.office.engine)
    with pytest.raises(DatabaseBusy) as caught:
        office.says(LONGHUA, "进展 3.1 60% " + "正在起草" * 1000)
    office.close()
    assert word in one_sentence(caught.value)
    engine = open_database(url(tmp_path / "small.db"))
    assert small_counts(engine) == rows
    engine.dispose()


def small_counts(engine: Engine) -> dict[str, int]:
    with reading(engine) as tx:
        return {
            name: tx.scalar(text(f"SELECT count(*) FROM {name}")) or 0
            for name in ("inbox", "outbox", "report", "history")
        }


@pytest.mark.parametrize(
    "reason",
    [
        "database is locked", "database table is locked", "database or disk is full",
        "attempt to write a readonly database", "unable to open database file",
        pytest.param("disk I/O error"),
    ],
)  # fmt: skip
def test_every_fault_of_the_disk_has_its_sentence(reason: str) -> None:
    sentence = refusal_of(OperationalError("", {}, sqlite3.OperationalError(reason)))
    assert sentence is not None
    assert sentence.endswith("。")


def test_a_wrong_statement_is_a_bug_and_no_refusal() -> None:
    assert refusal_of(OperationalError("", {}, sqlite3.OperationalError("no such column: x"))) is None


# ---------------------------------------------------------------- one server


def test_a_second_server_in_the_same_process_is_refused(engine: Engine) -> None:
    with only_server(engine):
        with pytest.raises(DatabaseRefused) as caught, only_server(engine):
            pass
        assert "已有一个督办服务在运行" in one_sentence(caught.value)
    with only_server(engine):
        pass


SERVE = """
import sys
from db.engine import DatabaseRefused, only_server, open_database
try:
    with only_server(open_database(sys.argv[1])):
        print("served", flush=True)
        if len(sys.argv) > 2:
            sys.stdin.read()
except DatabaseRefused as refusal:
    print(refusal, flush=True)
"""


def test_a_second_server_in_another_process_is_refused(engine: Engine, database: Path) -> None:
    with only_server(engine):
        assert "已有一个督办服务在运行" in in_another_process(database)
    assert in_another_process(database) == "served"


def in_another_process(database: Path) -> str:
    found = subprocess.run(
        [sys.executable, "-c", SERVE, url(database)], capture_output=True, text=True, check=True, cwd=HOUSE
    )
    return found.stdout.strip()


HOUSE = Path(__file__).parent.parent


def test_the_right_to_serve_goes_with_the_process_however_it_ends(engine: Engine, database: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, url(database), "stay"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, cwd=HOUSE,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        assert server.stdout.readline().strip() == "served"
        with pytest.raises(DatabaseRefused), only_server(engine):
            pass
        server.kill()
    with only_server(engine):
        pass


def test_the_command_line_works_beside_a_running_server(small: SmallOffice, tmp_path: Path) -> None:
    with only_server(small.office.engine):
        beside = SmallOffice(open_office(url(tmp_path / "small.db"), ZONE))
        assert "已签收" in beside.says(LONGHUA, "签收 3.1")
        beside.close()
    assert small.account("3.1").state == "accepted"


# ---------------------------------------------------------------- versions


def test_the_migrations_make_exactly_the_models_tables(engine: Engine) -> None:
    with reading(engine) as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert {"alembic_version", *Base.metadata.tables} == set(inspect(tx).get_table_names())


def test_the_indexes_are_where_the_models_say_and_partial_where_they_say(engine: Engine) -> None:
    with reading(engine) as tx:
        rows = tx.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        )
        made: dict[str, str] = {row.name: row.sql for row in rows}
    assert "next_at IS NOT NULL" in made["ix_assignment_next_at"]
    assert "state = 'queued'" in made["ix_outbox_waiting"]


def test_the_version_this_program_knows_is_the_newest_migration(engine: Engine) -> None:
    with reading(engine) as tx:
        assert revision(tx) == HEAD
        assert ScriptDirectory.from_config(configuration(tx)).get_heads() == [HEAD]


def test_a_newer_versions_database_is_refused_and_left_as_it_was(engine: Engine) -> None:
    with writing(engine) as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseRefused) as caught:
        migrate(engine)
    assert "9999" in one_sentence(caught.value)
    with reading(engine) as tx:
        assert revision(tx) == "9999"


def test_two_processes_that_make_the_database_at_once_make_it_once(tmp_path: Path) -> None:
    engines = [open_database(url(tmp_path / "new.db")) for _ in range(4)]
    faults: list[BaseException] = []

    def make(engine: Engine) -> None:
        try:
            migrate(engine)
        except BaseException as error:
            faults.append(error)

    together([lambda engine=engine: make(engine) for engine in engines])  # type: ignore[misc]
    for engine in engines:
        engine.dispose()
    assert faults == []


def together(jobs: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_moment_without_a_zone_is_never_kept(small: SmallOffice) -> None:
    with pytest.raises(Exception, match="without a zone"):
        small.set_columns("3.1", next_at=small.now.replace(tzinfo=None))
