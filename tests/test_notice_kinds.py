"""Short notices, each of one kind of writing that notices differ in: every date, number and unit, and nothing false.

ITEMS: words that single out the item, the day (`R`: it comes back, no day named), the target, who leads, all others.
"""

from pathlib import Path

import pytest

from schedules.notice import Draft, DraftItem, Notice, as_json, draft, read_notice

NOTICES = Path(__file__).parent / "notices" / "kinds"
NAMES = sorted(path.stem for path in NOTICES.glob("*.txt"))

Item = tuple[str, str, str, list[str], list[str]]

ITEMS: dict[str, list[Item]] = {
    "years": [
        ("改造灌区12处", "2017-12-31", ">= 12处", [], []),
        ("旱涝保收田", "2017-12-31", ">= 60000亩", [], []),
        ("利用系数", "2017-12-31", ">= 8%", [], []),
        ("改造中型灌区", "2017-12-31", ">= 12处", ["市水利局"], ["市财政局", "各县区"]),
        ("渠道衬砌", "R", ">= 50公里", ["市水利局"], ["市财政局", "各县区"]),
        ("种子补贴", "", "", ["市农业局"], []),
        ("示范片", "2016-12-31", ">= 20个", ["市水利局"], ["市农业局", "市科技局"]),
        ("占比", "2017-12-31", ">= 45%", ["市水利局"], ["市农业局", "市科技局"]),
        ("管水员", "", ">= 300名", ["市水利局"], ["各县、区人民政府"]),
        ("技术员", "", ">= 60名", ["市水利局"], ["各县、区人民政府"]),
    ],
    "unnumbered-headings": [
        ("归集省级部门", "2025-12-31", ">= 900类", ["省数据局"], ["省公安厅", "民政厅", "省税务局"]),
        ("上线", "2025-09-30", "", [], ["省政务服务中心", "省数据局", "各市人民政府"]),
        ("占比", "2025-09-30", ">= 80%", [], ["省政务服务中心", "省数据局", "各市人民政府"]),
        ("安全检查", "2025-03-31", "", ["省委网信办"], []),
    ],
    "activity-times": [
        ("防震疏散演练", "2023-04-12", "", [], []),
        ("安全知识讲座", "2023-04-20", "", [], []),
        ("开展自查", "2023-04-07", "", [], ["各处室"]),
        ("纸质表格", "2023-04-10", "", [], ["各处室"]),
    ],
    "school-schedule": [
        ("申报选用计划", "2022-05-13", "", [], ["各学院（部）"]),
        ("审核教材", "2022-05-20", "", [], ["各学院（部）教授委员会"]),
        ("在院内公示", "2022-05-27", "", [], ["各学院（部）教授委员会"]),
        ("公示时间", "", ">= 5个工作日", [], ["各学院（部）教授委员会"]),
        ("汇总表报教务处", "2022-05-30", "", [], ["各学院（部）"]),
        ("专家复审", "2022-06-06", "", [], ["教务处"]),
    ],
    "agreed": [
        ("功能区", "", "", ["省农业厅"], ["省国土资源厅", "省财政厅", "省水利厅"]),
        ("流转市场", "2015-06-30", "", ["省国土资源厅"], ["省农业厅", "省工商局"]),
        ("农业投入", "", "", [], ["省财政厅", "省发展改革委"]),
        ("仓储设施", "2015-11-30", "", ["省农业厅"], ["省财政厅"]),
        ("上季度进展", "2015-04-10", "", [], ["各部门"]),
        ("细化措施", "", "", [], ["牵头部门", "有关方面"]),
    ],
    "unsigned-duties": [
        ("落实清单", "", "", [], ["各乡镇"]),
        ("配套措施", "", "", [], ["县级各有关部门"]),
        ("系统接口", "2021-10-31", "", [], ["县级各有关部门"]),
        ("统筹推进", "", "", [], ["县营商环境工作领导小组办公室"]),
        ("指导基层", "", "", [], ["各成员单位"]),
        ("数据共享", "", "", [], ["各成员单位"]),
        ("动态更新", "", "", [], ["县营商环境工作领导小组办公室"]),
        ("进行评估", "R", "", [], ["县营商环境工作领导小组办公室"]),
    ],
    "stages-run-on": [
        ("动员部署", "2018-03-31", "", [], ["各县(市、区)扬尘整治工作专班"]),
        ("逐一检查", "2018-08-31", "= 100%", [], ["各县(市、区)扬尘整治工作专班"]),
        ("阶段小结", "2018-08-31", "", [], ["各县(市、区)扬尘整治工作专班"]),
        ("抽查面", "2018-10-31", ">= 30%", [], ["市局“扬尘整治”工作领导小组"]),
        ("工作总结", "2018-10-20", "", [], ["各县(市、区)"]),
    ],
    "figures-table": [
        ("新增就业", "", ">= 4000人", ["县人力资源社会保障局"], []),
        ("涨幅", "", "<= 3%", ["县发展改革局"], []),
        ("交通投资", "", ">= 12亿元", ["县交通运输局"], []),
        ("老旧小区", "", ">= 8个", ["县住房城乡建设局"], []),
    ],
    "longer-rows": [
        ("养老床位", "2022-11-30", ">= 500张", [], ["市民政局", "市财政局"]),
        ("敬老院", "2022-11-30", ">= 3所", [], ["市民政局", "市财政局"]),
        ("热线", "2022-06-30", "", [], ["市民政局"]),
        ("助餐点", "", "", ["市市场监管局"], ["市民政局等政府各有关部门"]),
    ],
    "dates-below": [
        ("灌溉面积年报", "2020-02-20", "", [], []),
        ("蓄水", "2020-05-31", "", [], []),
        ("饮水安全", "2020-09-30", "", [], []),
    ],
    "holiday": [
        ("排查安全隐患", "", "", [], ["各单位"]),
        ("走访慰问", "2019-02-03", "", [], ["工会", "人事处", "离退休处"]),
        ("教材和设备", "", "", [], ["教务处", "资产处", "网络中心", "图书馆"]),
        ("报到情况", "2019-02-26", "", [], ["各系"]),
        ("供水供电", "", "", [], ["后勤服务中心"]),
    ],
    "figures-in-sentences": [
        ("预留采购份额", "", ">= 40%", [], ["区财政局"]),
        ("首付款", "", ">= 30%", ["区财政局"], ["区住房和城乡建设局"]),
        ("办理时限", "", "<= 5个工作日", ["区财政局"], ["区住房和城乡建设局"]),
        ("贷款户", "2023-12-31", "> 200户", ["区金融办"], ["区财政局", "各镇人民政府", "园区管委会"]),
        ("企业上云", "", ">= 500家", [], ["区工信局"]),
        ("工业投资", "2023-12-31", ">= 10%", [], ["区工信局", "区投资促进局"]),
        ("亩均税收", "2023-12-31", ">= 20万元", [], ["区工信局", "区投资促进局"]),
    ],
    "no-about": [
        ("亲自部署", "", "", [], ["各县区", "各部门"]),
        ("督查报告", "2019-12-25", "", [], ["各督查组"]),
        ("整改情况", "2020-01-15", "", [], ["各县区"]),
    ],
    "goals-first": [
        ("5G基站", "2021-12-31", ">= 800个", [], []),
        ("创新平台", "2021-12-31", ">= 6个", [], []),
        ("充电桩", "2023-12-31", ">= 10000个", [], []),
        ("失业率", "2023-12-31", "<= 4.5%", [], []),
        ("数据中心", "2022-06-30", "", ["市大数据局"], ["市发展改革委", "市工业和信息化局", "各县（市、区）政府（管委会）"]),
        ("机架", "2022-06-30", ">= 2000个", ["市大数据局"], ["市发展改革委", "市工业和信息化局", "各县（市、区）政府（管委会）"]),
        ("3亿元", "", ">= 3亿元", ["市农业农村局"], ["市财政局", "各镇街"]),
        ("智慧农场", "", ">= 12个", ["市农业农村局"], ["市财政局", "各镇街"]),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def drafts() -> dict[str, Draft]:
    return {name: draft(read_notice(NOTICES / f"{name}.txt")) for name in NAMES}


def settled(item: DraftItem) -> str:
    return str(item.due) if item.due else "R" if item.recurrence else ""


def aim(item: DraftItem) -> str:
    return f"{item.target.op} {item.target.value:.10g}{item.target.unit}" if item.target else ""


def test_a_place_is_that_of_the_whole_sentence(drafts: dict[str, Draft]) -> None:
    drafted = drafts["activity-times"]
    told = [item for task in as_json(drafted)["tasks"] for item in task["items"]]
    half = next(item for item in told if item["text"].startswith("并将纸质表格"))
    assert drafted.text[slice(*half["source"])].startswith("请各处室于2023年4月3")
    assert drafted.text[slice(*half["source"])].endswith("交保卫处。")


def test_what_is_attached_is_no_matter(drafts: dict[str, Draft]) -> None:
    assert not holding(drafts["activity-times"], "路线图")


def test_a_length_of_years_is_no_date_where_nobody_knows_from_when() -> None:
    text = (
        "关于推进人才工作的意见\n各区人民政府：\n一、培养人才。5年内引进专家200名。（牵头单位：市人社局）\n"
    )
    (task,) = draft(Notice(text, "意见.txt")).tasks
    assert [(item.due, aim(item)) for item in task.items] == [(None, ">= 200名")]


def holding(drafted: Draft, words: str) -> list[DraftItem]:
    tight = words.replace(" ", "")
    return [i for task in drafted.tasks for i in task.items if tight in i.text.replace(" ", "") + i.title]


def test_every_notice_has_its_reading() -> None:
    assert set(NAMES) == set(ITEMS)


@pytest.mark.parametrize(("name", "item"), [(n, item) for n in NAMES for item in ITEMS[n]])
def test_an_item_has_its_date_its_number_and_its_units(
    drafts: dict[str, Draft], name: str, item: Item
) -> None:
    words, day, target, leads, others = item
    found = [
        (settled(i), aim(i), sorted(i.leads), sorted((*i.responsible, *i.assisting)))
        for i in holding(drafts[name], words)
    ]
    assert (day, target, sorted(leads), sorted(others)) in found


@pytest.mark.parametrize("name", NAMES)
def test_no_date_and_no_number_is_given_that_the_notice_does_not_set(
    drafts: dict[str, Draft], name: str
) -> None:
    items = [item for task in drafts[name].tasks for item in task.items]
    days, aims = {day for _, day, *_ in ITEMS[name]}, {target for _, _, target, *_ in ITEMS[name]}
    assert not {settled(i) for i in items} - days - {""}
    assert not {aim(i) for i in items} - aims - {""}
