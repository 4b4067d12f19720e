"""The zip packages Office files are: opened with bounds, so that none is a bomb and none is locked."""

from __future__ import annotations

import zipfile
from io import BytesIO

from schedules.notice.source import NoticeRefused

# A 20 MB .docx of a notice unpacks to a few megabytes of text; pictures are stored as they are.
MAX_UNPACKED = 200_000_000
MAX_PART = 60_000_000
MAX_MEMBERS = 5_000


def members(raw: bytes, name: str) -> frozenset[str]:
    """The names of the package's parts, once it is known to be safe to open."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise NoticeRefused(f"“{name}”已损坏，打不开，请重新保存后再试。") from error
    if any(part.flag_bits & 1 for part in parts):
        raise NoticeRefused(f"“{name}”有密码，请去掉密码后再试。")
    unpacked = sum(part.file_size for part in parts)
    largest = max((part.file_size for part in parts if part.filename.endswith(".xml")), default=0)
    if unpacked > MAX_UNPACKED or largest > MAX_PART or len(parts) > MAX_MEMBERS:
        raise NoticeRefused(f"“{name}”解开后过大，不像一份通知。")
    return frozenset(part.filename for part in parts)


def without_code(raw: bytes, name: str) -> bytes:
    """The package with its XML checked: no document type, hence no entity, is let through.

    A Word file that carries macros says so in its content type only; named as a plain document it
    reads as one, and the macro stays a part nobody opens.
    """
    out = BytesIO()
    try:
        with zipfile.ZipFile(BytesIO(raw)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as clean:
            for part in package.infolist():
                if not part.filename.endswith((".xml", ".rels")):
                    clean.writestr(
                        part.filename, b""
                    )  # pictures, macros: their place is kept, nothing of them
                    continue
                content = package.read(part)
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                    raise NoticeRefused(f"“{name}”里有外部实体引用，不予读取，请用 Word 另存后再试。")
                clean.writestr(
                    part.filename,
                    _as_document(content) if part.filename == "[Content_Types].xml" else content,
                )
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise NoticeRefused(f"“{name}”已损坏，打不开，请重新保存后再试。") from error
    return out.getvalue()


def _as_document(content: bytes) -> bytes:
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    for kind in (b"document.macroEnabled", b"template.macroEnabledTemplate"):
        content = content.replace(b"application/vnd.ms-word." + kind + b".main+xml", plain)
    return content.replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", plain
    )
