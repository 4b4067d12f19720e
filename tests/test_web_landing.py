"""What another thread finishes arrives in the loop: all of it, its failures too, and without being called back."""

import asyncio
from concurrent.futures import Future

import pytest

from bot.web.landing import Landing


def _promise() -> Future[int]:
    promise: Future[int] = Future()
    promise.set_running_or_notify_cancel()
    return promise


async def test_everything_a_commit_finishes_arrives() -> None:
    landing, promises = Landing(), [_promise() for _ in range(50)]

    def commit() -> None:
        for number, promise in enumerate(promises):
            promise.set_result(number)

    waiting = asyncio.gather(*(landing.of(promise) for promise in promises))
    await asyncio.sleep(0)
    await asyncio.to_thread(commit)
    assert await asyncio.wait_for(waiting, 5) == list(range(50))


async def test_a_failure_arrives_as_what_it_was() -> None:
    promise = _promise()
    promise.set_exception(LookupError("no such seat"))
    with pytest.raises(LookupError, match="no such seat"):
        await Landing().of(promise)


async def test_who_goes_away_does_not_take_the_words_back() -> None:
    promise: Future[int] = Future()
    landing = Landing()
    waiting = asyncio.create_task(landing.of(promise))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.sleep(0)
    assert not promise.cancelled()
    promise.set_result(1)
    other = _promise()
    other.set_result(2)
    assert await landing.of(other) == 2
