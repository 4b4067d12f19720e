"""上报文件 asked for at the desk, and 确认上报 by the unit that sent one. Whole lines, and nothing like them."""

import re

from bot.commands import Command, MakeHandup, TakeHandup

_MAKE = re.compile(r"\s*(?:请|帮我)?(?:出|做|写|打包|生成|导出|来)?(?:一?[份个])?上报(?:文件|包)[。.!！]?\s*")
_TAKE = re.compile(r"\s*确认上报\s*(?P<sha>[0-9a-f]{64})?\s*[。.!！]?\s*")


def read(text: str) -> Command | None:
    """The command, where the text is one of these lines."""
    if _MAKE.fullmatch(text) is not None:
        return MakeHandup()
    return TakeHandup() if _TAKE.fullmatch(text) is not None else None


def confirmed(text: str) -> tuple[bool, str | None]:
    """Whether the text is 确认上报, and the hash of the file that its button names."""
    found = _TAKE.fullmatch(text)
    return found is not None, found["sha"] if found is not None else None
