"""What every test may start from: an empty database and a small office, each made once and copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.office import open_office
from db.engine import open_database
from tests.small_plan import PLAN, ZONE, SmallOffice


def url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def _empty_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with nothing in it."""
    path = tmp_path_factory.mktemp("empty") / "duban.db"
    open_office(url(path), ZONE).close()
    return path


@pytest.fixture(scope="session")
def _small_template(_empty_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the small plan in force since the morning of its publication."""
    path = tmp_path_factory.mktemp("small") / "duban.db"
    shutil.copy(_empty_template, path)
    office = SmallOffice(open_office(url(path), ZONE))
    office.loads(PLAN)
    office.close()
    return path


@pytest.fixture
def database(_empty_template: Path, tmp_path: Path) -> Path:
    """The file of a migrated, empty database."""
    return Path(shutil.copy(_empty_template, tmp_path / "duban.db"))


@pytest.fixture
def engine(database: Path) -> Iterator[Engine]:
    found = open_database(url(database))
    yield found
    found.dispose()


@pytest.fixture
def small(_small_template: Path, tmp_path: Path) -> Iterator[SmallOffice]:
    """The small office on the day of publication, 交办 written and not yet carried."""
    found = SmallOffice(open_office(url(Path(shutil.copy(_small_template, tmp_path / "small.db"))), ZONE))
    yield found
    found.close()


@pytest.fixture
def empty_office(database: Path) -> Iterator[SmallOffice]:
    """An office in which no plan was ever loaded."""
    found = SmallOffice(open_office(url(database), ZONE))
    yield found
    found.close()
