"""A 上报文件 in chat: sent, and shown before it counts; then confirmed, by its button or in words."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.channels import Incoming
from bot.commands import Command, DraftNotice, OfferHandup, TakeHandup
from bot.grammar.handups import confirmed
from bot.levels.bringing import is_handup, opened
from bot.levels.statement import HandupRefused
from bot.levels.taking import Opened
from bot.office import Office
from bot.permissions import may
from db import people, post
from db.engine import reading
from db.files import Files
from db.people import Seat
from messages.catalogue import Refused

_LAST_SAID = 30  # letters in which its button is looked for
_NOT_FROM_HERE = Refused(
    "这是下级的上报文件，由它所属单位的联系人发来才记入",
    "请转给该单位联系人；管理员也可以在服务器上运行：duban take 文件",
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """The file and what is asked of it, or why it cannot be."""

    meant: tuple[Command, ...]
    file: Opened | None = None
    refused: Refused | None = None


def arrived(office: Office, store: Files, incoming: Incoming, now: datetime) -> Arrived | None:
    """The 上报文件 that this message brings or confirms; None for every other message."""
    with reading(office.engine) as tx:
        seat = people.who_is(tx, incoming.channel, incoming.address)
        sha256 = _meant(tx, store, incoming, seat, now) if seat is not None else None
    if seat is None or sha256 is None:
        return None
    if not may(seat.role, "offer"):  # the desk's files are notices, to be drafted
        return Arrived((DraftNotice(),), refused=_NOT_FROM_HERE)
    meant: tuple[Command, ...] = (OfferHandup(),) if incoming.files else (TakeHandup(),)
    path = store.path(sha256)
    if path is None:
        return Arrived(meant, refused=Refused("没有待确认的上报文件", "请把上报文件再发一次。"))
    try:
        return Arrived(meant, opened(office, store, path.read_bytes()))
    except HandupRefused as refused:
        return Arrived(meant, refused=Refused(refused.wrong, refused.right))


def _meant(tx: Connection, store: Files, incoming: Incoming, seat: Seat, now: datetime) -> str | None:
    """The hash of the file sent, or confirmed: empty where one is confirmed and none was shown."""
    if incoming.files:
        return next((one.sha256 for one in incoming.files if is_handup(store.path(one.sha256))), None)
    sure, sha256 = confirmed(incoming.text)
    if not sure or not may(seat.role, "take"):
        return None
    return sha256 or _last_shown(tx, seat, now)


def _last_shown(tx: Connection, seat: Seat, now: datetime) -> str:
    """The file under the last 确认上报 button that seat was shown."""
    said = (text for one in post.last_mentions(tx, seat.id, now, _LAST_SAID) for _, text in one.buttons)
    return next((found for text in said if (found := confirmed(text)[1])), "")
