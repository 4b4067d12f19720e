"""Who has no seat yet: a right code binds, anything else gets one polite line and then silence."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection

from bot import binding, handovers, reach
from bot.answering import keep_answer, note, to_address
from bot.channels import Incoming
from bot.context import last_question
from bot.office import Rules
from bot.telling import tell
from db import people, plans, post
from messages.catalogue import Advice, CodeRefused, Stranger, StrangerWrote

EVER = datetime(2000, 1, 1, tzinfo=UTC)


def meet(tx: Connection, rules: Rules, incoming: Incoming, now: datetime) -> None:
    """A right code binds; anything else gets one polite line, then silence. The admins are told once."""
    known = post.times_heard(tx, incoming.channel, incoming.address, EVER)
    code = binding.code_in(incoming.text)
    if code is not None:
        redeem(tx, rules, incoming, code, now)
    else:
        inbox_id = note(tx, incoming, None, now, "stranger")
        if inbox_id is not None and not known:
            stranger = Stranger("、".join(plan.title for plan in plans.plans(tx)))
            post.keep(tx, [to_address(incoming, stranger, inbox_id, now)], now)
    if not known and people.who_is(tx, incoming.channel, incoming.address) is None:
        message = StrangerWrote(incoming.channel, incoming.address, now.astimezone(rules.policy.zone))
        tell(
            tx, people.seats_in_role(tx, "admin"), message,
            policy=rules.policy, now=now, wordings=rules.wordings,
        )  # fmt: skip


def redeem(tx: Connection, rules: Rules, incoming: Incoming, code: str, now: datetime) -> None:
    """Afterwards the account, or the group it was typed in, speaks for the code's seat; or hears once why not."""
    group = incoming.answer_at
    address = group or incoming.address
    bound = binding.redeem(tx, code, incoming.channel, address, now, by=incoming.address)
    if isinstance(bound, binding.Binding):
        inbox_id = note(tx, incoming, bound.seat, now, "bind")
        if inbox_id is not None:
            if group is None:
                reach.follow(tx, bound.seat.id, incoming.channel, address, now)
            question = last_question(tx, bound.seat, now) if group is None and bound.ended is None else None
            answer = replace(handovers.welcome(tx, rules, bound, now), group=group is not None)
            keep_answer(tx, bound.seat, inbox_id, [answer], now, rules.wordings)
            if question is not None:
                handovers.ask_again(tx, bound.seat, question, now)
            handovers.tell_admins(tx, rules, bound, now)
            reach.send_what_waited(tx, bound.seat.id, incoming.channel, address, now)
        return
    told = bound == "locked" and _told_locked(tx, incoming, now)
    if bound == "locked" and not told:
        _tell_of_guessing(tx, rules, incoming, now)
    inbox_id = note(tx, incoming, None, now, bound if bound == "locked" else binding.WRONG)
    if inbox_id is not None and not told:
        post.keep(tx, [to_address(incoming, CodeRefused(bound), inbox_id, now)], now)


def _tell_of_guessing(tx: Connection, rules: Rules, incoming: Incoming, now: datetime) -> None:
    sentence = (
        f"账号 {incoming.address}（{incoming.channel}）一小时内发错{binding.GUESSES}次绑定码，已停用其绑定一小时；"
        "如是本办联系人，请核实身份后重新发码。"
    )
    tell(tx, people.seats_in_role(tx, "admin"), Advice(sentence), policy=rules.policy, now=now)


def _told_locked(tx: Connection, incoming: Incoming, now: datetime) -> bool:
    return post.times_heard(tx, incoming.channel, incoming.address, now - binding.WITHIN, "locked") > 0
