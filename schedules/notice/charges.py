"""Lists of duties sorted by who has them (`一、县应急管理局`, `（二）市住建局：……`): a heading that names units is no matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schedules.notice.names import is_unit, split_names
from schedules.notice.outline import Section, title_of
from schedules.notice.units import Parties

# What only a unit is called; 社区, 园区, 企业 and the like may as well be what a heading speaks of.
_SURELY = re.compile(
    r"(?:局|委|办|厅|署|院|部(?<!干部)|处|科|股|室|中心|政府|公司|集团|银行|委员会|管委会|办事处|总队|支队|大队|指挥部|工会|妇联|团委|残联"
    r"|单位|部门|学校|海关|街道|乡镇|[镇乡]|所)(?:[（(][^（）()]{1,20}[）)])?$"
)


def in_charge(text: str, sections: Sequence[Section]) -> list[Parties | None]:
    """For each of neighbouring sections the units its heading names; all None unless most of them are so headed."""
    named = [_units(text, section) for section in sections]
    if sum(map(bool, named)) * 2 <= len(sections) or len(sections) < 2:
        return [None] * len(sections)
    return [Parties(responsible=names) if names else None for names in named]


def _units(text: str, section: Section) -> tuple[str, ...]:
    start, end = title_of(text, section)
    if text[end : end + 1] not in ("\n", "：", ":", "。", ""):
        return ()
    names = split_names(text[start:end].strip("。：: "))
    sure = all(is_unit(name) and len(name) > 2 and _SURELY.search(name) for name in names)
    return names if sure else ()
