"""Tables that lost their lines: one cell a line, or the whole table run together in one paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from schedules.notice.columns import Column, heading, looks_like_units, roles
from schedules.notice.names import is_unit

Span = tuple[int, int]
Flattened = tuple[int, int, list[Column], list[list[Span]]]

_ANY_HEADING = (
    r"序号|编号|(?:重点|主要|工作|目标|具体)?任务(?:内容|名称|分解|清单)?|(?:重点)?工作(?:内容|任务|事项|措施)|事项(?:名称)?|具体(?:措施|内容|举措)|主要(?:内容|措施)|存在(?:的)?问题"
    r"|整改措施|工作目标|目标要求|(?:牵头|责任|配合|承办|协办|主办|整改责任|牵头责任|参与|落实)(?:单位|部门|处室|科室)|(?:完成|办理|整改|办结)(?:时限|时间|期限)|时限(?:要求)?|时间(?:要求|节点|安排)|备注|责任人|责任领导"
)
_RUN = re.compile(rf"(?:(?:{_ANY_HEADING})\s*){{3,}}")
_HEADING = re.compile(_ANY_HEADING)
_ROW_DATE = (
    r"(?:(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日|[上中下]旬|[底末初中])?|(?:20\d\d年)?(?:第?[一二三四]季度|[上下]半年)|(?:20\d\d)?年[底内]|全年"
    r"|每(?:年|季度|月|半年)(?:\d{1,2}[月日])?(?:\d{1,2}日)?|持续推进|长期坚持)(?:[底末])?前?"
)
_ROW_END = re.compile(rf"(?<=[局委办厅府院会部心位门合责镇道区县司处科队]){_ROW_DATE}(?:[、，]{_ROW_DATE})*")
_DATE_TAIL = re.compile(
    rf"(?:{_ROW_DATE}[、，])*"
    r"(?:(?:20\d\d年)?(?:\d{1,2}月(?:\d{1,2}日|[上中下]旬)?|(?:第?[一二三四]|1|2|3|4)季度|上半年|下半年|年|全年)?[底末初中]?(?:之?前|以前|前完成|内)?|(?:每(?:年|季度?|月|半年).{0,10})|持续(?:推进|开展)|长期(?:坚持|推进)|常态化(?:推进|开展)?|全年|年内)(?:完成)?[。；;]?\s*$"
)
# A cell that is a date and at most a word of what happens then: `5月底前动工`.
_WHEN = re.compile(rf"{_ROW_DATE}(?:[、，]{_ROW_DATE})*[\u4e00-\u9fff]{{0,6}}")
# A cell that is nothing but a date.
_ALONE = re.compile(
    r"(?:(?:20\d\d年)?\d{1,2}(?:[-—~至]\d{1,2})?月(?:\d{1,2}日|[上中下]旬|份)?[底末初中]?|(?:20\d\d年)?(?:第?[一二三四]季度|[上下]半年)|(?:20\d\d)?年[底内]|全年)[底末]?(?:之?前|以前)?"
)
_LONGEST_ROW = 5  # lines
_LONGEST_HEADING = 8
_UNIT_START = r"(?:自治[区州县]|[市区县省州镇](?!场)|各|全[市区县省]|国家|中央|中共|有关|相关)"
_BETWEEN = re.compile(
    r"(?<=[局委办厅府院会部心])(?=(?:市|区|县|省|各){1}(?:委|政府|[\u4e00-\u9fff]{1,14}?(?:局|委|办|厅|府|院|会|部|心|位|门)))"
)

_UNITS = ("lead", "responsible", "assist")
_TEXT = ("task", "content")


def flattened(text: str) -> Iterator[Flattened]:
    """Each such table: where it stands, its columns, and its rows as the places of their cells."""
    lines = list(_lines(text))
    n = 0
    while n < len(lines):
        found = _one_cell_a_line(text, lines, n) or _ended_by_dates(text, lines, n)
        if found is not None:
            n, table = found
            yield table
            continue
        start, end = lines[n]
        run = _RUN.search(text, start, end) if text[start : start + 1] != "|" else None
        if run is not None and (cut := _run_together(text, run, end)) is not None:
            yield cut
        n += 1


def _lines(text: str) -> Iterator[Span]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


# ---------------------------------------------------------------- one cell a line


def _one_cell_a_line(text: str, lines: Sequence[Span], n: int) -> tuple[int, Flattened] | None:
    headings: list[str] = []
    while n + len(headings) < len(lines) and len(headings) < 10:
        line = lines[n + len(headings)]
        said = text[slice(*line)].strip()
        known = heading(said)
        if said.startswith("|") or _number(text, line) is not None or not (headings or known):
            break
        if known is None and (heading(headings[0]) != "no" or len(said) > _LONGEST_HEADING):
            break
        headings.append(said)
    columns = roles(headings) if len(headings) >= 3 else None
    if columns is None:
        return None
    at = n + len(headings)
    if columns[0] != "no":
        # The number's column has no heading; what stands before the first number names a group of rows.
        before = next((k for k in (1, 2) if at + k < len(lines) and _number(text, lines[at + k]) == 1), None)
        if before is None or before >= len(columns) - 1:
            return None
        columns, at = _named(columns[before:]), at + before
    expected = _number(text, lines[at]) if at < len(lines) else None
    if expected is None:
        return None
    rows: list[list[Span]] = []
    while at < len(lines) and _number(text, lines[at]) == expected:
        cells = [lines[at]]
        at += 1
        while (
            at < len(lines)
            and _number(text, lines[at]) != expected + 1
            and not _outside(text, lines[at], cells)
        ):
            cells.append(lines[at])
            at += 1
        rows += [fitted(text, part, columns) for part in _parted(text, cells, columns)]
        expected += 1
    if not rows:
        return None
    return at, (lines[n][0], lines[at - 1][1], columns, rows)


def _ended_by_dates(text: str, lines: Sequence[Span], n: int) -> tuple[int, Flattened] | None:
    """A table without numbers, one cell a line, whose last column is the date: a date alone on its line ends a row."""
    said = [text[slice(*line)].strip() for line in lines[n : n + 5]]
    last = next((k for k, word in enumerate(said) if heading(word) == "time"), 0)
    if not 1 <= last <= 3 or not all(len(word) <= _LONGEST_HEADING for word in said[:last]):
        return None
    columns = roles(said[: last + 1])
    if columns is None or columns[-1] != "time":
        return None
    columns = columns if columns[0] == "no" else ["no", *columns]
    rows: list[list[Span]] = []
    cells: list[Span] = []
    end, at = 0, n + last + 1
    for k in range(at, len(lines)):
        line = lines[k]
        if _ALONE.fullmatch(text[slice(*line)].strip()) and cells:
            rows.append(fitted(text, [(cells[0][0], cells[0][0]), *cells, line], columns))
            cells, end = [], k + 1
        elif len(cells) == _LONGEST_ROW or text[line[0]] == "|":
            break
        else:
            cells.append(line)
    return (end, (lines[n][0], lines[end - 1][1], columns, rows)) if len(rows) > 1 else None


def _parted(text: str, cells: Sequence[Span], columns: Sequence[Column]) -> Iterator[list[Span]]:
    """The rows under one number: after a date, which ends a row, more text begins another."""
    if columns[-1] != "time":
        yield list(cells)
        return
    part = [cells[0]]
    for n, cell in enumerate(cells[1:], start=1):
        part.append(cell)
        more = n + 1 < len(cells) and not _WHEN.fullmatch(text[slice(*cells[n + 1])].strip())
        if more and len(part) > 2 and _WHEN.fullmatch(text[slice(*cell)].strip()):
            yield part
            part = [cells[0]]
    if len(part) > 2 or len(part) == len(cells):
        yield part  # a text alone behind a row's date is the heading of the rows to come


def _named(columns: Sequence[Column]) -> list[Column]:
    """The columns after a number, one of them the task's."""
    kept = list(columns)
    if "task" not in kept and "content" in kept:
        kept[kept.index("content")] = "task"
    return ["no", *kept]


def _number(text: str, line: Span) -> int | None:
    said = text[slice(*line)].strip("（）()、.． ")
    return int(said) if said.isdecimal() and len(said) <= 3 else None


def _outside(text: str, line: Span, cells: Sequence[Span]) -> bool:
    """Whether the line no longer belongs to the table's last row."""
    said = text[slice(*line)].strip()
    return (
        len(cells) > 2
        and re.match(
            r"附件|抄送|分享到|扫一扫|责任编辑|打印|关闭|相关|[（(]此件|联系人|[一二三四五六七八九十]+、|(?:19|20)\d\d年\d+月\d+日(?:印发)?$",
            said,
        )
        is not None
    )


def fitted(text: str, cells: Sequence[Span], columns: Sequence[Column]) -> list[Span]:
    """As many cells as columns: lines too many are one cell's, lines too few leave cells empty."""
    if len(cells) == len(columns):
        return list(cells)
    placed: list[Span] = [(cells[0][0], cells[0][0])] * len(columns)
    placed[0] = cells[0]
    rest = list(cells[1:])
    for n in range(len(columns) - 1, 0, -1):
        taken: list[Span] = []
        if columns[n] in _TEXT:
            before = sum(column in (*_TEXT, "category") for column in columns[1:n])
            while len(rest) > before:
                taken.append(rest.pop())
        elif columns[n] not in _UNITS or _units_left(text, rest) > sum(c in _UNITS for c in columns[1:n]):
            # Of fewer lists than columns the first columns have them: who leads is rarely left out.
            while rest and _suits(text[slice(*rest[-1])], columns[n]):
                taken.append(rest.pop())
                if columns[n] == "time" or columns[n - 1] in _UNITS:
                    break
        if taken:
            placed[n] = taken[-1][0], taken[0][1]
    return placed


def _units_left(text: str, rest: Sequence[Span]) -> int:
    """How many of the last lines are lists of units."""
    count = 0
    while count < len(rest) and looks_like_units(text[slice(*rest[-1 - count])]):
        count += 1
    return count


def _suits(said: str, column: Column) -> bool:
    if column in _UNITS:
        return looks_like_units(said)
    if column == "time":
        return len(said) <= 24 and re.search(r"\d|底|年|月|季|持续|长期|常态", said) is not None
    return column in ("ignore", "category") and len(said) <= 12


# ---------------------------------------------------------------- run together


def _run_together(text: str, run: re.Match[str], end: int) -> Flattened | None:
    columns = roles([found[0] for found in _HEADING.finditer(run[0])])
    if columns is None:
        return None
    starts = list(_row_starts(text, run.end(), end)) if columns[0] == "no" else []
    if columns[0] != "no" and columns[-1] == "time":
        # Rows without numbers end with their date: units before it, the next row's task after it.
        columns = ["no", *columns]
        starts = [(run.end(), run.end())]
        starts += [(found.end(), found.end()) for found in _ROW_END.finditer(text, run.end(), end)]
        starts = [start for start in starts if text[start[0] : end].strip()]
    rows = []
    for n, (at, body) in enumerate(starts):
        stop = starts[n + 1][0] if n + 1 < len(starts) else end
        rows.append(_cut(text, (at, body), stop, columns))
    return (run.start(), end, columns, rows) if rows else None


def _row_starts(text: str, at: int, end: int) -> Iterator[Span]:
    """The numbers 1, 2, 3 … that begin rows, in their order."""
    expected = 1
    while (
        found := re.compile(rf"(?<![\d.])\s*{expected}[.．、\s]*(?![\d.年月日%％号个项次条期—-])").search(
            text, at, end
        )
    ) is not None:
        if expected == 1 and found.start() > at + 3:
            return
        yield found.start(), found.end()
        at = found.end()
        expected += 1


def _cut(text: str, number: Span, stop: int, columns: Sequence[Column]) -> list[Span]:
    """A row cut from behind: date words, then units, then all the rest is the task."""
    start = number[1]
    cells: list[Span] = [(start, start)] * len(columns)
    cells[0] = number
    for n in range(len(columns) - 1, 0, -1):
        if columns[n] == "time" and (found := _DATE_TAIL.search(text, start, stop)) and found[0].strip():
            cells[n] = found.start(), stop
            stop = found.start()
        elif columns[n] in _UNITS:
            same = sum(column in _UNITS for column in columns[1:n])
            first = _units_from(text, start, stop, last_of=same + 1)
            cells[n] = first, stop
            stop = first
        elif columns[n] in _TEXT:
            cells[n] = start, stop
            break
    return cells


def _units_from(text: str, start: int, stop: int, last_of: int) -> int:
    """Where the list of units that ends at `stop` begins; of several lists run together, the last."""
    body = text[start:stop].rstrip(" 。；;")
    at = len(body)
    for found in reversed(list(re.finditer(_UNIT_START, body))):
        names = re.split(r"[、，,；;\s]", body[found.start() :])
        if not all(is_unit(re.sub("牵头$|配合$|负责$", "", name)) or not name for name in names if name):
            if len(body) - found.start() > 60 and at < len(body):
                break
            continue
        at = found.start()
    if last_of > 1:
        cuts = [m.start() for m in _BETWEEN.finditer(body, at)] + [
            m.end() for m in re.finditer(r"(?<=[局委办厅府院会部心位门])\s", body) if m.end() > at
        ]
        if cuts:
            at = max(cuts)
    return start + at
