"""What is planned ahead in chat: a notice drafted, its plan put in force, and 预演, the messages of days to come."""

import re
from datetime import date, timedelta

from bot.commands import Adopt, DraftNotice, Rehearse
from bot.turn import Turn
from messages.catalogue import Message, PlanAdopted, Refused
from schedules.deadlines import read
from schedules.plandiff import describe

MONTH = 30  # days, where none are named
_MONTH = re.compile(r"[\d一二三四]{1,2}月份?(?:\d{1,2}日)?|第?[一二三四1-4]季度")


def rehearse_days(command: Rehearse, turn: Turn) -> Message:
    """预演 10月: what would go out in those days if no unit answered; nothing goes out and nothing is changed."""
    # Here, not above: a rehearsal runs the rounds, and the rounds know the handlers.
    from bot.rehearsal import Asked, rehearse, told

    named = f"“{command.note[:20]}”"
    days = _days(command.note, turn.today)
    if days is None:
        example = f"预演 {turn.today.month}月，或某一天，如：预演 {turn.today.month}月{turn.today.day}日"
        return Refused(f"{named}不是日期或时段", f"请回复：{example}")
    first, last = days
    if last < turn.today:
        return Refused(f"{named}已经过去", "预演只看今天以后的消息。")
    return told(rehearse(turn.tx, turn.rules, turn.now, Asked(max(first, turn.today), last)))


def _days(words: str, today: date) -> tuple[date, date] | None:
    """First and last day of what is named; a month gone by is next year's."""
    if not words:
        return today, today + timedelta(days=MONTH)
    found = _span(words, today)
    if found is not None and found[1] < today and _MONTH.fullmatch(words):
        return _span(words, date(today.year + 1, 1, 1))
    return found


def _span(words: str, reference: date) -> tuple[date, date] | None:
    reading = read(words, reference)
    last = reading.due_day
    if last is None or reading.kind not in ("date", "period"):
        return None
    return (reading.start if type(reading.start) is date else last), last


def draft_notice(command: DraftNotice, turn: Turn) -> Message:
    """A file from the desk: what was made of it before this transaction."""
    if turn.brought is None or turn.brought.answer is None:
        return Refused("没有收到通知文件", "请发 .docx、.pdf、.txt 的通知，或改好的时限推定单（.xlsx）。")
    return turn.brought.answer


def adopt(command: Adopt, turn: Turn) -> Message:
    """启用: afterwards the plan shown last is in force, and whoever is concerned will hear of it in working hours."""
    from bot.loading import load

    if turn.brought is None or turn.brought.plan is None:
        return turn.brought.answer if turn.brought and turn.brought.answer else _NOTHING
    plan = turn.brought.plan
    change = load(turn.rules, plan, turn.sender.title, turn.now, turn.tx)
    if change.empty:
        return Refused(f"《{plan.title}》与现行计划没有不同", "不用启用；回复“汇总”可查看情况。")
    concerned = {unit for item in plan.items for unit in item.assignments} & change.concerned
    return PlanAdopted(plan.title, tuple(describe(change)), len(concerned), turn.today.month % 12 + 1)


_NOTHING = Refused("没有待启用的计划", "请先发来通知，或改好的时限推定单。")
