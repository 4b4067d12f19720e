"""The notice reader on the real notice: every unit, date and number of the careful reading, and nothing else."""

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.notice import Draft, DraftItem, Notice, NoticeRefused, as_table, as_yaml, draft, read_notice
from schedules.notice.flow import flow_of
from schedules.notice.mentions import mentions
from schedules.notice.names import split_names
from schedules.notice.shown import HEADINGS
from schedules.notice.units import Parties, read_parties
from schedules.plan import Plan
from schedules.planfile import parse_plan, read_plan
from schedules.workdays import DEFAULT
from tests.test_haikou_plan import TASKS

PLANS = Path(__file__).parent.parent / "plans"
REAL = PLANS / "haikou-2021h2.txt"


@pytest.fixture(scope="module")
def drafted() -> Draft:
    return draft(read_notice(REAL))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(PLANS / "haikou-2021h2.yaml")


def items(drafted: Draft) -> list[DraftItem]:
    return [item for task in drafted.tasks for item in task.items]


def test_the_head_is_read_and_the_blank_date_is_said_to_be_taken_from_the_letter(drafted: Draft) -> None:
    assert drafted.title == "海口市2021年下半年法治政府建设重点工作任务"
    assert drafted.number == "海司〔2021〕162号"
    assert drafted.issued == date(2021, 8, 9)
    assert drafted.period == (date(2021, 7, 1), date(2021, 12, 31))
    assert any("空白" in note and "2021-08-09" in note for note in drafted.notes)


def test_the_ten_tasks_have_their_units_exactly(drafted: Draft) -> None:
    found = [(task.no, task.title, list(task.leads), list(task.responsible)) for task in drafted.tasks]
    assert found == TASKS


def test_every_date_and_number_of_the_reading_is_found_and_no_other(drafted: Draft, plan: Plan) -> None:
    def settled(phrase: str | None, due: date | None, target: object, task: str) -> tuple[object, ...]:
        return (task, phrase, due if phrase else None, str(target) if target else None)

    read = [settled(i.phrase, i.due, i.target, i.task) for i in plan.items if i.phrase or i.target]
    found = [
        settled(item.phrase, item.due, item.target, task.no)
        for task in drafted.tasks
        for item in task.items
        if item.phrase or item.target
    ]
    assert sorted(found, key=str) == sorted(read, key=str)


def test_every_item_of_the_reading_stands_on_an_item_of_the_draft(drafted: Draft, plan: Plan) -> None:
    spans = [item.source for item in items(drafted)]
    for item in plan.items:
        assert item.source is not None
        start, end = item.source
        assert any(a < end and start < b for a, b in spans), item.title
    assert len(spans) <= len(plan.items) + 3


def test_how_a_thing_is_measured_agrees_with_the_reading(drafted: Draft, plan: Plan) -> None:
    agreed = 0
    for item in plan.items:
        assert item.source is not None
        middle = item.source[1] - 2
        nearest = next((d for d in items(drafted) if d.source[0] <= middle < d.source[1]), None)
        agreed += nearest is not None and nearest.measure == item.measure
    assert agreed >= 33


def test_a_coordinator_has_only_groups_to_fill_in(drafted: Draft) -> None:
    written = as_yaml(drafted, "haikou-2021h2.txt")
    assert written.count("待填：") == 3
    plan = parse_plan(
        written.replace(": []   # 待填", ": [市司法局]   # "), DEFAULT, lambda _: REAL.read_text("utf-8")
    )
    assert len(plan.items) == len(items(drafted))
    assert all(item.source is not None for item in plan.items)


def test_no_telephone_and_no_name_of_a_contact_is_drafted(drafted: Draft) -> None:
    assert "联系人" not in as_yaml(drafted)


def test_the_table_for_a_terminal_has_its_columns(drafted: Draft) -> None:
    rows = as_table(drafted)
    assert {len(row) for row in rows} == {len(HEADINGS)}
    assert any(row[2] == "10月底前" and row[3] == "2021年10月31日（周日）" for row in rows)


def test_a_sentence_broken_by_a_page_turn_is_read_whole() -> None:
    broken = "一、加强监管。推动部门联合抽查，健全抽查事项清单和检查人员名录，试点在部分行业监管"
    broken += "\n\n覆盖率达到100%。（牵头单位：市发改委、市\n\n资规局）"
    assert "监管覆盖率达到100%" in flow_of(broken).text
    assert mentions(flow_of(broken).text)[0].parties.leads == ("市发改委", "市资规局")


def test_fourteen_thousand_characters_take_less_than_a_second() -> None:
    text = REAL.read_text("utf-8")
    head, body = text.split("一、落实", 1)
    long = (head + ("一、落实" + body) * 6)[:14_000]
    begun = time.perf_counter()
    draft(Notice(long, "长通知.txt"))
    assert time.perf_counter() - begun < 1.0


# Labels, verbs and lists, as brackets and lines say them: leads, responsible, assisting.
SAID = [
    ("牵头单位：市司法局；责任单位：各区政府、市直各部门", ["市司法局"], ["各区政府", "市直各部门"], []),
    ("市司法局牵头，市财政局、市人社局按职责分工负责", ["市司法局"], ["市财政局", "市人社局"], []),
    ("省发改委、省财政厅牵头，省有关部门及各市州政府按职责分工负责", ["省发改委", "省财政厅"], ["省有关部门", "各市州政府"], []),
    ("责任单位：市司法局（牵头）、市财政局", ["市司法局"], ["市财政局"], []),
    ("责任单位：市司法局牵头，市财政局配合", ["市司法局"], [], ["市财政局"]),
    ("市城管局牵头、市发改委配合", ["市城管局"], [], ["市发改委"]),
    ("责任单位：省民政厅，省卫生健康委、省应急厅配合", [], ["省民政厅"], ["省卫生健康委", "省应急厅"]),
    ("责任处室：各处室", [], ["各处室"], []),
    ("牵头单位:市发改委 配合单位:市财政局", ["市发改委"], [], ["市财政局"]),
    ("市司法局会同市财政局负责", ["市司法局"], ["市财政局"], []),
    ("责任单位：各县（市、区）政府，市自然资源和规划局", [], ["各县（市、区）政府", "市自然资源和规划局"], []),
    ("各地区、各部门按职责分工负责", [], ["各地区", "各部门"], []),
    ("商务部牵头，海关总署、税务总局等有关部门按职责分工负责", ["商务部"], ["海关总署", "税务总局"], []),
    ("责任单位：市政府办公室；责任人：×××；完成时限：年底前", [], ["市政府办公室"], []),
    ("A局牵头，B局、C局", ["A局"], ["B局", "C局"], []),
    ("省级牵头单位：省教育厅；配合单位：省财政厅", ["省教育厅"], [], ["省财政厅"]),
    ("市公安局牵头负责，市交通运输局、市应急管理局等单位各负其责", ["市公安局"], ["市交通运输局", "市应急管理局"], []),
    ("各有关部门各按职责分工负责", [], ["各有关部门"], []),
    ("教育部、国家发展和改革委员会（以下简称发展改革委）负责", [], ["教育部", "国家发展和改革委员会"], []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "leads", "responsible", "assisting"), SAID)
def test_who_is_asked_is_read_as_it_is_written(
    text: str, leads: list[str], responsible: list[str], assisting: list[str]
) -> None:
    found = read_parties(text) or Parties()
    assert (list(found.leads), list(found.responsible), list(found.assisting)) == (
        leads,
        responsible,
        assisting,
    )


@pytest.mark.parametrize(
    "text",
    ["“1”是指合法性", "含街道、站所", "以下简称《办法》", "见附件1", "2021年至2023年", "海府函〔2021〕64号"],
)
def test_an_ordinary_bracket_names_nobody(text: str) -> None:
    assert not [mention for mention in mentions(f"落实规定（{text}）要求。") if mention.parties.named]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市司法局和市财政局", ("市司法局", "市财政局")),
        ("各镇人民政府及区直各部门", ("各镇人民政府", "区直各部门")),
        ("市文化广电和旅游局", ("市文化广电和旅游局",)),
        ("各市（区）、市直各部门", ("各市（区）", "市直各部门")),
        ("各区、县级市", ("各区、县级市",)),
        ("各级政府及其部门", ("各级政府及其部门",)),
        ("县农业农村局、县卫健局等单位", ("县农业农村局", "县卫健局")),
    ],
)
def test_a_list_is_parted_between_units_and_nowhere_else(text: str, names: tuple[str, ...]) -> None:
    assert split_names(text) == names


WORDS = st.sampled_from((
    "一、", "（一）", "1.", "（1）", "①", "。", "；", "，", "\n", "：", "（", "）", "《", "》", "“", "”", "|", "\t", " ",
    "牵头单位：", "责任单位：", "市司法局", "各区政府", "按职责分工负责", "牵头", "配合", "完成时限：",
    "10月底前", "每月5日前", "2021年 月 日", "2月30日前", "达到100%", "不少于3次", "推进工作", "公布清单", "持续推进",
    "序号", "任务", "1", "2", "关于做好工作的通知", "某府〔2021〕1号", "附件", "2021年8月9日", "十四五", "20", "21", "年",
))  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS | st.text(max_size=3), max_size=60))
def test_whatever_is_given_is_drafted_or_refused(words: list[str]) -> None:
    text = "".join(words)
    try:
        drafted = draft(Notice(text, "x.txt"))
    except NoticeRefused:
        return
    for item in items(drafted):
        assert 0 <= item.source[0] <= item.source[1] <= len(text)
    as_yaml(drafted)
    as_table(drafted)
