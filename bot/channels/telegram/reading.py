"""What an update says, as a value: pure, and silent about whatever is not for us.

In a group only what is addressed to the bot is read: mentioned, replied to, or one of our commands.
Channels, other bots and administrators who hide their name are nobody who could hold a seat.
"""

import re
from collections.abc import Container
from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update

from bot.channels import Incoming
from bot.channels.telegram.speaking import NAME
from bot.channels.telegram.wording import GREETING, PHOTO_NAME, SAID_BY

_COMMAND = re.compile(r"/(?P<name>\w{1,32})(?:@(?P<bot>\w+))?(?:\s+(?P<rest>.*))?", re.DOTALL | re.ASCII)


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is. token: the number its token begins with; the other two as Telegram says, once it has."""

    token: int
    number: int
    username: str | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A file on Telegram's side. unique: the same for the same file, however often it is sent."""

    file_id: str
    unique: str
    name: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody said something. album: several messages with one of it are one saying; edited: said before, now otherwise."""

    chat: str
    message_id: int
    incoming: Incoming
    file: Offered | None = None
    album: str | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was pressed. incoming: who and where; which letter and button stands in `data`."""

    chat: str
    incoming: Incoming
    query: CallbackQuery
    data: str


@dataclass(frozen=True, slots=True)
class ChatMoved:
    """A group became a supergroup."""

    chat: str
    new: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something this bot cannot take in: a voice, a place, a sticker."""

    chat: str
    message_id: int


Meant = Heard | Pressed | ChatMoved | Unreadable


def read(update: Update, me: Me, albums: Container[str] = ()) -> Meant | None:
    """What is meant, None if nothing is. albums: those already addressed to us; only their first message says so."""
    update_id = f"{me.token}:{update.update_id}"  # another token counts its updates anew
    if (query := update.callback_query) is not None:
        return _press(query, update_id)
    message = update.message or update.edited_message
    if message is None:
        return None
    if message.migrate_to_chat_id is not None:
        return ChatMoved(str(message.chat.id), str(message.migrate_to_chat_id))
    if message.migrate_from_chat_id is not None:
        return ChatMoved(str(message.migrate_from_chat_id), str(message.chat.id))
    return _said(message, update_id, me, albums, edited=update.message is None)


def _press(query: CallbackQuery, update_id: str) -> Pressed | None:
    if query.data is None or query.from_user.is_bot:
        return None
    who = str(query.from_user.id)
    there = None if query.message is None else query.message.chat
    where = str(there.id) if there is not None else who
    answer_at = where if there is not None and there.type != "private" else None
    return Pressed(where, Incoming(NAME, update_id, who, "", answer_at=answer_at), query, query.data)


def _said(
    message: Message, update_id: str, me: Me, albums: Container[str], *, edited: bool
) -> Heard | Unreadable | None:
    who = message.from_user
    if who is None or who.is_bot or message.sender_chat is not None:
        return None
    group = message.chat.type != "private"
    text = message.text or message.caption or ""
    replied = _reply_to_us(message, me)
    if group and not (replied or message.media_group_id in albums or _addressed(text, me)):
        return None
    chat, file = str(message.chat.id), _file(message)
    said = _words(text, me)
    if said is None:
        return None
    if file is None and not text:
        # A place that moves is edited every few seconds.
        return Unreadable(chat, message.message_id) if _content(message) and not edited else None
    incoming = Incoming(
        NAME,
        update_id,
        str(who.id),
        said if said or file else GREETING,  # the bot's name alone: somebody does not know how
        replying_to=replied,
        answer_at=chat if group else None,
    )
    return Heard(chat, message.message_id, incoming, file, message.media_group_id, edited)


def _reply_to_us(message: Message, me: Me) -> str | None:
    to = message.reply_to_message
    if to is None or to.from_user is None or to.from_user.id != me.number:
        return None
    return str(to.message_id)


def _mention(me: Me) -> re.Pattern[str] | None:
    return re.compile(rf"(?<![\w/])@{re.escape(me.username)}(?!\w)", re.IGNORECASE) if me.username else None


def _addressed(text: str, me: Me) -> bool:
    mention = _mention(me)
    if mention is not None and mention.search(text):
        return True
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        return False
    if command["bot"]:
        return _ours(command["bot"], me)
    return command["name"].lower() in (*SAID_BY, "start")


def _ours(bot: str, me: Me) -> bool:
    return me.username is not None and bot.lower() == me.username.lower()


def _words(text: str, me: Me) -> str | None:
    """The text without the bot's name and with a command's Chinese word; None if another bot is spoken to."""
    mention = _mention(me)
    text = mention.sub("", text).strip() if mention is not None else text.strip()
    command = _COMMAND.fullmatch(text)
    if command is None:
        return text
    if command["bot"] and me.username and not _ours(command["bot"], me):
        return None
    name, rest = command["name"].lower(), (command["rest"] or "").strip()
    if name == "start":
        return rest or GREETING
    return f"{SAID_BY.get(name, '/' + command['name'])} {rest}".strip()


def _file(message: Message) -> Offered | None:
    if message.photo:
        best = max(message.photo, key=lambda one: one.width * one.height)
        name = PHOTO_NAME.format(number=message.message_id)
        return Offered(best.file_id, best.file_unique_id, name, best.file_size)
    found = message.document or message.video or message.audio
    if found is None:
        return None
    return Offered(found.file_id, found.file_unique_id, found.file_name or "文件", found.file_size)


def _content(message: Message) -> bool:
    """Whether a person meant to tell us something; a sticker is a nod, and the rest is Telegram's own notices."""
    kinds = ("voice", "video_note", "location", "venue", "contact", "poll", "dice", "story", "paid_media")
    return any(getattr(message, kind, None) is not None for kind in kinds)
