"""Everything the bot can say, each as a frozen value whose template bears the same name.

A message holds facts, never wording: wording lives in `messages/templates/`.
It does not know by which channel it leaves, nor how bold is written there.
Days are days of the office's zone; `days_left` counts working days to the
due day, negative once it is past.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Button:
    """Pressing it says `text`, exactly as if it had been typed."""

    label: str
    text: str


class Message:
    """What every message has: the name of its template, and the buttons under it."""

    __slots__ = ()
    template: ClassVar[str]

    @property
    def buttons(self) -> tuple[Button, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item as it concerns one unit.

    state: the words a user sees (办理中 60%, 已办2次/至少3次). note: the unit's last
    words on it. reply: the exact line to type now. first_due: only where an
    extension moved the due day. step: the stage on the way (合法性审查) that is
    spoken of instead of the item's own day.
    """

    code: str
    title: str
    unit: str
    measure: str
    state: str
    due: date
    internal_due: date
    days_left: int
    reply: str
    note: str = ""
    first_due: date | None = None
    step: str = ""


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One item as the desk sees it: how many of its units are done, and which are meant here."""

    code: str
    title: str
    due: date
    days_left: int
    done: int
    total: int
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One line of an item's history."""

    on: date
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A file or link handed in: on: the day of the fact it shows; url: empty for a file."""

    on: date
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """The one-line summary. The five kinds are disjoint and add up to `total` accounts."""

    items: int
    total: int
    done: int
    on_time: int
    near: int
    overdue: int
    pending: int


# ---------------------------------------------------------------- to the responsible units


@dataclass(frozen=True, slots=True)
class Assigned(Message):
    """交办: on publication, to every seat of a unit that owes something."""

    template: ClassVar[str] = "assigned"
    plan: str
    number: str
    unit: str
    accept_by: date
    lines: tuple[ItemLine, ...]

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("全部签收", "全部签收"), Button("查看待办", "待办"))


@dataclass(frozen=True, slots=True)
class Morning(Message):
    """The one merged message of a working morning: most urgent first, empty sections left out.

    overdue, near, unaccepted, behind (counts behind their pace line), asked
    (rates and standing items whose turn it is), returned, steps (stages on the way). since: first day of
    an outage this message makes good, else None. pushes: (item, number of the push).
    later: what was put off until now. stands_in_for: the seat it is really meant for.
    """

    template: ClassVar[str] = "morning"
    today: date
    unit: str
    overdue: tuple[ItemLine, ...] = ()
    returned: tuple[ItemLine, ...] = ()
    near: tuple[ItemLine, ...] = ()
    steps: tuple[ItemLine, ...] = ()
    unaccepted: tuple[ItemLine, ...] = ()
    behind: tuple[ItemLine, ...] = ()
    asked: tuple[ItemLine, ...] = ()
    later: tuple[ItemLine, ...] = ()
    since: date | None = None
    pushes: tuple[tuple[str, int], ...] = ()
    stands_in_for: str = ""

    @property
    def lines(self) -> tuple[ItemLine, ...]:
        return (
            self.overdue
            + self.returned
            + self.near
            + self.steps
            + self.unaccepted
            + self.behind
            + self.asked
            + self.later
        )

    @property
    def sections(self) -> tuple[tuple[str, tuple[ItemLine, ...]], ...]:
        """Name and lines of every section that has any, the most urgent first."""
        every = (
            ("overdue", self.overdue),
            ("returned", self.returned),
            ("near", self.near),
            ("steps", self.steps),
            ("unaccepted", self.unaccepted),
            ("behind", self.behind),
            ("asked", self.asked),
            ("later", self.later),
        )
        return tuple(section for section in every if section[1])

    @property
    def buttons(self) -> tuple[Button, ...]:
        return _buttons_for(self.lines, accept=bool(self.unaccepted))


@dataclass(frozen=True, slots=True)
class Urged(Message):
    """催办通知·第n次. to_leader: said to the unit's leader; days_over: working days past due, 0 if not yet due."""

    template: ClassVar[str] = "urged"
    unit: str
    by: str
    answer_by: date
    numbers: tuple[int, ...]
    lines: tuple[ItemLine, ...]
    to_leader: bool = False
    note: str = ""

    @property
    def buttons(self) -> tuple[Button, ...]:
        return () if self.to_leader else _buttons_for(self.lines)


@dataclass(frozen=True, slots=True)
class Returned(Message):
    """退回补正: the desk sent a unit's done back, with the reason."""

    template: ClassVar[str] = "returned"
    line: ItemLine
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Approved(Message):
    """办结: the desk agreed; the account is written off, or where it comes back moves on to the period due at `next_due`."""

    template: ClassVar[str] = "approved"
    code: str
    title: str
    by: str
    next_due: date | None = None


@dataclass(frozen=True, slots=True)
class ExtensionRuled(Message):
    """延期批复: granted to a definite day, or refused (then `until` is None)."""

    template: ClassVar[str] = "extension_ruled"
    line: ItemLine
    until: date | None
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class PlanChanged(Message):
    """来文变更: only to the units concerned. changes: one sentence each; lines: what is new."""

    template: ClassVar[str] = "plan_changed"
    plan: str
    unit: str
    changes: tuple[str, ...]
    lines: tuple[ItemLine, ...] = ()


# ---------------------------------------------------------------- answers to whoever wrote


@dataclass(frozen=True, slots=True)
class Recorded(Message):
    """The receipt. what: what was understood and recorded, one sentence; hints: what is still to do.

    attached: names of the files kept with it; already: of those that stood there before.
    """

    template: ClassVar[str] = "recorded"
    code: str
    title: str
    what: str
    hints: tuple[str, ...] = ()
    can_withdraw: bool = True
    attached: tuple[str, ...] = ()
    already: tuple[str, ...] = ()

    @property
    def buttons(self) -> tuple[Button, ...]:
        if not self.can_withdraw:
            return ()
        return (Button("撤回", f"撤回 {self.code}"), Button("更正", f"更正 {self.code}"))


@dataclass(frozen=True, slots=True)
class Attached(Message):
    """More files came, without words, right after a report: they stand with it. attached: everything that does now."""

    template: ClassVar[str] = "attached"
    code: str
    title: str
    attached: tuple[str, ...]
    already: tuple[str, ...] = ()

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("撤回", f"撤回 {self.code}"),)


@dataclass(frozen=True, slots=True)
class AllAccepted(Message):
    """The receipt of 全部签收."""

    template: ClassVar[str] = "all_accepted"
    codes: tuple[str, ...]

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("查看待办", "待办"),)


@dataclass(frozen=True, slots=True)
class Withdrawn(Message):
    """撤回: what is no longer recorded, and what holds again."""

    template: ClassVar[str] = "withdrawn"
    code: str
    title: str
    what: str
    state: str


@dataclass(frozen=True, slots=True)
class ColleagueReported(Message):
    """To a seat that reported today: a colleague of its unit reported after it, and what holds now."""

    template: ClassVar[str] = "colleague_reported"
    code: str
    title: str
    who: str
    what: str
    state: str


@dataclass(frozen=True, slots=True)
class CorrectHow(Message):
    """更正 without saying what is right: the line to type."""

    template: ClassVar[str] = "correct_how"
    code: str
    title: str
    what: str
    example: str


@dataclass(frozen=True, slots=True)
class Owed(Message):
    """待办. closed: how many are done with. looked_up: the desk looks; push: its line to push what is late there."""

    template: ClassVar[str] = "owed"
    unit: str
    today: date
    lines: tuple[ItemLine, ...]
    closed: int
    looked_up: bool = False
    push: str = ""

    @property
    def buttons(self) -> tuple[Button, ...]:
        if self.looked_up:
            return (Button("催办逾期", self.push),) if self.push else ()
        return _buttons_for(self.lines) if len(self.lines) == 1 else ()


@dataclass(frozen=True, slots=True)
class ItemDetail(Message):
    """详情, as one unit sees it. history, evidence: oldest first. today: tells a last Friday from the due Sunday.

    steps: the stages on the way with their last days. since: first day of the period it is in, where it comes back.
    looked_up: the desk looks at the unit's account, pushed `urged` times; desk_replies: what it may rule on it now.
    """

    template: ClassVar[str] = "item_detail"
    line: ItemLine
    plan: str
    task: str
    leads: tuple[str, ...]
    phrase: str
    target: str
    history: tuple[Said, ...]
    speaks_again: date | None
    today: date | None = None
    evidence: tuple[Proof, ...] = ()
    steps: tuple[tuple[str, date], ...] = ()
    since: date | None = None
    looked_up: bool = False
    urged: int = 0
    desk_replies: tuple[str, ...] = ()

    @property
    def buttons(self) -> tuple[Button, ...]:
        code = self.line.code
        if self.looked_up:
            rulings = tuple(Button(line.partition(" ")[0], line) for line in self.desk_replies)
            return (*rulings, Button("依据", f"依据 {code}"))
        return (Button("怎么报", f"怎么报 {code}"), Button("依据", f"依据 {code}"))


@dataclass(frozen=True, slots=True)
class ItemDesk(Message):
    """详情, as the desk sees it: every unit and its state, worst first."""

    template: ClassVar[str] = "item_desk"
    line: DeskLine
    plan: str
    task: str
    phrase: str
    target: str
    units: tuple[tuple[str, str], ...]
    today: date | None = None

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("催办", f"催办 {self.line.code}"), Button("依据", f"依据 {self.line.code}"))


@dataclass(frozen=True, slots=True)
class ItemBasis(Message):
    """依据: the notice's own sentence, with the wording of the date in it."""

    template: ClassVar[str] = "item_basis"
    code: str
    title: str
    plan: str
    number: str
    task: str
    sentence: str
    phrase: str
    due: date
    internal_due: date
    rule: str


@dataclass(frozen=True, slots=True)
class HowToReport(Message):
    """怎么报 8.1: the lines to type for that item now."""

    template: ClassVar[str] = "how_to_report"
    line: ItemLine
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HelpCard(Message):
    """帮助: fits a phone screen, depends on who asks. examples: (line to type, what it does)."""

    template: ClassVar[str] = "help_card"
    seat: str
    role: str
    open: int
    examples: tuple[tuple[str, str], ...]

    @property
    def buttons(self) -> tuple[Button, ...]:
        if self.role in ("contact", "leader"):
            return (Button("待办", "待办"),)
        return (Button("汇总", "汇总"), Button("逾期", "逾期"), Button("待审", "待审"))


@dataclass(frozen=True, slots=True)
class WhichOne(Message):
    """One question with at most four choices, whose answer finishes the act. about: item, unit, date, ..."""

    template: ClassVar[str] = "which_one"
    about: str
    choices: tuple[Button, ...]
    note: str = ""

    @property
    def buttons(self) -> tuple[Button, ...]:
        return self.choices


@dataclass(frozen=True, slots=True)
class Refused(Message):
    """Nothing was recorded: what was wrong, and what would be right. files_wait: what came with it need not be sent again."""

    template: ClassVar[str] = "refused"
    wrong: str
    right: str
    choices: tuple[Button, ...] = ()
    files_wait: bool = False

    @property
    def buttons(self) -> tuple[Button, ...]:
        return self.choices


@dataclass(frozen=True, slots=True)
class NoSuchItem(Message):
    """The plan has no item of that number; nearest: numbers that exist."""

    template: ClassVar[str] = "no_such_item"
    code: str
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotYours(Message):
    """The item exists but is another's; who may act on it."""

    template: ClassVar[str] = "not_yours"
    code: str
    title: str
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotAllowed(Message):
    """This seat may not do that; who may."""

    template: ClassVar[str] = "not_allowed"
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class Unclear(Message):
    """Not understood: the nearest command, if any, and one that always works."""

    template: ClassVar[str] = "unclear"
    nearest: str

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("帮助", "帮助"), Button("待办", "待办"))


@dataclass(frozen=True, slots=True)
class SmallTalk(Message):
    """A short kind word. kind: thanks, greeting, chat, left, empty."""

    template: ClassVar[str] = "small_talk"
    kind: str


@dataclass(frozen=True, slots=True)
class TurnedDown(Message):
    """To irritation: what can be turned down and what cannot."""

    template: ClassVar[str] = "turned_down"
    open: int
    quiet_until: date

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("今天不再提醒", "稍后 明天上午"), Button("看待办", "待办"))


@dataclass(frozen=True, slots=True)
class Snoozed(Message):
    """稍后: silent on these until `until`, then speaks by itself."""

    template: ClassVar[str] = "snoozed"
    codes: tuple[str, ...]
    until: datetime
    cut_to_due: bool


@dataclass(frozen=True, slots=True)
class OnLeave(Message):
    """请假: until `last` the stand-in hears the seat's reminders; it ends by itself."""

    template: ClassVar[str] = "on_leave"
    stand_in: str
    first: date
    last: date

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("取消请假", "取消请假"),)


@dataclass(frozen=True, slots=True)
class StandingIn(Message):
    """To the stand-in: for whom, from when to when, and what is open."""

    template: ClassVar[str] = "standing_in"
    seat: str
    first: date
    last: date
    lines: tuple[ItemLine, ...]

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("待办", "待办"),)


@dataclass(frozen=True, slots=True)
class BackAtWork(Message):
    """The leave is over or was called off. seat: whose; told to both."""

    template: ClassVar[str] = "back_at_work"
    seat: str


@dataclass(frozen=True, slots=True)
class WentWrong(Message):
    """Our fault: nothing was recorded, the admin is told."""

    template: ClassVar[str] = "went_wrong"
    reference: str


# ---------------------------------------------------------------- who is it


@dataclass(frozen=True, slots=True)
class Stranger(Message):
    """To an unknown sender, once."""

    template: ClassVar[str] = "stranger"
    office: str


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """A seat no network reaches any more. channel: the one that refused last, in a reader's words.

    nearest: what its unit has to do next; others: how many more items are open there.
    """

    seat: str
    channel: str
    why: str
    nearest: ItemLine | None
    others: int = 0


@dataclass(frozen=True, slots=True)
class SeatUnreachable(Message):
    """To coordinators and admins, once for each seat whose every account refuses what is sent."""

    template: ClassVar[str] = "seat_unreachable"
    today: date
    seats: tuple[OutOfReach, ...]


@dataclass(frozen=True, slots=True)
class StrangerWrote(Message):
    """To the admins, once for each unknown sender."""

    template: ClassVar[str] = "stranger_wrote"
    channel: str
    address: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Advice(Message):
    """To the admins: something about the service itself that a person should see to."""

    template: ClassVar[str] = "advice"
    sentence: str


@dataclass(frozen=True, slots=True)
class Bound(Message):
    """The code was right: this account now speaks for the seat. handed_over: each line's note is its last word.

    group: it is a group, which hears what the seat hears and never speaks for it.
    """

    template: ClassVar[str] = "bound"
    seat: str
    unit: str
    lines: tuple[ItemLine, ...]
    handed_over: bool = False
    group: bool = False

    @property
    def buttons(self) -> tuple[Button, ...]:
        if self.group:
            return ()
        return (Button("待办", "待办"), Button("帮助", "帮助"))


@dataclass(frozen=True, slots=True)
class CodeRefused(Message):
    """why: unknown, used, expired, locked."""

    template: ClassVar[str] = "code_refused"
    why: str


@dataclass(frozen=True, slots=True)
class BoardLink(Message):
    """看板: an address that lets this seat in at the board, once and soon."""

    template: ClassVar[str] = "board_link"
    seat: str
    url: str
    minutes: int


@dataclass(frozen=True, slots=True)
class InviteMade(Message):
    """A one-time code for a seat. hands_over: whoever uses it takes the seat over.

    bound: accounts that speak for the seat now. open: items that wait for whoever uses it. link: binds at one touch.
    """

    template: ClassVar[str] = "invite_made"
    seat: str
    code: str
    expires: datetime
    hands_over: bool = False
    bound: int = 0
    open: int = 0
    link: str = ""


# ---------------------------------------------------------------- to the desk


@dataclass(frozen=True, slots=True)
class ReviewWanted(Message):
    """A unit reported done: approve or return. kind done; note: its own words; attached: its files and links."""

    template: ClassVar[str] = "review_wanted"
    line: ItemLine
    happened: date | None
    done: int
    total: int
    attached: tuple[str, ...] = ()

    @property
    def buttons(self) -> tuple[Button, ...]:
        at = f"{self.line.code} {self.line.unit}"
        return (Button("通过", f"通过 {at}"), Button("退回", f"退回 {at}"))


@dataclass(frozen=True, slots=True)
class ExtensionWanted(Message):
    """A unit asks for a later day."""

    template: ClassVar[str] = "extension_wanted"
    line: ItemLine
    until: date
    reason: str

    @property
    def buttons(self) -> tuple[Button, ...]:
        at = f"{self.line.code} {self.line.unit}"
        return (Button("同意延期", f"同意延期 {at}"), Button("不同意", f"不同意延期 {at}"))


@dataclass(frozen=True, slots=True)
class HelpWanted(Message):
    """A unit is stuck (困难) or says the item is not its business (改派). kind: obstacle, reassign."""

    template: ClassVar[str] = "help_wanted"
    kind: str
    line: ItemLine
    reason: str

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("详情", f"详情 {self.line.code}"),)


@dataclass(frozen=True, slots=True)
class TakenBack(Message):
    """A unit withdrew what the desk had been told."""

    template: ClassVar[str] = "taken_back"
    unit: str
    code: str
    title: str
    what: str


@dataclass(frozen=True, slots=True)
class RulingTakenBack(Message):
    """To the unit: the desk took a ruling back; what holds again."""

    template: ClassVar[str] = "ruling_taken_back"
    code: str
    title: str
    what: str
    state: str
    by: str


@dataclass(frozen=True, slots=True)
class Digest(Message):
    """汇总. period: day, week, month. One line first, then the worst.

    plan: its title; empty where there are several, then plans has each by a short name with its sums, the worst
    first. unaccepted: units that did not sign in time, and for how many items.
    """

    template: ClassVar[str] = "digest"
    period: str
    today: date
    plan: str
    tally: Tally
    overdue: tuple[DeskLine, ...] = ()
    pending: tuple[DeskLine, ...] = ()
    extensions: tuple[DeskLine, ...] = ()
    stuck: tuple[DeskLine, ...] = ()
    near: tuple[DeskLine, ...] = ()
    unaccepted: tuple[tuple[str, int], ...] = ()
    unreachable: tuple[str, ...] = ()
    plans: tuple[tuple[str, Tally], ...] = ()

    @property
    def buttons(self) -> tuple[Button, ...]:
        shown = []
        if self.overdue:
            shown.append(Button("催办逾期", "催全部"))
        if self.pending:
            shown.append(Button("待审", "待审"))
        shown.append(Button("看板", "看板"))
        return tuple(shown)


@dataclass(frozen=True, slots=True)
class OverdueList(Message):
    """逾期. unit: only that one's; on_time: how many others are under way there."""

    template: ClassVar[str] = "overdue_list"
    today: date
    lines: tuple[DeskLine, ...]
    unit: str = ""
    on_time: int = 0

    @property
    def buttons(self) -> tuple[Button, ...]:
        push = f"催办 {self.unit}" if self.unit else "催全部"
        return (Button("催办逾期", push),) if self.lines else ()


@dataclass(frozen=True, slots=True)
class PendingList(Message):
    """待审: reports, extensions and obstacles waiting for the desk, oldest first. unit: only that one's."""

    template: ClassVar[str] = "pending_list"
    today: date
    reports: tuple[ItemLine, ...]
    extensions: tuple[tuple[ItemLine, date, str], ...]
    stuck: tuple[ItemLine, ...]
    unit: str = ""

    @property
    def buttons(self) -> tuple[Button, ...]:
        if not self.reports:
            return ()
        at = f"{self.reports[0].code} {self.reports[0].unit}"
        return (Button(f"通过 {at}", f"通过 {at}"), Button(f"退回 {at}", f"退回 {at}"))


@dataclass(frozen=True, slots=True)
class RuledReceipt(Message):
    """To the desk: what was ruled, and where the item now stands (17/31)."""

    template: ClassVar[str] = "ruled_receipt"
    what: str
    code: str
    title: str
    unit: str
    done: int
    total: int

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("撤回", f"撤回 {self.code}"),)


@dataclass(frozen=True, slots=True)
class UrgeReceipt(Message):
    """催办: how many were pushed; who was left in peace and why; who is left for the telephone."""

    template: ClassVar[str] = "urge_receipt"
    urged: tuple[tuple[str, str, int], ...]  # item, unit, number of the push
    spared: tuple[tuple[str, str, str], ...]  # item, unit, why
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class PhoneList(Message):
    """电话催办清单: the third push had no answer. calls: (unit, item and title, days over, what to say)."""

    template: ClassVar[str] = "phone_list"
    today: date
    calls: tuple[tuple[str, str, int, str], ...]


@dataclass(frozen=True, slots=True)
class PaperReady(Message):
    """台账, 通报: a paper that was asked for. about: what it says, in a sentence; where: how it is had."""

    template: ClassVar[str] = "paper_ready"
    what: str
    about: str
    where: str


# ---------------------------------------------------------------- to admins


@dataclass(frozen=True, slots=True)
class SettingShown(Message):
    """A setting as it stands, and how to change it."""

    template: ClassVar[str] = "setting_shown"
    name: str
    value: str
    example: str


@dataclass(frozen=True, slots=True)
class SettingProposed(Message):
    """What a change would come to, before it counts. effect: in numbers of messages."""

    template: ClassVar[str] = "setting_proposed"
    name: str
    scope: str
    before: str
    after: str
    effect: str
    confirm: str

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("确认修改", self.confirm), Button("不改", f"{self.name}"))


@dataclass(frozen=True, slots=True)
class SettingChanged(Message):
    """Changed, with before and after and, where it can be counted, its effect."""

    template: ClassVar[str] = "setting_changed"
    name: str
    scope: str
    before: str
    after: str
    effect: str = ""


@dataclass(frozen=True, slots=True)
class PlanLoaded(Message):
    """A plan came into force or was changed."""

    template: ClassVar[str] = "plan_loaded"
    plan: str
    items: int
    assignments: int
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandedOver(Message):
    """To the admins: a seat was taken over by code; how much is open, how many accounts ended with it."""

    template: ClassVar[str] = "handed_over"
    seat: str
    at: datetime
    open: int
    ended: int


@dataclass(frozen=True, slots=True)
class WordingList(Message):
    """模板: the messages whose wording can be changed, by title, and which were."""

    template: ClassVar[str] = "wording_list"
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordingShown(Message):
    """One message's wording: the phrases that can be changed, and a sample of it. changed: no longer the original."""

    template: ClassVar[str] = "wording_shown"
    name: str
    changed: bool
    phrases: tuple[str, ...]
    sample: tuple[str, ...]

    @property
    def longest(self) -> str:
        """The phrase shown as an example: the least likely to stand somewhere else too."""
        return max(self.phrases, key=len, default="")

    @property
    def buttons(self) -> tuple[Button, ...]:
        whole = Button("看全文", f"模板 {self.name} 全文")
        return (whole, Button("恢复原文", f"模板 {self.name} 恢复原文")) if self.changed else (whole,)


@dataclass(frozen=True, slots=True)
class WordingText(Message):
    """A wording with its marks, line by line, to be copied and changed."""

    template: ClassVar[str] = "wording_text"
    name: str
    lines_of_text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordingProposed(Message):
    """A changed wording as it will look, before it counts. previews: (styles that show it so, its lines)."""

    template: ClassVar[str] = "wording_proposed"
    name: str
    what: str
    previews: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("确认", f"模板 {self.name} 确认"), Button("不改", f"模板 {self.name}"))


@dataclass(frozen=True, slots=True)
class WordingChanged(Message):
    """A wording in force from now on, and the way back."""

    template: ClassVar[str] = "wording_changed"
    name: str
    what: str

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("恢复上一版", f"模板 {self.name} 恢复上一版"),)


@dataclass(frozen=True, slots=True)
class WordingSetAside(Message):
    """To the admins: a changed wording failed on a message; the message went out in the original wording."""

    template: ClassVar[str] = "wording_set_aside"
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class NoticeDrafted(Message):
    """To the desk: what was read from a notice it sent; the 时限推定单 goes along as a file.

    dated, numbered: items with a date, with a target. guessed: dates that want a look.
    gaps: what has to be filled in before it can be put in force. adopt: the words that do, "" while they cannot.
    changes: what it would change of the plan this notice has already; None where it has none.
    """

    template: ClassVar[str] = "notice_drafted"
    title: str
    number: str
    issued: date | None
    tasks: int
    items: int
    dated: int
    numbered: int
    guessed: int
    gaps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    adopt: str = ""
    changes: tuple[str, ...] | None = None

    @property
    def buttons(self) -> tuple[Button, ...]:
        label = "不改，启用" if self.changes is None else "按此修改计划"
        return (Button(label, self.adopt),) if self.adopt else ()


@dataclass(frozen=True, slots=True)
class PlanProposed(Message):
    """To the desk: what a corrected 时限推定单 would change. ignored: cells that could not be taken."""

    template: ClassVar[str] = "plan_proposed"
    title: str
    changes: tuple[str, ...]
    gaps: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    adopt: str = ""

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("启用", self.adopt),) if self.adopt else ()


@dataclass(frozen=True, slots=True)
class PlanAdopted(Message):
    """To the desk: the plan it put in force, and how many units will hear of it. month: the one to look ahead to."""

    template: ClassVar[str] = "plan_adopted"
    title: str
    changes: tuple[str, ...]
    units: int
    month: int

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("预演", f"预演 {self.month}月"), Button("汇总", "汇总"))


@dataclass(frozen=True, slots=True)
class HandupOffered(Message):
    """To a unit that sent its office's 上报文件: what it would come to. signer: the fingerprint of who signed it.

    entered: item, title and what would be recorded. remarks: what would not, and why. take: the words that do it.
    """

    template: ClassVar[str] = "handup_offered"
    unit: str
    office: str
    made_at: datetime
    signer: str
    entered: tuple[tuple[str, str, str], ...]
    remarks: tuple[str, ...] = ()
    take: str = ""

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("确认上报", self.take), Button("待办", "待办"))


@dataclass(frozen=True, slots=True)
class HandupTaken(Message):
    """The same once it is recorded."""

    template: ClassVar[str] = "handup_taken"
    unit: str
    office: str
    made_at: datetime
    signer: str
    entered: tuple[tuple[str, str, str], ...]
    remarks: tuple[str, ...] = ()

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (Button("待办", "待办"),)


@dataclass(frozen=True, slots=True)
class ForecastDay:
    """A day's messages: how many of each kind, and the items reminders speak of, by what for."""

    day: date
    messages: int
    kinds: tuple[tuple[str, int], ...]
    items: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ForecastGroup:
    """Seats that hear the same on one day."""

    kind: str
    items: tuple[tuple[str, tuple[str, ...]], ...]
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forecast(Message):
    """预演: what would go out from `first` to `last` if no unit answered. groups: for a single day, who hears what.

    heaviest: the day with most messages; busiest: the week (its Monday) and seat
    with most. changed: another ladder, the messages it would come to, its heaviest day.
    """

    template: ClassVar[str] = "forecast"
    first: date
    last: date
    plan: str
    messages: int
    seats: int
    heaviest: tuple[date, int] | None = None
    busiest: tuple[date, str, int] | None = None
    days: tuple[ForecastDay, ...] = ()
    groups: tuple[ForecastGroup, ...] = ()
    changed: tuple[str, int, tuple[date, int] | None] | None = None

    @property
    def buttons(self) -> tuple[Button, ...]:
        if self.heaviest is None or self.groups:
            return ()
        day = self.heaviest[0]
        return (Button("看最多的一天", f"预演 {day.month}月{day.day}日"),)


def _buttons_for(lines: tuple[ItemLine, ...], *, accept: bool = False) -> tuple[Button, ...]:
    """The acts worth a tap: for a single item its own, for several the list."""
    if accept and len(lines) > 1:
        return (Button("全部签收", "全部签收"), Button("待办", "待办"))
    if len(lines) != 1:
        return (Button("待办", "待办"),)
    line = lines[0]
    if accept:
        return (Button("签收", f"签收 {line.code}"), Button("详情", f"详情 {line.code}"))
    return (Button("怎么报", f"怎么报 {line.code}"), Button("详情", f"详情 {line.code}"))
