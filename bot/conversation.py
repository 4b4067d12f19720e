"""One incoming message, from hearing to the kept answer: once only, who is it, what is meant, handle, answer.

Everything happens in one transaction, which also notes the message by its id:
either all of it is kept or none, and a repeat changes nothing.
"""

import uuid
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot import binding
from bot.channels import STYLES, Incoming
from bot.commands import Ask, Command, Context, ItemName
from bot.grammar import understand
from bot.handlers import handle
from bot.office import Office, Rules, rules_in
from bot.telling import ANSWER, letter, tell
from bot.turn import Turn
from db import account as ledger
from db import people, plans, post
from db.engine import refusal_of
from db.people import Seat
from db.post import Letter
from db.states import CLOSED
from messages.catalogue import Bound, CodeRefused, Message, Refused, Stranger, StrangerWrote, WentWrong
from messages.lines import item_line
from messages.render import render

log = structlog.get_logger()

EVER = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST = 5000  # characters; a work report is rarely over a thousand
QUESTION_LAPSES = timedelta(hours=24)
MOST_BUTTONS = 4


class DatabaseBusy(Exception):
    """Nothing could be written; the text is the sentence for the user. Sending the same again is safe."""


def hear(office: Office, incoming: Incoming, now: datetime) -> None:
    """Afterwards the message is noted with its effect, and the answer stands in the outbox.

    Raises DatabaseBusy where nothing at all could be written.
    """
    hearing(office, incoming, now).result()


def hearing(office: Office, incoming: Incoming, now: datetime) -> Future[None]:
    """The same without waiting: done, or failed with DatabaseBusy, when `hear` would return."""
    # Half a character or a NUL can be typed by a broken client, but not be kept.
    text = incoming.text.encode("utf-8", "replace").decode().replace("\0", "")
    heard = replace(incoming, text=text)
    work = partial(_converse, office.zone, heard, now)
    return _promise(office, heard, now, office.writer.submit(work))


def pressing(office: Office, press: Incoming, index: int, now: datetime) -> Future[None]:
    """A button of `press.pressed` says its text, if that message was the presser's own; any other press changes nothing."""
    work = partial(_press, office.zone, press, index, now)
    return _promise(office, press, now, office.writer.submit(work))


def _promise(office: Office, incoming: Incoming, now: datetime, work: Future[None]) -> Future[None]:
    """Whatever goes wrong is turned into one sentence, once, here."""
    promise: Future[None] = Future()
    promise.set_running_or_notify_cancel()  # who stops waiting does not undo what was said

    def settle(done: Future[None]) -> None:
        error = done.exception()
        if error is None:
            promise.set_result(None)
        elif isinstance(error, OperationalError):
            promise.set_exception(DatabaseBusy(refusal_of(error) or "数据库暂时不能用，请稍后再试。"))
        else:
            reference = uuid.uuid4().hex[:8]
            log.error("conversation failed", reference=reference, channel=incoming.channel, exc_info=error)
            apology = partial(_apologise, incoming, reference, now)
            office.writer.submit(apology).add_done_callback(lambda said: _pass_on(said, promise))

    work.add_done_callback(settle)
    return promise


def _pass_on(done: Future[None], promise: Future[None]) -> None:
    error = done.exception()
    if error is None:
        promise.set_result(None)
    else:
        promise.set_exception(error)


def _converse(zone: ZoneInfo, incoming: Incoming, now: datetime, tx: Connection) -> None:
    rules = rules_in(tx, zone)
    seat = people.who_is(tx, incoming.channel, incoming.address)
    if seat is None:
        _meet_stranger(tx, rules, incoming, now)
        return
    commands = _understood(tx, rules, seat, incoming, now)
    inbox_id = _note(tx, incoming, seat, now, " ".join(command.intent for command in commands))
    if inbox_id is None:
        return
    if commands:
        answers = handle(commands, Turn(tx, rules, seat, inbox_id, incoming.text, now))
    else:
        wrong = f"这条消息有{len(incoming.text)}个字，最多{LONGEST}个"
        answers = (Refused(wrong, "请分几条发送，或写要点、附网址。"),)
    _keep_answer(tx, seat, inbox_id, answers, now)


def _understood(
    tx: Connection, rules: Rules, seat: Seat, incoming: Incoming, now: datetime
) -> tuple[Command, ...]:
    """What is meant; nothing at all for a text nobody could have typed."""
    if len(incoming.text) > LONGEST:
        return ()
    return understand(incoming.text, context_of(tx, rules, seat, now))


def _note(tx: Connection, incoming: Incoming, seat: Seat | None, now: datetime, outcome: str) -> int | None:
    return post.note(
        tx,
        channel=incoming.channel,
        update_id=incoming.update_id,
        address=incoming.address,
        contact_id=seat.id if seat else None,
        text=incoming.text[:LONGEST],
        pressed=incoming.pressed,
        outcome=outcome,
        now=now,
    )


def _keep_answer(
    tx: Connection, seat: Seat, inbox_id: int, answers: Sequence[Message], now: datetime
) -> None:
    """One message heard gets one letter back, however many things it said."""
    letters = [
        letter(seat, answer, not_before=now, about=_about(answer), priority=ANSWER) for answer in answers
    ]
    if letters:
        post.keep(tx, [_joined(letters, inbox_id)], now)


def _about(answer: Message) -> tuple[str, ...]:
    """The items an answer speaks of, so that the next message need not name them."""
    for name in ("code", "line"):
        found = getattr(answer, name, None)
        if found is not None:
            return (found if isinstance(found, str) else found.code,)
    return tuple(line.code for line in getattr(answer, "lines", ()))


def _joined(letters: Sequence[Letter], inbox_id: int) -> Letter:
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
    )


# ---------------------------------------------------------------- what the grammar may know


def context_of(tx: Connection, rules: Rules, seat: Seat, now: datetime) -> Context:
    """The conversation as far as it helps to understand the next words."""
    said = post.last_mentions(tx, seat.id, now, 3)
    about = next((one.about for one in said if one.about), ())
    items = _item_names(tx)
    units: tuple[str, ...] = ()
    if seat.role in ("contact", "leader"):
        owed = ledger.owing(tx, seat.unit_id)
        known = tuple(items[one.item_id] for one in owed if one.item_id in items)
        open_items = tuple(one.code for one in owed if one.state not in CLOSED)
        due = {one.code: one.due for one in owed}
    else:
        known = tuple(items.values())
        open_items = tuple(item.code for item in known)
        due = {}
        units = tuple(name for unit in people.units(tx) for name in (unit.name, *unit.also))
    context = Context(
        role=seat.role,
        now=now.astimezone(rules.policy.zone),
        items=known,
        open_items=open_items,
        last_item=about[0] if len(about) == 1 else None,
        units=units,
        question=_open_question(said, now),
        due=due,
    )
    return replace(context, asked=_asked(tx, seat, context)) if context.question else context


def _asked(tx: Connection, seat: Seat, context: Context) -> Ask | None:
    """The question still open, found as it was found: from the words that led to it."""
    heard = post.heard_from(tx, seat.id, 1)
    if not heard:
        return None
    meant = understand(heard[-1].text, replace(context, question=()))
    return next((command for command in meant if isinstance(command, Ask)), None)


_names: dict[tuple[object, ...], dict[int, ItemName]] = {}


def _item_names(tx: Connection) -> dict[int, ItemName]:
    """What the items are called. They change only when a plan is loaded, and every message needs them."""
    edition = plans.edition(tx)
    if edition not in _names:
        _names.clear()
        _names[edition] = {
            item.id: ItemName(item.code, item.title, item.measure, item.counted, item.aliases)
            for item in plans.items(tx)
        }
    return _names[edition]


def _open_question(said: Sequence[post.Mention], now: datetime) -> tuple[str, ...]:
    """The choices of our last message, if it asked something lately."""
    if said and said[0].kind == "which_one" and now - said[0].at < QUESTION_LAPSES:
        return tuple(text for _, text in said[0].buttons)
    return ()


# ---------------------------------------------------------------- strangers


def _meet_stranger(tx: Connection, rules: Rules, incoming: Incoming, now: datetime) -> None:
    """A right code binds; anything else gets one polite line, then silence. The admins are told once."""
    known = post.times_heard(tx, incoming.channel, incoming.address, EVER)
    code = binding.code_in(incoming.text)
    bound = binding.redeem(tx, code, incoming.channel, incoming.address, now) if code else "stranger"
    if isinstance(bound, Seat):
        inbox_id = _note(tx, incoming, bound, now, "bind")
        if inbox_id is not None:
            _keep_answer(tx, bound, inbox_id, [_welcome(tx, rules, bound, now)], now)
        return
    said_before = known if code is None else bound == "locked" and _told_locked(tx, incoming, now)
    inbox_id = _note(tx, incoming, None, now, bound if bound in ("stranger", "locked") else binding.WRONG)
    if inbox_id is None:
        return
    if not said_before:
        answer = CodeRefused(bound) if code else Stranger("、".join(plan.title for plan in plans.plans(tx)))
        post.keep(tx, [_to_address(incoming, answer, inbox_id, now)], now)
    if not known:
        message = StrangerWrote(incoming.channel, incoming.address, now.astimezone(rules.policy.zone))
        tell(tx, people.seats_in_role(tx, "admin"), message, policy=rules.policy, now=now)


def _told_locked(tx: Connection, incoming: Incoming, now: datetime) -> bool:
    return post.times_heard(tx, incoming.channel, incoming.address, now - binding.WITHIN, "locked") > 0


def _welcome(tx: Connection, rules: Rules, seat: Seat, now: datetime) -> Message:
    """The newcomer at once hears everything that is open."""
    today = rules.policy.today(now)
    owed = ledger.accounts_of_unit(tx, seat.unit_id) if seat.role in ("contact", "leader") else []
    lines = tuple(item_line(a, today, rules.policy.calendar) for a in owed if a.state not in CLOSED)
    return Bound(seat.title, seat.unit, lines)


def _to_address(incoming: Incoming, message: Message, inbox_id: int | None, now: datetime) -> Letter:
    """A letter to somebody who has no seat."""
    return Letter(
        contact_id=None,
        channel=incoming.channel,
        address=incoming.address,
        kind=message.template,
        parts=render(message, STYLES[incoming.channel]),
        buttons=tuple((button.label, button.text) for button in message.buttons),
        about=(),
        priority=ANSWER,
        not_before=now,
        answers=inbox_id,
    )


def _apologise(incoming: Incoming, reference: str, now: datetime, tx: Connection) -> None:
    seat = people.who_is(tx, incoming.channel, incoming.address)
    inbox_id = _note(tx, incoming, seat, now, f"failed {reference}")
    if inbox_id is not None and seat is not None:
        _keep_answer(tx, seat, inbox_id, [WentWrong(reference)], now)


def _press(zone: ZoneInfo, press: Incoming, index: int, now: datetime, tx: Connection) -> None:
    seat = people.who_is(tx, press.channel, press.address)
    message = post.kept(tx, press.pressed) if press.pressed is not None else None
    mine = message is not None and seat is not None and message.contact_id == seat.id
    if mine and message is not None and 0 <= index < len(message.buttons):
        _converse(zone, replace(press, text=message.buttons[index][1]), now, tx)
