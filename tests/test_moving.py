"""An office moves house: from one file to PostgreSQL and back, whole or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text

from bot.moving import move
from bot.office import open_office
from db import moving
from db.engine import DatabaseRefused, only_server, open_database, reading, writing
from db.models import Base, Setting
from db.schema import migrate
from tests import postgres
from tests.office import ZONE, StoryOffice, at
from tests.small_plan import LONGHUA, PLAN


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """An empty database on PostgreSQL."""
    try:
        found = postgres.fresh()
    except postgres.NoServer as reason:
        pytest.skip(str(reason))
    yield found
    postgres.drop(postgres.name_of(found))


@pytest.fixture
async def lived(tmp_path: Path) -> StoryOffice:
    """An office in a file, some weeks after its plan was published."""
    office = open_office(f"sqlite:///{tmp_path / 'old.db'}", ZONE)
    story = StoryOffice(office, at("2021-08-09 09:00"))
    await story.adopts(PLAN)
    await story.wait_until("2021-08-20 10:00")
    await story.phone(LONGHUA).says("进展 3.1 60% 已征求意见")
    return story


def counted(address: str) -> dict[str, int]:
    engine = open_database(address)
    with reading(engine) as tx:
        found = {one.name: tx.scalar(select(func.count()).select_from(one)) or 0 for one in moving.TABLES}
    engine.dispose()
    return found


async def test_everything_arrives_and_the_office_goes_on_there(lived: StoryOffice, elsewhere: str) -> None:
    before = counted(str(lived.office.engine.url))
    moved = move(lived.office, elsewhere)
    assert {one.table: one.rows for one in moved.tables} == before == counted(elsewhere)
    assert sum(before.values()) > 100
    lived.close()
    there = StoryOffice(open_office(elsewhere, ZONE), lived.now, updates=lived.updates)
    await there.phone(LONGHUA).says("进展 3.1 80% 已定稿")
    assert "80%" in there.phone(LONGHUA).shown[-1].text
    await there.wait_until("2021-09-10 10:00")
    assert there.history_holds()
    there.close()


async def test_there_and_back_nothing_has_changed(lived: StoryOffice, elsewhere: str, tmp_path: Path) -> None:
    there = move(lived.office, elsewhere)
    lived.close()
    office = open_office(elsewhere, ZONE)
    back = move(office, f"sqlite:///{tmp_path / 'back.db'}")
    office.close()
    assert back.tables == there.tables


async def test_a_database_that_has_data_is_refused(lived: StoryOffice, elsewhere: str) -> None:
    move(lived.office, elsewhere)
    before = counted(elsewhere)
    with pytest.raises(DatabaseRefused, match="已有数据"):
        move(lived.office, elsewhere)
    assert counted(elsewhere) == before
    lived.close()


async def test_what_arrives_otherwise_than_it_left_is_not_kept(lived: StoryOffice, elsewhere: str) -> None:
    target = open_database(elsewhere)
    migrate(target)

    with writing(target) as tx:
        tx.execute(
            text(
                "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN IF NEW.id = 1 THEN NEW.kind := 'other'; END IF; RETURN NEW; END $$"
            )
        )
        tx.execute(text("CREATE TRIGGER spoil BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION spoil()"))
    target.dispose()
    with pytest.raises(DatabaseRefused, match="outbox 表"):
        move(lived.office, elsewhere)
    assert sum(counted(elsewhere).values()) == 0
    lived.close()


async def test_a_running_server_is_not_moved_from_under_itself(lived: StoryOffice, elsewhere: str) -> None:
    with only_server(lived.office.engine), pytest.raises(DatabaseRefused, match="已有一个督办服务"):
        move(lived.office, elsewhere)
    target = open_database(elsewhere)
    with only_server(target, with_others=True), pytest.raises(DatabaseRefused, match="已有督办服务"):
        move(lived.office, elsewhere)
    target.dispose()
    lived.close()


def test_one_database_is_not_moved_onto_itself(tmp_path: Path) -> None:
    office = open_office(f"sqlite:///{tmp_path / 'a.db'}", ZONE)
    with pytest.raises(DatabaseRefused, match="现在用的"):
        move(office, f"sqlite:///{tmp_path / 'a.db'}")
    office.close()


def test_rows_in_another_order_have_the_same_digest(tmp_path: Path) -> None:
    """Two databases need not agree on what comes first in a list of words."""
    digests = set()
    for order in ((0, 1), (1, 0)):
        office = open_office(f"sqlite:///{tmp_path / str(order[0])}.db", ZONE)
        rows = [{"scope": word, "name": word, "value": "1", "changed_at": at("2021-08-09 09:00"), "changed_by": ""}
                for word in ("Ä", "b")]  # fmt: skip
        with writing(office.engine) as tx:
            tx.execute(insert(Setting), [rows[n] for n in order])
        with reading(office.engine) as tx:
            digests.add(moving._look(tx, Base.metadata.tables["setting"]))
        office.close()
    assert len(digests) == 1
