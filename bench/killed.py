"""`duban serve` under load, killed again and again at instants that follow from a seed, and what was lost: nothing.

    uv run python bench/killed.py --kills 200
    uv run python bench/killed.py --stops 50      # SIGTERM: it drains

A real process, a real file, two strict platforms on loopback (`tests/crash/`). The last line is the result; exit 1 where
a promise was broken. It runs on the real clock, in a zone where it is ten in the morning.
"""

import argparse
import asyncio
import shutil
import sys
from pathlib import Path
from tempfile import mkdtemp

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.crash import life


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--kills", type=int, default=0)
    asked.add_argument("--stops", type=int, default=0)
    asked.add_argument("--seed", type=int, default=20)
    asked.add_argument("--every", type=float, default=4.0, help="seconds between two things one contact says")
    given = asked.parse_args()
    folder = Path(mkdtemp(prefix="duban-killed-"))
    way, ends, word = (
        (life.stopped, given.stops, "SIGTERM") if given.stops else (life.killed, given.kills or 200, "SIGKILL")
    )
    found = asyncio.run(way(folder, ends, given.seed, every=given.every, tell=print))
    print(f"{found.ends} × {word} in {found.seconds:.0f} s, {found.in_flight} letters in flight then, slowest stop {found.slowest_stop:.1f} s")
    print(found.found.line())
    if found.faults:
        print(f"FAULTS, see {folder}: " + "; ".join(found.faults[:20]))
        return 1
    shutil.rmtree(folder)
    print("nothing lost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
