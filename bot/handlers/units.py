"""Which unit the desk's words name: 龙华区政府, 龙华, or another name it goes by."""

from bot.turn import MOST_CHOICES, Turn
from db import people
from db.account import Account
from db.people import UnitName
from messages.catalogue import Button, Message, Refused, WhichOne


def unit_called(turn: Turn, words: str, word: str) -> UnitName | Message:
    """The unit, or one question which. word: the query as typed, so that a button asks it of that unit."""
    known = people.units(turn.tx)
    found = (
        [unit for unit in known if unit.name == words]
        or [unit for unit in known if words in unit.also]
        or [unit for unit in known if words in unit.name]
    )
    if not found:
        return Refused(
            f"没有叫“{words[:30]}”的单位",
            f"请写单位全称，如：{word} {known[0].name if known else '龙华区政府'}",
        )
    if len(found) > 1:
        return WhichOne("unit", tuple(Button(one.name, f"{word} {one.name}") for one in found[:MOST_CHOICES]))
    return found[0]


def of_unit(turn: Turn, accounts: list[Account], words: str) -> list[Account]:
    """The accounts of the unit these words name: its full name, another of its names, or else any name they are part of."""
    exact = [a for a in accounts if a.unit == words]
    if exact:
        return exact
    also = {unit.id for unit in people.units(turn.tx) if words in unit.also}
    return [a for a in accounts if a.unit_id in also] or [a for a in accounts if words in a.unit]
