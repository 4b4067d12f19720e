"""A notice in chat: sent, drafted, corrected, put in force; and what is sent that is none."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from bot.brought import ADOPT, work_out
from bot.channels import Attachment, Incoming
from bot.conversation import hearing
from bot.loading import stored
from bot.office import Office
from db import plans, post
from db.engine import reading
from db.files import Files
from db.filetypes import kind_of
from db.models import Outbox
from tests.office import at
from tests.small_plan import ADMIN, COORDINATOR, LONGHUA, PLAN, SmallOffice, plain

TEXT = """滨江市人民政府办公室关于印发2021年下半年政务公开重点任务的通知
滨政办发〔2021〕30号
各区人民政府，市政府各部门：
现将2021年下半年政务公开重点任务印发给你们，请认真落实。
滨江市人民政府办公室
2021年8月2日
2021年下半年政务公开重点任务
一、规范公开目录。10月底前修订并公布政务公开目录。（牵头单位：市政务管理局；责任单位：各区政府）
二、加强解读回应。全年组织政策吹风会不少于3次。（牵头单位：市司法局；责任单位：市水务局、市政务管理局）
三、定期通报情况。每季度末报送公开情况小结。（责任单位：各区政府、市水务局）
"""


@pytest.fixture
def store(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


@pytest.fixture
def chat(small: SmallOffice, store: Files) -> "Desk":
    return Desk(small.office, store, small)


class Desk:
    """Seats that send files and press buttons, by the road of the real thing."""

    def __init__(self, office: Office, store: Files, small: SmallOffice) -> None:
        self.office, self.store, self.small = office, store, small
        self.now: datetime = at("2021-08-10 10:00")
        self.numbers = count()

    def sends(self, title: str, name: str, content: bytes) -> post.Kept:
        with self.store.receiving() as coming:
            coming.write(content)
            kept = coming.keep(name)
        return self.says(title, "", (Attachment(kept.sha256, kept.name, kept.media, kept.size),))

    def says(self, title: str, text: str, files: tuple[Attachment, ...] = ()) -> post.Kept:
        seat, number = self.small.seat(title), f"desk-{next(self.numbers)}"
        heard = Incoming("web", number, str(seat.id), text, files=files)
        hearing(self.office, heard, self.now, work_out(self.office, self.store, heard, self.now)).result()
        with reading(self.office.engine) as tx:
            answer = post.answer_to(tx, "web", number)
        assert answer is not None
        return answer

    def enclosed(self, answer: post.Kept) -> Path:
        with reading(self.office.engine) as tx:
            enclosure = tx.scalar(select(Outbox.enclosure).where(Outbox.id == answer.id))
        assert enclosure is not None
        path = self.store.path(enclosure["sha256"])
        assert path is not None
        return path


def corrected(sheet: Path, changes: dict[str, dict[str, Any]], groups: dict[str, str] | None = None) -> bytes:
    """The sheet as a coordinator saves it, with these cells changed, by item and column."""
    book: Any = openpyxl.load_workbook(BytesIO(sheet.read_bytes()))
    page, members = book["时限推定单"], book["单位组"]
    columns = {str(cell.value).replace("（可改）", ""): cell.column for cell in page[1]}
    for row in range(2, page.max_row + 1):
        for name, value in changes.get(str(page.cell(row, columns["事项号"]).value), {}).items():
            page.cell(row, columns[name]).value = value
    for row in range(2, members.max_row + 1):
        if (name := str(members.cell(row, 1).value)) in (groups or {}):
            members.cell(row, 2).value = (groups or {})[name]
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_notice_sent_comes_back_as_a_sheet_with_a_summary(chat: Desk) -> None:
    answer = chat.sends(COORDINATOR, "通知.txt", TEXT.encode())
    text = plain(answer.parts)
    assert "2021年下半年政务公开重点任务" in text
    assert "滨政办发〔2021〕30号" in text
    assert "共3项任务、3个事项：写明时限3项，有数字目标1项" in text
    assert kind_of(chat.enclosed(answer)).endswith("spreadsheetml.sheet")
    # 各区政府 has its members from the office, so that nothing is missing.
    assert [label for label, _ in answer.buttons] == ["不改，启用"]
    groups = openpyxl.load_workbook(BytesIO(chat.enclosed(answer).read_bytes()))["单位组"]
    assert "龙华区政府" in str(groups["B2"].value)


def test_a_notice_whose_plan_is_in_force_changes_that_plan_and_hands_nothing_out_twice(chat: Desk) -> None:
    numbered = replace(PLAN, number="滨政办发〔2021〕30号")
    chat.small.loads(numbered)
    answer = chat.sends(COORDINATOR, "通知.txt", TEXT.encode())
    assert "这份通知的计划已在办" in plain(answer.parts)
    assert [label for label, _ in answer.buttons] == ["按此修改计划"]
    chat.says(COORDINATOR, "启用")
    with reading(chat.office.engine) as tx:
        assert [plan.key for plan in plans.plans(tx)] == [PLAN.key]
    again = chat.sends(COORDINATOR, "通知.txt", TEXT.encode())
    assert "没有不同，不用启用" in plain(again.parts)
    assert not again.buttons


def test_a_corrected_sheet_shows_what_changes_and_is_put_in_force(chat: Desk) -> None:
    first = chat.sends(COORDINATOR, "通知.txt", TEXT.encode())
    chat.says(COORDINATOR, "启用")
    sheet = corrected(
        chat.enclosed(first),
        {
            "1.1": {"时限": date(2021, 11, 15)},
            "2.1": {"责任单位": "市水务局"},
            "3.1": {"责任单位": "市水务局"},
        },
    )
    back = chat.sends(COORDINATOR, "改好.xlsx", sheet)
    text = plain(back.parts)
    assert "时限调整：1.1 10月31日→11月15日" in text
    assert "责任单位调整：3.1 减少 " in text
    (button,) = back.buttons
    assert button[0] == "启用"
    done = plain(chat.says(COORDINATOR, button[1]).parts)
    assert "已启用" in done
    with reading(chat.office.engine) as tx:
        plan = stored(tx, "滨政办发-2021-30号")
    assert plan is not None
    due = {item.code: item.due for item in plan.items}
    assert (due["1.1"], due["3.1"]) == (date(2021, 11, 15), date(2021, 9, 30))
    assert next(item for item in plan.items if item.code == "3.1").assignments == ("市水务局",)


def test_the_same_sheet_again_changes_nothing(chat: Desk) -> None:
    first = chat.sends(COORDINATOR, "通知.txt", TEXT.encode())
    chat.says(COORDINATOR, "启用")
    again = chat.sends(COORDINATOR, "推定单.xlsx", chat.enclosed(first).read_bytes())
    assert "没有不同" in plain(again.parts)
    assert again.buttons == ()


def test_groups_nobody_knows_are_asked_for_and_filled_in_the_sheet(chat: Desk) -> None:
    text = TEXT.replace("各区政府", "各镇街")
    first = chat.sends(COORDINATOR, "通知.txt", text.encode())
    assert "“单位组”一页：各镇街没有成员" in plain(first.parts)
    assert first.buttons == ()
    back = chat.sends(
        COORDINATOR, "改.xlsx", corrected(chat.enclosed(first), {}, {"各镇街": "海甸街道、白龙街道"})
    )
    assert "新计划" in plain(back.parts)
    assert "已启用" in plain(chat.says(COORDINATOR, "启用").parts)


def test_cells_that_cannot_be_taken_are_told_and_keep_their_value(chat: Desk) -> None:
    first = chat.sends(ADMIN, "通知.txt", TEXT.encode())
    sheet = corrected(chat.enclosed(first), {"1.1": {"时限": "十三月底前"}})
    text = plain(chat.sends(ADMIN, "改.xlsx", sheet).parts)
    assert "没有采用" in text
    assert "读不懂时限“十三月底前”" in text


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("菜单.txt", "今天中午吃什么，大家一起去食堂吧。天气不错，适合散步，周末再约。".encode(), "不像"),
        ("扫描.pdf", b"%PDF-1.4\n%%EOF\n", "已损坏"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument\0".encode("utf-16-le"), "不是通知"),
    ],
)  # fmt: skip
def test_what_is_no_notice_is_said_to_be_none(chat: Desk, name: str, content: bytes, told: str) -> None:
    answer = chat.sends(COORDINATOR, name, content)
    assert told in plain(answer.parts) or "未起草" in plain(answer.parts)
    assert answer.buttons == ()


def test_a_contacts_file_is_evidence_and_never_a_plan(chat: Desk) -> None:
    text = plain(chat.sends(LONGHUA, "通知.txt", TEXT.encode()).parts)
    assert "通知起草" not in text
    assert "没有待启用" not in plain(chat.says(LONGHUA, "启用").parts)


def test_启用_without_anything_offered_says_what_to_send(chat: Desk) -> None:
    assert "没有待启用的计划" in plain(chat.says(COORDINATOR, ADOPT).parts)
    assert "没有待启用的计划" in plain(chat.says(COORDINATOR, f"{ADOPT} {'0' * 64}").parts)
