"""What holds for every text: an answer, soon, and the same one for what was offered as for what was typed."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import Accept, Ask, AskExtension, Context, Count, Done, Figure, Nothing, Progress
from bot.grammar import answer_lines, understand
from bot.grammar.note import say
from messages.replies import examples, not_yet, reply_to_type
from tests.grammar_table import ALL_CASES, ITEMS, NOW, OPEN, UNITS

CONTACT = Context(role="contact", now=NOW, items=ITEMS, open_items=OPEN, last_item="3.1")
# No text may cost more than so many ordinary messages (0.15 ms each): 15 ms, on however busy a machine.
MOST = 100
ORDINARY = (
    "3.1搞完了，目录昨天挂网了", "收到，争取月底前", "讲座又办了一期 9月15号 民法典", "8.1应诉7件共12件",
    "正在征求意见，下周上会",
    "申请延期到11月15日，需上常务会", "3.1完成，5.4 50%，8.1 7/12", "还没做完，司法局没反馈",
    "怎么报 8.1", "3.1不归我们，应转市资规局",
)  # fmt: skip
CODES = st.sampled_from([item.code for item in ITEMS])
_WORDS = (
    "完成 签收 收到 延期 到 至 3.1 8.1 7/12 60% 9月15日 昨天 未 没 吗 ？ ， 、 。 \n 第三项 第 条 「 」 > 【督办提醒】 "
    "目录 讲座 又办了 次 "
    "1、3、5 通过 退回 催 龙华区 同意 不 更正 撤回 全部 除 外 由 代办 请假 百分之 六成 共 件 应诉 https://a.b/c 十 一 点 ( ） -"
)
TALK = st.lists(st.sampled_from(_WORDS.split(" ")), max_size=40).map("".join)
ROLES = st.sampled_from(["contact", "leader", "lead", "coordinator", "admin"])


def _seconds(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return time.thread_time() - start


@given(st.one_of(st.text(max_size=300), TALK), ROLES, st.sampled_from([None, "3.1", "8.1", "99.9"]))
@settings(max_examples=400, deadline=None)
def test_any_text_is_answered_with_at_least_one_command(text: str, role: str, last: str | None) -> None:
    context = Context(role=role, now=NOW, items=ITEMS, open_items=OPEN, last_item=last, units=UNITS)
    commands = understand(text, context)
    assert commands
    assert commands == understand(text, context)
    assert sum(isinstance(command, Ask) for command in commands) <= 1


@given(TALK)
@settings(max_examples=200, deadline=None)
def test_without_a_plan_or_a_conversation_nothing_breaks(text: str) -> None:
    assert understand(text, Context(role="contact", now=NOW))


@given(st.one_of(st.text(max_size=200), TALK))
@settings(max_examples=300, deadline=None)
def test_a_question_has_at_most_four_choices_and_each_ends_it(text: str) -> None:
    for command in understand(text, CONTACT):
        if not isinstance(command, Ask):
            continue
        assert len(command.choices) <= 4
        for choice in command.choices:
            if choice.startswith(("请假", "怎么报", "待办")):
                continue
            answers = understand(choice, replace(CONTACT, question=command.choices))
            assert not isinstance(answers[0], Nothing), choice


@pytest.mark.parametrize("case", [c for c in ALL_CASES if c.expected[0].startswith("ask item")], ids=str)
def test_picking_an_item_finishes_the_act(case: object) -> None:
    asked = next(a for a in understand(case.text, case.context) if isinstance(a, Ask))  # type: ignore[attr-defined]
    context = replace(case.context, question=asked.choices)  # type: ignore[attr-defined]
    for index, choice in enumerate(asked.choices, start=1):
        picked = understand(str(index), context)
        assert picked == understand(choice, replace(context, question=()))
        assert not any(isinstance(command, (Ask, Nothing)) for command in picked), choice
        assert asked.meant is None or picked[0].intent == asked.meant.intent, choice


@pytest.mark.parametrize(
    "text",
    [
        "完成" * 5000,
        "3.1" * 3334,
        "1、" * 5000,
        "「" * 10_000,
        "「：" * 5000,
        "9月" * 5000,
        "十" * 10_000,
        "未" * 10_000,
        "，" * 10_000,
        "\n" * 10_000,
        "> 收到\n" * 2500,
        "3.1完成，" * 1500,
        "行政执法人员" * 1700,
        "除3.1外" * 2000,
        "一二三四五六七八九十百" * 900,
        "12件" * 3300,
        " " * 10_000,
        "目录挂网了讲座又办了一次" * 850,
        "同意龙华区延期" * 1400,
        "\u202e\x00😀" * 3000,
        "3.1完成60%并于9月15日公布目录讲座又办了一次，" * 400,
        "第三项第一条已办结昨天挂网\n" * 800,
        "不是3.1是5.4，" * 900,
        "7/12 " * 2000,
    ],
    ids=lambda text: repr(text[:12]),
)
@pytest.mark.parametrize("role", ["contact", "coordinator"])
def test_ten_thousand_characters_take_no_longer_than_a_blink(text: str, role: str) -> None:
    context = replace(CONTACT, role=role, units=UNITS if role == "coordinator" else ())
    # Measured beside one another and in this thread's own time: what else the machine does is not the grammar's.
    ratios = []
    for _ in range(5):
        ordinary = _seconds(lambda: [understand(one, CONTACT) for one in ORDINARY * 3]) / (3 * len(ORDINARY))
        ratios.append(_seconds(lambda: understand(text, context)) / ordinary)
    assert min(ratios) < MOST


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)
def test_every_line_a_reminder_offers_is_understood_as_meant(item: object) -> None:
    code, measure, unit = item.code, item.measure, item.unit  # type: ignore[attr-defined]
    lines = [*examples(code, measure, unit), reply_to_type(code, measure, "assigned"), not_yet(code, measure)]
    lines += [
        reply_to_type(code, measure, state, unit) for state in ("accepted", "returned", "submitted", "done")
    ]
    wanted = {"进展": "progress", "次数": "count", "指标": "figure", "完成": "done", "佐证": "evidence", "困难": "obstacle",
              "签收": "accept", "详情": "detail"}  # fmt: skip
    for line in filter(None, lines):
        (command,) = understand(line, replace(CONTACT, last_item=None))
        assert command.intent == wanted[line[:2]], line
        assert getattr(command, "item", None) == code, line


_CANONICAL = st.one_of(
    st.builds(Accept, CODES),
    st.builds(Progress, CODES, st.integers(0, 100).map(float)),
    st.builds(Count, CODES, st.integers(1, 20), st.booleans()),
    st.builds(Figure, CODES, st.integers(0, 99).map(float), st.integers(1, 99).map(float)),
    st.builds(Done, CODES),
    st.builds(AskExtension, CODES, st.dates(date(2021, 10, 21), date(2021, 12, 31))),
)


@given(_CANONICAL)
@settings(max_examples=200, deadline=None)
def test_what_is_said_canonically_is_understood_as_it_was_meant(command: object) -> None:
    (heard,) = understand(say(command), CONTACT)  # type: ignore[arg-type]
    if isinstance(heard, AskExtension):
        heard = replace(heard, phrase="")
    assert heard == command


def _ask(**question: object) -> dict[str, object]:
    (line,) = answer_lines([json.dumps(question, ensure_ascii=False)], ITEMS)
    answer: dict[str, object] = json.loads(line)
    return answer


def test_a_json_line_is_answered_with_the_documented_fields() -> None:
    answer = _ask(
        text="3.1完成60%，8.1 7/12",
        role="contact",
        now="2021-10-20T10:00:00+08:00",
        context={"last_item": "3.1", "open_items": ["3.1", "8.1"]},
    )
    assert answer == {
        "commands": [
            {"intent": "progress", "item": "3.1", "percent": 60},
            {"intent": "figure", "item": "8.1", "numerator": 7, "denominator": 12},
        ]
    }


def test_items_the_plan_does_not_know_go_by_their_number() -> None:
    answer = _ask(text="完成 3", role="contact", now="2021-10-20", context={"open_items": ["3", "4"]})
    assert answer == {"commands": [{"intent": "done", "item": "3"}]}


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("{", "not JSON"),
        ("[]", '"text"'),
        ('{"text": 3}', '"text"'),
        ('{"text": "完成", "role": "king", "now": "2021-10-20"}', '"role"'),
        ('{"text": "完成", "now": "soon"}', '"now"'),
        ('{"text": "完成", "now": "2021-10-20", "context": 3}', '"context"'),
        ('{"text": "完成", "now": "2021-10-20", "context": {"open_items": "3"}}', '"open_items"'),
        ('{"text": "完成", "now": "2021-10-20", "context": {"last_item": 3}}', '"last_item"'),
    ],
)
def test_a_bad_json_line_gets_one_sentence_and_the_next_goes_on(line: str, part: str) -> None:
    bad, good = answer_lines([line, '{"text": "待办", "now": "2021-10-20"}'])
    assert part in json.loads(bad)["error"]
    assert json.loads(good) == {"commands": [{"intent": "list"}]}


def test_what_a_role_may_not_say_is_none() -> None:
    for role, text, intent in (
        ("contact", "通过 3.1 龙华区", "approve"),
        ("contact", "催办 3.1", "urge"),
        ("coordinator", "完成 3.1", "done"),
        ("lead", "静默 08:30-18:00", "setting"),
        ("admin", "同意延期 3.1 龙华区", "grant"),
    ):
        (command,) = understand(text, replace(CONTACT, role=role))
        assert command == Nothing("forbidden", intent), (role, text)
