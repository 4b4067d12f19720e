"""Numbers that can be followed: every figure of a paper is entered with the rows it counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from messages.papers.lines import Line

# Accounts. Beyond these the numbers of all rows would fill a hundred pages; the ledger's filters find them sooner.
MANY = 2_000
MOST_SPANS, MOST_TOLD = 6, 10  # of such an office: runs of rows in one group, groups behind one figure


@dataclass(frozen=True, slots=True)
class Source:
    """One figure: where it stands, what it counts, how much it is, and the rows."""

    where: str
    what: str
    figure: str
    rows: tuple[Line, ...]


@dataclass(slots=True)
class Cited:
    """A paper's figures, entered in the order in which they are written."""

    everyone: Sequence[Line]
    where: str = ""
    sources: list[Source] = field(default_factory=list)
    _units_of: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for line in self.everyone:
            self._units_of[line.row.item.id] = self._units_of.get(line.row.item.id, 0) + 1

    def rows(self, what: str, found: Sequence[Line]) -> str:
        """How many rows, as it is written."""
        return self.figure(what, str(len(found)), found)

    def units(self, what: str, found: Iterable[Line]) -> str:
        """How many units, as it is written."""
        rows = tuple(found)
        return self.figure(what, str(len({line.row.unit_id for line in rows})), rows)

    def items(self, what: str, found: Iterable[Line]) -> str:
        """How many items, as it is written."""
        rows = tuple(found)
        return self.figure(what, str(len({line.row.item.id for line in rows})), rows)

    def figure(self, what: str, figure: str, found: Iterable[Line]) -> str:
        """A figure that was reckoned from these rows."""
        self.sources.append(Source(self.where, what, figure, tuple(found)))
        return figure

    def rows_in_words(self, source: Source) -> str:
        """3.1：26个单位（第85、88—112号）；…: items, how many of their units, and the numbers in the ledger."""
        if len(source.rows) == len(self.everyone) and source.rows:
            return f"全部{len(source.rows)}行（第{runs(line.no for line in source.rows)}号）"
        said: list[str] = []
        whole: list[Line] = []
        for _, group in groupby(source.rows, key=lambda line: line.row.item.id):
            found = list(group)
            if len(found) == self._units_of[found[0].row.item.id]:
                whole += found
                continue
            said += self._whole(whole)
            whole = []
            who = found[0].unit if len(found) == 1 else f"{len(found)}个单位"
            said.append(f"{found[0].code} {who}（第{self._runs(found)}号）")
        said += self._whole(whole)
        if len(self.everyone) > MANY and len(said) > MOST_TOLD:
            said = [*said[:MOST_TOLD], f"等共{len(source.rows)}行，在台账中按编号、亮灯筛选"]
        return "；".join(said) or "没有"

    def _whole(self, found: list[Line]) -> list[str]:
        """Items of which every unit is counted, said together: 1.2至2.2、3.2 各责任单位."""
        places = {item: n for n, item in enumerate(self._units_of)}
        codes = {places[line.row.item.id]: line.code for line in found}
        spans = [f"{codes[a]}至{codes[b]}" if a != b else codes[a] for a, b in _spans(codes)]
        return [f"{'、'.join(spans)} 各责任单位（第{self._runs(found)}号）"] if found else []

    def _runs(self, found: Sequence[Line]) -> str:
        """The rows' numbers; of a large office the first runs of them."""
        said = runs(line.no for line in found).split("、")
        if len(self.everyone) <= MANY or len(said) <= MOST_SPANS:
            return "、".join(said)
        return "、".join(said[:MOST_SPANS]) + f"等{len(found)}"


def runs(numbers: Iterable[int]) -> str:
    """1—3、5、8—9"""
    return "、".join(f"{a}" if a == b else f"{a}—{b}" for a, b in _spans(numbers))


def _spans(numbers: Iterable[int]) -> list[list[int]]:
    """The first and the last of every unbroken run."""
    found: list[list[int]] = []
    for n in sorted(set(numbers)):
        if found and n == found[-1][1] + 1:
            found[-1][1] = n
        else:
            found.append([n, n])
    return found
