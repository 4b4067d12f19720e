"""`duban take`: an administrator loads what a lower office signed. Which unit it is, the signature says, and nobody chooses."""

from datetime import datetime

from sqlalchemy import Connection

from bot.levels.statement import HandupRefused
from bot.levels.taking import Opened, offer, take
from bot.office import Office
from bot.turn import Turn
from db import levels, people, post
from messages.catalogue import Message

BY = "命令行"
CHANNEL = "file"


def offered(office: Office, opened: Opened, now: datetime) -> Message:
    """What taking it would enter; nothing is changed. Raises HandupRefused."""

    def job(tx: Connection) -> Message:
        with tx.begin_nested() as tried:
            found = offer(_turn(tx, office, opened, now), opened)
            tried.rollback()
        return found

    return office.writer.run(job)


def taken(office: Office, opened: Opened, now: datetime) -> Message:
    """Afterwards it stands as its unit's reports, or nothing is changed. Raises HandupRefused."""
    return office.writer.run(lambda tx: take(_turn(tx, office, opened, now), opened, BY))


def _turn(tx: Connection, office: Office, opened: Opened, now: datetime) -> Turn:
    """As if a seat of the unit that signed had brought it; the history says that it was not the seat's hand."""
    trusted = levels.whose(tx, opened.key)
    seats = people.seats_of_units(tx, [trusted.unit_id], ("contact", "leader")) if trusted else []
    if trusted is None or not seats:
        raise HandupRefused(
            "签名这份文件的单位在这里没有联系人岗位", "请先在计划里设联系人，或核对登记的公钥。"
        )
    sender = min(seats, key=lambda seat: (seat.role != "contact", seat.id))
    inbox_id = post.note(
        tx, channel=CHANNEL, update_id=f"{opened.sha256}-{now.isoformat()}", address=str(sender.id), contact_id=sender.id,
        text="", pressed=None, outcome="take", now=now, files=(f"上报-{opened.sha256[:12]}.txt",),
    )  # fmt: skip
    if inbox_id is None:
        raise HandupRefused("这份文件刚才已经记入", "请回到聊天或看板查看。")
    return Turn(tx, office.rules(tx), sender, inbox_id, "", now)
