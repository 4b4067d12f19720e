"""催办函 with its 督办单 for one unit, and the 电话催办清单: what three pushes did not bring about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from messages.papers import pages
from messages.papers.lines import Line, printable
from messages.papers.pages import Column
from messages.words import day, overdue_words


@dataclass(frozen=True, slots=True)
class UnitLetter:
    """To one unit, about these accounts. answer_by: the day by which it is to answer in writing."""

    unit: str
    lines: tuple[Line, ...]
    issuer: str
    written_at: datetime
    answer_by: date


@dataclass(frozen=True, slots=True)
class Call:
    """One unit to be telephoned: the items, how far over, how often pushed, and what to say."""

    unit: str
    items: str
    days_over: int
    urged: int
    say: str


@dataclass(frozen=True, slots=True)
class CallList:
    calls: tuple[Call, ...]
    issuer: str
    written_at: datetime


_FORM = (
    Column("编号", 11, True), Column("事项", 34), Column("时限", 20, True), Column("情况", 27),
    Column("办理情况和原因", 34), Column("下步措施和预计完成日", 30),
)  # fmt: skip
_CALLS = (
    Column("序号", 12, True), Column("单位", 46), Column("催办次数", 20, True), Column("通话时间", 24),
    Column("接听人", 20), Column("答复", 60),
)  # fmt: skip


def write_letter(letter: UnitLetter) -> bytes:
    """督办单.docx: the letter, and the form the unit fills in and sends back."""
    title = f"关于抓紧办理{len(letter.lines)}项督办事项的催办函"
    page = pages.new_page(title, letter.issuer, letter.written_at)
    pages.title(page, title)
    pages.addressed(page, letter.unit)
    for text in _text(letter):
        pages.paragraph(page, text)
    pages.attachments_named(page, ("督办单",))
    pages.signed(page, letter.issuer, letter.written_at.date())
    pages.attachment(page, "附件", "督办单")
    pages.table(page, _FORM, [_form_row(line) for line in letter.lines], tall=24)
    pages.gap(page)
    pages.to_fill_in(page, ("责任单位（盖章）", "负责人签字"))
    return pages.save(page)


def _text(letter: UnitLetter) -> list[str]:
    """Who owes what by which sentence of the notice, and what is asked for by when."""
    plans = dict.fromkeys(line.row.item.task.plan for line in letter.lines)
    named = "、".join(f"《{plan.title}》" + (f"（{plan.number}）" if plan.number else "") for plan in plans)
    said = [f"根据{named}，以下{len(letter.lines)}项由你单位负责，经多次催办仍未办结："]
    for n, line in enumerate(letter.lines, 1):
        due = line.row.due
        later = f"（原时限{_day(line.row.first_due)}）" if line.row.first_due != due else ""
        over = overdue_words(line.days_left) if line.kind == "overdue" else "尚未到期"
        said.append(
            f"{n}.“{printable(line.row.item.title)}”（{line.code}），时限{_day(due)}{later}，{over}，"
            f"已催办{line.row.urged}次。通知原文：“{printable(line.row.item.sentence).rstrip('。')}。”"
        )
    said.append(
        f"请于{letter.answer_by.year}年{day(letter.answer_by)}前填报督办单，报送办理情况、未按期完成的原因、"
        "下步措施和预计完成日期；确需延期的，请说明理由。"
    )
    return said


def _form_row(line: Line) -> tuple[str, ...]:
    over = overdue_words(line.days_left) if line.kind == "overdue" else "尚未到期"
    return (line.code, line.row.item.title, _day(line.row.due), f"{over}，催办{line.row.urged}次", "", "")


def write_calls(calls: CallList) -> bytes:
    """电话催办清单.docx, with room for what was answered. Telephone numbers are not kept, so none stand here."""
    page = pages.new_page("电话催办清单", calls.issuer, calls.written_at)
    pages.title(page, "电话催办清单", f"（{_day(calls.written_at.date())}，共{len(calls.calls)}个单位）")
    if not calls.calls:
        pages.paragraph(page, "没有经3次催办仍未办结的责任账目，不需要电话催办。")
    number = 0
    for say, alike in _alike(calls.calls):
        over = f"，已逾期{alike[0].days_over}个工作日" if alike[0].days_over else ""
        pages.paragraph(page, f"{over}，{len(alike)}个单位。要说的话：“{say}”", alike[0].items)
        rows = [(str(number + n), call.unit, str(call.urged), "", "", "") for n, call in enumerate(alike, 1)]
        pages.table(page, _CALLS, rows, tall=9)
        number += len(alike)
        pages.gap(page)
    return pages.save(page)


def _alike(calls: Sequence[Call]) -> list[tuple[str, list[Call]]]:
    """Units to which the same is to be said stand together, in their order."""
    found: dict[str, list[Call]] = {}
    for call in calls:
        found.setdefault(call.say, []).append(call)
    return list(found.items())


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
