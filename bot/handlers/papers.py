"""台账, 通报, 督办单 and 归档 asked for in chat: the file was made before this turn, here it is handed over."""

from bot.commands import Command, MakeArchive, MakeBulletin, MakeLedger, MakeLetter
from bot.papers import PaperRefused, bulletin_of, ledger_of
from bot.turn import Turn
from db import history
from messages.catalogue import Message, PaperReady, Refused
from messages.papers.bulletin import compose
from messages.papers.ledger import one_line
from messages.papers.periods import period_named

WHERE = "文件在看板上下载，回复“看板”取登录链接。"
BY_CHAT_ONLY = "请在聊天里向机器人发出。"


def make_ledger(command: MakeLedger, turn: Turn) -> Message:
    """台账: how it stands now; a lead's own tasks."""
    if (paper := made(command, turn)) is not None:
        return paper
    found = ledger_of(turn.tx, turn.rules, turn.now, led_by=_led_by(turn))
    if not found.lines:
        return Refused("还没有责任账目，没有可写的台账", "加载计划后再发：台账")
    return PaperReady("台账", one_line(found.lines), WHERE)


def make_bulletin(command: MakeBulletin, turn: Turn) -> Message:
    """出通报 10月: how that period stood; this month where none is named."""
    if (paper := made(command, turn)) is not None:
        return paper
    period = period_named(command.note, turn.today)
    if period is None:
        return Refused(f"时段读不懂：{command.note[:20]}", f"请回复：出通报 {turn.today.month}月")
    try:
        value = bulletin_of(turn.tx, turn.rules, period, turn.now, led_by=_led_by(turn))
    except PaperRefused as refusal:
        return Refused(refusal.wrong, refusal.right)
    return PaperReady(f"{period.words}通报", compose(value).sections[0].paragraphs[0].text, WHERE)


def make_letter(command: MakeLetter, turn: Turn) -> Message:
    """督办单 3.1 龙华区: to a unit that three pushes did not move."""
    return made(command, turn) or Refused("这里发不了文件", BY_CHAT_ONLY)


def make_archive(command: MakeArchive, turn: Turn) -> Message:
    """归档: its fingerprint is entered in the history, so that the file can be held to it later."""
    return made(command, turn) or Refused("这里发不了文件", BY_CHAT_ONLY)


def made(command: Command, turn: Turn) -> Message | None:
    """The answer that goes with the file; None where no files are made here."""
    if turn.brought is None:
        return None
    paper = turn.brought.paper
    if paper is None:
        return turn.brought.answer
    if paper.wanted != command:
        return Refused("一条消息只出一份文件", "另一份请另发一条。")
    if paper.entered and paper.enclosed is not None:
        history.append(
            turn.tx, turn.now, turn.sender.title, command.intent, paper.enclosed.name, dict(paper.entered)
        )
    return paper.answer


def _led_by(turn: Turn) -> int | None:
    return turn.sender.unit_id if turn.sender.role == "lead" else None
