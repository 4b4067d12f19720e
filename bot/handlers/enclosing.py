"""佐证 on its way into the account: the files that came with a message, the links in its words, and what still waits."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.channels import Attachment
from bot.turn import Turn
from db import evidence
from db.account import Account
from db.evidence import LINK, Piece
from messages.catalogue import Refused
from messages.words import listed

# Files sent first and named afterwards: any report made so soon takes them, 佐证 itself for a day.
ANSWERED_WITHIN = timedelta(minutes=30)
WAIT_FOR = timedelta(hours=24)
MOST_LINKS = 10

_MADE_PUBLIC = ("公布", "公示", "公开", "发布", "印发", "出台")
_LINK = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]{3,500}", re.IGNORECASE)
_TRAILING = ".,;:!?)'"  # a sentence goes on after its address


def links_in(text: str) -> list[Piece]:
    """The web addresses in some words, each once."""
    found = dict.fromkeys(address.rstrip(_TRAILING) for address in _LINK.findall(text))
    return [Piece(url, LINK, url=url) for url in list(found)[:MOST_LINKS]]


def pieces_of(files: Iterable[Attachment]) -> list[Piece]:
    return [Piece(file.name, file.media, file.size, sha256=file.sha256) for file in files]


def waiting_since(turn: Turn, kind: str) -> datetime:
    """How old a file that nobody named may be for a report of this kind to take it."""
    return turn.now - (WAIT_FOR if kind == "evidence" else ANSWERED_WITHIN)


def offered(turn: Turn, kind: str, text: str) -> list[Piece]:
    """Everything a report would bring: its files, its links, and what waits."""
    if turn.origin is not None:  # what waits is the sender's own, for words of its own
        return [*pieces_of(turn.files), *links_in(text)]
    waiting = evidence.waiting(turn.tx, turn.sender.id, waiting_since(turn, kind))
    return [*pieces_of(turn.files), *waiting, *links_in(text)]


def new_on(turn: Turn, account: Account, pieces: Sequence[Piece]) -> list[Piece]:
    """Those that do not stand with the account yet, each once."""
    if not pieces:
        return []
    known = {shown.key for shown in evidence.of_account(turn.tx, account.id)}
    return list({piece.key: piece for piece in pieces if piece.key not in known}.values())


def enclose(turn: Turn, account: Account, kind: str, text: str) -> list[Piece]:
    """What the report now being made brings with it; none of it waits any longer."""
    pieces = offered(turn, kind, text)
    if pieces and turn.origin is None:
        evidence.take_waiting(turn.tx, turn.sender.id, waiting_since(turn, kind))
    return new_on(turn, account, pieces)


def keep(turn: Turn, report_id: int | None, pieces: Sequence[Piece]) -> None:
    """Afterwards they stand with the report; with None, they wait for one."""
    evidence.add(
        turn.tx,
        pieces,
        report_id=report_id,
        inbox_id=turn.inbox_id,
        contact_id=turn.sender.id,
        now=turn.now,
    )


def all_there(account: Account, pieces: Iterable[Attachment | Piece]) -> Refused:
    """Nothing of it is new."""
    names = listed([piece.name for piece in pieces], 3, "个")
    return Refused(f"{names}此前已附在 {account.code}，不必重复", f"查看请回复：详情 {account.code}")


def asked_for(turn: Turn, account: Account) -> tuple[str, ...]:
    """A line that asks for proof, only where the item itself is to be made public and nothing shows it yet."""
    if not any(word in account.title for word in _MADE_PUBLIC) or evidence.of_account(turn.tx, account.id):
        return ()
    return ("如有网址或印发的文件，可直接发来作佐证。",)


def entered(pieces: Sequence[Piece]) -> dict[str, object]:
    """As the chained history remembers them: a file by its hash, so that it can be checked years later."""
    return {"evidence": [[piece.name, piece.key] for piece in pieces]} if pieces else {}
