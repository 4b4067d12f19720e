"""The schedule's settings: as they stand, what a change would come to in numbers, and the change."""

from dataclasses import dataclass

from starlette.responses import HTMLResponse, Response

from bot.board.acting import Asked, Done, Outcome, run
from bot.board.frame import shown
from bot.board.look import Look
from bot.board.pages import page
from bot.commands import Configure
from bot.permissions import may
from messages.catalogue import SettingProposed
from schedules.policy import KNOBS

CONFIRM = "确认"
# What an official wants to know of each, in a line.
MEANING = {
    "ladder": "时限前后哪几个工作日提醒",
    "morning": "每天一条合并提醒的时间",
    "hours": "只在这段时间内发消息，其余时间和休息日不打扰",
    "digest": "汇总发出的时间",
    "week": "周报在哪一天",
    "month": "月报在哪一天",
    "accept_days": "交办后几个工作日内签收",
    "closed": "本单位另外停办的日子",
    "opened": "本单位另外上班的日子",
    "lights": "总览和图上各种情况的颜色，字样总在颜色旁边",
    "issuer": "通报和催办函落款的单位",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One knob as it stands. typed: the same, as one would write it."""

    word: str
    meaning: str
    value: str
    example: str


def settings(look: Look) -> str:
    found = [
        Setting(
            knob.word,
            MEANING.get(knob.field, ""),
            knob.show(getattr(look.rules.policy, knob.field)),
            knob.example.partition(" ")[2],
        )
        for knob in KNOBS
    ]
    return shown("settings.html", look, "设置", settings=found, may_change=may(look.seat.role, "setting"))


def change(asked: Asked) -> Done | Response:
    """Propose the change with its effect, or, confirmed, make it."""
    word, typed = asked.form.text("word")[:20], asked.form.text("typed")
    sure = asked.form.text("sure") == "1"
    note = f"{typed} {CONFIRM}" if sure else typed
    outcome = run(asked, f"{word} {note}", Configure(word, None, note))
    return proposal(asked, outcome, "/settings", {"word": word, "typed": typed}) or Done(
        "/settings", outcome.note
    )


def proposal(asked: Asked, outcome: Outcome, back: str, fields: dict[str, str]) -> Response | None:
    """A page that asks whether the change proposed shall be made; None where nothing was proposed."""
    proposed = next((one for one in outcome.answers if isinstance(one, SettingProposed)), None)
    if proposed is None:
        return None
    drawn = page(
        "confirm.html",
        title=f"{proposed.name} {proposed.scope}",
        proposed=proposed,
        back=back,
        fields=fields | {"page": asked.form.text("page"), "form_token": asked.who.form_token},
    )
    return HTMLResponse(drawn)
