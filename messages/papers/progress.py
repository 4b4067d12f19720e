"""The bulletin's first two sections: where everything stands, and what was achieved."""

from collections import Counter
from typing import cast

from messages.papers.cited import Cited
from messages.papers.composed import (
    REPORTING,
    Bulletin,
    Paragraph,
    day_words,
    gathered,
    named,
    numeral,
    span_words,
)
from messages.papers.lines import Line, printable
from messages.words import number, target_words
from schedules.deadlines import Target
from schedules.deadlines.reading import Op

# ---------------------------------------------------------------- 一、总体情况


def overall(bulletin: Bulletin, lines: list[Line], cited: Cited) -> list[Paragraph]:
    def of(*kinds: str) -> list[Line]:
        return [line for line in lines if line.kind in kinds]

    done, behind = of("done"), [line for line in of("on_time") if line.behind]
    tasks = cited.figure("任务", str(len({line.row.item.task.id for line in lines})), lines)
    share = number(len(done) * 100 / len(lines)) if lines else "0"
    text = (
        f"共有任务{tasks}项、事项{cited.items('事项', lines)}个，由{cited.units('责任单位', lines)}个单位承担，"
        f"形成责任账目{cited.rows('责任账目', lines)}个。截至{day_words(bulletin.as_of)}，"
        f"已办结{cited.rows('已办结', done)}个，占{cited.figure('办结占比（已办结÷责任账目）', share + '%', done)}；"
        f"待审核{cited.rows('待审核', of('pending'))}个；按期推进{cited.rows('按期推进', of('on_time'))}个"
        + (f"（其中进度滞后{cited.rows('进度滞后', behind)}个）" if behind else "")
        + f"，临期{cited.rows('临期', of('near'))}个，逾期{cited.rows('逾期', of('overdue'))}个。"
    )
    return [Paragraph(text), Paragraph(_meanwhile(bulletin, lines, cited)), Paragraph(_RECKONING)]


_RECKONING = (
    "以上数据取自督办台账：一个责任单位承担一个事项，记一个责任账目；时限已过仍未报办结的为逾期，"
    "7个工作日内到期的为临期；次数少于按时间均摊应达到数的为进度滞后。"
)


def _meanwhile(bulletin: Bulletin, lines: list[Line], cited: Cited) -> str:
    """What was reported and ruled in the period."""
    by_id = {line.row.id: line for line in lines}
    acts = [act for act in bulletin.acts if act.assignment_id in by_id]

    def touched(*kinds: str) -> tuple[int, list[Line]]:
        found = [act for act in acts if act.kind in kinds]
        rows = {act.assignment_id: by_id[act.assignment_id] for act in found}
        return len(found), sorted(rows.values(), key=lambda line: line.no)

    reports, rows = touched(*REPORTING)
    span = span_words(bulletin.period.first, bulletin.as_of)
    if not reports:
        return f"{span}，没有收到责任单位的办理情况反馈。"
    said = (
        f"{span}，共收到{cited.units('反馈单位', rows)}个单位的办理情况反馈"
        f"{cited.figure('反馈', str(reports), rows)}条"
    )
    for word, kind in (("审核通过", "approve"), ("退回补正", "return"), ("同意延期", "grant")):
        times, rows = touched(kind)
        if times:
            said += f"，{word}{cited.figure(word, str(times), rows)}个"
    return f"{said}。"


# ---------------------------------------------------------------- 二、主要进展


def progress(bulletin: Bulletin, lines: list[Line], cited: Cited) -> list[Paragraph]:
    """Every task in which something was reported or finished, item by item."""
    heard = Counter(act.assignment_id for act in bulletin.acts if act.kind in REPORTING)
    found: list[Paragraph] = []
    for task_lines in gathered(lines, lambda line: line.row.item.task.id):
        said = [
            words
            for item_lines in gathered(task_lines, lambda line: line.row.item.id)
            if (words := _item_progress(item_lines, heard, cited))
        ]
        if said:
            lead = f"（{numeral(len(found) + 1)}）{task_lines[0].row.item.task.title}。"
            found.append(Paragraph("；".join(said) + "。", lead))
    return found or [Paragraph(f"截至{day_words(bulletin.as_of)}，各项任务没有办结，也没有新的进展反馈。")]


def _item_progress(lines: list[Line], heard: Counter[int], cited: Cited) -> str:
    """One item's progress in one sentence, by its measure; empty where there is none."""
    item = lines[0].row.item
    done = [line for line in lines if line.kind == "done"]
    pending = [line for line in lines if line.kind == "pending"]
    begun = [line for line in lines if heard[line.row.id] and line not in done and line not in pending]
    said = []
    if item.measure == "count":
        said = _counts(lines, cited)
    elif item.measure == "rate":
        said = _rates(lines, cited)
    if done:
        said.append(f"{cited.rows(f'{item.code} 已办结', done)}个单位已办结（{named(done)}）")
    if pending:
        said.append(f"{cited.rows(f'{item.code} 待审核', pending)}个单位已报结待审核（{named(pending)}）")
    if begun and not said:
        said.append(f"{cited.rows(f'{item.code} 本期反馈', begun)}个单位反馈了进展（{named(begun)}）")
    if not said:
        return ""
    return f"“{printable(item.title)}”（{item.code}）{len(lines)}个责任单位中，" + "，".join(said)


def _counts(lines: list[Line], cited: Cited) -> list[str]:
    item = lines[0].row.item
    begun = [line for line in lines if line.row.count]
    if not begun:
        return []
    unit = item.counted or "次"
    total = cited.figure(f"{item.code} 累计{unit}数", str(sum(line.row.count for line in begun)), begun)
    said = f"{cited.rows(f'{item.code} 已开展', begun)}个单位累计开展{total}{unit}"
    if item.value is not None and item.op:
        target = Target(cast(Op, item.op), item.value, item.counted)
        reached = [line for line in begun if target.holds(line.row.count)]
        wanted = target_words("count", item.op, item.value, item.counted)
        met = cited.rows(f"{item.code} 达到{wanted}", reached)
        said += f"，{met}个单位达到目标（{wanted}）" if reached else f"，尚无单位达到目标（{wanted}）"
    return [said]


def _rates(lines: list[Line], cited: Cited) -> list[str]:
    item = lines[0].row.item
    told = [line for line in lines if line.figure]
    if not told:
        return []
    said = f"{cited.rows(f'{item.code} 已报数据', told)}个单位报送数据"
    met = [line for line in told if line.figure.endswith("，达标")]
    if item.value is not None:
        said += f"，{cited.rows(f'{item.code} 达标', met)}个单位达标"
    return [said]
