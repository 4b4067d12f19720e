"""Whether a changed wording can be used: a text is refused before it counts, with one sentence.

Everything a template may do is listed here, and the text is tried on every
sample of its message in every style. What passes can neither reach behind the
facts nor run on, is not cut in two, and keeps the reply to type.
"""

import re
from collections.abc import Iterator
from traceback import walk_tb
from typing import TYPE_CHECKING

from messages.catalogue import Message
from messages.render import VOCABULARY, environment, render
from messages.samples import samples_of
from messages.styles import PLAIN, STYLES, WECOM
from messages.wording import WordingRefused

if TYPE_CHECKING:
    from jinja2 import nodes

LONGEST = 4000  # characters

# What the templates themselves need, and nothing that could reach further or run on.
_NODES = frozenset(
    [
        "Template",
        "Output",
        "TemplateData",
        "Name",
        "Getattr",
        "Getitem",
        "Filter",
        "Const",
        "If",
        "CondExpr",
        "For",
        "Assign",
        "List",
        "Tuple",
        "Dict",
        "Pair",
        "Compare",
        "Operand",
        "And",
        "Or",
        "Not",
        "Neg",
        "Concat",
        "Slice",
        "Call",
        "Keyword",
        "FromImport",
        "Test",
        "Add",
        "Sub",
    ]
)
_FILTERS = VOCABULARY | {
    "strong", "item", "link", "marked", "length", "list", "join", "first", "last", "max", "sort", "selectattr", "default",
}  # fmt: skip
_PARTS = "_parts.j2"
_DEEPEST_LOOP = 2


def check(name: str, source: str) -> None:
    """Raises WordingRefused for a wording that could fail, run on, be cut in two, or leave out the reply to type."""
    if len(source) > LONGEST:
        raise WordingRefused(f"全文有{len(source)}个字，最多{LONGEST}个。请缩短")
    _read(name, source)
    for sample in samples_of(name):
        _try(sample, source)


def _read(name: str, source: str) -> None:
    """What can be told without a sample."""
    from jinja2 import TemplateSyntaxError

    _unclosed(source)
    try:
        tree = environment(PLAIN).parse(source)
    except TemplateSyntaxError as error:
        raise WordingRefused(_of_syntax(error.lineno, error.message or "")) from None
    known = _names(name)
    for node in _walk(tree):
        _look_at(node, known)
    _loops(tree, 0)


_BLOCKS = {"if": "endif", "for": "endfor"}


def _unclosed(source: str) -> None:
    """A tag that was opened and not closed is named with its own line, not with the last."""
    from jinja2 import TemplateSyntaxError

    opened: list[tuple[int, str]] = []
    begins = False
    try:
        for line, kind, text in environment(PLAIN).lex(source):
            if kind == "name" and begins:
                if text in _BLOCKS:
                    opened.append((line, text))
                elif opened and text == _BLOCKS[opened[-1][1]]:
                    opened.pop()
            if kind != "whitespace":
                begins = kind == "block_begin"
    except TemplateSyntaxError as error:
        raise WordingRefused(_of_syntax(error.lineno, error.message or "")) from None
    if opened:
        line, word = opened[-1]
        raise WordingRefused(f"第{line}行的 {{% {word} %}} 没有结束，应在后面补上 {{% {_BLOCKS[word]} %}}")


def _of_syntax(line: int, message: str) -> str:
    if (tag := re.search(r"unknown tag '(\w+)'", message)) is not None:
        return f"第{line}行的标记 {{% {tag[1]} %}} 不成对或不能用，应与原文一致"
    if (word := re.search(r"No filter named '([^']+)'", message)) is not None:
        return f"第{line}行的“|{word[1]}”不能用，应与原文一致"
    return f"第{line}行的标记不完整，应成对写成 {{{{ 名称 }}}} 或 {{% … %}}，与原文一致"


def _walk(node: "nodes.Node") -> "Iterator[nodes.Node]":
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _names(name: str) -> frozenset[str]:
    fields = type(samples_of(name)[0]).__slots__
    return frozenset({"message", "loop", *fields})


def _look_at(node: "nodes.Node", known: frozenset[str]) -> None:
    """Each node by itself: nothing unknown, nothing hidden, nothing that was not in some original."""
    from jinja2 import nodes

    line, kind = node.lineno, type(node).__name__
    if kind not in _NODES:
        raise WordingRefused(f"第{line}行的写法不能用在模板里，应与原文一致")
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        reached = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", "")
        if str(reached).startswith("_"):
            raise WordingRefused(f"第{line}行的“{reached}”不能取用，应只用消息自己的内容")
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        raise WordingRefused(f"第{line}行的“|{node.name}”不能用，应与原文一致")
    if isinstance(node, nodes.TemplateData) and (sign := re.search(r"[<>&]", node.data)):
        line += node.data[: sign.start()].count("\n")
        raise WordingRefused(f"第{line}行有“{sign[0]}”，有的平台会当作标记。请改用全角或去掉")
    if isinstance(node, nodes.FromImport) and getattr(node.template, "value", "") != _PARTS:
        raise WordingRefused(f"第{line}行引用了别的文件，应只引用 {_PARTS}")
    if isinstance(node, nodes.Call) and not isinstance(node.node, nodes.Name):
        _only_get(node.node, line)
    if isinstance(node, nodes.Assign):
        _only_looks(node.node, line)


def _only_get(called: "nodes.Node", line: int) -> None:
    if getattr(called, "attr", "") not in ("get", "endswith"):
        raise WordingRefused(f"第{line}行的调用不能用在模板里，应与原文一致")


def _only_looks(value: "nodes.Node", line: int) -> None:
    """What is set aside under a name may be looked up, not built up: built up again and again it would never end."""
    for node in _walk(value):
        kind = type(node).__name__
        if kind in ("Concat", "Add", "Call") or (kind == "Filter" and getattr(node, "name", "") == "join"):
            raise WordingRefused(f"第{line}行的 set 只能取用内容，不能拼接，应与原文一致")
        if kind in ("List", "Tuple") and any(
            type(one).__name__ != "Const" for one in node.iter_child_nodes()
        ):
            raise WordingRefused(f"第{line}行的 set 只能取用内容，不能拼接，应与原文一致")


def _loops(node: "nodes.Node", depth: int) -> None:
    from jinja2 import nodes

    deeper = depth + isinstance(node, nodes.For)
    if deeper > _DEEPEST_LOOP:
        raise WordingRefused(f"第{node.lineno}行的 for 套了{deeper}层，最多{_DEEPEST_LOOP}层")
    for child in node.iter_child_nodes():
        _loops(child, deeper)


def _try(sample: Message, source: str) -> None:
    """One sample, in every style."""
    for style in STYLES:
        try:
            parts = render(sample, style, {sample.template: source}, strictly=True)
        except Exception as error:  # whatever the engine raises, it is the wording's fault
            raise WordingRefused(_of_fault(error)) from None
        if not any(parts):
            raise WordingRefused("有的情况下消息会是空的，应至少留一句话")
        before = render(sample, style)
        if style is WECOM and len(parts) > len(before):
            over = sum(map(style.size, parts)) - style.limit * len(before)
            raise WordingRefused(
                f"企业微信一条最多{style.limit}字节，改后要分成{len(parts)}条，请至少缩短{max(over // 3, 1)}个字"
            )
        if style is PLAIN:
            _keeps_replies(sample, "\n".join(before), "\n".join(parts))


def _of_fault(error: Exception) -> str:
    lines = [at for frame, at in walk_tb(error.__traceback__) if frame.f_code.co_filename == "<template>"]
    where = f"第{lines[-1]}行" if lines else "改后的全文"
    if (name := re.search(r"no attribute '(\w+)'|'(\w+)' is undefined", str(error))) is not None:
        return f"{where}的“{name[1] or name[2]}”不是这条消息里有的内容，应与原文一致"
    return f"{where}有时取不到内容，会使消息发不出去，应与原文一致"


def _keeps_replies(sample: Message, before: str, after: str) -> None:
    """A message that told its reader what to type still tells it."""
    lines = [*getattr(sample, "lines", ()), *([sample.line] if hasattr(sample, "line") else [])]
    typed = [getattr(line, "reply", "") for line in lines] + [button.text for button in sample.buttons]
    shown = [reply for reply in dict.fromkeys(typed) if len(reply) > 2 and reply in before]
    lost = next((reply for reply in shown if reply not in after), None)
    if lost is not None:
        raise WordingRefused(f"改后少了可以照抄的回复“{lost[:40]}”，应保留原文中“请回复”的部分")
