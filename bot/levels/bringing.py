"""A 上报文件 on its way in, before any transaction: read from the store, its signature checked, its evidence kept."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from bot.channels import Attachment
from bot.levels.sealing import looks_sealed, taken_apart
from bot.levels.statement import HandupRefused, Statement, read
from bot.levels.taking import Opened, why_unknown
from bot.office import Office
from db.engine import reading
from db.files import LARGEST, Files, Stored
from db.filetypes import NotTaken

HEAD = 64  # bytes by which one is known


def is_handup(path: Path | None) -> bool:
    """Whether the file there means to be one; only its beginning is read."""
    if path is None:
        return False
    with path.open("rb") as file:
        return looks_sealed(file.read(HEAD))


def read_whole(path: Path) -> bytes:
    """The file's content. Raises HandupRefused for one that is too large or no file."""
    if not path.is_file():
        raise HandupRefused(f"没有文件 {path}", "请写下级交来的上报文件的路径。")
    with path.open("rb") as file:
        return file.read(LARGEST + 1)  # one more than is taken, and no more


def opened(office: Office, store: Files, raw: bytes) -> Opened:
    """The file, believed as its key's, its evidence in the store. Raises HandupRefused.

    In this order, so that a stranger's file costs nothing: its header, whose key it is, the signature, the statement.
    """
    parts = taken_apart(raw)
    with reading(office.engine) as tx:
        refused = why_unknown(tx, parts.key)
    if refused is not None:
        raise HandupRefused(refused.wrong, refused.right)
    content, evidence = parts.opened()
    statement = read(content)
    files, why_not = _kept(store, statement, evidence)
    return Opened(parts.sha256, parts.key, statement, files, why_not)


def _kept(
    store: Files, statement: Statement, evidence: tuple[bytes, ...]
) -> tuple[Mapping[str, Attachment], tuple[str, ...]]:
    """What came along and what is here already, by hash, under the names the statement gives; what is not kept, and why."""
    came = {hashlib.sha256(content).hexdigest(): content for content in evidence}
    named = {one.sha256: one.name for entry in statement.entries for one in entry.proofs if one.sha256}
    files: dict[str, Attachment] = {}
    why_not: list[str] = []
    for sha256, name in named.items():
        try:
            stored = _receive(store, came[sha256], name) if sha256 in came else store.again(sha256, name)
        except NotTaken as refused:
            why_not.append(f"佐证“{name[:60]}”没有收下：{str(refused).rstrip('。')}")
            continue
        if stored is not None:
            files[sha256] = Attachment(stored.sha256, stored.name, stored.media, stored.size)
    return files, tuple(why_not)


def _receive(store: Files, content: bytes, name: str) -> Stored:
    with store.receiving() as coming:
        coming.write(content)
        return coming.keep(name)
