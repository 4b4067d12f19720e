"""What an act came to, carried to the next page in a cookie of its own reader: nothing is kept for it here."""

import base64
import json
from dataclasses import dataclass

from starlette.responses import Response

COOKIE = "duban-note"
LONGEST = 900  # characters; a cookie holds four thousand bytes


@dataclass(frozen=True, slots=True)
class Note:
    """good: what was asked for happened."""

    text: str
    good: bool = True


def leave(answer: Response, note: Note, *, secure: bool) -> None:
    packed = base64.urlsafe_b64encode(json.dumps([note.text[:LONGEST], note.good]).encode()).decode()
    answer.set_cookie(COOKIE, packed, max_age=120, path="/", httponly=True, samesite="lax", secure=secure)


def read(packed: str) -> Note | None:
    """The note, or None for what is none of ours."""
    try:
        text, good = json.loads(base64.urlsafe_b64decode(packed))
        return Note(str(text), bool(good)) if packed else None
    except (ValueError, TypeError):
        return None
