"""Files in a conversation: what they are meant for when nothing, or nothing clear, was said with them.

Some networks bring several files as so many messages, at most one of them with words. All
of them end up on one report, and they do not each get an answer.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.channels import Incoming
from bot.commands import Ask, Command, Context, Evidence, Nothing
from bot.handlers import enclosing, handle
from bot.permissions import may
from bot.turn import Turn
from db import account as ledger
from db import evidence, post
from db.states import CLOSED
from messages.catalogue import (
    Attached,
    Message,
    NoSuchItem,
    NotAllowed,
    NotYours,
    Recorded,
    Refused,
    WhichOne,
)

TOGETHER = timedelta(minutes=1)  # what comes so soon after a file belongs to it
GATHERING = timedelta(seconds=2)  # an answer to files without words waits so long for the rest of them
# Networks that bring several files as several messages; Telegram's channel gathers an album itself.
ONE_BY_ONE = frozenset({"wecom", "wecom-bot"})


def wordless(incoming: Incoming) -> bool:
    return bool(incoming.files) and not incoming.text.strip()


def gathers(incoming: Incoming) -> bool:
    """Whether more of the same may be on its way, so that the answer waits a moment for it."""
    return wordless(incoming) and incoming.channel in ONE_BY_ONE


def meant_by(commands: tuple[Command, ...], incoming: Incoming, context: Context) -> tuple[Command, ...]:
    """With files at hand, words that asked for nothing are their caption: 佐证, of the item spoken of."""
    item = context.replied_item or context.last_item
    if all(isinstance(command, Nothing) for command in commands):
        return (Evidence(item if item in context.open_items else None, incoming.text.strip()),)
    match commands:
        case (Ask(meant=Evidence(item=None) as meant),):
            return (meant,)
        case _:
            return commands


def joined(turn: Turn, replied_item: str | None) -> Attached | Refused | None:
    """Files without words right after files that found their report go there too."""
    last = _placed_before(turn)
    if last is None or replied_item not in (None, last.code):
        return None
    (account,) = ledger.accounts(turn.tx, [last.assignment_id])
    if account.state in CLOSED or account.unit_id != turn.sender.unit_id:
        return None
    fresh = enclosing.new_on(turn, account, enclosing.pieces_of(turn.files))
    if not fresh:
        return enclosing.all_there(account, turn.files)
    enclosing.keep(turn, last.report_id, fresh)
    turn.remember("evidence", account, report=last.report_id, **enclosing.entered(fresh))
    names = tuple(shown.name for shown in evidence.of_report(turn.tx, last.report_id) if shown.sha256)
    return Attached(account.code, account.title, names, _not_among(turn, {piece.key for piece in fresh}))


def _placed_before(turn: Turn) -> evidence.Shown | None:
    """Where the message just before this one put its files."""
    *before, _ = post.heard_from(turn.tx, turn.sender.id, 2)
    if not before or not before[-1].files or before[-1].at < turn.now - TOGETHER:
        return None
    placed = [one for one in evidence.reported_by(turn.tx, before[-1].id) if one.sha256]
    return placed[-1] if placed else None


def settled(
    turn: Turn, commands: Sequence[Command], answers: tuple[Message, ...], context: Context
) -> tuple[Message, ...]:
    """The answers with what became of the files: kept with a report, waiting for one, or not kept."""
    reported = any(isinstance(answer, Recorded) and answer.can_withdraw for answer in answers)
    if reported:
        standing = evidence.reported_by(turn.tx, turn.inbox_id)
        return tuple(_with_files(turn, answer, standing) for answer in answers)
    if not turn.files or turn.brought is not None or not may(turn.sender.role, "evidence"):
        return answers
    if any(isinstance(answer, WhichOne) for answer in answers) or _can_be_put_right(
        commands, answers, context
    ):
        enclosing.keep(turn, None, enclosing.pieces_of(turn.files))
        return tuple(_said_of_waiting(turn, answer) for answer in answers)
    if any(isinstance(answer, Refused | NotYours | NoSuchItem | NotAllowed | Recorded) for answer in answers):
        return answers
    # “待办” under a photo: both are answered.
    also: tuple[Command, ...] = (Evidence(None),)
    return answers + settled(turn, also, handle(also, turn), context)


def _can_be_put_right(commands: Sequence[Command], answers: Sequence[Message], context: Context) -> bool:
    """Whether only the words were wrong: an open item of the unit's own, an impossible figure."""
    named = [getattr(command, "item", None) for command in commands]
    refused = bool(answers) and all(isinstance(answer, Refused) for answer in answers)
    return refused and bool(named) and all(item in context.open_items for item in named)


def _said_of_waiting(turn: Turn, answer: Message) -> Message:
    if isinstance(answer, Refused):
        return replace(answer, files_wait=True)
    if isinstance(answer, WhichOne) and answer.about == "item" and not answer.note:
        waiting = evidence.waiting(turn.tx, turn.sender.id, turn.now - TOGETHER)
        names = [piece.name for piece in waiting]
        shown = "、".join(names[:3]) + (f"等{len(names)}个" if len(names) > 3 else "")
        return replace(answer, note=f"收到附件{len(names)}个：{shown}")
    return answer


def _with_files(turn: Turn, answer: Message, standing: Sequence[evidence.Shown]) -> Message:
    if not isinstance(answer, Recorded):
        return answer
    here = [shown for shown in standing if shown.code == answer.code]
    names = tuple(shown.name for shown in here if shown.sha256)
    return replace(answer, attached=names, already=_not_among(turn, {shown.key for shown in here}))


def _not_among(turn: Turn, keys: set[str]) -> tuple[str, ...]:
    """Files of this message that were there before."""
    return tuple(dict.fromkeys(file.name for file in turn.files if file.sha256 not in keys))


def make_room(turn: Turn) -> None:
    """An answer to the album's earlier files that has not left yet says less than the one to come."""
    post.supersede_files(turn.tx, turn.sender.id, "同组附件，并入后一条答复")
