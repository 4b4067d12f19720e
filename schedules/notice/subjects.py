"""Who a sentence itself says shall act: the units at its head, or the issuer, whose intentions bind nobody else."""

from __future__ import annotations

import re

from schedules.notice.names import is_unit, split_names
from schedules.notice.units import Parties, read_parties

# What a subject is followed by. Many of these words stand within names too (市应急局): each place is tried in turn.
_ACT = re.compile(
    r"(?<!主)要(?!求|点)|应当?|须|需要?|务(?=于|必|在)|必须|负责(?!人|单位|部门)|牵头(?!单位|部门)|于|在|将|按照?|根据|结合|每(?=[年月季周半])|请|对照|认真|切实|尽快|及时|原则上"
    r"|[收接]到|经(?![济信开贸营办])|带队|自[查审评]|全年|年内|年底|今年|当年|[上下]半年|本月|\d|自(?!然|治)|围绕|对|至少|组织(?!单位|部门)|开展|完成(?!单位)|制定|报送(?!单位|部门)"
    r"|确定|建立|做好|抓好|会同|学习|通过|负总责|审核|审查|审定|汇总|填报|提交|梳理|抓紧|全面|严格|组成"
)
# `各单位和职工应当……`: only where nothing else makes units of it.
_AND = re.compile("和(?!各|有关|相关|[省市区县镇乡国])")
_BEGINS = re.compile(
    r"(?:^|[，。；：])(?:\d[\d年月日号至到—\-－~～：:]*(?:之?前)?[，]?)?(?:请|由|要求|并请|原则上|并)?"
)
_BREAKS = re.compile("[^\u4e00-\u9fff（）()、，“”]")
_LONGEST_SUBJECT = 80
# `各单位主要负责同志`, `各系于……前将……数据`, `各单位放假前`: the units, not what is theirs or when.
_THEIRS = re.compile(
    "(?:的)?(?:(?:主要|分管)?负责(?:同志|人)(?:均|都)?|主要|分管)$"
    "|(?<=[院部系局委办处科室校）])(?:数据|材料|名单)$|(?<=单位|部门)的[^、，（）]{2,16}$"
    "|“一把手”$|(?:放假|开学|节|假期|学期末|期末|年度)(?:之?前|期间|后)$|务$"
)
_TOLD = re.compile(
    "(?<=^各单位|^各部门)(?:联[系络][\u4e00-\u9fff]{1,4}|名单|人员|进展|[\u4e00-\u9fff]{2,6}情况)$"
)
_BY_ROLE = re.compile("(?:各|相关|有关)?(?:牵头|责任|主办|承办|配合|协办)(?:责任)?(?:单位|部门|处室|科室)")
_SHORT_NAMES = frozenset({"工会", "妇联", "团委", "党委", "纪委", "残联", "科协", "法院"})


def subject_of(said: str) -> tuple[str, ...]:
    """The units a sentence begins with (`各区、各部门要于…`); none when it begins otherwise."""
    if said.startswith("要"):
        return ()  # it goes on with whom the sentence before spoke of
    for begun in _BEGINS.finditer(said):
        start = begun.end()
        broken = _BREAKS.search(said, start)
        end = min(start + _LONGEST_SUBJECT, broken.start() + 1 if broken else len(said))
        for act in (*_ACT.finditer(said, start + 2, end), *_AND.finditer(said, start + 2, end)):
            if names := _units(said[start : act.start()]):
                return names + (_with(said, act) if act[0] == "要" else ())
    return ()


def _units(who: str) -> tuple[str, ...]:
    """The units of what precedes the verb; none unless every part of it is one."""
    who = _TOLD.sub("", _THEIRS.sub("", who))
    if _BY_ROLE.fullmatch(who):
        return (who,)
    names = split_names(who)
    return names if names and all(map(_is_name, names)) else ()


def _is_name(name: str) -> bool:
    if "“" in name:  # 市“小金库”专项治理工作领导小组
        return re.search("”.{0,20}(?:领导小组|办公室|专班|指挥部|工作组)$", name) is not None
    return is_unit(name) and (len(name) > 2 or name[0] == "各" or name in _SHORT_NAMES)


def _with(said: str, act: re.Match[str]) -> tuple[str, ...]:
    """`市住建局要会同市财政局抓好……`: those it shall act with."""
    found = _TOGETHER.match(said, act.end())
    names = split_names(found["with"]) if found else ()
    return names if all(map(_is_name, names)) else ()


_WORK = (
    r"(?:制定|细化|研究|对|开展|加强|做好|建立|完善|组织|推进|抓好|负责|落实|提出|于|在|共同|按|及时|适时)"
)
_TOGETHER = re.compile(
    rf"会同(?P<with>[^，。；]{{2,80}}?)(?:等(?:有关|相关)?(?:部门|单位))?(?={_WORK}|[，。；]|$)"
)
_SELF = re.compile(
    r"(?:^|[，。；])(?:届时[，]?)?(?:我|本)[局办委厅院部会市区县省处室]{1,3}(?!各)[^，。；]{0,12}?(?:将|拟|会|定期|适时|不定期|每|负责|对|于)"
)
# `省政府将对……开展抽查`: the government that issues it, spoken of from outside.
_GOVERNMENT = re.compile(
    r"^(?:国务院|(?:省|市|县|区|州)(?:委、[省市县区州]政府|委|政府))(?:办公[厅室])?(?:将|拟|适时)[^。；]{0,40}?"
    r"(?:通报|督查|督导|督办|检查|考[核评]|评估|抽查|约谈|验收|核查)"
)
_OFFICE = re.compile(
    r"(?:^|[，。；])(?P<who>[\u4e00-\u9fff]{2,22}?(?:办公室|办公厅|督查室|督办室|督考办|领导小组|专班|指挥部|防指|局|委|办|厅))(?:(?:会同|联合)[^，。；]{2,16}?)?(?:(?:将|拟)(?:会同[^，。；]{2,20}|联合[^，。；]{2,20}|适时|定期|不定期|牵头|组织|于[^，。；]{2,12}|在[^，。；]{2,12}|每[年月季半度周]+|对|按|根据|视情|加强|加大|适当|及时|跟踪|全程)*"
    r"[^。；]{0,30}?(?:通报|督查|督导|督办|检查|考[核评]|评估|抽查|调度|约谈|验收|巡查|暗访|跟踪)"
    r"|加强(?:业务|工作)?(?:指导|督促|统筹|协调)|(?:每[年月季半度周]+|定期|适时|不定期|年底|组织|开展|进行)+(?:[一两二三]次)?(?:通报|督查|督导|督办|考[核评]|抽查|约谈))"
)


_AND_WITH = (
    r"(?:[^。；，,]{1,14}(?=[，,]))?(?P<with>[，,][^。；，,]{2,60}?(?:配合|协助|参与|协办))?(?=[，,。；])"
)
_AGREED = re.compile(
    r"(?:^|[，。；：:])由(?:所涉及的|所涉及|涉及的)?(?P<who>[^。；]{2,200}?(?:牵头|主办|负责(?!人)))"
    + _AND_WITH
)
# The same without 由: only names may stand before the verb.
_LED = re.compile(r"(?:^|[，。；：:])(?P<who>[^，。；：:由]{2,60}?(?:牵头|主办))" + _AND_WITH)
# `由财政部会同农业部等部门研究提出意见`, `由财政部牵头，会同水利部落实`.
_JOINTLY = re.compile(
    r"(?:^|[，。；：:])由(?P<who>[^。；，]{2,60}?)(?:牵头[，]?)?会同(?P<with>[^。；，]{2,120}?)"
    rf"(?:等(?:有关|相关|其他)?(?:部门|单位))?(?:{_WORK}|办理|实施|承担)"
)


def agreed_in(said: str) -> Parties | None:
    """Who shall act by the sentence itself (`由市住建局牵头，市财政局配合，于8月底前……`); None where nobody is so named."""
    if (jointly := _JOINTLY.search(said)) is not None:
        leads, others = split_names(jointly["who"]), split_names(jointly["with"])
        if all(map(is_unit, (*leads, *others))):
            return Parties(leads, others)
    found = None
    for match in list(_AGREED.finditer(said)) or _LED.finditer(said):
        found = read_parties(match["who"] + (match["with"] or "")) or found
    return found


def is_issuers_own(said: str, parties: Parties) -> bool:
    """Whether the sentence says what the issuer itself means to do (`我局将于每季度末通报`)."""
    if _SELF.search(said) or (not parties.named and _GOVERNMENT.match(said)):
        return True
    found = _OFFICE.search(said)
    return found is not None and found["who"] not in (*parties.leads, *parties.owing) and not parties.named
