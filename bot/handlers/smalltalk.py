"""What asks for nothing, or asks what cannot be done: a short kind word, one question, or a clear no."""

from datetime import timedelta

from bot.commands import Ask, Nothing
from bot.permissions import WHO
from bot.turn import Turn
from db import account as ledger
from db.states import OPEN
from messages.catalogue import Button, Message, NotAllowed, Refused, SmallTalk, TurnedDown, Unclear, WhichOne

KIND = frozenset({"thanks", "greeting", "chat", "left", "empty"})


def ask(command: Ask, turn: Turn) -> Message:
    """One question; each button says the whole answer."""
    if not command.choices:
        return Refused(command.note, "其余的请另发一条。") if command.note else Unclear("")
    if command.about == "plan":
        return WhichOne("plan", tuple(Button(_plan_in(one), one) for one in command.choices), command.note)
    choices = tuple(Button(choice, choice) for choice in command.choices[:4])
    return WhichOne(command.about, choices, command.note)


def _plan_in(choice: str) -> str:
    """优化营商环境 of 《优化营商环境》完成 3.1."""
    return choice[1:].partition("》")[0]


def nothing(command: Nothing, turn: Turn) -> Message:
    if command.note in KIND:
        return SmallTalk(command.note)
    if command.note == "forbidden":
        who = WHO.get(command.nearest, "各单位联系人逐项")
        return NotAllowed(f"“{turn.heard[:20]}”" if command.nearest else "这样做", who)
    if command.note == "irritation":
        return _turned_down(turn)
    return Unclear(command.nearest)


def _turned_down(turn: Turn) -> Message:
    owed = [a for a in ledger.accounts_of_unit(turn.tx, turn.sender.unit_id) if a.state in OPEN]
    if turn.sender.role not in ("contact", "leader") or not owed:
        return SmallTalk("chat")
    calendar = turn.rules.policy.calendar
    return TurnedDown(len(owed), calendar.on_or_after(turn.today + timedelta(days=1)))
