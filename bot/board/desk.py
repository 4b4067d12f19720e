"""Where everything stands: the matrix with its filters, what is coming, the pictures and the ledger."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot import papers
from bot.board import stories
from bot.board.frame import shown
from bot.board.look import UNIT_ROLES, Look
from bot.board.matrix import ROWS, matrix
from bot.charts import burn_chart, heat_chart
from db import board
from db.board import Coming, Narrowed
from messages.papers.periods import period_named
from messages.picture import (
    KINDS,
    PAPER,
    PHONE,
    WIDE,
    HeatMap,
    burn_up_svg,
    heat_map_svg,
    pages,
    png,
)
from messages.words import STATE_WORDS

AHEAD = (30, 90, 365)  # days a timeline may reach
STATES = (
    "assigned",
    "accepted",
    "submitted",
    "returned",
    "extension",
    "stuck",
    "misassigned",
    "done",
    "closed",
)


def home(look: Look) -> str:
    """A unit finds its own items, everybody else the matrix."""
    if look.seat.role in UNIT_ROLES:
        return stories.own_unit(look)
    plans = board.plan_heads(look.tx)
    plan = next((one for one in plans if one.id == look.whole("plan")), plans[0] if plans else None)
    if plan is None:
        return shown("empty.html", look, "总览")
    wanted = _wanted(look, plan.id)
    after = min(look.whole("from", 10**6) or 0, 10**6)
    heads = board.heads(look.tx, replace(wanted, unit="", light="", state=""))
    found = matrix(look, wanted, heads, after)
    return shown(
        "overview.html",
        look,
        "总览",
        plans=plans,
        plan=plan,
        tasks=board.task_heads(look.tx, plan.id, led_by=look.led_by),
        wanted=wanted,
        matrix=found,
        items=len(heads),
        spans=[
            (task, len(list(members))) for task, members in groupby(found.heads, key=lambda head: head.task)
        ],
        after=after,
        more=after + ROWS if after + ROWS < found.units else None,
        less=max(after - ROWS, 0) if after else None,
        link=lambda **changed: _link(look, **changed),
        STATES=STATES,
    )


def _wanted(look: Look, plan_id: int) -> Narrowed:
    asked = look.asked
    light, state = asked.get("light", ""), asked.get("state", "")
    return Narrowed(
        plan_id=plan_id,
        task_id=look.whole("task"),
        unit=asked.get("unit", "").strip()[:80],
        light=light if light in KINDS else "",
        state=state if state in STATE_WORDS else "",
        led_by=look.led_by,
    )


def _link(look: Look, **changed: object) -> str:
    """This page with some of its fields otherwise; what is empty is left out."""
    fields = {name: look.asked.get(name, "") for name in ("plan", "task", "unit", "light", "state")}
    fields |= {name: "" if value is None else str(value) for name, value in changed.items()}
    kept = {name: value for name, value in fields.items() if value}
    return f"/?{urlencode(kept)}" if kept else "/"


# ---------------------------------------------------------------- what is coming


@dataclass(frozen=True, slots=True)
class DueDay:
    """left: working days to the 内控日."""

    due: date
    internal_due: date
    left: int
    items: list[Coming]


def timeline(look: Look) -> str:
    ahead = look.whole("days") or AHEAD[1]
    ahead = ahead if ahead in AHEAD else AHEAD[1]
    until = look.today + timedelta(days=ahead)
    found = board.coming(look.tx, look.sees(), look.day, until)
    calendar = look.rules.policy.calendar
    days = [
        DueDay(due, internal, max(calendar.between(look.today, internal), 0), list(items))
        for (due, internal), items in groupby(found, key=lambda one: (one.due, one.internal_due))
    ]
    own = look.seat.role in UNIT_ROLES
    return shown("timeline.html", look, "时间线", days=days, ahead=ahead, choices=AHEAD, until=until, own=own)


# ---------------------------------------------------------------- pictures and papers


def heat_svg(look: Look) -> Response:
    return _svg(
        heat_map_svg(heat_chart(look.tx, look.rules, look.today, led_by=look.led_by), WIDE, look.palette)
    )


def heat_png(look: Look) -> Response:
    drawn = png(heat_map_svg(_heat(look), WIDE, look.palette), WIDE.zoom)
    return _file(drawn, "image/png", f"落实情况{look.today:%Y%m%d}.png")


def _heat(look: Look) -> HeatMap:
    chart = heat_chart(look.tx, look.rules, look.today, plan_id=look.whole("plan"), led_by=look.led_by)
    return pages(chart, WIDE)[0]


def burn_svg(look: Look) -> Response:
    chart = burn_chart(look.tx, look.rules, look.today, plan_id=look.whole("plan"), led_by=look.led_by)
    return _svg(burn_up_svg(chart, PHONE if "narrow" in look.asked else WIDE))


def ledger(look: Look) -> Response:
    drawn = papers.ledger(look.board.office, look.now, led_by=look.led_by)
    return _file(drawn, papers.XLSX, f"台账{look.today:%Y%m%d}.xlsx")


def bulletin(look: Look) -> Response:
    """通报.docx of the month named, with the picture in it."""
    words = look.asked.get("period", "").strip()[:40]
    period = period_named(words, look.today)
    if period is None:
        raise HTTPException(400, f"时段“{words[:20]}”读不懂，应写成如 10月、三季度、下半年。")
    chart = pages(heat_chart(look.tx, look.rules, look.today, led_by=look.led_by), PAPER)[0]
    picture = png(heat_map_svg(chart, PAPER, look.palette), PAPER.zoom)
    try:
        drawn = papers.bulletin(look.board.office, period, look.now, led_by=look.led_by, picture=picture)
    except papers.PaperRefused as refused:
        raise HTTPException(400, str(refused)) from refused
    return _file(drawn, papers.DOCX, f"通报（{period.words}）.docx")


def _svg(text: str) -> Response:
    return Response(text, media_type="image/svg+xml")


def _file(content: bytes, media: str, name: str) -> Response:
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=media, headers=headers)
