"""The administrators' own file: what is sound becomes a plan, what is not is told, all of it at once."""

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.deadlines import Target
from schedules.plan import Plan, Seat
from schedules.planfile import Fault, PlanFaults, Unreadable, as_json, parse_plan, read_plan, units_behind
from schedules.workdays import DEFAULT, WorkCalendar

NOTICE = """三、推进依法科学决策。全面推行目录管理，于10月底前制定并公
布重大行政决策目录。确保全年举办不少于 3 次讲座，审查率达100%。"""

BASE = """\
plan:
  key: test-2021
  title: 测试计划
  number: 测〔2021〕1号
  issued: 2021-08-09
  period: [2021-07-01, 2021-12-31]
  notice: notice.txt
units:
  龙华区政府: [龙华区]
  美兰区政府:
  市司法局: [司法局]
  市公安局: []
groups:
  各区政府: [龙华区政府, 美兰区政府]
seats:
  - auto
  - {title: 总协调员, unit: 市司法局, role: coordinator}
tasks:
  - no: 三
    title: 推进依法科学决策
    leads: [司法局]
    responsible: [各区政府, 市公安局]
    items:
      - id: 3.1
        title: 制定并公布目录
        measure: deliver
        due: 10月底前
        who: all
        sentence: 于10月底前制定并公布重大行政决策目录
        also: [目录, 决策目录]
      - id: 3.10
        title: 举办讲座
        measure: count
        target: '>= 3次'
        due: 全年
        who: [leads, 龙华区]
        sentence: 确保全年举办不少于3次讲座
        ladder: [1, 7, -3]
        needed: 2
"""


def notice_text(name: str) -> str:
    if name == "notice.txt":
        return NOTICE
    raise Unreadable(f"找不到文件“{name}”", "请检查文件名和所在目录")


def parsed(text: str = BASE) -> Plan:
    return parse_plan(text, DEFAULT, notice_text)


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(PlanFaults) as caught:
        parsed(text)
    return caught.value.faults


def changed(old: str, new: str) -> str:
    assert BASE.count(old) >= 1, old
    return BASE.replace(old, new, 1)


# What a sound file becomes


def test_the_head_becomes_the_plan() -> None:
    plan = parsed()
    assert (plan.key, plan.title, plan.number) == ("test-2021", "测试计划", "测〔2021〕1号")
    assert plan.issued == date(2021, 8, 9)
    assert plan.period == (date(2021, 7, 1), date(2021, 12, 31))
    assert plan.notice == NOTICE


def test_an_item_keeps_its_wording_and_has_its_dates_settled() -> None:
    item = parsed().items[0]
    assert (item.code, item.task, item.phrase) == ("3.1", "三", "10月底前")
    assert (item.due, item.internal_due) == (date(2021, 10, 31), date(2021, 10, 29))
    assert item.aliases == ("目录", "决策目录")
    assert item.ladder is None
    assert item.needed is None


def test_three_point_ten_is_not_three_point_one() -> None:
    assert [item.code for item in parsed().items] == ["3.1", "3.10"]


def test_names_stay_as_the_notice_writes_them_and_accounts_go_to_units() -> None:
    first, second = parsed().items
    assert first.leads == ("司法局",)
    assert first.responsible == ("各区政府", "市公安局")
    assert first.assignments == ("龙华区政府", "美兰区政府", "市公安局")
    assert second.assignments == ("市司法局", "龙华区政府")
    assert units_behind(parsed(), first.leads) == ("市司法局",)


def test_a_count_has_its_target_its_ladder_and_its_threshold() -> None:
    item = parsed().items[1]
    assert item.target == Target(">=", 3, "次")
    assert item.due == date(2021, 12, 31)
    assert item.ladder == (7, 1, -3)
    assert item.needed == 2


def test_an_item_without_a_date_is_due_when_the_plan_ends() -> None:
    item = parsed(changed("        due: 10月底前\n", "")).items[0]
    assert (item.phrase, item.due, item.internal_due) == (None, date(2021, 12, 31), date(2021, 12, 31))
    assert item.rule == "plan-end"


def test_an_office_closed_on_the_last_day_has_an_earlier_internal_date() -> None:
    calendar = WorkCalendar(closed=frozenset({date(2021, 10, 29)}))
    item = parse_plan(BASE, calendar, notice_text).items[0]
    assert (item.due, item.internal_due) == (date(2021, 10, 31), date(2021, 10, 28))


def test_a_sentence_is_found_across_line_breaks_and_blanks() -> None:
    plan = parsed()
    for item in plan.items:
        assert item.source is not None
        assert item.sentence == plan.notice[slice(*item.source)].replace("\n", "")
    assert plan.items[1].sentence == "确保全年举办不少于 3 次讲座"


def test_a_sentence_that_stands_twice_is_taken_from_its_own_task() -> None:
    earlier = "一、别的任务。审查率达100%。\n"
    text = changed("确保全年举办不少于3次讲座", "审查率达100%")
    item = parse_plan(text, DEFAULT, lambda _: earlier + NOTICE).items[1]
    assert item.source is not None
    assert item.source[0] > len(earlier)


def test_a_sentence_folded_over_lines_has_no_blank_at_the_fold() -> None:
    folded = changed(
        "于10月底前制定并公布重大行政决策目录",
        ">-\n          于10月底前制定并公布\n          重大行政决策目录",
    )
    without_notice = folded.replace("  notice: notice.txt\n", "")
    item = parsed(without_notice).items[0]
    assert item.sentence == "于10月底前制定并公布重大行政决策目录"
    assert item.source is None


def test_every_unit_gets_its_seats_and_a_lead_unit_one_more() -> None:
    seats = parsed().seats
    assert Seat("龙华区政府联系人", "龙华区政府", "contact") in seats
    assert Seat("龙华区政府分管负责人", "龙华区政府", "leader") in seats
    assert [seat.title for seat in seats if seat.role == "lead"] == ["市司法局牵头联系人"]
    assert len(seats) == 4 * 2 + 1 + 1


def test_a_seat_written_out_takes_the_place_of_the_automatic_one() -> None:
    seats = parsed(
        changed("  - auto\n", "  - auto\n  - {title: 龙华区司法科, unit: 龙华区, role: contact}\n")
    ).seats
    assert [s.title for s in seats if s.unit == "龙华区政府"] == ["龙华区政府分管负责人", "龙华区司法科"]


def test_without_auto_only_the_seats_written_exist() -> None:
    assert [seat.title for seat in parsed(changed("  - auto\n", "")).seats] == ["总协调员"]


def test_groups_may_hold_groups_and_a_unit_owes_once() -> None:
    text = changed("groups:\n", "groups:\n  全部单位: [各区政府, 市公安局, 龙华区]\n")
    item = parsed(text.replace("who: all", "who: 全部单位")).items[0]
    assert item.assignments == ("龙华区政府", "美兰区政府", "市公安局")


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("'>= 3次'", Target(">=", 3, "次")),
        ("≥3", Target(">=", 3, "")),
        ("＞＝３期", Target(">=", 3, "期")),
        ("不少于3次", Target(">=", 3, "次")),
    ],
)
def test_a_target_is_read_from_signs_and_from_words(written: str, target: Target) -> None:
    assert parsed(changed("'>= 3次'", written)).items[1].target == target


@pytest.mark.parametrize(
    "period", ["2021-07-01 至 2021-12-31", "[2021年7月1日, 2021/12/31]", "[2021.7.1，2021-12-31]"]
)
def test_dates_may_be_written_as_people_write_them(period: str) -> None:
    text = changed("[2021-07-01, 2021-12-31]", period)
    assert parsed(text).period == (date(2021, 7, 1), date(2021, 12, 31))


def test_yaml_makes_no_booleans_numbers_or_dates_of_our_words() -> None:
    text = changed("title: 制定并公布目录", "title: yes").replace(
        "10月底前\n        who", "2021-10-31\n        who"
    )
    item = parsed(text).items[0]
    assert (item.title, item.phrase, item.due) == ("yes", "2021-10-31", date(2021, 10, 31))


def test_the_json_is_what_the_command_promises() -> None:
    told = as_json(parsed())
    assert told["period"] == ["2021-07-01", "2021-12-31"]
    assert told["items"][1] == {
        "id": "3.10",
        "title": "举办讲座",
        "measure": "count",
        "target": ">= 3",
        "phrase": "全年",
        "due": "2021-12-31",
        "internal_due": "2021-12-31",
        "leads": ["司法局"],
        "responsible": ["各区政府", "市公安局"],
        "assignments": ["市司法局", "龙华区政府"],
        "recurrence": None,
        "steps": [],
    }


# Files as they come from offices


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_read_whatever_editor_saved_it(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "p.yaml").write_bytes(BASE.replace("\n", "\r\n").encode(encoding))
    (tmp_path / "notice.txt").write_bytes(NOTICE.encode(encoding))
    assert read_plan(tmp_path / "p.yaml") == parsed()


def test_a_plan_without_a_key_is_named_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "sample-2021.yaml").write_text(BASE.replace("  key: test-2021\n", ""), "utf-8")
    (tmp_path / "notice.txt").write_text(NOTICE, "utf-8")
    assert read_plan(tmp_path / "sample-2021.yaml").key == "sample-2021"


def test_a_missing_oversized_or_binary_file_is_one_clear_sentence(tmp_path: Path) -> None:
    big, binary = tmp_path / "big.yaml", tmp_path / "binary.yaml"
    big.write_bytes(b"#" * 2_000_001)
    binary.write_bytes(b"\xff\xff\xff\x00\x81")
    for path, told in (
        (tmp_path / "none.yaml", "找不到文件"),
        (big, "超过 2 MB"),
        (binary, "编码"),
        (tmp_path, "找不到"),
    ):
        with pytest.raises(PlanFaults) as caught:
            read_plan(path)
        assert len(caught.value.faults) == 1
        assert told in str(caught.value)


def test_a_missing_notice_is_a_fault_on_its_line(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(BASE, "utf-8")
    with pytest.raises(PlanFaults) as caught:
        read_plan(tmp_path / "p.yaml")
    (fault,) = caught.value.faults
    assert (fault.line, fault.field) == (7, "plan notice")
    assert "找不到文件" in fault.wrong


# What is wrong with a file


def test_a_fault_says_line_place_what_is_wrong_and_what_is_right() -> None:
    (fault,) = faults_of(changed("10月底前\n        who", "十三月底前\n        who"))
    assert str(fault).startswith("第 27 行 任务三·事项3.1 due：读不懂“十三月底前”；应写成")
    assert "如 10月底前" in str(fault)


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = BASE
    for old, new in (
        ("issued: 2021-08-09", "issued: 昨天"),
        ("[龙华区政府, 美兰区政府]", "[龙华区政府, 美蓝区政府]"),
        ("role: coordinator", "role: boss"),
        ("measure: deliver", "measure: deliever"),
        ("who: all", "who: []"),
        ("needed: 2", "needed: 3"),
    ):
        text = text.replace(old, new, 1)
    faults = faults_of(text)
    assert [(fault.line, fault.field) for fault in faults] == [
        (5, "plan issued"),
        (14, "groups 各区政府"),
        (17, "seats·总协调员 role"),
        (26, "任务三·事项3.1 measure"),
        (28, "任务三·事项3.1 who"),
        (39, "任务三·事项3.10 needed"),
    ]
    assert "计划文件有 6 处问题，未载入" in str(PlanFaults(faults))


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "wrong", "right"),
    [
        ("  title: 测试计划\n", "", 2, "plan title", "缺少 title", "计划名称"),
        ("  issued: 2021-08-09\n", "", 2, "plan issued", "缺少 issued", "2021-08-09"),
        ("issued: 2021-08-09", "issued: 2021-02-30", 5, "plan issued", "不是日期", "2021-08-09"),
        ("  period: [2021-07-01, 2021-12-31]\n", "", 2, "plan period", "缺少 period", "[2021-07-01"),
        ("[2021-07-01, 2021-12-31]", "[2021-12-31, 2021-07-01]", 6, "plan period", "颠倒", "起始日"),
        ("[2021-07-01, 2021-12-31]", "下半年", 6, "plan period", "读不懂", "[2021-07-01"),
        ("notice: notice.txt", "notice: none.txt", 7, "plan notice", "找不到文件", "请检查"),
        ("key: test-2021", "key: a b", 2, "plan key", "代号", "字母"),
        ("issued: 2021", "isued: 2021", 5, "plan", "不认识的键“isued”", "应写成 issued"),
        ("  number:", "  title: 又一个\n  number:", 4, "plan", "“title”写了两次（第 3 行已有）", "只留一处"),
        ("  市公安局: []", "  市公安局: 司法局", 12, "units", "“司法局”重复（第 11 行已用）", "只能指一个"),
        ("  市公安局: []", "  市公安局: [all]", 12, "units", "“all”重复（是保留字）", "只能指一个"),
        ("  各区政府: [龙华区政府, 美兰区政府]", "  各区政府: 各区政府", 14, "groups 各区政府", "各区政府 → 各区政府", "删去"),
        ("美兰区政府]", "美蓝区政府]", 14, "groups 各区政府", "没有名为“美蓝区政府”", "“美兰区政府”"),
        ("各区政府: [龙华区政府, 美兰区政府]", "各区政府: []", 14, "groups 各区政府", "没有成员", "[甲, 乙]"),
        ("unit: 市司法局", "unit: 市司罚局", 17, "seats·总协调员 unit", "没有名为", "“市司法局”"),
        ("unit: 市司法局", "unit: 各区政府", 17, "seats·总协调员 unit", "是单位组", "一个单位"),
        ("role: coordinator", "role: 领导", 17, "seats·总协调员 role", "没有“领导”这种岗位", "contact、leader"),
        ("role: coordinator", "role: coordinator, wecom: 张三", 17, "seats·总协调员 wecom", "“张三”不是企业微信账号", "通讯录"),
        (
            "role: coordinator}",
            "role: coordinator, wecom: xt-1}\n  - {title: 另一岗位, unit: 市公安局, role: contact, wecom: XT-1}",
            18, "seats", "“XT-1”已写给岗位“总协调员”", "一个岗位",
        ),
        ("  - auto\n", "  - {title: 总协调员, unit: 市公安局, role: contact}\n", 17, "seats", "“总协调员”重复", "改名"),
        ("  - {title: 总协调员, unit: 市司法局, role: coordinator}\n", "", 16, "seats", "没有协调员", "role: coordinator"),
        ("no: 三", "no: 叁拾", 19, "第1项任务 no", "读不懂序号", "一、二"),
        ("leads: [司法局]", "leads: [市发改委]", 21, "任务三 leads", "没有名为“市发改委”", "units"),
        ("id: 3.10", "id: 3.1", 31, "任务三·事项3.1 id", "事项编号 3.1 重复（第 24 行已有）", "自己的编号"),
        ("id: 3.1\n", "id: 4.1\n", 24, "任务三·事项4.1 id", "不在本任务之下", "3. 开头"),
        ("id: 3.1\n", "id: 3-1\n", 24, "任务三·事项3-1 id", "不合格式", "如 3.1"),
        ("id: 3.1\n", "id: ３．１\n", 24, "任务三·事项３．１ id", "不合格式", "半角"),
        ("measure: deliver", "measure: 交付", 26, "任务三·事项3.1 measure", "没有“交付”", "deliver"),
        ("measure: count", "measure: deliver", 34, "任务三·事项3.10 target", "没有目标数", "删去 target"),
        ("measure: count", "measure: rate", 34, "任务三·事项3.10 target", "不是百分比", "超过50%"),
        ("'>= 3次'", "'>= 30%'", 34, "任务三·事项3.10 target", "是百分比", "不少于3次"),
        ("'>= 3次'", "很多", 34, "任务三·事项3.10 target", "读不懂“很多”", "不少于3次"),
        ("'>= 3次'", "'<= 3次'", 34, "任务三·事项3.10 target", "至少", "不少于3次"),
        ("'>= 3次'", "'>= 2.5次'", 34, "任务三·事项3.10 target", "不是正整数", "不少于3次"),
        ("        target: '>= 3次'\n", "", 31, "任务三·事项3.10 target", "缺少 target", "不少于3次"),
        ("due: 10月底前", "due: 2021-08-08", 27, "任务三·事项3.1 due", "早于印发日期 2021-08-09", "改正时限"),
        ("due: 10月底前", "due: 2022-01-31", 27, "任务三·事项3.1 due", "晚于计划期末 2021-12-31", "period"),
        ("due: 10月底前", "due: 每日", 27, "任务三·事项3.1 due", "每日", "ongoing"),
        ("due: 10月底前", "due: 长期坚持", 27, "任务三·事项3.1 due", "没有期限", "ongoing"),
        ("due: 10月底前", "due: 全年不少于3次", 27, "任务三·事项3.1 due", "读不懂", "10月底前"),
        ("due: 10月底前", "due: [10月底前]", 27, "任务三·事项3.1 due", "应是一段文字", "due: 文字"),
        ("        who: all\n", "", 24, "任务三·事项3.1 who", "没有写由谁办", "leads"),
        ("who: all", "who: 市公安", 28, "任务三·事项3.1 who", "没有名为“市公安”", "“市公安局”"),
        ("who: all", "who: {a: b}", 28, "任务三·事项3.1 who", "名称的列表", "[甲, 乙]"),
        ("leads: [司法局]", "leads: []", 36, "任务三·事项3.10 who", "任务没有牵头单位", "写上牵头单位"),
        ("        sentence: 于10", "        sentence: 应10", 29, "任务三·事项3.1 sentence", "没有这句话", "照抄"),
        ("公布重大行政决策目录\n", "公布重大决策目录\n", 29, "任务三·事项3.1 sentence", "“于10月底前制定并公布重大”", "照抄"),
        ("        sentence: 于10月底前制定并公布重大行政决策目录\n", "", 24, "任务三·事项3.1 sentence", "缺少", "原句"),
        ("ladder: [1, 7, -3]", "ladder: [七天]", 38, "任务三·事项3.10 ladder", "不是互不相同的天数", "[7, 3, 1, 0]"),
        ("ladder: [1, 7, -3]", "ladder: [1, 1]", 38, "任务三·事项3.10 ladder", "不是互不相同的天数", "[7, 3, 1, 0]"),
        ("needed: 2", "needed: 全部", 39, "任务三·事项3.10 needed", "“全部”", "不多于 2"),
        ("ladder: [1, 7, -3]", "also: 目录", 38, "任务三·事项3.10 also", "俗称“目录”", "只能指一个"),
    ],
)  # fmt: skip
def test_each_fault_is_one_clear_sentence(
    old: str, new: str, line: int, field: str, wrong: str, right: str
) -> None:
    (fault,) = faults_of(changed(old, new))
    assert (fault.line, fault.field) == (line, field)
    assert wrong in fault.wrong
    assert right in fault.right
    assert "\n" not in str(fault)


def test_a_ring_of_groups_is_named_and_does_not_hang() -> None:
    text = changed("groups:\n", "groups:\n  甲组: [乙组]\n  乙组: [丙组, 市公安局]\n  丙组: [甲组]\n")
    (fault,) = faults_of(text)
    assert fault.wrong.startswith("单位组互相包含（")
    assert all(name in fault.wrong for name in ("甲组", "乙组", "丙组"))


def test_every_ring_of_groups_is_told() -> None:
    text = changed("groups:\n", "groups:\n  甲组: [乙组]\n  乙组: [甲组]\n  丙组: [丙组, 市公安局]\n")
    assert [fault.wrong.count("→") for fault in faults_of(text)] == [2, 1]


def test_two_items_of_one_number_are_found_on_one_line_too() -> None:
    item = "{id: 3.2, title: 甲, measure: ongoing, who: all, sentence: 审查率达100%}"
    head = BASE[: BASE.index("    items:\n")]
    (fault,) = faults_of(f"{head}    items: [{item}, {item}]\n")
    assert "事项编号 3.2 重复" in fault.wrong


def test_a_small_file_cannot_ask_for_millions_of_accounts() -> None:
    units = "".join(f"  第{n}局:\n" for n in range(3_000))
    names = "、".join(f"第{n}局" for n in range(3_000))
    item = "      - {{id: 3.{n}, title: 甲, measure: ongoing, who: 全部, sentence: 审查率达100%}}\n"
    text = BASE.replace("groups:\n", f"{units}groups:\n  全部: {names}\n")
    (fault,) = faults_of(text + "".join(item.format(n=n) for n in range(100, 500)))
    assert "责任账目超过 1,000,000 条" in fault.wrong


def test_two_tasks_of_one_number_are_a_fault() -> None:
    again = BASE + BASE[BASE.index("  - no: 三") :].replace("no: 三", "no: 3").replace(
        "目录, 决策目录", "别的"
    )
    wrongs = [fault.wrong for fault in faults_of(again)]
    assert "任务序号重复（第 19 行已有）" in wrongs
    assert sum("事项编号" in wrong for wrong in wrongs) == 2


# What is not YAML, or wants to be more than a plan


@pytest.mark.parametrize(
    ("text", "line", "wrong"),
    [
        ("", 0, "文件是空的"),
        ("# 只有说明\n", 0, "文件是空的"),
        ("督办\n", 1, "“键: 值”"),
        ("- a\n- b\n", 1, "“键: 值”"),
        ("plan: [a\nunits: b\n", 1, "没有配对"),
        ("plan:\n\ttitle: 甲\n", 2, "制表符"),
        ("plan:\n  title: 甲\n  issued：2021-08-09\n  number: 1\n", 3, "全角冒号"),
        ("plan:\n  title: '甲\n  number: 1\n", 2, "引号没有配对"),
        ("a:\n  target: >= 3次\n", 2, "没有加引号"),
        ("plan: {}\n---\nplan: {}\n", 2, "---"),
        ("plan:\n  title: 甲\n number: 1\n", 3, "缩进"),
        ("a: &x 1\nb: 2\n", 1, "引用"),
        ("plan:\n  title: 甲\x00\n", 2, "控制字符"),
        ("plan: " + "[" * 20 + "]" * 20, 1, "嵌套"),
        ("plan: " + "[" * 100_000, 1, "嵌套太深"),
    ],
)
def test_what_is_not_a_plan_is_refused_in_one_sentence(text: str, line: int, wrong: str) -> None:
    (fault,) = faults_of(text)
    assert fault.line == line
    assert wrong in fault.wrong


def test_a_file_that_would_unfold_to_billions_is_refused_at_once() -> None:
    rows = ["a0: &a0 [lol, lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    started = time.perf_counter()
    (fault,) = faults_of("\n".join(rows))
    assert "引用" in fault.wrong
    assert time.perf_counter() - started < 1


def test_a_file_full_of_faults_is_answered_in_seconds() -> None:
    item = "      - {id: 3.1, title: 甲, measure: deliver, who: 无此单位, sentence: 不在通知里的一句话}\n"
    started = time.perf_counter()
    faults = faults_of(BASE + item * 5_000)
    assert len(faults) >= 3 * 5_000
    assert time.perf_counter() - started < 20


PIECES = st.sampled_from(
    [
        *BASE.splitlines(keepends=True),
        "units: x\n",
        "groups: {a: [b], b: [a]}\n",
        "- ",
        "  ",
        ": ",
        "[",
        "}",
        "'",
        "\t",
    ]
)


def sound(text: str) -> Plan | tuple[Fault, ...]:
    """The plan, or the faults; any other exception is a bug."""
    try:
        return parsed(text)
    except PlanFaults as error:
        return error.faults


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=45).map("".join) | st.text(max_size=200))
def test_any_text_is_a_plan_or_a_list_of_faults(text: str) -> None:
    assert sound(text) != ()


@settings(max_examples=150, deadline=None)
@given(st.integers(0, BASE.count("\n") - 1), PIECES | st.text(max_size=20))
def test_any_line_may_be_spoilt_and_nothing_but_faults_follows(line: int, spoilt: str) -> None:
    rows = BASE.splitlines(keepends=True)
    rows[line] = spoilt if spoilt.endswith("\n") else spoilt + "\n"
    assert sound("".join(rows)) != ()


# ---------------------------------------------------------------- the level above


def under(text: str = BASE) -> str:
    """The same as a breakdown of the level above's notice."""
    return text.replace("  key: test-2021\n", "  key: test-2021\n  superior: 省〔2021〕9号\n")


SERVING = BASE.replace("        measure: deliver\n", "        measure: deliver\n        superior: 5.10\n")


def test_an_item_says_which_item_of_the_level_above_it_serves() -> None:
    plan = parsed(under(SERVING))
    assert plan.superior == "省〔2021〕9号"
    assert [item.superior for item in plan.items] == ["5.10", None]
    assert as_json(plan)["items"][0]["superior"] == "5.10"


def test_an_item_of_the_level_above_needs_its_notice_and_its_number() -> None:
    (unnamed,) = faults_of(SERVING)
    assert (unnamed.field, unnamed.wrong) == ("任务三·事项3.1 superior", "没有写是哪份上级文件的事项")
    (misshapen,) = faults_of(under(SERVING).replace("superior: 5.10", "superior: 五"))
    assert misshapen.wrong == "上级事项“五”不合格式"
