"""Which act a statement is: several weighed in one visible order, the weightiest first.

Whether a thing was done is weighed most carefully, for `完成` taken too easily
is a wrong entry in the account, and one taken too carefully only a report more.
"""

import re

from bot.grammar import figures, note, words
from bot.grammar.finished import is_ahead, unfinished, was_done
from bot.grammar.parts import Part
from bot.grammar.said import Said, happened, meant_codes, percent, shares
from bot.grammar.which import open_of

_HELD = re.compile(r"举?办|开展|组织|举行|搞|开了|讲了|培训|又|召开|上了|加|次数|完成|宣讲|第")
_HELD_ONE = re.compile(r"举办|召开|组织|开展|举行|办了|开了|讲了|专题|讲座|培训")
NOT_HELD = re.compile(
    r"还差|还缺|还剩|还要|还需|差一|定在|定于|拟|计划|准备|将|预计|打算|下次|下一次|未|没|推迟|"
    r"取消|少办|改期"
)
_CASES = re.compile(r"案|诉|出庭|应|率|指标|占|配|覆盖|备|审|抽|执行")
_ASKS_ABOUT = re.compile(r"的?(?:要求|内容|情况|信息|任务|介绍|介绍一下|简介|状态)?呢?[?？]?")


def intent_of(said: Said) -> str | None:
    """Weigh what was said, the weightiest act first. One reads it from top to bottom."""
    if (head := _head(said)) is not None:
        return head
    sure = {act.intent for part in said.parts for act in part.acts if act.mood == "sure"}
    for intent in ("withdraw", "correct"):
        if intent in sure:
            return intent
    negated_extension = said.acts("extension", "negated")
    if "basis" in sure:
        return "basis"
    if "help" in sure and not _reported(said):
        return "help"
    if "reassign" in sure and not (said.asked and "是不是" in said.text):
        return "reassign"
    if "later" in sure and not _reported(said) and not ("accept" in sure and said.statement.codes):
        return "later"
    if "extension" in sure:
        return "extension"
    if "list" in sure and not any(part.mentions for part in said.parts):
        return "list"
    if (
        "detail" in sure
        and not sure & {"accept", "evidence", "progress", "done", "published"}
        and not _reported(said)
    ):
        return "detail"
    if _asks(said):
        return _question(said)
    if "obstacle" in sure and not was_done(said):
        return "obstacle"
    if (figure := _figured(said)) is not None:
        return figure
    if was_done(said):
        return "done"
    if (
        "evidence" in sure
        and not sure & {"progress", "done"}
        and not unfinished(said)
        and percent(said) is None
    ):
        return "evidence"
    if _on_the_way(said):
        return "accept" if "accept" in sure and not percent(said) else "progress"
    if "evidence" in sure:
        return "evidence"
    if "accept" in sure:
        return "accept"
    if "progress" in sure:
        return "progress"
    if negated_extension:
        return None
    return _bare(said)


def _head(said: Said) -> str | None:
    """The command word the sender began with, where nothing in the same clause overrules it."""
    for n, part in enumerate(said.parts):
        if part.head is None or _overruled(said, n):
            continue
        intent = part.head.intent
        if intent == "done" and _not_really_done(part):
            return None
        if intent == "done" and (figure := _figured(said)) is not None:
            return figure
        if intent == "done" and (reached := percent(said)) is not None and not part.has("done", "part"):
            return "progress" if reached < 100 or said.statement.codes else "done"
        if intent == "accept" and (n or len(said.parts) > 1 or part.acts[1:]):
            continue
        if intent in ("obstacle", "extension") and part.asked and not part.mentions and not part.days:
            return None
        if intent in ("progress",) and not part.mentions and part.asked:
            return None
        if intent == "detail" and not part.mentions and not part.names:
            return "list" if not said.statement.codes and said.known.prefer is None else "detail"
        return intent
    return None


def _overruled(said: Said, n: int) -> bool:
    """A command word counts at the head of the message; behind other acts it is one of them."""
    before = {act.intent for part in said.parts[:n] for act in part.acts}
    return bool(before - {"accept"}) and not said.parts[n].opens


def _not_really_done(part: Part) -> bool:
    """`完成 3.1 了吗？` begins like a command and is none."""
    after = part.text[part.head.end :] if part.head else ""
    return bool(part.asked and re.search(r"(?:吗|没有|没|么)\s*[?？]?$|[?？]$", after)) or bool(
        words.PART_AFTER.match(after)
    )


def _reported(said: Said) -> bool:
    return bool(_figured(said) or was_done(said) or said.acts("obstacle", "sure"))


def _asks(said: Said) -> bool:
    """Whether the message is a question to us and not a request."""
    if not said.asked:
        return False
    if words.REQUEST.search(said.text) and any(
        said.acts(i, "sure") for i in ("extension", "obstacle", "reassign")
    ):
        return False
    last = said.parts[-1]
    reported = was_done(said) or _figured(said) or said.acts("progress", "sure")
    return not (reported and not last.asked) and not (reported and not re.search(r"[?？]|吗", said.text))


def _question(said: Said) -> str:
    if said.acts("accept", "sure"):
        return "wonder"
    if said.acts("done") or said.acts("published") or said.acts("detail") or said.acts("progress"):
        return "detail"
    if said.acts("list"):
        return "list"
    if re.search(r"报[过了]|交[过了]|算数|记上|记录", said.text) and meant_codes(said):
        return "detail"
    if said.acts("obstacle", "sure"):
        return "wonder"
    if said.statement.codes and not said.acts("obstacle"):
        return "detail"
    return "wonder"


def _figured(said: Said) -> str | None:
    """count or figure, where figures of that kind were said of an item they can be said of."""
    measures = {said.known.measures.get(code) for code in meant_codes(said)}
    times = [
        (n, t) for n, part in enumerate(said.parts) for t in part.times if not NOT_HELD.search(part.text)
    ]
    said_shares = shares(said)
    if said.asked and not said_shares and not percent(said):
        times = [(n, t) for n, t in times if not said.parts[n].asked]
    if times and _counts(said, measures, times):
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


def _held_on_a_day(said: Said) -> bool:
    """`9月28日举办民法典讲座`: one more, though no number is said."""
    if said.asked or NOT_HELD.search(said.text) or not _HELD_ONE.search(said.text):
        return False
    when = happened(said)
    return when is not None and when <= said.context.now.date()


def _counts(said: Said, measures: set[str | None], times: list[tuple[int, figures.Times]]) -> bool:
    if measures == {"count"}:
        ahead = any(is_ahead(said, n, day) for n, _ in times for day in said.parts[n].days)
        return not ahead and not said.acts("done", "negated")
    if measures and measures != {None} and said.statement.codes:
        return False
    n, _ = times[0]
    text = said.parts[n].text
    if measures and measures != {None}:
        return bool(re.search(r"又(?:举?办|开|搞|讲|组织)|加\s*\d|\+", text)) and bool(open_of(said, "count"))
    return bool(_HELD.search(text) or "+" in text)


def _is_figure(said: Said, measures: set[str | None]) -> bool:
    if "rate" in measures:
        return True
    if measures and measures != {None} and said.statement.codes:
        return False
    return bool(_CASES.search(said.text)) or (not measures or measures == {None})


def _on_the_way(said: Said) -> bool:
    if percent(said) is not None:
        return True
    moods = {
        act.mood
        for part in said.parts
        for act in part.acts
        if act.intent in ("done", "published", "obstacle")
    }
    planned = any(part.times for part in said.parts) and not said.asked and _is_counted(said)
    return planned or bool(moods) or bool(said.acts("progress")) or unfinished(said)


def _names_in(part: Part) -> list[tuple[int, int]]:
    return [] if part.mentions else [(name.start, name.end) for name in part.names if name.strong]


def _is_counted(said: Said) -> bool:
    """Whether all that may be meant is counted: then 下周办第3次 is news of it."""
    return {said.known.measures.get(code) for code in meant_codes(said)} == {"count"}


def _bare(said: Said) -> str | None:
    """An item and nothing sure about it: shown, or its news kept."""
    codes = said.statement.codes or said.statement.choices
    left = note.kept(said.parts, {n: _names_in(part) for n, part in enumerate(said.parts)}, "")
    if said.asked:
        return "detail" if codes else "wonder"
    if not codes:
        return None
    if not left or _ASKS_ABOUT.fullmatch(left):
        return "detail"
    return "progress" if len(left) >= 4 or words.PART_AFTER.match(left) else "unclear"
