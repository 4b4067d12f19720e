"""What the desk looks up: its papers and lists, of everything or of the units it names."""

import re
from dataclasses import replace

from bot import commands as c
from bot.grammar import units

_BULLETIN = re.compile(
    r"(?<!印)(?:出|写|拟|发|生成|起草|做|来|制作|导出|整|弄)(?!了|过|完)(?:一|1)?[份个期篇]?[一-鿿\d年]{0,8}?通报|"
    r"^通报|通报(?:[给帮]?我?(?:出|发|写|弄|做|拟|来|起草|生成))|(?:^我?要|[月份期年度周的个\s])通报$"
)
_LEDGER = re.compile(r"台账|导出|excel|xlsx|下载表|导表|总表|明细表", re.I)
_PENDING = re.compile(
    r"待审|等我审|要审|要我审|我来?审|需要?审|待审核|待批|未审|没审|审核列表|等待审核|要(?:我)?处理|"
    r"要我批|[等待]着?我(?:来)?(?:审|批|定|处理)|要批的|还没批|(?:报|交)[上过]?来[^，,]{0,4}(?:没|未|待)[审批看]|"
    r"(?:谁|哪[些几个家]|几[家个]|有没有|多少)[^，,]{0,8}延期|延期[^，,]{0,8}(?:谁|哪|几[家个]|多少|没批|未批)"
)
_OVERDUE = re.compile(
    r"逾期|超期|过期|误期|超(?:了|过)?(?:时限|期限|时)|过了?(?:时限|期限|时间点?|最后期限)|到期(?:未|没)|到点(?:未|没)|拖欠|"
    r"(?:谁|哪些?|哪些?单位|哪几家|哪家|哪些人|有谁)(?:都)?(?:还|至今)?(?:没|未|尚未|不行|拖|落后|最慢)|滞后|"
    r"(?:怎么|为什么|为啥|咋)(?:还|都)?没|没(?:报|交)的|[未没](?:报|交|完成|签收|办结|反馈)的|[还仍]?(?:没有?|毫无)动静|拖后腿|没[办弄做](?:完|好)?的|哪个?(?:区|局|单位|家)(?:最慢|最差|落后|拖)"
)
_DIGEST = re.compile(
    r"汇总|(?:今[日天]|每日|工作)简报|周报|月报|日报|(?:本|这个?|上个?)[月周]的?情况|(?:完成|办结|签收)率|总体情况|整体情况|总体进展|整体进展|"
    r"(?:情况|进展|进度)(?:怎么样|咋样|怎样|如何)|概况|小结|总览|一览|全局|今[天日]的?(?:督办|总的|整体|总体)?(?:什么|啥)?情况|到哪了|什么情况|啥情况|"
    r"总体进度|各(?:单位|区|部门)的?[一-鿿]{0,2}(?:进度|进展|情况)|(?:区|局)的?(?:情况|进展|进度)$|"
    r"(?:做|办|干|弄|搞|推进|落实|完成|进行)得?(?:怎么样|咋样|如何|怎样|好不好)|(?:报|交|办|做)了多少"
)
# Of one unit: what lies with it, and how it stands.
_OF_A_UNIT_LIST = re.compile(
    r"待办|(?:任务|事项|工作)(?:清单|列表|有哪些|有什么)|(?:哪些|几[项件个]|什么|多少)(?:任务|事项|工作)|还[有剩差欠][着下]?(?:哪些|几[项件个]|多少)|(?:手里|手上|头上|名下)还?[有剩]|[欠差剩][着了下]?几[项件个]|(?:完成|办结|办完|销号|签收|办)了?(?:几|多少)[项件个]?"
)
_OF_A_UNIT_DIGEST = re.compile(
    r"情况|进展|进度|怎么样|咋样|如何了?$|怎样|到哪一?步|[做办]到哪|呢[?？]?$|看[看下一]|查[一下看]|报了没|报没报"
)
_NOT_NOW = re.compile(
    r"(?:通报|台账|汇总|周报|月报)[^，,]{0,4}(?:不|别|甭)(?:用|要|急着?|必|忙)?(?:出|导|发|写|做|弄)|(?:不|别|甭)(?:用|要|急着?|必)?(?:出|导出?|发|写|做|弄)[^，,]{0,4}(?:通报|台账|汇总|周报|月报)"
)
_MONTH = re.compile(
    r"\d{1,2}月份?|[一二三四五六七八九十]{1,2}月份?|上个?月|本月|这个?月|[第]?[一二三四1234]季度|"
    r"全年|上半年|下半年|年度|年终"
)


def shown(line: str, roster: tuple[str, ...]) -> list[c.Command]:
    """Return the paper or list asked for, one for each unit named; empty where none is."""
    if _NOT_NOW.search(line):
        return [c.Nothing("chat")]
    if _BULLETIN.search(line):
        return [c.MakeBulletin(_month(line))]
    if _LEDGER.search(line):
        return [c.MakeLedger(_month(line))]
    named = units.listed(line, roster)
    list_ = _list(line, of_a_unit=bool(named))
    if list_ is None:
        return []
    return [replace(list_, unit=unit) for unit in named] or [list_]


def _list(line: str, *, of_a_unit: bool) -> c.ShowPending | c.ShowOverdue | c.ShowDigest | c.ListOwed | None:
    if _PENDING.search(line):
        return c.ShowPending()
    if _OVERDUE.search(line):
        return c.ShowOverdue()
    if of_a_unit and _OF_A_UNIT_LIST.search(line):
        return c.ListOwed()
    if _DIGEST.search(line):
        return c.ShowDigest("week" if "周" in line else "month" if "月" in line else "day")
    if of_a_unit and _OF_A_UNIT_DIGEST.search(line):
        return c.ShowDigest()
    return None


def _month(line: str) -> str:
    found = _MONTH.search(line)
    return found.group() if found else ""
