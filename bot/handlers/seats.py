"""邀请, 交接, 角色: who speaks for a seat, and what the seat is."""

import re

from bot.binding import invite, link_with, revoke_seat
from bot.commands import MakeInvite
from bot.effects import AHEAD, foreseen, more_or_less
from bot.scheduling import subscribe_desk
from bot.turn import MOST_CHOICES, Turn
from db import account as ledger
from db import history, people, plans
from db.people import Seat
from db.states import CLOSED
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
from messages.words import ROLE_WORDS

CONFIRM = "确认"
_ROLES = {
    "联系人": "contact", "联络员": "contact", "领导": "leader", "分管领导": "leader", "分管负责人": "leader", "负责人": "leader",
    "牵头": "lead", "牵头单位": "lead", "牵头联系人": "lead", "协调员": "coordinator", "管理员": "admin",
}  # fmt: skip
_ROLE_TYPED = re.compile(
    rf"(?P<seat>.*?)[\s，,：:]*(?:(?:改|设|调整|变更)(?:为|成)|为|是|→|->|\s)\s*(?P<role>{'|'.join(_ROLES)})",
    re.S,
)


# ---------------------------------------------------------------- codes


def make_invite(command: MakeInvite, turn: Turn) -> Message:
    """邀请: a one-time code for the seat named."""
    words = re.sub(r"^(?:绑定|邀请)\s*", "", command.unit).strip()
    return _code_for(turn, words, "邀请", hands_over=False)


def hand_over(words: str, turn: Turn) -> Message:
    """交接: a code by which the successor takes the seat, with everything open."""
    return _code_for(turn, words, "交接", hands_over=True)


def hand_over_own(turn: Turn) -> Message:
    """我要交接: the predecessor's own code. His account ends when it is used, not before."""
    return _code(turn, turn.sender, hands_over=True)


def _code_for(turn: Turn, words: str, word: str, *, hands_over: bool) -> Message:
    found = _seat(turn, words, word)
    return _code(turn, found, hands_over=hands_over) if isinstance(found, Seat) else found


def _code(turn: Turn, seat: Seat, *, hands_over: bool) -> Message:
    code, expires = invite(turn.tx, seat, turn.sender.title, turn.now, hands_over=hands_over)
    bound, still_open = people.accounts_of(turn.tx, seat.id), _open_items(turn, seat)
    local = expires.astimezone(turn.rules.policy.zone)
    link = link_with(turn.tx, code)
    return InviteMade(seat.title, code, local, hands_over, bound=bound, open=still_open, link=link)


def _open_items(turn: Turn, seat: Seat) -> int:
    if seat.role not in ("contact", "leader"):
        return 0
    return sum(one.state not in CLOSED for one in ledger.accounts_of_unit(turn.tx, seat.unit_id))


def _seat(turn: Turn, words: str, word: str) -> Seat | Message:
    """The seat these words name, or the question which."""
    found = people.seats_titled(turn.tx, words) if words else []
    if not found:
        return Refused(f"没有叫“{words[:30]}”的岗位", f"请写岗位全称，如：{word} 龙华区政府联系人")
    if len(found) > 1:
        choices = tuple(Button(one.title, f"{word} {one.title}") for one in found[:MOST_CHOICES])
        return WhichOne("seat", choices)
    return found[0]


def unbind(typed: str, turn: Turn) -> Message:
    """解绑: once confirmed, nobody speaks for the seat and its open code opens nothing: a telephone was lost."""
    said = typed.strip()
    confirmed = said.endswith(CONFIRM)
    seat = _seat(turn, said.removesuffix(CONFIRM).strip(), "解绑")
    if not isinstance(seat, Seat):
        return seat
    before = f"{people.accounts_of(turn.tx, seat.id)}个账号"
    if not confirmed:
        effect = f"原账号随即停用，未用的邀请码一并作废；{_open_items(turn, seat)}项未办结事项将无人接收提醒，请另发邀请码"
        confirm = f"解绑 {seat.title} {CONFIRM}"
        return SettingProposed("解绑", seat.title, before, "没有账号", effect, confirm)
    revoke_seat(turn.tx, seat, turn.sender.title, turn.now)
    return SettingChanged("解绑", seat.title, before, "没有账号", f"重新绑定请发：邀请 {seat.title}")


# ---------------------------------------------------------------- roles


def role(typed: str, turn: Turn) -> Message:
    """角色: a seat's role seen, or changed once its effect was shown and confirmed."""
    said = typed.strip()
    confirmed = said.endswith(CONFIRM)
    said = said.removesuffix(CONFIRM).strip()
    if not said:
        return _all_roles(turn)
    exact = next((seat for seat in people.seats(turn.tx) if seat.title == said), None)
    change = None if exact else _ROLE_TYPED.fullmatch(said)
    seat = exact or _seat(turn, (change["seat"] if change else said).strip(), "角色")
    if not isinstance(seat, Seat):
        return seat
    if change is None:
        example = "协调员" if seat.role != "coordinator" else "联系人"
        return SettingShown(f"角色 {seat.title}", ROLE_WORDS[seat.role], f"角色 {seat.title} 改为 {example}")
    new = _ROLES[change["role"]]
    if (wrong := _refused(turn, seat, new)) is not None:
        return wrong
    if confirmed:
        return _changed(turn, seat, new)
    confirm = f"角色 {seat.title} 改为 {change['role']} {CONFIRM}"
    with turn.tx.begin_nested() as trial:
        effect = _effect(turn, seat, new)
        trial.rollback()
    return SettingProposed("角色", seat.title, ROLE_WORDS[seat.role], ROLE_WORDS[new], effect, confirm)


def _all_roles(turn: Turn) -> Message:
    seats = people.seats(turn.tx)
    counted = [
        f"{words}{n}个" for role, words in ROLE_WORDS.items() if (n := sum(s.role == role for s in seats))
    ]
    return SettingShown("角色", "、".join(counted), f"角色 {seats[0].title}" if seats else "角色 岗位名称")


def _refused(turn: Turn, seat: Seat, new: str) -> Message | None:
    if new == seat.role:
        return Refused(f"{seat.title}已经是{ROLE_WORDS[new]}", f"查看请回复：角色 {seat.title}")
    if seat.role == "admin" and len(people.seats_in_role(turn.tx, "admin")) == 1:
        return Refused(f"{seat.title}是唯一的管理员，不能改", "请先把另一个岗位设为管理员。")
    return None


def _changed(turn: Turn, seat: Seat, new: str) -> Message:
    """Afterwards the seat has that role, its digests follow, and the history says so."""
    effect = _effect(turn, seat, new)
    before, after = ROLE_WORDS[seat.role], ROLE_WORDS[new]
    history.append(
        turn.tx, turn.now, turn.sender.title, "role", seat.title, {"before": before, "after": after}
    )
    return SettingChanged("角色", seat.title, before, after, effect)


def _effect(turn: Turn, seat: Seat, new: str) -> str:
    """Make the change and say what the seat hears more or less, what it may do, and what is left without anybody."""
    before = _heard(turn, seat)
    people.change_role(turn.tx, seat.id, new)
    subscribe_desk(turn.tx, turn.rules.policy, turn.now)
    after = _heard(turn, seat)
    said = [f"该岗位今后{AHEAD}天约收{after}条，{more_or_less(after - before)}", _powers(turn, seat, new)]
    left = people.seats_of_units(turn.tx, [seat.unit_id], (seat.role,))
    if seat.role == "contact" and not left and (n := _open_items(turn, seat)):
        said.append(f"{seat.unit}将没有联系人，{n}项未办结事项无人接收提醒，请另设联系人")
    return "；".join(said)


def _heard(turn: Turn, seat: Seat) -> int:
    return sum(one.seat == seat.title for one in foreseen(turn.tx, turn.rules, turn.now))


def _powers(turn: Turn, seat: Seat, role: str) -> str:
    match role:
        case "contact" | "leader":
            owed = ledger.accounts_of_unit(turn.tx, seat.unit_id)
            return f"可报送{seat.unit}的{len(owed)}项"
        case "lead":
            tasks = len(ledger.led_tasks(turn.tx).get(seat.unit_id, ()))
            return f"可审核{seat.unit}牵头的{tasks}项任务"
        case "coordinator":
            return f"可审核全部{len(plans.items(turn.tx))}项"
    return f"可看全部{len(plans.items(turn.tx))}项、改设置，不审核"
