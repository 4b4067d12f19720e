"""What a file is, told by its content. Its name is believed in nothing.

Taken are pictures, PDF and OFD, the papers an office writes, and plain text. Refused are
programs, papers with macros in them, archives (nobody sees what is inside), and sound and
film: supervision does not ask to be filmed.
"""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

# Each kind with the endings it may bear; the first is put on where the name bears none of them.
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif"),
    "application/pdf": ("pdf",),
    "application/ofd": ("ofd",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ("pptx",),
    "application/msword": ("doc", "wps"),
    "application/vnd.ms-excel": ("xls", "et"),
    "application/vnd.ms-powerpoint": ("ppt", "dps"),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods",),
    "text/plain": ("txt", "csv", "md"),
}
TAKEN = "可发照片、PDF、OFD、Word、Excel、PPT或文本文件。"

_DOCX, _XLSX, _PPTX = (kind for kind in ENDINGS if kind.startswith("application/vnd.openxml"))
_OFFICE = {"word/document.xml": _DOCX, "xl/workbook.xml": _XLSX, "ppt/presentation.xml": _PPTX}
_STREAMS = {  # of an older paper, as its directory names them
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"L\0\0\0\x01\x14\x02\0",
)
_SOUND_AND_FILM = (b"#!AMR", b"ID3", b"OggS", b"\xff\xfb", b"\x1aE\xdf\xa3", b"FLV\x01")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_PAGES = re.compile(rb"\s*(?:#!|<!doctype html|<html|<script|<svg|<\?php|\{\\rtf|@echo off)", re.IGNORECASE)
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4096


class NotTaken(Exception):
    """A file that is not kept; the text says in one sentence why, and what would be right."""


def kind_of(path: Path) -> str:
    """The file's kind, one of ENDINGS. Raises NotTaken."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise NotTaken("文件是空的，没有内容，请检查后重发。")
    if head.startswith(_SOUND_AND_FILM) or head[8:12] in (b"WAVE", b"AVI "):
        raise NotTaken(f"不收视频和录音；{TAKEN}")
    if head.startswith(_PROGRAMS) and _CONTROLS.search(head):  # a text may begin with these letters too
        raise NotTaken(f"不收程序文件；{TAKEN}")
    if head.startswith(_ARCHIVES):
        raise NotTaken("不收压缩包，请解压后逐个发送。")
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if head.startswith(_OLE):
        return _compound(path.read_bytes())
    return _picture(head) or _text(path, head)


def _picture(head: bytes) -> str | None:
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        if head[8:12] in _HEIC:
            return "image/heic"
        raise NotTaken(f"不收视频和录音；{TAKEN}")
    return "application/pdf" if b"%PDF-" in head[:1024] else None


def _zipped(path: Path) -> str:
    """A paper that is a zip inside; any other zip is an archive. Only its list of contents is read."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            types = _beginning(archive, "[Content_Types].xml") if "[Content_Types].xml" in names else b""
            kept_as = (
                _beginning(archive, "mimetype").decode("ascii", "replace") if "mimetype" in names else ""
            )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise NotTaken("文件已损坏，打不开，请重新导出后再发。") from error
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotTaken("不收带宏的文件，请另存为不带宏的格式（docx、xlsx、pptx）后再发。")
    if types:
        for member, kind in _OFFICE.items():
            if member in names:
                return kind
    if "OFD.xml" in names:
        return "application/ofd"
    if kept_as.strip() in ENDINGS:
        return kept_as.strip()
    raise NotTaken("不收压缩包，请解压后逐个发送。")


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    """As much of a member as tells what it is, however much it would unfold to."""
    with archive.open(name) as member:
        return member.read(64 * 1024)


def _compound(content: bytes) -> str:
    """A paper of the older kind (doc, xls, ppt, wps): a small file system whose directory names its streams."""
    if any(_wide(name) in content for name in ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros")):
        raise NotTaken("不收带宏的文件，请另存为不带宏的格式（docx、xlsx、pptx）后再发。")
    if _wide("EncryptedPackage") in content:
        raise NotTaken("文件加了密码，打不开，请去掉密码后再发。")
    for stream, kind in _STREAMS.items():
        if _wide(stream) in content:
            return kind
    raise NotTaken(f"认不出这种文件；{TAKEN}")


def _wide(name: str) -> bytes:
    """A stream's name as the directory holds it, up to its end."""
    return f"{name}\0".encode("utf-16-le")


def _text(path: Path, head: bytes) -> str:
    """Words and nothing else, in one of the two codes an office uses."""
    if not _PAGES.match(head.removeprefix(b"\xef\xbb\xbf")) and not _CONTROLS.search(head):
        content = path.read_bytes()
        for code in ("utf-8", "gb18030"):
            try:
                content.decode(code)
            except UnicodeDecodeError:
                continue
            if not _CONTROLS.search(content):
                return "text/plain"
    raise NotTaken(f"认不出这种文件；{TAKEN}")
