"""How an item is named and measured, from the words it is written with."""

from __future__ import annotations

import re

from schedules.deadlines import Reading, Target
from schedules.plan import Measure

_STANDING = re.compile(
    "长期坚持|持续推进|常态化(?:推进|开展|实施)|常抓不懈|长期推进|持续(?:开展|加强|深化|用力|实施|巩固|优化|完善|抓好|做好|加大|提升|强化)|常态化|不断|始终"
)
_STANDING_SAID = re.compile(
    r"(?:^|[，；、。])(?:并|要|需)?(长期坚持|持续推进|常抓不懈|长期推进|长期开展|常态化推进|常态化开展|持续开展)[。；;，]*$"
)
PRODUCT = re.compile(
    "制定|出台|公布|发布|印发|编制|修订|拟定|起草|拟订|总结|推选|评选|举办|召开|举行|报送|上报|报告|提交|报[市省区县]|建成|上线|竣工|投用|开工|验收|签订|成立|设立|挂牌|形成|完成|配备|评查|启动"
    "|建立[^，。；]{0,24}(?:清单|台账|名录|目录|数据库|平台|档案|制度|办法)|梳理[^，。；]{0,20}(?:清单|目录)|述法|述职|培训班|制作|印制|开展[^，。；]{0,24}(?:检查|评估|测评|评查|排查|调查|自查|演练|竞赛|评选|试点|普查|审计|清理)"
)


def measure_of(said: str, reading: Reading | None, target: Target | None) -> Measure:
    """How one sees that it is done."""
    if target is not None:
        return "rate" if target.unit in ("%", "个百分点") else "count"
    if reading is not None and reading.kind == "standing":
        return "ongoing"
    if reading is not None and reading.recurrence is not None:
        return "deliver" if PRODUCT.search(said.replace(reading.phrase, "")) else "ongoing"
    if reading is not None and not _STANDING.search(said) and reading.kind != "period":
        return "deliver"
    said = re.sub("配合(?:做好|完成)", "配合", said)
    core = said if reading is None else said.replace(reading.phrase, "")
    if PRODUCT.search(core) and not re.match(r"(?:持续|不断|常态化)", core):
        return "deliver"
    return "ongoing"


def standing_words(said: str) -> str | None:
    """`长期坚持`, where a sentence ends by saying so of its whole."""
    found = _STANDING_SAID.search(said)
    return found[1] if found else None
