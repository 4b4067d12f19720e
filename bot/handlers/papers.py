"""台账 and 通报 asked for in chat: what they say in one paragraph, and where the file is."""

from bot.commands import MakeBulletin, MakeLedger
from bot.papers import PaperRefused, bulletin_of, ledger_of
from bot.turn import Turn
from messages.catalogue import Message, PaperReady, Refused
from messages.papers.bulletin import compose
from messages.papers.ledger import one_line
from messages.papers.periods import period_named

WHERE = "文件在看板上下载，回复“看板”取登录链接。"


def make_ledger(command: MakeLedger, turn: Turn) -> Message:
    """台账: how it stands now; a lead's own tasks."""
    found = ledger_of(turn.tx, turn.rules, turn.now, led_by=_led_by(turn))
    if not found.lines:
        return Refused("还没有责任账目，没有可写的台账", "加载计划后再发：台账")
    return PaperReady("台账", one_line(found.lines), WHERE)


def make_bulletin(command: MakeBulletin, turn: Turn) -> Message:
    """出通报 10月: how that period stood; this month where none is named."""
    period = period_named(command.note, turn.today)
    if period is None:
        return Refused(f"时段读不懂：{command.note[:20]}", f"请回复：出通报 {turn.today.month}月")
    try:
        value = bulletin_of(turn.tx, turn.rules, period, turn.now, led_by=_led_by(turn))
    except PaperRefused as refusal:
        return Refused(refusal.wrong, refusal.right)
    return PaperReady(f"{period.words}通报", compose(value).sections[0].paragraphs[0].text, WHERE)


def _led_by(turn: Turn) -> int | None:
    return turn.sender.unit_id if turn.sender.role == "lead" else None
