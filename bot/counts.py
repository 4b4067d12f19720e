"""What this process has counted since its start. `/metrics` shows it; nothing else reads it, nothing survives a restart."""

from collections import Counter
from threading import Lock

_counted: Counter[tuple[str, ...]] = Counter()
_guard = Lock()


def count(what: str, *labels: str, by: int = 1) -> None:
    """One more of that, under these labels. From any thread."""
    with _guard:
        _counted[(what, *labels)] += by


def counted(what: str) -> dict[tuple[str, ...], int]:
    """How often, by labels."""
    with _guard:
        return {labels[1:]: number for labels, number in _counted.items() if labels[0] == what}
