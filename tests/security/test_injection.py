"""What people type, name and send is data everywhere it goes: queries, templates, markup, tables, headers, paths, archives."""

import io
import json
import re
import zipfile
from html import unescape
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from bot.backup import BackupRefused, backup, restore
from bot.board.calendars import feed
from bot.channels.wecom.markdown import markdown
from bot.commands import Progress
from bot.papers import bulletin, ledger, period_typed
from bot.settings import load_settings
from db.engine import reading
from db.files import Files, clean_name
from db.filetypes import NotTaken
from db.models import Assignment, Plan, Setting
from messages.proof import check
from messages.render import render
from messages.samples import samples_of
from messages.styles import TELEGRAM, WEB, WECOM
from messages.wording import TITLES, WordingRefused, original
from schedules.notice.source import NoticeRefused, notice_in
from tests.board_visit import BoardOffice
from tests.postgres import sqlite_only
from tests.small_plan import ADMIN, COORDINATOR, LONGHUA, PLAN, SmallOffice, item, with_items

# ---------------------------------------------------------------- SQL

SQL = ["'; DROP TABLE plan; --", "3.1' OR '1'='1", "%' UNION SELECT hash FROM sign_in --", "_%", "\\"]


@pytest.mark.parametrize("typed", SQL)
def test_no_words_become_a_query(small: SmallOffice, typed: str) -> None:
    for words in (
        f"进展 3.1 60% {typed}",
        f"详情 {typed}",
        f"催办 {typed}",
        f"邀请 {typed}",
        f"模板 {typed}",
    ):
        for title in (LONGHUA, COORDINATOR, ADMIN):
            small.says(title, words)
    with reading(small.office.engine) as tx:
        assert tx.scalar(select(func.count()).select_from(Plan)) == 1
        assert tx.scalar(select(func.count()).select_from(Assignment)) == 4 * 4 + 4
    small.act(LONGHUA, Progress("3.1", percent=60, note=typed))
    assert small.account("3.1").note == typed


@pytest.mark.parametrize("typed", SQL)
def test_no_search_on_the_board_becomes_a_query(small: SmallOffice, tmp_path: Path, typed: str) -> None:
    browser = BoardOffice(small, tmp_path).visit(ADMIN)
    for path in ("/", "/seats", "/audit", "/timeline"):
        answer = browser.client.get(
            path, params={"words": typed, "unit": typed, "light": typed, "task": typed}
        )
        assert answer.status_code == 200
        assert not re.search(r"\b[0-9a-f]{64}\b", answer.text)


# ---------------------------------------------------------------- templates that an admin edits

ESCAPES = [
    "{{ ''.__class__.__mro__ }}", "{{ message.__init__.__globals__ }}", "{{ self.__dict__ }}", "{{ cycler.__init__ }}",
    "{{ lines|attr('__class__') }}", "{{ ''['__cla' ~ 'ss__'] }}", "{{ '%s'|format(message.__class__) }}",
    "{% import 'os' as os %}", "{% include '/etc/passwd' %}", "{% extends 'x' %}", "{{ ().__class__.__bases__[0] }}",
    "{% for a in range(10**9) %}{% endfor %}", "{{ 'x' * 10**9 }}", "{{ 9**9**9 }}", "{% set x = lipsum %}{{ x }}",
    "{{ joiner.__init__.__globals__.os.popen('id').read() }}",
    "{{ namespace() }}", "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{{ message.template.format.__self__ }}", "{{ '{0.__class__}'.format(message) }}", "{% do message %}",
    "{{ ''.join.__func__ }}", "{{ request }}", "{{ config }}", "{{ lines[0].__class__ }}",
]  # fmt: skip


@pytest.mark.parametrize("escape", ESCAPES)
@pytest.mark.parametrize("name", ["morning", "recorded"])
def test_a_wording_cannot_reach_behind_its_facts(name: str, escape: str) -> None:
    with pytest.raises(WordingRefused):
        check(name, original(name) + escape)


@pytest.mark.parametrize("escape", ESCAPES[:6])
def test_a_wording_that_reaches_out_is_refused_in_chat_and_nothing_is_kept(
    small: SmallOffice, escape: str
) -> None:
    for confirm in ("", " 确认"):
        small.says(ADMIN, f"模板 已记录 全文\n{original('recorded')}{escape}{confirm}")
    with reading(small.office.engine) as tx:
        assert tx.scalar(select(func.count()).where(Setting.name.startswith("template:"))) == 0


@pytest.mark.parametrize(
    "escape", ["{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ message.__init__.__globals__ }}"]
)
def test_even_an_unchecked_wording_stays_in_the_sandbox(escape: str) -> None:
    """Should somebody write it into the database by hand: the message goes out in its original words."""
    sample = samples_of("recorded")[0]
    said = "".join(render(sample, WEB, {"recorded": escape}))
    assert said == "".join(render(sample, WEB))


def test_every_message_that_can_be_edited_is_held_by_the_same_check() -> None:
    for name in TITLES:
        with pytest.raises(WordingRefused):
            check(name, original(name) + ESCAPES[0])


# ---------------------------------------------------------------- markup

HTML = "<img src=x onerror=alert(1)><b>x</b> [a](javascript:x) <a href='tg://x'>&amp;\"'"


def test_what_a_unit_writes_is_text_in_both_chats(small: SmallOffice) -> None:
    small.says(LONGHUA, f"困难 3.1 {HTML}")
    said = [one for one in small.letters() if "onerror" in one.text]
    assert said
    for style in (TELEGRAM, WEB):
        escaped = style.escape(HTML)
        assert "<img" not in escaped
        assert unescape(escaped) == HTML
    # WeCom's texts know only `<`; its bot and its groups read Markdown.
    assert "<" not in WECOM.escape(HTML)
    assert "[a]" not in markdown(WECOM.escape(HTML))


def test_what_a_unit_writes_is_text_on_the_board(small: SmallOffice, tmp_path: Path) -> None:
    small.says(LONGHUA, f"困难 3.1 {HTML}")
    browser = BoardOffice(small, tmp_path).visit(COORDINATOR)
    number = small.account("3.1").item_id
    for path in ("/", f"/item/{number}", "/review", "/timeline", "/picture/heat.svg", "/audit"):
        html = browser.goes(path).html
        assert "<img src=x" not in html, path
        assert "onerror=alert(1)>" not in html, path
    assert "onerror" in browser.goes(f"/item/{number}").text


def test_a_plans_own_titles_are_text_on_the_board(small: SmallOffice, tmp_path: Path) -> None:
    small.loads(with_items(item("3.9", "三", "</title><script>alert(1)</script>"), plan=PLAN))
    browser = BoardOffice(small, tmp_path).visit(COORDINATOR)
    for path in ("/", "/timeline", "/picture/heat.svg", "/review"):
        assert "<script>alert" not in browser.goes(path).html


# ---------------------------------------------------------------- tables, papers, calendars, headers

FORMULAS = [
    '=HYPERLINK("http://x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "http://evil.example",
]


@pytest.mark.parametrize("typed", FORMULAS)
def test_nothing_typed_becomes_a_formula_or_a_link(small: SmallOffice, typed: str) -> None:
    small.act(LONGHUA, Progress("3.1", percent=60, note=typed))
    book = load_workbook(io.BytesIO(ledger(small.office, small.now)))
    seen = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and typed.strip() in str(cell.value):
                    assert cell.data_type == "s", (sheet.title, cell.coordinate)
                    assert cell.hyperlink is None
                    seen += 1
    assert seen


def test_a_paper_holds_words_as_words(small: SmallOffice) -> None:
    small.says(LONGHUA, "困难 3.1 </w:t></w:r><w:r><w:instrText>INCLUDETEXT</w:instrText> {{ 1 }}")
    today = small.now.date()
    period = period_typed("2021-08", None, None, today)
    assert period is not None
    with zipfile.ZipFile(io.BytesIO(bulletin(small.office, period, small.now))) as paper:
        assert b"<w:instrText>INCLUDETEXT" not in paper.read("word/document.xml")


def test_a_calendar_holds_no_line_of_the_writers(small: SmallOffice) -> None:
    small.loads(with_items(item("3.9", "三", "题目\r\nEND:VCALENDAR\r\nBEGIN:VEVENT"), plan=PLAN))
    with reading(small.office.engine) as tx:
        text = feed(tx, small.office.rules(tx), small.seat(COORDINATOR), small.now)
    assert text.count("END:VCALENDAR\r\n") == 1


def test_a_name_makes_no_header(small: SmallOffice, tmp_path: Path) -> None:
    assert "\r" not in clean_name("a\r\nSet-Cookie: x=y.pdf", "application/pdf")
    browser = BoardOffice(small, tmp_path).visit(COORDINATOR)
    answer = browser.client.get("/papers/ledger.xlsx?period=%0d%0aSet-Cookie:%20x=y")
    assert "x=y" not in str(answer.headers)


# ---------------------------------------------------------------- paths and archives


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\x.txt",
        "/etc/passwd",
        "C:\\x.txt",
        "a/../b.txt",
        "\u202ecod.exe",
        "con\0.txt",
        ".",
    ],
)
def test_a_files_name_leads_nowhere(tmp_path: Path, name: str) -> None:
    store = Files(tmp_path / "files")
    with store.receiving() as coming:
        coming.write("证明材料".encode())
        kept = coming.keep(name)
    assert not set("/\\\0\u202e") & set(kept.name)
    assert ".." not in kept.name
    outside = [
        path for path in tmp_path.rglob("*") if path.is_file() and (tmp_path / "files") not in path.parents
    ]
    assert outside == []


@pytest.mark.parametrize(
    "wanted", ["../files", "a" * 64 + "/../x", "A" * 64, "", "../../../etc/passwd", "0" * 63]
)
def test_only_a_hash_opens_a_file(tmp_path: Path, wanted: str) -> None:
    assert Files(tmp_path / "files").path(wanted) is None


@pytest.mark.parametrize(
    "path",
    ["/board/../../pyproject.toml", "/board/%2e%2e/%2e%2e/app.py", "/board//etc/passwd", "/file/..%2f1"],
)
def test_no_address_leads_out_of_the_pages(small: SmallOffice, tmp_path: Path, path: str) -> None:
    browser = BoardOffice(small, tmp_path).visit(ADMIN)
    assert browser.goes(path).status in (403, 404)


def bomb(name: str, size: int = 61 << 20) -> bytes:
    """A few hundred kilobytes that unfold to that many."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("[Content_Types].xml", b"<Types/>")
        with package.open(name, "w", force_zip64=True) as member:
            for _ in range(size >> 20):
                member.write(bytes(1 << 20))
    return out.getvalue()


@pytest.mark.parametrize(("name", "ending"), [("word/document.xml", "docx"), ("xl/workbook.xml.xml", "xlsx")])
def test_a_bomb_is_no_notice(name: str, ending: str) -> None:
    with pytest.raises(NoticeRefused, match="过大"):
        notice_in(bomb(name), f"通知.{ending}")


def test_a_bomb_handed_in_is_kept_folded(tmp_path: Path) -> None:
    """Evidence is never unfolded here: only its list of contents is read."""
    store = Files(tmp_path / "files")
    with store.receiving() as coming:
        coming.write(bomb("word/document.xml"))
        kept = coming.keep("材料.docx")
    assert kept.size < 1 << 20


@pytest.mark.parametrize(
    "inside",
    [
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a>&c;</a>',
    ],
)
def test_no_entity_of_an_office_file_is_opened(inside: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", inside)
    with pytest.raises(NoticeRefused):
        notice_in(out.getvalue(), "通知.docx")


@pytest.mark.parametrize(
    "content", [b"<svg onload=alert(1)>", b"<html><script>", b"MZ\0\0\0\1", b"#!/bin/sh\nrm", b"Rar!\x1a\x07"]
)
def test_a_file_is_taken_by_what_it_is_and_not_by_its_name(tmp_path: Path, content: bytes) -> None:
    with Files(tmp_path / "files").receiving() as coming:
        coming.write(content)
        with pytest.raises(NotTaken):
            coming.keep("照片.jpg")


def packed_backup(tmp_path: Path, members: dict[str, bytes], listed: dict[str, str]) -> Path:
    file = tmp_path / "备份.zip"
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)
        index = {"kind": "duban-backup", "made": "2021-10-29T09:00:00+08:00", "files": listed}
        packed.writestr("index.json", json.dumps(index))
    return file


@pytest.mark.parametrize(
    "name",
    ["../escaped", "files/../escaped", "files/../../escaped", "/escaped", "files/aa/../../../escaped"],
)
def test_a_backup_unfolds_nowhere_else(small: SmallOffice, tmp_path: Path, name: str) -> None:
    home = tmp_path / "home" / "inner"
    settings = load_settings({"DUBAN_HOME": str(home)}, tmp_path / "none.toml")
    file = packed_backup(
        tmp_path, {"duban.db": b"x", name: b"escaped"}, {name: "0" * 64, "duban.db": "0" * 64}
    )
    with pytest.raises(BackupRefused):
        restore(settings, file, small.now)
    assert not list(tmp_path.rglob("escaped*"))


@sqlite_only
def test_a_backup_that_unfolds_to_more_than_fits_is_not_begun(
    small: SmallOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings({"DUBAN_HOME": str(tmp_path / "home")}, tmp_path / "none.toml")
    file = tmp_path / "备份.zip"
    backup(small.office, tmp_path / "nothing", file, small.now)
    whole = file.read_bytes()
    # The list at the end says that the database is 4 GB, and the disk has none of them.
    monkeypatch.setattr("bot.backup.shutil.disk_usage", lambda _: type("Room", (), {"free": 1000})())
    with pytest.raises(BackupRefused, match="腾出空间"):
        restore(settings, file, small.now)
    assert file.read_bytes() == whole
    assert not (tmp_path / "home" / "duban.db").exists()
