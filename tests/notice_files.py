"""Notices in the files offices send: small Word, PDF and Excel documents built on the spot, sound and unsound."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

NOTICES = Path(__file__).parent / "notices"


def word(
    path: Path, paragraphs: Sequence[str], rows: Sequence[Sequence[str]] = (), merged: Sequence[int] = ()
) -> Path:
    """A .docx with paragraphs and perhaps a table; the first cells of rows `merged` are one cell."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for line, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(line.cells, cells, strict=True):
                cell.text = text
        if merged:
            for column in (0, 1):
                table.cell(merged[0], column).merge(table.cell(merged[-1], column)).text = rows[merged[0]][
                    column
                ]
    document.save(str(path))
    return path


def word_numbered_by_itself(path: Path, tasks: Sequence[tuple[str, str]]) -> Path:
    """A .docx whose 一、二、 are automatic: the numbers are nowhere in its text."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("w:start", "1"), ("w:numFmt", "chineseCountingThousand"), ("w:lvlText", "%1、")):
        part = OxmlElement(tag)
        part.set(qn("w:val"), value)
        level.append(part)
    abstract.append(level)
    numbering.insert(0, abstract)
    num = OxmlElement("w:num")
    num.set(qn("w:numId"), "77")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "77")
    num.append(link)
    numbering.append(num)
    for title, body in tasks:
        paragraph = document.add_paragraph(title)
        shape = paragraph._p.get_or_add_pPr()
        numbered = OxmlElement("w:numPr")
        for tag, value in (("w:ilvl", "0"), ("w:numId", "77")):
            part = OxmlElement(tag)
            part.set(qn("w:val"), value)
            numbered.append(part)
        shape.append(numbered)
        document.add_paragraph(body)
    document.save(str(path))
    return path


def repacked(
    source: Path, path: Path, changes: dict[str, tuple[bytes, bytes]], extra: dict[str, bytes] | None = None
) -> Path:
    """The package with bytes exchanged in some parts, and other parts put in."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            before, after = changes.get(name, (b"", b""))
            new.writestr(name, content.replace(before, after) if before else content)
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return path


def excel(path: Path, title: str, rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([title])
    for row in rows:
        sheet.append(list(row))
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    for area in merged:
        sheet.merge_cells(area)
    book.save(str(path))
    return path


def pdf(path: Path, lines: Sequence[str]) -> Path:
    """A one-page PDF with a Chinese font that is not embedded, line by line as it would be printed."""
    shown = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines)
    content = f"BT /F1 12 Tf 14 TL 50 800 Td {shown} ET" if lines else ""
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <0000> <FFFF> "
        "endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /FangSong /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /FangSong /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        "/Supplement 0 >> /DW 1000 >>",
        f"<< /Length {len(to_unicode)} >>\nstream\n{to_unicode}\nendstream",
    ]
    out, places = b"%PDF-1.5\n", []
    for n, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{n} 0 obj\n{body}\nendobj\n".encode("ascii")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    path.write_bytes(out)
    return path
