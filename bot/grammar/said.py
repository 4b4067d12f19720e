"""A statement with what the conversation adds to it, and what several of its clauses say together."""

import re
from dataclasses import dataclass
from datetime import date as Day

from bot import commands as c
from bot.grammar import dates, figures, items, note
from bot.grammar.figures import Figure
from bot.grammar.items import Known
from bot.grammar.parts import Act, Part
from bot.grammar.statements import Statement

_UP_TO = re.compile(r"(?:截至|截止|到|至)[^，,]{0,3}$")
_EDGE_AFTER = re.compile(r"^(?:之前|以前|前|之后|以后|后)")
_PROMISE = re.compile(
    r"力争|争取|预计|计划|有望|应该能|估计能|可望|目标|确保|保证|打算|希望|(?:要|会|将|才[能会可]|可|能)(?:够)?(?:达到?|到|过|超)?$"
)
_IN_ALL = re.compile(r"累计|今年以?来|截至|全年|总共|至今")
_SO_FAR = re.compile(r"目前|现在|已|现")
_AHEAD = re.compile(r"再|会|能|将|准备|计划|争取")
_UNDER = re.compile(
    r"(?:从|由|[未没][达超]?(?:到|过)|还差[^，,]{0,4}|未达到?|不到|没到|没达到|不足|低于|还差|还剩|剩下?|差|(?:去年|上年|往年|同期|上个?(?:季度|半年|月|周|次|回|期)|原来|原先|之前|年初|目标值?|要求|指标值)[^，,]{0,6})\s*$"
)

_OF_A_PERIOD = re.compile(r"(?:季度|月份?|半年|今年|本年)[^，,\d]{0,6}$")
_NOT_EVEN = re.compile(r"(?:左右)?(?:(?:都|也)(?:还)?(?:不到|没到|没有|没达到?)|还?不到|还?没到|不足)")
_OURS = re.compile(r"(?:但是?|不过|而|那)?(?:我|咱|本)(?:们|区|局|单位|委|办|院|镇|县|街道|这边|这里)")
_OF_OTHERS = re.compile(
    r"听说|据说|人家|他们|别人|别的|兄弟|隔壁|^(?!开庭|应诉|出庭|目前|现在|全区|本|我|已|大概|累计|一共|总共|去年|今年)[一-鿿]{2}(?:区|县|局|那边|他们)?(?:都|才|已经?|也|是|有|出庭|[^，,]{0,8}\d)|全市|平均|市里"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with what the conversation adds to it."""

    statement: Statement
    context: c.Context
    known: Known
    raw: str
    alone: bool = True  # nothing else is said in the message

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.statement.parts

    def acts(self, intent: str, *moods: str) -> list[tuple[int, Act]]:
        return [
            (n, act)
            for n, part in enumerate(self.parts)
            for act in part.acts
            if act.intent == intent and (not moods or act.mood in moods)
        ]

    @property
    def text(self) -> str:
        return "，".join(part.text for part in self.parts)

    @property
    def asked(self) -> bool:
        return any(part.asked for part in self.parts)


def meant_codes(said: Said) -> tuple[str, ...]:
    if said.statement.codes or said.statement.choices:
        return said.statement.codes or said.statement.choices
    return (said.known.prefer,) if said.known.prefer else ()


def _promised(part: Part, at: int) -> bool:
    """`力争年底达到90%` is a promise, no figure."""
    before = part.text[max(0, at - 12) : at]
    return bool(_PROMISE.search(before)) and not _SO_FAR.search(before)


def percent(said: Said) -> float | None:
    """Return the percentage said; 完成三分之一 is one where nothing is counted in shares."""
    reached = [(part, p) for part in _our_own(said) for p in part.percents if not _promised(part, p.start)]
    sure = [
        (part, p)
        for part, p in reached
        if not (_UNDER.search(part.text[: p.start]) or _NOT_EVEN.match(part.text, p.end))
    ]
    if len(sure) > 1 and all(_OF_A_PERIOD.search(part.text[: p.start]) for part, p in sure):
        sure = sure[-1:]  # 二季度六成，三季度七成
    found = sure[0][1].value if sure else None
    if (
        found is not None
        or "分之" not in said.text
        or "rate" in {said.known.measures.get(c) for c in meant_codes(said)}
    ):
        return found
    return next(
        (round(100 * s.part / s.whole, 1) for part in said.parts for s in part.shares if s.whole), None
    )


def _our_own(said: Said) -> list[Part]:
    """`听说琼山是9/10，我们才7/12`: where figures stand beside one another, ours are those the sender calls so."""
    told = [part for part in said.parts if part.percents or part.shares]
    ours = [part for part in told if _OURS.match(part.text)]
    return ours if ours and len(told) > 1 and _OF_OTHERS.search(told[0].text) else list(said.parts)


def shares(said: Said) -> list[figures.Share]:
    """Return the fractions said; 共12件，出庭7件 is one over two clauses."""
    found = [share for part in _our_own(said) for share in part.shares]
    if len(found) > 1:  # 本月5件出庭3件，累计12件出庭8件
        found = [s for part in said.parts if _IN_ALL.search(part.text) for s in part.shares] or found
        now = [s for part in said.parts for s in part.shares if not _UNDER.search(part.text[: s.start])]
        found = [s for s in found if s in now] or found  # 上季度3/8，这季度5/9
    if found or len(said.parts) < 2:
        return found
    plain = []
    for part in said.parts:
        spans = [(m.start, m.end) for m in part.mentions] + [(d.start, d.end) for d in part.days]
        spans += [(p.start, p.end) for p in part.percents]
        spans += [(t.start, t.end) for t in part.times if "庭" not in said.text]  # 开了11次庭，去了8次
        plain.append(items.blank(part.text, spans))
    summed = next((n for n, part in enumerate(said.parts) if n and _IN_ALL.search(part.text)), 0)
    return (figures.shares("，".join(plain[summed:])) if summed else []) or figures.shares("，".join(plain))


def happened(said: Said) -> Day | None:
    """Return the one day it happened on, if the sender told it; of a report's many days none is it."""
    days = [
        (part, day) for part in said.parts for day in part.days if _past(part, day) and _told(said, part, day)
    ]
    beside = [(part, day) for part, day in days if any(part.has(intent) for intent in ("done", "published"))]
    if len(days) > 1:
        days = beside[-1:] or (days[:1] if len(said.parts) <= 2 else [])
    if not days and _this_very_day(said):
        return said.context.now.date()
    return dates.happened(days[0][1].text, said.context.now) if days else None


def _this_very_day(said: Said) -> bool:
    """`上午挂的网`: a part of the day alone, beside what was done."""
    hour = said.context.now.hour
    return any(
        day.text in ("上午", "早上", "中午", "下午")
        and (day.text != "下午" or hour >= 12)
        and not _AHEAD.search(part.text)
        for part in said.parts
        for day in part.days
        if part.has("done", "sure") or part.has("published", "sure")
    )


def _told(said: Said, part: Part, day: dates.Span) -> bool:
    """A day beside no act counts only where it is past: `3.1完成，下周补材料`."""
    if part.head or part.times or part.shares or part.percents or part.has("done") or part.has("published"):
        return True
    when = dates.happened(day.text, said.context.now)
    return when is not None and when <= said.context.now.date()


def _past(part: Part, day: dates.Span) -> bool:
    """Whether a day can be one on which something took place: no limit, no plan, no length of time."""
    before, after = part.text[: day.start], part.text[day.end :]
    if (
        day.clock
        or day.length
        or _EDGE_AFTER.match(after)
        or re.search(r"[底末初终前后]$|旬|季|年内|年$|月份?$|[周期拜]$", day.text)
    ):
        return False
    planned = re.search(r"(?:下次|预计|计划|将|拟|力争|争取|延|推迟|到|至)[^，,]{0,4}$", before)
    return not planned or bool(_UP_TO.search(before))


_NOTED = re.compile(r"^(?:收到|知道|好的?|嗯)")


def _cut(
    said: Said, intent: str, *, figures: bool = False, days: bool = False
) -> dict[int, list[tuple[int, int]]]:
    """Return the stretches that the command itself says: its word, its figures, its day."""
    cut: dict[int, list[tuple[int, int]]] = {}
    for n, part in enumerate(said.parts):
        spans = [
            note.around(part.text, a.start, a.end)
            for a in part.acts
            if a.intent == intent
            and a.mood == "sure"
            and intent not in ("progress", "obstacle", "reassign", "published", "evidence", "later")
        ]
        if part.head and part.head.intent in (intent, "done", "progress", "correct"):
            spans.append(note.around(part.text, part.head.start, part.head.end))
        if _NOTED.match(part.text) and intent != "accept" and part.has("accept"):
            spans += [(a.start, a.end) for a in part.acts if a.intent == "accept"]
        if figures:
            told: list[Figure] = [*part.percents, *part.shares, *part.times]
            spans += [note.with_lead(part.text, one.start, one.end) for one in told]
            if intent in ("count", "figure"):
                spans += [
                    (name.start, name.end) for name in part.names if any(name.end == s for s, _ in spans)
                ]
        if days:
            spans += [note.till(part.text, d.start, d.end) for d in part.days]
        cut[n] = spans
    return cut


def own_words(said: Said, intent: str, *, figures: bool = False, days: bool = False) -> str:
    own = note.kept(said.parts, _cut(said, intent, figures=figures, days=days))
    return note.whole(own, said.raw, said.alone, said.statement.unread)
