"""Seats: who can be reached and how well, codes that bind them, and one's own seat."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from starlette.responses import HTMLResponse, Response

from bot.board import door
from bot.board.acting import Asked, Done, run
from bot.board.address import board_address
from bot.board.frame import shown
from bot.board.look import Look
from bot.board.notes import Note
from bot.board.pages import page
from bot.board.setup import CONFIRM, proposal
from bot.commands import Command, Configure, MakeInvite
from bot.permissions import may
from db import desk, sign_in
from db.desk import Binding
from messages.catalogue import InviteMade

RECENT = timedelta(days=30)
MOST = 100  # seats on one page; the rest is found by name


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat with its accounts. health: ok, never (nobody bound), failing (the last letters did not arrive)."""

    first: Binding
    accounts: list[Binding]
    health: str
    reason: str
    heard_at: datetime | None
    code_until: datetime | None


def listing(look: Look) -> str:
    """Every seat, unit by unit, those who cannot be reached counted first."""
    zone = look.rules.policy.zone
    heard, failing = desk.last_heard(look.tx), desk.refused_letters(look.tx, look.now - RECENT)
    codes = desk.open_codes(look.tx, look.now)
    lines = []
    for seat_id, rows in groupby(desk.bindings(look.tx), key=lambda one: one.seat_id):
        accounts = list(rows)
        bound = [one for one in accounts if one.channel]
        health = "failing" if bound and seat_id in failing else "ok" if bound else "never"
        at, until = heard.get(seat_id), codes.get(seat_id)
        lines.append(
            SeatLine(
                accounts[0], bound, health, failing.get(seat_id, ""), at.astimezone(zone) if at else None,
                until.astimezone(zone) if until else None,
            )
        )  # fmt: skip
    wanted = look.asked.get("health", "")
    words = look.asked.get("words", "").strip()[:80]
    kept = [
        line
        for line in lines
        if wanted in ("", line.health) and (words in line.first.title or words in line.first.unit)
    ]
    counts = {health: sum(line.health == health for line in lines) for health in ("never", "failing", "ok")}
    return shown(
        "seats.html",
        look,
        "岗位",
        lines=kept[:MOST],
        left=max(len(kept) - MOST, 0),
        counts=counts,
        wanted=wanted,
        words=words,
        may_invite=may(look.seat.role, "invite"),
    )


def act(asked: Asked) -> Done | Response:
    """A code for a seat, or all its accounts ended."""
    title = asked.form.text("seat")[:200]
    sure = asked.form.text("sure") == "1"
    commands: dict[str, tuple[Command, str]] = {
        "invite": (MakeInvite(title), f"邀请 {title}"),
        "hand over": (Configure("交接", None, title), f"交接 {title}"),
        "unbind": (
            Configure("解绑", None, f"{title} {CONFIRM}" if sure else title),
            f"解绑 {title} {CONFIRM if sure else ''}",
        ),
    }
    wanted = asked.form.text("act")
    if wanted not in commands:
        return Done("/seats", Note("没有受理：没有写明做什么。", good=False))
    command, words = commands[wanted]
    outcome = run(asked, words, command)
    asks = proposal(asked, outcome, "/seats", {"act": wanted, "seat": title})
    made = next((one for one in outcome.answers if isinstance(one, InviteMade)), None)
    # A code is shown in the page itself, once: not even its own reader's cookies keep it.
    return asks or (shown_code(made) if made else Done("/seats", outcome.note))


def shown_code(made: InviteMade) -> Response:
    return HTMLResponse(page("code.html", title="绑定码", made=made))


# ---------------------------------------------------------------- one's own


def mine(look: Look) -> str:
    since = sign_in.open_since(look.tx, look.seat.id, "calendar")
    return shown(
        "mine.html", look, "我的岗位", since=since.astimezone(look.rules.policy.zone) if since else None
    )


def act_on_mine(asked: Asked) -> Done | Response:
    """A calendar address made, which ends the one before, or ended."""
    writer, who = asked.board.office.writer, asked.who
    if asked.form.text("act") == "calendar":
        secret = writer.run(lambda tx: door.open_calendar(tx, who, asked.now))
        address = writer.run(board_address)
        return Done("/me", Note(f"日历订阅地址（只显示这一次）：\n{address}/calendar/{secret}.ics"))
    ended = writer.run(lambda tx: door.close_calendar(tx, who, asked.now))
    return Done("/me", Note("日历订阅已停用。" if ended else "没有在用的日历订阅。"))
