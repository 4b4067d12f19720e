"""Whether a date found in a clause binds anybody: how strongly, or not at all.

`截至8月底，已…`, `自10月1日起施行`, `2020年度总结` hold dates and no deadline. The scale is small on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from schedules.deadlines.claim import Claim
from schedules.deadlines.reading import GUESS
from schedules.deadlines.spans import Place

BINDING, MEANT, LIKELY_MEANT, WEAK, NOTHING = 4.0, 3.0, 2.0, 1.0, 0.0

_FILLER_BEFORE = re.compile(
    r"^(?:[\s,。;:!?、()\[\]【】“”\"'~-]|公元|请|务必|须|应|要|于|在|最迟|最晚|力争|争取|确保|赶在|不迟于|不晚于|早于|自|从|由|直?到|至|截止到|截止|截至|定于|约|大约|大概|可能|就|那|就是|是"
    r"|(?:办理|完成|整改|反馈|报送|上报|办结|工作|申报|报名)?(?:时限|期限|时间|日期|时点|时限要求|时间要求|时间节点)(?:要求|为|是)?|(?:申请)?(?:延期|推迟|延长|延迟|顺延|改|延|推后|缓|宽限|调整|提前|再给|能否|能不能)(?:到|至|为)?|给|我|我们|再)*$"
)
_FILLER_AFTER = re.compile(
    r"^(?:[\s,。;:!?、()\[\]【】“”\"'~-]|完成|办结|报送|上报|落实|到位|反馈|提交|的?时候|左右|前后|的?时间|完|交|报|吧|行吗|可以吗|可以|好吗|办好|之前|时|能|再|到期|截止|见|了|的|份)*$"
)
# Words that only say roughly when; any other beside a day make it a deadline.
_ABOUT_BEFORE = re.compile(
    r"(?:[\s,。;:!?、()\[\]【】“”\"'~-]|公元|大?约|大概|可能|于|在|就|那|是|自|从|请|要)*"
)
_ABOUT_AFTER = re.compile(r"(?:[\s,。;:!?、()\[\]【】“”\"'~-]|的?时候|左右|前后|的?时间|时|吧|见|了|的)*")
_FORWARD_LEAD = re.compile(
    r"(?:截止(?:到|至|于)?|(?:截止|截至)(?:时间|日期)[:为是]*|不迟于|不晚于|不得晚于|最迟(?:于|在|不超过|至)?|最晚(?:于|在|至)?|早于|赶在"
    r"|(?:办理|完成|整改|反馈|报送|上报|办结|工作|申报|报名)?(?:时限|期限|完成时间|截止时间|截止日期|时间要求|完成日期|办结日期|反馈日期|时间节点|整改时间|办结时间)(?:要求|为|是|:|至|到|延长至)*"
    r"|(?:延期|延长|推迟|延迟|顺延|改|延|推后|宽限|调整|提前|延后|放宽|展期)(?:办理|完成|报送|时间|期限|时限)?(?:到|至|为))$"
)
# `活动时间为2021年9月`: when something is to be, which is no history as long as it lies ahead.
_SET_FOR = re.compile(
    "(?<!办公)(?<!成立)(?<!发布)(?<!印发)(?:时间|日期|日程)(?:安排)?(?:暂?定)?(?:为|是|在|于|:)+$"
)
_DAY_NAMED = re.compile("[日号天今明周期拜月-]")
_NEXT_DAYS = ("第二天", "次日", "翌日", "隔天")
# What comes back and is only told of: `平均每月受理120件`, `今年以来每月`.
_AVERAGE = re.compile("(?:平均|日均|以来[^。;]{0,12})$")
_KEPT_UP = re.compile("[^。;]{0,24}(?:已连续|均已|均超|同比)")
_UP_TO = re.compile(
    r"(?:^|[,。;:、\x00\n(]|力争|争取|确保|力争实现|计划|预计|拟|并|且|工作|任务|目标)(?:到|至)$"
)
_REPORTING = re.compile(r"(?:截至|截止到?|截止至)$")
_SO_FAR = re.compile(r"[^。;]{0,24}?(?:已|共|累计|仍|尚|均|完成了|实现了|存在|未能|有\d)")
_HISTORY = re.compile(
    r"^[,的]?(?:印发|发布|下发|颁布|出台|通过|审议通过|施行|起?实施|起?执行|生效|成立|来文|收到|签发|批准|批复|召开的|制定的|发生|以来"
    r"|编制的|修订的|发出|签订|签署|公布的|以前年度|的?(?:通知|意见|决定|会议|讲话|规定|办法|文件|工作报告|报告))"
)
# `4月出台`, said before April is over, is asked for; `4月出台的办法` is told.
_TO_COME = re.compile("^(?:印发|发布|下发|出台)(?!的|[\\u4e00-\\u9fff《]{0,4}的)")
_YEARLY_TITLE = re.compile(
    r"^(?:度)?的?(?:[\u4e00-\u9fff]{0,16})(?:总结|要点|计划(?!完成)|方案|情况|报告|述职|述法|预算|决算|考核结果|目录|清单|任务书|年鉴|公报|通报|工作安排|补助|资金|规划)"
)
# `10月报送工作方案`: what is titled here is to be written, not told.
_HANDED_IN = re.compile(
    r"^[,]?(?:[\u4e00-\u9fff]{0,8}?)(?:提交|报送|上报|形成|编制|制定|制订|出台|印发|拟定|起草|修订|召开|公布|发布|完成)(?!情况|的)"
)
_ACCOUNT = re.compile("^的?(?:工作|完成|进展|落实|任务|目标)+(?:情况|总结|报告)")
_END_TITLE = re.compile(r"^的?(?:总结|述职|考核|奖|决算|绩效|盘点|大会|报告|结余|余额|存量|时,?已)")
_DONE = re.compile(r"已|(?<!为)了(?!解)")
_BOASTING = re.compile(r"已|(?<!为)了(?!解)|曾|同比|以来|成效|成绩|成果|取得")
_ACT = re.compile(
    "完成|启动|开展|组织|举办|召开|实施|公布|出台|建成|印发|报送|提交|制定|实现|达到|开工|投入|上线|验收|办结|整改|争取|力争|举行|上报|落实"
    "|推出|竣工|通车|投产|建立|检查|评估|形成|编制|修订|发布|推进|做好|配备|清理|到位|覆盖|报|交|审查|评查|督查|督察|试点|培训|开始|基本|全面|取得"
    "|结束|截止|公示|公开|移交|交付|销号|挂牌|运行|投用|收尾|答复|回复|反馈|评估|考核|调研|演练|宣传|整治|督导|巡查|排查|摸底|自查|抽查|招标|动工|开园|开放|启用"
)
_ACT_SOON = re.compile(rf"^[,]?(?:[\u4e00-\u9fff]{{0,3}}?)(?:{_ACT.pattern})(?!的)")
_NO_LIMIT_LEAD = re.compile(
    r"(?:压缩|压减|缩短|缩减|控制|减少|降低|降|限)(?:到|至|在|为)$|(?:为期|历时|历经|连续|持续|长达|不少于|不低于|不超过|有效期|保存|保管|任期|试用期|公示期?|学制|满|近|在职)(?:为|是|:|不少于)?$"
)
_SENTENCE_ENDS = frozenset("。;!?\n")


def is_whole(text: str, claim: Claim) -> bool:
    """Whether the claim is all the text says, polite words and marks aside."""
    if claim.at == 0 and claim.end == len(text):
        return True
    return bool(_FILLER_BEFORE.match(text[: claim.at]) and _FILLER_AFTER.match(text[claim.end :]))


def is_named_only(text: str, claim: Claim) -> bool:
    """Whether the text names a day or a stretch of days and asks for nothing by it: `10月31日`, `月底`, not `到月底`."""
    return (
        claim.bound not in ("before", "until")
        and _ABOUT_BEFORE.fullmatch(text, 0, claim.at) is not None
        and _ABOUT_AFTER.fullmatch(text, claim.end) is not None
    )


def strength(text: str, claim: Claim, place: Place, target_starts: Sequence[int]) -> float:
    """How strongly a claim standing in a clause binds."""
    means = claim.means
    before = text[max(0, claim.at - 16) : claim.at]
    after = text[claim.end : claim.end + 40]
    if means.kind in ("duration", "standing"):
        return NOTHING
    forward = _FORWARD_LEAD.search(before) is not None
    if not forward and _NO_LIMIT_LEAD.search(before):
        return NOTHING
    if means.kind == "recurrence":
        if claim.bound:
            return BINDING - 0.5
        return NOTHING if _AVERAGE.search(before) or _KEPT_UP.match(after) else MEANT
    if means.rule == "ahead-of-deadline":
        return WEAK  # `请提前10分钟到场` beside the day of the meeting
    if means.kind == "event":
        return BINDING - 0.5
    if means.due is None or (claim.bound in ("since", "after") and not forward):
        return NOTHING
    if _REPORTING.search(before) and claim.bound != "before":
        if before.endswith("截至") or _SO_FAR.match(after):
            return NOTHING
        return BINDING
    if forward:
        return BINDING
    if claim.bound in ("before", "until"):
        return NOTHING if _narrated(text, claim, place) else BINDING
    if claim.bound == "within":
        return _within_strength(claim)
    return _unbounded(text, claim, place, target_starts, before, after)


def _within_strength(claim: Claim) -> float:
    return BINDING if claim.grain in ("length", "event", "counted") or claim.joined else BINDING - 0.2


def _narrated(text: str, claim: Claim, place: Place) -> bool:
    """`三天前`, `去年年底前完成了` in a clause tell what was."""
    means = claim.means
    if claim.grain == "length":
        return True
    due = means.due_day
    return due is not None and due < place.day and _DONE.search(_clause(text, claim)) is not None


def _clause(text: str, claim: Claim) -> str:
    start, end = claim.at, claim.end
    while start > 0 and text[start - 1] not in _SENTENCE_ENDS and claim.at - start < 120:
        start -= 1
    while end < len(text) and text[end] not in _SENTENCE_ENDS and end - claim.end < 120:
        end += 1
    return text[start:end]


def _unbounded(
    text: str, claim: Claim, place: Place, target_starts: Sequence[int], before: str, after: str
) -> float:
    means = claim.means
    due = means.due_day
    told = _HISTORY.match(after) and not (
        claim.grain in ("month", "ten-days", "quarter")
        and due is not None
        and due > place.day
        and _TO_COME.match(after)
    )
    if claim.means.rule == "coming-length" and _target_follows(text, claim, target_starts):
        return WEAK + 0.5  # `未来三年新建公园100个`
    if text.startswith(_NEXT_DAYS, claim.at):
        return NOTHING  # the day after what?
    if due is None or claim.loose or told or claim.grain == "length":
        return NOTHING
    if claim.grain in ("year", "plan") and _UP_TO.search(before) and due >= place.day:
        return BINDING - 0.3
    if _UP_TO.search(before) and due >= place.day:
        return BINDING - 0.1
    if due < place.day:
        return NOTHING
    if _SET_FOR.search(before) and _DAY_NAMED.search(text, claim.at, claim.end):
        return MEANT
    if before.endswith("(") and after.startswith(")") and claim.grain != "day":
        return MEANT  # `组织实施阶段（9月至11月）`
    if means.rule.endswith("-end") and not _END_TITLE.match(after):
        return MEANT
    if claim.grain in ("day", "instant", "part-of-day", "counted"):
        ahead = due > place.day or _later_today(text, claim, place)
        return LIKELY_MEANT if ahead and not _BOASTING.search(_clause(text, claim)) else NOTHING
    return _period_strength(text, claim, target_starts, after)


def _later_today(text: str, claim: Claim, place: Place) -> bool:
    """`今天下午3点开会`, read before three; a bare `8:00` in a clause may be anybody's."""
    due = claim.means.due
    return (
        text[claim.at] == "今" and isinstance(due, datetime) and (place.moment is None or due > place.moment)
    )


def _period_strength(text: str, claim: Claim, target_starts: Sequence[int], after: str) -> float:
    """A year, half year, quarter or month named without a bound: meant when something is to be done in it."""
    clause_after = after
    for n, c in enumerate(after):
        if c in _SENTENCE_ENDS:
            clause_after = after[:n]
            break
    said = text[claim.at : claim.end]
    if _ACCOUNT.match(clause_after):
        return NOTHING
    if said.endswith("全年"):
        return LIKELY_MEANT
    if _target_follows(text, claim, target_starts):
        return LIKELY_MEANT if claim.joined else WEAK + 0.5
    if _YEARLY_TITLE.match(clause_after) and not _HANDED_IN.match(clause_after):
        return NOTHING
    if claim.means.sure <= GUESS:  # `9月初完成`: a guess, and said to be one
        return WEAK if _ACT_SOON.match(clause_after) else NOTHING
    if claim.joined and text[claim.at - 1] in ",、:" and not after.strip(" 。;)"):
        return LIKELY_MEANT  # the last cell of a row
    if claim.joined or claim.grain in ("month", "ten-days", "week", "festival"):
        return LIKELY_MEANT if _ACT.search(clause_after) else NOTHING
    return WEAK if _ACT_SOON.match(clause_after) else NOTHING


def _target_follows(text: str, claim: Claim, target_starts: Sequence[int]) -> bool:
    for start in target_starts:
        if (
            start >= claim.end
            and not _SENTENCE_ENDS & set(text[claim.end : start])
            and start - claim.end < 80
        ):
            return True
    return False
