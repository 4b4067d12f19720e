"""What stands around every page: who is here, where one can go, what just came of an act."""

import secrets
from dataclasses import dataclass
from typing import Any

from bot.board.look import UNIT_ROLES, Look
from bot.board.pages import COLOUR_CLASS, page
from bot.permissions import may
from db import board, desk
from db.board import Narrowed
from messages.picture import PALETTE


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the menu. count: how much waits there."""

    path: str
    word: str
    here: bool
    count: int = 0


def shown(name: str, look: Look, title: str, **facts: Any) -> str:
    """That page in its frame."""
    return page(
        name,
        title=title,
        look=look,
        ways=_ways(look),
        marks={kind: COLOUR_CLASS[look.palette[kind]] for kind in PALETTE},
        page_number=secrets.token_hex(8),
        beat=f"{desk.last_seq(look.tx)}-{look.today}",
        **facts,
    )


def _ways(look: Look) -> list[Way]:
    role = look.seat.role
    if role in UNIT_ROLES:
        found = [("/", "我的事项", 0), ("/timeline", "时间线", 0)]
    else:
        waiting = board.waiting(look.tx, Narrowed(led_by=look.led_by), look.day)
        found = [("/", "总览", 0), ("/review", "审核", waiting), ("/timeline", "时间线", 0)]
        found += [("/papers", "材料", 0)] if may(role, "ledger") else []
        found += [("/seats", "岗位", 0)] if may(role, "preview") else []
        found += [("/settings", "设置", 0)] if may(role, "preview") else []
        found += [("/audit", "记录", 0)] if may(role, "preview") else []
    return [Way(path, word, look.path == path, count) for path, word, count in found]
