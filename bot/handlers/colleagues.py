"""Two seats of one unit report on one item on one day: the later word holds, and both know of it."""

from dataclasses import replace

from bot.handlers.recording import KIND_WORDS
from bot.turn import Turn, mine
from db import account as ledger
from db import people
from db.account import Account
from messages.catalogue import ColleagueReported, Message, Recorded
from messages.lines import state_words


def told_of_each_other(answer: Message, turn: Turn) -> Message:
    """The receipt, with what a colleague had reported before it today; the colleague hears what holds now."""
    if not isinstance(answer, Recorded) or turn.sender.role not in ("contact", "leader", "lead"):
        return answer
    before = ledger.report_before(turn.tx, turn.sender.id, answer.code, turn.now)
    if before is None or before.contact_id == turn.sender.id:
        return answer
    if turn.rules.policy.today(before.reported_at) != turn.today:
        return answer
    account, colleague = mine(turn, answer.code, ""), people.seat(turn.tx, before.contact_id)
    if not isinstance(account, Account) or colleague is None:
        return answer
    message = ColleagueReported(
        account.code, account.title, turn.sender.title, answer.what, state_words(account)
    )
    turn.tell([colleague], message, account.code)
    hint = f"今天{before.contact}已报过{KIND_WORDS[before.kind]}，以本次为准，已告知对方。"
    return replace(answer, hints=(*answer.hints, hint))
