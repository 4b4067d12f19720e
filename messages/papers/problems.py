"""The bulletin's last two sections: what is wrong, by name and with the fact, and what is asked for by when."""

from messages.papers.cited import Cited
from messages.papers.composed import (
    NAMED,
    Bulletin,
    Paragraph,
    day_words,
    due_days,
    first_few,
    gathered,
    named,
    numeral,
    quoted,
    times,
)
from messages.papers.lines import Line, printable
from messages.words import target_words

MOST_ITEMS = 20  # told one by one in the text; the attachment has them all
MOST_DAYS = 8  # of those on which something falls due soon

# ---------------------------------------------------------------- 三、存在的主要问题


def problems(bulletin: Bulletin, lines: list[Line], cited: Cited) -> list[Paragraph]:
    """What all have in common first, then each by name, with the fact."""
    found: list[tuple[str, list[Paragraph]]] = [
        ("部分事项逾期", _overdue(bulletin, lines, cited)),
        ("部分单位没有按时签收", _unsigned(bulletin, lines, cited)),
        ("部分次数类事项进度滞后", _behind(lines, cited)),
        ("部分指标没有达到目标", _missed(lines, cited)),
        ("部分事项退回后尚未补正", _returned(lines)),
        ("部分单位反映困难", _stuck(lines)),
    ]
    paragraphs: list[Paragraph] = []
    n = 0
    for name, said in found:
        if said:
            n += 1
            paragraphs.append(Paragraph(said[0].text, f"（{numeral(n)}）{name}。"))
            paragraphs += said[1:]
    return paragraphs or [
        Paragraph(f"截至{day_words(bulletin.as_of)}，没有逾期、滞后、未达标和退回未补正的责任账目。")
    ]


def _overdue(bulletin: Bulletin, lines: list[Line], cited: Cited) -> list[Paragraph]:
    late = [line for line in lines if line.kind == "overdue"]
    if not late:
        return []
    urged = [line for line in late if line.row.urged >= 3]
    text = (
        f"截至{day_words(bulletin.as_of)}，{cited.items('逾期事项', late)}个事项的"
        f"{cited.rows('逾期责任账目', late)}个责任账目逾期，"
        f"涉及{cited.units('逾期单位', late)}个单位"
    )
    if urged:
        text += f"，其中{cited.rows('经3次以上催办仍未报结', urged)}个账目经3次以上催办仍未报结"
    said = [Paragraph(f"{text}。")]
    by_item = gathered(late, lambda line: line.row.item.id)
    if len(by_item) > MOST_ITEMS:  # of many, those longest overdue
        by_item.sort(key=lambda found: min(line.days_left for line in found))
    for n, of_item in enumerate(by_item[:MOST_ITEMS], 1):
        item = of_item[0].row.item
        more = "（名单见附件2）" if len(of_item) > NAMED else ""
        said.append(
            Paragraph(
                f"{n}.“{printable(item.title)}”（{item.code}，时限{due_days(of_item)}）："
                f"{named(of_item)}{more}逾期，{_how_late(of_item)}。"
            )
        )
    if len(by_item) > MOST_ITEMS:
        said.append(
            Paragraph(f"以上为逾期最久的{MOST_ITEMS}个事项，其余{len(by_item) - MOST_ITEMS}个见附件2。")
        )
    return said


def _how_late(lines: list[Line]) -> str:
    days = sorted({-line.days_left for line in lines})
    over = f"{days[0]}个" if len(days) == 1 else f"{days[0]}至{days[-1]}个"
    return f"已超过时限{over}工作日" if days[-1] else "已超过时限"


def _unsigned(bulletin: Bulletin, lines: list[Line], cited: Cited) -> list[Paragraph]:
    late = [one for one in lines if one.row.state == "assigned" and one.row.accept_by < bulletin.as_of]
    if not late:
        return []
    by_unit = sorted(gathered(late, lambda line: line.row.unit_id), key=len, reverse=True)
    named = "、".join(f"{found[0].unit}（{len(found)}个）" for found in by_unit[:NAMED])
    more = f"等{len(by_unit)}个单位" if len(by_unit) > NAMED else ""
    text = (
        f"{cited.units('未按时签收的单位', late)}个单位的{cited.rows('未按时签收的责任账目', late)}个责任账目"
        f"已过签收期限仍未签收：{named}{more}。"
    )
    return [Paragraph(text)]


def _behind(lines: list[Line], cited: Cited) -> list[Paragraph]:
    short = [line for line in lines if line.behind and line.kind in ("on_time", "near")]
    said = []
    for of_item in gathered(short, lambda line: line.row.item.id):
        item = of_item[0].row.item
        unit = item.counted or "次"
        wanted = max(line.pace for line in of_item)
        said.append(
            f"“{printable(item.title)}”（{item.code}）按时间均摊现应达到{wanted}{unit}，"
            f"{cited.rows(f'{item.code} 次数不足', of_item)}个单位不足：{named(of_item, times)}"
        )
    return [Paragraph(first_few(said))] if said else []


def _missed(lines: list[Line], cited: Cited) -> list[Paragraph]:
    missed = [line for line in lines if line.figure.endswith("，未达标")]
    said = []
    for of_item in gathered(missed, lambda line: line.row.item.id):
        item = of_item[0].row.item
        figures = named(of_item, lambda one: one.figure.partition("，")[0], "{}{}")
        said.append(
            f"“{printable(item.title)}”（{item.code}，目标{target_words('rate', item.op or '', item.value, item.counted)}）"
            f"{cited.rows(f'{item.code} 未达标', of_item)}个单位未达标：{figures}"
        )
    return [Paragraph(first_few(said))] if said else []


def _returned(lines: list[Line]) -> list[Paragraph]:
    found = [line for line in lines if line.row.state == "returned"]
    said = [
        f"{line.unit}“{printable(line.row.item.title)}”（{line.code}）"
        + (f"因“{quoted(line.row.ruled.reason)}”" if line.row.ruled and line.row.ruled.reason else "")
        + "退回补正，尚未重新报送"
        for line in found[:NAMED]
    ]
    more = f"；另有{len(found) - NAMED}个" if len(found) > NAMED else ""
    return [Paragraph("；".join(said) + f"{more}。")] if said else []


def _stuck(lines: list[Line]) -> list[Paragraph]:
    found = [line for line in lines if line.row.state in ("stuck", "misassigned")]
    said = [
        f"{line.unit}就“{printable(line.row.item.title)}”（{line.code}）"
        + ("申请改派" if line.row.state == "misassigned" else "反映困难")
        + (f"：“{quoted(line.row.said.text)}”" if line.row.said and line.row.said.text else "")
        for line in found[:NAMED]
    ]
    more = f"；另有{len(found) - NAMED}个" if len(found) > NAMED else ""
    return [Paragraph("；".join(said) + f"{more}。")] if said else []


# ---------------------------------------------------------------- 四、下一步工作要求


def requirements(bulletin: Bulletin, lines: list[Line], cited: Cited) -> list[Paragraph]:
    """What is asked for, by when; nothing that nobody owes."""
    by = day_words(bulletin.answer_by)
    kinds = {line.kind for line in lines}
    states = {line.row.state for line in lines}
    said = []
    if "overdue" in kinds:
        said.append(
            (
                "抓紧办理逾期事项",
                f"附件2所列单位请于{by}前报送办理进展、未按期完成的原因、下步措施和预计完成日期。",
            )
        )
    if near := [line for line in lines if line.kind == "near"]:
        said.append(("按时办结临期事项", _near(near, bulletin)))
    if any(line.row.state == "assigned" and line.row.accept_by < bulletin.as_of for line in lines):
        said.append(("及时签收", f"尚未签收的单位请于{by}前签收。"))
    if any(line.behind and line.kind in ("on_time", "near") for line in lines):
        said.append(
            ("加快滞后事项", f"次数滞后的单位请于{by}前补报已开展的次数；确未开展的，请报送开展计划。")
        )
    if "returned" in states:
        said.append(("做好补正", f"退回补正的单位请于{by}前补正后重新报送。"))
    if states & {"stuck", "misassigned"}:
        said.append(("研究解决困难", f"有关牵头单位请于{by}前研究答复责任单位反映的困难和改派申请。"))
    if "pending" in kinds:
        said.append(("及时审核", f"有关牵头单位请于{by}前完成已报结事项的审核。"))
    if coming := [line for line in lines if line.kind == "on_time"]:
        first = min(line.row.due for line in coming)
        said.append(
            (
                "按时限推进其他事项",
                f"其余事项最近的时限为{day_words(first)}，请各责任单位按时限推进，及时反馈进展。",
            )
        )
    if not said:
        return [Paragraph("各责任账目均已办结，请有关单位做好材料归档。")]
    return [Paragraph(text, f"（{numeral(n)}）{name}。") for n, (name, text) in enumerate(said, 1)]


def _near(near: list[Line], bulletin: Bulletin) -> str:
    """By due day: what is due, who owes it, by when it is to be sent in."""
    said = []
    for of_day in gathered(sorted(near, key=lambda line: line.row.due), lambda line: line.row.due):
        due, inner = of_day[0].row.due, of_day[0].row.internal_due
        by = inner if inner >= bulletin.written_on else bulletin.answer_by
        codes = _codes(of_day)
        said.append(f"{codes}的时限为{day_words(due)}，{named(of_day)}请于{day_words(by)}前报送")
    return first_few(said, MOST_DAYS, "个到期日")


def _codes(lines: list[Line]) -> str:
    codes = list(dict.fromkeys(line.code for line in lines))
    more = f"等{len(codes)}项" if len(codes) > NAMED else ""
    return "、".join(codes[:NAMED]) + more
