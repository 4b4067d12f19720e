"""Samples of what goes to the desk and to administrators."""

from dataclasses import replace
from datetime import date

from messages import catalogue as c
from messages.samples.facts import (
    CATALOGUE,
    DESK_LATE,
    DESK_MANY,
    DESK_MONSTER,
    DESK_NEAR,
    DESK_PENDING,
    HOSTILE,
    LONG_NOTE,
    LONG_UNIT,
    MONSTER,
    PARAGRAPHS,
    PLAN,
    QUIET,
    TALLY,
    TODAY,
    UNIT,
    YEAR_END,
    at,
)

DESK_MESSAGES: tuple[c.Message, ...] = (
    c.ReviewWanted(replace(CATALOGUE, note="已于10月20日在区政府网站公布"), date(2021, 10, 20), 17, 31),
    c.ReviewWanted(replace(CATALOGUE, note=""), date(2021, 11, 2), 17, 31),
    c.ReviewWanted(
        replace(CATALOGUE, note="已公布"),
        date(2021, 10, 20),
        17,
        31,
        ("目录.pdf", "https://www.example.gov.cn/a/1.html"),
    ),
    c.ReviewWanted(replace(MONSTER, note=PARAGRAPHS), None, 0, 1),
    c.ExtensionWanted(CATALOGUE, date(2021, 11, 15), "区政府常务会议改期"),
    c.ExtensionWanted(MONSTER, date(2021, 11, 15), ""),
    c.HelpWanted("obstacle", CATALOGUE, "市级目录口径未定"),
    c.HelpWanted("reassign", CATALOGUE, "该项职责已划转市政务管理局"),
    c.TakenBack(UNIT, "3.1", "制定并公布重大行政决策目录", "10月20日报完成"),
    c.Digest("day", TODAY, PLAN, QUIET),
    c.Digest(
        "day",
        TODAY,
        PLAN,
        TALLY,
        overdue=(DESK_LATE,),
        pending=(DESK_PENDING,),
        extensions=(DESK_PENDING,),
        stuck=(DESK_PENDING,),
        near=(DESK_NEAR,),
        unaccepted=(("龙华区政府", 23), ("市住建局", 2)),
        unreachable=("市民政局联系人", "市财政局联系人"),
    ),
    c.Digest("week", TODAY, PLAN, TALLY, overdue=DESK_MANY, near=DESK_MANY, pending=(DESK_MONSTER,) * 9),
    c.Digest("month", TODAY, HOSTILE, TALLY, unreachable=(LONG_UNIT,) * 9),
    c.OverdueList(TODAY, ()),
    c.OverdueList(
        date(2021, 11, 3), (DESK_LATE, replace(DESK_LATE, code="2.1", title="公布失信案例", days_left=-5))
    ),
    c.OverdueList(TODAY, (*DESK_MANY, DESK_MONSTER)),
    c.PendingList(TODAY, (), (), ()),
    c.PendingList(
        TODAY,
        (replace(CATALOGUE, note="已于10月20日公布"),),
        ((replace(CATALOGUE, unit="市公安局"), date(2021, 11, 15), "会议改期"),),
        (replace(CATALOGUE, unit="市教育局", note="口径未定"),),
    ),
    c.PendingList(TODAY, (), ((CATALOGUE, date(2021, 11, 15), ""),), ()),
    c.PendingList(TODAY, (), (), (CATALOGUE,)),
    c.PendingList(TODAY, (MONSTER,) * 40, ((MONSTER, YEAR_END, LONG_NOTE),) * 9, (MONSTER,) * 9),
    c.RuledReceipt("已退回：缺公布网址", "3.1", "制定并公布重大行政决策目录", UNIT, 18, 31),
    c.UrgeReceipt(
        (("3.1", "龙华区政府", 2), ("3.1", "市公安局", 1)), (("3.1", "市教育局", "今天已催办"),), None
    ),
    c.UrgeReceipt((("3.1", "龙华区政府", 1),), (), at(date(2021, 10, 25), 9)),
    c.UrgeReceipt((), (), None),
    c.NoticeDrafted(PLAN, "海司〔2021〕162号", date(2021, 8, 9), 10, 36, 11, 12, 0, adopt="启用 " + "0" * 64),
    c.NoticeDrafted(
        HOSTILE,
        "",
        None,
        10,
        36,
        11,
        12,
        4,
        ("“单位组”一页：各区政府没有成员，请填上成员单位", *(LONG_UNIT,) * 9),
        (HOSTILE,) * 4,
    ),
    c.PlanProposed(
        PLAN, ("时限调整：3.1 10月31日→11月15日", "责任单位调整：5.4 增加 市审计局"), adopt="启用 " + "0" * 64
    ),
    c.PlanProposed(PLAN, ()),
    c.PlanProposed(HOSTILE, (LONG_NOTE,) * 20, (LONG_NOTE,) * 12, (HOSTILE,) * 9),
    c.PlanAdopted(PLAN, ("时限调整：3.1 10月31日→11月15日",), 31, 10),
    c.PlanAdopted(HOSTILE, (LONG_NOTE,) * 12, 31, 1),
    c.Forecast(TODAY, YEAR_END, PLAN, 0, 0),
    c.Forecast(
        date(2021, 10, 1),
        date(2021, 10, 31),
        PLAN,
        130,
        33,
        (date(2021, 10, 20), 62),
        (date(2021, 10, 25), f"{UNIT}联系人", 3),
        days=(
            c.ForecastDay(
                date(2021, 10, 20),
                62,
                (("morning", 61), ("digest", 1)),
                (("near", ("3.1", "10.2")), ("step", ("5.4",))),
            ),
            c.ForecastDay(date(2021, 10, 25), 1, (("digest", 1),), ()),
        ),
        changed=("提前7、3、1个工作日，当天", 118, (date(2021, 10, 20), 62)),
    ),
    c.Forecast(
        date(2021, 10, 20),
        date(2021, 10, 20),
        PLAN,
        62,
        62,
        (date(2021, 10, 20), 62),
        (date(2021, 10, 18), HOSTILE, 3),
        groups=(
            c.ForecastGroup(
                "morning", (("near", ("3.1",)), ("overdue", ("2.1",) * 9)), (f"{LONG_UNIT}联系人",) * 40
            ),
            c.ForecastGroup("digest", (), (HOSTILE,)),
        ),
    ),
    c.UrgeReceipt((("3.1", LONG_UNIT, 1),) * 40, (("3.1", HOSTILE, HOSTILE),) * 40, None),
    c.PhoneList(
        date(2021, 11, 10),
        (
            (
                UNIT,
                "3.1 制定并公布重大行政决策目录",
                8,
                "请告知未按期公布的原因，并于11月12日前报送下步措施。",
            ),
            ("市公安局", "1.1 会前学法，举办法治专题讲座", 0, "请于12月31日前补办2次讲座。"),
        ),
    ),
    c.PhoneList(TODAY, ()),
    c.PaperReady("台账", "共683个责任账目：办结12、按期640、临期20、逾期8、待审3。", "文件随附。"),
    c.PaperReady("督办单", "致龙华区政府：3.1 制定并公布重大行政决策目录", "文件随附。"),
    c.PaperReady(
        "归档包", "23个文件，历史记录1204条，目录校验值 " + "9f86d081" * 8, "文件随附。请另行记下校验值。"
    ),
    c.PaperReady(
        "2021年10月通报",
        "截至2021年10月31日，已办结3个，逾期0个。",
        "文件在看板上下载，回复“看板”取登录链接。",
    ),
    c.PhoneList(TODAY, ((LONG_UNIT, HOSTILE, 8, LONG_NOTE),) * 10),
    c.SettingShown("晨间提醒时间", "工作日9时07分", "时间 晨间 9:07"),
    c.SettingChanged("提醒阶梯", "3.1", "到期前20、10、5、1个工作日", "到期前10、3个工作日", "下周少发12条"),
    c.SettingChanged("静默时段", "", "18时至次日8时", "17时30分至次日8时30分"),
    c.PlanLoaded(PLAN, 34, 683, ()),
    c.PlanLoaded(PLAN, 34, 683, ("新增9.3，责任单位31家", "3.1 时限由10月31日改为11月15日")),
    c.HandedOver("龙华区政府联系人", at(TODAY, 15, 4), 24, 1),
    c.HandedOver(LONG_UNIT, at(TODAY, 15), 0, 0),
    c.WordingList((("主动发出", ("任务交办", "督办提醒")), ("答复", ("已记录", "待办"))), ("督办提醒",)),
    c.WordingList((("主动发出", ("任务交办", "督办提醒")),), ()),
    c.WordingShown(
        "督办提醒",
        False,
        ("今日需办", "请抓紧办理，按时反馈"),
        ("【督办提醒】今日需办1项", "请回复：完成 3.1"),
    ),
    c.WordingShown("督办提醒", True, (), (HOSTILE,) * 9),
    c.WordingText("办结通知", ("【办结】3.1 目录", "经市司法局审核，已办结，予以销号。")),
    c.WordingProposed(
        "办结通知",
        "“予以销号”换成“准予销号”，共1处",
        (
            ("网页、Telegram", ("【办结】*3.1* 目录", "经市司法局审核")),
            ("企业微信、纯文字", ("【办结】3.1 目录",)),
        ),
    ),
    c.WordingProposed("办结通知", HOSTILE, (("网页、Telegram、企业微信、纯文字", (HOSTILE, LONG_NOTE)),)),
    c.WordingChanged("办结通知", "已按新写法"),
    c.WordingSetAside("办结通知", "UndefinedError: " + HOSTILE),
)
