"""Speed and accuracy of the deadline language beside JioNLP 1.5.29 and time-parser-zh 1.0.0, on our own tables.

    uv run python bench/deadlines.py

Each parser runs in a process and an environment of its own, reads JSON lines and answers JSON lines. An answer
counts when it ends on the day the table says; what the table leaves open is not asked. The tables are ours, and more
than half of their dated rows were written down from our own answers and then checked by eye. So our own figure is a
regression check, not an accuracy; the others' say how far they cover this language, not how good they are at theirs.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from schedules.deadlines import read, scan  # noqa: E402
from tests import test_deadlines_clauses as clauses  # noqa: E402
from tests import test_deadlines_notices as notices  # noqa: E402
from tests import test_deadlines_phrases as phrases  # noqa: E402

NOTICE = ROOT / "plans" / "haikou-2021h2.txt"
PEERS = {
    "JioNLP 1.5.29": (
        "jionlp==1.5.29",
        """
import jionlp
def end(when):
    if isinstance(when, dict):
        when = (when.get("point") or {}).get("time")
    return when[1][:10] if when else None
def answer(text, at):
    try:
        return end(jionlp.parse_time(text, time_base=at.timestamp())["time"])
    except ValueError:  # not a bare phrase: look for one inside, and take the last
        found = jionlp.ner.extract_time(text, time_base=at.timestamp())
        return end(found[-1]["detail"]["time"]) if found else None
""",
    ),
    "time-parser-zh 1.0.0": (
        "time-parser-zh==1.0.0",
        """
from time_parser_zh import parse_time_expression
def answer(text, at):
    found = parse_time_expression(text, at)
    return found[1][:10] if found else None
""",
    ),
}
LOOP = """
import contextlib, io, json, os, sys, time
from datetime import datetime
out = os.fdopen(os.dup(1), "w")
with contextlib.redirect_stdout(io.StringIO()):
    {setup}
    for line in sys.stdin:
        asked = json.loads(line)
        at = datetime.fromisoformat(asked["at"])
        best, day = 1e9, None
        for _ in range(3):
            begin = time.perf_counter()
            try:
                day = answer(asked["text"], at)
            except Exception:
                day = None
            best = min(best, time.perf_counter() - begin)
        out.write(json.dumps([day, best]) + "\\n")
"""


def questions() -> dict[str, list[tuple[str, str, str | None]]]:
    """Table by table: the text, the reference, the day it should end on (None: none)."""
    phrase = [
        (text, phrases.REFERENCE.isoformat(), None if due == "-" else due[:10])
        for text, kind, _, due in phrases.LINES
        if due != "*" and kind not in ("duration", "recurrence") and (due != "-" or kind == "none")
    ]
    issued = datetime.combine(clauses.ISSUED, datetime.min.time()).isoformat()
    clause = [
        (text, issued, None if due == "-" else due[:10]) for text, due, _ in clauses.rows(clauses.BINDING)
    ]
    nothing: list[tuple[str, str, str | None]] = [
        (text, issued, None) for text, _ in clauses.rows(clauses.NOTHING)
    ]
    sentence = [
        (text, at, None if due == "-" else due[:10])
        for text, at, kind, _, due, *_ in notices.ROWS
        if kind not in ("duration", "recurrence") and not set("*/") & set(due)
    ]
    return {
        "general phrases": phrase,
        "official clauses": clause,
        "notices, minutes": sentence,
        "no deadline": nothing,
    }


def ours(asked: list[tuple[str, str, str | None]]) -> list[tuple[str | None, float]]:
    answers = []
    for text, at, _ in asked:
        best = 1e9
        for _ in range(3):
            begin = time.perf_counter()
            reading = read(text, datetime.fromisoformat(at))
            best = min(best, time.perf_counter() - begin)
        answers.append((reading.due_day.isoformat() if reading.due_day else None, best))
    return answers


def peer(name: str, asked: list[tuple[str, str, str | None]]) -> list[tuple[str | None, float]] | str:
    """The peer's answers, or one line on why there are none."""
    package, setup = PEERS[name]
    program = LOOP.replace("{setup}", setup.strip().replace("\n", "\n    "))
    lines = "".join(json.dumps({"text": text, "at": at}) + "\n" for text, at, _ in asked)
    command = [
        "uv",
        "run",
        "-q",
        "--no-project",
        "--python",
        "3.11",
        "--with",
        package,
        "python",
        "-W",
        "ignore",
        "-c",
        program,
    ]
    try:
        done = subprocess.run(
            command, input=lines, capture_output=True, text=True, timeout=600, cwd="/", check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"did not run: {error}"
    answers: list[Any] = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    if len(answers) != len(asked):
        return "did not run: " + (done.stderr.strip().splitlines() or ["no answer"])[-1]
    return [(day, seconds) for day, seconds in answers]


def report(
    name: str, table: str, asked: list[tuple[str, str, str | None]], got: list[tuple[str | None, float]] | str
) -> None:
    if isinstance(got, str):
        print(f"{table:18} {name:22} {got}")
        return
    right = sum(day == due for (day, _), (_, _, due) in zip(got, asked, strict=True))
    micros = sorted(1e6 * seconds for _, seconds in got)
    middle, ninth = statistics.median(micros), micros[int(len(micros) * 0.9)]
    print(
        f"{table:18} {name:22} {right:4} of {len(asked):4} = {right / len(asked):6.1%}   {middle:8.0f} µs   {ninth:8.0f} µs"
    )


def scanning() -> None:
    text = NOTICE.read_text(encoding="utf-8")
    for copies in (1, 4, 16):
        long, spent = text * copies, 1e9
        for _ in range(5):
            begin = time.perf_counter()
            found = scan(long, date(2021, 8, 9))
            spent = min(spent, time.perf_counter() - begin)
        size = len(text) * copies
        print(
            f"a text of {size:6} characters: {1e3 * spent:7.1f} ms, {1e6 * spent / size:5.2f} µs each, {len(found)} found"
        )


def main() -> None:
    print(f"{'table':18} {'parser':22} {'right':>21}   {'median':>11}   {'9 of 10':>11}")
    for table, asked in questions().items():
        report("ours", table, asked, ours(asked))
        for name in PEERS:
            report(name, table, asked, peer(name, asked))
    scanning()


if __name__ == "__main__":
    main()
