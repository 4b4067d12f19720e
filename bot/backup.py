"""`duban backup` and `duban restore`: the whole office in one file, and back.

The file is a zip: the database as it was at one moment, every file handed in, and
`index.json` with the SHA-256 of each. Nothing is replaced before all of it was checked.
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from bot.office import Office
from bot.settings import Settings
from db import snapshot
from db.engine import DatabaseRefused, only_server, open_database

DATABASE, FILES, INDEX = "duban.db", "files", "index.json"
KIND = "duban-backup"
CHUNK = 1 << 20
LARGEST_INDEX = 256 << 20  # bytes: a line each for a million files


class BackupRefused(Exception):
    """No backup was made of it, or it was not restored; the text says why and what would be right."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds."""

    made: datetime
    files: int
    size: int


def backup(office: Office, home: Path, target: Path, now: datetime) -> Saved:
    """Afterwards `target` holds the office; a server may be at work meanwhile. Raises BackupRefused, DatabaseRefused."""
    if target.exists():
        raise BackupRefused(f"{target} 已经存在，没有覆盖；请换一个文件名。")
    if not target.parent.is_dir():
        raise BackupRefused(f"文件夹 {target.parent} 不存在；请先建立。")
    half = target.with_name(target.name + ".part")
    try:
        with TemporaryDirectory(dir=target.parent) as folder:
            copied = Path(folder) / DATABASE
            snapshot.copy(office.engine, copied)
            # The files after the database: each one it speaks of was kept before it was spoken of.
            count = _pack(half, copied, home / FILES, now)
        os.replace(half, target)
    finally:
        half.unlink(missing_ok=True)
    return Saved(now, count, target.stat().st_size)


def _pack(target: Path, database: Path, files: Path, now: datetime) -> int:
    sums: dict[str, str] = {}
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED, allowZip64=True) as packed:
        for name, path in [(DATABASE, database), *_kept(files)]:
            packed.write(path, name)
            sums[name] = _sum_of(path)
        index = {"kind": KIND, "made": now.isoformat(), "files": sums}
        packed.writestr(INDEX, json.dumps(index, ensure_ascii=False, indent=1))
    with target.open("rb") as written:
        os.fsync(written.fileno())
    return len(sums) - 1


def _kept(files: Path) -> Iterator[tuple[str, Path]]:
    """Every file under its two-letter folder; what is still on its way in is not one yet."""
    for path in sorted(files.glob("[0-9a-f][0-9a-f]/*")):
        yield f"{FILES}/{path.parent.name}/{path.name}", path


def restore(settings: Settings, source: Path, now: datetime) -> tuple[Saved, Path | None]:
    """Afterwards this home holds the office of the backup; what was there is moved aside, to the folder returned.

    Raises BackupRefused where the backup is not sound, and DatabaseRefused where a server is at work; then nothing has changed.
    """
    if not settings.database.startswith("sqlite"):
        raise DatabaseRefused(snapshot.OWN_TOOLS)
    settings.home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.home, prefix="restoring-") as folder:
        saved = _unpack(source, Path(folder))
        faults = snapshot.faults(Path(folder) / DATABASE)
        if faults:
            raise BackupRefused("".join(faults) + "没有恢复，现有数据未作改动。")
        engine = open_database(settings.database)
        try:
            with only_server(engine):
                aside = _exchange(settings, Path(folder), now)
        finally:
            engine.dispose()
    return saved, aside


def _unpack(source: Path, folder: Path) -> Saved:
    """Every file of the backup, its sum checked. Nothing is written outside `folder`."""
    try:
        with zipfile.ZipFile(source) as packed:
            _refuse_what_has_no_room(packed, folder)
            index = json.loads(packed.read(INDEX))
            if index.get("kind") != KIND or DATABASE not in index["files"]:
                raise BackupRefused(f"{source.name} 不是督办的备份。")
            for name, sum_ in index["files"].items():
                _take_out(packed, name, sum_, folder)
            made = datetime.fromisoformat(index["made"])
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise BackupRefused(
            f"{source.name} 读不出，或不是督办的备份：应是 duban backup 写出的文件。"
        ) from error
    return Saved(made, len(index["files"]) - 1, source.stat().st_size)


def _refuse_what_has_no_room(packed: zipfile.ZipFile, folder: Path) -> None:
    """A file that says it unfolds to more than fits is not begun, whether it is large or only pretends to be small."""
    wanted, free = sum(one.file_size for one in packed.infolist()), shutil.disk_usage(folder).free
    if packed.getinfo(INDEX).file_size > LARGEST_INDEX:
        raise BackupRefused("备份的目录大得不合理，没有恢复。")
    if wanted > free:
        raise BackupRefused(
            f"备份解开要{wanted / 2**30:.1f} GB，磁盘只剩{free / 2**30:.1f} GB；没有恢复，请先腾出空间。"
        )


def _take_out(packed: zipfile.ZipFile, name: str, sum_: str, folder: Path) -> None:
    path = PurePosixPath(name)
    if name != DATABASE and (path.parts[0] != FILES or len(path.parts) != 3 or ".." in path.parts):
        raise BackupRefused(f"备份里有不该有的文件 {name[:60]}，没有恢复。")
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(name) as source, target.open("wb") as written:
        shutil.copyfileobj(source, written, CHUNK)
    if _sum_of(target) != sum_:
        raise BackupRefused(f"备份里的 {name[:60]} 与当时的不符，备份已损坏；没有恢复。")


def _exchange(settings: Settings, folder: Path, now: datetime) -> Path | None:
    """What is there goes aside, what was checked takes its place."""
    place = Path(settings.database.removeprefix("sqlite:///"))
    aside = settings.home / f"before-restore-{now.astimezone(settings.zone):%Y%m%d-%H%M%S}"
    old = [
        place,
        place.with_name(place.name + "-wal"),
        place.with_name(place.name + "-shm"),
        settings.home / FILES,
    ]
    there = [path for path in old if path.exists()]
    if there:
        aside.mkdir()
        for path in there:
            os.replace(path, aside / path.name)
    os.replace(folder / DATABASE, place)
    if (folder / FILES).exists():
        os.replace(folder / FILES, settings.home / FILES)
    return aside if there else None


def _sum_of(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
