"""One parcel as the calls that say it: which texts, which picture, where the buttons go."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from telegram import InputFile

from bot.channels import DeliveryError, Enclosure, Parcel
from bot.channels.telegram.buttons import Seal, keyboard
from messages.styles import utf16_units, without_markup

CAPTION = 1024  # after entities
PHOTO_BYTES, FILE_BYTES = 10_000_000, 50_000_000
_PICTURES = ("image/png", "image/jpeg")


@dataclass(frozen=True, slots=True)
class Step:
    """One call: a text, or a file with or without a caption."""

    text: str
    markup: str | None = None
    file: Enclosure | None = None
    as_photo: bool = False
    plain: bool = False

    @property
    def method(self) -> str:
        return "sendMessage" if self.file is None else "sendPhoto" if self.as_photo else "sendDocument"

    def fields(self, opened: IO[bytes] | None) -> dict[str, Any]:
        """What goes with the call; the file, already open, is read while it is sent."""
        fields: dict[str, Any] = {}
        if self.text:
            fields["text" if self.file is None else "caption"] = self.text
            if not self.plain:
                fields["parse_mode"] = "HTML"
        if self.markup is not None:
            fields["reply_markup"] = self.markup
        if self.file is not None and opened is not None:
            shown = InputFile(opened, filename=_shown(self.file.name), read_file_handle=False)
            fields["photo" if self.as_photo else "document"] = shown
        return fields

    def without_marks(self) -> "Step":
        """The same words with nothing for Telegram to parse."""
        return replace(self, text=without_markup(self.text), plain=True)

    def as_document(self) -> "Step":
        return replace(self, as_photo=False)


def steps(parcel: Parcel, seal: Seal) -> tuple[Step, ...]:
    """The calls in order. The buttons hang under the last text. Raises DeliveryError: nothing to say, no such file."""
    markup = None
    if parcel.buttons:
        markup = keyboard(seal, parcel.outbox_id, [label for label, _ in parcel.buttons])
    found = tuple(_steps([part for part in parcel.parts if part.strip()], markup, parcel.enclosure))
    if not found:
        raise DeliveryError("这条消息没有内容", permanent=True, scope="message")
    return found


def _steps(texts: list[str], markup: str | None, file: Enclosure | None) -> Iterator[Step]:
    if file is None:
        for text in texts[:-1]:
            yield Step(text)
        if texts:
            yield Step(texts[-1], markup)
        return
    as_photo = file.media in _PICTURES and _size(file.path) <= PHOTO_BYTES
    if len(texts) == 1 and utf16_units(without_markup(texts[0])) <= CAPTION:
        yield Step(texts[0], markup, file, as_photo)
        return
    yield from _steps(texts, markup, None)
    yield Step("", None if texts else markup, file, as_photo)


def _size(path: Path) -> int:
    try:
        size = path.stat().st_size
    except OSError:
        raise DeliveryError("要附的文件已不在", permanent=True, scope="message") from None
    if size > FILE_BYTES:
        raise DeliveryError("要附的文件超过50MB，Telegram 不收", permanent=True, scope="message")
    return size


def _shown(name: str) -> str:
    """A name that cannot break out of its place in the form."""
    return "".join("_" if one in '"\r\n\\/' else one for one in name)
