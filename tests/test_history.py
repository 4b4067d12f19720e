"""History: append-only and chained; whoever changes a past entry is found out at that entry."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from db.engine import reading, writing
from db.history import GENESIS, Entry, append, entries, seal, verify

NOON = datetime(2021, 8, 9, 12, tzinfo=UTC)
ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=20)


def chain(parts: list[tuple[str, str, str, str]]) -> list[Entry]:
    """A sound chain of these actors, verbs, subjects and facts."""
    found: list[Entry] = []
    for seq, (actor, verb, subject, facts) in enumerate(parts, 1):
        previous = found[-1].hash if found else GENESIS
        at = (NOON + timedelta(minutes=seq)).isoformat()
        hashed = seal(seq, at, actor, verb, subject, facts, previous)
        found.append(Entry(seq, at, actor, verb, subject, facts, previous, hashed))
    return found


CHAINS = st.lists(st.tuples(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT), min_size=1, max_size=6).map(chain)
COLUMNS = ("seq", "at", "actor", "verb", "subject", "facts", "previous", "hash")


@given(CHAINS)
def test_a_chain_left_alone_holds(found: list[Entry]) -> None:
    assert verify(iter(found)) == (len(found), None)


@given(CHAINS, st.data())
def test_any_change_of_any_column_is_found_at_that_entry(found: list[Entry], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(found) - 1))
    column = data.draw(st.sampled_from(COLUMNS))
    old = getattr(found[at], column)
    other: st.SearchStrategy[Any] = st.integers(-3, 99) if column == "seq" else ANY_TEXT
    found[at] = replace(found[at], **{column: data.draw(other.filter(lambda value: value != old))})
    held, broken = verify(iter(found))
    assert broken is not None
    assert held == at


@given(CHAINS, st.data())
def test_an_entry_taken_out_of_the_middle_is_missed(found: list[Entry], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(found) - 1))
    rest = found[:at] + found[at + 1 :]
    held, broken = verify(iter(rest))
    # The last entry of all leaves no gap: what was cut off at the end only a copy kept elsewhere can show.
    assert (held, broken is None) == (at, at == len(found) - 1)


@given(CHAINS, CHAINS)
def test_an_entry_of_another_chain_does_not_fit(one: list[Entry], two: list[Entry]) -> None:
    if one[-1].hash != two[-1].hash and len(one) == len(two) and len(one) > 1:
        held, broken = verify(iter([*one[:-1], two[-1]]))
        assert broken is None or held == len(one) - 1


@given(ANY_TEXT, ANY_TEXT)
def test_where_one_part_ends_and_the_next_begins_is_part_of_the_hash(a: str, b: str) -> None:
    if b:
        assert seal(a, b) != seal(a + b, "")
        assert seal(a, b) != seal(a + b[:1], b[1:])


# ---------------------------------------------------------------- in the database


def write(engine: Engine, *facts: dict[str, Any]) -> None:
    with writing(engine) as tx:
        for each in facts:
            append(tx, NOON, "龙华区政府联系人", "progress", "3.1 龙华区政府", each)


def kept(engine: Engine) -> list[Entry]:
    with reading(engine) as tx:
        return list(entries(tx))


def test_entries_follow_one_another_and_hold(engine: Engine) -> None:
    write(engine, {"percent": 60}, {"text": "已公布", "happened": date(2021, 10, 20)}, {})
    write(engine, {"later": True})
    found = kept(engine)
    assert [entry.seq for entry in found] == [1, 2, 3, 4]
    assert verify(iter(found)) == (4, None)
    assert '"happened":"2021-10-20"' in found[1].facts


def test_an_empty_history_holds(engine: Engine) -> None:
    assert verify(iter(kept(engine))) == (0, None)


def test_an_entry_of_an_undone_transaction_leaves_no_gap(engine: Engine) -> None:
    def fails() -> None:
        with writing(engine) as tx:
            append(tx, NOON, "系统", "load", "x", {})
            raise RuntimeError

    write(engine, {})
    with pytest.raises(RuntimeError):
        fails()
    write(engine, {})
    assert verify(iter(kept(engine))) == (2, None)


def test_an_entry_taken_back_is_not_what_the_next_one_follows(engine: Engine) -> None:
    with writing(engine) as tx:
        append(tx, NOON, "系统", "load", "甲", {})
        with tx.begin_nested() as trial:
            append(tx, NOON, "系统", "load", "乙", {})
            trial.rollback()
        append(tx, NOON, "系统", "load", "丙", {})
        append(tx, NOON, "系统", "load", "丁", {})
    with reading(engine) as tx:
        assert [entry.subject for entry in entries(tx)] == ["甲", "丙", "丁"]
        assert verify(entries(tx)) == (3, None)


def test_moments_are_kept_in_one_zone(engine: Engine) -> None:
    with writing(engine) as tx:
        append(tx, NOON.astimezone(timezone(timedelta(hours=8))), "系统", "load", "x", {})
    assert kept(engine)[0].at == NOON.isoformat()


@pytest.mark.parametrize(
    ("change", "held"),
    [
        ("UPDATE history SET facts = '{\"percent\":90}' WHERE seq = 2", 1),
        ("UPDATE history SET actor = '别人' WHERE seq = 1", 0),
        ("UPDATE history SET at = '2021-08-08T12:00:00+00:00' WHERE seq = 3", 2),
        ("DELETE FROM history WHERE seq = 2", 1),
        ("UPDATE history SET seq = 9 WHERE seq = 3", 2),
    ],
)
def test_a_hand_in_the_file_is_found_out(engine: Engine, change: str, held: int) -> None:
    write(engine, {"percent": 60}, {"percent": 80}, {"percent": 100})
    with writing(engine) as tx:
        tx.execute(text(change.replace(":", r"\:")))
    found, broken = verify(iter(kept(engine)))
    assert broken is not None
    assert found == held
