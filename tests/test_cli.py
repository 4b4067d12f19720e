"""`duban` as it is typed: exit codes, one clear sentence, no trace, and an example for every command."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli import app, main
from bot.clocks import real_clock
from db.engine import only_server, open_database
from tests.conftest import url

HOUSE = Path(__file__).parent.parent
REAL_PLAN = HOUSE / "plans" / "haikou-2021h2.yaml"

# The command line loads a plan by the real clock, so its dates lie ahead of it: in the year after this one.
YEAR = real_clock().year + 1
PLAN = f"""
plan:
  key: tiny
  title: 某市{YEAR}年重点工作
  issued: {YEAR - 1}-01-09
  period: [{YEAR - 1}-01-01, {YEAR}-12-31]
units: [市司法局, 龙华区政府, 美兰区政府]
groups:
  各区政府: [龙华区政府, 美兰区政府]
seats:
  - auto
  - {{title: 协调员, unit: 市司法局, role: coordinator}}
  - {{title: 管理员, unit: 市司法局, role: admin}}
tasks:
  - no: 一
    title: 推进依法科学决策
    leads: [市司法局]
    responsible: [各区政府]
    items:
      - id: 1.1
        title: 公布决策目录
        measure: deliver
        due: {YEAR}年10月底前
        who: all
        sentence: 各区政府公布决策目录。
"""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What a user is told when it could not be done: on the error stream, without a trace."""
        assert "Traceback" not in self.out + self.err, self.err
        assert self.err.strip()
        return self.err


@dataclass(frozen=True)
class Shell:
    """An office's command line, typed at by whoever sits in front of it."""

    home: Path

    def run(self, *words: str, stdin: str = "", **environment: str) -> Ran:
        out, err, code = io.StringIO(), io.StringIO(), 0
        with pytest.MonkeyPatch.context() as process, redirect_stdout(out), redirect_stderr(err):
            for name in [name for name in os.environ if name.startswith("DUBAN_")]:
                process.delenv(name)
            for name, value in ({"DUBAN_HOME": str(self.home)} | environment).items():
                process.setenv(name, value)
            process.setattr(sys, "argv", ["duban", *words])
            process.setattr(sys, "stdin", io.StringIO(stdin))
            process.chdir(HOUSE)
            try:
                main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(bool(end.code))
            except Exception:
                code = 1
                traceback.print_exc()
        return Ran(code, out.getvalue(), err.getvalue())

    def does(self, *words: str, stdin: str = "") -> str:
        ran = self.run(*words, stdin=stdin)
        assert (ran.code, ran.err) == (0, ""), ran
        return ran.out


@pytest.fixture(scope="session")
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shell")
    (folder / "tiny.yaml").write_text(PLAN, encoding="utf-8")
    Shell(folder / "home").does("plan", "load", str(folder / "tiny.yaml"), "--yes")
    return folder


@pytest.fixture
def shell(_loaded: Path, tmp_path: Path) -> Shell:
    """An office with a tiny plan in force."""
    shutil.copytree(_loaded, tmp_path / "office")
    return Shell(tmp_path / "office" / "home")


@pytest.fixture
def bare(tmp_path: Path) -> Shell:
    """A machine on which nothing was ever done."""
    return Shell(tmp_path / "home")


# ---------------------------------------------------------------- help


def commands() -> Iterator[tuple[str, str]]:
    """Every command's full name and help."""

    def below(found: object, name: str) -> Iterator[tuple[str, str]]:
        for word, each in sorted(getattr(found, "commands", {}).items()):
            path = f"{name} {word}".strip()
            if getattr(each, "commands", None) is not None:
                yield from below(each, path)
            else:
                yield path, each.help or ""

    yield from below(get_command(app), "")


@pytest.mark.parametrize(("name", "text"), list(commands()), ids=[name for name, _ in commands()])
def test_every_commands_help_has_an_example_of_itself(name: str, text: str) -> None:
    assert f"例：duban {name}" in text


def test_the_stable_faces_are_there() -> None:
    there = {name for name, _ in commands()}
    assert there >= {
        "demo", "serve", "tick", "say", "understand", "deadline", "plan check", "plan diff", "plan load", "invite",
        "audit verify", "doctor", "version",
    }  # fmt: skip


def test_help_is_shown_and_is_no_mistake(bare: Shell) -> None:
    out = bare.does("--help")
    assert "plan" in out
    assert not bare.home.exists()


def test_the_version_is_one_line(bare: Shell) -> None:
    assert bare.does("version").startswith("duban ")


# ---------------------------------------------------------------- good paths


def test_a_plan_is_checked_compared_loaded_and_loaded_again(shell: Shell) -> None:
    file = shell.home.parent / "tiny.yaml"
    assert "1个事项、2个责任账目" in shell.does("plan", "check", str(file))
    assert shell.does("plan", "diff", str(file)).strip() == "没有变化。"
    assert shell.does("plan", "load", str(file)).strip() == "没有变化。"
    file.write_text(PLAN.replace("10月底前", "11月底前"), encoding="utf-8")
    assert "11月30日" in shell.does("plan", "diff", str(file))
    assert "11月30日" in shell.does("plan", "load", str(file), "--yes")
    assert shell.does("plan", "diff", str(file)).strip() == "没有变化。"


def test_a_plan_not_agreed_to_is_not_loaded(bare: Shell, tmp_path: Path) -> None:
    file = tmp_path / "tiny.yaml"
    file.write_text(PLAN, encoding="utf-8")
    ran = bare.run("plan", "load", str(file), stdin="n\n")
    assert ran.code == 1
    assert "没有加载" in ran.sentence
    assert "新计划" in bare.does("plan", "diff", str(file))


def test_the_plan_of_the_real_notice_is_checked_as_programs_read_it(bare: Shell) -> None:
    found = json.loads(bare.does("plan", "check", str(REAL_PLAN), "--json"))
    assert set(found) == {"title", "period", "items"}
    assert len(found["items"]) == 34
    assert set(found["items"][0]) == {
        "id", "title", "measure", "target", "phrase", "due", "internal_due", "leads", "responsible", "assignments",
        "recurrence", "steps",
    }  # fmt: skip
    assert not bare.home.exists()


def test_a_seat_says_and_hears(shell: Shell) -> None:
    answer = shell.does("say", "--as", "龙华区政府联系人", "签收 1.1")
    assert "已签收" in answer
    assert "<" not in answer
    assert "1.1" in shell.does("say", "--as", "协调员", "--at", f"{YEAR}-11-03T10:00", "逾期")


def test_a_round_can_be_held_for_any_moment(shell: Shell) -> None:
    shell.does("say", "--as", "龙华区政府联系人", "签收 1.1")
    # Five days on end: one of them is a working day after the due day.
    moments = [f"{YEAR}-11-{day:02}T10:00" for day in range(8, 13)]
    written = [json.loads(shell.does("tick", "--at", at, "--json"))["written"] for at in moments]
    assert sum(written) > 0
    assert json.loads(shell.does("tick", "--at", moments[-1], "--json"))["written"] == 0


def test_a_seat_is_invited(shell: Shell) -> None:
    assert "一次有效" in shell.does("invite", "龙华区政府联系人")


def test_a_setting_is_shown_and_changed(shell: Shell) -> None:
    assert "09:07" in shell.does("set", "时间")
    shell.does("set", "时间", "10:15")
    assert "10:15" in shell.does("set", "时间")


def test_the_history_is_verified_and_a_change_is_found(shell: Shell) -> None:
    assert "未被改动" in shell.does("audit", "verify")
    with closing(sqlite3.connect(shell.home / "duban.db")) as hand, hand:
        hand.execute("UPDATE history SET actor = '别人' WHERE seq = 1")
    ran = shell.run("audit", "verify", "--json")
    assert ran.code == 1
    assert json.loads(ran.out)["broken"] == 1


def test_the_doctor_looks_and_makes_nothing(bare: Shell) -> None:
    ran = bare.run("doctor")
    assert "Traceback" not in ran.err
    assert "数据库" in ran.out
    assert not (bare.home / "duban.db").exists()


def test_the_command_line_works_beside_a_running_server(shell: Shell) -> None:
    engine = open_database(url(shell.home / "duban.db"))
    with only_server(engine):
        assert "已签收" in shell.does("say", "--as", "美兰区政府联系人", "签收 1.1")
        second = shell.run("serve", "--port", "0")
        assert second.code == 1
        assert "已有一个督办服务在运行" in second.sentence
    engine.dispose()


def test_a_deadline_is_settled(bare: Shell) -> None:
    assert "2021" in bare.does("deadline", "10月底前", "--on", "2021-08-09")
    line = json.dumps({"text": "10月底前", "reference_datetime": "2021-08-09T09:00:00"})
    assert json.loads(bare.does("deadline", "--jsonl", stdin=line + "\n"))["due"].startswith("2021-10-31")


def test_a_message_is_understood_and_nothing_is_changed(bare: Shell) -> None:
    line = json.dumps(
        {"text": "签收 3.1", "role": "contact", "now": "2021-08-10T10:00:00+08:00", "context": {}},
        ensure_ascii=False,
    )
    answer = json.loads(bare.does("understand", "--jsonl", "--plan", str(REAL_PLAN), stdin=line + "\n"))
    assert answer["commands"][0]["intent"] == "accept"
    assert not (bare.home / "duban.db").exists()


# ---------------------------------------------------------------- mistakes


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"], ["plan", "nonsense"], ["tick", "--at"], ["say", "签收 3.1"], ["tick", "--nonsense"],
        ["tick", "--at", "明天"], ["tick", "--at", "2021-13-01T09:00"], ["deadline", "10月底前", "--on", "昨天"],
        ["deadline"], ["serve", "--port", "eighty"], ["plan", "check"], ["invite"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_is_asked_wrongly_is_a_two(bare: Shell, words: list[str]) -> None:
    ran = bare.run(*words)
    assert ran.code == 2
    assert ran.sentence


@pytest.mark.parametrize(
    "words",
    [
        ["say", "--as", "外交部联系人", "待办"], ["say", "--as", "联系人", "待办"], ["invite", "外交部"],
        ["plan", "check", "no/such/file.yaml"], ["plan", "load", "no/such/file.yaml"], ["plan", "diff", "."],
        ["deadline", "天气不错", "--on", "2021-08-09"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_be_done_is_a_one_with_the_reason(shell: Shell, words: list[str]) -> None:
    ran = shell.run(*words)
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert (ran.out + ran.err).strip()


@pytest.mark.parametrize(
    "words", [["set", "颜色", "红"], ["set", "提醒", "随便"], ["set", "时间", "25:00"]], ids=" ".join
)
def test_a_setting_that_is_refused_is_no_success(shell: Shell, words: list[str]) -> None:
    ran = shell.run(*words)
    assert ran.code in (1, 2)
    assert ran.sentence


@pytest.mark.parametrize("at", ["9999-12-31T23:00", "0001-01-01T00:00"])
def test_a_moment_beyond_the_calendar_is_a_two(shell: Shell, at: str) -> None:
    ran = shell.run("tick", "--at", at)
    assert ran.code == 2
    assert ran.sentence


def test_a_role_nobody_has_is_a_two(bare: Shell) -> None:
    ran = bare.run("understand", "签收 3.1", "--role", "king", "--plan", str(REAL_PLAN))
    assert ran.code == 2
    assert ran.sentence


BAD_PLANS = {
    "not yaml": ("plan: [", ""),
    "not text": ("\x00\x01\x02", ""),
    "empty": ("", "空"),
    "a cycle": (
        PLAN.replace("各区政府: [龙华区政府, 美兰区政府]", "各区政府: [街道]\n  街道: [各区政府]"),
        "街道",
    ),
    "unknown unit": (PLAN.replace("leads: [市司法局]", "leads: [外交部]"), "外交部"),
    "one number twice": (PLAN + PLAN[PLAN.index("      - id: 1.1") :], "1.1"),
    "unreadable date": (PLAN.replace(f"{YEAR}年10月底前\n", "猴年马月\n"), "猴年马月"),
}


@pytest.mark.parametrize("name", BAD_PLANS)
def test_a_plan_with_a_fault_is_not_loaded_and_says_where_it_is(shell: Shell, name: str) -> None:
    text, word = BAD_PLANS[name]
    file = shell.home.parent / "bad.yaml"
    file.write_text(text, encoding="utf-8")
    before = contents(shell)
    for verb in (["check"], ["load", "--yes"]):
        ran = shell.run("plan", verb[0], str(file), *verb[1:])
        assert ran.code == 1
        assert word in ran.sentence
    assert contents(shell) == before


def contents(shell: Shell) -> list[str]:
    with closing(sqlite3.connect(shell.home / "duban.db")) as database:
        return list(database.iterdump())


def test_all_faults_of_a_plan_are_listed_at_once(bare: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(
        PLAN.replace(f"{YEAR}年10月底前\n", "猴年马月\n").replace("leads: [市司法局]", "leads: [外交部]"),
        "utf-8",
    )
    said = bare.run("plan", "check", str(file)).sentence
    assert "猴年马月" in said
    assert "外交部" in said


# ---------------------------------------------------------------- bad surroundings


def test_another_programs_file_is_one_sentence(bare: Shell) -> None:
    bare.home.mkdir()
    with closing(sqlite3.connect(bare.home / "duban.db")) as other, other:
        other.execute("CREATE TABLE theirs (x)")
    for words in (["tick"], ["audit", "verify"], ["doctor"], ["serve", "--port", "0"]):
        ran = bare.run(*words)
        assert ran.code == 1
        assert "不是督办的数据库" in ran.out + ran.err
        assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("DUBAN_PORT", "eighty", "DUBAN_PORT"), ("DUBAN_PORT", "70000", "DUBAN_PORT"),
        ("DUBAN_TIMEZONE", "Mars/Base", "Mars/Base"), ("DUBAN_TIMEZONE", "../../etc/passwd", "DUBAN_TIMEZONE"),
        ("DUBAN_DATABASE_URL", "nonsense", "sqlite:///"), ("DUBAN_DATABASE_URL", "sqlite://", "文件"),
        ("DUBAN_DATABASE_URL", "sqlite:////no/such/folder/x.db", "/no/such/folder"),
        ("DUBAN_PORT_FILE", "/no/such/file", "DUBAN_PORT_FILE"),
        ("DUBAN_DATABASE_URL", "mysql://localhost/x", "mysql"),
    ],
)  # fmt: skip
def test_a_setting_of_the_environment_that_cannot_be_used_is_one_sentence(
    bare: Shell, name: str, value: str, word: str
) -> None:
    ran = bare.run("tick", **{name: value})
    assert ran.code == 1
    assert word in ran.sentence


def test_all_faults_of_the_environment_are_told_at_once(bare: Shell) -> None:
    said = bare.run("tick", DUBAN_PORT="x", DUBAN_TIMEZONE="Mars/Base").sentence
    assert "DUBAN_PORT" in said
    assert "DUBAN_TIMEZONE" in said


def test_a_home_that_is_a_file_is_one_sentence(bare: Shell) -> None:
    bare.home.write_text("x")
    ran = bare.run("tick")
    assert ran.code == 1
    assert str(bare.home) in ran.sentence


def test_a_file_damaged_inside_is_one_sentence(shell: Shell) -> None:
    path = shell.home / "duban.db"
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    ran = shell.run("tick")
    assert ran.code == 1


def test_the_program_itself_ends_with_the_code_and_the_sentence(bare: Shell) -> None:
    """As a process of its own, once for each way to end."""
    for words, code in ((["version"], 0), (["audit", "verify"], 1), (["tick", "--at", "明天"], 2)):
        found = subprocess.run(
            [sys.executable, "-m", "bot.cli", *words], capture_output=True, text=True, cwd=HOUSE, check=False,
            env=os.environ | {"DUBAN_DATABASE_URL": "sqlite:////no/such/folder/x.db" if code == 1 else "",
                              "DUBAN_HOME": str(bare.home)},
        )  # fmt: skip
        assert found.returncode == code
        assert "Traceback" not in found.stderr
        assert bool(found.stderr) == bool(code)


def test_help_does_not_wait_for_heavy_imports() -> None:
    """What `--help` loads: typer and nothing of the database, the renderer or the web."""
    found = subprocess.run(
        [sys.executable, "-c", "import bot.cli, sys; print(*sorted(sys.modules))"],
        capture_output=True, text=True, check=True, cwd=HOUSE,
    ).stdout.split()  # fmt: skip
    assert not {"sqlalchemy", "jinja2", "starlette", "uvicorn", "pydantic", "apscheduler", "alembic"} & set(
        found
    )


def test_a_notice_is_drafted_into_a_plan_file_a_sheet_and_json(bare: Shell, tmp_path: Path) -> None:
    notice = REAL_PLAN.with_suffix(".txt")
    drafted, sheet = tmp_path / "draft.yaml", tmp_path / "dates.xlsx"
    ran = bare.run("plan", "draft", str(notice), "-o", str(drafted), "--xlsx", str(sheet))
    assert ran.code == 0
    assert "10月底前" in ran.out
    assert "10月底前" in drafted.read_text("utf-8")
    assert sheet.stat().st_size > 0
    faced = json.loads(bare.run("plan", "draft", str(notice), "--json").out)
    assert len(faced["tasks"]) == 10
    assert set(faced) == {"title", "issued", "tasks"}
    again = bare.run("plan", "draft", str(notice), "--corrected", str(sheet))
    assert again.code == 0


def test_what_is_no_notice_is_said_in_one_sentence(bare: Shell, tmp_path: Path) -> None:
    poem = tmp_path / "poem.txt"
    poem.write_text("白日依山尽，黄河入海流。", encoding="utf-8")
    ran = bare.run("plan", "draft", str(poem))
    assert ran.code == 1
    assert "不是通知" in ran.sentence
