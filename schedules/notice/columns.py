"""What a column of a division-of-work table holds: by its heading, or where there is none by its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from schedules.notice.names import is_unit, split_names
from schedules.notice.units import read_parties

Column = Literal["no", "task", "content", "lead", "responsible", "assist", "time", "category", "ignore"]

_UNIT = r"(?:单位|部门|处室|科室|股室|机关|主体|机构)"
_WORDS: tuple[tuple[Column, str], ...] = (
    ("no", r"(?:任务|项目|事项|清单|表)?(?:序号|编号|号)|№|No\.?"),
    ("ignore", r".*(?:责任人|领导|联系人|联络员|电话|备注|签字|负责人|(?:完成|进展|落实)情况|是否|得分|分值|依据|来源)"),
    ("lead", rf"(?:市级|区级|县级|省级)?(?:牵头|主办|主责|第一责任|主要责任|主管)(?:责任|负责)?{_UNIT}?(?:[（(].*)?"),
    ("assist", rf"(?:配合|协办|协助|参与|参加|协同|会办|其他责任){_UNIT}?(?:[（(].*)?"),
    ("responsible", rf"(?:整改|落实|主体|具体|[市区县]级)?(?:责任|承办|落实|实施|负责|承担|执行|完成|报送|任务){_UNIT}"
     r"(?:[（(].*)?|(?:责任|职责|工作|部门)?分工|单位|部门"),
    ("time", r"(?:计划|预计|拟|要求)?(?:.{0,6}(?:时限|期限|进度)(?:要求|安排|计划)?"
     r"|(?:完成|办理|整改|办结|时间|实施|启动|计划|报送|反馈|推进|截止)"
     r"?(?:时间|日期|节点|时点)(?:要求|节点|安排|进度|表)?)(?:[（(].*)?"),
    ("category", r"(?:工作|任务|项目)?类别|类型|(?:重点)?领域|分类|方面|板块|序列|专项|一级(?:指标|任务)|环节|大项"),
    ("task", r".*(?:任务|事项|问题|项目|工作|指标|名称|主题)|表名"),
    ("content", r".*(?:内容|措施|举措|要求|目标|成果|标准|节点任务|描述|明细|步骤|形式)"),
)  # fmt: skip
_HEADINGS = tuple((column, re.compile(words)) for column, words in _WORDS)
_TIME = re.compile(r"\d|底|前|年|月|季|持续|长期|常态|全程|完成")
_LONGEST_DATE = 24
_MORE_CONTENT = re.compile(r"(?:内容|措施|举措|要求|目标|标准|步骤)$")


def heading(cell: str) -> Column | None:
    """What a heading cell announces; None when it is no heading."""
    word = re.sub(r"\s+", "", cell)
    if not word or len(word) > 22 or re.search("[，。；、：]", re.sub("[（(].*", "", word)):
        return None
    return next((column for column, words in _HEADINGS if words.fullmatch(word)), None)


def roles(headings: Sequence[str]) -> list[Column] | None:
    """The columns of a heading row; None when the row is none."""
    found = [heading(cell) for cell in headings]
    known = [column for column in found if column]
    filled = [cell for cell in headings if cell.strip()]
    if (
        len(known) < 2
        or len(known) * 3 < len(filled) * 2
        or not {"lead", "responsible", "assist", "time"} & set(known)
    ):
        return None
    if not {"task", "content", "category"} & set(known) and None in found:
        found[found.index(None)] = "task"  # `民生实事`: the one column nobody knows is what it is all about
    return _settled([column or "ignore" for column in found], headings)


def _settled(columns: list[Column], headings: Sequence[str]) -> list[Column]:
    """One task column; the other columns of text are its content, a first one of several its category."""
    texts = [n for n, column in enumerate(columns) if column in ("task", "content")]
    if len(texts) > 1:
        for n in texts:
            columns[n] = "content"
        columns[
            texts[-2]
            if not _MORE_CONTENT.search(headings[texts[-1]].strip()) and len(texts) > 2
            else texts[0]
        ] = "task"
    elif texts:
        columns[texts[0]] = "task"
    if "task" not in columns and "category" in columns:
        columns[columns.index("category")] = "task"
    return columns


def by_content(rows: Sequence[Sequence[str]]) -> list[Column] | None:
    """The columns of a table without headings: numbers first, units and dates by what most cells are."""
    width = max(map(len, rows), default=0)
    columns: list[Column] = []
    for n in range(width):
        cells = [row[n].strip() for row in rows if n < len(row) and row[n].strip()]
        columns.append(_kind(cells))
    if not {"lead", "responsible"} & set(columns) or not {"task"} & set(columns):
        return None
    units = [n for n, column in enumerate(columns) if column == "responsible"]
    if len(units) > 1:
        columns[units[0]] = "lead"
        for n in units[2:]:
            columns[n] = "assist"
    texts = [n for n, column in enumerate(columns) if column == "task"]
    for n in texts[:-1]:
        columns[n] = "category"
    return columns


def _kind(cells: Sequence[str]) -> Column:
    def most(test: Sequence[bool]) -> bool:
        return bool(test) and sum(test) * 10 >= len(test) * 6

    if not cells:
        return "ignore"
    if most([cell.strip("（）()、.").isdigit() for cell in cells]):
        return "no"
    if most([looks_like_units(cell) for cell in cells]):
        return "responsible"
    if most([len(cell) <= 16 and _TIME.search(cell) is not None for cell in cells]):
        return "time"
    return "task" if most([len(cell) > 3 for cell in cells]) else "ignore"


def suits(cell: str, column: Column) -> bool:
    """Whether a cell could stand in such a column."""
    dated = len(cell) <= _LONGEST_DATE and _TIME.search(cell) is not None
    match column:
        case "lead" | "responsible" | "assist":
            return looks_like_units(cell)
        case "time":
            return dated and not looks_like_units(cell)
        case "no":
            return cell.strip("（）()、.").isdigit()
    return not looks_like_units(cell) and not re.fullmatch(r"[\d.年月日底前]+", cell)


def looks_like_units(cell: str) -> bool:
    """Whether a cell holds names of units and nothing else."""
    if (said := read_parties(cell)) is not None and said.named:
        return True
    names = split_names(cell)
    return bool(names) and sum(map(is_unit, names)) * 5 >= len(names) * 4
