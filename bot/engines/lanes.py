"""Which letters are carried together, and under which lock: the same answer on every machine.

The letters of one chat always belong to one lane, and a lane is carried by one worker at a time: so their order is
kept. Where a network counts all of a bot's letters together, the whole channel is one lane, and its pace is kept by
whoever carries it; where it counts each chat by itself, the chats are dealt to several lanes.
"""

from collections.abc import Collection
from dataclasses import dataclass

from bot.channels import Pace
from db.shares import Share, share_of

SEVERAL = 8
# Channels whose network states no rate for all chats together. A test holds this against what each channel says.
BY_CHAT = ("wecom", "wecom-group")


@dataclass(frozen=True, slots=True)
class LaneKey:
    """One lane of one channel."""

    channel: str
    number: int

    @property
    def lock(self) -> str:
        return f"carry {self.channel} {self.number}"

    @property
    def share(self) -> Share:
        return Share(self.number, lanes_of(self.channel))


def lanes_of(channel: str) -> int:
    """How many lanes the channel has."""
    return SEVERAL if channel in BY_CHAT else 1


def lanes_for(letters: Collection[tuple[str, str]], channels: Collection[str]) -> list[LaneKey]:
    """The lanes of these (channel, address), each once; letters for a channel that is not there have none."""
    keys = {
        LaneKey(channel, share_of(address, lanes_of(channel)))
        for channel, address in letters
        if channel in channels
    }
    return sorted(keys, key=lambda key: key.lock)


def memory(pace: Pace) -> float:
    """For how many seconds what was sent counts; longer windows are so wide that they are not reached by chance."""
    rates = (*pace.overall, *pace.each, *pace.group)
    return max((min(rate.seconds, 60.0) for rate in rates), default=0.0)
