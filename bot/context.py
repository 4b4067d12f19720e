"""What the grammar may know of a conversation: who speaks, of which items, what was said last, what is still asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.binding import code_in
from bot.commands import Ask, Context, ItemName
from bot.grammar import understand
from bot.office import Rules
from db import account as ledger
from db import people, plans, post
from db.people import Seat
from db.post import Kept, Mention
from db.states import CLOSED

# Messages that wait for one of their buttons.
QUESTIONS = frozenset({"which_one", "setting_proposed", "wording_proposed"})
QUESTION_LAPSES = timedelta(hours=24)


def context_of(
    tx: Connection, rules: Rules, seat: Seat, now: datetime, replied: Kept | None = None
) -> Context:
    """The conversation as far as it helps to understand the next words. replied: the letter of ours they reply to."""
    said = post.last_mentions(tx, seat.id, now, 3)
    last = next(said, None)
    about = replied.about if replied is not None else _spoken_of(last, said)
    items = _item_names(tx)
    units: tuple[str, ...] = ()
    if seat.role in ("contact", "leader"):
        owed = ledger.owing(tx, seat.unit_id)
        owes = [(item, *owed[item_id]) for item_id, item in items.items() if item_id in owed]
        known = tuple(item for item, _, _ in owes)
        open_items = tuple(item.code for item, state, _ in owes if state not in CLOSED)
        due = {item.code: due for item, _, due in owes}
    else:
        known = tuple(items.values())
        open_items = tuple(item.code for item in known)
        due = {}
        units = tuple(name for unit in people.units(tx) for name in (unit.name, *unit.also))
    only = about[0] if len(about) == 1 else None
    context = Context(
        role=seat.role,
        now=now.astimezone(rules.policy.zone),
        items=known,
        open_items=open_items,
        last_item=only,
        replied_item=only if replied is not None else None,
        units=units,
        question=_asked_in(replied, seat) if replied is not None else _open_question(last, now),
        due=due,
    )
    return replace(context, asked=_asked(tx, seat, context, replied)) if context.question else context


def last_question(tx: Connection, seat: Seat, now: datetime) -> Kept | None:
    """Our last message to that seat, if it asked something and is not answered."""
    said = post.last_said(tx, seat.id, now, 1)
    asked = said and said[0].kind in QUESTIONS and now - said[0].at < QUESTION_LAPSES
    return said[0] if asked else None


def _spoken_of(last: Mention | None, before: Iterator[Mention]) -> tuple[str, ...]:
    """The items of our last message, or of the one before it that spoke of any; as a rule the last has some."""
    if last is None or last.about:
        return last.about if last is not None else ()
    return next((one.about for one in before if one.about), ())


def _open_question(last: Mention | None, now: datetime) -> tuple[str, ...]:
    """The choices of our last message, if it asked something lately."""
    if last is not None and last.kind in QUESTIONS and now - last.at < QUESTION_LAPSES:
        return tuple(text for _, text in last.buttons)
    return ()


def _asked_in(replied: Kept, seat: Seat) -> tuple[str, ...]:
    """The choices of the message replied to: whoever replies to a question answers it, however old. Another's is not theirs."""
    if replied.kind in QUESTIONS and replied.contact_id == seat.id:
        return tuple(text for _, text in replied.buttons)
    return ()


def _asked(tx: Connection, seat: Seat, context: Context, replied: Kept | None) -> Ask | None:
    """The question still open, found as it was found: from the words that led to it."""
    if replied is not None and replied.answers is not None:
        words = post.words_of(tx, replied.answers)
    else:
        heard = [one for one in post.heard_from(tx, seat.id, 3) if code_in(one.text) is None]
        words = heard[-1].text if heard else ""
    meant = understand(words, replace(context, question=())) if words else ()
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
