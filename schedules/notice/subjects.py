"""Who a sentence itself says shall act: the units at its head, or the issuer, whose intentions bind nobody else."""

from __future__ import annotations

import re

from schedules.notice.names import is_unit, split_names
from schedules.notice.units import Parties, read_parties

_ACTS = (
    r"(?:(?<!主)要(?!求|点)|应当?|须|需要?|务必|务|必须|负责(?!人|单位|部门)|牵头(?!单位|部门)|于|在|将|按照?|根据|结合|每(?=[年月季周半])|请|对照|认真|切实|尽快|及时|和|原则上"
    r"|[收接]到|全年|年内|年底|今年|当年|[上下]半年|本月|\d|自|围绕|对|至少|组织(?!单位|部门)|开展|完成(?!单位)|制定|报送(?!单位|部门)|确定|建立)"
)
_SUBJECT = re.compile(
    rf"(?:^|[，。；])(?:请|由|要求|并请|原则上)?(?P<who>[\u4e00-\u9fff（）()、，]{{2,70}}?)(?:{_ACTS})"
)
_SELF = re.compile(
    r"(?:^|[，。；])(?:届时[，]?)?(?:我|本)[局办委厅院部会市区县省处室]{1,3}(?!各)[^，。；]{0,12}?(?:将|拟|会|定期|适时|不定期|每|负责|对|于)"
)
_OFFICE = re.compile(
    r"(?:^|[，。；])(?P<who>[\u4e00-\u9fff]{2,22}?(?:办公室|办公厅|督查室|督办室|督考办|领导小组|专班|指挥部|防指|局|委|办|厅))(?:(?:会同|联合)[^，。；]{2,16}?)?(?:(?:将|拟|要)(?:会同[^，。；]{2,20}|联合[^，。；]{2,20}|适时|定期|不定期|牵头|组织|于[^，。；]{2,12}|在[^，。；]{2,12}|每[年月季半度周]+|对|按|根据|视情|加强|加大|适当|及时|跟踪|全程)*"
    r"[^。；]{0,30}?(?:通报|督查|督导|督办|检查|考[核评]|评估|抽查|调度|约谈|验收|巡查|暗访|跟踪)"
    r"|加强(?:业务|工作)?(?:指导|督促|统筹|协调)|(?:每[年月季半度周]+|定期|适时|不定期|年底|组织|开展|进行)+(?:[一两二三]次)?(?:通报|督查|督导|督办|考[核评]|抽查|约谈))"
)


def subject_of(said: str) -> tuple[str, ...]:
    """The units a sentence begins with (`各区、各部门要于…`); none when it begins otherwise."""
    for found in _SUBJECT.finditer(said):
        who = re.sub("(?:的)?(?:(?:主要|分管)?负责(?:同志|人)(?:均|都)?|主要|分管)$", "", found["who"])
        # `各单位联系电话于……前报送`: the units, not what is theirs.
        who = re.sub(
            "(?<=^各单位|^各部门)(?:联[系络][\u4e00-\u9fff]{1,4}|名单|人员|进展|[\u4e00-\u9fff]{2,6}情况)$",
            "",
            who,
        )
        who = re.sub("(?<=单位|部门)的[^、，（）]{2,16}$", "", who)
        names = split_names(re.sub("^(?:请|由|要求|并)", "", who))
        while names and not is_unit(names[0]):
            names = names[1:]  # `整改期间，各责任单位要……`
        if names and all(is_unit(name) and len(name) > 2 for name in names):
            return names
    return ()


_AGREED = re.compile(
    r"(?:^|[，。；：:])由(?P<who>[^。；]{2,90}?(?:牵头|主办|负责)"
    r"(?:[，,][^。；，,]{2,60}?(?:配合|协助|参与|协办))?)(?=[，,。；])"
)


def agreed_in(said: str) -> Parties | None:
    """Who shall act by the sentence itself (`由市住建局牵头，市财政局配合，于8月底前……`); None where nobody is so named."""
    found = None
    for match in _AGREED.finditer(said):
        found = read_parties(match["who"]) or found
    return found


def is_issuers_own(said: str, parties: Parties) -> bool:
    """Whether the sentence says what the issuer itself means to do (`我局将于每季度末通报`)."""
    if _SELF.search(said):
        return True
    found = _OFFICE.search(said)
    return found is not None and found["who"] not in (*parties.leads, *parties.owing) and not parties.named
