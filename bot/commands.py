"""What a person can ask of the bot: one frozen value for each intent.

The grammar makes these values, the handlers act on them, and nothing else
passes between the two. An item is named by its number in the plan (`3.1`);
None means that the sender named none and the conversation has to find it.
Days are days of the office's zone. A command says what was *meant*; whether
it may be done by that sender is `bot.permissions`' question.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date as Day
from datetime import datetime
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Accept:
    """签收: the unit has the item and works on it."""

    intent: ClassVar[str] = "accept"
    item: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """进展: how far it is; `percent` is 0-100 as typed (130 is refused by the handler, not here)."""

    intent: ClassVar[str] = "progress"
    item: str | None = None
    percent: float | None = None
    note: str = ""
    date: Day | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """次数: `count` more occurrences (+1), or with `total` the number reached so far (累计2次)."""

    intent: ClassVar[str] = "count"
    item: str | None = None
    count: int = 1
    total: bool = False
    date: Day | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """指标: numerator and denominator (7/12), or only a percentage in `value` (58.3)."""

    intent: ClassVar[str] = "figure"
    item: str | None = None
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    date: Day | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """完成: reported as done; `date` is the day it happened when the sender said so."""

    intent: ClassVar[str] = "done"
    item: str | None = None
    date: Day | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """佐证: a link or words that show it (files come with the message itself)."""

    intent: ClassVar[str] = "evidence"
    item: str | None = None
    note: str = ""
    date: Day | None = None


@dataclass(frozen=True, slots=True)
class AskExtension:
    """延期: a later day is asked for, with the reason. `phrase` is the wording of the day as typed (推迟两周)."""

    intent: ClassVar[str] = "extension"
    item: str | None = None
    date: Day | None = None
    note: str = ""
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """困难: stuck; somebody else has to move."""

    intent: ClassVar[str] = "obstacle"
    item: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reassign:
    """改派: not this unit's business, with the reason."""

    intent: ClassVar[str] = "reassign"
    item: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Delegate:
    """代办, 请假: from `date` to `until` somebody else (`unit`, as typed) hears the reminders.

    `note` 交接: the seat is handed over for good.
    """

    intent: ClassVar[str] = "delegate"
    unit: str = ""
    date: Day | None = None
    until: Day | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ListOwed:
    """待办: what is open for the sender; for the desk, of `unit` as typed."""

    intent: ClassVar[str] = "list"
    note: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """详情: everything about one item; for the desk, as `unit` stands to it."""

    intent: ClassVar[str] = "detail"
    item: str | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """依据: the notice's own sentence."""

    intent: ClassVar[str] = "basis"
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """稍后: be silent on the item until `moment` (None: until the next working morning)."""

    intent: ClassVar[str] = "later"
    item: str | None = None
    moment: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Correct:
    """更正: the last report on the item was wrong; `to` is the right one where the sender gave it."""

    intent: ClassVar[str] = "correct"
    item: str | None = None
    to: "Command | None" = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """撤回: take the sender's last act back (of the item, where named)."""

    intent: ClassVar[str] = "withdraw"
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Help:
    """帮助; with an item, the one line to type for it."""

    intent: ClassVar[str] = "help"
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Approve:
    """通过: a unit's done is agreed to. `unit` as typed; empty where only one unit waits."""

    intent: ClassVar[str] = "approve"
    item: str | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """退回: sent back, with the reason in `note`."""

    intent: ClassVar[str] = "return"
    item: str | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Urge:
    """催办: push those who owe; no item means everything overdue, no unit means all who owe."""

    intent: ClassVar[str] = "urge"
    item: str | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """同意延期; `date` only where the sender rules another day than the one asked for.

    `phrase`: so much more time, as typed (一周), counted from the unit's own day.
    """

    intent: ClassVar[str] = "grant"
    item: str | None = None
    unit: str = ""
    date: Day | None = None
    note: str = ""
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Refuse:
    """不同意延期."""

    intent: ClassVar[str] = "refuse"
    item: str | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShowDigest:
    """汇总, 周报, 月报: `note` is day, week or month. `unit`: only how that one stands."""

    intent: ClassVar[str] = "digest"
    note: str = "day"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ShowOverdue:
    """逾期; with `unit`, that one's."""

    intent: ClassVar[str] = "overdue"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ShowBoard:
    """看板: a link that lets this seat in at the board, once."""

    intent: ClassVar[str] = "board"


@dataclass(frozen=True, slots=True)
class ShowPending:
    """待审; with `unit`, what that one handed in."""

    intent: ClassVar[str] = "pending"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class MakeBulletin:
    """出通报."""

    intent: ClassVar[str] = "bulletin"
    note: str = ""


@dataclass(frozen=True, slots=True)
class MakeLedger:
    """台账, 导出."""

    intent: ClassVar[str] = "ledger"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Prefer:
    """首选 企业微信: of several accounts of one's own, the one to be written to first. channel: wecom, wecom-bot, telegram."""

    intent: ClassVar[str] = "prefer"
    channel: str = ""


@dataclass(frozen=True, slots=True)
class MakeArchive:
    """归档: everything in one file that can be verified anywhere."""

    intent: ClassVar[str] = "archive"


@dataclass(frozen=True, slots=True)
class MakeHandup:
    """上报文件: what this office reports to the level above, signed."""

    intent: ClassVar[str] = "handup"


@dataclass(frozen=True, slots=True)
class OfferHandup:
    """A 上报文件 of the unit's own office, sent as a file: what it would come to."""

    intent: ClassVar[str] = "offer"


@dataclass(frozen=True, slots=True)
class TakeHandup:
    """确认上报: the file shown last is recorded as the unit's reports."""

    intent: ClassVar[str] = "take"


@dataclass(frozen=True, slots=True)
class MakeLetter:
    """督办单 3.1 龙华区: the letter to a unit that three pushes did not move; `unit` as typed."""

    intent: ClassVar[str] = "letter"
    item: str | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Configure:
    """提醒, 静默, 时间, 停办日 ...: change one setting. `name` is the setting's Chinese word, `note` what was typed after it."""

    intent: ClassVar[str] = "setting"
    name: str = ""
    item: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MakeInvite:
    """邀请: a one-time code for a seat, `unit` as typed."""

    intent: ClassVar[str] = "invite"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Not sure: one question is due. Each choice is the whole text that would answer it, ready to be sent.

    `about` names what is missing: item, unit, date, figure, reason, meaning, number.
    """

    intent: ClassVar[str] = "ask"
    about: str = "meaning"
    meant: "Command | None" = None
    choices: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class DraftNotice:
    """A notice, or a corrected 时限推定单, sent as a file: what it says, and what it would change."""

    intent: ClassVar[str] = "draft"


@dataclass(frozen=True, slots=True)
class Adopt:
    """启用: the plan shown last is put in force."""

    intent: ClassVar[str] = "adopt"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rehearse:
    """预演: who would hear what in the days that `note` names (10月, 10月29日, 下周); empty: the next month."""

    intent: ClassVar[str] = "preview"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing was asked. `note` says what it was: thanks, greeting, chat, left (nothing ruled),
    irritation, empty, unclear, forbidden."""

    intent: ClassVar[str] = "none"
    note: str = "unclear"
    nearest: str = ""


Command = (
    Accept | Progress | Count | Figure | Done | Evidence | AskExtension | Obstacle | Reassign | Delegate
    | ListOwed | Detail | Basis | Later | Correct | Withdraw | Help
    | Approve | Return | Urge | Grant | Refuse | ShowDigest | ShowOverdue | ShowPending | ShowBoard | MakeBulletin | MakeLedger
    | Prefer | MakeHandup | OfferHandup | TakeHandup
    | MakeArchive | MakeLetter | Configure | MakeInvite | DraftNotice | Adopt | Rehearse | Ask | Nothing
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ItemName:
    """An item as a speaker may name it: its number, its title and what its measure makes sayable."""

    code: str
    title: str
    measure: str  # deliver, count, rate, ongoing
    unit: str = ""  # 次, 期, % ...
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What the grammar may know of the conversation. Everything else it has to read from the text.

    now: aware, in the office's zone. items: all the sender may name. open_items:
    numbers of those still open for the sender. last_item: the one we last wrote
    about, None if that was none or several. replied_item: of the message replied
    to. units: unit names (full and short) a coordinator may name. question: the
    still open question's choices, in the order of its buttons. asked: that
    question itself, so that what it asked for may be typed freely. due: due days
    by number.
    """

    role: str  # contact, leader, lead, coordinator, admin
    now: datetime
    items: tuple[ItemName, ...] = ()
    open_items: tuple[str, ...] = ()
    last_item: str | None = None
    replied_item: str | None = None
    units: tuple[str, ...] = ()
    question: tuple[str, ...] = ()
    asked: Ask | None = None
    due: Mapping[str, Day] = field(default_factory=dict)


def as_json(command: Command) -> dict[str, Any]:
    """Return the stable face of `duban understand --jsonl`: the intent and every field that says something."""
    facts: dict[str, Any] = {"intent": command.intent}
    for each in fields(command):
        value = getattr(command, each.name)
        if value is None or value == "" or value == ():
            continue
        if isinstance(value, Day):  # a datetime is a date too
            value = value.isoformat()
        elif hasattr(value, "intent"):
            value = as_json(value)
        facts[each.name] = value
    return facts
