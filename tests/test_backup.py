"""Backup and restore: one file out while the office works, all of it checked before anything is replaced."""

import json
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest

from bot.backup import BackupRefused, backup, restore
from bot.office import Office, open_office
from bot.settings import Settings, load_settings
from db import snapshot
from db.engine import DatabaseRefused, only_server, writing
from db.files import Files
from tests.small_plan import LONGHUA, SmallOffice

PICTURE = b"\x89PNG\r\n\x1a\n made up"


@pytest.fixture
def home(small: SmallOffice, tmp_path: Path) -> Settings:
    """The small office at work in a home of its own, with one file handed in."""
    settings = load_settings({}, tmp_path / "none.toml", home=tmp_path / "home")
    settings.home.mkdir()
    small.says(LONGHUA, "进展 3.1 60% 已征求意见")
    snapshot.copy(small.office.engine, settings.home / "duban.db")
    Files(settings.home / "files").put(PICTURE, "照片.png", "image/png")
    return settings


def opened(settings: Settings) -> Office:
    return open_office(settings.database, settings.zone)


def saved(settings: Settings, target: Path, small: SmallOffice) -> Path:
    office = opened(settings)
    try:
        backup(office, settings.home, target, small.now)
    finally:
        office.close()
    return target


def words(settings: Settings) -> list[str]:
    with sqlite3.connect(settings.home / "duban.db") as tx:
        found = [row[0] for row in tx.execute("SELECT text FROM report ORDER BY id")]
    tx.close()
    return found


def test_what_was_said_and_handed_in_comes_back(home: Settings, small: SmallOffice, tmp_path: Path) -> None:
    file = saved(home, tmp_path / "b.zip", small)
    shutil.rmtree(home.home)
    found, aside = restore(home, file, small.now)
    assert aside is None
    assert (found.made, found.files) == (small.now, 1)
    assert words(home) == ["已征求意见"]
    assert [path.read_bytes() for path in (home.home / "files").glob("??/*")] == [PICTURE]
    opened(home).close()


def test_what_was_there_is_moved_aside(home: Settings, small: SmallOffice, tmp_path: Path) -> None:
    file = saved(home, tmp_path / "b.zip", small)
    with sqlite3.connect(home.home / "duban.db") as tx:
        tx.execute("UPDATE report SET text = '后来的'")
    tx.close()
    _, aside = restore(home, file, small.now)
    assert aside is not None
    assert words(home) == ["已征求意见"]
    with sqlite3.connect(aside / "duban.db") as tx:
        assert tx.execute("SELECT text FROM report").fetchone() == ("后来的",)
    tx.close()


def test_a_backup_is_made_while_somebody_writes(home: Settings, small: SmallOffice, tmp_path: Path) -> None:
    office = opened(home)
    with writing(office.engine) as tx:
        tx.exec_driver_sql("UPDATE report SET text = '还没有提交'")
        backup(office, home.home, tmp_path / "b.zip", small.now)
    office.close()
    restore(home, tmp_path / "b.zip", small.now)
    assert words(home) == ["已征求意见"]


def test_an_existing_file_is_not_overwritten(home: Settings, small: SmallOffice, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("mine")
    with pytest.raises(BackupRefused, match="已经存在"):
        saved(home, tmp_path / "b.zip", small)
    assert (tmp_path / "b.zip").read_text() == "mine"


def test_a_running_office_is_not_replaced(home: Settings, small: SmallOffice, tmp_path: Path) -> None:
    file = saved(home, tmp_path / "b.zip", small)
    office = opened(home)
    with only_server(office.engine), pytest.raises(DatabaseRefused, match="已有一个督办服务"):
        restore(home, file, small.now)
    office.close()
    assert not list(home.home.glob("before-restore-*"))


def changed(file: Path, name: str, content: bytes) -> None:
    """The same zip with one member replaced (or one more)."""
    with zipfile.ZipFile(file) as packed:
        members = {one: packed.read(one) for one in packed.namelist()}
    members[name] = content
    with zipfile.ZipFile(file, "w") as packed:
        for one, what in members.items():
            packed.writestr(one, what)


def tampered_index(file: Path, **changes: str) -> None:
    with zipfile.ZipFile(file) as packed:
        index = json.loads(packed.read("index.json"))
    index["files"] |= changes
    changed(file, "index.json", json.dumps(index).encode())


@pytest.mark.parametrize("harm", ["text", "cut", "database", "no-index", "outside", "missing"])
def test_a_backup_that_is_not_sound_changes_nothing(
    home: Settings, small: SmallOffice, tmp_path: Path, harm: str
) -> None:
    file = saved(home, tmp_path / "b.zip", small)
    if harm == "text":
        file.write_text("not a zip")
    elif harm == "cut":
        file.write_bytes(file.read_bytes()[:-2000])
    elif harm == "database":
        changed(file, "duban.db", b"x" * 5000)
    elif harm == "no-index":
        changed(file, "index.json", b"{}")
    elif harm == "outside":
        tampered_index(file, **{"../../evil": "0"})
    else:
        tampered_index(file, **{"files/ab/cd": "0"})
    with pytest.raises(BackupRefused):
        restore(home, file, small.now)
    assert words(home) == ["已征求意见"]
    assert sorted(path.name for path in tmp_path.iterdir() if "evil" in path.name) == []


def test_a_history_that_was_rewritten_is_not_restored(
    home: Settings, small: SmallOffice, tmp_path: Path
) -> None:
    with sqlite3.connect(home.home / "duban.db") as tx:
        tx.execute("UPDATE history SET actor = '别人' WHERE seq = 2")
    tx.close()
    file = saved(home, tmp_path / "b.zip", small)
    with pytest.raises(BackupRefused, match="第2条"):
        restore(home, file, small.now)
