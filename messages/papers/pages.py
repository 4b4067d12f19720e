"""The page of an official paper by GB/T 9704-2012: A4, 版心 156 × 225 mm, 22 lines of 28 characters, its four type faces.

Text comes in plain and leaves as paragraphs in named styles, so that whoever
edits the paper changes a style once. The wanted faces are named in the file;
where a machine lacks them, the font table says which are next of kin.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from messages.papers.lines import printable
from messages.papers.sheet import KAI, LINE, W, faces, indent, settle_page, settle_styles, xml
from messages.papers.titles import broken, width_of

if TYPE_CHECKING:
    from docx.document import Document

WIDTH_MM = 156
_LONG_CELL = 200  # characters; a row with more may be parted between two pages
_TITLE_ACROSS = 20  # 22-point characters in 156 mm


@dataclass(frozen=True, slots=True)
class Column:
    """head, width in millimetres, and whether its cells stand in the middle."""

    head: str
    width: float
    middle: bool = False


def new_page(title: str, author: str, made_at: datetime) -> "Document":
    """An empty paper with its page, its styles and its page numbers."""
    from docx import Document as new

    document = new()
    settle_styles(document)
    settle_page(document)
    about = document.core_properties
    about.title, about.author, about.last_modified_by = printable(title)[:200], printable(author)[:200], ""
    about.comments, about.language, about.revision = "", "zh-CN", 1
    about.created = about.modified = made_at.replace(tzinfo=None, microsecond=0)
    return document


def save(document: "Document") -> bytes:
    """The file; the same paper gives the same bytes."""
    file, settled = io.BytesIO(), io.BytesIO()
    document.save(file)
    with zipfile.ZipFile(file) as written, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in written.infolist():
            plain = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            plain.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(plain, written.read(entry))
    return settled.getvalue()


# ---------------------------------------------------------------- what stands on the page


def title(document: "Document", text: str, sub: str = "") -> None:
    """The title, broken where its sense allows, and one empty line after it."""
    paragraph = document.add_paragraph(style="公文标题")
    for n, part in enumerate(broken(printable(text), _TITLE_ACROSS)):
        run = paragraph.add_run(part)
        if n:
            run._r.insert(0, xml(f"<w:br {W}/>"))
    if sub:
        document.add_paragraph(printable(sub), style="公文副题")
    gap(document)


def red_head(document: "Document", issuer: str) -> None:
    """发文机关标志 over a red line; the number is left for whoever gives it out."""
    head = document.add_paragraph(style="公文标题")
    run = head.add_run(f"{printable(issuer)}文件")
    size = max(min(60, int(425 / width_of(f"{issuer}文件"))), 22)
    look = run._r.get_or_add_rPr()
    look.append(xml(f'<w:color {W} w:val="FF0000"/>'))
    look.append(xml(f'<w:sz {W} w:val="{size * 2}"/>'))
    head.paragraph_format.element.get_or_add_pPr().append(
        xml(f'<w:spacing {W} w:line="{LINE * 3}" w:lineRule="exact"/>')
    )
    number = document.add_paragraph("〔　　〕　　号", style="公文副题")
    border = f'<w:pBdr {W}><w:bottom w:val="single" w:sz="18" w:space="4" w:color="FF0000"/></w:pBdr>'
    number._p.get_or_add_pPr().append(xml(border))
    gap(document, 2)


def addressed(document: "Document", text: str) -> None:
    document.add_paragraph(f"{printable(text)}：", style="公文主送")


def heading(document: "Document", text: str) -> None:
    """一、总体情况"""
    document.add_paragraph(printable(text), style="公文一级").paragraph_format.keep_with_next = True


def paragraph(document: "Document", text: str, lead: str = "") -> None:
    """A paragraph; lead: its opening words, （一）…, in the second level's face."""
    written = document.add_paragraph(style="公文正文")
    if lead:
        run = written.add_run(printable(lead))
        run._r.get_or_add_rPr().insert(0, xml(faces(KAI)))
    written.add_run(printable(text))


def gap(document: "Document", lines: int = 1) -> None:
    for _ in range(lines):
        document.add_paragraph(style="公文主送")


def to_fill_in(document: "Document", names: Sequence[str]) -> None:
    """责任单位（盖章）：　　　　负责人签字："""
    document.add_paragraph("".join(f"{name}：" + "　" * 6 for name in names).rstrip(), style="公文主送")


def attachments_named(document: "Document", names: Sequence[str]) -> None:
    """附件说明, one line below the text."""
    gap(document)
    for n, name in enumerate(names, 1):
        number = f"{n}．" if len(names) > 1 else ""
        line = document.add_paragraph(style="公文主送")
        line.add_run(f"附件：{number}{printable(name)}" if n == 1 else f"{number}{printable(name)}")
        indent(line, left=200 if n == 1 else 500)


def signed(document: "Document", issuer: str, on: date) -> None:
    """署名 above 成文日期, centred on it, with room for the seal; an empty name is shown as to be filled in.

    It never stands on a page of its own: the last of the text goes with it.
    """
    gap(document, 2)
    for before in reversed(document.paragraphs):
        before.paragraph_format.keep_with_next = True
        if before.style is not None and before.style.name == "公文正文":
            break
    name, day = printable(issuer) or "（印发单位）", f"{on.year}年{on.month}月{on.day}日"
    half = width_of(day) / 2
    for text, right in ((name, max(4 + half - width_of(name) / 2, 0)), (day, 4.0)):
        line = document.add_paragraph(text, style="公文主送")
        line.paragraph_format.keep_with_next = text is name
        indent(line, right=round(right * 100))
        line._p.get_or_add_pPr().append(xml(f'<w:jc {W} w:val="right"/>'))


def attachment(document: "Document", number: str, name: str) -> None:
    """附件 on a page of its own, its title on the third line."""
    head = document.add_paragraph(number, style="公文附件")
    head.paragraph_format.page_break_before = True
    gap(document)
    title(document, name)


def table(
    document: "Document", columns: Sequence[Column], rows: Sequence[Sequence[str]], *, tall: int = 0
) -> None:
    """A ruled table across the page, its heading on every page, no short row cut in two.

    tall: the least height of a row in millimetres, where somebody is to write by hand.

    Written as text at once: python-docx searches the whole table for every cell.
    """
    total = sum(column.width for column in columns)
    widths = [round(column.width * WIDTH_MM / total * 56.7) for column in columns]
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    styles = ["公文表中" if column.middle else "公文表格" for column in columns]
    head = _row(
        [(column.head, width, "公文表头") for column, width in zip(columns, widths, strict=True)], head=True
    )
    body = "".join(_row(list(zip(row, widths, styles, strict=True)), tall=tall) for row in rows)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    element = xml(
        f'<w:tbl {W}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"
    )
    document.element.body.insert(len(document.element.body) - 1, element)


def picture(document: "Document", png: bytes) -> None:
    """A picture across the page."""
    from docx.shared import Mm

    line = document.add_paragraph(style="公文表中")
    line.add_run().add_picture(io.BytesIO(png), width=Mm(WIDTH_MM))


def _row(cells: Sequence[tuple[str, int, str]], *, head: bool = False, tall: int = 0) -> str:
    whole = "<w:cantSplit/>" if max(len(text) for text, _, _ in cells) < _LONG_CELL else ""
    height = f'<w:trHeight w:val="{round(tall * 56.7)}" w:hRule="atLeast"/>' if tall else ""
    repeated = "<w:tblHeader/>" if head else ""
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">'
        f"{escape(printable(text))}</w:t></w:r></w:p></w:tc>"
        for text, width, style in cells
    )
    return f"<w:tr><w:trPr>{whole}{height}{repeated}</w:trPr>{written}</w:tr>"
