"""What a form of the board does: the same commands through the same handlers as in chat, noted, once, and answered.

A form is a message like any other: noted by its own number, so that pressing
twice changes nothing; handled in one transaction; its answer is shown on the
next page instead of in chat.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.board.door import Visitor
from bot.board.look import Board
from bot.board.notes import Note
from bot.brought import Brought
from bot.channels import Attachment
from bot.commands import Command
from bot.handlers import handle
from bot.office import rules_in
from bot.turn import Turn
from db import people, post
from db.files import Files
from db.filetypes import NotTaken
from messages.catalogue import Message, NoSuchItem, NotAllowed, NotYours, Refused, WhichOne
from messages.render import render
from messages.styles import PLAIN

CHANNEL = "board"
MOST_FILES = 10
LONGEST_TEXT = 5000  # characters, as in chat
REFUSALS = (Refused, NotAllowed, NotYours, NoSuchItem, WhichOne)
REPEATED = Note("这一步刚才已经做过，没有重复。")
CHUNK = 64 * 1024


class FileNotTaken(Exception):
    """A file of the form cannot be kept; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Form:
    """What was filled in. Nothing of it is trusted yet."""

    fields: FormData

    def text(self, name: str) -> str:
        """One line or more of plain text; empty where nothing, or no text, was sent."""
        value = self.fields.get(name, "")
        cleaned = (
            value.encode("utf-8", "replace").decode().replace("\0", "") if isinstance(value, str) else ""
        )
        return cleaned.replace("\r\n", "\n").strip()

    def whole(self, name: str) -> int | None:
        text = self.text(name)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None

    def uploads(self) -> list[UploadFile]:
        return [one for _, one in self.fields.multi_items() if isinstance(one, UploadFile) and one.filename]

    async def close(self) -> None:
        await self.fields.close()


@dataclass(frozen=True, slots=True)
class Asked:
    """A form of ours, sent by the one it was made for. number: from the address."""

    board: Board
    who: Visitor
    form: Form
    number: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answers, and the same in words."""

    note: Note
    answers: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it, and the page to show next."""

    back: str
    note: Note


Act = Callable[[Asked], Done | Response]
Check = Callable[[Connection], Message | None]


async def read_form(request: Request) -> Form:
    """The fields and files sent; the guard stops what is too long."""
    try:
        return Form(await request.form(max_files=MOST_FILES, max_fields=60))
    except ClientDisconnect:
        raise HTTPException(400, "请求没有发完。") from None


def run(
    asked: Asked,
    words: str,
    *commands: Command,
    check: Check | None = None,
    pinned: int | None = None,
    files: tuple[Attachment, ...] = (),
    brought: Brought | None = None,
) -> Outcome:
    """Do as the seat asks, or say why not; committed when it returns.

    words: the same in words, as it could have been typed. check: what must still be true, asked in the same transaction.
    """
    seat, now, zone = asked.who.seat, asked.now, asked.board.office.zone
    if len(words) > LONGEST_TEXT:
        long = f"没有受理：写了{len(words)}个字，最多{LONGEST_TEXT}个。请写要点，其余可作附件。"
        return Outcome(Note(long, good=False))

    def job(tx: Connection) -> Outcome:
        rules = rules_in(tx, zone)
        present = people.who_is(tx, seat.channel or "", seat.address or "")
        if present is None or present.id != seat.id:
            return Outcome(Note("没有受理：登录所用的账号已不再代表本岗位。", good=False))
        if check is not None and (wrong := check(tx)) is not None:
            return said((wrong,))
        inbox_id = _note(tx, asked, words, commands, files)
        if inbox_id is None:
            return Outcome(REPEATED)
        turn = Turn(tx, rules, present, inbox_id, words, now, files, brought, pinned)
        return said(handle(commands, turn))

    def said(answers: tuple[Message, ...]) -> Outcome:
        text = "\n".join(part for answer in answers for part in render(answer, PLAIN))
        good = not any(isinstance(answer, REFUSALS) for answer in answers)
        return Outcome(Note(text, good), answers)

    return asked.board.office.writer.run(job)


def _note(
    tx: Connection, asked: Asked, words: str, commands: tuple[Command, ...], files: tuple[Attachment, ...]
) -> int | None:
    """The form's own number, of the page it stood on and of what was asked: the same again is the same message."""
    said = "\n".join((words, *(file.sha256 for file in files)))
    update = f"{asked.form.text('page')[:32]}-{hashlib.sha256(said.encode()).hexdigest()[:24]}"
    return post.note(
        tx,
        channel=CHANNEL,
        update_id=f"{asked.who.seat.id}-{update}",
        address=str(asked.who.seat.id),
        contact_id=asked.who.seat.id,
        text=words,
        pressed=None,
        outcome=" ".join(command.intent for command in commands),
        now=asked.now,
        files=tuple(file.name for file in files),
    )


def keep_files(store: Files | None, uploads: list[UploadFile]) -> tuple[Attachment, ...]:
    """Every file sent, kept once under its hash. Raises FileNotTaken for the first that cannot be."""
    if uploads and store is None:
        raise FileNotTaken("这里不能收文件。")
    return tuple(_kept(store, upload) for upload in uploads if store is not None)


def _kept(store: Files, upload: UploadFile) -> Attachment:
    name = upload.filename or ""
    try:
        with store.receiving() as coming:
            while chunk := upload.file.read(CHUNK):
                coming.write(chunk)
            stored = coming.keep(name)
    except NotTaken as refused:
        raise FileNotTaken(f"“{name[:60]}”没有收下：{refused}") from refused
    except OSError as error:
        raise FileNotTaken(f"“{name[:60]}”没有存下（磁盘不能写），请稍后再试。") from error
    return Attachment(stored.sha256, stored.name, stored.media, stored.size)
