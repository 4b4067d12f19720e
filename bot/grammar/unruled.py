"""Ruling words that rule nothing: told of, asked, feared, left for later, or said by somebody else.

`昨天跟秀英通过电话了`, `龙华的常务会昨天才通过`, `秀英的暂不同意`, `公安局不催了`: a wrong
ruling is worse than one that has to be typed again.
"""

import re

_TOLD = (
    r"(?:上|里|中|议|已经?|刚刚?|刚才|才|就|都|也|全|均|昨[天日晚]|前天|今[天早日]|上?周[一二三四五六日]?|上午|下午|"
    r"\d+[日号月]|没|未|还|审议|讨论|研究|表决|原则|一致|集体|顺利|终于|专题)*"
)
# Somebody else's meeting or office passed it, on the way to the report.
_PASSED_THERE = re.compile(
    r"(?:[常党]?[委务组]?会|党组|人大|合法性审查|公平竞争审查|法审|法核|合审|评审|论证|公示|验收|初审|[区局省市县]里|上级|省厅|专家组?)"
    rf"(?!议?纪要|议材料){_TOLD}$"
)
_OWN_HOUSE = re.compile(r"局|我|本")
_OWN_WORK = re.compile(r"我局|本局|我们[局委办院这]|我单位|本单位|我委|我办|^(?:\d+\.\d+\s*)?我们")
# Told of the past: 昨天就退回了, 早就催了.
_TOLD_OF = re.compile(
    r"(?:昨[天日晚]|前天|上(?:个)?[周月]|早就|早已|早上|之前|前几天|以前|曾经?)[^，,的]{0,6}$"
)
_IS_TOLD = re.compile(r"^(?:过|了|的|完)")
_SAID = re.compile(
    r"(?<![我导请])(?:说|讲|表示|反映|答复|回话|来电|来问|打听|问|保证|承诺|答应|讲好|说好)[^，,]{0,8}$"
)
_WISHED = re.compile(
    r"(?:争取|力争|希望|有望|等着|等待|准备|打算|应该能?|估计能?|预计|能不能|可不可以|要不要|该不该|是否|可否|能否)[^，,]{0,8}$"
)
# 龙华要延到11月10日 is what is wished, not what is ruled.
_MERELY_LATER = re.compile(r"(?:延|顺延|宽限|缓)(?!.*(?:同意|批|准|可以|通过|没问题|最多|最晚|最迟|只能))")
_WANTED_BY_THEM = re.compile(r"(?:要|想|申请|请求|提出|希望|打算|准备|说)[^，,]{0,8}$")
_LATER = re.compile(
    r"(?:明天|后天|下周[一二三四五]?|下个?月|晚点|晚些|回头|过[几两]天|待会儿?|等会儿?|等下|到时候?|月底)[^，,前的]{0,4}$"
)
_WEAK = re.compile(r"可以|行|没问题|ok|准|合格|认可", re.I)
_LIGHTLY = re.compile(r"(?:也|应该|估计|大概|可能|才|倒|其实|本来|觉得)$")
_THEIRS = re.compile(r"(?:他们|她们|人家|对方|那边|各家)(?:都|也|已经?|口头|原则|基本)*$")
_DESCRIBES = re.compile(r"^[一-鿿\d.]{0,8}的(?:那|材料|目录|清单|事|份|东西)")
_OUR_LEADER = re.compile(r"(?<![们区局里他的])领导(?:已经?|都)?(?:说|讲|表示)")
_BUT = re.compile(
    r"^[^，,]{0,4}[，,](?:就是|但是?|不过|只是|可是|还)[^，,]{0,10}(?:没|缺|差|少)|[，,][^，,]{0,4}还[要得想](?:再)?(?:看|核|问|研究)"
)
_RIGHT_ASKED = re.compile(r"[?？]\s*$|吗\s*$|[了过]没有?\s*$")
# 等琼山一起批, 等我批的; 通过后发个通报.
_WAITS = re.compile(r"^(?:先|还是)?等(?!于)[^，,]{1,12}$|(?:等|要|待|需要?|让)我(?:来)?$")
_ONCE = re.compile(r"^(?:之?后|以后|之?前|以前|的话)")
_WHETHER = re.compile(
    r"同意?不同意?|批准?不批|准不准|催不催|通不通过|通过不通过|行不行|可不可以|能不能|要不要|该不该"
)

# Nothing is ruled yet; nor are more units ruled on than were named.
_UNDECIDED = re.compile(
    r"先?(?:放一?放|缓一?缓|等一?等|等等|搁一?搁|压一?压|不急|不管|不处理|不动|不批|不审|留一?留)(?:着|再说|吧|$)|先(?:放|压|搁|挂|留|摆)(?:着|一边)|"
    r"(?:^|[，,])(?:我|先|再|容我|让我|等我)(?:先|再)?(?:想想|看看|考虑|研究|商量|请示|琢磨|核实|核对|核一核|问问|了解)(?:一下|下|看)?(?:再说|再定|吧$|领导|$)|"
    r"^再(?:等等|想想|看看|议)|(?:回头|以后|下次|开会|会上)再(?:说|定|议|看)|待定$"
)
_ONLY_THEN = re.compile(
    r"如果|要是|假如|若是|只要|一旦|(?:补|改|齐|到位|交|报(?!的)|发|盖|签|有)[^，,]{0,8}[，,]?(?:之?后|以后)?(?:我?就|才|再)(?:可以|能|给)?$"
)
_STANDING_ORDER = re.compile(r"以后|今后|自动|不用(?:再)?审|该[^，,]{1,6}的(?:都|就)")
_PUSHED = re.compile(r"催(?:办)?(?:过|了(?!一)|完|到了?|什么|啥|不[动来]|是)|(?:通过|同意|办结)不了")
_RULED_ALREADY = re.compile(
    r"已(?:经)?(?:审核)?(?:通过|同意|批|退回|办结)了?[吧吗]|(?:早就|早已|已经?|[昨前]天就?|上周就?)(?:催|退|批|审)(?:过|了|完)|(?:就|都)(?:退|批|审)过了"
)
_NOT_RULED = re.compile(
    r"(?:(?<=.)先|暂|暂时|待|等)$|(?:先|暂|暂时)?(?:别|不要|不用|不必|无需|不需要?|暂不|先不|甭|莫|停止?|未|还没|没)(?:有)?(?:再|去|急着|着急)?$"
)
_NOT_PUSHED = re.compile(r"(?:不|别|勿|免|停)(?:再|去|用)?$")


def rules_nothing(line: str, start: int, end: int, kind: str) -> bool:
    """Whether the ruling word there is denied, put off, asked, wished, told of the past or of somebody else."""
    before, word = line[:start], line[start:end]
    if _denied(word, kind, before[-6:]):
        return True
    if any(start < asked.end() and asked.start() < end for asked in _WHETHER.finditer(line)):
        return True
    clause, rest = re.split(r"[，,。;；]", before)[-1], re.split(r"[，,。;；]", line[end:])[0]
    if _WAITS.search(clause) or (
        kind in ("approve", "grant") and (_ONCE.match(rest) or _WHETHER.search(rest))
    ):
        return True
    if kind in ("approve", "return") and _not_by_us(word, clause, line[end:]):
        return True
    if kind == "urge" and _LATER.search(clause):
        return True
    if kind == "grant" and _MERELY_LATER.match(word) and _WANTED_BY_THEM.search(clause):
        return True
    told_of = _TOLD_OF.search(clause) and (_IS_TOLD.match(line[end:]) or _DESCRIBES.match(line[end:]))
    said = _SAID.search(clause) and not _OUR_LEADER.search(clause)
    return bool(told_of or said or _WISHED.search(clause)) or (kind != "urge" and _is_asked(line, end))


def _is_asked(line: str, end: int) -> bool:
    """`昨天退的那份补了没`: the ruling word stands in a question to us; 要延期？不批 answers one."""
    rest = line[end:]
    return bool(_RIGHT_ASKED.search(line)) and not re.search(r"[，,。?？]\s*[^\s]", rest)


def _denied(word: str, kind: str, before: str) -> bool:
    """先别通过, 不催了, 暂不同意."""
    if kind == "urge" and _NOT_PUSHED.search(before):
        return True
    if kind == "refuse" and before.endswith(("暂", "暂时")):
        return False  # 暂不同意延期 is an answer to the unit
    if kind == "return" and word[0] in "退打驳" and before.endswith("先"):
        return False  # 先退回去补
    return bool(_NOT_RULED.search(before))


def _not_by_us(word: str, clause: str, after: str) -> bool:
    """`龙华的常务会才通过`, `他们同意月底报`, `月底交也可以`, `可以是可以，就是网址还没给`."""
    if word.endswith("通过") and _PASSED_THERE.search(clause):
        return True
    if word.startswith(("同意", "可以", "行")) and _THEIRS.search(clause):
        return True
    return bool(_WEAK.fullmatch(word) and (_LIGHTLY.search(clause) or _BUT.search(after)))


def passed_in_own_house(line: str) -> bool:
    """`3.1局党组会上通过了` of a lead is news of its own work."""
    return any(
        _PASSED_THERE.search(line[: at.start()]) and _OWN_HOUSE.search(line[: at.start()])
        for at in re.finditer("通过", line)
    )


def is_own_work(line: str) -> bool:
    """`3.5我局发了2份通报，督促整改4件` of a lead reports, whatever words it is made of."""
    return _OWN_WORK.search(line) is not None or passed_in_own_house(line)


def is_put_off(line: str) -> bool:
    return _UNDECIDED.search(line) is not None


def is_past(line: str) -> bool:
    return _RULED_ALREADY.search(line) is not None


def is_conditional(before: str, kind: str) -> bool:
    """如果材料齐了就通过, 以后都直接通过: no ruling on anything that waits. 没报的单位再催一次 is no condition."""
    if _STANDING_ORDER.search(before):
        return True
    found = _ONLY_THEN.search(before)
    return found is not None and not (
        kind == "urge" and found.group().endswith("再") and "如果" not in before
    )


def was_pushed(line: str, at: int) -> bool:
    """`龙华区催过了`, `催了没有`; `通过不了`."""
    return _PUSHED.match(line, at) is not None
