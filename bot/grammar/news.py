"""Makers of news: what was received, is under way, was counted, measured, done or shown."""

import re
from dataclasses import replace

from bot import commands as c
from bot.grammar.counted import held, of_so_many
from bot.grammar.finished import is_ahead, unfinished
from bot.grammar.said import Said, happened, own_words, percent, shares
from bot.grammar.which import MOST_CHOICES, may_be_meant


def accept(said: Said) -> c.Command:
    return c.Accept(note=own_words(said, "accept"))


_NOW = re.compile(r"现在|目前|当前|正在|还在|仍在|现已|现正")
_IF_SO = re.compile(r"如果|要是|万一|就得|的话就")
_BEHIND = re.compile(r"[了过]|[定报发开签审]的$|已|刚|(?<![能会要可])完|昨|前天|上[周个月]")


def progress(said: Said) -> c.Command:
    reached = percent(said)
    if reached is None:
        reached = _typed_percent(said)
    when = happened(said)
    promised = any(part.has(act, "hoped") for part in said.parts for act in ("done", "published"))
    today = said.context.now.date()
    if when is not None and (
        promised or when > today or not any(part.days and _BEHIND.search(part.text) for part in said.parts)
    ):
        when = None
    if when is not None and any(
        is_ahead(said, n, day)
        for n, part in enumerate(said.parts)
        for day in part.days
        if part.has("done") or part.has("published")
    ):
        when = None
    if any(
        part.days and part.has(act, "negated", "part") for part in said.parts for act in ("done", "published")
    ):
        when = None  # 昨天没完成
    if _IF_SO.search(said.text):
        when = None  # 周五过不了就得延期
    if unfinished(said) and any(part.days and part.has("published") for part in said.parts):
        when = None  # 公众号昨天发了，官网还没挂
    if when is not None and _stands_now(said):
        when = None
    many = sum(len(part.days) for part in said.parts) > 1
    return c.Progress(
        percent=reached,
        note=own_words(said, "progress", figures=reached is not None),
        date=None if many else when,
    )


def _stands_now(said: Said) -> bool:
    """`8月3日就已经开始，现在征求意见`: the day is not that of the news."""
    dated = next((n for n, part in enumerate(said.parts) if part.days), len(said.parts))
    return any(_NOW.search(part.text) for part in said.parts[dated + 1 :])


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


def count(said: Said) -> c.Command:
    times = [t for part in said.parts for t in (held(part) or (part.times if part.head else ()))]
    if not times and (share := of_so_many(said)) is not None:
        return c.Count(count=int(share.part), total=True, note=own_words(said, "count", figures=True))
    if not times:
        return c.Count(count=1, date=happened(said), note=own_words(said, "count", days=True))
    first = next((t for t in times if t.how == "total"), times[0])
    n = 1 if first.how == "nth" else first.n
    several = n > 1 and sum(len(part.days) for part in said.parts) > 1
    return c.Count(
        count=n,
        total=first.how == "total",
        date=None if several else happened(said),
        note=own_words(said, "count", figures=True, days=True),
    )


_EACH = re.compile(r"各|分别")


def dated_times(said: Said) -> list[Said]:
    """`讲座：9月15日一次，10月12日一次` are two, each with its day."""
    if any(times.how == "total" for part in said.parts for times in part.times):
        return []
    dated = [part for part in said.parts if part.times and part.days and part.times[0].how != "total"]
    if len(dated) == 1 and len(dated[0].days) > 1:
        part = dated[0]
        if _EACH.search(part.text):
            dated = [replace(part, days=(day,), times=part.times[:1]) for day in part.days]
        elif all(d.end <= t.start for d, t in zip(part.days, part.times, strict=False)) and len(
            part.times
        ) == len(part.days):  # 9月15号办了一次10月12号又办了一次
            dated = [replace(part, days=(d,), times=(t,)) for d, t in zip(part.days, part.times, strict=True)]
    return [replace(said, statement=replace(said.statement, parts=(part,))) for part in dated]


def figure(said: Said) -> c.Command:
    said_shares = shares(said)
    when = happened(said)
    own = own_words(said, "figure", figures=True)
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


def done(said: Said) -> c.Command:
    return c.Done(date=happened(said), note=own_words(said, "done"))


def evidence(said: Said) -> c.Command:
    return c.Evidence(note=own_words(said, "evidence"), date=None)
