"""Side by side: how the measurements run parts of themselves apart, and print what they found."""

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison. bound: what the ratio must keep to; None where it is only told."""

    what: str
    ours: str
    beside: str
    ratio: float
    bound: float | None = None
    at_least: bool = False

    @property
    def kept(self) -> bool:
        if self.bound is None:
            return True
        return self.ratio >= self.bound if self.at_least else self.ratio <= self.bound

    @property
    def verdict(self) -> str:
        if self.bound is None:
            return ""
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {self.bound:g} × {'' if self.kept else 'MISSED'}"


def report(title: str, rows: Sequence[Row]) -> int:
    """Print the table; return the exit code, 1 when a bound was missed."""
    print(f"\n{title}")
    cells = [("", "ours", "beside", "ratio", "bound")]
    cells += [(row.what, row.ours, row.beside, f"{row.ratio:.2f} ×", row.verdict) for row in rows]
    widths = [max(len(line[n]) for line in cells) for n in range(5)]
    for line in cells:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    return 0 if all(row.kept for row in rows) else 1


def apart(script: str, *arguments: object) -> dict[str, Any]:
    """Run a part of the script in a process of its own; return the figures it printed as JSON."""
    done = subprocess.run(
        [sys.executable, script, *map(str, arguments)], stdout=subprocess.PIPE, text=True, check=True
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def copy(source: Path, target: Path) -> Path:
    """A fresh copy of a database file, with nothing left over from the one before."""
    remove(target)
    shutil.copyfile(source, target)
    return target


def remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def median(seconds: Sequence[float]) -> float:
    return statistics.median(seconds)
