"""Maker of corrections: what was reported was wrong, and what is right where it was said."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot import commands as c
from bot.grammar import items, note, words
from bot.grammar.items import Known, Mention
from bot.grammar.parts import Act, Part
from bot.grammar.said import Said, happened, meant_codes, own_words

_WRONG_BEFORE = re.compile(
    r"(?:不是|而非|并非|不该是|(?:报|写|填|发|说|点|选|弄|搞|传|记|错报|错填)(?:成|到|在|给|错成)了?)\s*$"
)
_RIGHT_BEFORE = re.compile(
    r"(?<!不)(?:就?是|应该?(?:是|为|报|算)?|该(?:是|报)|改(?:成|为|到|报)|换成|换到|算到|记到|报到|移到|挪到)\s*$"
)
_OF_DONE = re.compile(r"公布|完成|办结|印发|发布|挂网")
_INSTEAD = re.compile(r"[打写报填输录]成了?$")
_AND_NOT = re.compile(r"(?<=.)(?:而)?不是")
_LONGEST = 60
_BARE = re.compile(r"(?:是|应为)\s?(\d{1,2}|100)\s?(?:而)?不是\s?\d{1,3}(?!\d)")  # 是60不是80
_ABOUT_ITEMS = re.compile(r"报错|弄错|搞错|写错|填错|说错|发错|点错|记错|错了|更正|不对")


def moved(text: str, known: Known) -> tuple[str | None, str, str] | None:
    """`是5.4不是3.1`: which item was wrong (None: the last one), which is right, and what else was said."""
    if len(text) > _LONGEST or not (mentions := items.by_full_number(text, known)):
        return None
    wrong = [m for m in mentions if _WRONG_BEFORE.search(text[: m.start])]
    right = [m for m in mentions if m not in wrong and _RIGHT_BEFORE.search(text[: m.start])]
    if len(right) != 1 or len(wrong) > 1 or not (wrong or _ABOUT_ITEMS.search(text)):
        return None
    rest = items.blank(text, [_with_lead(m, text, _WRONG_BEFORE) for m in wrong])
    rest = items.blank(rest, [_with_lead(m, rest, _RIGHT_BEFORE) for m in right])
    rest = words.CORRECTED.sub(" ", rest.replace(items.BLANK, " "))
    return (wrong[0].codes[0] if wrong else known.prefer), right[0].codes[0], rest.strip(" ，,。了的项")


def _with_lead(mention: Mention, text: str, lead: re.Pattern[str]) -> tuple[int, int]:
    before = lead.search(text[: mention.start])
    return (before.start() if before else mention.start), mention.end


def correct(said: Said, read: Callable[[Said], list[c.Command]]) -> c.Command:
    """更正 8.1 8/12: what follows is understood as if it had been said alone."""
    after = tuple(part for part in said.parts if not part.text.startswith("不是")) or said.parts
    left = tuple(
        replace(
            part,
            head=None,
            acts=tuple(a for a in part.acts if a.intent not in ("correct", "withdraw")),
        )
        for part in _right_figures(tuple(_behind_the_word(part) for part in after))
    )
    inner = _inner_head(replace(said, statement=replace(said.statement, parts=left)))
    codes = meant_codes(said)
    told = [
        command
        for command in read(inner)
        if not isinstance(command, (c.Ask, c.Nothing, c.Detail, c.ListOwed, c.Help, c.Accept))
    ]
    if not told and (day := happened(inner)) is not None and _OF_DONE.search(said.text):
        told = [c.Done(date=day)]
    if not told and (bare := _BARE.search(said.text)) is not None and _is_delivered(said, codes):
        return c.Correct(to=c.Progress(percent=float(bare[1])))
    if told and len(codes) <= 1:
        left_over = words.CORRECTED.sub("", getattr(told[0], "note", "")).strip(" ，,。")
        right = note.filled(told[0], note=left_over) if hasattr(told[0], "note") else told[0]
        return c.Correct(to=right, note=left_over)
    return c.Correct(note=own_words(said, "correct"))


def _is_delivered(said: Said, codes: tuple[str, ...]) -> bool:
    return len(codes) == 1 and said.known.measures.get(codes[0]) == "deliver"


def _behind_the_word(part: Part) -> Part:
    """`60%改成90%`: what stands before the word was wrong, if something stands behind it."""
    word = max((act for act in part.acts if act.intent == "correct"), key=lambda act: act.end, default=None)
    at = word.end if word else 0
    if word and _INSTEAD.search(
        part.text[word.start : word.end]
    ):  # 58%打成85%了: what stands before is right
        return replace(
            part,
            percents=tuple(p for p in part.percents if p.end <= word.start),
            shares=tuple(s for s in part.shares if s.end <= word.start),
        )
    if (denied := _AND_NOT.search(part.text)) is not None:  # 是10月29日不是28日
        part = replace(part, days=tuple(d for d in part.days if d.end <= denied.start()) or part.days)
    percents = tuple(p for p in part.percents if p.start >= at) or part.percents
    shares = tuple(s for s in part.shares if s.start >= at) or part.shares
    return replace(part, percents=percents, shares=shares)


def _right_figures(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """`不是60%，是70%`, `7/12有误，应为8/12`: of several figures the last is the right one."""
    told = [n for n, part in enumerate(parts) if part.percents or part.shares or part.times]
    wrong = set(told[:-1]) | {n for n in told if parts[n].text.startswith("不是")}
    return tuple(
        replace(part, percents=(), shares=(), times=()) if n in wrong else part
        for n, part in enumerate(parts)
    )


def _inner_head(said: Said) -> Said:
    """`更正 指标 8.1 8/12`: the command word behind 更正."""
    first = said.parts[0]
    begun = words.HEAD.match(first.text)
    head_word = words.HEAD.match(first.text, begun.end()) if begun else None
    if head_word and words.HEAD_OF[head_word["word"]] != "correct":
        head = Act(words.HEAD_OF[head_word["word"]], *head_word.span())
        return replace(
            said, statement=replace(said.statement, parts=(replace(first, head=head), *said.parts[1:]))
        )
    for act in first.acts:
        word = first.text[act.start : act.end]
        if word in words.HEAD_OF:
            head = Act(words.HEAD_OF[word], act.start, act.end)
            return replace(
                said, statement=replace(said.statement, parts=(replace(first, head=head), *said.parts[1:]))
            )
    return said
