"""Reading an administrator's text file, whatever editor wrote it. It does not know what the text says."""

from __future__ import annotations

import codecs
from pathlib import Path

# The real plan is 20 KB; whatever is a hundred times that is not a plan.
MAX_BYTES = 2_000_000


class Unreadable(Exception):
    """The file cannot be taken as text. The two sentences are for the administrator."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(f"{wrong}；{right}")
        self.wrong, self.right = wrong, right


def read_text(path: Path) -> str:
    """The file's text: UTF-8 with or without a BOM, UTF-16 with one, or GB18030 (older editors in offices)."""
    try:
        # A pipe or a device has no end to wait for.
        if not path.is_file():
            raise Unreadable(f"找不到文件“{path}”", "请检查文件名和所在目录")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "文件名无效"
        raise Unreadable(f"文件“{path}”打不开（{reason}）", "请检查文件名和读取权限") from error
    if len(raw) > MAX_BYTES:
        raise Unreadable(
            f"文件“{path.name}”超过 {MAX_BYTES // 1_000_000} MB", "请确认选对了文件，或拆成几个计划"
        )
    return decoded(raw, path.name)


def decoded(raw: bytes, name: str) -> str:
    """The text of these bytes; a byte order mark decides, then UTF-8, then GB18030."""
    utf16 = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"文件“{name}”的编码认不出来", "请另存为 UTF-8 编码的文本文件")
