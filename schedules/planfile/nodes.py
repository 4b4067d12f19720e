"""The YAML of a plan file as blocks with line numbers. It knows YAML's traps and nothing of plans.

Nodes, not values: so `id: 1.10` stays "1.10", `no` stays a word, and every fault has its line.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml

from schedules.planfile.faults import Fault, PlanFaults, quoted

_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

# A plan needs seven levels. Composing recurses in C, so depth is counted before, on the flat events.
MAX_DEPTH = 12

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_FOLD = re.compile(r"(?<=[^\x00-\x7f])\s*\n\s*|(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
BETWEEN_NAMES = re.compile(r"[、，,；;]")

_SYNTAX = (
    (r"nesting depth", "括号嵌套太深", "请检查括号，计划文件没有这么深"),
    (r"an alias|an anchor", "值以 & 或 * 开头", "请给这个值加引号"),
    (r"block scalar|chomping", "以 > 或 | 开头的值没有加引号", "应加引号，如 target: '>= 3次'"),
    (r"mapping values are not allowed", "一行里有两个冒号，或缩进不对", "值里有“: ”时请加引号；检查缩进"),
    (
        r"could not find expected ':'|simple key",
        "这一行缺少“键: 值”的冒号",
        "应用半角冒号加空格，如 due: 10月底前",
    ),
    (
        r"expected ',' or|flow (mapping|sequence|node)",
        "方括号或花括号没有配对",
        "应写成 [甲, 乙]，用半角逗号分隔",
    ),
    (r"quoted scalar", "引号没有配对", "请补上另一半引号，或去掉引号"),
    (r"cannot start any token", "值以 YAML 的特殊符号开头", "请给这个值加引号，如 '@…'"),
    (
        r"single document|document start",
        "文件里有 --- 或 ... 分隔的几段",
        "一个文件只写一个计划，请删去分隔行",
    ),
    (
        r"expected <block end>|block (mapping|collection|sequence)",
        "缩进与上下行不一致",
        "同一层的各行应左对齐",
    ),
)


_TAB = ("缩进用了制表符（Tab）", "缩进只能用空格，请把 Tab 换成空格")
_WIDE_COLON = ("用了全角冒号“：”", "应用半角冒号加一个空格，如 due: 10月底前")
_WIDE_KEY = re.compile(r"[ -]*\w+：")
_BEGUN_EARLIER = re.compile("simple key|quoted scalar|flow ")


def _broken(error: yaml.YAMLError, text: str) -> Fault:
    if not isinstance(error, yaml.MarkedYAMLError):
        return Fault(0, "", "不是 YAML 文本", "请用文本编辑器另存为 UTF-8")
    # What was never closed is noticed lines later; the context knows where it began.
    began = error.context_mark if _BEGUN_EARLIER.search(error.context or "") else None
    mark = began or error.problem_mark or error.context_mark
    line = 0 if mark is None else int(mark.line) + 1
    told = f"{error.context or ''} {error.problem or ''}"
    wrong, right = next(
        ((wrong, right) for pattern, wrong, right in _SYNTAX if re.search(pattern, told)),
        ("不合 YAML 的写法", "请检查这一行的缩进、冒号和引号"),
    )
    lines = text.splitlines()
    for near in (line, line - 1):
        written = lines[near - 1] if 0 < near <= len(lines) else ""
        if "\t" in written[: len(written) - len(written.lstrip())]:
            return Fault(near, "", *_TAB)
        if _WIDE_KEY.match(written) and ": " not in written:
            return Fault(near, "", *_WIDE_COLON)
    return Fault(line, "", wrong, right)


def _guard(text: str) -> Iterator[Fault]:
    """Yield what must be known before the text is composed: what is no text, references, and depth."""
    if strange := _NOT_TEXT.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        yield Fault(line, "", "有看不见的控制字符，不是文本", "请删去这一行的不可见字符，或另存为 UTF-8")
        return
    depth = 0
    for event in yaml.parse(text, _LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            yield Fault(line, "", "用了 YAML 的引用（& 或 *）", "请直接写出内容；值以 & 或 * 开头时加引号")
            return
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            yield Fault(line, "", "括号或缩进嵌套太深", "请检查括号和缩进，计划文件没有这么深")
            return


def compose(text: str) -> yaml.Node | None:
    """The text's one document; None when it is empty. Raises PlanFaults when it is not YAML we take."""
    try:
        if faults := tuple(_guard(text)):
            raise PlanFaults(faults)
        return yaml.compose(text, _LOADER)
    except yaml.YAMLError as error:
        raise PlanFaults((_broken(error, text),)) from error


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text and the line it stands on."""

    text: str
    line: int


def line_of(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def is_blank(node: yaml.Node) -> bool:
    """Whether nothing was written: `due:`, `due: ~`, `due: ''`."""
    if not isinstance(node, yaml.ScalarNode):
        return False
    return node.tag == "tag:yaml.org,2002:null" or not node.value.strip()


def word(node: yaml.Node) -> Word:
    """A scalar as its writer meant it: a Chinese text folded over lines has no blank at the fold."""
    return Word(_FOLD.sub("", node.value.strip()).replace("\n", " "), line_of(node))


def pairs(node: yaml.Node, where: str, faults: list[Fault]) -> list[tuple[Word, yaml.Node]]:
    """The keys and values of a mapping, in order; a key written twice is a fault, and its first value holds."""
    found: dict[str, tuple[Word, yaml.Node]] = {}
    if not isinstance(node, yaml.MappingNode):
        return []
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            faults.append(Fault(line_of(key), where, "键不是一个词", "应写成“键: 值”"))
            continue
        name = word(key)
        if name.text in found:
            first = found[name.text][0].line
            faults.append(
                Fault(name.line, where, f"{quoted(name.text)}写了两次（第 {first} 行已有）", "请只留一处")
            )
            continue
        found[name.text] = (name, value)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Block:
    """One mapping of the file: its fields, and how to complain about them. It never raises."""

    where: str
    line: int
    fields: dict[str, yaml.Node]
    faults: list[Fault]

    def blame(self, field: str, wrong: str, right: str, line: int = 0) -> None:
        node = self.fields.get(field)
        line = line or (line_of(node) if node is not None else self.line)
        self.faults.append(Fault(line, f"{self.where} {field}".strip(), wrong, right))

    def has(self, field: str) -> bool:
        return field in self.fields

    def text(self, field: str) -> str | None:
        """The field's text; None when it is absent, or is no text (which is blamed)."""
        node = self.fields.get(field)
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.blame(field, "这里应是一段文字", f"应写成 {field}: 文字")
            return None
        return word(node).text

    def needed(self, field: str, right: str) -> str | None:
        """The field's text, which has to be there."""
        value = self.text(field)
        if value is None and not self.has(field):
            self.blame(field, f"缺少 {field}", right)
        return value

    def words(self, field: str) -> tuple[Word, ...]:
        """The names in a field: `市司法局`, `市司法局、各区政府`, or a list of them."""
        node = self.fields.get(field)
        return () if node is None else tuple(self._words(node, field))

    def _words(self, node: yaml.Node, field: str) -> Iterator[Word]:
        entries = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for entry in entries:
            if not isinstance(entry, yaml.ScalarNode):
                self.blame(field, "这里应是名称或名称的列表", f"应写成 {field}: [甲, 乙]", line_of(entry))
                continue
            whole = word(entry)
            for name in BETWEEN_NAMES.split(whole.text):
                if name.strip():
                    yield Word(name.strip(), whole.line)

    def entries(self, field: str, right: str) -> list[yaml.Node]:
        """The entries of a list; empty when it is absent or is no list (which is blamed)."""
        node = self.fields.get(field)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.blame(field, "这里应是一个列表", right)
            return []
        return list(node.value)


def block(node: yaml.Node, where: str, known: Iterable[str], faults: list[Fault]) -> Block | None:
    """A mapping's fields, blank ones left out; unknown ones are faults. None when it is no mapping."""
    if not isinstance(node, yaml.MappingNode):
        faults.append(
            Fault(line_of(node), where, "这里应是“键: 值”各占一行的一段", f"可用的键：{'、'.join(known)}")
        )
        return None
    names = tuple(known)
    fields: dict[str, yaml.Node] = {}
    meant: dict[str, yaml.Node] = {}
    for key, value in pairs(node, where, faults):
        if key.text in names:
            fields[key.text] = value
            continue
        near = difflib.get_close_matches(key.text.lower()[:40], names, 1, cutoff=0.5)
        right = f"应写成 {near[0]}" if near else f"可用的键：{'、'.join(names)}"
        faults.append(Fault(key.line, where, f"不认识的键{quoted(key.text)}", right))
        meant.update((name, value) for name in near)
    # A slip of the pen is told once; that its field is missing too would be a second fault for it.
    written = {**meant, **fields}
    return Block(where, line_of(node), {k: v for k, v in written.items() if not is_blank(v)}, faults)
