"""Names of units in a list as a notice writes it: where one ends and the next begins, what is a unit's name and what is not.

It knows how such names are made, not which units exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from schedules.notice.marks import BARE_LABELS, Role

_SUFFIX = (
    "局|委|办|厅|部|院|署|处|科|室|中心|公司|集团|银行|分行|支行|政府|街道|街|镇|乡|办事处|管委会|委员会|单位|部门|学校|大学|学院|协会|联合会|商会"
    "|工会|妇联|团委|共青团|残联|科协|文联|侨联|工商联|红十字会|总队|支队|大队|中队|所|站|社|台|党校|会议|领导小组|专班|机关|组织|系统|企业|机构|地区|园区"
    "|开发区|新区|示范区|高新区|经开区|区|县|市|州|盟|旗|省|村|社区|党组|党委|支部|海关|行|会|馆|库|指挥部|工作组|小组|专项组|成员|班子|盟市|市州|县市|中央"
    "|办公厅|办公室|国资|工信|组|园|港|厂|矿|队|法院|检察院|代表团|两院|军区|武装部|分局|总局|电网|供电|供水|邮政|电信|移动|联通|铁塔|消防|气象|税务|供销|烟草|盐业|各方|院校|高校|医院|基地|(?<=有关|相关)方面"
)
_UNITISH = re.compile(
    rf"(?:.*?(?:{_SUFFIX})(?:[（(][^（）()]{{1,30}}[）)])?|各.{{1,20}}|全[市县区省]各.{{1,16}}|[市省区县]直.{{0,12}})$"
)
_NOT_UNIT = re.compile(
    r"^(?:督促|结合|新增|新设|我|对(?!外|口|台)|扩大|加大|深化|优化|强化|提升|完善|健全|增强|发挥|压实|明确|打造|培育|根据|按照|依托|围绕|针对|指导(?!委)|推动|支持|引导|鼓励|帮助|涉及|开工|启动|新建|建成|迁建|扩建|改建|加快|推进|实施(?!单位|主体)|组织(?!部|单位|实施单位|部门)|全部|其余|检查|抽查|协调)|[。！？；：“”《》\d%％]|的(?!地方)|[是为了把将使让须]|应[当该予]|通过|开展|加强|完成|建设的|工作$"
)
GROUP = re.compile(
    r"^(?:各|全[市县区省国]|所有|有关|相关|其他|市直|区直|县直|省直)|各|(?:有关|相关|所有|成员|其他)|(?<!事业)(?:单位|部门|企业|机构)$|等$"
)
UNSETTLED = re.compile("相关|有关|其他|涉及|等$")

# `按职责分工负责`, `根据职责配合`: how, not who.
_MANNER = (
    r"(?:各?(?:按照?|根据|依据?|依照|结合)(?:各自|部门|本|自身|法定)*(?:的)?(?:工作)?(?:职责|职能|权限|任务|分工)+"
    r"(?:范围|要求|任务)?(?:和|及)?(?:分工)?|结合(?:各自|本地|自身)?实际|分别|共同|具体|协同|联合|组织|统筹|协调|负责|密切|积极|切实|抓好|做好)"
)
VERBS: tuple[tuple[Role, str], ...] = (
    (
        "lead",
        rf"{_MANNER}*(?:总?牵头|主办)(?:负责|组织(?:实施|落实|推进)?|协调|落实|实施|抓总|总抓|办理|推进)*",
    ),
    ("assist", rf"{_MANNER}*(?:配合|协助|协办|参与|参加|协同)(?:落实|实施|做好|推进|工作|配合|办理)*"),
    (
        "responsible",
        rf"{_MANNER}*(?:各负其责|各司其职|负责|落实|承担|承办|组织实施|实施|推进|推进落实|抓落实|办理|执行|抓好落实)+|{_MANNER}+",
    ),
)
VERB = re.compile("(?:" + "|".join(f"(?P<{role}>{words})" for role, words in VERBS) + ")$")
_ETC = re.compile(
    r"(?:等(?:\d+|[一二三四五六七八九十]+)?个?(?:国务院|国家|有关|相关|各|省级|市级|区级|县级|省|市|区|县|直属|市直|区直|县直|省直|中央|成员|责任|配合|职能|主管)*(?:部门|单位|委办局|地区|企业|机构)?(?:[（(](?:单位|部门)[）)])?(?:[和及](?:有关|相关)?(?:单位|地区|地方|机构))?)$"
)
_KIND_ONLY = re.compile("单位|部门|地区|企业|机构|地方")
_JOINED = re.compile(r"(?:以及|及(?!其)|和|与|并会同|会同)")
_WHOLE_NAMES = re.compile(
    r"各?[省市县区州旗盟镇乡街道村]{1,2}(?:[（(〔][^（）()]{1,12}[）)〕])?(?:[、和及与][省市县区州旗盟镇乡街道村社区]{1,3}(?:[（(][^（）()]{1,12}[）)])?){1,3}(?:人民政府|政府|管委会|办事处|党委政府|党委和政府|党委、政府|党委)"
    r"|各(?:有关|相关)?[县区市镇乡](?:[、和及](?:乡|镇|街道|街道办事处|办事处|园区|管理区|开发区|管委会)(?![\u4e00-\u9fff])){1,3}"
    r"|各(?:有关|相关)?[县区市](?:[（〔][县区市、]{1,4}[）〕])?[、和][县区市](?:[（〔][县区市、]{1,4}[）〕])?(?!直|属|有|相|各|级(?!市))|省[（(]区、市[）)]|党委[、和]政府|中共中央、国务院"
)
EDGE = " \t\n,，、;；。.：:/"
_NOT_NAMES = re.compile(r"^(?:无|/|-+|—+|略|空|同上|待定|\\)?$")


def once(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def is_group(name: str) -> bool:
    """Whether the name stands for several units: 各区政府, 市政府直属各单位, 有关部门."""
    return GROUP.search(name) is not None


def is_unsettled(name: str) -> bool:
    """Whether which of them is left open: 相关单位, 有关部门."""
    return UNSETTLED.search(name) is not None


def is_unit(name: str) -> bool:
    """Whether this could be the name of a unit."""
    return 2 <= len(name) <= 34 and _UNITISH.match(name) is not None and _NOT_UNIT.search(name) is None


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Stretches between the separators that stand outside brackets and whole names."""
    kept = [match.span() for match in _WHOLE_NAMES.finditer(text)]
    depth = start = 0
    for n, c in enumerate(text):
        depth += (c in "（(") - (c in "）)")
        if (depth <= 0 and c in "、，,；;。/\n" and not any(a <= n < b for a, b in kept)) or (
            depth <= 0 and c == " " and _blank_parts(text, start, n)
        ):
            yield start, n
            start = n + 1
    yield start, len(text)


def _blank_parts(text: str, start: int, at: int) -> bool:
    following = re.match(r"[^\s、，,；;。]+", text[at + 1 :])
    left = text[start:at].strip()
    return is_unit(left) and len(left) > 2 and following is not None and len(following[0]) > 2


def split_names(text: str) -> tuple[str, ...]:
    """The names of a list as written, `等部门` and manner left off."""
    names: list[str] = []
    for start, end in pieces(text):
        names.extend(_halves(text[start:end].strip(EDGE)))
    cleaned = (_clean(name) for name in names)
    return once([name for name in cleaned if name and not _NOT_NAMES.match(name)])


def _clean(name: str) -> str:
    name = re.sub(r"\s+", "", name.strip(EDGE))
    name = re.sub(r"^(?:由|请|以及|及|和|与)(?=[市县区省各国中])", "", name)
    while (shorter := VERB.sub("", name)) != name and shorter:
        name = shorter
    if VERB.fullmatch(name):
        return ""
    name = _ETC.sub("", name)
    for role, words in BARE_LABELS:
        if role in ("lead", "responsible", "assist") and name[:1] != "各" and words.fullmatch(name):
            return ""
    return _unbracketed(name)


def _unbracketed(name: str) -> str:
    """A name whose closing bracket was the list's own, or the remark 下同 beside it."""
    name = re.sub(r"[（(][^（）()]*(?:下同|以下简称|牵头单位)[^（）()]*[）)]?$", "", name)
    if name.count("（") + name.count("(") < name.count("）") + name.count(")"):
        name = name.rstrip("）)")
    return name


def _halves(name: str) -> Iterator[str]:
    """`市直各部门及各县区`: parted where both sides are units; `规划和自然资源局` is one name."""
    if _WHOLE_NAMES.fullmatch(name):
        yield name
        return
    for join in _JOINED.finditer(name):
        left, right = name[: join.start()], name[join.end() :]
        whole = any(
            a < join.end() and join.start() < b for a, b in (m.span() for m in _WHOLE_NAMES.finditer(name))
        )
        if (
            not whole
            and len(left) > 1
            and not _KIND_ONLY.fullmatch(VERB.sub("", right) or right)
            and _stands_alone(left)
            and is_unit(_ETC.sub("", VERB.sub("", right)) or right)
        ):
            yield left
            yield from _halves(right)
            return
    yield name


def _stands_alone(left: str) -> bool:
    """Whether what precedes 和 is a unit by itself: 市司法局 is, 住房 and 规划 are not."""
    left = _ETC.sub("", left)
    return re.search(
        r"(?:局|委|办|厅|部(?<!干部)|院|署|政府|单位|部门|办公室|办公厅|中心|集团|公司|街道|镇|乡|区|县|市|银行|法院|总队|支队|管委会|委员会|领导小组|专班|工会|妇联|海关|会|处|地区|组)$",
        left,
    ) is not None and not re.search("^(?:发展|教育|农业|民政|人力|城市|社会|文化)$", left)


def plan_name(name: str) -> str:
    """The name as a plan file can hold it: `各县（市、区）政府` has a separator within."""
    name = re.sub(r"[（(]([^（）()]*[、，,；;][^（）()]*)[）)]", r"\1", name)
    return re.sub(r"[、，,；;]", "", name).strip()
