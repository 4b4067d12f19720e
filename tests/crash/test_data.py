"""The data itself: a database of every earlier revision comes along whole, a damaged one is noticed, a backup brings it back."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from bot.backup import backup
from bot.office import open_office
from db import history
from db.engine import mark_as_ours, open_database, reading, writing
from db.schema import HEAD, configuration, revision
from tests.conftest import url
from tests.crash.served import ROOT
from tests.small_plan import JUSTICE, LONGHUA, ZONE, SmallOffice

REVISIONS = [f"{n:04}" for n in range(1, int(HEAD))]


@pytest.fixture
def lived(small: SmallOffice) -> SmallOffice:
    """An office with something in every table that anybody uses daily."""
    small.says(LONGHUA, "全部签收")
    small.says(LONGHUA, "进展 3.1 60% 正在征求意见")
    small.says(LONGHUA, "完成 3.2 已印发")
    small.says(JUSTICE, "通过 3.2 龙华区政府")
    small.says(LONGHUA, "延期 3.1 至11月15日 目录仍在征求意见")
    small.round("2021-08-12 09:07")
    return small


def of_revision(at: str, source: Engine, path: Path) -> Engine:
    """A database as that revision made it, with everything the other holds that it has room for."""
    engine = open_database(url(path))
    with writing(engine) as tx:
        mark_as_ours(tx)
        command.upgrade(configuration(tx), at)
        tx.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        there = inspect(tx)
        for name, rows in rows_of(source).items():
            if there.has_table(name) and name != "alembic_version" and rows:
                columns = [one["name"] for one in there.get_columns(name) if one["name"] in rows[0]]
                marks = ", ".join("?" * len(columns))
                into = f'INSERT INTO "{name}" ({", ".join(columns)}) VALUES ({marks})'
                tx.exec_driver_sql(into, [tuple(row[column] for column in columns) for row in rows])
    return engine


def rows_of(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, as the file holds it."""
    with reading(engine) as tx:
        names = inspect(tx).get_table_names()
        found = {name: tx.exec_driver_sql(f'SELECT * FROM "{name}"').mappings().all() for name in names}
    return {name: [dict(row) for row in rows] for name, rows in found.items()}


@pytest.mark.parametrize("at", REVISIONS)
def test_a_database_of_an_earlier_revision_comes_along_with_everything_in_it(
    at: str, lived: SmallOffice, tmp_path: Path
) -> None:
    old = of_revision(at, lived.office.engine, tmp_path / "old.db")
    before = rows_of(old)
    old.dispose()
    assert {"assignment", "report", "review", "outbox", "reminder", "history", "inbox"} <= {
        name for name, rows in before.items() if rows
    }
    now_here = SmallOffice(open_office(url(tmp_path / "old.db"), ZONE), lived.now)
    try:
        with reading(now_here.office.engine) as tx:
            assert revision(tx) == HEAD
            entries, broken = history.verify(history.entries(tx))
        assert entries > 0
        assert broken is None
        after = rows_of(now_here.office.engine)
        for name, rows in before.items():
            if name != "alembic_version":
                kept = [{c: row[c] for c in rows[0] if c in row} for row in after[name]] if rows else []
                assert kept == rows, name
        assert "40%" in now_here.says(LONGHUA, "进展 1.2 40% 版本升级之后", "after")
        assert now_here.round("2021-08-13 09:07") >= 0
    finally:
        now_here.close()


def test_every_revision_has_one_before_it_and_the_newest_is_the_one_known(database: Path) -> None:
    engine = open_database(url(database))
    with reading(engine) as tx:
        script = ScriptDirectory.from_config(configuration(tx))
    engine.dispose()
    assert sorted(one.revision for one in script.walk_revisions()) == [*REVISIONS, HEAD]


def duban(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    code = "from bot.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=home, env={"PATH": "/usr/bin:/bin", "DUBAN_HOME": str(home), "PYTHONPATH": str(ROOT), "DUBAN_PORT": "0"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_a_damaged_file_is_noticed_at_start_with_what_to_do_and_the_backup_brings_it_back(
    lived: SmallOffice, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    saved = tmp_path / "周一.zip"
    backup(lived.office, home, saved, lived.now)
    shutil.copy(tmp_path / "small.db", home / "duban.db")
    with (home / "duban.db").open("r+b") as file:
        file.seek(8192)
        file.write(b"\xa5" * 60_000)
    before = (home / "duban.db").read_bytes()
    refused = duban(home, "serve")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    (sentence,) = [line for line in refused.stderr.splitlines() if line.strip()]
    assert "duban restore" in sentence, refused.stderr
    assert (home / "duban.db").read_bytes() == before
    restored = duban(home, "restore", str(saved), "--yes")
    assert restored.returncode == 0, restored.stderr
    assert duban(home, "audit", "verify").returncode == 0
    assert any(home.glob("before-restore-*")), "what was damaged is kept"
