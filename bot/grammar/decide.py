"""From a statement to commands, one maker for each act, one command for each item.

What is sure is acted on; where one thing is missing, the answer is one question.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date as Day
from datetime import timedelta

from bot import commands as c
from bot.grammar import dates, note, words
from bot.grammar.figures import Figure
from bot.grammar.parts import Act, Part
from bot.grammar.said import Said, happened, meant_codes, percent, shares
from bot.grammar.weigh import NOT_HELD, intent_of
from bot.grammar.which import MOST_CHOICES, for_item, may_be_meant, which_one

_OUR_BUSINESS = re.compile(
    r"任务|事项|报|材料|章|延|期限|格式|模板|数据|网址|通知|要求|标准|口径|算|佐证|纸质|公布|"
    r"审|指标|联系|怎么|第.项|这项|完成|办|困难|问题"
)
_TOO_LATE = re.compile(r"来不及|赶不上|赶不及")  # the day beside it is the one that is missed
_AS_IT_WAS = re.compile(r"(?:原定?|原来|现|应|计划)[^，,]{0,6}$")
_NOTED = re.compile(r"^(?:收到|知道|好的?|嗯)")
_REASON = re.compile(r"因|由于|缺|没有?|不够|不足|不配合|还在|卡|等|未|难|受|疫情|台风|经费|人手")


def commands_of(said: Said) -> list[c.Command]:
    """Return the commands of a statement, one for each item; none where it says nothing."""
    intent = intent_of(said)
    if intent is None:
        return []
    if intent == "count" and len(dated := _dated_times(said)) > 1:
        return [command for one in dated for command in _for_each_item(_count(one), said)]
    command = MAKERS[intent](said)
    if isinstance(command, (c.Ask, c.Nothing)) or "item" not in command.__slots__:
        return [command]
    return _for_each_item(command, said)


def _dated_times(said: Said) -> list[Said]:
    """`讲座：9月15日一次，10月12日一次` are two, each with its day."""
    dated = [part for part in said.parts if part.times and part.days and part.times[0].how != "total"]
    return [replace(said, statement=replace(said.statement, parts=(part,))) for part in dated]


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
            told: list[Figure] = [*part.percents, *part.shares, *part.times]
            spans += [(one.start, one.end) for one in told]
        if days:
            spans += [note.till(part.text, d.start, d.end) for d in part.days]
        cut[n] = spans
    return cut


def _note(said: Said, intent: str, *, figures: bool = False, days: bool = False) -> str:
    return note.kept(said.parts, _cut(said, intent, figures=figures, days=days), said.raw)


def _accept(said: Said) -> c.Command:
    return c.Accept(note=_note(said, "accept"))


def _progress(said: Said) -> c.Command:
    reached = percent(said)
    if reached is None:
        reached = _typed_percent(said)
    when = happened(said)
    promised = any(part.has(act, "hoped") for part in said.parts for act in ("done", "published"))
    if when is not None and (promised or when > said.context.now.date()):
        when = None
    many = sum(len(part.days) for part in said.parts) > 1
    return c.Progress(
        percent=reached,
        note=_note(said, "progress", figures=reached is not None),
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
    times = [t for part in said.parts for t in part.times if part.head or not NOT_HELD.search(part.text)]
    if not times:
        return c.Count(count=1, date=happened(said), note=_note(said, "count", days=True))
    first = times[0]
    n = 1 if first.how == "nth" else first.n
    return c.Count(
        count=n,
        total=first.how == "total",
        date=happened(said),
        note=_note(said, "count", figures=True, days=True),
    )


def _figure(said: Said) -> c.Command:
    said_shares = shares(said)
    when = happened(said)
    own = _note(said, "figure", figures=True)
    if said_shares:
        return c.Figure(numerator=said_shares[0].part, denominator=said_shares[0].whole, date=when, note=own)
    reached = percent(said)
    if reached is None:
        return _ask_figure(said)
    return c.Figure(value=reached, date=when, note=own)


def _ask_figure(said: Said) -> c.Command:
    codes = may_be_meant(said, "rate")
    choices = tuple(f"怎么报 {code}" for code in codes[:MOST_CHOICES])
    return c.Ask("figure", c.Figure(codes[0] if len(codes) == 1 else None), choices)


def _done(said: Said) -> c.Command:
    return c.Done(date=happened(said), note=_note(said, "done"))


def _evidence(said: Said) -> c.Command:
    return c.Evidence(note=_note(said, "evidence"), date=None)


def _extension(said: Said) -> c.Command:
    codes = meant_codes(said)
    base = said.context.due.get(codes[0]) if len(codes) == 1 else None
    spoken = [(n, d) for n, part in enumerate(said.parts) for d in part.days if not d.clock]
    later = [pair for pair in spoken if _asked_for(said.parts[pair[0]], pair[1])]
    if not later and not _TOO_LATE.search(said.text):
        later = [pair for pair in spoken if not _AS_IT_WAS.search(said.parts[pair[0]].text[: pair[1].start])]
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
    codes = may_be_meant(said, None)
    if len(codes) != 1:
        return which_one(replace(command, note=command.note), codes)
    meant = replace(command, item=codes[0])
    return c.Ask(
        "date", meant, tuple(note.say(replace(meant, date=day)) for day in _later_days(said, codes[0]))
    )


def _later_days(said: Said, code: str) -> list[Day]:
    """Return the days to offer: a week, two, a month after the day that is due."""
    today = said.context.now.date()
    base = max(said.context.due.get(code, today), today)
    return [base + timedelta(days=n) for n in (7, 14, 30)]


def _obstacle(said: Said) -> c.Command:
    return c.Obstacle(note=_note(said, "obstacle"))


def _cannot(said: Said) -> bool:
    """`完不成` alone: stuck, or only late? With a reason beside it the unit is stuck."""
    cannot = re.search(
        r"完不成|完成不了|(?:无法|不能|没法|没办法|难以|无力)[一-鿿]{0,4}完成|做不完|办不完|搞不完", said.text
    )
    return bool(cannot) and not _REASON.search(said.text.replace(cannot.group(), "")) if cannot else False


def _stuck(said: Said) -> c.Command:
    if not _cannot(said) or any(part.head for part in said.parts):
        return _obstacle(said)
    codes = may_be_meant(said, None)
    own = _note(said, "obstacle")
    if len(codes) != 1:
        return which_one(c.Obstacle(note=own), codes)
    until = c.AskExtension(codes[0], _later_days(said, codes[0])[1], own)
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
            part,
            head=None,
            acts=tuple(a for a in part.acts if a.intent not in ("correct", "withdraw")),
        )
        for part in _right_figures(said.parts)
    )
    right = replace(said, statement=replace(said.statement, parts=left))
    inner = _inner_head(right)
    codes = meant_codes(said)
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
        replace(part, percents=(), shares=(), times=()) if n in wrong else part
        for n, part in enumerate(parts)
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
    codes = may_be_meant(said, None)
    shown = codes[:1] if said.statement.codes or said.known.prefer else ()
    choices = tuple(f"{word} {code}" for code in shown for word in ("详情", "依据", "怎么报"))
    if shown and said.acts("accept"):
        choices = (f"签收 {shown[0]}", *choices)
    return c.Ask("meaning", None, choices or ("待办", "帮助"), said.text)


def _unclear(said: Said) -> c.Command:
    code = meant_codes(said)[0]
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


def _for_each_item(command: c.Command, said: Said) -> list[c.Command]:
    statement = said.statement
    if statement.codes or statement.choices:
        told: list[c.Command] = [for_item(command, code) for code in statement.codes]
        return [*told, which_one(command, statement.choices)] if statement.choices else told
    if isinstance(command, c.Help) and not re.search(r"报|填|写|回|交|提交|反馈|怎么[弄做办]", said.text):
        return [command]
    if isinstance(command, (c.Withdraw, c.Correct, c.Help, c.Later)):
        return [for_item(command, said.known.prefer)]
    wanted = {"count": "count", "figure": "rate"}.get(command.intent)
    codes = may_be_meant(said, wanted)
    if len(codes) == 1:
        return [for_item(command, codes[0])]
    if not codes and isinstance(command, c.Accept):
        return [c.Nothing("chat")]
    return [which_one(command, codes)]
