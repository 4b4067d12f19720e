"""JSON lines: one question in, one answer out, as they come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from schedules.deadlines.reader import read
from schedules.deadlines.reading import to_json
from schedules.workdays import DEFAULT, WorkCalendar


def answer_lines(lines: Iterable[str], calendar: WorkCalendar = DEFAULT) -> Iterator[str]:
    """Answer each `{"text", "reference_datetime"}`; a bad line gets `{"error": sentence}`, empty ones nothing."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield json.dumps(_answer(line, number, calendar), ensure_ascii=False)


def _answer(line: str, number: int, calendar: WorkCalendar) -> dict[str, object]:
    try:
        question = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": f"Line {number} is not JSON."}
    text = question.get("text") if isinstance(question, dict) else None
    if not isinstance(text, str):
        return {"error": f'Line {number} needs an object with a "text" that is a string.'}
    moment = question.get("reference_datetime")
    try:
        reference = datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        return {
            "error": f'Line {number}: "reference_datetime" must be an ISO date or datetime, not {moment!r}.'
        }
    return to_json(read(text, reference, calendar))
