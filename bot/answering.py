"""What was heard is noted, and what is answered is kept: one letter back for one message, and where it may be read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.channels import STYLES, Incoming
from bot.counts import count
from bot.telling import ANSWER, letter
from bot.trail import follow
from db import people, post
from db.people import Seat
from db.post import Enclosed, Letter
from messages.catalogue import Message
from messages.render import ORIGINAL, render

LONGEST = 5000  # characters; a work report is rarely over a thousand
MOST_BUTTONS = 4

# What anyone in a group may read: the speaker's own words back, the notice's public words, and what went wrong.
# Everything else is read in the group only where it is the unit's own, or the coordinators'.
FOR_ANY_GROUP = frozenset(
    [
        "recorded", "attached", "all_accepted", "withdrawn", "snoozed", "which_one", "refused", "unclear", "small_talk",
        "no_such_item", "not_yours", "not_allowed", "item_basis", "how_to_report", "help_card", "went_wrong", "bound",
    ]
)  # fmt: skip
FOR_NO_GROUP = frozenset(["invite_made", "board_link"])  # whoever reads a code may take the seat


def note(tx: Connection, incoming: Incoming, seat: Seat | None, now: datetime, outcome: str) -> int | None:
    """Write down what was heard; its id, or None where it was heard before."""
    inbox_id = post.note(
        tx,
        channel=incoming.channel,
        update_id=incoming.update_id,
        address=incoming.address,
        contact_id=seat.id if seat else None,
        text=incoming.text[:LONGEST],
        pressed=incoming.pressed,
        outcome=outcome,
        now=now,
        files=tuple(file.name for file in incoming.files),
    )
    if inbox_id is not None:
        count("heard", incoming.channel, outcome.partition(" ")[0])
        follow("heard", channel=incoming.channel, update=incoming.update_id, inbox=inbox_id)
    return inbox_id


def keep_answer(
    tx: Connection,
    seat: Seat,
    inbox_id: int,
    answers: Sequence[Message],
    now: datetime,
    wordings: Mapping[str, str] = ORIGINAL,
    enclosure: Enclosed | None = None,
) -> None:
    """One message heard gets one letter back to that seat's address, however many things it said."""
    letters = [
        letter(seat, answer, not_before=now, about=_about(answer), priority=ANSWER, wordings=wordings)
        for answer in answers
    ]
    if letters:
        (outbox_id,) = post.keep(tx, [_joined(letters, inbox_id, enclosure)], now)
        follow("answered", inbox=inbox_id, outbox=outbox_id)


def readers(tx: Connection, seat: Seat, incoming: Incoming, answers: Sequence[Message]) -> Seat:
    """The seat at the address where the answer goes: the group, or its own chat where others shall not read it."""
    if incoming.answer_at is None:
        return seat
    group = people.who_is(tx, incoming.channel, incoming.answer_at)
    theirs = group is not None and (group.role in ("coordinator", "admin") or group.unit_id == seat.unit_id)
    names = {answer.template for answer in answers}
    if names & FOR_NO_GROUP or not (theirs or names <= FOR_ANY_GROUP):
        return seat
    return replace(seat, channel=incoming.channel, address=incoming.answer_at)


def to_address(incoming: Incoming, message: Message, inbox_id: int | None, now: datetime) -> Letter:
    """A letter to somebody who has no seat."""
    return Letter(
        contact_id=None,
        channel=incoming.channel,
        address=incoming.answer_at or incoming.address,
        kind=message.template,
        parts=render(message, STYLES[incoming.channel]),
        buttons=tuple((button.label, button.text) for button in message.buttons),
        about=(),
        priority=ANSWER,
        not_before=now,
        answers=inbox_id,
    )


def _about(answer: Message) -> tuple[str, ...]:
    """The items an answer speaks of, so that the next message need not name them."""
    for name in ("code", "line"):
        found = getattr(answer, name, None)
        if found is not None:
            return (found if isinstance(found, str) else found.code,)
    return tuple(line.code for line in getattr(answer, "lines", ()))


def _joined(letters: Sequence[Letter], inbox_id: int, enclosure: Enclosed | None) -> Letter:
    first = letters[0]
    several = len(letters) > 1
    # Under several answers at once “撤回” alone would not say which one is meant.
    buttons = [(text if several else label, text) for one in letters for label, text in one.buttons]
    return Letter(
        contact_id=first.contact_id,
        channel=first.channel,
        address=first.address,
        kind=first.kind,
        parts=tuple(part for one in letters for part in one.parts),
        buttons=tuple(dict.fromkeys(buttons))[: MOST_BUTTONS if several else None],
        about=tuple(dict.fromkeys(code for one in letters for code in one.about)),
        priority=ANSWER,
        not_before=first.not_before,
        answers=inbox_id,
        enclosure=enclosure,
    )
