"""The usual procedures, ready to be named in a plan: their steps in order, and by which rule each has its working days.

A number with a rule is the least that rule leaves for the step. Where no rule
of the whole country sets one, the number is what offices usually allow, and
the line says 惯例: the coordinator writes the steps out to have others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schedules.plan import Step


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure's steps, the last of them the item's own end; `basis` says for each where its days come from."""

    steps: tuple[Step, ...]
    basis: tuple[str, ...]


def _procedure(*stages: tuple[str, int, str]) -> Procedure:
    """Each stage with the working days to leave after it, which are those the next one takes."""
    return Procedure(tuple(Step(name, days) for name, days, _ in stages), tuple(rule for *_, rule in stages))


# 重大行政决策程序暂行条例（国务院令第713号）; 国办发〔2018〕37号 and 115号 on 行政规范性文件; 市县法治政府建设示范指标体系.
PROCEDURES: Mapping[str, Procedure] = {
    "重大行政决策目录": _procedure(
        ("征求意见", 7, "其后合法性审查一般不少于7个工作日：国务院令第713号"),
        ("合法性审查", 3, "其后集体审议3个工作日：惯例"),
        ("集体审议", 5, "其后经同级党委同意再向社会公布：国务院令第713号第三条；5个工作日为惯例"),
        ("公布", 0, "时限当日"),
    ),
    "行政规范性文件": _procedure(
        ("起草和评估论证", 7, "其后公开征求意见一般不少于7个工作日：市县法治政府建设示范指标体系"),
        ("公开征求意见", 5, "其后合法性审核一般不少于5个工作日、最长15个工作日：国办发〔2018〕115号"),
        ("合法性审核", 3, "其后集体审议3个工作日：程序见国办发〔2018〕37号；天数为惯例"),
        ("集体审议", 3, "其后登记编号、印发公布3个工作日：惯例"),
        ("印发公布", 0, "时限当日"),
    ),
    "清单公布": _procedure(
        ("梳理报送", 5, "其后征求意见5个工作日：惯例"),
        ("征求意见", 5, "其后审核5个工作日：惯例"),
        ("审核确认", 3, "其后审定公布3个工作日：惯例"),
        ("公布", 0, "时限当日"),
    ),
}
