"""Notices as they come: Word, PDF, Excel, old encodings; and the files from which nothing can be read."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from schedules.notice import DraftItem, Notice, NoticeRefused, as_json, draft, read_notice
from schedules.notice.corrections import read_sheet
from schedules.notice.sheet import write_sheet
from tests.notice_files import NOTICES, excel, pdf, repacked, word, word_numbered_by_itself

REAL = Path(__file__).parent.parent / "plans" / "haikou-2021h2.txt"
MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WITH_MACROS = b"application/vnd.ms-word.document.macroEnabled.main+xml"


def told(path: Path) -> dict[str, Any]:
    """What is drafted from a file, places left aside: they differ from file to file."""
    found = as_json(draft(read_notice(path)))
    for task in found["tasks"]:
        for item in task["items"]:
            item.pop("source")
    return found


def items(path: Path) -> list[DraftItem]:
    return [item for task in draft(read_notice(path)).tasks for item in task.items]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_notice_reads_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "通知.txt"
    path.write_bytes(REAL.read_text("utf-8").encode(encoding))
    assert told(path) == told(REAL)


def test_a_file_pasted_together_from_two_encodings_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    lines = REAL.read_text("utf-8").split("\n")
    path.write_bytes(b"\r\n".join(line.encode(("gb18030", "utf-8")[n % 2]) for n, line in enumerate(lines)))
    assert told(path) == told(REAL)


def test_the_notice_in_word_gives_the_same_draft(tmp_path: Path) -> None:
    path = word(tmp_path / "通知.docx", REAL.read_text("utf-8").split("\n"))
    assert told(path) == told(REAL)


def test_numbers_that_word_adds_by_itself_are_read(tmp_path: Path) -> None:
    tasks = [
        ("推进依法决策", "10月底前公布目录。（牵头单位：市司法局；责任单位：各区政府）"),
        ("加强行政应诉", "年内出庭率达到60%。（责任单位：市司法局）"),
    ]
    drafted = draft(read_notice(word_numbered_by_itself(tmp_path / "通知.docx", tasks)))
    assert [(task.no, task.title) for task in drafted.tasks] == [
        ("一", "推进依法决策"),
        ("二", "加强行政应诉"),
    ]


def test_a_table_in_word_is_read_with_its_merged_cells(tmp_path: Path) -> None:
    rows = [
        ["序号", "任务", "具体措施", "牵头单位", "责任单位", "完成时限"],
        ["1", "推进审批改革", "公布事项清单", "市政务局", "市司法局\n各县区", "6月底"],
        ["", "", "网办率达到95%以上", "市政务局", "各县区", "年底前"],
        ["2", "改造老旧小区", "完成改造30个", "市住建局", "市财政局", "2023年10月"],
    ]
    path = word(tmp_path / "分工.docx", ["临江市2023年重点任务分工表"], rows, merged=[1, 2])
    drafted = draft(read_notice(path))
    assert [(task.no, task.title, len(task.items)) for task in drafted.tasks] == [
        ("1", "推进审批改革", 2),
        ("2", "改造老旧小区", 1),
    ]
    first, second = drafted.tasks[0].items
    assert (first.due, first.leads, first.responsible) == (
        date(2023, 6, 30),
        ("市政务局",),
        ("市司法局", "各县区"),
    )
    assert (second.due, second.responsible, str(second.target)) == (date(2023, 12, 31), ("各县区",), ">= 95%")


def test_a_pdf_with_wrapped_lines_and_page_numbers_is_read_as_its_text(tmp_path: Path) -> None:
    wrapped = NOTICES / "wrapped-page.txt"
    path = pdf(tmp_path / "通知.pdf", wrapped.read_text("utf-8").split("\n"))
    assert told(path)["tasks"] == told(wrapped)["tasks"]


def test_an_excel_table_with_merged_cells_and_real_dates(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["序号", "重点任务", "具体内容", "牵头单位", "责任单位", "完成时限"],
        [1, "推进审批改革", "公布事项清单", "市政务局", "市司法局、各县区", date(2023, 6, 30)],
        [None, None, "网办率达到95%以上", None, "各县区", "年底前"],
        [2, "改造老旧小区", "完成改造30个", "市住建局", "市财政局", "=TODAY()"],
    ]
    merged = ["A3:A4", "B3:B4", "D3:D4"]
    drafted = draft(read_notice(excel(tmp_path / "分工.xlsx", "临江市2023年重点任务分工表", rows, merged)))
    assert drafted.title == "临江市2023年重点任务分工表"
    found = [(item.due, item.leads) for task in drafted.tasks for item in task.items]
    # The formula was never worked out: that row has no date.
    assert found == [
        (date(2023, 6, 30), ("市政务局",)),
        (date(2023, 12, 31), ("市政务局",)),
        (None, ("市住建局",)),
    ]


# ---------------------------------------------------------------- refused


def refused(path: Path) -> str:
    with pytest.raises(NoticeRefused) as caught:
        draft(read_notice(path))
    return str(caught.value)


def test_macros_are_never_run_and_do_not_keep_a_notice_from_being_read(tmp_path: Path) -> None:
    plain = word(tmp_path / "通知.docx", REAL.read_text("utf-8").split("\n"))
    changes = {"[Content_Types].xml": (MAIN, WITH_MACROS)}
    assert told(repacked(plain, tmp_path / "宏.docx", changes, {"word/vbaProject.bin": b"x"})) == told(REAL)


def test_an_external_entity_is_never_fetched(tmp_path: Path) -> None:
    plain = word(tmp_path / "通知.docx", ["关于做好工作的通知"])
    secret = tmp_path / "secret.txt"
    secret.write_text("不该读到的内容")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><w:document'.encode()
    assert "外部实体" in refused(
        repacked(plain, tmp_path / "坏.docx", {"word/document.xml": (b"<w:document", entity)})
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "是空的"),
        (b" \r\n\t ", "是空的"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "加密文件或旧版"),
        (b"PK\x03\x04 broken", "已损坏"),
        (b"%PDF-1.5 broken", "已损坏"),
        (b"{\\rtf1 }", "RTF"),
        (b"\x89PNG\r\n", "图片"),
        (
            "床前明月光，疑是地上霜。举头望明月，低头思故乡。这是一首很有名的唐诗。".encode(),
            "不像布置工作的通知",
        ),
        (
            "一、面粉500克。\n二、10分钟内和面，1.揉匀；2.醒面，达到100%光滑即可。再放入锅里蒸。".encode(),
            "不像",
        ),
        (b"Dear all, please finish the report by the end of October. " * 9, "没有中文内容"),
    ],
    ids=["empty", "blank", "old-doc", "zip", "pdf", "rtf", "png", "poem", "recipe", "english"],
)
def test_a_file_without_a_notice_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "文件.txt"
    path.write_bytes(content)
    assert words in refused(path)
    assert "\n" not in refused(path)


def test_a_scanned_pdf_says_that_it_has_no_text(tmp_path: Path) -> None:
    assert "扫描件" in refused(pdf(tmp_path / "扫描.pdf", []))


def test_a_file_of_more_than_twenty_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    assert "20 MB" in refused(path)


def test_a_package_that_unpacks_without_end_is_not_opened(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "炸弹.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * 61_000_000)
    assert "过大" in refused(path)


def test_a_locked_pdf_says_so(tmp_path: Path) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=str(pdf(tmp_path / "通知.pdf", ["关于做好工作的通知"])))
    writer.encrypt("秘密"[:0] + "secret", algorithm="RC4-128")
    writer.write(str(tmp_path / "锁.pdf"))
    assert "密码" in refused(tmp_path / "锁.pdf")


def test_a_missing_file_and_a_folder_are_told_of(tmp_path: Path) -> None:
    assert "找不到" in refused(tmp_path / "没有.txt")
    assert "找不到" in refused(tmp_path)


# ---------------------------------------------------------------- 时限推定单


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "推定单.xlsx"
    write_sheet(draft(read_notice(REAL)), path)
    return path


def changed(sheet: Path, changes: dict[str, dict[str, object]], drop: tuple[str, ...] = ()) -> Path:
    """The sheet with cells changed: by the item's number and the heading."""
    book = openpyxl.load_workbook(sheet)
    page = book["时限推定单"]
    columns = {str(cell.value).replace("（可改）", ""): n for n, cell in enumerate(page[1], start=1)}
    for row in range(page.max_row, 1, -1):
        code = str(page.cell(row, columns["事项号"]).value)
        for name, value in changes.get(code, {}).items():
            page.cell(row, columns[name]).value = value  # type: ignore[assignment]
        if code in drop:
            page.delete_rows(row)
    book.save(str(sheet))
    return sheet


def test_a_sheet_that_was_not_touched_changes_nothing(sheet: Path) -> None:
    drafted = draft(read_notice(REAL))
    assert read_sheet(sheet, drafted) == (drafted, ())


def test_a_coordinator_corrects_units_dates_and_names(sheet: Path) -> None:
    drafted = draft(read_notice(REAL))
    back, complaints = read_sheet(
        changed(
            sheet,
            {
                "3.1": {"时限": date(2021, 11, 15), "事项名称": "公布目录"},
                "2.2": {"责任单位": "市资规局、市中级人民法院", "时限": "11月底前"},
                "1.3": {"办法": "次数", "目标": "不少于4次"},
            },
            drop=("9.1",),
        ),
        drafted,
    )
    assert complaints == ()
    catalogue = back.tasks[2].items[0]
    assert (catalogue.due, catalogue.title) == (date(2021, 11, 15), "公布目录")
    assert (back.tasks[1].items[1].responsible, back.tasks[1].items[1].due) == (
        ("市资规局", "市中级人民法院"),
        date(2021, 11, 30),
    )
    assert (back.tasks[0].items[2].measure, str(back.tasks[0].items[2].target)) == ("count", ">= 4")
    assert len(back.tasks[8].items) == len(drafted.tasks[8].items) - 1


def test_a_formula_is_never_worked_out_and_the_old_value_stays(sheet: Path) -> None:
    drafted = draft(read_notice(REAL))
    back, complaints = read_sheet(changed(sheet, {"3.1": {"时限": "=TODAY()"}}), drafted)
    assert back == drafted
    assert len(complaints) == 1
    assert "公式" in complaints[0]


def test_what_cannot_be_read_is_complained_of_with_its_row(sheet: Path) -> None:
    drafted = draft(read_notice(REAL))
    back, complaints = read_sheet(
        changed(sheet, {"3.1": {"时限": "十三月底前", "办法": "打卡"}, "4.1": {"目标": "很多"}}), drafted
    )
    assert back == drafted
    assert len(complaints) == 3
    assert all(complaint.startswith("第") for complaint in complaints)


def test_no_cell_of_a_sheet_can_become_a_formula(tmp_path: Path) -> None:
    text = '关于做好工作的通知\n某府〔2021〕1号\n2021年8月9日\n一、=HYPERLINK("http://x","推进公开")。10月底前公布=1+1目录。（牵头单位：=市司法局、@市财政局）'
    drafted = draft(Notice(text, "x.txt"))
    path = tmp_path / "推定单.xlsx"
    write_sheet(drafted, path)
    book = openpyxl.load_workbook(path)
    kinds = {
        cell.data_type for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value
    }
    assert kinds == {"s"}
