"""首选: of several accounts of one seat, which is written to first. Everybody settles it for the own seat."""

from bot.commands import Prefer
from bot.turn import Turn
from db import history, reach
from messages.catalogue import Message, Refused, SettingChanged
from messages.words import CHANNEL_WORDS

CHANNELS = ("telegram", "wecom", "wecom-bot")


def prefer(command: Prefer, turn: Turn) -> Message:
    """Afterwards letters to the seat go to that account first; to another only where it cannot be reached."""
    seat, wanted = turn.sender, CHANNEL_WORDS.get(command.channel, command.channel)
    bound = reach.places(turn.tx, seat.id, CHANNELS)
    if command.channel not in {place.channel for place in bound}:
        how = f"先向管理员要绑定码，在{wanted}里发给机器人，再回复：首选 {wanted}"
        return Refused(f"本岗位没有能收到消息的{wanted}账号", how)
    before = CHANNEL_WORDS[bound[0].channel]
    for channel in CHANNELS:
        reach.set_rank(turn.tx, seat.id, channel, 0 if channel == command.channel else None)
    history.append(turn.tx, turn.now, seat.title, "prefer", seat.title, {"channel": command.channel})
    rest = "、".join(dict.fromkeys(CHANNEL_WORDS[p.channel] for p in bound if p.channel != command.channel))
    effect = f"收不到时改发{rest}" if rest else "本岗位只有这一个账号"
    return SettingChanged("首选", seat.title, before, wanted, effect)
