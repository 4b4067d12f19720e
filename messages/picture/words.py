"""How long a line of text is, and where it must be cut. Chinese is one em wide, Latin letters about half of one."""

import unicodedata


def ems(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.56 for sign in text)


def cut(text: str, width: float, letter: float) -> str:
    """The text within that width, its missing end shown as …."""
    room = width / letter
    if ems(text) <= room:
        return text
    kept = ""
    for sign in text:
        if ems(kept + sign) > room - 1:
            break
        kept += sign
    return kept + "…"
