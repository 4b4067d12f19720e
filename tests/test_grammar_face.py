"""What `duban understand --jsonl` shows of what could not be carried out: a question, never an act."""

import json

import pytest

from bot.grammar import answer_lines
from tests.grammar_table import ITEMS, UNITS


def intents(text: str, role: str = "contact", **context: object) -> list[tuple[str, str | None]]:
    line = json.dumps({"text": text, "role": role, "now": "2021-10-20T10:00", "context": context})
    (answer,) = answer_lines([line], ITEMS, None, UNITS)
    return [(one["intent"], one.get("item")) for one in json.loads(answer)["commands"]]


@pytest.mark.parametrize(
    "text", ["通过", "都同意", "待审的全部通过吧", "退回，缺网址", "同意延期", "不同意延期"]
)
def test_a_ruling_on_nothing_in_particular_is_asked_about(text: str) -> None:
    assert [intent for intent, _ in intents(text, "coordinator")] == ["ask"]


def test_a_ruling_on_a_unit_or_on_the_item_spoken_of_is_one() -> None:
    assert intents("通过 龙华区", "coordinator") == [("approve", None)]
    assert intents("通过", "coordinator", last_item="3.1") == [("approve", "3.1")]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("11.3已完成", "contact"),
        ("完成 3.9", "contact"),
        ("通过 11.3 龙华区", "coordinator"),
        ("催办 11.3", "lead"),
    ],
)
def test_nothing_is_done_on_an_item_that_no_plan_has(text: str, role: str) -> None:
    assert [intent for intent, _ in intents(text, role, open_items=["3.1"])] == ["ask"]


@pytest.mark.parametrize(
    "text",
    [
        "签收 5.4", "进展 5.4 60%", "次数 1.1 +1", "指标 8.1 7/12", "完成 5.4", "佐证 5.4 见附件",
        "延期 5.4 至11月15日 人手不够", "困难 5.4 推不动", "改派 5.4 属市资规局职责",
    ],
)  # fmt: skip
def test_a_report_on_an_item_that_is_not_open_is_asked_about(text: str) -> None:
    assert [intent for intent, _ in intents(text, open_items=["3.1"])] == ["ask"]
    assert [intent for intent, _ in intents(text)] != ["ask"]  # where nobody says what is open


def test_the_item_we_last_wrote_about_may_be_reported_on_though_it_is_closed() -> None:
    assert intents("完成 5.4", open_items=["3.1"], last_item="5.4") == [("done", "5.4")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("撤回 5.4", "withdraw"),
        ("详情 5.4", "detail"),
        ("依据 5.4", "basis"),
        ("更正 5.4 70%", "correct"),
    ],
)
def test_a_closed_item_is_still_looked_up_and_put_right(text: str, wanted: str) -> None:
    assert intents(text, open_items=["3.1"]) == [(wanted, "5.4")]


@pytest.mark.parametrize("text", ["指标 8.1 120%", "指标 8.1 15/12", "完成 3.1 已于2021年11月20日公布"])
def test_what_cannot_be_is_asked_about(text: str) -> None:
    assert [intent for intent, _ in intents(text, last_item="3.1")] == ["ask"]


def test_what_just_can_be_is_taken() -> None:
    assert intents("指标 8.1 12/12") == [("figure", "8.1")]
    assert intents("完成 3.1 今天已公布") == [("done", "3.1")]
