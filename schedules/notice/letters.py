"""Bytes of a text file as letters: UTF-8, UTF-16, GB18030, or a file pasted together from two of them."""

from __future__ import annotations

import codecs

from schedules.notice.source import NoticeRefused

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_letters(raw: bytes, name: str) -> str:
    """The text; a byte order mark decides, then what decodes. Raises NoticeRefused for what is no text."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    sample = raw[:4096]
    if b"\x00" in sample:
        # A Chinese text in UTF-16 has its line ends and figures half zero, on one side only.
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        if max(even, odd) < 2 or min(even, odd) > max(even, odd) // 4:
            raise NoticeRefused(f"“{name}”不是文本文件，请提供 .docx、.pdf、.xlsx 或 .txt。")
        return raw.decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_line(line, name) for line in raw.splitlines(keepends=True))


def _line(line: bytes, name: str) -> str:
    """One line of a file that is not UTF-8 throughout.

    A long line of GB18030 is hardly ever valid UTF-8 by chance; a short one may be (two characters
    do), so UTF-8 must show three of its own to be believed.
    """
    try:
        text = line.decode("utf-8")
        if text.isascii() or sum("\u4e00" <= c <= "\u9fff" for c in text) >= 3:
            return text
    except UnicodeDecodeError:
        pass
    try:
        return line.decode("gb18030")
    except UnicodeDecodeError:
        text = line.decode("gb18030", "replace")
    if text.count("\ufffd") * 5 > len(text):
        raise NoticeRefused(f"“{name}”的编码认不出来，请另存为 UTF-8 编码的文本文件。")
    return text
