"""One writer, many callers: results after the commit, failures alone, nothing left behind."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import wait

import pytest
from sqlalchemy import Connection, Engine, event, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from db.engine import reading
from db.models import Unit
from db.writer import AT_MOST, Writer
from tests.postgres import sqlite_only

SOON = 10


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    found = Writer(engine)
    yield found
    found.close()


def add(name: str) -> Callable[[Connection], str]:
    def job(tx: Connection) -> str:
        tx.execute(insert(Unit), {"name": name, "also": []})
        return name

    return job


def units(engine: Engine) -> set[str]:
    with reading(engine) as tx:
        return set(tx.scalars(select(Unit.name)))


class Held:
    """Holds the writer inside a job, so that what is handed over meanwhile shares the next commit."""

    def __init__(self, writer: Writer) -> None:
        self._go = threading.Event()
        inside = threading.Event()

        def job(_tx: Connection) -> None:
            inside.set()
            assert self._go.wait(SOON)

        self.future = writer.submit(job)
        assert inside.wait(SOON)

    def release(self) -> None:
        self._go.set()


def commits(engine: Engine) -> list[int]:
    """Filled with a 1 for every commit from now on."""
    seen: list[int] = []
    event.listen(engine, "commit", lambda _connection: seen.append(1))
    return seen


def test_a_result_is_given_only_once_it_is_committed(engine: Engine, writer: Writer) -> None:
    assert writer.run(add("甲")) == "甲"
    assert units(engine) == {"甲"}


def test_callers_who_come_together_share_one_commit(engine: Engine, writer: Writer) -> None:
    held = Held(writer)
    futures = [writer.submit(add(f"单位{n}")) for n in range(20)]
    seen = commits(engine)
    held.release()
    assert [future.result(SOON) for future in futures] == [f"单位{n}" for n in range(20)]
    assert len(seen) == 2  # the one it was held in, and theirs


def test_a_commit_never_takes_more_than_its_share(engine: Engine, writer: Writer) -> None:
    held = Held(writer)
    futures = [writer.submit(add(f"单位{n}")) for n in range(AT_MOST + 1)]
    seen = commits(engine)
    held.release()
    wait(futures, SOON)
    assert len(seen) == 3


def fails(tx: Connection) -> None:
    tx.execute(insert(Unit), {"name": "半途", "also": []})
    raise ValueError("a bug")


def breaks_a_rule(tx: Connection) -> None:
    tx.execute(insert(Unit), {"name": "半途", "also": []})
    tx.execute(insert(Unit), {"name": "半途", "also": []})


@pytest.mark.parametrize(("job", "error"), [(fails, ValueError), (breaks_a_rule, IntegrityError)])
def test_a_job_that_fails_undoes_itself_alone(
    engine: Engine, writer: Writer, job: Callable[[Connection], None], error: type[Exception]
) -> None:
    held = Held(writer)
    before, bad, after = writer.submit(add("甲")), writer.submit(job), writer.submit(add("乙"))
    held.release()
    assert (before.result(SOON), after.result(SOON)) == ("甲", "乙")
    assert isinstance(bad.exception(SOON), error)
    assert units(engine) == {"甲", "乙"}


def test_a_job_that_fails_alone_leaves_nothing(engine: Engine, writer: Writer) -> None:
    with pytest.raises(ValueError, match="a bug"):
        writer.run(fails)
    assert units(engine) == set()
    assert writer.run(add("甲")) == "甲"


@sqlite_only
def test_when_the_commit_itself_fails_only_the_guilty_job_is_undone(engine: Engine, writer: Writer) -> None:
    def owes_a_parent(tx: Connection) -> None:
        tx.execute(text("PRAGMA defer_foreign_keys = ON"))
        tx.execute(text("INSERT INTO contact (unit_id, title, role) VALUES (99, '无主岗位', 'contact')"))

    held = Held(writer)
    good, bad = writer.submit(add("甲")), writer.submit(owes_a_parent)
    held.release()
    assert good.result(SOON) == "甲"
    assert isinstance(bad.exception(SOON), IntegrityError)
    assert units(engine) == {"甲"}
    assert writer.run(add("乙")) == "乙"


def test_when_nothing_can_be_committed_everybody_learns_it(engine: Engine, writer: Writer) -> None:
    def refuse(connection: Connection) -> None:
        raise OperationalError("COMMIT", {}, sqlite3.OperationalError("database or disk is full"))

    held = Held(writer)
    futures = [writer.submit(add(name)) for name in ("甲", "乙")]
    event.listen(engine, "commit", refuse)
    held.release()
    assert all(isinstance(future.exception(SOON), OperationalError) for future in futures)
    event.remove(engine, "commit", refuse)
    assert units(engine) == set()
    assert writer.run(add("丙")) == "丙"


def test_closing_finishes_what_was_handed_over(engine: Engine) -> None:
    writer = Writer(engine)
    held = Held(writer)
    futures = [writer.submit(add(f"单位{n}")) for n in range(3 * AT_MOST)]
    held.release()
    writer.close()
    assert all(future.done() and future.exception() is None for future in futures)
    assert len(units(engine)) == 3 * AT_MOST
    with pytest.raises(RuntimeError):
        writer.submit(add("晚来"))


def test_many_threads_at_once_lose_nothing(engine: Engine, writer: Writer) -> None:
    def caller(who: int) -> None:
        for n in range(10):
            writer.run(add(f"{who}-{n}"))

    threads = [threading.Thread(target=caller, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(units(engine)) == 80


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_a_caller_who_goes_away_does_not_stop_the_writer(engine: Engine, writer: Writer) -> None:
    """A page closed, a courier cancelled at shutdown: the next caller is served all the same."""
    held = Held(writer)
    going = asyncio.ensure_future(asyncio.wrap_future(writer.submit(add("走了"))))
    await asyncio.sleep(0)
    going.cancel()
    next_one = writer.submit(add("乙"))
    held.release()
    assert await asyncio.wait_for(asyncio.wrap_future(next_one), 2) == "乙"
