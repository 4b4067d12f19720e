"""The disk is full for a while, or another program holds the database: who writes is asked to come again, and nothing is lost.

Here for some seconds; `bench/killed.py` does it for longer than the server has patience.
"""

from pathlib import Path

from tests.crash import life
from tests.crash.trouble import full_disk, locked


async def test_a_full_disk_loses_nothing_and_when_there_is_room_again_work_goes_on(tmp_path: Path) -> None:
    found = await life.disturbed(tmp_path, 9, full_disk, every=3.0, tell=print)
    assert found.faults == ()
    assert found.found.telegram_repeats == 0


async def test_a_locked_database_is_waited_for(tmp_path: Path) -> None:
    found = await life.disturbed(tmp_path, 10, locked, every=3.0, tell=print)
    assert found.faults == ()
    assert found.found.telegram_repeats == 0
