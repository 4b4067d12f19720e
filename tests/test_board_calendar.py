"""A seat's calendar feed, read by a small parser of RFC 5545's own rules."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.board.calendars import Event, feed, written
from db.engine import reading
from tests.board_visit import BoardOffice
from tests.small_plan import COORDINATOR, COURT, LONGHUA, SmallOffice, moment

NOW = moment("2021-10-20 10:00")


def parsed(text: str) -> list[dict[str, str]]:
    """The events: lines unfolded, texts unescaped. Fails where the text is no calendar."""
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    raw = text.split("\r\n")[:-1]
    assert all(len(line.encode()) <= 75 for line in raw)
    lines: list[str] = []
    for line in raw:
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    events: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and name != "END":
            events[-1][name] = re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)
    assert all({"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"} <= set(event) for event in events)
    assert len({event["UID"] for event in events}) == len(events)
    return events


def events_of(small: SmallOffice, title: str) -> list[dict[str, str]]:
    with reading(small.office.engine) as tx:
        return parsed(feed(tx, small.office.rules(tx), small.seat(title), small.now))


def test_a_units_open_items_stand_on_their_days_with_the_internal_day_in_the_text(small: SmallOffice) -> None:
    small.at("2021-10-20 10:00")
    event = next(one for one in events_of(small, LONGHUA) if one["SUMMARY"].startswith("3.1"))
    assert (event["DTSTART;VALUE=DATE"], event["DTEND;VALUE=DATE"]) == ("20211031", "20211101")
    assert "内控日10月29日（周五）" in event["DESCRIPTION"]


def test_what_is_reported_done_leaves_the_calendar(small: SmallOffice) -> None:
    small.at("2021-10-20 10:00")
    before = events_of(small, LONGHUA)
    small.says(LONGHUA, "完成 3.1 已公布")
    assert len(events_of(small, LONGHUA)) == len(before) - 1


def test_the_desk_sees_each_item_once_with_how_many_still_owe_it(small: SmallOffice) -> None:
    small.at("2021-10-20 10:00")
    small.says(LONGHUA, "完成 3.1 已公布")
    summaries = [event["SUMMARY"] for event in events_of(small, COORDINATOR)]
    assert "3.1 公布决策目录（3家未办结）" in summaries
    assert [one for one in (e["SUMMARY"] for e in events_of(small, COURT)) if not one.startswith("8.1")] == []


def test_an_event_keeps_its_name_when_its_day_moves(small: SmallOffice, tmp_path: Path) -> None:
    office = BoardOffice(small.at("2021-10-20 10:00"), tmp_path)
    before = {event["SUMMARY"]: event["UID"] for event in events_of(small, LONGHUA)}
    small.says(LONGHUA, "延期 3.2 至2022年1月15日 在走程序")
    office.visit(COORDINATOR).goes("/review").rules("grant", "3.2")
    after = {
        event["SUMMARY"]: (event["UID"], event["DTSTART;VALUE=DATE"]) for event in events_of(small, LONGHUA)
    }
    assert after["3.2 修订议事规则"] == (before["3.2 修订议事规则"], "20220115")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=300))
def test_any_words_come_back_as_they_were(words: str) -> None:
    (event,) = parsed(written("督办", [Event("1@duban", date(2021, 10, 31), words, words)], NOW))
    assert (event["SUMMARY"], event["DESCRIPTION"]) == (words, words)


@pytest.mark.parametrize("length", range(20, 30))
def test_a_long_line_is_folded_between_characters(length: int) -> None:
    words = "目" * length
    (event,) = parsed(written("督办", [Event("1@duban", date(2021, 10, 31), words, "")], NOW))
    assert event["SUMMARY"] == words
