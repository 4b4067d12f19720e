"""From a statement to commands: which act it is, for which items, with which values.

Several acts in one statement are weighed in one visible order. What is sure is
acted on; where one thing is missing, the answer is one question.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date as Day
from datetime import timedelta

from bot import commands as c
from bot.grammar import dates, figures, items, note, words
from bot.grammar.items import Known
from bot.grammar.parts import Act, Part
from bot.grammar.statements import Statement, part_says

MOST_CHOICES = 4
_DONE_VERBS = re.compile(r"公布|发布|公开|制定|印发|出台|建立|修改|完善")
_HANDED_IN = re.compile(
    r"(?:材料|情况|报告|总结|清单|表|目录)?已(?:经)?(?:报送|上报|提交|报出|上交|交了|报了)"
    r"(?=$|[，,。\s了]|材料|贵|督办|依法治市)"
)
_HELD = re.compile(r"举?办|开展|组织|举行|搞|开了|讲了|培训|又|召开|上了|加|次数|完成|宣讲|第")
_OUR_BUSINESS = re.compile(
    r"任务|事项|报|材料|章|延|期限|格式|模板|数据|网址|通知|要求|标准|口径|算|佐证|纸质|公布|"
    r"审|指标|联系|怎么|第.项|这项|完成|办|困难|问题"
)
_ASKS_ABOUT = re.compile(r"的?(?:要求|内容|情况|信息|任务|介绍|介绍一下|简介|状态)")
_UNDER = re.compile(r"(?:未达到?|不到|没到|没达到|不足|低于)\s*$")
_HELD_ONE = re.compile(r"举办|召开|组织|开展|举行|办了|开了|讲了|专题|讲座|培训")
_NOT_HELD = re.compile(
    r"还差|还缺|还剩|还要|还需|差一|定在|定于|拟|计划|准备|将|预计|打算|下次|下一次|未|没|推迟|"
    r"取消|改期"
)
_NOTED = re.compile(r"^(?:收到|知道|好的?|嗯)")
_CASES = re.compile(r"案|诉|出庭|应|率|指标|占|配|覆盖|备|审|抽|执行")
_UP_TO = re.compile(r"(?:截至|截止|到|至)[^，,]{0,3}$")
_EDGE_AFTER = re.compile(r"^(?:之前|以前|前|之后|以后|后)")
_REASON = re.compile(r"因|由于|缺|没有?|不够|不足|不配合|还在|卡|等|未|难|受|疫情|台风|经费|人手")


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with what the conversation adds to it."""

    statement: Statement
    context: c.Context
    known: Known
    raw: str

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


def commands_of(said: Said) -> list[c.Command]:
    """Return the commands of a statement, one for each item; none where it says nothing."""
    intent = _intent(said)
    if intent is None:
        return []
    if intent == "count" and len(dated := _dated_times(said)) > 1:
        return [command for one in dated for command in _for_each_item(_count(one), said)]
    command = MAKERS[intent](said)
    if isinstance(command, (c.Ask, c.Nothing)) or "item" not in command.__slots__:
        return [command]
    return _for_each_item(command, said)


def _intent(said: Said) -> str | None:
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
    if "later" in sure and not _reported(said):
        return "later"
    if "extension" in sure:
        return "extension"
    if (
        "detail" in sure
        and not sure & {"accept", "evidence", "progress", "done", "published"}
        and not _reported(said)
    ):
        return "detail"
    if "list" in sure and not any(part.mentions for part in said.parts):
        return "list"
    if _asks(said):
        return _question(said)
    if "obstacle" in sure and not _was_done(said):
        return "obstacle"
    if (figure := _figured(said)) is not None:
        return figure
    if _was_done(said):
        return "done"
    if "evidence" in sure and not sure & {"progress", "done"} and not _unfinished(said) and _percent(said) is None:
        return "evidence"
    if _on_the_way(said):
        return "accept" if "accept" in sure and not _percent(said) else "progress"
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
        if part.head is None:
            continue
        intent = part.head.intent
        if intent == "done" and _not_really_done(part):
            return None
        if intent == "done" and (figure := _figured(said)) is not None:
            return figure
        if intent == "done" and (percent := _percent(said)) is not None and not part.has("done", "part"):
            return "progress" if percent < 100 or said.statement.codes else "done"
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


def _not_really_done(part: Part) -> bool:
    """`完成 3.1 了吗？` begins like a command and is none."""
    after = part.text[part.head.end :] if part.head else ""
    return bool(part.asked and re.search(r"(?:吗|没有|没|么)\s*[?？]?$|[?？]$", after)) or bool(
        words.PART_AFTER.match(after)
    )


def _reported(said: Said) -> bool:
    return bool(_figured(said) or _was_done(said) or said.acts("obstacle", "sure"))


def _asks(said: Said) -> bool:
    """Whether the message is a question to us and not a request."""
    if not said.asked:
        return False
    last = said.parts[-1]
    reported = _was_done(said) or _figured(said) or said.acts("progress", "sure")
    return not (reported and not last.asked) and not (reported and not re.search(r"[?？]|吗", said.text))


def _question(said: Said) -> str:
    if said.acts("accept", "sure"):
        return "wonder"
    if said.acts("done") or said.acts("published") or said.acts("detail") or said.acts("progress"):
        return "detail"
    if said.acts("list"):
        return "list"
    if re.search(r"报[过了]|交[过了]|算数|记上|记录", said.text) and _meant_codes(said):
        return "detail"
    if said.acts("obstacle", "sure"):
        return "wonder"
    if said.statement.codes and not said.acts("obstacle"):
        return "detail"
    return "wonder"


def _was_done(said: Said) -> bool:
    """Whether the thing itself was done, and nothing beside it says otherwise."""
    sure = said.acts("done", "sure") or [a for a in said.acts("done", "step") if _names_the_thing(said, *a)]
    published = [a for a in said.acts("published", "sure") if _would_end_it(said, *a)]
    if not sure and not published and not _handed_in(said):
        return False
    if (_percent(said) or 100) < 100:
        return False
    denied = any(
        act.mood in ("negated", "hoped", "part", "step") and act not in [a for _, a in sure]
        for part in said.parts
        for act in part.acts
        if act.intent in ("done", "published")
    )
    future = any(
        _is_ahead(said, n, day)
        for n, part in enumerate(said.parts)
        for day in part.days
        if part.has("done") or part.has("published")
    )
    return not denied and not _unfinished(said) and not future


def _handed_in(said: Said) -> bool:
    return bool(said.statement.codes) and bool(_HANDED_IN.search(said.text)) and not said.asked


def _unfinished(said: Said) -> bool:
    return any(words.NOT_DONE.search(part.text) for part in said.parts)


def _is_ahead(said: Said, n: int, day: dates.Span) -> bool:
    """Whether a day in the clause lies ahead, so that `完成` is a promise; of two readings the nearer."""
    part = said.parts[n]
    if day.clock or day.length or re.search(r"已|了|的$", part.text):
        return False
    today = said.context.now.date()
    ahead, past = dates.wished(day.text, said.context.now), dates.happened(day.text, said.context.now)
    if ahead is None or ahead <= today:
        return False
    return past is None or past > today or ahead - today < today - past


def _names_the_thing(said: Said, n: int, act: Act) -> bool:
    """`完成目录制定`: what follows the word is the item itself, not a step towards it."""
    part = said.parts[n]
    codes = said.statement.codes or ((said.known.prefer,) if said.known.prefer else ())
    after = part.text[act.end : act.end + 16]
    if any(name.start >= act.end and set(name.codes) & set(codes) and name.strong for name in part.names):
        return not re.search(
            r"初稿|草稿|草案|征求|起草|收集|摸底|方案|调研|梳理|审核|审查(?!率)|送审|报批|讨论", after
        )
    return bool(re.match(r"了?(?:制定|公布|挂网|印发|发布)", after)) and _ends_by_publishing(said)


def _would_end_it(said: Said, n: int, act: Act) -> bool:
    """Whether publishing is what the item asks for: then 挂网了 says that it is done."""
    part = said.parts[n]
    around = part.text[max(0, act.start - 4) : act.end + 3]
    if not re.search(r"已|了|昨|今|前天|上周|于|日|号", part.text) and not part.days:
        return False
    if re.search(r"[前后]$|公布后|公布前|准备|等|再|待|就[一-鿿]{2}(?!了|的)", around):
        return False
    return _ends_by_publishing(said)


def _ends_by_publishing(said: Said) -> bool:
    """Whether the items meant are of those whose last step is to be made public or issued."""
    titles = {item.code: item for item in said.context.items}
    codes = said.statement.codes or ((said.known.prefer,) if said.known.prefer else ())
    return bool(codes) and all(
        code in titles and titles[code].measure == "deliver" and bool(_DONE_VERBS.search(titles[code].title))
        for code in codes
    )


def _figured(said: Said) -> str | None:
    """count or figure, where figures of that kind were said of an item they can be said of."""
    measures = {said.known.measures.get(code) for code in _meant_codes(said)}
    times = [
        (n, t) for n, part in enumerate(said.parts) for t in part.times if not _NOT_HELD.search(part.text)
    ]
    shares = _shares(said)
    if said.asked and not shares and not _percent(said):
        times = [(n, t) for n, t in times if not said.parts[n].asked]
    if times and _counts(said, measures, times):
        return "count"
    if shares and _is_figure(said, measures, shares):
        return "figure"
    percent = _percent(said)
    if percent is not None and (
        "rate" in measures
        or re.search(r"[率比]重?(?:已?经?达到?|达|为|是|目前|现|:|：)?\s*(?:\d|百)", said.text)
    ):
        return None if re.search(r"进[展度]|完成(?!率)", said.text) and "rate" not in measures else "figure"
    if measures == {"count"} and _held_on_a_day(said):
        return "count"
    if measures == {"count"} and re.search(r"又(?:举?办|开|搞|讲)了", said.text):
        return "count"
    return None


def _dated_times(said: Said) -> list[Said]:
    """`讲座：9月15日一次，10月12日一次` are two, each with its day."""
    dated = [part for part in said.parts if part.times and part.days and part.times[0].how != "total"]
    return [replace(said, statement=replace(said.statement, parts=(part,))) for part in dated]


def _held_on_a_day(said: Said) -> bool:
    """`9月28日举办民法典讲座`: one more, though no number is said."""
    if said.asked or _NOT_HELD.search(said.text) or not _HELD_ONE.search(said.text):
        return False
    when = _happened(said)
    return when is not None and when <= said.context.now.date()


def _counts(said: Said, measures: set[str | None], times: list[tuple[int, figures.Times]]) -> bool:
    if measures == {"count"}:
        return not said.acts("done", "negated")
    if measures and measures != {None} and said.statement.codes:
        return False
    n, _ = times[0]
    text = said.parts[n].text
    if measures and measures != {None}:
        return bool(re.search(r"又(?:举?办|开|搞|讲|组织)|加\s*\d|\+", text)) and bool(
            _open_of(said, "count")
        )
    return bool(_HELD.search(text) or "+" in text)


def _is_figure(said: Said, measures: set[str | None], shares: list[figures.Share]) -> bool:
    if "rate" in measures:
        return True
    if measures and measures != {None} and said.statement.codes:
        return False
    return bool(_CASES.search(said.text)) or (not measures or measures == {None})


def _meant_codes(said: Said) -> tuple[str, ...]:
    if said.statement.codes or said.statement.choices:
        return said.statement.codes or said.statement.choices
    return (said.known.prefer,) if said.known.prefer else ()


def _percent(said: Said) -> float | None:
    """Return the percentage said; 完成三分之一 is one where nothing is counted in shares."""
    reached = [(part, p) for part in said.parts for p in part.percents]
    found = next((p.value for part, p in reached if not _UNDER.search(part.text[: p.start])), None)
    if (
        found is not None
        or "分之" not in said.text
        or "rate" in {said.known.measures.get(c) for c in _meant_codes(said)}
    ):
        return found
    return next(
        (round(100 * s.part / s.whole, 1) for part in said.parts for s in part.shares if s.whole), None
    )


def _on_the_way(said: Said) -> bool:
    if _percent(said) is not None:
        return True
    moods = {
        act.mood
        for part in said.parts
        for act in part.acts
        if act.intent in ("done", "published", "obstacle")
    }
    return bool(moods) or bool(said.acts("progress")) or _unfinished(said)


def _bare(said: Said) -> str | None:
    """An item and nothing sure about it: shown, or its news kept."""
    codes = said.statement.codes or said.statement.choices
    left = note.kept(said.parts, {}, "")
    if said.asked:
        return "detail" if codes else "wonder"
    if not codes:
        return None
    if not left or _ASKS_ABOUT.fullmatch(left):
        return "detail"
    return "progress" if len(left) >= 4 or words.PART_AFTER.match(left) else "unclear"


# ---------------------------------------------------------------- one maker for each act


def _shares(said: Said) -> list[figures.Share]:
    """Return the fractions said; 共12件，出庭7件 is one over two clauses."""
    found = [share for part in said.parts for share in part.shares]
    if found or len(said.parts) < 2:
        return found
    plain = []
    for part in said.parts:
        taken = (*part.mentions, *part.days, *part.percents, *part.times)
        plain.append(items.blank(part.text, ((one.start, one.end) for one in taken)))
    return figures.shares("，".join(plain))


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
        if part.head:
            spans.append(note.around(part.text, part.head.start, part.head.end))
        if _NOTED.match(part.text) and intent != "accept" and part.has("accept"):
            spans += [(a.start, a.end) for a in part.acts if a.intent == "accept"]
        if figures:
            spans += [(f.start, f.end) for f in (*part.percents, *part.shares, *part.times)]
        if days:
            spans += [note.till(part.text, d.start, d.end) for d in part.days]
        cut[n] = spans
    return cut


def _note(said: Said, intent: str, *, figures: bool = False, days: bool = False) -> str:
    return note.kept(said.parts, _cut(said, intent, figures=figures, days=days), said.raw)


def _happened(said: Said) -> Day | None:
    """Return the one day it happened on, if the sender told it; of a report's many days none is it."""
    days = [
        (part, day) for part in said.parts for day in part.days if _past(part, day) and _told(said, part, day)
    ]
    beside = [(part, day) for part, day in days if any(part.has(intent) for intent in ("done", "published"))]
    if len(days) > 1:
        days = beside[:1] or (days[:1] if len(said.parts) <= 2 else [])
    return dates.happened(days[0][1].text, said.context.now) if days else None


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
        or re.search(r"[底末初终]$|旬|季|年内|月份?$|[周期拜]$", day.text)
    ):
        return False
    planned = re.search(r"(?:下次|预计|计划|将|拟|力争|争取|延|推迟|到|至)[^，,]{0,4}$", before)
    return not planned or bool(_UP_TO.search(before))


def _accept(said: Said) -> c.Command:
    return c.Accept(note=_note(said, "accept"))


def _progress(said: Said) -> c.Command:
    percent = _percent(said)
    if percent is None:
        percent = _typed_percent(said)
    when = _happened(said)
    if when is not None and when > said.context.now.date():
        when = None
    many = sum(len(part.days) for part in said.parts) > 1
    return c.Progress(
        percent=percent,
        note=_note(said, "progress", figures=percent is not None),
        date=None if many else when,
    )


def _typed_percent(said: Said) -> float | None:
    """`进度 3.1 60`: after the command a number alone is a percentage."""
    for part in said.parts:
        if part.head and part.head.intent == "progress":
            found = re.search(
                r"(?:^|\s)(\d{1,3})(?=\s|$)",
                part.text[part.mentions[-1].end if part.mentions else part.head.end :],
            )
            return float(found[1]) if found else None
        found = re.search(r"进度[到为是]?\s*(\d{1,3})(?=\s|$)", part.text)
        if found:
            return float(found[1])
    return None


def _count(said: Said) -> c.Command:
    times = [t for part in said.parts for t in part.times if part.head or not _NOT_HELD.search(part.text)]
    if not times:
        return c.Count(count=1, date=_happened(said), note=_note(said, "count", days=True))
    first = times[0]
    n = 1 if first.how == "nth" else first.n
    return c.Count(
        count=n,
        total=first.how == "total",
        date=_happened(said),
        note=_note(said, "count", figures=True, days=True),
    )


def _figure(said: Said) -> c.Command:
    shares = _shares(said)
    when = _happened(said)
    own = _note(said, "figure", figures=True)
    if shares:
        return c.Figure(numerator=shares[0].part, denominator=shares[0].whole, date=when, note=own)
    percent = _percent(said)
    if percent is None:
        return _ask_figure(said)
    return c.Figure(value=percent, date=when, note=own)


def _ask_figure(said: Said) -> c.Command:
    codes = _codes(said, "rate")
    choices = tuple(f"怎么报 {code}" for code in codes[:MOST_CHOICES])
    return c.Ask("figure", c.Figure(codes[0] if len(codes) == 1 else None), choices)


def _done(said: Said) -> c.Command:
    return c.Done(date=_happened(said), note=_note(said, "done"))


def _evidence(said: Said) -> c.Command:
    return c.Evidence(note=_note(said, "evidence"), date=None)


def _extension(said: Said) -> c.Command:
    codes = _meant_codes(said)
    base = said.context.due.get(codes[0]) if len(codes) == 1 else None
    spoken = [(n, d) for n, part in enumerate(said.parts) for d in part.days if not d.clock]
    later = [pair for pair in spoken if _asked_for(said.parts[pair[0]], pair[1])] or spoken
    phrase = later[0][1].text if later else ""
    until = dates.wished(phrase, said.context.now, base) if phrase else None
    own = _note(said, "extension", days=bool(until))
    command = c.AskExtension(date=until, note=own, phrase=phrase if until else "")
    return command if until is not None else _ask_day(said, command)


def _asked_for(part: Part, day: dates.Span) -> bool:
    """Of several days the one behind 延到 is asked for; 原定10月31日 is not."""
    before = part.text[max(0, day.start - 6) : day.start]
    return (
        bool(
            re.search(
                r"(?:延期|延长|延|推迟|顺延|改|缓|拖|晚|宽限|放宽|推)[期长到至]*\s*$|[到至]\s*$", before
            )
        )
        or day.length
    )


def _ask_day(said: Said, command: c.AskExtension) -> c.Command:
    codes = _codes(said, None)
    if len(codes) != 1:
        return _which(replace(command, note=command.note), codes)
    today = said.context.now.date()
    base = max(said.context.due.get(codes[0], today), today)
    meant = replace(command, item=codes[0])
    days = [base + timedelta(days=n) for n in (7, 14, 30)]
    return c.Ask("date", meant, tuple(note.say(replace(meant, date=day)) for day in days))


def _obstacle(said: Said) -> c.Command:
    return c.Obstacle(note=_note(said, "obstacle"))


def _cannot(said: Said) -> bool:
    """`完不成` alone: stuck, or only late? With a reason beside it the unit is stuck."""
    cannot = re.search(
        r"完不成|完成不了|(?:无法|不能|没法|没办法|难以|无力)[一-鿿]{0,4}完成|做不完|办不完|搞不完", said.text
    )
    return bool(cannot) and not _REASON.search(said.text.replace(cannot.group(), "")) if cannot else False


def _stuck(said: Said) -> c.Command:
    if not _cannot(said):
        return _obstacle(said)
    codes = _codes(said, None)
    own = _note(said, "obstacle")
    if len(codes) != 1:
        return _which(c.Obstacle(note=own), codes)
    until = c.AskExtension(codes[0], note=own)
    return c.Ask("meaning", c.Obstacle(codes[0], own), (note.say(c.Obstacle(codes[0], own)), note.say(until)))


def _reassign(said: Said) -> c.Command:
    return c.Reassign(note=_note(said, "reassign"))


def _later(said: Said) -> c.Command:
    spoken = [d for part in said.parts for d in part.days]
    phrase = "".join(d.text for d in spoken[:2])
    when = dates.due_moment(phrase, said.context.now) if phrase else None
    return c.Later(moment=when, note=_note(said, "later") if when is None else "")


def _correct(said: Said) -> c.Command:
    """更正 8.1 8/12: what follows is understood as if it had been said alone."""
    left = tuple(
        replace(
            _without_wrong(part),
            head=None,
            acts=tuple(a for a in part.acts if a.intent not in ("correct", "withdraw")),
        )
        for part in _right_figures(said.parts)
    )
    right = replace(said, statement=replace(said.statement, parts=left))
    inner = _inner_head(right)
    codes = _meant_codes(said)
    told = [
        command
        for command in commands_of(inner)
        if not isinstance(command, (c.Ask, c.Nothing, c.Detail, c.ListOwed, c.Help, c.Accept))
    ]
    if told and len(codes) <= 1:
        return c.Correct(to=told[0], note=getattr(told[0], "note", ""))
    return c.Correct(note=_note(said, "correct"))


def _right_figures(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """`不是60%，是70%`, `7/12有误，应为8/12`: of several figures the last is the right one."""
    told = [n for n, part in enumerate(parts) if part.percents or part.shares or part.times]
    wrong = set(told[:-1]) | {n for n in told if parts[n].text.startswith("不是")}
    return tuple(
        replace(part, percents=(), shares=(), times=()) if n in wrong else part for n, part in enumerate(parts)
    )


def _inner_head(said: Said) -> Said:
    """`更正 进展 3.1 60%`: the command word behind 更正."""
    first = said.parts[0]
    for act in first.acts:
        word = first.text[act.start : act.end]
        if word in words.HEAD_OF:
            head = Act(words.HEAD_OF[word], act.start, act.end)
            return replace(
                said, statement=replace(said.statement, parts=(replace(first, head=head), *said.parts[1:]))
            )
    return said


def _wonder(said: Said) -> c.Command:
    if not said.statement.codes and not said.acts("accept") and not _OUR_BUSINESS.search(said.text):
        return c.Nothing("unclear")
    codes = _codes(said, None)
    shown = codes[:1] if said.statement.codes or said.known.prefer else ()
    choices = tuple(f"{word} {code}" for code in shown for word in ("详情", "依据", "怎么报"))
    if shown and said.acts("accept"):
        choices = (f"签收 {shown[0]}", *choices)
    return c.Ask("meaning", None, choices or ("待办", "帮助"), said.text)


def _unclear(said: Said) -> c.Command:
    code = _meant_codes(said)[0]
    return c.Ask("meaning", None, (f"详情 {code}", f"怎么报 {code}"), said.text)


def _list(said: Said) -> c.Command:
    return c.ListOwed()


def _withdraw(said: Said) -> c.Command:
    return c.Withdraw()


def _help(said: Said) -> c.Command:
    return c.Help()


def _detail(said: Said) -> c.Command:
    return c.Detail()


def _basis(said: Said) -> c.Command:
    return c.Basis()


MAKERS: dict[str, Callable[[Said], c.Command]] = {
    "accept": _accept,
    "progress": _progress,
    "count": _count,
    "figure": _figure,
    "done": _done,
    "evidence": _evidence,
    "extension": _extension,
    "obstacle": _stuck,
    "reassign": _reassign,
    "later": _later,
    "correct": _correct,
    "withdraw": _withdraw,
    "help": _help,
    "list": _list,
    "detail": _detail,
    "basis": _basis,
    "wonder": _wonder,
    "unclear": _unclear,
}

# ---------------------------------------------------------------- which items


def _for_each_item(command: c.Command, said: Said) -> list[c.Command]:
    statement = said.statement
    if statement.codes or statement.choices:
        told: list[c.Command] = [_named(command, code) for code in statement.codes]
        return [*told, _which(command, statement.choices)] if statement.choices else told
    if isinstance(command, c.Help) and not re.search(r"报|填|写|回|交|提交|反馈|怎么[弄做办]", said.text):
        return [command]
    if isinstance(command, (c.Withdraw, c.Correct, c.Help, c.Later)):
        return [_named(command, said.known.prefer)]
    wanted = {"count": "count", "figure": "rate"}.get(command.intent)
    codes = _codes(said, wanted)
    if len(codes) == 1:
        return [_named(command, codes[0])]
    if not codes and isinstance(command, c.Accept):
        return [c.Nothing("chat")]
    return [_which(command, codes)]


def _named(command: c.Command, code: str | None) -> c.Command:
    if isinstance(command, c.Correct) and command.to is not None and code is not None:
        return replace(command, item=code, to=_named(command.to, code))
    return note.filled(command, item=code)


def _codes(said: Said, measure: str | None) -> tuple[str, ...]:
    """Return the items that may be meant: named, spoken of, or the open ones of that measure."""
    meant = _meant_codes(said)
    if measure is None:
        return meant or said.known.open
    if said.statement.codes or said.statement.choices:
        return meant
    fitting = [code for code in meant if said.known.measures.get(code, measure) == measure]
    if fitting or (measure == "rate" and _percent(said) is not None):
        return tuple(fitting) or meant
    return _open_of(said, measure) or meant or said.known.open


def _open_of(said: Said, measure: str) -> tuple[str, ...]:
    """Return the open items of a measure; of several those counted in the unit spoken of, or half named."""
    codes = [code for code in said.known.open if said.known.measures.get(code) == measure]
    hinted = [code for code in codes if any(code in name.codes for part in said.parts for name in part.names)]
    if len(hinted) == 1:
        return tuple(hinted)
    said_units = {t.unit for part in said.parts for t in part.times if t.unit}
    units = {item.code: item.unit for item in said.context.items}
    counted = [code for code in codes if units.get(code) in said_units]
    return tuple(counted if len(counted) == 1 else hinted or codes)


def _which(command: c.Command, codes: tuple[str, ...]) -> c.Ask:
    choices = tuple(note.say(_named(command, code)) for code in codes[:MOST_CHOICES])
    return c.Ask("item", command, choices)


def says_nothing(statement: Statement) -> bool:
    return (
        not any(part_says(part) for part in statement.parts) and not statement.codes and not statement.choices
    )
