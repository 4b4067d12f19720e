"""`duban serve` under load, killed again and again at instants that follow from a seed, and what was lost: nothing.

    uv run python bench/killed.py --kills 200
    uv run python bench/killed.py --stops 50        # SIGTERM: it drains
    uv run python bench/killed.py --locked 33       # another program holds the database for so many seconds
    uv run python bench/killed.py --full-disk 33    # no file of the server's can grow for so many seconds

A real process, a real file, two strict platforms on loopback (`tests/crash/`). The last line is the result; exit 1 where
a promise was broken. It runs on the real clock, in a zone where it is ten in the morning.
"""

import argparse
import asyncio
import shutil
import sys
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.crash import life
from tests.crash.trouble import full_disk, locked


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    what = asked.add_mutually_exclusive_group()
    what.add_argument("--kills", type=int, default=200)
    what.add_argument("--stops", type=int)
    what.add_argument("--full-disk", type=float, metavar="SECONDS")
    what.add_argument("--locked", type=float, metavar="SECONDS")
    asked.add_argument("--seed", type=int, default=20)
    asked.add_argument("--every", type=float, default=4.0, help="seconds between two things one contact says")
    given = asked.parse_args()
    folder = Path(mkdtemp(prefix="duban-killed-"))
    found = asyncio.run(_lived(folder, given))
    print(
        f"{found.ends} times in {found.seconds:.0f} s, {found.in_flight} letters of Telegram in flight then, "
        f"slowest stop {found.slowest_stop:.1f} s"
    )
    print(found.found.line())
    if found.faults:
        print(f"FAULTS, see {folder}: " + "; ".join(found.faults[:20]))
        return 1
    shutil.rmtree(folder)
    return 0


async def _lived(folder: Path, given: argparse.Namespace) -> life.Life:
    rest = {"every": given.every, "tell": partial(print, flush=True)}
    if given.stops:
        return await life.stopped(folder, given.stops, given.seed, **rest)
    if given.full_disk:
        return await life.disturbed(folder, given.seed, partial(full_disk, seconds=given.full_disk), **rest)
    if given.locked:
        return await life.disturbed(folder, given.seed, partial(locked, seconds=given.locked), **rest)
    return await life.killed(folder, given.kills, given.seed, **rest)


if __name__ == "__main__":
    sys.exit(main())
