"""上报文件 by the command line and by the board's report form."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.levels.sealing import fingerprint, make_key, public
from bot.refusals import spoken
from db import account as ledger
from db.engine import reading
from tests.board_visit import BoardOffice
from tests.small_plan import LONGHUA, XIUYING
from tests.two_levels import LONGHUA_UNIT, Place, two_levels

Duban = Callable[..., "Said"]


@dataclass(frozen=True)
class Said:
    exit_code: int
    output: str


@pytest.fixture
def pair(_empty_template: Path, tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    with two_levels(_empty_template, tmp_path) as places:
        places[0].says("区司法局联系人", "完成 3.3 10月15日已印发")
        places[0].says("区督查室协调员", "通过 3.3")
        yield places


@pytest.fixture
def duban(monkeypatch: pytest.MonkeyPatch) -> Duban:
    """Run it at the city, or at the district; the exit code and what was said, refusals too."""

    def run(place: Place, *words: str, answer: str = "") -> Said:
        monkeypatch.setenv("DUBAN_HOME", str(place.home))
        monkeypatch.setenv(
            "DUBAN_DATABASE_URL", place.office.engine.url.render_as_string(hide_password=False)
        )
        result = CliRunner().invoke(app, list(words), input=answer)
        if result.exception is None or isinstance(result.exception, SystemExit):
            return Said(result.exit_code, result.output)
        assert isinstance(result.exception, Exception)
        sentence = spoken(result.exception)
        assert sentence is not None, result.exception
        return Said(1, sentence)

    return run


def test_the_whole_way_by_the_command_line(pair: tuple[Place, Place], duban: Duban, tmp_path: Path) -> None:
    district, city = pair
    city.distrusts(LONGHUA_UNIT)
    shown = duban(district, "report-key").output
    key, digits = re.findall(r"：(\S{43}|[\d ]{24})\n", shown)
    assert digits == fingerprint(key)
    out = tmp_path / "上报.json"
    assert "上级4个事项" in duban(district, "report-up", str(out), "--at", "2021-10-20T10:00").output

    refused = duban(city, "take", str(out), "--at", "2021-10-20T11:00")
    assert (refused.exit_code, "已经停用" in refused.output) == (1, True)
    said = duban(city, "trust", LONGHUA_UNIT, key, answer="y\n").output
    assert digits in said
    assert "已登记" in said
    assert digits in duban(city, "trust").output

    kept_back = duban(city, "take", str(out), "--at", "2021-10-20T11:00", answer="n\n")
    assert "将记入1项" in kept_back.output
    assert "确认上报" not in kept_back.output.splitlines()[-2]
    assert city.reports("3.2") == []
    taken = duban(city, "take", str(out), "--yes", "--at", "2021-10-20T11:00")
    assert "【上报已记】" in taken.output
    (report,) = city.reports("3.2")
    assert report.kind == "done"
    entry = next(one for one in city.entries() if one.verb == "take")
    assert (entry.actor, digits in entry.facts) == ("命令行", True)
    assert city.store.path(city.taken(out.read_bytes()).sha256) is not None  # type: ignore[union-attr]
    again = duban(city, "take", str(out), "--yes", "--at", "2021-10-20T12:00")
    assert (again.exit_code, "不重复记" in again.output) == (1, True)


def test_a_key_speaks_for_one_unit_only(pair: tuple[Place, Place], duban: Duban) -> None:
    district, city = pair
    key = public(make_key(district.home))
    assert "已登记给龙华区政府" in duban(city, "trust", "秀英区政府", key, "--yes").output
    assert "公钥读不懂" in duban(city, "trust", "秀英区政府", "abc", "--yes").output
    assert "没有叫" in duban(city, "trust", "某区政府", key, "--yes").output
    assert duban(city, "trust", "秀英区政府").exit_code == 2
    assert "已停用" in duban(city, "trust", LONGHUA_UNIT, "--revoke", "--yes").output
    assert "没有登记公钥" in duban(city, "trust", LONGHUA_UNIT, "--revoke", "--yes").output


def test_a_plan_that_serves_nobody_has_nothing_to_hand_up(
    pair: tuple[Place, Place], duban: Duban, tmp_path: Path
) -> None:
    told = duban(pair[1], "report-up", str(tmp_path / "x.json")).output
    assert "没有写上级事项" in told
    assert not (tmp_path / "x.json").exists()


def test_a_file_that_is_none_is_said_to_be_none(
    pair: tuple[Place, Place], duban: Duban, tmp_path: Path
) -> None:
    (tmp_path / "x.json").write_text("{}")
    assert "不是督办的上报文件" in duban(pair[1], "take", str(tmp_path / "x.json")).output
    assert "没有文件" in duban(pair[1], "take", str(tmp_path / "y.json")).output


# ---------------------------------------------------------------- the board


def item_page(city: Place, code: str) -> str:
    with reading(city.office.engine) as tx:
        unit = city.small.seat(LONGHUA).unit_id
        return f"/item/{ledger.accounts_numbered(tx, unit, code)[0].item_id}"


def test_the_report_form_shows_what_a_file_comes_to_and_asks(pair: tuple[Place, Place]) -> None:
    district, city = pair
    board = BoardOffice(city.small, city.home)
    browser = board.visit(LONGHUA)
    path = item_page(city, "3.1")
    browser.goes(path)
    browser.sends(path, files={"files": ("上报.json", district.file())}, act="progress")
    assert "将记入1项" in browser.text
    assert "修订议事规则" in browser.text
    assert city.reports("3.2") == []
    browser.sends("/handup", sha=browser.value("sha"))
    assert "【上报已记】" in browser.text
    assert len(city.reports("3.2")) == 1


def test_the_form_of_another_unit_takes_nothing(pair: tuple[Place, Place]) -> None:
    district, city = pair
    board = BoardOffice(city.small, city.home)
    browser = board.visit(XIUYING)
    path = item_page(city, "3.1")
    browser.goes(path)
    browser.sends(path, files={"files": ("上报.json", district.file())}, act="progress")
    assert "秀英区政府不能代报" in browser.text
    kept = city.keeps("上报.json", district.file())
    browser.goes(path)
    browser.sends("/handup", sha=kept.sha256)
    assert "秀英区政府不能代报" in browser.text
    browser.goes(path)
    browser.sends("/handup", sha="../../etc/passwd")
    assert "没有待确认的上报文件" in browser.text
    assert city.reports("3.2") == []
