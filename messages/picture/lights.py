"""Lights: which of five kinds an account is of today, and how a kind is shown.

The kinds are disjoint and are those of the digest's one line. A colour is never
alone: every cell bears its kind's mark, and the legend its word.
"""

from collections.abc import Mapping
from datetime import date

from db.states import OPEN

# The worst first: the order of legends, and by which units are sorted.
KINDS = ("overdue", "near", "pending", "on_time", "done")
LIGHT_WORDS = {"overdue": "逾期", "near": "临期", "pending": "待审", "on_time": "按期", "done": "办结"}
LIGHT_MARKS = {"overdue": "逾", "near": "临", "pending": "审", "on_time": "按", "done": "办"}

# A colour by its word: the cell's fill and the mark's ink, at least 4.5 : 1 apart (WCAG 1.4.3). Of different
# brightness besides, so that they stay apart for a colour-blind eye and on a black-and-white printer.
COLOURS = {
    "红": ("#b3261e", "#ffffff"),
    "橙": ("#f2913d", "#2b1600"),
    "黄": ("#f5d264", "#3d2c00"),
    "绿": ("#bfe3c4", "#0e3d1c"),
    "蓝": ("#dbe6f3", "#2a486b"),
    "紫": ("#6f5aa5", "#ffffff"),
    "灰": ("#e6e7e9", "#43474d"),
}

Palette = Mapping[str, str]  # kind -> word of a colour
PALETTE: Palette = {"overdue": "红", "near": "黄", "pending": "紫", "on_time": "绿", "done": "蓝"}


def light_of(state: str, due: date, today: date, near_until: date) -> str:
    """The kind of an account; near_until: the last day that counts as 临期. A cancelled account has none: do not ask."""
    if state in ("done", "closed"):
        return "done"
    if state == "submitted":
        return "pending"
    if state in OPEN and due < today:
        return "overdue"
    return "near" if state in OPEN and due <= near_until else "on_time"
