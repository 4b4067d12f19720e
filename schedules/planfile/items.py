"""The tasks of a plan file and the items under them: what, by when, who. It knows no units but by the roster."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from schedules.deadlines.numerals import whole
from schedules.plan import Item, Task
from schedules.planfile.faults import quoted
from schedules.planfile.nodes import Block, Word, block
from schedules.planfile.roster import ALL, LEADS, Roster
from schedules.planfile.source import Notice
from schedules.planfile.steps import read_steps
from schedules.planfile.terms import Frame, read_measure, read_target, read_term

_TASK_KEYS = ("no", "title", "leads", "responsible", "items")
_ITEM_KEYS = (
    "id",
    "title",
    "measure",
    "target",
    "due",
    "who",
    "sentence",
    "also",
    "ladder",
    "needed",
    "steps",
    "superior",
)
_ITEM_ID = re.compile(r"[1-9][0-9]{0,2}\.[1-9][0-9]{0,2}")
_MOST_TASKS = 999
# A year before and a year after is as far as anyone speaks of a deadline.
_FARTHEST_RUNG = 366
# Items times units grows fast in a small file; a city's real plan has some hundreds of accounts.
_MOST_ACCOUNTS = 1_000_000


@dataclass(slots=True)
class Agenda:
    """What is gathered while reading; `taken` says on which line a number or popular name was first used."""

    roster: Roster
    frame: Frame
    notice: Notice | None
    superior: str = ""
    tasks: list[Task] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    accounts: int = 0
    taken: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, kind: str, name: str, line: int) -> int | None:
        """The line that has the name already; None when it was free, and it is taken now."""
        if (kind, name) in self.taken:
            return self.taken[kind, name]
        self.taken[kind, name] = line
        return None


def number(no: str) -> int | None:
    """The number behind 一, 十, 二十一, 一百零三 or 3."""
    found = whole(no) if re.fullmatch(r"[1-9][0-9]{0,2}|[一二三四五六七八九十百零]{1,5}", no) else None
    return found if found is not None and 1 <= found <= _MOST_TASKS else None


def read_tasks(top: Block, agenda: Agenda) -> None:
    """Gather every sound task and item; blame the rest."""
    nodes = top.entries("tasks", "应写成一项任务一段，以 - no: 一 开头")
    if not nodes and (not top.has("tasks") or isinstance(top.fields["tasks"], yaml.SequenceNode)):
        top.blame("tasks", "没有任务", "至少应有一项任务，其下至少一个事项")
    for place, node in enumerate(nodes, start=1):
        here = block(node, f"第{place}项任务", _TASK_KEYS, top.faults)
        if here is not None:
            _task(here, agenda)


def _task(here: Block, agenda: Agenda) -> None:
    no = here.needed("no", "应写任务序号，如 no: 一") or ""
    value = number(no)
    if no and value is None:
        here.blame("no", f"读不懂序号{quoted(no)}", "应写成 一、二……十一，或 1、2……11")
    if value is not None:
        here = Block(f"任务{no}", here.line, here.fields, here.faults)
        if first := agenda.take("task", str(value), here.line):
            here.blame("no", f"任务序号重复（第 {first} 行已有）", "每项任务应有自己的序号")
    title = here.needed("title", "应写任务标题") or ""
    task = Task(no, title, _names(here, "leads", agenda), _names(here, "responsible", agenda))
    if not (task.leads or task.responsible):
        here.blame("responsible", "没有牵头单位，也没有责任单位", "应至少写一个，如 responsible: [各区政府]")
    agenda.tasks.append(task)
    nodes = here.entries("items", "应写成一个事项一段，以 - id: 1.1 开头")
    if not nodes:
        here.blame("items", "任务下没有事项", "应至少写一个事项，如 - id: 1.1")
    for place, node in enumerate(nodes, start=1):
        found = block(node, f"{here.where}·第{place}项", _ITEM_KEYS, here.faults)
        if found is not None and (item := _item(found, task, value, agenda)):
            agenda.items.append(item)


def _names(here: Block, field: str, agenda: Agenda) -> tuple[str, ...]:
    """The names as the notice writes them."""
    words = here.words(field)
    agenda.roster.blame_unknown(words, field, here)
    return tuple(dict.fromkeys(name.text for name in words))


def _item(here: Block, task: Task, under: int | None, agenda: Agenda) -> Item | None:
    """The item; None when something without which it is none has been blamed."""
    code = here.needed("id", f"应写事项编号，如 id: {under or 1}.1")
    if code:
        here = Block(f"任务{task.no}·事项{code[:12]}", here.line, here.fields, here.faults)
        _blame_id(here, code, under, agenda)
    title = here.needed("title", "应写事项名称，如 title: 制定并公布重大行政决策目录")
    measure = read_measure(here)
    target = read_target(here, measure)
    term = read_term(here, measure, agenda.frame)
    owing = _owing(here, task, agenda)
    source, sentence = _source(here, task, agenda)
    aliases, ladder, needed = _aliases(here, agenda), _ladder(here), _needed(here, len(owing))
    steps = read_steps(here, measure, term, agenda.frame)
    superior = _superior(here, agenda)
    if not (code and title and measure and term and owing):
        return None
    return Item(
        code=code, task=task.no, title=title, measure=measure, target=target,
        phrase=term.phrase, due=term.due, internal_due=term.internal_due, rule=term.rule,
        leads=task.leads, responsible=task.responsible, assignments=owing,
        sentence=sentence, source=source, aliases=aliases, ladder=ladder, needed=needed, steps=steps,
        superior=superior,
    )  # fmt: skip


def _blame_id(here: Block, code: str, under: int | None, agenda: Agenda) -> None:
    if not _ITEM_ID.fullmatch(code):
        here.blame("id", f"编号{quoted(code)}不合格式", f"应写成半角的 任务.序号，如 {under or 3}.1")
    elif under is not None and int(code.split(".")[0]) != under:
        here.blame("id", f"编号 {code} 不在本任务之下", f"应以 {under}. 开头，或把事项移到它的任务下")
    elif first := agenda.take("item", code, here.line):
        here.blame("id", f"事项编号 {code} 重复（第 {first} 行已有）", "每个事项应有自己的编号")


def _owing(here: Block, task: Task, agenda: Agenda) -> tuple[str, ...]:
    """The units that owe it, one account each; none when somebody unknown is among them."""
    words = here.words("who")
    if not words:
        if not here.has("who") or not _blamed(here, "who"):
            told = "应写 leads（牵头单位）、all（全部责任单位）、单位或单位组名"
            here.blame("who", "没有写由谁办", told)
        return ()
    agenda.roster.blame_unknown((w for w in words if w.text not in (LEADS, ALL)), "who", here)
    for word, written, told in ((LEADS, task.leads, "牵头单位"), (ALL, task.responsible, "责任单位")):
        if not written and any(w.text == word for w in words):
            here.blame("who", f"写了 {word}，但任务没有{told}", f"应在任务里写上{told}，或在这里写单位名")
            return ()
    names = [name for word in words for name in _meant(word, task)]
    # With a name missing, how many owe it is not known; nothing is concluded from a wrong number.
    if not all(map(agenda.roster.knows, names)) or agenda.accounts > _MOST_ACCOUNTS:
        return ()
    owing = agenda.roster.expand(names)
    agenda.accounts += len(owing)
    if agenda.accounts > _MOST_ACCOUNTS:
        here.blame("who", f"责任账目超过 {_MOST_ACCOUNTS:,} 条", "请拆成几个计划，或检查单位组是否写错")
    return owing


def _meant(word: Word, task: Task) -> tuple[str, ...]:
    return {LEADS: task.leads, ALL: task.responsible}.get(word.text, (word.text,))


def _blamed(here: Block, field: str) -> bool:
    return any(fault.field == f"{here.where} {field}" for fault in here.faults)


def _source(here: Block, task: Task, agenda: Agenda) -> tuple[tuple[int, int] | None, str]:
    """Where the item's sentence stands in the notice, and the sentence as the notice has it."""
    sentence = here.needed("sentence", "应照抄通知里的原句，作为依据") or ""
    if not sentence or agenda.notice is None:
        return None, sentence
    if source := agenda.notice.find(sentence, task.title):
        return source, agenda.notice.at(source)
    part = agenda.notice.found_part(sentence)
    told = f"，只有开头的{quoted(part)}对得上" if len(part) > 1 else ""
    here.blame("sentence", f"通知里没有这句话{told}", "应从通知原文照抄（空格和换行不计，标点和文字须一致）")
    return None, sentence


def _aliases(here: Block, agenda: Agenda) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for alias in here.words("also"):
        if alias.text in found:
            continue
        if first := agenda.take("also", alias.text, here.line):
            here.blame(
                "also",
                f"俗称{quoted(alias.text)}已用于第 {first} 行的事项",
                "一个俗称只能指一个事项",
                alias.line,
            )
        found[alias.text] = None
    return tuple(found)


def _whole(word: Word) -> int | None:
    return int(word.text) if re.fullmatch(r"[+-]?[0-9]{1,4}", word.text) else None


def _ladder(here: Block) -> tuple[int, ...] | None:
    if not here.has("ladder"):
        return None
    days = [_whole(word) for word in here.words("ladder")]
    rungs = sorted({day for day in days if day is not None and abs(day) <= _FARTHEST_RUNG}, reverse=True)
    if not days or len(rungs) < len(days):
        here.blame(
            "ladder", "提醒阶梯不是互不相同的天数", "应写成 [7, 3, 1, 0]：正数为到期前几天，负数为逾期后几天"
        )
        return None
    return tuple(rungs)


def _superior(here: Block, agenda: Agenda) -> str | None:
    """The item of the level above that this one serves; several may serve one."""
    code = here.text("superior")
    if code is None:
        return None
    if not _ITEM_ID.fullmatch(code):
        here.blame("superior", f"上级事项{quoted(code)}不合格式", "应写上级计划里的编号，如 3.1")
    elif not agenda.superior:
        here.blame(
            "superior", "没有写是哪份上级文件的事项", "应在 plan 里写上级文号，如 superior: 海司〔2021〕162号"
        )
    return code


def _needed(here: Block, owing: int) -> int | None:
    text = here.text("needed")
    if text is None:
        return None
    needed = _whole(Word(text, 0))
    if needed is None or needed < 1 or (owing and needed > owing):
        most = f"不多于 {owing}（承办单位数）" if owing else "不多于承办单位数"
        here.blame(
            "needed", f"办结门槛{quoted(text)}不合适", f"应写成正整数，{most}；全部办结才算时删去这一行"
        )
        return None
    return needed
