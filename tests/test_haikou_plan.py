"""The real notice, read as a careful official reads it: every item, date, target and unit."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from schedules.plan import Plan
from schedules.planfile import as_json, read_plan, units_behind

PLANS = Path(__file__).parent.parent / "plans"

DISTRICTS = ("秀英区政府", "龙华区政府", "琼山区政府", "美兰区政府")
ALL_UNITS = ["各区政府", "市政府直属各单位"]
CONCERNED = ["各区政府", "市政府直属各相关单位"]
YEAR_END = "2021-12-31"
OCTOBER_END = "2021-10-31"

TASKS = [
    ("一", "落实学法述法制度", ["市委依法治市办", "市政府办"], ALL_UNITS),
    ("二", "加强诚信政府建设", ["市优化营商环境工作专班办公室", "市资规局", "市中级人民法院"], CONCERNED),
    ("三", "推进依法科学决策", ["市司法局"], ALL_UNITS),
    ("四", "深入推行法律顾问制度", ["市司法局"], ALL_UNITS),
    (
        "五",
        "创新行政执法方式",
        ["市政务管理局", "市发改委", "市司法局", "市综合行政执法局", "市市场监管局", "市公安局"],
        CONCERNED,
    ),
    ("六", "加强行政执法监督", ["市司法局", "市综合行政执法局", "市市场监管局", "市公安局"], CONCERNED),
    ("七", "加强执法人员资格管理", ["市综合行政执法局", "市委编办", "市司法局"], CONCERNED),
    ("八", "加强行政应诉工作", [], ["市政府办公室", "市中级人民法院", "市司法局", *CONCERNED]),
    ("九", "提高普法宣传的针对性", ["市司法局"], ALL_UNITS),
    ("十", "完善督察考核机制", [], ["市司法局", "各区政府"]),
]

# id, title, measure, target, the notice's wording of the date, the date, who owes it
ITEMS = [
    ("1.1", "会前学法，举办法治专题讲座", "count", ">= 3", "全年", YEAR_END, "all"),
    ("1.2", "党政主要负责人年终述法", "deliver", None, "年终", YEAR_END, "leads"),
    ("1.3", "指导四个区创建第二批法治政府建设示范区", "ongoing", None, None, YEAR_END, "leads and districts"),
    ("2.1", "治理政府失信行为，公布一批失信案例", "deliver", None, None, YEAR_END, "all"),
    ("2.2", "建立历史遗留清单", "deliver", None, None, YEAR_END, "all"),
    ("3.1", "制定并公布重大行政决策目录", "deliver", None, "10月底前", OCTOBER_END, "all"),
    ("3.2", "规范性文件“1+4”审查率", "rate", "= 100%", None, YEAR_END, "all"),
    ("3.3", "规范性文件备案率", "rate", "= 100%", None, YEAR_END, "all"),
    ("3.4", "备案后审查率", "rate", "= 100%", None, YEAR_END, "all"),
    ("3.5", "备案审查发现问题的纠正与通报", "ongoing", None, None, YEAR_END, "leads"),
    ("4.1", "各级政府及其部门配备法律顾问", "rate", "= 100%", "年底前", YEAR_END, "all"),
    ("4.2", "行政村配备法律顾问", "rate", "= 100%", "年底前", YEAR_END, "districts"),
    ("5.1", "省统一行政执法监管平台应用与“互联网+监管”系统升级", "ongoing", None, None, YEAR_END, "all"),
    ("5.2", "跨部门联合“双随机”抽查事项占比", "rate", ">= 5%", None, YEAR_END, "leads"),
    ("5.3", "试点行业“双随机”监管覆盖率", "rate", "= 100%", None, YEAR_END, "leads"),
    ("5.4", "公布轻微违法行为依法免予处罚清单", "deliver", None, "年底前", YEAR_END, "all"),
    ("6.1", "行政执法案卷评查（七个领域）", "deliver", None, None, YEAR_END, "leads"),
    ("6.2", "行政执法责任追究", "ongoing", None, None, YEAR_END, "all"),
    ("6.3", "推选“三项制度”示范单位，公布执法案例和警示案例", "deliver", None, None, YEAR_END, "all"),
    ("6.4", "制定《海口市综合行政执法协作管理规定》", "deliver", None, None, YEAR_END, "leads"),
    ("7.1", "整合执法力量，整改依赖外聘人员的执法机构", "ongoing", None, None, YEAR_END, "all"),
    ("7.2", "举办行政执法人员法治专题培训班", "count", ">= 1", None, YEAR_END, "all"),
    ("7.3", "行政执法人员考核评议", "ongoing", None, None, YEAR_END, "all"),
    ("7.4", "行政执法人员资格清理", "deliver", None, "年内", YEAR_END, "all"),
    ("8.1", "行政机关负责人出庭应诉率", "rate", "> 50%", "2021年", YEAR_END, "all"),
    ("8.2", "总结2020年度行政诉讼情况", "deliver", None, None, YEAR_END, "市司法局"),
    ("8.3", "行政诉讼案件败诉率", "rate", "<= 15%", "2021年", YEAR_END, "all"),
    ("8.4", "行政机关为被执行人案件实际执行到位率", "rate", "> 85%", "2021年", YEAR_END, "all"),
    ("9.1", "自贸港法“五进”与系列宣讲", "ongoing", None, None, YEAR_END, "all"),
    ("9.2", "制定普法责任清单", "deliver", None, None, YEAR_END, "leads"),
    ("10.1", "对落实工作要点的法治督察", "ongoing", None, None, YEAR_END, "市司法局"),
    ("10.2", "修改完善法治政府建设指数评估考核体系", "deliver", None, "10月底前", OCTOBER_END, "市司法局"),
    ("10.3", "法治政府建设考核占绩效考核分值比重", "rate", ">= 10%", None, YEAR_END, "all"),
    ("10.4", "考核问题逐项列明并督察整改", "ongoing", None, None, YEAR_END, "all"),
]

# How many units owe an item of each task, when all do.
OWING_ALL = {
    "一": 31,
    "二": 31,
    "三": 31,
    "四": 31,
    "五": 31,
    "六": 31,
    "七": 31,
    "八": 32,
    "九": 31,
    "十": 5,
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(PLANS / "haikou-2021h2.yaml")


def test_the_head_is_that_of_the_notice(plan: Plan) -> None:
    assert plan.key == "haikou-2021h2"
    assert plan.title == "海口市2021年下半年法治政府建设重点工作任务"
    assert plan.number == "海司〔2021〕162号"
    assert plan.issued == date(2021, 8, 9)
    assert plan.period == (date(2021, 7, 1), date(2021, 12, 31))


def test_the_ten_tasks_are_as_the_notice_writes_them(plan: Plan) -> None:
    assert [(t.no, t.title, list(t.leads), list(t.responsible)) for t in plan.tasks] == TASKS


def test_there_are_thirty_four_items_in_order(plan: Plan) -> None:
    assert [item.code for item in plan.items] == [code for code, *_ in ITEMS]
    assert len(ITEMS) == 34


@pytest.mark.parametrize("expected", ITEMS, ids=lambda item: item[0])
def test_an_item_reads_as_a_careful_official_reads_it(
    plan: Plan, expected: tuple[str, str, str, str | None, str | None, str, str]
) -> None:
    code, title, measure, target, phrase, due, who = expected
    item = next(item for item in plan.items if item.code == code)
    told = next(told for told in as_json(plan)["items"] if told["id"] == code)
    assert (item.title, item.measure, told["target"]) == (title, measure, target)
    assert (item.phrase, told["due"]) == (phrase, due)
    task = next(task for task in plan.tasks if task.no == item.task)
    assert (item.leads, item.responsible) == (task.leads, task.responsible)
    leads = units_behind(plan, task.leads)
    match who:
        case "all":
            assert item.assignments == units_behind(plan, task.responsible)
            assert len(item.assignments) == OWING_ALL[item.task]
        case "leads":
            assert item.assignments == leads != ()
        case "leads and districts":
            assert item.assignments == (*leads, *DISTRICTS)
        case "districts":
            assert item.assignments == DISTRICTS
        case unit:
            assert item.assignments == (unit,)


def test_the_end_of_october_is_a_sunday_and_reminders_speak_of_friday(plan: Plan) -> None:
    dates = {(item.due, item.internal_due) for item in plan.items}
    assert dates == {
        (date(2021, 10, 31), date(2021, 10, 29)),
        (date(2021, 12, 31), date(2021, 12, 31)),
    }


def test_four_districts_and_twenty_seven_departments_make_thirty_one(plan: Plan) -> None:
    assert units_behind(plan, ["各区政府"]) == DISTRICTS
    departments = units_behind(plan, ["市政府直属各单位"])
    assert len(departments) == 27
    assert units_behind(plan, ["市政府直属各相关单位"]) == departments
    assert {"市发改委", "市司法局", "市资规局", "市公安局", "市市场监管局"} < set(departments)
    assert {"市综合行政执法局", "市政务管理局"} < set(departments)
    outside = {"市委依法治市办", "市优化营商环境工作专班办公室", "市中级人民法院", "市委编办"}
    assert {unit.name for unit in plan.units} - set(departments) - set(DISTRICTS) == outside


def test_the_office_of_the_government_has_two_names(plan: Plan) -> None:
    assert units_behind(plan, ["市政府办", "市政府办公室"]) == ("市政府办公室",)


def test_every_item_stands_on_a_sentence_of_the_notice(plan: Plan) -> None:
    for item in plan.items:
        assert item.source is not None
        assert plan.notice[slice(*item.source)] == item.sentence
        # Under its own task, not where another task happens to use the same words.
        heading = plan.notice.rindex(f"{item.task}、", 0, item.source[0])
        following = plan.notice[heading : item.source[0]]
        assert sum(f"{task.no}、{task.title}" in following for task in plan.tasks) == 1


def test_the_words_of_a_date_stand_in_its_sentence(plan: Plan) -> None:
    for item in plan.items:
        if item.phrase is not None:
            assert item.phrase in item.sentence.replace(" ", "") or item.code in ("8.3", "8.4")


def test_people_may_call_an_item_by_its_popular_name(plan: Plan) -> None:
    called = {alias: item.code for item in plan.items for alias in item.aliases}
    for alias, code in {
        "决策目录": "3.1", "讲座": "1.1", "法治讲座": "1.1", "出庭应诉率": "8.1", "败诉率": "8.3",
        "执行到位率": "8.4", "法律顾问": "4.1", "示范区": "1.3", "免罚清单": "5.4", "案卷评查": "6.1",
        "培训班": "7.2", "普法清单": "9.2", "督察": "10.1",
    }.items():  # fmt: skip
        assert called[alias] == code
    assert all(item.aliases for item in plan.items)


def test_every_unit_can_be_written_to_and_one_seat_sees_all(plan: Plan) -> None:
    held = Counter((seat.unit, seat.role) for seat in plan.seats)
    for unit in plan.units:
        assert held[unit.name, "contact"] == held[unit.name, "leader"] == 1
    leading = set(units_behind(plan, [name for task in plan.tasks for name in task.leads]))
    assert {seat.unit for seat in plan.seats if seat.role == "lead"} == leading
    assert [s.title for s in plan.seats if s.role == "coordinator"] == ["市委依法治市办协调员"]
    assert [s.title for s in plan.seats if s.role == "admin"] == ["系统管理员"]
    assert "龙华区政府联系人" in {seat.title for seat in plan.seats}


def test_no_person_and_no_telephone_is_in_the_files() -> None:
    for path in PLANS.iterdir():
        text = path.read_text("utf-8")
        assert "联系人：×××" in text or path.suffix == ".yaml"
        assert not re.search(r"\d{7,}", text)
