"""The documents, held to the program: what they tell people to type is understood, what they name exists."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
import typer

from bot.cli import app
from bot.commands import Context
from bot.console import item_names
from bot.grammar import understand
from bot.settings import PREFIX, Settings
from schedules.plan import Plan
from schedules.planfile import read_plan
from schedules.policy import KNOBS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
HANDBOOKS = {
    "contact": ("handbook-contact", "龙华区政府"),
    "leader": ("handbook-contact", "龙华区政府"),
    "coordinator": ("handbook-coordinator", ""),
    "lead": ("handbook-coordinator", ""),
    "admin": ("handbook-admin", ""),
}
# What the second column of the handbooks' tables means in code.
MEANINGS = {
    "签收": "accept", "报进展": "progress", "报次数": "count", "报指标": "figure", "报完成": "done",
    "补佐证": "evidence", "报困难": "obstacle", "申请延期": "extension", "申请改派": "reassign",
    "看待办": "list", "看详情": "detail", "看依据": "basis", "看帮助": "help", "撤回": "withdraw", "更正": "correct",
    "看汇总": "digest", "看逾期": "overdue", "看待审": "pending", "通过": "approve", "退回": "return",
    "同意延期": "grant", "不同意延期": "refuse", "催办": "urge", "要通报": "bulletin", "要台账": "ledger",
    "发绑定码": "invite", "发交接码": "setting", "交接岗位": "delegate", "改角色": "setting", "改模板": "setting",
    "看看板": "board", "看预演": "preview",
    "稍后提醒": "later", "请人代办": "delegate", **{f"改{knob.word}": "setting" for knob in KNOBS},
}  # fmt: skip
# 3.1 is due in eleven days.
NOW = datetime(2021, 10, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


@dataclass(frozen=True, slots=True)
class Taught:
    """One line a handbook tells its reader to type."""

    role: str
    text: str
    meaning: str


def taught(role: str) -> list[Taught]:
    """The lines of every table headed 输入, 含义."""
    found: list[Taught] = []
    within = False
    for line in _text(_handbook(role)).splitlines():
        within = line.startswith("| 输入 | 含义 |") or (within and line.startswith("|"))
        row = re.match(r"\| `(.+?)` \| (\S+) \|", line)
        if within and row:
            found.append(Taught(role, row[1], row[2]))
    return found


def _handbook(role: str) -> Path:
    return ROOT / "docs" / f"{HANDBOOKS[role][0]}.md"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _plan() -> Plan:
    return read_plan(ROOT / "plans" / "haikou-2021h2.yaml")


def _context(role: str) -> Context:
    """The conversation of somebody in that role under the demonstration's plan, with nothing said yet."""
    plan = _plan()
    unit = HANDBOOKS[role][1]
    owed = [item.code for item in plan.items if not unit or unit in item.assignments]
    return Context(
        role,
        NOW,
        items=tuple(item for item in item_names(plan) if item.code in owed),
        open_items=tuple(owed),
        units=("龙华区政府", "龙华区") if role != "contact" else (),
    )


# ---------------------------------------------------------------- what people are told to type


@pytest.mark.parametrize(
    "line",
    [line for role in HANDBOOKS for line in taught(role)],
    ids=lambda line: f"{line.role}: {line.text}",
)
def test_what_a_handbook_teaches_is_understood_as_it_says(line: Taught) -> None:
    commands = understand(line.text, _context(line.role))
    assert {command.intent for command in commands} == {MEANINGS[line.meaning]}, commands
    named = re.findall(r"\d{1,2}\.\d", line.text)
    if named:
        assert [getattr(command, "item", None) for command in commands] == named
    if line.meaning.startswith("改"):
        assert getattr(commands[0], "name", "") == line.meaning.removeprefix("改")


@pytest.mark.parametrize("role", HANDBOOKS)
def test_no_handbook_shows_a_line_that_is_not_held_to_its_meaning(role: str) -> None:
    """Shaded text with Chinese in it, outside a code block, is taken for something to type."""
    prose = re.sub(r"```.*?```", "", _text(_handbook(role)), flags=re.S)
    shaded = {code for code in re.findall(r"`([^`\n]+)`", prose) if re.search(r"[一-鿿]", code)}
    assert shaded <= {line.text for line in taught(role)}


def test_the_administrators_handbook_explains_every_setting() -> None:
    meant = {line.meaning for line in taught("admin")}
    assert {f"改{knob.word}" for knob in KNOBS} <= meant


# ---------------------------------------------------------------- what they name exists


def test_the_readme_gives_the_two_commands_on_the_first_screen() -> None:
    first_screen = _text(ROOT / "README.md").splitlines()[:25]
    assert "pip install uv && uv run duban demo" in first_screen
    assert "uv run pytest" in first_screen
    assert "run uv run pytest" in _text(ROOT / ".ci" / "run").splitlines()


@each_document
def test_every_command_named_exists_with_its_options(document: Path) -> None:
    for line in _commands_in(_text(document)):
        known: Any = typer.main.get_command(app)
        words = line.split()[1:]
        while words and hasattr(known, "commands") and re.fullmatch(r"[a-z]+", words[0]):
            assert words[0] in known.commands, line
            known = known.commands[words.pop(0)]
        options = {
            name for parameter in known.params for name in (*parameter.opts, *parameter.secondary_opts)
        }
        for word in words:
            assert not word.startswith("--") or word in options | {"--help"}, line


def _commands_in(text: str) -> list[str]:
    """`duban …` in code: inline, or a line of a block."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.S)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))
    return [
        found[0] for line in lines if (found := re.search(r"(?<![\w./-])duban(?: [^#]*)?$|duban [^#]*", line))
    ]


@each_document
def test_every_setting_named_exists(document: Path) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    assert set(re.findall(rf"{PREFIX}[A-Z][A-Z_]*[A-Z]", _text(document))) <= known


@each_document
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", _text(document)):
        assert "://" not in target, f"{target}: these documents speak of this tree alone"
        assert (document.parent / target.split("#")[0]).exists(), target


@each_document
def test_every_file_named_exists(document: Path) -> None:
    """A path in code that has a slash and an ending."""
    for path in re.findall(r"`((?:[\w.-]+/)+[\w-]+\.(?:py|md|yaml))`", _text(document)):
        assert (ROOT / path).exists() or (document.parent / path).exists(), path


# ---------------------------------------------------------------- pictures


PICTURES = sorted((ROOT / "docs" / "pictures").glob("*"))


def test_every_picture_is_shown_in_some_document() -> None:
    shown = {
        Path(target).name
        for document in DOCUMENTS
        for target in re.findall(r"!\[.*?\]\((.*?)\)", _text(document))
    }
    assert {picture.name for picture in PICTURES} == shown


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_a_picture_is_small_and_text(picture: Path) -> None:
    drawn = _text(picture)
    assert picture.suffix == ".svg"
    assert len(drawn.encode()) < 60_000
    root = ElementTree.fromstring(drawn)
    assert root.findall(".//{*}text"), "nothing is written in it"
    assert not root.findall(".//{*}script")
    assert not root.findall(".//{*}image")


# ---------------------------------------------------------------- the whole tree speaks of itself alone

_ELSEWHERE = re.compile(
    r"\b(?:pypi|pythonhosted|npmjs|registry|mirrors?|simple)\.(?:[a-z0-9-]+\.)*(?:org|com|net|io|cn|dev)\b"
)
_MACHINE = re.compile(r"(?<![\w.~])/(?:home|root|Users|work|tmp|opt|mnt|srv)/\w")
_KEPT_OUT = {"__pycache__", "dist", "build", "node_modules"}
_KINDS = {".py", ".md", ".toml", ".yaml", ".txt", ".j2", ".html", ".js", ".css", ".svg", ".mako", ""}


def _tree() -> list[Path]:
    """Every text file of the project; what tools leave behind begins with a dot."""
    tops = [
        path for path in ROOT.iterdir() if not path.name.startswith(".") or path.name in (".ci", ".gitignore")
    ]
    files = [each for top in tops for each in ([top] if top.is_file() else top.rglob("*"))]
    return [
        each
        for each in files
        if each.is_file()
        and each.name != "uv.lock"
        and each.suffix in _KINDS
        and not _KEPT_OUT & set(each.parts)
        and not any(part.endswith(".egg-info") for part in each.parts)
    ]


def test_no_file_names_a_package_registry_or_a_place_on_somebodys_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}"
        for path in _tree()
        for hit in (_ELSEWHERE.search(_text(path)), _MACHINE.search(_text(path)))
        if hit
    ]
    assert found == []
