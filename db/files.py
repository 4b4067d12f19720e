"""The files handed in and sent out, each kept once under its hash, beside the database.

`<home>/files/ab/cdef…` holds the content and nothing else: what it is called and whose it is
stands in the database. A file is there whole or not at all.
"""

import hashlib
import os
import tempfile
import threading
import unicodedata
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

from db.filetypes import ENDINGS, NotTaken, kind_of

LARGEST = 20 * 1024 * 1024  # both networks carry no more
LONGEST_NAME = 120  # characters
UNNAMED = "附件"
ABANDONED = timedelta(hours=1)  # what a crash left half-written is nobody's after that


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is kept. media: its kind, by content."""

    sha256: str
    name: str
    media: str
    size: int


class Files:
    """The store in one folder. Callable from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._coming = folder / "coming"
        self._settling = threading.Lock()  # a file is not swept away while the same is handed in again
        self._coming.mkdir(parents=True, exist_ok=True)

    @property
    def home(self) -> Path:
        """The office's own folder, in which the store's lies."""
        return self._folder.parent

    @contextmanager
    def receiving(self) -> Iterator["Receiving"]:
        """A file on its way in; what is not `kept` by the end leaves nothing behind."""
        handle, path = tempfile.mkstemp(dir=self._coming)
        coming = Receiving(self, os.fdopen(handle, "wb"), Path(path))
        try:
            yield coming
        finally:
            coming.close()

    def put(self, content: bytes, name: str, media: str) -> Stored:
        """Afterwards what we made ourselves is kept, whatever its kind and size."""
        with self.receiving() as coming:
            return coming.settle(content, name, media)

    def path(self, sha256: str) -> Path | None:
        """Where that file lies; None where it is not kept (any more)."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            return None
        found = self._place(sha256)
        return found if found.is_file() else None

    def again(self, sha256: str, name: str) -> Stored | None:
        """A file that is here already, under the name it bears this time."""
        found = self.path(sha256)
        if found is None:
            return None
        os.utime(found)
        media = kind_of(found)
        return Stored(sha256, clean_name(name, media), media, found.stat().st_size)

    def older_than(self, moment: float) -> Iterator[str]:
        """The hashes of files not handed in since then (seconds of the epoch)."""
        for path in self._folder.glob("??/*"):
            if path.stat().st_mtime < moment:
                yield path.parent.name + path.name

    def sweep(self, moment: float, needed: Callable[[Collection[str]], Collection[str]]) -> int:
        """Remove what nobody refers to and nobody handed in since then; how many. Half-written leavings go too."""
        old = set(self.older_than(moment))
        removed = 0
        for sha256 in old.difference(needed(old)) if old else ():
            with self._settling:
                path = self._place(sha256)
                if path.stat().st_mtime < moment:  # nobody has handed the same in meanwhile
                    path.unlink()
                    removed += 1
        for path in self._coming.iterdir():
            if path.stat().st_mtime < moment - ABANDONED.total_seconds():
                path.unlink(missing_ok=True)
        return removed

    def take_over(self, path: Path, sha256: str) -> None:
        """Afterwards that content stands under its hash, once, and survives a pulled plug."""
        place = self._place(sha256)
        with self._settling:
            place.parent.mkdir(exist_ok=True)
            if place.exists():
                os.utime(place)
                return
            path.replace(place)
        for folder in (place.parent, self._folder):
            _sync_folder(folder)

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256[2:]


class Receiving:
    """One file on its way in. Its calls block for the disk."""

    def __init__(self, files: Files, file: IO[bytes], path: Path) -> None:
        self._files = files
        self._file = file
        self._path = path
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, chunk: bytes) -> None:
        """Raises NotTaken as soon as it has grown too large."""
        self._size += len(chunk)
        if self._size > LARGEST:
            raise NotTaken(f"文件超过{LARGEST // 1024 // 1024}MB，请压缩图片、拆分文件，或改发网址。")
        self._hash.update(chunk)
        self._file.write(chunk)

    def keep(self, name: str) -> Stored:
        """Afterwards the whole file is kept and on the disk. Raises NotTaken."""
        self._file.flush()
        media = kind_of(self._path)
        return self._kept(name, media)

    def settle(self, content: bytes, name: str, media: str) -> Stored:
        """Afterwards this content, of which the kind is known, is kept."""
        self._size = len(content)
        self._hash.update(content)
        self._file.write(content)
        return self._kept(name, media)

    def _kept(self, name: str, media: str) -> Stored:
        self._file.flush()
        os.fsync(self._file.fileno())
        sha256 = self._hash.hexdigest()
        self._files.take_over(self._path, sha256)
        return Stored(sha256, clean_name(name, media), media, self._size)

    def close(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)


def clean_name(name: str, media: str) -> str:
    """The name as it may stand on a screen and in a folder: no path, nothing unseen, an ending that tells the truth.

    `完成.exe` with a picture in it becomes `完成.exe.jpg`.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    seen = " ".join(seen.translate(_UNFIT).split()).rstrip(". ")
    endings = ENDINGS.get(media, ())
    stem, dot, ending = seen.rpartition(".")
    if not dot or (endings and ending.lower() not in endings):
        stem, ending = seen, endings[0] if endings else ""
    ending = f".{ending}" if ending else ""
    return (stem.strip(". ") or UNNAMED)[: LONGEST_NAME - len(ending)].rstrip() + ending


# Signs that Windows forbids in a name: the archive is unpacked there.
_UNFIT = {ord(sign): "_" for sign in '<>:"|?*'}


def _sync_folder(folder: Path) -> None:
    """A new name is on the disk only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
