"""One or more samples of every message, ordinary and extreme. Facts are the demonstration plan's."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from messages import catalogue as c
from messages.replies import examples, reply_to_type
from messages.words import measure_state, target_words

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2021, 10, 22)
OCTOBER, INTERNAL = date(2021, 10, 31), date(2021, 10, 29)
YEAR_END = date(2021, 12, 31)

PLAN = "海口市2021年下半年法治政府建设重点工作任务"
NUMBER = "海司〔2021〕162号"
DESK = "市委依法治市办"
UNIT = "龙华区政府"
SENTENCE = (
    "全面推行重大行政决策年度目录管理，各区政府、市政府直属各单位于10月底前制定并公布重大行政决策目录。"
)

LONG_UNIT = "海口国家高新技术产业开发区管理委员会综合行政执法与营商环境建设工作领导小组办公室" * 2
HOSTILE = "<script>alert('1')</script> & <b>粗</b> </b><a href=\"x\">链</a> &amp; 5<7>3"
EMOJI = "👨‍👩‍👧‍👦👍🏽"
LONG_NOTE = (
    "已完成征求意见，目录草案经合法性审查<修改3处>&报区政府常务会议审议，预计下周公布。" * 13 + EMOJI
)[:500]
PARAGRAPHS = "第一段。\n\n【办结】3.1 已办结，予以销号。\n\n第三段\u202e反写\x07"


def item(
    code: str,
    title: str,
    measure: str = "deliver",
    state: str = "accepted",
    *,
    due: date = YEAR_END,
    internal: date | None = None,
    left: int = 49,
    said: str = "",
    unit: str = UNIT,
    note: str = "",
    first_due: date | None = None,
) -> c.ItemLine:
    said = said or measure_state(measure, state)
    reply = reply_to_type(code, measure, state)
    return c.ItemLine(code, title, unit, measure, said, due, internal or due, left, reply, note, first_due)


CATALOGUE = item(
    "3.1",
    "制定并公布重大行政决策目录",
    due=OCTOBER,
    internal=INTERNAL,
    left=5,
    said=measure_state("deliver", "accepted", percent=60),
    note="正在征求意见",
)
LATE = replace(CATALOGUE, days_left=-3)
FRESH = replace(CATALOGUE, state="待签收", reply="签收 3.1", note="", days_left=55)
SENT_BACK = replace(CATALOGUE, state="退回补办", reply=reply_to_type("3.1", "deliver", "returned"))
LECTURES = item(
    "1.1",
    "会前学法，举办法治专题讲座",
    "count",
    said=measure_state("count", "accepted", count=1, op=">=", value=3, unit="次"),
)
TRIALS = item(
    "8.1",
    "行政机关负责人出庭应诉率",
    "rate",
    said=measure_state("rate", "accepted", numerator=7, denominator=12, op=">", value=50),
)
OUTREACH = item("9.1", "自贸港法“五进”与系列宣讲", "ongoing", "standing")
CLEARING = item("7.4", "行政执法人员资格清理", state="assigned")
COURSE = item("7.2", "举办行政执法人员法治专题培训班", "count", "assigned")
MONSTER = item("6.3", HOSTILE, unit=LONG_UNIT, note=LONG_NOTE, said="办理中 60%")
MANY = tuple(
    item(f"{n // 4 + 1}.{n % 4 + 1}", f"第{n + 1}件重点工作任务的落实与公布", due=due, left=left)
    for n, (due, left) in enumerate([(OCTOBER, 5), (YEAR_END, 49)] * 20)
)

LAPSED = tuple(replace(line, days_left=-3) for line in MANY if line.due == OCTOBER)

ROSTER = ("秀英区政府", "龙华区政府", "琼山区政府", "美兰区政府", "市发改委", "市公安局", "市教育局")
DESK_LATE = c.DeskLine(
    "3.1", "制定并公布重大行政决策目录", OCTOBER, -3, 22, 31, (*ROSTER, "市民政局", "市财政局")
)
DESK_PENDING = replace(
    DESK_LATE, code="5.4", title="公布轻微违法行为依法免予处罚清单", days_left=40, units=ROSTER[:1]
)
DESK_NEAR = replace(
    DESK_LATE, code="10.2", title="修改完善法治政府建设指数评估考核体系", days_left=5, done=0, total=1
)
DESK_MANY = tuple(replace(DESK_LATE, code=f"{n}.1", units=ROSTER[: n % 7 + 1]) for n in range(1, 41))
DESK_MONSTER = replace(DESK_LATE, title=HOSTILE, units=(LONG_UNIT, HOSTILE, EMOJI))
TALLY = c.Tally(34, 683, 210, 401, 31, 9, 32)
QUIET = c.Tally(34, 683, 282, 401, 0, 0, 0)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


BUSY = c.Morning(
    TODAY,
    UNIT,
    overdue=(replace(LATE, code="2.1", title="公布一批失信案例", reply="完成 2.1 办理结果"),),
    returned=(SENT_BACK,),
    near=(item("10.2", "修改完善法治政府建设指数评估考核体系", due=OCTOBER, internal=INTERNAL, left=5),),
    unaccepted=(CLEARING, COURSE),
    behind=(LECTURES,),
    asked=(TRIALS, OUTREACH),
    since=date(2021, 10, 19),
)

REMINDERS: tuple[c.Message, ...] = (
    c.Assigned(PLAN, NUMBER, UNIT, date(2021, 8, 16), (FRESH, CLEARING, COURSE)),
    c.Assigned(PLAN, "", UNIT, date(2021, 8, 16), (FRESH,)),
    c.Assigned(HOSTILE, HOSTILE, LONG_UNIT, date(2021, 8, 16), MANY),
    c.Morning(TODAY, UNIT, near=(CATALOGUE,)),
    c.Morning(date(2021, 10, 29), UNIT, near=(replace(CATALOGUE, days_left=0),)),
    c.Morning(YEAR_END, UNIT, near=(item("7.4", "行政执法人员资格清理", left=0),)),
    c.Morning(TODAY, UNIT, unaccepted=(CLEARING,)),
    c.Morning(TODAY, UNIT, asked=(TRIALS,)),
    c.Morning(TODAY, UNIT, later=(CATALOGUE,)),
    c.Morning(TODAY, UNIT, near=(CATALOGUE,), later=(TRIALS,), stands_in_for="龙华区政府联系人"),
    c.Morning(date(2021, 11, 3), UNIT, overdue=(LATE,), near=(OUTREACH, TRIALS)),
    c.Morning(date(2021, 11, 3), UNIT, overdue=(LATE,), pushes=(("3.1", 2),)),
    c.Morning(
        date(2021, 11, 3), UNIT, overdue=(LATE, LAPSED[0]), asked=(TRIALS,), pushes=(("3.1", 2), ("1.1", 1))
    ),
    BUSY,
    c.Morning(date(2021, 11, 3), UNIT, overdue=LAPSED, asked=MANY[1::2]),
    c.Morning(TODAY, LONG_UNIT, overdue=(MONSTER,), near=(MONSTER,) * 8, behind=(MONSTER,) * 8),
    c.Urged(UNIT, DESK, date(2021, 11, 5), (2,), (LATE,)),
    c.Urged(UNIT, DESK, date(2021, 10, 27), (1,), (CATALOGUE,), note="区里的目录尚未收到，请抓紧"),
    c.Urged(UNIT, DESK, date(2021, 11, 5), (3,), (LATE,), to_leader=True),
    c.Urged(UNIT, DESK, date(2021, 11, 5), (1, 2), (LATE, LECTURES)),
    c.Urged(UNIT, "", date(2021, 11, 5), (0,), (LATE,), to_leader=True),
    c.Urged(UNIT, DESK, date(2021, 11, 5), (3, 3), (LATE, LECTURES), to_leader=True, note=LONG_NOTE),
    c.Urged(LONG_UNIT, HOSTILE, date(2021, 11, 5), (2,) * 40, MANY, note=HOSTILE),
    c.Returned(SENT_BACK, "缺公布网址", DESK),
    c.Returned(replace(SENT_BACK, days_left=-3), "缺公布网址。", DESK),
    c.Returned(MONSTER, LONG_NOTE, LONG_UNIT),
    c.ExtensionRuled(
        replace(CATALOGUE, due=date(2021, 11, 15), first_due=OCTOBER),
        date(2021, 11, 15),
        "请严格按新时限办理",
        DESK,
    ),
    c.ExtensionRuled(CATALOGUE, None, "", DESK),
    c.ExtensionRuled(MONSTER, None, HOSTILE, DESK),
    c.PlanChanged(PLAN, UNIT, ("3.1 时限由10月31日改为11月15日", "9.2 新增牵头单位市司法局"), (FRESH,)),
    c.PlanChanged(PLAN, UNIT, ("新增2项",), (CLEARING, COURSE)),
    c.HowToReport(TRIALS, examples("8.1", "rate")),
    c.HowToReport(CATALOGUE, examples("3.1", "deliver")),
    c.ItemDetail(
        replace(CATALOGUE, due=date(2021, 11, 15), internal_due=date(2021, 11, 15), first_due=OCTOBER),
        PLAN,
        "三、推进依法科学决策",
        ("市司法局",),
        "10月底前",
        "",
        (
            c.Said(date(2021, 8, 10), "龙华区政府联系人", "签收"),
            c.Said(date(2021, 9, 15), "龙华区政府联系人", "进展60%，正在征求意见"),
            c.Said(date(2021, 10, 20), DESK, "同意延期至11月15日"),
        ),
        date(2021, 11, 8),
    ),
    c.ItemDetail(TRIALS, PLAN, "八、加强行政应诉工作", (), "", target_words("rate", ">", 50), (), None),
    c.ItemDetail(
        MONSTER,
        HOSTILE,
        HOSTILE,
        (LONG_UNIT,) * 9,
        HOSTILE,
        "",
        (c.Said(TODAY, EMOJI, LONG_NOTE),) * 40,
        None,
    ),
)

ANSWERS: tuple[c.Message, ...] = (
    c.Approved("3.1", "制定并公布重大行政决策目录", DESK),
    c.PlanChanged(PLAN, UNIT, ("3.1 时限由10月31日改为11月15日",)),
    c.Recorded("3.1", "制定并公布重大行政决策目录", "已报完成（10月20日），待市委依法治市办审核"),
    c.Recorded(
        "8.1", "行政机关负责人出庭应诉率", "应诉率58.3%（7/12），目标>50%，达标", ("分母比上次少2件，请核对",)
    ),
    c.Recorded("6.3", HOSTILE, LONG_NOTE, (PARAGRAPHS,), can_withdraw=False),
    c.AllAccepted(("1.1", "3.1", "7.4")),
    c.AllAccepted(()),
    c.Withdrawn("3.1", "制定并公布重大行政决策目录", "10月20日报完成", "办理中 60%"),
    c.CorrectHow("3.1", "制定并公布重大行政决策目录", "进展60%", "更正 3.1 80% 已报区政府审议"),
    c.Owed(UNIT, TODAY, (), 34),
    c.Owed(UNIT, TODAY, (), 0),
    c.Owed(UNIT, TODAY, (CATALOGUE,), 3),
    c.Owed(UNIT, date(2021, 11, 3), (LECTURES, LATE, TRIALS, OUTREACH, CLEARING), 3),
    c.Owed(LONG_UNIT, TODAY, (*MANY, MONSTER), 0),
    c.ItemDesk(
        DESK_LATE,
        PLAN,
        "三、推进依法科学决策",
        "10月底前",
        "",
        (("秀英区政府", "已逾期3个工作日，办理中 60%"), ("市民政局", "待审核"), ("市公安局", "已办结")),
    ),
    c.ItemDesk(DESK_MONSTER, PLAN, HOSTILE, "", "", ((LONG_UNIT, "办理中 60%"),) * 40),
    c.ItemBasis(
        "3.1",
        "制定并公布重大行政决策目录",
        PLAN,
        NUMBER,
        "三、推进依法科学决策",
        SENTENCE,
        "10月底前",
        OCTOBER,
        INTERNAL,
        "“X月底前”按当月最后一日掌握，含当日",
    ),
    c.ItemBasis("6.3", HOSTILE, PLAN, "", "六、加强行政执法监督", LONG_NOTE, "", YEAR_END, YEAR_END, ""),
    c.ItemBasis("6.3", "题", PLAN, "", "六", HOSTILE * 9, "<b>粗</b>", YEAR_END, YEAR_END, HOSTILE),
    c.HelpCard(
        "龙华区政府联系人",
        "contact",
        5,
        (
            ("待办", "看本单位要办的事项"),
            ("签收 3.1", "签收"),
            ("进展 3.1 60% 正在征求意见", "报进展"),
            ("完成 3.1 办理结果", "报完成"),
            ("次数 1.1 +1 9月15日 民法典专题", "报次数"),
            ("指标 8.1 7/12", "报指标"),
            ("困难 6.4 原因", "请求协调"),
            ("延期 3.1 至11月15日 原因", "到期前申请延期"),
            ("依据 3.1", "看来文原句"),
            ("撤回", "撤回刚才报送的内容"),
        ),
    ),
    c.HelpCard("市委依法治市办协调员", "coordinator", 0, (("汇总", "看总体情况"), ("逾期", "看逾期事项"))),
    c.WhichOne(
        "item", (c.Button("3.1 制定并公布决策目录", "完成 3.1"), c.Button("5.4 公布免罚清单", "完成 5.4"))
    ),
    c.WhichOne("unit", (c.Button(LONG_UNIT, "通过 3.1 甲"), c.Button(HOSTILE, "乙")), note="3.1有2家待审核"),
    c.WhichOne("figure", (c.Button("是，核减为10", "是"),), "总数由上次的12变为10，比上次少，是核减了吗"),
    c.WhichOne("else", ()),
    c.Refused("进度130%不在0%到100%之间", "请回复：进展 3.1 60% 办理情况"),
    c.Refused("没有可撤回的反馈", "回复“待办”可查看全部事项。"),
    c.Refused(HOSTILE, ""),
    c.NoSuchItem("3.9", ("3.1", "3.2", "3.3")),
    c.NoSuchItem("9" * 200, ()),
    c.NotYours("1.2", "党政主要负责人年终述法", ("市委依法治市办", "市政府办公室")),
    c.NotYours("1.2", "党政主要负责人年终述法", ROSTER),
    c.NotYours("1.2", "党政主要负责人年终述法", ()),
    c.NotAllowed("审核本单位的 3.1", "协调员"),
    c.NotAllowed("“通过 3.1”", "协调员"),
    c.Unclear("完成 3.1 办理结果"),
    c.Unclear(""),
    c.SmallTalk("thanks"),
    c.SmallTalk("greeting"),
    c.SmallTalk("chat"),
    c.SmallTalk("empty"),
    c.TurnedDown(5, date(2021, 10, 25)),
    c.TurnedDown(0, date(2021, 10, 25)),
    c.Snoozed(("3.1", "1.1"), at(date(2021, 10, 25), 14), False),
    c.Snoozed(("3.1",), at(INTERNAL, 9, 7), True),
    c.WentWrong("7F3A"),
    c.Stranger("海口市委依法治市办"),
    c.StrangerWrote("Telegram", "id 10007", at(TODAY, 15, 4)),
    c.StrangerWrote("企业微信", HOSTILE * 20, at(TODAY, 15, 4)),
    c.Bound("龙华区政府联系人", UNIT, (CATALOGUE, LECTURES)),
    c.Bound("龙华区政府联系人", UNIT, ()),
    c.CodeRefused("unknown"),
    c.CodeRefused("used"),
    c.CodeRefused("expired"),
    c.CodeRefused("locked"),
    c.InviteMade("龙华区政府联系人", "K7Q2-M4XD", at(date(2021, 10, 29), 18)),
    c.InviteMade("龙华区政府联系人", "K7Q2-M4XD", at(date(2021, 10, 29), 18), hands_over=True),
    c.OnLeave("龙华区政府分管负责人", date(2021, 10, 25), date(2021, 10, 27)),
    c.StandingIn("龙华区政府联系人", date(2021, 10, 25), date(2021, 10, 27), (CATALOGUE, TRIALS)),
    c.StandingIn(LONG_UNIT, date(2021, 10, 25), date(2021, 10, 27), ()),
    c.BackAtWork("龙华区政府联系人"),
    c.RulingTakenBack("3.1", "制定并公布重大行政决策目录", "审核通过", "待审核", DESK),
    c.SettingProposed(
        "提醒",
        "全办",
        "提前7个工作日",
        "提前5个工作日",
        "今后30天各单位晨间提醒约93条，比现在少31条",
        "提醒 提前5天 确认",
    ),
)

DESK_MESSAGES: tuple[c.Message, ...] = (
    c.ReviewWanted(replace(CATALOGUE, note="已于10月20日在区政府网站公布"), date(2021, 10, 20), 17, 31),
    c.ReviewWanted(replace(CATALOGUE, note=""), date(2021, 11, 2), 17, 31),
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
    c.PhoneList(TODAY, ((LONG_UNIT, HOSTILE, 8, LONG_NOTE),) * 10),
    c.SettingShown("晨间提醒时间", "工作日9时07分", "时间 晨间 9:07"),
    c.SettingChanged("提醒阶梯", "3.1", "到期前20、10、5、1个工作日", "到期前10、3个工作日", "下周少发12条"),
    c.SettingChanged("静默时段", "", "18时至次日8时", "17时30分至次日8时30分"),
    c.PlanLoaded(PLAN, 34, 683, ()),
    c.PlanLoaded(PLAN, 34, 683, ("新增9.3，责任单位31家", "3.1 时限由10月31日改为11月15日")),
)

GALLERY = REMINDERS + ANSWERS + DESK_MESSAGES
