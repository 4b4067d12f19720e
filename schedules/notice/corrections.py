"""A corrected 时限推定单 read back into its draft: what a coordinator changed, dropped or added, and nothing else.

Cells are taken as they are stored. A formula is never worked out: the cell keeps its old value and is complained of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from schedules.deadlines import SURE, Target, read
from schedules.notice.drafting import draft
from schedules.notice.names import plan_name, split_names
from schedules.notice.packages import members, without_code
from schedules.notice.sheet import COLUMNS, GROUPS, MEASURES, NOTICE, SHEET, cells
from schedules.notice.source import MAX_BYTES, Notice, NoticeRefused, read_bytes
from schedules.notice.values import Draft, DraftItem, DraftTask
from schedules.plan import Measure
from schedules.workdays import DEFAULT, WorkCalendar

_NAMES = tuple(re.sub("（可改）", "", title) for title, _ in COLUMNS)
_TARGET = re.compile(r"(>=|<=|≥|≤|=|>|<)\s*(\d{1,9}(?:\.\d{1,6})?)\s*(%|[\u4e00-\u9fff]{0,4})")
_SIGNS = {"≥": ">=", "≤": "<="}
_MOST_ROWS = 5_000
_MOST_LINES = 20_000
Row = dict[str, Any]


def read_sheet(path: Path, drafted: Draft, calendar: WorkCalendar = DEFAULT) -> tuple[Draft, tuple[str, ...]]:
    """The draft with the sheet's corrections, and what could not be taken, each with its row."""
    return _read_back(_book(read_bytes(path), path.name), path.name, drafted, calendar)


def is_sheet(raw: bytes, name: str) -> bool:
    """Whether the file is a 时限推定单 with its notice in it. Raises NoticeRefused for a package that is unsafe to open."""
    if not raw.startswith(b"PK") or "xl/workbook.xml" not in members(raw, name):
        return False
    return {SHEET, NOTICE} <= set(_book(raw, name).sheetnames)


def read_sheet_alone(
    raw: bytes, name: str, calendar: WorkCalendar = DEFAULT
) -> tuple[Draft, tuple[str, ...]]:
    """The same of a sheet that carries its notice: drafted anew, then corrected."""
    book = _book(raw, name)
    drafted = draft(Notice(_text_in(book[NOTICE]), name), calendar)
    return _read_back(book, name, drafted, calendar)


def _text_in(page: Any) -> str:
    lines: list[str] = []
    last = min(page.max_row or 0, _MOST_LINES)
    for kind, said, *_ in page.iter_rows(max_col=2, max_row=last, values_only=True):
        if kind == "续" and lines:
            lines[-1] += said or ""
        else:
            lines.append(said or "")
    return "\n".join(lines)


def _read_back(book: Any, name: str, draft: Draft, calendar: WorkCalendar) -> tuple[Draft, tuple[str, ...]]:
    rows, complaints = _rows(book, name)
    known = {
        f"{number}.{n}": (task, item)
        for number, task in enumerate(draft.tasks, 1)
        for n, item in enumerate(task.items, 1)
    }
    kept: dict[str, list[DraftItem]] = {task.no: [] for task in draft.tasks}
    titles: dict[str, str] = {}
    seen: set[str] = set()
    for line, row in rows:
        code, no = _text(row["事项号"]), _text(row["任务号"])
        task, item = known.get(code, (None, None))
        if task is None or item is None or code in seen:
            added = _added(row, draft, calendar)
            if no not in kept or added is None:
                complaints.append(
                    f"第{line}行：事项号“{code}”不认识，未采用；新事项请写任务号、事项名称和原文"
                )
                continue
            task, item = next(t for t in draft.tasks if t.no == no), added
        seen.add(code)
        titles[task.no] = _text(row["任务"]) or task.title
        corrected, wrong = _corrected(row, item, task, draft, calendar)
        complaints.extend(f"第{line}行：{what}" for what in wrong)
        kept[task.no].append(corrected)
    tasks = tuple(
        _task(task, titles.get(task.no, task.title), kept[task.no]) for task in draft.tasks if kept[task.no]
    )
    if not tasks:
        raise NoticeRefused(f"“{name}”里没有认得出的事项，未采用；请用导出的时限推定单修改。")
    return replace(draft, tasks=tasks, groups=_groups(book)), tuple(complaints)


def _groups(book: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The groups that have members in the sheet."""
    if GROUPS not in book.sheetnames:
        return ()
    rows = book[GROUPS].iter_rows(min_row=2, max_row=_MOST_ROWS, max_col=2, values_only=True)
    found = ((_text(group), split_names(_text(said))) for group, said in rows if group and said)
    return tuple((plan_name(group), tuple(map(plan_name, members))) for group, members in found if members)


def _task(task: DraftTask, title: str, items: Sequence[DraftItem]) -> DraftTask:
    """The task; its units follow when all its items had the same and were all given the same others."""
    before = {(item.leads, item.responsible, item.assisting) for item in task.items}
    after = {(item.leads, item.responsible, item.assisting) for item in items}
    own = (task.leads, task.responsible, task.assisting)
    leads, responsible, assisting = after.pop() if before == {own} and len(after) == 1 else own
    return replace(
        task, title=title, items=tuple(items), leads=leads, responsible=responsible, assisting=assisting
    )


def _book(raw: bytes, name: str) -> Any:
    import openpyxl

    if len(raw) > MAX_BYTES or not raw.startswith(b"PK") or "xl/workbook.xml" not in members(raw, name):
        raise NoticeRefused(f"“{name}”不是 Excel 文件（.xlsx），请用导出的时限推定单修改。")
    without_code(raw, name)
    try:
        return openpyxl.load_workbook(BytesIO(raw))
    except Exception as error:  # openpyxl raises whatever the broken XML makes it stumble over
        raise NoticeRefused(f"“{name}”已损坏，打不开，请重新保存后再试。") from error


def _rows(book: Any, name: str) -> tuple[list[tuple[int, Row]], list[str]]:
    sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
    lines = [list(line) for line in sheet.iter_rows(max_row=min(sheet.max_row, _MOST_ROWS), max_col=60)]
    return _named(lines, name)


def _named(lines: Sequence[Sequence[Any]], name: str) -> tuple[list[tuple[int, Row]], list[str]]:
    """Each line as its columns' names and values."""
    headings = [re.sub(r"（可改）|\s", "", _text(cell.value)) for cell in lines[0]] if lines else []
    missing = [wanted for wanted in ("任务号", "事项号", "事项名称", "时限") if wanted not in headings]
    if missing:
        raise NoticeRefused(f"“{name}”缺少{'、'.join(missing)}这几列，请用导出的时限推定单修改。")
    rows: list[tuple[int, Row]] = []
    complaints: list[str] = []
    for number, line in enumerate(lines[1:], start=2):
        row: Row = dict.fromkeys(_NAMES, "")
        for heading, cell in zip(headings, line, strict=False):
            # What XlsxWriter wrote as text is text, whatever it begins with; a formula was typed in later.
            if cell.data_type == "f":
                row[heading] = None
                complaints.append(f"第{number}行“{heading}”是公式，不计算，保留原值")
            else:
                row[heading] = "" if cell.value is None else cell.value
        if any(_text(value) for value in row.values()):
            rows.append((number, row))
    return rows, complaints


def _text(value: object) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _added(row: Row, draft: Draft, calendar: WorkCalendar) -> DraftItem | None:
    """A row the coordinator wrote: its sentence has to be the notice's."""
    title, sentence = _text(row["事项名称"]), _text(row["原文"])
    if not title or not sentence:
        return None
    at = draft.text.find(sentence)
    span = (at, at + len(sentence)) if at >= 0 else (0, 0)
    notes = ("协调员补充的事项",) if at >= 0 else ("协调员补充的事项，通知里没有这句话",)
    return DraftItem(title, sentence, span, "ongoing", notes=notes)


def _corrected(
    row: Row, item: DraftItem, task: DraftTask, draft: Draft, calendar: WorkCalendar
) -> tuple[DraftItem, list[str]]:
    """The item with every cell that differs from what was written out."""
    was = dict(zip(_NAMES[3:], cells(item, task), strict=True))
    changed = {
        name: _text(row[name]) for name in was if row.get(name) is not None and _text(row[name]) != was[name]
    }
    wrong: list[str] = []
    if title := changed.get("事项名称"):
        item = replace(item, title=title)
    for name, field in (("牵头单位", "leads"), ("责任单位", "responsible"), ("配合单位", "assisting")):
        if name in changed:
            item = replace(item, **cast(Any, {field: split_names(changed[name])}))
    if "办法" in changed or "目标" in changed:
        item = _measured(item, changed, wrong)
    if "时限" in changed:
        item = _dated(item, changed["时限"], draft, calendar, wrong)
    return item, wrong


def _measured(item: DraftItem, changed: dict[str, str], wrong: list[str]) -> DraftItem:
    by_word = {word: measure for measure, word in MEASURES.items()}
    said = changed.get("办法")
    measure = (
        item.measure
        if said is None
        else cast("Measure | None", by_word.get(said, said if said in MEASURES else None))
    )
    if measure is None:
        wrong.append(f"没有“{said}”这种办法，应填成果、次数、比率或常态")
        return item
    target = item.target
    if "目标" in changed:
        target = _target(changed["目标"]) if changed["目标"] else None
        if changed["目标"] and target is None:
            wrong.append(f"读不懂目标“{changed['目标']}”，应写成不少于3次、超过50%")
            return item
    if measure in ("count", "rate") and target is None:
        wrong.append("次数、比率要填目标")
        return item
    return replace(item, measure=measure, target=target if measure in ("count", "rate") else None)


def _target(text: str) -> Target | None:
    if found := _TARGET.fullmatch(text):
        sign = _SIGNS.get(found[1], found[1])
        return Target(cast(Any, sign), float(found[2]), found[3])
    targets = read(text, date(2021, 1, 1)).targets
    return targets[0] if len(targets) == 1 else None


def _dated(item: DraftItem, said: str, draft: Draft, calendar: WorkCalendar, wrong: list[str]) -> DraftItem:
    if not said:
        return replace(item, phrase=None, due=None, internal_due=None, recurrence=None, rule="", sure=SURE)
    reading = read(said, draft.issued or date(2021, 1, 1), calendar)
    settled = reading.whole and reading.kind in ("date", "datetime", "period", "recurrence", "standing")
    if not settled or (draft.issued is None and not re.search(r"20\d\d", said)):
        wrong.append(f"读不懂时限“{said}”，保留原值；应写成 2021-10-31 或 10月底前")
        return item
    notes = (*(note for note in item.notes if "时限" not in note), "时限由协调员改定")
    return replace(
        item, phrase=said, due=reading.due_day, internal_due=reading.internal_due, rule=reading.rule, sure=SURE,
        recurrence=str(reading.recurrence) if reading.recurrence else None, notes=notes,
    )  # fmt: skip
