"""What a chat network is: it knows how to speak and to hear there, and nothing of tasks.

A channel imports nothing of ours but this file and, of what is said, the styles: how a network writes and
how long it lets a message be. A third network is one more of its kind.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from messages.styles import PLAIN, TELEGRAM, WEB, WECOM, Style

# A letter is cut and marked up for its channel when it is written, not when it is sent.
STYLES: Mapping[str, Style] = {
    "web": WEB,
    "telegram": TELEGRAM,
    "wecom": WECOM,
    "wecom-bot": WECOM,
    "wecom-group": WECOM,
    "console": PLAIN,
}

Scope = Literal["message", "address", "channel"]


class DeliveryError(Exception):
    """The network did not take the message.

    permanent: trying again cannot help; a person must put something right.
    scope: what is at fault: this message, this address (and everything for it), or the
    whole channel (an outage, a wrong token). after: seconds the network asked to wait.
    """

    def __init__(
        self, reason: str, *, permanent: bool = False, scope: Scope = "address", after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.scope = scope
        self.after = after


# ---------------------------------------------------------------- heard


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file handed in and already kept, by its hash. media: its type by content, never by its name."""

    sha256: str
    name: str
    media: str
    size: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing heard. update_id: the network's own, or the client's; the same again is the same message.

    pressed: the id of our message whose button was pressed. replying_to: the network's id of our
    message it replies to. answer_at: where the answer goes when it is not `address` (a group).
    """

    channel: str
    update_id: str
    address: str
    text: str
    pressed: int | None = None
    files: tuple[Attachment, ...] = ()
    replying_to: str | None = None
    answer_at: str | None = None


class Busy(Exception):
    """Nothing could be written just now; bringing the same again is safe. The text is a sentence for the sender."""


class FileRefused(Exception):
    """A file that is not kept; the text says why and what would be right."""


class Listener(Protocol):
    """Where a channel brings what it hears. Each call has happened when it returns, and may be repeated."""

    async def hear(self, incoming: Incoming) -> None:
        """The message is noted with its effect and its answer. Raises Busy."""
        ...

    async def press(self, incoming: Incoming, index: int) -> str | None:
        """Button `index` of `incoming.pressed` says its text, which is returned; None if it is not the presser's. Raises Busy."""
        ...

    async def keep_file(self, name: str, content: AsyncIterator[bytes]) -> Attachment:
        """Streamed to disk, one copy however often it comes. Raises FileRefused."""
        ...

    async def set_aside(self, channel: str, update_id: str, body: Mapping[str, Any]) -> bool:
        """Noted until `finish`: a file must be fetched first. False if it was noted or heard before. Raises Busy."""
        ...

    async def unfinished(self, channel: str) -> list[tuple[str, Mapping[str, Any]]]:
        """What was set aside and not finished, oldest first: after a restart it is taken up again."""
        ...

    async def finish(self, channel: str, update_id: str) -> None:
        """It was heard; nothing is left to do."""
        ...

    async def moved(self, channel: str, old: str, new: str) -> None:
        """That chat has a new address (a group became a supergroup); what waits for it goes there."""
        ...


# ---------------------------------------------------------------- said


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a message."""

    path: Path
    name: str
    media: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to say: parts in the channel's own markup, in order, the buttons under the last."""

    outbox_id: int
    contact_id: int | None
    address: str
    kind: str
    parts: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]
    enclosure: Enclosure | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Pace:
    """What a network lets through: altogether, to one address, and to one group. Empty: no limit."""

    overall: tuple[Rate, ...] = ()
    each: tuple[Rate, ...] = ()
    group: tuple[Rate, ...] = ()


class Channel(Protocol):
    """One chat network, as the courier sees it."""

    name: str
    pace: Pace

    def is_group(self, address: str) -> bool:
        """Whether many people read there."""
        ...

    async def send(self, parcel: Parcel) -> str | None:
        """Return the network's ids of the messages (joined by a space) once it has taken all of them. Raises DeliveryError."""
        ...
