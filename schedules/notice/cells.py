"""How a table's row is written as one line of text, by whichever reader found it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BREAKS = re.compile(r"\s+")


def row_line(cells: Sequence[str]) -> str:
    """`| 1 | 推进…… | 市司法局 |`: one row, one line; a bar inside a cell would be taken for its edge."""
    return (
        "| "
        + " | ".join(_BREAKS.sub(" ", cell.replace("|", "/").replace("｜", "/")).strip() for cell in cells)
        + " |"
    )
