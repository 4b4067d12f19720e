"""One writer, many callers: jobs that wait while a commit is under way share the next one.

A durable commit costs far more than the statements in it. Whoever asks for a
change hands its job over and gets its result once it is committed; a job that
fails undoes itself alone.
"""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from db.engine import writing

T = TypeVar("T")
Job = tuple[Callable[[Connection], Any], Future[Any]]
Announce = Callable[[Connection, Collection[tuple[str, str]]], None]
AT_MOST = 64  # jobs in one commit, so that the first never waits long for the last


class Writer:
    """The one thread that changes the database in this process.

    announce: told, in the transaction itself, for which (channel, address) it wrote letters.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.announce: Announce | None = None
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()  # None: no more will come
        self._door = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[Connection], T]) -> Future[T]:
        """The future holds the job's result once it is committed, or the error that undid it."""
        future: Future[T] = Future()
        with self._door:
            if self._closed:
                raise RuntimeError("the writer is closed")
            self._jobs.put((job, future))
        return future

    def run(self, job: Callable[[Connection], T]) -> T:
        """Do the job, committed, and return its result."""
        return self.submit(job).result()

    def close(self) -> None:
        """Afterwards every job handed over is committed or has failed, and the thread is gone."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            batch = [job, *self._waiting(AT_MOST - 1)]
            # A caller may have gone away while its job waited: then it is not done at all.
            self._commit([job for job in batch if job[1].set_running_or_notify_cancel()])

    def _waiting(self, most: int) -> Iterator[Job]:
        """What has been handed over by now."""
        for _ in range(most):
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return
            if job is None:
                self._jobs.put(None)  # nothing comes after it; the work ends with the next look
                return
            yield job

    def _commit(self, batch: Sequence[Job]) -> None:
        """All of them in one transaction; where one fails, each in its own.

        A job changes nothing but the database, so what was undone can be done again.
        """
        if not batch:
            return
        try:
            kept: set[tuple[str, str]] = set()
            with writing(self._engine, kept) as tx:
                results = [job(tx) for job, _ in batch]
                if kept and self.announce is not None:
                    self.announce(tx, kept)
        except BaseException as error:
            if len(batch) == 1:
                batch[0][1].set_exception(error)
                return
            for one in batch:
                self._commit([one])
            return
        for (_, future), result in zip(batch, results, strict=True):
            future.set_result(result)
