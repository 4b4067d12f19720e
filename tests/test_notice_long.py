"""Longer notices that mix their forms, and pages as they are copied from the web: every unit set, every date, nothing false.

DATES: words of the item, and the day, `R` for what comes back. UNITS: words of the task, who leads, all others.
"""

from pathlib import Path

import pytest

from schedules.notice import Draft, DraftItem, Notice, as_yaml, draft, read_notice

NOTICES = Path(__file__).parent / "notices" / "long"
NAMES = sorted(path.stem for path in NOTICES.glob("*.txt"))

Names = list[str]

DATES: dict[str, list[tuple[str, str]]] = {
    "cells-between-bars": [
        ("办事指南", "2023-12-31"), ("业务测试", "2023-06-30|R"),
    ],
    "cells-merged": [
        ("完成情况", "R"), ("堤防", "2022-12-31"), ("人行天桥", "2022-09-30"), ("养护楼", "2022-05-31"),
        ("老年大学", "2022-12-31"),
        ("政务服务中心", "2022-11-30"),
    ],
    "cells-moved": [
        ("人民路", "2021-11-30"), ("人民路", "2021-08-31"), ("北郊", "2021-12-31"), ("墓地", "2021-10-31"),
    ],
    "circled-parts": [
        ("床位达到", "2020-12-31"), ("覆盖率", "2022-12-31"), ("用房排查", "2020-09-30"), ("补建", "2021-06-30"),
        ("2000", "2020-12-31|2022-12-31"), ("5000", "2022-12-31"), ("达标率", "2020-10-31"), ("一院一档", "2020-08-31"),
        ("整改情况", "2020-10-15"), ("每年评定", "R"), ("每季度", "R"), ("实施细则", "2020-06-30"),
        ("智慧养老", "2020-12-31"),
        ("参保率", "R|2020-09-30"),
    ],
    "division-of-work": [
        ("乡村兽医", "2021-09-30"), ("水平评价", "2021-12-31"), ("实名台账", "2021-08-31"), ("帮扶就业率", "2022-06-30"),
        ("全程网上", "2021-12-31"), ("征求意见", "2021-10-31"), ("报送审查", "2021-12-31"), ("清理结果", "2021-11-30"),
        ("报省政府", "2021-12-15"), ("电子证照实现", "2022-06-30"), ("每半年", "R"), ("分两批", "2021-12-31"),
        ("书面报省政府", "2021-12-31"),
    ],
    "duties-by-unit": [
        ("修订", "2022-01-31|R"), ("演练", "R"), ("台账", "R"), ("灭火器具", "2022-02-28"), ("预报", "R"),
        ("责任书", "2022-02-15"), ("可燃物", "2022-04-02"), ("次月5日", "R"),
    ],
    "letter-before": [
        ("覆盖率", "2024-04-30"), ("无分歧", "2024-06-30"), ("首贷户", "2024-12-31"), ("银企对接", "R|2024-12-31"),
        ("涉企服务事项清单", "2024-03-31"), ("专窗", "2024-05-31"), ("企业家日", "2024-11-01"), ("报送进展", "R"),
        ("联络员", "2024-03-15"),
    ],
    "numbered-goals": [
        ("实施计划", "2022-02-20"), ("半年", "2022-06-30|2022-12-31"), ("新签约", "2022-12-31"), ("申报辅导", "2022-06-30"),
        ("封顶", "2022-12-31"), ("开工", "2022-03-31"), ("通车", "2022-09-30"), ("新改建学校", "2022-09-01"),
        ("体检", "2022-08-31"),
        ("竣工", "2022-06-30"), ("10月底前开工", "2022-10-31"),
    ],
    "phases-and-charges": [
        ("细化方案", "2024-03-29|2024-03-31"), ("报市安委办", "2024-03-29"), ("建立台账", "2024-04-30"),
        ("完成整改", "2024-05-20"),
        ("演练", "R"), ("25%", "2024-06-30|2024-09-30"), ("工作总结", "2024-11-10"), ("每月5日", "R"),
        ("摸排", "2024-06-15"),
        ("培训。", "2024-07-31"), ("通风", "2024-09-30"), ("每月至少", "R"), ("统计表", "R"),
    ],
    "traditional": [
        ("實施方案", "2022-03-20"), ("進展", "R"), ("公布清單", "2022-10-31"), ("500人次", "2022-06-30|2022-12-31"),
    ],
}  # fmt: skip

UNITS: dict[str, list[tuple[str, Names, Names]]] = {
    "cells-between-bars": [
        ("办事指南", [], ["审批管理科"]), ("业务测试", [], ["综合科"]), ("群众诉求", [], ["各科室"]),
    ],
    "cells-merged": [
        ("堤防", [], ["县水利局", "县住建局", "县河东片区指挥部"]), ("人行天桥", [], ["县住建局"]),
        ("养护楼", [], ["县民政局"]), ("老年大学", [], ["县民政局"]),
        ("政务服务中心", [], ["县政务服务中心", "县代建中心"]),
    ],
    "cells-moved": [
        ("墓地", ["民政局"], []), ("人民路", ["城投集团"], []), ("北郊", ["城投集团"], []),
    ],
    "circled-parts": [
        ("完善设施", ["市自然资源和规划局"], ["市住建局", "市民政局", "各县区人民政府"]),
        ("培育人才", [], ["市人社局", "市教育局"]), ("等级评定", [], ["市民政局"]),
        ("强化监管", [], ["市民政局", "市卫生健康委", "市市场监管局", "市医保局", "市消防救援支队"]),
        ("智慧养老", ["市民政局"], ["市大数据局"]),
        ("意外伤害", ["市民政局"], ["市财政局", "各县区人民政府"]),
    ],
    "division-of-work": [
        ("降低就业门槛", ["省人力资源社会保障厅"], ["省教育厅", "省财政厅", "省住房城乡建设厅", "各地区"]),
        ("水平评价", ["省人力资源社会保障厅"], ["省发展改革委", "省国资委", "各地区"]),
        ("高校毕业生", ["省教育厅", "省人力资源社会保障厅"], ["各市州人民政府"]),
        ("职业学校", ["省教育厅"], ["省人力资源社会保障厅"]),
        ("灵活就业", [],
         ["省人力资源社会保障厅", "省发展改革委", "省交通运输厅", "省应急厅", "省市场监管局", "省医保局", "省高级人民法院"]),
        ("涉企经营许可", ["省政府办公厅", "省市场监管局", "省司法厅"], ["省相关部门", "各地区"]),
        ("信息化管理制度", [], ["省市场监管局"]),
        ("工业产品", [], ["省市场监管局", "省司法厅"]), ("清理结果", [], ["各市州人民政府", "省市场监管局"]),
        ("常用证照", ["省政府办公厅"], ["省公安厅", "省住房城乡建设厅", "省税务局", "省医保局", "各地区"]),
        ("重复检查", ["省市场监管局"], ["各有关部门"]),
        ("中介机构", [], ["省发展改革委", "省民政厅", "省市场监管局"]),
    ],
    "duties-by-unit": [
        ("预案", [], ["县林业和草原局"]), ("防火演练", [], ["县林业和草原局"]), ("隐患", [], ["县林业和草原局"]),
        ("储备", [], ["县应急管理局"]),
        ("报送", [], ["县应急管理局"]), ("火险等级", [], ["县气象局"]), ("可燃物", [], ["各乡镇人民政府"]),
    ],
    "letter-before": [
        ("税费", ["市税务局"], ["市财政局"]), ("拖欠", ["市工信局"], ["市财政局", "市审计局", "各县（市、区）人民政府"]),
        ("首贷户", ["人民银行平江分行"], ["国家金融监督管理总局平江监管分局", "市地方金融管理局"]),
        ("银企", ["市地方金融管理局"], ["市工商联"]),
        ("涉企服务", ["市政务服务办"], ["市工信局", "各县（市、区）人民政府", "经开区管委会"]),
        ("企业家日", ["市委统战部"], ["市工商联"]),
    ],
    "numbered-goals": [
        ("地区生产总值", ["经发局", "财政局"], ["统计局", "各街道"]), ("新签约", ["招商局"], ["经发局", "各街道"]),
        ("科创", ["科创局"], []),
        ("地铁", ["建交局"], ["城管局", "国资集团"]), ("学校", ["教卫局"], ["规资局", "各街道"]),
        ("空气", ["生环局"], ["各部门", "各街道"]),
        ("就业", ["人社局"], ["各街道"]), ("死亡事故", ["应急局"], []), ("老人免费", [], ["教卫局", "民政局"]),
        ("老旧小区", ["建交局"], ["各街道"]),
    ],
    "phases-and-charges": [
        ("工贸行业", [], ["市应急管理局"]), ("市政工程", [], ["市住建局"]),
        ("污水处理设施", [], ["市城管局", "市水务集团"]),
    ],
    "traditional": [
        ("事項清單", ["縣政府辦公室"], ["各有關部門", "各鄉鎮政府"]),
        ("監管行為", ["縣市場監管局"], ["縣人力資源社會保障局", "縣財政局"]),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def drafts() -> dict[str, Draft]:
    return {name: draft(read_notice(NOTICES / f"{name}.txt")) for name in NAMES}


def items(drafted: Draft) -> list[DraftItem]:
    return [item for task in drafted.tasks for item in task.items]


def settled(item: DraftItem) -> str:
    return "R" if item.recurrence else str(item.due) if item.due else ""


def test_every_notice_has_its_reading() -> None:
    assert set(NAMES) == set(DATES) == set(UNITS)


@pytest.mark.parametrize(("name", "words", "due"), [(n, *row) for n in NAMES for row in DATES[n]])
def test_a_date_is_found_and_settled(drafts: dict[str, Draft], name: str, words: str, due: str) -> None:
    found = [
        settled(item)
        for task in drafts[name].tasks
        for item in task.items
        if words in item.title + item.text + task.title
    ]
    assert set(found) & set(due.split("|")), found


@pytest.mark.parametrize("name", NAMES)
def test_no_date_is_given_that_the_notice_does_not_set(drafts: dict[str, Draft], name: str) -> None:
    set_ = {day for _, due in DATES[name] for day in due.split("|")}
    given = {settled(item) for item in items(drafts[name]) if item.phrase and settled(item)}
    assert not given - set_


@pytest.mark.parametrize(("name", "words", "leads", "others"), [(n, *row) for n in NAMES for row in UNITS[n]])
def test_units_are_those_written(
    drafts: dict[str, Draft], name: str, words: str, leads: Names, others: Names
) -> None:
    found = []
    for task in drafts[name].tasks:
        if words in task.title + "".join(item.text for item in task.items):
            found.append((task.leads, (*task.responsible, *task.assisting)))
        found += [
            (item.leads, (*item.responsible, *item.assisting)) for item in task.items if words in item.text
        ]
    assert (tuple(leads), tuple(others)) in found


def test_the_notice_has_its_own_day_not_that_of_the_letter_before_it(drafts: dict[str, Draft]) -> None:
    assert str(drafts["letter-before"].issued) == "2024-03-05"
    assert any("2024-02-26" in note for note in drafts["letter-before"].notes)


def test_the_day_signed_counts_not_the_day_it_was_put_on_the_web(drafts: dict[str, Draft]) -> None:
    assert str(drafts["cells-merged"].issued) == "2022-02-25"


def test_a_title_broken_over_lines_is_one() -> None:
    text = (
        "青山县人民政府办公室\n关于印发2022年惠民实事\n任务分工的通知\n各乡镇人民政府：\n现将任务分工印发给你们。\n"
        "一、从2022年3月起，各责任单位务于每月25日前报县政府督查室。\n2022年2月21日\n"
    )
    assert draft(Notice(text, "x.txt")).title == "2022年惠民实事任务分工"


def test_traditional_script_and_half_width_marks_are_quoted_as_they_stand(drafts: dict[str, Draft]) -> None:
    drafted = drafts["traditional"]
    assert drafted.title == "2022年營商環境重點任務分工"
    written = as_yaml(drafted)
    assert "縣市場監管局" in written
    assert "县市场监管局" not in written
    for item in items(drafted):
        assert "".join(item.text.split()) in "".join(drafted.text.split())


def test_what_the_issuer_means_to_do_is_no_duty_of_the_units(drafts: dict[str, Draft]) -> None:
    said = [item.text for item in items(drafts["division-of-work"])]
    assert not any("适时组织开展专项督查" in text for text in said)
    assert any("6月、9月组织两次督查" in aside.text for aside in drafts["phases-and-charges"].asides)


def test_a_line_saying_whose_all_of_it_is_is_no_matter_of_its_own(drafts: dict[str, Draft]) -> None:
    assert not any("以上任务由" in item.text for item in items(drafts["circled-parts"]))
