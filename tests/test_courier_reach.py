"""A seat with several accounts: the preferred one first, another when it refuses, and word to the desk when none is left."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.channels import Channel, DeliveryError, Pace, Parcel
from bot.commands import Accept
from bot.courier import deliver
from db import deliveries, people, post, reach
from db.dispatch import NOBODY_THERE
from db.engine import reading
from db.models import Outbox
from messages.restyle import restyle
from messages.styles import PLAIN, STYLES, TELEGRAM, WEB, WECOM
from tests.small_plan import ADMIN, COORDINATOR, JUSTICE, LONGHUA, XIUYING, SmallOffice

BLOCKED = DeliveryError("对方停用了机器人", permanent=True, scope="address")


@dataclass
class Wire:
    """A network that refuses some addresses for good."""

    name: str
    gone: set[str] = field(default_factory=set)
    taken: list[Parcel] = field(default_factory=list)
    pace: Pace = field(default_factory=Pace)

    def is_group(self, address: str) -> bool:
        return False

    async def send(self, parcel: Parcel) -> str | None:
        if parcel.address in self.gone:
            raise BLOCKED
        self.taken.append(parcel)
        return f"m{parcel.outbox_id}"

    def to(self, address: str) -> list[Parcel]:
        return [parcel for parcel in self.taken if parcel.address == address]


@dataclass
class Town:
    """The small office with three networks; 龙华区's contact has an account on two of them, bound last on Telegram."""

    small: SmallOffice
    telegram: Wire = field(default_factory=lambda: Wire("telegram"))
    wecom: Wire = field(default_factory=lambda: Wire("wecom"))
    web: Wire = field(default_factory=lambda: Wire("web"))

    def bind(self, title: str, channel: str, address: str) -> None:
        seat, now = self.small.seat(title).id, self.small.now
        self.small.now += timedelta(seconds=1)
        self.small.office.writer.run(lambda tx: people.bind(tx, seat, channel, address, now))

    def carry(self, *wires: Wire) -> int:
        chosen = wires or (self.telegram, self.wecom, self.web)
        channels: dict[str, Channel] = {wire.name: wire for wire in chosen}
        return asyncio.run(deliver(self.small.office, channels, self.small.now))

    def letters(self, title: str = LONGHUA) -> list[tuple[str, str, str]]:
        """(channel, state, reason) of everything written to that seat that was not there before."""
        seat = self.small.seat(title).id
        with reading(self.small.office.engine) as tx:
            query = select(Outbox.channel, Outbox.state, Outbox.reason)
            found = tx.execute(query.filter_by(contact_id=seat).order_by(Outbox.id)).all()
        return [(row[0], row[1], row[2]) for row in found]


@pytest.fixture
def town(small: SmallOffice) -> Town:
    small.act(LONGHUA, *(Accept(code) for code in ("1.1", "1.2", "3.2", "8.1")))
    small.forget_letters()
    found = Town(small)
    found.bind(LONGHUA, "wecom", "longhua")
    found.bind(LONGHUA, "telegram", "77")
    return found


def remind(town: Town, when: str = "2021-08-12 09:07") -> None:
    """Some morning on which 龙华区 is reminded to sign for 3.1."""
    town.small.round(when)


def lost(town: Town) -> set[int]:
    with reading(town.small.office.engine) as tx:
        return reach.seats_out_of_reach(tx)


def test_the_account_bound_last_is_written_to(town: Town) -> None:
    remind(town)
    town.carry()
    assert len(town.telegram.to("77")) == 1
    assert not town.wecom.taken


def test_an_explicit_preference_goes_before_that(town: Town) -> None:
    seat = town.small.seat(LONGHUA).id
    town.small.office.writer.run(lambda tx: reach.set_rank(tx, seat, "wecom", 1))
    assert town.small.seat(LONGHUA).channel == "wecom"
    town.small.office.writer.run(lambda tx: reach.set_rank(tx, seat, "telegram", 0))
    assert town.small.seat(LONGHUA).channel == "telegram"


def test_what_one_account_refuses_goes_to_the_next_in_its_own_markup(town: Town) -> None:
    town.telegram.gone = {"77"}
    remind(town)
    with reading(town.small.office.engine) as tx:
        (before,) = tx.scalars(select(Outbox.parts).filter_by(address="77"))
    town.carry()
    (parcel,) = town.wecom.to("longhua")
    assert "<b>" in before[0]
    assert "<b>" not in "".join(parcel.parts)
    assert "3.1" in parcel.parts[0]
    assert all(WECOM.size(part) <= WECOM.limit for part in parcel.parts)
    assert town.letters()[-1][:2] == ("wecom", "sent")


def test_everything_that_waits_for_that_account_goes_the_same_way_in_order(town: Town) -> None:
    town.telegram.gone = {"77"}
    remind(town)
    town.small.act(JUSTICE)
    town.small.hears("telegram", "77", "待办")
    town.small.hears("telegram", "77", "详情 3.1")
    town.carry()
    ids = [parcel.outbox_id for parcel in town.wecom.to("longhua")]
    assert len(ids) == 3
    assert not town.telegram.to("77")


def test_afterwards_it_is_written_to_the_account_that_takes_it(town: Town) -> None:
    town.telegram.gone = {"77"}
    remind(town)
    town.carry()
    assert town.small.seat(LONGHUA).channel == "wecom"
    assert lost(town) == set()
    assert not town.small.letters(COORDINATOR, "seat_unreachable")


def test_a_seat_no_network_reaches_is_told_to_the_desk_once_with_its_next_deadline(town: Town) -> None:
    town.telegram.gone, town.wecom.gone = {"77"}, {"longhua"}
    remind(town)
    town.carry()
    assert lost(town) == {town.small.seat(LONGHUA).id}
    assert town.letters()[-1][1:] == ("failed", NOBODY_THERE + "对方停用了机器人")
    (told,) = town.small.letters(COORDINATOR, "seat_unreachable")
    assert len(town.small.letters(ADMIN, "seat_unreachable")) == 1
    assert LONGHUA in told.text
    assert "3.1 公布决策目录" in told.text
    assert told.state == "sent", "at once, in working hours"
    remind(town, "2021-08-13 09:07")
    town.small.hears("wecom", "nobody", "你好")
    town.carry()
    assert len(town.small.letters(COORDINATOR, "seat_unreachable")) == 1


def test_the_desk_hears_it_in_working_hours(town: Town) -> None:
    town.telegram.gone, town.wecom.gone = {"77"}, {"longhua"}
    town.small.at("2021-08-12 21:00").hears("telegram", "77", "待办")
    town.carry()
    (told,) = town.small.letters(COORDINATOR, "seat_unreachable")
    assert told.state == "queued"
    assert told.not_before == town.small.at("2021-08-13 08:30").now


def test_several_seats_at_once_are_one_message(town: Town) -> None:
    town.bind(XIUYING, "telegram", "88")
    town.telegram.gone, town.wecom.gone = {"77", "88"}, {"longhua"}
    remind(town)
    town.carry()
    (told,) = town.small.letters(COORDINATOR, "seat_unreachable")
    assert LONGHUA in told.text
    assert XIUYING in told.text


def test_this_machines_own_screen_is_no_way_to_reach_anybody(town: Town) -> None:
    town.telegram.gone, town.wecom.gone = {"77"}, {"longhua"}
    remind(town)
    town.carry()
    assert not [p for p in town.web.taken if p.contact_id == town.small.seat(LONGHUA).id]


def test_who_writes_again_is_reached_again_and_gets_what_waited(town: Town) -> None:
    town.telegram.gone, town.wecom.gone = {"77"}, {"longhua"}
    remind(town)
    town.carry()
    town.telegram.gone = set()
    town.small.now += timedelta(hours=1)
    town.small.hears("telegram", "77", "待办")
    assert lost(town) == set()
    town.carry()
    assert [parcel.kind for parcel in town.telegram.to("77")] == ["owed", "morning"]


def test_who_writes_again_days_later_hears_todays_words_not_the_old_ones(town: Town) -> None:
    town.telegram.gone, town.wecom.gone = {"77"}, {"longhua"}
    remind(town)
    town.carry()
    town.telegram.gone = set()
    town.small.at("2021-08-17 09:00").hears("telegram", "77", "你好")
    remind(town, "2021-08-17 09:07")
    town.carry()
    mornings = [parcel for parcel in town.telegram.to("77") if parcel.kind == "morning"]
    assert len(mornings) == 1
    assert {letter.state for letter in town.small.letters(LONGHUA, "morning")} == {"dropped", "sent"}


def test_a_letter_that_gets_through_shows_the_account_is_there(town: Town) -> None:
    """Without a word from the person: the block was lifted."""
    town.telegram.gone, town.wecom.gone = {"77"}, {"longhua"}
    remind(town)
    town.carry()
    town.telegram.gone, town.wecom.gone = set(), set()
    remind(town, "2021-08-16 09:07")
    town.small.act(JUSTICE)
    seat = town.small.seat(LONGHUA)
    assert seat.channel in ("telegram", "wecom")
    town.small.office.writer.run(lambda tx: post.keep(tx, [_notice(town)], town.small.now))
    town.carry()
    assert lost(town) == set()


def _notice(town: Town) -> post.Letter:
    seat = town.small.seat(LONGHUA)
    return post.Letter(
        contact_id=seat.id, channel=seat.channel or "", address=seat.address or "", kind="approved", parts=("办结",),
        buttons=(), about=("3.2",), priority=1, not_before=town.small.now,
    )  # fmt: skip


def test_a_new_account_gets_what_the_old_ones_refused(town: Town) -> None:
    town.telegram.gone, town.wecom.gone = {"77"}, {"longhua"}
    remind(town)
    town.carry()
    code = _invite(town)
    town.small.hears("telegram", "99", code)
    town.carry()
    assert "morning" in [parcel.kind for parcel in town.telegram.to("99")]


def _invite(town: Town) -> str:
    from bot.binding import invite

    seat, now = town.small.seat(LONGHUA), town.small.now
    return town.small.office.writer.run(lambda tx: invite(tx, seat, "测试", now)[0])


def test_a_channel_that_is_switched_off_is_gone_round(town: Town) -> None:
    remind(town)
    town.carry(town.wecom, town.web)
    assert len(town.wecom.to("longhua")) == 1
    assert lost(town) == set()


def test_a_stranger_nobody_can_write_to_is_no_seat_out_of_reach(town: Town) -> None:
    town.telegram.gone = {"500"}
    town.small.hears("telegram", "500", "你好")
    town.carry()
    with reading(town.small.office.engine) as tx:
        assert tx.scalars(select(Outbox.state).filter_by(address="500")).all() == ["failed"]
    assert not town.small.letters(COORDINATOR, "seat_unreachable")


def test_the_digest_names_who_cannot_be_reached(town: Town) -> None:
    town.telegram.gone, town.wecom.gone = {"77"}, {"longhua"}
    remind(town)
    town.carry()
    text = town.small.says(COORDINATOR, "汇总")
    assert LONGHUA in text
    assert "联系不上" in text


def test_how_far_a_message_has_come_is_one_question(town: Town) -> None:
    key = town.small.account("3.1").id

    def ladder() -> list[str]:
        with reading(town.small.office.engine) as tx:
            return [one.step for one in deliveries.delivery_of(tx, key) if one.seat == LONGHUA]

    remind(town)
    assert ladder() == ["queued"]
    town.carry()
    assert ladder() == ["sent"]
    town.small.hears("telegram", "77", "签收 3.1")
    assert ladder() == ["accepted"]
    town.small.hears("telegram", "77", "进展 3.1 60% 已征求意见")
    assert ladder() == ["reported"]


# ---------------------------------------------------------------- the same words in another markup


@pytest.mark.parametrize("source", STYLES, ids=lambda style: style.name)
@pytest.mark.parametrize("target", STYLES, ids=lambda style: style.name)
def test_a_text_carried_over_says_what_it_said(source, target) -> None:  # type: ignore[no-untyped-def]
    def written(style) -> str:  # type: ignore[no-untyped-def]
        heading = style.strong("一、逾期1项")
        link = style.link("看板", "https://duban.example/?a=1&b=2")
        return f"【督办】{style.escape('5&6')}\n\n{heading}\n{link}\n末行"

    (carried,) = restyle((written(source),), source, target)
    for words in ("【督办】", "一、逾期1项", "看板", "末行"):
        assert words in carried
    if source is not PLAIN and target is not PLAIN:
        assert 'href="https://duban.example/?a=1&' in carried
    if source in (TELEGRAM, WEB) and target in (TELEGRAM, WEB):
        assert carried == written(target)


def test_what_a_unit_wrote_does_not_become_markup_on_the_way() -> None:
    hostile = '<b>粗</b> & <a href="x">链</a> &amp;'
    (carried,) = restyle((WECOM.escape(hostile),), WECOM, TELEGRAM)
    assert "<b>" not in carried
    assert "<a" not in carried
    (back,) = restyle((TELEGRAM.escape(hostile),), TELEGRAM, WECOM)
    assert "<" not in back


def test_what_is_too_long_there_is_cut_between_its_blocks() -> None:
    text = "\n\n".join(f"第{n}项：" + "办" * 200 for n in range(12))
    parts = restyle((TELEGRAM.escape("题") + "\n\n" + text,), TELEGRAM, WECOM)
    assert len(parts) > 1
    assert all(WECOM.size(part) <= WECOM.limit for part in parts)
    assert "".join(parts).count("办") == 12 * 200


def test_a_seat_says_itself_which_account_comes_first(town: Town) -> None:
    assert "首选" in town.small.hears("telegram", "77", "用企业微信")
    assert town.small.seat(LONGHUA).channel == "wecom"
    assert "Telegram" in town.small.hears("wecom", "longhua", "首选 Telegram")
    assert town.small.seat(LONGHUA).channel == "telegram"


def test_a_network_without_an_account_there_is_no_choice(town: Town) -> None:
    assert "绑定码" in town.small.hears("telegram", "77", "首选 企业微信机器人")
    assert town.small.seat(LONGHUA).channel == "telegram"
