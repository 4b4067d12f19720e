"""Maker of corrections: what was reported was wrong, and what is right where it was said."""

from collections.abc import Callable
from dataclasses import replace

from bot import commands as c
from bot.grammar import words
from bot.grammar.parts import Act, Part
from bot.grammar.said import Said, meant_codes, own_words


def correct(said: Said, read: Callable[[Said], list[c.Command]]) -> c.Command:
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
        for command in read(inner)
        if not isinstance(command, (c.Ask, c.Nothing, c.Detail, c.ListOwed, c.Help, c.Accept))
    ]
    if told and len(codes) <= 1:
        return c.Correct(to=told[0], note=getattr(told[0], "note", ""))
    return c.Correct(note=own_words(said, "correct"))


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
