"""What the command line does for a seat or an admin, over the same handlers as the chat."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from bot import binding
from bot.channels import Incoming
from bot.clocks import real_clock
from bot.commands import ItemName
from bot.conversation import hear
from bot.handlers.admin import Change, apply, read_change
from bot.office import Office, open_office
from bot.settings import Settings
from db import people, plans, post
from db.engine import reading
from db.people import Seat
from messages.catalogue import Message, Refused
from messages.render import render
from messages.styles import PLAIN, without_markup
from schedules.plan import Plan

BY = "命令行"


class NoSuchSeat(Exception):
    """No seat, or more than one, goes by these words; the text says which there are."""


def converse(office: Office, words: str, text: str, now: datetime) -> str:
    """Say it as that seat, and return the answer as plain text."""
    seat = seat_named(office, words)
    update_id = uuid.uuid4().hex
    hear(office, Incoming("web", update_id, str(seat.id), text), now)
    with reading(office.engine) as tx:
        answer = post.answer_to(tx, "web", update_id)
    return "\n\n".join(without_markup(part) for part in answer.parts) if answer else ""


def seat_named(office: Office, words: str) -> Seat:
    with reading(office.engine) as tx:
        found = people.seats_titled(tx, words)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NoSuchSeat(f"没有叫“{words[:30]}”的岗位；岗位写全称，如 龙华区政府联系人。")
    names = "、".join(seat.title for seat in found[:5])
    raise NoSuchSeat(f"“{words[:30]}”可指{len(found)}个岗位：{names}；请写全称。")


def invite_seat(office: Office, words: str) -> str:
    """Make a code for the seat and say how it is used."""
    seat = seat_named(office, words)
    code, expires = office.writer.run(lambda tx: binding.invite(tx, seat, BY, real_clock()))
    with reading(office.engine) as tx:
        link = binding.link_with(tx, code)
    until = expires.astimezone(office.zone)
    said = f"{seat.title}的绑定码：{code}\n一次有效，{until:%Y年%-m月%-d日%H:%M}前使用；请本人在聊天中发送这8位码。"
    return f"{said}\n用 Telegram 的，点开链接即可：{link}" if link else said


def change(office: Office, name: str, value: str, item: str | None) -> tuple[str, bool]:
    """Show or change one setting, as the chat would; what to say, and whether it was taken."""

    def work(tx: Connection) -> Message:
        rules = office.rules(tx)
        found = read_change(tx, rules, name, value.strip(), item)
        return apply(tx, rules, found, BY, real_clock()) if isinstance(found, Change) else found

    answer = office.writer.run(work)
    return "\n\n".join(render(answer, PLAIN)), not isinstance(answer, Refused)


def one_line(text: str, role: str) -> str:
    """One message in the form `duban understand --jsonl` reads."""
    return json.dumps({"text": text, "role": role, "now": real_clock().isoformat(), "context": {}})


def item_names(plan: Plan) -> tuple[ItemName, ...]:
    return tuple(
        ItemName(i.code, i.title, i.measure, i.target.unit if i.target else "", i.aliases) for i in plan.items
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What a message may name: items, their due days, and units under all their names."""

    items: tuple[ItemName, ...] = ()
    due: Mapping[str, date] = field(default_factory=dict)
    units: tuple[str, ...] = ()


def known_in(plan: Plan) -> Known:
    units = tuple(name for unit in plan.units for name in (unit.name, *unit.also))
    return Known(item_names(plan), {item.code: item.due for item in plan.items}, units)


def known_loaded(settings: Settings) -> Known:
    """What the loaded office knows; nothing where nothing was ever loaded (and nothing is made for asking)."""
    if not settings.database_url and not (settings.home / "duban.db").exists():
        return Known()
    office = open_office(settings.database, settings.zone)
    try:
        with reading(office.engine) as tx:
            found = plans.items(tx)
            units = tuple(name for unit in people.units(tx) for name in (unit.name, *unit.also))
    finally:
        office.close()
    names = tuple(ItemName(i.code, i.title, i.measure, i.counted, i.aliases) for i in found)
    return Known(names, {i.code: i.due for i in found}, units)
