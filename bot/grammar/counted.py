"""Whether figures were said of an item they can be said of: occurrences, or so many of so many."""

import re
from dataclasses import replace

from bot.grammar import figures
from bot.grammar.finished import NOW_RUNNING, is_ahead
from bot.grammar.parts import Part
from bot.grammar.said import Said, happened, meant_codes, percent, shares
from bot.grammar.which import open_of

_HELD = re.compile(r"举?办|开展|组织|举行|搞|开了|讲了|培训|又|召开|上了|加|次数|完成|宣讲|第|累计|总共")
_HELD_ONE = re.compile(r"学法|学的|学了|学习|授课|举办|召开|组织|开展|举行|办了|开了|讲了|专题|讲座|培训")
NOT_HELD = re.compile(
    r"要求|规定|参加(?:了|过)?(?:省|市|上级|国家)|不止|不到|至少|不少于|还差|还缺|还剩|还要|还需|差一|定在|定于|拟|计划|准备|将|预计|打算|下次|下一次|未|没|推迟|"
    r"取消|少办|改期"
)
_NOT_OF_THE_PLAN = re.compile(r"协调会|调度会|推进会|会商|征求意见|论证会|座谈会|调研|催了|检查")
_STILL_MISSING = re.compile(r"[，, ]?(?:还[差缺剩要]|只差|剩)")
_CASES = re.compile(r"案|诉|出庭|应|率|指标|占|配|覆盖|备|审|抽|执行")


def figured(said: Said) -> str | None:
    """count or figure, where figures of that kind were said of an item they can be said of."""
    measures = {said.known.measures.get(code) for code in meant_codes(said)}
    times = [(n, t) for n, part in enumerate(said.parts) for t in held(part)]
    said_shares = shares(said)
    if said.asked and not said_shares and not percent(said):
        times = [(n, t) for n, t in times if not said.parts[n].asked]
    if times and _counts(said, measures, times):
        return "count"
    if measures == {"count"} and of_so_many(said) is not None:
        return "count"
    if said_shares and _is_figure(said, measures):
        return "figure"
    reached = percent(said)
    if reached is not None and (
        "rate" in measures
        or re.search(r"[率比]重?(?:已?经?达到?|达|为|是|目前|现|:|：)?\s*(?:\d|百)", said.text)
    ):
        return None if re.search(r"进[展度]|完成(?!率)", said.text) and "rate" not in measures else "figure"
    if measures == {"count"} and _held_on_a_day(said):
        return "count"
    if measures == {"count"} and re.search(r"又(?:举?办|开|搞|讲)了", said.text):
        return "count"
    return None


_FEW = 6


def of_so_many(said: Said) -> figures.Share | None:
    """`讲座 2/3`: two of the three; 9/15 is rather a day."""
    told = shares(said)
    return told[0] if len(told) == 1 and told[0].plain and told[0].part <= told[0].whole <= _FEW else None


def held(part: Part) -> list[figures.Times]:
    """The occurrences that took place; of 完成了两次还差一次 the first two."""
    if not NOT_HELD.search(part.text):
        return list(part.times)
    first = part.times[0] if part.times else None
    missing = first is not None and _STILL_MISSING.match(part.text, first.end)
    return [replace(first, how="total")] if first is not None and missing else []


def _held_on_a_day(said: Said) -> bool:
    """`9月28日举办民法典讲座`: one more, though no number is said."""
    if said.asked or NOT_HELD.search(said.text) or not _HELD_ONE.search(said.text):
        return False
    when = happened(said)
    return when is not None and when <= said.context.now.date()


def _counts(said: Said, measures: set[str | None], times: list[tuple[int, figures.Times]]) -> bool:
    if measures == {"count"}:
        ahead = any(
            is_ahead(said, n, day)
            for n, _ in times
            for day in said.parts[n].days
            if not NOW_RUNNING.fullmatch(day.text)
        )
        return not ahead and not said.acts("done", "negated")
    if measures and measures != {None} and said.statement.codes:
        return False
    n, _ = times[0]
    text = said.parts[n].text
    if measures and measures != {None}:
        return bool(re.search(r"又(?:举?办|开|搞|讲|组织)|加\s*\d|\+", text)) and bool(open_of(said, "count"))
    return bool(_HELD.search(text) or "+" in text) and not _NOT_OF_THE_PLAN.search(text)


def _is_figure(said: Said, measures: set[str | None]) -> bool:
    if "rate" in measures:
        return True
    if measures and measures != {None} and said.statement.codes:
        return False
    return bool(_CASES.search(said.text)) or (not measures or measures == {None})
