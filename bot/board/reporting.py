"""A unit's own report by a form: the same commands as in chat, with its files."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from starlette.responses import Response

from bot.board import handups
from bot.board.acting import Asked, Done, FileNotTaken, Form, keep_files, run
from bot.board.notes import Note
from bot.commands import (
    Accept,
    AskExtension,
    Command,
    Count,
    Evidence,
    Figure,
    Obstacle,
    Progress,
    Reassign,
    Withdraw,
)
from bot.commands import Done as Finished
from db import account as ledger
from db.account import Account
from db.engine import reading

Make = Callable[[str, Form, date | None, str], tuple[Command, str]]


class Unreadable(Exception):
    """A field holds what is none; the text says which and what would be right."""


def report(asked: Asked) -> Done | Response:
    """One act on the sender's own account of that item; nothing of it is kept where it is refused."""
    back = f"/item/{asked.number}"
    with reading(asked.board.office.engine) as tx:
        account = ledger.account(tx, asked.number, asked.who.seat.unit_id)
    if account is None:
        return Done("/", Note("没有受理：本单位没有这一项。", good=False))
    if (handup := handups.among(asked.form.uploads())) is not None:
        return handups.propose(asked, handup)
    try:
        command, words = command_of(account, asked.form)
        files = keep_files(asked.board.files, asked.form.uploads())
    except (Unreadable, FileNotTaken) as wrong:
        return Done(back, Note(f"没有受理：{wrong}", good=False))
    note = run(asked, words, command, pinned=account.item_id, files=files).note
    if files and not note.good:
        note = replace(note, text=f"{note.text}\n所选文件没有随本次反馈保存，改好后请重新选择。")
    return Done(back, note)


def command_of(account: Account, form: Form) -> tuple[Command, str]:
    """The command filled in and the same in words. Raises Unreadable."""
    make = _MAKERS.get(form.text("act"))
    if make is None:
        raise Unreadable("没有选择要报什么。")
    return make(account.code, form, _day(form.text("day")), form.text("words"))


def _said(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part not in (None, ""))


def _on(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _accept(code: str, form: Form, day: date | None, words: str) -> tuple[Command, str]:
    return Accept(code, words), _said("签收", code, words)


def _progress(code: str, form: Form, day: date | None, words: str) -> tuple[Command, str]:
    percent = _number(form, "percent", "进度")
    typed = f"{percent:g}%" if percent is not None else ""
    return Progress(code, percent, words, day), _said("进展", code, typed, _on(day), words)


def _count(code: str, form: Form, day: date | None, words: str) -> tuple[Command, str]:
    more = form.whole("count") or 1
    return Count(code, more, date=day, note=words), _said("次数", code, f"+{more}", _on(day), words)


def _figure(code: str, form: Form, day: date | None, words: str) -> tuple[Command, str]:
    over, under = _number(form, "numerator", "分子"), _number(form, "denominator", "分母")
    if over is None or under is None:
        raise Unreadable("指标要写分子和分母两个数。")
    command = Figure(code, over, under, None, day, words)
    return command, _said("指标", code, f"{over:g}/{under:g}", _on(day), words)


def _done(code: str, form: Form, day: date | None, words: str) -> tuple[Command, str]:
    return Finished(code, day, words), _said("完成", code, _on(day), words)


def _evidence(code: str, form: Form, day: date | None, words: str) -> tuple[Command, str]:
    return Evidence(code, words, day), _said("佐证", code, words)


def _extension(code: str, form: Form, day: date | None, words: str) -> tuple[Command, str]:
    until = _day(form.text("until"))
    typed = f"至{_on(until)}" if until else ""
    return AskExtension(code, until, words), _said("延期", code, typed, words)


def _obstacle(code: str, form: Form, day: date | None, words: str) -> tuple[Command, str]:
    return Obstacle(code, words), _said("困难", code, words)


def _reassign(code: str, form: Form, day: date | None, words: str) -> tuple[Command, str]:
    return Reassign(code, words), _said("改派", code, words)


def _withdraw(code: str, form: Form, day: date | None, words: str) -> tuple[Command, str]:
    return Withdraw(code), _said("撤回", code)


_MAKERS: dict[str, Make] = {
    "accept": _accept,
    "progress": _progress,
    "count": _count,
    "figure": _figure,
    "done": _done,
    "evidence": _evidence,
    "extension": _extension,
    "obstacle": _obstacle,
    "reassign": _reassign,
    "withdraw": _withdraw,
}


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(f"日期“{text[:20]}”读不懂，应写成如 2021-10-20。") from error


def _number(form: Form, name: str, word: str) -> float | None:
    text = form.text(name).rstrip("%％")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -1e12 < value < 1e12:
        raise Unreadable(f"{word}“{text[:20]}”不是一个数。")
    return value
