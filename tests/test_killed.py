"""The process is killed between any two steps, started again, and comes to the same end.

A child process lives a short story and kills itself, without a word, at its
n-th commit, begin or send. It is started again until the story is over. What
the phones showed and what the account holds must be what an undisturbed life
comes to; only the letter in flight at a kill may be shown twice.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.lane import WIDTH

STORY = """
2021-10-20 09:30 | 龙华区政府联系人 | 全部签收
2021-10-20 09:40 | 龙华区政府联系人 | 完成 3.1 已公布，网址见门户网站
2021-10-20 10:00 | 市司法局牵头联系人 | 退回 3.1 龙华区政府 缺公布网址
2021-10-21 11:00 | 龙华区政府联系人 | 完成 3.1 网址已补
2021-10-21 15:00 | 市司法局牵头联系人 | 通过 3.1 龙华区政府
2021-10-22 09:30 | 琼山区政府联系人 | 延期 3.1 至11月15日 目录仍在征求意见
2021-10-22 10:00 | 市司法局牵头联系人 | 同意延期 3.1 琼山区政府
2021-11-09 12:00 | 市委依法治市办协调员 | 汇总
"""
KILL_AT = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144)


def live(folder: Path, *, kill_at: int | None) -> int:
    """Run the story in a child process; return its exit code (0: it came to its end)."""
    environment = os.environ | {"KILL_AT": str(kill_at or 0), "PYTHONPATH": str(Path(__file__).parent.parent)}
    child = subprocess.run(
        [sys.executable, "-m", "tests.killed_life", str(folder)],
        env=environment,
        input=STORY,
        text=True,
        timeout=300,
    )
    return child.returncode


def outcome(folder: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((folder / "end.json").read_text("utf-8"))
    letters = [json.loads(line) for line in (folder / "network.jsonl").read_text("utf-8").splitlines()]
    # The letter in flight at a kill may be shown again, under the same id.
    once = {letter["id"]: letter for letter in letters}
    held["shown"] = sorted((one["address"], one["kind"], one["text"]) for one in once.values())
    held["repeats"] = len(letters) - len(once)
    return held


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("undisturbed")
    assert live(folder, kill_at=None) == 0
    end = outcome(folder)
    assert end["repeats"] == 0
    assert end["history holds"]
    assert len(end["shown"]) > 50
    return end


@pytest.mark.parametrize("step", KILL_AT)
def test_a_killed_process_comes_to_the_same_end(
    step: int, tmp_path: Path, undisturbed: dict[str, Any]
) -> None:
    assert live(tmp_path, kill_at=step) != 0, "the story has fewer steps than that"
    assert live(tmp_path, kill_at=None) == 0
    end = outcome(tmp_path)
    assert end["repeats"] <= WIDTH  # what the courier has in flight
    assert end["history holds"]
    for name in ("accounts", "reminders", "shown"):
        assert end[name] == undisturbed[name], name
