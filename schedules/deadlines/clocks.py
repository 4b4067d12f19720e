"""Hours of the day: what 下午 covers, and which of the two threes is meant by 3点."""

from __future__ import annotations

from schedules.deadlines.moments import Clock

# The hours a part of the day covers, the last one excluded.
HOURS = {
    "凌晨": (0, 5), "清晨": (5, 8), "清早": (5, 8), "早晨": (6, 9),
    "大清早": (5, 8), "早上": (6, 9), "一早": (6, 9), "早": (6, 9), "晨": (5, 8),
    "上午": (8, 12), "午前": (8, 12), "中午": (12, 14), "正午": (12, 13), "午间": (12, 14), "下午": (13, 18), "午后": (13, 18),
    "傍晚": (17, 19), "黄昏": (17, 19), "晚上": (18, 24), "晚间": (18, 24), "夜晚": (18, 24), "夜里": (20, 24), "夜间": (20, 24),
    "半夜": (0, 5), "深夜": (22, 24), "午夜": (0, 1), "晚": (18, 24), "夜": (18, 24),
}  # fmt: skip
AFTERNOON = frozenset(
    {"下午", "午后", "傍晚", "黄昏", "晚上", "晚间", "夜晚", "夜里", "夜间", "深夜", "午夜", "晚", "夜"}
)


def hour_of(clock: Clock, hour: int, before: bool) -> int:
    """The hour on the 24-hour clock; 24 is the midnight that ends the day."""
    if clock.part in AFTERNOON:
        return 24 if hour == 12 and clock.part not in ("下午", "午后") else hour + 12 if hour < 12 else hour
    if clock.part in ("中午", "正午", "午间"):
        return hour + 12 if hour < 3 else hour
    if clock.part is None and before and 1 <= hour <= 6:
        return hour + 12  # `周五3点前`: no office waits for papers at night
    return hour
