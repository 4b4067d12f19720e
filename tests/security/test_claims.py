"""docs/security.md, held to its word: every test it names is there, and no test of this folder goes unnamed for long."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
NAMED = sorted(
    set(
        re.findall(
            r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
        )
    )
)


@cache
def those_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree.body if isinstance(node, kinds))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_claim_has_its_test(file: str, name: str) -> None:
    assert name in those_in(file)


def test_there_are_claims() -> None:
    assert len(NAMED) > 50


def test_the_runbook_says_how_to_rotate_every_secret() -> None:
    said = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8").split("## Rotate")[1].split("\n## ")[0]
    secret = [name for name, field in Settings.model_fields.items() if field.annotation is SecretStr]
    assert len(secret) > 5
    assert [name for name in secret if f"DUBAN_{name.upper()}" not in said] == []
