"""A .docx as text: paragraphs with the numbers Word shows but does not store, tables row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from schedules.notice.cells import row_line
from schedules.notice.packages import without_code
from schedules.notice.source import NoticeRefused

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DIGITS = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting",
            "taiwaneseCountingThousand", "chineseLegalSimplified"}  # fmt: skip


def read_docx(raw: bytes, name: str) -> str:
    """The document's text in order; macros are left unread, a locked or broken file is refused."""
    import docx

    try:
        document = docx.Document(BytesIO(without_code(raw, name)))
        numbers = _Numbers(document)
        return "\n".join(_blocks(document.element.body, numbers))
    except NoticeRefused:
        raise
    except Exception as error:  # python-docx raises whatever the broken XML makes it stumble over
        raise NoticeRefused(f"“{name}”已损坏或不是 Word 文档，请用 Word 另存为 .docx 后再试。") from error


def _blocks(parent: Any, numbers: _Numbers) -> Iterator[str]:
    for child in parent:
        if child.tag == f"{_W}p":
            yield numbers.before(child) + _text(child)
        elif child.tag == f"{_W}tbl":
            yield from _table(child, numbers)
            yield ""
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
            yield from _blocks(child, numbers)


def _text(element: Any) -> str:
    """Every run, the inserted ones too; what was struck out lies in other elements and stays out."""
    if element.tag == f"{_W}t":
        return element.text or ""
    if element.tag in (f"{_W}br", f"{_W}cr"):
        return "\n"
    if element.tag in (f"{_W}tab", f"{_W}noBreakHyphen"):
        return " " if element.tag == f"{_W}tab" else "-"
    # The old-style copy of a drawing says the same again; properties hold tab stops, no text.
    if element.tag in (_FALLBACK, f"{_W}pPr", f"{_W}rPr", f"{_W}del", f"{_W}moveFrom", f"{_W}instrText"):
        return ""
    return "".join(_text(child) for child in element)


def _table(table: Any, numbers: _Numbers) -> Iterator[str]:
    """One line a row; a cell merged downwards is said again in every row it covers, one merged across once."""
    above: dict[int, str] = {}
    for row in table.iter(f"{_W}tr"):
        if row.getparent() is not table and row.getparent().tag == f"{_W}tc":
            continue
        cells: list[str] = []
        for cell in row.iterchildren(f"{_W}tc"):
            shape = cell.find(f"{_W}tcPr")
            merge = None if shape is None else shape.find(f"{_W}vMerge")
            text = "\n".join(_blocks(cell, numbers))
            if merge is not None and merge.get(f"{_W}val") != "restart":
                text = above.get(len(cells), text)
            above[len(cells)] = text
            span = None if shape is None else shape.find(f"{_W}gridSpan")
            cells += [text, *[""] * (int(span.get(f"{_W}val", "1")) - 1 if span is not None else 0)]
        if any(cell.strip() for cell in cells):
            yield row_line(cells)


class _Numbers:
    """The automatic numbering of a document, counted as Word counts it."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._abstract: dict[str, str] = {}
        try:
            part = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for entry in part.iter(f"{_W}abstractNum"):
            self._levels[entry.get(f"{_W}abstractNumId")] = dict(map(_level, entry.iter(f"{_W}lvl")))
        for entry in part.iter(f"{_W}num"):
            which: Any = entry.find(f"{_W}abstractNumId")
            self._abstract[entry.get(f"{_W}numId")] = which.get(f"{_W}val")
        for style in document.styles.element.iter(f"{_W}style"):
            found = _reference(style.find(f"{_W}pPr"))
            if found:
                self._styles[style.get(f"{_W}styleId")] = found

    def before(self, paragraph: Any) -> str:
        """The number shown before this paragraph, or nothing."""
        shape = paragraph.find(f"{_W}pPr")
        style = None if shape is None else shape.find(f"{_W}pStyle")
        found = _reference(shape) or (self._styles.get(style.get(f"{_W}val")) if style is not None else None)
        abstract = self._abstract.get(found[0]) if found else None
        levels = self._levels.get(abstract or "", {})
        if not found or abstract is None or found[1] not in levels:
            return ""
        level, counts = found[1], self._counts[abstract]
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        shown = levels[level][1]
        for n in range(level + 1):
            form, _, start = levels.get(n, ("decimal", "", 1))
            shown = shown.replace(f"%{n + 1}", _written(counts.get(n, start), form))
        return shown if any(c.isalnum() or c in _CIRCLED for c in shown) else ""


def _level(entry: Any) -> tuple[int, tuple[str, str, int]]:
    def value(tag: str, default: str) -> str:
        found = entry.find(f"{_W}{tag}")
        return default if found is None else found.get(f"{_W}val", default)

    start = value("start", "1")
    return int(entry.get(f"{_W}ilvl")), (
        value("numFmt", "decimal"),
        value("lvlText", ""),
        int(start) if start.isdigit() else 1,
    )


def _reference(shape: Any) -> tuple[str, int] | None:
    numbered: Any = None if shape is None else shape.find(f"{_W}numPr")
    which = None if numbered is None else numbered.find(f"{_W}numId")
    if which is None or which.get(f"{_W}val") == "0":
        return None
    level = numbered.find(f"{_W}ilvl")
    return which.get(f"{_W}val"), int(level.get(f"{_W}val")) if level is not None else 0


def _written(n: int, form: str) -> str:
    if form == "decimalEnclosedCircle" and 1 <= n <= len(_CIRCLED):
        return _CIRCLED[n - 1]
    if form in ("bullet", "none"):
        return ""
    if form not in _CHINESE or not 1 <= n <= 99:
        return str(n)
    tens, ones = divmod(n, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
