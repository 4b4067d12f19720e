"""Numbers as officials write them: 31, 三十一, 廿, 二〇二一, 一百二十, 3.5万."""

from __future__ import annotations

DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
# 廿 and 卅 are 20 and 30 in one character.
_SCORES = {"廿": 20, "卅": 30}

CHINESE = "[〇零一二两三四五六七八九十百千廿卅]"
NUMBER = rf"(?:\d{{1,4}}|{CHINESE}{{1,7}})"


def whole(text: str) -> int | None:
    """The whole number written, or None when it is not one (`十百`, `几`)."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    if all(c in DIGITS for c in text) and (len(text) in (1, 4) or text[0] in "〇零"):
        return int("".join(str(DIGITS[c]) for c in text))
    return _composed(text)


def _composed(text: str) -> int | None:
    total, digit, last = 0, None, 10_000
    for c in text:
        if c in _SCORES:
            if total or digit is not None:
                return None
            total, last = _SCORES[c], 10
        elif c in _TENS:
            power = _TENS[c]
            if power >= last:
                return None
            total += (1 if digit is None else digit) * power
            digit, last = None, power
        elif c not in DIGITS or (digit is not None and digit != 0):
            return None  # `三五`天 is about four, not 35
        else:
            digit = DIGITS[c]
    return total + (digit or 0)


def decimal(text: str) -> float | None:
    """A number that may have a fraction or 万 behind it."""
    scale = 1.0
    if text and text[-1] == "万":
        text, scale = text[:-1], 10_000.0
    if text.replace(".", "", 1).isdigit() and text.isascii():
        return float(text) * scale
    if "点" in text:
        head, _, tail = text.partition("点")
        front, back = whole(head), [DIGITS.get(c) for c in tail]
        if front is None or None in back or not back:
            return None
        return float(f"{front}." + "".join(str(n) for n in back)) * scale
    value = whole(text) if text else None
    return None if value is None else value * scale
