"""History: append-only, each entry carrying the hash of the one before.

What an entry says is kept as text exactly as it was hashed, so that a later
version, another database or another program can check it byte by byte.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from db.models import History
from db.prepared import Prepared
from db.remembered import remember, remembered

GENESIS = "0" * 64

_LAST = Prepared(select(History.seq, History.hash).order_by(History.seq.desc()).limit(1))
_APPEND = Prepared(insert(History))


@dataclass(frozen=True, slots=True)
class Entry:
    """at: ISO 8601, UTC. facts: canonical JSON. hash: SHA-256 over all the others, in this order."""

    seq: int
    at: str
    actor: str
    verb: str
    subject: str
    facts: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold, and what that means."""

    seq: int
    why: str


def append(tx: Connection, now: datetime, actor: str, verb: str, subject: str, facts: dict[str, Any]) -> None:
    """Afterwards the chain is longer by this entry, in the caller's transaction.

    actor: the seat's title, or 系统. facts: JSON-able; days and moments are written as ISO text.
    """
    last, previous = remembered(tx, "head", head)
    seq = last + 1
    at = now.astimezone(UTC).isoformat()
    text = _canonical(facts)
    own = seal(seq, at, actor, verb, subject, text, previous)
    values = {
        "seq": seq, "at": at, "actor": actor, "verb": verb, "subject": subject, "facts": text, "previous": previous,
        "hash": own,
    }  # fmt: skip
    _APPEND.run(tx, **values)
    remember(tx, "head", (seq, own))


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode
_array = json.JSONEncoder(ensure_ascii=False).encode


def head(tx: Connection) -> tuple[int, str]:
    """Number and hash of the last entry: whoever keeps them can tell later whether anything before was changed."""
    last = _LAST.first(tx)
    return (last[0], last[1]) if last else (0, GENESIS)


def seal(*parts: object) -> str:
    """The hash of an entry's parts. Their JSON array keeps “ab”,“c” apart from “a”,“bc”."""
    return hashlib.sha256(_array(parts).encode()).hexdigest()


def entries(tx: Connection) -> Iterator[Entry]:
    """Every entry, oldest first."""
    query: Select[*tuple[Any, ...]] = select(*History.__table__.columns)
    for row in tx.execute(query.order_by(History.seq)):
        yield Entry(*row)


def verify(chain: Iterator[Entry]) -> tuple[int, Break | None]:
    """Return how many entries hold, and the first that does not."""
    previous, expected = GENESIS, 1
    for entry in chain:
        if entry.seq != expected:
            return expected - 1, Break(expected, f"缺少第{expected}条")
        if entry.previous != previous:
            return expected - 1, Break(entry.seq, "与上一条不相接")
        if entry.hash != seal(
            entry.seq, entry.at, entry.actor, entry.verb, entry.subject, entry.facts, entry.previous
        ):
            return expected - 1, Break(entry.seq, "内容被改动")
        previous, expected = entry.hash, expected + 1
    return expected - 1, None
