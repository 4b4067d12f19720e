"""The listening side: heard is committed, set aside survives a restart, a group is a place and not a person."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.binding import invite
from bot.channels import Attachment, Busy, FileRefused, Incoming
from bot.clocks import MovableClock
from bot.office import Office, open_office
from bot.reception import Reception
from db import evidence, history, people, post
from db.engine import reading
from db.files import LARGEST, Files
from db.models import Account, Inbox, Outbox
from tests.postgres import sqlite_only
from tests.small_plan import ADMIN, COORDINATOR, JUSTICE, LONGHUA, XIUYING, ZONE, SmallOffice, plain

PDF = b"%PDF-1.7\n" + bytes(20)
GROUP = "-100"


@dataclass
class House:
    """An office that listens on a network, and what it was told to carry."""

    small: SmallOffice
    store: Files
    kicks: list[int] = field(default_factory=list)
    updates: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.reception = Reception(self.small.office, self.store, lambda: self.small.now, self.kick)

    def kick(self) -> None:
        self.kicks.append(len(self.kicks))

    def binds(self, title: str, address: str) -> None:
        seat = self.small.seat(title).id
        self.small.office.writer.run(lambda tx: people.bind(tx, seat, "telegram", address, self.small.now))

    async def hears(self, address: str, text: str, *, group: str | None = None, **other: object) -> None:
        update = f"u{next(self.updates)}"
        said = Incoming("telegram", update, address, text, answer_at=group, **other)  # type: ignore[arg-type]
        await self.reception.hear(said)

    def letters(self, address: str) -> list[str]:
        """What was written to that address, oldest first."""
        with reading(self.small.office.engine) as tx:
            rows = tx.execute(
                select(Outbox.parts)
                .where(Outbox.channel == "telegram", Outbox.address == address, Outbox.state != "dropped")
                .order_by(Outbox.id)
            )
            return [plain(row.parts) for row in rows]

    def last_id(self) -> int:
        with reading(self.small.office.engine) as tx:
            return max(tx.scalars(select(Outbox.id)))

    def sent(self, outbox_id: int, platform_id: str) -> None:
        self.small.office.writer.run(lambda tx: post.sent(tx, {outbox_id: platform_id}, self.small.now))

    def code(self, title: str, *, hands_over: bool = False) -> str:
        seat = self.small.seat(title)
        return self.small.office.writer.run(
            lambda tx: invite(tx, seat, "测试", self.small.now, hands_over=hands_over)[0]
        )

    def heard(self) -> list[str]:
        with reading(self.small.office.engine) as tx:
            return list(tx.scalars(select(Inbox.text).where(Inbox.channel == "telegram").order_by(Inbox.id)))


@pytest.fixture
def house(small: SmallOffice, tmp_path: Path) -> House:
    found = House(small, Files(tmp_path / "files"))
    found.binds(LONGHUA, "7001")
    return found


async def stream(content: bytes, size: int = 64 * 1024) -> AsyncIterator[bytes]:
    for first in range(0, len(content), size):
        yield content[first : first + size]


# ---------------------------------------------------------------- heard, pressed, kept


async def test_what_is_heard_is_committed_and_the_courier_told(house: House) -> None:
    await house.hears("7001", "进展 3.1 60%")
    assert house.small.account("3.1").percent == 60
    assert "【已记录】" in house.letters("7001")[-1]
    assert house.kicks


async def test_a_press_returns_what_it_said(house: House) -> None:
    await house.hears("7001", "进展 3.1 60%")
    press = Incoming("telegram", "p1", "7001", "", pressed=house.last_id())
    assert await house.reception.press(press, 0) == "撤回 3.1"
    assert house.small.account("3.1").percent is None
    assert await house.reception.press(press, 0) == "撤回 3.1"  # the same press brought again
    assert len([text for text in house.letters("7001") if "已撤回" in text]) == 1


async def test_a_press_under_anothers_message_or_beyond_its_buttons_says_nothing(house: House) -> None:
    house.binds(XIUYING, "7002")
    await house.hears("7001", "进展 3.1 60%")
    pressed = house.last_id()
    assert await house.reception.press(Incoming("telegram", "p1", "7002", "", pressed=pressed), 0) is None
    assert await house.reception.press(Incoming("telegram", "p2", "7001", "", pressed=pressed), 9) is None
    assert await house.reception.press(Incoming("telegram", "p3", "7001", "", pressed=10**6), 0) is None
    assert house.small.account("3.1").percent == 60


@sqlite_only
async def test_a_database_that_cannot_write_is_busy(house: House) -> None:
    for table in ("inbox", "arrival"):
        rename = f"ALTER TABLE {table} RENAME TO {table}_gone"
        house.small.office.writer.run(lambda tx, rename=rename: tx.exec_driver_sql(rename).close())  # type: ignore[misc]
    with pytest.raises(Busy, match="请稍后再试"):
        await house.hears("7001", "进展 3.1 60%")
    with pytest.raises(Busy, match="请稍后再试"):
        await house.reception.set_aside("telegram", "1", {})


async def test_a_process_that_ends_is_busy(house: House) -> None:
    house.small.office.writer.close()
    with pytest.raises(Busy, match="重新启动"):
        await house.hears("7001", "进展 3.1 60%")
    with pytest.raises(Busy, match="重新启动"):
        await house.reception.set_aside("telegram", "1", {})


async def test_a_file_is_kept_once_however_often_it_comes(house: House, tmp_path: Path) -> None:
    keep = house.reception.keep_file
    first, second = await asyncio.gather(keep("目录.pdf", stream(PDF)), keep("../x/另.pdf", stream(PDF, 3)))
    assert first.sha256 == second.sha256
    assert (first.name, second.name, first.media, first.size) == (
        "目录.pdf",
        "另.pdf",
        "application/pdf",
        len(PDF),
    )
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1


async def test_a_file_that_is_not_taken_is_refused_in_one_sentence(house: House, tmp_path: Path) -> None:
    for content, why in ((b"MZ\0\0", "程序"), (bytes(LARGEST + 1), "20MB"), (b"", "空")):
        with pytest.raises(FileRefused, match=why):
            await house.reception.keep_file("照片.jpg", stream(content))
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


async def test_a_line_cut_half_way_leaves_nothing(house: House, tmp_path: Path) -> None:
    async def cut() -> AsyncIterator[bytes]:
        yield PDF
        raise ConnectionError

    with pytest.raises(Busy):
        await house.reception.keep_file("目录.pdf", cut())
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


async def test_what_nobody_named_within_a_day_is_forgotten(house: House) -> None:
    await house.hears("7001", "待办")
    kept = await house.reception.keep_file("目录.pdf", stream(PDF))
    refused = await house.reception.keep_file("乙.txt", stream(b"words"))
    await house.hears("7001", "", files=(kept,))
    path = house.store.path(refused.sha256)
    assert path is not None
    house.small.now = house.small.now.fromtimestamp(path.stat().st_mtime, ZONE) + timedelta(hours=23)
    await house.hears("7001", "待办")
    await house.hears("7001", "", files=(kept,))  # handed in again, and waiting
    assert await house.reception.sweep() == 0
    house.small.now += timedelta(hours=2)
    assert await house.reception.sweep() == 1
    assert house.store.path(kept.sha256) is not None
    house.small.now += timedelta(days=1)
    assert await house.reception.sweep() == 1


# ---------------------------------------------------------------- set aside


@sqlite_only
async def test_what_is_set_aside_survives_a_restart(house: House) -> None:
    body = {"message": {"document": {"file_id": "A"}}}
    assert await house.reception.set_aside("telegram", "5", body)
    assert not await house.reception.set_aside("telegram", "5", body)
    assert await house.reception.set_aside("telegram", "6", {})
    again = reopened(house)
    try:
        reception = Reception(again, house.store, MovableClock(house.small.now), house.kick)
        assert await reception.unfinished("telegram") == [("5", body), ("6", {})]
        assert await reception.unfinished("wecom") == []
        kept = await reception.keep_file("目录.pdf", stream(PDF))
        said = Incoming("telegram", "5", "7001", "完成 3.1", files=(kept,))
        await reception.hear(said)
        # The process ends here: it is taken up once more, and changes nothing.
        await reception.hear(said)
        await reception.finish("telegram", "5")
        await reception.finish("telegram", "5")
        assert [update for update, _ in await reception.unfinished("telegram")] == ["6"]
        assert not await reception.set_aside("telegram", "5", body)
    finally:
        again.close()
    shown = evidence_of(house, "3.1")
    assert shown == ["目录.pdf"]


def reopened(house: House) -> Office:
    house.small.office.close()
    path = house.small.office.engine.url.database
    return open_office(f"sqlite:///{path}", ZONE)


def evidence_of(house: House, code: str) -> list[str]:
    with reading(house.small.office.engine) as tx:
        return [shown.name for shown in evidence.of_account(tx, house.small.account(code).id)]


async def test_what_was_heard_before_need_not_be_set_aside(house: House) -> None:
    await house.reception.hear(Incoming("telegram", "9", "7001", "待办"))
    assert not await house.reception.set_aside("telegram", "9", {})


# ---------------------------------------------------------------- a reply means its item


async def test_a_reply_to_our_message_means_its_item(house: House) -> None:
    await house.hears("7001", "进展 3.1 30%")
    house.sent(house.last_id(), "501 502 503")
    await house.hears("7001", "进展 3.2 40%")
    house.sent(house.last_id(), "504")
    await house.hears("7001", "进展 60%", replying_to="502")
    assert (house.small.account("3.1").percent, house.small.account("3.2").percent) == (60, 40)


@pytest.mark.parametrize("other", ["50", "5021", "%", "_02"])
async def test_a_reply_to_something_else_is_no_reply_to_ours(house: House, other: str) -> None:
    await house.hears("7001", "进展 3.1 30%")
    house.sent(house.last_id(), "501 502 503")
    await house.hears("7001", "进展 3.2 40%")
    await house.hears("7001", "进展 60%", replying_to=other)
    assert (house.small.account("3.1").percent, house.small.account("3.2").percent) == (30, 60)


async def test_a_file_in_reply_goes_to_that_item(house: House) -> None:
    await house.hears("7001", "进展 3.1 30%")
    house.sent(house.last_id(), "501")
    await house.hears("7001", "进展 3.2 40%")
    file = Attachment("a" * 64, "目录.pdf", "application/pdf", 9)
    await house.hears("7001", "", files=(file,), replying_to="501")
    assert evidence_of(house, "3.1") == ["目录.pdf"]


async def test_a_file_in_reply_is_no_part_of_the_album_before(house: House) -> None:
    await house.hears("7001", "进展 3.2 40%")
    house.sent(house.last_id(), "501")
    first, second = (Attachment(sign * 64, f"{sign}.pdf", "application/pdf", 9) for sign in "ab")
    await house.hears("7001", "进展 3.1 30%", files=(first,))
    await house.hears("7001", "", files=(second,), replying_to="501")
    assert (evidence_of(house, "3.1"), evidence_of(house, "3.2")) == (["a.pdf"], ["b.pdf"])


async def test_a_reply_to_an_old_question_answers_it(house: House) -> None:
    await house.hears("7001", "待办")
    await house.hears("7001", "完成 已公布")
    question = house.last_id()
    house.sent(question, "501")
    with reading(house.small.office.engine) as tx:
        kept = post.kept(tx, question)
    assert kept is not None
    wanted = kept.buttons[1][1].split()[1]
    await house.hears("7001", "进展 1.2 正在推进")
    house.small.now += timedelta(days=2)
    await house.hears("7001", "2", replying_to="501")
    assert house.small.account(wanted).state in ("submitted", "assigned")
    assert wanted in house.letters("7001")[-1]


@sqlite_only
async def test_finding_the_message_replied_to_takes_its_index(house: House) -> None:
    with reading(house.small.office.engine) as tx:
        plan = tx.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM outbox WHERE channel = 'telegram' AND address = '7001'"
            " AND platform_id IS NOT NULL AND (' ' || platform_id || ' ') LIKE '% 5 %' ORDER BY id DESC LIMIT 1"
        ).all()
    assert "ix_outbox_platform" in str(plan)


# ---------------------------------------------------------------- groups


async def test_the_answer_goes_to_the_group_where_it_was_asked(house: House) -> None:
    await house.hears("7001", "进展 3.1 60%", group=GROUP)
    assert "【已记录】" in house.letters(GROUP)[-1]
    assert house.letters("7001") == []
    assert house.small.account("3.1").percent == 60


async def test_whoever_has_no_seat_hears_nothing_in_a_group_and_nothing_is_kept(house: House) -> None:
    letters = len(house.small.letters())
    await house.hears("8888", "进展 3.1 60%", group=GROUP)
    await house.hears("8888", "你好", group=GROUP)
    assert len(house.small.letters()) == letters
    assert house.heard() == []


async def test_a_code_typed_in_a_group_binds_the_group_and_not_the_person(house: House) -> None:
    await house.hears("7001", f"绑定 {house.code(COORDINATOR)}", group=GROUP)
    assert "本群现为" in house.letters(GROUP)[-1]
    assert who(house, GROUP) == COORDINATOR
    assert who(house, "7001") == LONGHUA


async def test_a_group_takes_nobodys_seat_away(house: House) -> None:
    house.binds(COORDINATOR, "7003")
    await house.hears("7003", house.code(COORDINATOR, hands_over=True), group=GROUP)
    assert (who(house, GROUP), who(house, "7003")) == (COORDINATOR, COORDINATOR)


async def test_a_wrong_code_in_a_group_is_said_there_and_guesses_are_counted(house: House) -> None:
    for _ in range(7):
        await house.hears("8888", "ACDEFGHJ", group=GROUP)
    texts = house.letters(GROUP)
    assert len(texts) == 6
    assert texts[0] != texts[-1]
    assert who(house, GROUP) is None


def who(house: House, address: str) -> str | None:
    with reading(house.small.office.engine) as tx:
        found = people.who_is(tx, "telegram", address)
    return found.title if found else None


async def test_a_group_never_speaks_for_its_seat(house: House) -> None:
    house.binds(JUSTICE, GROUP)
    await house.hears("7001", "完成 3.1 已公布")
    await house.hears(GROUP, "通过 3.1 龙华区政府", group=GROUP)  # an anonymous member writes as the group
    assert house.small.account("3.1").state == "submitted"
    (wanted,) = house.small.letters(JUSTICE, "review_wanted")
    itself = Incoming("telegram", "p1", GROUP, "", pressed=wanted.id, answer_at=GROUP)
    assert await house.reception.press(itself, 0) is None
    await house.hears("8888", "通过 3.1 龙华区政府", group=GROUP)
    assert house.small.account("3.1").state == "submitted"


async def test_another_units_list_is_not_read_in_the_group(house: House) -> None:
    for private in ("待办", "详情 3.1"):
        await house.hears("7001", private, group=GROUP)
    assert house.letters(GROUP) == []
    assert len(house.letters("7001")) == 2


async def test_a_units_own_group_and_the_coordinators_may_read_it(house: House) -> None:
    house.binds("龙华区政府分管负责人", GROUP)
    await house.hears("7001", "待办", group=GROUP)
    house.binds(COORDINATOR, "7003")
    house.binds(ADMIN, "-200")
    await house.hears("7003", "待审", group="-200")
    assert len(house.letters(GROUP)) == 1
    assert len(house.letters("-200")) == 1


async def test_a_code_is_never_read_in_a_group(house: House) -> None:
    house.binds(ADMIN, "7004")
    house.binds(COORDINATOR, GROUP)
    await house.hears("7004", f"邀请 {XIUYING}", group=GROUP)
    assert house.letters(GROUP) == []
    assert "邀请码" in house.letters("7004")[-1]


async def test_what_was_said_to_the_group_may_be_pressed_by_who_has_the_right(house: House) -> None:
    house.binds(JUSTICE, GROUP)
    house.binds(COORDINATOR, "7003")
    await house.hears("7001", "完成 3.1 已公布")
    (wanted,) = (one for one in house.small.letters(JUSTICE, "review_wanted"))
    by_unit = Incoming("telegram", "p1", "7001", "", pressed=wanted.id, answer_at=GROUP)
    await house.reception.press(by_unit, 0)
    assert house.small.account("3.1").state == "submitted"  # as if typed: a unit does not approve itself
    stranger = Incoming("telegram", "p2", "8888", "", pressed=wanted.id, answer_at=GROUP)
    assert await house.reception.press(stranger, 0) is None
    elsewhere = Incoming("telegram", "p3", "7003", "", pressed=wanted.id, answer_at="-999")
    assert await house.reception.press(elsewhere, 0) is None
    desk = Incoming("telegram", "p4", "7003", "", pressed=wanted.id, answer_at=GROUP)
    assert await house.reception.press(desk, 0) == "通过 3.1 龙华区政府"
    assert house.small.account("3.1").state in ("done", "closed")


async def test_a_group_that_got_a_new_address_keeps_its_seat_and_what_waits(house: House) -> None:
    house.binds(JUSTICE, GROUP)
    await house.hears("7001", "完成 3.1 已公布")
    await house.reception.moved("telegram", GROUP, "-100200")
    await house.reception.moved("telegram", GROUP, "-100200")  # brought again
    assert who(house, "-100200") == JUSTICE
    assert who(house, GROUP) is None
    assert house.letters(GROUP) == []
    assert "待审核" in house.letters("-100200")[-1]
    with reading(house.small.office.engine) as tx:
        assert len(tx.scalars(select(Account.id).where(Account.channel == "telegram")).all()) == 2
        assert [entry.verb for entry in history.entries(tx)].count("moved") == 1
