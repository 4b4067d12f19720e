"""What a bulletin is composed from, what it comes to, and the words all its sections share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db.papers import Act, PaperPlan
from messages.papers.lines import Frame, Line, printable
from messages.papers.periods import Period
from messages.words import brief

NAMED = 10  # units named in one sentence; the whole list stands in the attachment
QUOTED = 60  # characters of what a unit wrote
NUMERALS = "一二三四五六七八九十"
REPORTING = ("progress", "count", "figure", "done", "evidence", "obstacle", "extension", "reassign")


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What a bulletin is composed from. as_of: the day its state is of; written_on, answer_by: what it asks is due after."""

    plans: tuple[PaperPlan, ...]
    period: Period
    frame: Frame
    lines: tuple[Line, ...]
    acts: tuple[Act, ...]
    addressed: str
    issuer: str
    written_at: datetime
    answer_by: date
    picture: bytes | None = None
    red_head: bool = False

    @property
    def several(self) -> bool:
        """Whether it is told plan by plan."""
        return len({line.row.item.task.plan.id for line in self.lines}) > 1

    @property
    def as_of(self) -> date:
        return self.frame.today

    @property
    def written_on(self) -> date:
        return self.written_at.date()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """lead: its opening words in the second level's face."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    head: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """The bulletin's text with its attachments' rows."""

    title: str
    opening: str
    sections: tuple[Section, ...]
    standing: tuple[tuple[str, ...], ...]
    overdue: tuple[tuple[str, ...], ...]
    sources: tuple[tuple[str, ...], ...]


# ---------------------------------------------------------------- words


def gathered(lines: Sequence[Line], key: Callable[[Line], object]) -> list[list[Line]]:
    """The lines gathered by that, in the order of the first of each."""
    found: dict[object, list[Line]] = {}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return list(found.values())


def named(lines: Sequence[Line], fact: Callable[[Line], str] | None = None, how: str = "{}（{}）") -> str:
    """秀英区政府、龙华区政府（0次）; many: the first ten 等26个单位."""
    by_unit = {line.unit: line for line in lines}
    shown = list(by_unit.items())[:NAMED]
    said = "、".join(how.format(unit, fact(line)) if fact else unit for unit, line in shown)
    return f"{said}等{len(by_unit)}个单位" if len(by_unit) > NAMED else said


def first_few(said: Sequence[str], most: int = NAMED, what: str = "个事项") -> str:
    """The clauses as one sentence; of many the first, and how many more there are."""
    more = f"；另有{len(said) - most}{what}" if len(said) > most else ""
    return "；".join(said[:most]) + f"{more}。"


def times(line: Line) -> str:
    return f"{line.row.count}{line.row.item.counted or '次'}"


def due_days(lines: Sequence[Line]) -> str:
    days = sorted({line.row.due for line in lines})
    first = dotted(days[0])
    return first if len(days) == 1 else f"{first}至{dotted(days[-1])}"


def quoted(text: str) -> str:
    return brief(printable(text), QUOTED).rstrip("。；，")


def numeral(n: int) -> str:
    """一 … 九十九; beyond that digits, which no paper should need."""
    if n > 99:
        return str(n)
    if n <= 10:
        return NUMERALS[n - 1]
    tens, ones = divmod(n, 10)
    return ("" if tens == 1 else NUMERALS[tens - 1]) + "十" + (NUMERALS[ones - 1] if ones else "")


def day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def span_words(first: date, last: date) -> str:
    """2021年11月1日至11月10日"""
    if first == last:
        return day_words(first)
    return f"{day_words(first)}至" + (
        f"{last.month}月{last.day}日" if first.year == last.year else day_words(last)
    )


def dotted(day: date) -> str:
    return f"{day.year}.{day.month}.{day.day}"
