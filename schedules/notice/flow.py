"""A notice's text as it was meant to run: wrapped lines joined, brackets broken by a page turn closed up.

Everything else reads the flow; `Flow.span` leads back to the text as it was read. A line break in the
flow is a paragraph's end; a table's row is a paragraph that begins with a bar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schedules.deadlines.script import SIMPLER
from schedules.notice.columns import heading, looks_like_units, roles
from schedules.notice.marks import LABEL_LINE, MARKER_LINE

ENDS = "。！？；：!?;:"
_RULE = re.compile(r"\s*(?:[-—_=*·]{3,}|[-—–]+\s*\d{1,3}\s*[-—–]+|\d{1,3}|第\s*\d{1,3}\s*页.{0,12})\s*")
_PAGE = re.compile(r"\s*(?:[-—–]+\s*\d{1,3}\s*[-—–]+|第\s*\d{1,3}\s*页.{0,12})\s*")
_HEADING = re.compile(r"\s*#{1,6}\s")
_LEAD = re.compile(r"[\s\u3000]*(?:#{1,6}\s+|>\s*|[-*•●◆■▪]\s+(?=\S))*")
_DATE_LINE = re.compile(
    r"\s*[（(]?\s*(?:19|20|二)[\d〇○零Ｏ一二三四五六七八九]{2,3}\s*年.{0,12}日?\s*(?:印发)?\s*[）)]?\s*$"
)
_TITLED = re.compile(
    r"(?:通知|方案|意见|要点|任务|请示|清单|计划|办法|规定|报告|分工|安排|一览表|台账|表)\s*[）)]?\s*$"
)
_NUMBER_LINE = re.compile(
    r"\s*[\u4e00-\u9fff]{1,14}[〔\[【(（]\s*(?:19|20)\d\d\s*[〕\]】)）]\s*第?\s*\d{1,5}\s*号\s*$"
)
# A cell by itself, its edge behind it.
_CELL = re.compile(r"[^|\n]*[^|\s][ \u3000]*\|[ \u3000]*")
# A word between blanks, or one written letter by letter: `工 作 任 务`.
_WORD = re.compile(r"(?<!\S)[\u4e00-\u9fff](?: [\u4e00-\u9fff])+(?!\S)|\S+")
_SPARED = re.compile(r"[A-Za-z]")
_HAN_OR_MARK = re.compile("[\u4e00-\u9fff，。、；：！？（）《》“”〔〕]")
_BESIDE = "\u4e00-\u9fff，。、；：！？（）《》“”〔〕【】"
_HALF_WIDTH = re.compile(
    rf"(?<=[{_BESIDE}])[,;:!?()]|(?<![0-9,])[,;:!?](?=[{_BESIDE}])|(?<=[0-9])[,;!?](?=[{_BESIDE}])|[()](?=[{_BESIDE}])"
)
_MARKS = str.maketrans(",;:!?()", "，；：！？（）")
# A bracket left open further back than this was never closed at all.
_LONGEST_BRACKET = 420
# A wrapped line may fall short of the full width by an indent and a mark that must not begin a line.
_SLACK = 7


@dataclass(frozen=True, slots=True)
class Flow:
    """The text that is read, and for each of its characters the place in the text as given."""

    text: str
    places: Sequence[int]
    written: str = ""  # the same characters as they were written: traditional, half-width

    def as_written(self, said: str) -> str:
        """Words read from the flow in the notice's own writing."""
        if self.written == self.text or not said:
            return said
        at = self.text.find(said)
        if at >= 0:
            return self.written[at : at + len(said)]
        # Put together from several places: each character as it is written wherever it stands.
        forms: dict[str, set[str]] = {}
        for plain, own in zip(self.text, self.written, strict=True):
            if plain in said:
                forms.setdefault(plain, set()).add(own)
        return "".join(next(iter(forms[c])) if len(forms.get(c, ())) == 1 else c for c in said)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the flow stands in the text as given."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start >= end:
            return (self.places[start], self.places[start]) if start < len(self.places) else (0, 0)
        return self.places[start], self.places[end - 1] + 1


@dataclass(frozen=True, slots=True)
class _Line:
    """One line as read: its characters that stay, their places, and how it was set."""

    text: str
    places: list[int]
    table: bool
    heading: bool
    gap: int
    columns: int = 0


def flow_of(text: str) -> Flow:
    """The running text of a notice, in simplified script whatever it was written in."""
    plain = _one_writing(text)
    lines = list(_lines(plain))
    width = _wrapped_at([line.columns for line in lines if not line.table])
    letters: list[str] = []
    places: list[int] = []
    tail = ""
    for n, line in enumerate(lines):
        if n and not _joins(tail, lines[n - 1], line, width):
            letters.append("\n")
            places.append(places[-1] if places else 0)
            tail = ""
        letters.append(line.text)
        places.extend(line.places)
        tail = (tail + line.text)[-_LONGEST_BRACKET:]
    flow = "".join(letters)
    if plain == text:
        return Flow(flow, places, flow)
    # What stands for a paragraph's end or a cell's edge was never written.
    own = (c if c in "\n|" else text[at] for c, at in zip(flow, places, strict=True))
    return Flow(flow, places, "".join(own))


def _one_writing(text: str) -> str:
    """Simplified characters and Chinese marks throughout, each in its place."""
    return _HALF_WIDTH.sub(lambda mark: mark[0].translate(_MARKS), text.translate(SIMPLER))


def _lines(text: str) -> Iterator[_Line]:
    at = gap = 0
    parted = edge = False
    for raw in text.split("\n"):
        begun, at = at, at + len(raw) + 1
        if not raw.strip() or (_RULE.fullmatch(raw) and not edge and not _lone_number(raw, text, begun)):
            # A page number between two halves of a sentence is no paragraph's end.
            gap += not _PAGE.fullmatch(raw)
            continue
        if raw.strip() == "|":
            edge = True  # nothing but a cell's edge
            continue
        cell = _CELL.fullmatch(raw) is not None or edge
        edge = False
        if cell:
            raw = raw.rstrip(" |\u3000")
        table = _is_row(raw)
        parted = not table and _parted_by_blanks(
            [word[0].replace(" ", "") for word in _WORD.finditer(raw)], parted
        )
        lead = _LEAD.match(raw)
        skip = 0 if table or lead is None else lead.end()
        if table or parted:
            kept, places = _row(raw, begun) if table else _blank_row(raw, begun)
        else:
            kept, places = _kept(raw[skip:], begun + skip)
        table = table or parted or cell
        if kept and not (table and not kept.strip("|-: ")):
            yield _Line(kept, places, table, _HEADING.match(raw) is not None, gap, _width(raw))
        gap = 0


def _lone_number(raw: str, text: str, begun: int) -> bool:
    """A number alone on its line may be the first cell of a row, written one cell a line."""
    return raw.strip().isdigit() and text.find("序号", 0, begun) >= 0


def _is_row(raw: str) -> bool:
    return raw.count("|") + raw.count("｜") >= 2 or raw.strip("\t").count("\t") >= 2


def _parted_by_blanks(words: Sequence[str], before: bool) -> bool:
    """Whether a line is a table's row with nothing but blanks between its cells: its heading, or a number under one."""
    if before:
        return len(words) > 2 and words[0].strip("（）().、．").isdigit()
    return len(words) > 2 and heading(words[0]) == "no" and roles(words) is not None


def _blank_row(raw: str, begun: int) -> tuple[str, list[int]]:
    """Such a row with bars between its cells."""
    letters, places = ["|"], [begun]
    for word in _WORD.finditer(raw):
        kept = [n for n in range(word.start(), word.end()) if raw[n] != " "]
        letters += [*(raw[n] for n in kept), "|"]
        places += [*(begun + n for n in kept), begun + word.end() - 1]
    return "".join(letters), places


def _row(raw: str, begun: int) -> tuple[str, list[int]]:
    """A row with its cells between bars, however they were parted."""
    edge = "\t" if raw.count("|") + raw.count("｜") < 2 else "|｜"
    letters, places = ["|"], [begun]
    for n, c in enumerate(raw):
        if c in edge:
            letters.append("|")
        elif c.isspace():
            if letters[-1] in "| ":
                continue
            letters.append(" ")
        else:
            letters.append(c)
        places.append(begun + n)
    if letters[-1] == "|" and len(letters) > 1 and edge != "\t":
        return "".join(letters), places
    return "".join(letters) + "|", [*places, begun + len(raw) - 1]


def _kept(raw: str, begun: int) -> tuple[str, list[int]]:
    """The line without emphasis marks and needless blanks; a blank between two Chinese words is kept."""
    letters: list[str] = []
    places: list[int] = []
    n = 0
    while n < len(raw):
        c = raw[n]
        if raw.startswith("**", n):
            n += 2
            continue
        if c.isspace():
            end = n
            while end < len(raw) and raw[end].isspace():
                end += 1
            if letters and end < len(raw) and (_parts(letters[-1], raw[end]) or _numbered("".join(letters))):
                letters.append(" ")
                places.append(begun + n)
            n = end
            continue
        letters.append(c)
        places.append(begun + n)
        n += 1
    return "".join(letters), places


def _numbered(before: str) -> bool:
    """`2. 3月底前`: the blank after a line's number keeps the date apart from it."""
    return len(before) < 5 and re.fullmatch(r"\d{1,3}[.．]", before) is not None


def _parts(before: str, after: str) -> bool:
    """Whether a blank between the two says anything: not beside figures or punctuation."""
    if _SPARED.match(before) and _SPARED.match(after):
        return True
    return "\u4e00" <= before <= "\u9fff" and "\u4e00" <= after <= "\u9fff"


def _width(raw: str) -> int:
    """How wide a line is set: a Chinese character is two columns."""
    return sum(2 if c > "\u2e7f" else 1 for c in raw.rstrip().replace("**", ""))


def _wrapped_at(columns: Sequence[int]) -> int:
    """The width at which lines were broken (a PDF, an old mail), 0 where each line is a paragraph."""
    lengths = sorted(width for width in columns if width > 16)
    if len(lengths) < 8 or lengths[-1] > 130:
        return 0
    width = lengths[int(len(lengths) * 0.9)]
    full = sum(length >= width - _SLACK for length in lengths)
    return width if full * 10 >= len(lengths) * 3 else 0


def _joins(tail: str, before: _Line, line: _Line, width: int) -> bool:
    """Whether this line goes on where the one before broke off."""
    if before.table or line.table or line.heading or before.heading:
        return False
    if _open_bracket(tail) and not (MARKER_LINE.match(line.text) and tail[-1] in ENDS):
        return True
    if MARKER_LINE.match(line.text) or LABEL_LINE.match(line.text) or _DATE_LINE.match(line.text):
        return False
    if _NUMBER_LINE.match(line.text) and "，" not in tail:
        return False
    last = tail[-1]
    if last in ENDS or (last in "）)" and not width):
        return False
    if last in "、，,“‘《（(":
        return True
    if width:
        return line.gap == 0 and before.columns >= width - _SLACK
    if LABEL_LINE.match(before.text) and not looks_like_units(line.text):
        return False  # `责任单位：…负责`, and the next heading, which has no number
    running = len(before.text) >= 35 and ("，" in tail or "。" in tail) and not _TITLED.search(tail)
    if running and looks_like_units(line.text):
        return False  # a table's next cell
    return running and _HAN_OR_MARK.match(line.text) is not None and line.text[0] not in "（("


def _open_bracket(tail: str) -> bool:
    depth = 0
    for c in reversed(tail):
        if c in "）)":
            depth += 1
        elif c in "（(":
            if depth == 0:
                return True
            depth -= 1
    return False
