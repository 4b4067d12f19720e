"""What an administrator sets up: settings in the office's own words, and codes that bind a seat."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.binding import invite
from bot.commands import Configure, MakeInvite
from bot.office import Rules, rules_in
from bot.scheduling import forecast, reschedule
from bot.turn import MOST_CHOICES, Turn
from db import history, people, plans, settings
from messages.catalogue import (
    Button,
    InviteMade,
    Message,
    Refused,
    SettingChanged,
    SettingProposed,
    SettingShown,
    WhichOne,
)
from schedules.policy import KNOBS, Knob, SettingRefused, knob, policy_of

CONFIRM = "确认"
AHEAD = 30  # days over which a change is counted


def configure(command: Configure, turn: Turn) -> Message:
    """Afterwards the change is proposed with its effect in numbers, or, confirmed, it holds."""
    if command.name == "交接":
        return hand_over(command.note, turn)
    typed = command.note.strip()
    change = read_change(turn.tx, turn.rules, command.name, typed.removesuffix(CONFIRM).strip(), command.item)
    if not isinstance(change, Change):
        return change
    if typed.endswith(CONFIRM):
        return apply(turn.tx, turn.rules, change, turn.sender.title, turn.now)
    confirm = " ".join(filter(None, (command.name, command.item, change.typed, CONFIRM)))
    with turn.tx.begin_nested() as trial:
        effect = _effect(turn.tx, turn.rules, change, turn.sender.title, turn.now)
        trial.rollback()
    return SettingProposed(change.knob.word, change.where, change.before, change.after, effect, confirm)


@dataclass(frozen=True, slots=True)
class Change:
    """One setting about to change. where: 全办, or the item. before, after: as shown to people."""

    knob: Knob
    scope: str
    where: str
    typed: str
    before: str
    after: str


def read_change(tx: Connection, rules: Rules, name: str, typed: str, item: str | None) -> Change | Message:
    """The same for the chat and the command line. Nothing typed only shows the setting."""
    found = knob(name)
    if found is None:
        words = "、".join(one.word for one in KNOBS)
        return Refused(f"没有叫“{name[:20]}”的设置", f"可设置：{words}。如：{KNOBS[0].example}")
    if item is not None and not found.per_item:
        return Refused(f"“{found.word}”只能对全办设置", f"请回复：{found.example}")
    scope, where = _scope(tx, item) if item else (settings.OFFICE, "全办")
    if not scope:
        return Refused(f"没有 {item} 这一项", "回复“汇总”可查看全部事项。")
    holds = getattr(rules.policy, found.field)
    if item is not None:
        row = next(i for i in plans.items(tx) if i.code == item)
        holds = rules.ladder(row.plan_id, row.id)
    before = found.show(holds)
    if not typed:
        return SettingShown(found.word, before, found.example)
    try:
        # Read in its place: an hour is right or wrong beside the others.
        office = settings.changed(tx).get(settings.OFFICE, {})
        policy_of(office | {found.field: typed}, rules.policy.zone)
        return Change(found, scope, where, typed, before, found.show(found.read(typed)))
    except SettingRefused as refusal:
        return Refused(str(refusal), f"请回复：{found.example}")


def apply(tx: Connection, rules: Rules, change: Change, by: str, now: datetime) -> SettingChanged:
    """Afterwards the setting holds, is in the history, and everything open is scheduled by it."""
    effect = _effect(tx, rules, change, by, now)
    facts = {"before": change.before, "after": change.after}
    history.append(tx, now, by, "setting", f"{change.where} {change.knob.word}", facts)
    return SettingChanged(change.knob.word, change.where, change.before, change.after, effect)


def _effect(tx: Connection, rules: Rules, change: Change, by: str, now: datetime) -> str:
    """Make the change and say what it comes to, in messages."""
    before = forecast(tx, rules, now, AHEAD)
    settings.change(tx, change.scope, {change.knob.field: change.typed}, by, now)
    changed = rules_in(tx, rules.policy.zone)
    moved = reschedule(tx, changed, now)
    after = forecast(tx, changed, now, AHEAD)
    counted = f"今后{AHEAD}天各单位晨间提醒约{after}条"
    if after != before:
        counted += f"，比现在{'多' if after > before else '少'}{abs(after - before)}条"
    else:
        counted += "，与现在相同"
    return f"{counted}；{moved}个责任账目的下次提醒时间随之调整" if moved else counted


def _scope(tx: Connection, code: str) -> tuple[str, str]:
    item = next((i for i in plans.items(tx) if i.code == code), None)
    return (f"item:{item.id}", f"{item.code} {item.title}") if item else ("", "")


def hand_over(words: str, turn: Turn) -> Message:
    """交接: a code by which the successor takes the seat, with everything open."""
    return _code_for(turn, words, "交接", hands_over=True)


def make_invite(command: MakeInvite, turn: Turn) -> Message:
    """邀请: a one-time code for the seat named."""
    words = re.sub(r"^(?:绑定|邀请)\s*", "", command.unit).strip()
    return _code_for(turn, words, "邀请", hands_over=False)


def _code_for(turn: Turn, words: str, word: str, *, hands_over: bool) -> Message:
    found = people.seats_titled(turn.tx, words) if words else []
    if not found:
        return Refused(f"没有叫“{words[:30]}”的岗位", f"请写岗位全称，如：{word} 龙华区政府联系人")
    if len(found) > 1:
        choices = tuple(Button(one.title, f"{word} {one.title}") for one in found[:MOST_CHOICES])
        return WhichOne("seat", choices)
    (seat,) = found
    code, expires = invite(turn.tx, seat, turn.sender.title, turn.now, hands_over=hands_over)
    return InviteMade(seat.title, code, expires.astimezone(turn.rules.policy.zone), hands_over)
