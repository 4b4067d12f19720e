"""归档包: everything in it, and the check of it on another machine: whatever was changed, taken out or slipped in is named."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot import papers
from bot.commands import Done, Progress
from bot.office import open_office
from bot.papers import PaperRefused
from db import evidence, history, snapshot
from db.engine import reading
from db.evidence import Piece
from db.files import Files
from messages.papers.archive import HISTORY, INDEX, ArchiveRefused, Checked, check_archive
from tests.conftest import url
from tests.small_plan import COORDINATOR, LONGHUA, SmallOffice
from tests.test_cli import Shell

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


@pytest.fixture
def archived(small: SmallOffice, files: Files, tmp_path: Path) -> Path:
    """An office with a report, a ruling, a file and a link, put away on 1 November."""
    small.at("2021-10-20 10:00").act(LONGHUA, Done("3.1", note="已公布"))
    kept = files.put(PICTURE, "公布:截图?.png", "image/png")
    small.office.writer.run(
        lambda tx: evidence.add(
            tx,
            [Piece(kept.name, kept.media, kept.size, kept.sha256), Piece("公示", evidence.LINK, url="http://example.invalid/1")],
            report_id=1, inbox_id=1, contact_id=small.seat(LONGHUA).id, now=small.now,
        )
    )  # fmt: skip
    small.says(COORDINATOR, "通过 3.1 龙华区政府")
    out = tmp_path / "归档.zip"
    papers.archive(small.at("2021-11-01 10:00").office, out, small.now, files=files)
    return out


def check(path: Path) -> Checked:
    with path.open("rb") as file:
        return check_archive(file)


def held(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_it_holds_every_paper_the_notice_the_evidence_and_the_history(
    archived: Path, small: SmallOffice
) -> None:
    found = held(archived)
    names = set(found)
    assert {"说明.txt", "台账.xlsx", "通报.docx", "计划/small-2021.txt", HISTORY, INDEX} < names
    (shot,) = (name for name in names if name.startswith("佐证/"))
    assert shot == "佐证/3.1 龙华区政府/1 公布_截图_.png"
    assert found[shot] == PICTURE
    index = json.loads(found[INDEX])
    assert {one["path"] for one in index["files"]} == names - {INDEX}
    assert all(hashlib.sha256(found[one["path"]]).hexdigest() == one["sha256"] for one in index["files"])
    link = next(one for one in index["evidence"] if one["url"])
    assert (link["code"], link["unit"], link["path"]) == ("3.1", "龙华区政府", None)
    assert [one["happened_on"] for one in index["evidence"]] == [date(2021, 10, 20).isoformat()] * 2
    with reading(small.office.engine) as tx:
        entries = list(history.entries(tx))
    assert len(found[HISTORY].splitlines()) == len(entries) - 1  # the archive's own entry came after it
    assert entries[-1].verb == "archive"
    assert json.loads(entries[-1].facts)["fingerprint"] == check(archived).fingerprint


def test_an_untouched_archive_holds(archived: Path) -> None:
    found = check(archived)
    assert found.faults == ()
    assert (found.files, found.entries > 0) == (6, True)


def test_a_deed_changed_in_the_history_is_found_even_where_the_list_was_mended(archived: Path) -> None:
    files = held(archived)
    lines = files[HISTORY].decode().replace("已公布", "未公布")
    files[HISTORY] = lines.encode()
    index = json.loads(files[INDEX])
    for one in index["files"]:
        if one["path"] == HISTORY:
            one["sha256"] = hashlib.sha256(files[HISTORY]).hexdigest()
    files[INDEX] = json.dumps(index).encode()
    found = check(packed(archived, files))
    assert any("内容被改动" in fault for fault in found.faults), found.faults


def _cut(files: dict[str, bytes]) -> None:
    files[HISTORY] = b"\n".join(files[HISTORY].splitlines()[:-1]) + b"\n"


def _swapped(files: dict[str, bytes]) -> None:
    lines = files[HISTORY].splitlines(keepends=True)
    files[HISTORY] = b"".join([lines[1], lines[0], *lines[2:]])


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda files: files.update({"台账.xlsx": files["台账.xlsx"] + b" "}), "台账.xlsx 与目录不符"),
        (lambda files: files.pop("通报.docx"), "缺少 通报.docx"),
        (lambda files: files.update({"佐证/多.txt": b"x"}), "佐证/多.txt 是目录之外的文件"),
        (lambda files: files.pop(HISTORY), f"缺少 {HISTORY}"),
        (_cut, "历史记录应有"),
        (_swapped, "历史记录第"),
        (lambda files: files.update({HISTORY: b"[1]\n"}), "历史记录有读不懂的行"),
        (lambda files: files.update({HISTORY: b'{"seq": 1}\n'}), "历史记录有读不懂的行"),
    ],
)
def test_whatever_is_changed_taken_out_or_slipped_in_is_named(
    archived: Path, harm: Callable[[dict[str, bytes]], object], said: str
) -> None:
    files = held(archived)
    harm(files)
    faults = check(packed(archived, files)).faults
    assert any(fault.startswith(said) for fault in faults), faults


def test_damaged_bytes_are_a_fault_and_never_a_crash(archived: Path) -> None:
    whole = archived.read_bytes()
    for at in range(40, len(whole), max(len(whole) // 150, 1)):
        harmed = bytearray(whole)
        harmed[at] ^= 0xFF
        try:
            found = check_archive(io.BytesIO(bytes(harmed)))
        except ArchiveRefused:
            continue
        # Only a date or a name's twin in the zip's own directory may change unseen: every content is hashed.
        assert found.faults or held(archived) == _contents(bytes(harmed)), at


def _contents(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        b"x" * 1000,
        None,
        b"[]",
        b"{}",
        b'{"format": "duban-archive-1"}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_what_is_no_archive_is_refused_in_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.zip"
    if content is None:
        packed(path, {"别的.txt": b""})
    elif content[:1] in (b"[", b"{", b"\xff"):
        packed(path, {INDEX: content})
    else:
        path.write_bytes(content)
    with pytest.raises(ArchiveRefused) as refused:
        check(path)
    assert str(refused.value).endswith("。")
    assert "\n" not in str(refused.value)


def test_the_same_office_at_the_same_moment_gives_the_same_bytes(
    small: SmallOffice, files: Files, tmp_path: Path
) -> None:
    small.at("2021-10-20 10:00").act(LONGHUA, Progress("3.1", percent=60, note="在办"))
    twin = tmp_path / "twin.db"
    snapshot.copy(small.office.engine, twin)
    other = open_office(url(twin), small.office.zone)
    try:
        one, two = tmp_path / "1.zip", tmp_path / "2.zip"
        papers.archive(small.office, one, small.now, files=files)
        papers.archive(other, two, small.now, files=files)
    finally:
        other.close()
    assert one.read_bytes() == two.read_bytes()


def test_a_file_that_is_gone_is_told_and_stays_in_the_list(
    archived: Path, small: SmallOffice, tmp_path: Path
) -> None:
    out = tmp_path / "ohne.zip"
    written = papers.archive(small.office, out, small.now, files=Files(tmp_path / "empty"))
    assert written.missing == ("3.1 龙华区政府 公布_截图_.png",)
    assert check(out).faults == ()


def test_an_archive_that_cannot_be_written_leaves_nothing(empty_office: SmallOffice, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(PaperRefused, match="还没有加载计划"):
        papers.archive(empty_office.office, folder / "x.zip", empty_office.now)
    assert list(folder.iterdir()) == []


# ---------------------------------------------------------------- typed


@pytest.fixture
def shell(small: SmallOffice, tmp_path: Path) -> Shell:
    home = tmp_path / "home"
    home.mkdir()
    snapshot.copy(small.office.engine, home / "duban.db")
    return Shell(home)


def test_every_paper_is_written_from_the_command_line(shell: Shell, tmp_path: Path) -> None:
    now = ("--at", "2021-11-01T10:00")
    for words, name in (
        (("ledger",), "台账.xlsx"),
        (("bulletin", "--month", "2021-10"), "十月.docx"),
        (("bulletin", "--from", "2021-08-09", "--to", "2021-09-30"), "八九月.docx"),
        (("calls",), "电话.docx"),
        (("archive",), "归档.zip"),
    ):
        ran = shell.run(words[0], str(tmp_path / name), *words[1:], *now)
        assert ran.code == 0, ran.err
        assert zipfile.is_zipfile(tmp_path / name)
    assert not list(tmp_path.glob("*.part"))


def test_an_archive_is_verified_where_there_is_no_office(archived: Path, tmp_path: Path) -> None:
    elsewhere = Shell(tmp_path / "another")
    ran = elsewhere.run("audit", "verify", str(archived))
    assert ran.code == 0
    assert "归档包完好：6个文件" in ran.out
    assert not (tmp_path / "another").exists()
    files = held(archived)
    files["台账.xlsx"] += b" "
    ran = elsewhere.run("audit", "verify", str(packed(archived, files)))
    assert ran.code == 1
    assert "台账.xlsx 与目录不符" in ran.out
    ran = elsewhere.run("audit", "verify", "--json", str(archived))
    assert json.loads(ran.out)["faults"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("ledger", "nowhere/x.xlsx"), 2, "文件夹 nowhere 不存在"),
        (("bulletin", "x.docx", "--month", "2021-13"), 2, "月份读不懂"),
        (("bulletin", "x.docx", "--month", "2021-10", "--from", "2021-10-01"), 2, "只能写一样"),
        (("bulletin", "x.docx", "--from", "2021-10-05", "--to", "2021-10-01"), 2, "起止日期颠倒"),
        (("bulletin", "x.docx", "--month", "2021-07"), 1, "2021年7月没有数据"),
        (("letter", "龙华区政府", "x.docx"), 1, "没有经3次催办"),
        (("audit", "verify", "没有.zip"), 2, "没有文件"),
        (("audit", "verify", "README.md"), 1, "不是归档包"),
    ],
)
def test_a_slip_of_the_hand_is_one_sentence(
    shell: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    at = () if words[0] == "audit" else ("--at", "2021-10-20T10:00")
    ran = shell.run(*words, *at)
    assert (ran.code, said in ran.sentence) == (code, True), ran.err
