"""Two seats of one unit report on one item on one day: the later word holds, and both know of it."""

from dataclasses import replace

from bot.handlers.recording import KIND_WORDS
from bot.turn import Turn, mine
from db import account as ledger
from db import people
from db.account import Account, ReportRow
from messages.catalogue import ColleagueReported, Message, Recorded
from messages.lines import state_words


def told_of_each_other(answer: Message, turn: Turn) -> Message:
    """The receipt, with what a colleague had reported before it today; the colleague hears what holds now."""
    if not isinstance(answer, Recorded) or turn.sender.role not in ("contact", "leader"):
        return answer
    account = mine(turn, answer.code, "")
    before = _before(account, turn) if isinstance(account, Account) else None
    colleague = people.seat(turn.tx, before.contact_id) if before is not None else None
    if before is None or colleague is None or not isinstance(account, Account):
        return answer
    message = ColleagueReported(
        account.code, account.title, turn.sender.title, answer.what, state_words(account)
    )
    turn.tell([colleague], message, account.code)
    hint = f"今天{before.contact}已报过{KIND_WORDS[before.kind]}，以本次为准，已告知对方。"
    return replace(answer, hints=(*answer.hints, hint))


def _before(account: Account, turn: Turn) -> ReportRow | None:
    """What another seat reported last, where that was today and the sender has just reported something after it."""
    found = ledger.reports(turn.tx, account.id)[-2:]
    if len(found) < 2:
        return None
    before, last = found
    if last.reported_at != turn.now or last.contact_id != turn.sender.id:
        return None
    today = turn.rules.policy.today(before.reported_at) == turn.today
    return before if today and before.contact_id != turn.sender.id else None
