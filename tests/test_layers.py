"""The floors of the house: who may import whom, and where the clock and the scheduler live."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
ORDER = ("db", "schedules", "messages", "bot")


def files(floor: str) -> list[Path]:
    found = sorted((HOUSE / floor).rglob("*.py"))
    assert found, floor
    return found


def every_file() -> list[Path]:
    return [path for floor in ORDER for path in files(floor)]


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in it, by its full name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""


def roots(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


def users_of(library: str) -> set[str]:
    return {str(path.relative_to(HOUSE)) for path in every_file() if library in roots(path)}


@pytest.mark.parametrize("floor", ORDER)
def test_a_floor_imports_only_what_lies_to_its_left(floor: str) -> None:
    above = set(ORDER[ORDER.index(floor) + 1 :])
    guilty = {str(path.relative_to(HOUSE)): above & roots(path) for path in files(floor)}
    assert {path: names for path, names in guilty.items() if names} == {}


def test_nothing_of_the_house_imports_its_tests_or_measurements() -> None:
    assert [path for path in every_file() if roots(path) & {"tests", "bench"}] == []


def test_only_the_renderer_the_picture_and_the_pages_know_jinja() -> None:
    users = users_of("jinja2")
    elsewhere = {path for path in users if not path.startswith(("bot/web/", "bot/board/"))}
    assert elsewhere == {"messages/render.py", "messages/proof.py", "messages/picture/svg.py"}


def test_only_the_clockwork_knows_apscheduler() -> None:
    assert users_of("apscheduler") == {"schedules/clockwork.py"}


def test_only_the_database_floor_writes_queries() -> None:
    """Others hold a connection and ask questions by name; they never select, insert or update themselves."""
    verbs = {"select", "insert", "update", "delete", "text"}
    guilty = set()
    for path in (path for floor in ORDER[1:] for path in files(floor)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
                guilty |= {(path.name, alias.name) for alias in node.names if alias.name in verbs}
    assert guilty == set()


def test_only_the_engine_speaks_to_sqlite_itself() -> None:
    assert users_of("sqlite3") == {"db/engine.py", "db/snapshot.py"}


# Asking a class for the present moment, whatever name it was imported under.
CLOCK_METHODS = {"now", "utcnow", "today", "fromtimestamp"}
CLOCK_CLASSES = {"datetime", "date", "dt", "Day"}
CLOCK_FUNCTIONS = {"time", "time_ns", "localtime", "gmtime"}


def clock_readings(path: Path) -> Iterator[int]:
    """Lines on which the present moment is read (a monotonic stopwatch is not a clock)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner, method = node.func.value, node.func.attr
        name = (
            owner.id
            if isinstance(owner, ast.Name)
            else owner.attr
            if isinstance(owner, ast.Attribute)
            else ""
        )
        if (name in CLOCK_CLASSES and method in CLOCK_METHODS) or (
            name == "time" and method in CLOCK_FUNCTIONS
        ):
            yield node.lineno


def test_the_clock_is_read_in_one_place() -> None:
    readers = {str(path.relative_to(HOUSE)) for path in every_file() if list(clock_readings(path))}
    assert readers == {"bot/clocks.py"}


def test_a_reading_of_the_clock_is_found_however_it_is_written(tmp_path: Path) -> None:
    sample = tmp_path / "sample.py"
    sample.write_text("import datetime, time\ndatetime.datetime.now()\ndatetime.date.today()\ntime.time()\n")
    assert list(clock_readings(sample)) == [2, 3, 4]
