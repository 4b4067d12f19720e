"""`duban serve` is killed under load at any instant, started again, and nothing is lost; `bench/killed.py` does it for long."""

from pathlib import Path

from tests.crash import life


async def test_what_a_killed_server_acknowledged_is_done_once_and_what_it_owes_arrives(
    tmp_path: Path,
) -> None:
    found = await life.killed(tmp_path, 5, seed=7, every=3.0, tell=print)
    assert found.faults == ()
    assert found.found.taken > 10
    assert found.found.letters > 40


async def test_a_server_that_is_stopped_drains_and_repeats_nothing(tmp_path: Path) -> None:
    found = await life.stopped(tmp_path, 2, seed=8, every=3.0, tell=print)
    assert found.faults == ()
    assert (found.found.telegram_repeats, found.found.wecom_known_again) == (0, 0)
    assert found.slowest_stop < 15
