"""From a letter to the parcels a channel is handed: with its file, whole or part by part."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.channels import DeliveryError, Enclosure, Parcel
from db.dispatch import Claimed

Shelf = Callable[[str], Path | None]  # where the file of that hash lies


def parcels(letter: Claimed, shelf: Shelf, *, whole: bool) -> list[Parcel]:
    """The letter at once or, where a pace must be kept, part by part: buttons and file go with the last. Raises DeliveryError."""
    enclosure = _enclosure(letter, shelf)
    everything = Parcel(
        letter.id, letter.contact_id, letter.address, letter.kind, letter.parts, letter.buttons, enclosure
    )
    if whole or len(letter.parts) < 2:
        return [everything]
    *before, last = letter.parts
    bare = replace(everything, buttons=(), enclosure=None)
    return [*(replace(bare, parts=(part,)) for part in before), replace(everything, parts=(last,))]


def _enclosure(letter: Claimed, shelf: Shelf) -> Enclosure | None:
    if letter.enclosure is None:
        return None
    path = shelf(letter.enclosure.sha256)
    if path is None:
        raise DeliveryError(f"附件“{letter.enclosure.name}”已不在", permanent=True, scope="message")
    return Enclosure(path, letter.enclosure.name, letter.enclosure.media, letter.enclosure.sha256)
