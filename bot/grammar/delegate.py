"""请假, 代办: from when to when somebody else hears the reminders, and who; 我要交接: a seat changes hands for good."""

import re
from datetime import datetime

from bot import commands as c
from bot.grammar import dates

_AWAY = re.compile(
    r"请假|请[一-鿿\d]{1,4}天?假|休假|年假|产假|病假|婚假|探亲假|公休|出差|外出(?:学习|培训|开会)|代办|换人|以后(?:请)?联系|(?<![刚才])接手|"
    r"交接给|(?:这些?|以后|任务|事项|工作)?(?:由|交给|让|找)[一-鿿A-Za-z]{1,10}?(?:代办|代管|"
    r"代理|接手|接替|负责代|代为|顶替|跟进)|顶替|替我|代我|"
    r"(?:开会|学习|培训|住院|探亲)[^\d]{0,4}(?:找|联系|由)"
)
_TWISTED = re.compile(r"^代办[。!?？]*$|^(?:我的|查看?)代办[事项]*$|代办(?:事项|清单|任务|列表)")
_WHO = (
    re.compile(r"(?:由|让|请(?!假|[一-鿿\d]{1,4}假)|找|交给|移交给?|交由|转给?|换成|改由|换(?!人)|联系)\s*([一-鿿A-Za-z·]{1,16}?(?:同志|"
        r"科长|主任|处长|副主任|股长)?)\s*(?:同志)?\s*(?:来|帮忙)?(?:代办|代管|代理|代为|接手|接替|"
        r"负责(?!人)|顶替|跟进|替|代|处理|接|联系|办理|对接|$|[，,。;\s])"),
    re.compile(r"(?:代办|接手人?|代办人)[:：\s]*(?:人|给|为|是)?[:：\s]*(?!至|到|从|由|\d)([一-鿿·]{2,4}|"
        r"[A-Za-z]{2,10})(?=$|[\s，,。至到从\d])"),
    re.compile(r"([一-鿿·]{2,4})(?:来)?(?:代办|接手|代管|替我|代我|顶替)"),
)  # fmt: skip
_CALLED_OFF = re.compile(
    r"(?:取消|撤销|结束|提前结束|不用?)(?:请假|休假|代办)|(?:算了)?[，, ]?不(?:请假?|休假?)了|销假|(?:提前)?(?:回来|返岗|到岗)了?"
)
_NOBODY = re.compile(r"请假|休假|出差|我|单位|今天|明天|后天|下周|这周|本周|任务|事项|工作|通知|提醒")
_SOMEBODY_ELSE = re.compile(
    r"(?:领导|[局区县镇科处市]长|主任|书记|分管|[他她])[一-鿿]{0,4}(?:出差|请假|休假|外出)"
)
_HANDS_OVER = re.compile(
    r"(?:我(?:要|想|需要|得)?|申请|办理|请)?\s*(?:办(?:理)?|做(?:个)?)?\s*(?:岗位|工作|职务|账号)?的?交接(?:码|手续|工作|岗位|一下|下|了)?|"
    r".{0,12}交接给(?:新(?:来的)?(?:同事|同志|人|联系人)|接任(?:者|的)?(?:同事|同志)?|继任者?|别人|他人|下一任)|"
    r".{0,8}(?:要|给|发|生成|出|领|来)(?:我)?(?:一|1)?个?(?:岗位)?交接码|"
    r"我(?:马上|快|要|已经?|下周|下个?月|近期|就|这周|月底)*(?:调走|调离|调岗|调动|离任|换岗|退休|离职)了?(?:怎么办|怎么交接|要交接|[，,]\s*(?:怎么|如何|要|想)?(?:办)?交接(?:工作|岗位)?)?"
)
_LONGEST = 80  # who is away says so in a line
_ITEM = re.compile(r"\d\.\d|不归|职责")


def read(text: str, now: datetime) -> c.Command | None:
    """Return the stand-in asked for, or the wish to hand the seat over; None where nobody is away."""
    if len(text) > _LONGEST:
        return None
    if _CALLED_OFF.fullmatch(text.strip("了，,。！! ")):
        return c.Delegate(note="取消请假")
    if _HANDS_OVER.fullmatch(text.strip("吧呢啊吗?？。，,！! ")):
        return c.Delegate(note="交接")
    if _TWISTED.search(text):
        return c.Ask("meaning", None, ("待办", "请假"), text)
    if not _AWAY.search(text) or _SOMEBODY_ELSE.search(text) or _ITEM.search(text) or "条例" in text:
        return None
    who = _who(text)
    start, until = dates.between(text, now)
    if not who and start is None and until is None:
        return c.Ask("unit", c.Delegate(), ("待办", "帮助"), text)
    return c.Delegate(unit=who, date=start, until=until, note=_reason(text))


def _who(text: str) -> str:
    for pattern in _WHO:
        for match in pattern.finditer(text):
            if not _NOBODY.search(match[1]):
                return match[1]
    return ""


def _reason(text: str) -> str:
    found = re.search(r"请假|休假|年假|产假|病假|婚假|公休|出差|外出(?:学习|培训|开会)", text)
    return found.group() if found else ""
