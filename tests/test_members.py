"""Who sits where, said by the plan file: a member of WeCom takes the seat without a code."""

from dataclasses import replace

from sqlalchemy import select

from bot.commands import Progress
from db import erasure, history, people
from db.engine import reading
from db.models import Outbox, Plan
from schedules.plan import Plan as PlanValue
from schedules.plandiff import describe, difference
from tests.small_plan import LONGHUA, PLAN, XIUYING, SmallOffice

MEMBER, SUCCESSOR = "LongHua.LXR", "longhua-2"


def sat_by(userid: str, title: str = LONGHUA, plan: PlanValue = PLAN) -> PlanValue:
    return replace(plan, seats=tuple(replace(s, wecom=userid) if s.title == title else s for s in plan.seats))


def addresses(small: SmallOffice, title: str) -> list[tuple[str | None, str | None]]:
    with reading(small.office.engine) as tx:
        found = people.seat(tx, small.seat(title).id)
    assert found is not None
    return [(found.channel, found.address)]


def letters_at(small: SmallOffice, address: str) -> list[str]:
    with reading(small.office.engine) as tx:
        return list(
            tx.scalars(select(Outbox.kind).where(Outbox.channel == "wecom", Outbox.address == address))
        )


def test_a_member_named_in_the_plan_hears_his_tasks_without_a_code(empty_office: SmallOffice) -> None:
    empty_office.loads(sat_by(MEMBER))
    assert letters_at(empty_office, MEMBER) == ["assigned"]
    empty_office.hears("wecom", MEMBER, "进展 3.1 60% 正在征求意见")
    assert empty_office.account("3.1").percent == 60


def test_a_member_is_known_in_any_capitals(empty_office: SmallOffice) -> None:
    empty_office.loads(sat_by(MEMBER))
    empty_office.hears("wecom", MEMBER.lower(), "进展 3.1 60% 正在征求意见")
    assert empty_office.account("3.1").percent == 60
    assert addresses(empty_office, LONGHUA) == [("wecom", MEMBER.lower())]
    empty_office.hears("telegram", MEMBER.upper(), "进展 3.1 70%")  # another network's name is nobody's
    assert empty_office.account("3.1").percent == 60


def test_a_successor_named_in_the_plan_takes_the_seat_and_the_former_member_loses_it(
    small: SmallOffice,
) -> None:
    small.loads(sat_by(MEMBER))
    assert letters_at(small, MEMBER).count("bound") == 1
    small.act(LONGHUA, Progress("3.1", percent=30))
    small.forget_letters()
    small.loads(sat_by(SUCCESSOR))
    assert letters_at(small, SUCCESSOR).count("bound") == 1
    small.hears("wecom", MEMBER, "进展 3.1 90%")
    assert small.account("3.1").percent == 30
    small.loads(sat_by(""))
    small.hears("wecom", SUCCESSOR, "进展 3.1 90%")
    assert small.account("3.1").percent == 30


def test_loading_the_same_file_again_binds_nobody_anew(small: SmallOffice) -> None:
    small.loads(sat_by(MEMBER))
    assert small.loads(sat_by(MEMBER)) is False
    assert letters_at(small, MEMBER).count("bound") == 1


def test_a_member_who_changes_seats_speaks_for_the_new_one_alone(small: SmallOffice) -> None:
    small.loads(sat_by(MEMBER))
    small.loads(sat_by(MEMBER, XIUYING))
    assert addresses(small, XIUYING) == [("wecom", MEMBER)]
    assert addresses(small, LONGHUA) != [("wecom", MEMBER)]


def test_nobody_else_hears_of_it_and_no_userid_enters_the_history(small: SmallOffice) -> None:
    before = len(small.letters())
    small.loads(sat_by(MEMBER))
    assert describe(difference(PLAN, sat_by(MEMBER))) == [f"企业微信账号调整：岗位 {LONGHUA}"]
    assert {one.kind for one in small.letters()[before:]} == {"bound", "plan_loaded"}
    with reading(small.office.engine) as tx:
        assert MEMBER not in str(list(history.entries(tx)))


def test_an_erased_member_is_gone_from_the_plan_too(small: SmallOffice) -> None:
    small.loads(sat_by(MEMBER))
    seat = small.seat(LONGHUA)
    small.office.writer.run(lambda tx: people.revoke_others(tx, seat.id, "", "", small.now))
    small.office.writer.run(lambda tx: erasure.former_holders(tx, seat.id))
    with reading(small.office.engine) as tx:
        assert MEMBER not in str(tx.execute(select(Plan.roster)).all())
