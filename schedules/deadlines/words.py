"""A reading told to a person, in Chinese: what was read, by which rule, and both dates."""

from __future__ import annotations

from schedules.deadlines.reading import Reading


def describe(reading: Reading) -> str:
    return reading.phrase
