"""Who is responsible, as the notice writes it: every bracket, label and phrase that names units.

It reads names; it does not know which of them exist. What is an undefined subset (相关单位) is told by
`is_unsettled`, a group by `is_group`; both are for the coordinator to settle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schedules.notice.marks import BARE_LABELS, LABEL, MARKER, Role

_SUFFIX = (
    "局|委|办|厅|部|院|署|处|科|室|中心|公司|集团|银行|分行|支行|政府|街道|街|镇|乡|办事处|管委会|委员会|单位|部门|学校|大学|学院|协会|联合会|商会"
    "|工会|妇联|团委|共青团|残联|科协|文联|侨联|工商联|红十字会|总队|支队|大队|中队|所|站|社|台|党校|会议|领导小组|专班|机关|组织|系统|企业|机构|地区|园区"
    "|开发区|新区|示范区|高新区|经开区|区|县|市|州|盟|旗|省|村|社区|党组|党委|支部|海关|行|会|馆|库|指挥部|工作组|小组|专项组|成员|班子|盟市|市州|县市|中央"
    "|办公厅|办公室|国资|工信|组|园|港|厂|矿|队|法院|检察院|代表团|两院|军区|武装部|分局|总局|电网|供电|供水|邮政|电信|移动|联通|铁塔|消防|气象|税务|供销|烟草|盐业|各方|院校|高校|医院|基地"
)
_UNITISH = re.compile(rf"(?:.*?(?:{_SUFFIX})(?:[（(][^（）()]{{1,30}}[）)])?|各.{{1,20}}|全[市县区省]各.{{1,16}}|[市省区县]直.{{0,12}})$")
_NOT_UNIT = re.compile(r"[。！？；：“”《》\d%％]|的(?!地方)|[是为了把将使让须]|应[当该予]|通过|开展|加强|完成|建设的|工作$")
GROUP = re.compile(r"^(?:各|全[市县区省国]|所有|有关|相关|其他|市直|区直|县直|省直)|各|(?:有关|相关|所有|成员|其他)|(?<!事业)(?:单位|部门|企业|机构)$|等$")
UNSETTLED = re.compile("相关|有关|其他|涉及|等$")

# `按职责分工负责`, `根据职责配合`: how, not who.
_MANNER = (
    r"(?:(?:按照?|根据|依据?|依照|结合)(?:各自|部门|本|自身|法定)*(?:的)?(?:工作)?(?:职责|职能|权限|任务|分工)+(?:范围|要求|任务)?(?:和|及)?(?:分工)?|分别|共同|具体|协同|联合|组织|统筹|协调|负责|密切|积极|切实|抓好|做好)"
)
_VERBS: tuple[tuple[Role, str], ...] = (
    ("lead", rf"{_MANNER}*(?:总?牵头|主办)(?:负责|组织(?:实施|落实|推进)?|协调|落实|实施|抓总|总抓|办理|推进)*"),
    ("assist", rf"{_MANNER}*(?:配合|协助|协办|参与|参加|协同)(?:落实|实施|做好|推进|工作|配合|办理)*"),
    ("responsible", rf"{_MANNER}*(?:负责|落实|承担|承办|组织实施|实施|推进|推进落实|抓落实|办理|执行|抓好落实)+|{_MANNER}+"),
)
_VERB = re.compile("(?:" + "|".join(f"(?P<{role}>{words})" for role, words in _VERBS) + ")$")
_WITH = re.compile("^(?P<a>.{2,60}?)(?:牵头)?(?:会同|商)(?P<b>.{2,})$")
_ETC = re.compile(
    r"(?:等(?:\d+|[一二三四五六七八九十]+)?个?(?:有关|相关|各|市直|区直|县直|省直|中央|成员|责任|配合|职能)*(?:部门|单位|委办局|地区|企业|机构)?(?:和单位|及单位)?)$"
)
_ETC_WHO = re.compile("有关|相关")
_JOINED = re.compile(r"(?:以及|及(?!其)|和|与|并会同|会同)")
_WHOLE_NAMES = re.compile(
    r"各?[省市县区州旗盟镇乡街道村]{1,2}(?:[（(][^（）()]{1,12}[）)])?(?:[、和及与][省市县区州旗盟镇乡街道村社区]{1,3}(?:[（(][^（）()]{1,12}[）)])?){1,3}(?:人民政府|政府|管委会|办事处|党委政府|党委和政府|党委、政府|党委)"
    r"|各[县区市](?:（[县区市、]{1,4}）)?[、和][县区市](?:（[县区市、]{1,4}）)?(?![a-z])|省[（(]区、市[）)]|党委[、和]政府|中共中央、国务院"
)
_EDGE = " \t\n,，、;；。.：:/"
_NOT_NAMES = re.compile(r"^(?:无|/|-+|—+|略|空|同上|待定|\\)?$")
FIRST_LEADS = re.compile(
    r"(?:第一(?:个)?(?:责任)?(?:单位|部门|处室)?|(?:排|列|居)(?:名)?(?:在)?(?:第一位?|首位|最前面?)的?(?:责任)?(?:单位|部门|处室)?|首位(?:责任)?(?:单位|部门)|排名第一的?(?:责任)?(?:单位|部门)?)(?:的)?(?:均|即)?(?:为|是|系|作为)(?:总)?(?:牵头|主办)"
)
_TIME_TOKEN = re.compile(
    r"\d{1,4}年|\d月|月底|年底|年内|季度|半年|全年|持续|长期|常态化|贯穿|(?:月|日|末|底|年)前|完成$|每[年月周季]|尽快|及时|[上中下]旬"
)
_FOLLOWS_LIST = re.compile(r"\s*(?:[。；;，,]|\n|$|[（(])")


@dataclass(frozen=True, slots=True)
class Parties:
    """The units of one stretch of a notice, by what they are asked to be. `times` are places of its date words."""

    leads: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    assisting: tuple[str, ...] = ()
    times: tuple[tuple[int, int], ...] = ()

    @property
    def named(self) -> bool:
        return bool(self.leads or self.responsible or self.assisting)

    @property
    def owing(self) -> tuple[str, ...]:
        """Those who answer for it beside the leads, the assisting last."""
        return once((*self.responsible, *self.assisting))

    def plus(self, other: Parties) -> Parties:
        return Parties(
            once((*self.leads, *other.leads)),
            once((*self.responsible, *other.responsible)),
            once((*self.assisting, *other.assisting)),
            (*self.times, *other.times),
        )


@dataclass(frozen=True, slots=True)
class Mention:
    """Units named at a place of the flow. `apart`: on lines of their own, so they may speak for several points."""

    start: int
    end: int
    parties: Parties
    apart: bool = False


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


def mentions(text: str) -> list[Mention]:
    """Every place of the flow where units (or, by a label, dates) are given, in order, neighbours joined."""
    found = sorted((*_bracketed(text), *_labelled(text)), key=lambda mention: (mention.start, -mention.end))
    leads_from = [match.start() for match in FIRST_LEADS.finditer(text)]
    kept: list[Mention] = []
    for mention in found:
        if kept and mention.start < kept[-1].end:
            continue
        if leads_from and mention.end > leads_from[0]:
            mention = replace(mention, parties=_first_leads(mention.parties))
        if kept and _adjacent(text, kept[-1], mention):
            last = kept.pop()
            mention = Mention(last.start, mention.end, last.parties.plus(mention.parties), last.apart)
        kept.append(mention)
    return kept


def _adjacent(text: str, last: Mention, mention: Mention) -> bool:
    """Whether both belong together: only blanks between them, and no role given twice."""
    if text[last.end : mention.start].strip(_EDGE + "\n"):
        return False
    a, b = last.parties, mention.parties
    twice = (a.leads and b.leads) or (a.responsible and b.responsible) or (a.assisting and b.assisting)
    return not twice


def _first_leads(parties: Parties) -> Parties:
    if parties.leads or not parties.responsible:
        return parties
    return replace(parties, leads=parties.responsible[:1], responsible=parties.responsible[1:])


# ---------------------------------------------------------------- brackets


def _bracketed(text: str) -> Iterator[Mention]:
    for start, end in brackets(text):
        inner = text[start + 1 : end - 1]
        parties = read_parties(inner, start + 1) or _plain_list(text, start, end)
        if parties is not None and (parties.named or parties.times):
            yield Mention(start, end, parties, start == 0 or text[start - 1] == "\n")


def brackets(text: str, longest: int = 700) -> Iterator[tuple[int, int]]:
    """Outermost brackets, first to last character; one left open ends with its paragraph."""
    depth = start = 0
    for n, c in enumerate(text):
        if c in "（(【":
            if depth == 0:
                start = n
            depth += 1
        elif c in "）)】" and depth:
            depth -= 1
            if depth == 0:
                yield start, n + 1
        elif c == "\n" and depth:
            if LABEL.search(text[start + 1 : start + 12]):
                yield start, n
            depth = 0
        elif depth and n - start > longest:
            depth = 0


def _plain_list(text: str, start: int, end: int) -> Parties | None:
    """`（市司法局、市财政局）` after a sentence: names and nothing else."""
    if text[start] == "【":
        return None
    names = split_names(text[start + 1 : end - 1])
    before = text[start - 1] if start else "\n"
    closes = _FOLLOWS_LIST.match(text, end) is not None or MARKER.match(text, end) is not None
    if not names or not closes or not all(is_unit(name) and len(name) > 2 for name in names):
        return None
    if before not in "。；;！\n" and not (len(names) > 1 and re.match(r"\s*[。；;\n]|$", text[end:])):
        return None
    return Parties(responsible=names)


# ---------------------------------------------------------------- labels


def _labelled(text: str) -> Iterator[Mention]:
    """`责任单位：…` outside brackets, on a line of its own or in running text."""
    inside = list(brackets(text))
    at = 0
    for label in LABEL.finditer(text):
        if label.start() < at or any(a < label.start() < b for a, b in inside if text[a] != "【"):
            continue
        line = text.rfind("\n", 0, label.start()) + 1
        if text[line : line + 1] == "|" or not _may_begin(text, label.start(), line):
            continue
        end = _value_end(text, label.end())
        parties = read_parties(text[label.start() : end], label.start())
        if parties is not None:
            at = end
            yield Mention(label.start(), end, parties, not text[line : label.start()].strip("【[ "))


def _may_begin(text: str, at: int, line: int) -> bool:
    before = text[line:at].rstrip(" 【[")
    return not before or before[-1] in "。；;！）)，,、:：.!" or text[at - 1] == " " or MARKER.fullmatch(before) is not None


def _value_end(text: str, at: int) -> int:
    """Where a labelled value ends: its line, its sentence, or the next number glued on."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    if not text[at:end].strip(_EDGE):
        following = text.find("\n", end + 1)
        following = len(text) if following < 0 else following
        if all(map(is_unit, split_names(text[end + 1 : following]) or ("",))):
            end = following
    stop = re.compile(r"。").search(text, at, end)
    return stop.start() if stop else end


def read_parties(text: str, at: int = 0) -> Parties | None:
    """The units named by labels or verbs in a stretch, `at` being its place; None when it names none."""
    labels = list(LABEL.finditer(text))
    before = text[: labels[0].start()] if labels else text
    found = Parties()
    if before.strip(_EDGE + "【["):
        verbs = _by_verbs(before, at)
        if verbs is None or not labels:
            return verbs
        found = verbs
    for n, label in enumerate(labels):
        end = labels[n + 1].start() if n + 1 < len(labels) else len(text)
        found = found.plus(_value(label.lastgroup, text[label.end() : end], at + label.end()))
    return found


def _value(role: str | None, text: str, at: int) -> Parties:
    if role == "time":
        return Parties(times=((at, at + len(text)),)) if text.strip() else Parties()
    if role in ("person", "target", None):
        return Parties()
    verbs = _by_verbs(text, at)
    if verbs is not None and (verbs.leads or verbs.assisting):
        return verbs
    leads, names = _starred(split_names(text))
    match role:
        case "lead":
            return Parties(leads=(*leads, *names))
        case "assist":
            return Parties(leads, assisting=names)
    return Parties(leads, names)


def _starred(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`市司法局（牵头）、市财政局`: who leads is said beside the name."""
    marked = re.compile(r"[（(](?:牵头|主办)(?:单位|部门|负责)?[）)]|^[★※*]|[★※*]$")
    leads = tuple(marked.sub("", name) for name in names if marked.search(name))
    rest = tuple(re.sub(r"[（(](?:配合|协办|参与)(?:单位|部门)?[）)]", "", n) for n in names if not marked.search(n))
    return leads, rest


# ---------------------------------------------------------------- verbs


def _by_verbs(text: str, at: int) -> Parties | None:
    """`A牵头，B、C按职责分工负责`, whatever the order; None when it is no such phrase."""
    if not re.search("牵头|负责|配合|会同|参与|参加|承办|落实|主办|协助|职责", text):
        return None
    gathered: dict[str, list[str]] = {"lead": [], "responsible": [], "assist": []}
    pending: list[str] = []
    times: list[tuple[int, int]] = []
    for start, end in pieces(text):
        token = text[start:end].strip()
        if _TIME_TOKEN.search(token):
            times.append((at + start, at + end))
            continue
        verb = _VERB.search(token)
        names = _pair(token[: verb.start()] if verb else token, gathered)
        pending += names
        if verb is not None:
            gathered[verb.lastgroup or ""] += pending
            pending = []
    gathered["responsible"] += pending
    names_ = [name for names in gathered.values() for name in names]
    good = sum(map(is_unit, names_))
    if not names_ or good * 5 < len(names_) * 4 or not any(_VERB.search(text[a:b].strip()) for a, b in pieces(text)):
        return None
    return Parties(*(once(gathered[role]) for role in ("lead", "responsible", "assist")), tuple(times))


def _pair(token: str, gathered: dict[str, list[str]]) -> tuple[str, ...]:
    """The names of one piece; what stands before 会同 leads."""
    token = re.sub("^(?:由|请|并|其中)", "", token)
    together = _WITH.match(token)
    if together is None:
        return split_names(token)
    gathered["lead"] += split_names(together["a"])
    return split_names(together["b"])


# ---------------------------------------------------------------- names


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Stretches between the separators that stand outside brackets and whole names."""
    kept = [match.span() for match in _WHOLE_NAMES.finditer(text)]
    depth = start = 0
    for n, c in enumerate(text):
        depth += (c in "（(") - (c in "）)")
        if depth <= 0 and c in "、，,；;。/\n" and not any(a <= n < b for a, b in kept):
            yield start, n
            start = n + 1
        elif depth <= 0 and c == " " and _blank_parts(text, start, n):
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
        names.extend(_halves(text[start:end].strip(_EDGE)))
    cleaned = (_clean(name) for name in names)
    return once([name for name in cleaned if name and not _NOT_NAMES.match(name)])


def _clean(name: str) -> str:
    name = re.sub(r"\s+", "", name.strip(_EDGE))
    name = re.sub(r"^(?:由|请|以及|及|和|与)(?=[市县区省各国中])", "", name)
    while (shorter := _VERB.sub("", name)) != name and shorter:
        name = shorter
    if _VERB.fullmatch(name):
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
        whole = any(a < join.end() and join.start() < b for a, b in (m.span() for m in _WHOLE_NAMES.finditer(name)))
        if not whole and len(left) > 1 and _stands_alone(left) and is_unit(_ETC.sub("", _VERB.sub("", right)) or right):
            yield left
            yield from _halves(right)
            return
    yield name


def _stands_alone(left: str) -> bool:
    """Whether what precedes 和 is a unit by itself: 市司法局 is, 住房 and 规划 are not."""
    left = _ETC.sub("", left)
    return re.search(
        r"(?:局|委|办|厅|部(?<!干部)|院|署|政府|单位|部门|办公室|办公厅|中心|集团|公司|街道|镇|乡|区|县|市|银行|法院|总队|支队|管委会|委员会|领导小组|专班|工会|妇联|海关|会|处|地区|组)$", left
    ) is not None and not re.search("^(?:发展|教育|农业|民政|人力|城市|社会|文化)$", left)
