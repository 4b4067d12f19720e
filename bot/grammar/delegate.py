"""请假, 代办: from when to when somebody else hears the reminders, and who; 我要交接: a seat changes hands for good."""

import re
from datetime import datetime

from bot import commands as c
from bot.grammar import dates

_AWAY = re.compile(
    r"请假|请[一-鿿\d]{1,4}天?假|休假|年假|产假|病假|婚假|探亲假|公休|出差|外出(?:学习|培训|开会)|代办|换人|以后(?:请)?联系|(?<![刚才])接手|"
    r"交接给|(?:这些?|以后|任务|事项|工作)?(?:由|交给|让|找)[一-鿿A-Za-z]{1,10}?(?:代办|代管|"
    r"代理|接手|接替|负责代|代为|顶替|跟进)|顶替|[替代]我(?!催|问|看|查|说|通|退|同意|转告|谢|出|导|写|发|报|办一下)|"
    r"(?:提醒|消息|通知)(?:都|先|暂时|请)?(?:转|改?发|推)给(?!我)|"
    r"(?:开会|学习|培训|住院|探亲)[^\d]{0,4}(?:找|联系|由)"
)
_TWISTED = re.compile(r"^代办[。!?？]*$|^(?:我的|查看?)代办[事项]*$|代办(?:事项|清单|任务|列表)")
_SEAT = (
    r"(?:分管|主管)(?:的)?(?:领导|负责人|副?[市区县局处科主][长任]|副主任|主任)|(?:主要|科室|科)?(?:负责人|领导)|"
    r"副职|副?主任|副?[市区县局处科]长|(?:办公室|法制科|综合科|[一-鿿]{2}科)"
)
_WHO = (
    # 由我们分管负责人代办: a seat by what it is called, never a piece of it.
    re.compile(
        r"(?:由|让|请(?!假)|找|给|换成|联系)\s*(?:我们|我|本单位|我单位|我局|我区|单位|局里|区里|办里)?的?\s*"
        rf"({_SEAT})(?=$|[，,。;；\s]|代|接|来|替|顶|负责|跟|处理|办|收)"
    ),
    re.compile(r"(?:由|让|请(?!假|[一-鿿\d]{1,4}假)|找|交给|移交给?|交由|转给?|换成|改由|换(?!人)|联系)\s*([一-鿿A-Za-z·]{1,16}?(?:同志|"
        r"科长|主任|处长|副主任|股长)?)\s*(?:同志)?\s*(?:来|帮忙)?(?:代办|代管|代理|代为|接手|接替|"
        r"负责(?!人)|顶替|跟进|替|代|处理|接|联系|办理|对接|$|[，,。;\s])"),
    re.compile(r"(?:代办|接手人?|代办人)[:：\s]*(?:人|给|为|是)?[:：\s]*(?!至|到|从|由|\d)([一-鿿·]{2,4}|"
        r"[A-Za-z]{2,10})(?=$|[\s，,。至到从\d])"),
    re.compile(r"(?<![一-鿿·])([一-鿿·]{2,4})(?:来)?(?:代办|接手|代管|替我|代我|顶替)"),
)  # fmt: skip
_BACK = re.compile(
    r"(?:取消|撤销|结束|提前结束|不用?|撤)(?:掉)?(?:我的|之前的|这次)?(?:请假|休假|代办|假)了?|(?:请假|休假|代办|假)(?:可以|就|也|申请|请)?(?:取消|作废|结束|撤|不[用休请])(?:掉|了)?|"
    r"(?:算了)?(?:不(?:请假?|休假?)了)|(?:我)?(?:今天|昨天|明天|现在)?(?:已经?)?销假|(?:休假|请假|出差|培训|学习|年假|病假)(?:已经?|提前)*结束|(?:我|本人)?(?:已经?|提前|今天|昨天|现在)*(?:休假|出差|请假|培训|学习|公休|年假|病假|产假|休完假|外出)?"
    r"(?:结束|提前|已经?)*(?:回来|返岗|到岗|回岗|回到岗位|回单位|回办公室)(?:上班)?了?"
)
_LEAVE_DROPPED = re.compile(
    r"(?:请假|休假|代办)(?:申请)?(?:就|先|可以)?(?:取消|作废|不[用请休])|(?:取消|撤销|撤回|撤)(?:我的|之前的|这次)?(?:请假|休假|代办)"
)
_CHANGED_TO = re.compile(r"改[成为到请]|重新|另请|不[用必](?:请假|取消)")
_BESIDE_BACK = re.compile(
    r"(?:以后|今后|从今天起|请|麻烦)*(?:消息|提醒|通知|任务|晨报|事)?(?:还|仍|请|就|继续|恢复|照常|都|重新|可以)*(?:是)?(?:发|给|推|找)(?:回|给)?我(?:吧|就行|这里?|本人)?|"
    r"恢复(?:提醒|发送)|(?:今天|已经?|现在)*(?:正常|恢复)?上班了?|算了|谢谢|辛苦了?"
)
_NOBODY = re.compile(
    r"新来|新到|新的|新同|新人|接任|继任|请假|休假|出差|我|单位|今天|明天|后天|下周|这周|本周|任务|事项|工作|通知|提醒"
)
_SOMEBODY_ELSE = re.compile(
    r"(?:领导|[局区县镇科处市]长|主任|书记|分管|[他她])[一-鿿]{0,4}(?:出差|请假|休假|外出)"
)
_WAKE_ME = re.compile(r"(?:提醒|喊|叫|催)我(?:吧|一下|一声|下)?$")
_BY_ANOTHER = re.compile(r"由|代办|代我|替我|接手|交给|请假")
_HANDS_OVER = re.compile(
    r"(?:我(?:要|想|需要|得)?|申请|办理|请)?\s*(?:办(?:理)?|做(?:个)?)?\s*(?:岗位|工作|职务|账号)?的?交接(?:码|手续|工作|岗位|一下|下|了)?|"
    r".{0,12}交接给(?:新(?:来的)?(?:同事|同志|人|联系人)|接任(?:者|的)?(?:同事|同志)?|继任者?|别人|他人|下一任)|"
    r".{0,8}(?:要|给|发|生成|出|领|来)(?:我)?(?:一|1)?个?(?:岗位)?交接码|"
    r"我(?:马上|快|要|已经?|下周|下个?月|近期|就|这周|月底)*(?:调走|调离|调岗|调动|离任|换岗|退休|离职)了?(?:怎么办|怎么交接|要交接|[，,]\s*(?:怎么|如何|要|想)?(?:办)?交接(?:工作|岗位)?)?"
)
# 我调走了, 以后由新来的同志接: the seat is left for good.
_LEAVES = re.compile(
    r"(?:我|本人)[^，,]{0,6}(?:调走|调离|调岗|调到|调任|调动|离任|离岗|离职|退休|换岗|不在[一-鿿]{0,4}(?:岗|单位|科|局|办)|不干)|(?:岗位|工作|人员|分工)有?(?:调整|变动|轮换)"
)
_SUCCESSOR = re.compile(
    r"新(?:来|到|调来|接手|任|上任)?的?(?:同志|同事|人|科长|主任|联系人|负责人|经办人)|接任|继任|接替我|接我的|后任|接班|交接|换(?:人|联系人)"
)
_HOW = re.compile(r"怎么|咋|如何|怎样")
_CHANGES_HANDS = re.compile(r"换(?:了)?(?:人|联系人|经办人)|交接|调走|离任")
_LONGEST = 80  # who is away says so in a line
_ITEM = re.compile(r"\d\.\d|不归|职责")


def read(text: str, now: datetime, *, of_a_unit: bool = True) -> c.Command | None:
    """Return the stand-in asked for, or the wish to hand the seat over; None where nobody is away.

    of_a_unit: a contact's or leader's seat, whose handing over is the unit's own matter.
    """
    if len(text) > _LONGEST:
        return None
    if _is_back(text):
        return c.Delegate(note="取消请假")
    if not of_a_unit and _HOW.search(text) and _CHANGES_HANDS.search(text):
        return c.Help()
    if _HANDS_OVER.fullmatch(text.strip("吧呢啊吗?？。，,！! ")) or _left_to_a_successor(text):
        return c.Delegate(note="交接")
    if _LEAVE_DROPPED.search(text) and not _CHANGED_TO.search(text):
        return c.Delegate(note="取消请假")
    if _TWISTED.search(text):
        return c.Ask("meaning", None, ("待办", "请假"), text)
    if _WAKE_ME.search(text) and not _BY_ANOTHER.search(text):
        return None  # 明天出差，后天提醒我
    if not _AWAY.search(text) or _SOMEBODY_ELSE.search(text) or _ITEM.search(text) or "条例" in text:
        return None
    if of_a_unit and _HOW.search(text) and _CHANGES_HANDS.search(text):
        return c.Delegate(note="交接")
    who = _who(text)
    start, until = dates.between(text, now)
    if _LEAVES.search(text):
        return c.Delegate(unit=who, note="交接")
    if not who and start is None and until is None:
        return c.Ask("unit", c.Delegate(), ("待办", "帮助"), text)
    return c.Delegate(unit=who, date=start, until=until, note=_reason(text))


def _is_back(text: str) -> bool:
    """`休假回来了，取消请假，消息还发我`: every clause says so; `15号回来再弄` and `我回来了，目录已公布` do not."""
    clauses = [one for one in re.split(r"[，,。;；！!\s]+", text) if one]
    back = [one for one in clauses if _BACK.fullmatch(one.strip("了吧啊"))]
    beside = [one for one in clauses if _BESIDE_BACK.fullmatch(one.strip("了吧啊"))]
    return bool(back) and len({*back, *beside}) == len(set(clauses))


def _left_to_a_successor(text: str) -> bool:
    return (
        bool(_LEAVES.search(text) and _SUCCESSOR.search(text)) and not _ITEM.search(text) and not _who(text)
    )


def _who(text: str) -> str:
    for pattern in _WHO:
        for match in pattern.finditer(text):
            if not _NOBODY.search(match[1]):
                return match[1]
    return ""


def _reason(text: str) -> str:
    found = re.search(r"请假|休假|年假|产假|病假|婚假|公休|出差|外出(?:学习|培训|开会)", text)
    return found.group() if found else ""
