"""What a chat network is: it knows how to speak there, and nothing of tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from messages.styles import PLAIN, TELEGRAM, WEB, WECOM, Style

# A letter is cut and marked up for its channel when it is written, not when it is sent.
STYLES: Mapping[str, Style] = {"web": WEB, "telegram": TELEGRAM, "wecom": WECOM, "console": PLAIN}


class DeliveryError(Exception):
    """The network did not take the message.

    permanent: the address itself is at fault; a person must put it right before
    anything more is sent to it.
    """

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing heard. update_id: the network's own, or the client's; the same again is the same message.

    pressed: the id of our message whose button was pressed, else None.
    """

    channel: str
    update_id: str
    address: str
    text: str
    pressed: int | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to say: parts in the channel's own markup, in order, the buttons under the last."""

    outbox_id: int
    contact_id: int | None
    address: str
    kind: str
    parts: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]


class Channel(Protocol):
    """One chat network."""

    name: str

    async def send(self, parcel: Parcel) -> str | None:
        """Return the network's id of the message once it has taken it. Raises DeliveryError."""
        ...
