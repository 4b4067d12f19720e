"""What a batch of messages looks up once is never older than what the batch itself has changed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db import settings
from db.engine import open_database, reading, writing
from db.remembered import remembered
from db.schema import migrate

NOW = datetime(2021, 8, 9, 1, 0, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'duban.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


def test_it_is_looked_up_once_in_a_transaction_and_anew_in_the_next(engine: Engine) -> None:
    looks: list[int] = []
    for _ in range(2):
        with writing(engine) as tx:
            for _ in range(3):
                remembered(tx, "x", lambda tx: looks.append(1))
    assert len(looks) == 2


def test_a_look_remembers_nothing(engine: Engine) -> None:
    with reading(engine) as tx:
        assert remembered(tx, "x", lambda tx: 1) == 1
        assert remembered(tx, "x", lambda tx: 2) == 2


def test_a_setting_changed_is_seen_at_once(engine: Engine) -> None:
    with writing(engine) as tx:
        assert settings.changed(tx) == {}
        settings.change(tx, settings.OFFICE, {"quiet": "22:00"}, "管理员", NOW)
        assert settings.changed(tx) == {settings.OFFICE: {"quiet": "22:00"}}


def test_a_setting_tried_and_taken_back_is_not_remembered(engine: Engine) -> None:
    with writing(engine) as tx:
        with tx.begin_nested() as trial:
            settings.change(tx, settings.OFFICE, {"quiet": "22:00"}, "管理员", NOW)
            assert settings.changed(tx)
            trial.rollback()
        assert settings.changed(tx) == {}
