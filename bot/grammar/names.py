"""The names people use for an item, worked out from its title.

`决策目录` for 制定并公布重大行政决策目录, `应诉率` for 行政机关负责人出庭应诉率:
whatever stretch of a message also stands in a title speaks for that item.
A stretch that ends a noun of the title, or is long, is a name; a short one
from the middle (执法, 公布) only helps to choose between items already named.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.commands import ItemName

_BREAK = re.compile(r"[，,、。；;：:（）()《》〈〉“”\"'‘’「」\s]|以及|[与和及并](?=[一-鿿]{2})")
_VERB = re.compile(
    r"^(?:制定|举办|建立|公布|推选|指导|总结|修改完善|完善|整合|整改|治理|落实|对|开展|组织|"
    r"完成|推动|推进|加强|印发|一批|各级|系列|全市|年终|开好|建设|配备)+"
)
# Short ends of titles that stand in any report; they name nothing.
_COMMON_WORDS = (
    "到位 工作 情况 通报 整改 体系 问题 单位 行为 文件 升级 追究 纠正 比重 部门 "
    "应用 占比 人员 力量 机构 责任 要点 管理 建设 政府 法治 行政 执法 公布 完成 "
    "任务 事项 监管 考核 项目 完善 落实 制定 举办 开展 组织 规定 办法 制度 行业 "
    "领域 机关 服务 平台 系统 活动 会议 年终 实际 主要 案件 全市 方案 意见 计划 "
    "报告 措施 规划 要求 材料 督察整改 要点的 重点 年度 系列 领导 负责 负责人 主任 "
    "市级 发现 提高 配备 覆盖 覆盖率 执行 审查 指导 研究 数据 信息 机制 队伍 资源 "
    "重大 群众 备案"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_ABBREVIATED = (
    ("免罚", "免予处罚"),
    ("免处罚", "免予处罚"),
    ("村居", "行政村"),
    ("村里", "行政村"),
    ("行政村", "行政村"),
    ("互联网监管", "互联网+监管"),
    ("负责人出庭", "负责人出庭"),
)
_LONGEST = 14
_OFFICE = frozenset("局委院厅")
_ABOVE = re.compile(r"(?:省[厅里级]?|上级|国家|部里|厅里)的?$")


@dataclass(frozen=True, slots=True)
class Names:
    """Every stretch of every title, and of which items; `strong` are those that name by themselves.

    halves: strong only because no other title has them (行政诉讼案件 of 行政诉讼案件败诉率).
    """

    codes: tuple[str, ...]
    stretches: dict[str, frozenset[str]]
    strong: frozenset[str]
    halves: frozenset[str]
    measures: dict[str, str]
    units: dict[str, str]
    starts: frozenset[str]  # the first two characters of every stretch: most of a text is ruled out by these


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch that names one of `codes`. half: not by what the item is called in the end."""

    codes: tuple[str, ...]
    start: int
    end: int
    strong: bool
    half: bool = False


@lru_cache(maxsize=64)
def names_of(items: tuple[ItemName, ...]) -> Names:
    """Return the names of a plan's items; made once for each plan."""
    stretches: dict[str, set[str]] = {}
    strong: set[str] = set()
    for item in items:
        for chunk in _chunks(item.title):
            ends = {chunk[-n:] for n in range(2, min(len(chunk), _LONGEST) + 1)}
            if chunk[-1] == "率" and len(chunk) > 5:  # 出庭率 for 负责人出庭应诉率
                stretches.setdefault(f"{chunk[-5:-3]}率", set()).add(item.code)
                ends.add(f"{chunk[-5:-3]}率")
            if chunk[-1] in "率班会":
                ends |= {end[:-1] for end in ends if len(end) > 2}
            strong |= {end for end in ends - _COMMON if end[0] not in "个项家"}
            for start in range(len(chunk)):
                for end in range(start + 2, min(len(chunk), start + _LONGEST) + 1):
                    stretches.setdefault(chunk[start:end], set()).add(item.code)
        for alias in item.aliases:
            stretches.setdefault(_plain(alias), set()).add(item.code)
            strong.add(_plain(alias))
    for alias in {
        _plain(alias) for item in items for alias in item.aliases
    }:  # 督察 is 10.1, though 督察整改 has it too
        stretches[alias] = {item.code for item in items if alias in map(_plain, item.aliases)}
    # A long stretch from the middle names too, where no other title has it (行政执法人员 is in three).
    halves = {
        stretch for stretch, codes in stretches.items() if len(stretch) >= 4 and len(codes) == 1
    } - strong
    strong |= halves
    for short, full in _ABBREVIATED:
        if full in stretches:
            stretches.setdefault(short, set()).update(stretches[full])
            strong.add(short)
    return Names(
        tuple(item.code for item in items),
        {stretch: frozenset(codes) for stretch, codes in stretches.items()},
        frozenset(strong) - _COMMON,
        frozenset(halves),
        {item.code: item.measure for item in items},
        {item.code: item.unit for item in items},
        frozenset(stretch[:2] for stretch in stretches),
    )


def named(text: str, names: Names) -> list[Named]:
    """Return what the text names, reading the longest stretch first; neighbours narrow each other."""
    found: list[Named] = []
    at = 0
    while at < len(text) - 1:
        if text[at : at + 2] not in names.starts:
            at += 1
            continue
        end = next(
            (e for e in range(min(len(text), at + _LONGEST), at + 1, -1) if text[at:e] in names.stretches), 0
        )
        if not end:
            at += 1
            continue
        stretch = text[at:end]
        if text[end : end + 1] in _OFFICE or _ABOVE.search(text[max(0, at - 4) : at]):
            at = end  # 综合执法局 is an office, 省厅的目录 somebody else's paper
            continue
        if stretch in _COMMON and not (found and found[-1].end == at):
            at = end
            continue
        codes = tuple(sorted(names.stretches[stretch]))
        here = Named(codes, at, end, stretch in names.strong, stretch in names.halves)
        found.append(here)
        at = end
    return _narrowed(found)


def _narrowed(found: list[Named]) -> list[Named]:
    """Join stretches that stand side by side (普法 + 清单) where some item has both."""
    joined: list[Named] = []
    for here in found:
        if joined and here.start - joined[-1].end <= 2:
            before = joined[-1]
            both = tuple(code for code in before.codes if code in here.codes)
            if both:
                sure = before.strong or here.strong or (len(both) == 1 and here.start == before.end)
                joined[-1] = Named(both, before.start, here.end, sure)
                continue
        joined.append(here)
    return joined


def _chunks(title: str) -> list[str]:
    """The nouns of a title, as far as they can be told without a dictionary."""
    chunks = []
    for piece in _BREAK.split(_plain(title)):
        for part in piece.split("的"):
            chunk = _VERB.sub("", part) or part
            if len(chunk) >= 2:
                chunks.append(chunk)
    return chunks


def _plain(title: str) -> str:
    return title.replace("“", "").replace("”", "").strip()
