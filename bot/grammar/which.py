"""Which items a statement without a number may mean, and the one question where that stays open."""

from dataclasses import replace

from bot import commands as c
from bot.grammar import note
from bot.grammar.said import Said, meant_codes, percent

MOST_CHOICES = 4


def may_be_meant(said: Said, measure: str | None) -> tuple[str, ...]:
    """Return the items that may be meant: named, spoken of, or the open ones of that measure."""
    meant = meant_codes(said)
    if measure is None:
        return meant or said.known.open
    if said.statement.codes or said.statement.choices:
        return meant
    fitting = [code for code in meant if said.known.measures.get(code, measure) == measure]
    if fitting or (meant and measure == "rate" and percent(said) is not None):
        return tuple(fitting) or meant
    return open_of(said, measure) or meant or said.known.open


def open_of(said: Said, measure: str) -> tuple[str, ...]:
    """Return the open items of a measure; of several those counted in the unit spoken of, or half named."""
    codes = [code for code in said.known.open if said.known.measures.get(code) == measure]
    hinted = [code for code in codes if any(code in name.codes for part in said.parts for name in part.names)]
    if len(hinted) == 1:
        return tuple(hinted)
    said_units = {t.unit for part in said.parts for t in part.times if t.unit}
    units = {item.code: item.unit for item in said.context.items}
    counted = [code for code in codes if units.get(code) in said_units]
    return tuple(counted if len(counted) == 1 else hinted or codes)


def which_one(command: c.Command, codes: tuple[str, ...]) -> c.Ask:
    choices = tuple(note.say(for_item(command, code)) for code in codes[:MOST_CHOICES])
    return c.Ask("item", command, choices)


def for_item(command: c.Command, code: str | None) -> c.Command:
    if isinstance(command, c.Correct) and command.to is not None and code is not None:
        return replace(command, item=code, to=for_item(command.to, code))
    return note.filled(command, item=code)
