"""What an official paper is by GB/T 9704-2012, as a file says it: page, styles, fonts, page numbers.

With `messages.papers.pages` the only place that knows python-docx.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

SONG, FANGSONG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LATIN = "Times New Roman"
LINE = 579  # twentieths of a point: 225 mm in 22 lines
CHARACTER = -849  # 4096ths of a point: 156 mm in 28 characters of 16 points
# The page declares that grid, and the styles keep it by themselves: programs differ in how they snap to a grid,
# but not in a line of 28.95 points and a character of 15.75.
_CLOSER = -5  # twentieths of a point between characters of the text

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_KIN = {
    SONG: ("小标宋体", "华文中宋", "宋体"),
    FANGSONG: ("仿宋", "FangSong", "华文仿宋"),
    KAI: ("楷体", "KaiTi", "华文楷体"),
    HEI: ("SimHei", "Microsoft YaHei"),
    "宋体": ("SimSun", "Noto Serif CJK SC"),
}
# name, face, half-points, where its text stands, its level in the outline.
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_STYLES = (
    ("公文正文", FANGSONG, 32, f'{_INDENT}<w:jc w:val="both"/>', ""),
    ("公文标题", SONG, 44, '<w:jc w:val="center"/>', ""),
    ("公文副题", KAI, 32, '<w:jc w:val="center"/>', ""),
    ("公文主送", FANGSONG, 32, "", ""),
    ("公文一级", HEI, 32, _INDENT, '<w:outlineLvl w:val="0"/>'),
    ("公文二级", KAI, 32, _INDENT, '<w:outlineLvl w:val="1"/>'),
    ("公文附件", HEI, 32, "", '<w:outlineLvl w:val="0"/>'),
    ("公文表头", HEI, 21, '<w:jc w:val="center"/>', ""),
    ("公文表格", FANGSONG, 21, "", ""),
    ("公文表中", FANGSONG, 21, '<w:jc w:val="center"/>', ""),
)


def xml(text: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(text)


def faces(face: str) -> str:
    return f'<w:rFonts {W} w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{face}" w:cs="{LATIN}"/>'


def indent(line: Any, *, left: int = 0, right: int = 0) -> None:
    """In hundredths of a character, and the same in points for programs that do not count characters."""
    line._p.get_or_add_pPr().append(
        xml(
            f'<w:ind {W} w:leftChars="{left}" w:left="{left * 32 // 10}" '
            f'w:rightChars="{right}" w:right="{right * 32 // 10}"/>'
        )
    )


def settle_styles(document: "Document") -> None:
    styles = document.styles.element
    defaults = styles.find("{*}docDefaults")
    styles.replace(
        defaults,
        xml(
            f'<w:docDefaults {W}><w:rPrDefault><w:rPr>{faces(FANGSONG)}<w:kern w:val="0"/><w:sz w:val="32"/>'
            '<w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
            '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
        ),
    )
    # What the template brings besides the plain paragraph is never used, and would only be in an editor's way.
    for style in styles.findall("{*}style"):
        if style.get(_name("default")) != "1":
            styles.remove(style)
    for name, face, half_points, where, outline in _STYLES:
        table_text = name.startswith("公文表")
        spacing = (
            '<w:spacing w:line="320" w:lineRule="exact"/>'
            if table_text
            else f'<w:spacing w:line="{LINE}" w:lineRule="exact"/>'
        )
        closer = f'<w:spacing w:val="{_CLOSER}"/>' if half_points == 32 else ""
        ind, jc = (where.partition("<w:jc")[0], "".join(where.partition("<w:jc")[1:]))
        styles.append(
            xml(
                f'<w:style {W} w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
                f'<w:qFormat/><w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/>'
                f'<w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>{spacing}{ind}{jc}{outline}</w:pPr>'
                f'<w:rPr>{faces(face)}{closer}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr></w:style>'
            )
        )
    _settle_fonts(document)


def _settle_fonts(document: "Document") -> None:
    """The font table: each wanted face with its next of kin."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{",".join(kin)}"/><w:charset w:val="86"/></w:font>'
        for name, kin in _KIN.items()
    )
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {W}>{fonts}</w:fonts>'.encode()


def settle_page(document: "Document") -> None:
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.bottom_margin, section.right_margin = Mm(35), Mm(26)
    # The number's dash lies 7 mm below the text: 28 mm above the paper's edge, half a line over the footer's.
    section.header_distance, section.footer_distance, section.gutter = Mm(15), Mm(25), 0
    properties = section._sectPr
    for old in properties.findall("{*}docGrid"):
        properties.remove(old)
    properties.append(
        xml(f'<w:docGrid {W} w:type="linesAndChars" w:linePitch="{LINE}" w:charSpace="{CHARACTER}"/>')
    )
    settings = document.settings
    settings.odd_and_even_pages_header_footer = True
    for mode in settings.element.iter("{*}compatSetting"):
        if mode.get(_name("name")) == "compatibilityMode":
            mode.set(_name("val"), "15")
    for language in settings.element.iter("{*}themeFontLang"):
        language.set(_name("eastAsia"), "zh-CN")
    _number(section.footer, "right")
    _number(section.even_page_footer, "left")


def _number(footer: Any, side: str) -> None:
    """— 1 —, one character in from the outer edge."""
    footer.is_linked_to_previous = False
    line = footer.paragraphs[0]
    indent = f'w:{side}Chars="100" w:{side}="280"'
    properties = line._p.get_or_add_pPr()
    for old in list(properties):
        properties.remove(old)
    for each in (
        f'<w:snapToGrid {W} w:val="0"/>',
        f'<w:spacing {W} w:line="320" w:lineRule="exact"/>',
        f"<w:ind {W} {indent}/>",
        f'<w:jc {W} w:val="{side}"/>',
    ):
        properties.append(xml(each))
    face = '<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr>'
    for inner in (
        '<w:t xml:space="preserve">— </w:t>',
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        '<w:t xml:space="preserve"> —</w:t>',
    ):
        line._p.append(xml(f"<w:r {W}>{face}{inner}</w:r>"))


def _name(local: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{local}"
