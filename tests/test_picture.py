"""The picture: what stands in it, that nobody needs its colours, and that it draws on a machine without a font."""

import re
import struct
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from db.states import OPEN
from messages.picture import (
    KINDS,
    LIGHT_MARKS,
    LIGHT_WORDS,
    PAPER,
    PHONE,
    WIDE,
    BurnUp,
    Column,
    HeatMap,
    Sheet,
    burn_up_svg,
    heat_map,
    heat_map_svg,
    light_of,
    pages,
    png,
    row,
    worst_first,
)
from messages.picture.burn import pace_words
from messages.picture.lights import COLOURS
from messages.picture.words import cut, ems

TODAY = date(2021, 10, 29)
NEAR = date(2021, 11, 9)
SVG = "{http://www.w3.org/2000/svg}"


def chart(units: int, items: int, *, unit: str = "龙华区政府") -> HeatMap:
    columns = [Column(f"{1 + n // 4}.{1 + n % 4}", "制定并公布重大行政决策目录", "一") for n in range(items)]
    rows = [
        row(f"{unit}{n}", [KINDS[(n * k + k) % 5] if (n + k) % 3 else None for k in range(items)])
        for n in range(units)
    ]
    return heat_map("重点工作落实情况", TODAY, columns, rows)


def said(svg: str) -> list[str]:
    """Every text and title, as a reader meets them."""
    return ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def size(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


@pytest.mark.parametrize(
    ("state", "due", "kind"),
    [
        ("accepted", date(2021, 10, 28), "overdue"),
        ("accepted", TODAY, "near"),
        ("returned", NEAR, "near"),
        ("accepted", NEAR + timedelta(days=1), "on_time"),
        ("extension", date(2021, 10, 1), "overdue"),
        ("submitted", date(2021, 10, 1), "pending"),
        ("done", date(2021, 10, 1), "done"),
        ("closed", date(2021, 10, 1), "done"),
        ("standing", date(2021, 10, 1), "on_time"),
    ],
)
def test_a_light_follows_from_state_and_day(state: str, due: date, kind: str) -> None:
    assert light_of(state, due, TODAY, NEAR) == kind


def test_every_open_state_can_be_overdue() -> None:
    assert {light_of(state, TODAY - timedelta(days=1), TODAY, NEAR) for state in OPEN} == {"overdue"}


def test_every_cell_bears_its_mark_and_every_colour_its_word() -> None:
    drawn = chart(7, 9)
    texts = said(heat_map_svg(drawn))
    for kind, count in drawn.counts:
        assert LIGHT_MARKS[kind] * count in texts
        assert f"{LIGHT_WORDS[kind]} {count}" in texts


def test_marks_stand_apart_from_their_colour() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for word, (fill, ink) in COLOURS.items():
        dark, bright = sorted((light(fill), light(ink)))
        assert (bright + 0.05) / (dark + 0.05) >= 4.5, word


def test_the_office_chooses_the_colours() -> None:
    changed = heat_map_svg(chart(2, 2), palette=dict.fromkeys(KINDS, "橙"))
    assert COLOURS["橙"][0] in changed
    assert COLOURS["红"][0] not in changed


def test_a_long_unit_name_is_cut_and_kept_in_full_beside() -> None:
    name = "很长的单位名称" * 12
    svg = heat_map_svg(heat_map("题", TODAY, [Column("1.1", "目录", "一")], [row(name, ["done"])]), PHONE)
    shown = next(text for text in said(svg) if "…" in text)
    assert shown.startswith(name)  # the <title> comes first
    assert ems(shown.removeprefix(name)) * PHONE.letter <= PHONE.names


def test_whatever_a_unit_is_called_stays_a_name() -> None:
    svg = heat_map_svg(heat_map("<b>&", TODAY, [Column("1.1", "</svg>", "<")], [row("<script>", [None])]))
    assert "<script>" not in svg
    assert "<script>" in "".join(said(svg))


@pytest.mark.parametrize("sheet", [PHONE, PAPER, WIDE], ids=["phone", "paper", "wide"])
@pytest.mark.parametrize(("units", "items"), [(4, 34), (31, 34), (60, 34), (200, 34), (1, 1), (0, 0)])
def test_pages_hold_everything_once_and_fit_the_sheet(sheet: Sheet, units: int, items: int) -> None:
    whole = chart(units, items)
    parts = pages(whole, sheet)
    assert all(len(part.columns) <= sheet.columns and len(part.rows) <= sheet.rows for part in parts)
    cells = [
        (r.unit, c.code, k) for p in parts for r in p.rows for c, k in zip(p.columns, r.cells, strict=True)
    ]
    wanted = [(r.unit, c.code, k) for r in whole.rows for c, k in zip(whole.columns, r.cells, strict=True)]
    assert sorted(cells, key=str) == sorted(wanted, key=str)
    assert {part.counts for part in parts} == {whole.counts}


def test_each_of_several_pictures_says_which_it_is() -> None:
    parts = pages(chart(31, 34), PHONE)
    assert [part.note for part in parts] == [
        "第1/3张：事项 1.1—3.3", "第2/3张：事项 3.4—6.3", "第3/3张：事项 6.4—9.2",
    ]  # fmt: skip


def test_units_in_trouble_come_first_and_the_others_are_counted() -> None:
    columns = [Column("1.1", "目录", "一"), Column("1.2", "讲座", "一")]
    rows = [row("甲", ["done", "on_time"]), row("乙", ["near", "done"]), row("丙", ["overdue", "overdue"])]
    found = worst_first(heat_map("题", TODAY, columns, rows), 10)
    assert ([one.unit for one in found.rows], found.note) == (["丙", "乙"], "其余1个单位均按期或已办结")
    assert worst_first(heat_map("题", TODAY, columns, rows), 1).note == "另有2个单位未列出"


def test_a_picture_on_a_phone_is_no_taller_than_twice_its_width_and_a_bit() -> None:
    width, height = size(png(heat_map_svg(pages(chart(31, 34), PHONE)[0], PHONE), 1))
    assert width == 390
    assert height < 2.4 * width


def test_a_sheet_of_paper_holds_31_units_by_34_items() -> None:
    (only,) = pages(chart(31, 34), PAPER)
    width, height = size(png(heat_map_svg(only, PAPER), 1))
    assert (width, height <= 590) == (850, True)  # 225 x 156 mm


def test_an_empty_plan_is_a_picture_that_says_so() -> None:
    svg = heat_map_svg(chart(0, 0), PHONE)
    assert "还没有责任账目。" in said(svg)
    assert size(png(svg, 1))[0] == 390


def test_chinese_is_drawn_not_boxes() -> None:
    """Two different words make two different pictures, whatever fonts the machine has."""
    one, other = (
        png(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30"><text y="20">{word}</text></svg>',
            2,
        )
        for word in ("督办", "销号")
    )
    assert one != other


# ---------------------------------------------------------------- the burn-up

HALF_YEAR = BurnUp(
    title="办结情况", first=date(2021, 7, 1), last=date(2021, 12, 31), today=TODAY, total=10,
    done=((date(2021, 9, 1), 2), (date(2021, 10, 20), 5)), pace=((date(2021, 10, 31), 4), (date(2021, 12, 31), 10)),
)  # fmt: skip


def test_a_burn_up_says_how_far_it_is_from_its_pace() -> None:
    assert "已办结5，按序时应办结0，多5" in said(burn_up_svg(HALF_YEAR))
    assert pace_words(3, 5) == "已办结3，按序时应办结5，少2"
    assert pace_words(5, 5) == "已办结5，按序时应办结5，与序时一致"


def test_the_two_lines_differ_without_colour() -> None:
    paths = [node.attrib for node in ElementTree.fromstring(burn_up_svg(HALF_YEAR)).iter(f"{SVG}path")]
    lines = [path for path in paths if path.get("fill") == "none"]
    assert [("stroke-dasharray" in path) for path in lines] == [True, False]


def test_what_is_done_ends_today_and_the_pace_at_the_periods_end() -> None:
    svg = burn_up_svg(HALF_YEAR)
    pace, done = re.findall(r'd="(M[^"]+)" fill="none"', svg)
    assert float(pace.rsplit("H", 1)[1]) > float(done.rsplit("H", 1)[1])


@pytest.mark.parametrize("total", [0, 1, 9, 700, 1_000_000])
def test_any_number_of_accounts_makes_a_burn_up(total: int) -> None:
    steps = ((date(2021, 12, 31), total),) if total else ()
    empty = BurnUp("题", date(2021, 7, 1), date(2021, 12, 31), TODAY, total, (), steps)
    svg = burn_up_svg(empty, PHONE)
    assert str(total) in said(svg)
    assert size(png(svg, 1))[0] == 390


def test_a_text_is_cut_by_its_width_not_by_its_letters() -> None:
    assert cut("龙华区政府", 60, 12) == "龙华区政府"
    assert cut("龙华区政府办公室", 60, 12) == "龙华区政…"
    assert cut("abcdefgh", 60, 12) == "abcdefgh"
