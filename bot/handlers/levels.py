"""上报文件 in chat: shown before it counts, recorded once the unit confirms it. Made for the level above at the desk."""

from bot.commands import MakeHandup, OfferHandup, TakeHandup
from bot.handlers.papers import BY_CHAT_ONLY, made
from bot.turn import Turn
from messages.catalogue import Message, Refused

_NOTHING = Refused("没有待确认的上报文件", "请先把上报文件发来。")


def make_handup(command: MakeHandup, turn: Turn) -> Message:
    """上报文件: the file goes along; what it holds is entered in the history."""
    return made(command, turn) or Refused("这里发不了文件", BY_CHAT_ONLY)


def offer_handup(command: OfferHandup, turn: Turn) -> Message:
    """A file sent: what it would come to; nothing is changed."""
    from bot.levels import taking  # it knows the handlers

    if turn.brought is None or turn.brought.handup is None:
        return _refusal(turn)
    return taking.offer(turn, turn.brought.handup)


def take_handup(command: TakeHandup, turn: Turn) -> Message:
    """确认上报: afterwards what is new in the file shown last stands as the unit's reports."""
    from bot.levels import taking

    if turn.brought is None or turn.brought.handup is None:
        return _refusal(turn)
    return taking.take(turn, turn.brought.handup)


def _refusal(turn: Turn) -> Message:
    return turn.brought.answer if turn.brought and turn.brought.answer else _NOTHING
