"""年终归档包: one zip with every paper, every piece of evidence and the chained history, and the check of it anywhere.

The check needs the file alone: no database, no office. What the zip holds is
listed in `目录.json` with its SHA-256; the history's own chain is followed entry
by entry. Whoever wants to be sure of the list itself compares its hash, which
was shown when the archive was made and stands in the office's history.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO

from db import history
from db.history import Entry
from db.papers import HandedIn, PaperPlan

FORMAT = "duban-archive-1"
INDEX, HISTORY, README = "index.json", "历史/history.jsonl", "说明.txt"
_CHUNK = 1 << 20
_LARGEST_INDEX = 256 << 20
_LONGEST_LINE = 4 << 20
_NO_FILE_NAME = {ord(sign): "_" for sign in '<>:"/\\|?*'} | dict.fromkeys(range(32), "_")


class ArchiveRefused(Exception):
    """What was given is no archive; the text says why."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What goes in. papers: finished files by name. stored: where the files of the evidence lie, by hash."""

    made_at: datetime
    plans: tuple[PaperPlan, ...]
    papers: Mapping[str, bytes]
    evidence: tuple[HandedIn, ...]
    stored: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class Written:
    """What was put in. fingerprint: SHA-256 of the list. missing: evidence whose file is no longer kept."""

    files: int
    entries: int
    fingerprint: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. faults: one sentence each; none where everything holds."""

    files: int
    entries: int
    fingerprint: str
    made_at: str
    faults: tuple[str, ...]


# ---------------------------------------------------------------- writing


def write_archive(file: BinaryIO, archive: Archive, entries: Iterable[Entry]) -> Written:
    """Write the zip; the same office at the same moment gives the same bytes."""
    with zipfile.ZipFile(file, "w") as out:
        shelf = _Shelf(out)
        shelf.put(README, _README.encode(), "怎样核验")
        for name, content in archive.papers.items():
            shelf.put(name, content, "文书")
        for plan in archive.plans:
            shelf.put(f"计划/{file_name(plan.key)}.txt", plan.notice.encode(), f"《{plan.title}》原文")
        evidence, missing = _put_evidence(shelf, archive)
        count, head = _put_history(shelf, entries)
        index = {
            "format": FORMAT,
            "made_at": archive.made_at.isoformat(timespec="seconds"),
            "plans": [{"key": one.key, "title": one.title, "number": one.number} for one in archive.plans],
            "history": {"path": HISTORY, "entries": count, "head": head},
            "evidence": evidence,
            "files": shelf.listed,
        }
        text = json.dumps(index, ensure_ascii=False, indent=1, sort_keys=True).encode()
        shelf.put(INDEX, text, "")
    return Written(len(shelf.listed), count, hashlib.sha256(text).hexdigest(), tuple(missing))


@dataclass(slots=True)
class _Shelf:
    """The zip while it is filled: every file is listed with its hash as it goes in."""

    out: zipfile.ZipFile
    listed: list[dict[str, Any]] = field(default_factory=list)

    def put(self, name: str, content: bytes, what: str) -> None:
        self.stream(name, (content,), what)

    def stream(self, name: str, chunks: Iterable[bytes], what: str, *, packed: bool = True) -> None:
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        entry.create_system, entry.external_attr = 3, 0o644 << 16
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        size, digest = 0, hashlib.sha256()
        with self.out.open(entry, "w", force_zip64=True) as written:
            for chunk in chunks:
                written.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        if name != INDEX:
            self.listed.append({"path": name, "size": size, "sha256": digest.hexdigest(), "what": what})


def _put_evidence(shelf: _Shelf, archive: Archive) -> tuple[list[dict[str, Any]], list[str]]:
    """Each file once under the item and the unit it stands with, and the list of everything handed in."""
    listed, missing = [], []
    for one in archive.evidence:
        facts = asdict(one) | {
            "happened_on": one.happened_on.isoformat(),
            "handed_in_at": one.handed_in_at.isoformat(timespec="seconds"),
            "path": None,
        }
        lies = archive.stored.get(one.sha256 or "")
        if lies is not None:
            facts["path"] = f"佐证/{file_name(f'{one.code} {one.unit}')}/{one.id} {file_name(one.name)}"
            with lies.open("rb") as content:
                # Pictures and PDFs are packed already.
                shelf.stream(facts["path"], _chunks(content), f"{one.code} {one.unit} 佐证", packed=False)
        elif one.sha256 is not None:
            missing.append(f"{one.code} {one.unit} {one.name}")
        listed.append(facts)
    return listed, missing


def _put_history(shelf: _Shelf, entries: Iterable[Entry]) -> tuple[int, str]:
    """The entries line by line; how many, and the last one's hash."""
    count, head = 0, history.GENESIS

    def lines() -> Iterator[bytes]:
        nonlocal count, head
        for entry in entries:
            count, head = count + 1, entry.hash
            yield json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True).encode() + b"\n"

    shelf.stream(HISTORY, lines(), "历史记录，每条带上一条的校验值")
    return count, head


def file_name(text: str) -> str:
    """The text as one part of a path, on any system."""
    return (text.translate(_NO_FILE_NAME).strip(". ")[:80] or "_").strip()


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


# ---------------------------------------------------------------- checking


def check_archive(file: BinaryIO) -> Checked:
    """Compare every file with the list, and follow the history's chain. Raises ArchiveRefused for what is no archive."""
    try:
        with zipfile.ZipFile(file) as held:
            return _check(held)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise ArchiveRefused("这个文件不是归档包，或已损坏，打不开。") from error


def _check(held: zipfile.ZipFile) -> Checked:
    text, index = _read_index(held)
    names = held.namelist()
    listed = {one["path"]: one for one in index["files"]}
    faults = (
        [f"{name} 在包里出现了两次" for name in sorted({name for name in names if names.count(name) > 1})]
        if len(set(names)) != len(names)
        else []
    )
    faults += [f"{name} 是目录之外的文件" for name in sorted(set(names) - set(listed) - {INDEX})]
    faults += [f"缺少 {name}" for name in sorted(set(listed) - set(names))]
    for name in sorted(set(listed) & set(names)):
        faults += _check_file(held, name, listed[name])
    count = 0
    if HISTORY in set(names) & set(listed):
        count, wrong = _check_history(held, index["history"])
        faults += wrong
    elif index["history"]["entries"]:
        faults.append("目录里没有历史记录")
    return Checked(len(listed), count, hashlib.sha256(text).hexdigest(), str(index["made_at"]), tuple(faults))


def _read_index(held: zipfile.ZipFile) -> tuple[bytes, dict[str, Any]]:
    """The list as it stands in the zip, its shape looked at before anything relies on it."""
    if INDEX not in held.namelist() or held.getinfo(INDEX).file_size > _LARGEST_INDEX:
        raise ArchiveRefused(f"这个压缩包里没有 {INDEX}，不是归档包。")
    text = held.read(INDEX)
    try:
        index = json.loads(text)
        sound = (
            index["format"] == FORMAT
            and isinstance(index["made_at"], str)
            and isinstance(index["history"]["entries"], int)
            and isinstance(index["history"]["head"], str)
            and all(isinstance(one["path"], str) and isinstance(one["sha256"], str) for one in index["files"])
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ArchiveRefused(f"{INDEX} 读不懂，不是本程序写的归档包，或已被改动。") from error
    if not sound:
        raise ArchiveRefused(f"{INDEX} 的格式不是本版本的归档包。")
    return text, index


def _check_file(held: zipfile.ZipFile, name: str, listed: Mapping[str, Any]) -> list[str]:
    digest = hashlib.sha256()
    try:
        with held.open(name) as content:
            for chunk in _chunks(content):
                digest.update(chunk)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return [f"{name} 已损坏，读不出"]
    except Exception as error:  # whatever a packer's bytes can raise: zlib.error has no common ancestor
        return [f"{name} 已损坏，读不出（{type(error).__name__}）"]
    return [] if digest.hexdigest() == listed["sha256"] else [f"{name} 与目录不符，内容被改动"]


def _check_history(held: zipfile.ZipFile, told: Mapping[str, Any]) -> tuple[int, list[str]]:
    try:
        with held.open(HISTORY) as file:
            last = [history.GENESIS]
            count, broken = history.verify(_entries(file, last))
    except (ValueError, TypeError):
        return 0, ["历史记录有读不懂的行"]
    except Exception:  # damaged bytes: `_check_file` has said so already
        return 0, []
    if broken is not None:
        return count, [f"历史记录第{broken.seq}条{broken.why}"]
    if (count, last[0]) != (told["entries"], told["head"]):
        return count, [f"历史记录应有{told['entries']}条，实有{count}条，或末条不符"]
    return count, []


def _entries(file: IO[bytes], last: list[str]) -> Iterator[Entry]:
    while line := file.readline(_LONGEST_LINE):
        entry = Entry(**json.loads(line))
        last[0] = entry.hash
        yield entry


_README = f"""督办归档包

通报.docx、台账.xlsx：归档时的通报和台账。
计划：各份通知的原文。
佐证：各单位报送的佐证文件，按“事项编号 单位”存放；网址列在 {INDEX} 里。
历史：全部反馈、审核、延期、催办和设置变更，每条带上一条的校验值。
{INDEX}：包内每个文件的大小和 SHA-256 校验值，以及佐证清单。

核验（在任何一台装有本程序的机器上，不需要原来的数据库）：
    duban audit verify 归档包.zip
它逐个核对文件，逐条核对历史记录，并显示目录的校验值；把它与归档时显示的校验值比对，即可确认目录本身未被替换。
"""
