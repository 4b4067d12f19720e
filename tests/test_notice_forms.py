"""Notices of seventeen forms, each read as a careful official reads it: every task's units, every date, every number.

DATES: (words in the item, the notice's wording, the day, the recurrence). TARGETS: (words in the item, the target).
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schedules.notice import Draft, DraftItem, as_json, as_yaml, draft, read_notice
from schedules.notice.flow import flow_of
from schedules.planfile import PlanFaults, parse_plan
from schedules.workdays import DEFAULT

HERE = Path(__file__).parent
NOTICES = HERE / "notices"
NAMES = sorted(path.stem for path in NOTICES.glob("*.txt"))

HEADS = {
    "cells-in-lines": ("平川市2021年政府工作报告重点任务分解表", "平政发〔2021〕3号", "2021-02-19"),
    "duty-lines": ("2019年全市政务服务提升工作要点", "河府办〔2019〕21号", "2019-02-26"),
    "nested-measures": ("全省优化营商环境电视电话会议重点任务分工方案", "临政办发〔2022〕37号", "2022-03-18"),
    "office-duties": ("滨湖新区综合治理办公室2018年下半年内部督办事项分解方案", "", "2018-07-02"),
    "own-schedule": (
        "南屏市司法局关于开展2024年行政执法突出问题专项整治的通知",
        "南司通〔2024〕33号",
        "2024-04-28",
    ),
    "recurring-duties": (
        "岭东县人民政府办公室关于建立2023年重点项目调度制度的通知",
        "岭政办函〔2023〕9号",
        "2023-02-08",
    ),
    "run-together": ("关于做好2016年度食品安全问题整改工作的通知", "青政综办〔2016〕45号", "2016-05-30"),
    "table-and-text": ("云溪市2022年法治宣传教育工作方案", "云普办〔2022〕6号", "2022-03-04"),
    "unbroken": ("金沙县2017年脱贫攻坚重点工作责任清单", "", "2017-03-06"),
    "wrapped-page": ("江陵市2020年水污染防治攻坚任务分解", "江政办〔2020〕18号", "2020-04-02"),
    "division-in-brackets": (
        "全省营造放心消费环境电视电话会议重点任务分工方案",
        "华政办发〔2022〕57号",
        "2022-09-28",
    ),
    "district-flattened": ("2023年区政府重点工作任务分解表", "青政办发〔2023〕6号", "2023-02-10"),
    "leader-lines": ("榆河区2023年政府工作报告重点工作分工方案", "榆政发〔2023〕1号", "2023-03-03"),
    "rectify-list": ("澄江县生态环境保护督察反馈问题整改责任清单", "澄环督办〔2021〕4号", "2021-05-17"),
    "quarter-reports": (
        "云岭市财政局关于建立2022年预算绩效管理工作报告制度的通知",
        "云财绩〔2022〕11号",
        "2022-02-14",
    ),
    "minutes": ("全市燃气安全整治推进会议定事项", "东安委办〔2023〕19号", "2023-07-24"),
    "people-list": ("白石市2024年法治惠民实事项目责任清单", "", "2024-01-18"),
}

# For each notice, in its order: words of the task's title, lead units, all others it names.
UNITS: dict[str, list[tuple[str, list[str], list[str]]]] = {
    "cells-in-lines": [
        ("地区生产总值", ["市发展改革委"], ["市统计局", "各县（区）政府"]),
        ("城镇就业", ["市人力资源社会保障局"], ["各县（区）政府"]),
        ("老旧小区", ["市住房城乡建设局"], ["市财政局", "各县（区）政府"]),
        ("全域旅游", ["市文化广电旅游局"], []),
        ("第二人民医院", ["市卫生健康委"], ["市自然资源局"]),
    ],
    "duty-lines": [
        ("审批事项目录", ["市行政服务中心管委会"], ["市大数据局", "各审批部门"]),
        ("不动产登记", ["市资源规划局"], ["市市政园林局", "供电公司"]),
        ("中介机构", ["市发改委"], ["市行政服务中心管委会"]),
        ("责任清单", ["市大数据局"], ["市公安局", "市市场监督管理局", "各区人民政府"]),
        ("网上可办率", ["市行政服务中心管委会"], ["各区人民政府", "各开发区管委会"]),
    ],
    "nested-measures": [
        ("压减许可事项", ["省政府办公厅"], ["省有关部门", "各地区"]),
        ("许可事项清单", ["省政府办公厅"], ["省司法厅", "省市场监管厅"]),
        ("一业一证", [], ["省市场监管厅", "省住房和城乡建设厅", "省卫生健康委", "各地区"]),
        ("隐性门槛", [], ["省司法厅"]),
        ("企业登记", ["省市场监管厅"], ["省公安厅", "省税务局", "人民银行临江分行"]),
        ("信用风险", ["省市场监管厅"], ["省发展改革委", "省生态环境厅", "省应急厅"]),
        ("涉企检查", ["省司法厅"], ["各市、州人民政府"]),
    ],
    "office-duties": [
        ("值班管理", [], ["综合处"]),
        ("应急演练", [], ["应急处", "综合处"]),
        ("纸质档案", [], ["档案室"]),
        ("归档率", [], ["各处室"]),
        ("业务培训", [], ["人事处"]),
        ("岗位练兵", [], ["各处室"]),
    ],
    "own-schedule": [
        ("自查阶段", [], ["各行政执法部门"]),
        ("总结阶段", [], ["各县（市、区）司法局"]),
        ("注重宣传", [], ["各单位"]),
    ],
    "recurring-duties": [
        ("项目进度", [], ["各项目责任单位"]),
        ("要素保障", [], ["县自然资源局", "县财政局"]),
        ("问题清单", [], ["各乡镇人民政府"]),
    ],
    "run-together": [
        ("农贸市场", ["区市场监管局"], ["区商务局", "各镇人民政府"]),
        ("学校食堂", ["区教育局"], ["区市场监管局"]),
        ("小作坊", [], ["各镇人民政府", "街道办事处"]),
        ("餐厨废弃物", ["区城市管理局"], ["区市场监管局", "区生态环境局"]),
    ],
    "table-and-text": [
        ("宪法宣传月", ["市司法局", "市委宣传部"], ["各县区", "市直各部门"]),
        ("法治读本", ["市司法局"], ["市教育局", "市民政局"]),
        ("以案释法", ["市中级人民法院"], ["各行政执法部门"]),
        ("法治文化公园", ["市住建局"], ["各县区"]),
    ],
    "unbroken": [
        ("产业扶贫", [], ["县农业局", "县扶贫办", "各乡镇人民政府"]),
        ("教育扶贫", [], ["县教育局"]),
        ("参保率", [], ["县人社局", "县卫计局"]),
        ("卫生室", ["县卫计局"], ["县财政局"]),
        ("督查考核", [], ["县扶贫办", "县委督查室"]),
    ],
    "wrapped-page": [
        ("工业污染", ["市生态环境局"], ["市工业和信息化局", "市发展和改革委员会", "各县（市、区）人民政府"]),
        ("城镇生活污水", ["市住房和城乡建设局"], ["市财政局", "市水利局"]),
        ("农业面源", ["市农业农村局"], ["各县（市、区）人民政府"]),
        ("饮用水源", [], ["市生态环境局", "市水利局", "市卫生健康委"]),
    ],
    "division-in-brackets": [
        ("全面清理限制", ["省市场监管局"], ["省相关部门", "各地区"]),
        ("自查清理", ["省市场监管局"], ["省发展改革委", "省商务厅", "各地区"]),
        ("预付式消费", ["省商务厅"], ["省市场监管局", "省司法厅"]),
        ("国际标准", [], ["省市场监管局"]),
        ("维权渠道", [], ["省市场监管局", "省工业和信息化厅", "各地区"]),
        ("突出问题", [], ["省药监局", "省农业农村厅", "省市场监管局"]),
        ("投诉处理", ["省发展改革委", "人民银行华宁分行"], ["省公安厅", "省文化和旅游厅", "华宁海关", "省税务局"]),
    ],
    "district-flattened": [
        ("老旧小区", ["区住房城乡建设局"], ["区财政局", "各街道办事处"]),
        ("社区食堂", ["区民政局"], ["各街道办事处"]),
        ("幼儿园", ["区教育局"], ["区自然资源分局", "区财政局"]),
        ("工业增加值", ["区经信局"], ["区统计局"]),
        ("一网通办", ["区行政审批局"], ["区政府各部门"]),
        ("口袋公园", ["区城管局"], ["区园林中心"]),
    ],
    "leader-lines": [
        ("地区生产总值", ["区发展改革委"], []),
        ("预算收入", ["区财政局", "区税务局"], ["各镇人民政府"]),
        ("绿道", ["区水务局"], ["区园林绿化局", "榆河镇人民政府"]),
        ("专精特新", ["区科经局"], ["区金融办"]),
        ("垃圾分类", ["区城市管理委"], ["各镇人民政府", "各街道办事处"]),
    ],
    "rectify-list": [
        ("污水管网", [], ["县住房和城乡建设局", "县财政局", "县水利局", "城关镇人民政府"]),
        ("矿山", [], ["县自然资源局", "县林业局"]),
        ("畜禽", [], ["县农业农村局", "各乡镇人民政府"]),
    ],
    "quarter-reports": [
        ("报送内容", [], ["市直各预算单位", "各县（市、区）财政局"]),
        ("结果应用", [], ["市直各预算单位"]),
        ("其他事项", [], ["各单位"]),
    ],
    "minutes": [
        ("老旧管网", ["市住建局"], ["市财政局", "市发改委"]),
        ("餐饮", ["市商务局"], ["市市场监管局", "市消防救援支队"]),
        ("气瓶", [], ["市市场监管局"]),
    ],
    "people-list": [
        ("法律顾问", ["市司法局"], ["各县（区）人民政府"]),
        ("教育基地", ["市教育局"], ["市司法局", "团市委"]),
        ("扫码入企", ["市司法局"], ["市数据局", "各行政执法部门"]),
        ("热线", ["市司法局"], []),
    ],
}  # fmt: skip

DATES: dict[str, list[tuple[str, str, str | None, str | None]]] = {
    "cells-in-lines": [
        ("地区生产总值", "2021年12月底", "2021-12-31", None),
        ("城镇就业", "全年", "2021-12-31", None),
        ("失业率", "全年", "2021-12-31", None),
        ("老旧小区", "10月底前", "2021-10-31", None),
        ("全域旅游", "持续推进", None, None),
        ("第二人民医院", "三季度", "2021-09-30", None),
    ],
    "duty-lines": [
        ("审批事项目录", "2019年6月底前", "2019-06-30", None),
        ("不动产登记", "2019年9月底前", "2019-09-30", None),
        ("信用评价", "每季度", "2019-03-31", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"),
        ("责任清单", "10月", "2019-10-31", None),
        ("可办率", "年底前", "2019-12-31", None),
        ("一次办结率", "年底前", "2019-12-31", None),
    ],
    "nested-measures": [
        ("许可事项清单", "2022年6月底前", "2022-06-30", None),
        ("一业一证", "年底前", "2022-12-31", None),
        ("隐性门槛", "持续推进", None, None),
        ("企业登记", "9月底前", "2022-09-30", None),
        ("信用风险", "2022年10月底前", "2022-10-31", None),
        ("备案制度", "2022年8月底前", "2022-08-31", None),
        ("实施方案", "2022年4月10日前", "2022-04-10", None),
    ],
    "office-duties": [
        ("值班管理", "8月底前", "2018-08-31", None),
        ("应急演练", "9月、11月底前", "2018-11-30", None),
        ("纸质档案", "10月15日前", "2018-10-15", None),
        ("业务培训", "每季度", "2018-09-30", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"),
        ("岗位练兵", "长期坚持", None, None),
    ],
    "own-schedule": [
        ("自查报告", "6月20日前", "2024-06-20", None),
        ("整改率", "7月至9月", "2024-09-30", None),
        ("整改计划", "9月30日前", "2024-09-30", None),
        ("总结材料", "10月25日前", "2024-10-25", None),
        ("典型案例", "10月25日前", "2024-10-25", None),
        ("信息", "每月", "2024-04-30", "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ],
    "recurring-duties": [
        ("投资完成", "每月25日前", "2023-02-25", "FREQ=MONTHLY;BYMONTHDAY=25"),
        ("用地批复", "每季度首月10日前", "2023-04-10", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10"),
        ("资金拨付", "按季度", "2023-03-31", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"),
        ("更新问题清单", "每周五17时前", "2023-02-10", "FREQ=WEEKLY;BYDAY=FR;BYHOUR=17;BYMINUTE=0"),
        ("调度会", "每月", "2023-02-28", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("会议纪要", "会后5个工作日内", None, None),
        ("办理结果", "收到交办单后10个工作日内", None, None),
        ("观摩活动", "全年", "2023-12-31", None),
        ("联络员", "2023年2月20日前", "2023-02-20", None),
        ("进度计划", "2月底前", "2023-02-28", None),
        ("年度总结", "2024年1月5日前", "2024-01-05", None),
    ],
    "run-together": [
        ("学校食堂", "年底前", "2016-12-31", None),
        ("小作坊", "6月底前", "2016-06-30", None),
        ("完成整改", "2016年７月15日前", "2016-07-15", None),
        ("报送进展", "每周五下班前", "2016-06-03", "FREQ=WEEKLY;BYDAY=FR"),
    ],
    "table-and-text": [
        ("主题宣讲", "12月10日前", "2022-12-10", None),
        ("覆盖率", "12月10日前", "2022-12-10", None),
        ("法治读本", "10月底前", "2022-10-31", None),
        ("典型案例", "每半年", "2022-06-30", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1"),
        ("文化公园", "2022年6月30日", "2022-06-30", None),
    ],
    "unbroken": [
        ("完成验收", "9月底前", "2017-09-30", None),
        ("发放到位", "秋季学期开学后一个月内", None, None),
        ("卫生室", "年底前", "2017-12-31", None),
        ("暗访", "每月", "2017-03-31", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("综合考核", "年终", "2017-12-31", None),
    ],
    "wrapped-page": [
        ("集中处理设施", "2020年9月底前", "2020-09-30", None),
        ("联网率", "2020年9月底前", "2020-09-30", None),
        ("问题清单", "6月30日前", "2020-06-30", None),
        ("管网改造", "年内", "2020-12-31", None),
        ("集中收集率", "年内", "2020-12-31", None),
        ("回收站点", "三季度末", "2020-09-30", None),
        ("水质信息", "按月", "2020-04-30", "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ],
    "division-in-brackets": [
        ("自查清理", "2022年10月底前", "2022-10-31", None),
        ("清理结果", "2022年底前", "2022-12-31", None),
        ("公开征求意见", "2022年12月底前", "2022-12-31", None),
        ("地方标准", "2022年第四季度", "2022-12-31", None),
        ("12315", "2022年底前", "2022-12-31", None),
        ("突出问题", "年内", "2022-12-31", None),
        ("阶段性成效", "2023年6月底前", "2023-06-30", None),
        ("主要情况", "2022年12月20日前", "2022-12-20", None),
    ],
    "district-flattened": [
        ("老旧小区", "11月底前", "2023-11-30", None),
        ("社区食堂", "9月底前", "2023-09-30", None),
        ("幼儿园", "8月底前", "2023-08-31", None),
        ("工业增加值", "12月底前", "2023-12-31", None),
        ("网办率", "全年", "2023-12-31", None),
        ("口袋公园", "6月底前", "2023-06-30", None),
        ("进展情况", "每月25日前", "2023-02-25", "FREQ=MONTHLY;BYMONTHDAY=25"),
    ],
    "leader-lines": [
        ("地区生产总值", "2023年12月", "2023-12-31", None),
        ("支出进度", "2023年12月", "2023-12-31", None),
        ("绿道", "2023年9月底前", "2023-09-30", None),
        ("不少于60家", "全年", "2023-12-31", None),
        ("措施6月底前出台", "6月底前", "2023-06-30", None),
        ("垃圾分类", "持续推进", None, None),
    ],
    "rectify-list": [
        ("直排口", "2021年底前", "2021-12-31", None),
        ("管网排查", "2021年6月30日前", "2021-06-30", None),
        ("雨污分流", "2021年10月底前", "2021-10-31", None),
        ("收集率", "2021年12月31日", "2021-12-31", None),
        ("480亩", "2021年11月30日", "2021-11-30", None),
        ("审定", "2021年7月15日前", "2021-07-15", None),
        ("验收。", "2021年11月底前", "2021-11-30", None),
        ("拉网式", "立行立改，长期坚持", None, None),
        ("整改进展", "每周五前", "2021-05-21", "FREQ=WEEKLY;BYDAY=FR"),
        ("验收销号", "整改完成后5个工作日内", None, None),
    ],
    "quarter-reports": [
        ("监控报告", "每季度结束后10个工作日内", "2022-04-15", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=10"),
        ("绩效自评", "2022年3月31日前", "2022-03-31", None),
        ("重点项目", "全年", "2022-12-31", None),
        ("评价报告", "10月底前", "2022-10-31", None),
        ("执行数据", "每月5日前", "2022-03-05", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("书面反馈", "收到评价意见后30日内", None, None),
        ("联络员", "2022年2月25日前", "2022-02-25", None),
    ],
    "minutes": [
        ("摸排", "8月15日前", "2023-08-15", None),
        ("更新改造38", "12月底前", "2023-12-31", None),
        ("报警装置", "8月底前", "2023-08-31", None),
        ("专项检查", "每月", "2023-07-31", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("整治情况", "9月20日前", "2023-09-20", None),
        ("负责人培训", "年内", "2023-12-31", None),
        ("工作方案", "7月31日前", "2023-07-31", None),
        ("报送进展", "每周一上午10时前", "2023-07-24", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=10;BYMINUTE=0"),
    ],
    "people-list": [
        ("到岗服务", "2024年11月30日", "2024-11-30", None),
        ("满意率", "2024年11月30日", "2024-11-30", None),
        ("教育基地", "2024年9月1日前", "2024-09-01", None),
        ("检查事项清单", "6月底前", "2024-06-30", None),
        ("清单3月底前公布", "3月底前", "2024-03-31", None),
        ("接通率", "全年", "2024-12-31", None),
    ],
}  # fmt: skip

TARGETS: dict[str, list[tuple[str, str]]] = {
    "cells-in-lines": [
        ("生产总值", ">= 6.5%"), ("城镇就业", ">= 20000"), ("失业率", "<= 4%"), ("加装电梯", ">= 80"),
        ("改造老旧小区", ">= 120"),
    ],
    "duty-lines": [("办理时限", "<= 35%"), ("不动产", ">= 5000"), ("可办率", ">= 95%"), ("一次办结率", ">= 80%")],
    "nested-measures": [("覆盖行业", ">= 30"), ("检查不超过", "<= 2"), ("开办时间", "<= 1")],
    "office-duties": [
        ("应急演练", ">= 2"), ("涉密文件", "= 100%"), ("电子文件", ">= 90%"), ("培训班", ">= 1"),
    ],
    "own-schedule": [("整改率", "= 100%"), ("典型案例", ">= 3"), ("信息", ">= 1")],
    "recurring-duties": [("观摩活动", ">= 2")],
    "run-together": [("学校食堂", ">= 85%")],
    "table-and-text": [("主题宣讲", ">= 1"), ("覆盖率", ">= 90%")],
    "unbroken": [("种植基地", ">= 20"), ("合作社", ">= 1"), ("资助发放率", "= 100%"), ("参保率", "= 100%"), ("比重", ">= 30%")],
    "wrapped-page": [
        ("联网率", ">= 98%"), ("管网改造", ">= 60"), ("收集率", ">= 72%"), ("配套率", "= 100%"),
    ],
    "division-in-brackets": [("地方标准", ">= 80"), ("按期办结率", ">= 98%")],
    "district-flattened": [
        ("工业增加值", ">= 8%"), ("网办率", ">= 96%"), ("老旧小区", ">= 32"), ("社区食堂", ">= 6"), ("学位", ">= 1200"),
        ("口袋公园", ">= 10"),
    ],
    "leader-lines": [("生产总值", ">= 5%"), ("预算收入", ">= 4%"), ("支出进度", ">= 95%"), ("专精特新", ">= 60"),
        ("知晓率", ">= 98%")],
    "rectify-list": [("雨污分流", ">= 12.6"), ("矿山修复", ">= 480"), ("收集率", ">= 75%"), ("配套率", "= 100%"),
        ("利用率", ">= 90%")],
    "quarter-reports": [("覆盖率", "= 100%"), ("重点项目", ">= 5")],
    "minutes": [("更新改造", ">= 38"), ("报警装置", "= 100%"), ("负责人培训", ">= 4")],
    "people-list": [("教育基地", ">= 3"), ("到岗", ">= 1"), ("满意率", ">= 95%"), ("接通率", ">= 98%"), ("等待时间", "<= 30")],
}  # fmt: skip


@pytest.fixture(scope="module")
def drafts() -> dict[str, Draft]:
    return {name: draft(read_notice(NOTICES / f"{name}.txt")) for name in NAMES}


def items(drafted: Draft) -> list[DraftItem]:
    return [item for task in drafted.tasks for item in task.items]


def test_every_form_has_its_reading() -> None:
    assert set(NAMES) == set(HEADS) == set(UNITS) == set(DATES) == set(TARGETS)


@pytest.mark.parametrize("name", NAMES)
def test_title_number_and_day_are_those_of_the_notice(drafts: dict[str, Draft], name: str) -> None:
    drafted = drafts[name]
    assert (drafted.title, drafted.number, str(drafted.issued)) == HEADS[name]


@pytest.mark.parametrize(("name", "words", "leads", "others"), [(n, *row) for n in NAMES for row in UNITS[n]])
def test_a_task_has_the_units_the_notice_names(
    drafts: dict[str, Draft], name: str, words: str, leads: list[str], others: list[str]
) -> None:
    told = as_json(drafts[name])["tasks"]
    found = [task for task in told if words in task["title"]]
    assert [(task["leads"], task["responsible"]) for task in found] == [(leads, others)]


@pytest.mark.parametrize(
    ("name", "words", "phrase", "due", "recurrence"), [(n, *row) for n in NAMES for row in DATES[n]]
)
def test_a_date_is_found_and_settled(
    drafts: dict[str, Draft], name: str, words: str, phrase: str, due: str | None, recurrence: str | None
) -> None:
    found = [item for item in items(drafts[name]) if words in item.title + item.text and item.phrase]
    assert (phrase, due, recurrence) in [
        (item.phrase, str(item.due) if item.due else None, item.recurrence) for item in found
    ]


@pytest.mark.parametrize("name", NAMES)
def test_no_date_is_given_that_the_notice_does_not_set(drafts: dict[str, Draft], name: str) -> None:
    set_ = {(phrase, due) for _, phrase, due, _ in DATES[name]}
    given = [
        (item.phrase, str(item.due) if item.due else None) for item in items(drafts[name]) if item.phrase
    ]
    false = [pair for pair in given if pair not in set_]
    assert not false


@pytest.mark.parametrize(("name", "words", "target"), [(n, *row) for n in NAMES for row in TARGETS[n]])
def test_a_number_to_be_reached_is_found(
    drafts: dict[str, Draft], name: str, words: str, target: str
) -> None:
    found = [str(item.target) for item in items(drafts[name]) if words in item.title + item.text]
    assert target in found


@pytest.mark.parametrize("name", NAMES)
def test_no_number_is_taken_for_a_target_that_is_none(drafts: dict[str, Draft], name: str) -> None:
    assert sorted(str(item.target) for item in items(drafts[name]) if item.target) == sorted(
        target for _, target in TARGETS[name]
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_item_leads_back_to_its_words(drafts: dict[str, Draft], name: str) -> None:
    text = read_notice(NOTICES / f"{name}.txt").text
    for item in items(drafts[name]):
        stands = flow_of(text[slice(*item.source)]).text
        assert "".join(stands.replace("|", "").split()) == "".join(item.text.split())


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_loads_once_its_gaps_are_filled(drafts: dict[str, Draft], name: str) -> None:
    drafted = drafts[name]
    filled = as_yaml(drafted, "notice.txt").replace(": []   # 待填：成员", ": [某单位]   # ")
    filled = filled.replace("units: []", "units:").replace("units:", "units:\n  某单位:", 1)
    filled = filled.replace("responsible: []   # 待填", "responsible: [某单位]   # ")
    filled = filled.replace("who:   # 待填", "who: 某单位   # ").replace("# 待填：- {title", "- {title")
    plan = parse_plan(filled.replace("unit: 单位,", "unit: 某单位,"), DEFAULT, lambda _: drafted.text)
    assert [item.title for item in plan.items] == [item.title for item in items(drafted)]
    for ours, loaded in zip(items(drafted), plan.items, strict=True):
        if ours.due and not ours.recurrence:
            assert loaded.due == ours.due


@pytest.mark.parametrize("name", NAMES)
def test_the_only_faults_of_a_draft_are_its_marked_gaps(drafts: dict[str, Draft], name: str) -> None:
    written = as_yaml(drafts[name])
    try:
        parse_plan(written, DEFAULT, lambda _: "")
    except PlanFaults as error:
        lines = written.split("\n")
        blamed = [fault for fault in error.faults if fault.line and "待填" not in lines[fault.line - 1]]
        # A gap makes those that stand on it unknown, and nothing else.
        assert all("没有" in fault.wrong or "缺少" in fault.wrong for fault in blamed), blamed


def test_of_two_dates_that_contradict_the_earlier_holds_and_both_are_shown(drafts: dict[str, Draft]) -> None:
    item = next(item for item in items(drafts["table-and-text"]) if "法治读本" in item.text)
    assert item.due == date(2022, 10, 31)
    assert any("11月底前" in note and "10月底前" in note for note in item.notes)


def test_what_the_issuer_means_to_do_itself_is_set_aside(drafts: dict[str, Draft]) -> None:
    asides = [aside.text for aside in drafts["own-schedule"].asides]
    assert [text[:10] for text in asides] == ["我局将于8月组成督导", "并在11月底前向市政"]
    assert any("县重点办将于7月上旬" in aside.text for aside in drafts["recurring-duties"].asides)
    assert any("年底前通报" in aside.text for aside in drafts["nested-measures"].asides)


def test_an_undefined_subset_is_marked_for_the_coordinator(drafts: dict[str, Draft]) -> None:
    task = drafts["nested-measures"].tasks[0]
    assert any("省有关部门" in note and "待协调员" in note for note in task.notes)


def test_json_has_the_promised_fields_and_no_others(drafts: dict[str, Draft]) -> None:
    told: dict[str, Any] = as_json(drafts["duty-lines"])
    assert set(told) == {"title", "issued", "tasks"}
    assert set(told["tasks"][0]) == {"no", "title", "leads", "responsible", "items"}
    assert set(told["tasks"][0]["items"][0]) == {
        "title", "text", "source", "phrase", "due", "recurrence", "rule", "sure", "measure", "target", "leads",
        "responsible",
    }  # fmt: skip
