"""A notice's file taken as text: what kind of file it is, what is refused and why. It does not know what the text says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 20_000_000
# A notice of a city's whole year has some sixty thousand characters; a book is no notice.
MAX_CHARACTERS = 400_000

_HAN = re.compile("[\u4e00-\u9fff]")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\x00-\x08\x0e-\x1f\x7f]")
_FEWEST_HAN = 20


class NoticeRefused(Exception):
    """Nothing can be drafted from this file. The one sentence is for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice's text as read; every offset of a draft counts characters of it. `name` is the file's."""

    text: str
    name: str
    form: str = "txt"


def read_notice(path: Path) -> Notice:
    """The text of a .txt, .md, .docx, .pdf or .xlsx; raises NoticeRefused with one clear sentence."""
    return notice_in(read_bytes(path), path.name)


def notice_in(raw: bytes, name: str) -> Notice:
    """The same of a file's content, whatever folder it lies in under whatever name."""
    from schedules.notice.genre import refuse_what_is_no_notice

    form, reader = _form(raw, name)
    text = _plain(reader(raw, name))
    if len(_HAN.findall(text[:20_000])) < _FEWEST_HAN:
        raise NoticeRefused(_NO_TEXT.get(form, f"“{name}”里几乎没有中文内容，不是通知。"))
    if len(text) > MAX_CHARACTERS:
        raise NoticeRefused(f"“{name}”有{len(text):,}字，不像一份通知，请只取通知正文和附件。")
    refuse_what_is_no_notice(text, name)
    return Notice(text, name, form)


_NO_TEXT = {
    "pdf": "这份 PDF 没有文字（多半是扫描件），请提供 Word 版，或先做文字识别。",
    "docx": "这份 Word 文件里没有文字（可能是图片），请提供有文字的版本。",
    "xlsx": "这份 Excel 文件里没有中文内容，请确认选对了文件。",
}


def read_bytes(path: Path) -> bytes:
    """The file's content; raises NoticeRefused for what cannot be opened, is empty or too large."""
    try:
        # A pipe or a device has no end to wait for.
        if not path.is_file():
            raise NoticeRefused(f"找不到文件“{path.name}”，请检查文件名和所在目录。")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise NoticeRefused(f"文件“{path.name}”打不开，请检查文件名和读取权限。") from error
    if len(raw) > MAX_BYTES:
        raise NoticeRefused(f"文件“{path.name}”超过 {MAX_BYTES // 1_000_000} MB，请只取通知正文和附件。")
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise NoticeRefused(f"文件“{path.name}”是空的。")
    return raw


Reader = Callable[[bytes, str], str]


def _form(raw: bytes, name: str) -> tuple[str, Reader]:
    """What the bytes are, whatever the file is called."""
    if raw.startswith(b"%PDF-") or raw[:1024].lstrip().startswith(b"%PDF-"):
        from schedules.notice.pdf import read_pdf

        return "pdf", read_pdf
    if raw.startswith(b"PK\x03\x04"):
        return _office(raw, name)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise NoticeRefused(f"“{name}”是加密文件或旧版 .doc/.xls，请去掉密码，另存为 .docx 或 .xlsx。")
    if raw.startswith(b"{\\rtf"):
        raise NoticeRefused(f"“{name}”是 RTF 文件，请另存为 .docx。")
    if raw.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")):
        raise NoticeRefused(f"“{name}”是图片，没有文字，请提供 Word 版或文本。")
    from schedules.notice.letters import read_letters

    return "txt", read_letters


def _office(raw: bytes, name: str) -> tuple[str, Reader]:
    from schedules.notice.packages import members

    names = members(raw, name)
    if "word/document.xml" in names:
        from schedules.notice.word import read_docx

        return "docx", read_docx
    if "xl/workbook.xml" in names:
        from schedules.notice.excel import read_xlsx

        return "xlsx", read_xlsx
    raise NoticeRefused(f"“{name}”不是 Word 或 Excel 文件，请提供 .docx、.pdf、.xlsx 或文本。")


def _plain(text: str) -> str:
    """One kind of line break, nothing invisible: offsets count what a person sees."""
    return _INVISIBLE.sub(
        "", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\f", "\n")
    )
