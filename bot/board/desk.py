"""Where everything stands: plan by plan, the matrix with its filters, what is coming, the pictures."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import urlencode

from starlette.responses import Response

from bot.board import stories
from bot.board.frame import shown
from bot.board.look import UNIT_ROLES, Look
from bot.board.matrix import ROWS, matrix, total
from bot.board.sheets import sent
from bot.charts import burn_chart, draw_whole, heat_chart
from db import board
from db.board import Coming, Narrowed, PlanHead
from messages.picture import (
    KINDS,
    PHONE,
    WIDE,
    burn_up_svg,
    heat_map_svg,
)
from messages.words import STATE_WORDS

AHEAD = (30, 90, 365)  # days a timeline may reach
SEVERAL = 3  # plans; with more, a month of them fills the page
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
    """A unit finds its own items, everybody else the matrix; of several plans, first how each stands."""
    if look.seat.role in UNIT_ROLES:
        return stories.own_unit(look)
    plans = board.plan_heads(look.tx)
    plan = next((one for one in plans if one.id == look.whole("plan")), plans[0] if len(plans) == 1 else None)
    if not plans:
        return shown("empty.html", look, "总览")
    return _every_plan(look, plans) if plan is None else _one_plan(look, plans, plan)


def _every_plan(look: Look, plans: list[PlanHead]) -> str:
    """One row a plan, those with most overdue first; what no account was found for is left out."""
    wanted = replace(_wanted(look, None), task_id=None)
    titles = {plan.id: plan for plan in plans}
    found = board.by_plan(look.tx, wanted, look.day)
    return shown(
        "plans.html",
        look,
        "总览",
        plans=plans,
        wanted=wanted,
        rows=[(titles[one.plan_id], one) for one in found],
        sums=total(one.counts for one in found),
        link=lambda **changed: _link(look, **changed),
        STATES=STATES,
    )


def _one_plan(look: Look, plans: list[PlanHead], plan: PlanHead) -> str:
    """The plan's units by its items."""
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


def _wanted(look: Look, plan_id: int | None) -> Narrowed:
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
    usual = AHEAD[0] if len(board.plan_heads(look.tx)) > SEVERAL else AHEAD[1]
    ahead = look.whole("days") or usual
    ahead = ahead if ahead in AHEAD else usual
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
    chart = heat_chart(look.tx, look.rules, look.today, plan_id=look.whole("plan"), led_by=look.led_by)
    return sent(draw_whole(chart, look.palette), "image/png", f"落实情况{look.today:%Y%m%d}.png")


def burn_svg(look: Look) -> Response:
    chart = burn_chart(look.tx, look.rules, look.today, plan_id=look.whole("plan"), led_by=look.led_by)
    return _svg(burn_up_svg(chart, PHONE if "narrow" in look.asked else WIDE))


def _svg(text: str) -> Response:
    return Response(text, media_type="image/svg+xml")
