"""The same house on PostgreSQL: a part of the tests again on it in every run, and what only it needs.

DUBAN_TEST_DATABASE=postgresql runs everything else there too.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from bot.office import open_office
from bot.refusals import spoken
from db import history
from db.engine import DatabaseRefused, only_server, open_database, reading, refusal_of, writing
from tests import postgres
from tests.office import ZONE

AGAIN = ("test_post", "test_rounds", "test_courier_lanes", "test_history", "test_writer", "test_prepared")
NOW = datetime(2021, 10, 29, 9, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> str:
    try:
        return postgres.server()
    except postgres.NoServer as reason:
        pytest.skip(str(reason))


@pytest.fixture
def address(server: str) -> Iterator[str]:
    found = postgres.fresh()
    open_office(found, ZONE).close()
    yield found
    postgres.drop(postgres.name_of(found))


@pytest.mark.skipif(postgres.wanted(), reason="all of them run there already")
@pytest.mark.parametrize("module", AGAIN)
def test_what_holds_on_sqlite_holds_here(module: str, server: str) -> None:
    again = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", f"tests/{module}.py"],
        env=os.environ | {postgres.WANTED: server}, cwd=Path(__file__).parent.parent, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert again.returncode == 0, again.stdout[-3000:]


def test_two_processes_never_fork_the_history(address: str) -> None:
    """Two engines, as two processes have them, write at the same time."""
    engines = [open_database(address), open_database(address)]

    def writes(n: int) -> None:
        with writing(engines[n % 2]) as tx:
            history.append(tx, NOW, "系统", "试", str(n), {})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(writes, range(60)))
    with reading(engines[0]) as tx:
        assert history.verify(history.entries(tx)) == (60, None)
    for engine in engines:
        engine.dispose()


def test_one_look_is_consistent(address: str) -> None:
    engine = open_database(address)
    with reading(engine) as tx:
        before = list(history.entries(tx))
        with writing(engine) as other:
            history.append(other, NOW, "系统", "试", "1", {})
        assert list(history.entries(tx)) == before == []
    with reading(engine) as tx:
        assert len(list(history.entries(tx))) == 1
    engine.dispose()


def test_a_second_server_that_wants_the_office_for_itself_is_refused(address: str) -> None:
    first, second = open_database(address), open_database(address)
    with only_server(first), pytest.raises(DatabaseRefused, match="已有督办服务"), only_server(second):
        pass
    with only_server(first):
        pass
    with only_server(first, with_others=True), only_server(second, with_others=True):
        pass
    with only_server(first, with_others=True), pytest.raises(DatabaseRefused), only_server(second):
        pass
    for engine in (first, second):
        engine.dispose()


def test_who_waits_too_long_for_its_turn_is_told_so(address: str) -> None:
    engine = open_database(address)
    with writing(engine), engine.connect() as other:
        other.exec_driver_sql("SET lock_timeout = '50ms'")
        other.commit()
        driver = other.connection.driver_connection
        with pytest.raises(psycopg.OperationalError) as refused:
            driver.execute("SELECT pg_advisory_xact_lock(1146438209, 1)")  # type: ignore[union-attr]
        driver.rollback()  # type: ignore[union-attr]
    sentence = refusal_of(OperationalError("", {}, refused.value))
    assert sentence is not None
    assert "占用" in sentence
    engine.dispose()


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("postgresql+psycopg://duban@127.0.0.1:1/duban", "连不上"),
        ("postgresql+psycopg://duban@/duban?host=/nowhere", "连不上"),
        ("postgresql+psycopg://duban@no-such-host.invalid/duban", "主机"),
    ],
)
def test_a_server_that_is_not_there_is_said_in_one_sentence(address: str, word: str) -> None:
    with pytest.raises(OperationalError) as refused:
        open_office(address, ZONE)
    sentence = spoken(refused.value)
    assert sentence is not None
    assert word in sentence
    assert sentence.endswith("。")


def test_a_database_that_is_not_there_is_said_in_one_sentence(server: str) -> None:
    with pytest.raises(OperationalError) as refused:
        open_office(server.replace("/postgres", "/no_such_database"), ZONE)
    assert "没有这个数据库" in (spoken(refused.value) or "")


def test_a_user_who_is_not_there_is_said_in_one_sentence(server: str) -> None:
    with pytest.raises(OperationalError) as refused:
        open_office(server.replace("duban@", "nobody_known@"), ZONE)
    assert "没有这个用户" in (spoken(refused.value) or "")


@pytest.mark.parametrize(
    "address", ["postgresql://duban@host/duban", "postgresql+asyncpg://duban@host/duban"]
)
def test_another_driver_is_refused_with_the_right_address(address: str) -> None:
    with pytest.raises(DatabaseRefused, match=r"postgresql\+psycopg://"):
        open_database(address)
