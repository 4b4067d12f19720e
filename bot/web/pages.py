"""How seats, bubbles and the clock look in HTML. It knows nothing of requests."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from zlib import crc32

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.web.backend import Bubble, SeatCard, Sent

HERE = Path(__file__).parent
HISTORY = 60

_WEEKDAYS = "一二三四五六日"
_PAUSE = timedelta(minutes=5)  # chat apps show the time again after such a pause
_BREAK = re.compile(r"<br\s*/?>\n?")

# What each role most often wants to say, as chips above its keyboard.
CHIPS: dict[str, tuple[str, ...]] = {
    "contact": ("待办", "帮助"),
    "leader": ("待办", "帮助"),
    "lead": ("汇总", "待审", "看板", "帮助"),
    "coordinator": ("汇总", "待审", "看板", "帮助"),
    "admin": ("看板", "帮助"),
}
# The order of the picker: the desk first, because there is one of it.
_GROUPS = (
    ("coordinator", "协调员"),
    ("admin", "管理员"),
    ("lead", "牵头单位"),
    ("contact", "联系人"),
    ("leader", "分管负责人"),
)


@dataclass(frozen=True, slots=True)
class SeatGroup:
    word: str
    seats: tuple[SeatCard, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A bubble with what stands above it. `when` is empty where no time need be repeated."""

    bubble: Bubble
    when: str
    text: Markup


_pages = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def chat_page(
    title: str,
    movable: bool,
    now: datetime,
    seats: list[SeatCard],
    sent: list[Sent],
    *,
    takes_files: bool = False,
) -> str:
    """The whole page, without any phone's bubbles: those come seat by seat."""
    return _pages.get_template("chat.html").render(
        title=title,
        movable=movable,
        now=now,
        groups=seat_groups(seats),
        first=first_seats(seats),
        sent=sent,
        takes_files=takes_files,
    )


def styles_page() -> str:
    """Every message in every style, for whoever works on the wording."""
    from bot.web.styles import samples  # its samples and its networks are nobody else's need

    return _pages.get_template("styles.html").render(samples=samples())


def picker(seats: list[SeatCard]) -> str:
    """The seats to choose from, with how much each has open just now."""
    return _pages.get_template("seats.html").render(groups=seat_groups(seats))


def phone(bubbles: list[Bubble], zone: tzinfo | None, more: int | None) -> str:
    """One phone's bubbles. more: how many to ask for to see older ones, None when all are here."""
    return _pages.get_template("phone.html").render(rows=rows(bubbles, zone), more=more)


def strip(sent: list[Sent], now: datetime) -> str:
    """What just went out, and what the clock says."""
    return _pages.get_template("sent.html").render(sent=sent, now=now)


def rows(bubbles: Sequence[Bubble], zone: tzinfo | None) -> list[Row]:
    """Put a time above the first bubble of each day and after each pause.

    The words do not depend on the present moment (no “昨天”), so a bubble once
    drawn stays as it is when the clock moves.
    """
    drawn: list[Row] = []
    last: datetime | None = None
    for bubble in bubbles:
        at = bubble.at.astimezone(zone)
        if last is None or at.year != last.year:
            when = f"{day(at)} {at:%H:%M}"
        elif at.date() != last.date():
            when = f"{day(at).partition('年')[2]} {at:%H:%M}"
        else:
            when = f"{at:%H:%M}" if at - last > _PAUSE else ""
        drawn.append(Row(bubble, when, Markup(_BREAK.sub("\n", bubble.html))))  # noqa: S704 - safe by contract
        last = at
    return drawn


def seat_groups(seats: list[SeatCard]) -> list[SeatGroup]:
    """Seats by role in the order of the picker; contacts further by the kind of their unit."""
    groups: dict[str, list[SeatCard]] = {}
    for role, word in _GROUPS:
        for seat in seats:
            if seat.role == role:
                groups.setdefault(f"{word} · {seat.unit_kind}" if seat.unit_kind else word, []).append(seat)
    return [SeatGroup(word, tuple(members)) for word, members in groups.items()]


def first_seats(seats: list[SeatCard]) -> list[int]:
    """The three phones a newcomer finds: who is tasked, who watches, who leads."""
    wanted = (("contact", "龙华区"), ("coordinator", ""), ("lead", "司法局"))
    chosen: list[int] = []
    for role, part in wanted:
        of_role = [seat for seat in seats if seat.role == role]
        named = [seat for seat in of_role if part in seat.unit]
        chosen += [seat.id for seat in (named or of_role)[:1]]
    return chosen or [seat.id for seat in seats[:1]]


def day(at: datetime) -> str:
    return f"{at.year}年{at.month}月{at.day}日 周{_WEEKDAYS[at.weekday()]}"


def initial(unit: str) -> str:
    """The character on a unit's avatar: nearly every unit begins with 市, which tells nothing."""
    for prefix in ("市委", "市政府", "市"):
        rest = unit.removeprefix(prefix)
        if rest != unit and len(rest) > 1:
            return rest[0]
    return unit[:1]


def hue(unit: str) -> int:
    """One of the eight avatar colours, always the same for a unit."""
    return crc32(unit.encode()) % 8


_pages.filters.update(day=day, initial=initial, hue=hue)
_pages.globals["chips"] = CHIPS
