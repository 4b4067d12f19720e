"""What can be tracked one by one in a stretch of a notice: a date, a target or a duty each.

A sentence may hold several; `pieces_in` parts it where a second date or target begins, and lets a date
that stands at its head (`2021年底前，`) hold for what follows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from schedules.deadlines import Reading, Target
from schedules.notice.sentences import Span, clauses, sentences
from schedules.notice.wording import PRODUCT

_LEAST_DUTY = 9
_LEAST_BEFORE = 9  # characters that say what a date is for, the date itself left off
_DUTY = re.compile(
    "推进|推动|加强|开展|建立|健全|完善|落实|制定|出台|公布|发布|印发|组织|实施|强化|深化|优化|提升|加快|做好|抓好|严格|规范|促进|支持|鼓励|引导|探索|推行|推广|编制|修订|细化|提供|给予|发放|兑现|完成|建设|培育|打造"
    "|举办|召开|清理|整治|整改|检查|督查|督察|督导|指导|督促|监督|报送|上报|反馈|梳理|排查|整合|构建|扩大|加大|实现|确保|保障|防范|化解|治理|治|设立|配备|评查|评估|考核|宣传|培训|总结|列明|纳入|开发|应用"
    "|落地|启动|简化|压缩|取消|降低|减少|提高|拓展|拓宽|统筹|协调|巩固|严厉|打击|查处|追究|选择|推选|畅通|创建|创新|搭建|执行|坚持|全面|积极|大力|着力|继续|深入|进一步|统一|明确|公开|办理|更新|维护|调整|研究|运用|强|抓|建|查|报|通报|改|销号|办|用好|打通|防止|杜绝|控制|保持|增加|新增|减|增长"
)
# `于2月底前报送全年进度计划`: the year only names the plan.
WHOLE_PERIODS = ("year", "half-year", "within-year")
# `25%、50%、75%、100%`: the steps of one number.
_SERIES = re.compile("[\\d.%、和及]+")
_COMPLETION = re.compile(
    r"(?:[，,。；;：:\s]|分别|于|在|力争|争取|确保|要|须|并|务必|全部|全面|基本|完成|到位|达到?目标|实现|落实|办结|均|最迟|原则上|前)*"
)


@dataclass(slots=True)
class Piece:
    """One trackable stretch: `dates` and `targets` read in it, `inherited` a date said earlier in its sentence."""

    start: int
    end: int
    dates: list[Reading] = field(default_factory=list)
    targets: list[Reading] = field(default_factory=list)
    inherited: Reading | None = None

    @property
    def date(self) -> Reading | None:
        """The date that binds: its own (of several the latest, for only then all is done), else the inherited."""
        if not self.dates:
            return self.inherited
        # `防火期内（1月1日至5月31日）每周巡查`: the season is when, the rhythm is what is owed.
        recurring = [r for r in self.dates if r.recurrence is not None]
        season = recurring and all(r.rule == "range" for r in self.dates if r.recurrence is None)
        return max(
            recurring if season else self.dates,
            key=lambda r: (r.rule not in WHOLE_PERIODS, r.due_day is not None, str(r.due_day), r.span),
        )

    @property
    def target(self) -> Target | None:
        """The number to be reached; a share of all is preferred to a quantity beside it."""
        return self.targets[0].targets[0] if self.targets else None

    @property
    def marked(self) -> bool:
        return bool(self.dates or self.targets or self.inherited)


class Marks:
    """The dates and targets read in a whole flow, asked for by place."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._all = list(readings)
        self.starts = [reading.span[0] for reading in self._all]

    def within(self, start: int, end: int) -> list[Reading]:
        """What begins and ends between two places."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return [reading for reading in self._all[first:last] if reading.span[1] <= end]


def pieces_in(
    text: str, span: Span, holes: Sequence[Span], marks: Marks, *, only_marked: bool
) -> Iterator[Piece]:
    """Every trackable piece of a stretch, in order; in a stretch of principles only what has a date or a number."""
    for parts in sentences(text, *span, holes):
        found = _of_sentence(text, parts, marks)
        if any(piece.marked for piece in found):
            yield from (
                piece for piece in found if piece.marked or (not only_marked and is_duty(text, piece))
            )
        elif not only_marked:
            whole = Piece(parts[0][0], parts[-1][1])
            if is_duty(text, whole):
                yield whole


def is_duty(text: str, piece: Piece) -> bool:
    """Whether something is asked for: long enough to be tracked, with a verb of doing."""
    said = text[piece.start : piece.end].rstrip("。；;，")
    return len(said) >= _LEAST_DUTY and _DUTY.search(said) is not None


def _of_sentence(text: str, parts: Sequence[Span], marks: Marks) -> list[Piece]:
    """The pieces of one sentence; a date alone at its head holds for all its parts."""
    pieces: list[Piece] = []
    head: Reading | None = None
    for n, part in enumerate(parts):
        found, alone = _of_part(text, part, marks)
        if n and head is not None:
            for piece in found:
                if not piece.dates and piece.inherited is None and (piece.targets or alone is None):
                    piece.inherited = head
        pieces.extend(found)
        head = alone or (head if n else _spanning(found))
    return _merged(pieces)


def _spanning(found: Sequence[Piece]) -> Reading | None:
    """A year or half year named in a sentence's first part holds for the numbers of the others."""
    date = found[0].date if found else None
    return date if date is not None and date.kind == "period" and found[0].targets else None


def _of_part(text: str, part: Span, marks: Marks) -> tuple[list[Piece], Reading | None]:
    """The pieces between two semicolons, and the date alone at their head."""
    readings = marks.within(*part)
    if not readings:
        return [Piece(*part)], None
    head: Reading | None = None
    spoken: Reading | None = None
    waiting = False  # whether the date at the head still has nothing to hold for
    pieces: list[Piece] = []
    current = Piece(part[0], part[0])
    for clause in clauses(text, part, _cuts(text, readings), [r.span for r in readings]):
        dates = [r for r in marks.within(*clause) if r.rule != "target"]
        targets = _one_each([r for r in marks.within(*clause) if r.rule == "target"])
        if dates and not targets and _is_bare(text, clause, dates):
            if current.end > current.start and (current.marked or current.dates):
                pieces.append(current)
                current = Piece(*clause)
            head, waiting = dates[-1], True
            current.dates, current.end = dates, clause[1]
            continue
        if dates and not targets and pieces_or(current, pieces) and _is_completion(text, clause, dates):
            # `…达90%，…达80%，年底前全部完成`: the date is of all that was said before it.
            for piece in (*pieces, current):
                if not piece.dates:
                    piece.inherited = dates[-1]
            current.end = clause[1]
            continue
        if _parts_here(text, current, clause, dates, targets, head if waiting else None):
            pieces.append(current)
            current = Piece(clause[0], clause[0])
        if dates and waiting and current.dates and current.dates[-1] is head:
            current.dates = []  # a date of its own, nearer than the one at the head
        current.dates = current.dates + dates
        current.targets += targets
        waiting = False
        current.end = clause[1]
        spoken = spoken or next((d for d in dates if d.kind == "period" or targets), None)
    pieces.append(current)
    _inherit(pieces, head, spoken)
    return pieces, head if head is not None and pieces and pieces[0].start == part[0] else None


def pieces_or(current: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether anything has been said in the sentence before this clause."""
    return bool(current.targets) or any(piece.targets for piece in pieces)


def _is_completion(text: str, clause: Span, dates: Sequence[Reading]) -> bool:
    """Whether a clause only says by when: `分别于9月、11月底前完成`."""
    rest = text[clause[0] : dates[0].span[0]] + text[dates[-1].span[1] : clause[1]]
    return _COMPLETION.fullmatch(rest) is not None


def _cuts(text: str, readings: Sequence[Reading]) -> list[int]:
    """Places within a clause where a second date or number opens a matter of its own."""
    cuts = []
    for last, reading in pairwise(readings):
        between = text[last.span[1] : reading.span[0]]
        if reading.rule != "target" == last.rule and re.fullmatch("[、和及]", between):
            cuts.append(reading.span[0])  # `6月底前达到80%、年底前达到100%`
        elif reading.rule != "target" and re.search("[、]$|并$|、并$", between) and len(between) > 2:
            cuts.append(reading.span[0] - (1 if between.endswith("并") else 0))
        elif reading.rule == "target" == last.rule and reading.span[0] > last.span[1]:
            joint = re.search("[、和及与，]", between)
            if (
                joint
                and len(between) > 3
                and not _SERIES.fullmatch(between)
                and not re.search("[（）()]", between)
            ):
                cuts.append(last.span[1] + joint.end())
    return cuts


def _one_each(targets: list[Reading]) -> list[Reading]:
    """A range is read as two targets in one place; the first stands for it."""
    return [t for n, t in enumerate(targets) if not n or t.span != targets[n - 1].span]


def _is_bare(text: str, clause: Span, dates: Sequence[Reading]) -> bool:
    """Whether the clause is nothing but a date: `2021年底前，`, `到2025年，`."""
    rest = text[clause[0] : dates[0].span[0]] + text[dates[-1].span[1] : clause[1]]
    return (
        re.fullmatch(r"[，,：:\s]*(?:到|至|在|于|力争|争取|确保|其中|并|原则上|今后)*[，,：:\s]*", rest)
        is not None
    )


def _parts_here(
    text: str,
    current: Piece,
    clause: Span,
    dates: Sequence[Reading],
    targets: Sequence[Reading],
    head: Reading | None,
) -> bool:
    """Whether a new matter begins with this clause."""
    if current.end == current.start:
        return False
    if targets and current.targets:
        return True
    if targets and not dates and current.dates and current.dates[-1] is not head:
        # `…于9月底前全部建成，联网率达到98%`: two matters under one date.
        said = text[current.start : current.end].replace(current.dates[-1].phrase, "")
        return len(said) >= _LEAST_BEFORE and PRODUCT.search(said) is not None
    own = [date for date in current.dates if date is not head]
    if dates and own and (own[-1].due_day, own[-1].recurrence) != (dates[0].due_day, dates[0].recurrence):
        return True
    if current.targets and not targets:
        said = text[slice(*clause)]
        # `…率达100%，对发现的问题及时纠正` goes on to another duty; `…超过50%，并逐年提高` does not.
        return (text[clause[0] : clause[0] + 1] == "对" and clause[1] - clause[0] >= 10) or (
            bool(dates) and (not said.startswith("并") or PRODUCT.search(said) is not None)
        )
    begins = text[slice(*clause)].startswith("并") and bool(dates)
    return begins and not current.marked and current.end - current.start >= 14


def _inherit(pieces: Sequence[Piece], head: Reading | None, spoken: Reading | None) -> None:
    """Give the pieces without a date the one at their sentence's head, where it holds for them."""
    seen = False
    last: Reading | None = None
    for piece in pieces:
        seen = seen or bool(piece.dates)
        last = piece.dates[-1] if piece.dates else last
        if piece.dates or not seen:
            continue
        if head is not None:
            piece.inherited = head
        elif piece.targets:
            nearest = last if last is not None and last.kind == "period" else spoken
            piece.inherited = nearest or next(
                (p.dates[-1] for p in pieces if p.dates and not p.dates[-1].recurrence), None
            )


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours that say neither date nor number belong together."""
    kept: list[Piece] = []
    for piece in pieces:
        if kept and not kept[-1].marked and not piece.marked:
            kept[-1].end = piece.end
        else:
            kept.append(piece)
    return kept
