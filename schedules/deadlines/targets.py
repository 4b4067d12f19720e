"""Counts and rates that must be reached (`不少于3次`, `超过50%`, `六成以上`), found in a normalised text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schedules.deadlines.numerals import decimal, whole
from schedules.deadlines.reading import Op, Target

_CN = "[〇零一二两三四五六七八九十百千]"
_VALUE = rf"""
    (?: (?P<cent>百分之)(?P<cv>{_CN}{{1,6}}(?:点[〇零一二三四五六七八九]{{1,3}})?|\d+(?:\.\d+)?)
      | (?P<den>{_CN}{{1,3}})分之(?P<nom>{_CN}{{1,3}})
      | (?<![\d.])(?P<fn>\d{{1,6}})/(?P<fd>\d{{1,6}})
      | (?P<half>过半数?(?![天年月小个日])|一半|半数|大半)
      | (?P<tenths>[一二三四五六七八九])成(?P<tenthhalf>半)?(?![立为员功果效熟本都])
      | (?<![\d.])(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|{_CN}{{1,7}})(?:[-~至](?P<n2>\d+(?:\.\d+)?))?多?
        (?: (?P<pc>%)
          | (?P<unit>个百分点|万亿元|万元|亿元)|(?P<wan>万)?(?P<unit2>人次|场次|件次|户次|批次
              |课时|学时|平方米|平方公里|公里|次|期|场|件|字(?![号样面词])|个(?!月|半|季度|工作日|小时|星期|礼拜|自然日)
            |名|项|家|篇|部|批|轮|户|所|处|条|例|份|册|种|类|组|支|座|台|套|辆|起
                |宗|亩|吨|元|倍|分(?!钟|之)|讲|堂|节|班|本|张|幅|块|片|人(?!会)|村|社区|位|款|对|站|点) )
    )
"""
_PRE = r"""
    (?P<ge>不(?:得|应|能|可)?(?:少于|低于|小于|下于|少過)|至少|最少|起码|达到了?|达(?=\d|[一二三四五六七八九]成|百分之|[一二三四五六七八九]分之)
        |(?:提高|提升|增长|增加|上升|扩大|恢复)(?:到|至)|增至|升至|(?:保持|稳定|维持)(?:在|到)|≥|>=)
  | (?P<le>不(?:得|应|能|可)?(?:超过|超出|高于|大于|多于|突破)|至多|最多
      |(?:控制|限制|压降|压减|降低|下降|减少|压缩)(?:在|到|至)|降至|降到|限于|≤|<=)
  | (?P<gt>(?<![不未没])(?:超过|超出|大于|高于|多于|突破|逾|超(?![高级大]))|>)
  | (?P<lt>(?<![不])(?:低于|少于|小于|不足|不满|不到)|<)
"""
_TARGET = re.compile(
    rf"""
    (?: (?P<pre>{_PRE})[:为约在了]?(?P<between>[^\d,。;:、\x00\n()%]{{0,12}}?) )?
    {_VALUE}
    (?P<post>(?:及|或|\(含\))?(?:以上|以下|以内|之内|左右))?
    """,
    re.VERBOSE,
)
_HINT = re.compile(
    "[%成半次期场项件个家名户里元座所人米亩台套张吨篇处条]|以[上下内]|百分|分之|不[得应能]?[少低高超]|至[少多]|达到|\\d/\\d|超过|[低高]于"
)
_PAST = re.compile("(?:已|目前|现已|截至|(?<![比较])(?:上年|去年)|曾|(?<!为)了)[^,。;]{0,10}$")
_YEARS_PAST = re.compile(
    "(?:^|[。;\n,])[^。;,]{0,6}(?:过去|近)(?:的?[一二两三四五六七八九十\\d]{0,2}年)[^。;]{0,30}$"
)
_COMPARED = re.compile("同比[^,。;]{0,6}$")
_CONDITION = re.compile(
    "的(?:[,;:。、]|$|应|由|不得|按|予以|可以|须|单位|企业|部门|人员|项目|违法|行为|案件|当事人|处)"
)
_DOING = re.compile(
    "开展|举办|组织|召开|完成|建成|打造|培育|新增|新登记|培训|选树|推出|报送|形成|制定|争取|力争|确保|达|实现|评选|发布|编发|走访|检查"
    "|投资|提升|提高|增长|下降|增加|减少|降低|抽查|覆盖|引进|培养|开设|推广|创建|评查|督查|督察|学习|宣讲|建设|新建|改造|举行|安排|参加|推选|公布|每[年月季周半人]|全年|年内"
)
_RATE = re.compile("率$")
# What is better the lower it is: a figure beside it is a ceiling.
_LOWER_IS_BETTER = re.compile(
    "(?:失业|败诉|投诉|事故|发病|死亡|感染|逾期|负债|资产负债|差错|不良贷款|不良|流失|返贫|空置|贫困发生|漏损|损耗|辍学|违约|发案|案发|赤字|信访|重复率|缺口)率?$|涨幅$|能耗$|浓度$"
)
# `新建3个`, `培训2000人次`: a number governed by a verb of making is at least that many.
_MAKES = re.compile(
    "(?:新建|新改建|新登记|改扩建|扩建|改建|新增|签约|建成|(?:^|[前内底年月并、]|重点)建设|改造|开工|竣工|投用|投入使用|培训|培育|培养|引进|打造|创建|选树|评选|选聘|推广|完成|发放|新设|增设|设立|配备|补充"
    "|修复|治理|绿化|种植|栽植|帮扶|资助|扶持|选拔|遴选|选派|招聘|招募|发动|筹建|认定|争创|储备|孵化|拆除|关停|淘汰|腾退|盘活|评定|开办|编发|推出|举办|举行|开展|组织|召开|安装|更新|加装|清理|整治)[^\\d,。;:、()第每|]{0,16}$"
)
_GROWS = re.compile("(?:增长|提高|提升|上升|下降|降低|减少|增加|压减|递增)约?$")
# `组织7个督查组` is who goes, not what shall be made.
_TEAMS = re.compile("[\u4e00-\u9fff]{0,8}(?:督查|督导|检查|核查|指导|调研|工作)组")
_HEADS_LIST = re.compile("(?:方面)?的?(?:重点|主要|具体)?(?:任务|工作|措施|举措|要求|内容|制度|方面)")
# `提高……占比至75%`, `提高至合同金额的30%`: the verb stands apart from its figure.
_RAISED_TO = re.compile("(?:提高|提升|增加|扩大|上升|恢复)[^,。;:]{1,20}(?:至|到)$")
_LOWERED_TO = re.compile("(?:降低|下降|压减|减少|控制)[^,。;:]{1,20}(?:至|到|在)$")
_LONGEST_BETWEEN = 4
# `对超过400万元的项目`: which of them, not how many.
_WHICH = re.compile("(?:^|[,。;:])(?:其中)?(?:对于?|凡|针对)[^,。;:]{0,16}$")
# What joins the numbers of one list: `100名正职人才、200名副职人才`, `50个研修班和50场次讲座`.
_LISTED = re.compile("(?!.*(?:惠及|涉及|覆盖|受益|带动|服务))(?=.*[、和及与])[^\\d,。;:()]{1,26}")
_MONEY = frozenset({"元", "万元", "亿元", "万亿元"})
_SPENT = re.compile("(?:完成|实现|(?<!总)投资|发放|引进|新增|到位|争取|签约|培育|打造)[^\\d,。;:、()]{0,16}$")
_LETTERED = re.compile("\\d[A-Z]")  # 5G基站
_ONE_OCCASION = 2  # `每季度联合检查1次` says how often, not how much
_EVENTS = frozenset({"次", "期", "场", "轮", "场次", "讲", "堂", "节", "班", "批"})


def targets_in(text: str) -> Iterator[tuple[Target, int, int]]:
    """Every target of a text, with the stretch it stands in."""
    if _HINT.search(text) is None:
        return
    last: tuple[int, Op | None] = (0, None)
    for found in _TARGET.finditer(text):
        value, unit = _amount(found)
        if value is None:
            continue
        op = _op(found, value, unit, text)
        if _listed_after(last[0], found, unit):
            op = last[1]
        last = (found.end(), op if op == ">=" and unit not in ("%", "个百分点") else None)
        if op is None:
            continue
        second = found["n2"]
        if second and op == ">=" and not found["pre"]:
            op = "="
        yield Target(op, value, unit), found.start(), found.end()
        if second and op in (">=", "="):
            yield Target("<=", float(second), unit), found.start(), found.end()


def _listed_after(end: int, found: re.Match[str], unit: str) -> bool:
    """Whether a bare number only goes on the list of the number that ended there: both are asked for, or neither."""
    bare = not found["pre"] and not found["post"] and unit not in ("%", "个百分点") and found["n"] is not None
    return bare and bool(end) and _LISTED.fullmatch(found.string, end, found.start()) is not None


_LONE = re.compile(_VALUE, re.VERBOSE)


def lone_value(text: str) -> Target | None:
    """A rate standing quite alone (`六成`, `百分之六十`, `7/12`): exactly that much."""
    found = _LONE.fullmatch(text)
    if found is None:
        return None
    value, unit = _amount(found)
    return Target("=", value, unit) if value is not None and unit == "%" else None


def is_count_of_events(target: Target) -> bool:
    """Whether the target counts occasions (`至少1期`), which are owed by the year's end when no date is given."""
    return target.unit in _EVENTS and target.op in (">=", ">")


def _amount(found: re.Match[str]) -> tuple[float | None, str]:
    if found["cent"]:
        return decimal(found["cv"]), "%"
    if found["den"]:
        return _share(whole(found["nom"]), whole(found["den"])), "%"
    if found["fn"]:
        return _share(int(found["fn"]), int(found["fd"])), "%"
    if found["half"]:
        return 50.0, "%"
    if found["tenths"]:
        return (whole(found["tenths"]) or 0) * 10 + (5.0 if found["tenthhalf"] else 0.0), "%"
    value = decimal(found["n"].replace(",", ""))
    if found["pc"]:
        return value, "%"
    if found["wan"] and value is not None:
        value = round(value * 10_000, 2)
    return value, found["unit"] or found["unit2"]


def _share(part: int | None, total: int | None) -> float | None:
    return None if part is None or not total else round(100 * part / total, 2)


def _op(found: re.Match[str], value: float, unit: str, text: str) -> Op | None:
    """The comparator meant, or None when the number is no target."""
    before = text[max(0, found.start() - 40) : found.start()]
    after = text[found.end() : found.end() + 4]
    if _CONDITION.match(after) and unit != "%":
        return None
    if after.startswith("的") and unit != "%" and _WHICH.search(before):
        return None
    if (_PAST.search(before) or _YEARS_PAST.search(before)) and not found["ge"]:
        return None
    if _COMPARED.search(before) and not found["post"]:
        return None  # what was reached, by comparison
    post = found["post"] or ""
    if found["pre"]:
        return _with_words_before(found, value, unit, post, before)
    clause = re.split("[,。;:\n\x00]", before)[-1]
    if post and "左右" not in post:
        if unit != "%" and _DOING.search(clause) is None and before:
            return None
        return ">=" if "上" in post else "<="
    if unit == "%" and (found["pc"] or found["cent"]):
        if value == 100:
            return "="
        if _LOWER_IS_BETTER.search(before):
            return "<="
        if _RATE.search(before) or _RAISED_TO.search(clause):
            return ">="
        if _LOWERED_TO.search(clause):
            return "<="
    if (found["half"] or "").startswith("过"):
        return ">"
    return ">=" if _asked_for(found, value, unit, clause) else None


def _asked_for(found: re.Match[str], value: float, unit: str, clause: str) -> bool:
    """Whether a bare number is what shall be made or gained: `改造32个`, `增长6%`."""
    if unit in ("%", "个百分点"):
        return found["n"] is not None and _GROWS.search(clause) is not None
    after = found.string[found.end() : found.end() + 14]
    if unit == "个" and _TEAMS.match(after):
        return False
    if unit in ("项", "条", "个", "件") and _HEADS_LIST.match(after):
        return False
    if unit in _MONEY:
        return _SPENT.search(clause) is not None  # `设立2亿元专项资金` is how, not how much
    figure = found["n"] is not None and found["n"][0].isdigit() and found["n2"] is None
    return (
        figure
        and _MAKES.search(_LETTERED.sub("", clause)) is not None
        and (unit not in _EVENTS or value >= _ONE_OCCASION)
    )


def _with_words_before(found: re.Match[str], value: float, unit: str, post: str, before: str) -> Op | None:
    between = found["between"]
    share = unit == "%" and (between or "").endswith("的")
    free = found["pre"] in ("至少", "最少", "起码", "最多", "至多") or share
    if between and not free and len(between) > _LONGEST_BETWEEN:
        return None
    told = "(?:已|现|目前已?)$" if found["pre"][0] in "不至最" else "(?:已|现|目前已?|共|累计)$"
    if re.search(told, before) or found["pre"].endswith("了"):
        return None
    if found["ge"]:
        if "下" in post or "内" in post:
            return "<="
        return (
            "="
            if value == 100 and unit == "%" and found["ge"].startswith(("达", "保持")) and not post
            else ">="
        )
    if found["le"]:
        return ">=" if "上" in post else "<="
    return ">" if found["gt"] else "<"
