"""What an administrator sets up: settings in the office's own words, and codes that bind a seat."""

import re
from datetime import datetime

from sqlalchemy import Connection

from bot.binding import invite
from bot.commands import Configure, MakeInvite
from bot.office import Rules, rules_in
from bot.scheduling import reschedule
from bot.turn import MOST_CHOICES, Turn
from db import history, people, plans, settings
from messages.catalogue import Button, InviteMade, Message, Refused, SettingChanged, SettingShown, WhichOne
from schedules.policy import KNOBS, Knob, SettingRefused, knob, policy_of


def configure(command: Configure, turn: Turn) -> Message:
    """Afterwards the setting holds, and everything open is scheduled by it."""
    typed = command.note.strip()
    return set_from(turn.tx, turn.rules, command.name, typed, command.item, turn.sender.title, turn.now)


def set_from(
    tx: Connection, rules: Rules, name: str, typed: str, item: str | None, by: str, now: datetime
) -> Message:
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
    return change_setting(tx, rules, found, scope, where, typed, by, now)


def _scope(tx: Connection, code: str) -> tuple[str, str]:
    item = next((i for i in plans.items(tx) if i.code == code), None)
    return (f"item:{item.id}", f"{item.code} {item.title}") if item else ("", "")


def change_setting(
    tx: Connection, rules: Rules, found: Knob, scope: str, where: str, typed: str, by: str, now: datetime
) -> Message:
    """Show the setting where nothing was typed after it; else change it, enter it in the history, and reschedule."""
    changed = settings.changed(tx)
    held = changed.get(scope, {}) if scope != settings.OFFICE else changed.get(settings.OFFICE, {})
    before = found.show(getattr(policy_of(held, rules.policy.zone), found.field))
    if not typed:
        return SettingShown(found.word, before, found.example)
    try:
        after = found.show(found.read(typed))
    except SettingRefused as refusal:
        return Refused(str(refusal), f"请回复：{found.example}")
    settings.change(tx, scope, {found.field: typed}, by, now)
    history.append(tx, now, by, "setting", f"{where} {found.word}", {"before": before, "after": after})
    moved = reschedule(tx, rules_in(tx, rules.policy.zone), now)
    return SettingChanged(
        found.word, where, before, after, f"{moved}个责任账目的下次提醒时间随之调整" if moved else ""
    )


def make_invite(command: MakeInvite, turn: Turn) -> Message:
    """邀请: a one-time code for the seat named."""
    words = re.sub(r"^(?:绑定|邀请)\s*", "", command.unit).strip()
    found = people.seats_titled(turn.tx, words) if words else []
    if not found:
        return Refused(f"没有叫“{words[:30]}”的岗位", "请写岗位全称，如：邀请 龙华区政府联系人")
    if len(found) > 1:
        choices = tuple(Button(one.title, f"邀请 {one.title}") for one in found[:MOST_CHOICES])
        return WhichOne("seat", choices)
    (seat,) = found
    code, expires = invite(turn.tx, seat, turn.sender.title, turn.now)
    return InviteMade(seat.title, code, expires.astimezone(turn.rules.policy.zone))
