"""What the samples speak of. Facts are the demonstration plan's; the extremes are what a hostile unit could write."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from messages import catalogue as c
from messages.replies import reply_to_type
from messages.words import measure_state

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
