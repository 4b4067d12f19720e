"""From a notice to files a coordinator can settle: the plan's draft, the notice beside it, the 时限推定单."""

from collections.abc import Iterator
from pathlib import Path

from schedules.notice import Draft, as_table, as_yaml, draft, read_notice


def draft_from(path: Path, corrected: Path | None) -> tuple[Draft, tuple[str, ...]]:
    """The draft of that notice, with what a coordinator corrected in the sheet, and what in the sheet cannot be read.

    Raises schedules.notice.NoticeRefused.
    """
    drafted = draft(read_notice(path))
    if corrected is None:
        return drafted, ()
    from schedules.notice.corrections import read_sheet

    return read_sheet(corrected, drafted)


def save_plan(drafted: Draft, out: Path) -> Path:
    """Write the plan file, and beside it the notice's text, in which every sentence stands; where that is."""
    text = out.with_suffix(".txt")
    text.write_text(drafted.text, encoding="utf-8")
    out.write_text(as_yaml(drafted, text.name), encoding="utf-8")
    return text


def save_sheet(drafted: Draft, path: Path) -> None:
    from schedules.notice.sheet import write_sheet

    write_sheet(drafted, path)


def lines(drafted: Draft) -> Iterator[str]:
    """Every item for the terminal: the notice's words, what was made of them by which rule, how sure."""
    items = sum(len(task.items) for task in drafted.tasks)
    yield f"{drafted.title}：{len(drafted.tasks)}项任务，{items}个事项"
    heading = ""
    for row in as_table(drafted):
        task, item, phrase, due, internal, rule, sure, measure, target, leads, responsible, open_ = row
        if task != heading:
            heading = task
            yield f"\n{task}（牵头：{leads or '未写'}；责任：{responsible or '未写'}）"
        when = f"“{phrase}” → {due}，{rule}，把握{sure}" if due else f"时限：{phrase or '通知未写'}"
        inner = f"；内控 {internal}" if internal and internal != due else ""
        wanted = f"；{measure}{' ' + target if target else ''}" + (f"；待定：{open_}" if open_ else "")
        yield f"  · {item}"
        yield f"    {when}{inner}{wanted}"
    for note in drafted.notes:
        yield f"注意：{note}"
