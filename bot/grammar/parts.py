"""One clause, read: which items, which acts in which mood, which figures and days stand in it.

Every finding is a stretch of the clause, so that what is left over can be
kept as the sender's own words. What the findings mean together is decided in
`bot.grammar.decide`.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from bot.grammar import acts as wordings
from bot.grammar import dates, figures, items, moods, words
from bot.grammar.items import Known, Mention
from bot.grammar.names import Named, Names, named

_COURTESY = re.compile(
    r"(?:您好|你好|各?位?领导|各位|好的|好|嗯|哦|那|请|麻烦|帮我|帮忙|我要|我想|想|要|我们?单位|"
    r"本单位|我局|我区|我委|我办|我们|我|现将|现|关于|对于|把|将|给|你|一下|今天|其中|另外|"
    r"还有|然后|以及|和|目前|同时|汇报一下|报告|回复)[，,:：\s]*"
)
_FOLLOWS = re.compile(
    r"\s*(?:都|均|全|也|已|还|没|未|加|又|\+|\0|我|这|的|因|申请|要|请|需|正|在|目前|进|不归|不是|改|转|"
    r"卡|有|怎|什么|是什么|是啥|呢|$|[、.)）:：](?!\d))|\s*(?:"
    + wordings.ACT.pattern.replace("(?P<", "(?P<f_")
    + ")",
    re.I,
)
_AFTER_HEAD = re.compile(r"\s|$|[至到延+%，,。:：]|[一-鿿]")
_LOOSE = re.compile(r"\s*(\d{1,2})(?:[、)）]|[.．](?=[^\d]))\s*(?=[^\d\s、])")
_NUMBERED_DAY = re.compile(
    rf"\s*(\d{{1,2}}|[一二三四五六七八九十]{{1,2}})号(?=任务|事项|都|均|已|没|未|(?:{wordings.ACTS['done']})(?!的))"
)
_EXCEPT_HEAD = re.compile(r"\s*除(?:了|开|去)?")
_EXCEPT_TAIL = re.compile(r"^\s*(?:以外|之外|外|$|其他|其它|其余|都|全)")
_UNTIL = re.compile(r"(?:延|推迟|挪|拖|缓|宽限|截止|截至)[期长]?[到至]?\s*$")
_ON_THE_DAY = re.compile(
    r"(?:日|号|那天|当天|上午|下午|晚上?)?\s?(?:就|已经?|在[一-鿿]{1,6}|由[一-鿿]{1,6}|正式|刚刚?)?"
    r"(?:公布|挂|印发|发[的了布文]|发布|上[了的]?网|举办|办[的了]|开[的了]|讲[的了]|召开|举行|出台|上线|登报)"
)
_ON = re.compile(r"[于在]\s?$")
_REST = re.compile(r"其他|其它|其余|剩下|别的|剩余|另外的|余下")


@dataclass(frozen=True, slots=True)
class Act:
    """A word that carries an intent, and in which mood: sure, negated, hoped, part, asked."""

    intent: str
    start: int
    end: int
    mood: str = "sure"


@dataclass(frozen=True, slots=True)
class Part:
    """A clause with everything found in it."""

    text: str
    mentions: tuple[Mention, ...] = ()
    names: tuple[Named, ...] = ()
    acts: tuple[Act, ...] = ()
    head: Act | None = None
    percents: tuple[figures.Percent, ...] = ()
    shares: tuple[figures.Share, ...] = ()
    times: tuple[figures.Times, ...] = ()
    days: tuple[dates.Span, ...] = ()
    asked: bool = False
    everything: bool = False
    excepts: bool = False
    rest: bool = False
    opens: bool = False  # begins a line or a sentence

    def has(self, intent: str, *moods_meant: str) -> bool:
        """Whether the act is said here, in one of the moods (any, if none is given)."""
        return any(act.intent == intent and (not moods_meant or act.mood in moods_meant) for act in self.acts)


def read(clause: str, known: Known, names: Names, now: datetime, *, opens: bool = False) -> Part:
    """Return the clause with everything found in it. What was read once is blanked, so that nothing is read twice."""
    text = clause.strip()
    plain = unlinked = items.blank(text, (m.span() for m in words.LINK.finditer(text)))
    mentions = _numbered(plain, known)
    found = _measured(items.blank(plain, ((m.start, m.end) for m in mentions)), text, mentions, known, now)
    acts, head = _acts(found.plain, text, found.mentions)
    mentions = [*found.mentions, *_bare(found.plain, known, head, found.mentions)]
    mentions, turned = _not_days(sorted(mentions, key=lambda m: m.start), text, found.times, acts)
    asked = bool(words.QUESTION.search(unlinked))
    name_text = items.blank(text, ((m.start, m.end) for m in mentions))
    return Part(
        text,
        mentions=tuple(mentions),
        names=tuple(named(name_text, names)) if any(c >= "一" for c in name_text) else (),
        acts=tuple(replace(act, mood=moods.of(act.intent, text, act.start, act.end, asked)) for act in acts),
        head=head,
        percents=tuple(found.percents),
        shares=tuple(found.shares),
        times=tuple(found.times),
        days=tuple(sorted([*found.days, *turned], key=lambda d: d.start)),
        asked=asked,
        everything=bool(words.ALL.search(text)),
        excepts=_excepts(text, mentions),
        rest=bool(_REST.search(text)),
        opens=opens,
    )


def _excepts(text: str, mentions: list[Mention]) -> bool:
    """除3.2外."""
    return bool(_EXCEPT_HEAD.match(text) and mentions and _EXCEPT_TAIL.match(text[mentions[-1].end :]))


def _numbered(plain: str, known: Known) -> list[Mention]:
    """The items written in full, or as only the head of a clause may write them (3号已完成, 1-5都签收)."""
    mentions = items.by_full_number(plain, known)
    numbered = _NUMBERED_DAY.match(plain)
    if numbered and not mentions:
        mentions = items.bare(plain, numbered.start(1), known, None)
        mentions = [m for m in mentions if m.codes[0] in known.codes]
    return mentions or items.range_at_head(plain, known)


@dataclass(frozen=True, slots=True)
class _Measured:
    """The figures and days of a clause, the items it names, and the clause with all of them blanked."""

    plain: str
    mentions: list[Mention]
    percents: list[figures.Percent]
    shares: list[figures.Share]
    times: list[figures.Times]
    days: list[dates.Span]


def _measured(plain: str, text: str, mentions: list[Mention], known: Known, now: datetime) -> _Measured:
    """Percentages before fractions, fractions before days, days before tasks and occurrences."""
    percents = figures.percents(plain)
    plain = items.blank(plain, ((p.start, p.end) for p in percents))
    rates = any(known.measures.get(code) == "rate" for code in _meant(mentions, known))
    shares = [share for share in figures.shares(plain) if not _is_day(share, plain, rates, now)]
    days = [day for day in dates.spans(plain) if not _is_share(day, shares)]
    plain = items.blank(plain, ((d.start, d.end) for d in days))
    mentions = [*mentions, *items.by_task(plain, known)]
    times = figures.times(plain)
    of_a_rate = any(known.measures.get(code) == "rate" for m in mentions for code in m.codes)
    if times and not of_a_rate:  # 加一次 10/15
        dated = [s for s in shares if s.plain and 0 < s.part <= 12 and 0 < s.whole <= 31]
        days += [dates.Span(text[s.start : s.end], s.start, s.end) for s in dated]
        shares = [s for s in shares if s not in dated]
    spans = [(t.start, t.end) for t in times] + [(s.start, s.end) for s in shares]
    spans += [(m.start, m.end) for m in mentions]
    return _Measured(items.blank(plain, spans), mentions, percents, shares, times, days)


def _meant(mentions: list[Mention], known: Known) -> list[str]:
    """The items numbered in the clause, else the one the conversation is about."""
    return [code for m in mentions for code in m.codes] or [known.prefer or ""]


def _is_day(share: figures.Share, text: str, rates: bool, now: datetime) -> bool:
    """`延到11/15` is a day, and so is `10/19公布的` where no rate is spoken of."""
    if not share.plain:
        return False
    if _UNTIL.search(text[max(0, share.start - 6) : share.start]):
        return True
    if (
        not rates
        and share.part in (now.month, now.month - 1)
        and text.strip(" ()（）") == text[share.start : share.end]
    ):
        return 0 < share.whole <= 31  # 已挂，10/18
    on_the_day = _ON_THE_DAY.match(text, share.end) or _ON.search(text[max(0, share.start - 3) : share.start])
    return not rates and bool(on_the_day) and 0 < share.part <= 12 and 0 < share.whole <= 31


def _is_share(day: dates.Span, shares: list[figures.Share]) -> bool:
    return any(share.start < day.end and day.start < share.end for share in shares)


def _acts(plain: str, text: str, mentions: list[Mention]) -> tuple[list[Act], Act | None]:
    """Return the acts said, and the one the clause begins with if it is written as a command."""
    shut = items.blank(plain, (m.span() for m in words.NO_ACT.finditer(plain)), items.SHUT)
    acts = _of_documents([Act(m.lastgroup or "", *m.span()) for m in wordings.ACT.finditer(shut)], shut)
    acts += [Act("evidence", *m.span()) for m in words.LINK.finditer(text)]
    at = 0
    while courtesy := _COURTESY.match(shut, at):
        at = courtesy.end()
    found = words.HEAD.match(shut, 0) or words.HEAD.match(shut, at)
    if not found and mentions and not text[: min(m.start for m in mentions)].strip(" (（"):
        after = max(m.end for m in mentions if not text[: m.start].strip(" (（、,和及0123456789.-~至到"))
        found = _spaced(words.HEAD.match(shut, after + _gap(shut, after)), shut)
    elif found and not _commanding(found, shut):
        found = None
    return acts, Act(words.HEAD_OF[found["word"]], found.start(), found.end()) if found else None


def _of_documents(acts: list[Act], text: str) -> list[Act]:
    """公示截图, 公布的照片: the act in front of a paper only says which paper."""
    papers = {act.start for act in acts if act.intent == "evidence"}
    return [
        act
        for act in acts
        if act.intent not in ("progress", "published")
        or act.end + text.startswith("的", act.end) not in papers
    ]


def _gap(text: str, at: int) -> int:
    return len(text) - at - len(text[at:].lstrip(" :：,"))


def _spaced(found: re.Match[str] | None, text: str) -> re.Match[str] | None:
    """After an item a command word stands alone: `3.1 进展 60%`, not `3.1完成征求意见`."""
    if found and (
        found.end() == len(text) or text[found.end() - 1] in " :：" or text[found.end()] == items.BLANK
    ):
        return found
    return None


def _commanding(found: re.Match[str], text: str) -> bool:
    """Whether the first word is a command: nothing, a space or a number follows it."""
    end = found.end()
    return (
        end == len(text)
        or not found.group()[-1].strip(" :：")
        or text[end] == items.BLANK
        or text[end].isdigit()
        or text[end] in "+第#"
    )


def _bare(plain: str, known: Known, head: Act | None, mentions: list[Mention]) -> list[Mention]:
    """Return bare task numbers: where a command word or the beginning of the clause makes them such."""
    if head and not mentions:
        if not plain[head.end : head.end + 1].strip():
            return []
        if plain[head.start : head.end] == "附件" and plain[head.end].isdigit():
            return []  # 附件3是终稿
        return items.bare(plain, head.end, known, _AFTER_HEAD)
    if mentions and plain[: mentions[0].start].strip(" (（、,和及与0123456789"):
        return []
    loose = _LOOSE.match(plain)
    if loose and not mentions:
        found = items.bare(plain, loose.start(1), known, None)
        return [replace(mention, loose=True) for mention in found[:1]]
    at = len(plain) - len(plain.lstrip(" (（"))
    while courtesy := _COURTESY.match(plain, at):
        at = courtesy.end()
    found = items.bare(plain, at, known, re.compile(r"\s*[、,和及与]\s*\0") if mentions else _FOLLOWS)
    in_plan = not known.measures or any(code in known.codes for m in found for code in m.codes)
    return found if in_plan else []  # 公布了，38项: no task of the plan


def _not_days(
    mentions: list[Mention], text: str, times: list[figures.Times], acts: list[Act]
) -> tuple[list[Mention], list[dates.Span]]:
    """`次数 1.1 +1 9.2 专题`: after the item and its figure a second such number is a day."""
    kept: list[Mention] = []
    turned: list[dates.Span] = []
    for mention in mentions:
        said = text[mention.start : mention.end]
        follows = text[mention.end : mention.end + 3]
        figure_between = kept and any(kept[-1].end <= t.start < mention.start for t in times)
        act_after = any(0 <= act.start - mention.end <= 2 for act in acts)
        if (
            figure_between
            and re.fullmatch(r"\d{1,2}[./-]\d{1,2}", said)
            and not act_after
            and "+" not in follows
        ):
            turned.append(dates.Span(said, mention.start, mention.end))
        else:
            kept.append(mention)
    return kept, turned
