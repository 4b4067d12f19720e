"""What an administrator sets up in the office's own words: each change told in numbers before it counts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.commands import Configure
from bot.effects import foreseen, in_messages
from bot.handlers import seats, wording
from bot.office import Rules, rules_in
from bot.scheduling import reschedule
from bot.turn import Turn
from db import history, plans, settings
from messages.catalogue import Message, Refused, SettingChanged, SettingProposed, SettingShown
from schedules.policy import KNOBS, Knob, SettingRefused, knob, policy_of

CONFIRM = "确认"
# Words of the administrator's that are no knob, each with what acts on the rest of the line.
OTHER = {"交接": seats.hand_over, "角色": seats.role, "解绑": seats.unbind, "模板": wording.wordings}


def configure(command: Configure, turn: Turn) -> Message:
    """Afterwards the change is proposed with its effect in numbers, or, confirmed, it holds."""
    if command.name in OTHER:
        return OTHER[command.name](command.note, turn)
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
        policy_of({**office, found.field: typed}, rules.policy.zone)
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
    before = foreseen(tx, rules, now)
    settings.change(tx, change.scope, {change.knob.field: change.typed}, by, now)
    changed = rules_in(tx, rules.policy.zone)
    moved = reschedule(tx, changed, now)
    said = [in_messages(before, foreseen(tx, changed, now), rules.policy.today(now))]
    if moved:
        said.append(f"{moved}个责任账目的下次提醒时间随之调整")
    if change.knob.field == "accept_days":
        said.append("自下一次交办起执行")
    return "；".join(said)


def _scope(tx: Connection, code: str) -> tuple[str, str]:
    item = next((i for i in plans.items(tx) if i.code == code), None)
    return (f"item:{item.id}", f"{item.code} {item.title}") if item else ("", "")
