"""A work report about one item, as offices write it: one command, the whole text its note.

Twelve departments, three trainings and last year's 45.3% stand in it and are
nobody's figures. What counts is the heading, the sentence that gives the
verdict, and what the item is measured by.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot import commands as c
from bot.grammar import items, note, parts, wishes
from bot.grammar.clauses import split
from bot.grammar.items import Known
from bot.grammar.names import Names
from bot.grammar.parts import Part
from bot.grammar.said import happened, percent
from bot.grammar.settle import items_of
from bot.grammar.verdict import Report, count, done, figure, says_done

_MARK = re.compile(
    r"(?:^|[。；;，,：:\n])\s*(?:[一二三四五六]是|[一二三四五六]、|[（(][一二三四五六][）)]|(?P<step>下一?步|下阶段|今后|接下来))"
    r"|(?P<since>[年月]份?以来|[^，,。]{1,4}至[今\d])|情况如下|(?:进展|情况|总结|汇报|报告)[：:]|如下[：:]|(?:情况|工作)的?(?:报告|汇报|说明)|(?:完成|开展|进展|落实|办理|工作)情况"
    r"|特此(?:报告|汇报)|工作总结|历时|高度重视|现将|先后|贯彻落实|组织领导|(?:恳|敬)请"
)
_SHORT, _LONG, _LONGER = 70, 110, 180
_HEAD = 60  # the heading, or the first sentence, says what the report is about
_READ = 1200
_MOST_CLAUSES = 90
_TO_COME = re.compile(
    r"^(?:[一二三四五六]、|[（(]?[一二三四五六\d][）).、]|[三四五六]是)?(?:下一?步|下阶段|下一阶段|今后|接下来|后续|存在(?:的)?(?:主要)?(?:问题|困难|不足)|主要问题|不足之处)"
)
_BULLET = re.compile(
    r"^\s*(?:[一二三四五六]是|[一二三四五六]、|[（(][一二三四五六\d][）)]|同时|此外|另外|其中|目前|现)\s*"
)
_PLEA = re.compile(
    r"(?:恳请|敬请|请求|提请|建议|希望|请)[^，,。]{0,16}(?:协调|支持|出面|督促|牵头解决|帮助解决|明确)"
)
_TROUBLES = re.compile(
    r"(?:存在|面临|遇到)[^，,。]{0,6}(?:困难|障碍|难点)|困难(?:情况)?(?:的?(?:报告|汇报|说明|反映)|如下)"
)
_HINDERED = re.compile(r"困难|问题|卡|无法|推不动|难以|难度|分歧|未能|协调|出面|迟迟")
_REACHED = re.compile(r"(?:总体|整体)?(?:进度|进展|完成)(?:率|量|了)?[^，,。\d]{0,4}(?=\d)")


def read(text: str, raw: str, context: c.Context, known: Known, names: Names) -> c.Command | None:
    """Return the one command of a report; None where the text is none, or is about several items."""
    if not _is_report(text) or (context.role not in ("contact", "leader")):
        return None
    clauses = tuple(_clauses(text, known, names, context))
    code = _subject(text, clauses, known)
    if code is None or _goes_on_to_another(clauses, code, known):
        return None
    to_come = next((n for n, part in enumerate(clauses) if n and _TO_COME.match(part.text)), len(clauses))
    report = Report(code, clauses, clauses[:to_come], context, known, text)
    told, own = _command(report), _own_text(raw, clauses[0])
    if isinstance(told, c.Ask):  # 申请延期, and no day told
        return replace(told, meant=note.filled(told.meant, item=code, note=own)) if told.meant else told
    return note.filled(told, item=code, note=own)


def _own_text(raw: str, first: Part) -> str:
    """The report as typed, less the number or the command word it was sent under (`进展 3.1 70% …`)."""
    leads = [(m.start, m.end) for m in first.mentions] + [(p.start, p.end) for p in first.percents]
    ends = [end for start, end in leads if not _BY_ITSELF.search(first.text[:start])]
    if first.head and not ends:
        ends = [first.head.end]
    at = raw.find(first.text[max(ends, default=0) :].strip(" ：:，,")[:_BEGINNING])
    return raw[max(at, 0) :].strip()


_BEGINNING = 6
_BY_ITSELF = re.compile(
    r"[^\s\d.%完成办结进展度困难延期佐证指标次数:：]"
)  # words of the report stand before it


def _is_report(text: str) -> bool:
    if len(text) < _SHORT:
        return False
    marks = {found.group().strip("。；;，,：:\n ")[-2:] for found in _MARK.finditer(text[:_READ])}
    return len(text) >= _LONGER or len(marks) >= (1 if len(text) >= _LONG else 2)


def _clauses(text: str, known: Known, names: Names, context: c.Context) -> Iterator[Part]:
    for clause, opens in split(text[:_READ])[:_MOST_CLAUSES]:
        yield parts.read(clause[:120], known, names, context.now, opens=opens)


def _subject(text: str, clauses: Sequence[Part], known: Known) -> str | None:
    """The item whose number stands in the text, else the one the beginning names, else the one spoken of."""
    numbered = {
        code for m in items.by_full_number(text[:_READ], known) for code in m.codes if _written(m, text)
    }
    numbered &= set(known.codes)
    if len(numbered) > 1:
        return None
    if numbered:
        return numbered.pop()
    read = 0
    for part in clauses:
        codes, choices = items_of(part, known)
        owed = [code for code in codes if code in known.open or not known.open]
        if len(owed) > 1 or (choices and not owed and known.prefer not in choices):
            return None
        if owed:
            return owed[0]
        read += len(part.text)
        if read > _HEAD:
            break
    return known.prefer if known.prefer in known.open or not known.open else None


def _written(mention: items.Mention, text: str) -> bool:
    return "." in text[mention.start : mention.end]


def _goes_on_to_another(clauses: Sequence[Part], code: str, known: Known) -> bool:
    """`讲座办了2次；目录已公布；…`: clauses that begin with other items of ours."""
    for part in clauses:
        lead = _BULLET.match(part.text)
        at = lead.end() if lead else 0
        for name in part.names:
            if name.strong and not name.half and name.start <= at + 1:
                owed = [one for one in name.codes if one in known.open]
                if len(owed) == 1 and code not in name.codes and _says(part):
                    return True
    return False


def _says(part: Part) -> bool:
    return bool(part.times or part.shares or part.percents or part.has("done") or part.has("published"))


def _command(report: Report) -> c.Command:
    whole = report.said(*report.clauses)
    first = report.clauses[0]
    reported = first.has("done", "sure") and says_done(report, first)
    if reported or (first.head and first.head.intent == "done"):  # 3.1已完成。今年以来，…
        return c.Done(date=happened(report.said(first)))
    if _TROUBLES.search(report.clauses[0].text):
        return c.Obstacle()
    if any(act.mood == "sure" and not whole.asked for _, act in whole.acts("reassign")):
        return c.Reassign()
    if (asked := _more_time(report)) is not None:
        return asked
    measured = {"rate": figure, "count": count, "deliver": done}.get(
        report.known.measures.get(report.code, "")
    )
    if measured is not None and (told := measured(report)) is not None:
        return told
    if _PLEA.search(report.text) and _HINDERED.search(report.text):
        return c.Obstacle()
    if first.head and first.percents:  # 进展 3.1 70% 今年以来…
        return c.Progress(percent=first.percents[0].value)
    reached = next((part for part in report.told if part.percents and _REACHED.search(part.text)), None)
    return c.Progress(percent=percent(report.said(reached)) if reached else None)


_TIME_WANTED = re.compile(
    r"(?:申请|请求|恳请|请予|拟|需|特申请|建议|同意)[^，,。]{0,20}(?:延期|延[至到长]|推迟|顺延|宽限)"
)


def _more_time(report: Report) -> c.Command | None:
    """恳请将办理时限延期至11月30日."""
    clauses = [part for part in report.clauses if _TIME_WANTED.search(part.text)]
    return (
        wishes.extension(report.said(*clauses)) if clauses and clauses[-1].has("extension", "sure") else None
    )
