"""Every command and what acts on it, in one table.

A handler returns what to answer; it never commits, sends or reads the clock. A
user's mistake is an answer too.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.commands import (
    Accept,
    Adopt,
    Approve,
    Ask,
    AskExtension,
    Basis,
    Command,
    Configure,
    Correct,
    Count,
    Delegate,
    Detail,
    Done,
    DraftNotice,
    Evidence,
    Figure,
    Grant,
    Help,
    Later,
    ListOwed,
    MakeArchive,
    MakeBulletin,
    MakeHandup,
    MakeInvite,
    MakeLedger,
    MakeLetter,
    Nothing,
    Obstacle,
    OfferHandup,
    Prefer,
    Progress,
    Reassign,
    Refuse,
    Rehearse,
    Return,
    ShowBoard,
    ShowDigest,
    ShowOverdue,
    ShowPending,
    TakeHandup,
    Urge,
    Withdraw,
)  # fmt: skip
from bot.handlers import (
    accounts,
    admin,
    board,
    colleagues,
    figures,
    levels,
    papers,
    planning,
    quieting,
    reporting,
    requests,
    ruling,
    seats,
    showing,
    smalltalk,
    standing,
    withdrawal,
)
from bot.permissions import WHO, may
from bot.turn import Turn
from messages.catalogue import AllAccepted, Message, NotAllowed, Recorded, Refused, Withdrawn
from messages.replies import PLACEHOLDERS

Handler = Callable[[Any, Turn], Message | tuple[Message, ...]]

HANDLERS: dict[type, Handler] = {
    Accept: reporting.accept,
    Progress: reporting.progress,
    Count: reporting.count,
    Figure: figures.figure,
    Done: reporting.done,
    Evidence: reporting.evidence,
    AskExtension: requests.ask_extension,
    Obstacle: requests.obstacle,
    Reassign: requests.reassign,
    Withdraw: withdrawal.withdraw,
    Correct: withdrawal.correct,
    Delegate: quieting.delegate,
    Later: quieting.later,
    ListOwed: standing.list_owed,
    Detail: showing.detail,
    Basis: showing.basis,
    Help: showing.help_,
    Approve: ruling.approve,
    Return: ruling.send_back,
    Urge: ruling.urge,
    Grant: ruling.grant,
    Refuse: ruling.refuse,
    ShowDigest: standing.show_digest,
    ShowOverdue: standing.show_overdue,
    ShowPending: standing.show_pending,
    Prefer: accounts.prefer,
    ShowBoard: board.show_board,
    MakeBulletin: papers.make_bulletin,
    MakeLedger: papers.make_ledger,
    MakeArchive: papers.make_archive,
    MakeLetter: papers.make_letter,
    MakeHandup: levels.make_handup,
    OfferHandup: levels.offer_handup,
    TakeHandup: levels.take_handup,
    Configure: admin.configure,
    MakeInvite: seats.make_invite,
    DraftNotice: planning.draft_notice,
    Adopt: planning.adopt,
    Rehearse: planning.rehearse_days,
    Ask: smalltalk.ask,
    Nothing: smalltalk.nothing,
}


def handle(commands: tuple[Command, ...], turn: Turn) -> tuple[Message, ...]:
    """Act on each in order; what several acceptances come to is said in one receipt."""
    signing = [command for command in commands if isinstance(command, Accept)]
    if len(signing) < 2:
        return tuple(answer for command in commands for answer in _answers(command, turn))
    rest = [command for command in commands if not isinstance(command, Accept)]
    signed = _answers(signing[0], turn, lambda _, turn: reporting.accept_all(signing, turn))
    return signed + tuple(answer for command in rest for answer in _answers(command, turn))


def _answers(command: Command, turn: Turn, handler: Handler | None = None) -> tuple[Message, ...]:
    if not may(turn.sender.role, command.intent):
        return (NotAllowed(_named(turn), WHO.get(command.intent, "协调员")),)
    if isinstance(command, Correct) and command.to is not None:
        return _corrected(command, command.to, turn)
    if (left := getattr(command, "note", "").strip()) in PLACEHOLDERS:
        return (Refused(f"“{left}”是示例，要换成实际内容", f"如写成：{PLACEHOLDERS[left]}"),)
    answer = (handler or HANDLERS[type(command)])(command, turn)
    answers = answer if isinstance(answer, tuple) else (answer,)
    return tuple(colleagues.told_of_each_other(one, turn) for one in answers)


def _corrected(command: Correct, right: Command, turn: Turn) -> tuple[Message, ...]:
    """更正 with the right words: the last act taken back, the right one put in its place, or neither."""
    with turn.tx.begin_nested() as both:
        if isinstance(right, Correct):  # 是5.4不是3.1: the same words, on the item named
            right = withdrawal.last_words(command.item, right.item, turn) or right
        files = withdrawal.last_files(command.item, turn)
        first = withdrawal.withdraw(Withdraw(command.item), turn)
        if not isinstance(first, Withdrawn):
            return (first,)
        answers = _answers(right, replace(turn, files=(*turn.files, *files)))
        if not all(isinstance(answer, Recorded | AllAccepted) for answer in answers):
            both.rollback()
    return answers


def _named(turn: Turn) -> str:
    return f"“{turn.heard[:20]}”" if turn.heard else "这样做"
