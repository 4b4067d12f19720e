"""佐证: what is taken by its content, kept once by its hash, and ends up on the report it belongs to."""

import io
import os
import zipfile
from collections.abc import Collection
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels import Attachment, Incoming
from bot.conversation import hear
from bot.handing_in import GATHERING
from db import evidence, history, people, post
from db.engine import reading
from db.evidence import Shown
from db.files import LARGEST, LONGEST_NAME, Files, clean_name
from db.filetypes import NotTaken
from db.models import Evidence, Outbox, Report
from tests.small_plan import COORDINATOR, JUSTICE, LONGHUA, XIUYING, SmallOffice, plain

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0" + bytes(40)
PDF = b"%PDF-1.7\n1 0 obj\n"


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def office(main: str, types: bytes = b"<Types/>", **more: bytes) -> bytes:
    return zipped(**{"[Content_Types].xml": types, main: b"<x/>", **more})


def compound(*streams: str) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(64)
        + b"".join(f"{s}\0".encode("utf-16-le") for s in streams)
    )


@pytest.fixture
def store(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


def kept(store: Files, content: bytes, name: str = "材料") -> str:
    with store.receiving() as coming:
        coming.write(content)
        return coming.keep(name).name


# ---------------------------------------------------------------- what is taken


TAKEN = [
    (PNG, "png"), (JPEG, "jpg"), (b"GIF89a" + bytes(9), "gif"), (b"RIFF\x10\0\0\0WEBPVP8 ", "webp"),
    (b"\0\0\0\x18ftypheic\0\0\0\0", "heic"), (PDF, "pdf"), (b"\xef\xbb\xbf" + PDF, "pdf"),
    (office("word/document.xml"), "docx"), (office("xl/workbook.xml"), "xlsx"), (office("ppt/presentation.xml"), "pptx"),
    (zipped(**{"OFD.xml": b"<x/>"}), "ofd"),
    (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), "odt"),
    (compound("Root Entry", "WordDocument"), "doc"), (compound("Workbook"), "xls"),
    (compound("PowerPoint Document"), "ppt"),
    ("已公布，见网站。\n".encode(), "txt"), ("单位，件数\n".encode("gb18030"), "txt"), (b"MZ area\n", "txt"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "ending"), TAKEN, ids=[f"{n}-{e}" for n, (_, e) in enumerate(TAKEN)])
def test_a_file_is_known_by_its_content_and_named_truly(store: Files, content: bytes, ending: str) -> None:
    assert kept(store, content, "材料.exe") == f"材料.exe.{ending}"


REFUSED = [
    (b"", "空"), (b"MZ\x90\0\x03\0\0\0", "程序"), (b"\x7fELF\x02\x01\x01\0", "程序"),
    (b"#!/bin/sh\nrm -rf\n", "认不出"), (b"@echo off\r\n", "认不出"), (b"<html><script>", "认不出"),
    (b"\n <svg onload=x>", "认不出"), (bytes(range(1, 200)), "认不出"),
    (zipped(a=b"1"), "压缩包"), (zipped(classes__dex=b"1"), "压缩包"), (b"Rar!\x1a\x07\0", "压缩包"),
    (b"\x1f\x8b\x08\0", "压缩包"),
    (b"PK\x03\x04" + bytes(60), "已损坏"),
    (office("word/document.xml", word__vbaProject__bin=b"x", **{"word/vbaProject.bin": b"x"}), "宏"),
    (office("xl/workbook.xml", b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "宏"),
    (compound("Workbook", "_VBA_PROJECT_CUR"), "宏"), (compound("WordDocument", "Macros"), "宏"),
    (compound("EncryptedPackage"), "密码"), (compound("Property"), "认不出"),
    (b"\0\0\0\x18ftypisom\0\0\0\0", "视频"), (b"#!AMR\n\x0c", "录音"), (b"ID3\x03\0", "录音"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "why"), REFUSED, ids=[f"{n}-{w}" for n, (_, w) in enumerate(REFUSED)])
def test_a_file_is_refused_by_its_content_in_one_sentence(
    store: Files, tmp_path: Path, content: bytes, why: str
) -> None:
    with pytest.raises(NotTaken, match=why) as refused:
        kept(store, content, "照片.jpg")
    assert str(refused.value).count("。") == 1
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_a_file_too_large_is_refused_while_it_comes_and_leaves_nothing(store: Files, tmp_path: Path) -> None:
    with pytest.raises(NotTaken, match="20MB"):
        kept(store, bytes(LARGEST + 1))
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_the_same_content_is_kept_once_under_its_hash(store: Files, tmp_path: Path) -> None:
    with store.receiving() as one, store.receiving() as two:  # two people at once
        for coming in (one, two):
            coming.write(PDF)
        first, second = one.keep("目录.pdf"), two.keep("另一个名字.pdf")
    assert first.sha256 == second.sha256
    assert (first.name, second.name) == ("目录.pdf", "另一个名字.pdf")
    files = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert files == [store.path(first.sha256)]
    assert files[0].read_bytes() == PDF


@pytest.mark.parametrize("nonsense", ["", "../../etc/passwd", "a" * 63, "A" * 64, "../" + "a" * 61])
def test_nothing_but_a_hash_finds_a_file(store: Files, nonsense: str) -> None:
    assert store.path(nonsense) is None


NAMES = [
    ("../../etc/passwd", "passwd.pdf"), ("C:\\a\\目录.PDF", "目录.PDF"), ("", "附件.pdf"), ("...", "附件.pdf"),
    ("a\0b\nc\u202egpj.exe", "abcgpj.exe.pdf"), ("目录<1>?.pdf", "目录_1__.pdf"), (".pdf", "附件.pdf"),
    ("  目录 \t 表 .pdf ", "目录 表.pdf"), ("x" * 300, "x" * 116 + ".pdf"), ("y" * 300 + ".pdf", "y" * 116 + ".pdf"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "clean"), NAMES)
def test_a_name_is_a_name_and_no_path(name: str, clean: str) -> None:
    assert clean_name(name, "application/pdf") == clean
    assert len(clean) <= LONGEST_NAME


def test_what_nobody_refers_to_is_swept_after_its_time(store: Files) -> None:
    wanted, unwanted = store.put(b"1", "a", "text/plain"), store.put(b"2", "b", "text/plain")
    path = store.path(unwanted.sha256)
    assert path is not None
    later = path.stat().st_mtime + 1
    assert store.sweep(later - 10, lambda old: []) == 0
    assert store.sweep(later, lambda old: [wanted.sha256]) == 1
    assert store.path(unwanted.sha256) is None
    assert store.path(wanted.sha256) is not None


def test_what_is_handed_in_again_while_sweeping_stays(store: Files) -> None:
    stored = store.put(b"1", "a", "text/plain")
    path = store.path(stored.sha256)
    assert path is not None
    os.utime(path, (1000, 1000))

    def needed(old: Collection[str]) -> Collection[str]:
        assert list(old) == [stored.sha256]
        store.put(b"1", "b", "text/plain")  # somebody hands the same in, and has not said yet what for
        return []

    assert store.sweep(2000, needed) == 0
    assert store.path(stored.sha256) is not None


# ---------------------------------------------------------------- on which report it ends up


class Desk:
    """Somebody at a seat of the small office who sends files."""

    def __init__(self, small: SmallOffice, title: str, channel: str = "web") -> None:
        self.small, self.title, self.channel = small, title, channel
        self.updates = count()

    def sends(self, text: str, *names: str, replying_to: str | None = None) -> str:
        """The answer to some words with files of these names; each name its own content."""
        update = f"{self.title}-{next(self.updates)}"
        files = tuple(file(name) for name in names)
        address = str(self.small.seat(self.title).id)
        said = Incoming(self.channel, update, address, text, files=files, replying_to=replying_to)
        hear(self.small.office, said, self.small.now)
        with reading(self.small.office.engine) as tx:
            answer = post.answer_to(tx, self.channel, update)
        return plain(answer.parts) if answer else ""

    def evidence(self, code: str, unit: str = "龙华区政府") -> list[Shown]:
        with reading(self.small.office.engine) as tx:
            return evidence.of_account(tx, self.small.account(code, unit).id)

    def names(self, code: str) -> list[str]:
        return [shown.name for shown in self.evidence(code)]

    def waiting(self) -> list[str]:
        with reading(self.small.office.engine) as tx:
            rows = tx.execute(select(Evidence.name).where(Evidence.report_id.is_(None)).order_by(Evidence.id))
            return [row.name for row in rows]

    def reports(self) -> list[str]:
        with reading(self.small.office.engine) as tx:
            return list(
                tx.scalars(select(Report.kind).where(Report.withdrawn_at.is_(None)).order_by(Report.id))
            )


def file(name: str) -> Attachment:
    return Attachment(name.encode().hex().rjust(64, "0")[-64:], name, "application/pdf", 7)


@pytest.fixture
def contact(small: SmallOffice) -> Desk:
    small.at("2021-10-20 09:00")
    return Desk(small, LONGHUA)


def test_files_stand_with_the_report_they_came_with(contact: Desk) -> None:
    answer = contact.sends("完成 3.1 目录10月19日公布", "目录.pdf", "照片.jpg")
    assert "附件2个：目录.pdf、照片.jpg" in answer
    assert contact.names("3.1") == ["目录.pdf", "照片.jpg"]
    assert {(one.happened_on.day, one.handed_in_at.day) for one in contact.evidence("3.1")} == {(19, 20)}
    assert contact.waiting() == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("进展 3.1 60% 征求意见", "3.1"),
        ("次数 1.1 +1 10月19日 宪法讲座", "1.1"),
        ("指标 8.1 7/12", "8.1"),
        ("佐证 3.1 公示截图", "3.1"),
        ("困难 3.1 需要司法局协调", "3.1"),
        ("延期 3.1 至11月15日 会议推迟", "3.1"),
        ("签收 3.1", "3.1"),
    ],
)
def test_every_kind_of_report_takes_its_file(contact: Desk, words: str, code: str) -> None:
    assert "附件1个：目录.pdf" in contact.sends(words, "目录.pdf")
    assert contact.names(code) == ["目录.pdf"]


def test_a_link_in_the_words_is_evidence_too(contact: Desk) -> None:
    contact.sends("完成 3.1 已公布，见https://www.example.gov.cn/a/1.html。")
    (link,) = contact.evidence("3.1")
    assert link.url == "https://www.example.gov.cn/a/1.html"
    assert link.sha256 is None
    assert "https://www.example.gov.cn/a/1.html" in contact.sends("详情 3.1").partition("佐证1件")[2]


def test_the_desk_reads_what_came_with_a_report(contact: Desk, small: SmallOffice) -> None:
    contact.sends("完成 3.1 见https://www.example.gov.cn/a", "目录.pdf")
    (wanted,) = small.letters(JUSTICE, "review_wanted")
    assert "佐证2件：目录.pdf、https://www.example.gov.cn/a" in wanted.text
    assert "龙华区政府｜待审核｜佐证2件" in small.says(COORDINATOR, "详情 3.1")


def test_taking_a_report_back_takes_its_evidence_along(contact: Desk) -> None:
    contact.sends("完成 3.1", "目录.pdf")
    contact.sends("撤回 3.1")
    assert contact.names("3.1") == []
    assert "目录.pdf" in contact.sends("完成 3.1", "目录.pdf")  # not a duplicate of what was taken back


def test_a_corrected_report_keeps_its_files(contact: Desk) -> None:
    contact.sends("进展 3.1 60% 征求意见", "目录.pdf")
    assert "附件1个：目录.pdf" in contact.sends("更正 进展 3.1 80% 已报审议")
    assert contact.names("3.1") == ["目录.pdf"]


def test_a_file_moves_with_the_report_to_the_right_item(contact: Desk) -> None:
    contact.sends("佐证 3.1", "通知.pdf")
    assert "3.2" in contact.sends("是3.2不是3.1")
    assert (contact.names("3.1"), contact.names("3.2")) == ([], ["通知.pdf"])


def test_the_same_file_again_is_said_and_not_kept_twice(contact: Desk) -> None:
    contact.sends("进展 3.1 60%", "目录.pdf")
    answer = contact.sends("进展 3.1 70%", "目录.pdf", "纪要.pdf")
    assert "附件1个：纪要.pdf" in answer
    assert "目录.pdf此前已附" in answer
    assert contact.names("3.1") == ["目录.pdf", "纪要.pdf"]
    contact.small.now += timedelta(minutes=5)
    assert "此前已附" in contact.sends("佐证 3.1", "目录.pdf")
    assert contact.reports() == ["progress", "progress"]


def test_the_history_remembers_a_file_by_its_hash(contact: Desk, small: SmallOffice) -> None:
    contact.sends("完成 3.1", "目录.pdf")
    with reading(small.office.engine) as tx:
        entries = history.entries(tx)
        assert file("目录.pdf").sha256 in next(e.facts for e in entries if e.verb == "done")


# ---------------------------------------------------------------- files without words


def test_files_without_words_are_for_the_item_last_spoken_of(contact: Desk) -> None:
    contact.sends("进展 3.1 60%")
    contact.small.now += timedelta(hours=1)
    assert "3.1" in contact.sends("", "目录.pdf")
    assert contact.names("3.1") == ["目录.pdf"]
    assert contact.reports() == ["progress", "evidence"]


def test_a_caption_that_asks_nothing_is_the_note(contact: Desk) -> None:
    contact.sends("进展 3.1 60%")
    assert "现场照片" in contact.sends("现场照片", "目录.pdf")
    assert contact.names("3.1") == ["目录.pdf"]


def test_where_it_is_not_clear_one_question_is_asked_and_its_button_attaches_the_files(contact: Desk) -> None:
    contact.sends("待办")
    answer = contact.sends("", "目录.pdf", "照片.jpg")
    assert "收到附件2个：目录.pdf、照片.jpg" in answer
    assert "请问是哪一项" in answer
    assert len(contact.small.letters(LONGHUA, "which_one")[-1].buttons) <= 4
    assert contact.waiting() == ["目录.pdf", "照片.jpg"]
    assert "附件2个：目录.pdf、照片.jpg" in contact.sends("佐证 3.1")
    assert contact.names("3.1") == ["目录.pdf", "照片.jpg"]
    assert contact.waiting() == []


def test_the_question_may_be_answered_by_the_report_itself(contact: Desk) -> None:
    contact.sends("待办")
    contact.sends("", "目录.pdf")
    assert "附件1个" in contact.sends("进展 3.1 60% 征求意见")
    assert contact.names("3.1") == ["目录.pdf"]


def test_an_act_without_its_item_keeps_the_files_until_the_answer(contact: Desk) -> None:
    contact.sends("待办")
    contact.sends("完成", "目录.pdf")
    assert contact.waiting() == ["目录.pdf"]
    assert "附件1个：目录.pdf" in contact.sends("完成 3.1")


def test_files_nobody_named_are_not_taken_by_a_report_much_later(contact: Desk) -> None:
    contact.sends("待办")
    contact.sends("", "目录.pdf")
    contact.small.now += timedelta(hours=2)
    assert "附件" not in contact.sends("进展 3.1 60%")
    assert contact.waiting() == ["目录.pdf"]
    assert "附件1个" in contact.sends("佐证 3.1")


def test_another_seats_waiting_files_are_never_taken(contact: Desk, small: SmallOffice) -> None:
    contact.sends("待办")
    contact.sends("", "目录.pdf")
    assert "附件" not in Desk(small, XIUYING).sends("进展 3.1 60%")
    assert contact.waiting() == ["目录.pdf"]


def test_wrong_words_do_not_cost_the_file(contact: Desk) -> None:
    assert "附件已收到" in contact.sends("进展 3.1 160%", "目录.pdf")
    assert "附件1个：目录.pdf" in contact.sends("进展 3.1 60%")


def test_a_file_under_a_question_is_not_forgotten(contact: Desk) -> None:
    answer = contact.sends("待办", "目录.pdf")
    assert "请问是哪一项" in answer
    assert contact.waiting() == ["目录.pdf"]


# ---------------------------------------------------------------- an album


def test_an_album_ends_up_on_one_report(contact: Desk) -> None:
    contact.sends("完成 3.1 已公布", "1.jpg")
    for n in range(2, 10):
        answer = contact.sends("", f"{n}.jpg")
    assert "附件9个：1.jpg、2.jpg" in answer
    assert contact.reports() == ["done"]
    assert len(contact.evidence("3.1")) == 9


def test_a_file_after_other_words_is_no_part_of_the_album_before(contact: Desk) -> None:
    contact.sends("完成 3.1 已公布", "1.jpg")
    contact.sends("进展 3.2 40%")
    contact.sends("", "2.jpg")
    assert (contact.names("3.1"), contact.names("3.2")) == (["1.jpg"], ["2.jpg"])


def test_a_file_long_after_an_album_is_a_report_of_its_own(contact: Desk) -> None:
    contact.sends("进展 3.1 40%", "1.jpg")
    contact.small.now += timedelta(minutes=2)
    contact.sends("", "2.jpg")
    assert contact.reports() == ["progress", "evidence"]


def test_an_album_sent_twice_is_said(contact: Desk) -> None:
    contact.sends("完成 3.1 已公布", "1.jpg")
    assert "1.jpg此前已附在 3.1" in contact.sends("", "1.jpg")
    assert contact.names("3.1") == ["1.jpg"]


def phones(small: SmallOffice) -> Desk:
    """The contact on a network that brings an album as so many messages."""
    seat = small.seat(LONGHUA).id
    desk = Desk(small, LONGHUA, "wecom")
    small.office.writer.run(lambda tx: people.bind(tx, seat, "wecom", str(seat), small.now))
    return desk


def queued(small: SmallOffice) -> list[tuple[str, str]]:
    with reading(small.office.engine) as tx:
        rows = tx.execute(
            select(Outbox.kind, Outbox.not_before).where(
                Outbox.state == "queued", Outbox.channel == "wecom", Outbox.answers.is_not(None)
            )
        )
        return [(row.kind, "later" if row.not_before == small.now + GATHERING else "now") for row in rows]


def test_an_album_is_not_answered_nine_times(small: SmallOffice) -> None:
    small.at("2021-10-20 09:00")
    contact = phones(small)
    contact.sends("完成 3.1 已公布", "1.jpg")
    for n in range(2, 10):
        contact.sends("", f"{n}.jpg")
    assert queued(small) == [("recorded", "now"), ("attached", "later")]


def test_an_album_without_words_asks_once(small: SmallOffice) -> None:
    small.at("2021-10-20 09:00")
    contact = phones(small)
    contact.sends("待办")
    for n in range(1, 10):
        answer = contact.sends("", f"{n}.jpg")
    assert "收到附件9个：1.jpg、2.jpg、3.jpg等9个" in answer
    assert queued(small) == [("owed", "now"), ("which_one", "later")]
    assert "附件9个" in contact.sends("佐证 3.1")


# ---------------------------------------------------------------- not ours to keep


def test_a_file_for_another_units_item_is_refused_and_not_kept(contact: Desk) -> None:
    contact.sends("完成 3.3", "目录.pdf")
    assert (contact.waiting(), contact.reports()) == ([], [])


def test_a_file_for_a_closed_item_is_refused_and_not_kept(contact: Desk, small: SmallOffice) -> None:
    contact.sends("完成 3.1", "目录.pdf")
    small.says(JUSTICE, "通过 3.1 龙华区政府")
    small.now += timedelta(hours=1)
    assert "已办结" in contact.sends("佐证 3.1", "补充.pdf")
    assert contact.waiting() == []
    assert contact.names("3.1") == ["目录.pdf"]


def test_the_desk_hands_in_nothing(small: SmallOffice) -> None:
    desk = Desk(small, COORDINATOR)
    assert "责任单位的联系人" in desk.sends("", "目录.pdf")
    assert (desk.waiting(), desk.reports()) == ([], [])


def test_the_same_update_again_changes_nothing(contact: Desk) -> None:
    contact.sends("完成 3.1", "目录.pdf")
    contact.updates = count()
    contact.sends("完成 3.1", "目录.pdf")
    assert contact.names("3.1") == ["目录.pdf"]
    assert contact.reports() == ["done"]


def test_proof_is_asked_for_only_where_the_item_is_to_be_made_public(contact: Desk) -> None:
    assert "作佐证" in contact.sends("完成 3.1 已公布")  # 公布决策目录
    assert "作佐证" not in contact.sends("完成 3.2 已修订")  # 修订议事规则
    contact.sends("撤回 3.1")
    assert "作佐证" not in contact.sends("完成 3.1 https://www.example.gov.cn/a")
