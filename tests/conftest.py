"""What every test may start from: an empty database and a small office, each made once and copied.

Run with DUBAN_TEST_DATABASE=postgresql, or the address of a server, offices and engines are on PostgreSQL.
"""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Engine

from bot.office import open_office
from db.engine import open_database
from tests import postgres
from tests.small_plan import PLAN, ZONE, SmallOffice


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def copied(template: Path, copy: Path) -> str:
    """The address of a copy of that database, wherever this run has its databases."""
    if postgres.wanted():
        return postgres.database_of(copy, postgres.name_of(postgres.database_of(template)))
    return url(Path(shutil.copy(template, copy)))


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A command that sets up the log of its process leaves nothing behind for the next test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    if structlog.is_configured():
        structlog.reset_defaults()
        root.handlers, root.level = handlers, level


@pytest.fixture(scope="session")
def _empty_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with nothing in it."""
    path = tmp_path_factory.mktemp("empty") / "duban.db"
    open_office(url(path), ZONE).close()
    if postgres.wanted():
        open_office(postgres.database_of(path), ZONE).close()
    return path


@pytest.fixture(scope="session")
def _small_template(_empty_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the small plan in force since the morning of its publication."""
    path = tmp_path_factory.mktemp("small") / "duban.db"
    office = SmallOffice(open_office(copied(_empty_template, path), ZONE))
    office.loads(PLAN)
    office.close()
    return path


@pytest.fixture
def database(_empty_template: Path, tmp_path: Path) -> Path:
    """The file of a migrated, empty database."""
    return Path(shutil.copy(_empty_template, tmp_path / "duban.db"))


@pytest.fixture
def _empty_copy(_empty_template: Path, tmp_path: Path) -> Iterator[str]:
    yield copied(_empty_template, tmp_path / "duban.db")
    postgres.forget(tmp_path / "duban.db")


@pytest.fixture
def engine(_empty_copy: str) -> Iterator[Engine]:
    found = open_database(_empty_copy)
    yield found
    found.dispose()


@pytest.fixture
def small(_small_template: Path, tmp_path: Path) -> Iterator[SmallOffice]:
    """The small office on the day of publication, 交办 written and not yet carried."""
    found = SmallOffice(open_office(copied(_small_template, tmp_path / "small.db"), ZONE))
    yield found
    found.close()
    postgres.forget(tmp_path / "small.db")


@pytest.fixture
def empty_office(_empty_copy: str) -> Iterator[SmallOffice]:
    """An office in which no plan was ever loaded."""
    found = SmallOffice(open_office(_empty_copy, ZONE))
    yield found
    found.close()
