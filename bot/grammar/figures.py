"""Percentages, fractions and occurrences in a clause, in figures and in words.

Every reading carries the stretch it was read from, so that nothing is read
twice: `7/12` once taken is no date, `第2次` no item.
"""

import re
from dataclasses import dataclass

from schedules.deadlines.numerals import decimal, whole

_N = r"(?:\d{1,6}(?:\.\d{1,4})?|[零〇一二两三四五六七八九十百千]{1,7})"
_INT = r"(?:\d{1,6}|[零〇一二两三四五六七八九十百]{1,6})"
_TIMES = "次|期|场|回|轮|堂|课|讲|批"
_HEADS = "件|起|宗|个|份|家|人|村|部|项|案|名|户|处|条"

_PERCENT = re.compile(
    rf"(?<![\d.])(\d{{1,6}}(?:\.\d{{1,4}})?)\s*%|百分之({_N}(?:点[一二三四五六七八九零〇]{{1,3}})?)"
)
_TENTHS = re.compile(
    r"(?<![一二三四五六七八九十])([一二两三四五六七八九]|(?<![\d.])\d)成(半|[一二三四五六七八九]|\d(?![\d.件家个]))?(?![立绩果员本效为功熟交品分型长])"
)
_HALF = re.compile(r"过半数?|(?:完成|办了|做了|搞了|进度|已经|已|到|约)?了?(?<!另)一半|半数")
_WHOLE = re.compile(r"百分(?:之)?百")
_OF = re.compile(
    rf"(?<![\d./])(\d{{1,6}})\s*/\s*(\d{{1,6}})(?![\d/])|({_INT})分之({_INT})|({_INT})比({_INT})|"
    rf"(?<![\d.])(\d{{1,6}})之(\d{{1,6}})(?!\d)"
)
_AMOUNT = re.compile(
    rf"(?<![\d.第+])({_INT})\s*个?({_HEADS})(?!不[落漏少差]|都不|也[没不]|月|工作日|小时|星期|礼拜|季度|区(?!划)|原因|问题|"
    rf"困难|办法|人员)"
)
_SITTINGS = re.compile(_AMOUNT.pattern.replace(f"({_HEADS})", f"({_HEADS}|次)"))  # 开了11次庭，去了8次
_WHOLE_BEFORE = re.compile(
    r"(?:共有?|总共|一共|总数|总|全部|全市|全区|应(?:审查?|备案?|配备?|查|出庭|执行|报)?|合计|"
    r"涉及|发生|受理|收到|制发|有|案件|合共|合共|(?:一共|总共|共|全年|今年)[一-鿿]{0,3}?(?:判|审|办|结|开|立|收|查|发|制|抽|处)[一-鿿]?)(?:了|为|是|:)?\s*$"
)
_CASES_ONLY = re.compile(r"(?:行政)?(?:诉讼)?(?:案件?|案子|官司)")
_WHOLE_AFTER = re.compile(
    r"^(?:行政诉讼|行政|诉讼|应诉|涉诉)?(?:案件?|案子|官司|行政村|村|规范性文件)?(?:中|里|当中|"
    r"案件中|里面|[,，、])"
)
_OF_THEM = re.compile(
    r"(?:行政|诉讼|行政诉讼)?(?:案件?|案子|官司|行政村|村|单位|规范性文件)?(?:中|里|当中|里面|之中)"
)
_NOT = r"(?:还)?(?:没有?|未|尚未|并未)(?:出庭|应诉|参加|配|审|备|执行|覆盖|完成|达标|落实|到位|抽查|去|到庭)"
_NOT_AFTER = re.compile(
    rf"(?:案件?|单位|村|文件|行政村|规范性文件)?[一-鿿]{{0,3}}?{_NOT}|(?:都|还)?(?:没有|没|空着)(?=$|[，,。])"
)
_NOT_THOSE = re.compile(
    rf"{_NOT}[一-鿿]{{0,4}}(?:的|了)?(?:有|是|共|为|:)?\s*$|(?:还差|还缺|还剩|只差|差|缺|少)\s*$"
)
_THE_REST = re.compile(r"(?:另外?|其余|剩余|余下|剩下?的?|剩)(?:有|的)?\s*$")
_DID_BEFORE = re.compile(
    r"(?:出庭|到庭|应诉|去|参加|配备?|审查?|备案|报备|执行|到位|覆盖|完成|落实|抽查)[^，,\d]{0,4}$"
)
_EVERY_ONE = re.compile(
    r"[，,](?:全部|全都|均|都)(?:已经?|由(?:行政)?(?:机关)?负责人|有负责人)*"
    r"(?:审查|备案|出庭|应诉|覆盖)|(?:行政|诉讼)?(?:案件?|单位|村|文件)?(?:已经?)?(?:全部|全都|均|都|全)(?:已|由负责人|有负责人|负责人)?(?:出庭|应诉|配备?|审查|审[了完过]|备案|覆盖|合格)"
)
_LABELLED = rf"(?:了|的|有|是|为|:)*\s?({_INT})(?![\d.月日号年%/点成次期场周天])(?:{_HEADS})?"
_ALL_OF = (
    r"(?:应(?:诉|配|出庭|审查?|备案?|查|执行|到)?|一共|总共|共|总数|合计|开庭|涉诉|案件|制发|总的?)"
    + _LABELLED
)
_SO_MANY = (
    r"(?:其中)?(?:负责人)?(?:实(?:际)?(?:配|出庭|到|有|审|备)?|出庭|到庭|去|已?配|审查?|备案|到位|败诉)"
    + _LABELLED
)
# 应诉20 出庭15; 出庭十三，开庭二十
_BARE_PAIR = re.compile(rf"{_ALL_OF}[，,、 ]{{0,2}}{_SO_MANY}|{_SO_MANY}[，,、 ]{{0,2}}{_ALL_OF}")
_MORE_OF = re.compile(r"新增|又|再")
_MORE = re.compile(
    rf"(?:\+|(?<!参)加|再加|增加|又加)\s*({_INT})\s*({_TIMES}|个)?(?![\d.]*[天日%月年号])|(?<!\d)十1(?!\d)"
)
_NTH = re.compile(
    rf"第\s*({_INT})\s*({_TIMES})(?!催|提醒|通知|问|说|打|发|报|(?:区|市|县|局|政府|党|常务|办公|协调|专题|全体|例|领导|主任|局长|区长|工作|推进|调度){{1,3}}[一-鿿]{{0,3}}会|会议|会[上审])"
)
_TOTAL = re.compile(
    rf"(?:累计|总计)[到至为是]?\s*({_INT})(?=$|[\s，,。])|"
    rf"(?:累计|总计|共计|合计|总共|一共|共|至今|迄今|今年以?来?|全年|本年度?|到目前(?:为止)?|"
    rf"目前)[^\d零一二两三四五六七八九十,，第]{{0,8}}({_INT})\s*({_TIMES})|({_INT})\s*({_TIMES})(?=都|全部|全都|全(?=办|完|搞|做)|已经?(?:全部)?(?:完成|办完))|(?:已经?|都)(?:举?办|"
    rf"开展?|组织|举行|搞|讲|完成|培训)了?\s*({_INT})\s*({_TIMES})"
)
_TIME = re.compile(rf"(?<![第\d])({_INT})\s*({_TIMES})(?!会|性|序|数|日|待|间|以|之)")


@dataclass(frozen=True, slots=True)
class Percent:
    value: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many: 7/12, 应诉7件共12件. `plain` when written as 7/12, which may be a day."""

    part: float
    whole: float
    start: int
    end: int
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Times:
    """So many occurrences. how: more (+1, 办了2期), total (累计2次), nth (第2次: the one more that is the 2nd)."""

    n: int
    how: str
    unit: str
    start: int
    end: int


Figure = Percent | Share | Times


def percents(text: str) -> list[Percent]:
    """Return every percentage: 60%, 百分之六十, 六成, 过半, 一半."""
    found = []
    for match in _PERCENT.finditer(text):
        value = decimal(match[1] or match[2])
        if value is not None:
            found.append(Percent(value, *match.span()))
    for match in _TENTHS.finditer(text):
        tenths = decimal(match[1]) or 0
        more = 0 if not match[2] else 5 if match[2] == "半" else whole(match[2]) or 0
        found.append(Percent(tenths * 10 + more, *match.span()))
    found += [Percent(50, match.end() - 2, match.end()) for match in _HALF.finditer(text)]
    found += [Percent(100, *match.span()) for match in _WHOLE.finditer(text)]
    return sorted(found, key=lambda p: p.start)


def shares(text: str) -> list[Share]:
    """Return every fraction, or the one that two amounts make."""
    found = []
    for match in _OF.finditer(text):
        a, b = next((a, b) for a, b in zip(match.groups()[::2], match.groups()[1::2], strict=True) if a)
        part, base = whole(a), whole(b)
        if part is None or base is None:
            continue
        if match[3]:  # 十二分之七 says the whole first
            part, base = base, part
        found.append(Share(part, base, *match.span(), plain=bool(match[1])))
    return found or _of_amounts(text) or _labelled(text)


def _labelled(text: str) -> list[Share]:
    """`出庭十三，开庭二十`: what was counted stands before each number."""
    pair = _BARE_PAIR.search(text)
    base, part = (whole(pair[1] or pair[4]), whole(pair[2] or pair[3])) if pair else (None, None)
    if pair is None or base is None or part is None or part > base:
        return []
    return [Share(part, base, *pair.span())]


def _of_amounts(text: str) -> list[Share]:
    """共12件，出庭7件; 12件中有5件没出庭 is 7 of 12, and so is 出庭7件、未出庭5件."""
    written = _SITTINGS if "庭" in text else _AMOUNT
    told = [(n, m) for m in written.finditer(text) if (n := whole(m[1])) is not None]
    amounts = told[:2]
    if len(told) > 3 and sum(n for n, _ in told[1:-1]) == told[-1][0] <= told[0][0]:
        amounts = [told[0], told[-1]]  # 开庭16件，正职去了3件，副职去了6件，共9件
        return [Share(told[-1][0], told[0][0], told[0][1].start(), told[-1][1].end())]
    if len(amounts) == 1 and _EVERY_ONE.match(text, amounts[0][1].end()) and not _MORE_OF.search(text):
        return [Share(amounts[0][0], amounts[0][0], *amounts[0][1].span())]
    if len(amounts) < 2:
        return []
    (a, first), (b, second) = amounts
    a_whole = bool(
        _WHOLE_BEFORE.search(text[max(0, first.start() - 8) : first.start()])
        or _OF_THEM.match(text, first.end())
    )
    b_whole = bool(_WHOLE_BEFORE.search(text[max(0, second.start() - 8) : second.start()]))
    a_not, b_not = _denied(text, first), _denied(text, second)
    b_whole = b_whole and not b_not  # 还有1件没审
    b_not = b_not or bool(_THE_REST.search(text[: second.start()]))
    bare = b_not and b < a and not _DID_BEFORE.search(text[max(0, first.start() - 8) : first.start()])
    if a_not != b_not and not (a_whole or b_whole or bare):
        return [Share(b if a_not else a, a + b, first.start(), second.end())]
    a_whole = a_whole or (bare and not b_whole)  # 12件，3件没去
    if _CASES_ONLY.fullmatch(text[first.end() : second.start()]):
        a_whole, b_whole = a >= b, False  # 十四起案件八起出庭
    if not a_whole and not b_whole:
        a_whole = bool(_WHOLE_AFTER.match(text[first.end() : first.end() + 12])) or a > b
    of_a = a_whole and not (b_whole and b > a)
    part, base = (b, a) if of_a else (a, b)
    if (b_not if of_a else a_not) and part <= base:
        part = base - part
    if part > base:  # 败了3件，判了28件
        part, base = base, part
    return [Share(part, base, first.start(), second.end())]


def amounts(text: str) -> list[float]:
    """Return the bare amounts of things or people, in order: 24件, 15件."""
    return [n for found in _AMOUNT.finditer(text) if (n := whole(found[1])) is not None]


def _denied(text: str, amount: re.Match[str]) -> bool:
    """5件没出庭, 没出庭的有3件: so many of them not."""
    return bool(
        _NOT_AFTER.match(text, amount.end())
        or _NOT_THOSE.search(text[max(0, amount.start() - 12) : amount.start()])
    )


def times(text: str) -> list[Times]:
    """Return what is said of occurrences, the plainest wording first."""
    for how, pattern in (("total", _TOTAL), ("more", _MORE), ("nth", _NTH), ("more", _TIME)):
        found = []
        for match in pattern.finditer(text):
            groups = [group for group in match.groups() if group]
            n = whole(groups[0]) if groups else 1
            if n is not None:
                found.append(Times(n, how, groups[1] if len(groups) > 1 else "", *match.span()))
        if found:
            return found
    return []
