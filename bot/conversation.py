"""One incoming message, from hearing to the kept answer: once only, who is it, what is meant, handle, answer.

Everything happens in one transaction, which also notes the message by its id:
either all of it is kept or none, and a repeat changes nothing.
"""

import uuid
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot import binding, handing_in, members, reach, strangers
from bot.answering import LONGEST, keep_answer, note, readers
from bot.brought import Brought, enclosed_with
from bot.channels import Busy, Incoming
from bot.commands import Adopt, Command, Context, DraftNotice
from bot.context import context_of
from bot.handlers import handle
from bot.office import Office, Rules, rules_in
from bot.plan_meant import can_be_about, understood
from bot.turn import Turn
from bot.wordings import set_aside_broken
from db import people, post
from db.engine import refusal_of
from db.people import Seat
from db.post import Kept
from messages.catalogue import Message, Refused, WentWrong

log = structlog.get_logger()

T = TypeVar("T")


class DatabaseBusy(Busy):
    """Nothing could be written; the text is the sentence for the user. Sending the same again is safe."""


def hear(office: Office, incoming: Incoming, now: datetime) -> None:
    """Afterwards the message is noted with its effect, and the answer stands in the outbox.

    Raises DatabaseBusy where nothing at all could be written.
    """
    hearing(office, incoming, now).result()


def hearing(
    office: Office, incoming: Incoming, now: datetime, brought: Brought | None = None
) -> Future[None]:
    """The same without waiting: done, or failed with DatabaseBusy, when `hear` would return."""
    # Half a character or a NUL can be typed by a broken client, but not be kept.
    text = incoming.text.encode("utf-8", "replace").decode().replace("\0", "")
    heard = incoming if text == incoming.text else replace(incoming, text=text)
    work = partial(_converse, office.zone, heard, now, brought)
    return _promise(office, heard, now, office.writer.submit(work))


def pressing(
    office: Office, press: Incoming, index: int, now: datetime, brought: Brought | None = None
) -> Future[str | None]:
    """A button of `press.pressed` says its text, which is the result; None, and nothing is changed, where it is another's."""
    work = partial(_press, office.zone, press, index, now, brought)
    return _promise(office, press, now, office.writer.submit(work))


def _promise(office: Office, incoming: Incoming, now: datetime, work: Future[T | None]) -> Future[T | None]:
    """Whatever goes wrong is turned into one sentence, once, here."""
    promise: Future[T | None] = Future()
    promise.set_running_or_notify_cancel()  # who stops waiting does not undo what was said

    def settle(done: Future[T | None]) -> None:
        error = done.exception()
        if error is None:
            promise.set_result(done.result())
        elif isinstance(error, OperationalError):
            promise.set_exception(DatabaseBusy(refusal_of(error) or "数据库暂时不能用，请稍后再试。"))
        else:
            reference = uuid.uuid4().hex[:8]
            log.error("conversation failed", reference=reference, channel=incoming.channel, exc_info=error)
            apology = partial(_apologise, incoming, reference, now)
            office.writer.submit(apology).add_done_callback(lambda said: _pass_on(said, promise))

    work.add_done_callback(settle)
    return promise


def _pass_on(done: Future[None], promise: Future[T | None]) -> None:
    error = done.exception()
    if error is None:
        promise.set_result(None)
    else:
        promise.set_exception(error)


def _converse(
    zone: ZoneInfo, incoming: Incoming, now: datetime, brought: Brought | None, tx: Connection
) -> None:
    rules = rules_in(tx, zone)
    in_group = incoming.answer_at is not None
    if in_group and incoming.address == incoming.answer_at:
        return  # somebody speaks as the group itself: a seat reached as a group hears, it never speaks
    code = binding.code_in(incoming.text) if in_group else None
    if code is not None:
        strangers.redeem(tx, rules, incoming, code, now)
        return
    seat = people.who_is(tx, incoming.channel, incoming.address) or members.recognised(
        tx, incoming.channel, incoming.address, now
    )
    if seat is not None:
        if seat.lost:
            reach.heard_from(tx, incoming.channel, incoming.address, now)
        _answer(tx, rules, seat, incoming, now, brought)
    elif not in_group:  # what people without a seat say to each other there is not ours to keep
        strangers.meet(tx, rules, incoming, now)


def _answer(
    tx: Connection, rules: Rules, seat: Seat, incoming: Incoming, now: datetime, brought: Brought | None
) -> None:
    context = context_of(tx, rules, seat, now, _replied_to(tx, incoming))
    commands = _meant_by(brought, incoming) or _understood(tx, incoming, context)
    inbox_id = note(tx, incoming, seat, now, " ".join(command.intent for command in commands))
    if inbox_id is None:
        return
    turn = Turn(tx, rules, seat, inbox_id, incoming.text, now, incoming.files, brought)
    answers = _answers(turn, incoming, commands, context)
    where, when = readers(tx, seat, incoming, answers), now
    if handing_in.wordless(incoming):
        handing_in.make_room(turn)
        if handing_in.gathers(incoming):
            when = now + handing_in.GATHERING
    enclosure = enclosed_with(brought, commands)
    keep_answer(tx, where, inbox_id, answers, when, rules.wordings, enclosure)
    set_aside_broken(tx, rules, now)


def _meant_by(brought: Brought | None, incoming: Incoming) -> tuple[Command, ...]:
    """What was worked out before stands for a notice sent, or for 启用."""
    if brought is None or brought.paper is not None:
        return ()
    if brought.meant:
        return brought.meant
    return (DraftNotice(),) if incoming.files else (Adopt(),)


def _understood(tx: Connection, incoming: Incoming, context: Context) -> tuple[Command, ...]:
    """What is meant; nothing at all for a text nobody could have typed."""
    if len(incoming.text) > LONGEST:
        return ()
    commands = understood(incoming.text, context, partial(can_be_about, tx))
    return handing_in.meant_by(commands, incoming, context) if incoming.files else commands


def _answers(
    turn: Turn, incoming: Incoming, commands: tuple[Command, ...], context: Context
) -> tuple[Message, ...]:
    if not commands:
        wrong = f"这条消息有{len(incoming.text)}个字，最多{LONGEST}个"
        return (Refused(wrong, "请分几条发送，或写要点、附网址。"),)
    if handing_in.wordless(incoming) and turn.brought is None:
        more = handing_in.joined(turn, context.replied_item)
        if more is not None:
            return (more,)
    return handing_in.settled(turn, commands, handle(commands, turn), context)


def _replied_to(tx: Connection, incoming: Incoming) -> Kept | None:
    """The letter of ours that is replied to, where we know it."""
    if incoming.replying_to is None:
        return None
    return post.replied_to(tx, incoming.channel, incoming.answer_at or incoming.address, incoming.replying_to)


def _apologise(incoming: Incoming, reference: str, now: datetime, tx: Connection) -> None:
    seat = people.who_is(tx, incoming.channel, incoming.address)
    inbox_id = note(tx, incoming, seat, now, f"failed {reference}")
    if inbox_id is not None and seat is not None:
        answers = [WentWrong(reference)]
        keep_answer(tx, readers(tx, seat, incoming, answers), inbox_id, answers, now)


def _press(
    zone: ZoneInfo, press: Incoming, index: int, now: datetime, brought: Brought | None, tx: Connection
) -> str | None:
    message = post.kept(tx, press.pressed) if press.pressed is not None else None
    if message is None or not 0 <= index < len(message.buttons) or not _may_press(tx, press, message):
        return None
    text = message.buttons[index][1]
    _converse(zone, replace(press, text=text), now, brought, tx)
    return text


def _may_press(tx: Connection, press: Incoming, message: Kept) -> bool:
    """One's own message's; and what was said to a group as such, by anyone there who has a seat: it is as if they typed it."""
    seat = people.who_is(tx, press.channel, press.address)
    if seat is None or press.address == press.answer_at:
        return False
    if message.contact_id == seat.id:
        return True
    group = people.who_is(tx, press.channel, press.answer_at) if press.answer_at is not None else None
    return group is not None and message.contact_id == group.id
