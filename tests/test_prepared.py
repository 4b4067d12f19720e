"""What is spelt out once says the same as SQLAlchemy does each time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from db.engine import insert_once, open_database, reading, writing
from db.models import Contact, Inbox, Outbox, Plan, Setting, Unit
from db.prepared import Prepared
from db.schema import migrate

NOW = datetime(2021, 8, 9, 1, 0, tzinfo=UTC)
PLAN = {
    "key": "k", "title": "要点", "number": "1号", "issued": date(2021, 8, 9), "period_start": date(2021, 7, 1),
    "period_end": date(2021, 12, 31), "notice": "…", "roster": {"units": ["甲局"]}, "loaded_at": NOW,
    "superior": "",
}  # fmt: skip
ADD_PLAN = Prepared(insert(Plan).returning(Plan.id))


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Connection]:
    engine = open_database(f"sqlite:///{tmp_path / 'duban.db'}")
    migrate(engine)
    with writing(engine) as tx:
        yield tx
    engine.dispose()


def test_days_moments_and_json_come_back_as_they_went_in(tx: Connection) -> None:
    key = ADD_PLAN.key(tx, **PLAN)
    query = select(*Plan.__table__.columns).where(Plan.id == bindparam("key"))
    row = Prepared(query).one(tx, key=key)
    assert list(row) == [key, *PLAN.values()]
    assert list(row) == list(tx.execute(query, {"key": key}).one())


def test_what_the_model_fills_in_is_filled_in(tx: Connection) -> None:
    letter = {
        "channel": "web", "address": "1", "kind": "owed", "parts": ("一",), "buttons": (), "about": (), "priority": 0,
        "created_at": NOW, "not_before": NOW, "state": "queued",
    }  # fmt: skip
    key = Prepared(insert(Outbox).returning(Outbox.id)).key(tx, **letter)
    row = tx.execute(select(Outbox.attempts, Outbox.reason, Outbox.parts).where(Outbox.id == key)).one()
    assert tuple(row) == (0, "", ["一"])


def test_a_list_that_stands_in_the_statement_is_kept(tx: Connection) -> None:
    for name in ("甲", "乙", "丙"):
        tx.execute(insert(Unit), {"name": name, "also": []})
    named = Prepared(
        select(Unit.name).where(Unit.name.in_(("甲", "丙")), Unit.id > bindparam("after")).order_by(Unit.id)
    )
    assert [row[0] for row in named.rows(tx, after=0)] == ["甲", "丙"]
    assert [row[0] for row in named.rows(tx, after=1)] == ["丙"]


def test_a_change_and_a_removal_happen(tx: Connection) -> None:
    tx.execute(insert(Unit), {"name": "甲", "also": []})
    rename = (
        update(Unit)
        .where(Unit.name == bindparam("old"))
        .values(name=bindparam("new"), also=bindparam("names"))
    )
    Prepared(rename).run(tx, old="甲", new="甲局", names=["甲"])
    assert tx.execute(select(Unit.name, Unit.also)).one() == ("甲局", ["甲"])
    Prepared(delete(Unit).where(Unit.name == bindparam("name"))).run(tx, name="甲局")
    assert tx.scalar(select(Unit.id)) is None


def test_nothing_found_is_none_and_no_one_is_an_error(tx: Connection) -> None:
    seat = Prepared(select(Contact.id).where(Contact.id == bindparam("key")))
    assert seat.first(tx, key=1) is None
    with pytest.raises(LookupError):
        seat.one(tx, key=1)


def test_what_is_inserted_tells_its_key_and_what_stands_already_none(tx: Connection) -> None:
    heard = {
        "channel": "web", "update_id": "1", "address": "1", "contact_id": None, "text": "", "pressed": None, "at": NOW,
        "outcome": "", "files": None,
    }  # fmt: skip
    first = insert_once(tx, Inbox, heard)
    assert insert_once(tx, Inbox, heard) is None
    second = insert_once(tx, Inbox, heard | {"update_id": "2"})
    assert tx.execute(select(Inbox.id).order_by(Inbox.id)).scalars().all() == [first, second]


def test_what_is_read_one_by_one_is_read_no_further_than_asked(tx: Connection) -> None:
    for name in ("甲", "乙", "丙"):
        tx.execute(insert(Unit), {"name": name, "also": [name]})
    units = Prepared(select(Unit.name, Unit.also).order_by(Unit.id))
    assert list(next(units.each(tx))) == ["甲", ["甲"]]
    assert (
        [row[1] for row in units.each(tx)] == [row[1] for row in units.rows(tx)] == [["甲"], ["乙"], ["丙"]]
    )


def test_an_hour_the_clocks_repeat_is_kept_as_two(tx: Connection) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    once = datetime(1991, 9, 15, 1, 30, tzinfo=zone)
    for moment in (once, once.replace(fold=1)):
        key = ADD_PLAN.key(tx, **(PLAN | {"key": str(moment), "loaded_at": moment}))
        kept = tx.execute(select(Plan.loaded_at).where(Plan.id == key)).scalar_one()
        assert kept == moment.astimezone(UTC)


def test_a_look_begins_its_transaction_like_any_other(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'duban.db'}")
    migrate(engine)
    everything = Prepared(select(Setting.name))
    with reading(engine) as tx:
        assert everything.rows(tx) == []
        with writing(engine) as other:
            values = {"scope": "office", "name": "x", "value": "1", "changed_at": NOW, "changed_by": "甲"}
            other.execute(insert(Setting), values)
        assert everything.rows(tx) == []  # one consistent look
    engine.dispose()


def test_the_databases_refusals_are_sqlalchemys(tx: Connection) -> None:
    heard = {
        "channel": "web", "update_id": "1", "address": "1", "contact_id": None, "text": "", "pressed": None, "at": NOW,
        "outcome": "",
    }  # fmt: skip
    note = Prepared(insert(Inbox).returning(Inbox.id))
    note.key(tx, **heard)
    with pytest.raises(IntegrityError):
        note.key(tx, **heard)
    unit = Prepared(select(Unit.id))
    tx.exec_driver_sql("DROP TABLE unit")
    with pytest.raises(OperationalError):
        unit.rows(tx)


def test_a_moment_without_a_zone_is_refused(tx: Connection) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        ADD_PLAN.key(tx, **(PLAN | {"loaded_at": datetime(2021, 8, 9)}))  # noqa: DTZ001
